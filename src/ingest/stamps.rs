//! Stamps that look like one read before are read by position.
//!
//! Reading a stamp in any locale costs more than the rest of its line, and a file has a handful of
//! shapes of them. The reader of stamps stays the only judge: a shape is learned by asking it about
//! made-up stamps of that shape, and whatever could change its answer is left to it.

use super::builder::When;
use crate::time::Clock;

/// Shapes kept: one or two digits for day, month and hour, in both halves of the day.
const MOST: usize = 16;

/// Longest stamp that is learned, in bytes.
const LONGEST: usize = 64;

/// An hour that the reader refuses.
const REFUSED: u8 = u8::MAX;

/// Shapes of the stamps of one file.
#[derive(Default)]
pub(super) struct Stamps {
    shapes: Vec<Shape>,
    last: usize,
}

struct Shape {
    /// The stamp with `0` for every digit.
    pattern: Vec<u8>,
    /// Where the numbers of the date stand, in the reader's order: start and length.
    date: [(u8, u8); 3],
    hour: (u8, u8),
    minute: (u8, u8),
    second: Option<(u8, u8)>,
    /// What the reader makes of each hour written.
    hours: [u8; 24],
}

impl Stamps {
    /// What `reader` says of a line: when it was written, and what stands behind the stamp.
    pub(super) fn read<'l>(
        &mut self,
        line: &'l str,
        reader: impl for<'a> Fn(&'a str) -> Option<(When, &'a str)>,
    ) -> Option<(When, &'l str)> {
        let shapes = self.shapes.iter().enumerate();
        let (recent, others) = (shapes.clone().skip(self.last).take(1), shapes);
        let known = recent.chain(others).find_map(|(at, shape)| Some((at, shape.read(line)?)));
        if let Some((at, found)) = known {
            self.last = at;
            return Some(found);
        }
        let (when, rest) = reader(line)?;
        if self.shapes.len() < MOST && matches!(when, When::Ambiguous(..)) {
            self.shapes.extend(Shape::learn(&line[..line.len() - rest.len()], reader));
        }
        Some((when, rest))
    }
}

impl Shape {
    fn learn(
        stamp: &str,
        reader: impl for<'a> Fn(&'a str) -> Option<(When, &'a str)>,
    ) -> Option<Shape> {
        // A stamp without an end of its own may go on in what follows.
        let ended = stamp.len() <= LONGEST && [": ", "] ", "- "].iter().any(|e| stamp.ends_with(e));
        ended.then_some(())?;
        let groups = groups(stamp.as_bytes());
        let (five, six) = (groups.len() == 5, groups.len() == 6);
        ((five || six) && groups.iter().all(|(_, len)| matches!(len, 1 | 2 | 4))).then_some(())?;
        let value = |at: usize| if groups[at].1 == 4 { 2011 + at } else { at + 1 } as u16;
        // The reader's answer to the stamp with these numbers and, behind them, one letter.
        let ask = |values: &[u16]| {
            let mut probe = stamp.to_string();
            for ((start, len), value) in groups.iter().zip(values) {
                let (start, len) = (usize::from(*start), usize::from(*len));
                probe.replace_range(start..start + len, &format!("{value:0len$}"));
            }
            probe.push('a');
            match reader(&probe)? {
                (When::Ambiguous(date, clock), "a") if probe.len() == stamp.len() + 1 => {
                    Some((date, clock))
                }
                _ => None,
            }
        };
        let mut values: Vec<u16> = (0..groups.len()).map(value).collect();
        let (date, _) = ask(&values)?;
        let of_date = |number: &u16| values.iter().position(|value| value == number);
        let dates = [of_date(&date[0])?, of_date(&date[1])?, of_date(&date[2])?];
        let mut times = (0..groups.len()).filter(|at| !dates.contains(at));
        let (hour, minute, second) = (times.next()?, times.next()?, times.next());
        (second.is_some() == six && times.next().is_none()).then_some(())?;
        let mut hours = [REFUSED; 24];
        let written = if groups[hour].1 == 1 { 10 } else { 24 };
        let (minutes, seconds) = (values[minute], second.map_or(0, |at| values[at]));
        for (at, slot) in hours.iter_mut().enumerate().take(written) {
            values[hour] = at as u16;
            if let Some((same, clock)) = ask(&values)
                && same == date
                && (u16::from(clock.minute), u16::from(clock.second)) == (minutes, seconds)
            {
                *slot = clock.hour;
            }
        }
        let pattern = stamp.bytes().map(|b| if b.is_ascii_digit() { b'0' } else { b }).collect();
        let [date, [hour, minute, _]] =
            [dates, [hour, minute, 0]].map(|of| of.map(|at| groups[at]));
        Some(Shape { pattern, date, hour, minute, second: second.map(|at| groups[at]), hours })
    }

