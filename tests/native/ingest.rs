//! Every fixture against its golden, its name, its ledger, and against damage.

use std::fmt::Write;
use std::ops::ControlFlow;

use qunzhen::Session;
use qunzhen::ingest::File;
use qunzhen::report::{ParseOptions, ParseReport};

use crate::support::{Dribble, chats, file_name, messages, read, reread};

/// A parse as text that a reviewer can read.
fn golden(session: &Session, report: &ParseReport) -> String {
    let mut out = String::new();
    for failure in &report.failures {
        writeln!(out, "failure: {}", failure.message).unwrap();
    }
    for source in &report.sources {
        let order = source.date_order.as_deref().unwrap_or("-");
        writeln!(out, "{} {} {} {order}", source.format, source.encoding, source.zone).unwrap();
        for text in source.assumptions.iter().chain(&source.warnings) {
            writeln!(out, "note: {text}").unwrap();
        }
        let l = source.ledger;
        writeln!(
            out,
            "ledger: {} = {} messages + {} continuation + {} recognised + {} blank + {} duplicates + {} unparsed",
            l.total, l.messages, l.continuation, l.recognised, l.blank, l.duplicates, l.unparsed
        )
        .unwrap();
        for sample in &source.unparsed.samples {
            writeln!(out, "unparsed {}: {}", sample.line, sample.text).unwrap();
        }
        for c in &source.conversations {
            writeln!(
                out,
                "{} {} \"{}\" {}m {}t",
                c.id, c.kind, c.title, c.participants, c.messages
            )
            .unwrap();
            for m in session.messages(&c.id, 0, u32::MAX) {
                let time = m.time.as_deref().unwrap_or("-");
                let sender = m.sender.as_deref().unwrap_or("-");
                let id = m.sender_id.map(|id| format!("({id})")).unwrap_or_default();
                let reply = m.reply_to.map(|r| format!(" re {r}")).unwrap_or_default();
                let text =
                    m.text.escape_debug().to_string().replace("\\\"", "\"").replace("\\'", "'");
                let who = format!("{sender}{id} {:?}/{:?}{reply}", m.role, m.kind);
                writeln!(out, "  {} {time} {who} l{}: {text}", m.index, m.line).unwrap();
            }
        }
    }
    out
}

#[test]
fn fixtures_match_their_goldens() {
    insta::glob!("../fixtures/chats", "*/*", |path| {
        let bytes = std::fs::read(path).expect("readable");
        let (session, report) = read(&[(file_name(path), &bytes)], ParseOptions::default());
        insta::assert_snapshot!(golden(&session, &report));
    });
}

#[test]
fn fixtures_are_recognised_and_hold_what_their_names_say() {
    let (mut session, mut wrong) = (Session::new().unwrap(), Vec::new());
    for (format, path, bytes) in chats() {
        let name = file_name(&path);
        let report = reread(&mut session, &[(name, &bytes)], ParseOptions::default());
        let source = report.sources.first();
        let found = source.map_or("nothing", |s| s.format.as_str());
        let conversations = source.map_or(&[][..], |s| &s.conversations);
        let people: u64 = conversations.iter().map(|c| c.participants).sum();
        let sent: u64 = conversations.iter().map(|c| c.messages).sum();
        let truth = format!("{people}m_{sent}t_");
        if found != format || !name.starts_with(&truth) {
            wrong.push(format!("{format}/{name}: read as {found}, {truth}"));
        }
    }
    assert!(wrong.is_empty(), "{} fixtures:\n{}", wrong.len(), wrong.join("\n"));
}

fn assert_invariants(name: &str, session: &Session, report: &ParseReport) {
    for source in &report.sources {
        let l = source.ledger;
        let sum = l.messages + l.continuation + l.recognised + l.blank + l.duplicates + l.unparsed;
        assert_eq!(l.total, sum, "{name}: every line is accounted for: {l:?}");
        assert_eq!(l.unparsed, source.unparsed.records, "{name}");
        let rows: u64 = source.conversations.iter().flat_map(|c| c.kinds.values()).sum();
        assert_eq!(rows, l.messages, "{name}: every message stands in a conversation");
    }
    for m in messages(session, report) {
        assert!(m.reply_to.is_none_or(|r| r != m.index), "{name}: answers itself");
        assert!(m.sender.as_deref() != Some(""), "{name}: nameless sender");
    }
}

