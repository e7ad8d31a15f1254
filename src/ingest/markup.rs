//! Tags and text of HTML and XML, one after the other: no tree, no more held than one tag.
//!
//! What it reads is hostile: nothing in it is followed, loaded or run, entities other than the
//! fixed ones stay as they are written, and a tag that does not end is text.

use std::borrow::Cow;

use super::source::Utf8Chunks;
use crate::Result;

/// Longest tag, in bytes: pictures stand inside of tags as data. A longer one is text.
const LONGEST_TAG: usize = 16 * 1024 * 1024;

/// Longest piece of text handed out at once, in bytes.
const LONGEST_TEXT: usize = 1024 * 1024;

/// Bytes of UTF-8 in pieces, from a file or out of a container.
pub(super) trait Chunks {
    /// Appends the next piece; nothing at the end.
    ///
    /// # Errors
    /// Those of reading.
    fn read(&mut self, buf: &mut Vec<u8>) -> Result<()>;

    /// `true` once everything has been handed out.
    fn done(&self) -> bool;
}

impl Chunks for Utf8Chunks<'_> {
    fn read(&mut self, buf: &mut Vec<u8>) -> Result<()> {
        Utf8Chunks::read(self, buf)
    }

    fn done(&self) -> bool {
        Utf8Chunks::done(self)
    }
}

impl Chunks for &str {
    fn read(&mut self, buf: &mut Vec<u8>) -> Result<()> {
        buf.extend_from_slice(std::mem::take(self).as_bytes());
        Ok(())
    }

    fn done(&self) -> bool {
        self.is_empty()
    }
}

/// One piece of a document.
#[derive(Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// `<name …>` or, where `empty`, `<name …/>`; the name is in lower case for HTML.
    Open { name: Cow<'a, str>, attributes: Attributes<'a>, empty: bool },
    /// `</name>`
    Close(Cow<'a, str>),
    /// Words, with entities decoded. Long ones come in pieces.
    Text(Cow<'a, str>),
    /// What stands inside of a script or a style sheet; also in pieces.
    Raw(Cow<'a, str>),
}

/// The attributes of a tag, as they are written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Attributes<'a>(&'a str);

impl<'a> Attributes<'a> {
    /// The value of an attribute; empty where it has none.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut rest = self.0;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let ends = |c: char| c.is_whitespace() || matches!(c, '=' | '/');
            let len = rest.find(ends).unwrap_or(rest.len());
            // A name has at least one sign, so that this comes to an end.
            let len = len.max(rest.chars().next().map_or(1, char::len_utf8));
            let found = rest[..len].eq_ignore_ascii_case(name);
            rest = rest[len..].trim_start();
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                let after = after.trim_start();
                (value, rest) = match after.chars().next().filter(|c| matches!(c, '"' | '\'')) {
                    Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                    None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
                };
            }
            if found {
                return Some(decode(value));
            }
        }
    }
}

/// Reads a document token by token.
pub(super) struct Markup<S> {
    source: S,
    buf: Vec<u8>,
    pos: usize,
    xml: bool,
    /// The element whose content is no markup.
    raw: Option<&'static str>,
    line: u64,
}

enum Piece {
    Tag(usize),
    Text(usize),
    Raw(usize),
    /// A comment, a declaration: nothing of use.
    Nothing(usize),
    /// Text between `<![CDATA[` and `]]>`, of that whole length.
    Data(usize),
    /// Text behind a `<![CDATA[` that does not end.
    Unended(usize),
}

impl<S: Chunks> Markup<S> {
    /// Reads HTML.
    pub(super) fn html(source: S) -> Self {
        Markup { source, buf: Vec::new(), pos: 0, xml: false, raw: None, line: 1 }
    }

    /// Reads XML: names keep their case, scripts are elements as all others.
    pub(super) fn xml(source: S) -> Self {
        Markup { xml: true, ..Markup::html(source) }
    }

