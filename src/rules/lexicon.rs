//! All words of all rules in one automaton.

use aho_corasick::{
    Anchored, MatchKind,
    automaton::{Automaton, StateID},
    nfa::contiguous::{Builder, NFA},
};

use super::alphabet::{Alphabet, Letter};

/// Words, by number, and the automaton that finds them.
pub(super) struct Lexicon {
    alphabet: Alphabet,
    automaton: NFA,
    beginnings: Beginnings,
    /// Words of one letter, by the letter's number; `u32::MAX` for none.
    alone: Vec<u32>,
    /// UTF-8 bytes of each word.
    lengths: Vec<u32>,
    edged: Vec<bool>,
}

impl Lexicon {
    /// Word `i` of the list, which has none twice, has the number `i`. Fails, with the reason, where
    /// they are too many.
    pub(super) fn new(words: &[String]) -> Result<Self, String> {
        let alphabet = Alphabet::new(words)
            .ok_or("more than 9,600 different characters in the words of all packs")?;
        let automaton = Builder::new()
            .match_kind(MatchKind::Standard)
            .dense_depth(1)
            .build(words.iter().map(|word| alphabet.encode(word)))
            .map_err(|error| error.to_string())?;
        let start = automaton.start_state(Anchored::Yes).map_err(|error| error.to_string())?;
        let mut alone = vec![u32::MAX; 1 + alphabet.count()];
        let mut beginnings = Beginnings::new(words.len());
        for (number, word) in words.iter().enumerate() {
            let mut letters = word.chars().map(|c| alphabet.letter(c));
            let begin = [letters.next(), letters.next(), letters.next()];
            let number = number as u32;
            match begin.map(Option::unwrap_or_default) {
                [first, ..] if begin[1].is_none() => alone[usize::from(first.number())] = number,
                [first, second, third] => {
                    let state = || {
                        let begin = [first, second, third].into_iter();
                        begin.fold(start, |state, letter| next(&automaton, state, letter))
                    };
                    let fourth = letters.next().unwrap_or_default();
                    if third.is_none() {
                        beginnings.insert(pair(first, second), fourth, || Then::Word(number));
                    } else {
                        let key = triple(pair(first, second), third);
                        beginnings.insert(key, fourth, || Then::State(state()));
                    }
                }
            }
        }
        let is_edged = |word: &String| {
            let bytes = word.as_bytes();
            [bytes.first(), bytes.last()].iter().flatten().any(|b| b.is_ascii_alphanumeric())
        };
        Ok(Lexicon {
            alphabet,
            automaton,
            beginnings,
            alone,
            lengths: words.iter().map(|word| word.len() as u32).collect(),
            edged: words.iter().map(is_edged).collect(),
        })
    }

    /// What a normalizer should [hand over](crate::text::Normalizer::mark) with characters.
    pub(super) fn marks(&self) -> impl Iterator<Item = (char, u16)> {
        self.alphabet.marks()
    }

    /// A letter or digit stands at an edge of the word, so it may be part of a longer one.
    pub(super) fn is_edged(&self, word: u32) -> bool {
        self.edged[word as usize]
    }
}

/// The state after one more letter of a word, or a dead one.
#[inline]
fn next(automaton: &NFA, mut state: StateID, letter: Letter) -> StateID {
    let [lead, trail] = letter.code().to_be_bytes();
    if lead != 0 {
        state = automaton.next_state(Anchored::Yes, state, lead);
    }
    automaton.next_state(Anchored::Yes, state, trail)
}

/// Words that have begun and may go on. There are fewer of them than the longest word has letters,
/// and mostly none.
#[derive(Debug, Clone, Default)]
pub(super) struct Open(Vec<Begun>);

#[derive(Debug, Clone, Copy)]
struct Begun {
    /// Where the automaton stands.
    state: StateID,
    /// The first byte.
    start: u32,
    /// Letters that may come next.
    next: LetterSet,
}

