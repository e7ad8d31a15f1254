use std::ops::ControlFlow;

use serde_json::Value;

use super::*;
use crate::export::Export;
use crate::ingest::{File, read};
use crate::report::ParseOptions;

fn load(bytes: &[u8]) -> Result<Export> {
    let file =
        File { name: "a.json".into(), data: Box::new(bytes), options: ParseOptions::default() };
    let (export, mut failures) = read(&mut [file], &mut |_| ControlFlow::Continue(()))?;
    match failures.pop() {
        Some((_, failure)) => Err(failure),
        None => Ok(export),
    }
}

/// `title|time|sender|id|role|kind|text|line` of every message.
fn rows(bytes: &[u8]) -> Vec<String> {
    let export = load(bytes).unwrap();
    let source = &export.sources()[0];
    assert_eq!(source.format, "chatlab");
    let ledger = source.ledger;
    let parts = ledger.messages + ledger.recognised + ledger.blank + ledger.unparsed;
    assert_eq!(parts, ledger.total, "{ledger:?}");
    let mut rows = Vec::new();
    for conversation in export.conversations() {
        for m in export.messages(conversation) {
            let member = m.member.map(|id| &export.members()[id.0 as usize]);
            let text = |t: Option<&str>| t.unwrap_or("-").to_string();
            rows.push(
                [
                    conversation.title.clone(),
                    text(export.time_text(m.conversation, m.time).as_deref()),
                    text(m.name),
                    text(member.and_then(|m| m.id.as_deref())),
                    member.map_or("-".into(), |m| format!("{:?}", m.role)),
                    m.kind.id().to_string(),
                    m.text.to_string(),
                    m.line.to_string(),
                ]
                .join("|"),
            );
        }
    }
    rows
}

fn with_messages(messages: &str) -> String {
    format!(
        r#"{{"chatlab":{{"version":"0.0.2"}},"meta":{{"name":"露营","groupId":"1@chatroom","type":"group"}},"messages":[{messages}]}}"#
    )
}

const SAMPLE: &str = r#"{"chatlab":{"version":"0.0.2","exportedAt":1741400000,"generator":"X"},
 "meta":{"name":"露营互助群","platform":"wechat","type":"group","groupId":"1@chatroom","ownerId":"wxid_me"},
 "members":[{"platformId":"wxid_aq","accountName":"阿青","groupNickname":"领队-阿青","aliases":[],"roles":[{"id":"owner"}]},
            {"platformId":"wxid_lz","accountName":"老周","avatar":"data:image/png;base64,AAAA"}],
 "messages":[{"sender":"wxid_aq","accountName":"阿青","groupNickname":"领队-阿青","timestamp":1741395731,"type":0,"content":"报个名","platformMessageId":"9","replyToMessageId":null},
  {"sender":"wxid_lz","accountName":"老周","timestamp":"1741395800","type":25,"content":"带锅","platformMessageId":10,"replyToMessageId":"9"},
  {"sender":"wxid_xl","accountName":"小林","groupNickname":" ","timestamp":1741395860000,"type":1,"content":null}]}"#;

#[test]
fn members_listed_behind_the_messages_name_them() {
    let text = r#"{"chatlab":{"version":"0.0.2"},"meta":{"name":"露营","type":"group"},
 "messages":[{"sender":"a","timestamp":1741395731,"type":0,"content":"报个名"},
  {"sender":"b","accountName":"老周","timestamp":1741395800,"type":0,"content":"带锅"}],
 "members":[{"platformId":"a","accountName":"阿青"},{"platformId":"b","accountName":"周"}]}"#;
    let expected = [
        "露营|2025-03-08T09:02:11+08:00|阿青|a|Unknown|text|报个名|1",
        "露营|2025-03-08T09:03:20+08:00|老周|b|Unknown|text|带锅|2",
    ];
    assert_eq!(rows(text.as_bytes()), expected);
}

