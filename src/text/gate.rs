//! Tables for the cheap question whether a word may stand somewhere in disguise.

use super::{
    disguise::{Disguises, Element, SOUND, Word},
    sound::{LONGEST, Sound},
};

/// Sounds fit into so many bits.
pub(super) const BITS: usize = 9;
pub(super) const PAIRS: usize = 1 << (2 * BITS);
/// Places of the table of runs.
const RUNS: usize = 1 << 11;
/// Bits of the sets of characters, and of three sounds.
pub(super) const CHARS: usize = 1 << 16;
/// Bits of the sets of words as they should be: one that is in there by chance would not be looked at.
pub(super) const EXACT: usize = 1 << 19;
const THREES: usize = 1 << 18;
const SEED: u32 = 0x9E37_79B1;
/// Runs of letters and digits longer than this are nothing one hears.
pub(super) const LONGEST_RUN: usize = 32;

/// Tables that answer it. Sets are bits, some of them by a hash: a closer look tells.
pub(super) struct Gate {
    /// Two sounds with anything to look at.
    pub(super) pairs: Vec<u64>,
    /// They are all of a word, or as much of it as is looked at.
    pub(super) whole: Vec<u64>,
    /// They are a word where one of them is spelled in letters or a picture.
    pub(super) mixed: Vec<u64>,
    /// A longer word begins with them, ...
    pub(super) begins: Vec<u64>,
    /// ... and goes on so.
    pub(super) threes: Vec<u64>,
    /// Characters that are a word as it should be written, and no more than that.
    pub(super) exact: Vec<u64>,
    /// Two characters that are parts of one.
    pub(super) parts: Vec<u64>,
    /// Runs of letters or digits by their hash.
    runs: Vec<(u32, Sound)>,
    /// By letter: those that follow it in pinyin.
    follows: [u32; 26],
    pub(super) signs: Vec<u64>,
    /// By sound: it is all of a word.
    pub(super) alone: Vec<bool>,
    /// By sound: letters that may stand for the one after it in a word, and for the one before.
    pub(super) after: Vec<u32>,
    pub(super) ahead: Vec<u32>,
}

impl Gate {
    pub(super) fn new(tables: &Disguises) -> Self {
        let bits = |n: usize| vec![0; n / 64];
        let mut gate = Gate {
            pairs: bits(PAIRS),
            whole: bits(PAIRS),
            mixed: bits(PAIRS),
            begins: bits(PAIRS),
            threes: bits(THREES),
            exact: bits(EXACT),
            parts: bits(CHARS),
            runs: vec![(0, 0); RUNS],
            follows: [0; 26],
            signs: bits(0x1_0000),
            alone: vec![false; 1 << BITS],
            after: vec![0; 1 << BITS],
            ahead: vec![0; 1 << BITS],
        };
        let (mut firsts, mut lasts) = (0_u32, Vec::<usize>::new());
        for (run, sound) in tables.sounds.runs() {
            let hash = run.bytes().fold(SEED, mix);
            let place = gate.place(hash);
            gate.runs[place] = (hash, sound);
            let letters: Vec<_> = run.bytes().filter_map(letter).collect();
            for pair in letters.windows(2) {
                gate.follows[pair[0]] |= 1 << pair[1];
            }
            firsts |= letters.first().map_or(0, |first| 1 << first);
            lasts.extend(letters.last());
        }
        lasts.into_iter().for_each(|last| gate.follows[last] |= firsts);
        let thirds = tables.thirds.keys().map(|(a, b, _)| (a, b));
        for (a, b) in tables.splits.keys().map(|(a, b)| (a, b)).chain(thirds) {
            set(&mut gate.parts, hash([*a as u32, *b as u32]) % CHARS);
            set(&mut gate.pairs, pair(tables.sounds.of(*a), tables.sounds.of(*b)));
        }
        for remark in &tables.backwards {
            if let [a, b, ..] = remark.chars().collect::<Vec<_>>()[..] {
                set(&mut gate.parts, hash([a as u32, b as u32]) % CHARS);
                set(&mut gate.pairs, pair(tables.sounds.of(a), tables.sounds.of(b)));
            }
        }
        for word in &tables.common {
            if let [a, b] = word.chars().map(|c| c as u32).collect::<Vec<_>>()[..] {
                set(&mut gate.exact, hash([a, b]) % EXACT);
            }
        }
        for (sign, _) in &tables.signs {
            set(&mut gate.signs, *sign as usize & 0xFFFF);
        }
        tables.words.iter().for_each(|word| gate.word(tables, word));
        gate
    }

