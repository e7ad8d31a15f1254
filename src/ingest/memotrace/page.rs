//! MemoTrace's HTML: the messages are an array of objects inside of a script, in version 3 as JSON,
//! before as the program typed them: names without quotes, texts in single ones. The script is read,
//! never run.

use super::kinds;
use crate::export::Kind;
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::source::Utf8Chunks;
use crate::ingest::{Head, Input, Layout, markup, notices, table};
use crate::time::Timestamp;
use crate::{Error, Result};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

/// The name of the array.
const ARRAY: &[u8] = b"chatMessages";

/// Longest object, in bytes.
const LONGEST: usize = 16 * 1024 * 1024;

fn sniff(head: &Head) -> u8 {
    if head.first_char() != Some('<') {
        return 0;
    }
    let has = |text: &str| head.text.contains(text);
    let objects = has("is_send") && has("timestamp");
    let template = has("flatpickr-calendar") || has("注意看这是分割线");
    match (has("chatMessages"), objects, template) {
        (true, true, _) => 96,
        (_, true, true) => 90,
        (true, false, true) => 60,
        // The array lies between the samples.
        (false, false, true) if head.size > 300_000 => 35,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(kinds::of);
    let mut on_bytes = |n| (input.on_bytes)(n);
    let chunks = Utf8Chunks::new(input.name, &mut *input.data, input.encoding, &mut on_bytes);
    let mut script = Script { chunks, buf: Vec::new(), pos: 0 };
    let title = script.find_array()?;
    if let Some(title) = &title {
        out.conversation("", title, false);
    }
    let (mut record, mut group) = (0, false);
    while let Some(object) = script.object()? {
        record += 1;
        let text = String::from_utf8_lossy(object);
        match Fields::read(&text) {
            Some(fields) if fields.number("timestamp").is_some() => {
                group |= fields.number("is_chatroom") == Some(1);
                message(&fields, title.as_deref(), record, out);
            }
            _ => out.unparsed(&text.chars().take(400).collect::<String>(), record),
        }
    }
    input.total = record;
    if record == 0 {
        let reason = "the page holds no array of messages".to_string();
        let (name, at) = (input.name.to_string(), input.data.size());
        return Err(Error::Malformed { name, format: "memotrace", at, reason });
    }
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(!group && senders == 2);
    Ok(())
}

fn message(fields: &Fields, title: Option<&str>, line: u64, out: &mut Builder) {
    let code = fields.number("type").unwrap_or(0);
    // Version 3 puts the second number into the upper half of the first one.
    let (main, upper) = (code & 0xFFFF_FFFF, code >> 32);
    let sub = fields.number("sub_type").or(Some(upper).filter(|n| *n > 0));
    let part = |n: i64| u32::try_from(n).ok();
    let kind = match main {
        0 => Some(Kind::System),
        _ => part(main).and_then(|main| table::wechat_code(main, sub.and_then(part))),
    };
    let kind = kind.unwrap_or(Kind::Other);
    let get = |name: &str| fields.text(name);
    let text = match kind {
        // Of media the text is where the file lies.
        Kind::Image | Kind::Video | Kind::Sticker => "".into(),
        Kind::Voice => get("voice_to_text"),
        Kind::File => get("file_name"),
        Kind::Link | Kind::Contact | Kind::Location => {
            let names = ["title", "nickname", "poiname", "label"];
            names.iter().map(|name| get(name)).find(|t| !t.is_empty()).unwrap_or_default()
        }
        Kind::Call => Some(get("display_content")).filter(|t| !t.is_empty()).unwrap_or(get("text")),
        _ => get("text"),
    };
    let own = fields.number("is_send") == Some(1) || fields.text("is_send") == "true";
    let name = Some(get("display_name")).filter(|n| !n.is_empty()).unwrap_or(get("displayname"));
    let name = match (&*name, own) {
        ("", true) => "我",
        ("", false) => title.unwrap_or("对方"),
        (name, _) => name,
    };
    let system = kind == Kind::System || notices::is_system_name(name);
    let kind = Some(kind).filter(|_| !(system && notices::recalled_by(&text).is_some()));
    let seconds = fields.number("timestamp").and_then(Timestamp::from_epoch);
    let id = Some(get("server_id")).filter(|id| !id.is_empty()).unwrap_or(get("MsgSvrID"));
    let reply = Some(get("quote_server_id")).filter(|id| !id.is_empty()).unwrap_or(get("svrid"));
    let some = |id: &'_ str| !id.is_empty() && id != "0";
    let draft = Draft {
        sender: (!system).then(|| Sender::named(name)),
        when: seconds.map_or(When::Unknown, When::At),
        kind,
        id: Some(&*id).filter(|id| some(id)),
        reply_to: Some(&*reply).filter(|id| some(id)),
        line,
    };
    out.message(draft, &text);
}

struct Script<'s> {
    chunks: Utf8Chunks<'s>,
    buf: Vec<u8>,
    pos: usize,
}

