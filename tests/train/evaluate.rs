//! Figures on what was held back, and the calibration that comes from it.

use std::collections::BTreeMap;

use qunzhen::model::features::Alphabet;
use qunzhen::model::file::{Card, Evaluation, Target};
use qunzhen::report::{Sensitivity, Threshold};

use crate::data::{Example, Part};
use crate::linear::Linear;

/// Probabilities from which on the answer is yes.
const SETTINGS: [(Sensitivity, f64); 3] =
    [(Sensitivity::Cautious, 0.8), (Sensitivity::Balanced, 0.5), (Sensitivity::Sensitive, 0.3)];
/// Sets in which every yes is a false alarm.
const CALM: [&str; 3] = ["CPED calm", "banter", "service"];

/// What is known about a head once it was tried.
pub(crate) struct Figures {
    pub(crate) knots: Vec<(f64, f64)>,
    pub(crate) thresholds: Vec<Threshold>,
    pub(crate) held_back: u64,
    pub(crate) evaluation: Vec<Evaluation>,
}

/// Tries a head on what was held back.
pub(crate) fn measure(
    alphabet: Alphabet,
    target: Target,
    examples: &[Example],
    model: &Linear,
) -> Figures {
    let mut sets: BTreeMap<&str, Vec<(f64, bool)>> = BTreeMap::new();
    for example in examples.iter().filter(|e| e.part == Part::Develop) {
        let score = model.score(&example.features);
        sets.entry(example.set).or_default().push((score, example.label));
    }
    let all: Vec<(f64, bool)> = sets.values().flatten().copied().collect();
    let calm: Vec<f64> =
        CALM.iter().filter_map(|set| sets.get(set)).flatten().map(|(s, _)| *s).collect();
    let (a, b) = sigmoid(&all);
    let from = |probability: f64| (libm::log(probability / (1.0 - probability)) - b) / a;
    let thresholds = SETTINGS.map(|(sensitivity, probability)| {
        let least = from(probability);
        let share = |of: &dyn Fn(&(f64, bool)) -> bool, is: &dyn Fn(&(f64, bool)) -> bool| {
            let all: Vec<_> = all.iter().filter(|s| of(s)).collect();
            round(all.iter().filter(|s| is(s)).count() as f64 / all.len().max(1) as f64)
        };
        Threshold {
            sensitivity,
            probability,
            precision: share(&|(s, _)| *s >= least, &|(_, label)| *label),
            recall: share(&|(_, label)| *label, &|(s, _)| *s >= least),
            alarms: round(
                calm.iter().filter(|s| **s >= least).count() as f64 / calm.len().max(1) as f64,
            ),
        }
    });
    let evaluation = sets.iter().map(|(set, scores)| one(alphabet, target, set, scores, from(0.5)));
    Figures {
        knots: knots(a, b),
        thresholds: thresholds.to_vec(),
        held_back: all.len() as u64,
        evaluation: evaluation.collect(),
    }
}

/// Figures of one set, where scores from `least` on mean yes.
fn one(
    alphabet: Alphabet,
    target: Target,
    set: &str,
    scores: &[(f64, bool)],
    least: f64,
) -> Evaluation {
    let count = |said: bool, is: bool| {
        scores.iter().filter(|(s, l)| (*s >= least) == said && *l == is).count() as f64
    };
    let (tp, fp, fn_, tn) =
        (count(true, true), count(true, false), count(false, true), count(false, false));
    let f1 = |tp: f64, fp: f64, fn_: f64| {
        (tp + fp + fn_ > 0.0).then(|| 2.0 * tp / (2.0 * tp + fp + fn_))
    };
    let both = tp + fn_ > 0.0 && fp + tn > 0.0;
    Evaluation {
        target,
        alphabet,
        set: set.to_owned(),
        texts: scores.len() as u64,
        positive: (tp + fn_) as u64,
        accuracy: round((tp + tn) / scores.len() as f64),
        f1: (tp + fn_ > 0.0).then(|| f1(tp, fp, fn_)).flatten().map(round),
        macro_f1: both
            .then(|| Some((f1(tp, fp, fn_)? + f1(tn, fn_, fp)?) / 2.0))
            .flatten()
            .map(round),
        auc: both.then(|| round(auc(scores))),
        alarms: (fp + tn > 0.0).then(|| round(fp / (fp + tn))),
    }
}

/// The evaluation as a table in Markdown.
pub(crate) fn table(card: &Card) -> String {
    let mut out = String::from(
        "| question | alphabet | held-back part of | texts | true | accuracy | F1 | macro-F1 | AUC | false alarms |\n\
         |---|---|---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let share = |x: Option<f64>| x.map_or("–".to_owned(), |x| format!("{:.1} %", 100.0 * x));
    for e in &card.evaluation {
        let auc = e.auc.map_or("–".to_owned(), |x| format!("{x:.3}"));
        out += &format!(
            "| {:?} | {:?} | {} | {} | {} | {} | {} | {} | {auc} | {} |\n",
            e.target,
            e.alphabet,
            e.set,
            e.texts,
            e.positive,
            share(Some(e.accuracy)),
            share(e.f1),
            share(e.macro_f1),
            share(e.alarms),
        );
    }
    out += "\n| question | alphabet | setting | from | precision | recall | alarms on calm lines |\n|---|---|---|--:|--:|--:|--:|\n";
    for head in &card.heads {
        for t in &head.thresholds {
            out += &format!(
                "| {:?} | {:?} | {:?} | {} | {} | {} | {} |\n",
                head.target,
                head.alphabet,
                t.sensitivity,
                t.probability,
                share(Some(t.precision)),
                share(Some(t.recall)),
                share(Some(t.alarms)),
            );
        }
    }
    out
}

fn round(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

fn auc(scores: &[(f64, bool)]) -> f64 {
    let mut sorted = scores.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut sum) = (0.0, 0.0);
    let mut rest = &sorted[..];
    while let Some(((score, _), _)) = rest.split_first() {
        let tied = rest.iter().take_while(|(s, _)| s == score).count();
        let negative = rest[..tied].iter().filter(|(_, label)| !label).count() as f64;
        let positive = tied as f64 - negative;
        sum += positive * (below + negative / 2.0);
        below += negative;
        rest = &rest[tied..];
    }
    sum / below / (sorted.len() as f64 - below)
}

/// Platt's sigmoid: slope and offset of the log odds.
fn sigmoid(scores: &[(f64, bool)]) -> (f64, f64) {
    let (mut a, mut b) = (2.0, 0.0);
    for _ in 0..50 {
        // Newton steps on the log likelihood.
        let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (0.0, 0.0, 1e-6, 0.0, 1e-6);
        for (s, label) in scores {
            let p = 1.0 / (1.0 + libm::exp(-(a * s + b)));
            let (e, v) = (f64::from(u8::from(*label)) - p, p * (1.0 - p));
            ga += e * s;
            gb += e;
            haa += v * s * s;
            hab += v * s;
            hbb += v;
        }
        let det = haa * hbb - hab * hab;
        a += (hbb * ga - hab * gb) / det;
        b += (haa * gb - hab * ga) / det;
    }
    (a, b)
}

/// The sigmoid as straight lines: no exponential at run time.
fn knots(a: f64, b: f64) -> Vec<(f64, f64)> {
    let at = |i: i32| (f64::from(i) / 2.0 - b) / a;
    (-16..=16).map(|i| (at(i), 1.0 / (1.0 + libm::exp(-f64::from(i) / 2.0)))).collect()
}
