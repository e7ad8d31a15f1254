//! The edge cases of the formats study, section E, that concern JSON exports. Named by number and
//! subject; those of text stand in `edge_cases.rs`, those of files in `edge_cases_files.rs`.

use qunzhen::report::ParseOptions;

use crate::edge_cases::{parse, seen};

/// More than any sample of a file holds.
fn picture() -> String {
    format!("data:image/png;base64,{}", "QUJD".repeat(20_000))
}

const WEFLOW: &str = r#"{"localId":1,"createTime":1741395731,"formattedTime":"2025-03-08 09:02:11","type":"文本消息","localType":1,"content":"周末报个名","isSend":0,"senderUsername":"wxid_aq","senderDisplayName":"阿青","source":""},{"localId":2,"createTime":1741395791,"formattedTime":"2025-03-08 09:03:11","type":"文本消息","localType":1,"content":"带锅","isSend":1,"senderUsername":"wxid_lz","senderDisplayName":"老周","source":""}"#;

const TWO: [&str; 3] = [
    "weflow",
    "2025-03-08T09:02:11 阿青(wxid_aq) text: 周末报个名",
    "2025-03-08T09:03:11 老周(wxid_lz) text: 带锅",
];

fn weflow(session: &str, messages: &str) -> String {
    format!(
        r#"{{"weflow":{{"version":"4.0.0","exportedAt":1741395731}},"session":{session},"messages":[{messages}]}}"#
    )
}

const GROUP: &str =
    r#"{"wxid":"1@chatroom","nickname":"露营互助群","displayName":"露营互助群","type":"群聊"}"#;

