//! Cells that name a stretch of time, as the date columns of dashboards do: an hour, a day, a week,
//! a month, a quarter, a year.

use super::builder::{DateOrder, When};
use super::when::{self, Cursor, trim};
use crate::time::{Clock, Day, Timestamp};

/// How long the stretch is that a cell names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// A time of day is given.
    Hour,
    /// A calendar day.
    Day,
    /// A week, `2025-W23`.
    Week,
    /// A month, `2025-06`.
    Month,
    /// A quarter, `2025Q2`.
    Quarter,
    /// A year.
    Year,
}

/// What a cell says of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// The first day of the stretch, and the time of day where one is given.
    Of(Span, Day, Clock),
    /// An instant on the globe.
    At(Timestamp),
    /// A day without its year.
    NoYear(u8, u8, Clock),
    /// Three numbers in an order that other cells decide.
    Ambiguous([u16; 3], Clock),
}

/// Reads a cell that names a stretch of time. Four plain digits are no year here: see [`year`].
pub fn period(text: &str) -> Option<Period> {
    let text = trim(text);
    if text.is_empty() || text.len() > 40 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let text = first_of_range(text);
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return digits(text);
    }
    coarse(text).or_else(|| day_and_hour(text)).or_else(|| no_year(text)).or_else(|| {
        Some(match when::cell(text)? {
            When::Local(day, clock) => Period::Of(span_of(text), day, clock),
            When::At(time) => Period::At(time),
            When::Ambiguous(numbers, clock) => Period::Ambiguous(numbers, clock),
            _ => return None,
        })
    })
}

/// A year alone: `1970`, `1970年`.
pub fn year(text: &str) -> Option<Day> {
    let text = trim(text);
    let digits = text.strip_suffix('年').unwrap_or(text);
    let year: i16 = digits.parse().ok().filter(|_| digits.len() == 4)?;
    Day::new(year, 1, 1).filter(|_| (1000..3000).contains(&year))
}

/// A time of day in a column of its own: `8`, `08时`, `8点`, `08:00`, `08:00-09:00`.
pub fn hour(text: &str) -> Option<u8> {
    let text = first_of_range(trim(text));
    let mut c = Cursor::new(text);
    let hour = c.number(1, 2).filter(|h| *h < 24)?;
    let rest = trim(c.rest);
    let clean = rest.is_empty()
        || ["时", "点", "時", "h", "H", "小时"].contains(&rest)
        || Cursor::new(text).clock().is_some();
    clean.then_some(hour as u8)
}

/// `2025-06-01 ~ 2025-06-07`, `2025/06/01-2025/06/07`, `2025-06-01至2025-06-07`: the first of both.
fn first_of_range(text: &str) -> &str {
    for sign in ["~", "～", "至", " - ", " – ", " to "] {
        if let Some((first, _)) = text.split_once(sign) {
            return trim(first);
        }
    }
    // A hyphen between two times of equal shape.
    let half = text.len() / 2;
    match (text.get(..half), text.get(half..half + 1), text.get(half + 1..)) {
        (Some(first), Some("-"), Some(second))
            if first.len() >= 5 && first.contains(['/', '.', ':']) && second.len() == half =>
        {
            first
        }
        _ => text,
    }
}

fn span_of(text: &str) -> Span {
    if text.contains([':', '：']) || (text.len() == 14 && !text.contains('-')) {
        Span::Hour
    } else {
        Span::Day
    }
}

