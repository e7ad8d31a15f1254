//! The words people disguise, and the ways they do it: `disguises.tsv` made into tables.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    gate::{self, CHARS, PAIRS},
    sound::{Sound, Sounds},
    table::rows,
};

/// Ways of writing a word as something else, as a set of bits.
pub(super) type Ways = u8;
/// Another character that is listed for it.
pub(super) const ALIKE: Ways = 1;
/// Any character that sounds like it.
pub(super) const SOUND: Ways = 2;
/// Letters: its pinyin.
pub(super) const PINYIN: Ways = 4;
/// Its parts, one after the other.
pub(super) const SPLIT: Ways = 8;
/// A sign or pictograph that is named like it.
pub(super) const SIGN: Ways = 16;
/// A character listed for it that nobody has another use for.
pub(super) const RARE: Ways = 32;
/// A letter: the first of its pinyin.
pub(super) const INITIAL: Ways = 128;
/// Of words: nothing but pinyin in one run of letters tells by itself, too.
pub(super) const RUN: Ways = 64;

/// Words of rules that are listened for, as long as there are not more than so many words.
const MOST_WORDS: usize = 6000;
/// Their lengths in characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=8;

/// The first character that may be a part of another.
const FIRST: usize = 0x2E80;
/// A character is the first part of another one.
pub(super) const PART: u8 = 1;
/// It is nothing but a part: nobody writes it for itself.
pub(super) const RADICAL: u8 = 4;
/// A remark that something is to be read from its end begins with it.
pub(super) const REMARK: u8 = 8;
/// A character is taken for another one.
pub(super) const TAKEN: u8 = 2;

/// How far a word of a rule is listened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hearing {
    /// It is said openly: in letters, in parts, and longer ones in pictures.
    Letters,
    /// It is hidden: longer ones by what sounds alike, too.
    Sound,
    /// The same, and its rule wants other words beside it, so that short ones are safe to hear, too.
    Context,
}

/// Characters with which short words from their end are just other words.
const COMMON: &str = "我你他的了是一在有个来去到大小人好";

/// A character of a word, or a run of letters or digits in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Element {
    Char(char, Sound),
    Run(String, Sound),
}

impl Element {
    pub(super) fn sound(&self) -> Sound {
        match self {
            Element::Char(_, sound) | Element::Run(_, sound) => *sound,
        }
    }
}

/// A word and how it may be disguised.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) elements: Vec<Element>,
    /// What it stands for: mostly itself.
    pub(super) means: String,
    /// It is listed under another spelling.
    pub(super) renamed: bool,
    /// It is a word of a rule, not one of the table.
    pub(super) learned: bool,
    /// It tells nothing without other words, which are looked for anyway.
    pub(super) context: bool,
    /// Ways that tell by themselves.
    pub(super) free: Ways,
    /// Ways that tell next to a cue.
    pub(super) cued: Ways,
    /// Index of its cues.
    pub(super) cues: usize,
}

/// Words that, right before or right after a disguise, make sure that it is one.
#[derive(Debug)]
pub(super) struct Cues {
    pub(super) before: Vec<&'static str>,
    pub(super) after: Vec<&'static str>,
}

