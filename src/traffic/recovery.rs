//! How far a loss has come back, by both definitions: of the loss, and of the level before.

use libm::{exp, log};

use crate::report::Recovery;

use super::detect::Fall;
use super::model::Model;
use super::round;
use super::segment::median;

/// Points that make up the level of now, once there are enough of them.
const NOW: usize = 3;

/// The state at the last point.
pub(super) fn recovery(m: &Model, fall: &Fall) -> Recovery {
    let n = m.x.len();
    let behind = &m.x[fall.start..];
    let before = fall.before;
    // A trough or a level of now is one point where few are known, else the middle of three.
    let width = if behind.len() >= 6 { NOW } else { 1 };
    let smooth: Vec<f64> =
        behind.windows(width).map(|w| median(w.iter().copied()).unwrap_or(before)).collect();
    let lowest = smooth.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1).then(a.0.cmp(&b.0)));
    let (at, trough) = lowest.map_or((0, fall.after), |(i, v)| (i, *v));
    let latest = smooth.last().copied().unwrap_or(fall.after);
    let highest = smooth[at..].iter().copied().fold(trough, f64::max);
    let (base, low, now) = (m.figure(before), m.figure(trough), m.figure(latest));
    let span = base - low;
    let of_loss = if span > 0.0 { (now - low) / span } else { 0.0 };
    // The pace: what is still missing, as a part of the loss, halves every so many points.
    let passed = (n - fall.start).saturating_sub(at + 1) as f64;
    let missing = (1.0 - of_loss).clamp(0.02, 1.0);
    let half_life = (of_loss > 0.1 && passed >= 1.0).then(|| passed * log(0.5) / log(missing));
    let ninety = before + log(0.9);
    let reached = (at..smooth.len()).find(|i| smooth[*i] >= ninety).map(|i| i as f64);
    let tenth = (base * 0.1 / span.max(1e-9)).clamp(1e-3, 0.99);
    let to_90 = reached.or_else(|| half_life.map(|h| at as f64 + h * log(tenth) / log(0.5)));
    let gained = m.figure(highest) - low;
    Recovery {
        of_loss: round(of_loss),
        of_baseline: round(if base > 0.0 { now / base } else { 0.0 }),
        baseline: round(base),
        trough: round(low),
        latest: round(now),
        half_life: half_life.map(round),
        to_90: to_90.map(round),
        relapse: gained > span / 3.0
            && m.figure(highest) - now > gained / 2.0
            && exp(highest - latest) > 1.2,
    }
}
