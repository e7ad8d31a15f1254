//! From levels to what an operator would call them: a cliff, a pulse, a slow decline, the end of a
//! promotion.

use libm::{exp, log, sqrt};

use super::model::{Model, PENALTY};
use super::segment::median;

/// Least depth of a cliff.
pub(super) const LEAST_DEPTH: f64 = 0.2;

/// Points before and behind a change that tell its depth.
const AROUND: usize = 28;

/// Points that a pulse lasts at most.
const PULSE: usize = 3;

/// Points that a hump lasts at most before its level counts as normal: days, or hours.
const HUMP: usize = 24;
const HUMP_HOURS: usize = 144;

/// How a level fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Step,
    StepAndRecovery,
    Fresh,
    AfterHump,
}

impl Shape {
    pub(super) fn id(self) -> &'static str {
        match self {
            Shape::Step => "step",
            Shape::StepAndRecovery => "step_and_recovery",
            Shape::Fresh => "fresh",
            Shape::AfterHump => "after_hump",
        }
    }
}

/// A fall of a column's level. Positions are those of its [`Model`].
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fall {
    pub(super) start: usize,
    /// Earliest and latest start.
    pub(super) between: (usize, usize),
    /// First position back near the level before.
    pub(super) end: Option<usize>,
    /// Levels on the log scale.
    pub(super) before: f64,
    pub(super) after: f64,
    /// Range of the level before.
    pub(super) reference: (usize, usize),
    pub(super) shape: Shape,
    /// Distance in standard deviations of the difference.
    pub(super) z: f64,
    pub(super) confidence: f64,
}

impl Fall {
    pub(super) fn depth(&self) -> f64 {
        1.0 - exp(self.after - self.before)
    }
}

/// A change of any kind.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    pub(super) at: usize,
    pub(super) kind: &'static str,
    pub(super) before: f64,
    pub(super) after: f64,
    pub(super) confidence: f64,
}

/// What was found in one column.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub(super) falls: Vec<Fall>,
    pub(super) changes: Vec<Change>,
}

/// Looks through the levels of a column.
pub(super) fn look(m: &Model) -> Found {
    let mut out = Found::default();
    let levels = m.levels();
    let support = if levels.len() > 1 { support(m) } else { Vec::new() };
    let level: Vec<f64> = levels.iter().map(|(a, b)| m.level(*a, *b)).collect();
    let sure = |cut: usize, z: f64| {
        let stable =
            support.iter().filter(|cuts| cuts.iter().any(|c| c.abs_diff(cut) <= 1)).count();
        let share = stable as f64 / support.len().max(1) as f64;
        let by_z = 1.0 - exp(-(z * z) / 25.0);
        ((0.5 * share + 0.5) * by_z).clamp(0.0, 0.99)
    };
    let mut k = 1;
    while k < levels.len() {
        let (from, _) = levels[k];
        // A fall over several days comes as several short levels: one fall.
        let mut last = k;
        while last + 1 < levels.len()
            && level[last] < level[last - 1]
            && level[last + 1] < level[last]
            && levels[last].1 - levels[last].0 <= PULSE
        {
            last += 1;
        }
        let reference = reference(m, &levels, &level, k);
        let before = reference.level;
        let (a, b) = levels[last];
        let after = m.level(a, b.min(a + AROUND));
        let z = distance(m, reference.range, (a, b), before - after);
        let confidence = sure(from, z);
        let mut change = |kind| {
            out.changes.push(Change { at: from, kind, before: level[k - 1], after, confidence });
        };
        if level[last] >= level[k - 1] {
            change(if rises_back(&out.falls, level[k]) { "recovery" } else { "level" });
            k = last + 1;
            continue;
        }
        let depth = 1.0 - exp(after - before);
        // A level that slowly comes back is as deep as its first week.
        let deepest = depth.max(1.0 - exp(m.level(a, b.min(a + 7)) - before));
        let start = refine(m, (from, a), reference.range, b);
        if reference.hump && deepest < LEAST_DEPTH {
            change("hangover");
        } else if deepest < LEAST_DEPTH {
            change("level");
        } else if !abrupt(m, start.0, (a.max(start.0), b), before, after) {
            change("slow_decline");
        } else {
            change("level");
            let after = if depth < LEAST_DEPTH { m.level(a, b.min(a + 7)) } else { after };
            let end = back(m, start.0, before);
            let shape = match (reference.hump, end) {
                (true, _) => Shape::AfterHump,
                (false, Some(_)) => Shape::StepAndRecovery,
                (false, None) => Shape::Step,
            };
            let until = end.map_or(m.when.last().map_or(0, |w| w + 1), |e| m.when[e]);
            let length = until - m.when[start.0];
            let at_end = end.is_none();
            let goes_on = out.falls.last().is_some_and(|f| f.end.is_none_or(|e| e > start.0));
            if (length > PULSE as i64 || at_end)
                && !(goes_on && depth_of(&out.falls, after) < LEAST_DEPTH)
            {
                out.falls.push(Fall {
                    start: start.0,
                    between: (start.1, start.2),
                    end,
                    before,
                    after,
                    reference: reference.range,
                    shape,
                    z,
                    confidence,
                });
            }
        }
        k = last + 1;
    }
    if let Some(fall) = fresh(m, &levels, out.falls.last()) {
        out.changes.push(Change {
            at: fall.start,
            kind: "level",
            before: fall.before,
            after: fall.after,
            confidence: fall.confidence,
        });
        out.falls.push(fall);
    }
    out
}

