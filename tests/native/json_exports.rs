//! JSON exports read the same in any order of keys, any spacing and any encoding.

use qunzhen::Session;
use qunzhen::report::{ConversationReport, ParseOptions};
use serde_json::Value;

use crate::support::{chats, file_name, messages, reread};

const FORMATS: &[&str] =
    &["telegram", "qce", "weflow", "echotrace", "chatlog", "pywxdump", "discord"];

/// Format, titles and messages of a file, as far as the order of its keys has no say.
fn rows(session: &mut Session, bytes: &[u8]) -> Vec<String> {
    // The file's name, its title of last resort, is the same for all.
    let report = reread(session, &[("export.json", bytes)], ParseOptions::default());
    let Some(source) = report.sources.first() else {
        return vec![report.failures[0].message.clone()];
    };
    let mut rows = vec![source.format.clone(), format!("{:?}", source.ledger)];
    let chat = |c: &ConversationReport| {
        format!("{} {} {} {}", c.kind, c.title, c.participants, c.messages)
    };
    rows.extend(source.conversations.iter().map(chat));
    rows.extend(messages(session, &report).into_iter().map(|m| {
        let who = format!("{:?} {:?} {:?}", m.sender, m.sender_id, m.role);
        format!("{:?} {who} {:?} {:?} {}", m.time, m.kind, m.reply_to, m.text)
    }));
    // Chats follow the order of the file.
    rows.sort();
    rows
}

/// The objects of a document with their keys turned around, at the root alone or everywhere.
fn turned(value: &Value, deep: bool) -> String {
    match value {
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| {
                let inner = if deep { turned(value, true) } else { value.to_string() };
                format!("{}:{inner}", Value::String(key.clone()))
            };
            let mut parts: Vec<String> = map.iter().map(entry).collect();
            parts.reverse();
            format!("{{{}}}", parts.join(","))
        }
        Value::Array(items) if deep => {
            let parts: Vec<String> = items.iter().map(|item| turned(item, true)).collect();
            format!("[{}]", parts.join(","))
        }
        other => other.to_string(),
    }
}

#[test]
fn order_of_keys_spacing_and_encoding_mean_nothing() {
    let (mut session, mut seen) = (Session::new().expect("rules load"), 0);
    for (format, path, bytes) in chats() {
        let name = file_name(&path);
        if !FORMATS.contains(&format.as_str()) || !name.ends_with(".json") {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        let Ok(value) = serde_json::from_str::<Value>(text.trim_start_matches('\u{FEFF}')) else {
            continue;
        };
        seen += 1;
        let expected = rows(&mut session, &bytes);
        let sorted = value.to_string();
        assert_eq!(rows(&mut session, sorted.as_bytes()), expected, "{format}/{name}: sorted keys");
        let pretty = serde_json::to_string_pretty(&value).expect("a value");
        assert_eq!(rows(&mut session, pretty.as_bytes()), expected, "{format}/{name}: spaced");
        for deep in [false, true] {
            let turned = turned(&value, deep);
            assert_eq!(
                rows(&mut session, turned.as_bytes()),
                expected,
                "{format}/{name}: turned {deep}"
            );
        }
        let mut utf16 = vec![0xFF, 0xFE];
        utf16.extend(sorted.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(rows(&mut session, &utf16), expected, "{format}/{name}: UTF-16");
        let marked = format!("\u{FEFF}\r\n{sorted}\r\n");
        assert_eq!(rows(&mut session, marked.as_bytes()), expected, "{format}/{name}: marked");
    }
    assert!(seen > 20, "{seen} documents");
}

#[test]
fn odd_values_cost_no_more_than_their_record() {
    let mut session = Session::new().expect("rules load");
    let odd =
        [r#"null"#, r#"7"#, r#""x""#, r#"true"#, r#"[]"#, r#"{}"#, r#"[[1]]"#, r#"{"a":[1]}"#];
    for (format, path, bytes) in chats() {
        let name = file_name(&path);
        if !FORMATS.contains(&format.as_str()) || !name.ends_with(".json") || name.contains("cut") {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        let Ok(value) = serde_json::from_str::<Value>(text.trim_start_matches('\u{FEFF}')) else {
            continue;
        };
        let list = match &value {
            Value::Array(items) => items,
            root => match root.get("messages").or_else(|| root.get("items")) {
                Some(Value::Array(items)) => items,
                _ => continue,
            },
        };
        let Some(Value::Object(first)) = list.first() else { continue };
        for key in first.keys() {
            for value_there in &odd {
                let mut changed = value.clone();
                let records = match &mut changed {
                    Value::Array(items) => items,
                    root => match root.pointer_mut("/messages").is_some() {
                        true => root["messages"].as_array_mut().expect("an array"),
                        false => root["items"].as_array_mut().expect("an array"),
                    },
                };
                records[0][key] = serde_json::from_str(value_there).expect("JSON");
                let bytes = changed.to_string().into_bytes();
                let files: [(&str, &[u8]); 1] = [("export.json", &bytes)];
                let report = reread(&mut session, &files, ParseOptions::default());
                let source = report.sources.first();
                let found = source.map_or("nothing", |s| s.format.as_str());
                let why = report.failures.first().map(|f| &f.message);
                assert_eq!(found, format, "{format}/{name}: {key} = {value_there}: {why:?}");
                let ledger = source.expect("read").ledger;
                assert!(ledger.unparsed <= 1, "{format}/{name}: {key} = {value_there}: {ledger:?}");
            }
        }
    }
}
