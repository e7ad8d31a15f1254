//! Reads a paste whose layout is known.

use super::survey::Layout;
use super::{unmark, unquote_mark};
use crate::export::Kind;
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::heads::{self, Bar, Date, Found, Shape};
use crate::ingest::notices;
use crate::ingest::source::Line;
use crate::ingest::timeline::Timeline;
use crate::ingest::when::{Cursor, trim};
use crate::time::{Clock, Day};

pub(super) struct Reader<'s> {
    layout: Layout<'s>,
    marked: bool,
    gap: bool,
    started: bool,
    front: Front,
    time: Timeline,
    /// Days that only their reader knew were met.
    pub(super) relative: bool,
    /// Who spoke last; a time alone on its line, below which that one goes on.
    last: String,
    clock: Option<Clock>,
    /// A name whose time is still to come, and its line.
    held: Option<(String, u64)>,
}

#[derive(PartialEq)]
enum Front {
    Maybe,
    Inside,
    Over,
}

impl<'s> Reader<'s> {
    pub(super) fn new(layout: Layout<'s>, time: Timeline, marked: bool) -> Self {
        Reader {
            layout,
            marked,
            gap: true,
            started: false,
            front: Front::Maybe,
            time,
            relative: false,
            last: String::new(),
            clock: None,
            held: None,
        }
    }

    pub(super) fn line(&mut self, out: &mut Builder, line: Line<'_>) {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        let text = trim(line.text);
        if text.is_empty() {
            self.let_go(out);
            self.gap = true;
            return out.blank();
        }
        if self.marked && self.front_matter(out, text) {
            return;
        }
        let plain = if self.marked { unmark(text) } else { text };
        if self.held.is_some() {
            if let Some(bar) = heads::bar(plain).filter(|bar| bar.clock.is_some()) {
                return self.two_lines(out, bar, text, line.number);
            }
            self.let_go(out);
        }
        let gap = std::mem::replace(&mut self.gap, false);
        if let Some(found) = self.layout.head(plain, gap) {
            if self.layout.is_two_line() {
                self.held = Some((text.to_string(), line.number));
                return;
            }
            self.started = true;
            return self.message(out, &found, line.number);
        }
        if self.started && self.is_rule(text) {
            self.gap = true;
            return out.recognised();
        }
        // Where a chat room's log ends, four stars stand before it.
        let ruled = plain.starts_with(['-', '—', '─', '*', '=']) || text.starts_with("****");
        if self.bar(out, plain, ruled, gap, line.number) {
            return;
        }
        if let Some((found, words)) = self.platform(plain) {
            let when = self.time.when(found.date, found.clock);
            self.started = true;
            return notice(out, when, words, line.number);
        }
        let room = self.layout.shape == Shape::AngleText && plain.starts_with("=== ");
        if room || (gap || !self.started) && notices::is_notice(plain) {
            let when = self.time.when(None, None);
            self.started = true;
            return notice(out, when, plain, line.number);
        }
        if !self.started && self.marked && text.starts_with('#') {
            out.conversation("", plain, false);
            return out.recognised();
        }
        let words = if self.marked { unquote_mark(text) } else { text };
        if let Some(clock) = self.clock.take().filter(|_| !self.last.is_empty()) {
            let when = self.time.when(None, Some(clock));
            let sender = Some(Sender::named(&self.last));
            return say(out, sender, when, None, words, line.number);
        }
        out.line(words, line.number);
    }

    /// The end of the file.
    pub(super) fn end(&mut self, out: &mut Builder) {
        self.let_go(out);
    }

    /// What was held is no name: it is read as any other line.
    fn let_go(&mut self, out: &mut Builder) {
        if let Some((text, number)) = self.held.take() {
            out.line(&text, number);
        }
    }

    fn two_lines(&mut self, out: &mut Builder, bar: Bar, text: &str, number: u64) {
        let Some((name, line)) = self.held.take() else { return };
        self.started = true;
        self.relative |= bar.relative;
        let name = if self.marked { unmark(&name) } else { &name };
        let found = Found {
            name,
            date: bar.date,
            clock: bar.clock,
            relative: bar.relative,
            ..Found::default()
        };
        self.message(out, &found, line);
        out.part(text, number);
        self.gap = false;
    }

    /// A line of dashes between messages. Old clients write one with spaces below a quotation.
    fn is_rule(&self, text: &str) -> bool {
        let mut signs = text.chars();
        let first = signs.next().filter(|c| matches!(c, '-' | '=' | '_' | '*' | '─' | '—'));
        first.is_some_and(|first| signs.clone().count() >= 9 && signs.all(|c| c == first))
    }

