//! A byte code for the characters that words are made of, so that the automaton takes one or two
//! steps a character instead of three, and none at all for characters no word has.

use std::collections::BTreeMap;

/// First bytes of two-byte codes, second bytes of them, and the rest: one-byte codes. The three do
/// not overlap, so a match can only begin and end between characters.
const LEADS: usize = 80;
const TRAILS: usize = 120;
const SINGLES: usize = 255 - LEADS - TRAILS;

/// Characters and their codes; 0 for characters that are in no word.
pub(super) struct Alphabet {
    /// Codes of the characters below U+10000.
    near: Vec<u16>,
    /// Codes of the others.
    far: BTreeMap<char, u16>,
}

impl Alphabet {
    /// Codes for all characters of the words, the most used ones shortest. `None` where there are
    /// more than some 9,600 different ones.
    pub(super) fn new(words: &[String]) -> Option<Self> {
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        for c in words.iter().flat_map(|word| word.chars()) {
            *counts.entry(c).or_default() += 1;
        }
        let mut chars: Vec<_> = counts.into_iter().collect();
        chars.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let mut alphabet = Alphabet { near: vec![0; 0x1_0000], far: BTreeMap::new() };
        for (i, (c, _)) in chars.into_iter().enumerate() {
            let code = match i.checked_sub(SINGLES) {
                None => 1 + i,
                Some(i) if i < LEADS * TRAILS => {
                    let lead = 1 + SINGLES + i / TRAILS;
                    lead << 8 | (1 + SINGLES + LEADS + i % TRAILS)
                }
                Some(_) => return None,
            };
            match alphabet.near.get_mut(c as usize) {
                Some(place) => *place = code as u16,
                None => _ = alphabet.far.insert(c, code as u16),
            }
        }
        Some(alphabet)
    }

    /// The code of a character: one byte, or two with the first in the high half; 0 for none.
    #[inline]
    pub(super) fn code(&self, c: char) -> u16 {
        match self.near.get(c as usize) {
            Some(code) => *code,
            None => self.far.get(&c).copied().unwrap_or(0),
        }
    }

    /// A word of the alphabet in its code.
    pub(super) fn encode(&self, word: &str) -> Vec<u8> {
        let codes = word.chars().map(|c| self.code(c).to_be_bytes());
        codes.flatten().filter(|byte| *byte != 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_never_overlap() {
        let all: String = ('一'..='龥').take(9600).chain("a1😀".chars()).collect();
        let alphabet = Alphabet::new(std::slice::from_ref(&all)).unwrap();
        let codes: std::collections::BTreeSet<_> = all.chars().map(|c| alphabet.code(c)).collect();
        assert_eq!(codes.len(), 9603);
        let bytes = |code: &u16| code.to_be_bytes();
        let leads: Vec<_> = codes.iter().map(|code| bytes(code)[0]).filter(|b| *b != 0).collect();
        assert!(codes.iter().all(|code| !leads.contains(&bytes(code)[1])));
        let singles: Vec<_> = codes.iter().filter(|code| **code < 256).collect();
        assert_eq!(singles.len(), SINGLES);
        assert_eq!(alphabet.code('龦'), 0);
        assert_eq!(alphabet.encode("a😀").len(), 3);
    }

    #[test]
    fn too_many_characters_are_refused() {
        let all: String = ('一'..='龥').take(SINGLES + LEADS * TRAILS + 1).collect();
        assert!(Alphabet::new(&[all]).is_none());
    }
}
