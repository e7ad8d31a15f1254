//! DiscordChatExporter's JSON: `guild`, `channel` and `messages` (formats study, D1).
//!
//! What was forwarded, and what a link shows below a message, are not the sender's words.

use std::borrow::Cow;

use serde::Deserialize;

use crate::Result;
use crate::export::{Kind, Role};
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::json::{
    self, EACH, List, Loose, Path, Presence, Scalar, has_key, has_word, object, text,
};
use crate::ingest::records::{self, Outcome, Place};
use crate::ingest::when::{self, trim};
use crate::ingest::{Head, Input, Layout, notices};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

const ARRAYS: &[Path<'_>] = &[&["messages"], &[EACH, "messages"]];

fn sniff(head: &Head) -> u8 {
    if !matches!(head.first_char(), Some('{' | '[')) {
        return 0;
    }
    let has = |key| has_key(&head.text, key);
    let typed = has_word(&head.text, "type", &["Default", "Reply"]);
    let author = has("author") && (has("discriminator") || has("isBot") || typed);
    let message = author && has("content") && has("timestamp");
    match (has("guild") && has("channel"), message) {
        (true, true) => 97,
        (true, false) if has("messages") || has("dateRange") => 93,
        (false, true) if has("timestampEdited") || has("isPinned") => 90,
        (false, true) if has("messages") || typed => 75,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.each_id_once();
    let mut reader = Reader::default();
    // Some tools keep nothing but the list.
    let bare = input.head.first_char() == Some('[') && !has_key(&input.head.text, "messages");
    let arrays: &[Path<'_>] = if bare { &[&[]] } else { ARRAYS };
    let end = records::document(input, arrays, &mut reader, out)?;
    if out.rows_of_file() == 0 && !reader.known {
        return Ok(());
    }
    records::finish(input, super::FORMAT.id, "\"messages\"", end, out)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Record<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    #[serde(borrow, rename = "type")]
    class: Scalar<'a>,
    #[serde(borrow)]
    timestamp: Scalar<'a>,
    #[serde(borrow)]
    content: Scalar<'a>,
    #[serde(borrow)]
    author: Loose<Author<'a>>,
    #[serde(borrow)]
    attachments: List<Attachment<'a>>,
    embeds: Presence,
    stickers: Presence,
    poll: Presence,
    #[serde(borrow)]
    reference: Loose<Reference<'a>>,
    forwarded_message: Presence,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Author<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    #[serde(borrow)]
    name: Scalar<'a>,
    #[serde(borrow)]
    nickname: Scalar<'a>,
    #[serde(borrow)]
    roles: List<AuthorRole<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AuthorRole<'a> {
    #[serde(borrow)]
    name: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Attachment<'a> {
    #[serde(borrow)]
    file_name: Scalar<'a>,
    #[serde(borrow)]
    url: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Reference<'a> {
    #[serde(borrow, rename = "type")]
    class: Scalar<'a>,
    #[serde(borrow)]
    message_id: Scalar<'a>,
}

impl Author<'_> {
    /// The name in this server, else the account's.
    fn shown(&self) -> Cow<'_, str> {
        let names = [self.nickname.text(), self.name.text(), self.id.text()];
        let filled = |name: &Cow<'_, str>| !trim(name.trim_matches('\0')).is_empty();
        let name = names.into_iter().find(filled).unwrap_or_default();
        // Some tools leave the end of a C string in it.
        if name.contains('\0') { Cow::Owned(name.replace('\0', "")) } else { name }
    }

    /// Roles are named freely; a few names say that someone runs the place.
    fn role(&self) -> Role {
        const STAFF: &[&str] = &[
            "owner",
            "admin",
            "admins",
            "administrator",
            "moderator",
            "moderators",
            "mod",
            "mods",
            "staff",
            "管理员",
            "群主",
            "版主",
            "官方",
        ];
        let staff = self.roles.0.iter().any(|role| {
            let name = role.name.text();
            STAFF.iter().any(|known| trim(&name).eq_ignore_ascii_case(known))
        });
        if staff { Role::Official } else { Role::Unknown }
    }
}

/// What the type of a message says of it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Class {
    Written,
    Call,
    Notice,
}

