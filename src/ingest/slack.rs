//! Slack: a day of a channel as its export writes it, `general/2025-03-08.json`, and what its
//! interface answers (formats study, S1). Names stand in other files of the export. slackdump keeps
//! the answers of a thread inside of the message they answer, and writes text too.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::builder::{Builder, Draft, Sender};
use super::directory::{Directory, folder_of};
use super::json::{self, Path, has_key, has_word, text};
use super::records::{self, Outcome, Place, Reader};
use super::{Format, Head, Input, Layout, notices};
use crate::Result;
use crate::export::{Kind, Role};

mod dumped;
mod markup;
#[cfg(test)]
mod tests;

pub(super) const FORMAT: Format = Format { id: "slack", sniff, parse };

const LAYOUTS: &[Layout] = &[Layout { sniff: sniff_json, parse: parse_json }, dumped::LAYOUT];

fn sniff(head: &Head) -> u8 {
    Layout::sniff_best(LAYOUTS, head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    Layout::parse_best(LAYOUTS, input, out)
}

const ARRAYS: &[Path<'_>] = &[&[], &["messages"], &["data", "messages"]];

/// Subtypes under which the platform speaks.
const NOTICES: &[&str] = &[
    "channel_join",
    "channel_leave",
    "channel_topic",
    "channel_purpose",
    "channel_name",
    "channel_archive",
    "channel_unarchive",
    "channel_convert_to_private",
    "channel_convert_to_public",
    "channel_posting_permissions",
    "channel_canvas_updated",
    "group_join",
    "group_leave",
    "group_topic",
    "group_purpose",
    "group_name",
    "group_archive",
    "group_unarchive",
    "bot_add",
    "bot_remove",
    "bot_enable",
    "bot_disable",
    "pinned_item",
    "unpinned_item",
    "reminder_add",
    "ekm_access_denied",
    "tombstone",
    "joiner_notification",
    "joiner_notification_for_inviter",
    "slackbot_response",
];

fn sniff_json(head: &Head) -> u8 {
    if !matches!(head.first_char(), Some('{' | '[')) {
        return 0;
    }
    let has = |key| has_key(&head.text, key);
    let who = has("user") || has("bot_id") || has("username") || has("subtype");
    let typed = has_word(&head.text, "type", &["message"]) || has("subtype");
    match (has_stamp(&head.text), typed, who) {
        (true, true, true) => 95,
        (true, _, true) if has("text") => 80,
        _ => 0,
    }
}

/// `true` where some `ts` is seconds and microseconds in a text, as only Slack writes it.
fn has_stamp(text: &str) -> bool {
    text.match_indices("\"ts\"").take(50).any(|(at, key)| {
        let value = text[at + key.len()..].trim_start().strip_prefix(':').map(str::trim_start);
        let stamp = value.and_then(|v| v.strip_prefix('"')).and_then(|v| v.split('"').next());
        stamp.is_some_and(is_stamp)
    })
}

fn is_stamp(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let parts = text.split_once('.');
    parts.is_some_and(|(s, us)| s.len() == 10 && us.len() == 6 && digits(s) && digits(us))
}

fn parse_json(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let mut channel = Channel {
        directory: input.directory,
        names: BTreeMap::new(),
        deleted: BTreeSet::new(),
        opened: false,
        nested: 0,
    };
    // Days lie in a folder of the channel's name; a file alone is named after the channel or the day.
    if let Some(folder) = folder_of(input.name) {
        channel.turn_to(folder, folder, out);
    }
    let is_record = |line: &Value| is_stamp(&text(line, "ts"));
    let read = records::either(input, FORMAT.id, ARRAYS, is_record, &mut channel, out);
    input.total += channel.nested;
    read
}

/// Reads the messages of a channel.
struct Channel<'d> {
    directory: &'d Directory,
    /// Names that stood beside messages, by id.
    names: BTreeMap<String, String>,
    /// Stamps of messages that were deleted.
    deleted: BTreeSet<String>,
    /// An id has opened the conversation.
    opened: bool,
    /// Answers that stood inside of other messages.
    nested: u64,
}

impl Reader for Channel<'_> {
    fn item(&mut self, at: Place, json: &[u8], out: &mut Builder) -> Outcome {
        let Some(record) = json::object(json) else { return Outcome::Unreadable };
        let outcome = self.record(&record, "", at.record, out);
        self.thread(&record, at.record, out);
        outcome
    }

    fn value(&mut self, key: &str, _object: u64, json: &[u8], out: &mut Builder) {
        let text = || serde_json::from_slice::<String>(json).unwrap_or_default();
        match key {
            "channel" | "channel_id" => {
                let id = text();
                if !id.is_empty() && out.rows_of_file() == 0 {
                    self.opened = true;
                    self.turn_to(&id, "", out);
                }
            }
            "channel_name" | "name" => {
                let name = text();
                if !name.is_empty() {
                    if out.rows_of_file() == 0 && !self.opened {
                        out.conversation(&name, &name, false);
                    }
                    out.retitle(&name);
                }
            }
            _ => {}
        }
    }

    fn finish(&mut self, out: &mut Builder) {
        let deleted = self.deleted.iter().map(String::as_str).collect();
        out.recall(&deleted);
    }
}

