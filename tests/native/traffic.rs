//! Traffic tables: what an operator drops, and what the diagnosis says of it.

use std::fmt::Write as _;

use qunzhen::Session;
use qunzhen::ingest::File;
use qunzhen::report::{DiagnoseOptions, ParseOptions, TrafficReport};

use crate::traffic_cases::{Case, case};
use crate::traffic_score::{Said, Score};

fn file<'b>(name: &str, bytes: &'b [u8]) -> File<'b> {
    File { name: name.to_string(), data: Box::new(bytes), options: ParseOptions::default() }
}

fn try_read(tables: &[(&str, &[u8])], notes: Option<&str>) -> qunzhen::Result<TrafficReport> {
    let mut tables: Vec<File<'_>> = tables.iter().map(|(n, b)| file(n, b)).collect();
    let mut notes: Vec<File<'_>> =
        notes.iter().map(|text| file("notes.csv", text.as_bytes())).collect();
    thread_local! {
        // Loading the rules takes longer than any table.
        static SESSION: Session = Session::new().expect("rules load");
    }
    SESSION.with(|s| s.diagnose(&mut tables, &mut notes, &DiagnoseOptions::default()))
}

fn read(table: &str, notes: Option<&str>) -> TrafficReport {
    try_read(&[("t.csv", table.as_bytes())], notes).expect("a table")
}

/// Rows of days from 2025-05-10 on.
fn days(header: &str, rows: impl IntoIterator<Item = String>) -> String {
    let mut out = format!("{header}\n");
    for (i, row) in rows.into_iter().enumerate() {
        let (month, day) = if i < 22 { (5, i + 10) } else { (6, i - 21) };
        writeln!(out, "2025-{month:02}-{day:02},{row}").expect("a string");
    }
    out
}

/// New followers from 800 a day to 80: recommendation from 600 to 20, followers from 200 to 60.
fn seed_rows(before: usize, after: usize) -> Vec<String> {
    let high = std::iter::repeat_n("800,600,200".to_string(), before);
    high.chain(std::iter::repeat_n("80,20,60".to_string(), after)).collect()
}

const HEADER: &str = "日期,新增关注,推荐流量,粉丝访问";

#[test]
fn eight_hundred_to_eighty_is_exact() {
    for after in [1, 2, 6] {
        let table = days(HEADER, seed_rows(24, after));
        let report =
            read(&table, Some("日期,类型,内容\n2025-06-03,违规通知,涉嫌夸大宣传,账号被限流\n"));
        assert_eq!(report.cliffs.len(), 1, "{after} days");
        let cliff = &report.cliffs[0];
        assert_eq!(
            (cliff.metric.as_str(), cliff.start.as_deref()),
            ("新增关注", Some("2025-06-03"))
        );
        assert_eq!((cliff.expected, cliff.observed, cliff.depth), (800.0, 80.0, 0.9));
        let first = &cliff.attribution[0];
        assert_eq!((first.source.as_str(), first.delta), ("推荐流量", -580.0));
        assert!(
            (first.share - 0.8056).abs() < 0.001
                && (cliff.attribution[1].share - 0.1944).abs() < 0.001
        );
        assert_eq!(cliff.cause.class.as_deref(), Some("A"));
        assert_eq!(cliff.cause.name, "violation_limited");
        assert!(cliff.cause.evidence.iter().any(|e| e.contains("违规通知")));
        assert_eq!(report.plan.as_deref(), Some("P8-A"));
        assert!(report.checks.iter().any(|c| c.code == "sources_sum" && c.holds));
    }
}

#[test]
fn a_recovery_is_told_by_both_definitions() {
    let mut rows = seed_rows(24, 1);
    rows.push("296,200,96".to_string());
    let recovery = &read(&days(HEADER, rows), None).cliffs[0].recovery;
    assert_eq!((recovery.of_loss, recovery.of_baseline), (0.3, 0.37));
    assert!(recovery.to_90.is_some() && !recovery.relapse);
}

#[test]
fn weekends_are_no_cliffs() {
    let rows = (0..40).map(|i| {
        // 2025-05-10 is a Saturday.
        let weekend = i % 7 < 2;
        format!("{}", if weekend { 520 + i % 5 * 8 } else { 800 + i % 4 * 9 })
    });
    let report = read(&days("日期,访客数", rows), None);
    assert!(report.cliffs.is_empty() && report.plan.is_none());
}

