//! The gold set: a sample of what was loaded for a person to judge, and what the judgement says
//! about the rules.
//!
//! The population is every different text (folded) of two or more characters that somebody wrote,
//! by role. It is cut into strata: a text belongs to the rarest rule that found something in it, or
//! to the stratum of texts without a finding. Half of the sample comes from the strata of rules,
//! as evenly as they allow, so that rare rules are seen at all; half from the rest. Within a stratum
//! every `N / n`-th text is taken (systematic sampling from a random start), and as texts lie in
//! order of conversations and time, the sample spreads over both.
//!
//! Rates are weighted back: a judged text of a stratum stands for as many as there are in it for
//! each judged one. Intervals are Wilson's (E. B. Wilson, "Probable inference, the law of
//! succession, and statistical inference", JASA 22, 1927) over the effective number of texts,
//! (sum of weights)² / sum of squared weights (L. Kish, "Survey Sampling", 1965). Where all weights
//! are equal this is the plain interval.

use std::collections::{BTreeMap, BTreeSet};

use crate::export::{Export, Role};
use crate::findings::{Findings, each_message};
use crate::report::{GoldItem, GoldLabel, GoldReport, GoldRule, GoldSample, Rate, ViewRow};
use crate::rules::RuleSet;

/// Shortest text worth judging, in characters.
const SHORTEST: usize = 2;

/// Fewer judgements than this give no rate.
const FEWEST: u32 = 10;

/// Quantile of the normal distribution for 95 %, two-sided.
const Z: f64 = 1.959_963_984_540_054;

/// Numbers that look random and are the same everywhere: SplitMix64 (G. L. Steele et al. 2014).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }
}

/// Draws at most `count` messages; `show` makes the row of one.
pub(crate) fn sample(
    (export, roles, rules, findings): (&Export, &[Role], &RuleSet, &Findings),
    count: usize,
    seed: u32,
    show: impl Fn(u32) -> ViewRow,
) -> GoldSample {
    let mut different = BTreeSet::new();
    let mut population: Vec<(u32, u64)> = Vec::new();
    // Nobody can stop this: it is as quick as a scan without rules.
    let _ = each_message(
        export,
        roles,
        &mut |_| std::ops::ControlFlow::Continue(()),
        |row, message, role| {
            if message.text.trim().chars().nth(SHORTEST - 1).is_some() {
                let print = rules.text_fingerprint(message.text);
                if different.insert((print, role as u8)) {
                    population.push((row, print));
                }
            }
        },
    );
    let mut frequency: BTreeMap<u16, usize> = BTreeMap::new();
    for (row, _) in &population {
        let found: BTreeSet<u16> = findings.of(*row).iter().map(|hit| hit.rule).collect();
        found.into_iter().for_each(|rule| *frequency.entry(rule).or_default() += 1);
    }
    let mut strata: BTreeMap<Option<u16>, Vec<(u32, u64)>> = BTreeMap::new();
    for text in &population {
        let found = findings.of(text.0).iter().map(|hit| hit.rule);
        let rarest = found.min_by_key(|rule| (frequency.get(rule), *rule));
        strata.entry(rarest).or_default().push(*text);
    }
    let clean = strata.remove(&None).unwrap_or_default();
    let with_hits: Vec<(u16, Vec<(u32, u64)>)> =
        strata.into_iter().filter_map(|(rule, texts)| Some((rule?, texts))).collect();
    let sizes: Vec<usize> = with_hits.iter().map(|(_, texts)| texts.len()).collect();
    let all_hits: usize = sizes.iter().sum();
    let for_hits = all_hits.min((count / 2).max(count.saturating_sub(clean.len())));
    let shares = even_shares(&sizes, for_hits);

    let mut dice = Dice(u64::from(seed));
    let mut items = Vec::new();
    let mut draw = |stratum: &str, texts: &[(u32, u64)], n: usize| {
        let n = n.min(texts.len());
        let start = dice.below(texts.len().max(1));
        for i in 0..n {
            let (row, print) = texts[(start + i * texts.len() / n) % texts.len()];
            items.push(GoldItem {
                row: show(row),
                stratum: stratum.to_string(),
                population: texts.len() as u64,
                fingerprint: format!("{print:016x}"),
            });
        }
    };
    for ((rule, texts), share) in with_hits.iter().zip(shares) {
        let id = rules.infos().get(usize::from(*rule)).map_or("", |info| info.id.as_str());
        draw(id, texts, share);
    }
    draw("", &clean, count - for_hits);
    // In any order, so that whoever stops early has judged some of everything.
    for i in (1..items.len()).rev() {
        items.swap(i, dice.below(i + 1));
    }
    GoldSample { items, population: population.len() as u64 }
}

/// Hands `count` out as evenly as the sizes allow.
fn even_shares(sizes: &[usize], mut count: usize) -> Vec<usize> {
    let mut shares = vec![0; sizes.len()];
    while count > 0 {
        let before = count;
        for (share, size) in shares.iter_mut().zip(sizes) {
            if count > 0 && *share < *size {
                *share += 1;
                count -= 1;
            }
        }
        if count == before {
            break;
        }
    }
    shares
}

/// Weights that speak for and against.
#[derive(Default, Clone, Copy)]
struct Tally {
    count: u32,
    all: f64,
    squares: f64,
    good: f64,
}

impl Tally {
    fn add(&mut self, weight: f64, good: bool) {
        self.count += 1;
        self.all += weight;
        self.squares += weight * weight;
        if good {
            self.good += weight;
        }
    }