impl Script<'_> {
    /// Goes behind the bracket of the array. Returns the title of the page.
    fn find_array(&mut self) -> Result<Option<String>> {
        let mut title = None;
        loop {
            let rest = &self.buf[self.pos..];
            if title.is_none() {
                title = titled(rest);
            }
            for at in memchr::memmem::find_iter(rest, ARRAY) {
                let after = rest[at + ARRAY.len()..].trim_ascii_start();
                let after = after.strip_prefix(b"=").map(<[u8]>::trim_ascii_start);
                if let Some(after) = after.and_then(|a| a.strip_prefix(b"[")) {
                    self.pos = self.buf.len() - after.len();
                    return Ok(title);
                }
            }
            // A name that the piece cut comes again, and so does a title.
            let keep = rest.len().min(4096);
            self.pos = self.buf.len() - keep;
            if !self.more()? {
                self.pos = self.buf.len();
                return Ok(title);
            }
        }
    }

    /// The next object of the array, with its braces; what a brace or a quote never closes ends
    /// with the file.
    fn object(&mut self) -> Result<Option<&[u8]>> {
        loop {
            let rest = &self.buf[self.pos..];
            match rest.iter().position(|b| !b.is_ascii_whitespace() && *b != b',') {
                Some(at) if rest[at] == b'{' => {
                    self.pos += at;
                    break;
                }
                // The divider of the template may be left over.
                Some(at) if rest[at..].starts_with(b"/*") => {
                    match memchr::memmem::find(&rest[at..], b"*/") {
                        Some(end) => self.pos += at + end + 2,
                        None if self.more()? => {}
                        None => return Ok(None),
                    }
                }
                Some(at) if rest[at] == b'/' && at + 1 == rest.len() => {
                    if !self.more()? {
                        return Ok(None);
                    }
                }
                Some(_) => return Ok(None),
                None => {
                    self.pos = self.buf.len();
                    if !self.more()? {
                        return Ok(None);
                    }
                }
            }
        }
        let (mut at, mut depth, mut quote, mut escaped) = (0usize, 0u32, None, false);
        loop {
            while let Some(byte) = self.buf.get(self.pos + at).copied() {
                at += 1;
                match (quote, byte) {
                    _ if std::mem::take(&mut escaped) => {}
                    (Some(_), b'\\') => escaped = true,
                    (Some(open), byte) if byte == open => quote = None,
                    (Some(_), _) => {}
                    (None, b'"' | b'\'') => quote = Some(byte),
                    (None, b'{' | b'[') => depth += 1,
                    (None, b'}' | b']') => {
                        depth -= 1;
                        if depth == 0 {
                            self.pos += at;
                            return Ok(Some(&self.buf[self.pos - at..self.pos]));
                        }
                    }
                    (None, _) => {}
                }
            }
            if at > LONGEST || !self.more()? {
                let start = self.pos;
                self.pos = self.buf.len();
                return Ok(Some(&self.buf[start..]).filter(|rest| !rest.is_empty()));
            }
        }
    }

    fn more(&mut self) -> Result<bool> {
        if self.chunks.done() {
            return Ok(false);
        }
        self.buf.drain(..self.pos);
        self.pos = 0;
        self.chunks.read(&mut self.buf)?;
        Ok(true)
    }
}

fn titled(page: &[u8]) -> Option<String> {
    let (open, close): (&[u8], &[u8]) = (b"<title>", b"</title>");
    let start = memchr::memmem::find(page, open)? + open.len();
    let len = memchr::memmem::find(&page[start..], close)?;
    let text = String::from_utf8_lossy(&page[start..start + len]);
    let title = markup::decode(text.trim()).into_owned();
    (!title.is_empty() && title != "出错了" && title != "Chat Records").then_some(title)
}