/// The tables.
pub(super) struct Disguises {
    pub(super) sounds: Sounds,
    pub(super) words: Vec<Word>,
    /// Indices of the words by the sounds they may begin with.
    by_sound: Vec<Vec<u16>>,
    /// Those of more than one element by the first two sounds, sorted; and the others by theirs.
    by_pair: Vec<(Sound, Sound, u16)>,
    /// The pairs among them, as bits: most texts have none.
    paired: Vec<u64>,
    known: BTreeSet<String>,
    /// By character from U+2E80 on: it may be a part of another, or be taken for one.
    odd: Vec<u8>,
    pub(super) cues: Vec<Cues>,
    pub(super) alike: BTreeSet<(char, char)>,
    /// Parts of a character, the character.
    pub(super) splits: BTreeMap<(char, char), char>,
    pub(super) thirds: BTreeMap<(char, char, char), char>,
    /// First two parts of a character, as bits by their hash.
    parts: Vec<u64>,
    /// Remarks that something is to be read from its end.
    pub(super) backwards: Vec<&'static str>,
    /// Signs, sorted, and the characters they are named like; a sign may have several names.
    pub(super) signs: Vec<(char, &'static str)>,
    /// Words of the dictionary that sound like one of the words.
    pub(super) real: BTreeSet<&'static str>,
    /// The most used of them: they are never heard as anything else.
    pub(super) common: BTreeSet<&'static str>,
    /// What a disguise with its cue may not touch, by the first character.
    pub(super) never: BTreeMap<char, Vec<&'static str>>,
}

impl Disguises {
    pub(super) fn new() -> Self {
        let mut tables = Disguises {
            sounds: Sounds::new(),
            words: vec![],
            by_sound: vec![],
            by_pair: vec![],
            paired: vec![],
            known: BTreeSet::new(),
            odd: vec![0; 0xA000 - FIRST],
            cues: vec![],
            alike: BTreeSet::new(),
            splits: BTreeMap::new(),
            thirds: BTreeMap::new(),
            parts: vec![0; CHARS / 64],
            backwards: vec![],
            signs: vec![],
            real: BTreeSet::new(),
            common: BTreeSet::new(),
            never: BTreeMap::new(),
        };
        let mut radicals = "";
        for row in rows(include_str!("disguises.tsv")) {
            let mut fields = row.split('\t');
            let mut next = || fields.next().unwrap_or("");
            match next() {
                "cues" => {
                    let list = |field: &'static str| field.split(' ').filter(|s| !s.is_empty());
                    let (before, after) = (list(next()).collect(), list(next()).collect());
                    tables.cues.push(Cues { before, after });
                }
                "word" => {
                    let (free, cued) = ways(next());
                    next().split(' ').for_each(|word| tables.word(word, free, cued));
                }
                "alike" => {
                    let c = next().chars().next().unwrap_or_default();
                    tables.alike.extend(next().chars().map(|other| (c, other)));
                }
                "split" => {
                    for split in next().split(' ') {
                        match split.chars().collect::<Vec<_>>()[..] {
                            [c, a, b] => _ = tables.splits.insert((a, b), c),
                            [c, a, b, d] => _ = tables.thirds.insert((a, b, d), c),
                            _ => {}
                        }
                    }
                }
                "sign" => {
                    let named = next();
                    tables.signs.extend(next().chars().map(|sign| (sign, named)));
                }
                "radical" => radicals = next(),
                "backwards" => tables.backwards.extend(next().split(' ')),
                "real" => tables.real.extend(next().split(' ')),
                "common" => tables.common.extend(next().split(' ')),
                "never" => {
                    for phrase in next().split(' ') {
                        let first = phrase.chars().next().unwrap_or_default();
                        tables.never.entry(first).or_default().push(phrase);
                    }
                }
                _ => {}
            }
        }
        tables.signs.sort_unstable();
        let thirds = tables.thirds.keys().map(|(a, b, _)| (*a, *b));
        for (a, b) in tables.splits.keys().copied().chain(thirds) {
            gate::set(&mut tables.parts, parts(a, b));
        }
        let parts = tables.splits.keys().map(|(a, _)| (*a, PART));
        let parts = parts.chain(tables.thirds.keys().map(|(a, ..)| (*a, PART)));
        let parts = parts.chain(radicals.chars().map(|c| (c, RADICAL)));
        let remarks = tables.backwards.iter().filter_map(|remark| remark.chars().next());
        let parts = parts.chain(remarks.map(|c| (c, REMARK)));
        for (c, flag) in parts.chain(tables.alike.iter().map(|(_, c)| (*c, TAKEN))) {
            if let Some(flags) = (c as usize).checked_sub(FIRST).and_then(|i| tables.odd.get_mut(i))
            {
                *flags |= flag;
            }
        }
        let listed: Vec<String> = tables
            .words
            .iter()
            .filter(|word| !word.renamed && word.free != 0)
            .map(|word| word.means.clone())
            .collect();
        listed.iter().for_each(|word| tables.turn(word));
        tables.index();
        tables
    }

