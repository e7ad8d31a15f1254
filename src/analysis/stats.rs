//! Medians, shares and rates with exact intervals.

/// Two decimals: more would promise what is not there.
pub(crate) fn rounded(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

/// Half of what lies outside a 95 % interval.
const TAIL: f64 = 0.025;
/// Steps of bisection: beyond the last digit of a double.
const STEPS: usize = 100;

/// The value below which a share of sorted values lies, between neighbours in proportion.
pub(crate) fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = share * last as f64;
    let (low, part) = (at.floor() as usize, at - at.floor());
    let high = (low + 1).min(last);
    Some(sorted[low] + (sorted[high] - sorted[low]) * part)
}

/// 95 % interval of a median by order statistics; `None` under 6 values, where there is none.
pub(crate) fn median_interval(sorted: &[f64]) -> Option<(f64, f64)> {
    let n = sorted.len();
    if n < 6 {
        return None;
    }
    // Normal approximation to the binomial rank, rounded outwards (W. J. Conover, 3.2).
    let half = 0.98 * (n as f64).sqrt();
    let low = ((n as f64 / 2.0 - half).floor().max(1.0)) as usize;
    let high = ((n as f64 / 2.0 + 1.0 + half).ceil()) as usize;
    Some((sorted[low - 1], sorted[high.min(n) - 1]))
}

/// 95 % interval of `k` out of `n` (C. J. Clopper, E. S. Pearson 1934).
pub(crate) fn share_interval(k: u64, n: u64) -> Option<(f64, f64)> {
    if n == 0 || k > n {
        return None;
    }
    let (k, n) = (k as f64, n as f64);
    let low = if k == 0.0 { 0.0 } else { solve(|p| beta(k, n - k + 1.0, p) - TAIL) };
    let high = if k == n { 1.0 } else { solve(|p| beta(k + 1.0, n - k, p) - (1.0 - TAIL)) };
    Some((low, high))
}

/// 95 % interval of a count that is Poisson (F. Garwood 1936).
pub(crate) fn count_interval(k: u64) -> (f64, f64) {
    let k = k as f64;
    let most = 10.0 + 3.0 * k;
    let low = if k == 0.0 { 0.0 } else { most * solve(|x| gamma(k, x * most) - TAIL) };
    (low, most * solve(|x| gamma(k + 1.0, x * most) - (1.0 - TAIL)))
}

/// Where a rising function of 0 to 1 is zero.
fn solve(f: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..STEPS {
        let middle = (low + high) / 2.0;
        if f(middle) < 0.0 { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// Regularised incomplete beta function, by its continued fraction (Lentz).
fn beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta(b, a, 1.0 - x);
    }
    let log = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b)
        + a * libm::log(x)
        + b * libm::log(1.0 - x);
    const TINY: f64 = 1e-300;
    let (mut c, mut d, mut f) = (1.0, 0.0, 1.0);
    for i in 0..400u32 {
        let m = f64::from(i / 2);
        let numerator = match i {
            0 => 1.0,
            _ if i % 2 == 0 => m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            _ => -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        };
        d = 1.0 + numerator * d;
        d = 1.0 / if d.abs() < TINY { TINY } else { d };
        c = 1.0 + numerator / c;
        c = if c.abs() < TINY { TINY } else { c };
        f *= c * d;
        if (1.0 - c * d).abs() < 1e-13 {
            break;
        }
    }
    libm::exp(log) * (f - 1.0) / a
}

/// Regularised lower incomplete gamma function: its series, or one minus its continued fraction.
fn gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum) = (1.0 / a, 1.0 / a);
        for i in 1..2_000u32 {
            term *= x / (a + f64::from(i));
            sum += term;
            if term < sum * 1e-15 {
                break;
            }
        }
        return front * sum;
    }
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1e300, 1.0 / b);
    let mut h = d;
    for i in 1..2_000u32 {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        d = 1.0 / (an * d + b);
        c = b + an / c;
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    1.0 - front * h
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 2e-4, "{a} is not {b}");
    }

    /// Numbers of R: `binom.test(8, 10)`, `binom.test(0, 10)`, `poisson.test(4)`, `poisson.test(0)`.
    #[test]
    fn intervals_are_exact() {
        let (low, high) = share_interval(8, 10).unwrap();
        near(low, 0.4439);
        near(high, 0.9748);
        near(share_interval(0, 10).unwrap().1, 0.3085);
        near(share_interval(10, 10).unwrap().0, 0.6915);
        let (low, high) = count_interval(4);
        near(low, 1.0899);
        near(high, 10.2416);
        near(count_interval(0).1, 3.6889);
        assert_eq!(share_interval(0, 0), None);
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        assert_eq!(quantile(&[1.0, 2.0, 10.0], 0.5), Some(2.0));
        assert_eq!(quantile(&[1.0, 3.0], 0.5), Some(2.0));
        assert_eq!(quantile(&[], 0.5), None);
    }
}
