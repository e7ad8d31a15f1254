//! One column as a level with weekdays (or hours of the day) on it, on the log scale: traffic
//! grows and falls by shares, not by numbers.

use libm::{exp, log, sqrt};

use super::segment::{Sums, hampel, mad, median, partition, step_noise};
use super::table::{DAY, Frequency, HOUR};

/// Least relative noise believed of a column: exports round, and shops differ from day to day.
const NOISE_FLOOR: f64 = 0.02;

/// Penalty of a change in units of `ln n`: higher finds fewer.
pub(super) const PENALTY: f64 = 5.0;

/// Usual count below which chance is that of counts, not of shares.
const FEW: f64 = 60.0;

/// Shortest level, in points.
pub(super) const SHORTEST: usize = 3;

/// Most that neighbours may be alike before the penalty stops growing.
const MOST_ALIKE: f64 = 0.75;

/// A column with its seasons taken out.
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    /// Point number of every value.
    pub(super) at: Vec<usize>,
    /// The values.
    pub(super) y: Vec<f64>,
    /// Their logs without seasons.
    pub(super) x: Vec<f64>,
    /// What the season adds to each, on the log scale.
    pub(super) season: Vec<f64>,
    /// Variance of each `x`.
    pub(super) var: Vec<f64>,
    /// Usual distance of an `x` from its level.
    pub(super) sigma: f64,
    /// By how much likeness of neighbours makes chance look like change.
    pub(super) inflation: f64,
    /// Added to a value before its log.
    pub(super) shift: f64,
    /// First values of all levels but the first, as positions in `x`.
    pub(super) cuts: Vec<usize>,
    /// When each value is, in hours, days, or points.
    pub(super) when: Vec<i64>,
    /// The points are hours.
    pub(super) hourly: bool,
}

impl Model {
    /// Fits a column; `None` for one with too few values, or with many below 0.
    pub(super) fn fit(
        values: &[Option<f64>],
        times: &[i64],
        frequency: Frequency,
    ) -> Option<Model> {
        let known = || values.iter().enumerate().filter_map(|(i, v)| Some((i, (*v)?)));
        let count = known().count();
        let above = known().filter(|(_, v)| *v > 0.0).count();
        let below = known().filter(|(_, v)| *v < 0.0).count();
        if count < 5 || below * 10 > count || above * 3 < count {
            return None;
        }
        let typical = median(known().map(|(_, v)| v).filter(|v| *v > 0.0))?;
        // Half a count, or what is small beside the level where figures are no counts.
        let shift = if typical >= 3.0 { 0.5 } else { typical * 0.05 };
        let hourly = frequency == Frequency::Hour;
        let mut m = Model { shift, hourly, ..Model::default() };
        let step = match frequency {
            Frequency::Hour => HOUR,
            Frequency::Day => DAY,
            _ => 0,
        };
        for (i, v) in known() {
            m.when.push(times.get(i).filter(|_| step > 0).map_or(i as i64, |t| t.div_euclid(step)));
            m.at.push(i);
            m.y.push(v.max(0.0));
        }
        let raw: Vec<f64> = m.y.iter().map(|y| log(y + shift)).collect();
        m.season = vec![0.0; count];
        m.x = raw.clone();
        let slots = slots(&m.at, times, frequency);
        let around = match frequency {
            Frequency::Hour => 12,
            _ => 3,
        };
        if let Some(slots) = &slots {
            let base = running_median(&raw, around);
            m.take_out(&raw, &base, slots);
        }
        m.measure(frequency);
        m.cuts = m.split(PENALTY);
        // What is left over around the levels tells the season better than around a running median.
        if let Some(slots) = slots.filter(|_| !m.cuts.is_empty()) {
            let base = m.levels_with(&raw);
            m.take_out(&raw, &base, &slots);
            m.measure(frequency);
            m.cuts = m.split(PENALTY);
        }
        Some(m)
    }

    /// Level of every value, seasons left in the reference.
    fn levels_with(&self, raw: &[f64]) -> Vec<f64> {
        let mut base = vec![0.0; raw.len()];
        for (from, to) in self.levels() {
            let level = median(self.x[from..to].iter().copied()).unwrap_or(0.0);
            base[from..to].fill(level);
        }
        base
    }

    /// Sets the season to the median distance from `base` in each slot, where that explains much.
    fn take_out(&mut self, raw: &[f64], base: &[f64], slots: &[Vec<usize>]) {
        let mut rest: Vec<f64> = raw.iter().zip(base).map(|(r, b)| r - b).collect();
        let mut season = vec![0.0; raw.len()];
        for slot in slots {
            let kinds = slot.iter().max().map_or(0, |k| k + 1);
            let mut effect = vec![0.0; kinds];
            let mut least = usize::MAX;
            for (kind, effect) in effect.iter_mut().enumerate() {
                let of = || slot.iter().zip(&rest).filter(|(k, _)| **k == kind).map(|(_, r)| *r);
                let n = of().count();
                if n > 0 {
                    least = least.min(n);
                    // Few cycles are believed less.
                    *effect = median(of()).unwrap_or(0.0) * n as f64 / (n as f64 + 0.5);
                }
            }
            let middle = slot.iter().map(|k| effect[*k]).sum::<f64>() / slot.len().max(1) as f64;
            let without: Vec<f64> =
                slot.iter().zip(&rest).map(|(k, r)| r - (effect[*k] - middle)).collect();
            let (before, after) = (mad(&rest), mad(&without));
            // With few cycles chance explains a part as well.
            let must = match least {
                0..=1 => 0.0,
                2 => 0.6,
                3 => 0.85,
                _ => 0.97,
            };
            if after < before * must {
                for (s, k) in season.iter_mut().zip(slot) {
                    *s += effect[*k] - middle;
                }
                rest = without;
            }
        }
        self.x = raw.iter().zip(&season).map(|(r, s)| r - s).collect();
        self.season = season;
    }

