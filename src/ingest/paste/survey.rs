//! What a first pass over a paste learns: which way of writing heads explains it best, which names
//! recur, and whether it is a chat at all.

use std::collections::BTreeMap;

use crate::ingest::heads::{self, Date, Found, Shape};
use crate::ingest::notices;
use crate::ingest::timeline::DateSurvey;
use crate::ingest::when::trim;

/// Most names remembered while the layout is learnt.
const MOST_NAMES: usize = 50_000;

/// How many names in a row show whether they run round like the fields of a form.
const RUN: usize = 60;

/// What a pass over the lines has learnt.
#[derive(Default)]
pub(super) struct Survey {
    marked: bool,
    lines: u32,
    /// Heads that stand under marks of Markdown or lists.
    pub(super) marks: u32,
    /// Stretches of lines between blank ones.
    blocks: u32,
    pub(super) front_matter: bool,
    /// Heads as chat rooms and meetings write them: names between tabs, or behind `From`.
    rooms: u32,
    counts: [u32; Shape::ALL.len()],
    /// Heads of a shape that stand behind a blank line, a bar or at the start.
    after_gap: [u32; Shape::ALL.len()],
    /// How often a name stands in a head.
    names: BTreeMap<(Shape, Box<str>), u32>,
    /// The first names before a colon and words, in order.
    run: Vec<Box<str>>,
    /// Stamped lines, and those of them with Chinese words.
    stamped: u32,
    stamped_chinese: u32,
    /// A line that could be a name, and how often one stood right above a time of day.
    name: Option<Box<str>>,
    two_lines: u32,
    /// Those with a date, as WeChat's phones copy them, and whether one opens the text.
    two_lines_dated: u32,
    two_lines_first: bool,
    /// Lines that only chats have: placeholders of media, notices.
    evidence: u32,
    two_line_names: BTreeMap<Box<str>, u32>,
    gap: bool,
    first: Option<Shape>,
    pub(super) dates: DateSurvey,
}

impl Survey {
    pub(super) fn new(marked: bool) -> Self {
        Survey { marked, gap: true, ..Survey::default() }
    }

    pub(super) fn line(&mut self, line: &str) {
        let text = trim(line);
        if text.is_empty() {
            self.gap = true;
            self.name = None;
            return;
        }
        let name = self.name.take();
        if let Some(bar) = heads::bar(text) {
            self.gap = true;
            if let Some(date) = bar.date {
                self.dates.see(date, bar.clock);
            }
            if let Some(name) = name.filter(|_| bar.clock.is_some()) {
                self.two_lines += 1;
                self.two_lines_dated += u32::from(bar.date.is_some());
                self.two_lines_first |= self.lines == 1;
                *self.two_line_names.entry(name).or_default() += 1;
            }
            return;
        }
        self.front_matter |= self.lines == 0 && text == "---";
        let plain = if self.marked { super::unmark(text) } else { text };
        self.lines += 1;
        let gap = std::mem::replace(&mut self.gap, false);
        self.blocks += u32::from(gap);
        let (mut is_head, mut monthly) = (false, None);
        self.dates.words(text);
        let words = heads::find(Shape::NameText, plain).and_then(|found| found.text);
        self.evidence += u32::from(notices::kind_of(words.unwrap_or(plain)).is_some());
        let indented = line.starts_with([' ', '\t', '\u{3000}']);
        for (i, shape) in Shape::ALL.into_iter().enumerate() {
            let Some(found) = heads::find(shape, plain) else { continue };
            match shape {
                Shape::NameLine if !gap => {
                    self.remember_name(found.name);
                    continue;
                }
                // The fields of a list of settings are indented.
                Shape::NameText | Shape::AngleBare if indented && !self.marked => continue,
                Shape::NameLine => self.remember_name(found.name),
                Shape::StampNameText => self.rooms += u32::from(is_of_room(plain)),
                Shape::NameClock => self.rooms += u32::from(plain.starts_with("from ")),
                Shape::AngleText => monthly = found.date.map(|date| (date, found.clock)),
                Shape::NameText if self.run.len() < RUN => self.run.push(found.name.into()),
                _ => {}
            }
            is_head |= shape != Shape::NameLine;
            self.counts[i] += 1;
            self.after_gap[i] += u32::from(gap);
            if self.lines == 1 && self.first.is_none_or(|f| f > shape) {
                self.first = Some(shape);
            }
            let key = (shape, found.name.into());
            if self.names.len() < MOST_NAMES || self.names.contains_key(&key) {
                *self.names.entry(key).or_default() += 1;
            }
        }
        if let Some((date @ Date::MonthDay(..), clock)) = monthly {
            self.dates.see(date, clock);
        }
        if let Some(found) = heads::find(Shape::StampText, plain) {
            self.stamped += 1;
            let chinese = |c: char| matches!(c, '\u{4E00}'..='\u{9FFF}');
            self.stamped_chinese += u32::from(found.text.unwrap_or("").contains(chinese));
        }
        self.marks += u32::from(is_head && plain.len() < text.len());
    }

