//! WeChat, phone: several messages chosen and sent by e-mail or shared as text (formats study, W1).
//!
//! A banner, date bars of em dashes, and records of a head line `name  HH:MM` with the words below.

use super::builder::{Builder, Draft, Sender, When};
use super::notices;
use super::when::{Cursor, is_space, trim};
use super::{Format, Head, Input, gap_before_heads};
use crate::Result;
use crate::time::{Clock, Day};

pub(super) const FORMAT: Format = Format { id: "wechat_share", sniff, parse };

fn sniff(head: &Head) -> u8 {
    let (mut banner, mut bars, mut records) = (false, 0, 0);
    for (i, line) in head.all_lines().filter(|l| !trim(l).is_empty()).enumerate() {
        banner |= i < 6 && title(line).is_some();
        bars += usize::from(date_bar(line).is_some());
        records += usize::from(record(line).is_some());
    }
    match (banner, bars, records) {
        (true, 1.., 1..) => 98,
        (true, _, 1..) => 90,
        (true, ..) => 60,
        (false, 1.., 1..) => 85,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(notices::kind_of);
    let is_break = |l: &str| date_bar(l).is_some() || title(l).is_some();
    let strict = gap_before_heads(input.head, |l| record(l).is_some(), is_break);
    let (mut started, mut day, mut after_gap, mut missing_day) = (false, None, true, false);
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        let text = trim(line.text);
        if text.is_empty() {
            after_gap = true;
            return out.blank();
        }
        let gap = std::mem::replace(&mut after_gap, false);
        if let Some(bar) = date_bar(text) {
            day = Some(bar);
            after_gap = true;
            return out.recognised();
        }
        if !started && let Some((title, direct)) = title(text) {
            out.conversation(title, title, direct);
            after_gap = true;
            return out.recognised();
        }
        if !started && is_salutation(text) {
            return out.recognised();
        }
        match record(line.text).filter(|_| gap || !strict) {
            Some((name, clock)) => {
                started = true;
                missing_day |= day.is_none();
                let when = day.map_or(When::Unknown, |day: Day| When::Local(day, clock));
                let sender = Some(Sender::named(name));
                let draft =
                    Draft { sender, when, kind: None, id: None, reply_to: None, line: line.number };
                out.message(draft, "");
            }
            None => out.line(text, line.number),
        }
    })?;
    if missing_day {
        out.note(false, "no-date-bar", &[]);
    }
    Ok(())
}

/// `—————  2025-03-08  —————`; also with `─`, `-` or `－`, and `/` or 年月日 in the date.
fn date_bar(line: &str) -> Option<Day> {
    let is_dash = |c: char| matches!(c, '—' | '─' | '-' | '－' | '–');
    let line = trim(line);
    let inner = line.trim_matches(is_dash);
    if line.chars().take_while(|c| is_dash(*c)).count() < 3 {
        return None;
    }
    let mut c = Cursor::new(trim(inner));
    let day = c.day()?;
    c.spaces();
    c.weekday();
    c.at_end().then_some(day)
}

/// The last two or more spaces before a time at the end of the line part name and time: a name may
/// itself hold spaces and times.
fn record(line: &str) -> Option<(&str, Clock)> {
    let line = line.trim_end_matches(|c: char| is_space(c) || c == '\r');
    let at = line.char_indices().rev().find(|(_, c)| is_space(*c))?;
    let mut c = Cursor::new(&line[at.0 + at.1.len_utf8()..]);
    let clock = c.clock()?;
    if !c.at_end() {
        return None;
    }
    let before = &line[..at.0 + at.1.len_utf8()];
    let name = before.trim_end_matches(is_space);
    if before[name.len()..].chars().count() < 2 {
        return None;
    }
    let name = trim(name);
    (!name.is_empty() && name.chars().count() <= 64).then_some((name, clock))
}

/// Title of the banner and whether it is a one-to-one chat.
fn title(line: &str) -> Option<(&str, bool)> {
    let line = trim(line);
    let phrase = ["聊天记录如下", "聊天記錄如下", "聊天紀錄如下"];
    let at = phrase.iter().find_map(|p| line.find(p))?;
    let owner = trim(line[..at].trim_end_matches('的'));
    for group in ["微信群上", "WeChat群組", "WeChat 群組", "微信群組", "微信群聊"] {
        if let Some(name) = owner.strip_suffix(group) {
            return Some((trim(name), false));
        }
    }
    if let Some(name) = owner.strip_prefix("微信群") {
        return Some((trim(name).trim_matches(['"', '“', '”', '「', '」']), false));
    }
    for direct in ["在微信上", "在WeChat上", "在 WeChat 上"] {
        if let Some(names) = owner.strip_suffix(direct) {
            return Some((trim(names), true));
        }
    }
    Some((owner, false))
}

fn is_salutation(line: &str) -> bool {
    let line = line.trim_end_matches([':', '：', ',', '，']).to_lowercase();
    matches!(line.as_str(), "dear" | "hi" | "hello" | "您好" | "你好" | "亲爱的")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let clock = |h, m| Clock { hour: h, minute: m, second: 0 };
        assert_eq!(record("阿青  09:02"), Some(("阿青", clock(9, 2))));
        assert_eq!(record("夜班11:00-20:00  09:06"), Some(("夜班11:00-20:00", clock(9, 6))));
        assert_eq!(record("老 周  (领队)\u{A0}\u{A0}9:05 "), Some(("老 周  (领队)", clock(9, 5))));
        assert_eq!(record("明天 09:05"), None);
        assert_eq!(record("09:05"), None);
    }

    #[test]
    fn banners() {
        assert_eq!(
            title("露营互助群 微信群上的聊天记录如下，请查收。"),
            Some(("露营互助群", false))
        );
        assert_eq!(
            title("阿青 和 老周 在微信上的聊天记录如下，请查收。"),
            Some(("阿青 和 老周", true))
        );
        assert_eq!(title("微信群\"露营互助群\"的聊天记录如下:"), Some(("露营互助群", false)));
        assert_eq!(title("露營團 WeChat群組的聊天記錄如下，請查收。"), Some(("露營團", false)));
    }

    #[test]
    fn date_bars() {
        let day = Day::new(2025, 3, 8);
        assert_eq!(date_bar("—————  2025-03-08  —————"), day);
        assert_eq!(date_bar("——— 2025/3/8 ———"), day);
        assert_eq!(date_bar("─────  2025年3月8日  ─────"), day);
        assert_eq!(date_bar("2025-03-08"), None);
        assert_eq!(date_bar("- - - - - -"), None);
    }
}
