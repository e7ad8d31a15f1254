//! Text copied from Telegram's windows: `阿青, [2025-03-08 9:02]` with the words below, or, on the Mac,
//! `> 阿青:` and `< 阿青:` without times.

use crate::Result;
use crate::export::Kind;
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::when::{Cursor, trim};
use crate::ingest::{Head, Input, Layout, notices};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

/// Longest name, in characters.
const LONGEST_NAME: usize = 64;

fn sniff(head: &Head) -> u8 {
    let (mut lines, mut dated, mut arrows, mut first) = (0u32, 0u32, 0u32, None);
    for line in head.all_lines().map(trim).filter(|l| !l.is_empty()) {
        lines += 1;
        let found = header(line);
        first.get_or_insert(found.is_some());
        match found {
            Some((When::Unknown, _)) => arrows += 1,
            Some(_) => dated += 1,
            None => {}
        }
    }
    let share = ((dated + arrows) * 100).checked_div(lines).unwrap_or(0);
    match (dated, arrows) {
        (2.., _) if share >= 5 => 92,
        (1, _) if first == Some(true) => 85,
        (0, 2..) if first == Some(true) && share >= 20 => 78,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(notices::kind_of);
    // Of the two kinds of heads a file has one; the other may stand among the words.
    let dated = input
        .head
        .all_lines()
        .any(|l| matches!(header(trim(l)), Some((w, _)) if w != When::Unknown));
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        let text = trim(line.text);
        if text.is_empty() {
            return out.blank();
        }
        let found = header(text).filter(|(when, _)| (*when != When::Unknown) == dated);
        if let Some((when, name)) = found {
            let sender = (!notices::is_system_name(name)).then_some(Sender::named(name));
            let draft =
                Draft { sender, when, kind: None, id: None, reply_to: None, line: line.number };
            return out.message(draft, "");
        }
        // The client writes whom an answer answers and whose words were forwarded.
        let quoted = text.starts_with("[In reply to ") && text.ends_with(']');
        let forwarded = text.starts_with("[Forwarded from ") && text.ends_with(']');
        if (quoted || forwarded) && out.is_wordless() {
            if forwarded {
                out.set_kind(Kind::Link);
            }
            return out.part(text, line.number);
        }
        out.line(line.text, line.number);
    })?;
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
}

/// When, where the head says so, and who.
fn header(text: &str) -> Option<(When, &str)> {
    let (when, name) = match text.strip_suffix(']') {
        Some(_) => {
            let (name, rest) = text.rsplit_once(", [")?;
            (stamp(rest)?, name)
        }
        None => {
            let name = text.strip_prefix("> ").or_else(|| text.strip_prefix("< "))?;
            (When::Unknown, name.strip_suffix(':')?)
        }
    };
    let name = trim(name);
    let fits = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.ends_with(['。', '！', '？', '，', ':', '：']);
    fits.then_some((when, name))
}

/// `2025-03-08 9:02]`, `08.03.2025 09:02:11]`, `8 Mar 2025 at 09:02]`.
fn stamp(rest: &str) -> Option<When> {
    let mut c = Cursor::new(rest);
    let spelled = c.spelled_day();
    let numbers = if spelled.is_none() { Some(c.date_numbers()?) } else { None };
    c.one_of(",");
    c.spaces();
    if c.word("at ") {
        c.spaces();
    }
    let clock = c.clock()?;
    (c.one_of("]") && c.at_end()).then_some(())?;
    match (spelled, numbers) {
        (Some(day), _) => Some(When::Local(day, clock)),
        (None, Some(numbers)) => Some(When::Ambiguous(numbers, clock)),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let name = |line| header(line).map(|h| (h.0 != When::Unknown, h.1));
        assert_eq!(name("阿青, [2025-03-08 9:02]"), Some((true, "阿青")));
        assert_eq!(name("Lena, Q, [08.03.2025 09:02:11]"), Some((true, "Lena, Q")));
        assert_eq!(name("Lena, [8 Mar 2025 at 09:02]"), Some((true, "Lena")));
        assert_eq!(name("> 阿青:"), Some((false, "阿青")));
        assert_eq!(name("< Lena Q:"), Some((false, "Lena Q")));
        assert_eq!(name("> 看这里"), None);
        assert_eq!(name("见附件, [图片]"), None);
    }
}
