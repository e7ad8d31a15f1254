//! The copy check: what each product and channel calls for, exemptions, and wordings that heal.

use qunzhen::export::Role;
use qunzhen::report::{CopyFinding, CopyFix, CopyOptions, CopyReport};
use qunzhen::rules::{Channel, ExemptClass, Product, RuleSet, Severity};

fn builtin() -> RuleSet {
    RuleSet::builtin().expect("built-in packs load")
}

fn check(rules: &RuleSet, text: &str, product: Product, channel: Channel) -> CopyReport {
    rules.check_copy(text, CopyOptions { product, channel }).expect("the packs are sound")
}

fn apply(text: &str, fix: &CopyFix) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let part = |range: &[u16]| String::from_utf16(range).expect("whole characters");
    part(&units[..fix.start as usize]) + &fix.text + &part(&units[fix.end as usize..])
}

fn of<'a>(report: &'a CopyReport, rule: &str) -> Vec<&'a CopyFinding> {
    report.findings.iter().filter(|finding| finding.rule == rule).collect()
}

const SEED: &str = "宝宝喝了智商飙升，这款奶粉妈妈们闭眼囤";

#[test]
fn the_sentence_about_the_iq_is_found_and_healed_in_one_step() {
    let rules = builtin();
    for text in [SEED, "👶🍼 新到！宝宝喝了智商飙升，快来", "宝宝喝了智商飙升"]
    {
        let report = check(&rules, text, Product::Infant, Channel::Post);
        let [finding] = report.findings.as_slice() else { panic!("{text}: {report:#?}") };
        assert_eq!((finding.rule.as_str(), finding.matched.as_str()), ("AD-08", "智商"));
        assert_eq!(finding.severity, Severity::S1);
        let units: Vec<u16> = text.encode_utf16().collect();
        let slice = &units[finding.start as usize..finding.end as usize];
        assert_eq!(String::from_utf16(slice).unwrap(), "智商");
        let law = &report.rules[0];
        assert!(law.law.zh.contains("广告法 第二十条"), "{law:?}");
        assert!(law.penalty.as_ref().unwrap().zh.contains("20 万元以上 100 万元以下"));
        let fixed = apply(text, &finding.fixes[0]);
        assert!(fixed.contains("咨询儿科医生") && !fixed.contains("智商"), "{fixed}");
        assert!(
            check(&rules, &fixed, Product::Infant, Channel::Post).findings.is_empty(),
            "{fixed}"
        );
    }
    let general = check(&rules, SEED, Product::General, Channel::Group);
    assert_eq!(of(&general, "AD-08").len(), 1, "the product need not be said");
}

/// Words before the example of a wording that a rule needs to speak up, and the product.
fn surroundings(rule: &str) -> (&'static str, Product) {
    match rule {
        "AD-08" => ("", Product::Infant),
        "AD-09" => ("", Product::Cosmetics),
        "AD-12" => ("白酒：", Product::Food),
        "AD-14" => ("", Product::Education),
        _ => ("", Product::General),
    }
}

