//! Columns of unknown kind (prices, rates, yearly sums): where their trend or level breaks, by the
//! best split into straight lines.
//!
//! The settings are one frozen set, chosen on 13 annotated series of the Turing Change Point Dataset
//! (van den Burg and Williams, arXiv:2003.06222).

use libm::{log, sqrt};

use super::segment::{Sums, hampel, partition, step_noise};

/// Penalty of a break in units of `ln n` times noise times spread: between what white noise asks
/// for (the noise squared) and what a share of the whole asks for (the spread squared), as smooth
/// series have next to no noise and still bend.
const PENALTY: f64 = 6.0;

/// Shortest stretch.
const SHORTEST: usize = 3;

/// Most breaks told of: where more are found, the penalty grows until only the chief ones are left.
const MOST: usize = 7;

/// From this many breaks on a series wanders, and has no stretches at all.
const WANDERS: usize = 30;

/// A break of the trend.
pub(super) struct Break {
    pub(super) at: usize,
    /// The level jumps; else the slope bends.
    pub(super) is_level: bool,
    pub(super) confidence: f64,
}

/// Finds the breaks of a series without gaps.
pub(super) fn breaks(values: &[f64]) -> Vec<Break> {
    let n = values.len();
    let mean = values.iter().sum::<f64>() / n.max(1) as f64;
    let spread =
        sqrt(values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n.max(1) as f64);
    if n < 2 * SHORTEST || spread <= 0.0 {
        return Vec::new();
    }
    let scaled: Vec<f64> = values.iter().map(|v| (v - mean) / spread).collect();
    let clipped = hampel(&scaled, 3.0, 1e-9);
    let noise = step_noise(&clipped).clamp(1e-4, 1.0);
    let unit = noise * log(n as f64);
    let sums = Sums::new(&clipped, |_| 1.0);
    let split =
        |factor: f64| partition(n, SHORTEST, PENALTY * factor * unit, |i, j| sums.linear(i, j));
    let mut chosen = split(1.0);
    if chosen.len() > WANDERS {
        return Vec::new();
    }
    let mut factor = 1.0;
    while chosen.len() > MOST && factor < 1e3 {
        factor *= 1.4;
        chosen = split(factor);
    }
    let others: Vec<Vec<usize>> = [0.5, 1.5, 2.5, 4.0].iter().map(|f| split(factor * f)).collect();
    let near = n / 50 + 2;
    let confidence = |at: usize| {
        let held = others.iter().filter(|cuts| cuts.iter().any(|c| c.abs_diff(at) <= near)).count();
        0.5 + 0.49 * held as f64 / others.len().max(1) as f64
    };
    let jump = |at: usize| {
        let side = |a: usize, b: usize| {
            super::segment::median(clipped[a..b].iter().copied()).unwrap_or(0.0)
        };
        (side(at, (at + 4).min(n)) - side(at.saturating_sub(4), at)).abs() > 3.0 * noise
    };
    let found = |at: &usize| Break { at: *at, is_level: jump(*at), confidence: confidence(*at) };
    chosen.iter().map(found).collect()
}
