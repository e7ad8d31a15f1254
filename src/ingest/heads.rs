//! The head lines of chats that people copy, type or convert: who and when, in any order.

use super::builder::When;
use super::when::{Cursor, is_space, trim};
use crate::time::{Clock, Day};

/// A way of writing "who, when" (formats study, W2 and Q3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
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
    /// `09:02 名: 内容`.
    ClockNameText,
    /// `名 09:02`, words below.
    NameClock,
    /// `名:` alone, words below.
    NameColon,
    /// `名: 内容`.
    NameText,
    /// `名` alone behind a blank line, words below.
    NameLine,
}

impl Shape {
    pub(super) const ALL: [Shape; 10] = [
        Shape::NameStamp,
        Shape::NameParenStamp,
        Shape::StampNameText,
        Shape::StampName,
        Shape::BracketNameText,
        Shape::ClockNameText,
        Shape::NameClock,
        Shape::NameColon,
        Shape::NameText,
        Shape::NameLine,
    ];

    /// `true` where every head carries a date: a line of words hardly ever looks like that.
    pub(super) fn is_dated(self) -> bool {
        self <= Shape::BracketNameText
    }

    /// `true` for shapes that no chat window copies: they come from notes and converters.
    pub(super) fn is_converted(self) -> bool {
        matches!(self, Shape::ClockNameText | Shape::NameLine)
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
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found<'a> {
    pub(super) name: &'a str,
    pub(super) date: Option<Date>,
    pub(super) clock: Option<Clock>,
    /// Words on the head line itself.
    pub(super) text: Option<&'a str>,
}

/// Longest head looked at, in bytes; and longest name, in characters.
const LONGEST_HEAD: usize = 300;
const LONGEST_NAME: usize = 48;
const LONGEST_BARE_NAME: usize = 20;

/// What stands before a colon in notices and order forms; nobody is called that.
const LABELS: &[&str] = &[
    "注意",
    "备注",
    "地址",
    "收货地址",
    "时间",
    "地点",
    "日期",
    "电话",
    "手机",
    "手机号",
    "链接",
    "价格",
    "原价",
    "现价",
    "规格",
    "数量",
    "姓名",
    "名字",
    "订单号",
    "单号",
    "快递单号",
    "通知",
    "导出时间",
    "保存日期",
    "保存时间",
    "发送时间",
    "发布时间",
    "截止时间",
    "公告",
    "提示",
    "提醒",
    "温馨提示",
    "标题",
    "主题",
    "内容",
    "原因",
    "结果",
    "发件人",
    "收件人",
    "PS",
    "ps",
    "P.S",
    "Note",
    "note",
    "Subject",
    "From",
    "To",
    "Date",
    "http",
    "https",
];

/// `true` for words that stand before a colon in forms and banners.
pub(super) fn is_label(name: &str) -> bool {
    LABELS.contains(&name)
}

/// Reads a line as a head of one shape.
pub(super) fn find(shape: Shape, line: &str) -> Option<Found<'_>> {
    let line = trim(line);
    match shape {
        Shape::NameStamp => name_then(line, stamp),
        Shape::NameClock => name_then(line, |c| Some((None, c.clock()?))),
        Shape::NameParenStamp => name_paren_stamp(line),
        Shape::StampName => {
            let mut c = Cursor::new(line);
            let (date, clock) = stamp(&mut c)?;
            (c.spaces() > 0).then_some(())?;
            // A colon inside a short name is rare; a colon before words is the one-line shape.
            let name = unquote(c.rest);
            is_name(name).then_some(Found { name, date, clock: Some(clock), text: None })
        }
        Shape::StampNameText => {
            let mut c = Cursor::new(line);
            let (date, clock) = stamp(&mut c)?;
            name_text(&mut c, date, clock)
        }
        Shape::ClockNameText => {
            let mut c = Cursor::new(line);
            let clock = c.clock()?;
            name_text(&mut c, None, clock)
        }
        Shape::BracketNameText => {
            let mut c = Cursor::new(line);
            c.one_of("[【(（").then_some(())?;
            let (date, clock) = stamp(&mut c)?;
            c.one_of("]】)）").then_some(())?;
            c.spaces();
            match name_text(&mut c, date, clock) {
                Some(found) => Some(found),
                None => {
                    let name = unquote(c.rest);
                    let found = Found { name, date, clock: Some(clock), text: None };
                    is_name(name).then_some(found)
                }
            }
        }
        Shape::NameColon => {
            let name = trim(line.strip_suffix([':', '：'])?);
            is_bare_name(name, LONGEST_NAME).then_some(Found {
                name,
                date: None,
                clock: None,
                text: None,
            })
        }
        Shape::NameText => {
            let at = line.find([':', '：'])?;
            let (name, text) = (trim(&line[..at]), &line[at..]);
            let text = trim(text.trim_start_matches([':', '：']));
            let fits = is_bare_name(name, LONGEST_BARE_NAME)
                && !is_label(name)
                && !text.is_empty()
                && !text.starts_with("//")
                && !name.bytes().all(|b| b.is_ascii_digit());
            fits.then_some(Found { name, date: None, clock: None, text: Some(text) })
        }
        Shape::NameLine => is_bare_name(line, LONGEST_BARE_NAME).then_some(Found {
            name: line,
            date: None,
            clock: None,
            text: None,
        }),
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
        // Some windows put a comma between name and time.
        let name = trim(&line[..at]);
        let name = name.strip_suffix(',').unwrap_or(name);
        (c.at_end() && is_name(name)).then_some(Found {
            name,
            date,
            clock: Some(clock),
            text: None,
        })
    })
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
            return Some(Found { name, date, clock: Some(clock), text });
        }
    }
    None
}

