//! The head lines of chats that people copy, type or convert: who and when, in any order.

use super::builder::When;
use super::when::{Cursor, is_space, trim};
use crate::export::Kind;
use crate::time::{Clock, Day};

use names::{LONGEST_NAME, addressed, is_bare_name, is_name, unquote};

mod bar;
mod marked;
mod names;

pub(super) use bar::{Bar, bar};
pub(super) use marked::stamped;
pub(super) use names::{is_label, is_log, with_id};

/// A way of writing "who, when" (formats study, W2 and Q3). Of shapes that fit a line alike the
/// first says most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// `09:02:11  名   wxid_aq  接收   文本`, with or without a date; words below.
    Row,
    /// `2025/03/08 09:02:11<名(10086)>:内容`, `[09:02] <name> text`.
    AngleText,
    /// `[2025-03-08 09:02:11] [INFO]: 收到群 露营(1) 内 名(10086) 的消息: 内容`.
    BotLog,
    /// `名(z00123456)<TAB>2025-03-08 09:02:11`, words below.
    NameTabStamp,
    /// `名 — 2025/03/08 09:02`, `名 — 今天09:02`, words below.
    NameDashStamp,
    /// `名 2025/03/08 09:02`, words below.
    NameStamp,
    /// `名(2025-03-08 09:02)`, words below or behind a colon.
    NameParenStamp,
    /// `2025-03-08 09:02:11 名: 内容`.
    StampNameText,
    /// `2025-03-08 09:02:11 名`, words below.
    StampName,
    /// `[2025-03-08 09:02] 名: 内容`.
    BracketNameText,
    /// `09:02 名: 内容`, `[09:02] 名: 内容`.
    ClockNameText,
    /// `09:02:11  名`, words below.
    ClockName,
    /// `名 3/8 09:02:11`, words below.
    NameMonthDay,
    /// `名 09:02`, words below.
    NameClock,
    /// `名:` alone, words below.
    NameColon,
    /// `名: 内容`.
    NameText,
    /// `<name> text`.
    AngleBare,
    /// `名` alone behind a blank line, words below.
    NameLine,
    /// `2025-03-08 09:02:11 内容`: nobody is named.
    StampText,
}

impl Shape {
    pub(super) const ALL: [Shape; 18] = [
        Shape::Row,
        Shape::AngleText,
        Shape::BotLog,
        Shape::NameTabStamp,
        Shape::NameDashStamp,
        Shape::NameStamp,
        Shape::NameParenStamp,
        Shape::StampNameText,
        Shape::StampName,
        Shape::BracketNameText,
        Shape::ClockNameText,
        Shape::ClockName,
        Shape::NameMonthDay,
        Shape::NameClock,
        Shape::NameColon,
        Shape::NameText,
        Shape::AngleBare,
        Shape::NameLine,
    ];

    /// `true` where every head carries a date or signs of its own: a line of words hardly ever
    /// looks like that.
    pub(super) fn is_strong(self) -> bool {
        self <= Shape::BracketNameText
    }

    /// `true` for shapes that no chat window of WeChat copies: they come from other windows, from
    /// notes and converters.
    pub(super) fn is_foreign(self) -> bool {
        self <= Shape::NameDashStamp
            || matches!(
                self,
                Shape::ClockNameText
                    | Shape::ClockName
                    | Shape::NameMonthDay
                    | Shape::AngleBare
                    | Shape::NameLine
                    | Shape::StampText
            )
    }
}

/// A date as far as a head or a bar gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Date {
    Day(Day),
    Numbers([u16; 3]),
    /// A month and a day without a year.
    MonthDay(u8, u8),
}

impl Date {
    pub(super) fn at(self, clock: Clock) -> When {
        match self {
            Date::Day(day) => When::Local(day, clock),
            Date::Numbers(numbers) => When::Ambiguous(numbers, clock),
            Date::MonthDay(..) => When::Unknown,
        }
    }
}

/// What a head line says.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Found<'a> {
    pub(super) name: &'a str,
    /// Stable id, where a column gives it.
    pub(super) id: Option<&'a str>,
    pub(super) date: Option<Date>,
    pub(super) clock: Option<Clock>,
    /// `true` where it names a day that only its reader knew.
    pub(super) relative: bool,
    /// What a column says of the kind.
    pub(super) kind: Option<Kind>,
    /// Title and id of the room, where the head names one.
    pub(super) room: Option<(&'a str, &'a str)>,
    /// Words on the head line itself.
    pub(super) text: Option<&'a str>,
}