#[test]
fn every_wording_of_the_packs_heals() {
    let rules = builtin();
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for pack in rules.packs() {
        let own = pack.rules.iter().map(|rule| (&rule.id, rule.copy.as_ref()));
        let all = own.chain(pack.extensions.iter().map(|add| (&add.id, add.copy.as_ref())));
        for (id, spec) in all {
            let Some(spec) = spec else { continue };
            let channel = *spec.channels.first().unwrap_or(&Channel::Group);
            for replace in &spec.replace {
                let samples = replace.any.iter().chain(&replace.examples);
                assert!(
                    samples.clone().next().is_some(),
                    "{id}: {:?} has no examples",
                    replace.with.zh
                );
                for sample in samples {
                    tried += 1;
                    let (before, product) = surroundings(id);
                    let text = format!("😀 {before}{sample}");
                    let report = check(&rules, &text, product, channel);
                    let findings = of(&report, id);
                    let fits = |fix: &&CopyFix| {
                        fix.text == replace.with.zh && fix.person == replace.person
                    };
                    let fix = findings.iter().flat_map(|finding| &finding.fixes).find(fits);
                    let Some(fix) = fix else {
                        wrong.push(format!(
                            "{id} {text} -> {}: {:?}",
                            replace.with.zh, report.findings
                        ));
                        continue;
                    };
                    let after = check(&rules, &apply(&text, fix), product, channel);
                    if of(&after, id).len() >= findings.len() {
                        wrong.push(format!("{id}: {} is not healed", apply(&text, fix)));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried > 150, "{tried}");
}

#[test]
fn every_wording_offered_heals_on_the_examples_of_the_packs() {
    let rules = builtin();
    let mut tried = 0;
    for rule in rules.packs().iter().flat_map(|pack| &pack.rules) {
        for example in &rule.examples.hit {
            for product in Product::ALL {
                let report = check(&rules, &example.text, product, Channel::Live);
                for finding in &report.findings {
                    for fix in &finding.fixes {
                        tried += 1;
                        let changed = apply(&example.text, fix);
                        let after = check(&rules, &changed, product, Channel::Live);
                        let (before, after) =
                            (of(&report, &finding.rule).len(), of(&after, &finding.rule).len());
                        assert!(after < before, "{}: {changed}", finding.rule);
                    }
                }
            }
        }
    }
    assert!(tried > 200, "{tried}");
}

#[test]
fn examples_of_copy_are_found_and_near_misses_are_not() {
    let rules = builtin();
    for rule in rules.packs().iter().flat_map(|pack| &pack.rules) {
        if !["advertising", "platform", "service"].contains(&rule.category.name()) {
            continue;
        }
        let ours = |role: Role| matches!(role, Role::Official | Role::Seller);
        let found = |text: &str| {
            let reports =
                Channel::ALL.map(|channel| check(&rules, text, Product::General, channel));
            reports.iter().any(|report| !of(report, &rule.id).is_empty())
        };
        for example in rule.examples.hit.iter().filter(|example| ours(example.by)) {
            assert!(found(&example.text), "{} misses {}", rule.id, example.text);
        }
        for example in rule.examples.miss.iter().filter(|example| ours(example.by)) {
            assert!(!found(&example.text), "{} finds {}", rule.id, example.text);
        }
    }
}

#[test]
fn product_and_channel_decide_which_rules_apply() {
    let rules = builtin();
    let hit = |text: &str, rule: &str, product, channel| {
        of(&check(&rules, text, product, channel), rule).first().map(|finding| finding.severity)
    };
    use {Channel as C, Product as P, Severity::*};
    // Only where it is about cosmetics, and there without a word that says so.
    assert_eq!(hit("敷完消炎", "AD-09", P::Cosmetics, C::Group), Some(S2));
    assert_eq!(hit("三天消炎", "AD-09", P::Cosmetics, C::Group), Some(S2));
    assert_eq!(hit("敷完消炎", "AD-09", P::Food, C::Group), None);
    assert_eq!(hit("签约包过", "AD-14", P::Education, C::Group), Some(S3));
    assert_eq!(hit("签约包过", "AD-14", P::Cosmetics, C::Group), None);
    // Delicate products count one step more; endorsement is critical for some.
    assert_eq!(hit("全网最好用", "AD-01", P::Food, C::Group), Some(S2));
    assert_eq!(hit("全网最好用", "AD-01", P::HealthFood, C::Group), Some(S1));
    assert_eq!(hit("专家力荐", "AD-18", P::General, C::Group), Some(S3));
    assert_eq!(hit("专家力荐", "AD-18", P::Finance, C::Group), Some(S1));
    assert_eq!(hit("手慢无", "AD-20", P::Infant, C::Live), Some(S3));
    // Where it appears.
    assert_eq!(hit("加V:abc123下单", "PL-02", P::General, C::Post), Some(S2));
    assert_eq!(hit("加V:abc123下单", "PL-02", P::General, C::Group), None);
    assert_eq!(hit("朋友圈集赞38个送面膜", "PL-01", P::General, C::Moments), Some(S2));
    assert_eq!(hit("朋友圈集赞38个送面膜", "PL-01", P::General, C::Shop), None);
    assert_eq!(hit("亲测好用,链接在下面", "AD-24", P::General, C::Post), Some(S4));
    assert_eq!(hit("【广告】好物\n\n\n亲测好用,链接在下面", "AD-24", P::General, C::Post), None);
    // Customers' complaints are no copy; personal data is a matter here, too.
    assert_eq!(check(&rules, "再不退款我就投诉到12315", P::General, C::Group).findings, []);
    assert_eq!(hit("找小王13800000000下单", "GB-05", P::General, C::Group), Some(S3));
}

#[test]
fn exemptions_soften_but_never_for_efficacy() {
    let rules = builtin();
    for (text, class, cue) in [
        ("我们追求做最好的辅食机", ExemptClass::Goal, "追求"),
        ("为您提供最好的服务", ExemptClass::Service, "服务"),
        ("它是同系列里最受欢迎的一款", ExemptClass::OwnBrand, "同系列"),
        ("早上是最佳的饮用时段", ExemptClass::UsageTip, "饮用"),
        ("按国家标准评为最优等", ExemptClass::Grade, "国家标准"),
        (
            "2026年9月本店辅食机类目销量第一",
            ExemptClass::Limited,
            "2026年9月本店辅食机类目销量第一",
        ),
    ] {
        let report = check(&rules, text, Product::General, Channel::Group);
        let [finding] = report.findings.as_slice() else { panic!("{text}: {report:#?}") };
        let exemption = finding.exemption.as_ref().unwrap_or_else(|| panic!("{text}"));
        assert_eq!((exemption.class, exemption.cue.as_str()), (class, cue), "{text}");
        assert_eq!((finding.severity, finding.raised), (Severity::S4, false));
    }
    for text in ["我们追求最有效的配方", "目标，全网最好用", "追求最安全的收益"]
    {
        let report = check(&rules, text, Product::HealthFood, Channel::Group);
        assert!(
            report.findings.iter().any(|finding| finding.exemption.is_none()),
            "{text}: {report:#?}"
        );
    }
}

#[test]
fn whatever_is_written_the_spans_are_exact() {
    let rules = builtin();
    let mut text = String::new();
    for i in 0..120 {
        text += [
            "😀全网最好用的机器，",
            "今天天气不错。",
            "第一品牌👨‍👩‍👧‍👦\n",
            "\n\n",
            "治便秘;",
            "ａｂｃ頂級",
            "手 慢 无!",
        ][i % 7];
        let report = check(&rules, &text, Product::HealthFood, Channel::Live);
        let units: Vec<u16> = text.encode_utf16().collect();
        for finding in &report.findings {
            let slice = &units[finding.start as usize..finding.end as usize];
            assert_eq!(String::from_utf16(slice).unwrap(), finding.matched);
            for fix in &finding.fixes {
                assert!(fix.start <= fix.end && fix.end as usize <= units.len());
                apply(&text, fix);
            }
        }
    }
    assert_eq!(check(&rules, "", Product::General, Channel::Group).findings, []);
    assert_eq!(check(&rules, " \n\n ", Product::General, Channel::Group).characters, 0);
}

#[test]
fn the_report_says_what_it_rests_on() {
    let rules = builtin();
    let report = check(&rules, "你好", Product::Food, Channel::Announcement);
    assert_eq!((report.characters, report.findings.len()), (2, 0));
    assert_eq!(report.checked, Some(("2026-11".into(), "2026-11".into())));
    assert!(report.packs.iter().any(|pack| pack.id == "zh-copy"));
    assert!(report.packs.iter().all(|pack| pack.id != "zh-complaint"));
    assert!(report.rules_applied > 20, "{}", report.rules_applied);
    assert_eq!(report.fingerprint.len(), 16);
    assert_ne!(
        report.fingerprint,
        check(&rules, "您好", Product::Food, Channel::Group).fingerprint
    );
}
