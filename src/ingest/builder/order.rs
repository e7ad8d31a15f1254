//! Which of three date numbers is which, from what a file shows of them.

use std::cmp::Ordering;

use super::DateOrder;
use crate::time::{Clock, Day};

/// Collects what date numbers say about their order: numbers above 12 decide; else the order in
/// which time never runs back.
#[derive(Debug, Clone, Default)]
pub(crate) struct OrderEvidence {
    /// A first number above 31, one above 12, a second number above 12.
    year_first: bool,
    first_over_12: bool,
    second_over_12: bool,
    /// Last time, and how often it ran back, read day first and month first.
    day_first: Steps,
    month_first: Steps,
}

#[derive(Debug, Clone, Default)]
struct Steps {
    last: Option<(Day, Clock)>,
    back: u32,
}

impl Steps {
    fn see(&mut self, day: Option<Day>, clock: Clock) {
        let Some(day) = day else { return };
        let time = (day, clock);
        self.back += u32::from(self.last.is_some_and(|last| time < last));
        self.last = Some(time);
    }
}

impl OrderEvidence {
    /// The next date of the file.
    pub(crate) fn see(&mut self, numbers: [u16; 3], clock: Clock) {
        let [a, b, _] = numbers;
        self.year_first |= a > 31;
        self.first_over_12 |= a > 12;
        self.second_over_12 |= b > 12;
        self.day_first.see(DateOrder::Dmy.day(numbers), clock);
        self.month_first.see(DateOrder::Mdy.day(numbers), clock);
    }

    /// The order, and what decided it; `None` where both fit.
    pub(crate) fn order(&self) -> Option<(DateOrder, &'static str)> {
        if self.year_first {
            let order = if self.second_over_12 { DateOrder::Ydm } else { DateOrder::Ymd };
            return Some((order, "year-first"));
        }
        if self.first_over_12 {
            return Some((DateOrder::Dmy, "first-over-12"));
        }
        if self.second_over_12 {
            return Some((DateOrder::Mdy, "second-over-12"));
        }
        match self.day_first.back.cmp(&self.month_first.back) {
            Ordering::Less => Some((DateOrder::Dmy, "time-runs-forward")),
            Ordering::Greater => Some((DateOrder::Mdy, "time-runs-forward")),
            Ordering::Equal => None,
        }
    }
}
