//! Incidents of one subject: weak signs of several people that come together.

use std::collections::BTreeMap;

use super::cues::Set;
use super::kinds::KindSpec;
use super::signals::{HOUR, MINUTE};
use super::talk::{NOBODY, Talk};
use crate::report::IncidentKind;

/// What makes something an incident, or speaks against it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sign {
    pub(crate) name: String,
    /// Negative for what speaks against it.
    pub(crate) weight: f64,
    pub(crate) rows: Vec<u32>,
}

/// What may be an incident.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) kind: IncidentKind,
    /// Score over the bar of its kind: 1 is just enough.
    pub(crate) ratio: f64,
    /// Rows that carry it, ascending.
    pub(crate) rows: Vec<u32>,
    /// Those of them that opened it.
    pub(crate) core: Vec<u32>,
    pub(crate) signs: Vec<Sign>,
}

impl Candidate {
    pub(crate) fn first(&self) -> u32 {
        self.rows.first().copied().unwrap_or(0)
    }

    pub(crate) fn last(&self) -> u32 {
        self.rows.last().copied().unwrap_or(0)
    }
}

/// How long before its first and behind its last core message an episode reaches.
const LEAD_MS: i64 = 15 * MINUTE;
const TAIL_MS: i64 = 3 * HOUR;
/// And how many rows.
const LEAD_ROWS: u32 = 10;
const TAIL_ROWS: u32 = 30;
/// Most that people who only support add together.
const MOST_SUPPORT: f64 = 1.4;
/// Longest episode in rows; behind that the bar rises with the length.
const EVEN_ROWS: f64 = 160.0;

/// Everything in a conversation that may be an incident of a kind.
pub(crate) fn find(talk: &Talk<'_>, spec: &KindSpec) -> Vec<Candidate> {
    let core: Vec<u32> = talk
        .rows
        .clone()
        .filter(|row| opens(talk, spec, *row) > 0.0 && talk.by_customer(*row))
        .filter(|row| talk.worth(*row) >= 0.12)
        .collect();
    let apart = |a: &u32, b: &u32| {
        talk.time(*b) - talk.time(*a) <= spec.gap_ms && b - a <= spec.gap_messages
    };
    core.chunk_by(apart).filter_map(|run| episode(talk, spec, run)).collect()
}

/// What a row is worth as an opening of a kind: by its wording, or by a word of its field beside
/// trouble or a question.
fn opens(talk: &Talk<'_>, spec: &KindSpec, row: u32) -> f64 {
    let f = talk.desk.families;
    let set = talk.set(row);
    let worded = spec.core.best(set);
    if worded > 0.0 || set & spec.subject == 0 {
        return worded;
    }
    if set & f.trouble != 0 {
        BESIDE_TROUBLE
    } else if set & f.question != 0 {
        BESIDE_QUESTION
    } else {
        0.0
    }
}

/// Worth of a word of the field beside trouble, and beside a question.
const BESIDE_TROUBLE: f64 = 0.6;
const BESIDE_QUESTION: f64 = 0.3;

/// What one speaker adds.
#[derive(Default)]
struct Share {
    /// Core families, of which the best counts whole and the others add a little: they say the
    /// same thing.
    opening: BTreeMap<Set, f64>,
    support: BTreeMap<Set, f64>,
    core: bool,
    /// By words of the field alone.
    beside: f64,
    /// Core messages.
    lines: u32,
}

impl Share {
    fn add(table: &mut BTreeMap<Set, f64>, families: impl Iterator<Item = (Set, f64)>, worth: f64) {
        for (bit, weight) in families {
            let best = table.entry(bit).or_default();
            *best = best.max(weight * worth);
        }
    }

    /// What is left of someone whose trouble was settled soon.
    fn calm(&mut self, left: f64) {
        self.opening.values_mut().for_each(|w| *w *= left);
        self.support.values_mut().for_each(|w| *w *= left);
        self.beside *= left;
    }

    fn sum(&self, cap: f64) -> f64 {
        let best = self.opening.values().copied().fold(0.0, f64::max);
        let others = self.opening.values().sum::<f64>() - best;
        let support = self.support.values().sum::<f64>();
        let again = (0.12 * f64::from(self.lines.saturating_sub(1))).min(0.36);
        (best + 0.4 * others + support + self.beside.min(0.7) + again).min(cap)
    }
}

