//! Rows to messages, by the layout that a header gives.

use std::borrow::Cow;
use std::rc::Rc;

use super::preamble::Facts;
use super::{Profile, Table, kinds};
use crate::export::{Kind, Role};
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::delimited::Row;
use crate::ingest::directory::{Directory, Listed};
use crate::ingest::notices;
use crate::ingest::when::{self, Cursor};
use crate::time::{Clock, Zone};

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
pub(super) struct Reader<'p> {
    table: Rc<Table>,
    profile: &'p Profile,
    zone: Option<Zone>,
    /// The last day that stood in a cell of its own: merged cells leave those below it empty.
    day: Option<When>,
    days_only: u64,
    /// Key and title of the chat at hand, where a column names it.
    chat: (String, String),
    /// What rows above the header say of the chat.
    facts: Facts,
    /// Something else than the number of senders said which kind of chat it is.
    kind_is_known: bool,
    /// What lists beside the table say of its ids.
    directory: Option<&'p Directory>,
}

impl<'p> Reader<'p> {
    pub(super) fn new(table: Table, profile: &'p Profile) -> Self {
        let zone = table.layout.zone.clone();
        Reader {
            table: Rc::new(table),
            profile,
            zone,
            day: None,
            days_only: 0,
            chat: Default::default(),
            facts: Facts::default(),
            kind_is_known: false,
            directory: None,
        }
    }

    /// Ids that the table shows in place of names are looked up in the lists beside it.
    pub(super) fn look_up(&mut self, directory: &'p Directory) {
        self.directory = Some(directory);
    }

