//! WeCom's chat archive (会话存档) once it is decrypted, as its interface gives it and as vendors
//! wrap it (formats study, C1). It holds ids, no names.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use super::builder::{Builder, Draft, Sender, When};
use super::directory::Directory;
use super::json::{self, Path, has_key, has_quoted_key};
use super::records::{self, Outcome, Place, Reader};
use super::when::trim;
use super::{Format, Head, Input, notices};
use crate::Result;
use crate::export::{Kind, Role};

use body::{field, payload};

mod body;
#[cfg(test)]
mod tests;

pub(super) const FORMAT: Format = Format { id: "wecom", sniff, parse };

/// Where the interface and vendors put the records.
const ARRAYS: &[Path<'_>] = &[
    &[],
    &["chatdata"],
    &["data"],
    &["data", "chatdata"],
    &["data", "list"],
    &["data", "items"],
    &["data", "records"],
    &["data", "messages"],
    &["data", "msg_list"],
    &["list"],
    &["items"],
    &["records"],
    &["messages"],
    &["msg_list"],
    &["result"],
];

/// Where a wrapper keeps the record, as an object or as a text of JSON.
const WRAPPED: &[&str] = &[
    "msg",
    "message",
    "content",
    "data",
    "chat_msg",
    "chatdata",
    "decrypt_msg",
    "decrypted_msg",
    "decrypt_chat_msg",
    "msg_content",
    "raw",
];

fn sniff(head: &Head) -> u8 {
    if !matches!(head.first_char(), Some('{' | '[')) {
        return 0;
    }
    let text = head.text.as_str();
    let has =
        |keys: &[&str]| keys.iter().any(|key| has_key(text, key) || has_quoted_key(text, key));
    let kind = has(&["msgtype", "msgType"]);
    let to = has(&["tolist", "toList", "to_list"]);
    let room = has(&["roomid", "roomId"]);
    let time = has(&["msgtime", "msgTime"]);
    let id = has(&["msgid", "msgId", "msg_id"]);
    match (kind, time) {
        (true, _) if (to || room) && has(&["action"]) => 96,
        (true, true) if to || room || id => 93,
        (true, _) if (to && (room || id)) || (has(&["chatdata"]) && id) => 90,
        _ if has(&["action"]) && has(&["user"]) && id && text.contains("switch") => 50,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(notices::kind_of);
    let mut reader =
        Archive { directory: input.directory, chat: String::new(), revoked: Vec::new() };
    let is_record = |line: &Value| unwrapped(line.clone(), 0).is_some();
    records::either(input, FORMAT.id, ARRAYS, is_record, &mut reader, out)
}

/// Reads the records of an archive.
struct Archive<'d> {
    directory: &'d Directory,
    /// Key of the conversation at hand.
    chat: String,
    revoked: Vec<Revoked>,
}

/// A message that was taken back, in case the file does not hold it.
struct Revoked {
    id: String,
    by: Person,
    chat: Chat,
    when: When,
    line: u64,
}

#[derive(Clone)]
struct Person {
    id: String,
    name: String,
    role: Role,
}

#[derive(Clone)]
struct Chat {
    key: String,
    title: String,
    direct: bool,
}

impl Reader for Archive<'_> {
    fn item(&mut self, at: Place, json: &[u8], out: &mut Builder) -> Outcome {
        let Some(value) = json::object(json) else { return Outcome::Unreadable };
        let outer_id = field(&value, &["msgid", "msgId"]).into_owned();
        match unwrapped(value, 0) {
            Some(record) => self.record(&record, &outer_id, at.record, out),
            None => Outcome::Unreadable,
        }
    }

    /// What was taken back and is in the file is recalled; the rest leaves a recalled message of
    /// whoever took it back.
    fn finish(&mut self, out: &mut Builder) {
        let revoked = std::mem::take(&mut self.revoked);
        let wanted: BTreeSet<&str> = revoked.iter().map(|r| r.id.as_str()).collect();
        let mut found = out.recall(&wanted);
        for Revoked { id, by, chat, when, line } in &revoked {
            if found.contains(id.as_str()) {
                out.recognised();
                continue;
            }
            self.turn_to(chat.clone(), out);
            let sender = Some(Sender { id: Some(&by.id), name: &by.name, role: by.role });
            let (kind, line) = (Some(Kind::Recalled), *line);
            out.message(Draft { sender, when: *when, kind, id: None, reply_to: None, line }, "");
            found.insert(id.as_str());
        }
    }
}

