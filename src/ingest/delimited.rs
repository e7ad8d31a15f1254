//! Rows of tables kept as text: values between commas, tabs, semicolons or bars (RFC 4180, and
//! what programs make of it).

use std::ops::ControlFlow;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::source::{TextEncoding, Utf8Chunks};
use super::when::trim;
use crate::Result;

/// What stands between values, most common first.
pub(super) const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Longest row, in bytes. A row that is longer has an opening quote that nothing closes: it ends
/// with its first line, and its quotes are text.
const LONGEST_ROW: usize = 4 * 1024 * 1024;

/// How many bytes may be read again behind quotes that nothing closes, so that hostile files come to
/// an end; after that quotes are text.
const RESCANS: usize = 64 * 1024 * 1024;

/// A row: a record, or a blank line, which has no cells.
#[derive(Debug, Default)]
pub(super) struct Row {
    text: String,
    ends: Vec<usize>,
    /// Number of its first line, from 1.
    pub(super) line: u64,
    /// Lines it takes: more than one where a quoted value has line breaks.
    pub(super) lines: u64,
}

impl Row {
    /// A row made of cells, with the number of its record.
    pub(super) fn of(cells: &[String], line: u64) -> Row {
        let mut row = Row { line, lines: 1, ..Row::default() };
        for cell in cells {
            row.text.push_str(cell);
            row.ends.push(row.text.len());
        }
        row
    }

    /// Number of cells.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The words of a cell; empty where the row is too short. Quotes and `="..."`, by which
    /// spreadsheets are kept from taking ids for numbers, are no part of them.
    pub(super) fn text(&self, cell: usize) -> &str {
        let start = if cell == 0 { Some(0) } else { self.ends.get(cell - 1).copied() };
        let range = start.zip(self.ends.get(cell).copied());
        let text = range.and_then(|(start, end)| self.text.get(start..end)).unwrap_or("");
        let inside = text.trim().strip_prefix("=\"").and_then(|t| t.strip_suffix('"'));
        inside.unwrap_or(text)
    }

    /// The same without white space and invisible marks around it.
    pub(super) fn cell(&self, cell: usize) -> &str {
        trim(self.text(cell))
    }

    /// All cells.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|cell| self.cell(cell))
    }

    /// `true` where no cell has words.
    pub(super) fn is_blank(&self) -> bool {
        self.cells().all(str::is_empty)
    }

    fn set(&mut self, bytes: &[u8], ends: &[usize]) {
        self.text.clear();
        self.ends.clear();
        match std::str::from_utf8(bytes) {
            Ok(text) if memchr::memchr(0, bytes).is_none() => {
                self.text.push_str(text);
                self.ends.extend_from_slice(ends);
            }
            _ => {
                let mut start = 0;
                for end in ends {
                    let cell = bytes.get(start..*end).unwrap_or_default();
                    self.text.push_str(&String::from_utf8_lossy(cell).replace('\0', ""));
                    self.ends.push(self.text.len());
                    start = *end;
                }
            }
        }
    }
}

/// Reads rows one at a time; a file is never held.
pub(super) struct Rows<'s> {
    chunks: Utf8Chunks<'s>,
    reader: Reader,
    delimiter: u8,
    /// Takes quotes for text; made when it is needed.
    plain: Option<Reader>,
    longest_row: usize,
    rescanned: usize,
    /// Rows are numbered, not lines.
    by_row: bool,
    buf: Vec<u8>,
    /// Where the last row begins, and where it ends.
    start: usize,
    pos: usize,
    /// Number of the line behind the last row.
    next_line: u64,
    out: Vec<u8>,
    ends: Vec<usize>,
    row: Row,
}

impl<'s> Rows<'s> {
    /// Starts at the first row.
    pub(super) fn new(chunks: Utf8Chunks<'s>, delimiter: u8) -> Self {
        Rows {
            chunks,
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            plain: None,
            longest_row: LONGEST_ROW,
            rescanned: 0,
            by_row: false,
            buf: Vec::new(),
            start: 0,
            pos: 0,
            next_line: 1,
            out: vec![0; 1024],
            ends: vec![0; 32],
            row: Row::default(),
        }
    }

    /// Numbers rows instead of lines, as sheets do.
    pub(super) fn count_rows(&mut self) {
        self.by_row = true;
    }

    /// The next row has number 1.
    pub(super) fn restart_count(&mut self) {
        self.next_line = 1;
    }

