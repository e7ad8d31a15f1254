//! QQ and TIM, desktop: the message manager's text export (formats study, Q1).
//!
//! Sections of 消息分组 and 消息对象 between bars of `=`, then head lines with date, time, name and
//! id, the words below.

use super::builder::{Builder, Draft, Sender, When};
use super::notices;
use super::when::{Cursor, trim};
use super::{Format, Head, Input, gap_before_heads};
use crate::Result;
use crate::export::Role;
use crate::time::{Clock, Day};

pub(super) const FORMAT: Format = Format { id: "qq_txt", sniff, parse };

/// How the file begins, in simplified and in traditional characters.
const BANNERS: [&str; 2] = ["消息记录（此消息记录为文本格式", "消息記錄（此消息記錄為文本格式"];

fn has_banner(text: &str) -> bool {
    BANNERS.iter().any(|banner| text.contains(banner))
}

/// `消息分组:我的群聊`.
fn group_line(text: &str) -> Option<&str> {
    text.strip_prefix("消息分组:").or_else(|| text.strip_prefix("消息分組:"))
}

/// `消息对象:露营互助群`.
fn object_line(text: &str) -> Option<&str> {
    text.strip_prefix("消息对象:").or_else(|| text.strip_prefix("消息對象:"))
}

fn sniff(head: &Head) -> u8 {
    let start = head.start();
    let banner = has_banner(start);
    let object = start.lines().any(|l| object_line(l).is_some());
    let heads = head.all_lines().filter(|l| is_head(l)).count();
    let with_id = head.all_lines().filter(|l| header(l).is_some_and(|h| h.id.is_some())).count();
    let unpadded = head.all_lines().filter(|l| is_unpadded(l)).count();
    match (banner, object, heads) {
        (true, true, 1..) => 99,
        (true, _, _) | (_, true, 1..) => 90,
        // Cut out of a longer export: ids behind the names still tell; between two people, the
        // hours without a zero, and the bars.
        _ if heads >= 2 && with_id * 2 >= heads => 75,
        _ if heads >= 2 && unpadded > 0 && opens_with_head(head, false) => 74,
        _ if heads >= 2 && opens_with_head(head, true) => 84,
        _ => 0,
    }
}

/// `2025-03-08 9:02:11 阿青`, `2025-03-08 09:02:11 PM 阿青`: an hour as only this export prints it.
fn is_unpadded(line: &str) -> bool {
    let after = |c: &mut Cursor<'_>| c.day().map(|_| c.spaces());
    let mut c = Cursor::new(line);
    let single = after(&mut c) == Some(1)
        && c.rest.as_bytes().get(1) == Some(&b':')
        && c.rest.get(4..5) == Some(":");
    let half_day =
        || line.get(10..).is_some_and(|rest| rest.contains(" AM ") || rest.contains(" PM "));
    is_head(line) && !line.contains(['：', '|', '[']) && (single || half_day())
}

/// `true` where the first line is a head, or, under `bars`, stands below bars of `=` alone.
fn opens_with_head(head: &Head, bars: bool) -> bool {
    let mut lines = head.lines().filter(|l| !trim(l).is_empty());
    if !bars {
        return lines.next().is_some_and(is_head);
    }
    let before: Vec<&str> = lines.by_ref().take_while(|l| !is_head(l)).take(8).collect();
    before.first().is_some_and(|l| is_rule(l)) && before.last().is_some_and(|l| is_rule(l))
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(notices::kind_of);
    let mut group = String::new();
    let strict = gap_before_heads(input.head, is_head, |l| is_bar(l) || l.starts_with("消息"));
    let (mut gap, mut in_banner, mut ids) = (true, true, false);
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        let text = line.text.trim_end();
        if trim(text).is_empty() {
            gap = true;
            return out.blank();
        }
        let after_gap = std::mem::replace(&mut gap, false);
        if is_bar(text) || (in_banner && (is_rule(text) || has_banner(text))) {
            gap = true;
            in_banner = true;
            return out.recognised();
        }
        if in_banner && let Some(name) = group_line(text) {
            group = trim(name).to_string();
            gap = true;
            return out.recognised();
        }
        if in_banner && let Some(name) = object_line(text) {
            let name = trim(name);
            out.conversation(name, name, !group.contains('群') && group != "多人聊天");
            out.begin_section();
            gap = true;
            return out.recognised();
        }
        match header(text).filter(|h| (after_gap || !strict) && h.name.is_some()) {
            Some(header) => {
                in_banner = false;
                message(out, &header, line.number);
                // Ids are only printed of groups; their banner may be lost.
                ids |= header.id.is_some();
                let section = group.to_lowercase();
                if header.id.is_some() && (group.is_empty() || section.contains("group")) {
                    out.set_direct(false);
                }
            }
            None => out.line(text, line.number),
        }
    })?;
    out.end_message();
    let senders = out.member_names().take(3).count();
    if group.is_empty() && !ids && senders == 2 {
        out.set_direct(true);
    }
    Ok(())
}