    fn rate(&self) -> Option<Rate> {
        let enough = self.count >= FEWEST && self.squares > 0.0;
        enough.then(|| wilson(self.good / self.all, self.all * self.all / self.squares))
    }
}

fn wilson(p: f64, n: f64) -> Rate {
    let z2 = Z * Z;
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    Rate { value: p, low: (middle - half).max(0.0), high: (middle + half).min(1.0) }
}

#[derive(Default)]
struct Score {
    found: u32,
    right: u32,
    missed: u32,
    precision: Tally,
    recall: Tally,
}

impl Score {
    fn add(&mut self, weight: f64, found: bool, right: bool) {
        if found {
            self.found += 1;
            self.right += u32::from(right);
            self.precision.add(weight, right);
        }
        if right {
            self.missed += u32::from(!found);
            self.recall.add(weight, found);
        }
    }

    fn report(&self, rule: &str) -> GoldRule {
        GoldRule {
            rule: rule.to_string(),
            found: self.found,
            right: self.right,
            missed: self.missed,
            precision: self.precision.rate(),
            recall: self.recall.rate(),
        }
    }
}

/// Compares the judgements with what the rules in use find, which `found` tells by message.
pub(crate) fn score(labels: &[GoldLabel], found: impl Fn(u32) -> Vec<String>) -> GoldReport {
    let mut judged: BTreeMap<&str, u64> = BTreeMap::new();
    for label in labels {
        *judged.entry(&label.stratum).or_default() += 1;
    }
    let mut all = Score::default();
    let mut rules: BTreeMap<String, Score> = BTreeMap::new();
    let mut with_problem = 0;
    for label in labels {
        let share = judged.get(label.stratum.as_str()).copied().unwrap_or(1);
        let weight = label.population.max(1) as f64 / share as f64;
        let found: BTreeSet<String> = found(label.message).into_iter().collect();
        let right: BTreeSet<&String> = label.right.iter().collect();
        with_problem += u32::from(!right.is_empty());
        for rule in found.iter().chain(right.iter().copied().filter(|rule| !found.contains(*rule)))
        {
            let (found, right) = (found.contains(rule), right.contains(rule));
            all.add(weight, found, right);
            rules.entry(rule.clone()).or_default().add(weight, found, right);
        }
    }
    let mut rules: Vec<GoldRule> = rules.iter().map(|(rule, score)| score.report(rule)).collect();
    rules.sort_by(|a, b| (b.found, b.missed, &a.rule).cmp(&(a.found, a.missed, &b.rule)));
    GoldReport { labelled: labels.len() as u32, with_problem, all: all.report(""), rules }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(message: u32, stratum: &str, population: u64, right: &[&str]) -> GoldLabel {
        let right = right.iter().map(|rule| rule.to_string()).collect();
        GoldLabel { message, stratum: stratum.into(), population, right }
    }

    fn near(rate: Rate, value: f64, low: f64, high: f64) {
        let close = |a: f64, b: f64| (a - b).abs() < 5e-4;
        assert!(
            close(rate.value, value) && close(rate.low, low) && close(rate.high, high),
            "{rate:?}"
        );
    }

    /// Numbers of R: `binom::binom.wilson(8, 10)` and `(0, 10)`.
    #[test]
    fn intervals_are_wilsons() {
        near(wilson(0.8, 10.0), 0.8, 0.4902, 0.9433);
        near(wilson(0.0, 10.0), 0.0, 0.0, 0.2775);
        near(wilson(1.0, 10.0), 1.0, 0.7225, 1.0);
    }

    #[test]
    fn rates_come_out_as_by_hand() {
        // Ten of 20 texts with the rule, eight right; ten of 100 without a finding, one missed.
        let with = (0..10).map(|i| label(i, "X", 20, if i < 8 { &["X"] } else { &[] }));
        let without = (10..20).map(|i| label(i, "", 100, if i == 10 { &["X"] } else { &[] }));
        let labels: Vec<GoldLabel> = with.chain(without).collect();
        let report = score(&labels, |m| if m < 10 { vec!["X".into(), "X".into()] } else { vec![] });
        let rule = &report.rules[0];
        assert_eq!((rule.found, rule.right, rule.missed), (10, 8, 1));
        assert_eq!((report.labelled, report.with_problem), (20, 9));
        near(rule.precision.unwrap(), 0.8, 0.4902, 0.9433);
        // Recall has nine texts, too few for a rate; with one more it is 9 * 2 / (9 * 2 + 10).
        assert_eq!(rule.recall, None);
        let more: Vec<_> = labels
            .into_iter()
            .map(|l| if l.message == 8 { GoldLabel { right: vec!["X".into()], ..l } } else { l })
            .collect();
        let report = score(&more, |m| if m < 10 { vec!["X".into()] } else { vec![] });
        let recall = report.rules[0].recall.unwrap();
        // 28² / (9 * 4 + 100) = 5.765 texts in effect.
        let expected = wilson(18.0 / 28.0, 784.0 / 136.0);
        assert_eq!(
            (recall.value, recall.low, recall.high),
            (expected.value, expected.low, expected.high)
        );
        near(recall, 0.6429, 0.2774, 0.8941);
    }

    #[test]
    fn shares_are_even_and_never_more_than_there_are() {
        assert_eq!(even_shares(&[1, 50, 50, 3], 20), [1, 8, 8, 3]);
        assert_eq!(even_shares(&[2, 1], 20), [2, 1]);
        assert_eq!(even_shares(&[], 3), [0usize; 0]);
    }
}