#[test]
fn every_line_is_accounted_for() {
    let mut session = Session::new().unwrap();
    for (_, path, bytes) in chats() {
        let name = file_name(&path);
        let report = reread(&mut session, &[(name, &bytes)], ParseOptions::default());
        assert_invariants(name, &session, &report);
    }
}

#[test]
fn cut_and_flipped_fixtures_never_panic_and_lose_nothing() {
    let mut session = Session::new().unwrap();
    let mut check = |name: &str, bytes: &[u8]| {
        let report = reread(&mut session, &[(name, bytes)], ParseOptions::default());
        assert_invariants(name, &session, &report);
    };
    for (_, path, bytes) in chats() {
        let name = file_name(&path);
        for cut in (0..bytes.len()).step_by(97) {
            check(name, &bytes[..cut]);
        }
        for at in (0..bytes.len()).step_by(89) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            check(name, &flipped);
        }
    }
}

#[test]
fn the_size_of_reads_changes_nothing() {
    let mut session = Session::new().unwrap();
    for (_, path, bytes) in chats() {
        let name = file_name(&path);
        let report = reread(&mut session, &[(name, &bytes)], ParseOptions::default());
        let whole = golden(&session, &report);
        for at_once in [1, 7, 64] {
            let data = Box::new(Whole(Dribble { bytes: &bytes, at_once }));
            let mut files =
                [File { name: name.to_string(), data, options: ParseOptions::default() }];
            let report =
                session.parse(&mut files, &mut |_| ControlFlow::Continue(())).expect("readable");
            assert_eq!(golden(&session, &report), whole, "{name} read {at_once} bytes at a time");
        }
    }
}

/// Loops over short reads, as the contract of `ReadAt` asks for.
struct Whole<'a>(Dribble<'a>);

impl qunzhen::ingest::source::ReadAt for Whole<'_> {
    fn size(&self) -> u64 {
        self.0.size()
    }

    fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> std::io::Result<usize> {
        let mut n = 0;
        while n < buf.len() {
            match self.0.read_at(offset + n as u64, &mut buf[n..])? {
                0 => break,
                more => n += more,
            }
        }
        Ok(n)
    }
}

#[test]
fn every_format_can_be_asked_for_by_hand_on_every_fixture() {
    let mut session = Session::new().unwrap();
    for (_, path, bytes) in chats() {
        let name = file_name(&path);
        for format in qunzhen::ingest::FORMATS {
            let options =
                ParseOptions { format: Some(format.id.to_string()), ..ParseOptions::default() };
            let report = reread(&mut session, &[(name, &bytes)], options);
            assert_invariants(name, &session, &report);
            assert!(report.sources.iter().all(|s| s.format == format.id));
        }
    }
}

#[test]
fn the_zone_and_the_date_order_of_the_user_win() {
    let text = "3/8/25, 09:02 - Lena: hi\n3/9/25, 09:05 - Tom: ho\n";
    let with = |tz: Option<&str>, order: Option<&str>| {
        let options = ParseOptions {
            tz: tz.map(str::to_string),
            date_order: order.map(str::to_string),
            ..ParseOptions::default()
        };
        let (session, report) = read(&[("a.txt", text.as_bytes())], options);
        messages(&session, &report)[0].time.clone().unwrap()
    };
    assert_eq!(with(None, Some("dmy")), "2025-08-03T09:02:00+08:00");
    assert_eq!(with(Some("America/New_York"), Some("mdy")), "2025-03-08T09:02:00-05:00");
    // Both orders run forward; one day apart is no better than one month: day first.
    assert_eq!(with(None, None), "2025-08-03T09:02:00+08:00");
}