impl Channel<'_> {
    fn record(&mut self, record: &Value, topic: &str, line: u64, out: &mut Builder) -> Outcome {
        let subtype = text(record, "subtype");
        match subtype.as_ref() {
            "message_deleted" => {
                self.deleted.insert(text(record, "deleted_ts").into_owned());
                return Outcome::Recognised;
            }
            "message_changed" | "message_replied" => return Outcome::Recognised,
            _ if !is_stamp(&text(record, "ts")) => return Outcome::Unreadable,
            _ => {}
        }
        self.message(record, &subtype, topic, line, out);
        Outcome::Message
    }

    /// The answers that stand inside of a message. Slack's own export lists there only who answered
    /// and when.
    fn thread(&mut self, record: &Value, line: u64, out: &mut Builder) {
        const WORDS: &[&str] = &["text", "blocks", "files", "attachments"];
        let topic = text(record, "ts");
        let lists = ["slackdump_thread_replies", "replies"].map(|key| record.get(key));
        let replies = lists.into_iter().flatten().filter_map(Value::as_array).flatten();
        for reply in replies.filter(|reply| WORDS.iter().any(|key| reply.get(*key).is_some())) {
            if self.nested == 0 {
                // An answer that was also sent to the channel stands there once more.
                out.each_id_once();
            }
            self.nested += 1;
            match self.record(reply, &topic, line, out) {
                Outcome::Message => {}
                Outcome::Recognised | Outcome::Aside => out.recognised(),
                Outcome::Unreadable => out.unparsed(&reply.to_string(), line),
            }
            self.thread(reply, line, out);
        }
    }

    fn turn_to(&self, key: &str, title: &str, out: &mut Builder) {
        match self.directory.title(key) {
            Some((title, direct)) => out.conversation(key, &title, direct),
            None => out.conversation(key, title, key.starts_with('D') && is_id(key)),
        }
    }

    fn message(
        &mut self,
        record: &Value,
        subtype: &str,
        topic: &str,
        line: u64,
        out: &mut Builder,
    ) {
        let stamp = text(record, "ts");
        let thread = first(&[text(record, "thread_ts"), Cow::Borrowed(topic)]);
        let user = match text(record, "user") {
            Cow::Borrowed("") => first(&[text(record, "bot_id"), text(record, "user_id")]),
            user => user,
        };
        let name = self.name(record, &user);
        let (kind, words) = self.read(record, subtype);
        let nobody = kind == Kind::System || user == "USLACKBOT" || name.is_empty();
        let is_bot =
            subtype == "bot_message" || (record.get("bot_id").is_some() && !user.starts_with('U'));
        let role = match self.directory.role(&user) {
            Role::Unknown if is_bot => Role::Official,
            role => role,
        };
        let id = Some(user.as_ref()).filter(|id| !id.is_empty());
        let draft = Draft {
            sender: (!nobody).then_some(Sender { id, name: &name, role }),
            when: json::time(record, "ts"),
            kind: Some(if nobody { Kind::System } else { kind }),
            id: Some(&stamp),
            reply_to: Some(thread.as_ref()).filter(|thread| !thread.is_empty() && *thread != stamp),
            line,
        };
        out.message(draft, &words);
    }

    /// What the list of users says, else what stands beside the message.
    fn name(&mut self, record: &Value, user: &str) -> String {
        if let Some(listed) = self.directory.person(user) {
            return listed.name.clone();
        }
        let part = |outer: &str, key: &str| {
            record.get(outer).map(|inner| text(inner, key)).unwrap_or_default()
        };
        let shown = first(&[
            part("user_profile", "display_name"),
            part("user_profile", "real_name"),
            part("user_profile", "name"),
            text(record, "username"),
            part("bot_profile", "name"),
            text(record, "user_name"),
        ]);
        if !shown.is_empty() {
            self.names.insert(user.to_string(), shown.to_string());
            return shown.into_owned();
        }
        self.names.get(user).cloned().unwrap_or_else(|| user.to_string())
    }

    fn read(&self, record: &Value, subtype: &str) -> (Kind, String) {
        let name = |id: &str| match self.directory.person(id) {
            Some(listed) => Cow::Borrowed(listed.name.as_str()),
            None => {
                self.names.get(id).map_or(Cow::Borrowed(""), |name| Cow::Borrowed(name.as_str()))
            }
        };
        let title =
            |id: &str| self.directory.title(id).map_or(Cow::Borrowed(""), |(title, _)| title);
        let mut words = match record.get("text") {
            Some(Value::String(words)) => markup::plain(words, &name, &title),
            _ => String::new(),
        };
        if words.trim().is_empty() {
            words = markup::plain(&markup::of_blocks(record), &name, &title);
        }
        if NOTICES.contains(&subtype) {
            return (Kind::System, words);
        }
        if matches!(subtype, "huddle_thread" | "sh_room_created" | "sh_room_shared") {
            return (Kind::Call, words);
        }
        let files = record.get("files").and_then(Value::as_array);
        let file = files.and_then(|files| files.first()).or_else(|| record.get("file"));
        let Some(file) = file else { return (Kind::Text, words) };
        let kind = kind_of_file(file);
        if words.trim().is_empty() && kind == Kind::File {
            words = first(&[text(file, "title"), text(file, "name")]).into_owned();
        }
        (kind, words)
    }
}

/// `C01AB2CD3` and the like.
fn is_id(text: &str) -> bool {
    text.len() >= 9 && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

fn first<'t>(texts: &[Cow<'t, str>]) -> Cow<'t, str> {
    texts.iter().find(|text| !text.is_empty()).cloned().unwrap_or_default()
}

fn kind_of_file(file: &Value) -> Kind {
    let mime = text(file, "mimetype");
    match mime.split('/').next().unwrap_or("") {
        "image" => Kind::Image,
        "video" => Kind::Video,
        "audio" => Kind::Voice,
        "" => notices::kind_of_file(&first(&[text(file, "name"), text(file, "title")])),
        _ => Kind::File,
    }
}
