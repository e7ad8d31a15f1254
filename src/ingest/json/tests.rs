use std::borrow::Cow;
use std::ops::ControlFlow;

use serde::de::IgnoredAny;

use super::record::repair;
use super::*;
use crate::ingest::source::TextEncoding;

/// The walk as text: `i0@1 {"a":1}` items, `v@1 key=value` values, `d0` damage, then the end.
/// Items that are no object are marked and rejected, as parsers do.
fn walk_in_steps(bytes: &[u8], paths: &[Path<'_>], step: usize) -> (Vec<String>, End) {
    let encoding = TextEncoding::detect(bytes, &[]);
    let mut data = bytes;
    let mut go = |_| ControlFlow::Continue(());
    let chunks = Utf8Chunks::new("t", &mut data, encoding, &mut go).in_steps(step);
    let mut walker = Walker::new(chunks, paths);
    let mut out = Vec::new();
    while let Some(found) = walker.next().unwrap() {
        let mut bad = false;
        out.push(match found {
            Found::Item { array, object, json } => {
                bad = serde_json::from_slice::<IgnoredAny>(json).is_err() || json[0] != b'{';
                let mark = if bad { "!" } else { "" };
                format!("i{array}@{object}{mark} {}", String::from_utf8_lossy(json))
            }
            Found::Value { key, object, json } => {
                format!("v@{object} {key}={}", String::from_utf8_lossy(json))
            }
            Found::Damaged { .. } => "d".to_string(),
        });
        if bad {
            walker.reject().unwrap();
        }
    }
    (out, walker.end())
}

/// Walks in one read and in reads of 1 to 7 bytes; the outcome must be the same.
fn walk(text: &str, paths: &[Path<'_>]) -> (Vec<String>, End) {
    let whole = walk_in_steps(text.as_bytes(), paths, 4096);
    for step in 1..=7 {
        assert_eq!(walk_in_steps(text.as_bytes(), paths, step), whole, "reads of {step}");
    }
    whole
}

const MESSAGES: &[Path<'_>] = &[&["messages"], &["members"]];

#[test]
fn items_and_values_in_any_order() {
    let text = r#"{"avatars":{"a":"x}]\"\\"},"messages":[ {"a":[1,{"b":"}"}]} , 2,"s",[3], null],
        "meta":{"name":"露营\u4e92助群"},"members":[],"n":-1.5e3,"t":true}"#;
    let (found, end) = walk(text, MESSAGES);
    assert_eq!(
        found,
        [
            r#"v@1 avatars={"a":"x}]\"\\"}"#,
            r#"i0@1 {"a":[1,{"b":"}"}]}"#,
            "i0@1! 2",
            "i0@1! \"s\"",
            "i0@1! [3]",
            "i0@1! null",
            r#"v@1 meta={"name":"露营\u4e92助群"}"#,
            "v@1 n=-1.5e3",
            "v@1 t=true",
        ]
    );
    assert_eq!(end, End::Whole);
}

#[test]
fn arrays_at_the_root_and_behind_several_keys() {
    let (found, _) = walk("[{\"a\":1},{\"b\":[2]}]", &[&[]]);
    assert_eq!(found, ["i0@0 {\"a\":1}", "i0@0 {\"b\":[2]}"]);
    let paths: &[Path<'_>] = &[&["messages"], &["chats", "list", EACH, "messages"]];
    let text = r#"{"about":"x","chats":{"about":"y","list":[{"name":"A","messages":[1,2]},
        {"messages":[3],"name":"B"}]},"left":[{"messages":[9]}]}"#;
    let (found, end) = walk(text, paths);
    assert_eq!(
        found,
        [
            "v@1 about=\"x\"",
            "v@2 about=\"y\"",
            "v@3 name=\"A\"",
            "i1@3! 1",
            "i1@3! 2",
            "i1@4! 3",
            "v@4 name=\"B\"",
            "v@1 left=[{\"messages\":[9]}]",
        ]
    );
    assert_eq!(end, End::Whole);
}