#[test]
fn e17_keys_in_any_order_and_behind_pictures() {
    let photo = picture();
    let head = r#""weflow":{"version":"4.0.0"}"#;
    let (session, messages) =
        (format!(r#""session":{GROUP}"#), format!(r#""messages":[{WEFLOW}]"#));
    let avatars = format!(r#""avatars":{{"wxid_aq":"{photo}"}}"#);
    for keys in [
        [head, &session, &messages, &avatars],
        [&avatars, head, &session, &messages],
        [&messages, &avatars, &session, head],
        [head, &avatars, &messages, &session],
    ] {
        assert_eq!(seen("export.json", &format!("{{{}}}", keys.join(","))), TWO);
    }
    // QCE's list of chunks, pushed out of sight by the statistics.
    let line = r#"{"id":"1","timestamp":1741395731000,"sender":{"uid":"u_aq","uin":"10086","name":"阿青"},"type":"type_1","content":{"text":"好","elements":[{"type":"text","data":{"text":"好"}}],"resources":[],"mentions":[]},"recalled":false,"system":false}"#;
    let senders = r#"{"uid":"u_aq","name":"阿青","messageCount":1},"#.repeat(2_000);
    let manifest = format!(
        r#"{{"metadata":{{"name":"QQChatExporter V6","format":"chunked-jsonl"}},"chatInfo":{{"name":"露营互助群","type":"group"}},"statistics":{{"totalMessages":1,"senders":[{}]}},"chunked":{{"format":"jsonl","chunks":[{{"index":1,"fileName":"c000001.jsonl","relativePath":"chunks/c000001.jsonl","count":1}}]}}}}"#,
        senders.trim_end_matches(',')
    );
    let files: [(&str, &[u8]); 2] =
        [("manifest.json", manifest.as_bytes()), ("chunks/c000001.jsonl", line.as_bytes())];
    let (_, report) = crate::support::read(&files, ParseOptions::default());
    assert!(report.failures.is_empty(), "{:?}", report.failures);
    let conversation = &report.sources[0].conversations[0];
    assert_eq!((conversation.title.as_str(), conversation.messages), ("露营互助群", 1));
}

#[test]
fn e18_times_of_qce_as_text_and_as_number() {
    let file = |first: &str, second: &str| {
        let message = |id: u32, time: &str| {
            format!(
                r#"{{"id":"{id}","seq":"{id}","timestamp":{time},"sender":{{"uid":"u_aq","uin":"10086","name":"阿青"}},"type":"type_1","content":{{"text":"好","elements":[],"resources":[],"mentions":[]}},"recalled":false,"system":false}}"#
            )
        };
        format!(
            r#"{{"metadata":{{"name":"QQChatExporter V5"}},"chatInfo":{{"name":"露营互助群","type":"group"}},"messages":[{},{}]}}"#,
            message(1, first),
            message(2, second)
        )
    };
    let expected = [
        "qce",
        "2025-03-08T09:02:11 阿青(10086) text: 好",
        "2025-03-08T09:03:11 阿青(10086) text: 好",
    ];
    let iso = file(r#""2025-03-08T01:02:11.000Z""#, r#""2025-03-08T01:03:11.000Z""#);
    assert_eq!(seen("a.json", &iso), expected);
    assert_eq!(seen("a.json", &file("1741395731000", "1741395791000")), expected);
    // Both, in one file.
    assert_eq!(seen("a.json", &file(r#""2025-03-08T01:02:11.000Z""#, "1741395791000")), expected);
}

#[test]
fn e19_the_session_id_under_its_old_and_its_new_name() {
    let old = GROUP.to_string();
    let new = GROUP.replace("\"wxid\"", "\"accountId\"");
    for session in [old, new] {
        let text = weflow(&session, WEFLOW);
        assert_eq!(seen("a.json", &text), TWO);
        let (_, report) = parse("a.json", text.as_bytes(), ParseOptions::default());
        let conversation = &report.sources[0].conversations[0];
        assert_eq!(
            (conversation.title.as_str(), conversation.kind.as_str()),
            ("露营互助群", "group")
        );
    }
}

#[test]
fn e20_a_room_is_nobody() {
    let notice = r#"{"localId":3,"createTime":1741395792,"formattedTime":"2025-03-08 09:03:12","type":"系统消息","localType":10000,"content":"老周加入了群聊","isSend":0,"senderUsername":"1@chatroom","senderDisplayName":"露营互助群","source":""}"#;
    let text = weflow(GROUP, &format!("{WEFLOW},{notice}"));
    let (rows, report) = parse("a.json", text.as_bytes(), ParseOptions::default());
    assert_eq!(rows[2].sender, None);
    let conversation = &report.sources[0].conversations[0];
    assert_eq!((conversation.participants, conversation.messages), (2, 2));
    assert_eq!(conversation.kinds["system"], 1);
}

#[test]
fn e21_a_notice_whose_names_were_never_filled_in() {
    let notice = r#"{"localId":3,"createTime":1741395792,"formattedTime":"2025-03-08 09:03:12","type":"系统消息","localType":10000,"content":"\"$username$\"邀请\"$names$\"加入了群聊","isSend":0,"senderUsername":"wxid_aq","senderDisplayName":"阿青","source":""}"#;
    let shown = seen("a.json", &weflow(GROUP, &format!("{WEFLOW},{notice}")));
    assert_eq!(shown[3], "2025-03-08T09:03:12 - system: \"$username$\"邀请\"$names$\"加入了群聊");
}

#[test]
fn e25_text_read_as_latin_1_is_repaired_where_it_round_trips() {
    let damaged = |text: &str| -> String {
        text.bytes()
            .map(|b| if b < 0x80 { char::from(b).to_string() } else { format!("\\u00{b:02x}") })
            .collect()
    };
    let file = |name: &str, text: &str| {
        format!(
            r#"{{"participants":[{{"name":"{name}"}},{{"name":"Tom"}}],"messages":[{{"sender_name":"{name}","timestamp_ms":1741395731000,"content":"{text}"}},{{"sender_name":"Tom","timestamp_ms":1741395791000,"content":"caf\u00e9"}}],"title":"{name}","is_still_participant":true,"thread_path":"inbox/a_1","magic_words":[]}}"#
        )
    };
    let expected = [
        "messenger",
        "2025-03-08T09:02:11 阿青 text: 周末报个名",
        // Not UTF-8 when it is read back: it is as it was meant.
        "2025-03-08T09:03:11 Tom text: café",
    ];
    assert_eq!(seen("message_1.json", &file(&damaged("阿青"), &damaged("周末报个名"))), expected);
    assert_eq!(seen("message_1.json", &file("阿青", "周末报个名")), expected);
}

#[test]
fn e28_telegram_texts_in_pieces_and_people_without_name_or_with_a_bare_number() {
    let text = r#"{"name":"Camp","type":"private_group","id":1,"messages":[
{"id":101,"type":"message","date":"2025-03-08T09:02:11","date_unixtime":"1741395731","from":"阿青","from_id":"user1001","text":[{"type":"mention","text":"@laozhou"}," 报个名 ",{"type":"bold","text":"快"}]},
{"id":102,"type":"message","date":"2025-03-08T09:03:11","from":null,"from_id":1002,"text":"好"},
{"id":103,"type":"message","date":"2025-03-08T09:04:11","from":"老周","from_id":1002,"text":["好"]},
{"id":104,"type":"message","date":"2025-03-08T09:05:11","from":null,"from_id":null,"text":[]}]}"#;
    let shown = seen("result.json", text);
    assert_eq!(shown[1], "2025-03-08T09:02:11 阿青(user1001) text: @laozhou 报个名 快");
    assert!(shown[2].starts_with("2025-03-08T09:03:11 ") && shown[2].ends_with(" text: 好"));
    let (rows, report) = parse("result.json", text.as_bytes(), ParseOptions::default());
    // One account, whether its name was known at that moment or not.
    assert_eq!(rows[1].sender_id, rows[2].sender_id);
    assert_eq!(report.sources[0].unparsed.records, 0);
    assert_eq!(rows.len(), 4);
}

#[test]
fn e29_discord_repeats_ids_and_miscounts() {
    let message = |id: u32, text: &str| {
        format!(
            r#"{{"id":"{id}","type":"Default","timestamp":"2025-03-08T09:02:11+08:00","timestampEdited":null,"isPinned":false,"content":"{text}","author":{{"id":"7","name":"lena","discriminator":"0000","nickname":"Lena","isBot":false}},"attachments":[],"embeds":[]}}"#
        )
    };
    let text = format!(
        r#"{{"guild":{{"id":"1","name":"Camp"}},"channel":{{"id":"2","type":"GuildTextChat","name":"general"}},"messages":[{},{},{}],"messageCount":9}}"#,
        message(1, "hi"),
        message(1, "hi"),
        message(2, "hi")
    );
    let (rows, report) = parse("a.json", text.as_bytes(), ParseOptions::default());
    assert_eq!(rows.len(), 2, "one message is one, equal words are not");
    assert_eq!(report.sources[0].ledger.duplicates, 1);
    assert_eq!(report.sources[0].ledger.total, 3, "what is there counts, not what is said");
    // The same across files.
    let again = text.replacen(&message(2, "hi"), &message(3, "ho"), 1);
    let files = [("a.json", text.as_bytes()), ("b.json", again.as_bytes())];
    let (_, report) = crate::support::read(&files, ParseOptions::default());
    let conversations: Vec<_> = report.sources.iter().flat_map(|s| &s.conversations).collect();
    assert_eq!(conversations.len(), 1);
    assert_eq!(conversations[0].messages, 3);
}

#[test]
fn e33_recalled_words_that_a_plug_in_kept_are_recalled() {
    let message = |id: u32, recalled: bool| {
        format!(
            r#"{{"id":"{id}","seq":"{id}","timestamp":174139573{id}000,"sender":{{"uid":"u_aq","uin":"10086","name":"阿青"}},"type":"type_1","content":{{"text":"好","elements":[],"resources":[],"mentions":[]}},"recalled":{recalled},"system":false}}"#
        )
    };
    let text = format!(
        r#"{{"metadata":{{"name":"QQChatExporter V6"}},"chatInfo":{{"name":"露营互助群","type":"group"}},"messages":[{},{}]}}"#,
        message(1, false),
        message(2, true)
    );
    assert_eq!(
        seen("a.json", &text),
        [
            "qce",
            "2025-03-08T09:02:11 阿青(10086) text: 好",
            "2025-03-08T09:02:12 阿青(10086) recalled: 好",
        ]
    );
}

#[test]
fn e34_and_e35_quoted_and_forwarded_words_in_json_are_not_the_senders() {
    let quote = r#"{"localId":3,"createTime":1741395792,"formattedTime":"2025-03-08 09:03:12","type":"引用消息","localType":244813135921,"content":"带锅[引用 阿青：最好的锅]","isSend":0,"senderUsername":"wxid_lz","senderDisplayName":"老周","source":"","quotedSender":"阿青","quotedContent":"最好的锅"}"#;
    let shown = seen("a.json", &weflow(GROUP, &format!("{WEFLOW},{quote}")));
    assert_eq!(shown[3], "2025-03-08T09:03:12 老周(wxid_lz) text: 带锅");
    let forward = r#"{"msgid":"1_external","action":"send","from":"zhangsan","tolist":["wmAAAA"],"roomid":"wrBBBB","msgtime":1741395731000,"msgtype":"chatrecord","chatrecord":{"title":"群聊的聊天记录","item":[{"type":"ChatRecordText","msgtime":1741395000,"content":"{\"content\":\"最好的锅\"}","from_chatroom":false}]}}"#;
    let said = r#"{"msgid":"2_external","action":"send","from":"wmAAAA","tolist":["zhangsan"],"roomid":"wrBBBB","msgtime":1741395791000,"msgtype":"text","text":{"content":"好"}}"#;
    let shown = seen("a.jsonl", &format!("{forward}\n{said}\n"));
    assert_eq!(shown.len(), 3, "{shown:?}");
    assert!(!shown[1].contains("最好的锅"), "{shown:?}");
}

#[test]
fn e36_training_data_is_refused() {
    for text in [
        r#"[{"id":"1","conversations":[{"from":"human","value":"你好"},{"from":"gpt","value":"你好"}]}]"#,
        r#"[{"messages":[{"role":"system","content":"你是阿青"},{"role":"user","content":"你好"},{"role":"assistant","content":"好"}]}]"#,
        r#"[{"instruction":"","dialogue":[{"index":0,"speaker":"阿青","text":"你好","time":"2025-03-08 09:02:11"}]}]"#,
    ] {
        assert_eq!(seen("a.json", text), ["training-data"]);
    }
}

#[test]
fn of_a_key_that_is_repeated_the_last_one_counts_and_lists_are_all_read() {
    let record = |id: u32, text: &str| {
        format!(
            r#"{{"id":{id},"type":"message","date":"2025-03-08T09:02:1{id}","from":"Lena","from_id":"user1",{text}}}"#
        )
    };
    let text = format!(
        r#"{{"name":"A","name":"Camp","type":"private_group","id":1,"messages":[{}],"messages":[{},{}]}}"#,
        record(1, r#""text":"a""#),
        record(2, r#""text":"b","text":"c""#),
        record(3, r#""text":"d""#)
    );
    let (rows, report) = parse("result.json", text.as_bytes(), ParseOptions::default());
    let texts: Vec<_> = rows.iter().map(|m| m.text.as_str()).collect();
    assert_eq!(texts, ["a", "c", "d"]);
    assert_eq!(report.sources[0].conversations[0].title, "Camp");
    assert_eq!(report.sources[0].ledger.total, 3);
}

#[test]
fn a_message_whose_creator_is_missing_is_by_nobody() {
    let text = r#"{"messages":[{"creator":{"name":"Lena Q","email":"lena@example.com","user_type":"Human"},"created_date":"Saturday, March 8, 2025 at 1:02:11 AM UTC","text":"hi","topic_id":"T1","message_id":"A/T1/1"},{"created_date":"Saturday, March 8, 2025 at 1:03:11 AM UTC","text":"lost","topic_id":"T2","message_id":"A/T2/2"}]}"#;
    let (rows, report) = parse("messages.json", text.as_bytes(), ParseOptions::default());
    assert_eq!(report.sources[0].ledger.messages, 2);
    assert_eq!(rows[0].sender.as_deref(), Some("Lena Q"));
    assert_eq!((rows[1].sender.as_deref(), rows[1].text.as_str()), (None, "lost"));
}
