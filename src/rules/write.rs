//! Packs written down again, as TOML or JSON: the same pack gives the same text, and the text gives
//! the same pack.

use std::fmt::Write as _;

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};

use super::pack::{Extension, Pack, PatternSpec, Rule, Words};

/// Longest line of a list before it is broken, in characters.
const WIDTH: usize = 96;

/// Keys in the order in which people read them; those left out here come after, by name.
const ORDER: &[&str] = &[
    "pack",
    "id",
    "version",
    "title",
    "zh",
    "en",
    "category",
    "severity",
    "speakers",
    "law",
    "basis",
    "status",
    "checked",
    "owner",
    "action",
    "suggestion",
    "exceptions",
    "frames",
    "match",
    "pattern",
    "need",
    "check",
    "by",
    "text",
    "any",
    "patterns",
    "and",
    "mask",
    "veto",
    "examples",
    "hit",
    "miss",
    "rule",
    "extend",
];

/// Keys whose tables get a heading of their own.
const HEADED: &[&str] = &["match", "mask", "veto", "copy", "replace", "exempt", "firm", "examples"];

#[derive(Serialize)]
struct Out<'a> {
    pack: Header<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    rule: &'a [Rule],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    extend: &'a [Extension],
}

#[derive(Serialize)]
struct Header<'a> {
    id: &'a str,
    version: &'a str,
    title: &'a Words,
}

impl Pack {
    fn out(&self) -> Out<'_> {
        let Pack { id, version, title, rules, extensions } = self;
        Out { pack: Header { id, version, title }, rule: rules, extend: extensions }
    }

    /// The pack as JSON, indented.
    pub fn to_json(&self) -> String {
        // Text, lists and tables with names always can be written.
        serde_json::to_string_pretty(&self.out()).unwrap_or_default() + "\n"
    }

    /// The pack as TOML, laid out like the built-in ones.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        let Ok(Value::Object(all)) = serde_json::to_value(self.out()) else { return text };
        for (key, value) in ordered(&all) {
            match value {
                Value::Array(tables) => {
                    for table in tables {
                        let _ = writeln!(text, "\n[[{key}]]");
                        table_body(&mut text, key, table);
                    }
                }
                table => {
                    let _ = writeln!(text, "[{key}]");
                    table_body(&mut text, key, table);
                }
            }
        }
        text
    }
}

fn ordered(table: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let place = |key: &str| ORDER.iter().position(|known| *known == key).unwrap_or(ORDER.len());
    let mut all: Vec<_> = table.iter().collect();
    all.sort_by_key(|(key, _)| (place(key), key.as_str()));
    all
}

/// Values first, then the tables that have headings.
fn table_body(text: &mut String, path: &str, table: &Value) {
    let Value::Object(table) = table else { return };
    let is_table = |value: &Value| match value {
        Value::Array(items) => items.iter().all(Value::is_object),
        _ => value.is_object(),
    };
    let (headed, plain): (Vec<_>, Vec<_>) = ordered(table)
        .into_iter()
        .partition(|(key, value)| HEADED.contains(&key.as_str()) && is_table(value));
    for (key, value) in plain {
        assignment(text, key, value);
    }
    for (key, value) in headed {
        let tables =
            if let Value::Array(tables) = value { tables.iter().collect() } else { vec![value] };
        let heading = format!("{path}.{key}");
        for table in tables {
            let _ = match value {
                Value::Array(_) => writeln!(text, "\n[[{heading}]]"),
                _ => writeln!(text, "\n[{heading}]"),
            };
            table_body(text, &heading, table);
        }
    }
}

fn assignment(text: &mut String, key: &str, value: &Value) {
    let line = inline(value);
    match value {
        Value::Array(items) if line.chars().count() + key.len() > WIDTH => {
            let _ = writeln!(text, "{key} = [");
            let mut open = String::new();
            for item in items {
                let item = inline(item);
                if !open.is_empty() && open.chars().count() + item.chars().count() > WIDTH {
                    let _ = writeln!(text, " {open}");
                    open.clear();
                }
                let _ = write!(open, " {item},");
            }
            let _ = writeln!(text, " {open}\n]");
        }
        _ => {
            let _ = writeln!(text, "{key} = {line}");
        }
    }
}

fn inline(value: &Value) -> String {
    match value {
        Value::String(words) => quoted(words),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", "))
        }
        Value::Object(table) => {
            let entry = |(key, value): (&String, &Value)| format!("{key} = {}", inline(value));
            let entries: Vec<String> = ordered(table).into_iter().map(entry).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// A text in the quotes that leave it most readable.
fn quoted(words: &str) -> String {
    if words.contains('\\') && !words.chars().any(|c| c == '\'' || c.is_control()) {
        return format!("'{words}'");
    }
    // The escapes of JSON are those of TOML, which wants one character more escaped.
    Value::from(words).to_string().replace('\u{7f}', "\\u007F")
}

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.zh == self.en {
            return serializer.serialize_str(&self.zh);
        }
        let mut table = serializer.serialize_map(Some(2))?;
        table.serialize_entry("zh", &self.zh)?;
        table.serialize_entry("en", &self.en)?;
        table.end()
    }
}

impl Serialize for PatternSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.need.is_empty() && self.check.is_none() {
            return serializer.serialize_str(&self.pattern);
        }
        let mut table = serializer.serialize_map(None)?;
        table.serialize_entry("pattern", &self.pattern)?;
        if !self.need.is_empty() {
            table.serialize_entry("need", &self.need)?;
        }
        if let Some(check) = &self.check {
            table.serialize_entry("check", check)?;
        }
        table.end()
    }
}
