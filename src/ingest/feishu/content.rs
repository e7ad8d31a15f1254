//! What the body of a message says, by its type.

use serde_json::Value;

use crate::export::Kind;
use crate::ingest::json::text;

/// Kinds of messages by type, and the keys whose first filled one is shown.
const TYPES: &[(&str, Kind, &[&str])] = &[
    ("text", Kind::Text, &["text"]),
    ("image", Kind::Image, &[]),
    ("file", Kind::File, &["file_name"]),
    ("folder", Kind::File, &["file_name"]),
    ("audio", Kind::Voice, &[]),
    ("media", Kind::Video, &[]),
    ("video", Kind::Video, &[]),
    ("sticker", Kind::Sticker, &[]),
    ("share_chat", Kind::Contact, &["chat_name", "name"]),
    ("share_user", Kind::Contact, &["name"]),
    ("location", Kind::Location, &["name"]),
    ("hongbao", Kind::Payment, &["text"]),
    ("video_chat", Kind::Call, &["topic"]),
    ("vote", Kind::Poll, &["topic"]),
    ("merge_forward", Kind::Link, &[]),
    ("share_calendar_event", Kind::Other, &["summary"]),
    ("calendar", Kind::Other, &["summary"]),
    ("general_calendar", Kind::Other, &["summary"]),
];

/// How deep elements of a card may lie in one another.
const DEPTH: u8 = 12;

/// The kind of a message and its words; mentions stay as they are.
pub(super) fn read(word: &str, body: &Value) -> (Kind, String) {
    match word {
        "post" => post(body),
        "system" => (Kind::System, notice(body)),
        "interactive" => (Kind::Link, card(body)),
        "todo" => {
            let summary = body.get("summary").unwrap_or(body);
            (Kind::Other, post(summary).1)
        }
        _ => {
            let known = TYPES.iter().find(|(name, ..)| *name == word);
            let (kind, keys) =
                known.map_or((Kind::Other, &["text"][..]), |(_, kind, keys)| (*kind, *keys));
            let words = keys.iter().map(|key| words(body, key)).find(|words| !words.is_empty());
            // Tools that have read the body already leave its words behind.
            let made = if kind == Kind::Other { words_of_tool(body) } else { String::new() };
            (kind, unmarked(&words.unwrap_or(made)))
        }
    }
}

fn words(body: &Value, key: &str) -> String {
    match body.get(key) {
        Some(Value::String(words)) => words.clone(),
        _ => text(body, key).into_owned(),
    }
}

fn words_of_tool(body: &Value) -> String {
    ["text", "title", "content"]
        .iter()
        .map(|key| words(body, key))
        .find(|w| !w.is_empty())
        .unwrap_or_default()
}

/// Paragraphs of elements, in one of several languages or in none.
fn post(body: &Value) -> (Kind, String) {
    let body = body.get("post").unwrap_or(body);
    let inner = ["zh_cn", "en_us", "ja_jp", "zh_hk", "zh_tw"]
        .iter()
        .find_map(|language| body.get(*language));
    let body = inner.unwrap_or(body);
    let mut out = words(body, "title");
    let mut media = None;
    for line in body.get("content").and_then(Value::as_array).into_iter().flatten() {
        if !out.is_empty() {
            out.push('\n');
        }
        match line {
            Value::Array(elements) => {
                elements.iter().for_each(|e| element(e, &mut out, &mut media))
            }
            element_alone => element(element_alone, &mut out, &mut media),
        }
    }
    if out.is_empty() {
        out = words(body, "text");
    }
    let kind = if out.trim().is_empty() { media.unwrap_or(Kind::Text) } else { Kind::Text };
    (kind, out)
}

fn element(element: &Value, out: &mut String, media: &mut Option<Kind>) {
    match text(element, "tag").as_ref() {
        "at" => {
            let (name, id) = (text(element, "user_name"), text(element, "user_id"));
            let shown = if name.is_empty() { id } else { name };
            if !shown.starts_with('@') {
                out.push('@');
            }
            out.push_str(if shown == "all" { "所有人" } else { &shown });
        }
        "img" => *media = media.or(Some(Kind::Image)),
        "media" => *media = media.or(Some(Kind::Video)),
        "emotion" => out.push_str(&format!("[{}]", text(element, "emoji_type"))),
        "hr" => {}
        _ => out.push_str(&words(element, "text")),
    }
}