#[test]
fn repeated_keys_other_types_and_several_values() {
    let (found, end) = walk(r#"{"messages":[1],"messages":[2],"members":{"a":1}}"#, MESSAGES);
    assert_eq!(found, ["i0@1! 1", "i0@1! 2", "v@1 members={\"a\":1}"]);
    assert_eq!(end, End::Whole);
    let (found, end) = walk("{\"messages\":[1]}\n{\"messages\":[2]}\0\0", MESSAGES);
    assert_eq!(found, ["i0@1! 1", "i0@2! 2"]);
    assert_eq!(end, End::Whole);
    let (found, _) = walk(r#"{"mess\u0061ges":[1]}"#, MESSAGES);
    assert_eq!(found, ["i0@1! 1"]);
}

#[test]
fn what_was_read_before_a_cut_stays() {
    let text = r#"{"meta":{"a":1},"messages":[{"a":1},{"a":"#;
    let (found, end) = walk(text, MESSAGES);
    assert_eq!(found, ["v@1 meta={\"a\":1}", "i0@1 {\"a\":1}", "d"]);
    assert_eq!(end, End::Cut { at: text.len() as u64 });
    let (found, end) = walk(r#"{"messages":[{"a":1},"#, MESSAGES);
    assert_eq!(found.len(), 1);
    assert_eq!(end, End::Cut { at: 21 });
    for end in 1..text.len() {
        assert_eq!(walk(&text[..end], MESSAGES).1, End::Cut { at: end as u64 }, "{end}");
    }
    assert_eq!(walk("", MESSAGES), (vec![], End::Whole));
}

#[test]
fn what_is_no_json_says_where() {
    assert_eq!(walk("{'messages':[]}", MESSAGES).1, End::Broken { at: 1 });
    assert_eq!(walk("{\"a\":1,}", MESSAGES).1, End::Whole);
    assert_eq!(walk("{\"a\":,}", MESSAGES).1, End::Broken { at: 5 });
    assert_eq!(walk("]", MESSAGES).1, End::Broken { at: 0 });
    assert_eq!(walk("\u{FEFF}{1", MESSAGES).1, End::Broken { at: 4 });
}

#[test]
fn a_stray_quote_costs_one_record() {
    let item = |text: &str| format!("{{\"s\":\"a\",\"t\":\"{text}\"}}");
    for text in ["5\" 屏", "他说\"好\"吧", "\"", "x\"}", "x\"}]", "\"]", "x}\"", "{\""] {
        let items = [item("一"), item(text), item("二"), item("三 [图片]")];
        for between in [",", ",\n  "] {
            let json = format!("{{\"messages\":[{}],\"members\":[{{}}]}}", items.join(between));
            let (found, end) = walk(&json, MESSAGES);
            let good: Vec<_> =
                found.iter().filter(|f| !f.contains('!') && !f.starts_with('d')).collect();
            assert!((4..=5).contains(&good.len()), "{text}: {found:#?}");
            assert!(found.len() <= 6, "{text}: {found:#?}");
            assert_eq!(end, End::Whole, "{text}");
        }
    }
}

#[test]
fn depth_is_bounded_by_nothing_but_the_file() {
    let deep = "[".repeat(200_000);
    let json = format!("{{\"x\":{deep}1{},\"messages\":[{{\"a\":1}},{deep}", "]".repeat(200_000));
    let (found, end) = walk_in_steps(json.as_bytes(), MESSAGES, 1 << 20);
    assert_eq!(found.len(), 3);
    assert_eq!(found[2], "d");
    assert_eq!(end, End::Cut { at: json.len() as u64 });
}

#[test]
fn long_values_are_skipped_and_long_items_damaged() {
    let picture = "A".repeat(5000);
    let long = "长".repeat(5000);
    let json = format!(
        "{{\"p\":\"{picture}\",\"q\":1,\"messages\":[{{\"a\":1}},{{\"a\":\"{long}\"}},{{\"a\":2}}]}}"
    );
    let mut data = json.as_bytes();
    let mut go = |_| ControlFlow::Continue(());
    let chunks = Utf8Chunks::new("t", &mut data, TextEncoding::UTF_8, &mut go).in_steps(100);
    let mut walker = Walker::new(chunks, MESSAGES);
    (walker.longest_value, walker.longest_item) = (1000, 2000);
    let mut kinds = Vec::new();
    while let Some(found) = walker.next().unwrap() {
        kinds.push(match found {
            Found::Item { json, .. } => json.len(),
            Found::Value { key, .. } => key.len(),
            Found::Damaged { text, .. } => text.len(),
        });
    }
    assert_eq!(kinds, [1, 7, SAMPLE, 7]);
    assert_eq!(walker.end(), End::Whole);
    assert!(walker.buf.capacity() < 10_000);
}

#[test]
fn other_encodings() {
    let text = r#"{"messages":[{"a":"周末去莫干山的报个名"},{"a":"请大家看一下群里的通知"}]}"#;
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let gbk = encoding_rs::GB18030.encode(text).0;
    for bytes in [&utf16[..], &gbk[..]] {
        for step in [1, 2, 3, 5, 1 << 20] {
            let (found, end) = walk_in_steps(bytes, MESSAGES, step);
            assert_eq!(found[0], "i0@1 {\"a\":\"周末去莫干山的报个名\"}");
            assert_eq!((found.len(), end), (2, End::Whole));
        }
    }
}

#[test]
fn cancelling_stops_the_walk() {
    let mut data: &[u8] = b"{\"messages\":[1]}";
    let mut stop = |_| ControlFlow::Break(());
    let chunks = Utf8Chunks::new("t", &mut data, TextEncoding::UTF_8, &mut stop);
    assert_eq!(Walker::new(chunks, MESSAGES).next().unwrap_err().code(), "cancelled");
}

#[test]
fn records_are_repaired() {
    let repaired = |json: &[u8]| repair(json).map(|v| v.to_string());
    let same = |json: &str, out: &str| {
        assert_eq!(repaired(json.as_bytes()).as_deref(), Some(out), "{json}");
    };
    same("{\"a\":\"x\ny\tz\u{1}\0\"}", r#"{"a":"x\ny\tz "}"#);
    same(
        r#"{"a":"\ud83d x \ude00 \ud83d\ude00 \u4e00\u0000"}"#,
        "{\"a\":\"\u{FFFD} x \u{FFFD} 😀 一\"}",
    );
    same(r#"{"a":"C:\Users\x \' \u12 \\ \""}"#, r#"{"a":"C:\\Users\\x ' \\u12 \\ \""}"#);
    same(r#"{"a":1,"a":2}"#, r#"{"a":2}"#);
    assert_eq!(repaired(b"{\"a\":\"\xFF\"}").as_deref(), Some("{\"a\":\"\u{FFFD}\"}"));
    assert_eq!(repaired(b"{\"a\":\"b\\"), None);
    assert_eq!(repaired("[".repeat(300).as_bytes()), None);
}

#[test]
fn scalars_of_every_type() {
    fn scalar(json: &str) -> Scalar<'_> {
        serde_json::from_str(json).unwrap()
    }
    let text = |json: &str| scalar(json).text().into_owned();
    assert_eq!(text("\"a\\n\""), "a\n");
    assert_eq!(text("18446744073709551615"), "18446744073709551615");
    assert_eq!(text("null"), "");
    assert_eq!(text("{\"a\":[1]}"), "");
    assert_eq!(text("7301556100000000001"), "7301556100000000001");
    assert_eq!(scalar("\" 12 \"").number(), Some(12));
    assert_eq!(scalar("1741395731.75").number(), Some(1_741_395_731));
    assert_eq!(scalar("true").number(), Some(1));
    assert_eq!(scalar("[]").number(), None);
    let json = String::from("\"短\"");
    assert!(matches!(serde_json::from_str(&json).unwrap(), Scalar::Text(Cow::Borrowed("短"))));
}

#[test]
fn damage_anywhere_never_hangs_or_panics() {
    let text = r#"{"meta":{"n":"群"},"messages":[{"s":"a","t":"一 \" {x}"},{"s":"b","t":"二]"},
        {"s":"c","t":[1,{"u":"\u4e00"}]}],"members":[{"p":"a"}]}"#;
    for at in 0..text.len() {
        for bit in 0..8 {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] ^= 1 << bit;
            for step in [1, 4096] {
                walk_in_steps(&bytes, MESSAGES, step);
            }
        }
    }
}
