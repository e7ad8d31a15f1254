//! DiscordChatExporter's plain text: a banner between bars, `[date] name` with the words below, then
//! blocks such as `{Attachments}` and `{Reactions}`, and a footer.

use crate::Result;
use crate::export::Kind;
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::when::{Cursor, trim};
use crate::ingest::{Head, Input, Layout, notices};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

fn sniff(head: &Head) -> u8 {
    let mut lines = head.lines().map(trim).filter(|l| !l.is_empty());
    let bar = lines.next().is_some_and(is_bar);
    let guild = lines.take(3).any(|l| l.starts_with("Guild:") || l.starts_with("Channel:"));
    let (mut heads, mut blocks, mut gap) = (0, 0, true);
    for line in head.all_lines().map(trim) {
        heads += usize::from(gap && header(line).is_some());
        blocks += usize::from(gap && block(line).is_some());
        gap = line.is_empty() || is_bar(line);
    }
    match (bar && guild, heads, blocks) {
        (true, 1.., _) => 98,
        (true, 0, _) => 70,
        (false, 2.., 1..) => 85,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(kind_of);
    let mut reader = Reader { gap: true, ..Reader::default() };
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        reader.line(out, line.text, line.number);
    })?;
    out.end_message();
    out.set_direct(reader.direct);
    Ok(())
}

#[derive(Default)]
struct Reader {
    gap: bool,
    started: bool,
    footer: bool,
    /// Between the bars at the top.
    banner: bool,
    direct: bool,
    block: Option<Block>,
    /// The open message has no words: its blocks say its kind.
    silent: bool,
    /// The first of the attached files comes next: it says the kind.
    first_file: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Block {
    Attachments,
    Embed,
    Stickers,
    Reactions,
    Forward,
}

impl Reader {
    fn line(&mut self, out: &mut Builder, line: &str, number: u64) {
        let text = trim(line);
        if text.is_empty() {
            // An embed has no blank lines of its own; what follows is the next block or message.
            (self.gap, self.block) = (true, None);
            return out.blank();
        }
        let gap = std::mem::replace(&mut self.gap, false);
        if is_bar(text) && (gap || self.banner || self.footer) {
            self.banner = !self.started && !self.banner;
            self.footer = self.started;
            self.gap = true;
            return out.recognised();
        }
        if self.banner {
            return self.banner(out, text, number);
        }
        if self.footer && text.starts_with("Exported ") {
            return out.recognised();
        }
        if let Some((when, name)) = header(text).filter(|_| gap) {
            (self.started, self.footer, self.block) = (true, false, None);
            self.silent = true;
            if let Some((stamp, _)) = text[1..].split_once(']') {
                out.see_date_style(stamp);
            }
            return message(out, when, name, number);
        }
        if let Some(block) = block(text).filter(|_| gap && self.started) {
            self.block = Some(block);
            self.silent = out.is_wordless();
            match block {
                Block::Attachments => self.first_file = true,
                Block::Embed if self.silent => out.set_kind(Kind::Link),
                Block::Stickers if self.silent => out.set_kind(Kind::Sticker),
                Block::Forward => out.set_kind(Kind::Link),
                _ => {}
            }
            return out.part(text, number);
        }
        if self.block == Some(Block::Attachments) && std::mem::take(&mut self.first_file) {
            let file = text.split(['?', '#']).next().unwrap_or(text);
            out.set_kind(notices::kind_of_file(file));
        }
        if self.block.is_some() { out.part(text, number) } else { out.line(line, number) }
    }

    fn banner(&mut self, out: &mut Builder, text: &str, number: u64) {
        let Some((key, value)) = text.split_once(": ") else {
            return out.unparsed(text, number);
        };
        match key {
            "Guild" => self.direct = value == "Direct Messages",
            "Channel" => {
                // `category / channel`; a group of direct messages has several names.
                let name = value.rsplit(" / ").next().unwrap_or(value);
                self.direct &= !value.starts_with("Group") && !name.contains(", ");
                out.conversation("", name, self.direct);
            }
            // A topic may run over several lines; those are not told apart from anything else.
            "Topic" | "After" | "Before" => {}
            _ => return out.unparsed(text, number),
        }
        out.recognised();
    }
}

fn message(out: &mut Builder, when: When, name: &str, line: u64) {
    let name = name.strip_suffix("(pinned)").map_or(name, trim);
    let sender = Some(Sender::named(name));
    out.message(Draft { sender, when, kind: None, id: None, reply_to: None, line }, "");
}

/// What the program writes for notices, under the name of whoever caused them.
pub(super) fn kind_of(text: &str) -> Option<Kind> {
    const WHOLE: &[&str] = &[
        "Joined the server.",
        "Pinned a message.",
        "Started a thread.",
        "Changed the channel icon.",
        "Changed the channel name.",
        "Left the group.",
        "Added a recipient.",
        "Removed a recipient.",
    ];
    let text = text.trim();
    if text.starts_with("Started a call that lasted ") && text.ends_with(" minutes.") {
        return Some(Kind::Call);
    }
    let around = |start: &str, end: &str| text.starts_with(start) && text.ends_with(end);
    let named = around("Added ", " to the group.")
        || around("Removed ", " from the group.")
        || text.starts_with("Changed the channel name: ");
    (WHOLE.contains(&text) || (named && !text.contains('\n'))).then_some(Kind::System)
}

/// `[08/03/2025 09:02] Lena Q`, `[3/8/2025 9:02 AM] …`, `[08-Mar-25 09:02 AM] …`.
fn header(text: &str) -> Option<(When, &str)> {
    let mut c = Cursor::new(text.strip_prefix('[')?);
    c.spaces();
    let spelled = c.spelled_day();
    let numbers = if spelled.is_none() { Some(c.date_numbers()?) } else { None };
    c.one_of(",T");
    c.spaces();
    let clock = c.clock_or_dot()?;
    c.spaces();
    (c.one_of("]") && c.spaces() == 1).then_some(())?;
    let name = trim(c.rest);
    // A colon behind the name is another program's head.
    let fits = !name.is_empty() && name.chars().count() <= 80 && !name.contains(": ");
    let when = match (spelled, numbers) {
        (Some(day), _) => When::Local(day, clock),
        (None, Some(numbers)) => When::Ambiguous(numbers, clock),
        (None, None) => return None,
    };
    fits.then_some((when, name))
}

fn block(text: &str) -> Option<Block> {
    Some(match text {
        "{Attachments}" => Block::Attachments,
        "{Embed}" | "{Embeds}" => Block::Embed,
        "{Stickers}" => Block::Stickers,
        "{Reactions}" => Block::Reactions,
        "{Forwarded Message}" => Block::Forward,
        _ => return None,
    })
}

fn is_bar(text: &str) -> bool {
    let text = trim(text);
    text.len() >= 40 && text.bytes().all(|b| b == b'=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let name = |line| header(line).map(|h| h.1);
        assert_eq!(name("[3/8/2025 9:02 AM] Lena Q"), Some("Lena Q"));
        assert_eq!(name("[08.03.2025 09:02] lena#0001"), Some("lena#0001"));
        assert_eq!(name("[08-Mar-25 09:02 AM] lena (pinned)"), Some("lena (pinned)"));
        assert_eq!(name("[2025-03-08 09:02] Lena: hi"), None);
        assert_eq!(name("[08] Lena"), None);
        assert_eq!(kind_of("Joined the server."), Some(Kind::System));
        assert_eq!(kind_of("Added Tom to the group."), Some(Kind::System));
        assert_eq!(kind_of("Added salt"), None);
    }
}