/// The words in a text that comes character by character. The automaton sleeps until three letters
/// come that some word begins with, which two small tables tell. It is walked as a trie then, once
/// for each such beginning: failure transitions would lead through the states after one or two
/// letters, whose many transitions take long to search.
pub(super) struct Walk<'a> {
    lexicon: &'a Lexicon,
    open: &'a mut Open,
    /// The letter before.
    last: Letter,
    /// The pair that ends with it.
    pair: u64,
    /// Bytes of the text before the character to come next, and before the two last ones.
    at: u32,
    starts: [u32; 2],
}

impl<'a> Walk<'a> {
    /// Starts; `open` is room, whatever is in it.
    pub(super) fn new(lexicon: &'a Lexicon, open: &'a mut Open) -> Self {
        open.0.clear();
        Walk { lexicon, open, last: Letter::default(), pair: 0, at: 0, starts: [0; 2] }
    }

    /// Takes the next character of the text, which has that mark. Hands over the words that end with it: number, first
    /// byte, one past the last.
    #[inline]
    pub(super) fn step(&mut self, c: char, mark: u16, found: &mut impl FnMut(u32, u32, u32)) {
        let letter = self.lexicon.alphabet.marked(c, mark);
        let starts = self.starts;
        self.starts = [starts[1], self.at];
        self.at += utf8_length(c);
        let triple = triple(self.pair, letter);
        self.pair = pair(self.last, letter);
        self.last = letter;
        if !self.open.0.is_empty() {
            self.go_on(letter, found);
        }
        let beginnings = &self.lexicon.beginnings;
        let (short, long) = (beginnings.may_hold(self.pair), beginnings.may_hold(triple));
        if letter.is_word() | short | long {
            self.begin(triple, starts, letter, found);
        }
    }

    #[inline(never)]
    fn go_on(&mut self, letter: Letter, found: &mut impl FnMut(u32, u32, u32)) {
        if letter.is_none() {
            self.open.0.clear();
            return;
        }
        let Lexicon { automaton, lengths, .. } = self.lexicon;
        let end = self.at;
        self.open.0.retain_mut(|begun| {
            if !begun.next.may_hold(letter) {
                return false;
            }
            begun.state = next(automaton, begun.state, letter);
            begun.next = LetterSet::ALL;
            if automaton.is_dead(begun.state) {
                return false;
            }
            report(automaton, lengths, begun.state, begun.start..end, found);
            true
        });
    }

    #[inline(never)]
    fn begin(
        &mut self,
        triple: u64,
        [two_back, one_back]: [u32; 2],
        letter: Letter,
        found: &mut impl FnMut(u32, u32, u32),
    ) {
        let Lexicon { automaton, lengths, beginnings, alone, .. } = self.lexicon;
        if letter.is_word() {
            found(alone[usize::from(letter.number())], self.starts[1], self.at);
        }
        if let Some((Then::Word(word), _)) = beginnings.get(self.pair) {
            found(word, one_back, self.at);
        }
        if let Some((Then::State(state), next)) = beginnings.get(triple) {
            report(automaton, lengths, state, two_back..self.at, found);
            if !next.is_empty() {
                self.open.0.push(Begun { state, start: two_back, next });
            }
        }
    }
}

/// Hands over the word that is all of a range, if the state says so. It also knows words that end
/// there and begin later, which are found for themselves.
#[inline]
fn report(
    automaton: &NFA,
    lengths: &[u32],
    state: StateID,
    range: std::ops::Range<u32>,
    found: &mut impl FnMut(u32, u32, u32),
) {
    if !automaton.is_special(state) || !automaton.is_match(state) {
        return;
    }
    for i in 0..automaton.match_len(state) {
        let word = automaton.match_pattern(state, i).as_u32();
        if lengths[word as usize] == range.end - range.start {
            found(word, range.start, range.end);
        }
    }
}

/// [`char::len_utf8`] without branches: texts of two scripts at once are hard to predict.
#[inline]
fn utf8_length(c: char) -> u32 {
    1 + u32::from(c >= '\u{80}') + u32::from(c >= '\u{800}') + u32::from(c >= '\u{10000}')
}

#[inline]
fn pair(first: Letter, second: Letter) -> u64 {
    u64::from(first.number()) << 16 | u64::from(second.number())
}

#[inline]
fn triple(pair: u64, third: Letter) -> u64 {
    pair << 16 | u64::from(third.number())
}

