//! Heads with signs of their own: angle brackets of chat rooms and dice bots, columns of converters,
//! the dash and the tab of other windows.

use super::names::{is_name, with_id};
use super::{Date, Found, LONGEST_HEAD, date, stamp};
use crate::export::Kind;
use crate::ingest::when::{Cursor, is_space, trim};

/// A stamp with or without a date, in brackets or not.
fn any_stamp<'a>(c: &mut Cursor<'a>) -> Option<Found<'a>> {
    let mut ahead = *c;
    let bracket = ahead.one_of("[(");
    let mut dated = ahead;
    let found = match stamp(&mut dated) {
        Some((date, clock)) => {
            ahead = dated;
            Found { date, clock: Some(clock), ..Found::default() }
        }
        None => {
            let mut named = ahead;
            let date = named.named_month_day().filter(|_| named.spaces() > 0);
            if date.is_some() {
                ahead = named;
            }
            let date = date.map(|(month, day)| Date::MonthDay(month, day));
            Found { date, clock: Some(ahead.clock()?), ..Found::default() }
        }
    };
    (!bracket || ahead.one_of("])")).then_some(())?;
    *c = ahead;
    Some(found)
}

/// A line that begins with a stamp, and what stands behind it.
pub(in crate::ingest) fn stamped(line: &str) -> Option<(Found<'_>, &str)> {
    let mut c = Cursor::new(line);
    let found = any_stamp(&mut c)?;
    (c.spaces() > 0 && !c.at_end()).then_some((found, c.rest))
}

/// `2025/03/08 09:02:11<名(10086)>:内容`, `[09:02] <name> text`, `09:02 <@name> text`.
pub(super) fn angle(line: &str) -> Option<Found<'_>> {
    let mut c = Cursor::new(line);
    let found = any_stamp(&mut c)?;
    c.spaces();
    let (name, id, text) = in_angles(c.rest)?;
    Some(Found { name, id, text: Some(text), ..found })
}

/// `<name> text`.
pub(super) fn angle_bare(line: &str) -> Option<Found<'_>> {
    let (name, id, text) = in_angles(line)?;
    // Markup has its slashes and its attributes.
    let markup = name.contains(['/', '=', '!']) || text.ends_with('>') || text.is_empty();
    (!markup).then_some(Found { name, id, text: Some(text), ..Found::default() })
}

fn in_angles(rest: &str) -> Option<(&str, Option<&str>, &str)> {
    let (name, text) = rest.strip_prefix('<')?.split_once('>')?;
    let (name, id) = with_id(trim(name));
    // Operators and the voiced have a sign before their names.
    let signless = name.strip_prefix(['@', '+', '%', '&']).or_else(|| {
        let rest = name.strip_prefix('~')?;
        rest.starts_with(|c: char| c.is_ascii_alphanumeric()).then_some(rest)
    });
    let name = signless.unwrap_or(name);
    let colon = text.strip_prefix([':', '：']);
    let parted = colon.is_some() || text.is_empty() || text.starts_with(is_space);
    (is_name(name) && parted).then_some((name, id, trim(colon.unwrap_or(text))))
}

/// What the consoles of bots print: `[2025-03-08 09:02:11] [INFO]: 收到群 露营(1) 内 名(10086) 的消息:
/// 内容 (12)`, `2025-03-08 09:02:11 V/Bot.1: [露营(1)] 名(10086) -> 内容`.
pub(super) fn bot_log(line: &str) -> Option<Found<'_>> {
    if !line.contains(" 的消息: ") && !line.contains(" -> ") {
        return None;
    }
    let (found, rest) = stamped(line)?;
    // What the bot itself sends.
    if let Some((room, text)) =
        rest.split_once("]: 发送群 ").and_then(|(_, rest)| rest.split_once(" 的消息: "))
    {
        let (title, id) = with_id(room);
        let (text, room) = (Some(without_number(text)), Some((title, id.unwrap_or(title))));
        return Some(Found { name: "我", text, room, ..found });
    }
    let (room, rest, parting) = match rest.split_once("]: 收到群 ") {
        Some((_, rest)) => {
            let (room, rest) = rest.split_once(" 内 ")?;
            (room, rest, " 的消息: ")
        }
        None => match rest.split_once("]: 收到好友 ") {
            Some((_, rest)) => ("", rest, " 的消息: "),
            None => {
                let (room, rest) =
                    rest.strip_prefix("V/Bot.")?.split_once(": [")?.1.split_once("] ")?;
                (room, rest, " -> ")
            }
        },
    };
    let (who, text) = rest.split_once(parting)?;
    let (name, id) = with_id(who);
    let room = Some(with_id(room)).filter(|(title, _)| !title.is_empty());
    let room = room.map(|(title, id)| (title, id.unwrap_or(title)));
    let text = Some(without_number(text));
    (id.is_some() && is_name(name)).then_some(Found { name, id, text, room, ..found })
}

/// Words without the number of the message behind them.
fn without_number(text: &str) -> &str {
    let numbered = text.strip_suffix(')').and_then(|t| t.rsplit_once(" (")).filter(|(_, n)| {
        let digits = n.strip_prefix('-').unwrap_or(n);
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    });
    numbered.map_or(text, |n| n.0)
}

/// `名(z00123456)<TAB>2025-03-08 09:02:11`.
pub(super) fn name_tab_stamp(line: &str) -> Option<Found<'_>> {
    let (name, rest) = line.split_once('\t')?;
    let mut c = Cursor::new(rest);
    c.spaces();
    let (date, clock) = stamp(&mut c)?;
    let (name, id) = with_id(trim(name));
    let found = Found { name, id, date, clock: Some(clock), ..Found::default() };
    (c.at_end() && is_name(name)).then_some(found)
}

