//! Text copied from Feishu's window or its PDF: `阿青 2025年3月8日 09:02`, the words below, a blank line.
//!
//! Sometimes the name stands alone, then a line of mentions, and the date on a line of its own; so a
//! first pass finds the dates, and the lines above them are their heads.

use std::collections::BTreeMap;

use crate::Result;
use crate::export::Kind;
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::heads::{self, Date, Shape};
use crate::ingest::timeline::DateSurvey;
use crate::ingest::when::{Cursor, trim};
use crate::ingest::{Head, Input, Layout, notices};
use crate::time::Clock;

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

/// Longest line that can be a name, in characters.
const LONGEST_NAME: usize = 40;

/// The same where no blank line stands above it.
const LONGEST_BARE_NAME: usize = 20;

fn sniff(head: &Head) -> u8 {
    let mut survey = Survey::default();
    let (mut lines, mut first) = (0usize, None);
    for (i, line) in head.all_lines().enumerate() {
        survey.line(line, i as u64 + 1);
        if !trim(line).is_empty() {
            lines += 1;
            first.get_or_insert(i as u64 + 1);
        }
    }
    survey.settle();
    let heads = survey.heads.len();
    let starts = first.is_some_and(|first| survey.heads.contains_key(&first));
    // WeChat's phones copy a name and, below it, a date with two digits for month and day.
    let wechat = !survey.unpadded && survey.heads.values().all(|stamp| stamp.lines == 2);
    match heads {
        1.. if wechat => 45,
        2.. if heads * 100 >= lines * 8 => 84,
        1 if starts => 76,
        _ => 0,
    }
}

/// What a first pass has learnt: which lines begin messages, and when those were written.
#[derive(Default)]
struct Survey {
    heads: BTreeMap<u64, Stamp>,
    dates: DateSurvey,
    /// How often a name stands in a head, and the heads without a gap above them: in those a name
    /// must recur, else it is a line of words.
    names: BTreeMap<Box<str>, u32>,
    doubtful: Vec<(u64, Box<str>)>,
    /// The last two lines, nearest first, with their numbers, and whether a gap stands above.
    before: [Option<Before>; 2],
    /// The last line that could be a name.
    name: (Box<str>, bool),
    gap: bool,
    some: bool,
    /// A month or a day has one digit.
    unpadded: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Before {
    /// Could be a name alone.
    Name(u64),
    Mentions,
    Other,
}

#[derive(Clone, Copy)]
struct Stamp {
    date: Date,
    clock: Clock,
    /// Lines up to the one with the date: 1 where it stands behind the name.
    lines: u64,
}

impl Survey {
    fn line(&mut self, line: &str, number: u64) {
        let text = trim(line);
        if text.is_empty() {
            self.gap = true;
            self.before = [None, None];
            return;
        }
        let gap =
            std::mem::replace(&mut self.gap, false) || !std::mem::replace(&mut self.some, true);
        if let Some((date, clock, name)) = one_line(text) {
            self.dates.see(date, Some(clock));
            *self.names.entry(name.into()).or_default() += 1;
            self.heads.insert(number, Stamp { date, clock, lines: 1 });
            self.before = [None, None];
            return;
        }
        if let Some((date, clock)) = date_line(text) {
            let start = match self.before {
                [Some(Before::Name(at)), _] => Some(at),
                [Some(Before::Mentions), Some(Before::Name(at))] => Some(at),
                _ => None,
            };
            if let Some(start) = start {
                let (name, gap) = std::mem::take(&mut self.name);
                *self.names.entry(name.clone()).or_default() += 1;
                if !gap {
                    self.doubtful.push((start, name));
                }
                self.dates.see(date, Some(clock));
                let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty());
                self.unpadded |= numbers.take(3).any(|number| number.len() == 1);
                self.heads.insert(start, Stamp { date, clock, lines: number - start + 1 });
            }
            self.before = [None, None];
            return;
        }
        self.dates.words(text);
        let this = if text.starts_with('@') {
            Before::Mentions
        } else if text.chars().count() <= if gap { LONGEST_NAME } else { LONGEST_BARE_NAME }
            && !text.ends_with(['。', '！', '？', '，', '!', '?', ',', ':', '：'])
        {
            self.name = (text.into(), gap);
            Before::Name(number)
        } else {
            Before::Other
        };
        self.before = [Some(this), self.before[0]];
    }

