//! What Feishu's interface answers when asked for a chat's messages, as one answer, its list alone,
//! or one message a line; also the events that a bot receives.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::content;
use crate::Result;
use crate::export::{Kind, Role};
use crate::ingest::builder::{Builder, Draft, Sender};
use crate::ingest::directory::Directory;
use crate::ingest::json::{self, EACH, Path, has_key, text};
use crate::ingest::records::{self, Outcome, Place, Reader};
use crate::ingest::{Head, Input, Layout, notices};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

const ARRAYS: &[Path<'_>] =
    &[&[], &["data", "items"], &["items"], &["data", "messages"], &["messages"], &["data"]];

/// Answers of several pages in one list.
const PAGES: &[Path<'_>] = &[&[EACH, "data", "items"], &[EACH, "items"]];

fn sniff(head: &Head) -> u8 {
    let text = &head.text;
    if !matches!(head.first_char(), Some('{' | '[')) {
        return 0;
    }
    let has = |key| has_key(text, key);
    let kind = has("msg_type") || has("message_type");
    let own = text.contains("\"om_") || text.contains("\"oc_") || text.contains("\"ou_");
    let shape = has("message_id") && (has("body") || has("content"));
    match (kind, shape, own) {
        (true, true, true) => 96,
        (true, true, false) if has("sender") && has("create_time") => 88,
        (false, true, true) if has("sender") => 70,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(notices::kind_of);
    let at = |key: &str| input.head.text.find(key);
    let paged = input.head.first_char() == Some('[')
        && at("\"items\"").is_some_and(|items| at("\"message_id\"").is_none_or(|id| items < id));
    let arrays = if paged { PAGES } else { ARRAYS };
    // Names stand with whoever is mentioned, often behind what they wrote: a pass of its own.
    let mut names = Names::default();
    let _ =
        records::either(input, "feishu", arrays, is_record, &mut names, &mut Builder::default());
    let mut chats = Chats { directory: input.directory, names: names.0, chat: String::new() };
    records::either(input, "feishu", arrays, is_record, &mut chats, out)
}

fn is_record(value: &Value) -> bool {
    let message = message(value);
    message.get("message_id").is_some()
        && (message.get("body").is_some() || message.get("content").is_some())
}

/// The message of an event, else the record itself.
fn message(value: &Value) -> &Value {
    let event = value.get("event").unwrap_or(value);
    event.get("message").filter(|message| message.is_object()).unwrap_or(event)
}

/// An id that stands alone, or by its kind.
fn id_of(value: Option<&Value>) -> Cow<'_, str> {
    match value {
        Some(Value::String(id)) => Cow::Borrowed(id),
        Some(ids @ Value::Object(_)) => ["open_id", "user_id", "union_id", "id"]
            .iter()
            .map(|key| text(ids, key))
            .find(|id| !id.is_empty())
            .unwrap_or_default(),
        _ => Cow::Borrowed(""),
    }
}

/// Learns who is mentioned by what name.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Reader for Names {
    fn item(&mut self, _at: Place, json: &[u8], _out: &mut Builder) -> Outcome {
        // Few messages mention anyone: the others need not be read twice.
        if memchr::memmem::find(json, b"\"mentions\"").is_some()
            && let Some(record) = json::object(json)
        {
            for mention in mentions(message(&record)) {
                let (id, name) = (id_of(mention.get("id")), text(mention, "name"));
                if !id.is_empty() && !name.is_empty() {
                    self.0.insert(id.into_owned(), name.into_owned());
                }
            }
        }
        Outcome::Recognised
    }
}

fn mentions(message: &Value) -> impl Iterator<Item = &Value> {
    message.get("mentions").and_then(Value::as_array).into_iter().flatten()
}

/// Reads messages of one chat or several.
struct Chats<'d> {
    directory: &'d Directory,
    names: BTreeMap<String, String>,
    /// Key of the chat at hand.
    chat: String,
}

impl Reader for Chats<'_> {
    fn item(&mut self, at: Place, json: &[u8], out: &mut Builder) -> Outcome {
        let Some(record) = json::object(json) else { return Outcome::Unreadable };
        if !is_record(&record) {
            return Outcome::Unreadable;
        }
        let message = message(&record);
        // What somebody forwarded comes as messages of its own.
        if !text(message, "upper_message_id").is_empty() {
            return Outcome::Recognised;
        }
        self.turn_to_chat(message, out);
        self.message(&record, message, at.record, out);
        Outcome::Message
    }
}

