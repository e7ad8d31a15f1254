//! Texts that were read wrongly once: names, words and dates that look like something else.

use qunzhen::report::ParseOptions;

use crate::edge_cases::{parse, seen};
use crate::support::read;

#[test]
fn qq_copy_whose_first_name_begins_with_a_bracket() {
    let text = "[阿青] 2025/03/08 9:02:11\n带锅\n老周 2025/03/08 9:05:00\n好\n[阿青] 2025/03/08 9:06:00\n嗯\n";
    assert_eq!(
        seen("a.txt", text)[1..],
        [
            "2025-03-08T09:02:11 [阿青] text: 带锅",
            "2025-03-08T09:05:00 老周 text: 好",
            "2025-03-08T09:06:00 [阿青] text: 嗯",
        ]
    );
}

#[test]
fn us_dates_that_nothing_decides_are_month_first() {
    let text =
        "阿青(10086123) 3/8/2025 9:02:11 AM\n带锅\n\n老周(10086124) 3/8/2025 9:05:00 PM\n好\n";
    assert_eq!(
        seen("a.txt", text),
        [
            "qq_paste",
            "2025-03-08T09:02:11 阿青(10086123) text: 带锅",
            "2025-03-08T21:05:00 老周(10086124) text: 好",
        ]
    );
    let bar = "=".repeat(62);
    let text = format!(
        "{bar}\nGuild: Camp\nChannel: general\n{bar}\n\n[3/8/2025 9:02 AM] lena\nhi\n\n[3/8/2025 9:05 PM] tom\nbye\n"
    );
    assert_eq!(
        seen("a.txt", &text)[1..],
        ["2025-03-08T09:02:00 lena text: hi", "2025-03-08T21:05:00 tom text: bye"]
    );
}

#[test]
fn dashes_that_someone_sent_are_no_bar() {
    let text = "캠핑방 님과 카카오톡 대화\n저장한 날짜 : 2025-03-09 10:47:00\n\n--------------- 2025년 3월 8일 토요일 ---------------\n[민지] [오전 9:02] 보기\n---------------\n[서준] [오전 9:05] 저요\n";
    assert_eq!(
        seen("KakaoTalk_a.txt", text)[1..],
        [
            "2025-03-08T09:02:00 민지 text: 보기⏎---------------",
            "2025-03-08T09:05:00 서준 text: 저요",
        ]
    );
}

#[test]
fn a_line_that_begins_with_an_arrow_is_a_quotation_only_with_a_head() {
    let text = "阿青(wxid_aq01) 2025-03-08 09:02:11\n> 三点以后\n都行\n\n老周(wxid_lz02) 2025-03-08 09:05:00\n> 阿青(wxid_aq01) 03-08 09:02:11\n> 都行\n好\n";
    assert_eq!(
        seen("a.txt", text),
        [
            "chatlog",
            "2025-03-08T09:02:11 阿青(wxid_aq01) text: > 三点以后⏎都行",
            "2025-03-08T09:05:00 老周(wxid_lz02) text: 好",
        ]
    );
}

#[test]
fn names_that_hold_a_time() {
    let text = "2025-03-08 09:02:11 值班 9:00: 好\n2025-03-08 09:05:00 阿青: 收到\n2025-03-08 09:06:00 值班 9:00: 来了\n";
    assert_eq!(
        seen("a.txt", text)[1..],
        [
            "2025-03-08T09:02:11 值班 9:00 text: 好",
            "2025-03-08T09:05:00 阿青 text: 收到",
            "2025-03-08T09:06:00 值班 9:00 text: 来了",
        ]
    );
}

#[test]
fn a_date_that_someone_sent_is_no_bar() {
    let text = "阿青:\n2025年3月8日\n\n老周:\n好\n\n阿青:\n几点\n";
    assert_eq!(
        seen("a.txt", text)[1..],
        ["- 阿青 text: 2025年3月8日", "- 老周 text: 好", "- 阿青 text: 几点"]
    );
}

#[test]
fn a_colon_in_the_words_of_a_signal_message_is_no_name() {
    let text = "[2025-03-08 09:02] Lena: at 9:30: the pot\n[2025-03-08 09:03] Me: ok\n";
    assert_eq!(
        seen("chat.md", text)[1..],
        ["2025-03-08T09:02:00 Lena text: at 9:30: the pot", "2025-03-08T09:03:00 Me text: ok"]
    );
}

#[test]
fn notices_below_a_head_without_words() {
    let text = "【冒泡】阿青 2/14/2025 9:16:13 PM\n带锅\n\n【PL】老周 2/14/2025 9:17:22 PM\n\n阿青撤回了一条消息\n\n【PL】老周 2/14/2025 9:17:31 PM\n好\n";
    assert_eq!(
        seen("a.txt", text)[1..],
        [
            "2025-02-14T21:16:13 阿青 text: 带锅",
            "2025-02-14T21:17:22 老周 text: ",
            "2025-02-14T21:17:22 阿青 recalled: 阿青撤回了一条消息",
            "2025-02-14T21:17:31 老周 text: 好",
        ]
    );
}

