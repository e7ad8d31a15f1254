//! The user's own rules: written, read, refused, tried, previewed, and what a profile changes.

use std::ops::ControlFlow;

use qunzhen::export::Role;
use qunzhen::report::{
    GroupProfile, OwnRules, PackText, ParseOptions, Profile, RoleOptions, RuleSetting, ScanReport,
};
use qunzhen::rules::{Pack, RuleSet, Scratch, Severity};
use qunzhen::{Error, Session};

use crate::support::read;

const CHAT: &str = "3/13/25, 09:02 - 小柿子客服: 早上好\n\
3/13/25, 09:05 - 阿青: 牛肉干上有霉点,怎么回事\n\
3/13/25, 09:06 - 老周: 今天天气不错,云杉券到了吗\n\
3/13/25, 09:07 - 阿青: 再不处理我就打12315投诉你们\n\
3/13/25, 09:08 - 老周: 云杉 券我也没有\n";

const WORD: &str = r#"{
  "pack": { "id": "mine", "version": "1", "title": "我的" },
  "rule": [{
    "id": "MY-1", "title": "云杉券", "category": "group", "severity": "S3",
    "match": [{ "any": ["云杉券"] }],
    "examples": {
      "hit": [{ "by": "member", "text": "云杉券呢" }],
      "miss": [{ "by": "member", "text": "好的，收到" }]
    }
  }]
}"#;

fn go(_: qunzhen::report::ProgressReport) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn pack(text: &str) -> PackText {
    PackText { name: "mine.json".into(), text: text.into() }
}

fn own(packs: &[&str], profile: Profile) -> OwnRules {
    OwnRules { packs: packs.iter().map(|text| pack(text)).collect(), profile }
}

fn chat() -> Session {
    read(&[("零食群.txt", CHAT.as_bytes())], ParseOptions::default()).0
}

fn scan(session: &mut Session) -> ScanReport {
    session.scan_loaded(&RoleOptions::default(), &mut go).unwrap()
}

fn hits(report: &ScanReport, rule: &str) -> u64 {
    report.by_rule.iter().find(|count| count.rule == rule).map_or(0, |count| count.hits)
}

fn setting(on: Option<bool>, severity: Option<Severity>) -> RuleSetting {
    RuleSetting { on, severity }
}

#[test]
fn every_built_in_pack_comes_back_as_it_was_written() {
    let reference = Pack::parse(include_str!("../../src/rules/packs/reference.toml"), "r").unwrap();
    for pack in RuleSet::builtin().unwrap().packs().iter().chain([&reference]) {
        for text in [pack.to_toml(), pack.to_json()] {
            let again =
                Pack::parse(&text, "again").unwrap_or_else(|error| panic!("{error}\n{text}"));
            assert_eq!(again, *pack, "{}", pack.id);
            assert_eq!(
                [again.to_toml(), again.to_json()].iter().find(|t| **t == text),
                Some(&text)
            );
        }
        let toml = pack.to_toml();
        let long = toml.lines().find(|line| line.chars().count() >= 400 && !line.contains("zh"));
        assert_eq!(long, None, "{}", pack.id);
    }
    let odd = WORD.replace("云杉券呢", "云杉券\\u007f\\t\\\"'\\\\ 呢");
    let odd = Pack::parse(&odd, "odd").unwrap();
    assert_eq!(Pack::parse(&odd.to_toml(), "odd").unwrap(), odd);
    assert_eq!(
        Session::pack_text(&pack(WORD), "toml").unwrap(),
        Pack::parse(WORD, "").unwrap().to_toml()
    );
}

#[test]
fn own_rules_are_replaced_whole() {
    let mut session = chat();
    let before = scan(&mut session);
    session.set_rules(own(&[WORD], Profile::default())).unwrap();
    let report = scan(&mut session);
    assert_eq!((hits(&report, "MY-1"), report.hits), (2, before.hits + 2));
    assert!(session.rules().iter().any(|rule| rule.id == "MY-1" && rule.basis.is_none()));
    session.set_rules(OwnRules::default()).unwrap();
    assert_eq!(scan(&mut session), before);
    session.add_pack(WORD, "w").unwrap();
    assert_eq!(hits(&scan(&mut session), "MY-1"), 2);
    session.set_rules(OwnRules::default()).unwrap();
    assert!(session.rules().iter().all(|rule| rule.id != "MY-1"));
}

