//! WeFlow's plain text: `2025-03-08 09:02:11 '阿青'`, the words below, a blank line.

use super::kinds;
use crate::Result;
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::when::{Cursor, trim};
use crate::ingest::{Head, Input, Layout, gap_before_heads, notices};
use crate::time::{Clock, Day};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

fn sniff(head: &Head) -> u8 {
    let lines = || head.all_lines().map(trim).filter(|l| !l.is_empty());
    let heads = lines().filter(|l| header(l).is_some()).count();
    let first = lines().next().is_some_and(|l| header(l).is_some());
    match heads {
        2.. if first => 94,
        2.. if heads * 8 >= lines().count() => 84,
        1 if first => 80,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(kinds::of);
    let strict = gap_before_heads(input.head, |l| header(trim(l)).is_some(), |_| false);
    let mut gap = true;
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        let text = trim(line.text);
        if text.is_empty() {
            gap = true;
            return out.blank();
        }
        let after_gap = std::mem::replace(&mut gap, false);
        if let Some((day, clock, name)) = header(text).filter(|_| after_gap || !strict) {
            let nobody = name.is_empty() || notices::is_system_name(name);
            let sender = (!nobody).then_some(Sender::named(name));
            let when = When::Local(day, clock);
            let draft =
                Draft { sender, when, kind: None, id: None, reply_to: None, line: line.number };
            return out.message(draft, "");
        }
        // A quotation stands before the words of the answer.
        let quotation = text.starts_with("> ") || text.starts_with("[引用 ");
        if quotation && out.is_wordless() {
            let own =
                text.strip_prefix("[引用 ").and_then(|q| q.split_once(']')).map(|q| trim(q.1));
            out.part(text, line.number);
            return out.piece(own.unwrap_or(""), line.number);
        }
        out.line(line.text, line.number);
    })?;
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
}

/// `2025-03-08 09:02:11 '阿青'`; a name may hold quotes.
fn header(text: &str) -> Option<(Day, Clock, &str)> {
    let mut c = Cursor::new(text);
    let day = c.day()?;
    (c.spaces() == 1).then_some(())?;
    let clock = c.clock()?;
    (c.spaces() == 1).then_some(())?;
    let name = c.rest.strip_prefix('\'')?.strip_suffix('\'')?;
    (name.chars().count() <= 80).then_some((day, clock, trim(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let name = |line| header(line).map(|h| h.2);
        assert_eq!(name("2025-03-08 09:02:11 '阿青'"), Some("阿青"));
        assert_eq!(name("2025-03-08 09:02:11 'O'Neil Q'"), Some("O'Neil Q"));
        assert_eq!(name("2025-03-08 09:02:11 ''"), Some(""));
        assert_eq!(name("2025-03-08 09:02:11 阿青"), None);
        assert_eq!(name("2025-03-08 09:02:11 '"), None);
    }
}
