//! Bytes to lines of text, without ever holding a file: random access, encodings, line ends.

use std::io;
use std::ops::ControlFlow;

use encoding_rs::Encoding;

use crate::{Error, Result};

/// Bytes that can be read at any offset: a file, a browser `Blob`, a slice.
pub trait ReadAt {
    /// Length in bytes.
    fn size(&self) -> u64;

    /// Fills `buf` from `offset`; returns fewer bytes only at the end.
    ///
    /// # Errors
    /// What the system says.
    fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> io::Result<usize>;

    /// `true` where reading out of order costs as much as reading from the start.
    fn is_sequential(&self) -> bool {
        false
    }
}

impl ReadAt for &[u8] {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|o| self.get(o..)).unwrap_or(&[]);
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        Ok(n)
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl ReadAt for std::fs::File {
    fn size(&self) -> u64 {
        self.metadata().map_or(0, |m| m.len())
    }

    fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        use io::{Read, Seek};
        self.seek(io::SeekFrom::Start(offset))?;
        let mut n = 0;
        while n < buf.len() {
            match self.read(&mut buf[n..])? {
                0 => break,
                more => n += more,
            }
        }
        Ok(n)
    }
}

/// Called with the bytes read of the file at hand; `Break` cancels.
pub type OnBytes<'p> = dyn FnMut(u64) -> ControlFlow<()> + 'p;

/// How many bytes at the start and in the middle of a file decide what it is.
pub const HEAD: usize = 64 * 1024;

/// How many bytes one read takes.
const CHUNK: usize = 1024 * 1024;

/// Longest piece of a line handed out at once, in bytes of UTF-8.
const LONGEST_PIECE: usize = 1024 * 1024;

/// After a line that is no text, so many are looked at one by one.
const SINGLE_LINES: usize = 256;

/// A text encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextEncoding {
    /// Lower-case name, for example `gb18030`.
    pub name: &'static str,
    /// Bytes of the byte order mark at the start of the file.
    pub bom: u64,
    /// `true` where neither a mark nor the bytes left no doubt.
    pub guessed: bool,
    codec: &'static Encoding,
}

impl TextEncoding {
    /// Plain UTF-8.
    pub const UTF_8: TextEncoding =
        TextEncoding { name: "utf-8", bom: 0, guessed: false, codec: encoding_rs::UTF_8 };

    /// Decides from the start of a file and a sample of its middle: an ASCII-only head is common
    /// and says nothing (formats study, 1.1).
    pub fn detect(head: &[u8], middle: &[u8]) -> TextEncoding {
        let make = |name, bom, guessed, codec| TextEncoding { name, bom, guessed, codec };
        match head {
            [0xEF, 0xBB, 0xBF, ..] => return make("utf-8", 3, false, encoding_rs::UTF_8),
            [0xFF, 0xFE, ..] => return make("utf-16le", 2, false, encoding_rs::UTF_16LE),
            [0xFE, 0xFF, ..] => return make("utf-16be", 2, false, encoding_rs::UTF_16BE),
            _ => {}
        }
        if let Some((name, codec)) = utf16_by_pattern(head) {
            return make(name, 0, true, codec);
        }
        if is_utf8(head, true) && is_utf8(middle, false) {
            return TextEncoding::UTF_8;
        }
        if is_damaged_utf8(head) && (middle.is_empty() || is_damaged_utf8(middle)) {
            return make("utf-8", 0, true, encoding_rs::UTF_8);
        }
        let candidates = [
            ("gb18030", encoding_rs::GB18030),
            ("big5", encoding_rs::BIG5),
            ("shift_jis", encoding_rs::SHIFT_JIS),
            ("euc-kr", encoding_rs::EUC_KR),
        ];
        let scored = candidates
            .into_iter()
            .filter_map(|(name, codec)| Some((plausibility(codec, head, middle)?, name, codec)));
        // The first of equals wins: GB18030 before Big5.
        let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best });
        match best {
            Some((_, name, codec)) => make(name, 0, true, codec),
            None => make("utf-8", 0, true, encoding_rs::UTF_8),
        }
    }

    /// GB18030 in place of another guess, where the sample has no fault in it: the few words of a
    /// table's header are too little to tell East Asian encodings apart by.
    pub(super) fn chinese(self, sample: &[u8]) -> TextEncoding {
        if !self.guessed || self.name.starts_with("utf") {
            return self;
        }
        let codec = encoding_rs::GB18030;
        let chinese = TextEncoding { name: "gb18030", bom: 0, guessed: true, codec };
        let fault = |c: char| matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}');
        if chinese.sample(sample).chars().any(fault) { self } else { chinese }
    }

    /// The same, for bytes that do not start a file.
    pub fn without_bom(self) -> TextEncoding {
        TextEncoding { bom: 0, ..self }
    }

    /// Decodes a sample; a character cut at its end is left out.
    pub fn sample(&self, bytes: &[u8]) -> String {
        let bytes = &bytes[(self.bom as usize).min(bytes.len())..];
        let mut text = String::with_capacity(bytes.len() * 3 + 16);
        let mut decoder = self.codec.new_decoder_without_bom_handling();
        let _ = decoder.decode_to_string(bytes, &mut text, false);
        text.replace('\0', "")
    }
}

