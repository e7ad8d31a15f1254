//! Numbers and addresses that were spelled so that nobody should see what they are: other digits,
//! gaps, letters in their place, codes of characters.

use std::ops::Range;

use super::{heard::Change, sound::numeral};

/// Characters that a gap in a number has at most.
const GAP: usize = 3;
/// Bytes in code that are read at a time.
const CODES: usize = 240;
/// Bytes before and after the sign of an address that are looked at.
const ADDRESS: usize = 80;
/// Numerals in a row that are a number nobody says aloud.
pub(super) const NUMERALS: usize = 5;
/// Digits beside which letters may stand for digits.
const REAL: usize = 6;
/// How people group the digits of mobile numbers, cards and identity numbers.
const SHAPES: &[&[usize]] =
    &[&[3, 4, 4], &[4, 4, 3], &[3, 3, 5], &[5, 3, 3], &[3, 8], &[7, 4], &[6, 8, 4], &[6, 4, 4, 4]];

/// A digit in whatever dress.
struct Digit {
    range: Range<usize>,
    digit: u8,
}

impl Digit {
    /// A letter that stands for a digit.
    fn is_letter(&self, text: &str) -> bool {
        self.digit != b'x' && text[self.range.clone()].bytes().all(|c| c.is_ascii_alphabetic())
    }

    fn change(&self) -> Change {
        Change { range: self.range.clone(), to: char::from(self.digit).to_string() }
    }
}

/// Numbers that become plain digits.
pub(super) fn numbers(text: &str) -> Vec<Change> {
    let mut changes = vec![];
    let mut digits: Vec<Digit> = vec![];
    let mut gap = 0;
    // The character before the number, and the last one.
    let (mut head, mut last) = (None, None);
    for (at, c) in text.char_indices() {
        let digit = match c {
            '0'..='9' => Some(c as u8),
            'o' => Some(b'0'),
            'l' | 'i' => Some(b'1'),
            'z' => Some(b'2'),
            's' => Some(b'5'),
            'b' => Some(b'8'),
            'x' if digits.len() == 17 && gap == 0 => Some(b'x'),
            _ => numeral(c),
        };
        match digit {
            Some(digit) => {
                if digits.is_empty() {
                    head = last;
                }
                digits.push(Digit { range: at..at + c.len_utf8(), digit });
                gap = 0;
            }
            None if digits.is_empty() => {}
            None if !c.is_alphanumeric() && gap < GAP => gap += 1,
            None => {
                if !(touches(head) || gap == 0 && touches(Some(c))) {
                    number(text, &digits, &mut changes);
                }
                digits.clear();
                gap = 0;
            }
        }
        last = Some(c);
    }
    if !digits.is_empty() && !touches(head) {
        number(text, &digits, &mut changes);
    }
    changes
}

fn touches(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric())
}

/// One number, if that is what it is.
fn number(text: &str, digits: &[Digit], changes: &mut Vec<Change>) {
    let digits = match digits {
        [Digit { digit: b'8', .. }, Digit { digit: b'6', .. }, rest @ ..] if rest.len() == 11 => {
            rest
        }
        _ => digits,
    };
    let is_length = match digits {
        [Digit { digit: b'1', .. }, Digit { digit: b'3'..=b'9', .. }, ..] if digits.len() == 11 => {
            true
        }
        _ => (16..=19).contains(&digits.len()),
    };
    if !is_length {
        for group in digits.chunk_by(|a, b| a.range.end == b.range.start) {
            let letters = group.iter().any(|digit| digit.is_letter(text));
            let numerals = group.iter().any(|digit| digit.range.len() > 1);
            if group.len() >= NUMERALS && numerals && !letters {
                changes.extend(group.iter().map(Digit::change));
            }
        }
        return;
    }
    let written = |digit: &Digit| &text[digit.range.clone()];
    let real = digits.iter().filter(|digit| written(digit).as_bytes() == [digit.digit]).count();
    let letters = digits.iter().filter(|digit| digit.is_letter(text)).count();
    let groups: Vec<_> = digits.chunk_by(|a, b| a.range.end == b.range.start).collect();
    let plain = real == digits.len() && groups.len() == 1;
    if plain || letters > 0 && digits.len() - letters < REAL || !is_grouped(text, &groups) {
        return;
    }
    let (Some(first), Some(last)) = (digits.first(), digits.last()) else { return };
    // Digit by digit where there is no gap: a part of the number may be a word of a rule.
    if groups.len() == 1 {
        let odd = digits.iter().filter(|digit| written(digit).as_bytes() != [digit.digit]);
        changes.extend(odd.map(Digit::change));
    } else {
        let to = digits.iter().map(|digit| char::from(digit.digit)).collect();
        changes.push(Change { range: first.range.start..last.range.end, to });
    }
}

