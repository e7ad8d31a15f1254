//! Days of the year on which shops sell more, or less, than usual (`calendar.tsv`).

use crate::time::Day;

/// The list.
const DAYS: &str = include_str!("calendar.tsv");

/// A stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Season {
    /// Its id.
    pub(super) id: &'static str,
    /// `true` for a promotion, which lifts traffic; `false` for a holiday, which may do either.
    pub(super) promotion: bool,
    /// First and last day, counted from 1970-01-01.
    pub(super) from: i64,
    pub(super) to: i64,
}

/// The seasons around some days.
pub(super) fn between(first: i64, last: i64) -> Vec<Season> {
    let mut out = Vec::new();
    let years = || {
        let of = |day| Day::from_number(day).map_or(1970, |d| d.year);
        of(first) - 1..=of(last) + 1
    };
    for line in DAYS.lines().filter(|l| !l.starts_with('#')) {
        let mut parts = line.split('\t');
        let (Some(kind), Some(id), Some(from), Some(to)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let mut push = |from: Option<i64>, to: Option<i64>| {
            if let (Some(from), Some(to)) = (from, to)
                && to >= first - 40
                && from <= last + 40
            {
                out.push(Season { id, promotion: kind == "promotion", from, to });
            }
        };
        if from.len() == 5 {
            for year in years() {
                push(month_day(year, from), month_day(year, to));
            }
        } else {
            push(whole(from), whole(to));
        }
    }
    out.sort_by_key(|s| (s.from, s.to));
    out
}

fn month_day(year: i16, text: &str) -> Option<i64> {
    let (month, day) = text.split_once('-')?;
    Some(Day::new(year, month.parse().ok()?, day.parse().ok()?)?.number())
}

fn whole(text: &str) -> Option<i64> {
    let (year, rest) = text.split_once('-')?;
    month_day(year.parse().ok()?, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_and_lunar_days() {
        let day = |y, m, d| Day::new(y, m, d).unwrap().number();
        let found = between(day(2025, 1, 20), day(2025, 7, 1));
        let spring = found.iter().find(|s| s.id == "spring_festival" && s.from > day(2025, 1, 1));
        assert!(spring.is_some_and(|s| s.from <= day(2025, 1, 29) && s.to >= day(2025, 2, 4)));
        assert!(found.iter().any(|s| s.id == "618" && s.to == day(2025, 6, 20)));
    }
}
