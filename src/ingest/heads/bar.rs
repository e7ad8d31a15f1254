//! Lines that only say when the following was said, or that new messages follow.

use super::{Date, LONGEST_HEAD, date, day_before_clock};
use crate::ingest::when::{Cursor, is_space, trim};
use crate::time::{Clock, Day};

/// What such a line says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::ingest) struct Bar {
    pub(in crate::ingest) date: Option<Date>,
    pub(in crate::ingest) clock: Option<Clock>,
    /// `true` where it names a day that only its reader knew: yesterday, Wednesday.
    pub(in crate::ingest) relative: bool,
}

/// Reads a time bar: `2025年3月8日 09:02`, `—— 2025-03-08 ——`, `09:02`, `昨天 09:02`,
/// `星期三 09:02`, `以下为新消息`.
pub(in crate::ingest) fn bar(line: &str) -> Option<Bar> {
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
    if let Some((day, clock)) = logged(inner) {
        return Some(Bar { date: Some(Date::Day(day)), clock, relative: false });
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

/// What chat clients write where they open a log and at midnight: `Day changed Sat Mar 08 2025`,
/// `Log opened Sat Mar 08 09:02:11 2025`.
fn logged(inner: &str) -> Option<(Day, Option<Clock>)> {
    const WORDS: &[&str] = &[
        "Day changed to ",
        "Day changed ",
        "Log opened ",
        "Log closed ",
        "BEGIN LOGGING AT ",
        "ENDING LOGGING AT ",
        "Session Start: ",
        "Session Close: ",
    ];
    // `Conversation with lena@example.org at Sat 08 Mar 2025 09:02:11 AM CET on aqing (jabber)`.
    let talk = || inner.strip_prefix("Conversation with ")?.split_once(" at ").map(|(_, at)| at);
    let rest = WORDS.iter().find_map(|word| inner.strip_prefix(word)).or_else(talk)?;
    let mut c = Cursor::new(rest);
    if let Some(day) = c.spelled_day().or_else(|| c.day()) {
        return Some((day, None));
    }
    // The year stands behind the time.
    let (at, _) = rest.char_indices().rev().find(|(_, c)| is_space(*c))?;
    let year = &rest[at..];
    let at = rest.find(':').and_then(|colon| rest[..colon].rfind(' '))?;
    let joined = format!("{}{year}", &rest[..at]);
    let day = Cursor::new(&joined).spelled_day()?;
    let mut c = Cursor::new(trim(&rest[at..]));
    Some((day, c.clock()))
}
