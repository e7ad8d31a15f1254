//! Times that a chat prints in part: the date only where it changes, days without a year
//! (formats study, 1.3). A first pass over the file learns the year, a second one gives times.

use std::collections::BTreeMap;

use super::builder::{Builder, DateOrder, OrderEvidence, When};
use super::heads::Date;
use super::when::Cursor;
use crate::time::{Clock, Day};

/// A clock that falls back by more than this many seconds means the next day.
const NEXT_DAY: u32 = 6 * 3600;

/// Days counted as if every month had 31: enough to tell which of two comes first.
fn of_year(month: u8, day: u8) -> i32 {
    i32::from(month) * 31 + i32::from(day)
}

/// Counts the turns of the year in a run of months and days.
#[derive(Debug, Clone, Copy, Default)]
struct Turns {
    years: i16,
    last: Option<i32>,
}

impl Turns {
    /// Years since the first date. A step back of more than a month is a new year; one forward of
    /// nearly a year is a message of December that stands among those of January.
    fn step(&mut self, month: u8, day: u8) -> i16 {
        let now = of_year(month, day);
        match self.last {
            Some(last) if last - now > 31 => self.years += 1,
            Some(last) if now - last > 330 => self.years -= 1,
            _ => {}
        }
        self.last = Some(now);
        self.years
    }
}

/// What a first pass has learnt of a file's dates.
#[derive(Debug, Clone, Default)]
pub(super) struct DateSurvey {
    turns: Turns,
    /// Dates without a year.
    yearless: u32,
    last: Option<(u8, u8)>,
    /// The year of the first turn, as the first date with a year gives it.
    base: Option<i16>,
    /// Years of the first turn by what dates in the words suggest, and how often.
    votes: BTreeMap<i16, u32>,
    order: OrderEvidence,
}

impl DateSurvey {
    /// The date of a head or a bar, in the order of the file.
    pub(super) fn see(&mut self, date: Date, clock: Option<Clock>) {
        match date {
            Date::Day(day) => {
                let turn = self.turns.step(day.month, day.day);
                self.base.get_or_insert(day.year - turn);
            }
            Date::MonthDay(month, day) => {
                self.yearless += 1;
                self.turns.step(month, day);
                self.last = Some((month, day));
            }
            Date::Numbers(numbers) => {
                self.order.see(numbers, clock.unwrap_or_default());
                let [first, _, last] = numbers;
                let year = if first > 31 { first } else { last };
                let year = if year < 100 { year + 2000 } else { year };
                if let Ok(year) = i16::try_from(year) {
                    self.base.get_or_insert(year - self.turns.years);
                }
            }
        }
    }

    /// Looks for dates with a year among words; they say which year people are in.
    pub(super) fn words(&mut self, text: &str) {
        let Some((month, day)) = self.last.filter(|_| self.base.is_none()) else { return };
        if let Some(said) = day_in(text) {
            let apart = of_year(month, day) - of_year(said.month, said.day);
            let year = said.year + i16::from(apart < -186) - i16::from(apart > 186);
            *self.votes.entry(year - self.turns.years).or_default() += 1;
        }
    }

    /// The year of the first turn, and what says so.
    fn year(&self, file: &str, today: Option<Day>) -> Option<(i16, &'static str)> {
        let (month, day) = self.last?;
        if let Some(base) = self.base {
            return Some((base, "dated-line"));
        }
        // No message is later than the day on which the file was written or is read.
        let until = |bound: Day| {
            let later = (month, day) > (bound.month, bound.day);
            bound.year - i16::from(later) - self.turns.years
        };
        // Files are named by the day on which they were written.
        if let Some(bound) = day_in(stem(file)) {
            return Some((until(bound), "file-name"));
        }
        if let Some((year, _)) = self.votes.iter().max_by_key(|(_, n)| **n) {
            return Some((*year, "words"));
        }
        today.map(|today| (until(today), "today"))
    }

