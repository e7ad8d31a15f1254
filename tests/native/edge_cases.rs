//! The edge cases of the formats study, section E, that concern text: each broke at least one other
//! program. Named by number and subject. Those of JSON and of containers stand in files of their own.

use qunzhen::report::{MessageRow, ParseOptions, ParseReport};

use crate::support::{messages, read};

pub(crate) fn parse(
    name: &str,
    bytes: &[u8],
    options: ParseOptions,
) -> (Vec<MessageRow>, ParseReport) {
    let (session, report) = read(&[(name, bytes)], options);
    (messages(&session, &report), report)
}

/// What a user sees of a text: `format`, then a line a message, `time sender(id) kind: text`.
pub(crate) fn seen(name: &str, text: &str) -> Vec<String> {
    show(parse(name, text.as_bytes(), ParseOptions::default()))
}

pub(crate) fn show((rows, report): (Vec<MessageRow>, ParseReport)) -> Vec<String> {
    let formats = report.sources.iter().map(|s| s.format.clone());
    let failures = report.failures.iter().map(|f| f.code.clone());
    let lines = rows.iter().map(|m| {
        let time = m.time.as_deref().map_or("-", |t| t.trim_end_matches("+08:00"));
        let sender = m.sender.as_deref().unwrap_or("-");
        let id = m.sender_id.as_ref().map(|id| format!("({id})")).unwrap_or_default();
        let kind = format!("{:?}", m.kind).to_lowercase();
        format!("{time} {sender}{id} {kind}: {}", m.text.replace('\n', "⏎"))
    });
    formats.chain(failures).chain(lines).collect()
}

const QQ: &str = "消息记录（此消息记录为文本格式，不支持重新导入）\n\n\
================================================================\n\
消息分组:我的群聊\n\
================================================================\n\
消息对象:露营互助群\n\
================================================================\n\n";

#[test]
fn e01_a_time_alone_in_a_qq_message_is_content() {
    let text = format!(
        "{QQ}2025-03-08 9:02:11 阿青(10086123)\n集合时间\n2025-03-09 07:30:00\n\n2025-03-08 9:05:00 老周(10086124)\n\n2025-03-09 08:00:00\n\n好\n"
    );
    assert_eq!(
        seen("a.txt", &text),
        [
            "qq_txt",
            "2025-03-08T09:02:11 阿青(10086123) text: 集合时间⏎2025-03-09 07:30:00",
            "2025-03-08T09:05:00 老周(10086124) text: 2025-03-09 08:00:00⏎⏎好",
        ]
    );
}

#[test]
fn e02_qq_hours_of_one_digit_and_of_twelve() {
    let text = format!(
        "{QQ}2025-03-08 9:02:11 阿青(10086123)\n早\n\n2025-03-08 9:02:11 PM 阿青(10086123)\n晚\n\n2025-03-09 12:00:01 AM 老周(10086124)\n困\n"
    );
    assert_eq!(
        seen("a.txt", &text)[1..],
        [
            "2025-03-08T09:02:11 阿青(10086123) text: 早",
            "2025-03-08T21:02:11 阿青(10086123) text: 晚",
            "2025-03-09T00:00:01 老周(10086124) text: 困",
        ]
    );
}

#[test]
fn e03_qq_nicks_with_brackets_that_are_a_number_or_nothing() {
    let mut text = QQ.to_string();
    for who in ["(A)(123123)", "(B(123124)", "10001(10001)", "(123125)", "老周(帅)", "甲(乙)(丙)"]
    {
        text += &format!("2025-03-08 9:02:11 {who}\n好\n\n");
    }
    let people: Vec<_> = parse("a.txt", text.as_bytes(), ParseOptions::default())
        .0
        .into_iter()
        .map(|m| (m.sender.unwrap_or_default(), m.sender_id.unwrap_or_default()))
        .collect();
    let expected = [
        ("(A)", "123123"),
        ("(B", "123124"),
        ("10001", "10001"),
        ("123125", "123125"),
        ("老周(帅)", ""),
        ("甲(乙)(丙)", ""),
    ];
    assert_eq!(people, expected.map(|(name, id)| (name.to_string(), id.to_string())));
}

