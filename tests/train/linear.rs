//! A linear classifier: support vectors with squared hinge loss over features weighted by naive
//! Bayes log-count ratios (Wang and Manning 2012), fitted by dual coordinate descent (Hsieh et al.
//! 2008).

use qunzhen::model::features::BUCKETS;

use crate::data::Example;

/// Passes over the examples at most.
const PASSES: usize = 60;
/// Stops where no step of a pass was further from its best than this.
const CLOSE: f64 = 0.02;
/// Added to every count of the naive Bayes ratios.
const SMOOTHING: f64 = 1.0;

/// Examples a feature must be in, counted by their weight.
const LEAST: f64 = 1.1;
/// Levels of a weight on either side of 0.
const LEVELS: f64 = 15.0;

/// Weights by bucket.
pub(crate) struct Linear {
    pub(crate) weights: Vec<f64>,
    pub(crate) bias: f64,
}

impl Linear {
    /// Log odds before calibration, up to a factor.
    pub(crate) fn score(&self, features: &[u32]) -> f64 {
        let sum: f64 = features.iter().map(|f| self.weights[*f as usize]).sum();
        self.bias + sum / (features.len().max(1) as f64).sqrt()
    }

    /// Weights as q with w = q·|q|·unit, without those that become 0: few levels cost nothing as long
    /// as the largest weights keep their size (`text_model` 2.2).
    pub(crate) fn quantised(&self) -> (f64, Vec<(u32, i8)>) {
        let most = self.weights.iter().fold(0.0_f64, |most, w| most.max(w.abs()));
        let unit = most / (LEVELS * LEVELS);
        let q = |w: f64| (w.signum() * (w.abs() / unit).sqrt().round()) as i8;
        let kept = self.weights.iter().enumerate().map(|(i, w)| (i as u32, q(*w)));
        (unit, kept.filter(|(_, q)| *q != 0).collect())
    }

    /// Keeps the weights that move most scores: large ones, and those of features seen often.
    fn prune(&mut self, seen: &[f64], keep: usize) {
        let mut worth: Vec<f64> =
            self.weights.iter().zip(seen).map(|(w, n)| w.abs() * n.sqrt()).collect();
        let all = worth.clone();
        if keep >= worth.len() {
            return;
        }
        let (_, least, _) = worth.select_nth_unstable_by(keep, |a, b| b.total_cmp(a));
        for (weight, worth) in self.weights.iter_mut().zip(all) {
            if worth <= *least {
                *weight = 0.0;
            }
        }
    }

    /// The same with the weights that a file keeps.
    pub(crate) fn coarse(&self) -> Linear {
        let (unit, kept) = self.quantised();
        let mut weights = vec![0.0; BUCKETS];
        for (bucket, q) in kept {
            weights[bucket as usize] = f64::from(q) * f64::from(q).abs() * unit;
        }
        Linear { weights, bias: self.bias }
    }
}

/// Fits `examples`; `cost` weighs errors against small weights, and those on the rarer label more,
/// by `balance` (0: as they come, 1: both labels alike).
fn fit(examples: &[&Example], ratios: &[f64], cost: f64, balance: f64) -> Linear {
    let total = |label: bool| -> f64 {
        examples.iter().filter(|e| e.label == label).map(|e| e.weight).sum()
    };
    let more = libm::pow(total(false) / total(true), balance);
    let mut weights = vec![0.0; BUCKETS];
    let mut bias = 0.0;
    let mut alphas = vec![0.0; examples.len()];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let norm = |e: &Example| 1.0 / (e.features.len().max(1) as f64).sqrt();
    let curvature: Vec<f64> = examples
        .iter()
        .map(|e| {
            let n = norm(e);
            // A feature that comes k times counts k², but that it comes twice is rare.
            e.features.iter().map(|f| (ratios[*f as usize] * n).powi(2)).sum::<f64>() + 1.0
        })
        .collect();
    for _ in 0..PASSES {
        for i in (1..order.len()).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            order.swap(i, (random % (i as u64 + 1)) as usize);
        }
        let mut furthest = 0.0_f64;
        for &i in &order {
            let example = examples[i];
            let sign = if example.label { 1.0 } else { -1.0 };
            let n = norm(example);
            let sum: f64 =
                example.features.iter().map(|f| weights[*f as usize] * ratios[*f as usize]).sum();
            let more = if example.label { more.max(1.0) } else { (1.0 / more).max(1.0) };
            let slack = 1.0 / (2.0 * cost * more * example.weight);
            let gradient = sign * (sum * n + bias) - 1.0 + alphas[i] * slack;
            let projected = if alphas[i] == 0.0 { gradient.min(0.0) } else { gradient };
            furthest = furthest.max(projected.abs());
            if projected == 0.0 {
                continue;
            }
            let alpha = (alphas[i] - gradient / (curvature[i] + slack)).max(0.0);
            let step = (alpha - alphas[i]) * sign;
            alphas[i] = alpha;
            for f in &example.features {
                weights[*f as usize] += step * n * ratios[*f as usize];
            }
            bias += step;
        }
        if furthest < CLOSE {
            break;
        }
    }
    for (weight, ratio) in weights.iter_mut().zip(ratios) {
        *weight *= ratio;
    }
    Linear { weights, bias }
}

