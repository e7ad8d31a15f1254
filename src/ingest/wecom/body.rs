//! What a record of the archive says, by its type.

use std::borrow::Cow;

use serde_json::Value;

use crate::export::Kind;
use crate::ingest::json::{object, text};
use crate::ingest::when::trim;

/// Kinds of messages by type, and the keys whose first filled one is shown.
const TYPES: &[(&str, Kind, &[&str])] = &[
    ("text", Kind::Text, &["content", "text"]),
    ("markdown", Kind::Text, &["content"]),
    ("image", Kind::Image, &[]),
    ("voice", Kind::Voice, &[]),
    ("video", Kind::Video, &[]),
    ("emotion", Kind::Sticker, &[]),
    ("card", Kind::Contact, &["name", "corpname"]),
    ("location", Kind::Location, &["title", "address"]),
    ("file", Kind::File, &["filename", "file_name", "name"]),
    ("qydiskfile", Kind::File, &["filename"]),
    ("voip_doc_share", Kind::File, &["filename"]),
    ("link", Kind::Link, &["title", "description", "link_url"]),
    ("weapp", Kind::Link, &["title", "displayname"]),
    ("docmsg", Kind::Link, &["title", "link_url"]),
    ("news", Kind::Link, &["title", "description"]),
    ("sphfeed", Kind::Link, &["feed_desc", "sph_name"]),
    ("channels_shop_product", Kind::Link, &["title"]),
    ("channels_shop_order", Kind::Link, &["title"]),
    ("chatrecord", Kind::Link, &["title"]),
    ("redpacket", Kind::Payment, &["wish"]),
    ("external_redpacket", Kind::Payment, &["wish"]),
    ("transfer", Kind::Payment, &["memo"]),
    ("voiptext", Kind::Call, &[]),
    ("meeting_voice_call", Kind::Call, &[]),
    ("vote", Kind::Poll, &["votetitle"]),
    ("collect", Kind::Other, &["title"]),
    ("todo", Kind::Other, &["content", "title"]),
    ("calendar", Kind::Other, &["title"]),
    ("meeting", Kind::Other, &["topic"]),
    ("meeting_notification", Kind::System, &["content"]),
];

/// The first of these keys that is filled; empty where none is.
pub(super) fn field<'v>(value: &'v Value, keys: &[&str]) -> Cow<'v, str> {
    let found = keys.iter().map(|key| text(value, key)).find(|text| !text.is_empty());
    found.unwrap_or(Cow::Borrowed(""))
}

/// The part of a record that belongs to its type: under a key of that name or one that several
/// types share, as an object or as a text of one; a bare text is its content.
pub(super) fn payload<'v>(record: &'v Value, kind: &str) -> Cow<'v, Value> {
    let shared = match kind {
        "docmsg" => "doc",
        "external_redpacket" => "redpacket",
        "redpacket" => "external_redpacket",
        _ => "info",
    };
    for key in [kind, shared, "content", "data", "msg_data"] {
        match record.get(key) {
            Some(value @ Value::Object(_)) => return Cow::Borrowed(value),
            Some(Value::String(words)) if !trim(words).is_empty() => {
                return Cow::Owned(unquoted(words, kind));
            }
            _ => {}
        }
    }
    Cow::Borrowed(record)
}

/// An object that stands in a text; other words become an object's content, also JSON that
/// somebody wrote.
fn unquoted(words: &str, kind: &str) -> Value {
    let inner = if trim(words).starts_with('{') { object(words.as_bytes()) } else { None };
    let said = kind == "text" || kind == "markdown";
    let inner = inner.filter(|inner| !said || inner.get("content").is_some());
    inner.unwrap_or_else(|| serde_json::json!({ "content": words }))
}

/// The kind of a message and the words to show for it. What others wrote, in a merged forward,
/// is not among them.
pub(super) fn read(kind: &str, payload: &Value) -> (Kind, String) {
    if kind == "mixed" {
        return mixed(payload);
    }
    let Some((_, kind, keys)) = TYPES.iter().find(|(name, ..)| *name == kind) else {
        return (Kind::Other, words(payload, &["content", "title", "text"]));
    };
    let keys: &[&str] = if keys.is_empty() { &[] } else { keys };
    let shown = words(payload, keys);
    // A card with several articles has them in a list.
    let first = payload.get("item").and_then(|items| items.get(0)).filter(|_| shown.is_empty());
    let listed = first.filter(|_| *kind == Kind::Link).map(|item| words(item, &["title"]));
    (*kind, listed.unwrap_or(shown))
}

/// The words under the first filled key, as they were written.
fn words(value: &Value, keys: &[&str]) -> String {
    let filled = |key: &&&str| !text(value, key).is_empty();
    let Some(key) = keys.iter().find(filled) else { return String::new() };
    match value.get(*key) {
        Some(Value::String(words)) => words.clone(),
        _ => text(value, key).into_owned(),
    }
}

/// Words and pictures in one message: its words, or where it has none the kind of its first part.
fn mixed(payload: &Value) -> (Kind, String) {
    let parsed;
    let items =
        match ["item", "items", "msg_item", "content"].iter().find_map(|key| payload.get(*key)) {
            Some(Value::String(list)) => {
                parsed = serde_json::from_str(list).unwrap_or(Value::Null);
                &parsed
            }
            Some(list) => list,
            None => payload,
        };
    let (mut all, mut media) = (String::new(), None);
    for item in items.as_array().into_iter().flatten() {
        let kind = field(item, &["type", "msgtype"]).to_lowercase();
        let kind = kind.strip_prefix("chatrecord").filter(|k| !k.is_empty()).unwrap_or(&kind);
        let (kind, shown) =
            if kind == "mixed" { continue } else { read(kind, &self::payload(item, kind)) };
        if kind == Kind::Text {
            if !all.is_empty() {
                all.push('\n');
            }
            all.push_str(trim(&shown));
        } else {
            media.get_or_insert(kind);
        }
    }
    let kind = if all.is_empty() { media.unwrap_or(Kind::Text) } else { Kind::Text };
    (kind, all)
}