    /// The next row or blank line, or `None` at the end.
    ///
    /// # Errors
    /// Those of [`Utf8Chunks::read`].
    pub(super) fn next(&mut self) -> Result<Option<&Row>> {
        self.start = self.pos;
        self.row.line = self.next_line;
        match self.peek()? {
            None => return Ok(None),
            Some(b'\n' | b'\r') => {
                self.pos += 1;
                self.finish(0, 0)?;
            }
            Some(_) => match self.record(self.rescanned < RESCANS)? {
                Some((text, cells)) => self.finish(text, cells)?,
                None => return self.unquoted().map(Some),
            },
        }
        Ok(Some(&self.row))
    }

    /// The last row.
    pub(super) fn row(&self) -> &Row {
        &self.row
    }

    /// The last row as it stands in the file.
    pub(super) fn raw(&self) -> &[u8] {
        &self.buf[self.start..self.pos]
    }

    /// Reads the last row again, only its first line, and its quotes as text: for when an opening
    /// quote that nothing closes made it swallow the rows behind it.
    ///
    /// # Errors
    /// Those of [`Utf8Chunks::read`].
    pub(super) fn unquoted(&mut self) -> Result<&Row> {
        self.rescanned += self.pos - self.start;
        self.pos = self.start;
        let (text, cells) = self.record(false)?.unwrap_or_default();
        self.finish(text, cells)?;
        Ok(&self.row)
    }

    /// Reads a record; gives the lengths of its text and of its list of cells, or `None` where it
    /// is too long to be one. Without quoting, a line that is too long comes in pieces.
    fn record(&mut self, quoting: bool) -> Result<Option<(usize, usize)>> {
        let (mut text, mut cells) = (0, 0);
        loop {
            // An empty input tells the reader that the file ends.
            self.peek()?;
            let cut = self.pos - self.start > self.longest_row;
            let reader = if quoting {
                &mut self.reader
            } else {
                let builder =
                    || ReaderBuilder::new().delimiter(self.delimiter).quoting(false).build();
                self.plain.get_or_insert_with(builder)
            };
            if cut && quoting {
                reader.reset();
                return Ok(None);
            }
            let input = if cut { &[] } else { &self.buf[self.pos..] };
            let (result, read, wrote, ended) =
                reader.read_record(input, &mut self.out[text..], &mut self.ends[cells..]);
            (self.pos, text, cells) = (self.pos + read, text + wrote, cells + ended);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.out.resize(self.out.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => {
                    if cut {
                        reader.reset();
                    }
                    return Ok(Some((text, cells)));
                }
            }
        }
    }

    /// Takes a line end of two bytes whole, counts lines and fills the row.
    fn finish(&mut self, text: usize, cells: usize) -> Result<()> {
        if self.raw().ends_with(b"\r") && self.peek()? == Some(b'\n') {
            self.pos += 1;
        }
        let raw = self.raw();
        let ends_line = raw.ends_with(b"\n") || raw.ends_with(b"\r");
        let feeds = memchr::memchr_iter(b'\n', raw).count();
        let at_end = self.pos == self.buf.len() && self.chunks.done();
        let lone = raw.ends_with(b"\r") || (at_end && !ends_line);
        self.row.lines = feeds as u64 + u64::from(lone);
        self.next_line = self.row.line + if self.by_row { 1 } else { self.row.lines };
        self.row.set(&self.out[..text], &self.ends[..cells]);
        Ok(())
    }

    /// The byte behind what has been read, or `None` at the end of the file.
    fn peek(&mut self) -> Result<Option<u8>> {
        while self.pos == self.buf.len() && !self.chunks.done() {
            self.buf.drain(..self.start);
            self.pos -= self.start;
            self.start = 0;
            self.chunks.read(&mut self.buf)?;
        }
        Ok(self.buf.get(self.pos).copied())
    }
}

