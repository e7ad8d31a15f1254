use std::ops::ControlFlow;

use super::*;
use crate::export::{Export, Kind};
use crate::ingest::source::TextEncoding;
use crate::ingest::{File, read};
use crate::report::ParseOptions;

fn load_as(bytes: &[u8], format: Option<&str>) -> Result<Export> {
    let options = ParseOptions { format: format.map(str::to_string), ..ParseOptions::default() };
    let file = File { name: "a.csv".into(), data: Box::new(bytes), options };
    let (export, mut failures) = read(&mut [file], &mut |_| ControlFlow::Continue(()))?;
    match failures.pop() {
        Some((_, failure)) => Err(failure),
        None => Ok(export),
    }
}

fn load(text: &str) -> Export {
    load_as(text.as_bytes(), None).unwrap()
}

/// `title|time|sender|id|kind|text|line` of every message; the ledger must be whole.
fn rows_of(export: &Export) -> Vec<String> {
    let source = &export.sources()[0];
    let ledger = source.ledger;
    let parts =
        ledger.messages + ledger.recognised + ledger.blank + ledger.unparsed + ledger.duplicates;
    assert_eq!(parts, ledger.total, "{ledger:?}");
    let mut rows = Vec::new();
    for conversation in export.conversations() {
        for m in export.messages(conversation) {
            let id = m.member.and_then(|id| export.members()[id.0 as usize].id.as_deref());
            let time = export.time_text(m.conversation, m.time);
            let time = time.as_deref().map_or("-", |t| t.trim_end_matches("+08:00"));
            rows.push(format!(
                "{}|{time}|{}|{}|{}|{}|{}",
                conversation.title,
                m.name.unwrap_or("-"),
                id.unwrap_or("-"),
                m.kind.id(),
                m.text,
                m.line
            ));
        }
    }
    rows
}

fn rows(text: &str) -> Vec<String> {
    rows_of(&load(text))
}

fn unparsed(text: &str) -> Vec<u64> {
    load(text).sources()[0].unparsed.iter().map(|u| u.line).collect()
}

fn score(text: &str) -> u8 {
    let size = text.len() as u64;
    sniff(&Head::new("a.csv".into(), text.into(), TextEncoding::UTF_8, size, text.len()))
}

#[test]
fn memotrace_columns() {
    let text = "\u{FEFF}消息ID,类型,发送人,时间,内容,备注,昵称,更多信息\r\n\
        7301,文本,阿青,2025-03-08 09:02:11,\"周末去莫干山的报个名,\n记得带锅\",阿青-领队,阿青,\r\n\
        7302,系统消息,系统,2025-03-08 09:03:40,\"\"\"老周\"\"通过扫描\"\"阿青\"\"分享的二维码加入群聊\",,,\r\n\
        \r\n\
        7303,表情包,老周,2025-03-08 09:05:00,[表情包],,老周,\r\n\
        7304,图片,我,2025-03-08 09:06:00,,,,\r\n";
    assert_eq!(
        rows(text),
        [
            "a|2025-03-08T09:02:11|阿青|-|text|周末去莫干山的报个名,\n记得带锅|2",
            "a|2025-03-08T09:03:40|-|-|system|\"老周\"通过扫描\"阿青\"分享的二维码加入群聊|4",
            "a|2025-03-08T09:05:00|老周|-|sticker|[表情包]|6",
            "a|2025-03-08T09:06:00|我|-|image||7",
        ]
    );
    let ledger = load(text).sources()[0].ledger;
    assert_eq!((ledger.total, ledger.recognised, ledger.blank), (6, 1, 1));
}

#[test]
fn old_memotrace_columns_and_own_rows_without_names() {
    let text = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n\
        1,8@chatroom,1,0,0,1741395731,3,报名,2025-03-08 09:02:11,,阿青,wxid_aq\n\
        2,8@chatroom,1,0,1,1741395732,2,好,2025-03-08 09:02:12,,,wxid_me\n\
        3,8@chatroom,49,57,0,1741395733,3,带锅,2025-03-08 09:02:13,老周哥,老周,wxid_lz\n\
        4,8@chatroom,10000,0,0,1741395734,3,\"\"\"老周\"\" 撤回了一条消息\",2025-03-08 09:02:14,,,8@chatroom\n\
        5,wxid_lz,1,0,1,1741395735,2,私聊\n";
    assert_eq!(
        rows(text),
        [
            "8@chatroom|2025-03-08T09:02:11|阿青|wxid_aq|text|报名|2",
            "8@chatroom|2025-03-08T09:02:12|我|wxid_me|text|好|3",
            "8@chatroom|2025-03-08T09:02:13|老周哥|wxid_lz|text|带锅|4",
            "8@chatroom|2025-03-08T09:02:14|-|-|recalled|\"老周\" 撤回了一条消息|5",
            "wxid_lz|2025-03-08T09:02:15|我|-|text|私聊|6",
        ]
    );
    let direct: Vec<_> = load(text).conversations().iter().map(|c| c.direct).collect();
    assert_eq!(direct, [false, true]);
}