impl Chats<'_> {
    fn turn_to_chat(&mut self, message: &Value, out: &mut Builder) {
        let id = text(message, "chat_id");
        if id.is_empty() || id == self.chat {
            return;
        }
        let direct = text(message, "chat_type") == "p2p";
        match self.directory.title(&id) {
            Some((title, listed)) => out.conversation(&id, &title, direct || listed),
            None => out.conversation(&id, &text(message, "chat_name"), direct),
        }
        self.chat = id.into_owned();
    }

    fn message(&self, record: &Value, message: &Value, line: u64, out: &mut Builder) {
        let sender = message.get("sender").or_else(|| record.get("event")?.get("sender"));
        let part = |key: &str| sender.map_or(Cow::Borrowed(""), |sender| text(sender, key));
        let id = match part("id") {
            // Tools that flatten an event put the sender beside the words.
            Cow::Borrowed("") => id_of(sender.unwrap_or(message).get("sender_id")),
            id => id,
        };
        let shown = match part("name") {
            Cow::Borrowed("") => text(sender.unwrap_or(message), "sender_name"),
            name => name,
        };
        let name = match (self.directory.person(&id), self.names.get(id.as_ref())) {
            (Some(listed), _) => listed.name.as_str(),
            _ if !shown.is_empty() => &shown,
            (_, Some(name)) => name,
            _ => &id,
        };
        let word = match text(message, "msg_type") {
            Cow::Borrowed("") => text(message, "message_type"),
            word => word,
        };
        let (kind, words) = content::read(&word, &self.body(message));
        let words = self.with_mentions(words, message);
        let deleted = message.get("deleted").and_then(Value::as_bool) == Some(true);
        let (kind, words) = match kind {
            _ if deleted && words.trim() == "This message was recalled" => {
                (Kind::Recalled, String::new())
            }
            Kind::System => (kind, words),
            _ if deleted => (Kind::Recalled, words),
            _ => (kind, words),
        };
        let nobody = kind == Kind::System || name.is_empty();
        let role = match (self.directory.role(&id), part("sender_type").as_ref()) {
            (Role::Unknown, "app" | "bot") => Role::Official,
            (role, _) => role,
        };
        let own_id = text(message, "message_id");
        let answered = match text(message, "parent_id") {
            Cow::Borrowed("") => text(message, "root_id"),
            parent => parent,
        };
        let id = Some(id.as_ref()).filter(|id| !id.is_empty());
        let draft = Draft {
            sender: (!nobody).then_some(Sender { id, name, role }),
            when: json::time(message, "create_time"),
            kind: Some(if nobody { Kind::System } else { kind }),
            id: Some(own_id.as_ref()).filter(|id| !id.is_empty()),
            reply_to: Some(answered.as_ref()).filter(|id| !id.is_empty() && *id != own_id),
            line,
        };
        out.message(draft, &words);
    }

    /// The body: a text of JSON, or what a tool has made of it.
    fn body(&self, message: &Value) -> Value {
        let content = message.get("body").and_then(|body| body.get("content").or(Some(body)));
        match content.filter(|content| !content.is_null()).or_else(|| message.get("content")) {
            Some(Value::String(words)) => match serde_json::from_str(words) {
                Ok(value @ Value::Object(_)) => value,
                _ => serde_json::json!({ "text": words }),
            },
            Some(value) => value.clone(),
            None => Value::Null,
        }
    }

    /// Words with the names of whom they mention instead of `@_user_1`.
    fn with_mentions(&self, words: String, message: &Value) -> String {
        if !words.contains("@_") {
            return words;
        }
        let mut words = words.replace("@_all", "@所有人");
        // `@_user_1` begins `@_user_10`: the longest key first.
        let mut all: Vec<_> = mentions(message).map(|m| (text(m, "key"), m)).collect();
        all.sort_by_key(|(key, _)| std::cmp::Reverse(key.len()));
        for (key, mention) in all.iter().filter(|(key, _)| !key.is_empty()) {
            let id = id_of(mention.get("id"));
            let name = match text(mention, "name") {
                Cow::Borrowed("") => Cow::Borrowed(self.directory.name(&id)),
                name => name,
            };
            words = words.replace(key.as_ref(), &format!("@{name}"));
        }
        words
    }
}