#[test]
fn a_wrong_pack_is_refused_with_its_sentence_and_changes_nothing() {
    let mut session = chat();
    session.set_rules(own(&[WORD], Profile::default())).unwrap();
    let second = WORD.replace("\"mine\"", "\"two\"").replace("MY-1", "MY-2");
    for (text, rule, fault, what) in [
        (second.replace("云杉券呢", "没有这个词"), "MY-2", "missed", "没有这个词"),
        (second.replace("好的，收到", "云杉券也有"), "MY-2", "found", "云杉券也有"),
        (second.replace("MY-2", "CP-01"), "CP-01", "taken", "zh-complaint"),
        (
            second.replace(
                "\"miss\": [{ \"by\": \"member\", \"text\": \"好的，收到\" }]",
                "\"miss\": []",
            ),
            "MY-2",
            "no-examples",
            "",
        ),
        (second.replace("[\"云杉券\"]", "[]"), "MY-2", "no-words", "match"),
        (second.replace("[\"云杉券\"]", "[\"\\u200b\"]"), "MY-2", "no-word", "\u{200b}"),
        (
            second.replace("\"any\": [\"云杉券\"]", "\"patterns\": [\"云(杉\"]"),
            "MY-2",
            "pattern",
            "云(杉",
        ),
        (second.replace("\"two\"", "\"mine\""), "", "pack-taken", "mine"),
        (second.replace("\"severity\"", "\"severeness\""), "", "unreadable", "4"),
        ("[pack]\nid = \"x\"\nversion = 1\n".to_string(), "", "unreadable", "3"),
    ] {
        let error = session.set_rules(own(&[WORD, &text], Profile::default())).unwrap_err();
        let args: std::collections::BTreeMap<_, _> = error.args().into_iter().collect();
        assert_eq!(
            (args["rule"].as_str(), args["fault"].as_str(), args["what"].as_str()),
            (rule, fault, what),
            "{error}"
        );
        assert!(matches!(error, Error::Pack { .. }));
        assert_eq!(hits(&scan(&mut session), "MY-1"), 2, "the old set stays");
    }
}

#[test]
fn a_profile_switches_rules_off_and_gives_them_other_severities() {
    let mut session = chat();
    let before = scan(&mut session);
    let title = session.export().conversations()[0].title.clone();
    let mut profile = Profile::default();
    profile.rules.insert("CP-01".into(), setting(Some(false), None));
    profile.rules.insert("CP-10".into(), setting(None, Some(Severity::S4)));
    profile.rules.insert("XX-99".into(), setting(Some(false), None));
    session.set_rules(own(&[], profile.clone())).unwrap();
    let report = scan(&mut session);
    assert_eq!((hits(&before, "CP-01"), hits(&report, "CP-01")), (1, 0));
    let threat = report.by_rule.iter().find(|count| count.rule == "CP-10").unwrap();
    assert_eq!(threat.severity, Severity::S4);
    assert_eq!(session.whole_message(3).unwrap().hits[0].severity, Severity::S4);
    let alone = session.scan("牛肉干上有霉点", Role::Member, &mut Scratch::default());
    assert!(alone.iter().all(|hit| hit.rule != "CP-01"));

    // The group says otherwise; a text of no group is judged as before.
    let mut group = GroupProfile { group: title, ..GroupProfile::default() };
    group.rules.insert("CP-01".into(), setting(Some(true), Some(Severity::S2)));
    profile.groups =
        vec![group, GroupProfile { group: "别的群".into(), ..GroupProfile::default() }];
    profile.groups[1].rules.insert("CP-10".into(), setting(Some(false), None));
    session.set_rules(own(&[], profile)).unwrap();
    let report = scan(&mut session);
    let mould = report.by_rule.iter().find(|count| count.rule == "CP-01").unwrap();
    assert_eq!((mould.hits, mould.severity), (1, Severity::S2));
    assert_eq!(hits(&report, "CP-10"), hits(&before, "CP-10"));
    let alone = session.scan("牛肉干上有霉点", Role::Member, &mut Scratch::default());
    assert!(alone.iter().all(|hit| hit.rule != "CP-01"));
    session.set_rules(OwnRules::default()).unwrap();
    assert_eq!(scan(&mut session), before);
}