#[test]
fn names_roles_times_and_replies() {
    let expected = [
        "露营互助群|2025-03-08T09:02:11+08:00|领队-阿青|wxid_aq|Official|text|报个名|1",
        "露营互助群|2025-03-08T09:03:20+08:00|老周|wxid_lz|Member|text|带锅|2",
        "露营互助群|2025-03-08T09:04:20+08:00|小林|wxid_xl|Unknown|image||3",
    ];
    assert_eq!(rows(SAMPLE.as_bytes()), expected);
    let export = load(SAMPLE.as_bytes()).unwrap();
    assert_eq!(export.message(1).reply_to.map(|m| m.0), Some(0));
    assert!(!export.conversations()[0].direct);
    // The order of keys means nothing.
    let value: serde_json::Map<String, Value> = serde_json::from_str(SAMPLE).unwrap();
    for order in
        [["messages", "members", "meta", "chatlab"], ["members", "messages", "chatlab", "meta"]]
    {
        let parts: Vec<_> = order.iter().map(|k| format!("\"{k}\":{}", value[*k])).collect();
        let text = format!("{{{}}}", parts.join(","));
        assert_eq!(rows(text.as_bytes()), expected, "{order:?}");
    }
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend(SAMPLE.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(rows(&utf16), expected);
    assert_eq!(rows(format!("\u{FEFF}{SAMPLE}").as_bytes()), expected);
}

#[test]
fn lines_with_comments_blanks_and_any_key_order() {
    let text = "\u{FEFF}# 导出\n{\"meta\":{\"name\":\"老周\",\"type\":\"private\"},\"_type\":\"chatlab\"}\n\n\
        {\"platformId\":\"lz\",\"accountName\":\"老周\",\"_type\":\"member\",\"roles\":[\"admin\"]}\n\
        {\"content\":\"在吗\",\"timestamp\":1741395731,\"sender\":\"lz\",\"_type\":\"message\",\"type\":0}\r\n\
        {\"_type\":\"message\",\"sender\":\"lz\",\"content\":\"坏\n\
        {\"_type\":\"message\",\"sender\":\"me\",\"accountName\":\"我\",\"timestamp\":1741395740,\"type\":0,\"content\":\"在\"}\n\
        {\"_type\":\"sync\"}\n{\"_type\":\"odd\"}\n";
    let out = rows(text.as_bytes());
    assert_eq!(
        out,
        [
            "老周|2025-03-08T09:02:11+08:00|老周|lz|Official|text|在吗|5",
            "老周|2025-03-08T09:02:20+08:00|我|me|Unknown|text|在|7",
        ]
    );
    let export = load(text.as_bytes()).unwrap();
    let source = &export.sources()[0];
    assert!(export.conversations()[0].direct);
    assert_eq!((source.ledger.recognised, source.ledger.blank, source.ledger.total), (4, 1, 9));
    let bad: Vec<u64> = source.unparsed.iter().map(|u| u.line).collect();
    assert_eq!(bad, [6, 9]);
}

#[test]
fn several_chats_in_one_file() {
    let header =
        |name: &str| format!("{{\"_type\":\"header\",\"meta\":{{\"name\":\"{name}\"}}}}\n");
    let member = "{\"_type\":\"member\",\"platformId\":\"a\",\"accountName\":\"阿青\",\"roles\":[{\"id\":\"owner\"}]}\n";
    let message = "{\"_type\":\"message\",\"sender\":\"a\",\"timestamp\":1741395731,\"type\":0,\"content\":\"早\"}\n";
    let text = [&header("一群"), member, message, &header("二群"), message].concat();
    assert_eq!(
        rows(text.as_bytes()),
        [
            "一群|2025-03-08T09:02:11+08:00|阿青|a|Official|text|早|3",
            "二群|2025-03-08T09:02:11+08:00|a|a|Unknown|text|早|5",
        ]
    );
    let two =
        format!("{SAMPLE}\n{}", SAMPLE.replace("露营互助群", "二群").replace("1@chat", "2@chat"));
    let titles: Vec<_> =
        load(two.as_bytes()).unwrap().conversations().iter().map(|c| c.title.clone()).collect();
    assert_eq!(titles, ["露营互助群", "二群"]);
}

#[test]
fn notices_are_nobodys_words() {
    let text = with_messages(
        r#"{"sender":"1@chatroom","timestamp":1741395731,"type":0,"content":"\"阿青\"邀请\"老周\"加入了群聊"},
        {"sender":"SYSTEM","accountName":"系统","timestamp":1741395732,"type":99,"content":"一"},
        {"sender":"","accountName":"系统消息","timestamp":1741395733,"type":0,"content":"二"},
        {"sender":"","timestamp":1741395734,"type":0,"content":"三"},
        {"sender":"a","accountName":"阿青","timestamp":1741395735,"type":80,"content":"四"},
        {"sender":"a","accountName":"阿青","timestamp":1741395736,"type":22,"content":"\"阿青\"拍了拍\"老周\""},
        {"sender":"b","accountName":"未知","timestamp":1741395737,"type":0,"content":"五"},
        {"sender":"a","accountName":"阿青","timestamp":1741395738,"type":81,"content":null},
        {"sender":"1@chatroom","timestamp":1741395739,"type":80,"content":"\"未知\" 撤回了一条消息"},
        {"sender":"1@chatroom","timestamp":1741395740,"type":81,"content":"有人撤回"}"#,
    );
    let out: Vec<_> = rows(text.as_bytes())
        .iter()
        .map(|row| row.splitn(3, '|').nth(2).unwrap().to_string())
        .collect();
    assert_eq!(
        out,
        [
            "-|-|-|system|\"阿青\"邀请\"老周\"加入了群聊|1",
            "-|-|-|system|一|2",
            "-|-|-|system|二|3",
            "-|-|-|system|三|4",
            "-|-|-|system|四|5",
            "-|-|-|system|\"阿青\"拍了拍\"老周\"|6",
            "未知|b|Unknown|text|五|7",
            "阿青|a|Unknown|recalled||8",
            "未知|b|Unknown|recalled|\"未知\" 撤回了一条消息|9",
            "-|-|-|system|有人撤回|10",
        ]
    );
}

#[test]
fn every_type_code() {
    let codes = [
        (0, "text"),
        (1, "image"),
        (2, "voice"),
        (3, "video"),
        (4, "file"),
        (5, "sticker"),
        (7, "link"),
        (8, "location"),
        (20, "payment"),
        (21, "payment"),
        (22, "system"),
        (23, "call"),
        (24, "link"),
        (25, "text"),
        (26, "link"),
        (27, "contact"),
        (80, "system"),
        (81, "recalled"),
        (99, "other"),
        (12, "text"),
    ];
    for (code, kind) in codes {
        let text = with_messages(&format!(
            r#"{{"sender":"a","accountName":"阿青","timestamp":1741395731,"type":{code},"content":"好"}}"#
        ));
        assert_eq!(rows(text.as_bytes())[0].split('|').nth(5), Some(kind), "{code}");
    }
    let untyped = with_messages(r#"{"sender":"a","timestamp":0,"content":"[图片]"}"#);
    assert_eq!(rows(untyped.as_bytes()), ["露营|-|a|a|Unknown|image|[图片]|1"]);
}

#[test]
fn odd_records_are_read_or_listed() {
    let text = with_messages(
        r#"{"sender":12345,"accountName":"阿青","timestamp":1741395731.9,"type":"0","content":"\ud83d一\u0000"},
        {"sender":"a","sender":"b","timestamp":"2025-03-08T01:02:12Z","type":0,"content":"二"},
        {"sender":"a","timestamp":"2025/3/8 9:02:13","type":0,"content":{"text":"x"}},
        {}, [1,2], 7, {"sender":"a"}, {"sender":"a","timestamp":1741395734,"type":0,"content":"末"}"#,
    );
    let text = text.replace('\u{FFFD}', "");
    assert_eq!(
        rows(text.as_bytes()),
        [
            "露营|2025-03-08T09:02:11+08:00|阿青|12345|Unknown|text|\u{FFFD}一|1",
            "露营|2025-03-08T09:02:12+08:00|b|b|Unknown|text|二|2",
            "露营|2025-03-08T09:02:13+08:00|a|a|Unknown|text||3",
            "露营|2025-03-08T09:02:14+08:00|a|a|Unknown|text|末|8",
        ]
    );
    let export = load(text.as_bytes()).unwrap();
    let bad: Vec<u64> = export.sources()[0].unparsed.iter().map(|u| u.line).collect();
    assert_eq!(bad, [4, 5, 6, 7]);
    let deep = format!(
        r#"{{"sender":"a","timestamp":1741395731,"type":0,"x":{}1{}}},{{"sender":"a","timestamp":1741395731,"type":0,"content":"好"}}"#,
        "[".repeat(500),
        "]".repeat(500)
    );
    assert_eq!(rows(with_messages(&deep).as_bytes()).len(), 2);
}

#[test]
fn a_cut_file_keeps_what_was_read() {
    let end = SAMPLE.rfind("小林").unwrap();
    let cut = &SAMPLE.as_bytes()[..end];
    assert_eq!(rows(cut).len(), 2);
    let export = load(cut).unwrap();
    let source = &export.sources()[0];
    assert_eq!((source.ledger.total, source.ledger.unparsed), (3, 1));
    let note = source.notes.iter().find(|n| n.code == "truncated").unwrap();
    assert_eq!(note.args["at"], end.to_string());
    let early = load(&SAMPLE.as_bytes()[..SAMPLE.find("报个名").unwrap()]).unwrap_err();
    assert_eq!(early.code(), "malformed");
    assert!(early.args().contains(&("at", SAMPLE.find("报个名").unwrap().to_string())));
    let none = with_messages("");
    assert_eq!(load(none.as_bytes()).unwrap_err().code(), "malformed");
    let line = "{\"_type\":\"message\",\"sender\":\"a\",\"type\":0,\"content\":\"早\"}\n";
    let cut = format!("{line}{}", &line[..30]);
    assert_eq!(rows(cut.as_bytes()).len(), 1);
    assert!(load(cut.as_bytes()).unwrap().sources()[0].notes.iter().any(|n| n.code == "truncated"));
}

#[test]
fn pictures_push_the_keys_away() {
    let picture = format!("data:image/png;base64,{}", "QUJD".repeat(30_000));
    let front = SAMPLE.replacen('{', &format!("{{\"avatars\":{{\"a\":\"{picture}\"}},"), 1);
    assert_eq!(rows(front.as_bytes()).len(), 3);
    let header = format!(
        "{{\"meta\":{{\"groupAvatar\":\"{picture}\",\"name\":\"露营\"}},\"chatlab\":{{}},\"_type\":\"header\"}}\n\
         {{\"_type\":\"message\",\"sender\":\"a\",\"timestamp\":1741395731,\"type\":0,\"content\":\"{}\"}}\n",
        "长".repeat(500_000),
    );
    let rows = rows(header.as_bytes());
    assert_eq!(rows.len(), 1);
    assert!(rows[0].len() > 1_000_000);
}

#[test]
fn a_stray_quote_costs_one_record() {
    let text = with_messages(
        "{\"sender\":\"a\",\"timestamp\":1741395731,\"type\":0,\"content\":\"一\"},\n\
         {\"sender\":\"a\",\"timestamp\":1741395732,\"type\":0,\"content\":\"5\" 屏\"},\n\
         {\"sender\":\"a\",\"timestamp\":1741395733,\"type\":0,\"content\":\"三\"},\n\
         {\"sender\":\"a\",\"timestamp\":1741395734,\"type\":0,\"content\":\"四\"}",
    );
    assert_eq!(rows(text.as_bytes()).len(), 3);
}

#[test]
fn it_tells_its_files_from_others() {
    let score = |text: &str| {
        let encoding = crate::ingest::source::TextEncoding::UTF_8;
        let head = Head::new("a".into(), text.into(), encoding, text.len() as u64, text.len());
        sniff(&head)
    };
    assert!(score(SAMPLE) > 90);
    assert!(score("# x\n{\"_type\" : \"header\"}") > 90);
    assert!(
        score(
            "{\"messages\":[{\"sender\":\"a\",\"accountName\":\"b\",\"timestamp\":1,\"content\":\"c\"}]}"
        ) >= 80
    );
    for other in [
        "",
        "{\"weflow\":{},\"session\":{},\"messages\":[{\"senderUsername\":\"a\",\"content\":\"b\"}]}",
        "{\"name\":\"A\",\"type\":\"personal_chat\",\"id\":1,\"messages\":[]}",
        "{\"content\":\"\\\"chatlab\\\": \\\"meta\\\":\"}",
        "[{\"sender\":\"a\"}]",
        "阿青 2025-03-08 09:02\n\"chatlab\": \"meta\":",
    ] {
        assert_eq!(score(other), 0, "{other}");
    }
}

#[test]
fn damage_anywhere_never_panics() {
    let lines = "{\"_type\":\"header\",\"meta\":{\"name\":\"群\"}}\n{\"_type\":\"message\",\"sender\":\"a\",\"content\":\"早\\n上\"}\n";
    for text in [SAMPLE, lines] {
        for at in 0..text.len() {
            let _ = load(&text.as_bytes()[..at]);
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] ^= 1 << (at % 8);
            let _ = load(&bytes);
        }
    }
}
