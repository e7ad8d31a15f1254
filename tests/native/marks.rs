//! Layouts that nobody knows, read by lines that a user marked, well or badly: right or refused.

use qunzhen::report::{MarkedLine, ParseOptions};

use crate::support::{messages, read};

const TEXT: &str = "\
#12 @阿青 at 2025-03-08 09:02 >> 报名 两位
还有一个朋友
#13 @老 周 at 2025-03-08 09:05 >> 带锅
#14 @小林 at 2025-03-08 09:07 >> 好的
#15 @阿青 at 2025-03-08 09:08 >> 谢谢
";

const FIRST: &str = "#12 @阿青 at 2025-03-08 09:02 >> 报名 两位";
const SECOND: &str = "#13 @老 周 at 2025-03-08 09:05 >> 带锅";

/// A line with who, when and what marked; an empty word is no mark.
fn line(text: &str, marks: [&str; 3]) -> MarkedLine {
    let units = |text: &str| text.encode_utf16().count() as u32;
    let span = |word: &str| {
        let start = units(&text[..text.find(word).unwrap()]);
        (!word.is_empty()).then(|| (start, start + units(word)))
    };
    let [who, when, what] = marks.map(span);
    MarkedLine { text: text.to_string(), who, when, what }
}

/// What was read, `who time: what` each, or the reason of the refusal.
fn outcome(text: &str, layout: &[MarkedLine]) -> Result<Vec<String>, String> {
    let options = ParseOptions { layout: Some(layout.to_vec()), ..ParseOptions::default() };
    let (session, report) = read(&[("群.txt", text.as_bytes())], options);
    if let Some(failure) = report.failures.first() {
        assert_eq!(failure.code, "marks");
        return Err(failure.args["reason"].clone());
    }
    let say = |m: qunzhen::report::MessageRow| {
        let time = m.time.map(|t| t[11..16].to_string()).unwrap_or_default();
        format!("{} {time}: {}", m.sender.unwrap_or_default(), m.text)
    };
    Ok(messages(&session, &report).into_iter().map(say).collect())
}

const RIGHT: [&str; 4] = [
    "阿青 09:02: 报名 两位\n还有一个朋友",
    "老 周 09:05: 带锅",
    "小林 09:07: 好的",
    "阿青 09:08: 谢谢",
];

#[test]
fn good_marks_and_marks_that_take_too_much_or_too_little_are_read_right() {
    let good = line(FIRST, ["阿青", "2025-03-08 09:02", "报名 两位"]);
    let second = line(SECOND, ["老 周", "2025-03-08 09:05", "带锅"]);
    let layouts = [
        vec![good.clone()],
        vec![good, second],
        vec![line(FIRST, ["阿青", "at 2025-03-08 09:02 >>", "报名 两位"])],
        vec![line(FIRST, ["阿青 ", " 2025-03-08 ", "报名 两位"])],
        vec![line(FIRST, ["阿青", "2025-03-08 09:02", "报名"])],
        vec![
            line(FIRST, ["阿青", "2025-03-08 09:02", "报名"]),
            line(SECOND, ["老", "2025-03-08 09:05", "带锅"]),
        ],
        vec![line(FIRST, ["阿青", "09:02", "报名"]), line(SECOND, ["老 周", "09:05", "带锅"])],
        vec![
            line(FIRST, ["阿青", "2025-03-08 09:02", ""]),
            line(SECOND, ["老 周", "2025-03-08 09:05", ""]),
        ],
    ];
    for layout in layouts {
        assert_eq!(outcome(TEXT, &layout).unwrap(), RIGHT, "{layout:?}");
    }
    let colon = "-> 阿青: 报名\n-> 老 周: 带锅\n";
    let marks = [line("-> 阿青: 报名", ["阿青:", "", "报名"])];
    assert_eq!(outcome(colon, &marks).unwrap(), ["阿青 : 报名", "老 周 : 带锅"]);
}

#[test]
fn marks_that_would_be_misread_are_refused() {
    let good = line(FIRST, ["阿青", "2025-03-08 09:02", "报名 两位"]);
    let cases = [
        ("no-time", vec![line(FIRST, ["阿青", "at", "报名 两位"])]),
        ("no-name", vec![line(FIRST, ["", "", ""])]),
        ("no-name", vec![line(FIRST, ["", "2025-03-08 09:02", "报名 两位"])]),
        ("no-sign", vec![line("阿青 报名", ["阿青", "", "报名"])]),
        ("shapes-differ", vec![good.clone(), line(SECOND, ["老 周", "2025-03-08 09:05", ""])]),
        ("shapes-differ", vec![good, line(SECOND, ["带锅", "2025-03-08 09:05", "老 周"])]),
        ("overlap", vec![line(FIRST, ["阿青 at 2025", "2025-03-08 09:02", "报名 两位"])]),
        ("ambiguous", vec![line("@Ann Lee hello", ["Ann Lee", "", "hello"])]),
        ("no-line", vec![line("阿青 | 09:02 | 好", ["阿青", "09:02", "好"])]),
    ];
    for (reason, layout) in cases {
        assert_eq!(outcome(TEXT, &layout).unwrap_err(), reason, "{layout:?}");
    }
}

#[test]
fn a_marked_day_without_a_time_of_day_is_kept() {
    let text = "@阿青 | 2025.03.08\n报名\n@老周 | 2025.03.09\n去\n";
    let layout = vec![line("@阿青 | 2025.03.08", ["阿青", "2025.03.08", ""])];
    let options = ParseOptions { layout: Some(layout), ..ParseOptions::default() };
    let (session, report) = read(&[("群.txt", text.as_bytes())], options);
    let times: Vec<_> = messages(&session, &report).into_iter().filter_map(|m| m.time).collect();
    assert_eq!(times, ["2025-03-08T00:00:00+08:00", "2025-03-09T00:00:00+08:00"]);
    let codes: Vec<_> = report.sources[0].notes.iter().map(|n| n.code.as_str()).collect();
    assert!(codes.contains(&"time-of-day-missing") && !codes.contains(&"no-time"), "{codes:?}");
}