    /// Words of rules are heard, too, in the ways that tell by themselves in words of their length.
    pub(super) fn learn<'a>(&mut self, words: impl Iterator<Item = (&'a str, Hearing)>) {
        for (word, hearing) in words {
            let length = word.chars().count();
            let context = hearing == Hearing::Context;
            if self.words.len() >= MOST_WORDS
                || !LENGTHS.contains(&length)
                || word.chars().any(|c| self.sounds.of(c) == 0)
                || !self.known.insert(word.to_string()) && !context
            {
                continue;
            }
            let free = match (length, hearing) {
                (_, Hearing::Context) | (3.., Hearing::Sound) => {
                    PINYIN | SPLIT | SIGN | INITIAL | SOUND | ALIKE
                }
                (_, Hearing::Sound) => PINYIN | SPLIT | SIGN,
                (3.., Hearing::Letters) => PINYIN | SPLIT | SIGN | INITIAL,
                (_, Hearing::Letters) => PINYIN | SPLIT,
            };
            self.push(word, word, free, context);
            if hearing != Hearing::Letters {
                self.turn(word);
            }
        }
        self.index();
    }

    fn push(&mut self, written: &str, means: &str, free: Ways, context: bool) {
        let elements = written.chars().map(|c| Element::Char(c, self.sounds.of(c))).collect();
        let (means, renamed) = (means.to_string(), written != means);
        let (learned, cued, cues) = (true, 0, usize::MAX);
        self.words.push(Word { elements, means, renamed, learned, context, free, cued, cues });
    }

    /// Listens for a word from its last character to its first, where that makes no other sense.
    fn turn(&mut self, word: &str) {
        let turned: String = word.chars().rev().collect();
        let (length, most) = (word.chars().count(), MOST_WORDS);
        let is_plain = |c: char| self.sounds.of(c) != 0 && (length > 3 || !COMMON.contains(c));
        if length > 2
            && self.words.len() < most
            && word.chars().all(is_plain)
            && !self.known.contains(&turned)
            && !self.common.contains(turned.as_str())
        {
            self.push(&turned, word, ALIKE, false);
        }
    }

    /// [`PART`], [`RADICAL`], [`REMARK`] and [`TAKEN`] of a character.
    pub(super) fn odd(&self, c: char) -> u8 {
        let place = (c as usize).checked_sub(FIRST);
        place.and_then(|place| self.odd.get(place)).copied().unwrap_or(0)
    }

    /// Words that may begin with that sound.
    pub(super) fn beginning(&self, sound: Sound) -> impl Iterator<Item = &Word> {
        let places = self.by_sound.get(sound as usize).map_or(&[][..], |places| places);
        places.iter().map(|place| &self.words[*place as usize])
    }

    /// Words that may begin with these two sounds, or, with 0 as the second one, are one sound.
    pub(super) fn pair(&self, first: Sound, second: Sound) -> impl Iterator<Item = &Word> {
        let from = self.by_pair.partition_point(|(a, b, _)| (*a, *b) < (first, second));
        let same = move |entry: &&(Sound, Sound, u16)| (entry.0, entry.1) == (first, second);
        self.by_pair[from..].iter().take_while(same).map(|entry| &self.words[entry.2 as usize])
    }

    /// `false` where they are not the first two parts of a character.
    #[inline]
    pub(super) fn may_be_parts(&self, a: char, b: char) -> bool {
        gate::has(&self.parts, parts(a, b))
    }

    /// `false` where [`pair`](Self::pair) gives nothing.
    #[inline]
    pub(super) fn is_paired(&self, first: Sound, second: Sound) -> bool {
        gate::has(&self.paired, gate::pair(first, second))
    }

    fn index(&mut self) {
        let mut by_sound: Vec<Vec<u16>> = vec![];
        let mut by_pair = vec![];
        for (place, word) in self.words.iter().enumerate() {
            let sounds = |i: usize| word.elements.get(i).map(|e| self.sounds_of(word, e));
            let seconds = sounds(1).unwrap_or_else(|| vec![0]);
            for first in sounds(0).unwrap_or_default() {
                by_pair.extend(seconds.iter().map(|second| (first, *second, place as u16)));
                let sound = first as usize;
                if by_sound.len() <= sound {
                    by_sound.resize(sound + 1, vec![]);
                }
                by_sound[sound].push(place as u16);
            }
        }
        by_pair.sort_unstable();
        self.paired = vec![0; PAIRS / 64];
        for (a, b, _) in &by_pair {
            gate::set(&mut self.paired, gate::pair(*a, *b));
        }
        self.by_pair = by_pair;
        self.by_sound = by_sound;
    }

    /// All sounds that stand for an element of a word.
    pub(super) fn sounds_of(&self, word: &Word, element: &Element) -> Vec<Sound> {
        let mut sounds = vec![element.sound()];
        if let Element::Char(c, _) = element
            && (word.free | word.cued) & ALIKE != 0
        {
            let alike = self.alike.range((*c, char::MIN)..=(*c, char::MAX));
            sounds.extend(alike.map(|(_, other)| self.sounds.of(*other)));
        }
        sounds.sort_unstable();
        sounds.dedup();
        sounds
    }

    /// What a sign is named like.
    pub(super) fn names(&self, c: char) -> impl Iterator<Item = &'static str> {
        let from = self.signs.partition_point(|(sign, _)| *sign < c);
        self.signs[from..].iter().take_while(move |(sign, _)| *sign == c).map(|(_, name)| *name)
    }

    /// A sign that has a name.
    pub(super) fn is_sign(&self, c: char) -> bool {
        self.names(c).next().is_some()
    }

    /// `word`, or `written>meant`.
    fn word(&mut self, word: &'static str, free: Ways, cued: Ways) {
        let (written, means) = word.split_once('>').unwrap_or((word, word));
        let mut elements = vec![];
        let mut run = String::new();
        for c in written.chars() {
            if c.is_ascii_alphanumeric() {
                run.push(c);
                continue;
            }
            self.end_run(&mut run, &mut elements);
            elements.push(Element::Char(c, self.sounds.of(c)));
        }
        self.end_run(&mut run, &mut elements);
        let cues = self.cues.len().saturating_sub(1);
        let renamed = written != means;
        let free = if renamed && cued & ALIKE == 0 { free | ALIKE } else { free };
        self.known.insert(means.to_string());
        let (means, learned) = (means.to_string(), false);
        let cued = if (free | cued) & PINYIN == 0 { cued } else { cued | INITIAL };
        let context = false;
        self.words.push(Word { elements, means, renamed, learned, context, free, cued, cues });
    }

    fn end_run(&mut self, run: &mut String, elements: &mut Vec<Element>) {
        if !run.is_empty() {
            let sound = self.sounds.add(run);
            elements.push(Element::Run(std::mem::take(run), sound));
        }
    }
}

fn parts(a: char, b: char) -> usize {
    gate::hash([a as u32, b as u32]) % CHARS
}

/// Capitals: ways that tell by themselves. Small letters: next to a cue.
fn ways(letters: &str) -> (Ways, Ways) {
    let bit = |letter: char| match letter.to_ascii_lowercase() {
        'a' => ALIKE,
        's' => SOUND,
        'p' => PINYIN,
        'k' => SPLIT,
        'e' => SIGN,
        'r' => RUN,
        _ => 0,
    };
    let all = |keep: fn(&char) -> bool| letters.chars().filter(keep).map(bit).fold(0, |a, b| a | b);
    (all(char::is_ascii_uppercase), all(char::is_ascii_lowercase))
}
