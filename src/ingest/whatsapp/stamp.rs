//! The date and time at the start of a WhatsApp line, in any locale: `3/8/25, 09:02 - `,
//! `[2025/3/8 下午3:07:11] `, `8.3.2025 klo 9.02 - `, `[9:02 AM, 3/8/2025] ` as the web client copies.

use super::phrases::Phrases;
use crate::ingest::builder::When;
use crate::ingest::heads::Date;
use crate::ingest::when::{Cursor, is_mark, is_space};
use crate::time::Clock;

/// Characters that a stamp takes at most.
const LONGEST: usize = 56;

/// When a line was written, where it begins with a stamp, and what stands behind it.
pub(super) fn read<'a>(line: &'a str, phrases: &Phrases) -> Option<(When, &'a str)> {
    let line =
        line.trim_start_matches(|c: char| is_mark(c) || matches!(c, '\u{200B}'..='\u{200D}'));
    let first = line.chars().next()?;
    if first == '[' || first.is_ascii_digit() {
        if let Some((when, rest)) = plain(line, phrases) {
            return Some((when, strip_space(rest)));
        }
        // Marks of direction may stand between the numbers.
        if !line.chars().take(LONGEST).any(|c| is_mark(c) || ascii_digit(c).is_some()) {
            return None;
        }
    } else if ascii_digit(first).is_none() {
        return None;
    }
    let (latin, ends) = latin(line);
    let (when, rest) = plain(&latin, phrases)?;
    let taken = latin.len() - rest.len();
    let end = ends.iter().find(|(len, _)| *len >= taken).map_or(line.len(), |e| e.1);
    Some((when, strip_space(&line[end..])))
}

fn strip_space(rest: &str) -> &str {
    rest.strip_prefix(is_space).unwrap_or(rest)
}

/// The start of a line with Latin digits and without marks, and where each character of it ends in
/// the line.
fn latin(line: &str) -> (String, Vec<(usize, usize)>) {
    let (mut out, mut ends) = (String::new(), vec![(0, 0)]);
    for (at, c) in line.char_indices().take(LONGEST).filter(|(_, c)| !is_mark(*c)) {
        out.push(ascii_digit(c).unwrap_or(c));
        ends.push((out.len(), at + c.len_utf8()));
    }
    (out, ends)
}

/// Arabic, Persian, Devanagari and Bengali digits as Latin ones.
fn ascii_digit(c: char) -> Option<char> {
    let zero = ['\u{660}', '\u{6F0}', '\u{966}', '\u{9E6}'];
    let digit =
        zero.iter().find_map(|z| u32::from(c).checked_sub(u32::from(*z)).filter(|d| *d < 10));
    digit.and_then(|d| char::from_digit(d, 10))
}

fn plain<'a>(line: &'a str, phrases: &Phrases) -> Option<(When, &'a str)> {
    let mut c = Cursor::new(line);
    let bracket = c.one_of("[");
    let (date, clock, spaced) =
        date_clock(&mut c, phrases).or_else(|| clock_date(&mut c, phrases))?;
    c.spaces();
    if bracket {
        c.one_of("]").then_some(())?;
        let mut dash = c;
        dash.spaces();
        if dash.one_of("-–") && dash.rest.starts_with(is_space) {
            c = dash;
        }
    } else if !c.one_of("-–—") {
        // Some locales print `date time: name: words`; Croatian nothing at all.
        let colon = c.one_of(":") && c.rest.starts_with(is_space);
        (colon || (spaced && !c.at_end())).then_some(())?;
    }
    // KakaoTalk has a comma behind the time.
    (!c.rest.starts_with(',')).then_some((date.at(clock), c.rest))
}

/// Date, then time; `true` where dots with spaces part the numbers and one stands behind them.
fn date_clock(c: &mut Cursor<'_>, phrases: &Phrases) -> Option<(Date, Clock, bool)> {
    let mut ahead = *c;
    let date = date(&mut ahead)?;
    let spaced = ahead.one_of(".") && c.rest[..c.rest.len() - ahead.rest.len()].contains(". ");
    ahead.one_of(",،，");
    ahead.spaces();
    // Bulgarian writes the word for year behind it.
    if ahead.word("г") {
        ahead.one_of(".");
        ahead.one_of(",");
        ahead.spaces();
    }
    ahead.weekday();
    let clock = clock(&mut ahead, phrases)?;
    *c = ahead;
    Some((date, clock, spaced))
}

/// Time, then date.
fn clock_date(c: &mut Cursor<'_>, phrases: &Phrases) -> Option<(Date, Clock, bool)> {
    let mut ahead = *c;
    let clock = clock(&mut ahead, phrases)?;
    ahead.one_of(",،，").then_some(())?;
    ahead.spaces();
    let date = date(&mut ahead)?;
    *c = ahead;
    Some((date, clock, false))
}

fn date(c: &mut Cursor<'_>) -> Option<Date> {
    match c.date_numbers() {
        Some(numbers) => Some(Date::Numbers(numbers)),
        None => c.spelled_day().map(Date::Day),
    }
}

