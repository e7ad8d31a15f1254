//! What the model sees of a message: hashed character n-grams.
//!
//! Two alphabets, two kinds. Where a message has Chinese characters: all runs of one to three
//! characters. Elsewhere: words, pairs of words, and runs of three to five characters inside words,
//! with the ends of a word marked. Both read the folded text (one width, one case, simplified,
//! nothing invisible), with every digit a 0, an address of the web and a name after @ one sign each,
//! and no character more than twice in a row.

use serde::{Deserialize, Serialize};

use crate::text::Normalizer;

/// Buckets that features are hashed into: 2^20, where fewer cost accuracy (`text_model` 2.2).
pub const BUCKETS: usize = 1 << 20;

/// Before the first character and after the last.
const START: char = '\u{2}';
const END: char = '\u{3}';
/// Stands for an address of the web.
const LINK: char = '\u{4}';
/// Characters a name after @ may have.
const LONGEST_NAME: usize = 24;

/// The alphabet that decides which part of the model reads a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alphabet {
    /// At least one Chinese character.
    Han,
    /// Letters, none of them Chinese.
    Latin,
}

/// Room for the features of a message, to be used again for the next.
#[derive(Debug, Clone, Default)]
pub struct Features {
    folded: Vec<char>,
    /// Hash, and the characters of [`Features::folded`] it was made of.
    grams: Vec<(u32, u32, u32)>,
}

impl Features {
    /// Reads a message. `None` where it has no letters.
    pub fn read(&mut self, normalizer: &Normalizer, text: &str) -> Option<Alphabet> {
        self.fold(normalizer, text);
        self.grams.clear();
        let han = self.folded.iter().any(|c| is_han(*c));
        let alphabet = if han {
            Alphabet::Han
        } else if self.folded.iter().any(|c| c.is_alphabetic()) {
            Alphabet::Latin
        } else {
            return None;
        };
        match alphabet {
            Alphabet::Han => self.runs(0, self.folded.len(), (1, 3), Kind::Run),
            Alphabet::Latin => self.words(),
        }
        Some(alphabet)
    }

    /// Buckets of the features, in order of the text; a feature that comes twice is there twice.
    pub fn buckets(&self) -> impl Iterator<Item = u32> + '_ {
        self.grams.iter().map(|(bucket, ..)| *bucket)
    }

    /// How many features there are.
    pub fn len(&self) -> usize {
        self.grams.len()
    }

    /// `true` where there are none.
    pub fn is_empty(&self) -> bool {
        self.grams.is_empty()
    }

    /// Every feature with what it was made of.
    pub fn named(&self) -> impl Iterator<Item = (u32, String)> + '_ {
        self.grams.iter().map(|(bucket, from, to)| {
            let shown = |c: &char| match *c {
                START | END => ' ',
                LINK => '↗',
                c => c,
            };
            let run = &self.folded[*from as usize..*to as usize];
            (*bucket, run.iter().map(shown).collect())
        })
    }

    fn fold(&mut self, normalizer: &Normalizer, text: &str) {
        let out = &mut self.folded;
        out.clear();
        out.push(START);
        let (mut in_link, mut at_sign) = (false, None);
        normalizer.letters(text, |c| {
            let c = if c.is_ascii_digit() { '0' } else { c };
            if in_link && !c.is_whitespace() && !is_han(c) {
                return;
            }
            in_link = false;
            let c = if c.is_whitespace() { ' ' } else { c };
            let n = out.len();
            if c == ' ' && out[n - 1] == ' ' || n >= 2 && out[n - 1] == c && out[n - 2] == c {
                return;
            }
            out.push(c);
            match (c, at_sign) {
                ('@', _) => at_sign = Some(n),
                // Programs end the name after @ with a space.
                (' ', Some(at)) => {
                    if n - at <= LONGEST_NAME {
                        out.truncate(at + 1);
                    }
                    at_sign = None;
                }
                ('/', _) if ends_with(out, "://") => {
                    let scheme = |c: &char| c.is_ascii_alphabetic() || ":/".contains(*c);
                    let from = out.iter().rposition(|c| !scheme(c)).unwrap_or(0);
                    out.truncate(from + 1);
                    out.push(LINK);
                    in_link = true;
                }
                _ => {}
            }
        });
        out.push(END);
    }

    fn words(&mut self) {
        let is_word = |c: &char| c.is_alphanumeric() || "'*$".contains(*c);
        let (mut at, mut before) = (0, None);
        while at < self.folded.len() {
            let length = self.folded[at..].iter().take_while(|c| is_word(c)).count();
            if length == 0 {
                if !matches!(self.folded[at], START | END | ' ') {
                    self.push(hash(Kind::Word as u32, [self.folded[at]]), (at, at + 1));
                }
                at += 1;
                continue;
            }
            let word = at..at + length;
            let whole = hash(Kind::Word as u32, self.folded[word.clone()].iter().copied());
            self.push(whole, (word.start, word.end));
            if let Some((hashed, from)) = before {
                self.push(
                    hash(hashed ^ Kind::Pair as u32, self.folded[word.clone()].iter().copied()),
                    (from, word.end),
                );
            }
            before = Some((whole, word.start));
            // One sign on either side takes part: it marks the ends.
            self.runs(word.start - 1, word.end + 1, (3, 5), Kind::Part);
            at = word.end;
        }
    }

    /// All runs of `from..to` with a length in `lengths`.
    fn runs(&mut self, from: usize, to: usize, lengths: (usize, usize), kind: Kind) {
        for start in from..to {
            let mut hashed = kind as u32;
            for end in start..to.min(start + lengths.1) {
                let c = self.folded[end];
                let edge = kind == Kind::Part && (end == from || end + 1 == to);
                hashed = step(hashed, if edge { ' ' } else { c });
                if end + 1 - start >= lengths.0 {
                    self.push(hashed, (start, end + 1));
                }
            }
        }
    }

    fn push(&mut self, hashed: u32, (from, to): (usize, usize)) {
        self.grams.push((bucket(hashed), from as u32, to as u32));
    }
}

/// Where a feature comes from; the numbers are seeds of its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
enum Kind {
    Run = 0x811c_9dc5,
    Word = 0x1b87_3593,
    Pair = 0x0e65_46b6,
    Part = 0x4cf5_ad43,
    Fact = 0x27d4_eb2f,
}

/// Bucket of something known about a message beside its letters, such as a rule it hits.
pub fn fact(name: &str) -> u32 {
    bucket(hash(Kind::Fact as u32, name.chars()))
}

fn hash(seed: u32, chars: impl IntoIterator<Item = char>) -> u32 {
    chars.into_iter().fold(seed, step)
}

/// FNV-1a over code points instead of bytes.
fn step(hashed: u32, c: char) -> u32 {
    (hashed ^ c as u32).wrapping_mul(0x0100_0193)
}

/// The last step mixes high bits down (the finaliser of `MurmurHash3`).
fn bucket(mut hashed: u32) -> u32 {
    hashed = (hashed ^ (hashed >> 16)).wrapping_mul(0x85eb_ca6b);
    hashed = (hashed ^ (hashed >> 13)).wrapping_mul(0xc2b2_ae35);
    (hashed ^ (hashed >> 16)) & (BUCKETS as u32 - 1)
}

fn ends_with(chars: &[char], end: &str) -> bool {
    chars.len() >= end.len() && chars[chars.len() - end.len()..].iter().copied().eq(end.chars())
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}
