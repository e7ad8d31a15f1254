//! Workbooks of old Excel (MS-XLS: BIFF8, and BIFF5 as other programs still write it).

use std::collections::BTreeMap;

use super::cfb::Compound;
use super::{Formats, LARGEST_TEXT, Sheets};
use crate::ingest::source::ReadAt;
use crate::{Error, Result};

/// Most cells of a sheet: 64 columns of as many rows as there can be.
const MOST_CELLS: usize = 1 << 22;

/// Most sheets that are read.
const MOST_SHEETS: usize = 1000;

mod id {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const END: u16 = 0x000A;
    pub(super) const DATE_1904: u16 = 0x0022;
    pub(super) const PASSWORD: u16 = 0x002F;
    pub(super) const CONTINUE: u16 = 0x003C;
    pub(super) const CODE_PAGE: u16 = 0x0042;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const NUMBERS: u16 = 0x00BD;
    pub(super) const RICH_LABEL: u16 = 0x00D6;
    pub(super) const STYLE: u16 = 0x00E0;
    pub(super) const STRINGS: u16 = 0x00FC;
    pub(super) const SHARED_LABEL: u16 = 0x00FD;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const STRING: u16 = 0x0207;
    pub(super) const SMALL_NUMBER: u16 = 0x027E;
    pub(super) const FORMAT: u16 = 0x041E;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// The rows of a workbook as text; `None` where the compound file holds no workbook.
///
/// # Errors
/// Those of [`Compound`]; [`Error::Encrypted`], [`Error::TooLarge`].
pub(in crate::ingest) fn text(name: &str, data: &mut dyn ReadAt) -> Result<Option<String>> {
    let mut file = Compound::open(name, data)?;
    let stream = match file.read("Workbook")? {
        Some(stream) => stream,
        None => match file.read("Book")? {
            Some(stream) => stream,
            None => return Ok(None),
        },
    };
    let too_large =
        || Error::TooLarge { name: name.to_string(), kind: "xls", limit: LARGEST_TEXT as u64 };
    let mut book = Book::default();
    for record in Records::new(&stream, 0) {
        match record.id {
            id::PASSWORD if word(record.data, 0) != 0 => {
                return Err(Error::Encrypted { name: name.to_string(), kind: "xls", at: 0 });
            }
            id::STRINGS => {
                book.strings = shared_strings(&stream, record.at).ok_or_else(too_large)?;
            }
            id::END => break,
            _ => book.global(&record),
        }
    }
    let mut out = Sheets::new(name, "xls");
    // Sheets lie one behind the other: together they are no longer than the stream.
    let mut left = stream.len();
    for (title, at) in book.sheets.iter().take(MOST_SHEETS) {
        out.sheet(title);
        let cells = book.cells(&stream, *at, &mut left).ok_or_else(too_large)?;
        for ((row, column), cell) in cells {
            match cell {
                Cell::Shared(index) => {
                    let text = book.strings.get(index as usize).map_or("", String::as_str);
                    out.cell(u32::from(row), u32::from(column), text)?;
                }
                Cell::Text(text) => out.cell(u32::from(row), u32::from(column), &text)?,
            }
        }
    }
    Ok(Some(out.finish()))
}

/// The two bytes at a place; 0 behind the end.
fn word(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

fn double(bytes: &[u8], at: usize) -> u32 {
    u32::from(word(bytes, at)) | u32::from(word(bytes, at + 2)) << 16
}

fn number(bytes: &[u8], at: usize) -> Option<f64> {
    let bytes: [u8; 8] = bytes.get(at..at + 8)?.try_into().ok()?;
    Some(f64::from_le_bytes(bytes)).filter(|n| n.is_finite())
}

/// A number in 32 bits: an integer or the upper part of a float, either in hundredths.
fn small_number(packed: u32) -> f64 {
    let value = if packed & 2 == 2 {
        f64::from((packed as i32) >> 2)
    } else {
        f64::from_bits(u64::from(packed & !3) << 32)
    };
    if packed & 1 == 1 { value / 100.0 } else { value }
}

struct Record<'s> {
    id: u16,
    /// Where it begins.
    at: usize,
    data: &'s [u8],
}

struct Records<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Records<'s> {
    fn new(stream: &'s [u8], at: usize) -> Self {
        Records { stream, at }
    }
}

