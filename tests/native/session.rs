//! What the page and the command line ask of a session.

use std::ops::ControlFlow;

use qunzhen::export::Role;
use qunzhen::ingest::File;
use qunzhen::report::{ParseOptions, RoleOptions, ViewFilter};
use qunzhen::rules::{Scratch, Severity};
use qunzhen::{Error, Session};

use crate::support::{chats, file_name, fixtures, messages, read};

const CHAT: &str = "3/13/25, 09:02 - 小柿子客服: 早上好\n\
3/13/25, 09:05 - 阿青: 牛肉干上有霉点,怎么回事\n\
3/13/25, 09:06 - 老周: 今天天气不错\n\
3/13/25, 09:07 - 阿青: 再不处理我就打12315投诉你们\n";

fn go(_: qunzhen::report::ProgressReport) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn a_chat_becomes_findings() {
    let (mut session, _) = read(&[("_chat.txt", CHAT.as_bytes())], ParseOptions::default());
    let report = session.scan_loaded(&RoleOptions::default(), &mut go).unwrap();
    assert_eq!(report.messages, 4);
    let rules: Vec<&str> = report.by_rule.iter().map(|r| r.rule.as_str()).collect();
    assert!(rules.contains(&"CP-01") && rules.contains(&"CP-10"), "{rules:?}");
    assert_eq!(report.by_rule[0].severity, Severity::S1, "severest first");
    assert_eq!(report.by_person[0].name, "阿青");
    assert_eq!(report.by_person[0].messages, 2);
    assert_eq!(report.by_conversation[0].hits, report.hits);
    assert_eq!(report.by_severity.values().sum::<u64>(), report.hits);
}

#[test]
fn lists_filter_page_and_find() {
    let (mut session, _) = read(&[("_chat.txt", CHAT.as_bytes())], ParseOptions::default());
    let report = session.scan_loaded(&RoleOptions::default(), &mut go).unwrap();
    assert_eq!(session.select_view(&ViewFilter::default()), 4);
    assert_eq!(session.view_hits(), [1, 3]);
    assert_eq!(session.view_rows(1, 2).len(), 2);
    assert_eq!(session.view_rows(9, 2), []);
    let row = &session.view_rows(1, 1)[0];
    let hit = row.hits.iter().find(|h| h.rule == "CP-01").unwrap();
    let units: Vec<u16> = row.row.text.encode_utf16().collect();
    let slice = String::from_utf16(&units[hit.start as usize..hit.end as usize]).unwrap();
    assert_eq!(slice, hit.matched);

    let only = ViewFilter { rule: Some("CP-10".into()), ..ViewFilter::default() };
    assert_eq!(session.select_view(&only), 1);
    assert_eq!(session.view_position(3), Some(0));
    assert_eq!(session.view_position(1), None);
    let person = ViewFilter { member: Some(report.by_person[0].member), ..ViewFilter::default() };
    assert_eq!(session.select_view(&person), 2);
    let none = ViewFilter { conversation: Some("c9".into()), ..ViewFilter::default() };
    assert_eq!(session.select_view(&none), 0);
    let unknown = ViewFilter { rule: Some("XX-99".into()), ..ViewFilter::default() };
    assert_eq!(session.select_view(&unknown), 0);
}

#[test]
fn roles_decide_which_rules_apply() {
    let chat = "3/13/25, 09:02 - 小柿子客服: 全网最好用的辅食机,今天到手价199\n\
                3/13/25, 09:05 - 阿青: 这是我吃过最好吃的牛肉干\n";
    let (mut session, _) = read(&[("_chat.txt", chat.as_bytes())], ParseOptions::default());
    let members = session.members(None, 0, 10);
    assert!(members.iter().any(|m| m.name == "小柿子客服" && m.suggested_staff));
    let staff = RoleOptions { staff: vec!["小柿子客服".into()], ..RoleOptions::default() };
    let report = session.scan_loaded(&staff, &mut go).unwrap();
    let people: Vec<_> = report.by_person.iter().map(|p| (p.name.as_str(), p.role)).collect();
    assert_eq!(people, [("小柿子客服", Role::Official)]);
    assert_eq!(session.messages("c1", 1, 1)[0].role, Role::Member);
    let nobody = RoleOptions { complete: true, ..RoleOptions::default() };
    assert_eq!(session.scan_loaded(&nobody, &mut go).unwrap().hits, 0);
    assert_eq!(session.messages("c1", 0, 1)[0].role, Role::Member);
}