/// Longest head looked at, in bytes; and longest name with nothing beside it, in characters.
const LONGEST_HEAD: usize = 300;
const LONGEST_BARE_NAME: usize = 20;

/// Reads a line as a head of one shape.
pub(super) fn find(shape: Shape, line: &str) -> Option<Found<'_>> {
    let line = trim(line);
    match shape {
        Shape::Row => marked::row(line),
        Shape::AngleText => marked::angle(line),
        Shape::BotLog => marked::bot_log(line),
        Shape::AngleBare => marked::angle_bare(line),
        Shape::NameTabStamp => marked::name_tab_stamp(line),
        Shape::NameDashStamp => marked::name_dash_stamp(line),
        Shape::ClockName => marked::clock_name(line),
        Shape::NameMonthDay => name_then(line, |c| {
            let (month, day) = c.month_day()?;
            (c.spaces() > 0).then_some(())?;
            Some((Some(Date::MonthDay(month, day)), c.clock()?))
        }),
        Shape::StampText => {
            let mut c = Cursor::new(line);
            let (date, clock) = stamp(&mut c)?;
            let text = trim(c.rest);
            let found = Found { date, clock: Some(clock), text: Some(text), ..Found::default() };
            (c.spaces() > 0 && !text.is_empty()).then_some(found)
        }
        Shape::NameStamp => name_then(line, stamp),
        Shape::NameClock => name_then(line, |c| Some((None, c.clock()?))),
        Shape::NameParenStamp => name_paren_stamp(line),
        Shape::StampName => {
            let mut c = Cursor::new(line);
            let (date, clock) = stamp(&mut c)?;
            (c.spaces() > 0).then_some(())?;
            // A colon inside a short name is rare; a colon before words is the one-line shape.
            let name = unquote(c.rest);
            is_name(name).then_some(Found { name, date, clock: Some(clock), ..Found::default() })
        }
        Shape::StampNameText => {
            let mut c = Cursor::new(line);
            let (date, clock) = stamp(&mut c)?;
            name_text(&mut c, date, clock)
        }
        Shape::ClockNameText => {
            let mut c = Cursor::new(line);
            let bracket = c.one_of("[【(（");
            let clock = c.clock()?;
            (!bracket || c.one_of("]】)）")).then_some(())?;
            name_text(&mut c, None, clock)
        }
        Shape::BracketNameText => {
            let mut c = Cursor::new(line);
            c.one_of("[【(（<").then_some(())?;
            let (date, clock) = stamp(&mut c)?;
            c.one_of("]】)）>").then_some(())?;
            c.spaces();
            match name_text(&mut c, date, clock) {
                Some(found) => Some(found),
                None => {
                    let name = unquote(c.rest);
                    let found = Found { name, date, clock: Some(clock), ..Found::default() };
                    is_name(name).then_some(found)
                }
            }
        }
        Shape::NameColon => {
            let name = trim(line.strip_suffix([':', '：'])?);
            is_bare_name(name, LONGEST_NAME).then_some(Found { name, ..Found::default() })
        }
        Shape::NameText => {
            let at = line.find([':', '：'])?;
            let (name, text) = (trim(&line[..at]), &line[at..]);
            let text = trim(text.trim_start_matches([':', '：']));
            // A time has its colon between digits, a novel its verb before what is said.
            let digit = |c: char| c.is_ascii_digit();
            let time =
                name.ends_with(digit) && text.starts_with(digit) && line[at..].starts_with(':');
            let told = name.ends_with(['说', '道', '问', '答', '喊', '想', '曰'])
                && text.starts_with(['“', '「', '"', '『']);
            let fits = !time
                && !told
                && is_bare_name(name, LONGEST_BARE_NAME)
                && !is_label(name)
                && !text.is_empty()
                && !text.starts_with("//")
                && !name.bytes().all(|b| b.is_ascii_digit());
            fits.then_some(Found { name, text: Some(text), ..Found::default() })
        }
        Shape::NameLine => is_bare_name(line, LONGEST_BARE_NAME)
            .then_some(Found { name: line, ..Found::default() }),
    }
}

/// A date in any order and a time of day.
fn stamp(c: &mut Cursor<'_>) -> Option<(Option<Date>, Clock)> {
    let date = date(c)?;
    if !c.one_of("T") {
        c.one_of(",，");
        c.spaces();
        c.weekday();
    }
    Some((Some(date), c.clock()?))
}