impl<'s> Iterator for Records<'s> {
    type Item = Record<'s>;

    fn next(&mut self) -> Option<Record<'s>> {
        let at = self.at;
        let head = self.stream.get(at..at + 4)?;
        let end = (at + 4 + usize::from(word(head, 2))).min(self.stream.len());
        self.at = end;
        Some(Record { id: word(head, 0), at, data: &self.stream[at + 4..end] })
    }
}

enum Cell {
    Shared(u32),
    Text(String),
}

#[derive(Default)]
struct Book {
    formats: Formats,
    strings: Vec<String>,
    /// Titles, and where their records begin.
    sheets: Vec<(String, usize)>,
    code_page: u16,
    /// Before version 8 texts are bytes of a code page.
    old: bool,
}

impl Book {
    fn global(&mut self, record: &Record<'_>) {
        let data = record.data;
        match record.id {
            id::BEGIN => self.old = word(data, 0) < 0x0600,
            id::CODE_PAGE => self.code_page = word(data, 0),
            id::DATE_1904 => self.formats.since_1904 = word(data, 0) == 1,
            id::STYLE => self.formats.style(word(data, 2)),
            id::FORMAT => {
                let code = if self.old { self.short(data, 2) } else { self.long(data, 2) };
                self.formats.define(word(data, 0), &code);
            }
            id::SHEET => self.sheets.push((self.short(data, 6), double(data, 0) as usize)),
            _ => {}
        }
    }

    /// A text behind a length of one byte.
    fn short(&self, data: &[u8], at: usize) -> String {
        let len = usize::from(data.get(at).copied().unwrap_or(0));
        self.characters(data, at + 1, len)
    }

    /// A text behind a length of two bytes.
    fn long(&self, data: &[u8], at: usize) -> String {
        self.characters(data, at + 2, usize::from(word(data, at)))
    }

    fn characters(&self, data: &[u8], at: usize, len: usize) -> String {
        let rest = data.get(at..).unwrap_or_default();
        if self.old {
            let codec = match self.code_page {
                950 => encoding_rs::BIG5,
                932 => encoding_rs::SHIFT_JIS,
                949 => encoding_rs::EUC_KR,
                1252 | 0x8001 => encoding_rs::WINDOWS_1252,
                _ => encoding_rs::GB18030,
            };
            return codec.decode_without_bom_handling(&rest[..len.min(rest.len())]).0.into_owned();
        }
        let wide = rest.first().is_some_and(|flags| flags & 1 == 1);
        let text = rest.get(1..).unwrap_or_default();
        units(&text[..(len << u8::from(wide)).min(text.len())], wide)
    }

    /// The cells of a sheet by row and column, out of at most `left` bytes of records; `None` where
    /// there are too many.
    fn cells(
        &self,
        stream: &[u8],
        at: usize,
        left: &mut usize,
    ) -> Option<BTreeMap<(u16, u16), Cell>> {
        let (mut cells, mut size) = (BTreeMap::new(), 0);
        let (mut depth, mut formula) = (0u32, (0, 0));
        for record in Records::new(stream, at) {
            let data = record.data;
            let Some(rest) = left.checked_sub(data.len() + 4) else { break };
            *left = rest;
            match record.id {
                id::BEGIN => depth += 1,
                id::END if depth <= 1 => break,
                id::END => depth -= 1,
                _ => {}
            }
            // Charts inside of a sheet have cells of their own.
            if depth > 1 || data.len() < 4 {
                continue;
            }
            let place = (word(data, 0), word(data, 2));
            let style = usize::from(word(data, 4));
            let cell = match record.id {
                id::SHARED_LABEL => Some(Cell::Shared(double(data, 6))),
                id::LABEL | id::RICH_LABEL => Some(Cell::Text(self.long(data, 6))),
                id::NUMBER => number(data, 6).map(|n| self.number(n, style)),
                id::SMALL_NUMBER => Some(self.number(small_number(double(data, 6)), style)),
                id::NUMBERS => {
                    let pairs = data.get(4..data.len() - 2).unwrap_or_default();
                    for (i, pair) in pairs.chunks_exact(6).enumerate() {
                        let column = place.1.saturating_add(i as u16);
                        let value = small_number(double(pair, 2));
                        let cell = self.number(value, usize::from(word(pair, 0)));
                        cells.insert((place.0, column), cell);
                    }
                    None
                }
                id::FORMULA => {
                    formula = place;
                    let is_number = word(data, 12) != 0xFFFF;
                    number(data, 6).filter(|_| is_number).map(|n| self.number(n, style))
                }
                id::STRING => {
                    cells.insert(formula, Cell::Text(self.long(data, 0)));
                    None
                }
                _ => None,
            };
            if let Some(cell) = cell {
                if let Cell::Text(text) = &cell {
                    size += text.len();
                }
                cells.insert(place, cell);
            }
            if size > LARGEST_TEXT || cells.len() > MOST_CELLS {
                return None;
            }
        }
        Some(cells)
    }

