//! Falls of several columns at one time are one cliff, told of the column that an operator looks at
//! first.

use crate::report::{AlsoFell, Cliff};

use super::attribute::{self, Moved, Window, moved};
use super::calendar;
use super::cause::{Facts, SourceFact, cause};
use super::detect::{Fall, LEAST_DEPTH, Shape};
use super::notes::Event;
use super::recovery::recovery;
use super::roles::Group;
use super::series::Looked;
use super::table::{Column, DAY, Frame, Frequency, HOUR, Role};
use super::{Times, round};

/// What counts as traffic, what is looked at first first. A fall of anything else is a change.
const RANKED: &[&str] = &[
    "visits",
    "views",
    "new_followers",
    "impressions",
    "clicks",
    "orders",
    "gmv",
    "created_orders",
    "cart",
    "interactions",
    "net_followers",
    "followers",
    "other",
];

/// A source alone makes a cliff where it fell by as much, and was as much of the whole.
const LONE_DEPTH: f64 = 0.5;
const LONE_SHARE: f64 = 0.1;

/// Confidence below which a fall is told of as a change only.
const LEAST_CONFIDENCE: f64 = 0.2;

/// A count below which a source says nothing on its own.
const LONE_LEVEL: f64 = 20.0;

struct Candidate<'c> {
    column: usize,
    rank: usize,
    point: usize,
    fall: &'c Fall,
}

/// All cliffs, in order of time.
pub(super) fn cliffs(
    frame: &Frame,
    looked: &[Looked],
    groups: &[Group],
    events: &[Event],
    clock: &mut Times,
) -> Vec<Cliff> {
    let near = match frame.frequency {
        Frequency::Hour => 6,
        _ => 4,
    };
    let mut candidates: Vec<Candidate<'_>> = Vec::new();
    for (i, (column, l)) in frame.columns.iter().zip(looked).enumerate() {
        let (Some(rank), Some(m)) = (rank(column, i, groups), &l.model) else { continue };
        for fall in &l.found.falls {
            if fall.confidence < LEAST_CONFIDENCE {
                continue;
            }
            candidates.push(Candidate { column: i, rank, point: m.at[fall.start], fall });
        }
    }
    if candidates.is_empty() {
        candidates = lone_sources(frame, looked, groups);
    }
    // Orders that slide with the visits are no cliff of their own.
    let slides = |c: &Candidate<'_>| {
        looked.iter().enumerate().any(|(i, l)| {
            let above = rank(&frame.columns[i], i, groups).is_some_and(|r| r < c.rank);
            let near = |change: &super::detect::Change| {
                let at = l.model.as_ref().map_or(0, |m| m.at[change.at]);
                change.kind == "slow_decline" && at.abs_diff(c.point) <= 4 * near
            };
            above && l.found.changes.iter().any(near)
        })
    };
    candidates.retain(|c| !slides(c));
    candidates.sort_by_key(|c| (c.point, c.rank));
    let mut out: Vec<Cliff> = Vec::new();
    while let Some(first) = candidates.first() {
        let from = first.point;
        let (event, rest): (Vec<_>, Vec<_>) =
            candidates.into_iter().partition(|c| c.point <= from + near);
        candidates = rest;
        let deepest = event.iter().map(|c| c.fall.depth()).fold(0.0, f64::max);
        let chief = event
            .iter()
            .filter(|c| c.fall.depth() >= 0.5 * deepest)
            .min_by_key(|c| (c.rank, c.point));
        if let Some(chief) = chief
            && let Some(cliff) = cliff(chief, frame, looked, groups, events, clock)
        {
            out.push(cliff);
        }
    }
    out
}

/// The cliff that matters most: the deepest that is not over, else the last.
pub(super) fn weightiest(cliffs: &[Cliff]) -> Option<usize> {
    (0..cliffs.len()).max_by(|a, b| {
        let weight = |i: &usize| {
            let c = &cliffs[*i];
            c.depth * c.confidence * if c.end.is_none() { 1.5 } else { 1.0 }
        };
        weight(a).total_cmp(&weight(b)).then(a.cmp(b))
    })
}