/// `名: 内容` behind a stamp; `|` and tabs part them too.
fn name_text<'a>(c: &mut Cursor<'a>, date: Option<Date>, clock: Clock) -> Option<Found<'a>> {
    c.spaces();
    c.one_of("|-–,，");
    let rest = trim(c.rest);
    let at = rest.find([':', '：', '|', '\t'])?;
    let name = unquote(trim(&rest[..at]));
    let text = trim(rest[at..].trim_start_matches([':', '：', '|', '\t']));
    let fits = is_name(name) && !text.starts_with("//");
    fits.then_some(Found { name, date, clock: Some(clock), text: Some(text) })
}

fn unquote(name: &str) -> &str {
    let name = trim(name);
    let inner = name.strip_prefix(['\'', '"']).and_then(|n| n.strip_suffix(['\'', '"']));
    inner.unwrap_or(name)
}

/// What can stand as a name beside a date.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.contains("://")
        && !name.ends_with(['。', '，', '！', '？', '!', '?', '；', ','])
}

/// What can stand as a name with nothing but a colon: no sentence.
fn is_bare_name(name: &str, longest: usize) -> bool {
    const SENTENCE: &[char] = &[
        '，', '。', '！', '？', '；', ',', '!', '?', ';', '、', '/', '\\', '"', '“', '”', '{', '}',
        '<', '>', '=',
    ];
    !name.is_empty()
        && name.chars().count() <= longest
        && !name.contains(SENTENCE)
        && !name.contains([':', '：'])
        && name.split(is_space).filter(|part| !part.is_empty()).count() <= 4
}

/// A line that only says when the following was said, or that new messages follow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bar {
    pub(super) date: Option<Date>,
    pub(super) clock: Option<Clock>,
    /// `true` where it names a day that only its reader knew: yesterday, Wednesday.
    pub(super) relative: bool,
}

/// Reads a time bar: `2025年3月8日 09:02`, `—— 2025-03-08 ——`, `09:02`, `昨天 09:02`,
/// `星期三 09:02`, `以下为新消息`.
pub(super) fn bar(line: &str) -> Option<Bar> {
    if line.len() > LONGEST_HEAD {
        return None;
    }
    let is_rule =
        |c: char| matches!(c, '—' | '─' | '-' | '－' | '–' | '=' | '*' | '·') || is_space(c);
    let inner = trim(line).trim_matches(is_rule);
    if matches!(inner, "以下为新消息" | "以下是新消息" | "以下為新訊息" | "New messages")
    {
        return Some(Bar { date: None, clock: None, relative: false });
    }
    let mut c = Cursor::new(inner);
    let relative = ["昨天", "前天", "今天", "昨日", "Yesterday", "Today"].iter().any(|w| c.word(w))
        || c.weekday();
    c.spaces();
    let date = if relative { None } else { date(&mut c).or_else(|| day_before_clock(&mut c)) };
    if date.is_some() {
        c.one_of(",，");
        c.spaces();
        c.weekday();
    }
    let clock = c.clock();
    c.spaces();
    let says = relative || date.is_some() || clock.is_some();
    (says && c.at_end()).then_some(Bar { date, clock, relative })
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
        assert_eq!(bar("09:02 到了"), None);
        assert_eq!(bar("---"), None);
    }
}
