//! The events of a Matrix room, as Element exports them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::FORMAT;
use crate::Result;
use crate::export::{Kind, Role};
use crate::ingest::builder::{Builder, Draft, Sender};
use crate::ingest::json::{self, Path, has_key, text};
use crate::ingest::records::{self, Outcome, Place};
use crate::ingest::{Head, Input};

const ARRAYS: &[Path<'_>] = &[&["messages"], &[], &["chunk"]];

pub(super) fn is_room(head: &Head) -> bool {
    let has = |key| has_key(&head.text, key);
    has("origin_server_ts") && has("sender") && has("content") && has("type")
}

pub(super) fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let is_event = |value: &Value| value.get("origin_server_ts").is_some();
    records::either(input, FORMAT.id, ARRAYS, is_event, &mut Room::default(), out)
}

#[derive(Default)]
struct Room {
    title: String,
    /// Names by id, as people entered under them.
    names: BTreeMap<String, String>,
    /// Messages that were taken back.
    redacted: BTreeSet<String>,
}

impl records::Reader for Room {
    fn item(&mut self, at: Place, json: &[u8], out: &mut Builder) -> Outcome {
        let Some(event) = json::object(json) else { return Outcome::Unreadable };
        let (class, sender) = (text(&event, "type"), text(&event, "sender"));
        if class.is_empty() || event.get("origin_server_ts").is_none() {
            return Outcome::Unreadable;
        }
        let nothing = Value::Null;
        let content = event.get("content").unwrap_or(&nothing);
        let relation = content.get("m.relates_to").unwrap_or(&nothing);
        let (kind, words) = match class.as_ref() {
            "m.room.message" if text(relation, "rel_type") == "m.replace" => {
                return Outcome::Recognised;
            }
            "m.room.message" | "m.sticker" => (kind(&class, content), own_words(content, relation)),
            "m.room.encrypted" => (Kind::Other, String::new()),
            "m.call.invite" => (Kind::Call, String::new()),
            "m.poll.start" | "org.matrix.msc3381.poll.start" => (Kind::Poll, question(content)),
            "m.room.redaction" => {
                let redacts = [text(&event, "redacts"), text(content, "redacts")];
                self.redacted.extend(redacts.iter().map(ToString::to_string));
                return Outcome::Recognised;
            }
            state if state.starts_with("m.room.") => {
                (Kind::System, self.notice(state, &event, content))
            }
            _ => return Outcome::Recognised,
        };
        let room = text(&event, "room_id");
        let key = if room.is_empty() { &self.title } else { room.as_ref() };
        out.conversation(key, &self.title, false);
        let gone = event.get("unsigned").is_some_and(|u| u.get("redacted_because").is_some());
        let name = self.names.get(sender.as_ref()).map_or(sender.as_ref(), String::as_str);
        let said = kind != Kind::System && !sender.is_empty();
        let answered = relation.get("m.in_reply_to").map(|answered| text(answered, "event_id"));
        let id = text(&event, "event_id");
        let draft = Draft {
            sender: said.then_some(Sender { id: Some(&sender), name, role: Role::Unknown }),
            when: json::time(&event, "origin_server_ts"),
            kind: Some(if said && gone { Kind::Recalled } else { kind }),
            id: Some(id.as_ref()).filter(|id| !id.is_empty()),
            reply_to: answered.as_deref().filter(|id| !id.is_empty()),
            line: at.record,
        };
        out.message(draft, &words);
        Outcome::Message
    }

    fn value(&mut self, key: &str, _object: u64, json: &[u8], out: &mut Builder) {
        if key == "room_name" {
            self.title = serde_json::from_slice(json).unwrap_or_default();
            if out.rows_of_file() > 0 {
                out.retitle(&self.title);
            }
        }
    }

    fn finish(&mut self, out: &mut Builder) {
        self.redacted.remove("");
        out.recall(&self.redacted.iter().map(String::as_str).collect());
        let senders = out.member_names().take(3).count();
        out.set_direct(senders == 2);
    }
}

impl Room {
    /// `阿青 member join`: who changed what of the room.
    fn notice(&mut self, class: &str, event: &Value, content: &Value) -> String {
        let (who, shown) = (text(event, "state_key"), text(content, "displayname"));
        if class == "m.room.member" && !who.is_empty() && !shown.is_empty() {
            self.names.insert(who.to_string(), shown.to_string());
        }
        let by = text(event, "sender");
        let about = if class == "m.room.member" && !who.is_empty() { &who } else { &by };
        let name = self.names.get(about.as_ref()).map_or(about.as_ref(), String::as_str);
        let mut parts = vec![name.to_string(), class.replace("m.room.", "")];
        for key in ["membership", "name", "topic"] {
            parts.push(text(content, key).into_owned());
        }
        parts.retain(|part| !part.is_empty());
        parts.join(" ")
    }
}

fn kind(class: &str, content: &Value) -> Kind {
    match text(content, "msgtype").as_ref() {
        "m.image" => Kind::Image,
        "m.video" => Kind::Video,
        "m.audio" => Kind::Voice,
        "m.file" => Kind::File,
        "m.location" => Kind::Location,
        _ if class == "m.sticker" => Kind::Sticker,
        // What was taken back has no content left.
        "" => Kind::Recalled,
        _ => Kind::Text,
    }
}

/// The body without the words it answers, which old clients put before it.
fn own_words(content: &Value, relation: &Value) -> String {
    let body = text(content, "body");
    if relation.get("m.in_reply_to").is_none() || !body.starts_with("> ") {
        return body.into_owned();
    }
    let own: Vec<&str> = body.lines().skip_while(|line| line.starts_with('>')).collect();
    own.join("\n").trim().to_string()
}

fn question(content: &Value) -> String {
    let poll = ["m.poll", "org.matrix.msc3381.poll.start"].iter().find_map(|key| content.get(*key));
    let asked = poll.and_then(|poll| poll.get("question"));
    let words = |key| asked.map(|asked| text(asked, key)).filter(|words| !words.is_empty());
    ["body", "org.matrix.msc1767.text"].into_iter().find_map(words).unwrap_or_default().into_owned()
}
