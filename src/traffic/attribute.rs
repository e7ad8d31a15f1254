//! Which sources a loss came from, and how far the steps of a funnel explain it.

use libm::log;

use crate::report::{Attribution, FunnelStep};

use super::model::Model;
use super::round;
use super::segment::{mad, median};
use super::series::Looked;
use super::table::{Column, Frame, Role};

/// Points before and behind a cliff that are compared.
const AROUND: usize = 28;

/// Least distance, depth and part of the loss of a source that explains a cliff.
const LEAST_SCORE: f64 = 3.0;
const LEAST_DEPTH: f64 = 0.2;
const LEAST_SHARE: f64 = 0.05;

/// A stretch before a cliff, and one in it, as points of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) before: (usize, usize),
    pub(super) after: (usize, usize),
}

impl Window {
    /// The points around a cliff: those of its level before, and those of the low one.
    pub(super) fn new(reference: (usize, usize), start: usize, end: usize) -> Window {
        let before = (reference.0.max(reference.1.saturating_sub(AROUND)), reference.1.min(start));
        Window { before, after: (start, end.min(start + AROUND)) }
    }
}

/// How a column moved over a window.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Moved {
    pub(super) before: f64,
    pub(super) after: f64,
    /// Distance in robust standard deviations, negative for a fall.
    pub(super) score: f64,
}

impl Moved {
    pub(super) fn depth(&self) -> f64 {
        if self.before > 0.0 { 1.0 - self.after / self.before } else { 0.0 }
    }
}

/// Levels of a column before and after, weekdays taken out where it has a model.
pub(super) fn moved(column: &Column, model: Option<&Model>, w: &Window) -> Option<Moved> {
    if let Some(m) = model {
        let range = |(a, b): (usize, usize)| (m.position(a), m.position(b));
        let ((a, b), (c, d)) = (range(w.before), range(w.after));
        if b <= a || d <= c {
            return None;
        }
        let (before, after) = (m.level(a, b), m.level(c, d));
        let rest: Vec<f64> = m.x[a..b].iter().map(|x| x - before).collect();
        let spread = mad(&rest).max(m.sigma);
        let n = ((b - a).min(14) as f64, (d - c).min(14) as f64);
        let score = (after - before) / (spread * libm::sqrt((1.0 / n.0 + 1.0 / n.1) * 1.57));
        return Some(Moved { before: m.figure(before), after: m.figure(after), score });
    }
    let values = |(a, b): (usize, usize)| -> Vec<f64> {
        column.values.get(a..b).unwrap_or(&[]).iter().flatten().copied().collect()
    };
    let (old, new) = (values(w.before), values(w.after));
    let (before, after) = (median(old.iter().copied())?, median(new.iter().copied())?);
    let spread = mad(&old).max(before.abs() * 0.02).max(1e-9);
    let n = (old.len().min(14) as f64, new.len().min(14) as f64);
    let score = (after - before) / (spread * libm::sqrt((1.0 / n.0 + 1.0 / n.1) * 1.57));
    Some(Moved { before, after, score })
}

/// Sources by their part in the loss, and whether all of them fell alike.
pub(super) fn sources(
    frame: &Frame,
    looked: &[Looked],
    list: &[usize],
    w: &Window,
) -> (Vec<Attribution>, bool) {
    let found: Vec<(usize, Moved)> = list
        .iter()
        .filter_map(|i| {
            let column = frame.columns.get(*i)?;
            Some((*i, moved(column, looked.get(*i)?.model.as_ref(), w)?))
        })
        .collect();
    let loss: f64 = found.iter().map(|(_, m)| m.after - m.before).sum();
    let whole: f64 = found.iter().map(|(_, m)| m.before).sum();
    // Those that matter fell by nearly the same share.
    let falls: Vec<f64> = found
        .iter()
        .filter(|(_, m)| m.before > whole * 0.04)
        .map(|(_, m)| log((m.after + 0.5).max(1e-9) / (m.before + 0.5).max(1e-9)))
        .collect();
    let middle = median(falls.iter().copied()).unwrap_or(0.0);
    let widest = falls.iter().map(|f| (f - middle).abs()).fold(0.0, f64::max);
    let together = falls.len() > 1 && middle < -0.15 && widest < (0.35 * -middle).max(0.12);
    let mut out: Vec<Attribution> = found
        .iter()
        .filter_map(|(i, m)| {
            let delta = m.after - m.before;
            let share = if loss < 0.0 { delta / loss } else { 0.0 };
            let explains =
                m.score <= -LEAST_SCORE && m.depth() >= LEAST_DEPTH && share >= LEAST_SHARE;
            Some(Attribution {
                source: frame.columns.get(*i)?.name.clone(),
                delta: round(delta),
                share: round(share),
                before: round(m.before),
                after: round(m.after),
                depth: round(m.depth()),
                score: round(m.score),
                explains: explains || (together && share >= LEAST_SHARE),
            })
        })
        .collect();
    out.sort_by(|a, b| a.delta.total_cmp(&b.delta).then_with(|| a.source.cmp(&b.source)));
    (out, together)
}

/// The steps of a funnel, from the widest.
const FUNNEL: &[&[&str]] = &[
    &["impressions"],
    &["visits", "views"],
    &["clicks"],
    &["cart"],
    &["created_orders"],
    &["orders"],
];

/// How far each step explains the fall of the last one: log orders = log visits + log rates.
pub(super) fn funnel(frame: &Frame, looked: &[Looked], w: &Window) -> Vec<FunnelStep> {
    let mut steps: Vec<(String, Moved)> = Vec::new();
    for metrics in FUNNEL {
        let of = |c: &&Column| c.role == Role::Metric && metrics.contains(&c.metric);
        let Some(i) = frame.columns.iter().position(|c| of(&c)) else { continue };
        let moved = moved(&frame.columns[i], looked.get(i).and_then(|l| l.model.as_ref()), w);
        if let Some(moved) = moved.filter(|m| m.before > 0.0) {
            steps.push((frame.columns[i].name.clone(), moved));
        }
    }
    let is_orders = frame.columns.iter().any(|c| {
        steps.last().is_some_and(|s| s.0 == c.name)
            && matches!(c.metric, "orders" | "created_orders")
    });
    if steps.len() < 2 || !is_orders {
        return Vec::new();
    }
    let fall = |before: f64, after: f64| log(after.max(before * 1e-3) / before);
    let whole = steps.last().map_or(0.0, |(_, m)| fall(m.before, m.after));
    let share = |part: f64| if whole < -0.05 { round(part / whole) } else { 0.0 };
    let mut out = Vec::new();
    for (i, (name, m)) in steps.iter().enumerate() {
        let Some((above, a)) = i.checked_sub(1).and_then(|a| steps.get(a)) else {
            let part = share(fall(m.before, m.after));
            out.push(FunnelStep {
                name: name.clone(),
                before: round(m.before),
                after: round(m.after),
                share: part,
            });
            continue;
        };
        let (before, after) =
            (m.before / a.before, m.after.max(m.before * 1e-3) / a.after.max(a.before * 1e-3));
        out.push(FunnelStep {
            name: format!("{name} / {above}"),
            before: round(before),
            after: round(after),
            share: share(log(after / before)),
        });
    }
    out
}
