//! Dates whose month is a word or whose numbers carry signs: `July 9, 2015`, `08-Mar-25`,
//! `2015년 7월 9일`, `2015. 7. 9.`.

use super::builder::DateOrder;
use super::when::Cursor;
use crate::time::Day;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Cursor<'_> {
    /// A date in one of these spellings. A weekday and a comma may stand before it.
    pub(super) fn spelled_day(&mut self) -> Option<Day> {
        let mut c = *self;
        if c.day_of_week(false).is_some() {
            c.one_of(",，");
            c.spaces();
        }
        let day = c.month_first().or_else(|| c.month_between()).or_else(|| c.signed())?;
        *self = c;
        Some(day)
    }

    /// `July 9, 2015`, `Jul 9 2015`.
    fn month_first(&mut self) -> Option<Day> {
        let mut c = *self;
        let month = c.month_name()?;
        c.spaces();
        let day = c.number(1, 2)?;
        c.one_of(",");
        c.spaces();
        let day = DateOrder::Ymd.day([c.number(4, 4)?, month, day])?;
        *self = c;
        Some(day)
    }

    /// `Jul 9`, without a year.
    pub(super) fn named_month_day(&mut self) -> Option<(u8, u8)> {
        let mut c = *self;
        let month = c.month_name()?;
        c.spaces();
        // A leap year lets every day of the calendar pass.
        let day = DateOrder::Ymd.day([2024, month, c.number(1, 2)?])?;
        *self = c;
        Some((day.month, day.day))
    }

    /// `9 July 2015`, `08-Mar-25`.
    fn month_between(&mut self) -> Option<Day> {
        let mut c = *self;
        let day = c.number(1, 2)?;
        let dash = c.one_of("-/");
        c.spaces();
        let month = c.month_name()?;
        c.one_of(if dash { "-/" } else { "," });
        c.spaces();
        let mut long = c;
        let year = match long.number(4, 4) {
            Some(year) => {
                c = long;
                year
            }
            None => c.number(2, 2).filter(|_| dash)?,
        };
        let day = DateOrder::Ymd.day([year, month, day])?;
        *self = c;
        Some(day)
    }

    /// `2015년 7월 9일`, `2015. 7. 9.`.
    fn signed(&mut self) -> Option<Day> {
        let mut c = *self;
        let year = c.number(4, 4)?;
        let part = |sign: &str, c: &mut Self| -> Option<()> {
            c.one_of(sign).then_some(())?;
            c.spaces();
            Some(())
        };
        let korean = c.rest.starts_with('년');
        part(if korean { "년" } else { "." }, &mut c)?;
        let month = c.number(1, 2)?;
        part(if korean { "월" } else { "." }, &mut c)?;
        let day = c.number(1, 2)?;
        c.one_of(if korean { "일" } else { "." }).then_some(())?;
        let day = DateOrder::Ymd.day([year, month, day])?;
        *self = c;
        Some(day)
    }

    fn month_name(&mut self) -> Option<u16> {
        let mut c = *self;
        let month = MONTHS.iter().position(|name| c.word(name) || c.word(&name[..3]))?;
        c.one_of(".");
        (!c.rest.starts_with(char::is_alphabetic)).then_some(())?;
        *self = c;
        Some(month as u16 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        let day = |text| {
            let mut c = Cursor::new(text);
            c.spelled_day().map(|d| (d.year, d.month, d.day, c.rest.to_string()))
        };
        for text in [
            "July 9, 2015",
            "Jul 9, 2015",
            "Thursday, July 9, 2015",
            "9 July 2015",
            "09-Jul-15",
            "2015년 7월 9일",
            "2015. 7. 9.",
            "2015.07.09.",
        ] {
            assert_eq!(day(text), Some((2015, 7, 9, String::new())), "{text}");
        }
        assert_eq!(day("2015년 7월 9일 목요일").map(|d| d.3), Some(" 목요일".to_string()));
        for text in ["Marching 9, 2015", "July 9", "2015-7-9", "9 July", "9 July 15"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
