//! Dates and times of day as people's programs print them.

use crate::ingest::builder::{DateOrder, When};
use crate::time::{Clock, Day};

/// White space as exports use it: also no-break, narrow no-break, thin and ideographic spaces.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{3000}')
}

/// Marks of direction that some exports put around names and times; they print nothing.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Trims white space and invisible marks.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_space(c) || is_mark(c))
}

/// Words before or after a 12-hour time, and whether they mean the afternoon. Longest first where
/// one starts another.
const PERIODS: &[(&str, Period)] = &[
    ("上午", Period::Morning),
    ("下午", Period::Afternoon),
    ("凌晨", Period::Morning),
    ("清晨", Period::Morning),
    ("早上", Period::Morning),
    ("中午", Period::Noon),
    ("傍晚", Period::Afternoon),
    ("晚上", Period::Afternoon),
    ("오전", Period::Morning),
    ("오후", Period::Afternoon),
    ("午前", Period::Morning),
    ("午後", Period::Afternoon),
    ("a.m.", Period::Morning),
    ("p.m.", Period::Afternoon),
    ("a. m.", Period::Morning),
    ("p. m.", Period::Afternoon),
    ("a m", Period::Morning),
    ("p m", Period::Afternoon),
    ("am", Period::Morning),
    ("pm", Period::Afternoon),
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Period {
    Morning,
    Noon,
    Afternoon,
}

/// Reads a text from its start, one piece after the other. Copying it is cheap: to try something,
/// copy first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    /// What has not been read yet.
    pub(super) rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(rest: &'a str) -> Self {
        Cursor { rest }
    }

    /// Takes one character if it is one of these.
    pub(super) fn one_of(&mut self, chars: &str) -> bool {
        match self.rest.chars().next().filter(|c| chars.contains(*c)) {
            Some(c) => {
                self.rest = &self.rest[c.len_utf8()..];
                true
            }
            None => false,
        }
    }

    /// Takes a fixed text, ASCII letters in either case.
    pub(super) fn word(&mut self, word: &str) -> bool {
        match self.rest.get(..word.len()) {
            Some(start) if start.eq_ignore_ascii_case(word) => {
                self.rest = &self.rest[word.len()..];
                true
            }
            _ => false,
        }
    }

    /// Takes spaces; returns how many.
    pub(super) fn spaces(&mut self) -> usize {
        let rest = self.rest.trim_start_matches(is_space);
        let taken = self.rest[..self.rest.len() - rest.len()].chars().count();
        self.rest = rest;
        taken
    }

    /// Takes invisible marks.
    pub(super) fn marks(&mut self) {
        self.rest = self.rest.trim_start_matches(is_mark);
    }

    /// Takes an ASCII number of `min..=max` digits that no further digit follows.
    pub(super) fn number(&mut self, min: usize, max: usize) -> Option<u16> {
        let len = self.rest.bytes().take(max + 1).take_while(u8::is_ascii_digit).count();
        if len < min || len > max {
            return None;
        }
        let number = self.rest[..len].parse().ok()?;
        self.rest = &self.rest[len..];
        Some(number)
    }

    pub(super) fn at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// A date with the year first: `2025-3-8`, `2025/03/08`, `2025.3.8`, `2025年3月8日`.
    pub(super) fn day(&mut self) -> Option<Day> {
        let mut c = *self;
        let year = c.number(4, 4)?;
        let day = if c.one_of("年") {
            c.spaces();
            let month = c.number(1, 2)?;
            c.one_of("月").then_some(())?;
            c.spaces();
            let day = c.number(1, 2)?;
            c.one_of("日号");
            (month, day)
        } else {
            let separator = c.rest.chars().next().filter(|s| "-/.".contains(*s))?;
            let separator = separator.encode_utf8(&mut [0; 4]).to_string();
            c.one_of(&separator);
            let month = c.number(1, 2)?;
            c.one_of(&separator).then_some(())?;
            (month, c.number(1, 2)?)
        };
        let day = DateOrder::Ymd.day([year, day.0, day.1])?;
        *self = c;
        Some(day)
    }

    /// A month and a day without a year: `03-08`, `3/8`, `3月8日`.
    pub(super) fn month_day(&mut self) -> Option<(u8, u8)> {
        let mut c = *self;
        let month = c.number(1, 2)?;
        let day = if c.one_of("月") {
            c.spaces();
            let day = c.number(1, 2)?;
            c.one_of("日号");
            day
        } else {
            c.one_of("-/").then_some(())?;
            let day = c.number(1, 2)?;
            (!c.rest.starts_with(['-', '/'])).then_some(day)?
        };
        // A leap year lets every day of the calendar pass.
        let day = DateOrder::Ymd.day([2024, month, day])?;
        *self = c;
        Some((day.month, day.day))
    }

    /// Three date numbers in an order that the file decides: `8/3/25`, `08.03.2025`, `8-3-2025`,
    /// `2025/3/8`, `2025年3月8日`, `8. 3. 2025`.
    pub(super) fn date_numbers(&mut self) -> Option<[u16; 3]> {
        let mut c = *self;
        if let Some(day) = c.day() {
            *self = c;
            return Some([day.year.unsigned_abs(), u16::from(day.month), u16::from(day.day)]);
        }
        let mut numbers = [0; 3];
        let mut separator = None;
        for (i, slot) in numbers.iter_mut().enumerate() {
            if i > 0 {
                let here = c.rest.chars().next().filter(|s| "-/.".contains(*s))?;
                (*separator.get_or_insert(here) == here).then_some(())?;
                c.rest = &c.rest[1..];
                if here == '.' {
                    c.spaces();
                }
            }
            let before = c.rest.len();
            *slot = c.number(1, 4)?;
            // `0012` is part of a number, not a year.
            (before - c.rest.len() < 4 || *slot >= 1000).then_some(())?;
        }
        let [a, b, year] = numbers;
        let fits = |n: u16| (1..=31).contains(&n);
        // Thai exports count the years of the Buddhist era.
        let is_year = |n: u16| (1990..=2100).contains(&n) || (2533..=2643).contains(&n);
        let year_last = fits(a) && fits(b) && (year < 100 || is_year(year));
        let year_first = fits(b) && fits(year) && is_year(a);
        (year_last || year_first).then_some(())?;
        *self = c;
        Some(numbers)
    }

    /// A time of day: `9:02`, `09:02:11`, `9.02`, with a word such as 下午 or PM before or after.
    /// A marker beside a 24-hour time is let pass (`00:08 a. m.` exists).
    pub(super) fn clock(&mut self) -> Option<Clock> {
        self.clock_with(":：")
    }

    /// The same, with `.` between the numbers allowed too.
    pub(super) fn clock_or_dot(&mut self) -> Option<Clock> {
        self.clock_with(":：.")
    }

    fn clock_with(&mut self, separators: &str) -> Option<Clock> {
        let mut c = *self;
        let mut period = c.period();
        c.spaces();
        let hour = c.number(1, 2)?;
        c.one_of(separators).then_some(())?;
        let minute = c.number(2, 2)?;
        let mut second = 0;
        let mut seconds = c;
        if seconds.one_of(separators)
            && let Some(n) = seconds.number(2, 2)
        {
            second = n;
            c = seconds;
            // Parts of a second are read past.
            let mut fraction = c;
            if fraction.one_of(".,") {
                let digits = fraction.rest.bytes().take_while(u8::is_ascii_digit).count();
                if (1..=9).contains(&digits) {
                    c.rest = &fraction.rest[digits..];
                }
            }
        }
        if period.is_none() {
            let mut after = c;
            after.spaces();
            period = after.period();
            if period.is_some() {
                c = after;
            }
        }
        let hour = match period {
            Some(Period::Morning) if hour == 12 => 0,
            Some(Period::Afternoon) if hour < 12 => hour + 12,
            Some(Period::Noon) if hour < 6 => hour + 12,
            _ => hour,
        };
        (hour < 24 && minute < 60 && second < 60).then_some(())?;
        *self = c;
        Some(Clock { hour: hour as u8, minute: minute as u8, second: second as u8 })
    }

    /// A word of the half of the day; a Latin one must end where its letters end.
    fn period(&mut self) -> Option<Period> {
        // Most times have none: one look at the first character spares the list.
        let first = self.rest.chars().next()?;
        if !"aApP上下凌清早中傍晚오午".contains(first) {
            return None;
        }
        for (word, period) in PERIODS {
            let mut c = *self;
            // The spaces inside "p. m." come in several widths.
            let fits = match word.split_once(' ') {
                Some((first, second)) => c.word(first) && c.spaces() > 0 && c.word(second),
                None => c.word(word),
            };
            // Chinese words may be glued to it: they are no letters of this script.
            let letter = |n: char| n.is_alphanumeric() && n < '\u{2E80}';
            let letter_follows = word.is_ascii() && c.rest.starts_with(letter);
            if fits && !letter_follows {
                *self = c;
                return Some(*period);
            }
        }
        None
    }

    /// A weekday, as it stands between date and time: `星期六`, `周六`, `Saturday`, `Sat`.
    pub(super) fn weekday(&mut self) -> bool {
        let mut c = *self;
        if c.day_of_week(false).is_none() {
            return false;
        }
        c.one_of(",，");
        c.spaces();
        *self = c;
        true
    }

    /// A weekday as a number, 0 for Monday: `星期六`, `土曜日`, `토요일`, `Saturday`, `Sat`; where `bare`
    /// also `六`, `土` and `토`, as they stand in brackets.
    pub(super) fn day_of_week(&mut self, bare: bool) -> Option<u8> {
        let first = self.rest.chars().next()?;
        if first.is_ascii_digit() || self.rest.len() < 2 {
            return None;
        }
        let mut c = *self;
        let day = if first.is_ascii_alphabetic() {
            const NAMES: [&str; 7] =
                ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
            NAMES.iter().position(|day| c.word(day) || c.word(&day[..3]))? as u8
        } else {
            let chinese = ["星期", "周", "週", "礼拜", "禮拜"].iter().any(|word| c.word(word));
            let sign = c.rest.chars().next()?;
            let of = |signs: &str| signs.chars().position(|s| s == sign).map(|d| d as u8);
            c.rest = &c.rest[sign.len_utf8()..];
            let day = of("一二三四五六日").or_else(|| (sign == '天').then_some(6));
            if chinese {
                day?
            } else {
                let day = day.or_else(|| of("月火水木金土日")).or_else(|| of("월화수목금토일"))?;
                (c.word("曜日") || c.word("요일") || bare).then_some(day)?
            }
        };
        *self = c;
        Some(day)
    }
}

