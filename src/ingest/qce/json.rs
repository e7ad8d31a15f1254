//! QQChatExporter's JSON: the single file, and the JSON Lines of a chunk on its own (formats
//! study, Q4).

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::manifest::{Manifest, chat_id, is_direct};
use super::record::Record;
use crate::export::Kind;
use crate::ingest::builder::{Builder, Draft, Sender};
use crate::ingest::json::{self, Path, first_line_has, has_key, object, text};
use crate::ingest::records::{self, Outcome, Place};
use crate::ingest::when::trim;
use crate::ingest::{Head, Input, Layout, notices};
use crate::{Error, Result};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

const ARRAYS: &[Path<'_>] = &[&["messages"], &[]];

fn sniff(head: &Head) -> u8 {
    if !matches!(head.first_char(), Some('{' | '[')) {
        return 0;
    }
    let has = |key| has_key(&head.text, key);
    let named = head.text.contains("\"QQChatExporter") && has("metadata");
    let message = has("sender")
        && (has("uid") || has("uin"))
        && has("content")
        && has("timestamp")
        && ["elements", "resources", "recalled", "isRecalled", "messageType", "system"]
            .into_iter()
            .any(has);
    match (named, message) {
        (true, _) => 98,
        _ if has("metadata") && has("chatInfo") => 95,
        (_, true) => 88,
        _ if has("metadata") && has("statistics") && has("totalMessages") => 80,
        _ => 0,
    }
}

/// `true` where every line is a message: a chunk without its manifest. A line with pictures in it
/// may be longer than the sample.
fn is_lines(head: &Head) -> bool {
    let start = head.start();
    let document = ["chatInfo", "metadata", "messages"].into_iter().any(|k| has_key(start, k));
    let cut = head.first_char() == Some('{') && !trim(start).contains('\n') && !document;
    first_line_has(start, &["sender", "content"]).unwrap_or(cut)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(super::kinds::of);
    out.each_id_once();
    let mut reader = Reader::default();
    if let Some(chat) = input.directory.chat_of_part(input.name) {
        (reader.title, reader.id) = (chat.title.clone(), chat.id.clone());
        reader.direct = Some(chat.direct);
        if let Some(absent) = &chat.absent {
            out.note(false, "chunks-missing", &absent.args());
        }
    }
    let outcome = if is_lines(input.head) {
        records::lines(input, super::FORMAT.id, &mut reader, out)
    } else {
        document(input, &mut reader, out)
    };
    out.end_message();
    // The program says 私聊 of groups at times; of a chunk nothing is said.
    let senders = out.member_names().take(3).count();
    out.set_direct(senders < 3 && reader.direct.unwrap_or(senders == 2));
    outcome
}

fn document(input: &mut Input<'_>, reader: &mut Reader, out: &mut Builder) -> Result<()> {
    let end = records::document(input, ARRAYS, reader, out)?;
    if out.rows_of_file() == 0 {
        if let Some(manifest) = Manifest::read(&Value::Object(std::mem::take(&mut reader.facts))) {
            return Err(Error::Malformed {
                name: input.name.to_string(),
                format: super::FORMAT.id,
                at: 0,
                reason: without_chunks(&manifest),
            });
        }
        if !reader.is_qce {
            return Ok(());
        }
    }
    records::finish(input, super::FORMAT.id, "\"messages\"", end, out)
}

fn without_chunks(manifest: &Manifest) -> String {
    let example = manifest.chunks.first().map_or("chunks/*.jsonl", |chunk| &*chunk.path);
    let count = manifest.chunks.len();
    format!(
        "this is the list of a chunked export, its messages are in {count} chunk files beside it \
         ({example}): open those"
    )
}

#[derive(Default)]
struct Reader {
    is_qce: bool,
    /// The parts of the file beside its messages that a manifest is told by.
    facts: Map<String, Value>,
    title: String,
    id: String,
    direct: Option<bool>,
    open: bool,
    /// QQ numbers by uid: some records of a person have only the latter.
    numbers: HashMap<String, String>,
}

impl records::Reader for Reader {
    fn item(&mut self, at: Place, json: &[u8], out: &mut Builder) -> Outcome {
        let mut fixed = String::new();
        let record = match json.first() {
            Some(b'{') => json::read::<Record<'_>>(json, &mut fixed),
            _ => None,
        };
        let Some(record) = record.filter(Record::is_message) else { return Outcome::Unreadable };
        self.is_qce = true;
        if !std::mem::replace(&mut self.open, true) {
            let key = if self.id.is_empty() { &self.title } else { &self.id };
            out.conversation(key, &self.title, self.direct == Some(true));
        }
        self.message(&record, at.record, out);
        Outcome::Message
    }

    fn value(&mut self, key: &str, _object: u64, json: &[u8], out: &mut Builder) {
        if !matches!(key, "metadata" | "chatInfo" | "statistics" | "chunked" | "chunks") {
            return;
        }
        self.is_qce = true;
        let Some(value) = object(json) else { return };
        if key == "chatInfo" {
            let class = text(&value, "type");
            self.title = text(&value, "name").into_owned();
            self.id = chat_id(&value);
            self.direct = (!class.is_empty()).then(|| is_direct(&class));
            if self.open {
                out.retitle(&self.title);
            }
        }
        self.facts.insert(key.to_string(), value);
    }
}

impl Reader {
    fn message(&mut self, record: &Record<'_>, line: u64, out: &mut Builder) {
        let (uid, uin, name, words) = (record.uid(), record.uin(), record.name(), record.words());
        if !uid.is_empty() && !uin.is_empty() && !self.numbers.contains_key(uid.as_ref()) {
            self.numbers.insert(uid.to_string(), uin.to_string());
        }
        let number = self.numbers.get(uid.as_ref()).map_or("", String::as_str);
        let ids = [uin.as_ref(), number, uid.as_ref()];
        let id = ids.into_iter().find(|id| !id.is_empty());
        let recalled = record.is_recalled();
        let somebody = !record.is_nobody() && (recalled || !record.is_system());
        let shown = if name.is_empty() { id.unwrap_or("") } else { name.as_ref() };
        let sender = (somebody && !shown.is_empty() && !notices::is_system_name(shown))
            .then(|| Sender { id, name: shown, role: record.role() });
        let kind = match sender {
            Some(_) if recalled => Some(Kind::Recalled),
            Some(_) => Some(record.kind(&words)),
            // Who took it back is in the words: they are left to the builder.
            None if notices::recalled_by(&words).is_some() => None,
            None => Some(Kind::System),
        };
        let (message_id, answers) = (record.id(), record.answers());
        let draft = Draft {
            sender,
            when: record.when(),
            kind,
            id: Some(message_id.as_ref()).filter(|id| !id.is_empty()),
            reply_to: answers.as_deref(),
            line,
        };
        out.message(draft, &words);
    }
}
