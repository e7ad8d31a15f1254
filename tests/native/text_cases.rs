//! Texts that were read wrongly once: names, words and dates that look like something else.

use crate::edge_cases::seen;

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
