//! All words of all rules in one automaton.

use aho_corasick::{
    Anchored, MatchKind,
    automaton::{Automaton, StateID},
    nfa::contiguous::{Builder, NFA},
};

use super::alphabet::Alphabet;

/// Words, by number, and the automaton that finds them.
pub(super) struct Lexicon {
    alphabet: Alphabet,
    automaton: NFA,
    start: StateID,
    starts: Starts,
    /// UTF-8 bytes of each word.
    lengths: Vec<u32>,
    edged: Vec<bool>,
}

impl Lexicon {
    /// Word `i` of the list has the number `i`. Fails, with the reason, where they are too many.
    pub(super) fn new(words: &[String]) -> Result<Self, String> {
        let alphabet = Alphabet::new(words)
            .ok_or("more than 9,600 different characters in the words of all packs")?;
        let automaton = Builder::new()
            .match_kind(MatchKind::Standard)
            .dense_depth(1)
            .build(words.iter().map(|word| alphabet.encode(word)))
            .map_err(|error| error.to_string())?;
        let start = automaton.start_state(Anchored::No).map_err(|error| error.to_string())?;
        let is_edged = |word: &String| {
            let bytes = word.as_bytes();
            [bytes.first(), bytes.last()].iter().flatten().any(|b| b.is_ascii_alphanumeric())
        };
        Ok(Lexicon {
            alphabet,
            automaton,
            start,
            starts: Starts::new(words),
            lengths: words.iter().map(|word| word.len() as u32).collect(),
            edged: words.iter().map(is_edged).collect(),
        })
    }

    /// A letter or digit stands at an edge of the word, so it may be part of a longer one.
    pub(super) fn is_edged(&self, word: u32) -> bool {
        self.edged[word as usize]
    }
}

/// The automaton on its way through a text, character by character.
pub(super) struct Walk<'a> {
    lexicon: &'a Lexicon,
    state: StateID,
    /// So many characters from here on may belong to a word that has begun. Where none can, the
    /// automaton would be back in its first state, so it need not run.
    open: u8,
    /// Bytes of the text before the character to come next.
    at: usize,
    /// That character: it takes the one after it to see whether a word may begin.
    next: Option<char>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(lexicon: &'a Lexicon) -> Self {
        Walk { lexicon, state: lexicon.start, open: 0, at: 0, next: None }
    }

    /// Takes the next character of the text. Hands over the words that are complete: number, first
    /// byte, one past the last.
    #[inline]
    pub(super) fn step(&mut self, after: char, found: &mut impl FnMut(u32, u32, u32)) {
        if let Some(c) = self.next.replace(after) {
            self.pass(c, after, found);
        }
    }

    /// The text is at its end.
    pub(super) fn end(mut self, found: &mut impl FnMut(u32, u32, u32)) {
        if let Some(c) = self.next {
            self.pass(c, '\0', found);
        }
    }

    #[inline]
    fn pass(&mut self, c: char, after: char, found: &mut impl FnMut(u32, u32, u32)) {
        self.at += utf8_length(c);
        self.open = self.lexicon.starts.longest(c, after).max(self.open);
        if self.open > 0 {
            self.run(c, found);
        }
    }

    #[inline(never)]
    fn run(&mut self, c: char, found: &mut impl FnMut(u32, u32, u32)) {
        let automaton = &self.lexicon.automaton;
        let [lead, trail] = self.lexicon.alphabet.code(c).to_be_bytes();
        if trail == 0 {
            self.state = self.lexicon.start;
        } else {
            if lead != 0 {
                self.state = automaton.next_state(Anchored::No, self.state, lead);
            }
            self.state = automaton.next_state(Anchored::No, self.state, trail);
            if automaton.is_special(self.state) && automaton.is_match(self.state) {
                for i in 0..automaton.match_len(self.state) {
                    let word = automaton.match_pattern(self.state, i).as_u32();
                    let end = self.at as u32;
                    found(word, end - self.lexicon.lengths[word as usize], end);
                }
            }
        }
        self.open -= 1;
        if self.open == 0 {
            self.state = self.lexicon.start;
        }
    }
}

/// [`char::len_utf8`] without branches: texts of two scripts at once are hard to predict.
#[inline]
fn utf8_length(c: char) -> usize {
    1 + usize::from(c >= '\u{80}') + usize::from(c >= '\u{800}') + usize::from(c >= '\u{10000}')
}

/// Where words can start: a small table in front of the automaton, which is spared most of a text.
struct Starts {
    /// For each character below U+10000 two bits: words begin with it, and it is a word on its own.
    /// Those above may all be both.
    firsts: Vec<u8>,
    /// For each pair of characters, by a hash, how many characters a word that begins with them
    /// may have.
    by_pair: Vec<u8>,
}

const BEGINS: u8 = 1;
const ALONE: u8 = 2;
/// With some thousand words few pairs of characters meet in one place of so many by chance.
const PAIRS: usize = 1 << 15;

impl Starts {
    fn new(words: &[String]) -> Self {
        let mut starts = Starts { firsts: vec![0; 0x1_0000 / 4], by_pair: vec![0; PAIRS] };
        for word in words {
            let mut chars = word.chars();
            let Some(first) = chars.next() else { continue };
            let second = chars.next();
            if let Some(bits) = starts.firsts.get_mut(first as usize / 4) {
                let flag = if second.is_some() { BEGINS } else { ALONE };
                *bits |= flag << (first as usize % 4 * 2);
            }
            if let Some(second) = second {
                let length = &mut starts.by_pair[pair(first, second)];
                *length = (*length).max((2 + chars.count()).min(255) as u8);
            }
        }
        starts
    }

    /// At most so many characters of a text that goes on with these two can be one word.
    #[inline]
    fn longest(&self, first: char, second: char) -> u8 {
        let bits = match self.firsts.get(first as usize / 4) {
            Some(bits) => bits >> (first as usize % 4 * 2),
            None => BEGINS | ALONE,
        };
        let alone = u8::from(bits & ALONE != 0);
        if bits & BEGINS == 0 { alone } else { self.by_pair[pair(first, second)].max(alone) }
    }
}

#[inline]
fn pair(first: char, second: char) -> usize {
    let mixed =
        (first as u32).wrapping_mul(0x9E37_79B1) ^ (second as u32).wrapping_mul(0x85EB_CA6B);
    (mixed >> 17) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_plain_search_finds() {
        let words = ["微信", "加微信群", "信", "aa", "a", "群😀", "😀", "微信支付到账"];
        let words = words.map(String::from);
        let lexicon = Lexicon::new(&words).unwrap();
        for text in
            ["请加微信吧", "加微信群😀aaa😀", "", "信", "微信支付信", "x微信支付到账", "aXa😀群"]
        {
            let mut found = vec![];
            let mut walk = Walk::new(&lexicon);
            let mut push = |word, start, end| found.push((start, end, word));
            text.chars().for_each(|c| walk.step(c, &mut push));
            walk.end(&mut push);
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
