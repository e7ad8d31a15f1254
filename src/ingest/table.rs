//! Tables with a header that names their columns: what SCRM, chat archives, customer-service desks
//! and many exporters write as CSV or TSV (formats study, X1).

use super::builder::{Builder, Draft, Sender, When};
use super::delimited::{DELIMITERS, Row, Rows, first_rows};
use super::source::Utf8Chunks;
use super::when::{self, Cursor};
use super::{Format, Head, Input, notices};
use crate::export::{Kind, Role};
use crate::time::{Clock, Zone};
use crate::{Error, Result};

use header::Layout;

mod header;
pub(super) mod kinds;
#[cfg(test)]
mod tests;

pub(super) const FORMAT: Format = Format { id: "table", sniff, parse };

/// How many rows may stand before the header.
const PREAMBLE: usize = 10;

/// How many rows behind the header show whether it fits.
const SAMPLE: usize = 30;

fn sniff(head: &Head) -> u8 {
    if matches!(head.first_char(), None | Some('{' | '[' | '<')) {
        return 0;
    }
    let Some(table) = Table::find(head) else { return 0 };
    let layout = &table.layout;
    let mut reader = Reader::new(&table);
    let whole = head.size <= head.start_len as u64;
    let rows = first_rows(head.start(), table.delimiter, PREAMBLE + SAMPLE);
    let last = rows.len() - usize::from(!whole && rows.len() < PREAMBLE + SAMPLE);
    let rows = rows.get(table.header_at + 1..last).unwrap_or_default();
    let rows = || rows.iter().filter(|cells| cells.iter().any(|cell| !cell.is_empty()));
    let fit = rows().filter(|cells| reader.fits(cells)).count();
    match (layout.has_sender(), layout.times.is_empty()) {
        // Dates with words but nobody who says them: notes, reviews, a calendar.
        (false, _) => 20,
        (true, false) if fit * 2 >= rows().count() => 92,
        // The header says it all, though its times cannot be read.
        (true, false) => 40,
        // Without times, rows as wide as the header show that it is one.
        (true, true) => {
            let even = rows().filter(|cells| cells.len() == table.header.len()).count();
            if even * 10 >= rows().count() * 9 { 80 } else { 60 }
        }
    }
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
    fn find(head: &Head) -> Option<Table> {
        let found = DELIMITERS.into_iter().filter_map(|delimiter| {
            let rows = first_rows(head.start(), delimiter, PREAMBLE);
            rows.into_iter().enumerate().find_map(|(header_at, header)| {
                let layout = Layout::of(&header)?;
                Some(Table { delimiter, header_at, header, layout })
            })
        });
        found.reduce(|best, next| if next.layout.width > best.layout.width { next } else { best })
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(notices::kind_of);
    let Some(table) = Table::find(input.head) else {
        return Err(Error::Malformed {
            name: input.name.to_string(),
            format: FORMAT.id,
            at: 0,
            reason: "no row of the first ten names a column of words and one of times or senders"
                .to_string(),
        });
    };
    let mut on_bytes = |n| (input.on_bytes)(n);
    let chunks = Utf8Chunks::new(input.name, &mut *input.data, input.encoding, &mut on_bytes);
    let mut rows = Rows::new(chunks, table.delimiter);
    let mut reader = Reader::new(&table);
    let (mut total, mut filled) = (0u64, 0usize);
    while rows.next()?.is_some() {
        if rows.row().lines > 1 && reader.swallowed(rows.raw()) {
            rows.unquoted()?;
        }
        let row = rows.row();
        total += 1;
        if row.is_blank() {
            out.blank();
            filled += usize::from(row.len() > 0);
            continue;
        }
        if filled <= table.header_at {
            out.recognised();
        } else {
            reader.read(row, out);
        }
        filled += 1;
    }
    input.total = total;
    if reader.days_only > 0 {
        out.note(true, "time-of-day-missing", &[("count", &reader.days_only.to_string())]);
    }
    Ok(())
}

/// What the time columns of a row say.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Time {
    Read(When),
    /// A day, read as its first second.
    Day(When),
    /// There are none, or they are empty.
    Blank,
    /// Words that are no time.
    Unreadable,
}

/// What one cell of a time column says.
enum Part {
    Whole(When),
    Day(When),
    Clock(Clock),
}

/// Reads rows by a header's layout.
struct Reader<'t> {
    table: &'t Table,
    layout: &'t Layout,
    zone: Option<Zone>,
    /// The last day that stood in a cell of its own: merged cells leave those below it empty.
    day: Option<When>,
    days_only: u64,
    /// Key and title of the chat at hand, where a column names it.
    chat: (String, String),
}

impl<'t> Reader<'t> {
    fn new(table: &'t Table) -> Self {
        let zone = table.layout.zone.clone();
        Reader {
            table,
            layout: &table.layout,
            zone,
            day: None,
            days_only: 0,
            chat: Default::default(),
        }
    }