#[test]
fn e04_only_the_first_tag_of_a_qq_nick_is_a_role() {
    let text = format!(
        "{QQ}2025-03-08 9:02:11 【LV100 群主】【作者】某某(10086)\n好\n\n2025-03-08 9:03:11 【作者】某人(10087)\n好\n\n2025-03-08 9:04:11 【潜水】【二队】小满(10088)\n好\n"
    );
    let (rows, _) = parse("a.txt", text.as_bytes(), ParseOptions::default());
    let seen: Vec<_> = rows
        .iter()
        .map(|m| format!("{} {:?}", m.sender.as_deref().unwrap_or("-"), m.role).to_lowercase())
        .collect();
    assert_eq!(seen, ["【作者】某某 official", "【作者】某人 unknown", "【二队】小满 member"]);
}

#[test]
fn e05_a_wechat_nick_that_ends_in_a_time() {
    let text = "露营互助群 微信群上的聊天记录如下，请查收。\n\n—————  2025-03-08  —————\n\n\n夜班11:00-20:00  09:06\n\n我带锅\n\n\n值班 9:00  09:07\n\n好\n";
    assert_eq!(
        seen("a.txt", text),
        [
            "wechat_share",
            "2025-03-08T09:06:00 夜班11:00-20:00 text: 我带锅",
            "2025-03-08T09:07:00 值班 9:00 text: 好",
        ]
    );
}

#[test]
fn e06_messages_without_words() {
    let share = "露营互助群 微信群上的聊天记录如下，请查收。\n\n—————  2025-03-08  —————\n\n\n阿青  09:06\n\n\n\n老周  09:07\n\n好\n";
    assert_eq!(
        seen("a.txt", share)[1..],
        ["2025-03-08T09:06:00 阿青 text: ", "2025-03-08T09:07:00 老周 text: 好"]
    );
    let qq = format!(
        "{QQ}2025-03-08 9:02:11 阿青(10086123)\n\n\n2025-03-08 9:03:11 老周(10086124)\n好\n"
    );
    assert_eq!(
        seen("a.txt", &qq)[1..],
        [
            "2025-03-08T09:02:11 阿青(10086123) text: ",
            "2025-03-08T09:03:11 老周(10086124) text: 好"
        ]
    );
    let whatsapp = "13/3/25, 09:02 - Lena: \n13/3/25, 09:03 - Tom:\n13/3/25, 09:04 - Lena: ok\n";
    assert_eq!(
        seen("a.txt", whatsapp)[1..],
        [
            "2025-03-13T09:02:00 Lena text: ",
            "2025-03-13T09:03:00 Tom text: ",
            "2025-03-13T09:04:00 Lena text: ok"
        ]
    );
}

#[test]
fn e07_a_qq_file_that_repeats_a_conversation() {
    let section = "================================================================\n消息分组:我的群聊\n================================================================\n消息对象:露营互助群\n================================================================\n\n2025-03-08 9:02:11 阿青(10086123)\n好\n\n2025-03-08 9:02:11 阿青(10086123)\n好\n\n";
    let text = format!(
        "消息记录（此消息记录为文本格式，不支持重新导入）\n\n{section}{}",
        section.replace("我的群聊", "最近联系人")
    );
    let (rows, report) = parse("a.txt", text.as_bytes(), ParseOptions::default());
    assert_eq!(rows.len(), 2, "what was said twice is kept twice, what stands twice is not");
    assert_eq!(report.sources[0].conversations.len(), 1);
    assert_eq!(report.sources[0].ledger.duplicates, 2);
}

