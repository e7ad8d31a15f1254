//! WhatsApp: `_chat.txt` and `WhatsApp Chat with X.txt`, iOS and Android, any locale, and what its
//! web client copies (formats study, A1).
//!
//! A head is a date and a time, in brackets or before a dash, then `name: words`. The order of the
//! date numbers is decided once for the file, never per line.

use std::collections::BTreeMap;

use super::builder::{Builder, Draft, Sender, When};
use super::heads::is_log;
use super::notices::kind_of_file;
use super::stamps::Stamps;
use super::when::{is_mark, is_space, trim};
use super::{Format, Head, Input};
use crate::Result;
use crate::export::Kind;

use phrases::Phrases;

mod phrases;
mod stamp;

pub(super) const FORMAT: Format = Format { id: "whatsapp", sniff, parse };

fn sniff(head: &Head) -> u8 {
    let phrases = Phrases::all();
    let (mut lines, mut heads, mut said, mut first) = (0u32, 0u32, 0u32, None);
    for line in head.all_lines().filter(|l| !trim(l).is_empty()) {
        lines += 1;
        let found = stamp::read(line, phrases);
        first.get_or_insert(found.is_some());
        if let Some((_, body)) = found {
            heads += 1;
            said += u32::from(split(body, phrases, |_| false).is_some());
        }
    }
    let share = (heads * 100).checked_div(lines).unwrap_or(0);
    let named = phrases.chat_name(&head.name).is_some() || head.name.ends_with("_chat.txt");
    // `[time] name: words` is also how people type a chat by hand; WhatsApp leaves its marks.
    let mut lines = head.lines().map(trim);
    let example = lines.find(|l| stamp::read(l, phrases).is_some()).unwrap_or("");
    let bracket = example.starts_with('[');
    let hyphens = bracket && example.chars().take(9).any(|c| c == '-');
    let marked = named || head.text.contains('\u{200E}') || phrases.is_encryption(&head.text);
    match (heads, said) {
        (2.., 1..) if bracket && !marked => {
            // Signal writes such dates too, but no seconds; by hand nobody writes the comma.
            let timed = example.contains(", ") && example.matches(':').count() >= 3;
            if hyphens && !timed { 45 } else { 76 }
        }
        (2.., 1..) if share >= 20 => (88 + share / 10).min(98) as u8,
        (2.., 1..) if share >= 2 && first == Some(true) => 70,
        (1.., _) if named => 80,
        // A dash between time and name is nobody's habit.
        (1, 1) if first == Some(true) && !bracket && example.contains(" - ") => 80,
        (1, 1) if first == Some(true) && bracket && !hyphens && example.contains(", ") => 76,
        (1, 1) if first == Some(true) => 60,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let phrases = Phrases::all();
    let mut reader = Reader::new(phrases, input.name, input.head);
    let mut stamps = Stamps::default();
    out.conversation("", reader.title.as_deref().unwrap_or(""), false);
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        match stamps.read(line.text, |line| stamp::read(line, phrases)) {
            Some((when, body)) => reader.message(out, when, body, line.number),
            None => reader.further(out, line.text, line.number),
        }
    })?;
    out.end_message();
    if let Some(title) = reader.title.as_deref().filter(|t| !t.is_empty()) {
        out.retitle(title);
    }
    let senders = out.member_names().count();
    out.set_direct(!reader.is_group && senders <= 2);
    Ok(())
}

/// What the file has told about its people so far.
struct Reader<'p> {
    phrases: &'p Phrases,
    title: Option<String>,
    is_group: bool,
    /// iOS prints the notices of a group under its name: whoever is called so says nothing.
    mute: Option<String>,
    started: bool,
    /// The open message is a placeholder: further lines are its caption.
    captionless: bool,
}

impl<'p> Reader<'p> {
    fn new(phrases: &'p Phrases, file: &str, head: &Head) -> Self {
        let title = phrases.chat_name(file);
        let mute = mute(phrases, title.as_deref(), head);
        let is_group = mute.is_some();
        let title = title.or_else(|| mute.clone());
        Reader { phrases, title, is_group, mute, started: false, captionless: false }
    }

