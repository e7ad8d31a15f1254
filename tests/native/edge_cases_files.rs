//! The edge cases of the formats study, section E, that concern tables, containers and files that
//! are no chats. Named by number and subject.

use std::io::{Cursor, Write};

use qunzhen::report::ParseOptions;
use zip::write::SimpleFileOptions;

use crate::edge_cases::{parse, seen, show};
use crate::support::fixtures;

const OLD: &str = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n";

#[test]
fn e22_own_messages_with_blank_names() {
    let text = format!(
        "{OLD}1,3,1,0,0,1741395731,,周末报个名,2025-03-08 09:02:11,阿青-领队,阿青,wxid_aq\n2,3,1,0,1,1741395800,,好,2025-03-08 09:03:20,,,wxid_me\n3,3,1,0,1,1741395801,,几点,2025-03-08 09:03:21,,,\n"
    );
    let (rows, report) = parse("a.csv", text.as_bytes(), ParseOptions::default());
    assert_eq!(report.sources[0].format, "memotrace");
    assert!(rows[1].sender.is_some(), "{rows:?}");
    assert_eq!(rows[1].sender, rows[2].sender, "mine, with or without an id");
    assert_ne!(rows[1].sender, rows[0].sender);
    assert_eq!(report.sources[0].unparsed.records, 0);
}

#[test]
fn e23_rows_of_other_lengths_than_their_header() {
    let text = format!(
        "{OLD}1,3,1,0,0,1741395731,,周末报个名,2025-03-08 09:02:11,阿青-领队,阿青,wxid_aq\n2,3,1,0,1,1741395800,,好,2025-03-08 09:03:20\n3,3,1,0,0,1741395860,,带锅,2025-03-08 09:04:20,老周,老周,wxid_lz,,,\n"
    );
    let (rows, report) = parse("a.csv", text.as_bytes(), ParseOptions::default());
    let texts: Vec<_> = rows.iter().map(|m| m.text.as_str()).collect();
    assert_eq!(texts, ["周末报个名", "好", "带锅"]);
    let ledger = report.sources[0].ledger;
    assert_eq!((ledger.total, ledger.messages, ledger.recognised), (4, 3, 1));
    let table = "时间,发送人,内容\n2025-03-08 09:02,阿青,好\n2025-03-08 09:03,老周\n2025-03-08 09:04,阿青,走,多了\n";
    let (rows, report) = parse("b.csv", table.as_bytes(), ParseOptions::default());
    let ledger = report.sources[0].ledger;
    assert_eq!(ledger.total, 4);
    assert!(rows.iter().any(|m| m.text == "好") && rows.iter().any(|m| m.text.starts_with("走")));
}

#[test]
fn e24_a_table_that_excel_saved_again() {
    let text = "时间,发送人,内容\n2025/3/8 9:02,阿青,周末去莫干山的报个名\n2025/3/8 9:05,老周,好的，我带锅\n";
    let gbk = encoding_rs::GB18030.encode(text).0.into_owned();
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    for bytes in [text.as_bytes(), &gbk, &utf16, &marked] {
        assert_eq!(
            show(parse("a.csv", bytes, ParseOptions::default())),
            [
                "table",
                "2025-03-08T09:02:00 阿青 text: 周末去莫干山的报个名",
                "2025-03-08T09:05:00 老周 text: 好的，我带锅",
            ]
        );
    }
}

#[test]
fn e27_what_macos_leaves_in_archives() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let chat = "[08.03.25, 09:02:11] Lena: hi\n[08.03.25, 09:05:12] Tom: ho\n";
    let resource = b"\0\x05\x16\x07\0\x02\0\0Mac OS X        \0\x02".as_slice();
    for (name, bytes) in [
        ("__MACOSX/", &b""[..]),
        ("__MACOSX/._general", resource),
        ("__MACOSX/general/._2025-03-08.json", resource),
        ("__MACOSX/._chat.txt", resource),
        ("._chat.txt", resource),
        (".DS_Store", b"\0\0\0\x01Bud1"),
        ("_chat.txt", chat.as_bytes()),
    ] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let (rows, report) = parse("WhatsApp Chat - Camp.zip", &bytes, ParseOptions::default());
    assert_eq!((rows.len(), report.sources.len(), report.failures.len()), (2, 1, 0));
}