fn message(out: &mut Builder, header: &Header<'_>, line: u64) {
    let name = header.name.unwrap_or_default();
    let system = header.id.is_some_and(notices::is_system_name) || notices::is_system_name(name);
    let sender = Sender { id: header.id, name, role: header.role };
    let draft = Draft {
        sender: (!system).then_some(sender),
        when: When::Local(header.day, header.clock),
        kind: None,
        id: None,
        reply_to: None,
        line,
    };
    out.message(draft, "");
}

fn is_head(line: &str) -> bool {
    header(line).is_some_and(|h| h.name.is_some())
}

fn is_bar(line: &str) -> bool {
    line.trim().len() >= 16 && is_rule(line)
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && line.bytes().all(|b| b == b'=')
}

struct Header<'a> {
    day: Day,
    clock: Clock,
    /// `None` where the line is a time stamp and nothing else.
    name: Option<&'a str>,
    id: Option<&'a str>,
    role: Role,
}

/// `2025-03-08 9:02:11 【群主】阿青(10086123)`, `2025-03-08 9:05:00 PM 老周<a@b.c>`, `… 老周`.
fn header(line: &str) -> Option<Header<'_>> {
    let mut c = Cursor::new(line);
    let day = c.day()?;
    if c.spaces() == 0 {
        return None;
    }
    let clock = c.clock()?;
    if !c.at_end() && c.spaces() == 0 {
        return None;
    }
    let (role, rest) = role_tag(c.rest.trim());
    let (name, id) = name_and_id(rest);
    let name = name.or(id);
    Some(Header { day, clock, name, id, role })
}

/// The role or level glued before a name. Only the first tag, and only if it is one: a name may
/// itself begin with 【】.
pub(super) fn role_tag(text: &str) -> (Role, &str) {
    let Some(inner) = text.strip_prefix('【') else { return (Role::Unknown, text) };
    let Some((tag, rest)) = inner.split_once('】') else { return (Role::Unknown, text) };
    let level = tag.strip_prefix("LV").map(|t| t.trim_start_matches(|c: char| c.is_ascii_digit()));
    let word = level.unwrap_or(tag).trim();
    let role = match word {
        "群主" | "管理员" | "创建者" => Role::Official,
        _ => Role::Member,
    };
    let known = level.is_some()
        || role == Role::Official
        || matches!(
            word,
            "潜水" | "冒泡" | "吐槽" | "活跃" | "话唠" | "传说" | "成员" | "机器人" | "嘉宾"
        );
    // What stands behind the tag must still be a name or an id.
    if known && !rest.trim().is_empty() { (role, rest.trim()) } else { (Role::Unknown, text) }
}

/// The id is the number in the last parentheses at the end of the line, or the address in `<>`.
pub(super) fn name_and_id(text: &str) -> (Option<&str>, Option<&str>) {
    let name = |n: &'_ str| -> Option<usize> { Some(n.trim_end().len()).filter(|l| *l > 0) };
    let split = |open: char| {
        let at = text.rfind(open)?;
        let id = &text[at + open.len_utf8()..text.len() - 1];
        Some((&text[..at], id))
    };
    if text.ends_with(')')
        && let Some((before, id)) = split('(')
        && (5..=11).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_digit())
    {
        return (name(before).map(|l| &before[..l]), Some(id));
    }
    if text.ends_with('>')
        && let Some((before, id)) = split('<')
        && id.contains('@')
    {
        return (name(before).map(|l| &before[..l]), Some(id));
    }
    (Some(text).filter(|t| !t.is_empty()), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(line: &str) -> (Option<&str>, Option<&str>, Role) {
        let h = header(line).unwrap();
        (h.name, h.id, h.role)
    }

    #[test]
    fn names_ids_and_tags() {
        let t = "2025-03-08 9:02:11 ";
        let case = |rest: &str, name: Option<&str>, id: Option<&str>, role| {
            let line = format!("{t}{rest}");
            assert_eq!(parts(&line), (name, id, role), "{rest}");
        };
        case("【群主】阿青(10086123)", Some("阿青"), Some("10086123"), Role::Official);
        case(
            "【LV100 群主】【作者】某某(10086)",
            Some("【作者】某某"),
            Some("10086"),
            Role::Official,
        );
        case("【作者】某某(10086)", Some("【作者】某某"), Some("10086"), Role::Unknown);
        case("【潜水】老周(10087)", Some("老周"), Some("10087"), Role::Member);
        case("(A)(123123)", Some("(A)"), Some("123123"), Role::Unknown);
        case("(B(123123)", Some("(B"), Some("123123"), Role::Unknown);
        case("(123123)", Some("123123"), Some("123123"), Role::Unknown);
        case("10001(10001)", Some("10001"), Some("10001"), Role::Unknown);
        case("老周<laozhou@example.com>", Some("老周"), Some("laozhou@example.com"), Role::Unknown);
        case("老周", Some("老周"), None, Role::Unknown);
        case("老周(帅)", Some("老周(帅)"), None, Role::Unknown);
    }

    #[test]
    fn times() {
        let h = header("2025-03-08 9:02:11 PM 老周").unwrap();
        assert_eq!((h.clock.hour, h.name), (21, Some("老周")));
        assert_eq!(header("2025-03-08 09:02:11").unwrap().name, None);
        assert!(header("2025-03-08 报名截止").is_none());
    }
}