/// UTF-16 without a mark: line feeds and spaces with a zero beside them, always on one side.
fn utf16_by_pattern(head: &[u8]) -> Option<(&'static str, &'static Encoding)> {
    let (mut le, mut be) = (0, 0);
    for pair in head.chunks_exact(2) {
        match pair {
            [b, 0] if b.is_ascii_graphic() || matches!(b, b'\n' | b'\r' | b' ') => le += 1,
            [0, b] if b.is_ascii_graphic() || matches!(b, b'\n' | b'\r' | b' ') => be += 1,
            _ => {}
        }
    }
    let pairs = head.len() / 2;
    if le > be * 8 && le * 20 > pairs && le >= 4 {
        Some(("utf-16le", encoding_rs::UTF_16LE))
    } else if be > le * 8 && be * 20 > pairs && be >= 4 {
        Some(("utf-16be", encoding_rs::UTF_16BE))
    } else {
        None
    }
}

/// Valid UTF-8, but for a character cut at either end of the sample.
fn is_utf8(sample: &[u8], from_start: bool) -> bool {
    let skip = if from_start {
        0
    } else {
        sample.iter().take(3).take_while(|b| (0x80..0xC0).contains(*b)).count()
    };
    match std::str::from_utf8(&sample[skip..]) {
        Ok(_) => true,
        Err(e) => e.error_len().is_none(),
    }
}

/// UTF-8 with a few broken bytes in it: far more whole characters than errors.
fn is_damaged_utf8(sample: &[u8]) -> bool {
    let (mut whole, mut errors) = (0, 0);
    for chunk in sample.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        errors += usize::from(!chunk.invalid().is_empty());
    }
    errors * 20 <= whole
}

/// How much a sample reads like text in this encoding: common characters minus rare ones and
/// errors, per thousand characters. `None` where more than 1 % cannot be decoded at all.
fn plausibility(codec: &'static Encoding, head: &[u8], middle: &[u8]) -> Option<i32> {
    let (mut total, mut bad, mut score) = (0i32, 0i32, 0i32);
    for sample in [head, middle] {
        let mut text = String::with_capacity(sample.len() * 3 + 16);
        let mut decoder = codec.new_decoder_without_bom_handling();
        let _ = decoder.decode_to_string(sample, &mut text, false);
        for c in text.chars().filter(|c| !c.is_ascii()) {
            total += 1;
            match c {
                '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' => bad += 1,
                c if COMMON.contains(c) => score += 8,
                '\u{3040}'..='\u{30FF}' => score += 2,
                '\u{AC00}'..='\u{D7AF}' => score += 2,
                '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF60}' => score += 2,
                '\u{4E00}'..='\u{9FFF}' => score += 1,
                '\u{FF61}'..='\u{FF9F}' => score -= 4,
                _ => score -= 1,
            }
        }
    }
    (total > 0 && bad * 100 <= total).then(|| (score - bad * 20) * 1000 / total)
}

