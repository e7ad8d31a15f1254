//! Whether the same act meets the same sanction, what the rules say, and where friction adds up.

use std::collections::{BTreeMap, BTreeSet};

use super::quarrel;
use super::signals::DAY;
use super::stats::rounded;
use super::talk::{NOBODY, Talk};
use super::topics::Candidate;
use crate::report::{FrictionRow, IncidentKind, Metric, RuleCoverage, SanctionRow};

/// Fewest violations on each side for a parity.
const LEAST: u32 = 10;
/// Friction of a pair counts from so many messages on so many days.
const LEAST_FRICTION: usize = 6;
const LEAST_DAYS: usize = 3;
/// Most people listed.
const MOST: usize = 200;

/// Violations and sanctions in a conversation.
pub(crate) fn sanctions(
    talk: &Talk<'_>,
    found: &[Candidate],
    tiers: &BTreeMap<String, String>,
) -> Vec<SanctionRow> {
    let f = talk.desk.families;
    let mut rows: BTreeMap<u32, (u32, Vec<u32>)> = BTreeMap::new();
    let hot: BTreeSet<u32> = found
        .iter()
        .filter(|c| c.kind == IncidentKind::Quarrel)
        .flat_map(|c| c.core.iter().copied())
        .filter(|r| talk.has(*r, f.attack))
        .collect();
    let mut people: Vec<u32> = talk.who.iter().copied().filter(|m| *m != NOBODY).collect();
    people.sort_unstable();
    people.dedup();
    for row in talk.rows.clone() {
        let who = talk.writer(row);
        let breaks =
            talk.has(row, f.abuse | f.threat) && talk.worth(row) >= 0.5 || hot.contains(&row);
        if who != NOBODY && breaks {
            rows.entry(who).or_default().0 += 1;
        }
        if talk.has(row, f.removed) {
            let text = talk.text(row);
            let meant = |m: &&u32| {
                !talk.staff(**m).yes()
                    && talk.name(**m).chars().count() > 1
                    && text.contains(talk.name(**m))
            };
            if let Some(m) = people.iter().find(meant) {
                rows.entry(*m).or_default().1.push(row - talk.rows.start);
            }
        }
    }
    let row = |(who, (violations, sanctions)): (u32, (u32, Vec<u32>))| {
        let name = talk.name(who).to_string();
        let tier = tiers.get(&name).cloned();
        SanctionRow { name, conversation: talk.id(), tier, violations, sanctions }
    };
    rows.into_iter().map(row).collect()
}

/// The list, most violations first, and the parity between those with a tier and those without.
pub(crate) fn parity(rows: &mut Vec<SanctionRow>) -> Metric {
    rows.sort_by(|a, b| {
        b.violations
            .cmp(&a.violations)
            .then_with(|| (&a.conversation, &a.name).cmp(&(&b.conversation, &b.name)))
    });
    let sum = |with: bool| {
        rows.iter()
            .filter(|r| r.tier.is_some() == with)
            .fold((0, 0), |(v, s), r| (v + r.violations, s + r.sanctions.len() as u32))
    };
    let ((v1, s1), (v2, s2)) = (sum(true), sum(false));
    let enough = v1 >= LEAST && v2 >= LEAST && s2 > 0;
    let value =
        enough.then(|| rounded(f64::from(s1) / f64::from(v1) / (f64::from(s2) / f64::from(v2))));
    rows.truncate(MOST);
    Metric {
        name: "fairness_parity".into(),
        value,
        unit: "ratio".into(),
        n: u64::from(v1.min(v2)),
        missing: if enough { String::new() } else { format!("under {LEAST} violations on a side") },
        ..Metric::default()
    }
}

/// `true` where both sides of a quarrel broke rules and only one was sanctioned.
pub(crate) fn one_sided(quarrel: &[String], conversation: &str, rows: &[SanctionRow]) -> bool {
    let of =
        |name: &String| rows.iter().find(|r| r.name == *name && r.conversation == conversation);
    let sides: Vec<&SanctionRow> =
        quarrel.iter().filter_map(of).filter(|r| r.violations > 0).collect();
    let sanctioned = sides.iter().filter(|r| !r.sanctions.is_empty()).count();
    sides.len() >= 2 && sanctioned > 0 && sanctioned < sides.len()
}

