//! Text that was copied from a chat window, typed by hand or converted: no banner, no columns, but
//! heads that repeat (formats study, W2 and ranks 1 and 23).
//!
//! `wechat_paste` takes the shapes that chat windows give; `generic_paste` the same under Markdown
//! marks or behind front matter. Both read the file twice: first to learn which shape and which
//! names recur, then to read it.

use std::collections::BTreeMap;

use super::builder::{Builder, Draft, Sender, When};
use super::heads::{self, Date, Found, Shape};
use super::notices;
use super::timeline::{DateSurvey, Timeline};
use super::when::{Cursor, is_space, trim};
use super::{Format, Head, Input};
use crate::Result;

pub(super) const WECHAT: Format =
    Format { id: "wechat_paste", sniff: sniff_plain, parse: parse_plain };

pub(super) const GENERIC: Format =
    Format { id: "generic_paste", sniff: sniff_marked, parse: parse_marked };

/// Most names remembered while the layout is learnt.
const MOST_NAMES: usize = 50_000;

/// What a pass over the lines has learnt.
#[derive(Default)]
struct Survey {
    marked: bool,
    lines: u32,
    /// Heads that stand under marks of Markdown or lists.
    marks: u32,
    /// Stretches of lines between blank ones.
    blocks: u32,
    front_matter: bool,
    counts: [u32; Shape::ALL.len()],
    /// Heads of a shape that stand behind a blank line, a bar or at the start.
    after_gap: [u32; Shape::ALL.len()],
    /// How often a name stands in a head without a date.
    names: BTreeMap<(Shape, Box<str>), u32>,
    gap: bool,
    first: Option<Shape>,
    dates: DateSurvey,
}

impl Survey {
    fn new(marked: bool) -> Self {
        Survey { marked, gap: true, ..Survey::default() }
    }

    fn line(&mut self, line: &str) {
        let text = trim(line);
        if text.is_empty() {
            self.gap = true;
            return;
        }
        if let Some(bar) = heads::bar(text) {
            self.gap = true;
            if let Some(date) = bar.date {
                self.dates.see(date, bar.clock);
            }
            return;
        }
        self.front_matter |= self.lines == 0 && text == "---";
        let plain = if self.marked { unmark(text) } else { text };
        self.lines += 1;
        let gap = std::mem::replace(&mut self.gap, false);
        self.blocks += u32::from(gap);
        let mut is_head = false;
        self.dates.words(text);
        for (i, shape) in Shape::ALL.into_iter().enumerate() {
            let Some(found) = heads::find(shape, plain) else { continue };
            if shape == Shape::NameLine && !gap {
                continue;
            }
            is_head |= shape != Shape::NameLine;
            self.counts[i] += 1;
            self.after_gap[i] += u32::from(gap);
            if self.lines == 1 && self.first.is_none_or(|f| f > shape) {
                self.first = Some(shape);
            }
            let key = (shape, found.name.into());
            if !shape.is_dated() && (self.names.len() < MOST_NAMES || self.names.contains_key(&key))
            {
                *self.names.entry(key).or_default() += 1;
            }
        }
        self.marks += u32::from(is_head && plain.len() < text.len());
    }

    fn count(&self, shape: Shape) -> u32 {
        self.counts[shape as usize]
    }

    /// Heads that count for a shape without dates: those whose name recurs.
    fn recurring(&self, shape: Shape) -> u32 {
        let names = self.names.iter().filter(|((s, _), n)| *s == shape && **n >= 2);
        names.map(|(_, n)| *n).sum()
    }

