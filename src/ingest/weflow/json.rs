//! The JSON of WeFlow and EchoTrace: `session` and `messages`; in the arkme variant senders stand
//! in a list of their own; the dump of the HTTP interface has no names (formats study, W4).

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use super::kinds;
use crate::Result;
use crate::export::{Kind, Role};
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::json::{self, Found, Path, Scalar, has_key, object, text};
use crate::ingest::records::{self, Outcome, Place};
use crate::ingest::when::{self, trim};
use crate::ingest::{Head, Input, Layout, notices, wechat_types};
use crate::time::Timestamp;

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

const ARRAYS: &[Path<'_>] = &[&["messages"], &["senders"]];
const MESSAGES: usize = 0;

fn sniff(head: &Head) -> u8 {
    if head.first_char() != Some('{') {
        return 0;
    }
    let has = |key| has_key(&head.text, key);
    let message = has("senderUsername") && has("createTime") && has("localType");
    if has("weflow") && (has("session") || has("senders") || has("messages")) {
        return 97;
    }
    // The HTTP interface.
    let dump = has("talker") && has("messages") && (has("hasMore") || has("parsedContent"));
    match (message && dump, has("senders") && has("senderID") && has("session")) {
        (true, _) => 90,
        (_, true) => 92,
        _ => 0,
    }
}

/// How well a file fits EchoTrace, which writes the same without saying its name.
pub(in crate::ingest) fn sniff_nameless(head: &Head) -> u8 {
    let has = |key| has_key(&head.text, key);
    let message = has("senderUsername") && has("createTime") && has("content");
    let nameless = head.first_char() == Some('{') && !has("weflow") && !has("chatlab");
    if nameless && has("session") && has("messages") && message { 94 } else { 0 }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    parse_as(super::FORMAT.id, input, out)
}

/// Reads a file of either program.
pub(in crate::ingest) fn parse_as(
    format: &'static str,
    input: &mut Input<'_>,
    out: &mut Builder,
) -> Result<()> {
    out.classify_with(kinds::of);
    out.each_id_once();
    let mut reader = Reader::default();
    if facts_are_behind(input.head) {
        records::look_ahead(input, &[&["senders"]], |found| match found {
            Found::Item { json, .. } => {
                reader.listed(json);
            }
            Found::Value { key, json, .. } => reader.fact(key, json),
            Found::Damaged { .. } => {}
        })?;
    }
    let end = records::document(input, ARRAYS, &mut reader, out)?;
    out.end_message();
    if out.rows_of_file() == 0 && !reader.known {
        return Ok(());
    }
    records::finish(input, format, "\"messages\"", end, out)
}

/// `true` where the messages begin before it is said whose they are.
fn facts_are_behind(head: &Head) -> bool {
    let start = head.start();
    let messages = start.find("\"messages\"").unwrap_or(start.len());
    let before = &start[..messages];
    !has_key(before, "session") && !has_key(before, "talker")
        || (!has_key(before, "senders") && has_key(&head.text, "senderID"))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Record<'a> {
    #[serde(borrow)]
    platform_message_id: Scalar<'a>,
    #[serde(borrow)]
    server_id: Scalar<'a>,
    #[serde(borrow)]
    create_time: Scalar<'a>,
    #[serde(borrow)]
    formatted_time: Scalar<'a>,
    #[serde(borrow, rename = "type")]
    class: Scalar<'a>,
    #[serde(borrow)]
    local_type: Scalar<'a>,
    #[serde(borrow)]
    content: Scalar<'a>,
    #[serde(borrow)]
    parsed_content: Scalar<'a>,
    #[serde(borrow)]
    is_send: Scalar<'a>,
    #[serde(borrow)]
    sender_username: Scalar<'a>,
    #[serde(borrow, rename = "senderID")]
    sender_id: Scalar<'a>,
    #[serde(borrow)]
    sender_display_name: Scalar<'a>,
    #[serde(borrow, alias = "senderGroupNickname")]
    group_nickname: Scalar<'a>,
    #[serde(borrow)]
    sender_nickname: Scalar<'a>,
    #[serde(borrow)]
    reply_to_message_id: Scalar<'a>,
    #[serde(borrow)]
    quoted_content: Scalar<'a>,
}

impl Record<'_> {
    fn is_message(&self) -> bool {
        let timed = !self.create_time.is_nothing() || !self.formatted_time.is_nothing();
        let typed = !self.class.is_nothing() || !self.local_type.is_nothing();
        (timed && (typed || !self.content.is_nothing()))
            || (typed && !self.sender_username.is_nothing())
    }

    fn is_plain_text(&self) -> bool {
        matches!(self.class.text().as_ref(), "文本消息" | "文本" | "text")
            || (self.class.is_nothing() && self.local_type.number() == Some(1))
    }

    fn when(&self) -> When {
        let epoch = self.create_time.number().and_then(Timestamp::from_epoch);
        let printed = || when::cell(&self.formatted_time.text()).unwrap_or(When::Unknown);
        epoch.map_or_else(printed, When::At)
    }

    /// WeChat's own id, which answers refer to; local numbers repeat.
    fn id(&self) -> Cow<'_, str> {
        let ids = [self.platform_message_id.text(), self.server_id.text()];
        ids.into_iter().find(|id| !matches!(id.as_ref(), "" | "0")).unwrap_or_default()
    }

    fn kind(&self, words: &str) -> Kind {
        let number = || wechat_types::kind_of(self.local_type.number()?, 0);
        match self.class.text().as_ref() {
            "" => number().unwrap_or_default(),
            class => kinds::of_type(class).or_else(|| kinds::of(words)).unwrap_or(Kind::Other),
        }
    }

    /// The words, without what they quote and without what a merged forward holds.
    fn words(&self, sender: &str) -> String {
        let content = self.content.text();
        let mut text = wechat_types::words(&content);
        if text.is_empty() && !content.is_empty() {
            return wechat_types::words(&self.parsed_content.text()).to_string();
        }
        if !sender.is_empty() {
            let own = text.strip_prefix(sender).and_then(|t| t.strip_prefix(":\n"));
            text = own.unwrap_or(text);
        }
        let class = self.class.text();
        let answers = class == "引用消息"
            || !self.quoted_content.is_nothing()
            || !self.reply_to_message_id.is_nothing();
        if answers {
            text = kinds::without_quote(text);
        }
        if class == "聊天记录合并转发" {
            text = text.lines().next().unwrap_or("");
        }
        trim(text).replace('\0', "")
    }
}

