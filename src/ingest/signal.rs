//! Signal: the Markdown that signal-export writes (formats study, G1), and JSON.
//!
//! `[2025-03-08, 09:02] Me: text`, newer with seconds and without the comma; further lines raw,
//! quotations behind `> `, reactions as `(- name: 👍 -)`, files as Markdown links.

use super::builder::{Builder, Draft, Sender, When};
use super::heads::is_log;
use super::notices;
use super::when::{Cursor, trim};
use super::{Format, Head, Input, Layout};
use crate::Result;
use crate::export::Kind;

mod csv;
mod fields;
mod json;

pub(super) const FORMAT: Format = Format { id: "signal", sniff, parse };

const LAYOUTS: &[Layout] =
    &[Layout { sniff: sniff_text, parse: parse_text }, json::LAYOUT, csv::LAYOUT, fields::LAYOUT];

fn sniff(head: &Head) -> u8 {
    Layout::sniff_best(LAYOUTS, head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    Layout::parse_best(LAYOUTS, input, out)
}

fn sniff_text(head: &Head) -> u8 {
    let (mut heads, mut own, mut marks, mut first) = (0u32, 0u32, 0u32, None);
    let (mut old, mut new) = (0u32, 0u32);
    for line in head.all_lines().map(trim).filter(|l| !l.is_empty()) {
        let found = header(line);
        first.get_or_insert(found.is_some());
        marks += u32::from(
            is_reaction(line) || line.contains("](./media/") || line.contains("](media/"),
        );
        if let Some(found) = found {
            heads += 1;
            old += u32::from(found.comma && !found.seconds);
            new += u32::from(!found.comma && found.seconds);
            own += u32::from(found.name == "Me");
        }
    }
    match heads {
        0 => 0,
        _ if first != Some(true) => 0,
        _ if old == heads => 90,
        // With seconds others write that too; then the owner's name or the links tell.
        2.. if new == heads && (own > 0 || marks > 0) => 84,
        2.. if new + old == heads => 30,
        _ => 0,
    }
}

fn parse_text(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(kind_of);
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        let text = trim(line.text);
        match header(text) {
            Some(header) => message(out, &header, line.number),
            None if text.is_empty() => out.blank(),
            // A quotation stands before the words of the answer.
            None if (text == ">" || text.starts_with("> ")) && out.is_wordless() => {
                out.part(text, line.number)
            }
            None if is_reaction(text) => out.part(text, line.number),
            None => out.line(line.text, line.number),
        }
    })?;
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(senders <= 2);
    Ok(())
}

fn message(out: &mut Builder, header: &Header<'_>, line: u64) {
    let system = notices::is_system_name(header.name) || header.name == "No-Sender";
    let sender = (!system).then_some(Sender::named(header.name));
    let draft = Draft { sender, when: header.when, kind: None, id: None, reply_to: None, line };
    let text = if header.text.starts_with("> ") { "" } else { header.text };
    out.message(draft, text);
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Header<'a> {
    when: When,
    comma: bool,
    seconds: bool,
    name: &'a str,
    text: &'a str,
}

fn header(line: &str) -> Option<Header<'_>> {
    let mut c = Cursor::new(line);
    c.one_of("[").then_some(())?;
    let digits = c.rest.get(..10)?;
    let day = c.day().filter(|_| !c.rest.is_empty() && digits.matches('-').count() == 2)?;
    let comma = c.one_of(",");
    (c.spaces() == 1).then_some(())?;
    let seconds = c.rest.split(']').next().is_some_and(|t| t.matches(':').count() == 2);
    let clock = c.clock()?;
    (c.one_of("]") && c.spaces() == 1).then_some(())?;
    let (name, text) = c.rest.split_once(": ").or_else(|| c.rest.split_once(':'))?;
    let name = trim(name);
    let fits = !name.is_empty() && name.chars().count() <= 64 && !is_log(name);
    fits.then_some(Header { when: When::Local(day, clock), comma, seconds, name, text: trim(text) })
}

/// `(- Lena: 👍, Me: ❤ -)`.
fn is_reaction(line: &str) -> bool {
    line.starts_with("(- ") && line.ends_with(" -)")
}

/// The kind of a text that is nothing but links to files, a sticker or a deleted message.
fn kind_of(text: &str) -> Option<Kind> {
    let text = text.trim();
    if text == "(This message was deleted)" {
        return Some(Kind::Recalled);
    }
    if text.starts_with("(( ") && text.ends_with(" ))") && !text.contains('\n') {
        return Some(Kind::Sticker);
    }
    let (kind, rest) = link(text)?;
    let mut rest = rest.trim();
    while !rest.is_empty() {
        rest = link(rest)?.1.trim();
    }
    Some(kind)
}

/// A Markdown link to a file, its kind, and what follows.
fn link(text: &str) -> Option<(Kind, &str)> {
    let picture = text.starts_with('!');
    let inner = text.strip_prefix('!').unwrap_or(text).strip_prefix('[')?;
    let (name, rest) = inner.split_once("](")?;
    let (path, rest) = rest.split_once(')')?;
    if name.contains(['\n', '[']) || path.contains([' ', '\n']) || path.starts_with("http") {
        return None;
    }
    let kind = match notices::kind_of_file(path) {
        _ if path.contains("exported_stickers/") => Kind::Sticker,
        Kind::File if picture => Kind::Image,
        Kind::Sticker => Kind::Image,
        kind => kind,
    };
    Some((kind, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let parts = |line| header(line).map(|h| (h.comma, h.name, h.text));
        assert_eq!(parts("[2025-03-08, 09:02] Me: hi: there"), Some((true, "Me", "hi: there")));
        assert_eq!(parts("[2025-03-08 09:02:11] Lena Q:"), Some((false, "Lena Q", "")));
        assert_eq!(parts("[2025/03/08, 09:02] Me: hi"), None);
        assert_eq!(parts("[2025-03-08] Me: hi"), None);
        assert_eq!(parts("[中文]：看这里"), None);
    }

    #[test]
    fn kinds() {
        assert_eq!(kind_of("![photo](./media/2025-03-08_photo.jpg)"), Some(Kind::Image));
        assert_eq!(kind_of("![a.jpg](media/a.jpg)  ![b](./media/b.png)  "), Some(Kind::Image));
        assert_eq!(kind_of("[memo](./media/memo.m4a)"), Some(Kind::Voice));
        assert_eq!(kind_of("[list](./media/list.pdf)"), Some(Kind::File));
        assert_eq!(kind_of("[🎉](../exported_stickers/ab/1.webp)"), Some(Kind::Sticker));
        assert_eq!(kind_of("[map](https://example.com)"), None);
        assert_eq!(kind_of("look ![a](./media/a.jpg)"), None);
    }
}
