//! chatlog's JSON: an array of messages of one or several chats, each with WeChat's numbers for
//! its kind; bare, under `items`, or as its webhook posts them (formats study, W6).

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;

use crate::Result;
use crate::export::{Kind, Role};
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::json::{self, Loose, Path, Scalar, first_line_has, has_key};
use crate::ingest::records::{self, Outcome, Place};
use crate::ingest::when::{self, trim};
use crate::ingest::{Head, Input, Layout, notices, wechat_types};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

const ARRAYS: &[Path<'_>] = &[&[], &["items"], &["messages"], &["data"]];

fn sniff(head: &Head) -> u8 {
    if !matches!(head.first_char(), Some('[' | '{')) {
        return 0;
    }
    let has = |key| has_key(&head.text, key);
    let all = has("talker") && has("sender") && has("time") && has("isChatRoom");
    match (all, has("seq") || has("isSelf") || has("senderName") || has("talkerName")) {
        (true, true) => 96,
        (true, false) => 70,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(super::text::kind_of);
    let mut reader = Reader::default();
    if first_line_has(input.head.start(), &["talker", "time"]) == Some(true) {
        return records::lines(input, super::FORMAT.id, &mut reader, out);
    }
    let end = records::document(input, ARRAYS, &mut reader, out)?;
    out.end_message();
    if out.rows_of_file() == 0 && !reader.known {
        return Ok(());
    }
    records::finish(input, super::FORMAT.id, "an array of messages", end, out)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Record<'a> {
    #[serde(borrow)]
    time: Scalar<'a>,
    #[serde(borrow)]
    talker: Scalar<'a>,
    #[serde(borrow)]
    talker_name: Scalar<'a>,
    #[serde(borrow)]
    is_chat_room: Scalar<'a>,
    #[serde(borrow)]
    sender: Scalar<'a>,
    #[serde(borrow)]
    sender_name: Scalar<'a>,
    #[serde(borrow)]
    is_self: Scalar<'a>,
    #[serde(borrow, rename = "type")]
    class: Scalar<'a>,
    #[serde(borrow)]
    sub_type: Scalar<'a>,
    #[serde(borrow)]
    content: Scalar<'a>,
    #[serde(borrow)]
    contents: Loose<Contents<'a>>,
}

/// What a file or a card holds, in place of words.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Contents<'a> {
    #[serde(borrow)]
    title: Scalar<'a>,
}

impl Record<'_> {
    fn is_message(&self) -> bool {
        !self.talker.is_nothing() && (!self.time.is_nothing() || !self.sender.is_nothing())
    }

    fn is_self(&self) -> bool {
        self.is_self.number() == Some(1) || self.is_self.text() == "true"
    }

    fn kind(&self) -> Option<Kind> {
        wechat_types::kind_of(self.class.number()?, self.sub_type.number().unwrap_or(0))
    }

    /// The words, without lines in front that quote.
    fn words(&self) -> Cow<'_, str> {
        let Scalar::Text(content) = &self.content else {
            return Cow::Owned(self.content.text().into_owned());
        };
        let mut text = wechat_types::words(content);
        let title = &self.contents.0.title;
        if trim(text).is_empty() && !title.is_nothing() {
            return Cow::Owned(trim(&title.text()).to_string());
        }
        if self.class.number() == Some(49) {
            while let Some(quote) = text.strip_prefix("> ") {
                text = quote.split_once('\n').map_or("", |(_, rest)| rest);
            }
            // The records inside of a merged forward are indented.
            if text.starts_with("[合并转发") {
                text = text.lines().next().unwrap_or("");
            }
        }
        Cow::Borrowed(text)
    }
}

#[derive(Default)]
struct Reader {
    known: bool,
    talker: Option<String>,
    /// Names by id: one's own messages and those of a chat of two often have none.
    names: HashMap<String, String>,
    /// The owner of the export: id and name.
    owner: Option<(String, String)>,
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
    fn enter(&mut self, record: &Record<'_>, out: &mut Builder) {
        let talker = record.talker.text();
        let talker = trim(&talker);
        if self.talker.as_deref() == Some(talker) {
            return;
        }
        let name = record.talker_name.text();
        let title = if trim(&name).is_empty() { talker } else { trim(&name) };
        let room = match record.is_chat_room.number() {
            Some(flag) => flag != 0,
            None => talker.ends_with("@chatroom"),
        };
        out.conversation(talker, title, !room);
        self.talker = Some(talker.to_string());
    }

    /// Name shown, name seen before, the name of a chat of two, 我 for the owner, id.
    fn name(&mut self, record: &Record<'_>, id: &str) -> String {
        let shown = record.sender_name.text();
        let shown = trim(&shown);
        if !shown.is_empty() {
            if self.names.get(id).is_none_or(|known| known != shown) {
                self.names.insert(id.to_string(), shown.to_string());
            }
            return shown.to_string();
        }
        if let Some(known) = self.names.get(id).filter(|_| !id.is_empty()) {
            return known.clone();
        }
        let talker_name = record.talker_name.text();
        let other = record.talker.text() == id && !trim(&talker_name).is_empty();
        match (record.is_self(), other) {
            (true, _) => "我".to_string(),
            (false, true) => trim(&talker_name).to_string(),
            (false, false) => id.to_string(),
        }
    }

    fn message(&mut self, record: &Record<'_>, line: u64, out: &mut Builder) {
        let (sender, words) = (record.sender.text(), record.words());
        let id = trim(&sender);
        let own = record.is_self();
        let room = self.talker.as_deref().unwrap_or("");
        let kind = record.kind();
        let system = kind == Some(Kind::System)
            || notices::is_system_name(id)
            || (id == room && room.ends_with("@chatroom"))
            || (id.is_empty() && !own);
        let name = if system { String::new() } else { self.name(record, id) };
        let person = if system {
            None
        } else {
            if own {
                self.owner = Some((id.to_string(), name.clone()));
            }
            Some((id.to_string(), name))
        };
        let kind = kind.unwrap_or(Kind::Other);
        let (person, kind) = notices::written_by(person, kind, &words, self.owner.as_ref());
        let draft = Draft {
            sender: person.as_ref().map(|(id, name)| Sender {
                id: Some(id.as_str()).filter(|id| !id.is_empty()),
                name,
                role: Role::Unknown,
            }),
            when: when::cell(&record.time.text()).unwrap_or(When::Unknown),
            kind,
            id: None,
            reply_to: None,
            line,
        };
        out.message(draft, &words);
    }
}
