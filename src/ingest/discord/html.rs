//! DiscordChatExporter's HTML, old and new: groups of messages of one author. In new versions each
//! message has a container of its own, and the first one the author; in old ones the group has it.

use super::txt;
use crate::Result;
use crate::export::Kind;
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::html::{self, Element, Words};
use crate::ingest::when::{self, Cursor};
use crate::ingest::{Head, Input, Layout, notices};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

fn sniff(head: &Head) -> u8 {
    if head.first_char() != Some('<') {
        return 0;
    }
    let has = |text: &str| head.text.contains(text);
    let group = has("\"chatlog__message-group") || has("\"chatlog__message-container");
    match (group, has("chatlog__"), has("preamble__entry")) {
        (true, ..) => 97,
        // Styles fill the first part of a small file; messages follow.
        (false, true, true) => 90,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(txt::kind_of);
    let mut reader = Reader::default();
    html::walk(input, &mut reader, out)?;
    input.total = reader.records;
    out.end_message();
    out.set_direct(reader.direct);
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Mark {
    /// Guild and channel above the messages.
    Title,
    Footer,
    Group,
    Message,
    Author,
    Time,
    Text,
    /// Text whose white space counts.
    Exact,
    /// What a notice says.
    Notice,
    /// What is quoted, forwarded, shown of a link, counted: no words of the author.
    Aside,
}

#[derive(Default)]
struct Author {
    name: String,
    id: String,
}

#[derive(Default)]
struct Reader {
    records: u64,
    titles: usize,
    direct: bool,
    author: Author,
    when: Option<When>,
    words: Words,
    message: Message,
}

#[derive(Default)]
struct Message {
    line: u64,
    id: String,
    reply: String,
    when: Option<When>,
    text: Words,
    kind: Option<Kind>,
    notice: bool,
}

impl html::Reader for Reader {
    type Mark = Mark;

    fn open(&mut self, e: &Element<'_>, inside: &[Mark], _: &mut Builder) -> Option<Mark> {
        let class = e.get("class");
        let has = |word: &str| class.split_ascii_whitespace().any(|c| c == word);
        let starts = |word: &str| class.split_ascii_whitespace().any(|c| c.starts_with(word));
        if has("preamble__entry") {
            return Some(Mark::Title);
        }
        if has("postamble__entry") {
            return Some(Mark::Footer);
        }
        if has("chatlog__message-group") {
            (self.author, self.when) = Default::default();
            return Some(Mark::Group);
        }
        let message = has("chatlog__message-container") || has("chatlog__message");
        if message && !inside.contains(&Mark::Message) {
            let id = e.get("data-message-id").into_owned();
            self.message = Message { line: e.line, id, ..Message::default() };
            return Some(Mark::Message);
        }
        if starts("chatlog__reply") || starts("chatlog__reference") {
            let call = e.get("onclick");
            if let Some((_, id)) = call.split_once("scrollToMessage(event,") {
                let digits = id.trim_start_matches([' ', '\'', '"']);
                let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
                self.message.reply = digits[..end].to_string();
            }
            return Some(Mark::Aside);
        }
        if has("chatlog__author")
            || has("chatlog__author-name")
            || has("chatlog__system-notification-author")
        {
            self.author.id = e.get("data-user-id").into_owned();
            return Some(Mark::Author);
        }
        if inside.contains(&Mark::Aside) {
            return None;
        }
        if has("chatlog__timestamp")
            || has("chatlog__short-timestamp")
            || has("chatlog__system-notification-timestamp")
        {
            self.time(&e.get("title"), inside);
            return Some(Mark::Time);
        }
        if has("chatlog__system-notification-content") {
            self.message.notice = true;
            return Some(Mark::Notice);
        }
        if starts("chatlog__forwarded") {
            self.message.kind.get_or_insert(Kind::Link);
            return Some(Mark::Aside);
        }
        if starts("chatlog__embed") || has("chatlog__sticker") {
            let kind = if has("chatlog__sticker") { Kind::Sticker } else { Kind::Link };
            self.message.kind.get_or_insert(kind);
            return Some(Mark::Aside);
        }
        if starts("chatlog__attachment") {
            self.attachment(e, &class);
            return None;
        }
        if starts("chatlog__reaction")
            || starts("chatlog__edited")
            || has("chatlog__author-tag")
            || has("chatlog__bot-tag")
        {
            return Some(Mark::Aside);
        }
        if has("chatlog__content") {
            return Some(Mark::Text);
        }
        let in_text = inside.iter().any(|m| matches!(m, Mark::Text | Mark::Exact));
        if in_text && e.name == "img" {
            self.message.text.push_as_is(&e.get("alt"));
        }
        if e.name == "a" && inside.contains(&Mark::Message) && !in_text {
            self.file(&e.get("href"));
        }
        let exact = ["chatlog__markdown-preserve", "preserve-whitespace"];
        (in_text && (exact.iter().any(|word| has(word)) || e.name == "pre")).then_some(Mark::Exact)
    }

    fn words(&mut self, words: &str, inside: &[Mark]) {
        let aside = inside.contains(&Mark::Aside);
        match inside.last() {
            Some(Mark::Text | Mark::Notice) if !aside => self.message.text.push(words),
            Some(Mark::Exact) if !aside => self.message.text.push_as_is(words),
            Some(Mark::Title | Mark::Author | Mark::Time) => self.words.push(words),
            _ => {}
        }
    }

    fn close(&mut self, mark: Mark, inside: &[Mark], out: &mut Builder) {
        match mark {
            Mark::Title => self.title(out),
            Mark::Footer => {
                self.records += 1;
                out.recognised();
            }
            Mark::Author => self.author.name = self.words.take(),
            Mark::Time => {
                let text = self.words.take();
                self.time(&text, inside);
            }
            Mark::Message => self.message(out),
            Mark::Group | Mark::Text | Mark::Exact | Mark::Notice | Mark::Aside => {}
        }
    }
}

impl Reader {
    /// Guild, then `category / channel`, then topic and dates.
    fn title(&mut self, out: &mut Builder) {
        let title = self.words.take();
        self.titles += 1;
        self.records += 1;
        match self.titles {
            1 => self.direct = title == "Direct Messages",
            2 => {
                let name = title.rsplit(" / ").next().unwrap_or(&title);
                self.direct &= !title.starts_with("Group") && !name.contains(", ");
                out.conversation("", name, self.direct);
            }
            _ => {}
        }
        out.recognised();
    }

    /// Only the first time that can be read counts: that of an edit follows it.
    fn time(&mut self, text: &str, inside: &[Mark]) {
        let Some(when) = stamp(text) else { return };
        if inside.contains(&Mark::Message) {
            self.message.when.get_or_insert(when);
        }
        self.when.get_or_insert(when);
    }

    fn attachment(&mut self, e: &Element<'_>, class: &str) {
        let kind = match e.name {
            "img" => Kind::Image,
            "video" => Kind::Video,
            "audio" => Kind::Voice,
            _ if class.contains("attachment-generic") => Kind::File,
            _ => return,
        };
        self.message.kind.get_or_insert(kind);
    }

    /// Old versions name a file only by its link.
    fn file(&mut self, link: &str) {
        let file = link.split(['?', '#']).next().unwrap_or(link);
        let name = file.rsplit('/').next().unwrap_or(file);
        if link.contains("/attachments/") || (name.contains('.') && link.contains("_Files/")) {
            self.message.kind.get_or_insert(notices::kind_of_file(name));
        }
    }

    fn message(&mut self, out: &mut Builder) {
        self.records += 1;
        let mut message = std::mem::take(&mut self.message);
        let text = message.text.take();
        let when = message.when.or(self.when).unwrap_or(When::Unknown);
        let call = text.starts_with("started a call");
        let kind = match message.kind {
            _ if message.notice && !call => Some(Kind::System),
            _ if message.notice => Some(Kind::Call),
            // Words beside an embed or a forward are words; beside a file its caption.
            Some(Kind::Link) if !text.is_empty() => Some(Kind::Text),
            kind => kind.or(Some(Kind::Text).filter(|_| text.is_empty())),
        };
        let Author { name, id } = &self.author;
        let name = if name.is_empty() { id } else { name };
        let some = |text: &'_ str| !text.is_empty();
        let sender = Sender { id: Some(&**id).filter(|id| some(id)), ..Sender::named(name) };
        let nobody = name.is_empty() || kind == Some(Kind::System);
        let draft = Draft {
            sender: (!nobody).then_some(sender),
            when,
            kind,
            id: Some(&*message.id).filter(|id| some(id)),
            reply_to: Some(&*message.reply).filter(|id| some(id)),
            line: message.line,
        };
        out.message(draft, &text);
    }
}

/// `10-Apr-21 09:01 AM`, `07/01/2024 10:00`, `Sunday, 7 January 2024 10:00`.
fn stamp(text: &str) -> Option<When> {
    let mut c = Cursor::new(text.trim());
    c.weekday();
    when::cell(c.rest)
}