    /// Ends the survey. Notes what was assumed.
    pub(super) fn settle(self, file: &str, out: &mut Builder) -> Timeline {
        let year = self.year(file, out.today());
        match year {
            _ if self.yearless == 0 => {}
            Some((year, evidence)) => {
                let last = year + self.turns.years;
                let span = if last > year { format!("{year}–{last}") } else { year.to_string() };
                out.note(true, "year-assumed", &[("year", &span), ("evidence", evidence)]);
            }
            None => out.note(false, "no-year", &[("count", &self.yearless.to_string())]),
        }
        Timeline {
            turns: Turns::default(),
            base: year.map(|y| y.0).or(self.base),
            order: (out.date_order().or(self.order.order().map(|o| o.0)))
                .unwrap_or_else(|| out.likely_date_order()),
            date: None,
            clock: None,
        }
    }
}

/// Gives each head its time, from its own words and those before it.
#[derive(Debug, Clone)]
pub(super) struct Timeline {
    turns: Turns,
    base: Option<i16>,
    order: DateOrder,
    date: Option<Date>,
    clock: Option<Clock>,
}

impl Timeline {
    /// A bar between messages: what it says holds for those below it. One that names a day only
    /// its reader knew (`relative`) takes the date away.
    pub(super) fn bar(&mut self, date: Option<Date>, clock: Option<Clock>, relative: bool) {
        if relative || date.is_some() {
            self.date = date.and_then(|date| self.dated(date));
        }
        self.clock = clock;
    }

    /// The time of a head. A missing date is that of the last bar or head; a clock that falls back
    /// by more than six hours means the next day.
    pub(super) fn when(&mut self, date: Option<Date>, clock: Option<Clock>) -> When {
        if let Some(date) = date {
            self.date = self.dated(date);
        } else if let (Some(now), Some(last)) = (clock, self.clock)
            && now.seconds() + NEXT_DAY < last.seconds()
        {
            self.date = self.date.map(|date| self.next(date));
        }
        if clock.is_some() {
            self.clock = clock;
        }
        match (self.date, self.clock) {
            (Some(date), Some(clock)) => date.at(clock),
            _ => When::Unknown,
        }
    }

    /// The beginning of a day, for a head that says no more.
    pub(super) fn day(&mut self, date: Date) -> When {
        self.date = self.dated(date);
        self.clock = None;
        self.date.map_or(When::Unknown, |date| date.at(Clock::default()))
    }

    /// A date with its year; `None` where nothing tells it.
    fn dated(&mut self, date: Date) -> Option<Date> {
        match date {
            Date::Day(day) => {
                self.base = Some(day.year - self.turns.step(day.month, day.day));
                Some(date)
            }
            Date::MonthDay(month, day) => {
                let turn = self.turns.step(month, day);
                // 29 February tells that the guess was wrong: rather no time than a false one.
                Day::new(self.base? + turn, month, day).map(Date::Day)
            }
            Date::Numbers(_) => Some(date),
        }
    }

    fn next(&self, date: Date) -> Date {
        let day = match date {
            Date::Day(day) => Some(day),
            Date::Numbers(numbers) => self.order.day(numbers),
            Date::MonthDay(..) => None,
        };
        day.map_or(date, |day| Date::Day(day.next()))
    }
}

/// The first date with a year that stands in a text: `2025-03-08`, `2025年3月8日`, `20250308`; a year
/// alone (`2025年`) is its last day.
fn day_in(text: &str) -> Option<Day> {
    let mut from = 0;
    while let Some(at) = text.get(from..)?.find("20") {
        let start = from + at;
        from = start + 2;
        if text[..start].ends_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let mut c = Cursor::new(&text[start..]);
        if let Some(day) = c.day().or_else(|| compact(&text[start..])) {
            return Some(day);
        }
        if let Some(year) = c.number(4, 4).filter(|_| c.one_of("年") && c.number(1, 2).is_none()) {
            return Day::new(i16::try_from(year).ok()?, 12, 31);
        }
    }
    None
}

/// `20250308`, and not more digits.
fn compact(text: &str) -> Option<Day> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (digits == 8 || digits == 14).then_some(())?;
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<u8>().ok();
    Day::new(text.get(..4)?.parse().ok()?, part(4..6)?, part(6..8)?)
}

