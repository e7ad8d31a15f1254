use std::ops::ControlFlow;

use crate::export::Export;
use crate::ingest::{File, read};
use crate::report::ParseOptions;

fn load(text: &str) -> Export {
    let bytes = text.as_bytes();
    let file =
        File { name: "a.json".into(), data: Box::new(bytes), options: ParseOptions::default() };
    let (export, failures) = read(&mut [file], &mut |_| ControlFlow::Continue(())).unwrap();
    assert!(failures.is_empty(), "{failures:?}");
    let source = &export.sources()[0];
    assert_eq!(source.format, "wecom");
    let l = source.ledger;
    assert_eq!(l.total, l.messages + l.recognised + l.blank + l.unparsed, "{l:?}");
    export
}

/// `title|direct|time|id|role|kind|text` of every message.
fn rows(text: &str) -> Vec<String> {
    let export = load(text);
    let mut rows = Vec::new();
    for conversation in export.conversations() {
        for m in export.messages(conversation) {
            let member = m.member.map(|id| &export.members()[id.0 as usize]);
            let id = member.and_then(|m| m.id.clone()).unwrap_or_default();
            let role = member.map_or("-".into(), |m| format!("{:?}", m.role));
            let time = export.time_text(m.conversation, m.time).unwrap_or_default();
            let (title, direct) = (&conversation.title, conversation.direct);
            rows.push(format!("{title}|{direct}|{time}|{id}|{role}|{}|{}", m.kind.id(), m.text));
        }
    }
    rows
}

fn of_type(rest: &str) -> String {
    format!(
        r#"{{"msgid":"1","action":"send","from":"zhangsan","tolist":["wmAAAA"],"roomid":"","msgtime":1741395731000,{rest}}}"#
    )
}