/// `名 — 2025/03/08 09:02`, `name — Today at 9:02 AM`, `名 — 昨天09:02`.
pub(super) fn name_dash_stamp(line: &str) -> Option<Found<'_>> {
    if line.len() > LONGEST_HEAD {
        return None;
    }
    let (name, rest) = line.rsplit_once(" — ").or_else(|| line.rsplit_once(" – "))?;
    let mut c = Cursor::new(trim(rest));
    let today = ["Today", "Yesterday", "今天", "昨天", "今日", "昨日"];
    let relative = today.iter().any(|word| c.word(word));
    let date = if relative { None } else { date(&mut c) };
    c.one_of(",，");
    c.spaces();
    if c.word("at") {
        c.spaces();
    }
    let clock = c.clock()?;
    let name = trim(name);
    let found = Found { name, date, clock: Some(clock), relative, ..Found::default() };
    (c.at_end() && is_name(name)).then_some(found)
}

/// `09:02:11  名`.
pub(super) fn clock_name(line: &str) -> Option<Found<'_>> {
    let mut c = Cursor::new(line);
    let clock = c.clock()?;
    (c.spaces() >= 2).then_some(())?;
    let name = trim(c.rest);
    let found = Found { name, clock: Some(clock), ..Found::default() };
    (is_name(name) && !name.contains([':', '：'])).then_some(found)
}

/// `09:02:11  名   wxid_aq  接收   文本`: what a backup tool's columns became in someone's notes.
pub(super) fn row(line: &str) -> Option<Found<'_>> {
    if !line.contains("接收") && !line.contains("发送") {
        return None;
    }
    let mut c = Cursor::new(line);
    let found = any_stamp(&mut c)?;
    (c.spaces() >= 1).then_some(())?;
    let mut cells = c.rest.split("  ").map(trim).filter(|cell| !cell.is_empty());
    let (first, second) = (cells.next()?, cells.next()?);
    let sent = |cell: &str| matches!(cell, "接收" | "发送");
    // Whoever has no name has an id all the same.
    let (name, id) = if sent(second) {
        (first, None)
    } else {
        sent(cells.next()?).then_some(())?;
        (first, Some(second))
    };
    let kind = cells.next().and_then(kind);
    (cells.next().is_none() && is_name(name)).then_some(Found { name, id, kind, ..found })
}

fn kind(word: &str) -> Option<Kind> {
    Some(match word {
        "系统消息" => Kind::System,
        "照片壁纸" | "图片" => Kind::Image,
        "动画表情" => Kind::Sticker,
        "网页" => Kind::Link,
        "名片" => Kind::Contact,
        "语音" => Kind::Voice,
        "视频" | "小视频" => Kind::Video,
        "位置" => Kind::Location,
        "文件" => Kind::File,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles() {
        let parts = |line| angle(line).map(|f| (f.name, f.id, f.text.unwrap_or("")));
        for line in [
            "2025/03/08 09:02:11<阿青(10086)>:好",
            "09:02:11<阿青(10086)>:好",
            "[2025-03-08 09:02:11] <阿青(10086)> 好",
            "[09:02] <@阿青(10086)> 好",
        ] {
            assert_eq!(parts(line), Some(("阿青", Some("10086"), "好")), "{line}");
        }
        assert_eq!(parts("09:02 < lena> hi"), Some(("lena", None, "hi")));
        assert_eq!(parts("09:02 a <b> c"), None);
        assert!(angle_bare("<lena> hi").is_some());
        for line in ["<p>hi</p>", "<a href=\"x\"> y", "<br/> x", "<div>"] {
            assert!(angle_bare(line).is_none(), "{line}");
        }
    }

    #[test]
    fn consoles_of_bots() {
        for line in [
            "[2025-03-08 09:02:11] [INFO]: 收到群 露营(一)(12345) 内 阿青(10086) 的消息: 好 (-12)",
            "2025-03-08 09:02:11 V/Bot.10000: [露营(一)(12345)] 阿青(10086) -> 好",
        ] {
            let found = bot_log(line).unwrap();
            assert_eq!((found.name, found.id, found.text), ("阿青", Some("10086"), Some("好")));
            assert_eq!(found.room, Some(("露营(一)", "12345")), "{line}");
        }
        let own = bot_log("[2025-03-08 09:02:11] [INFO]: 发送群 露营(12345) 的消息: 好 (3)");
        assert_eq!(own.map(|f| (f.name, f.text)), Some(("我", Some("好"))));
    }

    #[test]
    fn rows_tabs_and_dashes() {
        let found = row("00:15:26  阿青-领队   wxid_aq  接收   文本").unwrap();
        assert_eq!((found.name, found.id, found.kind), ("阿青-领队", Some("wxid_aq"), None));
        let found = row("2025-03-08 10:53:49  10000   10000  接收   系统消息").unwrap();
        assert_eq!((found.name, found.kind), ("10000", Some(Kind::System)));
        assert!(row("09:02:11  阿青 已接收").is_none());
        let found = name_tab_stamp("阿青(z00123456)\t2025-03-08 09:02:11").unwrap();
        assert_eq!((found.name, found.id), ("阿青", Some("z00123456")));
        for line in ["Lena — 03/08/2025 9:02 AM", "Lena — Today at 9:02 AM", "Lena — 昨天09:02"]
        {
            assert_eq!(name_dash_stamp(line).map(|f| f.name), Some("Lena"), "{line}");
        }
        assert!(name_dash_stamp("他走了 — 再也没回来").is_none());
        assert_eq!(clock_name("09:02:11  阿青").map(|f| f.name), Some("阿青"));
        assert!(clock_name("09:02:11 阿青").is_none());
    }
}