fn rank(column: &Column, i: usize, groups: &[Group]) -> Option<usize> {
    if column.role == Role::Source || column.role == Role::Ratio {
        return None;
    }
    let rank = RANKED.iter().position(|m| *m == column.metric)?;
    // What the sources add up to is what the table is about.
    let paid = matches!(column.metric, "orders" | "gmv" | "created_orders");
    Some(if groups.iter().any(|g| g.total == i) && !paid { 0 } else { rank + 1 })
}

/// Falls of single sources that the whole hides.
fn lone_sources<'c>(frame: &Frame, looked: &'c [Looked], groups: &[Group]) -> Vec<Candidate<'c>> {
    let mut out = Vec::new();
    for (rank, i) in groups.iter().flat_map(|g| g.sources.iter().map(move |s| (g.total, *s))) {
        let (Some(m), Some(total)) = (&looked[i].model, frame.columns.get(rank)) else { continue };
        for fall in &looked[i].found.falls {
            let point = m.at[fall.start];
            let before = &total.values[point.saturating_sub(14)..point];
            let whole = super::segment::median(before.iter().flatten().copied()).unwrap_or(0.0);
            let share = m.figure(fall.before) / whole.max(1e-9);
            let level = m.figure(fall.before);
            if level >= LONE_LEVEL
                && fall.depth() >= LONE_DEPTH
                && share >= LONE_SHARE
                && fall.shape != Shape::AfterHump
            {
                out.push(Candidate { column: i, rank: 50, point, fall });
            }
        }
    }
    out
}

fn cliff(
    chief: &Candidate<'_>,
    frame: &Frame,
    looked: &[Looked],
    groups: &[Group],
    events: &[Event],
    clock: &mut Times,
) -> Option<Cliff> {
    let (column, l, fall) =
        (frame.columns.get(chief.column)?, looked.get(chief.column)?, chief.fall);
    let m = l.model.as_ref()?;
    let point = |p: usize| m.at.get(p).copied().unwrap_or(frame.points);
    let end = fall.end.map_or(frame.points, point);
    let reference = (point(fall.reference.0), point(fall.reference.1.saturating_sub(1)) + 1);
    let w = Window::new(reference, chief.point, end);
    let group = groups
        .iter()
        .find(|g| g.total == chief.column || g.sources.contains(&chief.column))
        .or_else(|| groups.iter().find(|g| fell(frame, looked, g.total, &w)));
    let (attribution, together) = match group {
        Some(g) => attribute::sources(frame, looked, &g.sources, &w),
        None => (Vec::new(), false),
    };
    let in_group = |i: usize| group.is_some_and(|g| g.sources.contains(&i));
    let mut also = Vec::new();
    let mut others = std::collections::BTreeMap::new();
    for (i, other) in frame.columns.iter().enumerate() {
        if i == chief.column || in_group(i) || other.role == Role::Source {
            continue;
        }
        let Some(found) = moved(other, looked[i].model.as_ref(), &w) else { continue };
        others.entry(other.metric).or_insert(found);
        if found.score.abs() >= 3.0 && found.depth().abs() >= 0.1 {
            also.push(AlsoFell {
                name: other.name.clone(),
                metric: other.metric.to_string(),
                depth: round(found.depth()),
                lag: lag(other, chief.point),
            });
        }
    }
    let observed = m.figure(fall.after);
    let expected = m.figure(fall.before);
    let depth = if expected > 0.0 { 1.0 - observed / expected } else { 0.0 };
    let last = fall.end.unwrap_or(m.x.len());
    let lost: f64 = (fall.start..last).map(|p| m.expected(fall.before, p) - m.y[p]).sum();
    let time = frame.times.get(chief.point).copied();
    let source_fact = |a: &crate::report::Attribution| {
        let column = frame.columns.iter().find(|c| c.name == a.source)?;
        Some(SourceFact {
            id: column.source.unwrap_or("other"),
            depth: a.depth,
            share: a.share,
            score: a.score,
        })
    };
    let day = |seconds: i64| seconds as f64 / DAY as f64;
    let span = |from: usize, to: usize| {
        let (a, b) = (frame.times.get(from)?, frame.times.get(to).or(frame.times.last())?);
        Some(day(*b - *a))
    };
    let facts = Facts {
        metric: column.metric,
        depth,
        after_hump: fall.shape == Shape::AfterHump,
        days_low: fall.end.and_then(|e| span(chief.point, point(e))),
        days_seen: span(chief.point, frame.points).unwrap_or(0.0),
        sources: merged(attribution.iter().filter_map(source_fact)),
        together,
        others,
        day: time.map(|t| day(t).floor()),
        notes: events
            .iter()
            .filter_map(|e| {
                let lag = e.time? - time?;
                let unit =
                    if e.with_clock && frame.frequency == Frequency::Hour { HOUR } else { DAY };
                Some((
                    e,
                    if unit == DAY { day(e.time?).floor() - day(time?).floor() } else { day(lag) },
                ))
            })
            .collect(),
        seasons: time
            .map(|t| calendar::between(t.div_euclid(DAY), t.div_euclid(DAY)))
            .unwrap_or_default(),
    };
    let spread = {
        let n = (last - fall.start).clamp(1, 28) as f64;
        1.645 * m.sigma * libm::sqrt(m.inflation * 1.57 * (1.0 / n + 1.0 / 14.0))
    };
    let bound =
        |shift: f64| round((1.0 - libm::exp(fall.after - fall.before + shift)).clamp(-1.0, 1.0));
    if depth < LEAST_DEPTH * 0.999 {
        return None;
    }
    Some(Cliff {
        metric: column.name.clone(),
        start: clock.of(frame, chief.point),
        end: fall.end.and_then(|e| clock.of(frame, point(e))),
        index: chief.point as u32,
        between: (point(fall.between.0) as u32, point(fall.between.1) as u32),
        expected: round(expected),
        observed: round(observed),
        depth: round(depth),
        depth_between: (bound(spread), bound(-spread)),
        lost: round(lost),
        shape: fall.shape.id().to_string(),
        confidence: round(fall.confidence),
        attribution,
        together,
        funnel: attribute::funnel(frame, looked, &w),
        also,
        cause: cause(&facts),
        recovery: recovery(m, fall),
    })
}