#[test]
fn one_finding_is_exempted_wherever_its_surroundings_are_the_same() {
    let mut session = chat();
    let before = scan(&mut session);
    let hit =
        session.whole_message(1).unwrap().hits.into_iter().find(|h| h.rule == "CP-01").unwrap();
    assert_eq!(hit.fingerprint.len(), 16);
    let print = |text: &str| {
        let hits = Session::new().unwrap().scan(text, Role::Member, &mut Scratch::default());
        hits.into_iter().find(|hit| hit.rule == "CP-01").map(|hit| hit.fingerprint)
    };
    // Case, width, script, spaces and far words do not matter; near words and the rule do.
    let same = Some(hit.fingerprint.clone());
    assert_eq!(print("牛肉干上有霉点,怎么回事"), same);
    assert_eq!(print("牛肉 乾上有\u{200b}黴點，怎么回事"), same);
    assert_ne!(print("牛肉干上有霉点,谁管管"), same);
    assert_ne!(print("那牛肉干上有霉点,怎么回事"), same);
    let far =
        |end: &str| print(&format!("一二三四五六七八九十牛肉干上有霉点,怎么会有这种事情呢{end}"));
    assert_eq!(far("气人"), far("唉"));
    // Stable over versions.
    assert_eq!(same.as_deref(), Some("2f4ed9b3f1e429f1"));

    let exempt = vec![hit.fingerprint, "no number".into()];
    session.set_rules(own(&[], Profile { exempt, ..Profile::default() })).unwrap();
    let report = scan(&mut session);
    assert_eq!((report.exempted, report.hits), (1, before.hits - 1));
    assert_eq!(hits(&report, "CP-01"), 0);
    let alone = session.scan("牛肉干上有霉点,怎么回事", Role::Member, &mut Scratch::default());
    assert!(alone.iter().all(|hit| hit.rule != "CP-01"));
    session.set_rules(OwnRules::default()).unwrap();
    assert_eq!(scan(&mut session), before);
}

#[test]
fn a_draft_is_previewed_and_tried_without_changing_anything() {
    let mut session = chat();
    let before = scan(&mut session);
    let draft = r#"{ "pack": { "id": "draft", "version": "1", "title": "草稿" },
      "rule": [{ "id": "MY-1", "title": "云杉", "category": "group", "severity": "S3", "match": [{ "any": ["云杉"] }] }],
      "extend": [{ "id": "CP-01", "match": [{ "any": ["霉点", "天气"] }] }] }"#;
    let preview = session.preview(&[pack(draft)], None, &mut go).unwrap();
    assert_eq!(preview.messages, 5);
    let counts: Vec<_> =
        preview.items.iter().map(|i| (i.rule.as_str(), i.hits, i.messages, i.known)).collect();
    assert_eq!(counts, [("MY-1", 2, 2, 0), ("CP-01", 2, 2, 1)]);
    let row = &preview.items[0].rows[0];
    assert_eq!((row.message, row.row.sender.as_deref()), (2, Some("老周")));
    assert_eq!((row.hits[0].rule.as_str(), row.hits[0].matched.as_str()), ("MY-1", "云杉"));
    assert_eq!(scan(&mut session), before);

    let texts = [
        ("今天天气不错", Role::Member),
        ("云杉开了,12315", Role::Member),
        ("再不处理我就打12315投诉你们", Role::Member),
    ];
    let rows = session.try_texts(&[pack(draft)], &texts.map(|(t, r)| (t.to_string(), r))).unwrap();
    let ids = |hits: &[qunzhen::report::HitReport]| {
        hits.iter().map(|h| h.rule.clone()).collect::<Vec<_>>()
    };
    assert_eq!((ids(&rows[0].now), ids(&rows[0].then)), (vec![], vec!["CP-01".to_string()]));
    assert_eq!(ids(&rows[1].then)[0], "MY-1");
    assert_eq!(rows[2].now, rows[2].then);

    // A pack in use is replaced by the draft of the same id.
    session.set_rules(own(&[WORD], Profile::default())).unwrap();
    let other = WORD.replace("[\"云杉券\"]", "[\"银杏券\"]");
    let rows = session.try_texts(&[pack(&other)], &[("云杉券".into(), Role::Member)]).unwrap();
    assert_eq!((ids(&rows[0].now), ids(&rows[0].then)), (vec!["MY-1".to_string()], vec![]));
    for (text, fault, rule) in [
        (draft.replace("[\"云杉\"]", "[]"), "no-words", "MY-1"),
        (draft.replace("\"CP-01\"", "\"CP-99\""), "unknown-rule", "CP-99"),
        (draft.replace("\"any\": [\"云杉\"]", "\"patterns\": [\".*\"]"), "pattern", "MY-1"),
    ] {
        let error = session.preview(&[pack(&text)], None, &mut go).unwrap_err();
        assert!(
            matches!(&error, Error::Pack { fault: f, rule: r, .. } if *f == fault && r == rule),
            "{error:?}"
        );
    }
}

#[test]
fn own_rules_are_set_quickly() {
    let mut session = Session::new().unwrap();
    let words: Vec<String> = (0..2000).map(|i| format!("\"词语{i}号\"")).collect();
    let text = WORD.replace("\"云杉券\"]", &format!("\"云杉券\", {}]", words.join(",")));
    session.set_rules(own(&[&text], Profile::default())).unwrap();
    assert_eq!(session.scan("要词语1999号", Role::Member, &mut Scratch::default())[0].rule, "MY-1");
}
