//! The squeezed view: what stands between the characters of a disguised word taken out.

use std::ops::Range;

use super::{
    normalize::Layer,
    table::{Class, Entry, Table},
};

/// Soft characters a gap inside a word may have, and with a pictograph among them.
const GAP: u32 = 3;
const GAP_WITH_EMOJI: u32 = 6;
/// The same of nothing but spaces.
const GAP_OF_SPACES: u32 = 6;
/// Equal characters in a row that read as one.
const RUN: u32 = 3;
/// Letters among so many digits are not collapsed: they may stand for digits.
const DIGITS: usize = 6;

/// Cheap signs, seen while folding, that squeezing may change something.
#[derive(Debug)]
pub(super) struct Signs {
    /// The last visible character, see [`Entry::essence`]; and the class of the one before.
    last: u32,
    class: Class,
    before: Class,
    run: u32,
    found: bool,
}

impl Default for Signs {
    fn default() -> Self {
        Signs { last: u32::MAX, class: Class::Soft, before: Class::Soft, run: 0, found: false }
    }
}

impl Signs {
    /// Looks at the next character, of which [`Table::is_ordinary`] holds.
    #[inline]
    pub(super) fn see_ordinary(&mut self, c: char) {
        if self.class == Class::Word && self.last != c as u32 {
            self.last = c as u32;
            self.before = Class::Word;
            self.run = 1;
        } else {
            self.see(Entry::ordinary(c));
        }
    }

    /// Looks at the next character.
    pub(super) fn see(&mut self, entry: Entry) {
        let (class, essence) = (entry.class(), entry.essence());
        match class {
            Class::Mark | Class::Invisible => return,
            Class::Word | Class::Letter => {
                self.found |=
                    self.last != u32::MAX && matches!(self.class, Class::Soft | Class::Emoji);
                self.run = if self.last == essence { self.run + 1 } else { 1 };
                self.found |= self.run >= RUN;
            }
            // One character between two commas: the middle of 全，网，最，低.
            Class::Hard => {
                self.found |=
                    self.before == Class::Hard && matches!(self.class, Class::Word | Class::Letter);
            }
            Class::Digit | Class::Soft | Class::Emoji => {}
        }
        self.before = self.class;
        self.class = class;
        self.last = essence;
    }

    pub(super) fn squeezable(&self) -> bool {
        self.found
    }
}

/// What stands before a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    Nothing,
    /// Few enough soft characters.
    Soft,
    /// Exactly one character that ends words.
    Hard(char),
    Wall,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A character of a script written without spaces.
    Word,
    /// A letter on its own.
    Letter,
    /// Several letters or digits, or one digit.
    Run,
}

/// What stays together whatever happens to the gaps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    start: u32,
    end: u32,
    gap: Gap,
    kind: Kind,
}

impl Token {
    fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// It may be part of a word across a gap. Numbers may not: prices and dates would merge.
    fn single(&self) -> bool {
        self.kind != Kind::Run
    }
}

/// Fills `out` and returns `true` where it differs from `plain`. Signs of which `word` holds are
/// treated like characters of words.
pub(super) fn squeeze(
    table: &Table,
    plain: &str,
    word: impl Fn(char) -> bool,
    tokens: &mut Vec<Token>,
    out: &mut Layer,
) -> bool {
    tokenize(table, plain, word, tokens);
    open_uniform(tokens);
    let mut writer = Writer { out, source: plain, run: None, changed: false };
    writer.out.clear();
    let mut end = 0;
    let mut single_before = false;
    for token in tokens.iter() {
        let Range { start, end: token_end } = token.range();
        if start > end {
            if token.gap == Gap::Soft && single_before && token.single() {
                writer.changed = true;
            } else {
                writer.keep(end..start);
            }
        }
        writer.token(token.range());
        end = token_end;
        single_before = token.single();
    }
    if writer.changed {
        writer.keep(end..plain.len());
    }
    writer.changed
}

fn tokenize(table: &Table, plain: &str, word: impl Fn(char) -> bool, tokens: &mut Vec<Token>) {
    tokens.clear();
    let mut soft = 0;
    let mut emoji = false;
    let mut spaces = 0;
    let mut hard = None;
    let mut wall = false;
    for (start, c) in plain.char_indices() {
        let class = table.entry(c).class();
        let kind = match class {
            Class::Word => Kind::Word,
            _ if word(c) => Kind::Word,
            Class::Letter => Kind::Letter,
            Class::Digit => Kind::Run,
            Class::Hard => {
                wall |= hard.is_some();
                hard = Some(c);
                continue;
            }
            _ => {
                soft += 1;
                spaces += u32::from(c == ' ');
                emoji |= class == Class::Emoji;
                continue;
            }
        };
        let end = (start + c.len_utf8()) as u32;
        let gap = match hard {
            Some(c) if !wall && soft == 0 => Gap::Hard(c),
            Some(_) => Gap::Wall,
            None if soft == 0 => Gap::Nothing,
            None if soft <= GAP || emoji && soft <= GAP_WITH_EMOJI => Gap::Soft,
            None if spaces == soft && soft <= GAP_OF_SPACES => Gap::Soft,
            None => Gap::Wall,
        };
        (soft, spaces, emoji) = (0, 0, false);
        (hard, wall) = (None, false);
        match tokens.last_mut() {
            Some(last) if gap == Gap::Nothing && last.kind != Kind::Word && kind != Kind::Word => {
                last.end = end;
                last.kind = Kind::Run;
            }
            _ => tokens.push(Token { start: start as u32, end, gap, kind }),
        }
    }
}

/// Three or more single characters with the same hard separator in every gap are one word.
fn open_uniform(tokens: &mut [Token]) {
    let mut i = 1;
    while i < tokens.len() {
        let gap = tokens[i].gap;
        let length = tokens[i..].iter().take_while(|t| t.gap == gap && t.single()).count();
        if matches!(gap, Gap::Hard(_)) && length >= 2 && tokens[i - 1].single() {
            for token in &mut tokens[i..i + length] {
                token.gap = Gap::Soft;
            }
        }
        i += length.max(1);
    }
}

/// A run of equal characters being written.
struct Run {
    c: char,
    length: u32,
    /// Place of the first in the output and in the source.
    at: usize,
    start: usize,
}

struct Writer<'a> {
    out: &'a mut Layer,
    source: &'a str,
    run: Option<Run>,
    changed: bool,
}

impl Writer<'_> {
    /// Copies a stretch that ends every run.
    fn keep(&mut self, range: Range<usize>) {
        self.run = None;
        self.out.map.copy(self.out.text.len(), range.start);
        self.out.text.push_str(&self.source[range]);
    }

    /// Copies letters, with three or more equal ones made one. Numbers stay as they are.
    fn token(&mut self, range: Range<usize>) {
        let digits = self.source[range.clone()].bytes().filter(u8::is_ascii_digit).count();
        if digits >= DIGITS {
            self.keep(range);
            return;
        }
        for (offset, c) in self.source[range.clone()].char_indices() {
            let start = range.start + offset;
            let end = start + c.len_utf8();
            if let Some(run) = &mut self.run
                && run.c == c
                && !c.is_ascii_digit()
            {
                run.length += 1;
                if run.length >= RUN {
                    self.changed = true;
                    self.out.text.truncate(run.at + c.len_utf8());
                    self.out.map.truncate(run.at);
                    self.out.map.whole(run.at, run.start..end);
                    continue;
                }
            } else {
                self.run = Some(Run { c, length: 1, at: self.out.text.len(), start });
            }
            self.out.map.copy(self.out.text.len(), start);
            self.out.text.push(c);
        }
    }
}