/// A time of day; a short word such as `klo` or `saat` may stand before it, and one for the half of
/// the day in any tongue behind it.
fn clock(c: &mut Cursor<'_>, phrases: &Phrases) -> Option<Clock> {
    let mut ahead = *c;
    let clock = ahead.clock_or_dot().or_else(|| {
        let digit = ahead.rest.find(|c: char| c.is_ascii_digit())?;
        let word = &ahead.rest[..digit];
        let fits = word.chars().count() <= 12
            && word.chars().all(|c| c.is_alphabetic() || is_space(c) || c == '.');
        fits.then_some(())?;
        ahead.rest = &ahead.rest[digit..];
        ahead.clock_or_dot().or_else(|| hours_and_minutes(&mut ahead))
    })?;
    *c = ahead;
    ahead.spaces();
    let end = ahead.rest.find([']', '-', '–', ':', ','])?;
    let word = ahead.rest[..end].trim_end_matches(is_space);
    if word.is_empty() || word.chars().count() > 20 {
        return Some(clock);
    }
    let hour = match phrases.period(word) {
        Some(false) if clock.hour == 12 => 0,
        Some(true) if clock.hour < 12 => clock.hour + 12,
        Some(_) => clock.hour,
        // Bulgarian writes the word for hour behind it.
        None if matches!(word, "ч." | "ч") => clock.hour,
        None => return Some(clock),
    };
    ahead.rest = &ahead.rest[word.len()..];
    *c = ahead;
    Some(Clock { hour, ..clock })
}

/// `09 h 02`, as Canadian French prints it.
fn hours_and_minutes(c: &mut Cursor<'_>) -> Option<Clock> {
    let mut ahead = *c;
    let hour = ahead.number(1, 2).filter(|h| *h < 24)?;
    ahead.spaces();
    ahead.word("h").then_some(())?;
    ahead.spaces();
    let minute = ahead.number(2, 2).filter(|m| *m < 60)?;
    *c = ahead;
    Some(Clock { hour: hour as u8, minute: minute as u8, second: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::builder::DateOrder;
    use crate::ingest::stamps::tests::agrees;

    #[test]
    fn stamps_of_many_locales() {
        let phrases = Phrases::all();
        // 13 June 2018, 21:25, in every way.
        let stamps = [
            "13/6/18, 21:25 - a: m",
            "6/13/18, 9:25 PM - a: m",
            "13-06-2018, 09.25 PM - a: m",
            "13.06.18 21.25.00: a: m",
            "[06.13.18 21:25:00] a: m",
            "[13.06.18, 9:25:00\u{202F}PM] a: m",
            "\u{200E}[2018/06/13, 21:25:00] a: m",
            "[2018/6/13 下午9:25:00] a: m",
            "2018/6/13 晚上9:25 - a: m",
            "2018. 6. 13. 오후 9:25 - a: m",
            "13.6.2018 klo 21.25.00 - a: m",
            "13.06.2018 kl. 21.25 - a: m",
            "13.6.2018 saat 21:25 - a: m",
            "13. 6. 2018. 21:25:00 a: m",
            "13.06.2018 г., 21:25 ч. - a: m",
            "2018-06-13 21 h 25 - a: m",
            "13/6/2018, 9:25 p.\u{A0}m. - a: m",
            "13/06/2018, 21:25 – a: m",
            "13/6/2561 21:25 - a: m",
            "13 Jun 2018, 21:25 - a: m",
            "[21:25, 13/6/2018] a: m",
            "[9:25 PM, 6/13/2018] a: m",
            "\u{200F}[١٣/٠٦/٢٠١٨، ٩:٢٥:٠٠ م] a: m",
            "\u{200F}13\u{200F}/6\u{200F}/2018، 21:25 - a: m",
            "[13.6.2018, 9:25:00 אחה\"צ] a: m",
            "13/06/2018, 9:25 μ.μ. - a: m",
            "13.06.2018, 9:25 ÖS - a: m",
            "13/6/18, 9:25 in the evening - a: m",
        ];
        let by_shape = agrees(&stamps, |line| read(line, phrases));
        assert!(by_shape > 1000, "shapes are hardly used: {by_shape}");
        for line in stamps {
            let Some((when, rest)) = read(line, phrases) else { panic!("{line}") };
            assert_eq!(rest, "a: m", "{line}");
            let (day, clock) = match when {
                When::Local(day, clock) => (Some(day), clock),
                When::Ambiguous(n, clock) => {
                    let orders = [DateOrder::Dmy, DateOrder::Mdy];
                    let day = if n[0] > 31 {
                        DateOrder::Ymd.day(n)
                    } else {
                        orders.iter().find_map(|order| order.day(n))
                    };
                    (day, clock)
                }
                _ => panic!("{line}"),
            };
            assert_eq!(day.map(|d| (d.year, d.month, d.day)), Some((2018, 6, 13)), "{line}");
            assert_eq!((clock.hour, clock.minute), (21, 25), "{line}");
        }
        for line in [
            "3/8/25 haben wir Zeit - oder nicht",
            "1/2/25 kg: Zucker",
            "2016-04-29 10:30:00",
            "12:30, see you - there",
            "3 - 8 - 25",
        ] {
            assert_eq!(read(line, phrases), None, "{line}");
        }
    }
}