    fn message(&mut self, out: &mut Builder, when: When, body: &str, line: u64) {
        (self.started, self.captionless) = (true, false);
        let draft =
            Draft { sender: None, when, kind: Some(Kind::System), id: None, reply_to: None, line };
        let Some((name, text)) = split(body, self.phrases, |name| out.knows_name(name)) else {
            self.learn(body);
            return out.message(draft, trim(body));
        };
        let words = self.phrases.without_edit_mark(trim(text));
        let found = placeholder(self.phrases, text);
        if found.is_none() && self.is_notice(name, text, words) {
            // Under the name of the chat it stands at the very start only.
            let start = out.member_names().next().is_none();
            if start && self.phrases.is_encryption(words) && self.title.is_none() {
                self.title = Some(name.to_string());
            }
            self.learn(words);
            return out.message(draft, words);
        }
        let kind = found.as_ref().map_or(Kind::Text, |found| found.kind);
        self.captionless = found.as_ref().is_some_and(|found| found.takes_caption);
        let words = found.and_then(|found| found.caption).unwrap_or(words);
        out.message(Draft { sender: Some(Sender::named(name)), kind: Some(kind), ..draft }, words);
    }

    /// A line without a stamp.
    fn further(&mut self, out: &mut Builder, line: &str, number: u64) {
        let text = trim(line);
        if text.is_empty() {
            return out.blank();
        }
        if !self.started && self.phrases.is_encryption(text) {
            return out.recognised();
        }
        if std::mem::take(&mut self.captionless) {
            out.forget_words();
        }
        // The file of a caption of several lines stands behind the last one.
        if let Some((kind, caption)) = behind_caption(self.phrases, line) {
            out.set_kind(kind);
            return out.line(caption, number);
        }
        out.line(self.phrases.without_edit_mark(line.trim_matches(is_mark)), number);
    }

    /// iOS prints notices under the name of the group, of the contact or of whoever did something,
    /// behind a mark.
    fn is_notice(&self, name: &str, text: &str, words: &str) -> bool {
        let marked = text.starts_with(is_mark);
        self.mute.as_deref() == Some(name)
            || self.phrases.is_certain_notice(words)
            || (marked && (self.phrases.is_notice(words) || words.starts_with(name)))
    }

    /// A group shows itself by its notices; the first that names it gives the title.
    fn learn(&mut self, notice: &str) {
        self.is_group |= self.phrases.is_of_group(notice);
        if self.title.is_none() && self.phrases.is_creation(notice) {
            self.title = quoted(notice).map(str::to_string);
        }
    }
}

/// The name under which iOS prints the notices of a group, where the head of the file shows that
/// nothing but notices stand under it.
fn mute(phrases: &Phrases, title: Option<&str>, head: &Head) -> Option<String> {
    #[derive(Default)]
    struct Seen {
        all: u32,
        notices: u32,
        of_group: bool,
        encryption: bool,
    }
    let (mut seen, mut first): (BTreeMap<&str, Seen>, _) = (BTreeMap::new(), None);
    for line in head.lines() {
        let Some((_, body)) = stamp::read(line, phrases) else { continue };
        let Some((name, text)) = split(body, phrases, |_| false) else { continue };
        let words = trim(text);
        let notice = phrases.is_notice(words) && placeholder(phrases, text).is_none();
        let is_first = *first.get_or_insert(name) == name;
        let seen = seen.entry(name).or_default();
        seen.all += 1;
        seen.notices += u32::from(notice);
        seen.encryption |= is_first && phrases.is_encryption(words);
        seen.of_group |= notice && phrases.is_of_group(words) && phrases.is_creation(words);
    }
    let others = seen.len();
    seen.into_iter()
        .find(|(name, seen)| {
            let called_so = title == Some(*name) || (title.is_none() && seen.encryption);
            called_so && seen.all == seen.notices && (others > 2 || seen.of_group)
        })
        .map(|(name, _)| name.to_string())
}

fn quoted(text: &str) -> Option<&str> {
    let pairs = [('“', '”'), ('"', '"'), ('「', '」'), ('„', '“'), ('«', '»'), ('‘', '’')];
    pairs.iter().find_map(|(open, close)| {
        let from = text.find(*open)? + open.len_utf8();
        let len = text[from..].rfind(*close)?;
        Some(trim(&text[from..from + len])).filter(|name| !name.is_empty())
    })
}