    /// The shape that explains the text best, and how well, 0..=100.
    fn layout(&self) -> Option<(Layout<'_>, u8)> {
        let dated = Shape::ALL.into_iter().filter(|s| s.is_dated());
        let best = dated.reduce(|a, b| if self.count(b) > self.count(a) { b } else { a })?;
        let n = self.count(best);
        let starts = self.first == Some(best) || self.first.is_some_and(|f| self.count(f) == n);
        if n >= 2 || (n == 1 && starts) {
            let share = n * 100 / self.lines.max(1);
            let score = match share {
                25.. => 72,
                8.. => 64,
                _ if n >= 3 && starts => 56,
                _ => 0,
            };
            let shape =
                if best == Shape::StampName && self.count(Shape::StampNameText) * 10 >= n * 8 {
                    Shape::StampNameText
                } else {
                    best
                };
            return (score > 0).then_some((Layout { shape, names: None, gaps: false }, score));
        }
        let bare = |shape: Shape, least: u32, score: u8| {
            let (n, recurring) = (self.count(shape), self.recurring(shape));
            let fits = n * 100 >= self.lines * least;
            let recurs = recurring >= 2 && recurring * 100 >= self.lines * 15;
            if n < 2 || !(fits || recurs) {
                return None;
            }
            // Where nearly everything fits, every name counts; else only those that recur.
            let names = if fits { None } else { Some(&self.names) };
            // In a text without blank lines no head can stand behind one.
            let gaps = self.after_gap[shape as usize] * 10 >= n * 6;
            Some((Layout { shape, names, gaps }, if fits { score } else { score - 8 }))
        };
        let clocked = [Shape::ClockNameText, Shape::NameClock];
        let best = clocked.into_iter().max_by_key(|s| self.count(*s))?;
        let colon_blocks = self.after_gap[Shape::NameColon as usize];
        bare(best, 25, 60)
            .or_else(|| (colon_blocks >= 2).then(|| bare(Shape::NameColon, 30, 54))?)
            .or_else(|| bare(Shape::NameText, 80, 50))
            .or_else(|| self.name_lines())
    }

    /// Names alone on their lines are a weak sign: nearly every block must start with one that
    /// recurs.
    fn name_lines(&self) -> Option<(Layout<'_>, u8)> {
        let recurring = self.recurring(Shape::NameLine);
        let fits = recurring >= 4 && recurring * 10 >= self.blocks * 8;
        let layout = Layout { shape: Shape::NameLine, names: Some(&self.names), gaps: true };
        fits.then_some((layout, 44))
    }
}

/// How the heads of a text look.
#[derive(Clone, Copy)]
struct Layout<'s> {
    shape: Shape,
    /// Where given: only names that recur here make a head.
    names: Option<&'s BTreeMap<(Shape, Box<str>), u32>>,
    /// `true` where heads without a date stand behind a blank line or a bar.
    gaps: bool,
}

impl Layout<'_> {
    /// Reads a line as a head. `gap` says that a blank line or a bar stands before it.
    fn head<'a>(&self, line: &'a str, gap: bool) -> Option<Found<'a>> {
        if let Some(found) = heads::find(self.shape, line) {
            let recurs = self.names.is_none_or(|names| {
                names.get(&(self.shape, found.name.into())).is_some_and(|n| *n >= 2)
            });
            let apart = match self.shape {
                Shape::NameColon | Shape::NameLine => (gap || !self.gaps) && recurs,
                Shape::NameClock => gap || !self.gaps || (self.names.is_some() && recurs),
                shape => shape.is_dated() || recurs,
            };
            return apart.then_some(found);
        }
        // The desktop clients print the date only where it changes.
        match self.shape {
            Shape::NameStamp if gap => heads::find(Shape::NameClock, line),
            _ => None,
        }
    }
}

fn survey(head: &Head, marked: bool) -> Survey {
    let mut survey = Survey::new(marked);
    head.all_lines().for_each(|line| survey.line(line));
    survey
}

fn is_text(head: &Head) -> bool {
    !matches!(head.first_char(), Some('{' | '<'))
}

fn sniff_plain(head: &Head) -> u8 {
    let survey = survey(head, false);
    if !is_text(head) || survey.front_matter {
        return 0;
    }
    survey.layout().filter(|(l, _)| !l.shape.is_converted()).map_or(0, |(_, score)| score)
}

fn sniff_marked(head: &Head) -> u8 {
    let survey = survey(head, true);
    if !is_text(head) {
        return 0;
    }
    let own = survey.marks > 0 || survey.front_matter;
    let score = |(layout, score): (Layout<'_>, u8)| match layout.shape {
        shape if own || shape.is_converted() => score + 2,
        // Without marks it is the other format; this one stays as a choice for the user.
        _ => score / 2 + 5,
    };
    survey.layout().map_or(0, score)
}

fn parse_plain(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    parse(input, out, false)
}

fn parse_marked(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    parse(input, out, true)
}

