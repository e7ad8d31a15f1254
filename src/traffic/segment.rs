//! Where a series changes: the segmentation of least cost, found exactly by dynamic programming
//! over all of them (optimal partitioning, Jackson et al. 2005; pruned as PELT, Killick et al. 2012).

/// From this length on, starts that can no longer win are left out.
const PRUNE_FROM: usize = 64;

/// First points of all segments but the first. `cost(i, j)` is that of one segment over `i..j`;
/// every further segment costs `penalty`.
pub(super) fn partition(
    n: usize,
    min_len: usize,
    penalty: f64,
    cost: impl Fn(usize, usize) -> f64,
) -> Vec<usize> {
    let min_len = min_len.max(1);
    if n < 2 * min_len {
        return Vec::new();
    }
    let mut best = vec![f64::INFINITY; n + 1];
    let mut from = vec![0; n + 1];
    best[0] = -penalty;
    let mut starts: Vec<usize> = vec![0];
    let mut tried: Vec<f64> = Vec::new();
    for end in min_len..=n {
        if end >= 2 * min_len {
            starts.push(end - min_len);
        }
        tried.clear();
        for &start in &starts {
            let total = best[start] + cost(start, end) + penalty;
            tried.push(total);
            if total < best[end] {
                (best[end], from[end]) = (total, start);
            }
        }
        if n >= PRUNE_FROM {
            let limit = best[end] + penalty;
            let mut at = 0;
            starts.retain(|_| {
                at += 1;
                tried[at - 1] <= limit
            });
        }
    }
    let mut cuts = Vec::new();
    let mut at = from[n];
    while at > 0 {
        cuts.push(at);
        at = from[at];
    }
    cuts.reverse();
    cuts
}

/// Weighted sums up to every point, for costs in constant time.
pub(super) struct Sums {
    w: Vec<f64>,
    y: Vec<f64>,
    yy: Vec<f64>,
    t: Vec<f64>,
    tt: Vec<f64>,
    ty: Vec<f64>,
}

impl Sums {
    pub(super) fn new(values: &[f64], weights: impl Fn(usize) -> f64) -> Sums {
        // Taken around the middle, so that little is lost to rounding.
        let middle = values.iter().sum::<f64>() / values.len().max(1) as f64;
        let half = values.len() as f64 / 2.0;
        let list = || Vec::with_capacity(values.len() + 1);
        let mut s = Sums { w: list(), y: list(), yy: list(), t: list(), tt: list(), ty: list() };
        let mut sum = [0.0; 6];
        let mut push = |sum: &[f64; 6]| {
            for (list, value) in
                [&mut s.w, &mut s.y, &mut s.yy, &mut s.t, &mut s.tt, &mut s.ty].into_iter().zip(sum)
            {
                list.push(*value);
            }
        };
        push(&sum);
        for (i, value) in values.iter().enumerate() {
            let (w, y, t) = (weights(i), value - middle, i as f64 - half);
            for (slot, add) in
                sum.iter_mut().zip([w, w * y, w * y * y, w * t, w * t * t, w * t * y])
            {
                *slot += add;
            }
            push(&sum);
        }
        s
    }

    /// Squares left over by the mean of `i..j`.
    pub(super) fn constant(&self, i: usize, j: usize) -> f64 {
        let d = |list: &[f64]| list[j] - list[i];
        let w = d(&self.w);
        if w <= 0.0 {
            return 0.0;
        }
        (d(&self.yy) - d(&self.y) * d(&self.y) / w).max(0.0)
    }

    /// Squares left over by the line through `i..j`.
    pub(super) fn linear(&self, i: usize, j: usize) -> f64 {
        let d = |list: &[f64]| list[j] - list[i];
        let w = d(&self.w);
        if w <= 0.0 {
            return 0.0;
        }
        let (t, y) = (d(&self.t) / w, d(&self.y) / w);
        let stt = d(&self.tt) - w * t * t;
        let sty = d(&self.ty) - w * t * y;
        let syy = (d(&self.yy) - w * y * y).max(0.0);
        if stt <= 1e-12 { syy } else { (syy - sty * sty / stt).max(0.0) }
    }
}

/// The middle value.
pub(super) fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.into_iter().filter(|v| v.is_finite()).collect();
    if sorted.is_empty() {
        return None;
    }
    let half = sorted.len() / 2;
    let even = sorted.len().is_multiple_of(2);
    let (below, middle, _) = sorted.select_nth_unstable_by(half, f64::total_cmp);
    let middle = *middle;
    if !even {
        return Some(middle);
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Some((lower + middle) / 2.0)
}

/// Standard deviation by the median of distances from the median.
pub(super) fn mad(values: &[f64]) -> f64 {
    let middle = median(values.iter().copied()).unwrap_or(0.0);
    1.4826 * median(values.iter().map(|v| (v - middle).abs())).unwrap_or(0.0)
}

/// Noise of a series from point to point: changes of level hardly touch it.
pub(super) fn step_noise(values: &[f64]) -> f64 {
    let steps: Vec<f64> = values.windows(2).map(|p| p[1] - p[0]).collect();
    mad(&steps) / std::f64::consts::SQRT_2
}

/// Single points that stick out of the seven around them, brought back to their median (Hampel).
pub(super) fn hampel(values: &[f64], limit: f64, least: f64) -> Vec<f64> {
    let n = values.len();
    (0..n)
        .map(|i| {
            let window = &values[i.saturating_sub(3)..(i + 4).min(n)];
            let middle = median(window.iter().copied()).unwrap_or(values[i]);
            let spread = mad(window).max(least);
            if (values[i] - middle).abs() > limit * spread { middle } else { values[i] }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_and_bends_are_found_where_they_are() {
        let step: Vec<f64> =
            (0..40).map(|i| if i < 23 { 5.0 } else { 2.0 } + (i % 3) as f64 * 0.1).collect();
        let sums = Sums::new(&step, |_| 1.0);
        assert_eq!(partition(40, 3, 1.0, |i, j| sums.constant(i, j)), [23]);
        let bend: Vec<f64> =
            (0..40).map(|i| if i < 20 { i as f64 } else { 40.0 - i as f64 }).collect();
        let sums = Sums::new(&bend, |_| 1.0);
        let cuts = partition(40, 4, 5.0, |i, j| sums.linear(i, j));
        assert!(cuts.len() == 1 && cuts[0].abs_diff(20) <= 1, "{cuts:?}");
        assert!(partition(5, 3, 1.0, |_, _| 0.0).is_empty());
    }

    #[test]
    fn a_single_spike_does_not_count() {
        let mut flat = vec![1.0, 1.1, 0.9, 1.0, 1.1, 1.0, 0.9, 1.0];
        flat[4] = 50.0;
        assert!(hampel(&flat, 3.0, 0.0)[4] < 2.0);
    }
}
