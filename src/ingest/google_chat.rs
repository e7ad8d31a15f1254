//! Google Chat as Takeout gives it: a folder for each conversation, with `messages.json` and
//! `group_info.json` in it (formats study, G1). Dates are sentences in the language of the account.

use std::borrow::Cow;

use serde_json::Value;

use super::builder::{Builder, Draft, Sender};
use super::directory::{Directory, folder_of};
use super::json::{self, Path, has_key, text};
use super::records::{self, Outcome, Place, Reader};
use super::{Format, Head, Input, notices};
use crate::Result;
use crate::export::{Kind, Role};

mod date;

pub(super) const FORMAT: Format = Format { id: "google_chat", sniff, parse };

const ARRAYS: &[Path<'_>] = &[&["messages"], &[]];

fn sniff(head: &Head) -> u8 {
    if !matches!(head.first_char(), Some('{' | '[')) {
        return 0;
    }
    let has = |key| has_key(&head.text, key);
    match (has("creator"), has("created_date"), has("topic_id") || has("message_id")) {
        (true, true, true) => 96,
        (true, true, false) if has("email") || has("user_type") || has("messages") => 90,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let mut space = Space { directory: input.directory };
    if let Some(folder) = folder_of(input.name) {
        match input.directory.title(folder) {
            Some((title, direct)) => out.conversation(folder, &title, direct),
            None => out.conversation(folder, folder, folder.starts_with("DM ")),
        }
    }
    let is_record =
        |value: &Value| value.get("creator").is_some() && value.get("created_date").is_some();
    records::either(input, FORMAT.id, ARRAYS, is_record, &mut space, out)
}

/// Reads the messages of a space.
struct Space<'d> {
    directory: &'d Directory,
}

impl Reader for Space<'_> {
    fn item(&mut self, at: Place, json: &[u8], out: &mut Builder) -> Outcome {
        let Some(record) = json::object(json) else { return Outcome::Unreadable };
        if record.get("created_date").is_none() && record.get("creator").is_none() {
            return Outcome::Unreadable;
        }
        let creator = record.get("creator");
        let part = |key: &str| creator.map(|creator| text(creator, key)).unwrap_or_default();
        let email = part("email");
        let name = match (self.directory.person(&email), part("name")) {
            (_, Cow::Borrowed("")) if email.is_empty() => Cow::Borrowed("?"),
            (Some(listed), Cow::Borrowed("")) => Cow::Owned(listed.name.clone()),
            (None, Cow::Borrowed("")) => email.clone(),
            (_, name) => name,
        };
        let role = if part("user_type") == "Bot" { Role::Official } else { Role::Unknown };
        let (kind, words) = read(&record);
        let own_id = text(&record, "message_id");
        let quoted = record.get("quoted_message_metadata").map(|quoted| text(quoted, "message_id"));
        let draft = Draft {
            sender: Some(Sender {
                id: Some(email.as_ref()).filter(|id| !id.is_empty()),
                name: &name,
                role,
            }),
            when: date::read(&text(&record, "created_date")),
            kind: Some(kind),
            id: Some(own_id.as_ref()).filter(|id| !id.is_empty()),
            reply_to: quoted.as_deref().filter(|id| !id.is_empty()),
            line: at.record,
        };
        out.message(draft, &words);
        Outcome::Message
    }
}

fn read(record: &Value) -> (Kind, String) {
    let words = match record.get("text") {
        Some(Value::String(words)) => words.clone(),
        _ => String::new(),
    };
    let deleted = record.get("deleted_date").is_some()
        || record.get("deletion_metadata").is_some()
        || text(record, "message_state") == "DELETED";
    if deleted {
        return (Kind::Recalled, words);
    }
    let file = record.get("attached_files").and_then(|files| files.get(0));
    if let Some(file) = file {
        let name = match text(file, "original_name") {
            Cow::Borrowed("") => text(file, "export_name"),
            name => name,
        };
        // An account's number may stand behind the name: `4926?account_id=3.png`.
        let kind = notices::kind_of_file(&name);
        let words = if words.is_empty() && kind == Kind::File { name.into_owned() } else { words };
        return (kind, words);
    }
    let annotations = record.get("annotations").and_then(Value::as_array);
    let has = |key: &str| annotations.is_some_and(|all| all.iter().any(|a| a.get(key).is_some()));
    let kind = match words.trim().is_empty() {
        false => Kind::Text,
        true if has("video_call_metadata") => Kind::Call,
        true if has("drive_metadata") => Kind::File,
        true if has("url_metadata") || has("youtube_metadata") => Kind::Link,
        true => Kind::Other,
    };
    (kind, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        let of = |json: &str| read(&serde_json::from_str(json).unwrap());
        assert_eq!(of(r#"{"text":"早"}"#), (Kind::Text, "早".into()));
        assert_eq!(
            of(r#"{"attached_files":[{"original_name":"a.png","export_name":"File-a.png"}]}"#),
            (Kind::Image, "".into())
        );
        assert_eq!(
            of(r#"{"text":"价目","attached_files":[{"export_name":"File-a.pdf"}]}"#),
            (Kind::File, "价目".into())
        );
        assert_eq!(of(r#"{"annotations":[{"video_call_metadata":{}}]}"#).0, Kind::Call);
        assert_eq!(
            of(r#"{"message_state":"DELETED","deletion_metadata":{"deletion_type":"CREATOR"}}"#).0,
            Kind::Recalled
        );
    }
}
