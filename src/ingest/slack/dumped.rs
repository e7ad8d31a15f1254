//! The text that slackdump writes: `> name [id] @ 08/03/2025 09:02:11 Z:`, words below, what answers
//! a message behind bars right under it. Times are in UTC or carry their offset.

use std::borrow::Cow;

use super::markup;
use crate::Result;
use crate::export::{Kind, Role};
use crate::ingest::builder::{Builder, DateOrder, Draft, Sender, When};
use crate::ingest::when::{self, Cursor, trim};
use crate::ingest::{Head, Input, Layout};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

fn sniff(head: &Head) -> u8 {
    let first = head.lines().map(trim).find(|line| !line.is_empty());
    let heads = head.all_lines().filter(|line| header(unbarred(line).0).is_some()).count();
    match heads {
        0 => 0,
        _ if first.is_some_and(|line| header(line).is_some()) => 95,
        _ => 85,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    // The last message that is no answer, and the number of its line as its id.
    let mut topic = String::new();
    let nobody = |_: &str| Cow::Borrowed("");
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        let (text, answers) = unbarred(line.text);
        let Some(found) = header(text) else {
            return match text.is_empty() {
                true => out.blank(),
                false => out.line(&markup::plain(text, &nobody, &nobody), line.number),
            };
        };
        let number = line.number.to_string();
        if !answers {
            topic.clone_from(&number);
        }
        let draft = Draft {
            sender: found.sender(),
            when: found.when,
            kind: Some(if found.sender().is_some() { Kind::Text } else { Kind::System }),
            id: Some(&number),
            reply_to: Some(topic.as_str()).filter(|topic| answers && !topic.is_empty()),
            line: line.number,
        };
        out.message(draft, "");
    })?;
    Ok(())
}

/// A line without the bar of a thread, and whether it had one.
fn unbarred(line: &str) -> (&str, bool) {
    let text = trim(line);
    match text.strip_prefix('|') {
        Some(rest) if rest.is_empty() || rest.starts_with("   ") => (trim(rest), true),
        _ => (text, false),
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Header<'a> {
    name: &'a str,
    id: &'a str,
    when: When,
}

impl<'a> Header<'a> {
    fn sender(&self) -> Option<Sender<'a>> {
        let id = Some(self.id).filter(|id| !id.is_empty());
        let name = if self.name.is_empty() { self.id } else { self.name };
        (!name.is_empty() && self.id != "USLACKBOT").then_some(Sender {
            id,
            name,
            role: Role::Unknown,
        })
    }
}

fn header(text: &str) -> Option<Header<'_>> {
    let (who, stamp) = text.strip_prefix("> ")?.strip_suffix(':')?.rsplit_once(" @ ")?;
    let mut c = Cursor::new(stamp);
    let day = DateOrder::Dmy.day(c.date_numbers()?)?;
    (c.spaces() == 1).then_some(())?;
    let clock = c.clock()?;
    (c.spaces() == 1).then_some(())?;
    let when = when::at_offset(day, clock, c.rest)?;
    // Old versions give no id.
    let (name, id) = who.strip_suffix(']').and_then(|w| w.rsplit_once('[')).unwrap_or((who, ""));
    Some(Header { name: trim(name), id: trim(id), when })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let parts = |line| header(line).map(|h| (h.name, h.id));
        assert_eq!(parts("> 阿青 [U01QING] @ 08/03/2025 01:02:11 Z:"), Some(("阿青", "U01QING")));
        assert_eq!(parts("> Lena [x] [U1] @ 08/03/2025 09:02:11 +0800:"), Some(("Lena [x]", "U1")));
        assert_eq!(parts("> Lena @ 08/03/2025 09:02:11 -0500:"), Some(("Lena", "")));
        assert_eq!(parts("> Lena:"), None);
        assert_eq!(parts("> see you @ 08/03/2025:"), None);
        let when = |line| header(line).map(|h| h.when);
        let utc = when("> a [U1] @ 08/03/2025 01:02:11 Z:");
        assert_eq!(utc, when("> a [U1] @ 08/03/2025 09:02:11 +0800:"));
        assert!(utc.is_some());
    }

    #[test]
    fn bars() {
        assert_eq!(unbarred("|   > a"), ("> a", true));
        assert_eq!(unbarred("|   "), ("", true));
        assert_eq!(unbarred("a | b"), ("a | b", false));
        assert_eq!(unbarred("|x|"), ("|x|", false));
    }
}
