//! Names in records whose parts stand one space from each other: `09:02 Lena Q see you` has its
//! name wherever the longest beginning ends that recurs.

use std::collections::{BTreeMap, BTreeSet};

/// Most words a name may have, and most beginnings remembered.
const MOST_WORDS: usize = 4;
const MOST_BEGINNINGS: usize = 100_000;

/// Learns names from beginnings of records.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// How often a beginning stands, and how many different words follow it (up to two).
    seen: BTreeMap<Box<str>, Beginning>,
    names: BTreeSet<Box<str>>,
}

#[derive(Debug, Default)]
struct Beginning {
    times: u32,
    next: Option<Box<str>>,
    varies: bool,
}

impl Names {
    /// A record without its time.
    pub(super) fn see(&mut self, rest: &str) {
        for (name, text) in splits(rest) {
            if self.seen.len() >= MOST_BEGINNINGS && !self.seen.contains_key(name) {
                return;
            }
            let beginning = self.seen.entry(name.into()).or_default();
            beginning.times += 1;
            let next = text.split(' ').next().unwrap_or("");
            match &beginning.next {
                Some(before) if **before != *next => beginning.varies = true,
                Some(_) => {}
                None => beginning.next = Some(next.into()),
            }
        }
    }

    /// A name told elsewhere.
    pub(super) fn know(&mut self, name: &str) {
        self.names.insert(name.into());
    }

    /// Decides. Every first word is a name; a longer beginning is one where its first part never
    /// stands without the rest and what follows it varies.
    pub(super) fn settle(&mut self) {
        let seen = std::mem::take(&mut self.seen);
        let is_name = |name: &str, b: &Beginning| {
            let Some((outer, last)) = name.rsplit_once(' ') else { return true };
            let plausible = last.starts_with(char::is_alphabetic) && !last.starts_with("http");
            // Two messages that begin alike prove little, but for words in capitals.
            let enough = b.times >= 3 || last.starts_with(|c: char| c.is_ascii_uppercase());
            let inseparable = seen.get(outer).is_some_and(|o| o.times == b.times && !o.varies);
            plausible && enough && inseparable && b.varies
        };
        let names = seen.iter().filter(|(name, b)| is_name(name, b));
        self.names.extend(names.map(|(name, _)| name.clone()));
    }

    /// Parts a record without its time into name and words, the longest name first; `None` where it
    /// is one word.
    pub(super) fn split<'a>(&self, rest: &'a str) -> Option<(&'a str, &'a str)> {
        splits(rest).filter(|(name, _)| self.names.contains(*name)).last()
    }
}

/// The ways to part a record after its first, second, … word.
fn splits(rest: &str) -> impl Iterator<Item = (&str, &str)> {
    let spaces = rest.match_indices(' ').map(|(at, _)| at).take(MOST_WORDS);
    spaces.map(|at| (&rest[..at], &rest[at + 1..])).filter(|(name, _)| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(lines: &[&str]) -> Names {
        let mut names = Names::default();
        lines.iter().for_each(|line| names.see(line));
        names.settle();
        names
    }

    #[test]
    fn names_of_several_words_are_learnt() {
        let n = names(&[
            "Lena Q hi there",
            "阿青 好",
            "Lena Q see you",
            "阿青 週末去",
            "老周 1",
            "Lena Q ok",
        ]);
        assert_eq!(n.split("Lena Q hi there"), Some(("Lena Q", "hi there")));
        assert_eq!(n.split("阿青 週末去"), Some(("阿青", "週末去")));
        assert_eq!(n.split("老周 1"), Some(("老周", "1")));
        assert_eq!(n.split("小林加入聊天"), None);
    }

    #[test]
    fn one_who_always_says_the_same_has_a_short_name() {
        let n = names(&["阿青 貼圖", "阿青 貼圖", "老周 好 的"]);
        assert_eq!(n.split("阿青 貼圖"), Some(("阿青", "貼圖")));
        assert_eq!(n.split("老周 好 的"), Some(("老周", "好 的")));
    }
}