/// `20250603`, `202506`, `2025060314`, an epoch, or a spreadsheet's day number.
fn digits(text: &str) -> Option<Period> {
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u8>().ok();
    let year = || text.get(..4)?.parse::<i16>().ok().filter(|y| (1950..2100).contains(y));
    match text.len() {
        5 => {
            // Days since 1899-12-30; 30000 is 1982, 60000 is 2064.
            let days: i64 = text.parse().ok().filter(|n| (30_000..60_000).contains(n))?;
            Some(Period::Of(Span::Day, Day::from_number(days - 25_569)?, Clock::default()))
        }
        6 => Some(Period::Of(Span::Month, Day::new(year()?, part(4, 6)?, 1)?, Clock::default())),
        10 if year().is_some() && part(8, 10)? < 24 && part(4, 6)? <= 12 => {
            let day = Day::new(year()?, part(4, 6)?, part(6, 8)?)?;
            Some(Period::Of(Span::Hour, day, Clock { hour: part(8, 10)?, ..Clock::default() }))
        }
        8 | 14 => match when::cell(text)? {
            When::Local(day, clock) => Some(Period::Of(span_of(text), day, clock)),
            _ => None,
        },
        10 | 13 => text.parse().ok().and_then(Timestamp::from_epoch).map(Period::At),
        _ => None,
    }
}

/// Months, quarters, weeks, years with a word.
fn coarse(text: &str) -> Option<Period> {
    let of = |span, day: Option<Day>| Some(Period::Of(span, day?, Clock::default()));
    if let Some(day) = text.strip_suffix('年').and_then(|_| year(text)) {
        return of(Span::Year, Some(day));
    }
    let mut c = Cursor::new(text);
    let year = c.number(4, 4).filter(|y| (1000..3000).contains(y));
    let Some(year) = year.and_then(|y| i16::try_from(y).ok()) else { return month_word(text) };
    c.one_of("年-/. ");
    c.one_of("-/ ");
    let quarter = c;
    c.one_of("第");
    if c.one_of("QqＱ") {
        let n = c.number(1, 1).filter(|n| (1..=4).contains(n))?;
        return of(Span::Quarter, Day::new(year, n as u8 * 3 - 2, 1)).filter(|_| c.at_end());
    }
    if c.one_of("Ww") {
        return week(year, c.number(1, 2)?).filter(|_| c.at_end());
    }
    if let Some(n) = c.number(1, 2) {
        if c.rest == "周" || c.rest == "週" {
            return week(year, n);
        }
        if c.rest == "季度" || c.rest == "季" {
            return of(Span::Quarter, Day::new(year, (n as u8).checked_mul(3)?.checked_sub(2)?, 1));
        }
    }
    c = quarter;
    for (i, sign) in ["一", "二", "三", "四"].iter().enumerate() {
        let mut sign_first = c;
        sign_first.one_of("第");
        if sign_first.word(sign) && sign_first.word("季") {
            return of(Span::Quarter, Day::new(year, i as u8 * 3 + 1, 1));
        }
    }
    let month = c.number(1, 2)?;
    c.one_of("月");
    of(Span::Month, Day::new(year, u8::try_from(month).ok()?, 1)).filter(|_| c.at_end())
}

/// `Jun 2025`, `June-2025`.
fn month_word(text: &str) -> Option<Period> {
    let (word, year) = text.rsplit_once([' ', '-', '/', ','])?;
    let whole = format!("{} 1, {}", trim(word).trim_end_matches(','), year.get(..4)?);
    let day = (year.len() == 4).then(|| Cursor::new(&whole).spelled_day())??;
    let is_word = word.chars().all(|c| c.is_alphabetic() || c == ',' || c == ' ');
    is_word.then_some(Period::Of(Span::Month, day, Clock::default()))
}

/// The Monday of a week by ISO 8601.
fn week(year: i16, number: u16) -> Option<Period> {
    let fourth = Day::new(year, 1, 4)?;
    let monday = fourth.number() - i64::from(fourth.weekday());
    let day = Day::from_number(monday + (i64::from(number) - 1) * 7)?;
    (1..=53).contains(&number).then_some(Period::Of(Span::Week, day, Clock::default()))
}

/// `2025-06-03 14`, `2025-06-03 14时`, `2025年6月3日14点`.
fn day_and_hour(text: &str) -> Option<Period> {
    let mut c = Cursor::new(text);
    let day = c.day()?;
    c.one_of("T");
    c.spaces();
    c.weekday();
    if c.rest.starts_with(['(', '（']) || c.at_end() {
        return Some(Period::Of(Span::Day, day, Clock::default()));
    }
    let hour = hour(c.rest).filter(|_| !c.rest.contains([':', '：']))?;
    Some(Period::Of(Span::Hour, day, Clock { hour, ..Clock::default() }))
}

