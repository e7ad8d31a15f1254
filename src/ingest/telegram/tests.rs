use std::ops::ControlFlow;

use crate::export::Export;
use crate::ingest::{File, read};
use crate::report::ParseOptions;

fn load(text: &str) -> Export {
    let data = Box::new(text.as_bytes());
    let file = File { name: "result.json".into(), data, options: ParseOptions::default() };
    let (export, failures) = read(&mut [file], &mut |_| ControlFlow::Continue(())).unwrap();
    assert!(failures.is_empty(), "{failures:?}");
    assert_eq!(export.sources()[0].format, "telegram");
    export
}

/// `title|sender|id|role|kind|text` of every message.
fn rows(text: &str) -> Vec<String> {
    let export = load(text);
    let mut rows = Vec::new();
    for conversation in export.conversations() {
        for m in export.messages(conversation) {
            let member = m.member.map(|id| &export.members()[id.0 as usize]);
            let id = member.and_then(|m| m.id.as_deref()).unwrap_or("-");
            let role = member.map_or("-".into(), |m| format!("{:?}", m.role));
            let (name, kind) = (m.name.unwrap_or("-"), m.kind.id());
            rows.push(format!("{}|{name}|{id}|{role}|{kind}|{}", conversation.title, m.text));
        }
    }
    rows
}

fn with_messages(messages: &str) -> String {
    format!(r#"{{"name":"露营","type":"private_supergroup","id":77,"messages":[{messages}]}}"#)
}

#[test]
fn words_in_every_shape() {
    let text = with_messages(
        r#"{"id":1,"type":"message","date_unixtime":"1741395731","from":"阿青","from_id":"user1","text":["a",{"type":"bold","text":"b"},["c",{"text":"d"}],null,5]},
        {"id":2,"type":"message","date_unixtime":"1741395732","from":"阿青","from_id":"user1","text":null,"text_entities":[{"type":"plain","text":"只有"},{"type":"link","text":"实体"}]},
        {"id":3,"type":"message","date_unixtime":"1741395733","from":"阿青","from_id":"user1","text":{"type":"plain","text":"对象"}},
        {"id":4,"type":"message","date_unixtime":"1741395734","from":"阿青","from_id":"user1","text":["\u9732","\\",{"type":"custom_emoji","text":"🔥"}]},
        {"id":5,"type":"message","date_unixtime":"1741395735","from":"阿青","from_id":"user1","text":"[图片]"}"#,
    );
    let texts: Vec<_> =
        rows(&text).iter().map(|r| r.replace("露营|阿青|user1|Unknown|", "")).collect();
    assert_eq!(texts, ["text|abcd5", "text|只有实体", "text|对象", "text|露\\🔥", "text|[图片]"]);
}

#[test]
fn who_forwards_says_nothing() {
    let message = |i: u32, rest: &str| {
        format!(
            r#"{{"id":{i},"type":"message","date_unixtime":"174139573{i}","from":"阿青","from_id":"user1",{rest}}}"#
        )
    };
    let text = with_messages(
        &[
            message(1, r#""forwarded_from":"气象站","text":"大风""#),
            message(2, r#""forwarded_from":null,"forwarded_from_id":"user9","text":"旧话""#),
            message(3, r#""forwarded_from":null,"text":"自己的话""#),
            message(4, r#""forwarded_from":"阿青","text":"再说一次""#),
            message(5, r#""forwarded_from":"气象站","media_type":"voice_message","file":"a.ogg","text":"""#),
        ]
        .join(","),
    );
    let texts: Vec<_> =
        rows(&text).iter().map(|r| r.replace("露营|阿青|user1|Unknown|", "")).collect();
    assert_eq!(texts, ["link|", "link|", "text|自己的话", "text|再说一次", "voice|"]);
}

#[test]
fn nobody_by_name_is_somebody_by_id() {
    let text = with_messages(
        r#"{"id":1,"type":"message","date":"2025-03-08T09:02:11","from":null,"from_id":"user9","text":"一"},
        {"id":2,"type":"message","date":"2025-03-08T09:02:12","text":"二"},
        {"id":3,"type":"message","date":"2025-03-08T09:02:13","from":"露营","from_id":"channel77","text":"三"},
        {"id":4,"type":"service","date":"2025-03-08T09:02:14","actor":"阿青","actor_id":"user1","action":"phone_call","duration_seconds":3,"text":""},
        {"id":5,"type":"service","date":"2025-03-08T09:02:15","action":"send_webview_data","text":"已发送"},
        {"id":6,"type":"unsupported"},
        {"id":7,"type":"unsupported","date":"2025-03-08T09:02:16","from":"阿青","from_id":"user1","text":""}"#,
    );
    assert_eq!(
        rows(&text),
        [
            "露营|user9|user9|Unknown|text|一",
            "露营|Deleted Account|-|Unknown|text|二",
            "露营|露营|channel77|Official|text|三",
            "露营|阿青|user1|Unknown|call|",
            "露营|-|-|-|system|已发送",
            "露营|阿青|user1|Unknown|other|",
        ]
    );
    assert_eq!(load(&text).sources()[0].ledger.recognised, 1);
}

#[test]
fn chats_without_their_wrapping() {
    let message = r#"{"id":1,"type":"message","date":"2025-03-08T09:02:11","from":"Lena","from_id":"user1","text":"hi"}"#;
    assert_eq!(
        rows(&format!(r#"{{"messages":[{message}]}}"#)),
        ["result|Lena|user1|Unknown|text|hi"]
    );
    let chat = |name: &str| {
        format!(r#"{{"name":"{name}","type":"private_group","messages":[{message}]}}"#)
    };
    let list = format!("[{},{}]", chat("A"), chat("B"));
    assert_eq!(rows(&list), ["A|Lena|user1|Unknown|text|hi", "B|Lena|user1|Unknown|text|hi"]);
    let account =
        format!(r#"{{"personal_information":{{}},"chats":[{},{}]}}"#, chat("A"), chat("B"));
    assert_eq!(rows(&account).len(), 2);
}

#[test]
fn an_id_said_twice_is_one_message() {
    let message = |id: u32, second: u32, text: &str, reply: u32| {
        format!(
            r#"{{"id":{id},"type":"message","date_unixtime":"{}","from":"L","from_id":"user1","reply_to_message_id":{reply},"text":"{text}"}}"#,
            1_741_395_700 + second
        )
    };
    let text = with_messages(
        &[
            message(9, 9, "九", 2),
            message(1, 1, "一", 1),
            message(2, 2, "二", 1),
            message(1, 1, "一", 1),
            message(3, 3, "三", 1),
            message(2, 2, "二", 2),
        ]
        .join(","),
    );
    let export = load(&text);
    let ledger = export.sources()[0].ledger;
    assert_eq!((ledger.messages, ledger.duplicates, ledger.total), (4, 2, 6));
    let replies: Vec<_> = export
        .messages(&export.conversations()[0])
        .map(|m| (m.text.to_string(), m.reply_to.map(|r| export.message(r.0).text.to_string())))
        .collect();
    let some = |text: &str| Some(text.to_string());
    assert_eq!(
        replies,
        [
            ("一".to_string(), None),
            ("二".to_string(), some("一")),
            ("三".to_string(), some("一")),
            ("九".to_string(), some("二")),
        ]
    );
}

#[test]
fn control_characters_as_the_program_writes_them() {
    let text = with_messages(
        r#"{"id":1,"type":"message","date":"2025-03-08T09:02:11","from":"L","from_id":"user1","text":"a\x0Bb\x1F"}"#,
    );
    assert_eq!(rows(&text), ["露营|L|user1|Unknown|text|ab"]);
}