    fn read(&mut self, row: &Row, out: &mut Builder) {
        if self.is_header(row) || self.is_rule(row) || self.is_day_bar(row) {
            return out.recognised();
        }
        if !self.message(row, out) {
            let cells: Vec<_> = row.cells().collect();
            let delimiter = char::from(self.table.delimiter).to_string();
            out.unparsed(&cells.join(&delimiter), row.line);
        }
    }

    /// The header once more, as where exports were put one behind the other.
    fn is_header(&self, row: &Row) -> bool {
        row.len() == self.table.header.len()
            && row.cells().eq(self.table.header.iter().map(String::as_str))
    }

    /// The rule that Markdown puts under a header.
    fn is_rule(&self, row: &Row) -> bool {
        row.cells().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':' | '=')))
    }

    /// A row that holds nothing but a day, for the rows below it.
    fn is_day_bar(&mut self, row: &Row) -> bool {
        let mut filled = (0..row.len()).filter(|cell| !row.cell(*cell).is_empty());
        let (Some(cell), None) = (filled.next(), filled.next()) else { return false };
        match part(row.cell(cell)) {
            Some(Part::Day(day)) if cell != self.layout.text || self.layout.text == 0 => {
                self.day = Some(day);
                true
            }
            _ => false,
        }
    }

    /// `true` where a row of the sample can be read.
    fn fits(&mut self, cells: &[String]) -> bool {
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let time = self.time(&cell);
        let day_bar = cells.iter().filter(|c| !c.is_empty()).count() == 1;
        match time {
            Time::Unreadable => false,
            Time::Blank => self.layout.times.is_empty() || day_bar || self.has_sender(&cell),
            _ => true,
        }
    }

    fn has_sender<'r>(&self, cell: &dyn Fn(usize) -> &'r str) -> bool {
        self.layout.names.iter().chain(&self.layout.id).any(|at| !cell(*at).is_empty())
    }

    fn message(&mut self, row: &Row, out: &mut Builder) -> bool {
        let layout = self.layout;
        let cell = |at: usize| row.cell(at);
        let optional = |at: Option<usize>| at.map_or("", |at| row.cell(at));
        let time = self.time(&cell);
        let text = self.words(row);
        let kind = kinds::kind(optional(layout.kind), optional(layout.sub_kind));
        let own = kinds::own_by_flag(optional(layout.own))
            .or_else(|| kinds::own_by_word(optional(layout.direction)));
        let name = layout.names.iter().map(|at| row.cell(*at)).find(|name| !name.is_empty());
        let id = optional(layout.id);
        let who = name.is_some() || !id.is_empty() || own.is_some();
        let readable = match time {
            Time::Read(_) | Time::Day(_) => !text.trim().is_empty() || kind.is_some() || who,
            Time::Blank => who && (!text.trim().is_empty() || kind.is_some()),
            // Columns that slipped, or words behind the table.
            Time::Unreadable => {
                name.is_some() && !text.trim().is_empty() && row.len() >= layout.width
            }
        };
        if !readable {
            return false;
        }
        let when = match time {
            Time::Read(when) => self.in_zone(when),
            Time::Day(when) => {
                self.days_only += 1;
                self.in_zone(when)
            }
            Time::Blank | Time::Unreadable => When::Unknown,
        };
        self.turn_to_chat(optional(layout.chat), optional(layout.chat_id), out);
        let id = Some(id).filter(|id| is_id(id));
        let name = match (name, own, id) {
            (Some(name), _, _) => name,
            (None, Some(true), _) => "我",
            (None, _, Some(id)) => id,
            (None, Some(false), None) if self.chat.1.is_empty() => "对方",
            (None, Some(false), None) => &self.chat.1,
            // An id that is none: 我, or a number that a spreadsheet rounded.
            (None, None, None) => optional(layout.id),
        };
        let nobody = name.is_empty()
            || kind == Some(Kind::System)
            || notices::is_system_name(name)
            || (id.is_some_and(notices::is_system_name) && Some(name) == id);
        let id = id.filter(|id| !notices::is_system_name(id));
        let recalled = layout.recalled.is_some_and(|at| kinds::is_yes(row.cell(at)));
        let kind = match kind {
            // Who took a message back is in the words: they are left to the builder.
            _ if nobody && notices::recalled_by(&text).is_some() => None,
            _ if nobody => Some(Kind::System),
            _ if recalled => Some(Kind::Recalled),
            kind => kind,
        };
        let sender = Sender { id, name, role: Role::Unknown };
        let sender = (!nobody).then_some(sender);
        out.message(Draft { sender, when, kind, id: None, reply_to: None, line: row.line }, &text);
        true
    }

    /// The words of a row. Where they are the last column, commas that nobody quoted are part of
    /// them.
    fn words<'r>(&self, row: &'r Row) -> std::borrow::Cow<'r, str> {
        let Layout { text, width, .. } = *self.layout;
        if text + 1 < width || row.len() <= width {
            return row.text(text).into();
        }
        let parts: Vec<_> = (text..row.len()).map(|cell| row.text(cell)).collect();
        parts.join(&char::from(self.table.delimiter).to_string()).into()
    }

    fn turn_to_chat(&mut self, name: &str, id: &str, out: &mut Builder) {
        let key = if id.is_empty() { name } else { id };
        if key.is_empty() || self.chat.0 == key {
            return;
        }
        let title = if name.is_empty() { id } else { name };
        self.chat = (key.to_string(), title.to_string());
        out.conversation(key, title, key.starts_with("wxid_"));
    }

    fn time<'r>(&mut self, cell: &dyn Fn(usize) -> &'r str) -> Time {
        let (mut day, mut clock, mut blank) = (None, None, true);
        for at in &self.layout.times {
            let text = cell(*at);
            if text.is_empty() {
                continue;
            }
            blank = false;
            match part(text) {
                Some(Part::Whole(when)) => return Time::Read(when),
                Some(Part::Day(when)) => day = day.or(Some(when)),
                Some(Part::Clock(time)) => clock = clock.or(Some(time)),
                None => {}
            }
        }
        let merged = if blank || clock.is_some() { self.day } else { None };
        self.day = day.or(self.day);
        match (day.or(merged), clock) {
            (Some(When::Local(day, _)), Some(clock)) => Time::Read(When::Local(day, clock)),
            (Some(When::Ambiguous(day, _)), Some(clock)) => Time::Read(When::Ambiguous(day, clock)),
            (Some(day), _) => Time::Day(day),
            (None, Some(_)) => Time::Read(When::Unknown),
            (None, None) if blank => Time::Blank,
            (None, None) => Time::Unreadable,
        }
    }

    /// A wall-clock time in the zone that the header names.
    fn in_zone(&mut self, when: When) -> When {
        match (&mut self.zone, when) {
            (Some(zone), When::Local(day, clock)) => {
                zone.instant(day, clock).map_or(when, When::At)
            }
            _ => when,
        }
    }

    /// `true` where lines inside of a row look like rows: an opening quote that nothing closes
    /// made it swallow them.
    fn swallowed(&self, raw: &[u8]) -> bool {
        let Some(time) = self.layout.times.first() else { return false };
        raw.split(|b| *b == b'\n').skip(1).any(|line| {
            let mut cells = line.split(|b| *b == self.table.delimiter);
            let cell = cells.clone().nth(*time).unwrap_or_default();
            let text = std::str::from_utf8(cell).unwrap_or("").trim().trim_matches('"');
            matches!(part(text), Some(Part::Whole(_) | Part::Clock(_)))
                && cells.by_ref().count() >= self.layout.width
        })
    }
}