/// A date in any order or spelling, with its year.
pub(super) fn date(c: &mut Cursor<'_>) -> Option<Date> {
    match c.day().or_else(|| c.spelled_day()) {
        Some(day) => Some(Date::Day(day)),
        None => c.date_numbers().map(Date::Numbers),
    }
}

/// `3月8日 09:02`, `03-08 09:02`: a day of the current year, as chat windows print it.
fn day_before_clock(c: &mut Cursor<'_>) -> Option<Date> {
    let mut ahead = *c;
    let (month, day) = ahead.month_day()?;
    *c = ahead;
    ahead.spaces();
    ahead.weekday();
    ahead.clock().map(|_| Date::MonthDay(month, day))
}

/// `name`, spaces, then what `read` takes up to the end of the line. The leftmost place where that
/// works parts the two.
fn name_then<'a>(
    line: &'a str,
    read: impl Fn(&mut Cursor<'a>) -> Option<(Option<Date>, Clock)>,
) -> Option<Found<'a>> {
    if line.len() > LONGEST_HEAD || bar(line).is_some() {
        return None;
    }
    let mut starts = line.char_indices().filter(|(_, c)| is_space(*c));
    starts.find_map(|(at, space)| {
        let mut c = Cursor::new(&line[at + space.len_utf8()..]);
        let starts_well = c.rest.starts_with(|n: char| {
            // A month or a weekday has its capital.
            n.is_ascii_digit() || "上下凌早中晚傍JFMASONDTW".contains(n)
        });
        if !starts_well {
            return None;
        }
        let (date, clock) = read(&mut c)?;
        c.spaces();
        c.one_of(":：");
        numbered(&mut c);
        // Some windows put a comma between name and time.
        let name = trim(&line[..at]);
        let name = name.strip_suffix(',').unwrap_or(name);
        let name = name.strip_suffix(':').and_then(addressed).unwrap_or(name);
        (c.at_end() && is_name(name)).then_some(Found {
            name,
            date,
            clock: Some(clock),
            ..Found::default()
        })
    })
}

/// ` #12`: some tools count messages behind the time.
fn numbered(c: &mut Cursor<'_>) {
    let mut ahead = *c;
    ahead.spaces();
    if ahead.one_of("#") && ahead.number(1, 4).is_some() {
        *c = ahead;
    }
}

fn name_paren_stamp(line: &str) -> Option<Found<'_>> {
    let opens = line.char_indices().filter(|(at, c)| matches!(c, '(' | '（') && *at < LONGEST_HEAD);
    for (at, open) in opens {
        let mut c = Cursor::new(&line[at + open.len_utf8()..]);
        let Some((date, clock)) = stamp(&mut c) else { continue };
        if !c.one_of(")）") {
            continue;
        }
        let name = trim(&line[..at]);
        c.spaces();
        let text = if c.one_of(":：") { Some(trim(c.rest)) } else { None };
        if is_name(name) && (c.at_end() || text.is_some()) {
            let text = text.filter(|t| !t.is_empty());
            return Some(Found { name, date, clock: Some(clock), text, ..Found::default() });
        }
    }
    None
}

/// Where a name ends before its words. A time inside a name has its colon between digits.
fn parting(rest: &str) -> Option<usize> {
    let between_digits = |at: usize| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        digit(rest[..at].chars().next_back()) && digit(rest[at + 1..].chars().next())
    };
    let mut signs = rest.match_indices([':', '：', '|', '\t']).map(|(at, _)| at);
    let first = signs.next()?;
    if rest[first..].starts_with(':') && between_digits(first) {
        return signs.next().filter(|at| *at < LONGEST_HEAD).or(Some(first));
    }
    Some(first)
}

