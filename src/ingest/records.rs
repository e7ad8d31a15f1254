//! Drives a format over the records of a JSON document or of JSON Lines, and keeps the ledger:
//! every record is a message, a known part of the layout, or unparsed.

use super::Input;
use super::builder::Builder;
use super::json::{End, Found, Path, Walker, has_lines, is_one};
use super::source::Utf8Chunks;
use super::when::trim;
use crate::{Error, Result};
use serde_json::Value;

/// Lines from this length on are put together from pieces.
const LONG_LINE: usize = 256 * 1024;

/// Longest line that is put together, in bytes.
const LONGEST_LINE: usize = 64 * 1024 * 1024;

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was given to the builder as a message.
    Message,
    /// It is no message, but known: a header, a list of what else the export holds.
    Recognised,
    /// It stands beside the messages, such as a member of the group, and is not counted.
    Aside,
    /// It fits nothing.
    Unreadable,
}

/// A format's eyes for its records.
pub(super) trait Reader {
    /// A record, as bytes of which only brackets and quotes have been looked at.
    fn item(&mut self, at: Place, json: &[u8], out: &mut Builder) -> Outcome;

    /// A value beside the arrays.
    fn value(&mut self, _key: &str, _object: u64, _json: &[u8], _out: &mut Builder) {}

    /// After the last record, before anything is said about the file.
    fn finish(&mut self, _out: &mut Builder) {}
}

/// Where a record stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Number of its array among those asked for; 0 for a line.
    pub(super) array: usize,
    /// Number of the object that the array stands in, from 1 in order of opening; 0 for none.
    pub(super) object: u64,
    /// Number of the record, or of the line, from 1.
    pub(super) record: u64,
}

