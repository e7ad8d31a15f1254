//! Slack's markup as people read it.

use std::borrow::Cow;

use serde_json::Value;

use crate::ingest::json::text;

/// How deep blocks may lie in one another.
const DEPTH: u8 = 8;

/// A text without its escapes: `<@U1>` is a mention, `<#C1|general>` a channel, `<url|label>` a
/// link, `&lt;` a sign. `name` and `title` give what ids stand for, or nothing.
pub(super) fn plain<'n>(
    words: &str,
    name: &dyn Fn(&str) -> Cow<'n, str>,
    title: &dyn Fn(&str) -> Cow<'n, str>,
) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('<') {
        signs(before, &mut out);
        let Some((inside, behind)) = after.split_once('>').filter(|(inside, _)| is_escape(inside))
        else {
            out.push('<');
            rest = after;
            continue;
        };
        let (target, label) = inside.split_once('|').unwrap_or((inside, ""));
        let or = |found: Cow<'_, str>, id: &str| match (label, found.as_ref()) {
            ("", "") => id.to_string(),
            (label, "") => label.to_string(),
            (_, found) => found.to_string(),
        };
        if let Some(id) = target.strip_prefix('@') {
            out.push('@');
            out.push_str(or(name(id), id).trim_start_matches('@'));
        } else if let Some(id) = target.strip_prefix('#') {
            out.push('#');
            out.push_str(or(title(id), id).trim_start_matches('#'));
        } else if let Some(command) = target.strip_prefix('!') {
            if label.is_empty() {
                out.push('@');
                out.push_str(command.split('^').next().unwrap_or(command));
            } else {
                signs(label, &mut out);
            }
        } else {
            let bare = target.strip_prefix("mailto:").unwrap_or(target);
            signs(if label.is_empty() { bare } else { label }, &mut out);
        }
        rest = behind;
    }
    signs(rest, &mut out);
    out
}

/// Signs of people's own are escaped; what stands in angle brackets is a mention or a link.
fn is_escape(inside: &str) -> bool {
    !inside.is_empty()
        && !inside.contains(['\n', '<'])
        && (inside.starts_with(['@', '#', '!']) || inside.contains(':'))
}

fn signs(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let known = [("lt;", '<'), ("gt;", '>'), ("amp;", '&')];
        let found = known.iter().find_map(|(code, sign)| Some((sign, after.strip_prefix(code)?)));
        let (sign, behind) = found.unwrap_or((&'&', after));
        out.push(*sign);
        rest = behind;
    }
    out.push_str(rest);
}

/// The words of a message whose text is empty: of its blocks, else of its attachments, as bots
/// write them.
pub(super) fn of_blocks(record: &Value) -> String {
    let mut out = String::new();
    let blocks = |value: &Value, out: &mut String| {
        for block in value.get("blocks").and_then(Value::as_array).into_iter().flatten() {
            gather(block, DEPTH, out);
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
        }
    };
    blocks(record, &mut out);
    if out.trim().is_empty() {
        for attachment in record.get("attachments").and_then(Value::as_array).into_iter().flatten()
        {
            // What was shared is somebody else's.
            if attachment.get("is_msg_unfurl").is_some() || attachment.get("from_url").is_some() {
                continue;
            }
            let before = out.len();
            for key in ["pretext", "title", "text"] {
                let part = text(attachment, key);
                if !part.is_empty() {
                    out.push_str(&part);
                    out.push('\n');
                }
            }
            blocks(attachment, &mut out);
            if out.len() == before {
                out.push_str(&text(attachment, "fallback"));
            }
        }
    }
    out.trim_end().to_string()
}

fn gather(value: &Value, depth: u8, out: &mut String) {
    if depth == 0 {
        return;
    }
    match text(value, "type").as_ref() {
        "user" => out.push_str(&format!("<@{}>", text(value, "user_id"))),
        "channel" => out.push_str(&format!("<#{}>", text(value, "channel_id"))),
        "broadcast" => out.push_str(&format!("<!{}>", text(value, "range"))),
        "emoji" => out.push_str(&format!(":{}:", text(value, "name"))),
        "link" => {
            let words = text(value, "text");
            out.push_str(if words.is_empty() {
                value.get("url").and_then(Value::as_str).unwrap_or("")
            } else {
                &words
            });
        }
        "rich_text_quote" => {}
        _ => match value.get("text") {
            Some(Value::String(words)) => out.push_str(words),
            Some(inner @ Value::Object(_)) => gather(inner, depth - 1, out),
            _ => {}
        },
    }
    for key in ["elements", "fields"] {
        for inner in value.get(key).and_then(Value::as_array).into_iter().flatten() {
            if text(inner, "type") != "rich_text_quote" {
                gather(inner, depth - 1, out);
            }
        }
    }
}