fn episode(talk: &Talk<'_>, spec: &KindSpec, run: &[u32]) -> Option<Candidate> {
    let (&first, &last) = (run.first()?, run.last()?);
    let start = first.saturating_sub(LEAD_ROWS).max(talk.rows.start);
    let end = last.saturating_add(TAIL_ROWS + 1).min(talk.rows.end);
    let near = |row: &u32| {
        let t = talk.time(*row);
        t + LEAD_MS >= talk.time(first) && t <= talk.time(last) + TAIL_MS
    };
    let mut shares: BTreeMap<u32, Share> = BTreeMap::new();
    let mut staff: BTreeMap<Set, f64> = BTreeMap::new();
    let mut by_family: BTreeMap<Set, Vec<u32>> = BTreeMap::new();
    let mut rows = Vec::new();
    let mut beside = Vec::new();
    let mut needed = spec.needs == 0;
    let core: std::collections::BTreeSet<u32> = run.iter().copied().collect();
    let writers: std::collections::BTreeSet<u32> = run.iter().map(|r| talk.writer(*r)).collect();
    for row in (start..end).filter(near) {
        let set = talk.set(row);
        let who = talk.writer(row);
        if who == NOBODY {
            continue;
        }
        let concerned = talk.by_staff(row) || writers.contains(&who);
        needed |= concerned && set & spec.needs != 0;
        if talk.by_staff(row) {
            for (bit, weight) in spec.staff.of(set) {
                let best = staff.entry(bit).or_default();
                *best = best.max(weight);
                by_family.entry(bit).or_default().push(row);
                rows.push(row);
            }
            continue;
        }
        let worth = talk.worth(row);
        let is_core = core.contains(&row);
        let supports = set & spec.support.set != 0 && row > first;
        if !is_core && !supports || worth < 0.12 {
            continue;
        }
        let share = shares.entry(who).or_default();
        if is_core {
            share.core = true;
            share.lines += 1;
            Share::add(&mut share.opening, spec.core.of(set), worth);
            if set & spec.core.set == 0 {
                share.beside = share.beside.max(opens(talk, spec, row) * worth) + 0.1 * worth;
                beside.push(row);
            }
        }
        if supports || is_core {
            Share::add(&mut share.support, spec.support.of(set), worth);
        }
        for (bit, _) in spec.core.of(set).chain(spec.support.of(set)) {
            by_family.entry(bit).or_default().push(row);
        }
        rows.push(row);
    }
    rows.sort_unstable();
    rows.dedup();
    let calmed = calmed(talk, run, end);
    let waiting = shares.iter().filter(|(who, s)| s.core && !calmed.contains_key(who)).count();
    // Where hardly anyone is left who was not helped at once, it is no incident; many who still wait
    // are, however quick the help for others.
    let left = match waiting {
        0 | 1 => 0.25,
        2 => 0.5,
        _ => 0.75,
    };
    for who in calmed.keys() {
        if let Some(share) = shares.get_mut(who) {
            share.calm(left);
        }
    }
    let people = shares.values().filter(|s| s.core).count();
    let supporters = shares.values().filter(|s| !s.core).count();
    if !needed || people == 0 || people + supporters.min(1) < spec.people {
        return None;
    }
    let from_core: f64 = shares.values().filter(|s| s.core).map(|s| s.sum(spec.cap)).sum();
    let support: f64 = shares.values().filter(|s| !s.core).map(|s| s.sum(0.8)).sum();
    let mut score = from_core + support.min(MOST_SUPPORT) + staff.values().sum::<f64>();
    let mut signs = signs_of(talk, spec, &by_family);
    if !beside.is_empty() {
        let weight = shares.values().map(|s| s.beside.min(0.7)).sum();
        signs.push(Sign { name: "subject_beside_trouble".into(), weight, rows: beside });
    }
    let mut more = |name: &str, weight: f64, rows: Vec<u32>| {
        score += weight;
        signs.push(Sign { name: name.to_string(), weight, rows });
    };
    around(talk, run, &shares, waiting, &mut more);
    let against: f64 = spec
        .against
        .of(u128::MAX)
        .map(|(bit, w)| {
            let said = (start..end).filter(near).filter(|r| talk.has(*r, bit)).count();
            w * (said as f64).min(3.0)
        })
        .sum();
    if against > 0.0 {
        more("other_explanation", -against, Vec::new());
    }
    if !calmed.is_empty() {
        let weight = -0.5 * calmed.len() as f64;
        let rows = calmed.values().copied().collect();
        signs.push(Sign { name: "settled_soon".into(), weight, rows });
    }
    let elsewhere = elsewhere(talk, run);
    if elsewhere < 1.0 {
        let weight = -score * (1.0 - elsewhere);
        score += weight;
        signs.push(Sign { name: "about_something_else".into(), weight, rows: vec![first] });
    }
    use IncidentKind::{AccountLimited, DataLeak, PersonalSafety};
    let alone = matches!(spec.kind, PersonalSafety | DataLeak | AccountLimited);
    // Signs that never stand together are chance.
    let together = match densest(talk, &rows) {
        // Danger does not wait for company.
        0..=3 if alone => 0.85,
        0..=2 => 0.6,
        3 => 0.85,
        4 | 5 => 1.0,
        _ => 1.1,
    };
    if together != 1.0 {
        let weight = score * (together - 1.0);
        score += weight;
        let name = if weight > 0.0 { "close_together" } else { "far_apart" };
        signs.push(Sign { name: name.into(), weight, rows: vec![first] });
    }
    let length = f64::from(last - first + 1);
    let bar = spec.bar * (length / EVEN_ROWS).max(1.0);
    let ratio = score / bar;
    (ratio >= 0.4).then(|| Candidate { kind: spec.kind, ratio, rows, core: run.to_vec(), signs })
}