/// How a head is fitted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recipe {
    /// Share of the half whose features are weighted by naive Bayes ratios; the other half weighs them by
    /// how rare they are, which carries over better from few examples.
    pub(crate) bayes: f64,
    /// Of errors against small weights, for both halves.
    pub(crate) costs: (f64, f64),
    /// See [`fit`].
    pub(crate) balance: f64,
    /// Weights that are kept.
    pub(crate) keep: usize,
}

impl Recipe {
    /// The recipe of every head but for its size.
    pub(crate) const fn keeping(keep: usize) -> Recipe {
        Recipe { bayes: 0.5, costs: (0.3, 0.3), balance: 0.5, keep }
    }
}

/// The mean of two linear classifiers, which is one, too.
pub(crate) fn blend(examples: &[&Example], recipe: Recipe) -> Linear {
    let mut blended = Linear { weights: vec![0.0; BUCKETS], bias: 0.0 };
    let (ratios, rarity, seen) = counts(examples);
    let halves =
        [(recipe.bayes, ratios, recipe.costs.0), (1.0 - recipe.bayes, rarity, recipe.costs.1)];
    for (share, scale, cost) in halves.iter().filter(|(share, ..)| *share > 0.0) {
        let half = fit(examples, scale, *cost, recipe.balance);
        blended.bias += share * half.bias;
        for (sum, weight) in blended.weights.iter_mut().zip(&half.weights) {
            *sum += share * weight;
        }
    }
    blended.prune(&seen, recipe.keep);
    blended
}

/// Log-count ratios of both labels, and how rare each feature is.
fn counts(examples: &[&Example]) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let mut counts = [vec![SMOOTHING; BUCKETS], vec![SMOOTHING; BUCKETS]];
    let mut totals = [SMOOTHING, SMOOTHING];
    let mut seen = vec![u32::MAX; BUCKETS];
    for (i, example) in examples.iter().enumerate() {
        let side = usize::from(example.label);
        for f in &example.features {
            if std::mem::replace(&mut seen[*f as usize], i as u32) != i as u32 {
                counts[side][*f as usize] += example.weight;
                totals[side] += example.weight;
            }
        }
    }
    let [against, for_it] = &counts;
    let n = examples.len() as f64;
    let ratio = |(p, q): (&f64, &f64)| libm::log((p / totals[1]) / (q / totals[0]));
    let rarity = |(p, q): (&f64, &f64)| 0.4 * libm::log(n / (p + q));
    let often = |p: f64, q: f64| p + q - 2.0 * SMOOTHING >= LEAST;
    let scale = |of: &dyn Fn((&f64, &f64)) -> f64| -> Vec<f64> {
        let one = |(p, q): (&f64, &f64)| if often(*p, *q) { of((p, q)) } else { 0.0 };
        for_it.iter().zip(against).map(one).collect()
    };
    (scale(&ratio), scale(&rarity), scale(&|(p, q)| p + q - 2.0 * SMOOTHING))
}
