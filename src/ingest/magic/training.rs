//! Training data for language models: MemoTrace, WeFlow's forks and WeClone make it of chats, but
//! it has turns instead of people and times (formats study, 1.5).

use crate::ingest::Head;
use crate::ingest::json::has_key;

/// Keys that only messages have, never turns.
const OF_MESSAGES: &[&str] = &[
    "timestamp",
    "time",
    "date",
    "datetime",
    "ts",
    "createTime",
    "create_time",
    "created_at",
    "createdAt",
    "sendTime",
    "send_time",
    "msgtime",
    "timestamp_ms",
    "sender",
    "sender_id",
    "senderName",
    "sender_name",
    "platformId",
    "userId",
    "user_id",
    "时间",
];

/// How many turns are looked at.
const TURNS: usize = 40;

/// The key that gives training data away.
pub(super) fn key(head: &Head) -> Option<&'static str> {
    let text = head.text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    // A line of a chat may begin with a bracket too: `[2025/3/8 09:02] …`.
    let mut signs = text.chars().filter(|c| !c.is_whitespace());
    match (signs.next(), signs.next()) {
        (Some('{'), Some('"')) | (Some('['), Some('{' | '[')) => {}
        _ => return None,
    }
    let has = |key: &str| has_key(text, key);
    let of_chat = || OF_MESSAGES.iter().any(|key| has(key));
    if has("from")
        && has("value")
        && (has("conversations") || has("conversation"))
        && turns(text, "value")
    {
        Some("conversations")
    } else if has("role") && has("content") && plays_a_part(text) && turns(text, "role") {
        Some(if has("conversations") { "conversations" } else { "messages" })
    } else if has("instruction") && ["output", "dialogue", "response"].into_iter().any(has) {
        Some("instruction")
    } else if has("human") && (has("assistant") || has("gpt")) && !of_chat() {
        Some("human")
    } else if has("prompt")
        && ["completion", "chosen", "response"].into_iter().any(has)
        && !of_chat()
    {
        Some("prompt")
    } else {
        None
    }
}

/// `true` where some role is a part that models play.
fn plays_a_part(text: &str) -> bool {
    crate::ingest::json::has_word(
        text,
        "role",
        &["user", "assistant", "system", "human", "gpt", "model", "tool"],
    )
}

/// `true` where the objects that hold the key say neither who nor when. What stands in a text has
/// its quotes escaped, and is no key.
fn turns(text: &str, key: &str) -> bool {
    let quoted = format!("\"{key}\"");
    let mut places = text.match_indices(&quoted).map(|(at, _)| at).take(TURNS);
    !places.any(|at| {
        let start = text[..at].rfind('{').unwrap_or(at);
        let end = text[at..].find('}').map_or(text.len(), |end| at + end);
        let object = text.get(start..end).unwrap_or("");
        OF_MESSAGES.iter().any(|key| has_key(object, key))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::source::TextEncoding;

    fn of(text: &str) -> Option<&'static str> {
        let (size, start_len) = (text.len() as u64, text.len());
        let (name, encoding) = ("a.json".to_string(), TextEncoding::UTF_8);
        key(&Head::new(name, text.to_string(), encoding, size, start_len))
    }

    #[test]
    fn training_data_of_every_shape() {
        for (text, key) in [
            (
                r#"[{"conversations":[{"from":"human","value":"早"},{"from":"gpt","value":"早"}]}]"#,
                "conversations",
            ),
            (
                r#"{"conversations":[{"role":"user","content":"早"},{"role":"assistant","content":"早"}]}"#,
                "conversations",
            ),
            (
                "{\"messages\":[{\"role\":\"system\",\"content\":\"x\"},{\"role\":\"user\",\"content\":\"早\"}]}\n{\"messages\":[]}",
                "messages",
            ),
            (
                r#"[{"id":1,"time":"2025-03-08","messages":[{"role":"user","content":"早"},{"role":"assistant","content":"好"}]}]"#,
                "messages",
            ),
            (
                r#"[[{"role":"user","content":"早"},{"role":"assistant","content":"好"}]]"#,
                "messages",
            ),
            (r#"[{"instruction":"早","input":"","output":"好"}]"#, "instruction"),
            (
                "\u{FEFF}{\"instruction\":\"早\",\"output\":\"好\"}\n{\"instruction\":\"晚\",\"output\":\"安\"}",
                "instruction",
            ),
            (
                r#"[{"instruction":"x","dialogue":[{"index":1,"speaker":"A","text":"早","time":"2025-03-08 09:02:11"}]}]"#,
                "instruction",
            ),
            (r#"{"conversation":[{"human":"早","assistant":"好"}]}"#, "human"),
            ("{\"prompt\":\"早\",\"completion\":\"好\"}\n", "prompt"),
        ] {
            assert_eq!(of(text), Some(key), "{text}");
        }
    }

    #[test]
    fn chats_that_look_like_it() {
        for text in [
            r#"[{"role":"user","content":"在吗","timestamp":1741395731},{"role":"assistant","content":"在","timestamp":1741395740}]"#,
            r#"{"messages":[{"id":1,"role":"user","content":"在吗","created_at":"2025-03-08T01:02:11Z"}]}"#,
            r#"{"messages":[{"sender":"阿青","role":"user","content":"在吗"}]}"#,
            r#"{"chatlab":{},"members":[{"platformId":"a","roles":[{"id":"owner"}]}],"messages":[{"sender":"a","timestamp":1,"type":0,"content":"b"}]}"#,
            r#"[{"time":"2025-03-08 09:02:11","sender":"阿青","content":"{\"role\":\"user\",\"content\":\"x\"},{\"instruction\":\"y\",\"output\":\"z\"}"}]"#,
            "[2025/3/8 09:02:11] 阿青: {\"role\":\"user\",\"content\":\"x\"}\n[2025/3/8 09:02:20] 老周: {\"instruction\":\"x\",\"output\":\"y\"}",
            "阿青: {\"instruction\":\"x\",\"output\":\"y\"}",
            r#"[{"from":"阿青","value":"早","time":1741395731}]"#,
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
