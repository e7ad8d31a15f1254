use super::*;

/// A line with `‹who›`, `«when»` and `“what”` marked.
fn line(marked: &str) -> MarkedLine {
    let (mut text, mut spans) = (String::new(), [None; 3]);
    let mut start = 0;
    for c in marked.chars() {
        let units = text.encode_utf16().count() as u32;
        match c {
            '‹' | '«' | '“' => start = units,
            '›' => spans[0] = Some((start, units)),
            '»' => spans[1] = Some((start, units)),
            '”' => spans[2] = Some((start, units)),
            c => text.push(c),
        }
    }
    MarkedLine { text, who: spans[0], when: spans[1], what: spans[2] }
}

fn heads(marked: &[&str], lines: &[&str]) -> Vec<Option<(String, String)>> {
    let pieces = learn(&marked.iter().map(|l| line(l)).collect::<Vec<_>>()).unwrap();
    let found = |l: &&str| head(&pieces, l).map(|m| (m.who.to_string(), m.what.to_string()));
    lines.iter().map(found).collect()
}

fn some(who: &str, what: &str) -> Option<(String, String)> {
    Some((who.to_string(), what.to_string()))
}

#[test]
fn one_marked_line_tells_the_others() {
    let found = heads(
        &["#12 @‹阿青› at «2025-03-08 09:02» >> “报名”"],
        &["#12 @老 周 at 2025/3/8  9:05 >> 带锅 >> 和碗", "#12 @老周 at noon >> 带锅", "带锅"],
    );
    assert_eq!(found, [some("老 周", "带锅 >> 和碗"), None, None]);
}

#[test]
fn what_differs_between_two_marked_lines_may_differ() {
    let found = heads(
        &["1楼｜[群主]‹阿青›｜«09:02»", "2楼｜[潜水]‹老周›｜«09:05»"],
        &["13楼｜[冒泡]小林｜9:07 PM", "小林｜9:07", "13楼｜[冒泡]小林｜9:07 你好"],
    );
    assert_eq!(found, [some("小林", ""), None, None]);
}

#[test]
fn without_a_time_signs_must_tell_a_head() {
    assert_eq!(refused(&["‹阿青› “报名”"]), "no-sign");
    assert_eq!(refused(&["报名"]), "no-name");
    assert_eq!(refused(&["«09:02» “报名”"]), "no-name");
    assert_eq!(refused(&["‹阿青›: “报名”", "“报名” ‹阿青›"]), "shapes-differ");
    assert_eq!(heads(&["‹阿青›说→“报名”"], &["老周说→好", "好"]), [some("老周", "好"), None]);
}

#[test]
fn marks_that_take_too_much_give_the_bare_time_and_name() {
    let lines = ["[2025-03-08 09:05] <老 周>: 带锅", "<老周>: 带锅"];
    for marked in ["«[2025-03-08 09:02]» ‹<阿青>:› “报名”", "[«2025-03-08» 09:02] ‹<阿青>›: “报名”"]
    {
        assert_eq!(heads(&[marked], &lines), [some("老 周", "带锅"), None]);
    }
    assert_eq!(heads(&["‹阿青:› “报名”"], &["老 周: 带锅", "好的"]), [some("老 周", "带锅"), None]);
    let at = heads(
        &["‹阿青› «at 9:02 PM on» | “报名”"],
        &["老周 at 10:05 on | 好", "老周 on 10:05 | 好"],
    );
    assert_eq!(at, [some("老周", "好"), None]);
}

#[test]
fn hours_and_minutes_may_have_letters() {
    for at in ["2025.03.08 09h02", "2025.03.08 9 h 02", "2025.03.08 9点02分"] {
        let (date, clock) = stamp(&mut Cursor::new(at)).unwrap();
        assert!(date.is_some(), "{at}");
        assert_eq!(clock.map(|c| (c.hour, c.minute)), Some((9, 2)), "{at}");
    }
    let found = heads(&["@‹阿青› | «2025.03.08» 09h02"], &["@老周 | 2025.03.08 09h03", "去"]);
    assert_eq!(found, [some("老周", ""), None]);
}

#[test]
fn marks_that_take_too_little_lose_no_words() {
    let lines = ["@老周 >> 带锅 和碗"];
    assert_eq!(heads(&["@‹阿青› >> “报名” 两位"], &lines), [some("老周", "带锅 和碗")]);
    assert_eq!(
        heads(&["@‹阿青› >> 报名", "@‹小林› >> 报 到"], &lines),
        [some("老周", "带锅 和碗")]
    );
    // Closing signs are layout.
    assert_eq!(heads(&["‹阿青› [“报名”]"], &["老周 [带锅]", "老周"]), [some("老周", "带锅"), None]);
}

#[test]
fn marks_that_are_not_given_back_are_refused() {
    assert_eq!(refused(&["‹阿青› «at» “报名”"]), "no-time");
    assert_eq!(refused(&["‹Ann Lee› - “hi - there”", "‹Ann - Lee› - “hi”"]), "ambiguous");
    assert_eq!(refused(&["@‹Ann Lee› “hello”"]), "ambiguous");
    assert_eq!(refused(&["1楼、‹阿青›、«09:02»", "2楼。‹老周›，«09:05»"]), "ambiguous");
    let mut overlap = line("‹阿青› «09:02» “报名”");
    overlap.what = Some((1, 4));
    assert_eq!(learn(&[overlap]), Err("overlap"));
    assert_eq!(refused(&["‹阿青› «09:02» “报名”", "‹老周› «09:05»"]), "shapes-differ");
}

fn refused(marked: &[&str]) -> &'static str {
    learn(&marked.iter().map(|l| line(l)).collect::<Vec<_>>()).unwrap_err()
}

#[test]
fn hostile_lines_come_to_an_end() {
    let lines = [&*"1楼[".repeat(1000), &*format!("1楼[{}", "](".repeat(4000))];
    let marked = ["1楼[群主]‹阿青›(甲)«09:02»", "2楼[潜水]‹老周›(乙)«09:05»"];
    assert_eq!(heads(&marked, &lines), [None, None]);
}