    fn remember_name(&mut self, name: &str) {
        if self.two_line_names.len() < MOST_NAMES {
            self.name = Some(name.into());
        }
    }

    /// `true` where no chat window of WeChat writes such heads.
    pub(super) fn is_foreign(&self, layout: Layout<'_>) -> bool {
        let shape = layout.shape;
        let roomy = matches!(shape, Shape::StampNameText | Shape::NameClock);
        let room = roomy && self.rooms * 2 > self.count(shape);
        room || (shape.is_foreign() && !layout.dated)
    }

    fn count(&self, shape: Shape) -> u32 {
        self.counts.get(shape as usize).copied().unwrap_or(0)
    }

    /// Heads of a shape whose name recurs.
    fn recurring(&self, shape: Shape) -> u32 {
        let names = self.names.range((shape, Box::from(""))..);
        names.take_while(|((s, _), _)| *s == shape).map(|(_, n)| *n).filter(|n| *n >= 2).sum()
    }

    /// The shape that most lines have, for a user who insists.
    pub(super) fn likeliest(&self) -> Layout<'_> {
        let most = Shape::ALL.into_iter().rev().max_by_key(|s| self.count(*s));
        Layout {
            shape: most.unwrap_or(Shape::NameText),
            names: None,
            gaps: false,
            two_lines: None,
            dated: false,
        }
    }

    /// The shape that explains the text best, and how well, 0..=100.
    pub(super) fn layout(&self) -> Option<(Layout<'_>, u8)> {
        let strong = Shape::ALL.into_iter().filter(|s| s.is_strong());
        let best = strong.reduce(|a, b| if self.count(b) > self.count(a) { b } else { a })?;
        let n = self.count(best);
        let starts = self.first == Some(best) || self.first.is_some_and(|f| self.count(f) == n);
        if n >= 2 || (n == 1 && starts) {
            return self.strong(best, n, starts);
        }
        let clocked =
            [Shape::ClockNameText, Shape::ClockName, Shape::NameMonthDay, Shape::NameClock];
        let best =
            clocked.into_iter().reduce(|a, b| if self.count(b) > self.count(a) { b } else { a })?;
        let least = if best == Shape::NameMonthDay { 12 } else { 25 };
        let colon_blocks = self.after_gap[Shape::NameColon as usize];
        // Without blank lines nearly every name must come back.
        let colons = self.count(Shape::NameColon);
        let packed = colons >= 4 && self.recurring(Shape::NameColon) * 10 >= colons * 7;
        // What only chats have makes up for names that hardly recur.
        let words = if self.evidence > 0 { 50 } else { 80 };
        self.bare(best, least, 60)
            .or_else(|| {
                (colon_blocks >= 2 || packed).then(|| self.bare(Shape::NameColon, 30, 54))?
            })
            .or_else(|| self.two_line_heads())
            .or_else(|| self.bare(Shape::NameText, words, 50).filter(|_| !self.is_form()))
            .or_else(|| self.bare(Shape::AngleBare, 60, 50))
            .or_else(|| self.name_lines())
    }

    fn strong(&self, best: Shape, n: u32, starts: bool) -> Option<(Layout<'_>, u8)> {
        let share = n * 100 / self.lines.max(1);
        let score = match share {
            25.. => 72,
            8.. => 64,
            _ if n >= 3 && starts => 56,
            _ => return None,
        };
        let layout =
            |shape| Layout { shape, names: None, gaps: false, two_lines: None, dated: false };
        let recurring = self.recurring(best);
        if matches!(best, Shape::StampName | Shape::StampNameText)
            && n >= 5
            && recurring * 10 < n * 3
        {
            // Where hardly anyone writes twice, the words stand where the names should: nobody is
            // named. Behind front matter someone put it together, else it is a log.
            let nameless = self.front_matter
                && self.stamped * 100 >= self.lines * 60
                && self.stamped_chinese * 10 >= self.stamped * 5;
            return nameless.then(|| (layout(Shape::StampText), 50));
        }
        // A calendar names nobody twice, and says nothing below its heads.
        let below = matches!(best, Shape::StampName | Shape::NameStamp | Shape::NameTabStamp);
        if (n >= 8 && recurring == 0) || (below && n >= 4 && (self.lines - n) * 10 < n * 3) {
            return None;
        }
        let text = self.count(Shape::StampNameText);
        let one_line = best == Shape::StampName && text * 10 >= n * 8;
        Some((layout(if one_line { Shape::StampNameText } else { best }), score))
    }

    fn bare(&self, shape: Shape, least: u32, score: u8) -> Option<(Layout<'_>, u8)> {
        let (n, recurring) = (self.count(shape), self.recurring(shape));
        let alike = n <= 2 || recurring * 10 >= n * 3;
        let fits = n * 100 >= self.lines * least
            && (alike || (shape == Shape::NameText && self.evidence > 0 && recurring > 0));
        // Words before a colon stand in all sorts of text.
        let often = if shape == Shape::NameText { 40 } else { 15 };
        let recurs = recurring >= 2 && recurring * 100 >= self.lines * often;
        if n < 2 || !(fits || recurs) {
            return None;
        }
        // Where nearly everything fits, every name counts; else only those that recur.
        let names = if fits { None } else { Some(&self.names) };
        // In a text without blank lines no head can stand behind one.
        let gaps = self.after_gap[shape as usize] * 10 >= n * 6;
        let layout = Layout { shape, names, gaps, two_lines: None, dated: false };
        Some((layout, if fits { score } else { score - 8 }))
    }

    /// Names alone on their lines are a weak sign: nearly every block must start with one that
    /// recurs.
    fn name_lines(&self) -> Option<(Layout<'_>, u8)> {
        let recurring = self.recurring(Shape::NameLine);
        let fits = recurring >= 4 && recurring * 10 >= self.blocks * 8;
        let layout = Layout {
            shape: Shape::NameLine,
            names: Some(&self.names),
            gaps: true,
            two_lines: None,
            dated: false,
        };
        fits.then_some((layout, 44))
    }

    /// A name alone on its line and the time alone on the next.
    fn two_line_heads(&self) -> Option<(Layout<'_>, u8)> {
        let recurring: u32 = self.two_line_names.values().filter(|n| **n >= 2).sum();
        let fits = self.two_lines >= 2
            && recurring * 2 >= self.two_lines
            && self.two_lines * 100 >= self.lines * 12;
        let two_lines = Some(&self.two_line_names);
        let dated = self.two_lines_dated == self.two_lines && self.two_lines > 0;
        let fits = fits || (dated && self.two_lines_first && self.two_lines * 5 >= self.lines);
        let layout = Layout { shape: Shape::NameLine, names: None, gaps: false, two_lines, dated };
        fits.then_some((layout, if dated { 66 } else { 52 }))
    }

    /// `true` where the names before the colons run round and round: the fields of a form, which three
    /// people never do.
    fn is_form(&self) -> bool {
        let run = &self.run;
        (3..=12).any(|period| {
            let distinct = run.iter().take(period).collect::<std::collections::BTreeSet<_>>();
            run.len() >= period * 2
                && distinct.len() == period
                && run.iter().zip(run.iter().skip(period)).all(|(a, b)| a == b)
        })
    }
}