/// Sender and words; `None` for a notice.
///
/// Most names have been seen before; `known` spares them the look at what notices say.
fn split<'a>(
    body: &'a str,
    phrases: &Phrases,
    known: impl Fn(&str) -> bool,
) -> Option<(&'a str, &'a str)> {
    // `Name:text`, `Name:.` and `Name:` occur.
    let colons = || memchr::memchr_iter(b':', body.as_bytes());
    let spaced = |at: &usize| body.as_bytes().get(at + 1) == Some(&b' ');
    let at = colons().find(spaced).or_else(|| colons().next())?;
    let name = clean_name(&body[..at]);
    let text = &body[at + 1..];
    let spaced = text.starts_with(' ');
    let text = text.strip_prefix(' ').unwrap_or(text);
    if known(name) {
        return Some((name, text));
    }
    let longest = if spaced { 80 } else { 30 };
    // What stands in quotes belongs to a notice, and so do times and addresses.
    let inside = ['“', '「', '„', '«'].iter().any(|open| name.contains(*open))
        || name.matches('"').count() % 2 == 1;
    let glued = !spaced
        && (text.starts_with("//")
            || (name.ends_with(|c: char| c.is_ascii_digit())
                && text.starts_with(|c: char| c.is_ascii_digit())
                && name.contains(' ')
                && !name.starts_with('+')));
    let plausible = !name.is_empty()
        && name.chars().count() <= longest
        && !inside
        && !glued
        && !phrases.is_deed(name)
        && !phrases.is_encryption(name)
        && !is_log(name);
    plausible.then_some((name, text))
}

/// A name without the marks and the `~ ` that WhatsApp puts around people outside the contacts.
fn clean_name(name: &str) -> &str {
    let name = trim(name);
    trim(name.strip_prefix("~").map_or(name, |n| n.trim_start_matches(is_space)))
}

/// What a placeholder says.
struct Placeholder<'a> {
    kind: Kind,
    /// Words of the sender beside it.
    caption: Option<&'a str>,
    /// Lines below it are the sender's words.
    takes_caption: bool,
}

/// Reads the first line of a message as a placeholder for something other than words.
fn placeholder<'a>(phrases: &Phrases, text: &'a str) -> Option<Placeholder<'a>> {
    let marked = text.starts_with(is_mark);
    let words = trim(text);
    if !phrases.may_stand_for_more(words) {
        return None;
    }
    if let Some((kind, caption)) = behind_caption(phrases, text) {
        let caption = Some(caption).filter(|caption| !caption.is_empty());
        return Some(Placeholder { kind, caption, takes_caption: false });
    }
    if let Some((kind, takes_caption)) = whole(phrases, words, marked) {
        return Some(Placeholder { kind, caption: None, takes_caption });
    }
    None
}

/// The kind of a text that is nothing but a placeholder, and whether a caption may follow.
fn whole(phrases: &Phrases, text: &str, marked: bool) -> Option<(Kind, bool)> {
    if let Some(kind) = phrases.placeholder(text) {
        return Some((kind, !matches!(kind, Kind::Recalled | Kind::Location)));
    }
    if phrases.is_call(text, marked) {
        return Some((Kind::Call, false));
    }
    let location = ["https://maps.google.com/?q=", "https://foursquare.com/v/"];
    if text.contains('/')
        && let Some(at) = location.iter().find_map(|address| text.find(address))
        && (at == 0 || trim(&text[..at]).ends_with(':'))
    {
        return Some((Kind::Location, false));
    }
    if phrases.is_poll(text) {
        return Some((Kind::Poll, false));
    }
    if let Some(inside) = text.strip_prefix('<').and_then(|f| f.strip_suffix('>')) {
        if let Some(kind) = attachment(phrases, inside) {
            return Some((kind, true));
        }
        // `<Media omitted>`, in some fifty languages: what it was is not said.
        let omitted = !inside.contains(['<', '>', '/', '='])
            && inside.chars().count() <= 48
            && (inside.contains(' ') || !inside.is_ascii());
        return omitted.then_some((Kind::Other, true));
    }
    let (file, tail) = text.strip_suffix(')')?.rsplit_once('(')?;
    phrases.is_attached(tail).then(|| (kind_of_file(file), true))
}