#[test]
fn e08_dates_without_a_year_and_the_turn_of_the_year() {
    let chatlog = "阿青(wxid_aq) 12-31 23:59:00\n新年快乐\n\n老周(wxid_lz) 01-01 00:01:00\n同乐\n";
    let on = |today: &str, text: &str| {
        let options = ParseOptions { today: Some(today.into()), ..ParseOptions::default() };
        show(parse("群.txt", text.as_bytes(), options))
    };
    assert_eq!(
        on("2025-06-01", chatlog),
        [
            "chatlog",
            "2024-12-31T23:59:00 阿青(wxid_aq) text: 新年快乐",
            "2025-01-01T00:01:00 老周(wxid_lz) text: 同乐",
        ]
    );
    let qqnt = "阿青: 12-31 23:59:00\n新年快乐\n\n老周: 01-01 00:01:00\n同乐\n";
    assert_eq!(
        on("2025-01-01", qqnt),
        [
            "qq_paste",
            "2024-12-31T23:59:00 阿青 text: 新年快乐",
            "2025-01-01T00:01:00 老周 text: 同乐",
        ]
    );
    // Nobody says which year: rather no time than a false one.
    assert!(seen("群.txt", qqnt)[1].starts_with("- 阿青"));
}

#[test]
fn e09_a_paste_that_crosses_midnight() {
    let qq = "老周 2025/3/8 23:58:01\n睡了\n\n阿青 23:59:54\n晚安\n\n阿青 00:03:12\n没睡着\n\n老周 8:30:00\n早\n";
    assert_eq!(
        seen("a.txt", qq),
        [
            "qq_paste",
            "2025-03-08T23:58:01 老周 text: 睡了",
            "2025-03-08T23:59:54 阿青 text: 晚安",
            "2025-03-09T00:03:12 阿青 text: 没睡着",
            "2025-03-09T08:30:00 老周 text: 早",
        ]
    );
}

#[test]
fn e10_whatsapp_words_of_the_half_of_the_day() {
    let text = "2025/3/8 下午3:07 - 阿青: 一\n2025/3/8 凌晨12:30 - 老周: 二\n2025/3/8 中午12:15 - 阿青: 三\n";
    let times = |text: &str| -> Vec<String> {
        let rows = parse("a.txt", text.as_bytes(), ParseOptions::default()).0;
        rows.iter().map(|m| m.time.as_deref().unwrap_or("-")[11..16].to_string()).collect()
    };
    assert_eq!(times(text), ["00:30", "12:15", "15:07"]);
    let after = "8/3/2025, 3:07 下午 - 阿青: 一\n13/3/2025, 3:07 上午 - 老周: 二\n";
    assert_eq!(times(after), ["15:07", "03:07"]);
    let korean = "2025. 3. 8. 오후 3:07 - 민지: 하나\n2025. 3. 9. 오전 3:07 - 준호: 둘\n";
    assert_eq!(times(korean), ["15:07", "03:07"]);
}

#[test]
fn e11_narrow_no_break_space_before_pm() {
    for space in ["\u{202F}", "\u{A0}", "\u{2009}", " ", ""] {
        let text =
            format!("[3/8/25, 9:05:12{space}PM] Lena: hi\n[3/13/25, 9:05:12{space}AM] Tom: ho\n");
        assert_eq!(
            seen("_chat.txt", &text)[1..],
            ["2025-03-08T21:05:12 Lena text: hi", "2025-03-13T09:05:12 Tom text: ho"]
        );
    }
}

#[test]
fn e12_whatsapp_notices_under_the_name_of_the_contact() {
    let text = "[13/03/2025, 09:00:01] Lena Q: \u{200E}Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them.\n[13/03/2025, 09:02:11] Lena Q: hi\n[13/03/2025, 09:03:11] Tom: ho\n";
    let (rows, report) = parse("_chat.txt", text.as_bytes(), ParseOptions::default());
    assert_eq!(rows[0].sender, None);
    let conversation = &report.sources[0].conversations[0];
    assert_eq!((conversation.title.as_str(), conversation.kind.as_str()), ("Lena Q", "direct"));
    assert_eq!(conversation.participants, 2);
    assert_eq!(conversation.messages, 2);
}

#[test]
fn e13_no_space_behind_the_name() {
    let text = "[2025/3/8 09:02:28] 阿青: 早\n[2025/3/8 09:02:37] 老周:没有空格\n[2025/3/8 09:03:00] 阿青:.\n";
    assert_eq!(
        seen("_chat.txt", text)[1..],
        [
            "2025-03-08T09:02:28 阿青 text: 早",
            "2025-03-08T09:02:37 老周 text: 没有空格",
            "2025-03-08T09:03:00 阿青 text: .",
        ]
    );
}

