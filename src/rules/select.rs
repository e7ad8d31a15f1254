//! Which of a rule's overlapping matches in a message is the finding.

use std::{cmp::Reverse, ops::Range};

/// How a match was found. A listed word is the more telling evidence, so it goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// A word.
    Word,
    /// A pattern in the plain view.
    Pattern,
    /// A pattern that needed another view.
    UndonePattern,
}

/// A match, in bytes of the plain view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) class: Class,
    pub(super) start: u32,
    pub(super) end: u32,
    /// It needed another view than the plain one.
    pub(super) undone: bool,
}

impl Found {
    pub(super) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Leaves matches that do not overlap: of one class the leftmost, and of those the longest; of a
/// lesser class only what no match before it touches.
pub(super) fn select(found: &mut Vec<Found>) {
    found.sort_unstable_by_key(|f| (f.class, f.start, Reverse(f.end), f.undone));
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for class in found.chunk_by(|a, b| a.class == b.class) {
        let earlier = kept.len();
        let mut next = 0;
        let mut end = 0;
        for &candidate in class {
            while next < earlier && kept[next].end <= candidate.start {
                next += 1;
            }
            let blocked = next < earlier && kept[next].start < candidate.end;
            if candidate.start >= end && !blocked {
                end = candidate.end;
                kept.push(candidate);
            }
        }
        kept.sort_unstable_by_key(|f| f.start);
    }
    *found = kept;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(found: &[(Class, u32, u32)]) -> Vec<(u32, u32)> {
        let mut found: Vec<_> = found
            .iter()
            .map(|&(class, start, end)| Found { class, start, end, undone: false })
            .collect();
        select(&mut found);
        found.iter().map(|f| (f.start, f.end)).collect()
    }

    #[test]
    fn nested_matches_leave_the_longest() {
        let found = [(Class::Word, 2, 4), (Class::Word, 0, 6), (Class::Word, 0, 3)];
        assert_eq!(selected(&found), [(0, 6)]);
    }

    #[test]
    fn words_win_over_patterns() {
        let found = [
            (Class::Pattern, 0, 9),
            (Class::Word, 6, 9),
            (Class::Pattern, 9, 12),
            (Class::Pattern, 10, 14),
            (Class::UndonePattern, 11, 13),
            (Class::UndonePattern, 20, 22),
            (Class::Word, 30, 33),
        ];
        assert_eq!(selected(&found), [(6, 9), (9, 12), (20, 22), (30, 33)]);
    }
}
