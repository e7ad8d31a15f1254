//! Dates as sentences, always in UTC: `Saturday, March 8, 2025 at 1:02:11 AM UTC`,
//! `2025年3月8日星期六 UTC 01:02:11`.

use crate::ingest::builder::When;
use crate::ingest::when::{self, Cursor};
use crate::time::{Clock, Day, Zone};

/// Names of months in other languages than English, lower case, by their beginnings.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "янв"],
    &["fév", "fev", "feb", "фев"],
    &["mär", "mar", "мар"],
    &["avr", "abr", "apr", "апр"],
    &["mai", "may", "mag", "мая", "май"],
    &["juin", "jun", "giu", "июн"],
    &["juil", "jul", "lug", "июл"],
    &["août", "aug", "ago", "авг"],
    &["sep", "set", "сен"],
    &["okt", "oct", "out", "ott", "окт"],
    &["nov", "ноя"],
    &["déc", "dez", "dec", "dic", "дек"],
];

/// The instant; unknown where the sentence is in a language that is not known here.
pub(super) fn read(text: &str) -> When {
    if let Some(when @ When::At(_)) = when::cell(text) {
        return when;
    }
    let utc = Zone::named("UTC").ok();
    let found = day_and_clock(text).and_then(|(day, clock)| utc?.instant(day, clock));
    found.map_or(When::Unknown, When::At)
}

fn day_and_clock(text: &str) -> Option<(Day, Clock)> {
    let day = starts(text).find_map(|at| {
        let mut c = Cursor::new(&text[at..]);
        let day = c.day().or_else(|| c.spelled_day()).or_else(|| foreign(&text[at..]))?;
        Some((at, day))
    });
    let (at, day) = day?;
    // The day's numbers are no clock: nothing in them has a colon.
    let clock = starts(&text[at..]).find_map(|from| Cursor::new(&text[at + from..]).clock());
    Some((day, clock?))
}

/// Where words and numbers begin.
fn starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, c)| {
        let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
        let begins = (c.is_alphanumeric()) && kind(c) != kind(before);
        before = c;
        begins.then_some(at)
    })
}

/// `8. März 2025`, `8 de marzo de 2025`, `8 mars 2025`.
fn foreign(text: &str) -> Option<Day> {
    let mut c = Cursor::new(text);
    let day = c.number(1, 2)?;
    c.one_of(".");
    let link = |c: &mut Cursor<'_>| {
        c.spaces();
        let mut of = *c;
        if of.word("de") && of.spaces() > 0 {
            *c = of;
        }
    };
    link(&mut c);
    let word: String =
        c.rest.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let fits = |names: &&[&str]| names.iter().any(|name| word.starts_with(name));
    // `juin` and `juil` begin alike in other languages: the longest beginning counts.
    let month = MONTHS.iter().position(fits)? as u8 + 1;
    let length: usize = c.rest.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    c.rest = &c.rest[length..];
    c.one_of(".");
    link(&mut c);
    Day::new(c.number(4, 4)? as i16, month, u8::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    #[test]
    fn sentences_of_many_languages() {
        for text in [
            "Saturday, March 8, 2025 at 1:02:11 AM UTC",
            "Saturday, March 8, 2025 at 1:02:11\u{202F}AM UTC",
            "Saturday, 8 March 2025 at 01:02:11 UTC",
            "2025年3月8日星期六 UTC 01:02:11",
            "2025年3月8日 星期六 UTC 上午1:02:11",
            "2025年3月8日土曜日 1:02:11 UTC",
            "2025年3月8日 土曜日 1時02分11秒 UTC 01:02:11",
            "2025년 3월 8일 토요일 오전 1:02:11 UTC",
            "Samstag, 8. März 2025 um 01:02:11 UTC",
            "samedi 8 mars 2025 à 01:02:11 UTC",
            "sábado, 8 de marzo de 2025, 1:02:11 UTC",
            "2025-03-08T01:02:11Z",
        ] {
            assert_eq!(read(text), When::At(Timestamp(1_741_395_731_000)), "{text}");
        }
        assert_eq!(
            read("Tuesday, March 14, 2023 at 10:41:03 PM UTC"),
            When::At(Timestamp(1_678_833_663_000))
        );
        for text in ["", "yesterday", "March 8", "2025年3月8日", "8. Foo 2025 um 01:02:11"] {
            assert_eq!(read(text), When::Unknown, "{text}");
        }
    }
}
