//! The text that imessage-exporter writes: the time on a line, below it who, below that the words.

use crate::Result;
use crate::export::Kind;
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::heads::is_log;
use crate::ingest::when::{Cursor, trim};
use crate::ingest::{Head, Input, notices};

/// Longest name, in characters.
const LONGEST_NAME: usize = 64;

/// `true` where times and names stand in pairs from the start on.
pub(super) fn fits(head: &Head) -> bool {
    let mut lines = head.lines().map(trim).skip_while(|line| line.is_empty());
    let first = (lines.next().and_then(stamp), lines.next(), lines.next());
    let (Some((_, "")), Some(name), Some(words)) = first else { return false };
    is_name(name) && !words.is_empty()
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= LONGEST_NAME
        && stamp(text).is_none()
        && !is_log(text)
}

pub(super) fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    // A time whose name is still to come.
    let (mut held, mut gap) = (None::<(When, u64)>, true);
    let mut skipping = false;
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        let text = trim(line.text);
        if let Some((when, number)) = held.take() {
            let sender = is_name(text).then_some(Sender::named(text));
            let kind = if sender.is_some() { None } else { Some(Kind::System) };
            let draft = Draft { sender, when, kind, id: None, reply_to: None, line: number };
            out.message(draft, "");
            gap = text.is_empty();
            return if gap { out.blank() } else { out.part(text, line.number) };
        }
        let after_gap = std::mem::replace(&mut gap, text.is_empty());
        if text.is_empty() {
            skipping = false;
            return out.blank();
        }
        let indented = line.text.starts_with("    ");
        match stamp(text) {
            Some((when, "")) if after_gap || indented => {
                skipping = false;
                held = Some((when, line.number));
            }
            // `… Lena named the conversation Camping`
            Some((when, words)) if after_gap => {
                let draft = Draft {
                    sender: None,
                    when,
                    kind: None,
                    id: None,
                    reply_to: None,
                    line: line.number,
                };
                out.message(draft, words);
            }
            _ => {
                // What others made of a message is none of its words.
                skipping |= matches!(text, "Tapbacks:" | "Reactions:" | "Edited")
                    || text == "This message responded to an earlier message.";
                if skipping { out.part(text, line.number) } else { out.line(text, line.number) }
            }
        }
    })?;
    if let Some((when, line)) = held {
        let kind = Some(Kind::System);
        out.message(Draft { sender: None, when, kind, id: None, reply_to: None, line }, "");
    }
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
}

/// `Mar 08, 2025  9:02:11 AM (Read by you after 10 seconds)`: when, and what is said behind it.
fn stamp(text: &str) -> Option<(When, &str)> {
    let mut c = Cursor::new(text);
    c.rest.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(())?;
    let day = c.spelled_day()?;
    (c.spaces() > 0).then_some(())?;
    let clock = c.clock()?;
    let rest = trim(c.rest);
    let read = rest.starts_with('(') && rest.ends_with(')');
    Some((When::Local(day, clock), if read { "" } else { rest }))
}

pub(super) fn kind_of(text: &str) -> Option<Kind> {
    // A file alone stands as its path.
    let path = text.starts_with(['/', '~']) || text.starts_with("attachments/");
    match notices::kind_of(text) {
        None if path && !text.contains('\n') && text.contains('.') => {
            Some(notices::kind_of_file(text))
        }
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps() {
        let behind = |line| stamp(line).map(|found| found.1);
        assert_eq!(behind("Mar 08, 2025  9:02:11 AM"), Some(""));
        assert_eq!(behind("Mar 08, 2025 9:02:11 AM (Read by you after 10 seconds)"), Some(""));
        assert_eq!(behind("Mar 08, 2025 9:02:11 AM Lena left"), Some("Lena left"));
        assert_eq!(behind("2025-03-08 09:02:11"), None);
        assert_eq!(behind("March is long"), None);
    }

    #[test]
    fn files() {
        assert_eq!(kind_of("/Users/x/Attachments/a.heic"), Some(Kind::Image));
        assert_eq!(kind_of("attachments/list.pdf"), Some(Kind::File));
        assert_eq!(kind_of("~ see you"), None);
    }
}
