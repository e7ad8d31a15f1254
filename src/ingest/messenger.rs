//! Conversations as Meta gives them to who asks for their data: Messenger's and Instagram's
//! `message_1.json`, newest first and with every text damaged, and what Messenger's encrypted
//! storage exports, which is neither (formats study, M1).

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

use super::builder::{Builder, Draft, Sender, When};
use super::json::{self, Path, Scalar, has_key};
use super::mojibake::Mender;
use super::records::{self, Outcome, Place, Reader};
use super::when::trim;
use super::{Format, Head, Input};
use crate::Result;
use crate::export::{Kind, Role};
use crate::time::Timestamp;

use said::Said;

mod app;
mod said;
#[cfg(test)]
mod tests;

pub(super) const MESSENGER: Format = Format {
    id: "messenger",
    sniff: |head| if app::is_instagram(head) { score(head).saturating_sub(8) } else { score(head) },
    parse: |input, out| parse(input, "messenger", out),
};

pub(super) const INSTAGRAM: Format = Format {
    id: "instagram",
    sniff: |head| {
        let own = has_key(&head.text, "sender_name");
        match (own, app::is_instagram(head)) {
            (true, true) => score(head),
            (true, false) => score(head).saturating_sub(8),
            (false, _) => 0,
        }
    },
    parse: |input, out| parse(input, "instagram", out),
};

