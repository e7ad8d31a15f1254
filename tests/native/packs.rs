//! The rule packs against their own examples, ordinary talk, disguises and damage.

use std::collections::BTreeSet;

use qunzhen::Error;
use qunzhen::export::Role;
use qunzhen::rules::{Example, Pack, RuleSet, Scratch, Severity};

use crate::support::fixtures;

fn builtin() -> RuleSet {
    RuleSet::builtin().expect("built-in packs load")
}

/// Ids and severities of what a text hits.
fn hits(rules: &RuleSet, text: &str, role: Role) -> Vec<(String, Severity)> {
    let (mut scratch, mut found) = (Scratch::default(), Vec::new());
    rules.scan(text, role, &mut scratch, &mut found);
    let report = rules.report(text, &found);
    report.into_iter().map(|hit| (hit.rule, hit.severity)).collect()
}

fn fires(rules: &RuleSet, id: &str, example: &Example) -> bool {
    hits(rules, &example.text, example.by).iter().any(|(rule, _)| rule == id)
}

#[test]
fn every_example_comes_out_as_its_pack_says() {
    let rules = builtin();
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for pack in rules.packs() {
        let own = pack.rules.iter().map(|rule| (&rule.id, &rule.examples));
        let added = pack.extensions.iter().map(|add| (&add.id, &add.examples));
        for (id, examples) in own.chain(added) {
            checked += examples.hit.len() + examples.miss.len();
            let missed = examples.hit.iter().filter(|e| !fires(&rules, id, e));
            wrong.extend(missed.map(|e| format!("{id} does not find ({:?}) {}", e.by, e.text)));
            let false_alarms = examples.miss.iter().filter(|e| fires(&rules, id, e));
            wrong.extend(false_alarms.map(|e| format!("{id} fires on ({:?}) {}", e.by, e.text)));
        }
    }
    assert!(wrong.is_empty(), "{} of {checked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(checked > 500, "{checked} examples");
}

#[test]
fn all_categories_are_there_once_and_speak_both_languages() {
    let rules = builtin();
    let ids: BTreeSet<&str> = rules.infos().iter().map(|info| info.id.as_str()).collect();
    assert_eq!(ids.len(), rules.infos().len(), "an id comes twice");
    for (family, count) in [("AD", 24), ("PL", 6), ("GB", 14), ("CP", 15), ("SE", 1), ("SV", 2)] {
        for number in 1..=count {
            let id = format!("{family}-{number:02}");
            assert!(ids.contains(id.as_str()), "{id} is missing");
        }
    }
    for info in rules.infos() {
        let texts =
            [&info.title, &info.law, &info.owner, &info.action, &info.suggestion, &info.exceptions];
        for text in texts {
            let chinese = text.zh.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
            let latin = text.en.chars().any(|c| c.is_ascii_alphabetic());
            assert!(chinese && latin, "{}: {text:?}", info.id);
        }
        assert!(!info.speakers.is_empty(), "{}: nobody speaks", info.id);
    }
}

#[test]
fn ordinary_talk_is_silent_at_the_two_highest_levels() {
    let rules = builtin();
    let files = ["zh_groups", "zh_life", "zh_shops"].map(|name| format!("clean/{name}.tsv"));
    let read = |name| std::fs::read_to_string(fixtures().join(name)).expect("readable");
    let text = files.map(read).concat();
    let (mut alarms, mut lines) = (Vec::new(), 0);
    for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let (role, words) = line.split_once('\t').expect("role and words");
        let role = match role {
            "official" => Role::Official,
            "seller" => Role::Seller,
            "member" => Role::Member,
            other => panic!("{other} is no role"),
        };
        lines += 1;
        let found = hits(&rules, words, role);
        let loud: Vec<_> = found.iter().filter(|(_, s)| *s <= Severity::S2).collect();
        if !loud.is_empty() {
            alarms.push(format!("{role:?} {words}: {loud:?}"));
        }
    }
    assert!(lines >= 3_000, "{lines} lines");
    assert!(alarms.is_empty(), "{} of {lines}:\n{}", alarms.len(), alarms.join("\n"));
}

/// Puts a character between the characters of every example; the finding must stay, its span must
/// be exact and it must be called a disguise.
#[test]
fn invisible_characters_hide_nothing() {
    let rules = builtin();
    let (mut scratch, mut found) = (Scratch::default(), Vec::new());
    for pack in rules.packs() {
        for rule in &pack.rules {
            for example in &rule.examples.hit {
                let stuffed: String = example.text.chars().flat_map(|c| [c, '\u{200B}']).collect();
                rules.scan(&stuffed, example.by, &mut scratch, &mut found);
                let report = rules.report(&stuffed, &found);
                let hit = report.iter().find(|hit| hit.rule == rule.id);
                let hit = hit.unwrap_or_else(|| panic!("{} misses {stuffed:?}", rule.id));
                let units: Vec<u16> = stuffed.encode_utf16().collect();
                let slice = String::from_utf16(&units[hit.start as usize..hit.end as usize]);
                assert_eq!(slice.unwrap(), hit.matched, "{}", rule.id);
                assert!(!hit.matched.starts_with('\u{200B}'), "{}: {:?}", rule.id, hit.matched);
                assert!(hit.evasion || hit.matched.chars().count() < 3, "{}", rule.id);
            }
        }
    }
}