/// A cell that holds a time in any of the ways tables and JSON print it: epoch number, RFC 3339,
/// date and time, `D/M/Y H:M`, or an Excel serial number (days since 1899-12-30).
pub(super) fn cell(text: &str) -> Option<When> {
    let text = trim(text);
    if let Ok(number) = text.parse::<i64>() {
        if let Some(time) = crate::time::Timestamp::from_epoch(number) {
            return Some(When::At(time));
        }
        return compact(text);
    }
    if let Some(time) = crate::time::Timestamp::from_rfc3339(text) {
        return Some(When::At(time));
    }
    if let Some(when) = excel_serial(text) {
        return Some(when);
    }
    let mut c = Cursor::new(text);
    let spelled = c.spelled_day();
    let numbers = match spelled {
        Some(day) => [day.year.unsigned_abs(), u16::from(day.month), u16::from(day.day)],
        None => c.date_numbers()?,
    };
    c.one_of("T,，");
    c.spaces();
    c.weekday();
    let clock = if c.at_end() { Clock::default() } else { c.clock()? };
    c.spaces();
    if !c.at_end() && numbers[0] > 31 {
        return on_the_globe(DateOrder::Ymd.day(numbers)?, clock, c.rest);
    }
    c.at_end().then_some(())?;
    Some(if numbers[0] > 31 {
        When::Local(DateOrder::Ymd.day(numbers)?, clock)
    } else {
        When::Ambiguous(numbers, clock)
    })
}