/// `06-03`, `6月3日`, `6/3 14:00`, `Jun 3`.
fn no_year(text: &str) -> Option<Period> {
    let mut c = Cursor::new(text);
    let (month, day) = c.month_day().or_else(|| c.named_month_day())?;
    c.spaces();
    c.weekday();
    if c.rest.starts_with(['(', '（']) || c.at_end() {
        return Some(Period::NoYear(month, day, Clock::default()));
    }
    let clock = c.clock().or_else(|| {
        let hour = hour(c.rest)?;
        c.rest = "";
        Some(Clock { hour, ..Clock::default() })
    })?;
    c.at_end().then_some(Period::NoYear(month, day, clock))
}

/// The day of three numbers in an order by its id, `dmy`, `mdy` or `ymd`.
pub fn in_order(numbers: [u16; 3], order: &str) -> Option<Day> {
    DateOrder::from_id(order)?.day(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match period(text) {
            Some(Period::Of(span, d, c)) => {
                format!("{span:?} {}-{}-{} {}", d.year, d.month, d.day, c.hour)
            }
            Some(Period::At(t)) => format!("at {}", t.0),
            Some(Period::NoYear(m, d, c)) => format!("{m}-{d} {}", c.hour),
            Some(Period::Ambiguous(n, _)) => format!("{n:?}"),
            None => "none".into(),
        }
    }

    #[test]
    fn the_dates_of_dashboards() {
        for (text, want) in [
            ("2025-06-03", "Day 2025-6-3 0"),
            ("2025/6/3", "Day 2025-6-3 0"),
            ("20250603", "Day 2025-6-3 0"),
            ("2025年6月3日", "Day 2025-6-3 0"),
            ("2025-06-03(周二)", "Day 2025-6-3 0"),
            ("2025-06-03 星期二", "Day 2025-6-3 0"),
            ("45811", "Day 2025-6-3 0"),
            ("2025-06-03 14:00:00", "Hour 2025-6-3 14"),
            ("2025-06-03 14", "Hour 2025-6-3 14"),
            ("2025-06-03 14时", "Hour 2025-6-3 14"),
            ("2025060314", "Hour 2025-6-3 14"),
            ("2025-06", "Month 2025-6-1 0"),
            ("2025年6月", "Month 2025-6-1 0"),
            ("202506", "Month 2025-6-1 0"),
            ("Jun 2025", "Month 2025-6-1 0"),
            ("2025Q2", "Quarter 2025-4-1 0"),
            ("2025-Q2", "Quarter 2025-4-1 0"),
            ("2025年第二季度", "Quarter 2025-4-1 0"),
            ("2025-W23", "Week 2025-6-2 0"),
            ("2025年第23周", "Week 2025-6-2 0"),
            ("2025-06-02 ~ 2025-06-08", "Day 2025-6-2 0"),
            ("2025/06/02-2025/06/08", "Day 2025-6-2 0"),
            ("1870年", "Year 1870-1-1 0"),
            ("06-03", "6-3 0"),
            ("6月3日", "6-3 0"),
            ("6月3日 14:00", "6-3 14"),
            ("3/6/2025", "[3, 6, 2025]"),
            ("合计", "none"),
            ("1,200", "none"),
            ("12.5", "none"),
            ("812", "none"),
            ("7日均值", "none"),
        ] {
            assert_eq!(shown(text), want, "{text}");
        }
        for (text, want) in [("8", 8), ("08时", 8), ("8点", 8), ("08:00", 8), ("08:00-09:00", 8)]
        {
            assert_eq!(hour(text), Some(want), "{text}");
        }
        assert_eq!(hour("31"), None);
        assert_eq!(hour("8.5"), None);
    }
}