#[test]
fn a_quotation_of_what_is_gone_and_a_nudge() {
    let text = "阿青(wxid_aq01) 2025-03-08 09:02:11\n> [引用]\n我也去\n\n老周(wxid_lz02) 2025-03-08 09:05:00\n\"老周\" 拍了拍 \"阿青\"\n\n老周(wxid_lz02) 2025-03-08 09:05:01\n好\n";
    assert_eq!(
        seen("a.txt", text)[1..],
        [
            "2025-03-08T09:02:11 阿青(wxid_aq01) text: 我也去",
            "2025-03-08T09:05:00 - system: \"老周\" 拍了拍 \"阿青\"",
            "2025-03-08T09:05:01 老周(wxid_lz02) text: 好",
        ]
    );
}

#[test]
fn line_places_and_the_words_of_the_mac() {
    let text = "2025.12.10 Wednesday\n09:02 小林 Hello there\n09:03 Tom Q Stickers\n09:04 小林 Photos\n09:05 Tom Q bye\n09:06 小林 ok\n";
    assert_eq!(
        seen("a.txt", text)[1..],
        [
            "2025-12-10T09:02:00 小林 text: Hello there",
            "2025-12-10T09:03:00 Tom Q sticker: Stickers",
            "2025-12-10T09:04:00 小林 image: Photos",
            "2025-12-10T09:05:00 Tom Q text: bye",
            "2025-12-10T09:06:00 小林 text: ok",
        ]
    );
    let text = "[LINE] Chat history with Lena\nSaved on: 1/30/2026, 10:00 AM\n\nFri, 1/30/2026\n07:05PM\tLena\t[null] 11 Some Rd https://maps.google.com/?q=1,2\n07:08PM\tTom\tMessage unsent.\n";
    assert_eq!(
        seen("a.txt", text)[1..],
        [
            "2026-01-30T19:05:00 Lena location: [null] 11 Some Rd https://maps.google.com/?q=1,2",
            "2026-01-30T19:08:00 Tom recalled: Message unsent.",
        ]
    );
}

#[test]
fn kakaotalk_of_the_phone_is_no_whatsapp() {
    let text = "2026년 8월 7일 금요일\n2026. 8. 7. 오후 9:11, 민지 : 첫 줄\n\n둘째 줄\n\n2026년 8월 8일 토요일\n2026. 8. 8. 오전 9:00, 서준 : 다음날\n";
    assert_eq!(
        seen("a.txt", text),
        [
            "kakaotalk",
            "2026-08-07T21:11:00 민지 text: 첫 줄⏎⏎둘째 줄",
            "2026-08-08T09:00:00 서준 text: 다음날",
        ]
    );
}

#[test]
fn a_day_in_the_words_of_windows_kakaotalk_is_no_bar() {
    let text = "캠핑방 님과 카카오톡 대화\n저장한 날짜 : 2025-03-09 10:47:14\n\n--------------- 2025년 3월 8일 토요일 ---------------\n[민지] [오전 9:02] 지난번\n2025년 3월 1일 토요일\n그날\n[] [오전 9:03] 공지\n[서준] [오전 9:05] 네\n";
    assert_eq!(
        seen("a.txt", text)[1..],
        [
            "2025-03-08T09:02:00 민지 text: 지난번⏎2025년 3월 1일 토요일⏎그날",
            "2025-03-08T09:03:00 - system: 공지",
            "2025-03-08T09:05:00 서준 text: 네",
        ]
    );
}

#[test]
fn qq_ids_tell_a_group_whose_section_is_missing() {
    let text = "消息记录（此消息记录为文本格式，不支持重新导入）\n消息对象:露营群\n2025-01-02 03:04:05 阿青(10001)\n好\n2025-01-02 03:05:06 老周(10002)\n[图片]\n";
    let (_, report) = read(&[("a.txt", text.as_bytes())], ParseOptions::default());
    let kinds: Vec<_> =
        report.sources.iter().flat_map(|s| &s.conversations).map(|c| c.kind.as_str()).collect();
    assert_eq!(kinds, ["group"]);
}

#[test]
fn an_answer_about_the_order_of_dates_leaves_plain_years_alone() {
    let text = "2025/3/8 09:02 - 阿青: 报名\n2025/3/9 09:03 - 老周: 好\n";
    for order in ["dmy", "mdy"] {
        let options =
            ParseOptions { date_order: Some(order.to_string()), ..ParseOptions::default() };
        let (_, report) = parse("_chat.txt", text.as_bytes(), options);
        let chat = &report.sources[0].conversations[0];
        assert_eq!(chat.first.as_deref(), Some("2025-03-08T09:02:00+08:00"), "{order}");
    }
}

#[test]
fn a_chat_in_which_someone_joins_is_a_group() {
    let text = "2025-03-08 09:02:11 阿青\n报名\n\n2025-03-08 09:03:11 老周\n好\n\n";
    let kind = |text: &str| {
        let (_, report) = parse("a.txt", text.as_bytes(), ParseOptions::default());
        report.sources[0].conversations[0].kind.clone()
    };
    assert_eq!(kind(text), "direct");
    let joined = format!("{text}2025-03-08 09:04:11 系统消息\n\"老周\"邀请\"小满\"加入了群聊\n");
    assert_eq!(kind(&joined), "group");
}