/// Some letters, and by chance a few others.
#[derive(Debug, Clone, Copy, Default)]
struct LetterSet(u32);

impl LetterSet {
    const ALL: LetterSet = LetterSet(u32::MAX);

    fn insert(&mut self, letter: Letter) {
        if !letter.is_none() {
            self.0 |= 1 << (letter.number() % 32);
        }
    }

    #[inline]
    fn may_hold(self, letter: Letter) -> bool {
        self.0 >> (letter.number() % 32) & 1 != 0
    }

    fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What comes of a beginning.
#[derive(Debug, Clone, Copy)]
enum Then {
    /// Two letters that are a word.
    Word(u32),
    /// Three letters that a word begins with, and the state after them.
    State(StateID),
}

/// Words of two letters and the beginnings of longer ones.
struct Beginnings {
    /// A bit for each hash, small enough for a near cache: most of a text has none.
    bits: Vec<u64>,
    bits_shift: u32,
    /// Letters, what comes of them, and fourth letters, by hash; at most half full.
    slots: Vec<Option<(u64, Then, LetterSet)>>,
    slots_shift: u32,
}

/// So many bits for each word, which sets one: few other letters pass by chance.
const BITS_A_WORD: usize = 48;

impl Beginnings {
    fn new(words: usize) -> Self {
        let bits = (words * BITS_A_WORD).clamp(1 << 14, 1 << 21).next_power_of_two();
        let slots = (words * 2).max(16).next_power_of_two();
        Beginnings {
            bits: vec![0; bits / 64],
            bits_shift: 64 - bits.trailing_zeros(),
            slots: vec![None; slots],
            slots_shift: 64 - slots.trailing_zeros(),
        }
    }

    /// A multiplicative hash (Knuth, TAOCP 3, 6.4), of which the highest bits are the best.
    #[inline]
    fn hash(letters: u64) -> u64 {
        letters.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }

    fn insert(&mut self, letters: u64, fourth: Letter, then: impl FnOnce() -> Then) {
        let slot = self.slot(letters);
        let (.., next) =
            self.slots[slot].get_or_insert_with(|| (letters, then(), LetterSet::default()));
        next.insert(fourth);
        let bit = Beginnings::hash(letters) >> self.bits_shift;
        self.bits[bit as usize / 64] |= 1 << (bit % 64);
    }

    /// `false` where no word begins so.
    #[inline]
    fn may_hold(&self, letters: u64) -> bool {
        let bit = Beginnings::hash(letters) >> self.bits_shift;
        self.bits.get(bit as usize / 64).is_some_and(|bits| bits >> (bit % 64) & 1 != 0)
    }

    fn get(&self, letters: u64) -> Option<(Then, LetterSet)> {
        self.slots[self.slot(letters)].map(|(_, then, next)| (then, next))
    }

    /// Where these letters are or would be.
    fn slot(&self, letters: u64) -> usize {
        let mut slot = (Beginnings::hash(letters) >> self.slots_shift) as usize;
        while self.slots[slot].is_some_and(|(held, ..)| held != letters) {
            slot = (slot + 1) % self.slots.len();
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_plain_search_finds() {
        let words = ["微信", "加微信群", "信", "aa", "a", "群😀", "😀", "微信支付到账"];
        let words = words.map(String::from);
        let lexicon = Lexicon::new(&words).unwrap();
        let marks: std::collections::BTreeMap<char, u16> = lexicon.marks().collect();
        for text in
            ["请加微信吧", "加微信群😀aaa😀", "", "信", "微信支付信", "x微信支付到账", "aXa😀群"]
        {
            let mut found = vec![];
            let mut open = Open::default();
            let mut walk = Walk::new(&lexicon, &mut open);
            let mut push = |word, start, end| found.push((start, end, word));
            text.chars().for_each(|c| walk.step(c, marks.get(&c).copied().unwrap_or(0), &mut push));
            let mut expected = vec![];
            for (start, _) in text.char_indices() {
                for (number, word) in words.iter().enumerate() {
                    if text[start..].starts_with(word.as_str()) {
                        expected.push((start as u32, (start + word.len()) as u32, number as u32));
                    }
                }
            }
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected, "{text}");
        }
    }
}