#[test]
fn every_type() {
    let expected = [
        (r#""msgtype":"text","text":{"content":"您好"}"#, "text|您好"),
        (
            r#""msgtype":"text","text":{"content":"「阿青：在吗」\n- - - - - - - - - - - - - - -\n在"}"#,
            "text|在",
        ),
        (r#""msgtype":"image","image":{"md5sum":"a","filesize":1,"sdkfileid":"b"}"#, "image|"),
        (r#""msgtype":"voice","voice":{"voice_size":1,"play_length":2}"#, "voice|"),
        (r#""msgtype":"video","video":{"play_length":2}"#, "video|"),
        (r#""msgtype":"emotion","emotion":{"type":1}"#, "sticker|"),
        (r#""msgtype":"card","card":{"corpname":"微信","userid":"wmBBBB"}"#, "contact|微信"),
        (
            r#""msgtype":"location","location":{"longitude":1.5,"title":"码头","address":"湖滨"}"#,
            "location|码头",
        ),
        (r#""msgtype":"file","file":{"filename":"清单.xlsx","fileext":"xlsx"}"#, "file|清单.xlsx"),
        (r#""msgtype":"qydiskfile","info":{"filename":"盘.pdf"}"#, "file|盘.pdf"),
        (
            r#""msgtype":"voip_doc_share","voipid":"g","voip_doc_share":{"filename":"a.pdf"}"#,
            "file|a.pdf",
        ),
        (
            r#""msgtype":"link","link":{"title":"报名","link_url":"https://example.com"}"#,
            "link|报名",
        ),
        (
            r#""msgtype":"weapp","weapp":{"title":"开始聊天前请仔细阅读","displayname":"x"}"#,
            "link|开始聊天前请仔细阅读",
        ),
        (r#""msgtype":"docmsg","doc":{"title":"表","link_url":"https://example.com"}"#, "link|表"),
        (r#""msgtype":"news","info":{"item":[{"title":"图文","url":"u"}]}"#, "link|图文"),
        (
            r#""msgtype":"sphfeed","sphfeed":{"feed_type":4,"sph_name":"号","feed_desc":"话"}"#,
            "link|话",
        ),
        (
            r#""msgtype":"chatrecord","chatrecord":{"title":"群聊","item":[{"type":"ChatRecordText","msgtime":1603875610,"content":"{\"content\":\"别人的话\"}","from_chatroom":false}]}"#,
            "link|群聊",
        ),
        (r#""msgtype":"markdown","info":{"content":"**好**"}"#, "text|**好**"),
        (
            r#""msgtype":"redpacket","redpacket":{"type":1,"wish":"恭喜发财","totalcnt":2}"#,
            "payment|恭喜发财",
        ),
        (r#""msgtype":"external_redpacket","redpacket":{"wish":"大吉"}"#, "payment|大吉"),
        (r#""msgtype":"voiptext","info":{"callduration":0,"invitetype":3}"#, "call|"),
        (
            r#""msgtype":"meeting_voice_call","voiceid":"g","meeting_voice_call":{"endtime":1}"#,
            "call|",
        ),
        (
            r#""msgtype":"vote","vote":{"votetitle":"去哪","voteitem":["山","湖"],"votetype":101}"#,
            "poll|去哪",
        ),
        (r#""msgtype":"collect","collect":{"title":"登记","details":[]}"#, "other|登记"),
        (r#""msgtype":"todo","todo":{"title":"来自","content":"买锅"}"#, "other|买锅"),
        (r#""msgtype":"calendar","calendar":{"title":"出发"}"#, "other|出发"),
        (r#""msgtype":"meeting","meeting":{"topic":"碰头"}"#, "other|碰头"),
        (
            r#""msgtype":"mixed","mixed":{"item":[{"type":"image","content":"{\"md5sum\":\"a\"}"},{"type":"text","content":"{\"content\":\"看图\\n\"}"},{"type":"text","content":"好"}]}"#,
            "text|看图\n好",
        ),
        (
            r#""msgtype":"mixed","mixed":{"item":[{"type":"image","content":{"md5sum":"a"}}]}"#,
            "image|",
        ),
        (r#""msgtype":"something_new","something_new":{"title":"新"}"#, "other|新"),
        (r#""msgtype":"text","content":"{\"content\":\"裹着\"}","text":null"#, "text|裹着"),
        (r#""msgtype":"text","content":"{\"a\":1}""#, "text|{\"a\":1}"),
        (r#""msgtype":"text","text":{"content":"没了"},"is_revoke":1"#, "recalled|没了"),
    ];
    for (rest, row) in expected {
        let out = rows(&of_type(rest));
        let (_, kind_and_text) = out[0].split_once("Official|").unwrap();
        assert_eq!(kind_and_text, row, "{rest}");
    }
    let notice =
        rows(&of_type(r#""msgtype":"meeting_notification","info":{"content":"会议开始"}"#));
    assert!(notice[0].ends_with("|-|system|会议开始"), "{notice:?}");
}

#[test]
fn wrappers_of_vendors() {
    let inner = of_type(r#""msgtype":"text","text":{"content":"您好"}"#);
    let quoted = serde_json::to_string(
        &inner.replace("[\"wmAAAA\"]", "\"wmAAAA\"").replace("1741395731000", "\"1741395731000\""),
    )
    .unwrap();
    let expected = "wmAAAA、zhangsan|true|2025-03-08T09:02:11+08:00|zhangsan|Official|text|您好";
    for text in [
        inner.clone(),
        format!("[{inner}]"),
        format!(
            "{inner}\n{{\"msgid\":\"2\",\"action\":\"switch\",\"time\":1741395731000,\"user\":\"zhangsan\"}}\n"
        ),
        format!(
            r#"{{"errcode":0,"errmsg":"ok","chatdata":[{{"seq":1,"msgid":"1","publickey_ver":3,"msg":{inner}}}]}}"#
        ),
        format!(r#"{{"errcode":0,"chatdata":[{{"seq":1,"msgid":"1","message":{inner}}}]}}"#),
        format!(r#"{{"code":0,"data":{{"list":[{inner}]}}}}"#),
        format!(r#"[{{"message_id":"77","type":101,"content":{quoted}}}]"#),
        format!(r#"{{"message_id":"77","type":101,"content":{quoted}}}"#),
        format!("\u{FEFF}{{\"seq\":1,\"msg\":{quoted}}}\n"),
        format!("{{\n \"seq\": 1,\n \"msg\": {inner}\n}}"),
        inner
            .replace("msgtype", "msgType")
            .replace("tolist", "toList")
            .replace("msgtime", "msgTime")
            .replace("roomid", "roomId")
            .replace("msgid", "msgId"),
    ] {
        assert_eq!(rows(&text), [expected], "{text}");
    }
}

#[test]
fn what_was_taken_back() {
    let message = of_type(r#""msgtype":"text","text":{"content":"发错了"}"#);
    let revoke = |id: &str, of: &str| {
        format!(
            r#"{{"msgid":"{id}","action":"recall","from":"zhangsan","tolist":["wmAAAA"],"roomid":"","msgtime":1741395800000,"msgtype":"revoke","revoke":{{"pre_msgid":"{of}"}}}}"#
        )
    };
    let whole = [message.clone(), revoke("2", "1")].join("\n");
    assert!(rows(&whole)[0].ends_with("|recalled|发错了"));
    assert_eq!(load(&whole).sources()[0].ledger.recognised, 1);
    // A file may begin between the two, or run backwards.
    assert!(rows(&[revoke("2", "1"), message.clone()].join("\n"))[0].ends_with("|recalled|发错了"));
    let out = rows(&[message, revoke("2", "9"), revoke("3", "9")].join("\n"));
    assert_eq!(out.len(), 2);
    assert!(out[1].ends_with("2025-03-08T09:03:20+08:00|zhangsan|Official|recalled|"), "{out:?}");
    assert_eq!(rows(&revoke("2", "9")).len(), 1);
}

#[test]
fn rooms_and_pairs_are_conversations() {
    let text = [
        r#"{"msgid":"1","action":"send","from":"wmAAAA","tolist":["zhangsan"],"roomid":"wrB","msgtime":1741395731000,"msgtype":"text","text":{"content":"一"}}"#,
        r#"{"msgid":"2","action":"send","from":"zhangsan","tolist":["wmAAAA"],"msgtime":1741395732000,"msgtype":"text","text":{"content":"二"}}"#,
        r#"{"msgid":"3","action":"send","from":"wmAAAA","tolist":["zhangsan"],"roomid":null,"msgtime":1741395733000,"msgtype":"text","text":{"content":"三"}}"#,
        r#"{"msgid":"4","action":"send","from":"wbCCCC","tolist":["zhangsan","lisi","wmAAAA"],"roomid":"wrB","msgtime":1741395734000,"msgtype":"text","text":{"content":"四"}}"#,
        r#"{"msgid":"5","action":"agree","from":"wmAAAA","tolist":["zhangsan"],"msgtime":1741395734000,"msgtype":"agree","agree":{"userid":"wmAAAA","agree_time":1741395734000}}"#,
        r#"{"what":"is this"}"#,
    ]
    .join("\n");
    let out = rows(&text);
    assert_eq!(
        out,
        [
            "wrB|false|2025-03-08T09:02:11+08:00|wmAAAA|Member|text|一",
            "wrB|false|2025-03-08T09:02:14+08:00|wbCCCC|Official|text|四",
            "wmAAAA、zhangsan|true|2025-03-08T09:02:12+08:00|zhangsan|Official|text|二",
            "wmAAAA、zhangsan|true|2025-03-08T09:02:13+08:00|wmAAAA|Member|text|三",
        ]
    );
    let ledger = load(&text).sources()[0].ledger;
    assert_eq!((ledger.total, ledger.recognised, ledger.unparsed), (6, 1, 1));
}

#[test]
fn names_come_from_a_list_beside_it() {
    let archive = [
        of_type(r#""msgtype":"text","text":{"content":"您好"}"#),
        of_type(r#""msgtype":"text","text":{"content":"在"}"#)
            .replace("zhangsan", "x")
            .replace("wmAAAA", "zhangsan")
            .replace("\"x\"", "\"wmAAAA\""),
    ]
    .join("\n");
    let list = r#"{"zhangsan":"张三","wmAAAA":"阿青"}"#;
    let mut files: Vec<File<'_>> = [("names.json", list), ("archive.jsonl", archive.as_str())]
        .into_iter()
        .map(|(name, text)| File {
            name: name.into(),
            data: Box::new(text.as_bytes()),
            options: ParseOptions::default(),
        })
        .collect();
    let (export, _) = read(&mut files, &mut |_| ControlFlow::Continue(())).unwrap();
    let names: Vec<_> = (0..2).filter_map(|row| export.message(row).name).collect();
    assert_eq!(names, ["张三", "阿青"]);
    assert_eq!(export.conversations()[0].title, "阿青、张三");
}
