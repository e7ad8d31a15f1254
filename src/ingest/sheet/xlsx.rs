//! Office Open XML workbooks (ECMA-376, part 1, 18): sheets are read as they are unpacked, only the
//! strings they share are held.

use std::collections::BTreeSet;

use super::{Formats, LARGEST_TEXT, Sheets};
use crate::Result;
use crate::ingest::markup::{Chunks, Markup, Token};
use crate::ingest::source::ReadAt;
use crate::ingest::zip::Zip;

/// Longest part that is read whole: lists of sheets and styles.
const LARGEST_LIST: usize = 64 << 20;

/// Most sheets that are read.
const MOST_SHEETS: usize = 1000;

/// Most relations of a workbook: sheets, pictures, links.
const MOST_RELATIONS: usize = 10 * MOST_SHEETS;

/// Longest cell, in bytes; Excel's end at 32,767 characters. What stands behind is cut off.
const LONGEST_CELL: usize = 2 << 20;

/// Last row that a sheet can have.
const LAST_ROW: u32 = 1 << 20;

/// The rows of a workbook as text.
///
/// # Errors
/// Those of [`Zip`] and of reading; `TooLarge`.
pub(in crate::ingest) fn text(name: &str, data: &mut dyn ReadAt) -> Result<String> {
    let mut zip = Zip::open(name, "xlsx", data)?;
    let targets = relations(&mut zip)?;
    let mut formats = Formats::default();
    let sheets = workbook(&mut zip, &targets, &mut formats)?;
    styles(&mut zip, &mut formats)?;
    let strings = shared_strings(&mut zip)?;
    let mut out = Sheets::new(name, "xlsx");
    let mut seen = BTreeSet::new();
    for (title, path) in &sheets {
        if let Some(entry) = zip.find(path).filter(|_| seen.insert(path)) {
            out.sheet(title);
            let part = zip.unpack(&entry)?;
            read_sheet(part, &strings, &formats, &mut out)?;
        }
    }
    Ok(out.finish())
}

/// Name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Calls `each` with every tag of a part that may be missing.
fn each_tag(
    zip: &mut Zip<'_>,
    path: &str,
    mut each: impl FnMut(&str, crate::ingest::markup::Attributes<'_>),
) -> Result<()> {
    let Some(entry) = zip.find(path) else { return Ok(()) };
    let bytes = zip.whole(&entry, LARGEST_LIST)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut xml = Markup::xml(&*text);
    while let Some(token) = xml.next()? {
        if let Token::Open { name, attributes, .. } = token {
            each(local(&name), attributes);
        }
    }
    Ok(())
}

/// Paths of parts by the ids under which the workbook names them.
fn relations(zip: &mut Zip<'_>) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    each_tag(zip, "xl/_rels/workbook.xml.rels", |name, attributes| {
        let (id, target) = (attributes.get("Id"), attributes.get("Target"));
        let wanted = name == "Relationship" && found.len() < MOST_RELATIONS;
        if let (true, Some(id), Some(target)) = (wanted, id, target) {
            let path = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_string(),
                None => format!("xl/{}", target.trim_start_matches("./")),
            };
            found.push((id.into_owned(), path));
        }
    })?;
    Ok(found)
}

/// Titles and paths of the sheets.
fn workbook(
    zip: &mut Zip<'_>,
    targets: &[(String, String)],
    formats: &mut Formats,
) -> Result<Vec<(String, String)>> {
    let mut found: Vec<(String, String)> = Vec::new();
    each_tag(zip, "xl/workbook.xml", |name, attributes| {
        if name == "sheet" && found.len() < MOST_SHEETS {
            let title = attributes.get("name").unwrap_or_default().into_owned();
            let id = attributes.get("r:id").or_else(|| attributes.get("id"));
            let target = targets.iter().find(|(known, _)| id.as_deref() == Some(known));
            let nth = format!("xl/worksheets/sheet{}.xml", found.len() + 1);
            found.push((title, target.map_or(nth, |(_, path)| path.clone())));
        } else if name == "workbookPr" {
            let flag = attributes.get("date1904");
            formats.since_1904 = matches!(flag.as_deref(), Some("1" | "true"));
        }
    })?;
    if found.is_empty() {
        let paths = zip.entries.iter().map(|entry| entry.name.clone());
        let sheets = paths.filter(|path| path.starts_with("xl/worksheets/"));
        found = sheets.take(MOST_SHEETS).map(|path| (String::new(), path)).collect();
    }
    Ok(found)
}

fn styles(zip: &mut Zip<'_>, formats: &mut Formats) -> Result<()> {
    let Some(entry) = zip.find("xl/styles.xml") else { return Ok(()) };
    let bytes = zip.whole(&entry, LARGEST_LIST)?;
    let text = String::from_utf8_lossy(&bytes);
    let (mut xml, mut in_cells) = (Markup::xml(&*text), false);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open { name, attributes, .. } => {
                let number = || attributes.get("numFmtId").and_then(|id| id.parse::<u16>().ok());
                match local(&name) {
                    "numFmt" => {
                        let code = attributes.get("formatCode").unwrap_or_default();
                        if let Some(number) = number() {
                            formats.define(number, &code);
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => formats.style(number().unwrap_or(0)),
                    _ => {}
                }
            }
            Token::Close(name) if local(&name) == "cellXfs" => in_cells = false,
            _ => {}
        }
    }
    Ok(())
}