impl Archive<'_> {
    fn record(&mut self, record: &Value, outer_id: &str, line: u64, out: &mut Builder) -> Outcome {
        let action = field(record, &["action"]);
        let kind_word = field(record, &["msgtype", "msgType", "msg_type"]);
        // An employee changed company, a customer agreed to be archived: nobody said anything.
        if action == "switch" || matches!(kind_word.as_ref(), "agree" | "disagree") {
            return Outcome::Recognised;
        }
        let Some(by) = self.person(record) else { return Outcome::Unreadable };
        let chat = self.chat(record, &by);
        let when = json::time(record, first(record, &["msgtime", "msgTime", "msg_time", "time"]));
        let payload = payload(record, &kind_word);
        if kind_word == "revoke" {
            let id =
                field(&payload, &["pre_msgid", "preMsgid", "preMsgId", "content"]).into_owned();
            self.revoked.push(Revoked { id, by, chat, when, line });
            // Counted once it is known whether the file holds the message.
            return Outcome::Message;
        }
        let (kind, text) = body::read(&kind_word, &payload);
        let recalled =
            action == "recall" || is_yes(record, &["is_revoke", "isRevoke", "is_revoked"]);
        let kind = if recalled && kind != Kind::System { Kind::Recalled } else { kind };
        self.turn_to(chat, out);
        let own_id = field(record, &["msgid", "msgId", "msg_id"]);
        let id = Some(own_id.as_ref()).filter(|id| !id.is_empty());
        let id = id.or(Some(outer_id).filter(|id| !id.is_empty()));
        let sender = Sender { id: Some(&by.id), name: &by.name, role: by.role };
        let sender = (kind != Kind::System).then_some(sender);
        out.message(Draft { sender, when, kind: Some(kind), id, reply_to: None, line }, &text);
        Outcome::Message
    }

    fn person(&self, record: &Value) -> Option<Person> {
        let from = record.get("from").filter(|from| from.is_object());
        let id = match from {
            Some(from) => field(from, &["userid", "user_id", "id"]),
            None => field(record, &["from", "fromUser", "from_user", "from_userid", "sender"]),
        };
        if id.is_empty() {
            return None;
        }
        const NAMES: &[&str] = &[
            "from_name",
            "fromName",
            "from_nickname",
            "sender_name",
            "senderName",
            "from_user_name",
        ];
        let shown = match from {
            Some(from) => field(from, &["name", "nickname", "alias"]),
            None => field(record, NAMES),
        };
        let listed = self.directory.person(&id);
        let name = match listed {
            Some(listed) => listed.name.as_str(),
            None if shown.is_empty() => &id,
            None => &shown,
        };
        let role = match listed.map(|listed| listed.role) {
            None | Some(Role::Unknown) => role_of(&id),
            Some(role) => role,
        };
        Some(Person { name: name.to_string(), id: id.into_owned(), role })
    }

    /// The room, else the people: an employee's chat with a customer has the same key both ways.
    fn chat(&self, record: &Value, by: &Person) -> Chat {
        let room = field(record, &["roomid", "roomId", "room_id"]);
        const TITLES: &[&str] =
            &["room_name", "roomname", "roomName", "group_name", "groupName", "chat_name"];
        if !room.is_empty() {
            let listed = self.directory.title(&room);
            let shown = field(record, TITLES);
            let title = match listed {
                Some((title, _)) => title.into_owned(),
                None if shown.is_empty() => room.to_string(),
                None => shown.into_owned(),
            };
            return Chat { key: room.into_owned(), title, direct: false };
        }
        let mut people = receivers(record);
        people.push(by.id.clone());
        people.sort_unstable();
        people.dedup();
        if let [_] = people.as_slice() {
            let id = field(record, &["chat_id", "chatId", "conversation_id"]);
            if !id.is_empty() {
                return Chat { title: id.to_string(), key: id.into_owned(), direct: true };
            }
        }
        let name = |id: &String| {
            let name = if *id == by.id { &by.name } else { self.directory.name(id) };
            name.to_string()
        };
        let title = people.iter().map(name).collect::<Vec<_>>().join("、");
        Chat { key: people.join("|"), title, direct: people.len() <= 2 }
    }

    fn turn_to(&mut self, chat: Chat, out: &mut Builder) {
        if self.chat != chat.key {
            out.conversation(&chat.key, &chat.title, chat.direct);
            self.chat = chat.key;
        }
    }
}

/// The record inside of its wrappers; `None` where there is none.
fn unwrapped(value: Value, depth: u8) -> Option<Value> {
    let has = |keys: &[&str]| !field(&value, keys).is_empty();
    let by = has(&["from", "fromUser", "from_user", "from_userid", "sender"])
        || value.get("from").is_some_and(Value::is_object);
    let what = has(&["msgtype", "msgType", "msg_type"]);
    if (what && by) || (has(&["user"]) && has(&["action"])) || (what && has(&["msgtime"])) {
        return Some(value);
    }
    if depth == 4 {
        return None;
    }
    WRAPPED.iter().find_map(|key| {
        let inner = match value.get(*key)? {
            inner @ Value::Object(_) => Cow::Borrowed(inner),
            Value::String(text) if trim(text).starts_with('{') => {
                Cow::Owned(json::object(text.as_bytes())?)
            }
            _ => return None,
        };
        unwrapped(inner.into_owned(), depth + 1)
    })
}

/// The first of the keys that the record has.
fn first<'k>(record: &Value, keys: &[&'k str]) -> &'k str {
    keys.iter().find(|key| !json::text(record, key).is_empty()).copied().unwrap_or("")
}

fn is_yes(record: &Value, keys: &[&str]) -> bool {
    keys.iter().any(|key| match record.get(*key) {
        Some(Value::Bool(yes)) => *yes,
        _ => matches!(json::text(record, key).as_ref(), "1" | "true" | "是"),
    })
}

/// Who received a message: a list, one id, or a list in a text.
fn receivers(record: &Value) -> Vec<String> {
    let parsed;
    let list = match ["tolist", "toList", "to_list", "to"].iter().find_map(|key| record.get(*key)) {
        Some(Value::String(text)) if text.starts_with('[') => {
            parsed = serde_json::from_str(text).unwrap_or_default();
            &parsed
        }
        Some(Value::String(text)) => {
            let ids = text.split([',', ';', '|']).map(trim).filter(|id| !id.is_empty());
            return ids.map(str::to_string).collect();
        }
        Some(list) => list,
        None => return Vec::new(),
    };
    let ids = list.as_array().into_iter().flatten().filter_map(Value::as_str);
    ids.map(trim).filter(|id| !id.is_empty()).map(str::to_string).collect()
}

/// Customers are `wm…` and `wo…`, bots `wb…`; anything else is an employee's own id.
fn role_of(id: &str) -> Role {
    if id.starts_with("wm") || id.starts_with("wo") { Role::Member } else { Role::Official }
}
