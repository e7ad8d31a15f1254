//! Telegram Desktop's `result.json`: one chat, or the chats of a whole account (formats study, T1).
//!
//! Forwarded words are not the sender's: such a message is a link without text, or what its
//! media are. Notices have no words in the file: their action and whom it concerns stand instead.

use std::collections::HashSet;

use serde_json::Value;

use super::record::{Person, Record};
use crate::Result;
use crate::export::{Kind, Role};
use crate::ingest::builder::{Builder, Draft, Sender};
use crate::ingest::json::{self, EACH, Path, has_key, has_word, text};
use crate::ingest::records::{self, Outcome, Place};
use crate::ingest::when::trim;
use crate::ingest::{Head, Input, Layout};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

const ARRAYS: &[Path<'_>] = &[
    &["messages"],
    &["chats", "list", EACH, "messages"],
    &["left_chats", "list", EACH, "messages"],
    &["chats", EACH, "messages"],
    &[EACH, "messages"],
];

/// Types of chats.
const TYPES: &[&str] = &[
    "personal_chat",
    "bot_chat",
    "saved_messages",
    "replies",
    "verify_codes",
    "private_group",
    "public_group",
    "private_supergroup",
    "public_supergroup",
    "private_channel",
    "public_channel",
];

fn sniff(head: &Head) -> u8 {
    if !matches!(head.first_char(), Some('{' | '[')) {
        return 0;
    }
    let has = |key| has_key(&head.text, key);
    let chat = has_word(&head.text, "type", TYPES);
    let entities = has("text_entities");
    let message = has("text") && (has("from_id") || has("actor_id")) && has("date");
    let account = has("personal_information") && (has("chats") || has("contacts") || has("about"));
    match (chat, account) {
        (true, _) if has("messages") && (entities || message) => 97,
        (_, true) => 95,
        (true, _) if has("messages") => 90,
        _ if entities && has("date_unixtime") => 92,
        _ if message && has("messages") => 75,
        // Records without their dates.
        _ if entities && has("from_id") && has("from") => 80,
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
    if out.rows_of_file() == 0 && !reader.is_telegram {
        return Ok(());
    }
    records::finish(input, super::FORMAT.id, "\"messages\"", end, out)
}

#[derive(Default)]
struct Reader {
    chat: Chat,
    is_telegram: bool,
}

/// The chat being read.
#[derive(Default)]
struct Chat {
    /// Number of its object.
    object: u64,
    name: String,
    id: String,
    class: String,
    /// Its messages have begun.
    open: bool,
    /// Messages that begin a topic: what is written there is no answer to them.
    topics: HashSet<String>,
}

impl records::Reader for Reader {
    fn item(&mut self, at: Place, json: &[u8], out: &mut Builder) -> Outcome {
        self.enter(at.object);
        let mut fixed = String::new();
        let record = match json.first() {
            Some(b'{') => json::read::<Record<'_>>(json, &mut fixed),
            _ => None,
        };
        let Some(record) = record else { return Outcome::Unreadable };
        self.is_telegram = true;
        let class = record.class.text();
        let unsupported = class == "unsupported";
        if unsupported && Person::new(&record.from, &record.from_id).is_nobody() {
            // Nothing but an id: what it was, who sent it and when is not in the file.
            return Outcome::Recognised;
        }
        if !unsupported && !record.is_message() {
            return Outcome::Unreadable;
        }
        self.chat.open(out);
        if class == "service" {
            self.chat.notice(&record, json, at.record, out);
        } else {
            self.chat.message(&record, json, at.record, out);
        }
        Outcome::Message
    }

    fn value(&mut self, key: &str, object: u64, json: &[u8], out: &mut Builder) {
        self.is_telegram |= matches!(key, "personal_information" | "left_chats");
        if !matches!(key, "name" | "type" | "id") {
            return;
        }
        self.enter(object);
        let mut fixed = String::new();
        let value = json::read::<json::Scalar<'_>>(json, &mut fixed).unwrap_or_default();
        let text = trim(&value.text()).to_string();
        match key {
            "name" => self.chat.name = text,
            "type" => self.chat.class = text,
            _ => self.chat.id = text,
        }
        self.is_telegram |= TYPES.contains(&self.chat.class.as_str());
        if self.chat.open {
            out.retitle(self.chat.title());
            out.set_direct(self.chat.is_direct());
            out.set_role(&format!("channel{}", self.chat.id), Role::Official);
        }
    }
}

impl Reader {
    fn enter(&mut self, object: u64) {
        if self.chat.object != object {
            self.chat = Chat { object, ..Chat::default() };
        }
    }
}

impl Chat {
    /// A chat without messages never becomes a conversation.
    fn open(&mut self, out: &mut Builder) {
        if !std::mem::replace(&mut self.open, true) {
            let number = self.object.to_string();
            let key = if self.id.is_empty() { &number } else { &self.id };
            out.conversation(key, self.title(), self.is_direct());
        }
    }

    fn title(&self) -> &str {
        match (self.name.as_str(), self.class.as_str()) {
            ("", "saved_messages") => "Saved Messages",
            ("", "replies") => "Replies",
            ("", _) => &self.id,
            (name, _) => name,
        }
    }

    fn is_direct(&self) -> bool {
        matches!(self.class.as_str(), "personal_chat" | "bot_chat" | "saved_messages")
    }

    /// Whoever writes as the channel, or as the group itself, is one of its administrators.
    fn role(&self, id: &str) -> Role {
        let own = id.strip_prefix("channel").is_some_and(|id| id == self.id);
        if own || self.class.ends_with("_channel") { Role::Official } else { Role::Unknown }
    }

    fn sender<'p>(&self, person: &'p Person<'_>) -> Sender<'p> {
        let id = trim(&person.id);
        Sender {
            id: Some(id).filter(|id| !id.is_empty()),
            name: person.name(),
            role: self.role(id),
        }
    }

    fn message(&mut self, record: &Record<'_>, json: &[u8], line: u64, out: &mut Builder) {
        let person = Person::new(&record.from, &record.from_id);
        let (mut kind, forward) = (record.kind(), record.is_forward());
        if forward && kind == Kind::Text {
            kind = Kind::Link;
        }
        if kind == Kind::Text && record.class.text() == "unsupported" {
            kind = Kind::Other;
        }
        let (id, answers) = (record.id.text(), record.answers());
        let draft = Draft {
            sender: Some(self.sender(&person)),
            when: record.when(),
            kind: Some(kind),
            id: Some(id.as_ref()).filter(|id| !id.is_empty()),
            reply_to: answers.as_deref().filter(|id| !self.topics.contains(*id)),
            line,
        };
        let words = record.text.text();
        if forward {
            out.message(draft, "");
        } else if words.is_empty() && kind == Kind::Poll {
            out.message(draft, record.poll.text());
        } else if words.is_empty() && has_entities(json) {
            out.message(draft, &entities(json));
        } else {
            out.message(draft, words);
        }
    }

    /// A call is made by someone; everything else is written by nobody.
    fn notice(&mut self, record: &Record<'_>, json: &[u8], line: u64, out: &mut Builder) {
        let actor = Person::new(&record.actor, &record.actor_id);
        let (id, action) = (record.id.text(), record.action.text());
        if action == "topic_created" {
            self.topics.insert(id.to_string());
        }
        let call = matches!(action.as_ref(), "phone_call" | "group_call" | "conference_call")
            && !actor.is_nobody();
        let draft = Draft {
            sender: call.then(|| self.sender(&actor)),
            when: record.when(),
            kind: Some(if call { Kind::Call } else { Kind::System }),
            id: Some(id.as_ref()).filter(|id| !id.is_empty()),
            reply_to: None,
            line,
        };
        let words = record.text.text();
        if call || !words.is_empty() {
            return out.message(draft, words);
        }
        let who = if actor.is_nobody() { "" } else { actor.name() };
        out.message(draft, &about(who, &action, json));
    }
}

/// `true` where the list of entities has some: asked of every message without words.
fn has_entities(json: &[u8]) -> bool {
    const KEY: &[u8] = b"\"text_entities\"";
    let list = |at: usize| {
        let value = json.get(at + KEY.len()..)?.trim_ascii_start().strip_prefix(b":")?;
        value.trim_ascii_start().strip_prefix(b"[").map(<[u8]>::trim_ascii_start)
    };
    memchr::memmem::find(json, KEY).and_then(list).is_some_and(|list| !list.starts_with(b"]"))
}

/// The words of a record that has them only as entities.
fn entities(json: &[u8]) -> String {
    let record = json::object(json);
    let list = record.as_ref().and_then(|r| r.get("text_entities")).and_then(Value::as_array);
    let texts = list.into_iter().flatten().filter_map(|e| e.get("text")?.as_str());
    texts.collect()
}

/// `阿青 invite_members 老周`: who did what to whom, as far as the notice says.
fn about(who: &str, action: &str, json: &[u8]) -> String {
    let mut parts = vec![who.to_string(), action.to_string()];
    if let Some(record) = json::object(json) {
        for key in ["information_text", "title", "new_title", "inviter", "amount", "currency"] {
            parts.push(text(&record, key).into_owned());
        }
        let members = record.get("members").and_then(Value::as_array);
        let names = members.into_iter().flatten().filter_map(Value::as_str);
        parts.push(names.collect::<Vec<_>>().join(", "));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}
