//! Which of three date numbers is which, from what a file shows of them.

use std::cmp::Ordering;

use super::DateOrder;
use crate::time::{Clock, Day};

/// Collects what date numbers say about their order: numbers above 12 decide, of days that the
/// calendar has; else the order in which time never runs back.
#[derive(Debug, Clone, Default)]
pub(crate) struct OrderEvidence {
    /// How often a first number stands above 31, above 12, a second one above 12.
    year_first: u32,
    first_over_12: u32,
    second_over_12: u32,
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
        let (dmy, mdy) = (DateOrder::Dmy.day(numbers), DateOrder::Mdy.day(numbers));
        let year_first = a > 31;
        self.year_first += u32::from(year_first);
        self.first_over_12 += u32::from(a > 12 && dmy.is_some());
        self.second_over_12 += u32::from(b > 12 && (year_first || mdy.is_some()));
        self.day_first.see(dmy, clock);
        self.month_first.see(mdy, clock);
    }

    /// The order, and what decided it; `None` where both fit.
    pub(crate) fn order(&self) -> Option<(DateOrder, &'static str)> {
        let over_12 = self.second_over_12 > 0;
        if self.year_first > 0 {
            let order = if over_12 { DateOrder::Ydm } else { DateOrder::Ymd };
            return Some((order, "year-first"));
        }
        // A damaged date or two may say otherwise.
        if over_12 && self.second_over_12 >= self.first_over_12 {
            return Some((DateOrder::Mdy, "second-over-12"));
        }
        if self.first_over_12 > 0 {
            return Some((DateOrder::Dmy, "first-over-12"));
        }
        match self.day_first.back.cmp(&self.month_first.back) {
            Ordering::Less => Some((DateOrder::Dmy, "time-runs-forward")),
            Ordering::Greater => Some((DateOrder::Mdy, "time-runs-forward")),
            Ordering::Equal => None,
        }
    }
}