/// Strings one behind the other, and where each ends.
#[derive(Default)]
struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    fn get(&self, index: usize) -> &str {
        let end = self.ends.get(index).copied().unwrap_or(0);
        let start = index.checked_sub(1).and_then(|i| self.ends.get(i)).copied().unwrap_or(0);
        self.text.get(start..end).unwrap_or("")
    }
}

fn shared_strings(zip: &mut Zip<'_>) -> Result<Strings> {
    let mut out = Strings::default();
    let Some(entry) = zip.find("xl/sharedStrings.xml") else { return Ok(out) };
    let too_large = zip.too_large(LARGEST_TEXT as u64);
    let mut xml = Markup::xml(zip.unpack(&entry)?);
    let (mut words, mut reading) = (false, true);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open { name, empty, .. } => match local(&name) {
                "t" => words = !empty,
                // How the words are spoken is no part of them.
                "rPh" => reading = empty,
                "si" if empty => out.ends.push(out.text.len()),
                _ => {}
            },
            Token::Close(name) => match local(&name) {
                "t" => words = false,
                "rPh" => reading = true,
                "si" => out.ends.push(out.text.len()),
                _ => {}
            },
            Token::Text(text) if words && reading => {
                push_unescaped(&mut out.text, &text);
                if out.text.len() > LARGEST_TEXT || out.ends.len() > LARGEST_TEXT / 8 {
                    return Err(too_large);
                }
            }
            _ => {}
        }
    }
    Ok(out)
}

/// `_x000D_` stands for a character that XML cannot hold (ECMA-376, part 1, 22.9.2.19).
fn push_unescaped(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 7).and_then(|code| code.strip_suffix('_'));
        let c = code.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match c {
            Some(c) => {
                if c != '\0' && c != '\r' {
                    out.push(c);
                }
                rest = &rest[7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[2..];
            }
        }
    }
    out.push_str(rest);
}

fn read_sheet(
    part: impl Chunks,
    strings: &Strings,
    formats: &Formats,
    out: &mut Sheets<'_>,
) -> Result<()> {
    let mut xml = Markup::xml(part);
    let (mut row, mut column) = (0u32, 0u32);
    let (mut next_row, mut next_column) = (0u32, 0u32);
    let (mut kind, mut style) = (String::new(), 0usize);
    let (mut value, mut inside, mut reading) = (String::new(), false, true);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open { name, attributes, empty } => match local(&name) {
                "row" => {
                    let given = attributes.get("r").and_then(|r| r.parse::<u32>().ok());
                    row = given.map_or(next_row, |r| r.saturating_sub(1));
                    if row >= LAST_ROW {
                        return Ok(());
                    }
                    (next_row, next_column) = (row + 1, 0);
                }
                "c" => {
                    column = attributes.get("r").and_then(|r| column_of(&r)).unwrap_or(next_column);
                    next_column = column.saturating_add(1);
                    kind = attributes.get("t").unwrap_or_default().into_owned();
                    style = attributes.get("s").and_then(|s| s.parse().ok()).unwrap_or(0);
                    value.clear();
                }
                "v" | "t" => inside = !empty,
                "rPh" => reading = empty,
                _ => {}
            },
            Token::Text(text) if inside && reading && value.len() < LONGEST_CELL => {
                value.push_str(&text);
            }
            Token::Close(name) => match local(&name) {
                "v" | "t" => inside = false,
                "rPh" => reading = true,
                "c" => match &*kind {
                    "s" => {
                        let index = value.trim().parse().unwrap_or(usize::MAX);
                        out.cell(row, column, strings.get(index))?;
                    }
                    "inlineStr" | "str" => {
                        let mut text = String::with_capacity(value.len());
                        push_unescaped(&mut text, &value);
                        out.cell(row, column, &text)?;
                    }
                    "b" | "e" => out.cell(row, column, &value)?,
                    "d" => out.cell(row, column, value.trim_end_matches(".000"))?,
                    _ => out.cell(row, column, &formats.text(value.trim(), style))?,
                },
                "sheetData" => return Ok(()),
                _ => {}
            },
            _ => {}
        }
    }
    Ok(())
}

/// The column of `AB12`, from 0.
fn column_of(place: &str) -> Option<u32> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0u32, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_escapes() {
        assert_eq!(column_of("A1"), Some(0));
        assert_eq!(column_of("AB12"), Some(27));
        assert_eq!(column_of("12"), None);
        let mut out = String::new();
        push_unescaped(&mut out, "a_x000D_\nb_x005F_c_xyz_x");
        assert_eq!(out, "a\nb_c_xyz_x");
    }
}
