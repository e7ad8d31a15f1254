//! Which of Meta's two programs a file is from: both write the same keys.

use crate::export::Kind;
use crate::ingest::json::has_key;
use crate::ingest::{Head, notices};

/// Evidence for Instagram, and against it, by keys and words that the other one does not write.
const EVIDENCE: &[(&str, i32)] = &[
    ("your_instagram_activity", 6),
    ("your_facebook_activity", -6),
    ("instagram.com/", 2),
    ("\"Instagram User\"", 4),
    ("\"Facebook user\"", -4),
    ("\"Facebook User\"", -4),
    ("\"original_content_owner\"", 3),
    ("\"Liked a message\"", 2),
    ("\"e2ee_cutover/", -5),
    ("\"archived_threads/", -4),
    ("\"filtered_threads/", -4),
    ("stickers_used/", -4),
    ("facebook.com/", -2),
    ("bing.com/maps", -3),
];

/// Keys of messages that only one of them has.
const KEYS: &[(&str, i32)] = &[
    ("is_geoblocked_for_viewer", 1),
    ("thread_type", -1),
    ("is_taken_down", -2),
    ("is_unsent", -1),
    ("sticker", -2),
    ("gifs", -1),
    ("files", -1),
    ("ip", -1),
];

pub(super) fn is_instagram(head: &Head) -> bool {
    let text = &head.text;
    let words = EVIDENCE.iter().filter(|(word, _)| text.contains(word));
    let keys = KEYS.iter().filter(|(key, _)| has_key(text, key));
    let name = head.name.to_lowercase();
    let of_name =
        match (name.contains("instagram"), name.contains("facebook") || name.contains("messenger"))
        {
            (true, false) => 5,
            (false, true) => -5,
            _ => 0,
        };
    let found: i32 = words.chain(keys).map(|(_, weight)| weight).sum();
    found + of_name + of_thread(text) + of_reactions(text) > 0
}

/// Instagram's threads are numbered `…_178…` with 17 digits, or with some 38; Messenger's older
/// ones end in letters.
fn of_thread(text: &str) -> i32 {
    let Some((_, path)) = text.split_once("/inbox/").or_else(|| text.split_once("\"inbox/")) else {
        return 0;
    };
    let path = path.split(['"', '/', '\\']).next().unwrap_or("");
    let id = path.rsplit('_').next().unwrap_or("");
    let digits = !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
    match id.len() {
        17 if digits && (id.starts_with("17") || id.starts_with("18")) => 3,
        30.. if digits => 3,
        8..=12 if !digits && id.bytes().any(|b| b.is_ascii_uppercase()) => -2,
        _ => 0,
    }
}

/// Instagram says when someone reacted.
fn of_reactions(text: &str) -> i32 {
    let dated = text.match_indices("\"actor\"").take(20).any(|(at, _)| {
        text[at..].split('}').next().is_some_and(|rest| rest.contains("\"timestamp\""))
    });
    if dated { 2 } else { 0 }
}

/// What a file of the secure storage is; one that could not be fetched has no name.
pub(super) fn kind_of_media(uri: &str) -> Kind {
    match uri.rsplit('.').next().unwrap_or("").to_ascii_lowercase().as_str() {
        "gif" => Kind::Sticker,
        _ if !uri.contains('.') => Kind::Other,
        _ => notices::kind_of_file(uri),
    }
}