/// The words of a content that is no text but holds one.
fn words_inside(value: &Value, depth: u32) -> Option<String> {
    let found = match value {
        Value::String(text) => text.clone(),
        _ if depth == 0 => return None,
        Value::Array(parts) => {
            parts.iter().filter_map(|part| words_inside(part, depth - 1)).collect()
        }
        Value::Object(keys) => ["text", "content", "title", "msg", "desc", "description"]
            .iter()
            .find_map(|key| words_inside(keys.get(*key)?, depth - 1))?,
        _ => return None,
    };
    (!trim(&found).is_empty()).then_some(found)
}

/// Someone by a stable id, and the name at that moment.
#[derive(Debug, Clone, Default)]
struct Person {
    id: String,
    name: String,
}

#[derive(Default)]
struct Reader {
    known: bool,
    id: String,
    title: String,
    direct: Option<bool>,
    open: bool,
    /// By number, the senders of the arkme variant.
    senders: HashMap<i64, Person>,
    /// The last name shown by id: some records have none.
    names: HashMap<String, String>,
    owner: Option<Person>,
}

impl records::Reader for Reader {
    fn item(&mut self, at: Place, json: &[u8], out: &mut Builder) -> Outcome {
        if at.array != MESSAGES {
            return if self.listed(json) { Outcome::Aside } else { Outcome::Unreadable };
        }
        let mut fixed = String::new();
        let record = match json.first() {
            Some(b'{') => json::read::<Record<'_>>(json, &mut fixed),
            _ => None,
        };
        let Some(mut record) = record.filter(Record::is_message) else {
            return Outcome::Unreadable;
        };
        if record.content.is_nothing()
            && let Some(packed) = object(json).as_ref().and_then(|value| value.get("content"))
            && (packed.is_object() || packed.is_array())
        {
            match words_inside(packed, 4) {
                Some(words) => record.content = Scalar::Text(Cow::Owned(words)),
                // What says its kind is known without words.
                None if record.kind("") == Kind::Text => return Outcome::Unreadable,
                None => {}
            }
        }
        self.known = true;
        if !std::mem::replace(&mut self.open, true) {
            let key = if self.id.is_empty() { &self.title } else { &self.id };
            out.conversation(key, &self.title, self.is_direct());
        }
        self.message(&record, at.record, out);
        Outcome::Message
    }

    fn value(&mut self, key: &str, _object: u64, json: &[u8], out: &mut Builder) {
        self.fact(key, json);
        if self.open && matches!(key, "session" | "talker") {
            out.retitle(&self.title);
            out.set_direct(self.is_direct());
        }
    }
}

