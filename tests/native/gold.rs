//! The gold set: a sample that is fair and always the same, and rates that come out as by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use qunzhen::Session;
use qunzhen::report::{GoldLabel, ParseOptions, RoleOptions};

use crate::support::read;

/// 1,000 plain messages in each of two groups, every twentieth with a complaint, some twice.
fn groups() -> Session {
    let chat = |group: usize| {
        let line = |i: usize| {
            let text = match i % 100 {
                0 => format!("牛肉干{i}号上有霉点{group}"),
                20 | 40 | 60 | 80 => format!("第{i}次了,再不处理我就打12315投诉你们{group}"),
                1 => "大家早上好".to_string(),
                2 => "1".to_string(),
                _ => format!("今天{group}群的第{i}句话"),
            };
            format!("3/13/25, {:02}:{:02} - 群友{}: {text}\n", 8 + i / 60 % 12, i % 60, i % 7)
        };
        (0..1000).map(line).collect::<String>()
    };
    let (one, two) = (chat(1), chat(2));
    let files = [("甲群.txt", one.as_bytes()), ("乙群.txt", two.as_bytes())];
    let (mut session, _) = read(&files, ParseOptions::default());
    session.scan_loaded(&RoleOptions::default(), &mut |_| ControlFlow::Continue(())).unwrap();
    session
}

#[test]
fn the_sample_is_the_same_for_the_same_seed_and_spread_over_everything() {
    let session = groups();
    let sample = session.gold_sample(100, 7);
    assert_eq!(sample, session.gold_sample(100, 7));
    assert_ne!(sample, session.gold_sample(100, 8));
    // 20 with mould, 80 threats, 1,860 other lines, one greeting; "1" is too short.
    assert_eq!(sample.population, 20 + 80 + 1_860 + 1);
    assert_eq!(sample.items.len(), 100);
    let mut strata: BTreeMap<&str, (usize, u64)> = BTreeMap::new();
    let mut texts = BTreeSet::new();
    let mut by_group: BTreeMap<&str, usize> = BTreeMap::new();
    for item in &sample.items {
        let entry = strata.entry(&item.stratum).or_default();
        *entry = (entry.0 + 1, item.population);
        assert!(texts.insert(&item.row.row.text), "{} twice", item.row.row.text);
        assert!(item.row.row.text.chars().count() >= 2);
        assert_eq!(item.stratum.is_empty(), item.row.hits.is_empty());
        *by_group.entry(&item.row.row.conversation).or_default() += 1;
    }
    let with: usize = strata.iter().filter(|(rule, _)| !rule.is_empty()).map(|(_, (n, _))| n).sum();
    assert_eq!((with, strata[""].0), (50, 50), "{strata:?}");
    assert!(strata["CP-01"].0 >= 20, "{strata:?}");
    assert!(by_group.values().all(|n| (35..=65).contains(n)), "{by_group:?}");
    // More than there is gives all there is of one kind and more of the other.
    let all = session.gold_sample(400, 1);
    assert_eq!(all.items.len(), 400);
    let with: Vec<_> = all.items.iter().filter(|item| !item.stratum.is_empty()).collect();
    let sizes: BTreeMap<_, _> = with.iter().map(|item| (&item.stratum, item.population)).collect();
    assert_eq!(with.len() as u64, sizes.values().sum::<u64>());
    assert_eq!(session.gold_sample(0, 1).items, []);
    assert_eq!(Session::new().unwrap().gold_sample(200, 1).items, []);
}

#[test]
fn judgements_become_rates() {
    let session = groups();
    let sample = session.gold_sample(100, 7);
    let labels: Vec<GoldLabel> = sample
        .items
        .iter()
        .map(|item| GoldLabel {
            message: item.row.message,
            stratum: item.stratum.clone(),
            population: item.population,
            right: item.row.hits.iter().map(|hit| hit.rule.clone()).collect(),
        })
        .collect();
    let report = session.gold_score(&labels);
    assert_eq!((report.labelled, report.with_problem), (100, 50));
    let mould = report.rules.iter().find(|rule| rule.rule == "CP-01").unwrap();
    assert_eq!((mould.found, mould.right, mould.missed), (mould.found, mould.found, 0));
    assert_eq!(mould.precision.unwrap().value, 1.0);
    assert!(mould.precision.unwrap().low < 0.9 && mould.precision.unwrap().high == 1.0);
    let few = session.gold_score(&labels[..5]);
    assert!(few.rules.iter().all(|rule| rule.precision.is_none() && rule.recall.is_none()));
    assert_eq!(session.gold_score(&[]).rules, []);
}