    fn listed(&self, id: &str) -> Option<&'p Listed> {
        self.directory?.person(id)
    }

    pub(super) fn read(&mut self, row: &Row, out: &mut Builder) {
        if self.is_header(row) || self.is_rule(row) || self.is_day_bar(row) {
            return out.recognised();
        }
        if self.profile.wordless_is_nothing && self.is_wordless(row) {
            return out.recognised();
        }
        self.facts.turn_to(out, &mut self.kind_is_known);
        if !self.message(row, out) {
            let cells: Vec<_> = row.cells().collect();
            let delimiter = char::from(self.table.delimiter).to_string();
            out.unparsed(&cells.join(&delimiter), row.line);
        }
    }

    /// `true` where no column has named the chat.
    pub(super) fn is_without_chat(&self) -> bool {
        self.chat.0.is_empty()
    }

    /// A row above the header, or of a list beside the chat, may name the chat.
    pub(super) fn before_header(&mut self, row: &Row, out: &mut Builder) {
        let late = out.rows_of_file() > 0;
        self.facts.see(row, late);
        if late && self.chat.0.is_empty() {
            self.facts.retitle(out);
        }
    }

    /// A new sheet begins.
    pub(super) fn turn_to_sheet(&mut self, title: &str, out: &mut Builder) {
        (self.chat, self.day, self.facts) = Default::default();
        if !title.is_empty() {
            out.conversation(title, title, false);
            self.facts.titled = true;
        }
    }

    /// Takes a row for the header of a further sheet, where it is one.
    pub(super) fn find_header(&mut self, row: &Row) -> bool {
        let header: Vec<String> = row.cells().map(str::to_string).collect();
        // Another program's sheets are read by the general words.
        let known = Table::of(self.table.delimiter, 0, &header, self.profile)
            .or_else(|| Table::of(self.table.delimiter, 0, &header, &Profile::GENERAL));
        let found = known.filter(|table| table.layout.has_sender());
        let is_header = found.is_some();
        if let Some(table) = found {
            self.zone = table.layout.zone.clone();
            self.table = Rc::new(table);
        }
        is_header
    }

    /// `true` where a row of a sheet without a header goes on where the last sheet was full.
    pub(super) fn goes_on(&mut self, row: &Row) -> bool {
        let table = Rc::clone(&self.table);
        let layout = &table.layout;
        let words = !row.cell(layout.text).is_empty();
        words
            && row.len() == layout.width
            && self.has_sender(&|at| row.cell(at))
            && matches!(self.time(&|at| row.cell(at)), Time::Read(_))
    }

    /// Says what only the whole file tells.
    pub(super) fn finish(&mut self, out: &mut Builder) {
        out.end_message();
        if self.days_only > 0 {
            out.note(true, "time-of-day-missing", &[("count", &self.days_only.to_string())]);
        }
        if self.profile.direct_if_two && !self.kind_is_known {
            let senders = out.member_names().take(3).count();
            out.set_direct(senders == 2);
        }
    }

    /// The header once more, as where exports were put one behind the other.
    fn is_header(&self, row: &Row) -> bool {
        row.len() == self.table.header.len()
            && row.cells().eq(self.table.header.iter().map(String::as_str))
    }

    fn is_wordless(&self, row: &Row) -> bool {
        let layout = &self.table.layout;
        row.cell(layout.text).is_empty() && layout.kind.is_none_or(|at| row.cell(at).is_empty())
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
            Some(Part::Day(day)) if cell != self.table.layout.text || cell == 0 => {
                self.day = Some(day);
                true
            }
            _ => false,
        }
    }

    /// `true` where a row of the sample can be read.
    pub(super) fn fits(&mut self, cells: &[String]) -> bool {
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let time = self.time(&cell);
        let day_bar = cells.iter().filter(|c| !c.is_empty()).count() == 1;
        match time {
            Time::Unreadable => false,
            Time::Blank => self.table.layout.times.is_empty() || day_bar || self.has_sender(&cell),
            _ => true,
        }
    }

    fn has_sender<'r>(&self, cell: &dyn Fn(usize) -> &'r str) -> bool {
        let layout = &self.table.layout;
        layout.names.iter().chain(&layout.id).any(|at| !cell(*at).is_empty())
    }

    pub(super) fn message(&mut self, row: &Row, out: &mut Builder) -> bool {
        let table = Rc::clone(&self.table);
        let layout = &table.layout;
        let cell = |at: usize| row.cell(at);
        let optional = |at: Option<usize>| at.map_or("", |at| row.cell(at));
        let time = self.time(&cell);
        let kind = kinds::kind(optional(layout.kind), optional(layout.sub_kind));
        let text = self.words(row);
        let text = (self.profile.unpack)(&text).map_or(text, Cow::Owned);
        let text = kinds::without_markup((self.profile.own_words)(&text, kind), kind);
        let kind = kind.or_else(|| {
            let files = optional(layout.files);
            let first = files.split([',', ';', '|', '\n']).next().filter(|f| !f.is_empty())?;
            Some(notices::kind_of_file(first.split(['?', '#']).next().unwrap_or(first)))
        });
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
        // A name that is WeChat's id stands for one that is not known.
        let wxid = name.filter(|name| name.starts_with("wxid_"));
        let id = Some(id).filter(|id| is_id(id)).or(wxid);
        let listed = id.and_then(|id| self.listed(id));
        let name = match (
            name.filter(|name| wxid.is_none() && (listed.is_none() || Some(*name) != id)),
            own,
            id,
        ) {
            (Some(name), _, _) => name,
            (None, Some(true), _) => "我",
            (None, _, Some(id)) => listed.map_or(id, |listed| &listed.name),
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
        let known = listed.map_or(Role::Unknown, |listed| listed.role);
        let role = layout.role.map_or(known, |at| kinds::role(row.cell(at)));
        let sender = (!nobody).then_some(Sender { id, name, role });
        let filled = |at: Option<usize>| Some(optional(at)).filter(|id| is_message_id(id));
        let (own, reply) = (filled(layout.message), filled(layout.reply));
        let draft = Draft { sender, when, kind, id: own, reply_to: reply, line: row.line };
        out.message(draft, &text);
        true
    }

    /// The words of a row. Where they are the last column, commas that nobody quoted are part of
    /// them.
    fn words<'r>(&self, row: &'r Row) -> Cow<'r, str> {
        let (text, width) = (self.table.layout.text, self.table.layout.width);
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
        // A number of a database is no title; the first such chat has that of the file.
        let number = name.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) && id.len() < 5;
        let first = self.chat.0.is_empty();
        let title = if !name.is_empty() {
            name
        } else if number && first {
            ""
        } else {
            id
        };
        // A room whose id stands for its name may be in a list.
        let listed = self.listed(key).filter(|_| title == key);
        let title = listed.map_or(title, |listed| &listed.name);
        let shown = if number { "" } else { title };
        self.chat = (key.to_string(), shown.to_string());
        self.kind_is_known |= key.starts_with("wxid_") || key.ends_with("@chatroom");
        out.conversation(key, title, key.starts_with("wxid_"));
    }

    fn time<'r>(&mut self, cell: &dyn Fn(usize) -> &'r str) -> Time {
        let (mut day, mut clock, mut blank) = (None, None, true);
        let table = Rc::clone(&self.table);
        for at in &table.layout.times {
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
    pub(super) fn swallowed(&self, raw: &[u8]) -> bool {
        let Some(time) = self.table.layout.times.first() else { return false };
        raw.split(|b| *b == b'\n').skip(1).any(|line| {
            let mut cells = line.split(|b| *b == self.table.delimiter);
            let cell = cells.clone().nth(*time).unwrap_or_default();
            let text = std::str::from_utf8(cell).unwrap_or("").trim().trim_matches('"');
            matches!(part(text), Some(Part::Whole(_) | Part::Clock(_)))
                && cells.by_ref().count() >= self.table.layout.width
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

/// The same of messages: `0` and rounded numbers tell nothing apart.
fn is_message_id(text: &str) -> bool {
    is_id(text) && text != "0"
}