fn parse(input: &mut Input<'_>, out: &mut Builder, marked: bool) -> Result<()> {
    out.classify_with(notices::kind_of);
    let mut survey = Survey::new(marked);
    input.each_line(|line| {
        if !line.continued {
            survey.line(line.text);
        }
    })?;
    // The user may have chosen this format against the evidence: then the likeliest shape is used.
    let layout = match survey.layout() {
        Some((layout, _)) => layout,
        None => {
            let most = Shape::ALL.into_iter().rev().max_by_key(|s| survey.count(*s));
            Layout { shape: most.unwrap_or(Shape::NameText), names: None, gaps: false }
        }
    };
    let time = survey.dates.clone().settle(input.name, out);
    let mut reader = Reader { marked, ..Reader::new(layout, time) };
    input.each_line(|line| reader.line(out, line))?;
    if reader.relative {
        out.note(false, "relative-dates", &[]);
    }
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
}

struct Reader<'s> {
    layout: Layout<'s>,
    marked: bool,
    gap: bool,
    started: bool,
    front: Front,
    time: Timeline,
    relative: bool,
}

#[derive(PartialEq)]
enum Front {
    Maybe,
    Inside,
    Over,
}

impl<'s> Reader<'s> {
    fn new(layout: Layout<'s>, time: Timeline) -> Self {
        Reader {
            layout,
            marked: false,
            gap: true,
            started: false,
            front: Front::Maybe,
            time,
            relative: false,
        }
    }

    fn line(&mut self, out: &mut Builder, line: super::source::Line<'_>) {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        let text = trim(line.text);
        if text.is_empty() {
            self.gap = true;
            return out.blank();
        }
        if self.marked && self.front_matter(out, text) {
            return;
        }
        let plain = if self.marked { unmark(text) } else { text };
        let gap = std::mem::replace(&mut self.gap, false);
        if let Some(found) = self.layout.head(plain, gap) {
            self.started = true;
            return self.message(out, &found, line.number);
        }
        let system = self.layout.shape == Shape::StampName && gap && self.started;
        if let Some(bar) = heads::bar(plain).filter(|_| gap || !self.layout.shape.is_dated()) {
            // In this layout a stamp without a name opens a notice of the platform.
            if system && let (Some(date), Some(clock)) = (bar.date, bar.clock) {
                return self.notice(out, date.at(clock), "", line.number);
            }
            self.relative |= bar.relative;
            self.time.bar(bar.date, bar.clock, bar.relative);
            self.gap = true;
            return out.recognised();
        }
        if (gap || !self.started) && notices::is_notice(plain) {
            let when = self.time.when(None, None);
            self.started = true;
            return self.notice(out, when, plain, line.number);
        }
        if !self.started && self.marked && text.starts_with('#') {
            out.conversation("", plain, false);
            return out.recognised();
        }
        out.line(if self.marked { unquote_mark(text) } else { text }, line.number);
    }

    fn message(&mut self, out: &mut Builder, found: &Found<'_>, line: u64) {
        let when = self.time.when(found.date, found.clock);
        let name = if self.marked { unmark(found.name) } else { found.name };
        let system = notices::is_system_name(name);
        let sender = (!system).then_some(Sender::named(name));
        let draft = Draft { sender, when, kind: None, id: None, reply_to: None, line };
        out.message(draft, found.text.unwrap_or(""));
    }

    fn notice(&mut self, out: &mut Builder, when: When, text: &str, line: u64) {
        let draft = Draft { sender: None, when, kind: None, id: None, reply_to: None, line };
        out.message(draft, text);
    }

    /// Lines between two `---` at the very start: a date there dates the heads below.
    fn front_matter(&mut self, out: &mut Builder, text: &str) -> bool {
        match self.front {
            Front::Maybe if text == "---" => self.front = Front::Inside,
            Front::Maybe => {
                self.front = Front::Over;
                return false;
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

/// A line without the marks of Markdown and lists around it: `> `, `#`, `- `, `**`.
fn unmark(text: &str) -> &str {
    let is_mark = |c: char| matches!(c, '>' | '#' | '*' | '_' | '`' | '•') || is_space(c);
    let inner = text.trim_matches(is_mark);
    inner.strip_prefix("- ").map_or(inner, |rest| rest.trim_matches(is_mark))
}

/// A line of words without the quote mark of Markdown.
fn unquote_mark(text: &str) -> &str {
    text.strip_prefix('>').map_or(text, |rest| rest.trim_start_matches(is_space))
}