#[test]
fn other_tools_columns() {
    let one = |text: &str| rows(text)[0].clone();
    assert_eq!(
        one(
            "id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime\n1,2,文本,0,wxid_aq,露营群,报名,,2025-03-08 09:02:11\n"
        ),
        "露营群|2025-03-08T09:02:11|wxid_aq|wxid_aq|text|报名|2"
    );
    assert_eq!(
        one(
            "id,MsgSvrID,type_name,is_sender,talker,msg,src,CreateTime\n1,2,文本,1,我,报名,,2025-03-08T09:02:11\n"
        ),
        "a|2025-03-08T09:02:11|我|-|text|报名|2"
    );
    assert_eq!(
        one(
            "Time,SenderName,Sender,TalkerName,Talker,Content\n2025-03-08 09:02:11,阿青,wxid_aq,露营群,8@chatroom,报名\n"
        ),
        "露营群|2025-03-08T09:02:11|阿青|wxid_aq|text|报名|2"
    );
    assert_eq!(
        one(
            "time(UTC),group_id,group_name,from_id,from_nickname,content_type,content\n2025-03-08 01:02:11,g1,露营群,u1,阿青,text,报名\n"
        ),
        "露营群|2025-03-08T09:02:11|阿青|u1|text|报名|2"
    );
    assert_eq!(
        one(
            "\"AuthorID\",\"Author\",\"Date\",\"Content\",\"Attachments\",\"Reactions\"\n\"77\",\"aqing\",\"2025-03-08T09:02:11.0000000+08:00\",\"hi\",\"\",\"\"\n"
        ),
        "a|2025-03-08T09:02:11|aqing|77|text|hi|2"
    );
    assert_eq!(
        one("timestamp,sender,content\n1741395731000,阿青,报名\n"),
        "a|2025-03-08T09:02:11|阿青|-|text|报名|2"
    );
    assert_eq!(
        one("时间\t昵称\tQQ（邮箱）\t内容\n2025-03-08 9:02:11\t阿青\t10086123\t报名\n"),
        "a|2025-03-08T09:02:11|阿青|10086123|text|报名|2"
    );
    assert_eq!(
        one(
            "序号,时间,发送者,发送者QQ号,群头衔,消息类型,消息内容,是否撤回,资源数量\n1,2025-03-08 09:02:11,阿青,10086123,,文本,报名,是,0\n"
        ),
        "a|2025-03-08T09:02:11|阿青|10086123|recalled|报名|2"
    );
}

#[test]
fn a_preamble_before_the_header() {
    let text = "会话信息,,,\n微信ID,8@chatroom,昵称,露营群\n导出工具,WeFlow,导出时间,2025-03-09\n\
        序号,时间,发送者昵称,发送者账号ID,发送者备注,群昵称,发送者身份,消息类型,内容\n\
        1,2025-03-08 09:02:11,阿青,wxid_aq,,领队,群成员,文本消息,报名\n\
        2,2025-03-08 09:02:12,老周,wxid_lz,老周哥,,群成员,动画表情,[动画表情]\n\
        序号,时间,发送者昵称,发送者账号ID,发送者备注,群昵称,发送者身份,消息类型,内容\n\
        3,2025-03-08 09:02:13,,8@chatroom,,,,系统消息,群名改了\n";
    assert_eq!(
        rows(text),
        [
            "露营群|2025-03-08T09:02:11|领队|wxid_aq|text|报名|5",
            "露营群|2025-03-08T09:02:12|老周哥|wxid_lz|sticker|[动画表情]|6",
            "露营群|2025-03-08T09:02:13|-|-|system|群名改了|8",
        ]
    );
    assert_eq!(load(text).sources()[0].ledger.recognised, 5);
    assert_eq!(rows("sep=;\n时间;发送人;内容\n2025/3/8 9:02;阿青;好\n").len(), 1);
    assert_eq!(
        rows("| 时间 | 发送人 | 内容 |\n|---|:--|---|\n| 2025-03-08 09:02 | 阿青 | 好 |\n").len(),
        1
    );
}