/// A date and time with its offset from UTC: `Z`, `+0800`, `+08:00`.
pub(super) fn at_offset(day: Day, clock: Clock, offset: &str) -> Option<When> {
    let (Day { year, month, day }, Clock { hour, minute, second }) = (day, clock);
    let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{offset}");
    crate::time::Timestamp::from_rfc3339(&text).map(When::At)
}

/// A day and a clock before a zone as JavaScript prints it: `GMT`, `UTC`, `GMT+0800 (CST)`.
fn on_the_globe(day: Day, clock: Clock, zone: &str) -> Option<When> {
    let offset = zone.strip_prefix("GMT").or_else(|| zone.strip_prefix("UTC"))?;
    let offset = trim(offset.split('(').next().unwrap_or(offset));
    at_offset(day, clock, if offset.is_empty() { "Z" } else { offset })
}

/// `20250308` and `20250308090211`.
fn compact(text: &str) -> Option<When> {
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u8>().ok();
    (text.is_ascii() && matches!(text.len(), 8 | 14)).then_some(())?;
    let year = text.get(..4)?.parse().ok().filter(|y| (1990..2100).contains(y))?;
    let day = Day::new(year, part(4, 6)?, part(6, 8)?)?;
    if text.len() == 8 {
        return Some(When::Local(day, Clock::default()));
    }
    let clock = Clock { hour: part(8, 10)?, minute: part(10, 12)?, second: part(12, 14)? };
    (clock.hour < 24 && clock.minute < 60 && clock.second < 60).then_some(())?;
    Some(When::Local(day, clock))
}

