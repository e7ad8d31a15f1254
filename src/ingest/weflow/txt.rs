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
    let mut reader = Reader { strict, gap: true, head: None, forward: false };
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        reader.line(out, line.text, line.number);
    })?;
    reader.open(out, "");
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
}

struct Reader {
    /// Heads stand behind blank lines.
    strict: bool,
    gap: bool,
    /// A head whose words are still to come: they say whether someone sent it.
    head: Option<(When, String, u64)>,
    /// Below a merged forward.
    forward: bool,
}

impl Reader {
    fn line(&mut self, out: &mut Builder, line: &str, number: u64) {
        let text = trim(line);
        if text.is_empty() {
            self.gap = true;
            self.open(out, "");
            return out.blank();
        }
        let after_gap = std::mem::replace(&mut self.gap, false);
        if let Some((day, clock, name)) = header(text).filter(|_| after_gap || !self.strict) {
            self.open(out, "");
            self.head = Some((When::Local(day, clock), name.to_string(), number));
            self.forward = false;
            return;
        }
        if self.head.is_some() {
            self.forward = text.starts_with("[转发的聊天记录]");
            self.open(out, text);
            out.part(text, number);
            return out.piece(line, number);
        }
        // What was forwarded is not said here.
        if self.forward {
            return out.part(text, number);
        }
        out.line(line, number);
    }

    /// Opens the message that waits for its first words.
    fn open(&mut self, out: &mut Builder, words: &str) {
        let Some((when, name, line)) = self.head.take() else { return };
        // Notices stand under the name of the group.
        let notice = words.starts_with(['"', '“', '你']) && notices::is_notice(words);
        let nobody = name.is_empty() || notices::is_system_name(&name) || notice;
        let sender = (!nobody).then_some(Sender::named(&name));
        out.message(Draft { sender, when, kind: None, id: None, reply_to: None, line }, "");
    }
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