    fn bar(&mut self, out: &mut Builder, plain: &str, ruled: bool, gap: bool, number: u64) -> bool {
        // Right below a head it is what the head says.
        if out.is_wordless() && !gap {
            return false;
        }
        let strong = self.layout.shape.is_strong();
        let apart = |bar: &Bar| gap || !strong || (ruled && bar.date.is_some());
        let Some(bar) = heads::bar(plain).filter(apart) else { return false };
        // In this layout a stamp without a name opens a notice of the platform.
        let system = self.layout.shape == Shape::StampName && gap && self.started;
        if system && let (Some(date), Some(clock)) = (bar.date, bar.clock) {
            notice(out, date.at(clock), "", number);
            return true;
        }
        self.relative |= bar.relative;
        self.time.bar(bar.date, bar.clock, bar.relative);
        self.gap = true;
        let goes_on = self.layout.continues_after_clock() && bar.date.is_none() && !bar.relative;
        self.clock = bar.clock.filter(|_| goes_on);
        out.recognised();
        true
    }

    /// What chat rooms write of people who come and go: a stamp, then signs.
    fn platform<'a>(&self, plain: &'a str) -> Option<(Found<'a>, &'a str)> {
        use Shape::{AngleText, BracketNameText, ClockNameText, StampNameText};
        let shape = self.layout.shape;
        matches!(shape, AngleText | BracketNameText | ClockNameText | StampNameText)
            .then_some(())?;
        let (found, words) = heads::stamped(plain)?;
        let signs = ["***", "-!-", "-->", "<--", "=!=", "== ", "=== "];
        let told = signs.iter().any(|sign| words.starts_with(sign));
        let acts = (shape == AngleText && words.starts_with("* ")) || words.starts_with("*\t");
        (told || acts).then_some((found, words))
    }

    fn message(&mut self, out: &mut Builder, found: &Found<'_>, line: u64) {
        if found.relative {
            self.relative = true;
            self.time.bar(None, None, true);
        }
        self.clock = None;
        if let Some((title, id)) = found.room {
            out.conversation(id, title, false);
        }
        let when = self.time.when(found.date, found.clock);
        let text = found.text.unwrap_or("");
        if self.layout.shape == Shape::StampText {
            let kind = notices::kind_of(text).unwrap_or(Kind::Text);
            return say(out, None, when, Some(kind), text, line);
        }
        let name = if self.marked { bare(found.name) } else { found.name };
        let (name, id) = match found.id {
            None if self.marked => heads::with_id(name),
            id => (name, id),
        };
        let nobody = notices::is_system_name(name)
            || id.is_some_and(notices::is_system_name)
            || found.kind == Some(Kind::System);
        self.last.clear();
        self.last.push_str(if nobody { "" } else { name });
        let sender = (!nobody).then_some(Sender { id, ..Sender::named(name) });
        // The words say more than a column: a notice may be a recall.
        let kind = found.kind.filter(|kind| *kind != Kind::System);
        say(out, sender, when, kind, text, line);
    }

    /// Lines between two `---` at the very start: a date there dates the heads below. One that says
    /// the day may also stand alone.
    fn front_matter(&mut self, out: &mut Builder, text: &str) -> bool {
        match self.front {
            Front::Maybe if text == "---" => self.front = Front::Inside,
            Front::Maybe => {
                self.front = Front::Over;
                let Some(day) = day_line(text) else { return false };
                self.time.bar(Some(Date::Day(day)), None, false);
                self.gap = true;
            }
            Front::Inside if text == "---" => {
                self.front = Front::Over;
                self.gap = true;
            }
            Front::Inside => {
                let (key, value) = text.split_once([':', '：']).unwrap_or((text, ""));
                let value = trim(value).trim_matches(['"', '\'']);
                match key.trim().to_lowercase().as_str() {
                    "date" | "日期" | "time" | "created" => {
                        let mut c = Cursor::new(value);
                        if let Some(day) = c.day() {
                            self.time.bar(Some(Date::Day(day)), None, false);
                        }
                    }
                    "title" | "群名" | "标题" | "chat" | "group" => {
                        out.conversation("", value, false);
                    }
                    _ => {}
                }
            }
            Front::Over => return false,
        }
        out.recognised();
        true
    }
}

/// `date: 2025-03-08`.
fn day_line(text: &str) -> Option<Day> {
    let (key, value) = text.split_once([':', '：'])?;
    let value = trim(value).trim_matches(['"', '\'']);
    let mut c = Cursor::new(value);
    let day = c.day().filter(|_| c.at_end())?;
    matches!(key.trim().to_lowercase().as_str(), "date" | "日期").then_some(day)
}

/// A name without the marks of bold and code around it.
fn bare(name: &str) -> &str {
    trim(name.trim_matches(['*', '`']))
}

fn say(
    out: &mut Builder,
    sender: Option<Sender<'_>>,
    when: When,
    kind: Option<Kind>,
    text: &str,
    line: u64,
) {
    out.message(Draft { sender, when, kind, id: None, reply_to: None, line }, text);
}

fn notice(out: &mut Builder, when: When, text: &str, line: u64) {
    say(out, None, when, None, text, line);
}