impl Reader {
    /// A value beside the messages.
    fn fact(&mut self, key: &str, json: &[u8]) {
        self.known |= key == "weflow";
        match key {
            "session" => {
                let Some(session) = object(json) else { return };
                let first = |keys: &[&str]| {
                    let texts = keys.iter().map(|key| text(&session, key));
                    texts.into_iter().find(|t| !t.is_empty()).unwrap_or_default().into_owned()
                };
                self.id = first(&["wxid", "accountId", "id", "talker", "username"]);
                self.title = first(&["displayName", "remark", "nickname", "name"]);
                self.direct = match first(&["type"]).as_str() {
                    "私聊" | "private" | "friend" => Some(true),
                    "群聊" | "group" => Some(false),
                    _ => None,
                };
            }
            "talker" if self.id.is_empty() => {
                let mut fixed = String::new();
                let talker = json::read::<Scalar<'_>>(json, &mut fixed).unwrap_or_default();
                self.id = trim(&talker.text()).to_string();
            }
            _ => return,
        }
        self.known = true;
        if self.title.is_empty() {
            self.title.clone_from(&self.id);
        }
    }

    fn is_direct(&self) -> bool {
        self.direct.unwrap_or(!self.id.is_empty() && !self.id.ends_with("@chatroom"))
    }

    /// `{senderID, wxid, groupNickname, displayName, nickname}`.
    fn listed(&mut self, json: &[u8]) -> bool {
        let Some(sender) = object(json) else { return false };
        let Some(number) = text(&sender, "senderID").parse().ok() else { return false };
        let first = |keys: &[&str]| {
            let texts = keys.iter().map(|key| text(&sender, key));
            texts.into_iter().find(|t| !t.is_empty()).unwrap_or_default().into_owned()
        };
        let id = first(&["wxid", "username", "senderUsername"]);
        let name = first(&["groupNickname", "displayName", "nickname", "remark", "wxid"]);
        self.senders.insert(number, Person { id, name });
        true
    }

    fn message(&mut self, record: &Record<'_>, line: u64, out: &mut Builder) {
        let person = self.person(record);
        let words = record.words(&person.id);
        let kind = record.kind(&words);
        let nobody = kind == Kind::System || self.is_nobody(&person);
        if !nobody && record.is_send.number() == Some(1) {
            self.owner = Some(person.clone());
        }
        if self.names.get(&person.id).is_none_or(|known| *known != person.name) {
            self.names.insert(person.id.clone(), person.name.clone());
        }
        let person = (!nobody).then_some(person);
        // What is said to be a text is one, though nobody says whose.
        let unsigned = person.as_ref().is_none_or(|p| p.name.is_empty())
            && record.sender_username.text().is_empty()
            && record.is_plain_text()
            && kinds::of(&words).is_none();
        let (sender, kind) = match unsigned {
            true => (None, Some(kind)),
            false => notices::written_by(person, kind, &words, self.owner.as_ref()),
        };
        let (id, answers) = (record.id(), record.reply_to_message_id.text());
        let draft = Draft {
            sender: sender.as_ref().map(|person| Sender {
                id: Some(person.id.as_str()).filter(|id| !id.is_empty()),
                name: &person.name,
                role: Role::Unknown,
            }),
            when: record.when(),
            kind,
            id: Some(id.as_ref()).filter(|id| !id.is_empty()),
            reply_to: Some(answers.as_ref()).filter(|id| !matches!(*id, "" | "0")),
            line,
        };
        out.message(draft, &words);
    }

    fn person(&self, record: &Record<'_>) -> Person {
        let username = record.sender_username.text();
        let listed = record.sender_id.number().and_then(|number| self.senders.get(&number));
        let mut id = trim(&username).to_string();
        if let (true, Some(listed)) = (id.is_empty(), listed) {
            id.clone_from(&listed.id);
        }
        let own = record.is_send.number() == Some(1);
        // A dump names no sender in a chat of two.
        let other = record.is_send.number() == Some(0) && self.is_direct();
        if id.is_empty() && other {
            id.clone_from(&self.id);
        }
        let names = [
            record.group_nickname.text(),
            record.sender_display_name.text(),
            record.sender_nickname.text(),
        ];
        let name = names.iter().map(|name| trim(name)).find(|name| !name.is_empty());
        let name = name.map(str::to_string).or_else(|| listed.map(|person| person.name.clone()));
        let name = name.or_else(|| self.names.get(&id).filter(|_| !id.is_empty()).cloned());
        let name = name.unwrap_or_else(|| match (own, id == self.id && other) {
            (true, _) if id.is_empty() => "我".to_string(),
            (false, true) => self.title.clone(),
            _ => id.clone(),
        });
        Person { id, name }
    }

    /// Notices come under the room's id, or under nobody's.
    fn is_nobody(&self, person: &Person) -> bool {
        person.name.is_empty()
            || notices::is_system_name(&person.id)
            || (person.id.is_empty() && notices::is_system_name(&person.name))
            || (person.id == self.id && !self.is_direct())
    }
}
