//! Numbers of spreadsheets as the text that a person would see: dates by their formats, long ids
//! without exponents.

use std::collections::BTreeMap;

use crate::ingest::builder::When;
use crate::ingest::when;

/// Days between the two ways in which spreadsheets count days.
const DAYS_1904: u32 = 1462;

/// Which styles of cells show dates.
#[derive(Debug, Default)]
pub(in crate::ingest) struct Formats {
    /// Formats by number, where the file defines them: `true` for dates.
    own: BTreeMap<u16, bool>,
    /// Of every style the number of its format.
    styles: Vec<u16>,
    /// Days are counted from 1904.
    pub(super) since_1904: bool,
}

impl Formats {
    /// A format that the file defines.
    pub(super) fn define(&mut self, number: u16, code: &str) {
        self.own.insert(number, is_date(code));
    }

    /// The next style.
    pub(super) fn style(&mut self, format: u16) {
        self.styles.push(format);
    }

    /// The text of a number in a cell of a style.
    pub(super) fn text(&self, number: &str, style: usize) -> String {
        let number = plain(number);
        let format = self.styles.get(style).copied().unwrap_or(0);
        let known = matches!(format, 14..=22 | 27..=36 | 45..=47 | 50..=58);
        if !self.own.get(&format).copied().unwrap_or(known) {
            return number;
        }
        self.date(&number).unwrap_or(number)
    }

    /// `2025-03-08 09:02:11`, or only its day or its time of day, of a count of days.
    fn date(&self, number: &str) -> Option<String> {
        let (days, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let days: u32 = days.parse().ok()?;
        let shown = days + if self.since_1904 && days > 0 { DAYS_1904 } else { 0 };
        // A time of day alone is laid onto any day.
        let read = if days == 0 { 45_724 } else { shown };
        let When::Local(day, clock) = when::cell(&format!("{read:05}.{fraction}"))? else {
            return None;
        };
        let time = format!("{:02}:{:02}:{:02}", clock.hour, clock.minute, clock.second);
        let date = format!("{:04}-{:02}-{:02}", day.year, day.month, day.day);
        let whole = fraction.bytes().all(|b| b == b'0');
        Some(match (days, whole) {
            (0, _) => time,
            (_, true) => date,
            (_, false) => format!("{date} {time}"),
        })
    }
}

/// `true` for a format code that shows parts of a date: letters outside of quotes and brackets.
fn is_date(code: &str) -> bool {
    let (mut quoted, mut bracket, mut escaped) = (false, false, false);
    // Only the part for positive numbers counts.
    for c in code.split(';').next().unwrap_or(code).chars() {
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '[' => bracket = true,
            ']' => bracket = false,
            'y' | 'Y' | 'd' | 'D' | 'h' | 'H' | 'm' | 'M' | 's' | 'S' if !bracket => return true,
            _ => {}
        }
    }
    false
}

/// A number without an exponent, where its digits are all there: `1.741395731E12` is
/// `1741395731000`.
fn plain(number: &str) -> String {
    let whole = number.strip_suffix(".0").unwrap_or(number);
    let Some((mantissa, exponent)) = number.split_once(['E', 'e']) else {
        return whole.to_string();
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !digits(before) || !digits(after) || before.is_empty() {
        return number.to_string();
    }
    match usize::try_from(exponent) {
        // Sixteen digits and more have been rounded: the exponent shows it.
        Ok(exponent) if exponent < 15 => {
            let split = exponent.min(after.len());
            let zeros = "0".repeat(exponent - split);
            let rest = &after[split..];
            let point = if rest.is_empty() { "" } else { "." };
            format!("{before}{}{zeros}{point}{rest}", &after[..split])
        }
        Err(_) if exponent >= -9 => {
            format!("0.{}{before}{after}", "0".repeat(exponent.unsigned_abs() as usize - 1))
        }
        Ok(exponent) => format!("{mantissa}E+{exponent}"),
        Err(_) => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_they_are_seen() {
        let mut formats = Formats::default();
        formats.define(164, "yyyy\\-mm\\-dd hh:mm:ss");
        formats.define(165, "0.00\" days\"");
        formats.define(166, "[$-804]yyyy\"年\"m\"月\"");
        for format in [0, 14, 164, 165, 22, 166, 21] {
            formats.style(format);
        }
        assert_eq!(formats.text("45724.376516204", 0), "45724.376516204");
        assert_eq!(formats.text("45724", 1), "2025-03-08");
        assert_eq!(formats.text("45724.376516203702", 2), "2025-03-08 09:02:11");
        assert_eq!(formats.text("45724.5", 3), "45724.5");
        assert_eq!(formats.text("45724.0", 4), "2025-03-08");
        assert_eq!(formats.text("4.5724376516204E4", 4), "2025-03-08 09:02:11");
        assert_eq!(formats.text("45724", 5), "2025-03-08");
        assert_eq!(formats.text("0.376516204", 6), "09:02:11");
        assert_eq!(formats.text("3.76516204E-1", 6), "09:02:11");
        formats.since_1904 = true;
        assert_eq!(formats.text("44262", 1), "2025-03-08");
        assert_eq!(formats.text("-1", 1), "-1");
        assert_eq!(plain("1.741395731E12"), "1741395731000");
        assert_eq!(plain("7.3015561E18"), "7.3015561E+18");
        assert_eq!(plain("10086123.0"), "10086123");
        assert_eq!(plain("12.5"), "12.5");
    }
}