fn is_of_room(line: &str) -> bool {
    line.contains(" From ") || line.bytes().filter(|b| *b == b'\t').count() >= 2
}

/// How the heads of a text look.
#[derive(Clone, Copy)]
pub(super) struct Layout<'s> {
    pub(super) shape: Shape,
    /// Where given: only names that recur here make a head.
    names: Option<&'s BTreeMap<(Shape, Box<str>), u32>>,
    /// `true` where heads without a date stand behind a blank line or a bar.
    gaps: bool,
    /// Where given: names whose time stands on the line below them.
    two_lines: Option<&'s BTreeMap<Box<str>, u32>>,
    /// With that time always stands its date.
    dated: bool,
}

impl Layout<'_> {
    /// `true` where a time alone on its line may open a further message of the same person.
    pub(super) fn continues_after_clock(&self) -> bool {
        self.two_lines.is_some() || self.shape == Shape::NameClock
    }

    /// `true` where the line of a name must have the time on the next.
    pub(super) fn is_two_line(&self) -> bool {
        self.two_lines.is_some()
    }

    /// Reads a line as a head. `gap` says that a blank line or a bar stands before it.
    pub(super) fn head<'a>(&self, line: &'a str, gap: bool) -> Option<Found<'a>> {
        if let Some(found) = heads::find(self.shape, line) {
            let recurs = self.names.is_none_or(|names| {
                names.get(&(self.shape, found.name.into())).is_some_and(|n| *n >= 2)
            });
            let apart = match self.shape {
                _ if let Some(names) = self.two_lines => {
                    names.get(found.name).is_some_and(|n| gap || *n >= 2)
                }
                Shape::NameColon | Shape::NameLine => (gap || !self.gaps) && recurs,
                Shape::NameClock | Shape::NameMonthDay | Shape::ClockName => {
                    gap || !self.gaps || (self.names.is_some() && recurs)
                }
                shape => shape.is_strong() || recurs,
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