/// The plain fields of an object; those that hold objects and arrays are left out.
struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads an object. `None` where it is none.
    fn read(text: &str) -> Option<Fields> {
        let mut rest = text.trim().strip_prefix('{')?;
        let mut fields = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            if rest.is_empty() || rest.starts_with('}') {
                return Some(Fields(fields));
            }
            let (name, after) = match rest.chars().next()? {
                quote @ ('"' | '\'') => quoted(&rest[1..], quote),
                _ => {
                    let end = rest.find([':', ' ', '\n'])?;
                    (rest[..end].to_string(), &rest[end..])
                }
            };
            let after = after.trim_start().strip_prefix(':')?.trim_start();
            let value;
            (value, rest) = match after.chars().next()? {
                quote @ ('"' | '\'') => quoted(&after[1..], quote),
                '{' | '[' => (String::new(), skip(after)),
                _ => {
                    let end = after.find([',', '}', '\n']).unwrap_or(after.len());
                    (after[..end].trim().to_string(), &after[end..])
                }
            };
            fields.push((name, value));
        }
    }

    fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// A text with its entities decoded: the program escapes them for the page.
    fn text(&self, name: &str) -> String {
        let raw = self.raw(name);
        if matches!(raw, "null" | "None" | "undefined") {
            return String::new();
        }
        markup::decode(&raw.replace("<br>", "\n")).trim().to_string()
    }

    fn number(&self, name: &str) -> Option<i64> {
        match self.raw(name) {
            "true" => Some(1),
            "false" => Some(0),
            raw => raw.trim().parse().ok(),
        }
    }
}

/// A text behind its opening quote, and what follows the closing one.
fn quoted(text: &str, quote: char) -> (String, &str) {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            return (out, &text[at + c.len_utf8()..]);
        }
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some((_, 'n')) => out.push('\n'),
            Some((_, 't')) => out.push('\t'),
            Some((_, 'r' | 'b' | 'f')) | None => {}
            Some((at, 'u')) => {
                let unit = |at: usize| {
                    text.get(at..at + 4).and_then(|hex| u16::from_str_radix(hex, 16).ok())
                };
                let Some(first) = unit(at + 1) else { continue };
                let pair = text.get(at + 5..at + 7).filter(|next| *next == "\\u");
                let second =
                    pair.and_then(|_| unit(at + 7)).filter(|n| (0xDC00..0xE000).contains(n));
                let high = (0xD800..0xDC00).contains(&first);
                let units = match second.filter(|_| high) {
                    Some(second) => vec![first, second],
                    None => vec![first],
                };
                for _ in 0..units.len() * 6 - 2 {
                    chars.next();
                }
                out.push_str(&String::from_utf16_lossy(&units));
            }
            Some((_, c)) => out.push(c),
        }
    }
    (out, "")
}

/// What follows an object or an array.
fn skip(text: &str) -> &str {
    let (mut depth, mut quote, mut escaped) = (0u32, None, false);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            _ if std::mem::take(&mut escaped) => {}
            (Some(_), '\\') => escaped = true,
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return &text[at + 1..];
                }
            }
            (None, _) => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_as_scripts_write_them() {
        let old = Fields::read(
            r"{ type:1, text: 'it\'s &lt;3\nok',is_send:1,avatar_path:'',timestamp:1741395731,displayname:'阿青',}",
        )
        .unwrap();
        assert_eq!(old.text("text"), "it's <3\nok");
        assert_eq!((old.number("type"), old.number("is_send")), (Some(1), Some(1)));
        assert_eq!(old.text("displayname"), "阿青");
        let new = Fields::read(
            r#"{"type": "244813135921", "is_send": false, "xml_dict": {"msg": {"a": "}"}}, "text": "\u597d \ud83d\udc4d", "n": null}"#,
        )
        .unwrap();
        assert_eq!(new.text("text"), "好 👍");
        assert_eq!(new.number("is_send"), Some(0));
        assert_eq!(new.text("n"), "");
        assert!(Fields::read("[1]").is_none());
    }
}