    fn settle(&mut self) {
        for (line, name) in std::mem::take(&mut self.doubtful) {
            if self.names.get(&name).is_none_or(|n| *n < 2) {
                self.heads.remove(&line);
            }
        }
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(kind_of);
    let mut survey = Survey::default();
    input.each_line(|line| {
        if !line.continued {
            survey.line(line.text, line.number);
        }
    })?;
    survey.settle();
    let heads = std::mem::take(&mut survey.heads);
    let mut time = survey.dates.settle(input.name, out);
    // The last line of the head at hand.
    let mut head_ends = 0;
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        let text = trim(line.text);
        if text.is_empty() {
            return out.blank();
        }
        if let Some(stamp) = heads.get(&line.number) {
            head_ends = line.number + stamp.lines - 1;
            let name = one_line(text).map_or(text, |(_, _, name)| name);
            let when = time.when(Some(stamp.date), Some(stamp.clock));
            return message(out, name, when, line.number);
        }
        if line.number == head_ends {
            return out.part(text, line.number);
        }
        // Whom an answer answers stands before its words.
        if (text.starts_with("回复 ") || text.starts_with("Reply to ")) && out.is_wordless() {
            return out.part(text, line.number);
        }
        out.line(line.text, line.number);
    })?;
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
}

fn message(out: &mut Builder, name: &str, when: When, line: u64) {
    let sender = (!notices::is_system_name(name)).then_some(Sender::named(name));
    out.message(Draft { sender, when, kind: None, id: None, reply_to: None, line }, "");
}

/// `[图片:IMG_1]` and what other windows write; a message taken back says so.
fn kind_of(text: &str) -> Option<Kind> {
    let recalled =
        matches!(text.trim(), "此消息已撤回" | "消息已撤回" | "This message was recalled");
    if recalled { Some(Kind::Recalled) } else { notices::kind_of(text) }
}

/// `阿青 2025年3月8日 09:02`; `3月8日 09:02` within the year.
fn one_line(text: &str) -> Option<(Date, Clock, &str)> {
    if let Some(found) = heads::find(Shape::NameStamp, text) {
        // With other signs in its date it is what other windows print.
        let date = found.date.filter(|_| text[found.name.len()..].contains('年'))?;
        return Some((date, found.clock?, found.name));
    }
    let at = text.char_indices().filter(|(_, c)| *c == ' ' || *c == '\u{A0}').map(|(at, _)| at);
    at.into_iter().find_map(|at| {
        let (date, clock) =
            date_line(trim(&text[at..])).filter(|(d, _)| matches!(d, Date::MonthDay(..)))?;
        let name = trim(&text[..at]);
        (!name.is_empty() && name.chars().count() <= LONGEST_NAME).then_some((date, clock, name))
    })
}

/// `2025年3月8日 09:02` or `3月8日 09:02` alone.
fn date_line(text: &str) -> Option<(Date, Clock)> {
    if !text.contains('月') || text.len() > 64 {
        return None;
    }
    let mut c = Cursor::new(text);
    let date = match c.day() {
        Some(day) => Date::Day(day),
        None => c.month_day().map(|(month, day)| Date::MonthDay(month, day))?,
    };
    c.spaces();
    c.weekday();
    let clock = c.clock()?;
    c.at_end().then_some((date, clock))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Day;

    #[test]
    fn heads_on_one_line() {
        let name = |line| one_line(line).map(|h| h.2);
        assert_eq!(name("阿青 2025年3月8日 09:02"), Some("阿青"));
        assert_eq!(name("Lena Q 2025年3月8日 下午 9:02"), Some("Lena Q"));
        assert_eq!(name("阿青 3月8日 09:02"), Some("阿青"));
        assert_eq!(name("阿青 2025/3/8 09:02"), None);
        assert_eq!(name("2025年3月8日 09:02"), None);
        assert_eq!(name("改到 3月8日 下午"), None);
    }

    #[test]
    fn heads_over_several_lines() {
        let mut survey = Survey::default();
        let text = "阿青\n@老周 @小满\n2025年3月8日 09:02\n清单发群里了\n\n老周\n2025年3月8日 09:05\n收到\n2025年3月9日 10:00\n见";
        text.lines().enumerate().for_each(|(i, line)| survey.line(line, i as u64 + 1));
        survey.settle();
        let heads: Vec<_> = survey.heads.iter().map(|(at, s)| (*at, s.lines)).collect();
        assert_eq!(heads, [(1, 3), (6, 2)]);
        assert_eq!(survey.heads[&1].date, Day::new(2025, 3, 8).map(Date::Day).unwrap());
    }
}