/// Subjects of group rules, and words that a clause on them has.
const SUBJECTS: &[(&str, &[&str])] = &[
    ("abuse", &["辱骂", "骂人", "攻击", "吵架", "文明", "争吵", "insult", "respect"]),
    ("ads", &["广告", "推广", "链接", "二维码", "ads", "advertis"]),
    ("privacy", &["隐私", "个人信息", "电话", "截图", "泄露", "privacy"]),
    ("rumour", &["谣言", "不实", "未经证实", "传谣", "rumour", "rumor"]),
    ("poaching", &["拉人", "私加", "加好友", "挖", "私信", "poach"]),
    ("flooding", &["刷屏", "连续发", "spam"]),
    ("trade", &["交易", "私下", "转账", "买卖", "trade"]),
    ("complaints", &["投诉", "反馈", "售后", "客服", "complain"]),
    ("penalties", &["踢", "移出", "禁言", "警告", "处罚", "remove", "ban"]),
    ("appeal", &["申诉", "复核", "异议", "appeal"]),
];

/// What the pasted rules of a group cover.
pub(crate) fn coverage(talk: &Talk<'_>) -> RuleCoverage {
    let f = talk.desk.families;
    let covers = |row: u32| -> Vec<&'static str> {
        let text = talk.text(row);
        let has = |words: &&[&str]| words.iter().any(|w| text.contains(w));
        SUBJECTS.iter().filter(|(_, words)| has(words)).map(|(name, _)| *name).collect()
    };
    let posted = talk.rows.clone().filter(|row| {
        let ruling = talk.has(*row, f.quote_rule) || talk.text(*row).contains("群规");
        ruling && !talk.by_customer(*row) && talk.desk.signals.length[*row as usize] >= 20
    });
    let best = posted
        .map(|row| (covers(row).len(), row))
        .max_by_key(|(n, row)| (*n, std::cmp::Reverse(*row)));
    let best = best.filter(|(n, _)| *n >= 2).map(|(_, row)| row);
    let covered = best.map(covers).unwrap_or_default();
    let missing = SUBJECTS.iter().map(|(name, _)| *name).filter(|name| !covered.contains(name));
    let mut before: BTreeSet<u32> = BTreeSet::new();
    let mut after: BTreeSet<u32> = BTreeSet::new();
    if let Some(row) = best {
        for r in talk.rows.clone().filter(|r| talk.writer(*r) != NOBODY) {
            if r <= row {
                before.insert(talk.writer(r))
            } else {
                after.insert(talk.writer(r))
            };
        }
    }
    RuleCoverage {
        conversation: talk.id(),
        message: best.map(|row| row - talk.rows.start),
        published: best.and_then(|row| talk.time_of(row)),
        joined_after: after.difference(&before).count() as u32,
        covered: covered.iter().map(|s| (*s).to_string()).collect(),
        missing: missing.map(str::to_string).collect(),
    }
}

/// Pairs with hot lines on several days that no quarrel explains.
pub(crate) fn friction(talk: &Talk<'_>, found: &[Candidate]) -> Vec<FrictionRow> {
    let quarrels: BTreeSet<u32> = found
        .iter()
        .filter(|c| c.kind == IncidentKind::Quarrel)
        .flat_map(|c| c.rows.iter().copied())
        .collect();
    let mut pairs: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
    for (row, who, target) in quarrel::frictions(talk) {
        if target != NOBODY && !quarrels.contains(&row) {
            pairs.entry((who.min(target), who.max(target))).or_default().push(row);
        }
    }
    let row = |((a, b), rows): ((u32, u32), Vec<u32>)| {
        let days: BTreeSet<i64> = rows.iter().map(|r| talk.time(*r).div_euclid(DAY)).collect();
        let enough = rows.len() >= LEAST_FRICTION && days.len() >= LEAST_DAYS;
        enough.then(|| FrictionRow {
            conversation: talk.id(),
            between: (talk.name(a).to_string(), talk.name(b).to_string()),
            days: days.len() as u32,
            messages: rows.iter().map(|r| r - talk.rows.start).collect(),
        })
    };
    pairs.into_iter().filter_map(row).collect()
}
