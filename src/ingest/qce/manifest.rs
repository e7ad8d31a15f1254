//! The manifest of a chunked export: what chat it is and which files hold its messages.

use serde_json::Value;

use crate::ingest::json::text;

/// A chunk of an export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::ingest) struct Chunk {
    /// Its path, relative to the manifest.
    pub(in crate::ingest) path: String,
    /// How many messages it holds, where that is said.
    pub(in crate::ingest) messages: Option<u64>,
}

/// What a manifest says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::ingest) struct Manifest {
    /// Name of the chat; empty where there is none.
    pub(in crate::ingest) title: String,
    /// The stable id of the chat; empty where there is none.
    pub(in crate::ingest) id: String,
    /// Between two people.
    pub(in crate::ingest) direct: bool,
    /// How many people take part, as far as it is said.
    pub(in crate::ingest) participants: Option<u64>,
    /// The chunks, in order.
    pub(in crate::ingest) chunks: Vec<Chunk>,
}

impl Manifest {
    /// Reads `{metadata, chatInfo, statistics, chunked}`; `None` where it is no manifest. The list
    /// of chunks was called `{file, messages}` in version 5.0 and has `relativePath` since 5.5.
    pub(in crate::ingest) fn read(value: &Value) -> Option<Manifest> {
        let chunked = value.get("chunked");
        let format = value.get("metadata").map(|m| text(m, "format")).unwrap_or_default();
        if chunked.is_none() && !format.contains("chunked") {
            return None;
        }
        let none = Value::Null;
        let chat = value.get("chatInfo").unwrap_or(&none);
        let lists = [chunked.and_then(|c| c.get("chunks")), value.get("chunks"), chunked];
        let list = lists.into_iter().flatten().find_map(Value::as_array);
        let path = |chunk: &Value| {
            if let Some(path) = chunk.as_str() {
                return path.to_string();
            }
            let keys = ["relativePath", "path", "file", "fileName"];
            keys.iter()
                .map(|key| text(chunk, key))
                .find(|p| !p.is_empty())
                .unwrap_or_default()
                .into()
        };
        let counted = |chunk: &Value| {
            ["count", "messages", "messageCount"].iter().find_map(|key| chunk.get(key)?.as_u64())
        };
        let chunk = |chunk: &Value| Chunk { path: path(chunk), messages: counted(chunk) };
        let chunks: Vec<Chunk> = list.into_iter().flatten().map(chunk).collect();
        let senders = value.get("statistics").and_then(|s| s.get("senders")?.as_array());
        let counted = chat.get("participantCount").and_then(Value::as_u64);
        Some(Manifest {
            title: text(chat, "name").into_owned(),
            id: chat_id(chat),
            direct: is_direct(&text(chat, "type")),
            participants: counted.or_else(|| senders.map(|s| s.len() as u64)),
            chunks: chunks.into_iter().filter(|chunk| !chunk.path.is_empty()).collect(),
        })
    }
}

/// The stable id of the chat of a `chatInfo`.
pub(super) fn chat_id(chat: &Value) -> String {
    let keys = ["groupCode", "groupId", "peerUin", "peerUid", "id"];
    let ids = keys.iter().map(|key| text(chat, key)).find(|id| !id.is_empty() && id != "0");
    ids.unwrap_or_default().into_owned()
}

/// `true` for the types of chats between two people.
pub(super) fn is_direct(class: &str) -> bool {
    matches!(class, "private" | "friend" | "temp" | "c2c" | "私聊" | "好友")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_of_two_versions() {
        let old = r#"{"metadata":{"name":"QQChatExporter V5","format":"chunked-jsonl"},
            "chatInfo":{"name":"露营","type":"group"},"statistics":{"senders":[{},{},{}]},
            "chunked":{"chunks":[{"file":"chunks/chunk_0001.jsonl","messages":2}]}}"#;
        let new = r#"{"metadata":{"name":"QQChatExporter","version":"6.0.4"},
            "chatInfo":{"name":"老周","type":"private","peerUin":"190001","participantCount":2},
            "chunked":{"format":"jsonl","chunksDir":"chunks","chunks":[
                {"index":1,"fileName":"c000001.jsonl","relativePath":"chunks/c000001.jsonl","count":2}]}}"#;
        let read = |text: &str| Manifest::read(&serde_json::from_str(text).unwrap());
        let old = read(old).unwrap();
        assert_eq!((old.title.as_str(), old.direct, old.participants), ("露营", false, Some(3)));
        let chunk = |path: &str, n| Chunk { path: path.to_string(), messages: Some(n) };
        assert_eq!(old.chunks, [chunk("chunks/chunk_0001.jsonl", 2)]);
        let new = read(new).unwrap();
        assert_eq!((new.id.as_str(), new.direct, new.participants), ("190001", true, Some(2)));
        assert_eq!(new.chunks, [chunk("chunks/c000001.jsonl", 2)]);
        assert_eq!(read(r#"{"metadata":{},"chatInfo":{},"messages":[]}"#), None);
    }
}