#[test]
fn e31_the_page_of_a_qq_archive_alone_is_read() {
    let path = fixtures().join("chats/qq_mht/7m_7t_group_and_friend.mht");
    let bytes = std::fs::read(path).unwrap();
    let head = String::from_utf8_lossy(&bytes[..400]).into_owned();
    assert!(head.contains("charset=\"utf-8\"\n\ttype="), "the header lacks its semicolon");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let expected = seen("a.mht", &text);
    assert_eq!(expected[0], "qq_mht");
    // Pictures as a tail: what they hold is nobody's words, and it is not read.
    let end = text.find("Content-Location:").map_or(text.len(), |at| at);
    let part = "Content-Location:{3D48C238-CD47-4d17-9C8F-3593C6D4738B}.dat\n\n/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRof\n\n";
    let tail = part.repeat(20_000);
    assert_eq!(seen("a.mht", &format!("{}{tail}", &text[..end])), expected);
}

#[test]
fn e37_what_is_encrypted_is_named() {
    let dump = r#"{"errcode":0,"chatdata":[{"seq":1,"msgid":"1_external","publickey_ver":1,"encrypt_random_key":"QUJD","encrypt_chat_msg":"QUJDREVG"}]}"#;
    assert_eq!(seen("chat.json", dump), ["encrypted"]);
    let path = fixtures().join("bad/qq.bak");
    let bytes = std::fs::read(path).unwrap();
    let (_, report) = parse("qq.bak", &bytes, ParseOptions::default());
    assert_eq!(report.failures[0].code, "not-text");
    assert!(report.failures[0].message.to_lowercase().contains("qq"), "{:?}", report.failures[0]);
}

#[test]
fn banners_and_titles_above_a_chat_are_read() {
    let qq = "消息記錄（此消息記錄為文本格式，不支持重新導入）\n\n================================================================\n消息分組:我的群聊\n================================================================\n消息對象:露營互助群\n================================================================\n\n2025-03-08 9:02:11 阿青(10086123)\n週末報個名\n\n2025-03-08 9:05:00 老周(10086124)\n帶鍋\n";
    let memo = "# 露营\n\n## 2025\n\n### 2025-03\n\n#### 2025-03-08\n\n**09:02:11 阿青**: 报名\n\n> 09:03:11 \"老周\"加入了群聊\n\n**09:04:11 老周**: 去\n> 阿青: 报名\n";
    for (text, format, title, unparsed, last) in [
        (qq, "qq_txt", "露營互助群", 0, "2025-03-08T09:05:00+08:00"),
        (memo, "memotrace", "露营", 0, "2025-03-08T09:04:11+08:00"),
    ] {
        let (rows, report) = parse("a.txt", text.as_bytes(), ParseOptions::default());
        assert!(report.failures.is_empty(), "{format}: {:?}", report.failures);
        let source = &report.sources[0];
        assert_eq!(source.format, format);
        assert_eq!(source.conversations[0].title, title);
        assert_eq!(source.ledger.unparsed, unparsed);
        assert_eq!(rows.last().and_then(|m| m.time.as_deref()), Some(last));
        if format == "memotrace" {
            assert_eq!(rows[1].kind, qunzhen::export::Kind::System);
        }
    }
}

#[test]
fn a_customer_is_the_sender_where_no_column_is_a_better_one() {
    let sheet = "客服聊天导出\n日期,时间,客户,内容\n2025-03-08,09:02,阿青,在吗\n,09:03,客服,在\n2025-03-09,00:01,阿青,好\n";
    let seen = show(parse("a.csv", sheet.as_bytes(), ParseOptions::default()));
    assert_eq!(
        seen,
        [
            "table",
            "2025-03-08T09:02:00 阿青 text: 在吗",
            "2025-03-08T09:03:00 客服 text: 在",
            "2025-03-09T00:01:00 阿青 text: 好",
        ]
    );
    let both =
        "时间,客户,发送人,内容\n2025-03-08 09:02,阿青,小满,在吗\n2025-03-08 09:03,阿青,阿青,在\n";
    let seen = show(parse("a.csv", both.as_bytes(), ParseOptions::default()));
    assert_eq!(seen[1], "2025-03-08T09:02:00 小满 text: 在吗");
}

#[test]
fn the_mark_of_an_answer_is_no_word() {
    let text = r#"{"metadata":{"name":"QQChatExporter V6"},"chatInfo":{"name":"露营","type":"group"},"messages":[{"id":"5","timestamp":1741395821000,"sender":{"uid":"u_2","uin":"20086","name":"老周"},"type":"type_1","content":{"text":"[回复消息] 好的","elements":[{"type":"text","data":{"text":"[回复消息] 好的"}}]},"recalled":false,"system":false}]}"#;
    let (rows, _) = parse("a.json", text.as_bytes(), ParseOptions::default());
    assert_eq!(rows[0].text, "好的");
}
