//! Decay by halves, the same on every machine.

/// One half to the power of `x`, at least 0; straight lines between whole numbers.
pub(crate) fn half(x: f64) -> f64 {
    let x = x.clamp(0.0, 60.0);
    let whole = x.floor();
    let mut value = 1.0;
    for _ in 0..whole as u32 {
        value *= 0.5;
    }
    value * (1.0 - (x - whole) * 0.5)
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn halves() {
        assert_eq!([half(0.0), half(1.0), half(2.0), half(-1.0)], [1.0, 0.5, 0.25, 1.0]);
        assert!(half(0.5) < 0.8 && half(0.5) > 0.7 && half(1e9) < 1e-15);
    }
}