    fn number(&self, value: f64, style: usize) -> Cell {
        Cell::Text(self.formats.text(&value.to_string(), style))
    }
}

/// UTF-16, or its lower bytes alone.
fn units(bytes: &[u8], wide: bool) -> String {
    if wide {
        let units = bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect()
    } else {
        bytes.iter().map(|b| char::from(*b)).collect()
    }
}

/// The texts that cells share (2.4.265). They run over the records that continue the first one; a
/// text that is cut says anew in which width it goes on.
fn shared_strings(stream: &[u8], at: usize) -> Option<Vec<String>> {
    let mut records = Records::new(stream, at);
    let first = records.next()?;
    let parts = records.take_while(|r| r.id == id::CONTINUE).map(|r| r.data);
    let parts: Vec<&[u8]> = std::iter::once(first.data).chain(parts).collect();
    let mut bytes = Parts { parts: &parts, part: 0, at: 8 };
    let (mut out, mut size) = (Vec::new(), 0);
    for _ in 0..double(first.data, 4) {
        let Some(text) = bytes.text() else { break };
        size += text.len() + 24;
        if size > LARGEST_TEXT {
            return None;
        }
        out.push(text);
    }
    Some(out)
}

/// Bytes that run over several records.
struct Parts<'s> {
    parts: &'s [&'s [u8]],
    part: usize,
    at: usize,
}

impl<'s> Parts<'s> {
    /// What is left of the record at hand; that of the next one where nothing is.
    fn rest(&mut self) -> Option<&'s [u8]> {
        loop {
            let rest = self.parts.get(self.part)?.get(self.at..).unwrap_or_default();
            if !rest.is_empty() {
                return Some(rest);
            }
            (self.part, self.at) = (self.part + 1, 0);
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.rest()?.first()?;
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self, bytes: u32) -> Option<u32> {
        (0..bytes).try_fold(0, |n, i| Some(n | u32::from(self.byte()?) << (8 * i)))
    }

    fn skip(&mut self, mut len: usize) -> Option<()> {
        while len > 0 {
            let now = len.min(self.rest()?.len());
            self.at += now;
            len -= now;
        }
        Some(())
    }

    fn text(&mut self) -> Option<String> {
        let mut left = self.number(2)? as usize;
        let flags = self.byte()?;
        let runs = if flags & 8 == 8 { self.number(2)? as usize } else { 0 };
        let extra = if flags & 4 == 4 { self.number(4)? as usize } else { 0 };
        let (mut wide, mut out, mut part) = (flags & 1 == 1, String::new(), self.part);
        while left > 0 {
            let mut rest = self.rest()?;
            if self.part != part {
                part = self.part;
                wide = self.byte()? & 1 == 1;
                rest = self.rest()?;
            }
            let width = 1 << usize::from(wide);
            let len = left.min(rest.len() / width);
            if len == 0 {
                return None;
            }
            out.push_str(&units(&rest[..len * width], wide));
            self.at += len * width;
            left -= len;
        }
        self.skip(runs * 4 + extra)?;
        Some(out)
    }
}