/// Sources of the same kind as one.
fn merged(facts: impl Iterator<Item = SourceFact>) -> Vec<SourceFact> {
    let mut out: Vec<SourceFact> = Vec::new();
    for fact in facts {
        match out.iter_mut().find(|f| f.id == fact.id) {
            Some(known) => {
                // The one with the larger part in the loss speaks for both.
                if fact.share.abs() > known.share.abs() {
                    (known.depth, known.score) = (fact.depth, fact.score);
                }
                known.share += fact.share;
            }
            None => out.push(fact),
        }
    }
    out
}

fn fell(frame: &Frame, looked: &[Looked], column: usize, w: &Window) -> bool {
    let found =
        frame.columns.get(column).and_then(|c| moved(c, looked.get(column)?.model.as_ref(), w));
    found.is_some_and(|m: Moved| m.depth() >= 0.1 && m.score <= -3.0)
}

/// By how many points a column moved before (negative) or behind a cliff: the best split into two
/// levels within a week.
fn lag(column: &Column, point: usize) -> i32 {
    let from = point.saturating_sub(14);
    let to = (point + 14).min(column.values.len());
    let known: Vec<(usize, f64)> =
        (from..to).filter_map(|i| Some((i, column.values.get(i).copied().flatten()?))).collect();
    let values: Vec<f64> = known.iter().map(|k| k.1).collect();
    let sums = super::segment::Sums::new(&values, |_| 1.0);
    let n = values.len();
    let mut best = (f64::INFINITY, point);
    for (t, (at, _)) in known.iter().enumerate().skip(2).take(n.saturating_sub(3)) {
        let (at, cost) = (*at, sums.constant(0, t) + sums.constant(t, n));
        if cost < best.0 && at.abs_diff(point) <= 7 {
            best = (cost, at);
        }
    }
    best.1 as i32 - point as i32
}
