//! The text that sigtop writes: fields as a mail has them, a blank line, the words.

use crate::Result;
use crate::export::{Kind, Role};
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::when::{self, Cursor, trim};
use crate::ingest::{Head, Input, Layout, notices};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

fn sniff(head: &Head) -> u8 {
    let (mut gap, mut from, mut found, mut typed) = (true, false, 0, false);
    for line in head.all_lines().map(trim) {
        if typed && line.strip_prefix("Sent: ").and_then(stamp).is_some() {
            found += 1;
        }
        typed = from && line.starts_with("Type: ");
        from = gap && line.starts_with("From: ");
        gap = line.is_empty();
    }
    if found > 0 { 92 } else { 0 }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let (mut held, mut gap) = (Vec::<(String, u64)>::new(), true);
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        let text = trim(line.text);
        // Words may begin with `From:` too.
        if held.len() == 1 && !text.starts_with("Type: ") {
            let (text, number) = held.remove(0);
            out.line(&text, number);
        }
        if !held.is_empty() && !text.is_empty() {
            return held.push((text.to_string(), line.number));
        }
        if !held.is_empty() {
            message(&std::mem::take(&mut held), out);
        }
        let after_gap = std::mem::replace(&mut gap, text.is_empty());
        if text.is_empty() {
            out.blank();
        } else if after_gap && text.starts_with("From: ") {
            held.push((text.to_string(), line.number));
        } else if let Some(title) =
            text.strip_prefix("Conversation: ").filter(|_| out.rows_of_file() == 0)
        {
            out.conversation(title, phone(title).0, false);
            out.recognised();
        } else {
            out.line(line.text, line.number);
        }
    })?;
    if !held.is_empty() {
        message(&held, out);
    }
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(senders <= 2);
    Ok(())
}

fn message(fields: &[(String, u64)], out: &mut Builder) {
    let field = |key: &str| {
        let found = fields.iter().find_map(|(text, _)| text.strip_prefix(key)?.strip_prefix(": "));
        found.map(trim)
    };
    let (name, id) = phone(field("From").unwrap_or(""));
    let said = matches!(field("Type"), Some("incoming" | "outgoing"));
    let sender = said.then_some(Sender { id, name, role: Role::Unknown });
    let when = field("Sent").and_then(stamp).unwrap_or(When::Unknown);
    let kind = match (said, field("Attachment")) {
        (false, _) => Kind::System,
        (true, Some(file)) => kind_of_file(file),
        (true, None) => Kind::Text,
    };
    let line = fields.first().map_or(0, |field| field.1);
    out.message(Draft { sender, when, kind: Some(kind), id: None, reply_to: None, line }, "");
    for (text, number) in fields.iter().skip(1) {
        out.part(text, *number);
    }
}

/// `list.pdf (application/pdf, 1234 bytes)`.
fn kind_of_file(file: &str) -> Kind {
    let (name, mime) = file.rsplit_once(" (").unwrap_or((file, ""));
    match mime.split('/').next() {
        Some("image") => Kind::Image,
        Some("video") => Kind::Video,
        Some("audio") => Kind::Voice,
        _ => notices::kind_of_file(name),
    }
}

/// `Lena Q (+1990000001)`.
fn phone(text: &str) -> (&str, Option<&str>) {
    let split = text.strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
    match split.filter(|(name, id)| id.starts_with('+') && !name.is_empty()) {
        Some((name, id)) => (trim(name), Some(id)),
        None => (text, None),
    }
}

/// `Sat, 08 Mar 2025 09:02:11 +0800`.
fn stamp(text: &str) -> Option<When> {
    let mut c = Cursor::new(text);
    let day = c.spelled_day()?;
    c.spaces();
    let clock = c.clock()?;
    Some(when::at_offset(day, clock, trim(c.rest)).unwrap_or(When::Local(day, clock)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        assert_eq!(phone("Lena Q (+1990000001)"), ("Lena Q", Some("+1990000001")));
        assert_eq!(phone("You"), ("You", None));
        assert_eq!(phone("Lena (lead)"), ("Lena (lead)", None));
        assert_eq!(kind_of_file("a.bin (image/png, 12 bytes)"), Kind::Image);
        assert_eq!(kind_of_file("a.pdf"), Kind::File);
        let utc = stamp("Sat, 08 Mar 2025 01:02:11 +0000");
        assert_eq!(stamp("Sat, 8 Mar 2025 09:02:11 +0800"), utc);
        assert!(matches!(utc, Some(When::At(_))));
    }
}