/// The kind and the words of a caption that has its placeholder behind it:
/// `Gipfel! ‎<attached: 1.jpg>`, `清单.xlsx • ‎3 页 ‎文档已忽略`.
fn behind_caption<'a>(phrases: &Phrases, text: &'a str) -> Option<(Kind, &'a str)> {
    let end = text.trim_end_matches(|c: char| is_space(c) || is_mark(c));
    if let Some(inside) = end.strip_suffix('>')
        && let Some(at) = inside.rfind('<')
        && let Some(kind) = attachment(phrases, &inside[at + 1..])
    {
        let caption = trim(&text[..at]);
        return (!caption.is_empty()).then_some((kind, caption));
    }
    let (caption, last) = end.rsplit_once('\u{200E}')?;
    let caption = trim(caption);
    if caption.is_empty() {
        return None;
    }
    let kind = phrases.placeholder(trim(last)).filter(|kind| *kind != Kind::Recalled)?;
    Some((kind, caption))
}

/// `attached: 00000012-PHOTO.jpg`.
fn attachment(phrases: &Phrases, inside: &str) -> Option<Kind> {
    let (word, file) = inside.split_once([':', '：'])?;
    phrases.is_attached(word).then(|| kind_of_file(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Option<(&str, &str)> {
        let phrases = Phrases::all();
        stamp::read(line, phrases).and_then(|(_, body)| split(body, phrases, |_| false))
    }

    #[test]
    fn names_and_notices() {
        for (body, is) in [
            ("John-John Doe: a: b", Some(("John-John Doe", "a: b"))),
            ("~ 小林: 好", Some(("小林", "好"))),
            ("~\u{202F}小林: 好", Some(("小林", "好"))),
            ("\u{202A}+86 199 0000 0001\u{202C}: 好", Some(("+86 199 0000 0001", "好"))),
            ("+86 199 0000 0001:8点", Some(("+86 199 0000 0001", "8点"))),
            ("老周:好", Some(("老周", "好"))),
            ("老周:", Some(("老周", ""))),
            ("Lena changed the subject from \"a: b\" to \"c\"", None),
            ("Lena hat den Betreff zu „Tour: Tag 1“ geändert", None),
            ("老周将群组名称更改为“周末: 莫干山”", None),
            ("Lena named this group “Trip 10:30”", None),
            ("Messages and calls are end-to-end encrypted: no one outside can read them.", None),
            ("消息和通话已进行端到端加密。", None),
        ] {
            assert_eq!(said(&format!("3/8/25, 09:02 - {body}")), is, "{body}");
        }
    }

    #[test]
    fn media() {
        let phrases = Phrases::all();
        let kind = |text: &str| placeholder(phrases, text).map(|p| p.kind);
        for (text, is) in [
            ("<Media omitted>", Kind::Other),
            ("<省略影音内容>", Kind::Other),
            ("<Medya dahil edilmedi>", Kind::Other),
            ("\u{200E}图像已忽略", Kind::Image),
            ("GIF omitted", Kind::Sticker),
            ("IMG-20250308-WA0001.jpg (file attached)", Kind::Image),
            ("IMG-20250308-WA0001.jpg (archivo adjunto)", Kind::Image),
            ("STK-20250308-WA0001.webp (dosya ekli)", Kind::Sticker),
            ("\u{200E}<附件：00000012-AUDIO-2025-03-08-09-05-12.opus>", Kind::Voice),
            ("\u{200E}<Anhang: 00000012-PHOTO-2025-03-08.jpg>", Kind::Image),
            ("Liste.pdf • \u{200E}3 Seiten \u{200E}<Anhang: 00000013-Liste.pdf>", Kind::File),
            ("清单.xlsx • \u{200E}3 页 \u{200E}文档已忽略", Kind::File),
            ("This message was deleted", Kind::Recalled),
            ("تم حذف هذه الرسالة", Kind::Recalled),
            ("このメッセージは削除されました。", Kind::Recalled),
            ("\u{200E}Missed voice call, \u{200E}Tap to call back", Kind::Call),
            ("\u{200E}语音通话, \u{200E}未接听", Kind::Call),
            ("https://maps.google.com/?q=30.6,119.8", Kind::Location),
            ("\u{200E}Standort: https://maps.google.com/?q=30.6,119.8", Kind::Location),
            ("live location shared", Kind::Location),
            ("POLL:", Kind::Poll),
            ("Waiting for this message", Kind::Other),
        ] {
            assert_eq!(kind(text), Some(is), "{text}");
        }
        for text in ["<3 dich", "video call?", "<b>", "siehe (oben)", "image", "附件"] {
            assert_eq!(kind(text), None, "{text}");
        }
        assert_eq!(phrases.without_edit_mark("好的 \u{200E}<这条消息已经过编辑>"), "好的");
    }
}