    /// Number of the line, from 1, behind what has been handed out.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The next token, or `None` at the end.
    ///
    /// # Errors
    /// Those of reading.
    pub(super) fn next(&mut self) -> Result<Option<Token<'_>>> {
        loop {
            let Some(piece) = self.piece()? else { return Ok(None) };
            let (Piece::Tag(len)
            | Piece::Text(len)
            | Piece::Raw(len)
            | Piece::Nothing(len)
            | Piece::Data(len)
            | Piece::Unended(len)) = piece;
            let start = self.pos;
            self.pos += len;
            let feeds = memchr::memchr_iter(b'\n', &self.buf[start..self.pos]).count();
            self.line += feeds as u64;
            match piece {
                Piece::Nothing(_) => {}
                Piece::Text(_) => return Ok(Some(Token::Text(self.text(start, self.pos)))),
                Piece::Data(_) => {
                    let bytes = &self.buf[start + 9..self.pos.saturating_sub(3).max(start + 9)];
                    return Ok(Some(Token::Text(lossy(bytes))));
                }
                Piece::Unended(_) => {
                    return Ok(Some(Token::Text(lossy(&self.buf[start + 9..self.pos]))));
                }
                Piece::Raw(_) => {
                    return Ok(Some(Token::Raw(lossy(&self.buf[start..self.pos]))));
                }
                Piece::Tag(_) => return Ok(Some(self.tag(start, self.pos))),
            }
        }
    }

    fn text(&self, start: usize, end: usize) -> Cow<'_, str> {
        match lossy(&self.buf[start..end]) {
            Cow::Borrowed(text) => decode(text),
            Cow::Owned(text) => Cow::Owned(decode(&text).into_owned()),
        }
    }

    fn tag(&mut self, start: usize, end: usize) -> Token<'_> {
        let close = self.buf.get(start + 1) == Some(&b'/');
        let from = start + 1 + usize::from(close);
        let inside = &self.buf[from..end - 1];
        let len = inside
            .iter()
            .position(|b| b.is_ascii_whitespace() || *b == b'/')
            .unwrap_or(inside.len());
        let xml = self.xml;
        let name = lossy(&inside[..len]);
        let name = if !xml && name.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(name.to_ascii_lowercase())
        } else {
            name
        };
        if close {
            return Token::Close(name);
        }
        let empty = inside.last() == Some(&b'/');
        if !xml && !empty {
            const RAW: [&str; 4] = ["script", "style", "textarea", "template"];
            self.raw = RAW.into_iter().take(2).find(|raw| *raw == name);
        }
        // Attributes that are no text have been repaired when they were read.
        let attributes = std::str::from_utf8(&inside[len..]).unwrap_or("");
        Token::Open { name, attributes: Attributes(attributes), empty }
    }

    /// Finds the end of the next piece.
    fn piece(&mut self) -> Result<Option<Piece>> {
        if !self.need(1)? {
            return Ok(None);
        }
        if let Some(raw) = self.raw {
            let end = [b"</", raw.as_bytes()].concat();
            let (len, found) = self.until(&end, LONGEST_TEXT)?;
            if found {
                self.raw = None;
            }
            if len > 0 {
                return Ok(Some(Piece::Raw(len)));
            }
        }
        if self.buf[self.pos] != b'<' {
            return Ok(Some(Piece::Text(self.until_tag()?)));
        }
        self.need(9)?;
        let ahead = &self.buf[self.pos..];
        if ahead.starts_with(b"<!--") {
            return Ok(Some(match self.until(b"-->", LONGEST_TAG)? {
                (len, true) => Piece::Nothing(len + 3),
                (len, false) => Piece::Nothing(len),
            }));
        }
        if ahead.starts_with(b"<![CDATA[") {
            return Ok(Some(match self.until(b"]]>", LONGEST_TAG)? {
                (len, true) => Piece::Data(len + 3),
                // Looked for once: as text, every further one would be searched to the end.
                (len, false) => Piece::Unended(len),
            }));
        }
        let second = ahead.get(1).copied().unwrap_or(0);
        let declaration = matches!(second, b'!' | b'?');
        let starts = second.is_ascii_alphabetic()
            || (second == b'/' && ahead.get(2).is_some_and(u8::is_ascii_alphabetic));
        if !starts && !declaration {
            return Ok(Some(Piece::Text(1)));
        }
        Ok(Some(match self.tag_end()? {
            Some(len) if declaration => Piece::Nothing(len),
            Some(len) => Piece::Tag(len),
            None => Piece::Text(1),
        }))
    }

    /// Length of the text up to the next `<`; cut where a long one ends a character, and before an
    /// entity that has no end yet.
    fn until_tag(&mut self) -> Result<usize> {
        let mut searched = self.pos;
        loop {
            if let Some(at) = memchr::memchr(b'<', &self.buf[searched..]) {
                return Ok(searched + at - self.pos);
            }
            searched = self.buf.len();
            let len = searched - self.pos;
            if len > LONGEST_TEXT {
                let mut cut = len - 16;
                if let Some(at) =
                    memchr::memrchr(b'&', &self.buf[self.pos + cut - 16..self.pos + cut])
                {
                    cut = cut - 16 + at;
                }
                while (0x80..0xC0).contains(&self.buf[self.pos + cut]) {
                    cut -= 1;
                }
                return Ok(cut);
            }
            if !self.refill(&mut searched)? {
                return Ok(len);
            }
        }
    }

    /// Length up to a word, and whether it is there; otherwise `longest` or what is left. Letters
    /// match in either case.
    fn until(&mut self, word: &[u8], longest: usize) -> Result<(usize, bool)> {
        let mut searched = self.pos;
        loop {
            while let Some(at) = memchr::memchr(word[0], &self.buf[searched..]) {
                let at = searched + at;
                let Some(here) = self.buf.get(at..at + word.len()) else { break };
                if here.eq_ignore_ascii_case(word) {
                    return Ok((at - self.pos, true));
                }
                searched = at + 1;
            }
            let left = self.buf.len() - self.pos;
            if left > longest + word.len() {
                let mut cut = longest;
                while cut > 1 && (0x80..0xC0).contains(&self.buf[self.pos + cut]) {
                    cut -= 1;
                }
                return Ok((cut, false));
            }
            searched = searched.max((self.buf.len() + 1).saturating_sub(word.len())).max(self.pos);
            if !self.refill(&mut searched)? {
                return Ok((self.buf.len() - self.pos, false));
            }
        }
    }

    /// Length of the tag that begins here; `>` inside of a quoted value is part of it.
    fn tag_end(&mut self) -> Result<Option<usize>> {
        let (mut at, mut quote, mut last) = (self.pos + 1, None, b'<');
        loop {
            while let Some(byte) = self.buf.get(at).copied() {
                match quote {
                    Some(open) if byte == open => quote = None,
                    Some(_) => {}
                    None if byte == b'>' => return Ok(Some(at + 1 - self.pos)),
                    None if byte == b'<' => return Ok(None),
                    None if matches!(byte, b'"' | b'\'') && last == b'=' => quote = Some(byte),
                    None => {}
                }
                if !byte.is_ascii_whitespace() {
                    last = byte;
                }
                at += 1;
            }
            if at - self.pos > LONGEST_TAG || !self.refill(&mut at)? {
                return Ok(None);
            }
        }
    }

    /// `true` where so many bytes are at hand, once more have been read.
    fn need(&mut self, len: usize) -> Result<bool> {
        let mut at = 0;
        while self.buf.len() - self.pos < len {
            if !self.refill(&mut at)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads more, and moves a place in the buffer along with it; `false` at the end.
    fn refill(&mut self, at: &mut usize) -> Result<bool> {
        if self.source.done() {
            return Ok(false);
        }
        self.buf.drain(..self.pos);
        *at = at.saturating_sub(self.pos);
        self.pos = 0;
        let had = self.buf.len();
        while self.buf.len() == had && !self.source.done() {
            self.source.read(&mut self.buf)?;
        }
        self.repair(had);
        Ok(self.buf.len() > had)
    }

    /// Leaves NUL bytes out.
    fn repair(&mut self, from: usize) {
        if memchr::memchr(0, &self.buf[from..]).is_some() {
            let kept: Vec<u8> = self.buf[from..].iter().copied().filter(|b| *b != 0).collect();
            self.buf.truncate(from);
            self.buf.extend_from_slice(&kept);
        }
    }
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// Entities by name; those of HTML that people's programs write.
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{A0}"),
    ("ensp", " "),
    ("emsp", " "),
    ("thinsp", " "),
    ("hellip", "…"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("middot", "·"),
    ("bull", "•"),
    ("times", "×"),
    ("yen", "¥"),
    ("euro", "€"),
    ("pound", "£"),
    ("deg", "°"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
];

/// A text with its entities decoded: the fixed ones by name, and characters by number.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return text.into();
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match entity(rest) {
            Some((found, len)) => {
                out.push_str(&found);
                rest = &rest[len..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out.into()
}

fn entity(text: &str) -> Option<(Cow<'static, str>, usize)> {
    let body = text.get(1..)?;
    let len = body.bytes().take(12).position(|b| b == b';')?;
    let name = &body[..len];
    let number = name.strip_prefix('#').map(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    });
    let found = match number {
        Some(number) => {
            let c = number.ok().and_then(char::from_u32).filter(|c| *c != '\0')?;
            c.to_string().into()
        }
        None => ENTITIES.iter().find(|(known, _)| *known == name)?.1.into(),
    };
    Some((found, len + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out so many bytes at a time.
    struct Steps<'a>(&'a [u8], usize);

    impl Chunks for Steps<'_> {
        fn read(&mut self, buf: &mut Vec<u8>) -> Result<()> {
            let (now, rest) = self.0.split_at(self.1.min(self.0.len()));
            buf.extend_from_slice(now);
            self.0 = rest;
            Ok(())
        }

        fn done(&self) -> bool {
            self.0.is_empty()
        }
    }

    /// `<name a=…>`, `</name>`, words and `{script}`, whatever the size of reads.
    fn tokens(html: &str) -> String {
        let read = |step: usize| {
            let mut markup = Markup::html(Steps(html.as_bytes(), step));
            let mut out = String::new();
            while let Some(token) = markup.next().unwrap() {
                match token {
                    Token::Open { name, attributes, empty } => {
                        let a = attributes.get("a").map(|a| format!(" {a}")).unwrap_or_default();
                        let end = if empty { "/" } else { "" };
                        out.push_str(&format!("<{name}{a}{end}>"));
                    }
                    Token::Close(name) => out.push_str(&format!("</{name}>")),
                    Token::Text(text) => out.push_str(&text),
                    Token::Raw(text) => out.push_str(&format!("{{{text}}}")),
                }
            }
            out
        };
        let whole = read(1 << 20);
        for step in 1..9 {
            assert_eq!(read(step).replace("}{", ""), whole, "reads of {step}");
        }
        whole
    }

    #[test]
    fn tags_text_and_what_is_neither() {
        assert_eq!(tokens("<P A='x > y'>a &lt;b&gt;&#20320;</p>"), "<p x > y>a <b>你</p>");
        assert_eq!(
            tokens("<td a=color:#42B475;b:1px; x:str>好<br/>"),
            "<td color:#42B475;b:1px;>好<br/>"
        );
        assert_eq!(tokens("a<!-- <b> -->b<!DOCTYPE html><?xml a?>c"), "abc");
        assert_eq!(tokens("1 < 2 <3> </ x <b"), "1 < 2 <3> </ x <b");
        assert_eq!(
            tokens("<script>if (a<b) '</b>'</SCRIPT>x"),
            "<script>{if (a<b) '</b>'}</script>x"
        );
        assert_eq!(tokens("<![CDATA[a <b> &amp;]]>c"), "a <b> &amp;c");
        assert_eq!(
            tokens("&unknown; &amp;amp; & &#0; &#xD800;"),
            "&unknown; &amp; & &#0; &#xD800;"
        );
        assert_eq!(tokens("<a <b a=1>"), "<a <b 1>");
        assert_eq!(tokens(""), "");
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        let text = "的".repeat(800_000) + "&amp;" + &"的".repeat(800_000);
        assert_eq!(tokens_once(&text), text.replace("&amp;", "&"));
    }

    fn tokens_once(html: &str) -> String {
        let mut markup = Markup::html(Steps(html.as_bytes(), 1 << 20));
        let mut out = String::new();
        while let Some(token) = markup.next().unwrap() {
            if let Token::Text(text) = token {
                out.push_str(&text);
            }
        }
        out
    }

    #[test]
    fn attributes_by_name() {
        let attributes = Attributes(" a = \"1&amp;2\" b='x' checked c=y/z = q ");
        assert_eq!(attributes.get("a").as_deref(), Some("1&2"));
        assert_eq!(attributes.get("B").as_deref(), Some("x"));
        assert_eq!(attributes.get("checked").as_deref(), Some(""));
        assert_eq!(attributes.get("c").as_deref(), Some("y/z"));
        assert_eq!(attributes.get("d"), None);
    }
}