/// How much deeper a level is than that of the last fall.
fn depth_of(falls: &[Fall], after: f64) -> f64 {
    falls.last().map_or(1.0, |f| 1.0 - exp(after - f.after))
}

/// A fall came before, and this level is above its low one.
fn rises_back(falls: &[Fall], level: f64) -> bool {
    falls.last().is_some_and(|f| level > f.after && level <= f.before + 0.2)
}

/// The cuts under several penalties: what only a low one finds is less sure.
fn support(m: &Model) -> Vec<Vec<usize>> {
    [1.6, 3.2].iter().map(|f| m.split(PENALTY * f)).collect()
}

/// The level that a fall is measured against.
struct Reference {
    level: f64,
    range: (usize, usize),
    /// The level just before was a hump on it.
    hump: bool,
}

fn reference(m: &Model, levels: &[(usize, usize)], level: &[f64], k: usize) -> Reference {
    let (from, to) = levels[k - 1];
    let near = |from: usize, to: usize| (to.saturating_sub(AROUND).max(from), to);
    if k >= 2 {
        let (f2, t2) = levels[k - 2];
        let longest = if m.hourly { HUMP_HOURS } else { HUMP };
        let hump = level[k - 1] > level[k - 2] + 0.14 && to - from <= longest && t2 - f2 >= 5;
        let short = to - from <= PULSE + 1 && t2 - f2 > to - from;
        if hump || short {
            let range = near(f2, t2);
            return Reference { level: m.level(range.0, range.1), range, hump };
        }
    }
    let range = near(from, to);
    Reference { level: m.level(range.0, range.1), range, hump: false }
}

/// Distance of two levels in standard deviations.
fn distance(m: &Model, a: (usize, usize), b: (usize, usize), gap: f64) -> f64 {
    let of = |(from, to): (usize, usize)| {
        let n = (to - from).max(1) as f64;
        m.var[from..to].iter().sum::<f64>() / (n * n)
    };
    // Levels are medians, which are less exact than means.
    let var = (of(a) + of(b)) * m.inflation * 1.57;
    gap / sqrt(var.max(1e-12))
}

/// `true` where most of the fall happens within a few points, and steps fit better than a slope.
fn abrupt(m: &Model, from: usize, (low, end): (usize, usize), before: f64, after: f64) -> bool {
    let just_before = m.level(from.saturating_sub(4), from);
    let just_after = m.level(low, (low + 4).min(end));
    let fall = before - after;
    if just_before - just_after < 0.5 * fall {
        return false;
    }
    let (a, b) = (from.saturating_sub(14), (low + 14).min(end));
    if b - a < 8 {
        return true;
    }
    jump(m, a, from, b).is_none_or(|jump| -jump >= 0.5 * fall)
}