#[test]
fn equal_messages_of_interleaved_groups_are_all_kept() {
    let text = "群名,时间,发送人,内容\n甲群,2025-03-08 09:02,阿青,好\n\
                乙群,2025-03-08 09:02,阿青,好\n甲群,2025-03-08 09:02,阿青,好\n";
    let (session, report) = read(&[("a.csv", text.as_bytes())], ParseOptions::default());
    assert_eq!(messages(&session, &report).len(), 3);
    assert_eq!(report.sources[0].ledger.duplicates, 0);
}

#[test]
fn a_layout_that_nobody_knows_is_read_once_it_is_marked() {
    let text = "第1楼 ◆阿青◆ 于 2025-03-08 09:02 发言\n周末报名\n谁带锅\n\n第2楼 ◆老周◆ 于 2025-03-08 09:05 发言\n我带\n\n—— 2025-03-09 ——\n第3楼 ◆阿青◆ 于 2025-03-09 08:00 发言\n[图片]\n";
    let marked = |text: &str, who: &str, when: &str| {
        let span = |part: &str| {
            let at = text[..text.find(part).unwrap()].encode_utf16().count() as u32;
            Some((at, at + part.encode_utf16().count() as u32))
        };
        let (who, when) = (span(who), span(when));
        qunzhen::report::MarkedLine { text: text.to_string(), who, when, what: None }
    };
    let layout = vec![
        marked("第1楼 ◆阿青◆ 于 2025-03-08 09:02 发言", "阿青", "2025-03-08 09:02"),
        marked("第2楼 ◆老周◆ 于 2025-03-08 09:05 发言", "老周", "2025-03-08 09:05"),
    ];
    let options = ParseOptions { layout: Some(layout), ..ParseOptions::default() };
    let (session, report) = read(&[("楼.txt", text.as_bytes())], options);
    let rows: Vec<_> = messages(&session, &report)
        .into_iter()
        .map(|m| (m.sender.unwrap(), m.time.unwrap(), m.text))
        .collect();
    let row = |who: &str, time: &str, text: &str| (who.into(), time.into(), text.into());
    assert_eq!(
        rows,
        [
            row("阿青", "2025-03-08T09:02:00+08:00", "周末报名\n谁带锅"),
            row("老周", "2025-03-08T09:05:00+08:00", "我带"),
            row("阿青", "2025-03-09T08:00:00+08:00", "[图片]"),
        ]
    );
    assert_eq!(report.sources[0].format, "generic_paste");
    assert_invariants("楼.txt", &session, &report);
}

#[test]
fn columns_that_the_user_sets_are_used() {
    let text = "编码;甲;乙;丙\n1;2025-03-08 09:02;阿青;周末报名\n2;2025-03-08 09:05;老周;带锅\n";
    let columns = [("time", 1), ("sender", 2), ("text", 3)];
    let columns = columns.into_iter().map(|(name, at)| (name.to_string(), at)).collect();
    let options = ParseOptions {
        format: Some("table".to_string()),
        columns: Some(columns),
        ..ParseOptions::default()
    };
    let (session, report) = read(&[("表.csv", text.as_bytes())], options);
    let rows = messages(&session, &report);
    let said: Vec<_> = rows.iter().map(|m| (m.sender.as_deref(), m.text.as_str())).collect();
    assert_eq!(said, [(Some("阿青"), "周末报名"), (Some("老周"), "带锅")]);
    assert_eq!(rows[1].time.as_deref(), Some("2025-03-08T09:05:00+08:00"));
    let table = report.sources[0].table.as_ref().expect("it is a table");
    assert_eq!(table.header, ["编码", "甲", "乙", "丙"]);
    assert_eq!(table.rows.len(), 2);
    assert_eq!(table.columns["text"], 3);
}

#[test]
fn a_recognised_table_tells_its_columns() {
    let text = "时间,发送人,内容,备注\n2025-03-08 09:02,阿青,周末报名,\n";
    let (_, report) = read(&[("表.csv", text.as_bytes())], ParseOptions::default());
    let columns = &report.sources[0].table.as_ref().expect("it is a table").columns;
    let expected = [("sender", 1), ("text", 2), ("time", 0)];
    assert_eq!(columns.iter().map(|(k, v)| (k.as_str(), *v)).collect::<Vec<_>>(), expected);
}
