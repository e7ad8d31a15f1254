//! MemoTrace's Markdown: headings of year, month and day, `**09:02:11 阿青**: text`, notices as
//! `> 2025-03-08 09:03:40 text` or with the time alone, quotations as `> …` below an answer.

use super::kinds;
use crate::Result;
use crate::export::Kind;
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::when::{Cursor, trim};
use crate::ingest::{Head, Input, Layout, notices, unescape};
use crate::time::{Clock, Day};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

fn sniff(head: &Head) -> u8 {
    let days = head.all_lines().filter(|l| matches!(heading(trim(l)), Some(Some(_)))).count();
    let heads = head.all_lines().filter(|l| header(trim(l)).is_some()).count();
    match (days, heads) {
        (1.., 1..) => 94,
        (_, 2..) => 80,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(kinds::of_square);
    let (mut day, mut missing_day) = (None, false);
    let (mut gap, mut started) = (true, false);
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        let text = trim(line.text);
        if text.is_empty() {
            gap = true;
            return out.blank();
        }
        let apart = std::mem::replace(&mut gap, false);
        if let Some(title) = text.strip_prefix("# ").filter(|_| !started) {
            let title = trim(title);
            out.conversation(title, title, false);
            return out.recognised();
        }
        if let Some(found) = heading(text) {
            day = found.or(day);
            return out.recognised();
        }
        if let Some((clock, name, words)) = header(text) {
            started = true;
            missing_day |= day.is_none();
            let when = day.map_or(When::Unknown, |day: Day| When::Local(day, clock));
            let name = unescape(name);
            let sender = (!notices::is_system_name(&name)).then_some(Sender::named(&name));
            say(out, sender, when, &unescape(words), line.number);
            // Signs of a person's own words carry backslashes: a bare link is a shared card.
            if is_card(words) {
                out.set_kind(Kind::Link);
            }
            return;
        }
        // What is quoted stands right below its answer.
        if let Some((when, words)) =
            notice(text).or_else(|| timed_notice(text, day.filter(|_| apart)))
        {
            started = true;
            return say(out, None, when, words, line.number);
        }
        if text.starts_with('>') {
            return out.part(text, line.number);
        }
        out.line(&unescape(line.text), line.number);
    })?;
    out.end_message();
    if missing_day {
        out.note(false, "no-date-bar", &[]);
    }
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
}

fn say(out: &mut Builder, sender: Option<Sender<'_>>, when: When, text: &str, line: u64) {
    out.message(Draft { sender, when, kind: None, id: None, reply_to: None, line }, text);
}

/// `## 2025`, `### 2025-03` and `#### 2025-03-08`, which alone gives a day.
fn heading(text: &str) -> Option<Option<Day>> {
    let inner = text.strip_prefix("##")?.trim_start_matches('#').strip_prefix(' ')?;
    let mut c = Cursor::new(inner);
    if let Some(day) = c.day() {
        return c.at_end().then_some(Some(day));
    }
    c.number(4, 4)?;
    if c.one_of("-") {
        c.number(1, 2)?;
    }
    c.at_end().then_some(None)
}

/// `**09:02:11 阿青**: text`.
fn header(text: &str) -> Option<(Clock, &str, &str)> {
    let mut c = Cursor::new(text.strip_prefix("**")?);
    let clock = c.clock()?;
    (c.spaces() == 1).then_some(())?;
    let (name, words) = c.rest.split_once("**:").or_else(|| c.rest.split_once("**："))?;
    (!name.is_empty() && name.chars().count() <= 80).then_some((clock, name, trim(words)))
}

/// `[报名表](https://…)` as the program writes it.
fn is_card(words: &str) -> bool {
    let inner = words.strip_prefix('[').and_then(|w| w.strip_suffix(')'));
    inner.and_then(|w| w.split_once("](")).is_some_and(|(title, _)| !title.ends_with('\\'))
}

/// `> 2025-03-08 09:03:40 text`.
fn notice(text: &str) -> Option<(When, &str)> {
    let mut c = Cursor::new(text.strip_prefix("> ")?);
    let day = c.day()?;
    (c.spaces() == 1).then_some(())?;
    let clock = c.clock()?;
    (c.spaces() > 0).then(|| (When::Local(day, clock), trim(c.rest)))
}

/// `> 09:03:40 text` below the heading of its day.
fn timed_notice(text: &str, day: Option<Day>) -> Option<(When, &str)> {
    let mut c = Cursor::new(text.strip_prefix("> ")?);
    let (clock, day) = (c.clock()?, day?);
    (c.spaces() > 0).then(|| (When::Local(day, clock), trim(c.rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        assert_eq!(heading("#### 2025-03-08"), Some(Day::new(2025, 3, 8)));
        assert_eq!(heading("### 2025-03"), Some(None));
        assert_eq!(heading("## 2025"), Some(None));
        assert_eq!(heading("## 报名表"), None);
        let found = header("**09:02:11 阿\\_青**: 周末\\!报名").map(|h| (h.1, h.2));
        assert_eq!(found, Some(("阿\\_青", "周末\\!报名")));
        assert_eq!(unescape("阿\\_青 \\ \\[图\\]"), "阿_青 \\ [图]");
        assert!(notice("> 2025-03-08 09:03:40 \"阿青\"邀请\"老周\"加入了群聊").is_some());
        assert!(notice("> 老周: 好").is_none());
        let day = Day::new(2025, 3, 8);
        assert!(timed_notice("> 09:03:11 \"老周\"加入了群聊", day).is_some());
        assert!(timed_notice("> 09:03:11 \"老周\"加入了群聊", None).is_none());
    }
}