#[test]
fn times_in_every_shape() {
    let time = |cell: &str| {
        rows(&format!("时间,发送人,内容\n{cell},阿青,好\n"))[0]
            .split('|')
            .nth(1)
            .unwrap()
            .to_string()
    };
    for cell in [
        "2025-03-08 09:02:11",
        "2025/3/8 9:02:11",
        "2025年3月8日 9:02:11",
        "1741395731",
        "1741395731000",
        "1741395731.0",
        "45724.376516204",
        "20250308090211",
        "2025-03-08T09:02:11",
        "2025-03-08T01:02:11Z",
        "2025/3/8 上午 9:02:11",
        "=\"2025-03-08 09:02:11\"",
    ] {
        assert_eq!(time(cell), "2025-03-08T09:02:11", "{cell}");
    }
    for cell in ["2025-03-08", "2025/3/8", "45724", "20250308"] {
        assert_eq!(time(cell), "2025-03-08T00:00:00", "{cell}");
    }
    assert_eq!(time("13/3/2025 9:02"), "2025-03-13T09:02:00");
    assert_eq!(time("昨天 9:02"), "-");
    let export = load("时间,发送人,内容\n2025/3/8,阿青,好\n2025/3/9,阿青,好\n");
    let note = export.sources()[0].notes.iter().find(|n| n.code == "time-of-day-missing").unwrap();
    assert_eq!((note.args["count"].as_str(), note.assumption), ("2", true));
}

#[test]
fn dates_and_clocks_in_columns_of_their_own() {
    let text = "日期,时间,发言人,内容\n2025/3/8,9:02,阿青,一\n,9:03,老周,二\n,9:03:30,,\n2025/3/9,,小林,三\n45726,0.376516204,小林,四\n";
    assert_eq!(
        rows(text),
        [
            "a|2025-03-08T09:02:00|阿青|-|text|一|2",
            "a|2025-03-08T09:03:00|老周|-|text|二|3",
            "a|2025-03-09T00:00:00|小林|-|text|三|5",
            "a|2025-03-10T09:02:11|小林|-|text|四|6",
        ]
    );
    assert_eq!(unparsed(text), [4]);
    let merged = "日期,发言人,内容\n2025/3/8,阿青,一\n,老周,二\n2025/3/9,,\n,小林,三\n";
    assert_eq!(
        rows(merged),
        [
            "a|2025-03-08T00:00:00|阿青|-|text|一|2",
            "a|2025-03-08T00:00:00|老周|-|text|二|3",
            "a|2025-03-09T00:00:00|小林|-|text|三|5",
        ]
    );
    let dmy = "日期,时间,发言人,内容\n13/3/2025,9:02,阿青,一\n1/4/2025,9:02,阿青,二\n";
    assert_eq!(rows(dmy)[1], "a|2025-04-01T09:02:00|阿青|-|text|二|3");
}