#[test]
fn e14_one_order_of_the_date_for_a_whole_file() {
    // Only the last line tells; the first ones are read by it.
    let text = "1/2/25, 09:02 - Lena: a\n2/2/25, 09:03 - Tom: b\n2/13/25, 09:04 - Lena: c\n";
    let (rows, report) = parse("a.txt", text.as_bytes(), ParseOptions::default());
    let days: Vec<_> = rows.iter().map(|m| &m.time.as_deref().unwrap_or("-")[..10]).collect();
    assert_eq!(days, ["2025-01-02", "2025-02-02", "2025-02-13"]);
    assert_eq!(report.sources[0].date_order.as_deref(), Some("mdy"));
}

#[test]
fn e15_a_marker_beside_a_time_of_24_hours() {
    let text = "13/03/2025, 00:08 a. m. - Lena: hi\n13/03/2025, 13:37 p. m. - Tom: ho\n";
    assert_eq!(
        seen("a.txt", text)[1..],
        ["2025-03-13T00:08:00 Lena text: hi", "2025-03-13T13:37:00 Tom text: ho"]
    );
}

#[test]
fn e16_messages_that_came_late() {
    let text = "13/1/21, 12:00 - A: Hi\n13/1/21, 12:03 - B: later\n13/1/21, 12:02 - A: between\n13/1/21, 12:03 - A: last\n";
    let (rows, report) = parse("a.txt", text.as_bytes(), ParseOptions::default());
    let texts: Vec<_> = rows.iter().map(|m| m.text.as_str()).collect();
    assert_eq!(texts, ["Hi", "between", "later", "last"]);
    assert!(report.sources[0].notes.iter().any(|n| n.code == "time-out-of-order"));
}

#[test]
fn e24_encodings_of_text() {
    let text = format!("{QQ}2025-03-08 9:02:11 阿青(10086123)\n周末报名\n");
    let expected = ["qq_txt", "2025-03-08T09:02:11 阿青(10086123) text: 周末报名"];
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with_bom = |bom: &[u8], bytes: &[u8]| [bom, bytes].concat();
    let nul = text.replace("周末", "周\0末");
    for bytes in [
        with_bom(b"\xEF\xBB\xBF", text.as_bytes()),
        with_bom(b"\xFF\xFE", &utf16),
        utf16.clone(),
        nul.into_bytes(),
    ] {
        assert_eq!(show(parse("a.txt", &bytes, ParseOptions::default())), expected);
    }
}

#[test]
fn e26_crlf_between_records_and_bare_lf_inside() {
    let text = "캠핑방 님과 카카오톡 대화\r\n저장한 날짜 : 2025-03-09 10:00:00\r\n\r\n--------------- 2025년 3월 8일 토요일 ---------------\r\n[민지] [오후 2:37] 첫째\n둘째\r\n[준호] [오후 2:38] 네\r\n";
    assert_eq!(
        seen("a.txt", text),
        [
            "kakaotalk",
            "2025-03-08T14:37:00 민지 text: 첫째⏎둘째",
            "2025-03-08T14:38:00 준호 text: 네",
        ]
    );
}

#[test]
fn e30_line_texts_in_quotes_and_names_parted_by_one_space() {
    let quoted = "[LINE] 露營團的聊天記錄\n儲存日期：2025/03/09 10:00\n\n2025/03/08（六）\n09:02\t阿青\t\"週末報名\n記得帶\"\"鍋\"\"\"\n09:05\t老周\t[貼圖]\n09:06\t\t小林加入聊天\n";
    assert_eq!(
        seen("a.txt", quoted),
        [
            "line",
            "2025-03-08T09:02:00 阿青 text: 週末報名⏎記得帶\"鍋\"",
            "2025-03-08T09:05:00 老周 sticker: [貼圖]",
            "2025-03-08T09:06:00 - system: 小林加入聊天",
        ]
    );
    let spaced = "2025.03.08 Saturday\n09:02 Lena Q hi there\n09:03 阿青 好\n09:04 Lena Q see you\n09:05 Lena Q ok then\n";
    assert_eq!(
        seen("a.txt", spaced)[1..],
        [
            "2025-03-08T09:02:00 Lena Q text: hi there",
            "2025-03-08T09:03:00 阿青 text: 好",
            "2025-03-08T09:04:00 Lena Q text: see you",
            "2025-03-08T09:05:00 Lena Q text: ok then",
        ]
    );
}

