//! Arithmetic that tells a number with a meaning from any other number.

use serde::{Deserialize, Serialize};

/// What the digits of a match must satisfy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Bank card: 13 to 19 digits with a valid check digit (ISO/IEC 7812-1).
    Luhn,
    /// Chinese identity number: 18 digits, a real date, a valid check digit (GB 11643-1999).
    CnId,
    /// Chinese mobile number: 11 digits that begin with 13 to 19, after an optional 86.
    CnMobile,
}

/// Weights of GB 11643, and the check characters by remainder.
const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECKS: &[u8; 11] = b"10x98765432";

impl Check {
    /// `false` where no part of `text` can pass: it has too few digits.
    pub(super) fn may_pass(self, text: &str) -> bool {
        let least = match self {
            Check::Luhn => 13,
            Check::CnId => 17,
            Check::CnMobile => 11,
        };
        text.chars().filter_map(digit).nth(least - 1).is_some()
    }

    /// `true` where the digits in `text` pass. Everything but digits is left out, Chinese numerals
    /// count as digits.
    pub(super) fn passes(self, text: &str) -> bool {
        let mut digits = [0u32; 20];
        let mut n = 0;
        for digit in text.chars().filter_map(digit) {
            let Some(place) = digits.get_mut(n) else { return false };
            *place = digit;
            n += 1;
        }
        let digits = &digits[..n];
        match self {
            Check::Luhn => (13..=19).contains(&n) && luhn(digits),
            Check::CnId => cn_id(digits, text.ends_with('x')),
            Check::CnMobile => {
                let number = if n == 13 { digits.strip_prefix(&[8, 6]) } else { Some(digits) };
                matches!(number, Some([1, 3..=9, rest @ ..]) if rest.len() == 9)
            }
        }
    }
}

fn digit(c: char) -> Option<u32> {
    c.to_digit(10).or(match c {
        '〇' | '零' => Some(0),
        '一' | '幺' | '壹' => Some(1),
        '二' | '贰' => Some(2),
        '三' | '叁' => Some(3),
        '四' | '肆' => Some(4),
        '五' | '伍' => Some(5),
        '六' | '陆' => Some(6),
        '七' | '柒' => Some(7),
        '八' | '捌' => Some(8),
        '九' | '玖' => Some(9),
        _ => None,
    })
}

fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| if i % 2 == 0 { *d } else { d * 2 / 10 + d * 2 % 10 })
        .sum();
    sum.is_multiple_of(10)
}

fn cn_id(digits: &[u32], ends_with_x: bool) -> bool {
    let (Some(body), 18) = (digits.get(..17), digits.len() + usize::from(ends_with_x)) else {
        return false;
    };
    let number = |range: std::ops::Range<usize>| body[range].iter().fold(0, |n, d| n * 10 + d);
    let (year, month, day) = (number(6..10), number(10..12), number(12..14));
    let sum: u32 = body.iter().zip(ID_WEIGHTS).map(|(d, weight)| d * weight).sum();
    let check = digits.get(17).map_or(b'x', |d| b'0' + *d as u8);
    (1900..2100).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && ID_CHECKS[(sum % 11) as usize] == check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_a_meaning() {
        for (check, text, passes) in [
            (Check::Luhn, "6222 0212 3456 7894", true),
            (Check::Luhn, "6222 0212 3456 7890", false),
            (Check::Luhn, "62220212345678940000000000", false),
            (Check::CnId, "11010519491231002x", true),
            (Check::CnId, "110105194912310021", false),
            (Check::CnId, "11010519491331002x", false),
            (Check::CnId, "1x", false),
            (Check::CnMobile, "199 0000 1234", true),
            (Check::CnMobile, "+86 19900001234", true),
            (Check::CnMobile, "一九九零零零零一二三四", true),
            (Check::CnMobile, "12900001234", false),
            (Check::CnMobile, "1990000123", false),
        ] {
            assert_eq!(check.passes(text), passes, "{check:?} {text}");
        }
    }
}