#[test]
fn disguises_are_found_and_called_so() {
    let rules = builtin();
    let (mut scratch, mut found) = (Scratch::default(), Vec::new());
    for (text, role, id, matched, evasion) in [
        ("全网最好用的辅食机,到手价199", Role::Official, "AD-01", "最好用", false),
        ("这款配方獨一無二,到手价199", Role::Official, "AD-01", "獨一無二", false),
        ("这款配方独·一·无·二,到手价199", Role::Official, "AD-01", "独·一·无·二", true),
        ("你就是个脑\u{200B}残", Role::Member, "GB-01", "脑\u{200B}残", true),
        ("滚 远 点,脑 残", Role::Member, "GB-01", "脑 残", true),
    ] {
        rules.scan(text, role, &mut scratch, &mut found);
        let report = rules.report(text, &found);
        let hit = report.iter().find(|hit| hit.rule == id && hit.matched == matched);
        let hit = hit.unwrap_or_else(|| panic!("{text}: {report:?}"));
        assert_eq!(hit.evasion, evasion, "{text}");
    }
}

#[test]
fn a_pack_of_the_user_adds_rules_or_says_what_is_wrong() {
    let good = r#"
        [pack]
        id = "mine"
        version = "1"
        title = { zh = "自己的", en = "Mine" }
        [[extend]]
        id = "CP-01"
        match = [{ any = ["小强"] }]
        [extend.examples]
        hit = [{ by = "member", text = "汤里有小强" }]
        miss = [{ by = "member", text = "汤很好喝" }]
    "#;
    let rules = builtin().with_pack(Pack::parse(good, "mine.toml").unwrap()).unwrap();
    assert!(hits(&rules, "汤里有小强", Role::Member).iter().any(|(rule, _)| rule == "CP-01"));

    let failing = good.replace("汤里有小强", "汤里有虫");
    let pack = Pack::parse(&failing, "mine.toml").unwrap();
    // "汤里有虫" is found by the built-in words; a sentence that nothing finds is not.
    assert!(builtin().with_pack(pack).is_ok());
    let failing = good.replace("汤里有小强", "汤里有盐");
    let refused = builtin().with_pack(Pack::parse(&failing, "mine.toml").unwrap());
    match refused.err() {
        Some(Error::Pack { pack, rule, reason, .. }) => {
            assert_eq!((pack.as_str(), rule.as_str()), ("mine", "CP-01"));
            assert!(reason.contains("汤里有盐"), "{reason}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn broken_packs_are_refused_and_never_panic() {
    let head = "[pack]\nid = \"mine\"\nversion = \"1\"\ntitle = { zh = \"我\", en = \"me\" }\n";
    let extend = |body: &str| {
        format!(
            "{head}[[extend]]\nid = \"CP-01\"\n{body}\n[extend.examples]\nhit = []\nmiss = []\n"
        )
    };
    let long = "霉".repeat(400_000);
    for text in [
        "nonsense = ".to_string(),
        String::new(),
        format!("{head}colour = 3\n"),
        extend("match = [{ any = [] }]"),
        extend("match = [{ any = [\"\"] }]"),
        extend("match = [{ any = [\"。\"] }]"),
        extend("match = [{ patterns = [\"(\"] }]"),
        extend("match = [{ patterns = [\".*\"] }]"),
        extend("match = [{ patterns = [\"(a{1000}){1000}霉\"] }]"),
        extend("match = [{ any = [\"x\"] }]").replace("CP-01", "XX-99"),
        extend(&format!("match = [{{ any = [\"{long}\"] }}]")),
    ] {
        let refused = Pack::parse(&text, "mine.toml").and_then(|pack| builtin().with_pack(pack));
        let head: String = text.chars().take(200).collect();
        match refused.err() {
            Some(Error::Pack { reason, .. }) => assert!(!reason.is_empty(), "{head}"),
            Some(other) => panic!("{head}: {other}"),
            // A long word is odd, but a word.
            None => assert!(text.len() > 1_000_000, "accepted: {head}"),
        }
    }
}

#[test]
fn long_and_hostile_texts_end() {
    let rules = builtin();
    for text in [
        "霉".repeat(1 << 18),
        "退".repeat(1 << 18),
        "牛肉干有霉点。".repeat(1 << 15),
        "1".repeat(1 << 18),
        "a.".repeat(1 << 18),
        "最 ".repeat(1 << 17),
        "\u{200B}".repeat(1 << 18),
        "投诉删,".repeat(1 << 16),
    ] {
        for role in [Role::Member, Role::Official, Role::Unknown] {
            let found = hits(&rules, &text, role);
            assert!(found.len() <= text.len());
        }
    }
}

#[test]
fn phrasing_names_rules_that_there_are() {
    let rules = builtin();
    for family in ["abuse", "advertising", "complaint", "diversion", "evasion", "provocation"] {
        let path = fixtures().join(format!("phrasing/{family}.tsv"));
        let text = std::fs::read_to_string(path).expect("readable");
        let (mut seen, mut positive) = (std::collections::BTreeSet::new(), 0);
        for line in text.lines() {
            let cells: Vec<_> = line.split('\t').collect();
            assert_eq!(cells.len(), 3 + usize::from(family == "evasion"), "{line}");
            assert!(["official", "seller", "member"].contains(&cells[0]), "{line}");
            assert!(seen.insert(cells[2]), "twice: {line}");
            let known = |id: &str| rules.rule_index(id).is_some();
            assert!(cells[1] == "-" || cells[1].split('|').all(known), "{line}");
            positive += usize::from(cells[1] != "-");
        }
        assert!(positive >= 300, "{family}: {positive}");
    }
}
