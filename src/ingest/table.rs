//! Tables with a header that names their columns: what SCRM, chat archives, customer-service desks
//! and many exporters write as CSV, TSV or workbooks (formats study, X1).
//!
//! A program whose tables are known by their header has a [`Profile`], and an id of its own.

use super::builder::{Builder, Classify};
use super::delimited::{DELIMITERS, Rows, first_rows};
use super::source::Utf8Chunks;
use super::{Format, Head, Input, notices, sheet};
use crate::export::Kind;
use crate::{Error, Result};

use header::Layout;
use reader::Reader;

pub(super) use header::{Column, fold};

mod header;
mod json;
pub(super) mod kinds;
mod mapping;
mod matrix;
mod preamble;
mod reader;
#[cfg(test)]
mod tests;
pub(super) mod wechat;

pub(super) const FORMAT: Format = Format { id: "table", sniff, parse };

/// How many rows may stand before the header.
pub(super) const PREAMBLE: usize = 15;

/// How many rows behind the header show whether it fits.
const SAMPLE: usize = 30;

/// What is known of the tables that one program writes.
pub(super) struct Profile {
    /// Words of its headers, folded as [`header::fold`] does; a header has all of one list.
    pub(super) headers: &'static [&'static [&'static str]],
    /// Columns, by folded name, that the general words take for something else.
    pub(super) columns: &'static [(&'static str, Column)],
    /// How texts tell their kind where the type column does not.
    pub(super) classify: Classify,
    /// What a cell of words says, where the program packs it.
    pub(super) unpack: fn(&str) -> Option<String>,
    /// The sender's own words of a text.
    pub(super) own_words: fn(&str, Option<Kind>) -> &str,
    /// Whether a table with such a header is that program's, by what stands around it.
    pub(super) fits: fn(&Around<'_>) -> bool,
    /// Rows without words and type are no messages.
    pub(super) wordless_is_nothing: bool,
    /// The chat is between two people where only two write and nothing says otherwise.
    pub(super) direct_if_two: bool,
}

impl Profile {
    /// Any table.
    pub(super) const GENERAL: Profile = Profile {
        headers: &[],
        columns: &[],
        classify: notices::kind_of,
        unpack: |_| None,
        own_words: |text, _| text,
        fits: |_| true,
        wordless_is_nothing: false,
        direct_if_two: false,
    };

    /// How well a file's head fits.
    pub(super) fn sniff(&self, head: &Head) -> u8 {
        let Some(table) = Table::find(head, self) else { return 0 };
        let rows = sample(head, &table);
        let before = first_rows(head.start(), table.delimiter, table.header_at);
        let first = rows.iter().find(|cells| cells.iter().any(|cell| !cell.is_empty()));
        let around =
            Around { head, table: &table, before: &before, first: first.map(Vec::as_slice) };
        if !(self.fits)(&around) {
            return 0;
        }
        let mut reader = Reader::new(table, self);
        let filled: Vec<_> =
            rows.iter().filter(|cells| cells.iter().any(|cell| !cell.is_empty())).collect();
        let fit = filled.iter().filter(|cells| reader.fits(cells)).count();
        if fit * 2 >= filled.len() { 97 } else { 60 }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Those of reading; [`Error::Malformed`] where no row is a header.
    pub(super) fn parse(&self, input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
        parse_as(self, input, out)
    }

    fn is_header(&self, cells: &[String]) -> bool {
        let words: Vec<String> =
            cells.iter().map(|cell| header::fold(header::before_bracket(cell))).collect();
        let all = |list: &&[&str]| list.iter().all(|word| words.iter().any(|w| w == word));
        self.headers.is_empty() || self.headers.iter().any(all)
    }
}

/// What stands around a header.
pub(super) struct Around<'a> {
    pub(super) head: &'a Head,
    table: &'a Table,
    /// Rows above it.
    pub(super) before: &'a [Vec<String>],
    /// The first row below it.
    first: Option<&'a [String]>,
}

impl Around<'_> {
    /// The cell of the first row in the column with that folded name.
    pub(super) fn first_cell(&self, name: &str) -> &str {
        let at = self.table.header.iter().position(|cell| header::fold(cell) == name);
        at.zip(self.first).and_then(|(at, row)| row.get(at)).map_or("", String::as_str)
    }
}

fn sniff(head: &Head) -> u8 {
    match head.first_char() {
        None | Some('<') => return 0,
        Some('{' | '[') if matrix::is_room(head) => return 90,
        Some('{' | '[') => return json::sniff(head),
        _ => {}
    }
    let Some(table) = Table::find(head, &Profile::GENERAL) else { return 0 };
    let rows = sample(head, &table);
    let rows = || rows.iter().filter(|cells| cells.iter().any(|cell| !cell.is_empty()));
    let width = table.header.len();
    let (has_sender, timeless) = (table.layout.has_sender(), table.layout.times.is_empty());
    let mut reader = Reader::new(table, &Profile::GENERAL);
    let fit = rows().filter(|cells| reader.fits(cells)).count();
    match (has_sender, timeless) {
        // Dates with words but nobody who says them: notes, reviews, a calendar.
        (false, _) => 20,
        (true, false) if fit * 2 >= rows().count() => 92,
        // The header says it all, though its times cannot be read.
        (true, false) => 40,
        // Without times, rows as wide as the header show that it is one.
        (true, true) => {
            let even = rows().filter(|cells| cells.len() == width).count();
            if even * 10 >= rows().count() * 9 { 80 } else { 60 }
        }
    }
}