#[test]
fn a_gbk_resave_and_utf16() {
    let text = "消息ID,类型,发送人,时间,内容,备注,昵称\r\n7.30156E+18,文本,阿青,2025/3/8 9:02,周末去莫干山的报个名,,阿青\r\n";
    let expected = ["a|2025-03-08T09:02:00|阿青|-|text|周末去莫干山的报个名|2"];
    let gbk = encoding_rs::GB18030.encode(text).0;
    assert_eq!(rows_of(&load_as(&gbk, None).unwrap()), expected);
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend(text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(rows_of(&load_as(&utf16, None).unwrap()), expected);
}

#[test]
fn ids_names_and_direction() {
    let text = "时间,发送人,微信号,状态,内容\n\
        2025-03-08 09:02:11,阿青,=\"wxid_aq\",接收,一\n\
        2025-03-08 09:02:12,,wxid_lz,已读,二\n\
        2025-03-08 09:02:13,,,发送,三\n\
        2025-03-08 09:02:14,,,接收,四\n\
        2025-03-08 09:02:15,阿青,7.3E+18,接收,五\n\
        2025-03-08 09:02:16,系统消息,,接收,六\n\
        2025-03-08 09:02:17,,,,七\n";
    assert_eq!(
        rows(text),
        [
            "a|2025-03-08T09:02:11|阿青|wxid_aq|text|一|2",
            "a|2025-03-08T09:02:12|wxid_lz|wxid_lz|text|二|3",
            "a|2025-03-08T09:02:13|我|-|text|三|4",
            "a|2025-03-08T09:02:14|对方|-|text|四|5",
            "a|2025-03-08T09:02:15|阿青|-|text|五|6",
            "a|2025-03-08T09:02:16|-|-|system|六|7",
            "a|2025-03-08T09:02:17|-|-|system|七|8",
        ]
    );
    let remark = "时间,发送人,内容,备注\n2025-03-08 09:02:11,阿青,好,已跟进\n";
    assert_eq!(rows(remark), ["a|2025-03-08T09:02:11|阿青|-|text|好|2"]);
    let notes = "时间,昵称,备注,内容\n2025-03-08 09:02:11,阿青,已电话回访，周一再联系,好\n2025-03-08 09:03:11,老周,,嗯\n";
    assert_eq!(
        rows(notes),
        ["a|2025-03-08T09:02:11|阿青|-|text|好|2", "a|2025-03-08T09:03:11|老周|-|text|嗯|3"]
    );
    let same =
        "时间,昵称,备注,内容\n2025-03-08 09:02:11,阿青,已付,好\n2025-03-08 09:03:11,老周,已付,嗯\n";
    assert_eq!(rows(same)[0], "a|2025-03-08T09:02:11|阿青|-|text|好|2");
    let called =
        "时间,昵称,备注,内容\n2025-03-08 09:02:11,青,阿青,好\n2025-03-08 09:03:11,周,老周,嗯\n";
    assert_eq!(rows(called)[1], "a|2025-03-08T09:03:11|老周|-|text|嗯|3");
    let short = "ctime,nick,uid,body\n1741395731,阿青,u_77,好\n";
    assert_eq!(rows(short), ["a|2025-03-08T09:02:11|阿青|u_77|text|好|2"]);
}

#[test]
fn names_of_ids_come_from_a_list_beside_the_table() {
    let table = "时间,wxid,群名,内容\n2025-03-08 09:02:11,wxid_aq,77@chatroom,好\n";
    let list =
        r#"{"wxid_aq":{"nickname":"青","remark":"阿青"},"77@chatroom":{"nickname":"露营群"}}"#;
    let file = |name: &str, text: &'static str| File {
        name: name.into(),
        data: Box::new(text.as_bytes()),
        options: ParseOptions::default(),
    };
    let mut files = [file("a.csv", table), file("users.json", list)];
    let (export, _) = read(&mut files, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(rows_of(&export), ["露营群|2025-03-08T09:02:11|阿青|wxid_aq|text|好|2"]);
}

#[test]
fn a_chat_column_splits_conversations() {
    let text = "群名,时间,发送人,内容\n甲群,2025-03-08 09:02:11,阿青,一\n乙群,2025-03-08 09:02:12,阿青,二\n\
        ,2025-03-08 09:02:13,老周,三\n甲群,2025-03-08 09:02:14,老周,四\n";
    assert_eq!(
        rows(text),
        [
            "甲群|2025-03-08T09:02:11|阿青|-|text|一|2",
            "甲群|2025-03-08T09:02:14|老周|-|text|四|5",
            "乙群|2025-03-08T09:02:12|阿青|-|text|二|3",
            "乙群|2025-03-08T09:02:13|老周|-|text|三|4",
        ]
    );
}

#[test]
fn ragged_rows_and_rows_that_fit_nothing() {
    let text = "时间,发送人,内容\n2025-03-08 09:02:11,阿青,好的,谢谢,大家\n2025-03-08 09:02:12,老周\n\
        合计 2 条\n接着说的话\n,,\n2025-03-08 09:02:13,,\nx,小林,早\n";
    assert_eq!(
        rows(text),
        [
            "a|2025-03-08T09:02:11|阿青|-|text|好的,谢谢,大家|2",
            "a|2025-03-08T09:02:12|老周|-|text||3",
            "a|-|小林|-|text|早|8",
        ]
    );
    assert_eq!(unparsed(text), [4, 5, 7]);
    assert_eq!(load(text).sources()[0].ledger.blank, 1);
}

#[test]
fn an_unclosed_quote_swallows_nothing() {
    let text = "时间,发送人,内容\n2025-03-08 09:02:11,阿青,\"一\n2025-03-08 09:02:12,老周,二\n2025-03-08 09:02:13,小林,\"三\"\n\
        2025-03-08 09:02:14,小林,\"四\n2025-03-08\"\n";
    assert_eq!(
        rows(text),
        [
            "a|2025-03-08T09:02:11|阿青|-|text|\"一|2",
            "a|2025-03-08T09:02:12|老周|-|text|二|3",
            "a|2025-03-08T09:02:13|小林|-|text|三|4",
            "a|2025-03-08T09:02:14|小林|-|text|四\n2025-03-08|5",
        ]
    );
}

#[test]
fn placeholders_and_types() {
    let kinds: Vec<_> = rows(
        "时间,发送人,内容\n2025-03-08 09:02:11,阿青,[图片]\n2025-03-08 09:02:12,阿青,[微笑]\n\
         2025-03-08 09:02:13,阿青,[文件] 清单.xlsx\n",
    )
    .iter()
    .map(|row| row.split('|').nth(4).unwrap().to_string())
    .collect();
    assert_eq!(kinds, ["image", "text", "file"]);
    for (word, sub, kind) in [
        ("文本", "", Kind::Text),
        ("3", "0", Kind::Image),
        ("34", "", Kind::Voice),
        ("43", "", Kind::Video),
        ("47", "", Kind::Sticker),
        ("49", "", Kind::Link),
        ("49", "57", Kind::Text),
        ("49", "6", Kind::File),
        ("49", "2001", Kind::Payment),
        ("50", "", Kind::Call),
        ("10000", "", Kind::System),
        ("消息撤回1", "", Kind::Recalled),
        ("未知类型(12)", "", Kind::Other),
        ("Image", "", Kind::Image),
        ("(分享)小程序", "", Kind::Link),
        ("个人/公众号名片", "", Kind::Contact),
        ("拍一拍", "", Kind::System),
    ] {
        assert_eq!(kinds::kind(word, sub), Some(kind), "{word}");
    }
    assert_eq!(kinds::kind("客户", ""), None);
    assert_eq!(kinds::kind("", ""), None);
    assert_eq!(kinds::kind("2", ""), None);
}

#[test]
fn tables_that_are_no_chats() {
    assert!(score("时间,发送人,内容\n2025-03-08 09:02,阿青,好\n") > 90);
    assert!(score("Date,User,Message\n") >= 30);
    for other in [
        "日期,曝光,点击\n2025-03-08,1,2\n",
        "日期,内容,曝光,点击,作者\n2025-03-08,新品,1,2,阿青\n",
        "姓名,手机号,备注\n阿青,19900001234,老客户\n",
        "text,label,topic\n好,1,a\n",
        "date,type,text\n2025-03-08,活动,周年庆\n",
        "日期,类型,内容\n2025-03-08,违规通知,限流\n",
        "阿青 2025-03-08 09:02\n时间,发送人\n",
        "{\"时间\":1}",
        "",
    ] {
        assert!(score(other) < 30, "{other}");
    }
    assert_eq!(score("日期,曝光,点击\n2025-03-08,1,2\n"), 0);
    assert_eq!(score("姓名,手机号,备注\n阿青,19900001234,老客户\n"), 0);
    let forced = load_as("姓名,手机号\n阿青,1\n".as_bytes(), Some("table")).unwrap_err();
    assert_eq!(forced.code(), "malformed");
    assert!(load_as("日期,内容\n2025-03-08,好\n".as_bytes(), Some("table")).is_ok());
}

#[test]
fn damage_anywhere_never_panics() {
    let text = "时间,群名,发送人,wxid,类型,内容\n2025-03-08 09:02:11,群,阿青,=\"a\",文本,\"一,\"\"二\"\"\n三\"\n45724.37,群,,b,1,好\n";
    for at in (0..text.len()).step_by(3) {
        let _ = load_as(&text.as_bytes()[..at], Some("table"));
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] ^= 1 << (at % 8);
        let _ = load_as(&bytes, Some("table"));
        let _ = load_as(&bytes, None);
    }
}
