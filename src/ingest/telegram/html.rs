//! Telegram Desktop's HTML: `messages.html`, `messages2.html`, … of about a thousand messages each.
//!
//! A message that goes on where its sender's last one ended has no name of its own. What is
//! forwarded stands in a body of its own, under another name; it is nobody's own words here.

use crate::Result;
use crate::export::Kind;
use crate::ingest::builder::{Builder, DateOrder, Draft, Sender, When};
use crate::ingest::html::{self, Element, Words};
use crate::ingest::when::Cursor;
use crate::ingest::{Head, Input, Layout};
use crate::time::{Clock, Day, Timestamp};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

fn sniff(head: &Head) -> u8 {
    if head.first_char() != Some('<') {
        return 0;
    }
    let has = |text: &str| head.text.contains(text);
    let messages = has("class=\"message default clearfix") || has("class=\"message service\"");
    let details = has("date details\" title=\"");
    match (messages, details || has("class=\"page_body chat_page\""), has("class=\"history\"")) {
        (true, true, _) => 97,
        (true, false, true) => 85,
        (true, false, false) => 50,
        (false, ..) => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let mut reader = Reader::default();
    html::walk(input, &mut reader, out)?;
    input.total = reader.records;
    out.end_message();
    let senders = out.member_names().take(3).count();
    // A chat between two has the other's name.
    let named = out.member_names().any(|name| name == reader.title);
    out.set_direct(senders <= 2 && named);
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Mark {
    Title,
    Service,
    Message,
    /// What is forwarded.
    Forwarded,
    Name,
    Text,
    Question,
    /// Title of a medium.
    Medium,
    /// Words that are no words: counts of votes, signatures, reactions.
    Aside,
    Code,
}

#[derive(Default)]
struct Reader {
    records: u64,
    title: String,
    words: Words,
    /// Name of the last sender: the next message may go on without one.
    name: String,
    day: Option<Day>,
    last: Option<When>,
    message: Message,
}

#[derive(Default)]
struct Message {
    line: u64,
    id: String,
    reply: String,
    when: Option<When>,
    text: String,
    kind: Option<Kind>,
    forwarded: bool,
}

impl html::Reader for Reader {
    type Mark = Mark;

    fn open(&mut self, e: &Element<'_>, inside: &[Mark], _: &mut Builder) -> Option<Mark> {
        let class = e.get("class");
        let has = |word: &str| class.split_ascii_whitespace().any(|c| c == word);
        let in_message = inside.contains(&Mark::Message);
        if has("message") && !in_message {
            self.message = Message {
                line: e.line,
                id: e.get("id").trim_start_matches("message").to_string(),
                ..Message::default()
            };
            return Some(if has("service") { Mark::Service } else { Mark::Message });
        }
        if inside.contains(&Mark::Service) {
            return None;
        }
        if !in_message {
            let header = e.name == "div" && has("text") && has("bold") && self.title.is_empty();
            return header.then_some(Mark::Title);
        }
        if has("date") && has("details") && !inside.contains(&Mark::Name) {
            self.message.when = self.message.when.or_else(|| stamp(&e.get("title")));
            return Some(Mark::Aside);
        }
        if has("from_name") {
            return Some(Mark::Name);
        }
        if has("forwarded") && has("body") {
            self.message.forwarded = true;
            return Some(Mark::Forwarded);
        }
        if has("reply_to") {
            return Some(Mark::Aside);
        }
        if inside.contains(&Mark::Aside) && e.name == "a" {
            let link = e.get("href");
            if let Some((_, id)) = link.split_once("#go_to_message") {
                self.message.reply = id.to_string();
            }
            return None;
        }
        if let Some(kind) = medium(&class) {
            self.message.kind = Some(kind);
            return has("media").then_some(Mark::Aside);
        }
        if has("title") && has("bold") && inside.contains(&Mark::Aside) {
            return Some(Mark::Medium);
        }
        if has("question") {
            self.message.kind = Some(Kind::Poll);
            return Some(Mark::Question);
        }
        if has("media_poll") {
            return None;
        }
        let aside = ["signature", "reactions", "answer", "details", "initials", "userpic"];
        if aside.iter().any(|word| has(word)) || e.name == "button" {
            return Some(Mark::Aside);
        }
        if has("text") {
            return Some(Mark::Text);
        }
        (e.name == "pre").then_some(Mark::Code)
    }

    fn words(&mut self, words: &str, inside: &[Mark]) {
        match inside.last() {
            Some(Mark::Code) => self.words.push_as_is(words),
            Some(Mark::Aside | Mark::Message | Mark::Forwarded) | None => {}
            Some(_) => self.words.push(words),
        }
    }

    fn close(&mut self, mark: Mark, inside: &[Mark], out: &mut Builder) {
        let forwarded = inside.contains(&Mark::Forwarded);
        match mark {
            Mark::Aside | Mark::Forwarded | Mark::Code => {}
            Mark::Title => {
                self.title = self.words.take();
                self.records += 1;
                out.conversation(&self.title, &self.title, false);
                out.recognised();
            }
            Mark::Name => {
                let name = self.words.take();
                let name = name.split_once(" via @").map_or(&*name, |(name, _)| name);
                if !forwarded && !name.is_empty() {
                    self.name = name.to_string();
                }
            }
            Mark::Text | Mark::Question => {
                let text = self.words.take();
                if !forwarded {
                    self.message.text = text;
                }
            }
            Mark::Medium => {
                let title = self.words.take();
                match &*title {
                    "Sticker" => self.message.kind = Some(Kind::Sticker),
                    "Animation" => self.message.kind = Some(Kind::Image),
                    _ => {}
                }
            }
            Mark::Service => self.service(out),
            Mark::Message => self.message(out),
        }
    }
}

impl Reader {
    /// A day, or a notice, which has no time of its own: that of the message above is near enough.
    fn service(&mut self, out: &mut Builder) {
        self.records += 1;
        let text = self.words.take();
        let mut c = Cursor::new(&text);
        if let Some(day) = c.day().or_else(|| c.spelled_day()).filter(|_| c.at_end()) {
            self.day = Some(day);
            self.last = Some(When::Local(day, Clock::default()));
            return out.recognised();
        }
        // Telegram numbers its own lines downwards from 0.
        if self.message.id.starts_with('-') || text.is_empty() {
            return out.recognised();
        }
        let when = self.last.unwrap_or(When::Unknown);
        let id = Some(&*self.message.id).filter(|id| !id.is_empty());
        let line = self.message.line;
        let draft =
            Draft { sender: None, when, kind: Some(Kind::System), id, reply_to: None, line };
        out.message(draft, &text);
    }

    fn message(&mut self, out: &mut Builder) {
        self.records += 1;
        let message = std::mem::take(&mut self.message);
        let when = message.when.or(self.last).unwrap_or(When::Unknown);
        self.last = Some(when);
        let fallback = if message.forwarded { Kind::Link } else { Kind::Text };
        let kind = Some(message.kind.unwrap_or(fallback));
        let name = if self.name.is_empty() { "Deleted Account" } else { &self.name };
        let some = |text: &'_ str| !text.is_empty();
        let draft = Draft {
            sender: Some(Sender::named(name)),
            when,
            kind,
            id: Some(&*message.id).filter(|id| some(id)),
            reply_to: Some(&*message.reply).filter(|id| some(id)),
            line: message.line,
        };
        out.message(draft, &message.text);
    }
}

/// The kind of a medium by its classes.
fn medium(classes: &str) -> Option<Kind> {
    classes.split_ascii_whitespace().find_map(|class| {
        Some(match class {
            "photo_wrap" | "media_photo" | "animated_wrap" => Kind::Image,
            "sticker_wrap" => Kind::Sticker,
            "video_file_wrap" | "media_video" => Kind::Video,
            "media_voice_message" | "media_audio_file" => Kind::Voice,
            "media_file" => Kind::File,
            "media_contact" => Kind::Contact,
            "media_location" | "media_live_location" | "media_venue" => Kind::Location,
            "media_call" => Kind::Call,
            "media_game" => Kind::Link,
            "media_invoice" => Kind::Payment,
            _ => return None,
        })
    })
}

/// `08.03.2025 09:02:11 UTC+08:00`, before 2022 without the zone; the day stands first.
fn stamp(text: &str) -> Option<When> {
    let mut c = Cursor::new(text);
    let day = DateOrder::Dmy.day(c.date_numbers()?)?;
    c.spaces();
    let clock = c.clock()?;
    c.spaces();
    if !c.word("UTC") {
        return Some(When::Local(day, clock));
    }
    let offset = if c.at_end() { "+00:00" } else { c.rest };
    let Clock { hour, minute, second } = clock;
    let (year, month, day_of_month) = (day.year, day.month, day.day);
    let text =
        format!("{year:04}-{month:02}-{day_of_month:02}T{hour:02}:{minute:02}:{second:02}{offset}");
    Some(Timestamp::from_rfc3339(&text).map_or(When::Local(day, clock), When::At))
}