/// Reads a cell of a time column.
fn part(text: &str) -> Option<Part> {
    let mut c = Cursor::new(text);
    if let Some(clock) = c.clock()
        && c.at_end()
    {
        return Some(Part::Clock(clock));
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // Spreadsheets keep a day as a whole number and a time of day as a fraction of one.
    if text.len() == 5 && digits(text) {
        let serial = (20_000..80_000).contains(&text.parse().unwrap_or(0));
        return when::cell(&format!("{text}.0")).filter(|_| serial).map(Part::Day);
    }
    if let Some(fraction) = text.strip_prefix("0.").filter(|f| digits(f)) {
        return match when::cell(&format!("25569.{fraction}"))? {
            When::Local(_, clock) => Some(Part::Clock(clock)),
            _ => None,
        };
    }
    // Programs that take every number for a decimal write epochs as `1741395731.0`.
    let epoch = text
        .split_once('.')
        .filter(|(whole, rest)| whole.len() >= 10 && digits(whole) && digits(rest));
    let when = when::cell(epoch.map_or(text, |(whole, _)| whole))?;
    let midnight = match when {
        When::Local(_, clock) | When::Ambiguous(_, clock) => clock == Clock::default(),
        When::Unknown | When::At(_) => false,
    };
    // A clock that stands there and says midnight has its colon or all its digits.
    let has_clock = text.contains([':', '：']) || (text.len() == 14 && digits(text));
    Some(if midnight && !has_clock { Part::Day(when) } else { Part::Whole(when) })
}

/// An id that tells people apart: not a name for oneself, and no number that a spreadsheet rounded
/// (`7.30156E+18`).
fn is_id(text: &str) -> bool {
    let rounded =
        text.contains("E+") && text.bytes().all(|b| b.is_ascii_digit() || b".E+".contains(&b));
    !text.is_empty() && text != "我" && !rounded
}