#[test]
fn layouts_of_one_table_read_alike() {
    let table = days(HEADER, seed_rows(24, 6));
    let whole = read(&table, None);
    let lines: Vec<&str> = table.lines().collect();
    let newest_first: String = std::iter::once(lines[0])
        .chain(lines[1..].iter().rev().copied())
        .collect::<Vec<_>>()
        .join("\n");
    let framed = format!("数据概览,,,\n统计周期:2025-05-10至2025-06-08,,,\n{table}合计,1,1,1\n");
    let units = table
        .replace("800,", "0.08万,")
        .replace("\n2025-05-20,0.08万,600,200", "\n2025-05-20,-,-,-");
    let tabs = table.replace(',', "\t");
    let gb = qunzhen_gb18030(&table);
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(table.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let mut long = String::from("日期,流量来源,新增关注\n");
    let mut html = String::from("<html><body><table>");
    for line in &lines {
        let cells: Vec<&str> = line.split(',').collect();
        if line != &lines[0] {
            writeln!(
                long,
                "{},推荐流量,{}\n{},粉丝访问,{}",
                cells[0], cells[2], cells[0], cells[3]
            )
            .unwrap();
        }
        write!(html, "<tr><td>{}</td></tr>", cells.join("</td><td>")).unwrap();
    }
    html.push_str("</table></body></html>");
    for (name, bytes) in [
        ("newest first", newest_first.as_bytes()),
        ("preamble and sums", framed.as_bytes()),
        ("units and gaps", units.as_bytes()),
        ("tabs", tabs.as_bytes()),
        ("gb18030", &gb),
        ("utf-16", &utf16),
        ("long", long.as_bytes()),
        ("html.xls", html.as_bytes()),
    ] {
        let report = try_read(&[("t.csv", bytes)], None).expect(name);
        assert_eq!(report.table.points, whole.table.points, "{name}");
        let (a, b) = (&report.cliffs[0], &whole.cliffs[0]);
        assert_eq!((&a.start, a.depth), (&b.start, b.depth), "{name}");
        assert_eq!(a.attribution[0].source, "推荐流量", "{name}");
    }
}

/// The bytes of a text in GB18030.
fn qunzhen_gb18030(text: &str) -> Vec<u8> {
    let (bytes, _, wrong) = encoding_rs::GB18030.encode(text);
    assert!(!wrong);
    bytes.into_owned()
}

#[test]
fn files_of_one_metric_each_are_joined_on_their_dates() {
    let rows = seed_rows(24, 6);
    let column = |i: usize| rows.iter().map(move |r| r.split(',').nth(i).unwrap().to_string());
    let one = days("日期,推荐流量", column(1).collect::<Vec<_>>());
    let two = days("日期,粉丝访问", column(2).collect::<Vec<_>>());
    let report = try_read(&[("a.csv", one.as_bytes()), ("b.csv", two.as_bytes())], None).unwrap();
    assert_eq!(report.table.files, ["a.csv", "b.csv"]);
    let cliff = &report.cliffs[0];
    assert_eq!((cliff.metric.as_str(), cliff.depth), ("合计", 0.9));
    assert!(report.assumptions.iter().any(|a| a.contains("added up")));
}

#[test]
fn running_totals_become_differences() {
    let mut total = 50_000;
    let rows: Vec<String> = (0..30)
        .map(|i| {
            total += if i < 24 { 800 } else { 80 };
            format!("{total}")
        })
        .collect();
    let report = read(&days("日期,总粉丝量", rows), None);
    assert_eq!(report.table.columns[0].role, "cumulative");
    let cliff = &report.cliffs[0];
    assert_eq!((cliff.start.as_deref(), cliff.depth), (Some("2025-06-03"), 0.9));
}

#[test]
fn visits_hold_and_orders_stop() {
    let rows = (0..30).map(|i| {
        let orders = if i < 24 { 95 + i % 7 } else { 2 };
        format!("{},{orders},{:.2}%", 3000 + i % 5 * 40, f64::from(orders) / 30.0)
    });
    let report = read(&days("日期,访客数,支付订单数,支付转化率", rows), None);
    let cliff = &report.cliffs[0];
    assert_eq!((cliff.metric.as_str(), cliff.cause.class.as_deref()), ("支付订单数", Some("D")));
    assert_eq!(report.plan.as_deref(), Some("P9"));
    assert!(cliff.funnel.last().is_some_and(|step| step.share > 0.9), "{:?}", cliff.funnel);
}

#[test]
fn a_planted_post_is_found_before_the_cliff() {
    let notes = "日期,类型,内容\n2025-05-12,内容,日常分享\n2025-06-02,内容,宝宝喝了智商飙升,全网最好的奶粉\n";
    let report = read(&days(HEADER, seed_rows(24, 6)), Some(notes));
    let post = report.events.iter().find(|e| e.text.contains("智商")).unwrap();
    assert!(!post.hits.is_empty());
    assert!(report.events.iter().filter(|e| e.text.contains("日常")).all(|e| e.hits.is_empty()));
    assert_eq!(report.steps.len(), 3);
}

#[test]
fn what_is_no_table_says_where_and_what_to_do() {
    let wrong: [(&[u8], &str); 4] = [
        (b"", "empty-file"),
        ("你好\n今天天气不错\n".as_bytes(), "no-table"),
        ("日期,访客数\n昨天,很多\n今天,更少\n".as_bytes(), "no-table"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0", "not-text"),
    ];
    for (bytes, code) in wrong {
        let error = try_read(&[("bad.csv", bytes)], None).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.to_string().starts_with("bad.csv"));
    }
    let error = try_read(&[("bad.csv", "标题\n你好,世界\n".as_bytes())], None).unwrap_err();
    assert!(error.to_string().contains("line "), "{error}");
}

#[test]
fn hostile_tables_do_no_harm() {
    for table in [
        "日期,访客数\n2025-01-01,1e308\n2025-01-02,-1e308\n2025-01-03,1e308\n2025-01-04,5\n2025-01-05,5\n2025-01-06,5\n",
        "日期,访客数\n2025-01-01,5\n",
        "日期,访客数\n9999-12-31,5\n0001-01-01,6\n",
        "index,value\n0,0\n1,0\n2,0\n3,0\n4,0\n5,0\n6,0\n7,0\n8,0\n9,0\n",
        "日期,推荐,搜索\n2025-01-01,0,0\n2025-01-02,0,0\n2025-01-03,0,0\n2025-01-04,0,0\n2025-01-05,0,0\n2025-01-06,0,0\n2025-01-07,0,0\n",
        "日期,=cmd|' /C calc'!A0\n2025-01-01,1\n2025-01-02,1\n2025-01-03,1\n",
    ] {
        if let Ok(report) = try_read(&[("t.csv", table.as_bytes())], None) {
            let json = serde_json::to_string(&report).expect("numbers that JSON can write");
            assert!(!json.contains("NaN"));
        }
    }
}

/// What a diagnosis says of a case, points counted by time as rows may be missing.
fn said(case: &Case) -> (Said, usize) {
    let report = read(&case.table, case.notes.as_deref());
    let per_day = if report.table.frequency == "hour" { 24 } else { 1 };
    let hours = |time: &str| {
        let part = |a: usize, b: usize| time.get(a..b).and_then(|t| t.parse().ok()).unwrap_or(0i64);
        crate::traffic_cases::days(part(0, 4), part(5, 7), part(8, 10)) * 24 + part(11, 13)
    };
    let times = &report.table.times;
    let point = |i: u32| {
        let passed = hours(&times[i as usize]) - hours(&times[0]);
        (if per_day == 24 { passed } else { passed / 24 }) as usize
    };
    let cliffs = report.cliffs.iter().map(|c| {
        let class = c.cause.class.as_ref().and_then(|c| c.chars().next());
        (point(c.index), c.depth, class, c.attribution.first().map(|a| a.source.clone()))
    });
    (Said { cliffs: cliffs.collect() }, per_day)
}

#[test]
fn invented_events_are_found_dated_and_explained() {
    let mut score = Score::default();
    for class in "ABCDE ".chars() {
        for seed in 0..40 {
            let case = case(class, seed);
            let (said, per_day) = said(&case);
            score.add(&case, &said, per_day);
        }
    }
    let shown = score.show();
    assert!(score.cliff_f1() >= 0.85, "{shown}");
    assert!(score.alarmed() <= 0.08, "{shown}");
    assert!(score.top_right() >= 0.9, "{shown}");
    assert!(score.cause_f1() >= 0.65, "{shown}");
}
