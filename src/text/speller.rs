//! Spelling a word out of what stands in a text: is this a disguise of it?

use std::{borrow::Cow, ops::Range};

use super::{
    disguise::{
        ALIKE, Disguises, Element, INITIAL, PART, PINYIN, RADICAL, RARE, RUN, SIGN, SOUND, SPLIT,
        TAKEN, Ways, Word,
    },
    heard::{meant, unleet},
    sound::{LONGEST, Sound, bit},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Han(char),
    /// Letters, or digits.
    Run,
    /// Letters with digits between them.
    Leet,
    Sign(char),
    Space,
    Other,
}

/// Letters of a run that may be the first ones of so many syllables.
const INITIALS: u32 = 2;

/// Letters of a run that is a word of two syllables rather than something else.
const TYPED: u32 = 5;

/// What is read as one.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// A text, cut into units, in which words are looked for.
pub(super) struct Speller<'a> {
    pub(super) tables: &'a Disguises,
    pub(super) text: &'a str,
    pub(super) units: &'a [Unit],
    /// The text is about pinyin.
    pub(super) spells: bool,
}

impl<'a> Speller<'a> {
    fn str(&self, unit: &Unit) -> &'a str {
        &self.text[unit.start as usize..unit.end as usize]
    }

    /// The letters that a run is meant to be.
    fn read(&self, unit: &Unit) -> Cow<'a, str> {
        let run = self.str(unit);
        match unit.kind {
            Kind::Leet => meant(self.tables, run).unwrap_or_else(|| unleet(run)).into(),
            _ => run.into(),
        }
    }

    /// The longest word that unit `i` begins in disguise, and the unit after it.
    pub(super) fn best(&self, i: usize) -> Option<(&'a Word, usize)> {
        if self.nothing_begins(i) {
            return None;
        }
        let mut best: Option<(&Word, usize)> = None;
        let sounds = self.sounds_of(i);
        if sounds.is_empty() {
            return None;
        }
        // What comes after it, where that is all the unit can be: spares most words a closer look.
        let unit = &self.units[i];
        let is_one = match unit.kind {
            Kind::Han(_) => self.split(i).is_none(),
            Kind::Run => unit.end - unit.start == 1,
            _ => false,
        };
        let words: Vec<&Word> = if is_one {
            let mut after = self.units[i + 1..].iter().zip(i + 1..);
            let next = after.find(|(unit, _)| unit.kind != Kind::Space);
            let mut next = next.map_or(vec![], |(_, next)| self.sounds_of(next));
            if !next.contains(&0) {
                next.push(0);
            }
            let pairs = sounds.iter().flat_map(|a| next.iter().map(move |b| (*a, *b)));
            let paired = pairs.filter(|(a, b)| self.tables.is_paired(*a, *b));
            paired.flat_map(|(a, b)| self.tables.pair(a, b)).collect()
        } else {
            sounds.iter().flat_map(|sound| self.tables.beginning(*sound)).collect()
        };
        for word in words {
            let by_name = if word.renamed { ALIKE } else { 0 };
            let Some((end, ways)) = self.spells(&word.elements, i, by_name) else { continue };
            if ways == 0 || best.is_some_and(|(_, longest)| longest >= end) {
                continue;
            }
            if self.counts(word, i, end, ways) {
                best = Some((word, end));
            }
        }
        best
    }

    /// `true` where no word begins with unit `i`, and that is easily seen: of most characters.
    fn nothing_begins(&self, i: usize) -> bool {
        let whole = |i: usize| match self.units.get(i)?.kind {
            Kind::Han(c) if self.split(i).is_none() => Some(self.tables.sounds.of(c)),
            _ => None,
        };
        match (whole(i), whole(i + 1)) {
            (Some(a), Some(b)) => !self.tables.is_paired(a, b) && !self.tables.is_paired(a, 0),
            _ => false,
        }
    }

    /// Sounds that unit `i` may be the first of, or a part of the first of.
    fn sounds_of(&self, i: usize) -> Vec<Sound> {
        let sounds = &self.tables.sounds;
        let unit = &self.units[i];
        let mut all: Vec<Sound> = match unit.kind {
            Kind::Han(c) => {
                let whole = self.split(i).map(|(c, _)| sounds.of(c));
                std::iter::once(sounds.of(c)).chain(whole).collect()
            }
            Kind::Sign(sign) => {
                let firsts = self.tables.names(sign).filter_map(|name| name.chars().next());
                firsts.map(|c| sounds.of(c)).collect()
            }
            Kind::Run | Kind::Leet => {
                let run = self.read(unit);
                let heads = (1..=run.len().min(LONGEST)).map(|n| sounds.run(&run[..n]));
                let short = run.len() <= INITIALS as usize;
                let initial = run.bytes().next().filter(|_| short).map_or(0, bit);
                let initials = (initial != 0).then(|| sounds.beginning(initial));
                heads.chain(initials.into_iter().flatten()).collect()
            }
            Kind::Space | Kind::Other => vec![],
        };
        all.sort_unstable();
        all.dedup();
        all.retain(|sound| *sound != 0 || matches!(unit.kind, Kind::Han(_)));
        all
    }

    /// The character whose parts units `i` and following are, and how many of them.
    fn split(&self, i: usize) -> Option<(char, usize)> {
        let starts =
            matches!(self.units.get(i)?.kind, Kind::Han(c) if self.tables.odd(c) & PART != 0);
        if !starts {
            return None;
        }
        let han = |i: usize| match self.units.get(i)?.kind {
            Kind::Han(c) => Some(c),
            _ => None,
        };
        let (a, b) = (han(i)?, han(i + 1)?);
        if !self.tables.may_be_parts(a, b) {
            return None;
        }
        if let Some(c) = han(i + 2).and_then(|c| self.tables.thirds.get(&(a, b, c))) {
            return Some((*c, 3));
        }
        self.tables.splits.get(&(a, b)).map(|c| (*c, 2))
    }

    /// The same where one of the parts is nothing but a part: that needs no word to tell.
    pub(super) fn part(&self, i: usize) -> Option<(char, usize)> {
        let radical =
            |unit: &Unit| matches!(unit.kind, Kind::Han(c) if self.tables.odd(c) & RADICAL != 0);
        self.split(i).filter(|(_, n)| self.units[i..i + n].iter().any(radical))
    }

    /// Reads all elements from unit `i` on: the unit after them, and in which ways.
    fn spells(&self, elements: &[Element], i: usize, ways: Ways) -> Option<(usize, Ways)> {
        let Some((element, rest)) = elements.split_first() else { return Some((i, ways)) };
        let unit = self.units.get(i)?;
        match unit.kind {
            Kind::Space => {
                let run = |i: usize| {
                    self.units
                        .get(i)
                        .is_some_and(|u| matches!(u.kind, Kind::Run | Kind::Leet | Kind::Sign(_)))
                };
                let between = i > 0 && (run(i - 1) || run(i + 1));
                if between { self.spells(elements, i + 1, ways) } else { None }
            }
            Kind::Han(c) => {
                let Element::Char(meant, sound) = element else { return None };
                let parts = || {
                    let (_, n) = self.split(i).filter(|(c, _)| c == meant)?;
                    self.spells(rest, i + n, ways | SPLIT)
                };
                let whole = || {
                    let way = if c == *meant {
                        0
                    } else if self.tables.odd(c) & TAKEN != 0
                        && self.tables.alike.contains(&(*meant, c))
                    {
                        // What the list of sounds has not is rare.
                        if self.tables.sounds.of(c) == 0 { RARE } else { ALIKE }
                    } else if *sound != 0 && self.tables.sounds.of(c) == *sound {
                        SOUND
                    } else {
                        return None;
                    };
                    self.spells(rest, i + 1, ways | way)
                };
                parts().or_else(whole)
            }
            Kind::Sign(sign) => {
                self.tables.names(sign).find_map(|name| self.named(name, elements, i, ways))
            }
            Kind::Run => self.letters(elements, self.str(unit), i, ways),
            Kind::Leet => self.letters(elements, &self.read(unit), i, ways),
            Kind::Other => None,
        }
    }

    /// Reads the elements that a sign of that name stands for, and those after them.
    fn named(
        &self,
        name: &str,
        elements: &[Element],
        i: usize,
        ways: Ways,
    ) -> Option<(usize, Ways)> {
        let mut left = elements;
        for c in name.chars() {
            let (Element::Char(meant, sound), rest) = left.split_first()? else { return None };
            if c != *meant && self.tables.sounds.of(c) != *sound {
                return None;
            }
            left = rest;
        }
        self.spells(left, i + 1, ways | SIGN)
    }

    /// Reads a run of letters to its end.
    fn letters(
        &self,
        elements: &[Element],
        run: &str,
        i: usize,
        ways: Ways,
    ) -> Option<(usize, Ways)> {
        if run.is_empty() {
            return self.spells(elements, i + 1, ways);
        }
        let (element, rest) = elements.split_first()?;
        match element {
            Element::Run(meant, _) => {
                self.letters(rest, run.strip_prefix(meant.as_str())?, i, ways)
            }
            Element::Char(_, 0) => None,
            Element::Char(_, sound) => {
                let sounds = &self.tables.sounds;
                let mut heads = sounds.heads(run, *sound);
                if let Some(read) =
                    heads.find_map(|n| self.letters(rest, &run[n..], i, ways | PINYIN))
                {
                    return Some(read);
                }
                let initial = run.bytes().next().map_or(0, bit) & sounds.initial(*sound);
                let is_short = self.units[i].end - self.units[i].start <= INITIALS;
                let read = || self.letters(rest, &run[1..], i, ways | INITIAL);
                (initial != 0 && is_short).then(read).flatten()
            }
        }
    }

    /// `true` where what was read is a disguise of the word rather than something else.
    fn counts(&self, word: &Word, i: usize, end: usize, ways: Ways) -> bool {
        self.tells(word, i, end, ways).is_some_and(|(around, inner)| !self.touches(around, inner))
    }

    /// What it lies in with its cues, and where it lies, if it tells.
    fn tells(
        &self,
        word: &Word,
        i: usize,
        end: usize,
        ways: Ways,
    ) -> Option<(Range<usize>, Range<usize>)> {
        let free = word.free | RARE;
        if ways & !(free | word.cued) != 0 {
            return None;
        }
        let (start, stop) = (self.units[i].start as usize, self.units[end - 1].end as usize);
        let surface = &self.text[start..stop];
        if self.tables.common.contains(surface) {
            return None;
        }
        let cues = self.tables.cues.get(word.cues);
        let (head, tail) = (&self.text[..start], &self.text[stop..]);
        let (near, far) = (head.trim_end_matches(' '), tail.trim_start_matches(' '));
        let before = cues
            .and_then(|cues| cues.before.iter().find(|cue| near.ends_with(**cue)))
            .map(|cue| near.len() - cue.len());
        let after = cues
            .and_then(|cues| cues.after.iter().find(|cue| far.starts_with(**cue)))
            .map(|cue| self.text.len() - far.len() + cue.len());
        let ranges = (before.unwrap_or(start)..after.unwrap_or(stop), start..stop);
        let real = self.tables.real.contains(surface);
        if word.learned {
            return (!real && self.convinces(word, i, end, ways)).then_some(ranges);
        }
        // Sound alone, or two syllables of pinyin, and not one character as it should be: too little
        // without a cue.
        let short = if word.elements.len() == 2 { PINYIN } else { 0 };
        let vague = ways & (SOUND | INITIAL | short) != 0 && !self.some_exact(word, i, end);
        if real {
            let ends = !tail.starts_with(|c: char| c >= '\u{2E80}');
            return (before.is_some() && (ends || after.is_some())).then_some(ranges);
        }
        let typed = ways == PINYIN && self.is_typed(i, end);
        if before.is_some() || after.is_some() || typed {
            return Some(ranges);
        }
        let long = word.elements.len() > 2 && self.convinces(word, i, end, ways);
        let run = ways == PINYIN && end == i + 1 && word.free & RUN != 0;
        let tells = (ways & !free == 0 && !vague) || long || run && !self.spells;
        tells.then_some(ranges)
    }

    fn some_exact(&self, word: &Word, i: usize, end: usize) -> bool {
        self.exact(word, i, end) > 0
    }

    /// Characters that are written as they should be.
    fn exact(&self, word: &Word, i: usize, end: usize) -> usize {
        let is_it = |unit: &&Unit| match unit.kind {
            Kind::Han(c) => {
                word.elements.iter().any(|e| matches!(e, Element::Char(m, _) if *m == c))
            }
            _ => false,
        };
        self.units[i..end].iter().filter(is_it).count()
    }

    /// The same of a word of a rule, which has no cues: enough of it must be as it should.
    fn convinces(&self, word: &Word, i: usize, end: usize, ways: Ways) -> bool {
        let (length, exact) = (word.elements.len(), self.exact(word, i, end));
        let units = self.units[i..end].iter().filter(|unit| unit.kind != Kind::Space).count();
        // Nor in letters amid characters.
        let typed = ways == PINYIN && length == 2 && (word.context || self.is_typed(i, end));
        // Nobody writes all characters in parts by accident.
        let split = ways == SPLIT && units == 2 * length;
        // Two ways at once are no accident.
        let several = ways & SOUND != 0 && ways & (PINYIN | SPLIT) != 0;
        let least = match (length, ways & (SOUND | SIGN | ALIKE) != 0) {
            (2, _) => 1,
            _ if ways & INITIAL != 0 && length > 2 => length.div_ceil(2),
            (3, true) => 2,
            (3, false) => 0,
            (_, true) => length.div_ceil(2),
            (_, false) => 0,
        };
        let least = if several { least.saturating_sub(1).max(1) } else { least };
        exact >= least || split || typed
    }

    /// One run of letters, long enough to be no chance, with a character beside it.
    fn is_typed(&self, i: usize, end: usize) -> bool {
        let [unit] = &self.units[i..end] else { return false };
        let (head, tail) = (&self.text[..unit.start as usize], &self.text[unit.end as usize..]);
        let han = |c: char| ('\u{2E80}'..'\u{E000}').contains(&c);
        unit.end - unit.start >= TYPED
            && (head.trim_end_matches(' ').ends_with(han)
                || tail.trim_start_matches(' ').starts_with(han))
            && !self.spells
    }

    /// One of the phrases that rule a disguise out lies over its edge or ends there, and touches the
    /// disguise or its cues.
    fn touches(&self, with_cues: Range<usize>, inner: Range<usize>) -> bool {
        let back = self.text[..with_cues.start].char_indices().rev().take(4).last();
        let from = back.map_or(with_cues.start, |(at, _)| at);
        let ahead = self.text[with_cues.end..].char_indices().take(4).last();
        let to = ahead.map_or(with_cues.end, |(at, c)| with_cues.end + at + c.len_utf8());
        let around = &self.text[from..to];
        around.char_indices().any(|(at, c)| {
            let phrases = self.tables.never.get(&c).into_iter().flatten();
            phrases.filter(|phrase| around[at..].starts_with(**phrase)).any(|phrase| {
                let (start, end) = (from + at, from + at + phrase.len());
                let touches = start < with_cues.end && end > with_cues.start;
                let whole = start >= inner.start && end <= inner.end && phrase.len() < inner.len();
                touches && !whole
            })
        })
    }
}