impl Record<'_> {
    fn is_message(&self) -> bool {
        let author = &self.author.0;
        let written = !author.id.is_nothing() || !author.name.is_nothing();
        !self.timestamp.is_nothing() && (written || !self.content.is_nothing())
    }

    /// Types without a name stand as Discord's numbers: 20 and 23 are commands, 21 begins a
    /// thread, 19 is an answer.
    fn class(&self) -> Class {
        match self.class.text().as_ref() {
            ""
            | "Default"
            | "Reply"
            | "ChatInputCommand"
            | "ContextMenuCommand"
            | "ThreadStarterMessage"
            | "0"
            | "19"
            | "20"
            | "21"
            | "23" => Class::Written,
            "Call" | "3" => Class::Call,
            _ => Class::Notice,
        }
    }

    fn is_forward(&self) -> bool {
        self.forwarded_message.0 || self.reference.0.class.text() == "Forward"
    }

    fn kind(&self) -> Kind {
        if let Some(file) = self.attachments.0.first() {
            return file.kind();
        }
        let silent = trim(&self.content.text()).is_empty();
        if self.stickers.0 {
            Kind::Sticker
        } else if self.is_forward() || (silent && self.embeds.0) {
            Kind::Link
        } else if self.poll.0 {
            Kind::Poll
        } else {
            Kind::Text
        }
    }
}

impl Attachment<'_> {
    fn kind(&self) -> Kind {
        let (name, url) = (self.file_name.text(), self.url.text());
        let name = if name.is_empty() { url } else { name };
        let name = name.split(['?', '#']).next().unwrap_or("");
        match notices::kind_of_file(name) {
            // Stickers are no attachments here.
            Kind::Sticker => Kind::Image,
            kind => kind,
        }
    }
}

#[derive(Default)]
struct Reader {
    known: bool,
    object: u64,
    guild: String,
    id: String,
    title: String,
    class: String,
    open: bool,
}

impl records::Reader for Reader {
    fn item(&mut self, at: Place, json: &[u8], out: &mut Builder) -> Outcome {
        self.enter(at.object);
        let mut fixed = String::new();
        let record = match json.first() {
            Some(b'{') => json::read::<Record<'_>>(json, &mut fixed),
            _ => None,
        };
        let Some(record) = record.filter(Record::is_message) else { return Outcome::Unreadable };
        if !std::mem::replace(&mut self.open, true) {
            let number = self.object.to_string();
            let key = if self.id.is_empty() { &number } else { &self.id };
            out.conversation(key, &self.title, self.is_direct());
        }
        message(&record, at.record, out);
        Outcome::Message
    }

    fn value(&mut self, key: &str, object_number: u64, json: &[u8], out: &mut Builder) {
        if !matches!(key, "guild" | "channel") {
            return;
        }
        self.enter(object_number);
        self.known = true;
        let Some(value) = object(json) else { return };
        if key == "guild" {
            self.guild = text(&value, "name").into_owned();
        } else {
            self.id = text(&value, "id").into_owned();
            self.title = text(&value, "name").into_owned();
            self.class = text(&value, "type").into_owned();
        }
        if self.open {
            out.retitle(&self.title);
            out.set_direct(self.is_direct());
        }
    }
}

impl Reader {
    fn enter(&mut self, object: u64) {
        if self.object != object {
            *self = Reader { known: self.known, object, ..Reader::default() };
        }
    }

    fn is_direct(&self) -> bool {
        match self.class.as_str() {
            "" => self.guild == "Direct Messages",
            // 1 is the number of a channel between two people.
            class => matches!(class, "DirectTextChat" | "1"),
        }
    }
}

fn message(record: &Record<'_>, line: u64, out: &mut Builder) {
    let author = &record.author.0;
    let (name, author_id, content) = (author.shown(), author.id.text(), record.content.text());
    let class = record.class();
    let written = class != Class::Notice && !name.is_empty();
    let kind = match class {
        Class::Written if written => record.kind(),
        Class::Call if written => Kind::Call,
        _ => Kind::System,
    };
    let (id, answers) = (record.id.text(), record.reference.0.message_id.text());
    let answered = class == Class::Written && !record.is_forward() && !answers.is_empty();
    let draft = Draft {
        sender: written.then(|| Sender {
            id: Some(author_id.as_ref()).filter(|id| !id.is_empty()),
            name: trim(&name),
            role: author.role(),
        }),
        when: when::cell(&record.timestamp.text()).unwrap_or(When::Unknown),
        kind: Some(kind),
        id: Some(id.as_ref()).filter(|id| !id.is_empty()),
        reply_to: answered.then_some(answers.as_ref()),
        line,
    };
    if kind == Kind::System && !name.is_empty() {
        // `Joined the server.` does not say who.
        return out.message(draft, &format!("{} {content}", trim(&name)));
    }
    out.message(draft, &content);
}