#[test]
fn long_messages_are_cut_in_lists_only() {
    let long = format!("{}牛肉干上有霉点", "嗯😀".repeat(3000));
    let chat = format!("3/13/25, 09:02 - 阿青: {long}\n3/13/25, 09:05 - 老周: 好\n");
    let (mut session, _) = read(&[("_chat.txt", chat.as_bytes())], ParseOptions::default());
    session.scan_loaded(&RoleOptions::default(), &mut go).unwrap();
    let row = &session.view_rows(0, 1)[0];
    assert!(row.cut && row.row.text.encode_utf16().count() <= 4000 && row.hits.is_empty());
    let whole = session.whole_message(0).unwrap();
    assert_eq!(whole.row.text, long);
    assert!(whole.hits.iter().any(|h| h.rule == "CP-01"));
    assert!(session.whole_message(2).is_none());
}

#[test]
fn the_same_input_gives_the_same_bytes_in_any_order_of_files() {
    let all = chats();
    let files: Vec<(&str, &[u8])> =
        all.iter().map(|(_, path, bytes)| (file_name(path), bytes.as_slice())).collect();
    // Which file comes first decides under which one a joined conversation is listed.
    let run = |files: &[(&str, &[u8])], keep_apart: bool| {
        let options = ParseOptions { keep_apart: Some(keep_apart), ..ParseOptions::default() };
        let (mut session, report) = read(files, options);
        let found = session.scan_loaded(&RoleOptions::default(), &mut go).unwrap();
        let json = serde_json::to_string(&(&report, &found)).unwrap();
        let sent = messages(&session, &report);
        (json, report, sent)
    };
    assert_eq!(run(&files, false).0, run(&files, false).0);
    let (_, report, _) = run(&files, true);
    let backwards: Vec<_> = files.iter().rev().copied().collect();
    let (_, reversed, _) = run(&backwards, true);
    let parts = |r: &qunzhen::report::ParseReport| {
        let mut parts: Vec<_> = r
            .sources
            .iter()
            .map(|s| {
                (s.file.clone(), s.ledger, s.conversations.iter().map(|c| c.messages).sum::<u64>())
            })
            .map(|(f, l, m)| format!("{f} {l:?} {m}"))
            .collect();
        parts.sort();
        parts
    };
    for (forward, back) in parts(&report).iter().zip(parts(&reversed)) {
        assert_eq!(*forward, back);
    }
}

#[test]
fn stopping_is_heeded_at_once() {
    let mut session = Session::new().unwrap();
    let bytes = CHAT.as_bytes();
    let mut files =
        [File { name: "a".into(), data: Box::new(bytes), options: ParseOptions::default() }];
    let stop = session.parse(&mut files, &mut |_| ControlFlow::Break(()));
    assert!(matches!(stop, Err(Error::Cancelled)));
    let (mut session, _) = read(&[("_chat.txt", bytes)], ParseOptions::default());
    let stop = session.scan_loaded(&RoleOptions::default(), &mut |_| ControlFlow::Break(()));
    assert!(matches!(stop, Err(Error::Cancelled)));
}

#[test]
fn one_text_is_scanned_alone() {
    let session = Session::new().unwrap();
    let hits =
        session.scan("全网最好用的辅食机,今天到手价199", Role::Official, &mut Scratch::default());
    let hit = hits.iter().find(|h| h.rule == "AD-01").unwrap();
    assert_eq!(hit.severity, Severity::S2);
    assert!(hit.law.contains("广告法") && !hit.suggestion.is_empty() && !hit.evasion);
}

/// `tests/wasm.rs` holds the browser to the same file. `UPDATE_GOLDEN=1` writes it anew.
#[test]
fn the_report_is_the_golden_one_that_the_browser_is_held_to() {
    let bytes = std::fs::read(fixtures().join("chats/wechat_share/4m_14t_group.txt")).unwrap();
    let (session, report) = read(&[("share.txt", &bytes)], ParseOptions::default());
    let both = serde_json::json!({
        "report": report,
        "messages": session.messages("c1", 0, 100),
    });
    let path = fixtures().join("golden/share.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, serde_json::to_string_pretty(&both).unwrap() + "\n").unwrap();
    }
    let golden: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(both, golden);
}