/// The first rows of a sample, without blank lines. The last of them may be cut short.
pub(super) fn first_rows(sample: &str, delimiter: u8, limit: usize) -> Vec<Vec<String>> {
    let mut data = sample.as_bytes();
    let mut go = |_| ControlFlow::Continue(());
    let chunks = Utf8Chunks::new("", &mut data, TextEncoding::UTF_8, &mut go);
    let mut rows = Rows::new(chunks, delimiter);
    let mut out = Vec::new();
    while let Ok(Some(row)) = rows.next()
        && out.len() < limit
    {
        if row.len() > 0 {
            out.push(row.cells().map(str::to_string).collect());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `line+lines:cell/cell` of every row, in reads of so many bytes; rows of more than 1,000
    /// bytes are too long.
    fn rows_in_steps(bytes: &[u8], delimiter: u8, step: usize) -> Vec<String> {
        let encoding = TextEncoding::detect(bytes, &[]);
        let mut data = bytes;
        let mut go = |_| ControlFlow::Continue(());
        let chunks = Utf8Chunks::new("t", &mut data, encoding, &mut go).in_steps(step);
        let mut rows = Rows::new(chunks, delimiter);
        rows.longest_row = 1000;
        let mut out = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<_> = (0..row.len()).map(|i| row.text(i)).collect();
            out.push(format!("{}+{}:{}", row.line, row.lines, cells.join("/")));
        }
        out
    }

    fn rows(bytes: &[u8], delimiter: u8) -> Vec<String> {
        let whole = rows_in_steps(bytes, delimiter, 4096);
        for step in 1..=7 {
            assert_eq!(rows_in_steps(bytes, delimiter, step), whole, "reads of {step}");
        }
        whole
    }

    #[test]
    fn quotes_line_breaks_and_blank_lines_keep_their_line_numbers() {
        let text = "a,b\r\n\r\n\"x\ny\",\"say \"\"hi\"\"\"\r\n\n\n,c,d";
        assert_eq!(
            rows(text.as_bytes(), b','),
            ["1+1:a/b", "2+1:", "3+2:x\ny/say \"hi\"", "5+1:", "6+1:", "7+1:/c/d"]
        );
        assert_eq!(rows(b"a\tb\nc\n", b'\t'), ["1+1:a/b", "2+1:c"]);
        assert_eq!(rows(b"a;b\rc;d\r", b';'), ["1+1:a/b", "2+1:c/d"]);
        assert_eq!(rows(b"", b','), Vec::<String>::new());
        assert_eq!(rows(b"5\" x,y\n", b','), ["1+1:5\" x/y"]);
    }

    #[test]
    fn ids_kept_from_being_numbers() {
        assert_eq!(rows(b"=\"00730\",\"=\"\"12\"\"\",=1+1\n", b','), ["1+1:00730/12/=1+1"]);
    }

    #[test]
    fn encodings_and_bytes_that_are_no_text() {
        let text = "时间,发送人,内容\n2025/3/8 9:02,阿青,周末去莫干山的报个名\n";
        let gbk = encoding_rs::GB18030.encode(text).0;
        assert_eq!(rows(&gbk, b',')[1], "2+1:2025/3/8 9:02/阿青/周末去莫干山的报个名");
        let mut utf16 = vec![0xFF, 0xFE];
        utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(rows(&utf16, b',')[0], "1+1:时间/发送人/内容");
        assert_eq!(rows("\u{FEFF}时间,内容".as_bytes(), b','), ["1+1:时间/内容"]);
        let long = "的".repeat(40);
        let damaged = [long.as_bytes(), b",a\xFFb,c\0d"].concat();
        assert_eq!(rows(&damaged, b','), [format!("1+1:{long}/a\u{FFFD}b/cd")]);
    }

    #[test]
    fn an_unclosed_quote_takes_one_line_not_the_file() {
        let mut text = String::from("1,\"x\n");
        while text.len() < 5000 {
            text.push_str("2,y\n");
        }
        let rows = rows_in_steps(text.as_bytes(), b',', 100);
        assert_eq!(rows[..2], ["1+1:1/\"x", "2+1:2/y"]);
        assert_eq!(rows.len(), text.lines().count());
    }

    #[test]
    fn an_endless_line_comes_in_pieces() {
        let text = format!("{}\nb,c\n", "a".repeat(3000));
        let rows = rows_in_steps(text.as_bytes(), b',', 100);
        assert!(rows.len() > 2 && rows.len() < 6);
        assert_eq!(rows.last().map(String::as_str), Some("2+1:b/c"));
    }

    #[test]
    fn a_row_can_be_read_again_without_quotes() {
        let mut data: &[u8] = b"1,\"x\n2,\"y\"\n3,z\n";
        let mut go = |_| ControlFlow::Continue(());
        let chunks = Utf8Chunks::new("t", &mut data, TextEncoding::UTF_8, &mut go);
        let mut rows = Rows::new(chunks, b',');
        assert_eq!(rows.next().unwrap().map(|r| r.lines), Some(2));
        assert_eq!(rows.raw(), b"1,\"x\n2,\"y\"\n");
        let row = rows.unquoted().unwrap();
        assert_eq!((row.line, row.lines, row.text(1)), (1, 1, "\"x"));
        assert_eq!(
            rows.next().unwrap().map(|r| (r.line, r.text(1).to_string())),
            Some((2, "y".into()))
        );
    }
}