/// Reads a file that is JSON Lines, a document that holds its records in one of the `arrays`, or a
/// lone record; `is_record` tells a record from what surrounds it.
///
/// # Errors
/// Those of reading; [`Error::Malformed`] where it holds no message.
pub(super) fn either(
    input: &mut Input<'_>,
    format: &'static str,
    arrays: &[Path<'_>],
    is_record: fn(&Value) -> bool,
    reader: &mut impl Reader,
    out: &mut Builder,
) -> Result<()> {
    if has_lines(input.head, is_record) {
        return lines(input, format, reader, out);
    }
    let end = if is_one(input.head, is_record) {
        input.total = 1;
        let json = trim(&input.head.text).as_bytes();
        match reader.item(Place { array: 0, object: 0, record: 1 }, json, out) {
            Outcome::Message => {}
            Outcome::Recognised | Outcome::Aside => out.recognised(),
            Outcome::Unreadable => unparsed(json, 1, out),
        }
        End::Whole
    } else {
        document(input, arrays, reader, out)?
    };
    reader.finish(out);
    finish(input, format, "any of its lists", end, out)
}

/// Walks a JSON document and hands the items of `arrays` to the reader. Returns how it ended;
/// [`finish`] makes a note or an error of that.
///
/// # Errors
/// Those of [`Utf8Chunks::read`].
pub(super) fn document(
    input: &mut Input<'_>,
    arrays: &[Path<'_>],
    reader: &mut impl Reader,
    out: &mut Builder,
) -> Result<End> {
    let mut record = 0u64;
    let mut on_bytes = |n| (input.on_bytes)(n);
    let chunks = Utf8Chunks::new(input.name, &mut *input.data, input.encoding, &mut on_bytes);
    let mut walker = Walker::new(chunks, arrays);
    while let Some(found) = walker.next()? {
        let mut readable = true;
        match found {
            Found::Item { array, object, json } => {
                let outcome = reader.item(Place { array, object, record: record + 1 }, json, out);
                record += u64::from(outcome != Outcome::Aside);
                match outcome {
                    Outcome::Message | Outcome::Aside => {}
                    Outcome::Recognised => out.recognised(),
                    Outcome::Unreadable => {
                        unparsed(json, record, out);
                        readable = false;
                    }
                }
            }
            Found::Damaged { text } => {
                record += 1;
                unparsed(text, record, out);
            }
            Found::Value { key, object, json } => reader.value(key, object, json, out),
        }
        if !readable {
            walker.reject()?;
        }
    }
    input.total = record;
    Ok(walker.end())
}

/// Walks a JSON document for what stands behind the messages but is needed with the first of them;
/// the ledger knows nothing of it.
///
/// # Errors
/// Those of [`Utf8Chunks::read`].
pub(super) fn look_ahead(
    input: &mut Input<'_>,
    arrays: &[Path<'_>],
    mut each: impl FnMut(Found<'_>),
) -> Result<()> {
    let mut on_bytes = |n| (input.on_bytes)(n);
    let chunks = Utf8Chunks::new(input.name, &mut *input.data, input.encoding, &mut on_bytes);
    let mut walker = Walker::new(chunks, arrays);
    while let Some(found) = walker.next()? {
        each(found);
    }
    Ok(())
}

/// Notes where a document broke off; an error where it held no message at all.
///
/// # Errors
/// [`Error::Malformed`] with what is missing; `messages` names where messages were expected.
pub(super) fn finish(
    input: &Input<'_>,
    format: &'static str,
    messages: &str,
    end: End,
    out: &mut Builder,
) -> Result<()> {
    if out.rows_of_file() == 0 {
        let (at, reason) = match end {
            End::Cut { at } => (at, "the file ends before its first message".to_string()),
            End::Broken { at } => (at, "no JSON from here on, and no message before".to_string()),
            End::Whole => (input.data.size(), format!("no message under {messages}")),
        };
        return Err(Error::Malformed { name: input.name.to_string(), format, at, reason });
    }
    if let End::Cut { at } | End::Broken { at } = end {
        out.note(false, "truncated", &[("at", &at.to_string())]);
    }
    Ok(())
}

/// Hands every line that is not blank to the reader, as JSON Lines have it.
///
/// # Errors
/// Those of reading; [`Error::Malformed`] where no line is a message.
pub(super) fn lines(
    input: &mut Input<'_>,
    format: &'static str,
    reader: &mut impl Reader,
    out: &mut Builder,
) -> Result<()> {
    let (mut long, mut long_number) = (String::new(), 0);
    let mut last_bad = 0;
    let mut take = |text: &str, number: u64, out: &mut Builder| {
        let text = trim(text);
        if text.is_empty() {
            return out.blank();
        }
        let place = Place { array: 0, object: 0, record: number };
        match reader.item(place, text.as_bytes(), out) {
            Outcome::Message => {}
            // A line is a line of the ledger, whatever it holds.
            Outcome::Recognised | Outcome::Aside => out.recognised(),
            Outcome::Unreadable => {
                unparsed(text.as_bytes(), number, out);
                last_bad = number;
            }
        }
    };
    input.each_line(|line| {
        if line.continued {
            if long.len() < LONGEST_LINE {
                long.push_str(line.text);
            }
            return;
        }
        if long_number > 0 {
            take(&long, long_number, out);
            (long, long_number) = (String::new(), 0);
        }
        if line.text.len() >= LONG_LINE {
            long.push_str(line.text);
            long_number = line.number;
        } else {
            take(line.text, line.number, out);
        }
    })?;
    if long_number > 0 {
        take(&long, long_number, out);
    }
    reader.finish(out);
    let at = input.data.size();
    if out.rows_of_file() == 0 {
        let reason = "no line is a message".to_string();
        return Err(Error::Malformed { name: input.name.to_string(), format, at, reason });
    }
    if last_bad == input.total {
        out.note(false, "truncated", &[("at", &at.to_string())]);
    }
    Ok(())
}

/// Lists a record, or the beginning of one, that cannot be read.
fn unparsed(json: &[u8], record: u64, out: &mut Builder) {
    out.unparsed(&String::from_utf8_lossy(&json[..json.len().min(1024)]), record);
}