/// A notice is a sentence with places for names: `{from_user} invited {to_chatters} to this chat.`
fn notice(body: &Value) -> String {
    let mut sentence = words(body, "template");
    if sentence.is_empty() {
        return words(body, "text");
    }
    for (key, value) in body.as_object().into_iter().flatten() {
        let place = format!("{{{key}}}");
        if !sentence.contains(&place) {
            continue;
        }
        let filled = match value {
            Value::Array(names) => {
                names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("、")
            }
            Value::Object(_) => text(value, "text").into_owned(),
            _ => text(body, key).into_owned(),
        };
        sentence = sentence.replace(&place, &filled);
    }
    sentence
}

/// A card: its title, and the texts of its elements, a line each.
fn card(body: &Value) -> String {
    let mut lines = Vec::new();
    let title = body.get("header").and_then(|header| header.get("title"));
    match title.map(|title| words(title, "content")) {
        Some(title) => lines.push(title),
        None => lines.push(words(body, "title")),
    }
    for key in ["elements", "body"] {
        if let Some(inner) = body.get(key) {
            texts(inner, DEPTH, &mut lines);
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    lines.join("\n")
}

fn texts(value: &Value, depth: u8, lines: &mut Vec<String>) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| texts(item, depth - 1, lines)),
        Value::Object(_) => {
            for key in ["text", "content"] {
                if let Some(Value::String(words)) = value.get(key) {
                    lines.push(words.clone());
                }
            }
            for key in ["text", "content", "elements", "fields", "columns", "actions"] {
                if let Some(inner @ (Value::Array(_) | Value::Object(_))) = value.get(key) {
                    texts(inner, depth - 1, lines);
                }
            }
        }
        _ => {}
    }
}

/// `<at user_id="ou_a">老周</at>`, as it was sent, is `@老周`.
fn unmarked(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once("<at ") {
        let parts = after.split_once('>').and_then(|(_, inner)| inner.split_once("</at>"));
        let Some((name, behind)) = parts else { break };
        out.push_str(before);
        out.push('@');
        out.push_str(name.trim_start_matches('@'));
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text_of(word: &str, body: Value) -> (Kind, String) {
        read(word, &body)
    }

    #[test]
    fn bodies() {
        let of = |kind, words: &str| (kind, words.to_string());
        assert_eq!(text_of("text", json!({"text": "早\n上"})), of(Kind::Text, "早\n上"));
        assert_eq!(
            text_of("text", json!({"text": "<at user_id=\"ou_a\">老周</at> 早"})),
            of(Kind::Text, "@老周 早")
        );
        let lines = json!([[{"tag": "text", "text": "第一行 "}, {"tag": "a", "href": "u", "text": "链接"}, {"tag": "at", "user_id": "@_user_1"}], [{"tag": "img", "image_key": "i"}], [{"tag": "text", "text": "末"}]]);
        assert_eq!(
            text_of("post", json!({"title": "题", "content": lines})),
            of(Kind::Text, "题\n第一行 链接@_user_1\n\n末")
        );
        assert_eq!(
            text_of("post", json!({"zh_cn": {"title": "", "content": [[{"tag": "img"}]]}})),
            of(Kind::Image, "")
        );
        assert_eq!(
            text_of("file", json!({"file_key": "k", "file_name": "清单.xlsx"})),
            of(Kind::File, "清单.xlsx")
        );
        assert_eq!(
            text_of(
                "system",
                json!({"template": "{from_user} invited {to_chatters}.", "from_user": ["阿青"], "to_chatters": ["老周", "小满"]})
            ),
            of(Kind::System, "阿青 invited 老周、小满.")
        );
        assert_eq!(
            text_of(
                "interactive",
                json!({"title": "日报", "elements": [[{"tag": "text", "text": "成交 3 单"}, {"tag": "button", "text": "查看"}]]})
            ),
            of(Kind::Link, "日报\n成交 3 单\n查看")
        );
        assert_eq!(
            text_of(
                "interactive",
                json!({"header": {"title": {"tag": "plain_text", "content": "日报"}}, "elements": [{"tag": "div", "text": {"tag": "lark_md", "content": "**3** 单"}}]})
            ),
            of(Kind::Link, "日报\n**3** 单")
        );
        assert_eq!(
            text_of(
                "todo",
                json!({"task_id": "t", "summary": {"title": "", "content": [[{"tag": "text", "text": "买锅"}]]}})
            ),
            of(Kind::Other, "买锅")
        );
        assert_eq!(
            text_of("merge_forward", json!({"text": "Merged and Forwarded Message"})),
            of(Kind::Link, "")
        );
        assert_eq!(text_of("new_type", json!({"text": "新"})), of(Kind::Other, "新"));
    }
}