/// `名: 内容` behind a stamp; `|` and tabs part them too.
fn name_text<'a>(c: &mut Cursor<'a>, date: Option<Date>, clock: Clock) -> Option<Found<'a>> {
    c.spaces();
    c.one_of("|-–,，");
    let rest = trim(c.rest);
    let at = parting(rest)?;
    // Notes in Markdown set names in bold, the colon too.
    let name = trim(&rest[..at]);
    let name = unquote(name.strip_prefix("**").map_or(name, |n| n.trim_end_matches('*')));
    let name = addressed(name).unwrap_or(name);
    // Chat rooms put tabs around names, and a sign before those of operators.
    let tab = rest[at..].starts_with('\t');
    let name = if tab { name.strip_prefix(['@', '+', '%', '&']).unwrap_or(name) } else { name };
    // A row of the dice bots has its name in brackets too.
    let name = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')).unwrap_or(name);
    let text = trim(rest[at..].trim_start_matches([':', '：', '|', '\t']));
    let text = text.strip_prefix("**").map_or(text, trim);
    let fits = is_name(name) && !text.starts_with("//");
    fits.then_some(Found { name, date, clock: Some(clock), text: Some(text), ..Found::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(shape: Shape, line: &str) -> Option<(&str, Option<&str>)> {
        find(shape, line).map(|f| (f.name, f.text))
    }

    #[test]
    fn every_shape_of_the_study() {
        let two = Some(("阿青", None));
        let one = Some(("阿青", Some("好")));
        assert_eq!(name_of(Shape::NameStamp, "阿青 2025/03/08 09:02"), two);
        assert_eq!(name_of(Shape::NameStamp, "阿青 2025/03/08 9:02 PM"), two);
        assert_eq!(name_of(Shape::NameStamp, "阿青 2/14/2025 9:16:13 PM"), two);
        assert_eq!(name_of(Shape::NameStamp, "阿青 2025年3月8日 上午 9:02"), two);
        assert_eq!(name_of(Shape::NameStamp, "阿青, Mar 8, 2025, 9:02 AM"), two);
        assert_eq!(name_of(Shape::NameParenStamp, "阿青(2025-03-08 09:02)"), two);
        assert_eq!(name_of(Shape::NameParenStamp, "阿青 (2025-03-08 09:02:11):好"), one);
        assert_eq!(name_of(Shape::StampName, "2025-03-08 09:02:11 阿青"), two);
        assert_eq!(name_of(Shape::StampName, "2025-03-08 09:02:11 '阿青'"), two);
        assert_eq!(name_of(Shape::StampNameText, "2025-03-08 09:02:11 阿青: 好"), one);
        assert_eq!(name_of(Shape::StampNameText, "2025-03-08 09:02:11 | 阿青 | 好"), one);
        assert_eq!(name_of(Shape::BracketNameText, "[2025-03-08 09:02] 阿青：好"), one);
        assert_eq!(name_of(Shape::ClockNameText, "09:02 阿青: 好"), one);
        assert_eq!(name_of(Shape::NameClock, "阿青  21:59:54 "), two);
        assert_eq!(name_of(Shape::NameColon, "阿青: "), two);
        assert_eq!(name_of(Shape::NameText, "阿青：好"), one);
    }

    #[test]
    fn words_are_no_heads() {
        assert_eq!(name_of(Shape::NameText, "https://example.com"), None);
        assert_eq!(name_of(Shape::NameText, "看这里，重点: 三条"), None);
        assert_eq!(name_of(Shape::NameText, "09:30"), None);
        assert_eq!(name_of(Shape::NameColon, "今天的安排，请看:"), None);
        assert_eq!(name_of(Shape::NameStamp, "明天 9 点"), None);
    }

    #[test]
    fn bars() {
        let clock = Some(Clock { hour: 9, minute: 2, second: 0 });
        let day = Day::new(2025, 3, 8).map(Date::Day);
        assert_eq!(bar("2025年3月8日 09:02"), Some(Bar { date: day, clock, relative: false }));
        assert_eq!(
            bar("— —  2025-3-8  — —"),
            Some(Bar { date: day, clock: None, relative: false })
        );
        let yearless = Some(Date::MonthDay(3, 8));
        assert_eq!(bar("3月8日 09:02"), Some(Bar { date: yearless, clock, relative: false }));
        assert_eq!(bar("3月8日"), None);
        assert_eq!(bar("昨天 09:02"), Some(Bar { date: None, clock, relative: true }));
        assert_eq!(bar("星期三 09:02"), Some(Bar { date: None, clock, relative: true }));
        assert_eq!(bar("09:02"), Some(Bar { date: None, clock, relative: false }));
        assert!(bar("——以下为新消息——").is_some());
        let saturday = Day::new(2025, 3, 8).map(Date::Day);
        let bar_of = |line| bar(line).map(|b| (b.date, b.clock));
        assert_eq!(bar_of("--- Day changed Sat Mar 08 2025"), Some((saturday, None)));
        assert_eq!(bar_of("--- Log opened Sat Mar  8 09:02:00 2025"), Some((saturday, clock)));
        assert_eq!(bar("09:02 到了"), None);
        assert_eq!(bar("---"), None);
    }
}