/// Rows below the header; the last is left out where the head may have cut it.
fn sample(head: &Head, table: &Table) -> Vec<Vec<String>> {
    let whole = head.size <= head.start_len as u64;
    let mut rows = first_rows(head.start(), table.delimiter, PREAMBLE + SAMPLE);
    if !whole && rows.len() < PREAMBLE + SAMPLE {
        rows.pop();
    }
    let mut rows = rows.split_off(rows.len().min(table.header_at + 1));
    if let Some(end) = rows.iter().position(|cells| sheet::title(cells.first()).is_some()) {
        rows.truncate(end);
    }
    rows
}

/// What the head tells about a table.
struct Table {
    delimiter: u8,
    /// Number of the header among the rows that are not blank, from 0.
    header_at: usize,
    header: Vec<String>,
    layout: Layout,
}

impl Table {
    fn find(head: &Head, profile: &Profile) -> Option<Table> {
        if matches!(head.first_char(), None | Some('{' | '[' | '<')) {
            return None;
        }
        let workbook = sheet::is_workbook(head.start());
        let delimiters = if workbook { &DELIMITERS[..1] } else { &DELIMITERS[..] };
        let found = delimiters.iter().filter_map(|delimiter| {
            let mut rows = head.rows(*delimiter).iter().enumerate();
            rows.find_map(|(header_at, header)| Table::of(*delimiter, header_at, header, profile))
        });
        let mut best = found
            .reduce(|best, next| if next.layout.width > best.layout.width { next } else { best })?;
        // A known program's remarks are names.
        if profile.headers.is_empty() {
            best.check_remarks(head);
        }
        Some(best)
    }

    /// A column 备注 that holds notes on what was said is none of names, whatever stands beside it.
    fn check_remarks(&mut self, head: &Head) {
        let Some(at) = self
            .layout
            .names
            .iter()
            .copied()
            .find(|at| self.header.get(*at).is_some_and(|cell| header::is_remark(cell)))
        else {
            return;
        };
        let others: Vec<usize> = self.layout.names.iter().copied().filter(|n| *n != at).collect();
        if others.is_empty() {
            return;
        }
        let rows = sample(head, self);
        let cell = |row: &'_ Vec<String>, at: usize| row.get(at).cloned().unwrap_or_default();
        let called = rows.iter().map(|row| {
            let names = others.iter().map(|n| cell(row, *n));
            (cell(row, at), names.into_iter().find(|name| !name.is_empty()).unwrap_or_default())
        });
        if header::are_notes(&called.collect::<Vec<_>>()) {
            self.layout.names = others;
        }
    }

    fn of(delimiter: u8, header_at: usize, header: &[String], profile: &Profile) -> Option<Table> {
        let layout = Layout::of(header, profile.columns)?;
        let table = || Table { delimiter, header_at, header: header.to_vec(), layout };
        profile.is_header(header).then(table)
    }
}

/// `true` for a row that heads a chat, by the general words.
pub(super) fn is_header(cells: &[String]) -> bool {
    Layout::of(cells, &[]).is_some_and(|layout| layout.has_sender())
}

/// `true` where the head is a table of people: names and how to reach them, but no words.
pub(super) fn is_roster(head: &Head) -> bool {
    if matches!(head.first_char(), None | Some('{' | '[' | '<')) {
        return false;
    }
    DELIMITERS
        .iter()
        .any(|delimiter| head.rows(*delimiter).iter().any(|row| header::is_roster(row)))
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    if matches!(input.head.first_char(), Some('{' | '[')) {
        if matrix::is_room(input.head) {
            return matrix::parse(input, out);
        }
        return json::parse(input, out);
    }
    parse_as(&Profile::GENERAL, input, out)
}

fn parse_as(profile: &Profile, input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(profile.classify);
    let Some(table) = Table::set_or_found(input.head, profile, input.columns) else {
        return Err(Error::Malformed {
            name: input.name.to_string(),
            format: FORMAT.id,
            at: 0,
            reason: "none of the first rows names a column of words and one of times or senders"
                .to_string(),
        });
    };
    out.set_table(table.report(input.head));
    let workbook = sheet::is_workbook(input.head.start());
    let mut on_bytes = |n| (input.on_bytes)(n);
    let chunks = Utf8Chunks::new(input.name, &mut *input.data, input.encoding, &mut on_bytes);
    let mut rows = Rows::new(chunks, table.delimiter);
    if workbook {
        rows.count_rows();
    }
    let mut header_at = Some(table.header_at);
    let mut reader = Reader::new(table, profile);
    reader.look_up(input.directory);
    let (mut total, mut filled) = (0u64, 0usize);
    while rows.next()?.is_some() {
        if !workbook && rows.row().lines > 1 && reader.swallowed(rows.raw()) {
            rows.unquoted()?;
        }
        let title = sheet::title(rows.row().cells().next()).filter(|_| workbook);
        if let Some(title) = title.map(str::to_string) {
            if filled > 0 {
                // Each sheet has a header of its own, or is a list of something else.
                header_at = None;
            }
            rows.restart_count();
            reader.turn_to_sheet(&title, out);
            filled += 1;
            continue;
        }
        let row = rows.row();
        total += 1;
        if row.is_blank() {
            out.blank();
            filled += usize::from(row.len() > 0);
            continue;
        }
        match header_at {
            Some(at) if filled > at => reader.read(row, out),
            Some(at) => {
                if filled < at {
                    reader.before_header(row, out);
                }
                out.recognised();
            }
            None if reader.find_header(row) => {
                header_at = Some(0);
                out.recognised();
            }
            None if reader.goes_on(row) => {
                header_at = Some(0);
                reader.read(row, out);
            }
            None => {
                reader.before_header(row, out);
                out.recognised();
            }
        }
        filled += 1;
    }
    input.total = total;
    reader.finish(out);
    Ok(())
}