/// Characters that running text in one of the languages can hardly avoid.
const COMMON: &str = "的一是不了在人有我他这个们中来上大为和说地到你就出要以时也好没那么吗吧呢请群这\
                      這個們來為說時沒麼嗎請的はがのをにでとした이가는을에의다";

/// One line of a file.
#[derive(Debug, Clone, Copy)]
pub struct Line<'l> {
    /// Its text without line end.
    pub text: &'l str,
    /// Number from 1.
    pub number: u64,
    /// `true` for the second and later pieces of a line longer than 1 MiB.
    pub continued: bool,
}

/// The text of a file as UTF-8, piece by piece, without ever holding the file. UTF-8 is handed on
/// as it is: it may hold bytes that are no text. Other encodings are decoded.
pub struct Utf8Chunks<'s> {
    data: &'s mut dyn ReadAt,
    on_bytes: &'s mut OnBytes<'s>,
    name: &'s str,
    decoder: Option<encoding_rs::Decoder>,
    offset: u64,
    step: usize,
    chunk: Vec<u8>,
    done: bool,
}

impl<'s> Utf8Chunks<'s> {
    /// Starts at the first byte after the byte order mark.
    pub fn new(
        name: &'s str,
        data: &'s mut dyn ReadAt,
        encoding: TextEncoding,
        on_bytes: &'s mut OnBytes<'s>,
    ) -> Self {
        let utf8 = encoding.codec == encoding_rs::UTF_8;
        Utf8Chunks {
            data,
            on_bytes,
            name,
            decoder: (!utf8).then(|| encoding.codec.new_decoder_without_bom_handling()),
            offset: encoding.bom,
            step: CHUNK,
            chunk: Vec::new(),
            done: false,
        }
    }

    /// Reads so many bytes at a time.
    #[cfg(test)]
    pub(crate) fn in_steps(mut self, bytes: usize) -> Self {
        self.step = bytes;
        self
    }

    /// `true` once everything has been handed out.
    pub fn done(&self) -> bool {
        self.done
    }

    /// Bytes of the file handed out so far, its byte order mark included.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// `true` where the bytes handed out are those of the file.
    pub fn is_utf8(&self) -> bool {
        self.decoder.is_none()
    }

    /// Appends the next piece to `buf`; nothing at the end of the file.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Cancelled`].
    pub fn read(&mut self, buf: &mut Vec<u8>) -> Result<()> {
        if self.done {
            return Ok(());
        }
        let size = self.data.size();
        let step =
            usize::try_from(size.saturating_sub(self.offset)).unwrap_or(CHUNK).min(self.step);
        let target = if self.decoder.is_some() { &mut self.chunk } else { &mut *buf };
        let keep = if self.decoder.is_some() { 0 } else { target.len() };
        target.resize(keep + step, 0);
        let n = self
            .data
            .read_at(self.offset, &mut target[keep..])
            .map_err(|source| Error::Io { name: self.name.to_string(), at: self.offset, source })?;
        target.truncate(keep + n);
        self.offset += n as u64;
        self.done = n == 0 || self.offset >= size;
        if let Some(decoder) = &mut self.decoder {
            let room = decoder.max_utf8_buffer_length(n).unwrap_or(CHUNK * 3) + 16;
            let mut text = String::with_capacity(room);
            let _ = decoder.decode_to_string(&self.chunk, &mut text, self.done);
            buf.extend_from_slice(text.as_bytes());
        }
        match (self.on_bytes)(self.offset) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::Cancelled),
        }
    }
}