    fn word(&mut self, tables: &Disguises, word: &Word) {
        let sounds: Vec<_> =
            word.elements.iter().take(3).map(|e| tables.sounds_of(word, e)).collect();
        let chars: Vec<_> = word
            .elements
            .iter()
            .filter_map(|e| if let Element::Char(c, _) = e { Some(*c as u32) } else { None })
            .collect();
        if chars.len() == word.elements.len() && !word.renamed {
            match chars[..] {
                [a, b] => set(&mut self.exact, hash([a, b]) % EXACT),
                [a, b, c] => set(&mut self.exact, hash([a, b, c]) % EXACT),
                _ => {}
            }
        }
        if !word.learned || word.elements.len() > 2 {
            for pair in word.elements.windows(2) {
                let (a, b) = (pair[0].sound(), pair[1].sound());
                self.after[a as usize] |= tables.sounds.initial(b);
                self.ahead[b as usize] |= tables.sounds.initial(a);
            }
        }
        if let [Element::Run(_, sound)] = word.elements[..] {
            self.alone[sound as usize] = true;
        }
        let [first, second, rest @ ..] = &sounds[..] else { return };
        let twos = first.iter().flat_map(|a| second.iter().map(|b| (*a, *b)));
        for (a, b) in twos {
            let place = pair(a, b);
            set(&mut self.pairs, place);
            match rest {
                [third] => {
                    set(&mut self.begins, place);
                    let spelled = word.free & SOUND == 0 && word.learned;
                    for c in third {
                        set(&mut self.threes, three(a, b, *c, spelled));
                    }
                }
                _ if word.learned && !word.context => set(&mut self.mixed, place),
                _ => set(&mut self.whole, place),
            }
        }
    }

    /// Where a run of that hash is, or where it may go.
    fn place(&self, hash: u32) -> usize {
        let mut place = hash as usize % RUNS;
        while self.runs[place].1 != 0 && self.runs[place].0 != hash {
            place = (place + 1) % RUNS;
        }
        place
    }

    pub(super) fn run(&self, run: &[u8]) -> Sound {
        self.runs[self.place(run.iter().copied().fold(SEED, mix))].1
    }

    /// The sounds of a run of letters that is nothing but pinyin, the longest syllables first.
    pub(super) fn syllables(&self, run: &[u8], out: &mut [Sound; LONGEST_RUN]) -> usize {
        let may_be = run.windows(2).all(|pair| match (letter(pair[0]), letter(pair[1])) {
            (Some(a), Some(b)) => self.follows[a] >> b & 1 != 0,
            _ => false,
        });
        if !may_be || run.len() > LONGEST_RUN {
            return 0;
        }
        // From the end: length and sound of the syllable that begins here if the rest can be cut.
        let mut cuts = [(0, 0); LONGEST_RUN + 1];
        cuts[run.len()] = (1, 0);
        for start in (0..run.len()).rev() {
            let mut hash = SEED;
            for (i, c) in run[start..].iter().take(LONGEST).enumerate() {
                hash = mix(hash, *c);
                if cuts[start + i + 1].0 != 0 {
                    let sound = self.runs[self.place(hash)].1;
                    if sound != 0 {
                        cuts[start] = (i + 1, sound);
                    }
                }
            }
        }
        let (mut at, mut n) = (0, 0);
        while at < run.len() {
            let (length, sound) = cuts[at];
            if length == 0 {
                return 0;
            }
            out[n] = sound;
            (at, n) = (at + length, n + 1);
        }
        n
    }
}

fn letter(c: u8) -> Option<usize> {
    c.is_ascii_lowercase().then(|| usize::from(c - b'a'))
}

#[inline]
fn mix(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193).rotate_left(5)
}

pub(super) fn hash<const N: usize>(parts: [u32; N]) -> usize {
    let mixed = parts
        .iter()
        .fold(SEED, |hash, part| (hash.rotate_left(9) ^ part).wrapping_mul(0x85EB_CA6B));
    (mixed >> 13) as usize
}

#[inline]
pub(super) fn pair(a: Sound, b: Sound) -> usize {
    (a as usize) << BITS | b as usize
}

/// `spelled`: as a word that is not heard by sound alone.
pub(super) fn three(a: Sound, b: Sound, c: Sound, spelled: bool) -> usize {
    hash([u32::from(a), u32::from(b), u32::from(c), u32::from(spelled)]) % THREES
}

pub(super) fn set(bits: &mut [u64], place: usize) {
    bits[place / 64] |= 1 << (place % 64);
}

#[inline]
pub(super) fn has(bits: &[u64], place: usize) -> bool {
    bits[place / 64] >> (place % 64) & 1 != 0
}