fn signs_of(talk: &Talk<'_>, spec: &KindSpec, by_family: &BTreeMap<Set, Vec<u32>>) -> Vec<Sign> {
    let sign = |(bit, rows): (&Set, &Vec<u32>)| {
        let weights = [&spec.core, &spec.support, &spec.staff];
        let weight = weights.iter().map(|w| w.best(*bit)).fold(0.0, f64::max);
        let people: std::collections::BTreeSet<u32> =
            rows.iter().map(|r| talk.writer(*r)).collect();
        let name = talk.desk.cues.names(*bit).next().unwrap_or_default().to_string();
        Sign { name, weight: weight * people.len() as f64, rows: rows.clone() }
    };
    by_family.iter().map(sign).collect()
}

/// What the surroundings add: pictures, leaving, silence of the operator.
fn around(
    talk: &Talk<'_>,
    run: &[u32],
    shares: &BTreeMap<u32, Share>,
    waiting: usize,
    more: &mut dyn FnMut(&str, f64, Vec<u32>),
) {
    let f = talk.desk.families;
    let (first, last) = (run[0], run[run.len() - 1]);
    let mut pictures = Vec::new();
    for row in run {
        let low = row.saturating_sub(3).max(talk.rows.start);
        let near = (low..(row + 4).min(talk.rows.end))
            .find(|r| talk.has(*r, f.image) && talk.writer(*r) == talk.writer(*row));
        pictures.extend(near);
    }
    pictures.sort_unstable();
    pictures.dedup();
    if !pictures.is_empty() {
        more("picture_beside", 0.3 * (pictures.len() as f64).min(2.0), pictures);
    }
    let left: Vec<u32> = (first..=last)
        .chain(talk.after(last, HOUR, 20))
        .filter(|r| talk.has(*r, f.leave))
        .collect();
    if !left.is_empty() {
        more("members_left", 0.4, left);
    }
    if waiting >= 3 {
        more("several_complainants", 0.4, run.to_vec());
    }
    let answer = talk.after(first, 4 * HOUR, 400).find(|r| talk.by_staff(*r));
    let waited = answer.map(|r| talk.time(r) - talk.time(first));
    let covered = talk.time(talk.rows.end - 1) - talk.time(first);
    if waited.map_or(covered >= HOUR / 2, |w| w >= HOUR / 2) && shares.len() > 1 {
        more("no_answer_for_30_min", 0.3, vec![first]);
    }
}

/// Complainants who were answered within a quarter of an hour, were content, and do not complain
/// after that; with the row that says so.
fn calmed(talk: &Talk<'_>, run: &[u32], end: u32) -> BTreeMap<u32, u32> {
    let f = talk.desk.families;
    let mut last: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for row in run {
        last.entry(talk.writer(*row)).and_modify(|(_, l)| *l = *row).or_insert((*row, *row));
    }
    let mut out = BTreeMap::new();
    for (who, (first, last)) in last {
        let Some(answer) = talk.after(first, 15 * MINUTE, 25).find(|r| talk.by_staff(*r)) else {
            continue;
        };
        let content = (answer.max(last)..end.min(answer + 60))
            .find(|r| talk.writer(*r) == who && talk.has(*r, f.thanks | f.quiet_ok | f.laugh));
        if let Some(row) = content {
            out.insert(who, row);
        }
    }
    out
}

/// What is left of an episode that began with another shop, the news, a story or a game.
fn elsewhere(talk: &Talk<'_>, run: &[u32]) -> f64 {
    let f = talk.desk.families;
    let foreign = f.othershop | f.news | f.fiction | f.game;
    let Some(first) = run.first() else { return 1.0 };
    let low = first.saturating_sub(3).max(talk.rows.start);
    let seeded = (low..=*first).any(|r| {
        let same = r == *first || talk.writer(r) == talk.writer(*first);
        same && talk.has(r, foreign) && talk.time(*first) - talk.time(r) <= 5 * MINUTE
    });
    let said = run.iter().filter(|r| talk.has(**r, foreign)).count();
    match (seeded, said * 3 >= run.len()) {
        (true, true) => 0.2,
        (true, false) => 0.35,
        (false, true) => 0.6,
        _ => 1.0,
    }
}

/// Rows in which evidence is looked for together.
const TOGETHER: u32 = 12;

/// Most evidence by customers within a few rows.
fn densest(talk: &Talk<'_>, rows: &[u32]) -> usize {
    let customers: Vec<u32> = rows.iter().copied().filter(|r| talk.by_customer(*r)).collect();
    let (mut best, mut from) = (0, 0);
    for (i, row) in customers.iter().enumerate() {
        while row - customers[from] >= TOGETHER {
            from += 1;
        }
        best = best.max(i + 1 - from);
    }
    best
}