#[test]
fn e32_rows_of_a_backup_tool_under_the_name_of_the_group() {
    let row = |name: &str, kind: &str, text: &str| {
        format!(
            "12345678@chatroom             2025-03-08 09:02:11      {name}                     接收                {kind}                {text}\n"
        )
    };
    let text = format!(
        "微信消息记录     导出时间:2025-03-09 10:00:00\n－－－－－－－－－－\nID                            时间                     联系人                   状态                类型                消息\n－－－－－－－－－－\n{}{}{}",
        row("阿青", "文本", "周末报个名"),
        row("露营互助群", "", ""),
        row(
            "老周",
            "网页",
            "wxid_lz:\n<msg><appmsg><title>清单.xlsx</title>\n<type>6</type></appmsg></msg>"
        ),
    );
    let (rows, report) = parse("a.txt", text.as_bytes(), ParseOptions::default());
    let seen: Vec<_> = rows
        .iter()
        .map(|m| format!("{} {:?}: {}", m.sender.as_deref().unwrap_or("-"), m.kind, m.text))
        .collect();
    assert_eq!(seen, ["阿青 Text: 周末报个名", "老周 File: 清单.xlsx"]);
    assert_eq!(report.sources[0].conversations[0].title, "露营互助群");
}

#[test]
fn e34_quoted_words_are_not_the_repliers() {
    let own = |text: &str| -> Vec<String> {
        let rows = parse("a.txt", text.as_bytes(), ParseOptions::default()).0;
        rows.into_iter().map(|m| m.text).collect()
    };
    let paste = "阿青:\n「老周：最好的锅」\n- - - - - - - - - - - - - - -\n我带\n\n老周:\n好\n";
    assert_eq!(own(paste), ["我带", "好"]);
    let memotrace = "2025-03-08 09:02:11 阿青\n周末报个名\n\n2025-03-08 09:05:00 老周\n带锅\n引用：阿青: 周末报个名\n\n2025-03-08 09:06:00\n\"老周\"邀请\"小满\"加入了群聊\n";
    assert_eq!(own(memotrace)[1], "带锅");
    let chatlog = "阿青(wxid_aq) 2025-03-08 09:02:11\n周末报个名\n\n老周(wxid_lz) 2025-03-08 09:05:00\n> 阿青(wxid_aq) 2025-03-08 09:02:11\n> 周末报个名\n带锅\n";
    assert_eq!(own(chatlog), ["周末报个名", "带锅"]);
}

#[test]
fn e35_the_inside_of_a_merged_forward_is_nobodys_message_here() {
    let chatlog = "阿青(wxid_aq) 2025-03-08 09:02:11\n[合并转发|群聊的聊天记录]\n  小满(wxid_xm) 2025-03-07 09:00:00\n  最好的锅\n\n  老周(wxid_lz) 2025-03-07 09:01:00\n  是的\n\n老周(wxid_lz) 2025-03-08 09:05:00\n看到了\n";
    let shown = seen("a.txt", chatlog);
    assert_eq!(shown.len(), 3, "{shown:?}");
    assert!(shown[1].contains("阿青") && !shown[1].contains("最好的锅"), "{shown:?}");
    let memotrace = "2025-03-08 09:02:11 阿青\n【合并转发的聊天记录】\n- 2025-03-07 09:00:00 小满: 最好的锅\n    - 2025-03-07 09:01:00 老周: 是的\n\n2025-03-08 09:05:00 老周\n【图片】\n";
    let shown = seen("a.txt", memotrace);
    assert_eq!(shown.len(), 3, "{shown:?}");
    assert!(!shown[1].contains("最好的锅"), "{shown:?}");
}