fn stem(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Zone;

    fn day(year: i16, month: u8, day: u8) -> Day {
        Day::new(year, month, day).unwrap()
    }

    fn clock(hour: u8) -> Clock {
        Clock { hour, minute: 0, second: 0 }
    }

    fn days(survey: DateSurvey, file: &str, dates: &[(u8, u8)]) -> Vec<When> {
        days_on(None, survey, file, dates)
    }

    fn days_on(
        today: Option<Day>,
        survey: DateSurvey,
        file: &str,
        dates: &[(u8, u8)],
    ) -> Vec<When> {
        let mut out = Builder::default();
        out.begin_file(Zone::default(), today);
        let mut line = survey.settle(file, &mut out);
        let when = |(m, d): &(u8, u8)| line.when(Some(Date::MonthDay(*m, *d)), Some(clock(9)));
        dates.iter().map(when).collect()
    }

    fn survey(dates: &[(u8, u8)]) -> DateSurvey {
        let mut survey = DateSurvey::default();
        dates.iter().for_each(|(m, d)| survey.see(Date::MonthDay(*m, *d), None));
        survey
    }

    fn local(y: i16, m: u8, d: u8) -> When {
        When::Local(day(y, m, d), clock(9))
    }

    #[test]
    fn the_year_turns_at_new_year() {
        let dates = [(12, 30), (12, 31), (1, 1), (12, 31), (1, 2)];
        let expected = [
            local(2024, 12, 30),
            local(2024, 12, 31),
            local(2025, 1, 1),
            local(2024, 12, 31),
            local(2025, 1, 2),
        ];
        assert_eq!(days(survey(&dates), "群_2025-01-05.txt", &dates), expected);
        let mut dated = survey(&dates);
        dated.see(Date::Day(day(2025, 1, 3)), None);
        assert_eq!(days(dated, "a.txt", &dates), expected);
        let mut said = survey(&dates);
        said.words("截止2025年1月10日");
        assert_eq!(days(said, "a.txt", &dates), expected);
    }

    #[test]
    fn without_any_year_there_is_no_time() {
        let dates = [(3, 8)];
        assert_eq!(days(survey(&dates), "群.txt", &dates), [When::Unknown]);
    }

    #[test]
    fn a_last_message_is_not_after_the_export() {
        let dates = [(11, 2)];
        assert_eq!(days(survey(&dates), "群_20250301.txt", &dates), [local(2024, 11, 2)]);
    }

    #[test]
    fn the_day_of_reading_is_the_last_resort() {
        let on = |today, dates: &[(u8, u8)]| days_on(Some(today), survey(dates), "群.txt", dates);
        assert_eq!(on(day(2025, 3, 9), &[(3, 8)]), [local(2025, 3, 8)]);
        assert_eq!(on(day(2025, 3, 8), &[(3, 8)]), [local(2025, 3, 8)]);
        assert_eq!(on(day(2025, 3, 7), &[(3, 8)]), [local(2024, 3, 8)]);
        let turn = [(12, 31), (1, 1)];
        assert_eq!(on(day(2025, 6, 1), &turn), [local(2024, 12, 31), local(2025, 1, 1)]);
        let dates = [(11, 2)];
        let named = days_on(Some(day(2026, 11, 22)), survey(&dates), "群_20250301.txt", &dates);
        assert_eq!(named, [local(2024, 11, 2)]);
    }

    #[test]
    fn dates_in_names_and_words() {
        assert_eq!(day_in("群聊_2025-03-08.txt"), Some(day(2025, 3, 8)));
        assert_eq!(day_in("20250308_120000.txt"), Some(day(2025, 3, 8)));
        assert_eq!(day_in("订单 2025030812"), None);
        assert_eq!(day_in("chat20250308.txt"), Some(day(2025, 3, 8)));
        assert_eq!(day_in("2025年群聊"), Some(day(2025, 12, 31)));
        assert_eq!(day_in("订单 1202025-3-8"), None);
        assert_eq!(day_in("20 人"), None);
    }

    #[test]
    fn a_clock_that_falls_back_far_is_the_next_day() {
        let mut line = DateSurvey::default().settle("a.txt", &mut Builder::default());
        line.bar(Some(Date::Day(day(2025, 3, 8))), None, false);
        assert_eq!(line.when(None, Some(clock(23))), When::Local(day(2025, 3, 8), clock(23)));
        assert_eq!(line.when(None, Some(clock(22))), When::Local(day(2025, 3, 8), clock(22)));
        assert_eq!(line.when(None, Some(clock(1))), When::Local(day(2025, 3, 9), clock(1)));
        line.bar(None, Some(clock(8)), true);
        assert_eq!(line.when(None, Some(clock(9))), When::Unknown);
    }
}