const ARRAYS: &[Path<'_>] = &[&["messages"], &["participants"]];
const MESSAGES: usize = 0;

/// How many bytes at the end of a file may hold the path of its thread.
const TAIL: usize = 16 * 1024;

fn score(head: &Head) -> u8 {
    if head.first_char() != Some('{') {
        return 0;
    }
    let has = |key| has_key(&head.text, key);
    let message = has("sender_name") && has("timestamp_ms");
    let secure = has("senderName") && has("timestamp") && (has("threadName") || has("isUnsent"));
    match (message || secure, has("participants")) {
        (true, true) => 96,
        (true, false) if has("messages") => 90,
        (true, false) => 80,
        (false, true) if has("thread_path") || has("threadName") => 60,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, format: &'static str, out: &mut Builder) -> Result<()> {
    let mut thread = Thread::default();
    let path = thread_path(input);
    if !path.is_empty() {
        out.conversation(&path, "", false);
    } else if let Some(name) = quoted(&input.head.text, "\"threadName\"") {
        // Threads of the secure storage have no id, only a name with a number.
        out.conversation(&name, &name, false);
    }
    let end = records::document(input, ARRAYS, &mut thread, out)?;
    thread.settle(out);
    records::finish(input, format, "\"messages\"", end, out)
}

/// The path of the thread, which stands behind the messages; empty where there is none.
fn thread_path(input: &mut Input<'_>) -> String {
    let size = input.data.size();
    let mut tail = vec![0; TAIL];
    let n = input.data.read_at(size.saturating_sub(TAIL as u64), &mut tail).unwrap_or(0);
    tail.truncate(n);
    let key = "\"thread_path\"";
    let tail = quoted(&String::from_utf8_lossy(&tail), key);
    tail.or_else(|| quoted(&input.head.text, key)).unwrap_or_default()
}

/// The text behind the last such key.
fn quoted(text: &str, key: &str) -> Option<String> {
    let at = text.rfind(key)?;
    let value = text[at + key.len()..].trim_start().strip_prefix(':')?.trim_start();
    serde_json::Deserializer::from_str(value).into_iter::<String>().next()?.ok()
}

/// A message of either kind of export.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Record<'a> {
    #[serde(borrow)]
    sender_name: Scalar<'a>,
    #[serde(borrow, rename = "senderName")]
    secure_sender: Scalar<'a>,
    #[serde(borrow)]
    timestamp_ms: Scalar<'a>,
    #[serde(borrow)]
    timestamp: Scalar<'a>,
    #[serde(borrow)]
    content: Scalar<'a>,
    #[serde(borrow)]
    text: Scalar<'a>,
    #[serde(borrow, rename = "type")]
    word: Scalar<'a>,
    #[serde(borrow)]
    is_unsent: Scalar<'a>,
    #[serde(borrow, rename = "isUnsent")]
    secure_unsent: Scalar<'a>,
    #[serde(borrow)]
    call_duration: Scalar<'a>,
    photos: Option<Value>,
    videos: Option<Value>,
    audio_files: Option<Value>,
    gifs: Option<Value>,
    files: Option<Value>,
    sticker: Option<Value>,
    share: Option<Value>,
    media: Option<Value>,
}

/// What is known of the thread being read.
#[derive(Default)]
struct Thread {
    mender: Mender,
    title: String,
    participants: Vec<String>,
    /// `true` where the file says that it is a group.
    group: bool,
}

impl Reader for Thread {
    fn item(&mut self, at: Place, json: &[u8], out: &mut Builder) -> Outcome {
        if at.array == MESSAGES {
            let mut fixed = String::new();
            let record =
                if json.first() == Some(&b'{') { json::read(json, &mut fixed) } else { None };
            return match record {
                Some(record) if self.message(&record, at.record, out) => Outcome::Message,
                _ => Outcome::Unreadable,
            };
        }
        let name = match serde_json::from_slice(json) {
            Ok(Value::String(name)) => name,
            Ok(value @ Value::Object(_)) => json::text(&value, "name").into_owned(),
            _ => return Outcome::Unreadable,
        };
        let name = self.mender.mend(name.into()).into_owned();
        self.participants.push(name);
        Outcome::Aside
    }

    fn value(&mut self, key: &str, _object: u64, json: &[u8], _out: &mut Builder) {
        let text = || serde_json::from_slice::<String>(json).unwrap_or_default();
        match key {
            "title" => self.title = self.mender.mend(text().into()).trim().to_string(),
            // The secure storage numbers its threads: `Lena Q_40`.
            "threadName" => {
                let name = text();
                let bare = name.rsplit_once('_').filter(|(_, n)| n.parse::<u32>().is_ok());
                self.title = bare.map_or(name.as_str(), |(bare, _)| bare).trim().to_string();
            }
            "thread_type" => self.group |= text().ends_with("Group"),
            // Chats of two have one too, without a link to join by.
            "joinable_mode" => {
                let mode = serde_json::from_slice::<Value>(json).unwrap_or_default();
                self.group |= !json::text(&mode, "link").is_empty();
            }
            _ => {}
        }
    }
}

impl Thread {
    fn message(&mut self, record: &Record<'_>, line: u64, out: &mut Builder) -> bool {
        let secure = !record.secure_sender.is_nothing();
        let name = if secure { &record.secure_sender } else { &record.sender_name };
        let time =
            if record.timestamp_ms.is_nothing() { &record.timestamp } else { &record.timestamp_ms };
        if name.is_nothing() && time.is_nothing() {
            return false;
        }
        let mut mend = |text| if secure { text } else { self.mender.mend(text) };
        let name = mend(name.text());
        let name = trim(&name);
        let content = mend(if secure { record.text.text() } else { record.content.text() });
        let said = said::read(name, &content);
        let kind = kind(record, &said);
        let text = match said {
            Said::Words | Said::Call | Said::Notice => Cow::Borrowed(content.as_ref()),
            _ => "".into(),
        };
        let text = match (kind, text.is_empty(), link(record)) {
            (Kind::Recalled, ..) if secure => "".into(),
            (Kind::Link, true, Some(link)) => mend(link),
            _ => text,
        };
        // Who deleted their account has lost the name too.
        let sender = Sender {
            id: None,
            name: if name.is_empty() { "?" } else { name },
            role: Role::Unknown,
        };
        let sender = (kind != Kind::System).then_some(sender);
        let when = time.number().and_then(Timestamp::from_epoch).map_or(When::Unknown, When::At);
        out.message(
            Draft { sender, when, kind: Some(kind), id: None, reply_to: None, line },
            &text,
        );
        true
    }

    fn settle(&mut self, out: &mut Builder) {
        if out.rows_of_file() == 0 {
            return;
        }
        if self.title.is_empty() {
            self.title = self.participants.join("、");
        }
        if !self.title.is_empty() {
            out.retitle(&self.title);
        }
        let people = match self.participants.len() {
            0 => out.member_names().take(3).count(),
            listed => listed,
        };
        out.set_direct((1..=2).contains(&people) && !self.group);
        if self.mender.mended {
            out.note(false, "mojibake-repaired", &[]);
        }
    }
}

/// The kind of a message by what hangs on it, else by its words.
fn kind(record: &Record<'_>, said: &Said) -> Kind {
    let has = |part: &Option<Value>| match part {
        Some(Value::Array(items)) => !items.is_empty(),
        Some(value) => value.is_object() || value.is_string(),
        None => false,
    };
    let yes = |flag: &Scalar<'_>| matches!(flag.text().as_ref(), "1" | "true");
    if yes(&record.is_unsent) || yes(&record.secure_unsent) || *said == Said::Unsent {
        return Kind::Recalled;
    }
    if !record.call_duration.is_nothing() {
        return Kind::Call;
    }
    let parts = [
        (&record.photos, Kind::Image),
        (&record.videos, Kind::Video),
        (&record.audio_files, Kind::Voice),
        (&record.files, Kind::File),
        (&record.gifs, Kind::Sticker),
        (&record.sticker, Kind::Sticker),
    ];
    if let Some((_, kind)) = parts.into_iter().find(|(part, _)| has(part)) {
        return kind;
    }
    if has(&record.media) {
        let first = record.media.as_ref().and_then(|media| media.get(0));
        let uri = first.map(|first| json::text(first, "uri")).unwrap_or_default();
        return app::kind_of_media(&uri);
    }
    if has(&record.share) {
        let link = link(record).unwrap_or_default();
        return match said {
            Said::Attachment(Kind::Location) => Kind::Location,
            _ if link.contains("giphy.com") || link.contains("tenor.com") => Kind::Sticker,
            _ => Kind::Link,
        };
    }
    match said {
        Said::Attachment(kind) => *kind,
        Said::Notice => Kind::System,
        Said::Call => Kind::Call,
        _ if record.word.text() == "link" => Kind::Link,
        Said::Words => Kind::Text,
        Said::Nothing | Said::Unsent => Kind::Other,
    }
}

fn link<'r>(record: &'r Record<'_>) -> Option<Cow<'r, str>> {
    let share = record.share.as_ref()?;
    Some(json::text(share, "link")).filter(|link| !link.is_empty())
}
