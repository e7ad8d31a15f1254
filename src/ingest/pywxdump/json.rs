//! PyWxDump's JSON: an array of the rows that its CSV has, or the answer of its web interface
//! (formats study, W7). The CSV is read as any table.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use crate::Result;
use crate::export::{Kind, Role};
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::json::{self, Found, Path, Scalar, first_line_has, has_key, object, text};
use crate::ingest::records::{self, Outcome, Place};
use crate::ingest::table::kinds as words;
use crate::ingest::when::{self, trim};
use crate::ingest::{Head, Input, Layout, notices};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

const ARRAYS: &[Path<'_>] =
    &[&[], &["msg_list"], &["body", "msg_list"], &["data"], &["messages"], &["body"]];

fn sniff(head: &Head) -> u8 {
    if !matches!(head.first_char(), Some('[' | '{')) {
        return 0;
    }
    let has = |key| has_key(&head.text, key);
    let keys = ["MsgSvrID", "type_name", "is_sender", "CreateTime"];
    match keys.into_iter().filter(|key| has(key)).count() {
        4 => 97,
        3 if has("talker") => 90,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(notices::kind_of);
    out.each_id_once();
    let mut reader = Reader::default();
    if first_line_has(input.head.start(), &["type_name", "talker"]) == Some(true) {
        return records::lines(input, super::FORMAT.id, &mut reader, out);
    }
    if input.head.first_char() == Some('{') {
        // The answer of the web interface lists its people behind the messages.
        records::look_ahead(input, ARRAYS, |found| {
            if let Found::Value { key, json, .. } = found {
                reader.people(key, json);
            }
        })?;
    }
    let end = records::document(input, ARRAYS, &mut reader, out)?;
    out.end_message();
    if out.rows_of_file() == 0 && !reader.known {
        return Ok(());
    }
    records::finish(input, super::FORMAT.id, "an array of messages", end, out)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Record<'a> {
    #[serde(borrow, rename = "MsgSvrID")]
    server_id: Scalar<'a>,
    #[serde(borrow)]
    type_name: Scalar<'a>,
    #[serde(borrow)]
    is_sender: Scalar<'a>,
    #[serde(borrow)]
    talker: Scalar<'a>,
    #[serde(borrow)]
    room_name: Scalar<'a>,
    #[serde(borrow)]
    msg: Scalar<'a>,
    #[serde(borrow, rename = "CreateTime")]
    create_time: Scalar<'a>,
}

impl Record<'_> {
    fn is_message(&self) -> bool {
        let who_or_when = !self.talker.is_nothing() || !self.create_time.is_nothing();
        !self.type_name.is_nothing() && who_or_when
    }

    /// The words, without what they quote; of a voice message its transcript.
    fn words(&self, kind: Kind) -> Cow<'_, str> {
        let Scalar::Text(text) = &self.msg else {
            return Cow::Owned(self.msg.text().into_owned());
        };
        let quote = text.rfind("\n[引用]").filter(|at| text[..*at].trim_end().len() < text.len());
        let own = quote.map_or(text.as_ref(), |at| text[..at].trim_end());
        let own = match kind {
            Kind::Voice => own.split_once("翻译结果：").map_or("", |(_, said)| trim(said)),
            // The lines below the title are the words of others.
            Kind::Link => own.lines().next().unwrap_or(""),
            _ => own,
        };
        Cow::Borrowed(own)
    }
}

#[derive(Default)]
struct Reader {
    known: bool,
    room: Option<String>,
    /// Names by id, where the file lists its people.
    names: HashMap<String, String>,
    owner: Option<(Option<String>, String)>,
}

impl records::Reader for Reader {
    fn item(&mut self, at: Place, json: &[u8], out: &mut Builder) -> Outcome {
        let mut fixed = String::new();
        let record = match json.first() {
            Some(b'{') => json::read::<Record<'_>>(json, &mut fixed),
            _ => None,
        };
        let Some(record) = record.filter(Record::is_message) else { return Outcome::Unreadable };
        self.known = true;
        self.enter(&record, out);
        self.message(&record, at.record, out);
        Outcome::Message
    }
}

impl Reader {
    /// `user_list`: by id, nickname and remark.
    fn people(&mut self, key: &str, json: &[u8]) {
        if !matches!(key, "user_list" | "users") {
            return;
        }
        let Some(Value::Object(users)) = object(json) else { return };
        for (id, user) in users {
            let names = ["remark", "nickname", "account"].map(|key| text(&user, key));
            if let Some(name) = names.iter().find(|name| !name.is_empty()) {
                self.names.insert(id, name.to_string());
            }
        }
    }

    fn enter(&mut self, record: &Record<'_>, out: &mut Builder) {
        let room = record.room_name.text();
        let talker = record.talker.text();
        let room = match (trim(&room), trim(&talker)) {
            // Old rows name no room: the other person is the chat, or it is all one chat.
            ("", _) => self.room.clone().unwrap_or_default(),
            (room, _) => room.to_string(),
        };
        if self.room.as_ref() == Some(&room) {
            return;
        }
        let title = self.names.get(&room).unwrap_or(&room);
        let direct = !room.is_empty() && !room.ends_with("@chatroom");
        out.conversation(&room, title, direct);
        self.room = Some(room);
    }

    fn message(&mut self, record: &Record<'_>, line: u64, out: &mut Builder) {
        let type_name = record.type_name.text();
        let kind = words::kind(trim(&type_name), "").unwrap_or(Kind::Other);
        let words = record.words(kind);
        let talker = record.talker.text();
        let talker = trim(&talker);
        let own = record.is_sender.number() == Some(1);
        let nobody = kind == Kind::System
            || talker.is_empty()
            || notices::is_system_name(talker)
            || (talker == self.room.as_deref().unwrap_or("") && talker.ends_with("@chatroom"));
        let person = (!nobody).then(|| {
            // 我 is a word for the owner, not an id.
            let id = Some(talker.to_string()).filter(|id| id != "我");
            let name = self.names.get(talker).map_or(talker, String::as_str).to_string();
            (id, name)
        });
        if own && person.is_some() {
            self.owner.clone_from(&person);
        }
        let (person, kind) = notices::written_by(person, kind, &words, self.owner.as_ref());
        let id = record.server_id.text();
        let draft = Draft {
            sender: person.as_ref().map(|(id, name)| Sender {
                id: id.as_deref(),
                name,
                role: Role::Unknown,
            }),
            when: when::cell(&record.create_time.text()).unwrap_or(When::Unknown),
            kind,
            id: Some(id.as_ref()).filter(|id| !matches!(*id, "" | "0")),
            reply_to: None,
            line,
        };
        out.message(draft, &words);
    }
}
