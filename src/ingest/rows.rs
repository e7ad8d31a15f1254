//! Tables of figures or events as rows of text: out of any encoding, delimiter, workbook or page.
//! What the cells mean is no business of this file.

use super::delimited::{DELIMITERS, Rows, first_rows};
use super::reading::{File, head};
use super::source::{ReadAt, TextEncoding, Utf8Chunks};
use super::{magic, sheet, unwrap, when};
use crate::{Error, Result};

/// Most rows taken of one file.
const MOST_ROWS: usize = 200_000;

/// Rows that decide which delimiter a table has.
const SAMPLE: usize = 60;

/// The rows of one file.
#[derive(Debug, Clone)]
pub struct Tables {
    /// Name of the file.
    pub file: String,
    /// Its text encoding, lower case.
    pub encoding: &'static str,
    /// Its sheets; a text file has one.
    pub sheets: Vec<Sheet>,
}

/// One sheet of a workbook, or all of a text file.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Its title; empty where it has none.
    pub title: String,
    /// Its rows without the blank ones.
    pub rows: Vec<Cells>,
}

/// One row.
#[derive(Debug, Clone, Default)]
pub struct Cells {
    /// Number of its first line (in a workbook: of the row), from 1.
    pub line: u64,
    /// Its cells, trimmed.
    pub cells: Vec<String>,
}

impl Cells {
    /// A cell; empty where the row is too short.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// Reads all rows of a file.
///
/// # Errors
/// Where it is empty, no text, encrypted, too large, or cannot be read.
pub fn tables(file: &mut File<'_>) -> Result<Tables> {
    let name = file.name.clone();
    let data: &mut dyn ReadAt = &mut *file.data;
    let (outer, start) = head(&name, data)?;
    if outer.size == 0 || (outer.size < 64 && outer.text.trim().is_empty()) {
        return Err(Error::Empty { name });
    }
    let mut encoding = outer.encoding;
    let sheets = match unwrap::container(&name, &start, &outer, data)? {
        Some(text) => of_text(&name, &text, TextEncoding::UTF_8, &mut text.as_bytes())?,
        None if unwrap::is_page(&outer) => {
            let text = unwrap::page(&name, &outer, data, &mut |_| go_on())?;
            of_text(&name, &text, TextEncoding::UTF_8, &mut text.as_bytes())?
        }
        None => {
            magic::refuse(&name, &start, &outer, data)?;
            encoding = outer.encoding.chinese(&start);
            of_text(&name, &encoding.sample(&start), encoding, data)?
        }
    };
    Ok(Tables { file: name, encoding: encoding.name, sheets })
}

fn go_on() -> std::ops::ControlFlow<()> {
    std::ops::ControlFlow::Continue(())
}

fn of_text(
    name: &str,
    sample: &str,
    encoding: TextEncoding,
    data: &mut dyn ReadAt,
) -> Result<Vec<Sheet>> {
    let workbook = sheet::is_workbook(sample);
    let delimiter = if workbook { b',' } else { delimiter(sample) };
    let mut go = |_| go_on();
    let chunks = Utf8Chunks::new(name, data, encoding, &mut go);
    let mut rows = Rows::new(chunks, delimiter);
    if workbook {
        rows.count_rows();
    }
    let mut sheets = vec![Sheet::default()];
    let mut taken = 0;
    while let Some(row) = rows.next()? {
        let title = sheet::title(row.cells().next()).filter(|_| row.len() == 1);
        if let Some(title) = title.map(str::to_string) {
            sheets.push(Sheet { title, rows: Vec::new() });
            rows.restart_count();
            continue;
        }
        if row.is_blank() {
            continue;
        }
        taken += 1;
        if taken > MOST_ROWS {
            let limit = MOST_ROWS as u64;
            return Err(Error::TooLarge { name: name.to_string(), kind: "table", limit });
        }
        let cells = (0..row.len()).map(|i| when::trim(row.text(i)).to_string()).collect();
        if let Some(sheet) = sheets.last_mut() {
            sheet.rows.push(Cells { line: row.line, cells });
        }
    }
    sheets.retain(|sheet| !sheet.rows.is_empty());
    if sheets.is_empty() {
        return Err(Error::Empty { name: name.to_string() });
    }
    Ok(sheets)
}

/// The delimiter by which most rows have the same number of cells; a comma where none does.
fn delimiter(sample: &str) -> u8 {
    let mut best = (0, b',');
    for candidate in DELIMITERS {
        let rows = first_rows(sample, candidate, SAMPLE);
        let mut widths: Vec<usize> = rows.iter().map(Vec::len).filter(|w| *w > 1).collect();
        widths.sort_unstable();
        // Rows of the commonest width, and a little for width: a comma inside of words loses.
        let score = widths
            .chunk_by(|a, b| a == b)
            .map(|run| run.len() * 16 + run.first().map_or(0, |w| (*w).min(12)))
            .max()
            .unwrap_or(0);
        if score > best.0 {
            best = (score, candidate);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::ParseOptions;

    fn read(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut file =
            File { name: "t.csv".into(), data: Box::new(bytes), options: ParseOptions::default() };
        let tables = tables(&mut file).unwrap();
        tables.sheets[0].rows.iter().map(|row| row.cells.clone()).collect()
    }

    #[test]
    fn the_delimiter_is_what_rows_agree_on() {
        assert_eq!(read("日期\t访客数\n10-01\t1,200\n".as_bytes())[1], ["10-01", "1,200"]);
        assert_eq!(read(b"a;b\n1;2,5\n2;3,5\n")[2], ["2", "3,5"]);
        assert_eq!(read("# 说明,第一行\n日期,访客\n1,2\n".as_bytes()).len(), 3);
        assert_eq!(read(b"5\n6\n7\n")[2], ["7"]);
    }

    #[test]
    fn an_empty_file_says_so() {
        let data: &[u8] = b"\n \n";
        let mut file =
            File { name: "t.csv".into(), data: Box::new(data), options: ParseOptions::default() };
        assert_eq!(tables(&mut file).unwrap_err().code(), "empty-file");
    }
}