    fn read<'l>(&self, line: &'l str) -> Option<(When, &'l str)> {
        let bytes = line.as_bytes();
        let len = self.pattern.len();
        // A comma, a dash or more space right behind a stamp may belong to it.
        let plain = match *bytes.get(len)? {
            b',' | b'-' | b' ' | b'\t' | 0xC2 | 0xE2 => false,
            0xE3 => bytes.get(len + 1) != Some(&0x80),
            _ => true,
        };
        plain.then_some(())?;
        // Without a way out in the middle, so that many bytes are compared at once.
        let differs = bytes.iter().zip(&self.pattern).fold(false, |differs, (b, p)| {
            differs | ((b != p) & !((*p == b'0') & b.is_ascii_digit()))
        });
        (!differs).then_some(())?;
        let number = |(start, len): (u8, u8)| {
            let digits = &bytes[usize::from(start)..usize::from(start + len)];
            digits.iter().fold(0u16, |n, b| n * 10 + u16::from(b - b'0'))
        };
        let part = |at: (u8, u8)| {
            let n = number(at);
            let usual = if at.1 == 4 { (1990..=2100).contains(&n) } else { (1..=31).contains(&n) };
            usual.then_some(n)
        };
        let sixty = |at: (u8, u8)| Some(number(at)).filter(|n| *n < 60).map(|n| n as u8);
        let date = [part(self.date[0])?, part(self.date[1])?, part(self.date[2])?];
        let hour = *self.hours.get(usize::from(number(self.hour)))?;
        (hour != REFUSED).then_some(())?;
        let second = self.second.map_or(Some(0), sixty)?;
        let clock = Clock { hour, minute: sixty(self.minute)?, second };
        Some((When::Ambiguous(date, clock), line.get(len..)?))
    }
}

/// Where the runs of digits stand: start and length.
fn groups(stamp: &[u8]) -> Vec<(u8, u8)> {
    let mut groups: Vec<(u8, u8)> = Vec::new();
    for (at, _) in stamp.iter().enumerate().filter(|(_, b)| b.is_ascii_digit()) {
        match groups.last_mut() {
            Some((start, len)) if usize::from(*start + *len) == at => *len += 1,
            _ => groups.push((at as u8, 1)),
        }
    }
    groups
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Asserts that a reader says the same of these lines, with all kinds of numbers put into them,
    /// whether or not their shapes were learned. Returns how many were read by shape.
    pub(crate) fn agrees(
        lines: &[&str],
        reader: impl for<'a> Fn(&'a str) -> Option<(When, &'a str)>,
    ) -> usize {
        let (mut seed, mut by_shape) = (7u32, 0);
        for line in lines {
            let mut stamps = Stamps::default();
            stamps.read(line, &reader);
            for round in 0..400 {
                let digit = |c: char| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    let digits = if round % 2 == 0 { 10 } else { 4 };
                    let keep = !c.is_ascii_digit() || (round % 3 == 0 && seed >> 30 != 0);
                    if keep { c } else { char::from(b'0' + (seed >> 24) as u8 % digits) }
                };
                let mut other: String = line.chars().map(digit).collect();
                if round % 5 == 0
                    && let Some(at) = other.find("a: m")
                {
                    other.insert_str(at, [" ", "- ", ", ", "\u{3000}", "\u{200E}"][round / 5 % 5]);
                }
                let read = stamps.shapes.iter().find_map(|shape| shape.read(&other));
                by_shape += usize::from(read.is_some());
                assert_eq!(stamps.read(&other, &reader), reader(&other), "{other}");
            }
        }
        by_shape
    }
}