/// The lines of a file, one at a time: LF and CRLF end a line, NUL bytes are left out, bytes that
/// are not text become U+FFFD.
pub struct Lines<'s> {
    chunks: Utf8Chunks<'s>,
    buf: Vec<u8>,
    pos: usize,
    searched: usize,
    number: u64,
    inside: bool,
    fixed: String,
}

impl<'s> Lines<'s> {
    /// Starts at the first byte after the byte order mark.
    pub fn new(
        name: &'s str,
        data: &'s mut dyn ReadAt,
        encoding: TextEncoding,
        on_bytes: &'s mut OnBytes<'s>,
    ) -> Self {
        Lines {
            chunks: Utf8Chunks::new(name, data, encoding, on_bytes),
            buf: Vec::new(),
            pos: 0,
            searched: 0,
            number: 0,
            inside: false,
            fixed: String::new(),
        }
    }

    /// Hands out every line. A last line without line end counts; an empty one after the last line
    /// end does not.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Cancelled`].
    pub fn each(mut self, mut each: impl FnMut(Line<'_>)) -> Result<u64> {
        let mut single = 0;
        loop {
            // Where all lines at hand are text, one look at them is enough.
            if single == 0 && !self.inside {
                let end = memchr::memrchr(b'\n', &self.buf).map_or(0, |at| at + 1).max(self.pos);
                match text_without_nul(&self.buf[self.pos..end]) {
                    Some(block) => {
                        let mut start = 0;
                        for at in memchr::memchr_iter(b'\n', block.as_bytes()) {
                            self.number += 1;
                            let text = &block[start..at];
                            let text = text.strip_suffix('\r').unwrap_or(text);
                            start = at + 1;
                            each(Line { text, number: self.number, continued: false });
                        }
                        (self.pos, self.searched) = (end, end.max(self.searched));
                    }
                    None => single = SINGLE_LINES,
                }
            }
            single = single.saturating_sub(1);
            match self.next()? {
                Some(line) => each(line),
                None => return Ok(self.number),
            }
        }
    }

    fn next(&mut self) -> Result<Option<Line<'_>>> {
        let (start, end, whole) = loop {
            if let Some(at) = memchr::memchr(b'\n', &self.buf[self.searched..]) {
                break (self.pos, self.searched + at, true);
            }
            self.searched = self.buf.len();
            // A few bytes more than the piece show where its last character ends.
            if self.buf.len() - self.pos >= LONGEST_PIECE + 4 {
                break (self.pos, self.cut_point(), false);
            }
            if self.chunks.done() {
                if self.pos == self.buf.len() {
                    return Ok(None);
                }
                break (self.pos, self.buf.len(), true);
            }
            self.refill()?;
        };
        self.pos = if whole { (end + 1).min(self.buf.len()) } else { end };
        self.searched = self.pos;
        let continued = self.inside;
        self.inside = !whole;
        self.number += u64::from(!continued);
        let number = self.number;
        let bytes = &self.buf[start..end];
        let bytes = if whole { bytes.strip_suffix(b"\r").unwrap_or(bytes) } else { bytes };
        let text = match text_without_nul(bytes) {
            Some(text) => text,
            None => {
                self.fixed = String::from_utf8_lossy(bytes).replace('\0', "");
                &self.fixed
            }
        };
        Ok(Some(Line { text, number, continued }))
    }

    /// Where to cut a piece of an endless line: on a character's edge.
    fn cut_point(&self) -> usize {
        let mut end = self.pos + LONGEST_PIECE;
        while end > self.pos + 1 && (0x80..0xC0).contains(self.buf.get(end).unwrap_or(&0)) {
            end -= 1;
        }
        end
    }

    fn refill(&mut self) -> Result<()> {
        self.buf.drain(..self.pos);
        self.searched -= self.pos;
        self.pos = 0;
        self.chunks.read(&mut self.buf)
    }
}

