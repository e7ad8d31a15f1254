//! A byte code for the characters that words are made of, so that the automaton takes one or two
//! steps a character instead of three, and none at all for characters no word has.

use std::collections::BTreeMap;

/// First bytes of two-byte codes, second bytes of them, and the rest: one-byte codes. The three do
/// not overlap, so a match can only begin and end between characters.
const LEADS: usize = 80;
const TRAILS: usize = 120;
const SINGLES: usize = 255 - LEADS - TRAILS;
/// Most characters there may be, so that a letter leaves room for its flags.
const MOST: usize = SINGLES + LEADS * TRAILS;

/// What a character is to the words: its number, from 1 for the most used one, and whether it is a
/// word on its own. 0 for characters that are in no word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Letter(u16);

impl Letter {
    const ALONE: u16 = 1 << 15;

    /// No word has it.
    #[inline]
    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }

    /// It is a word on its own.
    #[inline]
    pub(super) fn is_word(self) -> bool {
        self.0 & Letter::ALONE != 0
    }

    /// Its number; 0 for none.
    #[inline]
    pub(super) fn number(self) -> u16 {
        self.0 & !Letter::ALONE
    }

    /// One byte, or two with the first in the high half; 0 for none.
    #[inline]
    pub(super) fn code(self) -> u16 {
        let number = usize::from(self.number());
        if number <= SINGLES {
            return number as u16;
        }
        let i = number - 1 - SINGLES;
        ((1 + SINGLES + i / TRAILS) << 8 | (1 + SINGLES + LEADS + i % TRAILS)) as u16
    }
}

/// The characters of all words.
pub(super) struct Alphabet {
    /// The letters below U+10000.
    near: Vec<Letter>,
    /// The others.
    far: BTreeMap<char, Letter>,
    count: usize,
}

impl Alphabet {
    /// Letters for all characters of the words, the most used ones with the shortest codes. `None`
    /// where there are more than some 9,600 different ones.
    pub(super) fn new(words: &[String]) -> Option<Self> {
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        for c in words.iter().flat_map(|word| word.chars()) {
            *counts.entry(c).or_default() += 1;
        }
        let mut chars: Vec<_> = counts.into_iter().collect();
        chars.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let count = chars.len();
        if count > MOST {
            return None;
        }
        let near = vec![Letter::default(); 0x1_0000];
        let mut alphabet = Alphabet { near, far: BTreeMap::new(), count };
        for (i, (c, _)) in chars.into_iter().enumerate() {
            alphabet.set(c, Letter(1 + i as u16));
        }
        for word in words {
            let mut chars = word.chars();
            if let (Some(only), None) = (chars.next(), chars.next()) {
                alphabet.set(only, Letter(alphabet.letter(only).0 | Letter::ALONE));
            }
        }
        Some(alphabet)
    }

    fn set(&mut self, c: char, letter: Letter) {
        match self.near.get_mut(c as usize) {
            Some(place) => *place = letter,
            None => _ = self.far.insert(c, letter),
        }
    }

    /// How many different characters there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// What a character is to the words.
    #[inline]
    pub(super) fn letter(&self, c: char) -> Letter {
        match self.near.get(c as usize) {
            Some(letter) => *letter,
            None => self.far.get(&c).copied().unwrap_or_default(),
        }
    }

    /// The letters below U+10000, to be kept by someone who has them at hand sooner.
    pub(super) fn marks(&self) -> impl Iterator<Item = (char, u16)> {
        let some = ('\0'..='\u{FFFF}').map(|c| (c, self.letter(c).0));
        some.filter(|(_, mark)| *mark != 0)
    }

    /// The letter of a character, whose mark is at hand.
    #[inline]
    pub(super) fn marked(&self, c: char, mark: u16) -> Letter {
        if c < '\u{10000}' { Letter(mark) } else { self.letter(c) }
    }

    /// A word of the alphabet in its code.
    pub(super) fn encode(&self, word: &str) -> Vec<u8> {
        let codes = word.chars().map(|c| self.letter(c).code().to_be_bytes());
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
        let codes: std::collections::BTreeSet<_> =
            all.chars().map(|c| alphabet.letter(c).code()).collect();
        assert_eq!(codes.len(), 9603);
        let bytes = |code: &u16| code.to_be_bytes();
        let leads: Vec<_> = codes.iter().map(|code| bytes(code)[0]).filter(|b| *b != 0).collect();
        assert!(codes.iter().all(|code| !leads.contains(&bytes(code)[1])));
        let singles: Vec<_> = codes.iter().filter(|code| **code < 256).collect();
        assert_eq!(singles.len(), SINGLES);
        assert!(alphabet.letter('龦').is_none());
        assert_eq!(alphabet.encode("a😀").len(), 3);
    }

    #[test]
    fn a_letter_knows_that_it_is_a_word() {
        let words = ["微", "微信", "😀"].map(String::from);
        let alphabet = Alphabet::new(&words).unwrap();
        for (c, is_word) in [('微', true), ('信', false), ('😀', true), ('好', false)] {
            assert_eq!(alphabet.letter(c).is_word(), is_word, "{c}");
        }
    }

    #[test]
    fn too_many_characters_are_refused() {
        let all: String = ('一'..='龥').take(MOST + 1).collect();
        assert!(Alphabet::new(&[all]).is_none());
    }
}
