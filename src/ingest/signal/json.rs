//! Signal as JSON: the events that signal-cli prints, as lines, as a list or inside of JSON-RPC, and
//! the rows of Signal Desktop's own store as tools dump them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::Result;
use crate::export::{Kind, Role};
use crate::ingest::builder::{Builder, Draft, Sender};
use crate::ingest::json::{self, Path, has_key, text};
use crate::ingest::records::{self, Outcome, Place, Reader};
use crate::ingest::{Head, Input, Layout, notices};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

const ARRAYS: &[Path<'_>] = &[&[], &["messages"]];

fn sniff(head: &Head) -> u8 {
    if !matches!(head.first_char(), Some('{' | '[')) {
        return 0;
    }
    let has = |key| has_key(&head.text, key);
    let event = has("envelope") && (has("dataMessage") || has("syncMessage"));
    let stored = has("conversationId") && has("sent_at") && has("body");
    match (event, stored) {
        (true, _) => 95,
        (_, true) => 88,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let is_record = |value: &Value| envelope(value).is_some() || value.get("sent_at").is_some();
    records::either(input, super::FORMAT.id, ARRAYS, is_record, &mut Events::default(), out)
}

/// The event, whatever wraps it.
fn envelope(value: &Value) -> Option<&Value> {
    let params = value.get("params");
    let wraps = [Some(value), params, params.and_then(|params| params.get("result"))];
    wraps.into_iter().flatten().find_map(|wrap| wrap.get("envelope"))
}

#[derive(Default)]
struct Events {
    /// Stamps of messages that their senders took back.
    deleted: BTreeSet<String>,
}

impl Reader for Events {
    fn item(&mut self, at: Place, json: &[u8], out: &mut Builder) -> Outcome {
        let Some(record) = json::object(json) else { return Outcome::Unreadable };
        match envelope(&record) {
            Some(envelope) => self.event(envelope, at.record, out),
            None if record.get("sent_at").is_some() => stored(&record, at.record, out),
            None if record.get("jsonrpc").is_some() => Outcome::Recognised,
            None => Outcome::Unreadable,
        }
    }

    fn finish(&mut self, out: &mut Builder) {
        let deleted = self.deleted.iter().map(String::as_str).collect();
        out.recall(&deleted);
    }
}

impl Events {
    fn event(&mut self, envelope: &Value, line: u64, out: &mut Builder) -> Outcome {
        let inner = |outer: &str, key: &str| object(envelope.get(outer)?.get(key));
        let sent = inner("syncMessage", "sentMessage");
        let data = object(envelope.get("dataMessage")).or(sent);
        let data = data.or_else(|| inner("editMessage", "dataMessage"));
        // Receipts, signs of typing, calls that ring.
        let Some(data) = data else { return Outcome::Recognised };
        if let Some(deleted) = object(data.get("remoteDelete")) {
            self.deleted.insert(text(deleted, "timestamp").into_owned());
            return Outcome::Recognised;
        }
        let words = text(data, "message");
        let kind = kind(data, &words);
        if object(data.get("reaction")).is_some() || (kind == Kind::Other && words.is_empty()) {
            return Outcome::Recognised;
        }
        let of = |keys: &[&str]| first(envelope, keys);
        let (id, number) = (of(&["sourceUuid", "sourceNumber", "source"]), of(&["source"]));
        let name = of(&["sourceName", "sourceNumber", "source", "sourceUuid"]);
        match object(data.get("groupInfo")).or_else(|| object(data.get("groupV2"))) {
            Some(group) => {
                let key = first(group, &["groupId", "id"]);
                let title = first(group, &["groupName", "name", "groupId", "id"]);
                out.conversation(&key, &title, false);
            }
            None if sent.is_some() => {
                let to = first(data, &["destination", "destinationNumber", "destinationUuid"]);
                out.conversation(&to, &to, true);
            }
            None => {
                out.conversation(&number, &name, true);
                out.retitle(&name);
            }
        }
        let sender = Sender {
            id: Some(id.as_ref()).filter(|id| !id.is_empty()),
            name: if name.is_empty() { "?" } else { &name },
            role: Role::Unknown,
        };
        put(out, (data, "timestamp"), Some(sender), kind, line, &words)
    }
}

/// A row of the desktop's store: `type` says whose it is.
fn stored(record: &Value, line: u64, out: &mut Builder) -> Outcome {
    let (key, words) = (text(record, "conversationId"), text(record, "body"));
    out.conversation(&key, "", false);
    let other = first(record, &["source", "sourceServiceId", "sourceUuid", "conversationId"]);
    let sender = match text(record, "type").as_ref() {
        "outgoing" => Some(Sender::named("Me")),
        "incoming" => Some(Sender::named(&other)),
        _ => None,
    };
    let deleted = record.get("deletedForEveryone") == Some(&Value::Bool(true));
    let kind = match (&sender, deleted) {
        (None, _) => Kind::System,
        (_, true) => Kind::Recalled,
        _ => kind(record, &words),
    };
    put(out, (record, "sent_at"), sender, kind, line, &words)
}

/// A message goes by when it was sent, which stands under `stamp`.
fn put(
    out: &mut Builder,
    (data, stamp): (&Value, &str),
    sender: Option<Sender<'_>>,
    kind: Kind,
    line: u64,
    words: &str,
) -> Outcome {
    let id = text(data, stamp);
    let quoted = data.get("quote").map(|quote| text(quote, "id")).unwrap_or_default();
    let draft = Draft {
        sender,
        when: json::time(data, stamp),
        kind: Some(kind),
        id: Some(id.as_ref()).filter(|id| !id.is_empty()),
        reply_to: Some(quoted.as_ref()).filter(|id| !id.is_empty()),
        line,
    };
    out.message(draft, words);
    Outcome::Message
}

/// The kind of a message by what hangs on it.
fn kind(data: &Value, words: &str) -> Kind {
    let list = |key: &str| data.get(key).and_then(Value::as_array).and_then(|list| list.first());
    if let Some(file) = list("attachments") {
        let name = first(file, &["filename", "fileName"]);
        return match text(file, "contentType").split('/').next() {
            Some("image") => Kind::Image,
            Some("video") => Kind::Video,
            Some("audio") => Kind::Voice,
            _ => notices::kind_of_file(&name),
        };
    }
    if object(data.get("sticker")).is_some() {
        Kind::Sticker
    } else if list("contacts").or_else(|| list("contact")).is_some() {
        Kind::Contact
    } else if object(data.get("payment")).is_some() {
        Kind::Payment
    } else if words.is_empty() {
        Kind::Other
    } else {
        Kind::Text
    }
}

fn object(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| value.is_object())
}

/// The first of these keys that says something.
fn first<'v>(value: &'v Value, keys: &[&str]) -> Cow<'v, str> {
    keys.iter().map(|key| text(value, key)).find(|text| !text.is_empty()).unwrap_or_default()
}