/// Bytes as text, where they are text and need no repair.
fn text_without_nul(bytes: &[u8]) -> Option<&str> {
    let text = simdutf8::basic::from_utf8(bytes).ok()?;
    memchr::memchr(0, bytes).is_none().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<(u64, String)> {
        let encoding = TextEncoding::detect(bytes, &[]);
        let mut data = bytes;
        let mut go = |_| ControlFlow::Continue(());
        let lines = Lines::new("t", &mut data, encoding, &mut go);
        let mut out = Vec::new();
        lines.each(|line| out.push((line.number, line.text.to_string()))).unwrap();
        out
    }

    fn texts(bytes: &[u8]) -> Vec<String> {
        lines(bytes).into_iter().map(|(_, t)| t).collect()
    }

    #[test]
    fn line_ends_marks_and_nul() {
        assert_eq!(texts("\u{FEFF}a\r\nb\nc".as_bytes()), ["a", "b", "c"]);
        assert_eq!(texts(b"a\n\nb\n"), ["a", "", "b"]);
        assert_eq!(texts(b"a\0b\nc"), ["ab", "c"]);
        assert_eq!(texts(b""), Vec::<String>::new());
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "2025-03-08 09:02:11 阿青\n周末去莫干山的报个名,请大家看一下群里的通知\n";
        let gbk = encoding_rs::GB18030.encode(text).0;
        assert_eq!(TextEncoding::detect(&gbk, &[]).name, "gb18030");
        assert_eq!(texts(&gbk)[1], "周末去莫干山的报个名,请大家看一下群里的通知");
        let text =
            "2025/03/08 09:02 阿青\n週末去露營,請大家報名,我們要準備帳篷和鍋子\n這個時間可以嗎\n";
        let big5 = encoding_rs::BIG5.encode(text).0;
        assert_eq!(TextEncoding::detect(&big5, &[]).name, "big5");
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(TextEncoding::detect(&le, &[]).name, "utf-16le");
        assert_eq!(texts(&le)[0], "2025/03/08 09:02 阿青");
        let mut be = vec![0xFE, 0xFF];
        be.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        assert_eq!(texts(&be)[2], "這個時間可以嗎");
    }

    #[test]
    fn lines_are_the_same_around_damage_and_chunks() {
        let mut bytes = Vec::new();
        let mut expected = Vec::new();
        for n in 0..60_000u32 {
            let (raw, text): (&[u8], _) = match n % 1000 {
                7 => (b"a\xFFb", "a\u{FFFD}b".to_string()),
                8 => (b"a\0b\r", "ab".to_string()),
                9 => (b"", String::new()),
                10 => (b"x\ry\r", "x\ry".to_string()),
                _ => ("第几条消息,大家看一下\r".as_bytes(), "第几条消息,大家看一下".to_string()),
            };
            bytes.extend_from_slice(raw);
            bytes.push(b'\n');
            expected.push((u64::from(n) + 1, text));
        }
        assert!(bytes.len() > 2 * CHUNK - CHUNK / 2, "several chunks");
        assert_eq!(lines(&bytes), expected);
    }

    #[test]
    fn an_ascii_head_does_not_hide_a_gbk_body() {
        let head = vec![b'a'; 1000];
        let body = encoding_rs::GB18030.encode("请大家看一下群里的通知").0;
        assert_eq!(TextEncoding::detect(&head, &body).name, "gb18030");
    }

    #[test]
    fn an_endless_line_comes_in_pieces_with_one_number() {
        let text = "长".repeat(1_000_000);
        let pieces = lines(text.as_bytes());
        assert_eq!(pieces.len(), 3);
        assert!(pieces.iter().all(|(n, t)| *n == 1 && !t.contains('\u{FFFD}')));
        assert_eq!(pieces.iter().map(|(_, t)| t.len()).sum::<usize>(), text.len());
    }
}