    /// Noise, and how alike neighbours are.
    fn measure(&mut self, frequency: Frequency) {
        let n = self.x.len();
        let around = if frequency == Frequency::Hour { 6 } else { 3 };
        let local = running_median(&self.x, around);
        let counted: Vec<f64> = (0..n)
            .map(|i| 1.0 / (exp(local[i] + self.season[i]).max(self.shift) + 0.5))
            .map(|v| if self.shift < 0.5 { 0.0 } else { v })
            .collect();
        let step = step_noise(&self.x);
        let by_count = median(counted.iter().copied()).unwrap_or(0.0);
        let own = sqrt((step * step - by_count).max(NOISE_FLOOR * NOISE_FLOOR));
        self.var = counted.iter().map(|c| c + own * own).collect();
        self.sigma = sqrt(own * own + by_count);
        let rho = alike(&self.x).min(MOST_ALIKE);
        self.inflation = (1.0 + rho) / (1.0 - rho);
    }

    /// Splits into levels.
    pub(super) fn split(&self, penalty: f64) -> Vec<usize> {
        let n = self.x.len();
        let few = self.shift == 0.5 && median(self.y.iter().copied()).is_some_and(|y| y < FEW);
        let sums = if few {
            // Logs make much of the difference between one and two: roots do not (Anscombe 1948).
            let roots: Vec<f64> =
                self.x.iter().map(|x| 2.0 * sqrt((exp(*x) - 0.5).max(0.0) + 0.375)).collect();
            let noise = step_noise(&roots).max(1.0);
            Sums::new(&hampel(&roots, 3.0, 0.5 * noise), |_| 1.0 / (noise * noise))
        } else {
            Sums::new(&hampel(&self.x, 3.0, 0.5 * self.sigma), |i| 1.0 / self.var[i])
        };
        let cost = penalty * log(n.max(8) as f64) * self.inflation;
        partition(n, SHORTEST, cost, |i, j| sums.constant(i, j))
    }

    /// The levels as ranges of positions.
    pub(super) fn levels(&self) -> Vec<(usize, usize)> {
        let starts = std::iter::once(0).chain(self.cuts.iter().copied());
        let ends = self.cuts.iter().copied().chain([self.x.len()]);
        starts.zip(ends).collect()
    }

    /// The usual `x` of some positions.
    pub(super) fn level(&self, from: usize, to: usize) -> f64 {
        let to = to.min(self.x.len());
        median(self.x[from.min(to)..to].iter().copied()).unwrap_or(0.0)
    }

    /// A level as a figure, without seasons.
    pub(super) fn figure(&self, level: f64) -> f64 {
        (exp(level) - self.shift).max(0.0)
    }

    /// What a level makes of the value at a position.
    pub(super) fn expected(&self, level: f64, position: usize) -> f64 {
        self.figure(level + self.season[position])
    }

    /// Position of the first value at or behind a point.
    pub(super) fn position(&self, point: usize) -> usize {
        self.at.partition_point(|at| *at < point)
    }
}

/// Which slot of each cycle every value is in: weekday, or hour of the day and weekend.
fn slots(at: &[usize], times: &[i64], frequency: Frequency) -> Option<Vec<Vec<usize>>> {
    let time = |i: &usize| times.get(*i).copied().unwrap_or(0);
    // 1970-01-01 was a Thursday.
    let weekday = |t: i64| (t.div_euclid(DAY) + 3).rem_euclid(7) as usize;
    let span = time(at.last()?) - time(at.first()?);
    match frequency {
        Frequency::Day if span >= 13 * DAY => {
            Some(vec![at.iter().map(|i| weekday(time(i))).collect()])
        }
        Frequency::Hour if span >= 2 * DAY => {
            let hour = |i: &usize| (time(i).rem_euclid(DAY) / HOUR) as usize;
            let hours = at.iter().map(hour).collect();
            if span < 12 * DAY {
                return Some(vec![hours]);
            }
            let weekend = at.iter().map(|i| usize::from(weekday(time(i)) >= 5)).collect();
            Some(vec![hours, weekend])
        }
        _ => None,
    }
}

/// The median of the values around each.
pub(super) fn running_median(values: &[f64], around: usize) -> Vec<f64> {
    let n = values.len();
    let window = |i: usize| &values[i.saturating_sub(around)..(i + around + 1).min(n)];
    (0..n).map(|i| median(window(i).iter().copied()).unwrap_or(values[i])).collect()
}

/// Correlation of neighbours by how much more values differ over four points than over one: changes
/// of level hardly touch it.
fn alike(x: &[f64]) -> f64 {
    let spread = |lag: usize| {
        let steps: Vec<f64> = x.iter().zip(x.iter().skip(lag)).map(|(a, b)| b - a).collect();
        mad(&steps)
    };
    let (near, far) = (spread(1), spread(4));
    if x.len() < 16 || near <= 0.0 {
        return 0.0;
    }
    // Of an AR(1) the ratio of variances is 1 + r + r^2 + r^3.
    let ratio = far * far / (near * near);
    let (mut low, mut high) = (0.0, 0.9);
    for _ in 0..20 {
        let r: f64 = (low + high) / 2.0;
        if 1.0 + r + r * r + r * r * r < ratio { low = r } else { high = r }
    }
    // Few points make it uncertain.
    low * (1.0 - 8.0 / x.len() as f64)
}