/// `45724.3765` as spreadsheets keep times: whole days, and the part of the day. Read as text so
/// that no float is rounded; a fraction is cut to the second.
fn excel_serial(text: &str) -> Option<When> {
    let (days, fraction) = text.split_once('.')?;
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    (days.len() == 5 && digits(days) && digits(fraction)).then_some(())?;
    let days: i64 = days.parse().ok()?;
    let fraction: u64 = format!("{fraction:0<9.9}").parse().ok()?;
    // Rounded to the nearest second: the fraction itself is one.
    let seconds = (fraction * 86_400 + 500_000_000) / 1_000_000_000;
    let date = jiff::civil::Date::new(1899, 12, 30).ok()?;
    let span = jiff::Span::new().try_days(days + (seconds / 86_400) as i64).ok()?;
    let date = date.checked_add(span).ok()?;
    let day = Day::new(date.year(), date.month().unsigned_abs(), date.day().unsigned_abs())?;
    let seconds = (seconds % 86_400) as u32;
    let clock = Clock {
        hour: (seconds / 3600) as u8,
        minute: (seconds / 60 % 60) as u8,
        second: (seconds % 60) as u8,
    };
    Some(When::Local(day, clock))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(text: &str) -> Option<(u8, u8, u8, &str)> {
        let mut c = Cursor::new(text);
        c.clock().map(|t| (t.hour, t.minute, t.second, c.rest))
    }

    #[test]
    fn clocks_of_many_lands() {
        assert_eq!(clock("9:02 x"), Some((9, 2, 0, " x")));
        assert_eq!(clock("9:02:11 PM"), Some((21, 2, 11, "")));
        assert_eq!(clock("9:02:11\u{202F}pm]"), Some((21, 2, 11, "]")));
        assert_eq!(clock("下午3:07"), Some((15, 7, 0, "")));
        assert_eq!(clock("3:07 下午"), Some((15, 7, 0, "")));
        assert_eq!(clock("上午 12:30"), Some((0, 30, 0, "")));
        assert_eq!(clock("12:30 下午"), Some((12, 30, 0, "")));
        assert_eq!(clock("00:08 a. m."), Some((0, 8, 0, "")));
        assert_eq!(clock("13:08 p.\u{A0}m. x"), Some((13, 8, 0, " x")));
        assert_eq!(clock("9:02 amazing"), Some((9, 2, 0, " amazing")));
        assert_eq!(clock("24:00"), None);
        assert_eq!(clock("9:2"), None);
    }

    #[test]
    fn dates_of_many_lands() {
        let day = |text| {
            let mut c = Cursor::new(text);
            c.day().map(|d| (d.year, d.month, d.day, c.rest.to_string()))
        };
        for text in ["2025-3-8", "2025/03/08", "2025.3.8", "2025年3月8日", "2025年03月08号"] {
            assert_eq!(day(text), Some((2025, 3, 8, String::new())), "{text}");
        }
        assert_eq!(day("2025-03-08T09:02"), Some((2025, 3, 8, "T09:02".to_string())));
        assert_eq!(day("2025-13-08"), None);
        assert_eq!(day("2025-3/8"), None);
        let numbers = |text| Cursor::new(text).date_numbers();
        assert_eq!(numbers("8/3/25"), Some([8, 3, 25]));
        assert_eq!(numbers("08.03.2025"), Some([8, 3, 2025]));
        assert_eq!(numbers("8. 3. 2025"), Some([8, 3, 2025]));
        assert_eq!(numbers("2025/3/8"), Some([2025, 3, 8]));
        assert_eq!(numbers("45/3/25"), None);
        assert_eq!(numbers("8-3-0012"), None);
    }

    #[test]
    fn cells() {
        let local = |y, m, d, h, min, s| {
            let clock = Clock { hour: h, minute: min, second: s };
            Some(When::Local(Day::new(y, m, d).unwrap(), clock))
        };
        assert_eq!(cell("2024/3/5 9:07"), local(2024, 3, 5, 9, 7, 0));
        assert_eq!(cell("45724.376516204"), local(2025, 3, 8, 9, 2, 11));
        assert_eq!(cell("20250308090211"), local(2025, 3, 8, 9, 2, 11));
        assert!(matches!(cell("1741395731"), Some(When::At(t)) if t.0 == 1_741_395_731_000));
        assert!(matches!(cell("2025-03-08T09:02:11+08:00"), Some(When::At(_))));
        for text in ["March 8, 2025 01:02:11 GMT", "Sat Mar 08 2025 09:02:11 GMT+0800 (CST)"] {
            let found = cell(text);
            assert!(matches!(found, Some(When::At(t)) if t.0 == 1_741_395_731_000), "{text}");
        }
        assert!(matches!(cell("5/3/2024 9:07"), Some(When::Ambiguous([5, 3, 2024], _))));
        assert_eq!(cell("08-Mar-25 09:02 AM"), local(2025, 3, 8, 9, 2, 0));
        assert_eq!(cell("10086"), None);
        assert_eq!(cell("明天"), None);
    }
}