/// The gaps are those of one number, not those between several.
fn is_grouped(text: &str, groups: &[&[Digit]]) -> bool {
    let lengths: Vec<_> = groups.iter().map(|group| group.len()).collect();
    let gaps: Vec<_> = groups
        .windows(2)
        .filter_map(|pair| Some(&text[pair[0].last()?.range.end..pair[1].first()?.range.start]))
        .collect();
    let ends_line = |gap: &&str| gap.contains(['\n', ',', ';', ':', '、', '。', '!', '?']);
    let uniform = gaps.iter().all(|gap| Some(gap) == gaps.first());
    let single = lengths.iter().all(|length| *length == 1);
    if gaps.is_empty() || single && uniform {
        return true;
    }
    let fours = || {
        let (last, rest) = lengths.split_last().unwrap_or((&0, &[]));
        rest.len() >= 3 && rest.iter().all(|n| *n == 4) && (1..=4).contains(last)
    };
    let even = || uniform && lengths.iter().all(|length| *length >= 2);
    !gaps.iter().any(ends_line)
        && (SHAPES.contains(&&lengths[..]) || fours() || (even() && lengths.len() <= 6))
}

/// Addresses of mails with a space after each character.
pub(super) fn addresses(text: &str) -> Vec<Change> {
    let mut changes = vec![];
    for (at, _) in text.match_indices(" @ ") {
        let part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
        let spaced = |chars: &mut dyn Iterator<Item = char>| {
            let chars: Vec<_> = chars.collect();
            chars.chunks_exact(2).take_while(|pair| part(&pair[0]) && pair[1] == ' ').count() * 2
        };
        let from = text.floor_char_boundary(at.saturating_sub(ADDRESS));
        let before = spaced(&mut format!(" {}", &text[from..at]).chars().rev());
        let rest = &text[at + 3..];
        let after = spaced(&mut rest.chars().chain([' ']).take(ADDRESS)).min(rest.len() + 1);
        if before < 4 || after < 6 {
            continue;
        }
        let range = at + 1 - before..at + 2 + after;
        let Some(spelled) = text.get(range.clone()) else { continue };
        let to = spelled.chars().filter(|c| *c != ' ').collect();
        changes.push(Change { range, to });
    }
    changes
}

/// Characters written as entities of a page (`&#24494;`) or as bytes of an address (`%E5%BE%AE`).
pub(super) fn codes(text: &str, fold: impl Fn(char) -> String) -> Vec<Change> {
    let mut changes = vec![];
    let mut at = 0;
    while let Some(found) = text[at..].find(['&', '%']) {
        let start = at + found;
        let rest = &text[start..];
        let code = if rest.starts_with('&') { entity(rest) } else { percent(rest) };
        at = start + 1;
        if let Some((decoded, length)) = code {
            at = start + length;
            let visible = decoded.chars().filter(|c| !c.is_control());
            changes.push(Change { range: start..at, to: visible.map(&fold).collect() });
        }
    }
    changes
}

fn entity(text: &str) -> Option<(String, usize)> {
    let body = text.strip_prefix("&#")?;
    let (digits, radix) = body.strip_prefix('x').map_or((body, 10), |hex| (hex, 16));
    let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let number = u32::from_str_radix(digits.get(..length).filter(|n| n.len() <= 7)?, radix).ok()?;
    let end = text.len() - digits.len() + length;
    let end = end + usize::from(text[end..].starts_with(';'));
    Some((char::from_u32(number)?.to_string(), end))
}

/// Bytes up to the end of the run of them, as long as they are text.
fn percent(text: &str) -> Option<(String, usize)> {
    let mut bytes = vec![];
    for chunk in text.as_bytes().chunks_exact(3).take(CODES) {
        let [b'%', hex @ ..] = chunk else { break };
        let hex = std::str::from_utf8(hex).ok().filter(|hex| !hex.starts_with('+'));
        let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) else { break };
        bytes.push(byte);
    }
    // As much of it as is text.
    let valid = match std::str::from_utf8(&bytes) {
        Ok(all) => all,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()?,
    };
    // A percentage that two digits follow is none of them.
    (!valid.is_ascii()).then(|| (valid.to_string(), valid.len() * 3))
}