/// The step at `cut` beside a slope that runs through both sides; `None` where both cannot be told
/// apart.
fn jump(m: &Model, from: usize, cut: usize, to: usize) -> Option<f64> {
    // Regression on a slope and a step: both without what the other explains (Frisch-Waugh).
    let n = (to - from) as f64;
    let share = (to - cut) as f64 / n;
    let middle = (n - 1.0) / 2.0;
    let far = |i: usize| (i - from) as f64 - middle;
    let on = |i: usize| f64::from(u8::from(i >= cut)) - share;
    let sum = |f: &dyn Fn(usize) -> f64| (from..to).map(f).sum::<f64>();
    let mean = sum(&|i| m.x[i]) / n;
    let tt = sum(&|i| far(i) * far(i));
    let slope = sum(&|i| far(i) * on(i)) / tt;
    let own = |i: usize| on(i) - slope * far(i);
    let left = sum(&|i| own(i) * own(i));
    (left > 1e-9).then(|| sum(&|i| own(i) * (m.x[i] - mean)) / left)
}

/// The start that fits best within three points, and the earliest and latest that fit nearly as
/// well (90 %).
fn refine(
    m: &Model,
    (cut, settled): (usize, usize),
    reference: (usize, usize),
    end: usize,
) -> (usize, usize, usize) {
    let low = cut.saturating_sub(3).max(reference.0 + 1).min(cut);
    let high = (settled + 3).min(end.saturating_sub(1)).max(cut);
    let before = m.level(reference.0, cut.max(reference.0 + 1));
    let after = m.level(settled, end.min(settled + 14));
    let (a, b) = (cut.saturating_sub(8).max(reference.0), (settled + 8).min(end));
    // Far values count no more than three deviations.
    let off = |i: usize, level: f64| {
        ((m.x[i] - level) * (m.x[i] - level) / m.var[i]).min(9.0 + (m.x[i] - level).abs())
    };
    let cost = |t: usize| {
        (a..t).map(|i| off(i, before)).sum::<f64>() + (t..b).map(|i| off(i, after)).sum::<f64>()
    };
    let costs: Vec<(usize, f64)> = (low..=high).map(|t| (t, cost(t))).collect();
    let least = costs.iter().fold(f64::INFINITY, |l, c| l.min(c.1));
    let best = costs.iter().find(|c| c.1 <= least).map_or(cut, |c| c.0);
    let near = |c: &&(usize, f64)| c.1 - least <= 4.6 * m.inflation;
    let first = costs.iter().find(near).map_or(best, |c| c.0);
    let last = costs.iter().rev().find(near).map_or(best, |c| c.0);
    (best, first.min(best), last.max(best))
}

/// The first position from which the values stay near the level before.
fn back(m: &Model, start: usize, before: f64) -> Option<usize> {
    let n = m.x.len();
    let near = before + log(0.88);
    (start + 1..n).find(|t| {
        let next = &m.x[*t..(t + 5).min(n)];
        let stays = median(next.iter().copied()).is_some_and(|v| v >= near);
        m.x[*t] >= near - m.sigma && stays && (next.len() >= 3 || m.x[*t] >= before - m.sigma)
    })
}

/// A fall in the last one or two points, too short for a level of its own.
fn fresh(m: &Model, levels: &[(usize, usize)], last: Option<&Fall>) -> Option<Fall> {
    let n = m.x.len();
    let (from, _) = levels.last().copied()?;
    if last.is_some_and(|f| f.end.is_none()) || n < 8 {
        return None;
    }
    // From two points to one: the longer run of low points is tried first.
    for (count, least, far) in [(2, 0.35, 5.0), (1, 0.5, 5.0)] {
        let start = n - count;
        let reference = (start.saturating_sub(AROUND).max(from), start);
        if reference.1 - reference.0 < 5 {
            continue;
        }
        let before = m.level(reference.0, reference.1);
        // Where it is coming back already, the fall is what came first.
        let first = m.x[start];
        let coming_back = m.x[n - 1] > first + 0.2;
        let after = if coming_back { first } else { m.level(start, n) };
        let highest = m.x[start..].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let rest: Vec<f64> = m.x[reference.0..reference.1].iter().map(|x| x - before).collect();
        let spread = super::segment::mad(&rest).max(m.sigma);
        let z = (before - highest) / spread;
        // A day below what has been seen in this stretch.
        let lowest = m.x[reference.0..reference.1].iter().copied().fold(f64::INFINITY, f64::min);
        if 1.0 - exp(highest - before) >= least && z >= far && highest < lowest {
            return Some(Fall {
                start,
                between: (start, start),
                end: None,
                before,
                after,
                reference,
                shape: Shape::Fresh,
                z,
                confidence: (0.5 + 0.1 * count as f64 + (z - far) / 50.0).clamp(0.0, 0.9),
            });
        }
    }
    None
}
