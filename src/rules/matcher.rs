//! Runs an expression over a text: backtracking that never comes twice to one place of the text at
//! one place of the program, so its time is bounded by the product of both.
//!
//! A general engine walks an alternation of a hundred words one by one at every character. Patterns
//! of packs are little else than such alternations with short gaps between them, so here one step
//! looks all words up by their first character.

use std::ops::Range;

use super::expression::{Class, Expression, Place};

/// Most steps of a program.
const PROGRAM_LIMIT: usize = 20_000;

/// An expression, compiled.
#[derive(Debug)]
pub(super) struct Matcher {
    steps: Vec<Step>,
    words: Vec<Words>,
    classes: Vec<Class>,
    /// How many steps lead on to more than one.
    forks: usize,
    /// Every match begins with one of these; `None` where it may begin with much else.
    firsts: Option<Vec<char>>,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Char(char),
    /// One of a list of words. Numbers of the list and of the fork.
    Words(u32, u32),
    Class(u32),
    Place(Place),
    /// Here first, then there; and the number of the fork.
    Split(u32, u32, u32),
    Jump(u32),
    Match,
}

/// Words, of which those listed first are tried first.
#[derive(Debug)]
struct Words {
    /// Sorted: a first character, and where its words lie.
    firsts: Vec<(char, Range<u32>)>,
    /// By first character, then in the order of the list.
    words: Vec<Box<str>>,
}

/// Room for a search, to be used again for the next.
#[derive(Debug, Clone, Default)]
pub(super) struct Room {
    stack: Vec<(u32, u32)>,
    /// A bit for each fork and place in the text.
    visited: Vec<u64>,
}

impl Matcher {
    /// Compiles an expression, or says in English that it is too long.
    pub(super) fn new(expression: &Expression) -> Result<Matcher, String> {
        let steps = vec![];
        let mut matcher =
            Matcher { steps, words: vec![], classes: vec![], forks: 0, firsts: firsts(expression) };
        matcher.add(expression)?;
        matcher.push(Step::Match)?;
        Ok(matcher)
    }

    /// The leftmost match of `text[window]` that begins at `from` or later. What stands around the
    /// window is seen by `^`, `$` and `\b` only. Of the matches at one place the one that the
    /// expression names first.
    pub(super) fn find(
        &self,
        text: &str,
        window: Range<usize>,
        from: usize,
        room: &mut Room,
    ) -> Option<Range<usize>> {
        let from = from.max(window.start);
        let width = window.end.checked_sub(from)? + 1;
        room.visited.clear();
        room.visited.resize((self.forks * width).div_ceil(64), 0);
        let inside = text.get(from..window.end)?;
        let starts = inside.char_indices().map(|(at, c)| (from + at, Some(c)));
        for (start, c) in starts.chain([(window.end, None)]) {
            if let Some(firsts) = &self.firsts
                && c.is_none_or(|c| firsts.binary_search(&c).is_err())
            {
                continue;
            }
            if let Some(end) = self.run(text, (from, window.end), start, room) {
                return Some(start..end);
            }
        }
        None
    }

    /// The end of the match that begins at `start`.
    fn run(
        &self,
        text: &str,
        (from, limit): (usize, usize),
        start: usize,
        room: &mut Room,
    ) -> Option<usize> {
        let Room { stack, visited } = room;
        let width = limit - from + 1;
        let mut is_new = |fork: u32, at: usize| {
            let bit = fork as usize * width + at - from;
            let (word, mask) = (&mut visited[bit / 64], 1 << (bit % 64));
            let new = *word & mask == 0;
            *word |= mask;
            new
        };
        stack.clear();
        stack.push((0, start as u32));
        while let Some((step, at)) = stack.pop() {
            let (mut step, mut at) = (step as usize, at as usize);
            loop {
                let rest = text.get(at..limit)?;
                let next = |holds: bool| rest.chars().next().filter(|_| holds);
                match self.steps[step] {
                    Step::Match => return Some(at),
                    Step::Jump(to) => {
                        step = to as usize;
                        continue;
                    }
                    Step::Split(here, there, fork) => {
                        if !is_new(fork, at) {
                            break;
                        }
                        stack.push((there, at as u32));
                        step = here as usize;
                        continue;
                    }
                    Step::Words(list, fork) => {
                        if !is_new(fork, at) {
                            break;
                        }
                        let words = self.words[list as usize].beginning(next(true));
                        for word in words.iter().rev().filter(|word| rest.starts_with(&***word)) {
                            stack.push((step as u32 + 1, (at + word.len()) as u32));
                        }
                        break;
                    }
                    Step::Char(c) => match next(true) {
                        Some(found) if found == c => at += c.len_utf8(),
                        _ => break,
                    },
                    Step::Class(class) => match next(true) {
                        Some(c) if self.classes[class as usize].holds(c) => at += c.len_utf8(),
                        _ => break,
                    },
                    Step::Place(place) => {
                        if !is_at(place, text, at) {
                            break;
                        }
                    }
                }
                step += 1;
            }
        }
        None
    }

    fn push(&mut self, step: Step) -> Result<usize, String> {
        if self.steps.len() >= PROGRAM_LIMIT {
            return Err("it is too long once its repetitions are written out".into());
        }
        self.steps.push(step);
        Ok(self.steps.len() - 1)
    }

    fn fork(&mut self) -> u32 {
        self.forks += 1;
        self.forks as u32 - 1
    }

    /// Room for a fork whose ends [`Matcher::lead`] fills in.
    fn split(&mut self) -> Result<usize, String> {
        let fork = self.fork();
        self.push(Step::Split(0, 0, fork))
    }

    fn lead(&mut self, split: usize, here: usize, there: usize) {
        if let Step::Split(a, b, _) = &mut self.steps[split] {
            (*a, *b) = (here as u32, there as u32);
        }
    }

    fn add(&mut self, expression: &Expression) -> Result<(), String> {
        match expression {
            Expression::Char(c) => self.push(Step::Char(*c)).map(drop),
            Expression::Class(class) => {
                self.classes.push(class.clone());
                self.push(Step::Class(self.classes.len() as u32 - 1)).map(drop)
            }
            Expression::Place(place) => self.push(Step::Place(*place)).map(drop),
            Expression::Sequence(all) => all.iter().try_for_each(|next| self.add(next)),
            Expression::Alternation(all) => self.alternation(all),
            Expression::Repeat { inner, least, most, greedy } => {
                self.repeat(inner, *least, *most, *greedy)
            }
        }
    }

    /// Neighbours that are plain words are one step.
    fn alternation(&mut self, all: &[Expression]) -> Result<(), String> {
        let mut runs: Vec<(Vec<String>, Option<&Expression>)> = vec![];
        for one in all {
            match (word(one), runs.last_mut()) {
                (Some(word), Some((words, None))) => words.push(word),
                (Some(word), _) => runs.push((vec![word], None)),
                (None, _) => runs.push((vec![], Some(one))),
            }
        }
        let mut ends = vec![];
        let count = runs.len();
        for (i, (words, other)) in runs.into_iter().enumerate() {
            let split = if i + 1 < count { Some(self.split()?) } else { None };
            let here = self.steps.len();
            match other {
                Some(other) => self.add(other)?,
                None => {
                    let fork = self.fork();
                    self.words.push(Words::new(words));
                    self.push(Step::Words(self.words.len() as u32 - 1, fork))?;
                }
            }
            if let Some(split) = split {
                ends.push(self.push(Step::Jump(0))?);
                self.lead(split, here, self.steps.len());
            }
        }
        let end = self.steps.len() as u32;
        ends.into_iter().for_each(|jump| self.steps[jump] = Step::Jump(end));
        Ok(())
    }

    fn repeat(
        &mut self,
        inner: &Expression,
        least: usize,
        most: Option<usize>,
        greedy: bool,
    ) -> Result<(), String> {
        for _ in 0..least {
            self.add(inner)?;
        }
        let order = |here, there| if greedy { (here, there) } else { (there, here) };
        let Some(most) = most else {
            let split = self.split()?;
            self.add(inner)?;
            self.push(Step::Jump(split as u32))?;
            let (here, there) = order(split + 1, self.steps.len());
            self.lead(split, here, there);
            return Ok(());
        };
        let mut splits = vec![];
        for _ in least..most {
            splits.push(self.split()?);
            self.add(inner)?;
        }
        let end = self.steps.len();
        for split in splits {
            let (here, there) = order(split + 1, end);
            self.lead(split, here, there);
        }
        Ok(())
    }
}

impl Words {
    fn new(list: Vec<String>) -> Words {
        let mut words: Vec<(char, usize, Box<str>)> = list
            .into_iter()
            .enumerate()
            .filter_map(|(i, word)| Some((word.chars().next()?, i, word.into_boxed_str())))
            .collect();
        words.sort_unstable();
        let mut firsts: Vec<(char, Range<u32>)> = vec![];
        for (i, (first, ..)) in words.iter().enumerate() {
            match firsts.last_mut() {
                Some((last, range)) if last == first => range.end += 1,
                _ => firsts.push((*first, i as u32..i as u32 + 1)),
            }
        }
        Words { firsts, words: words.into_iter().map(|(.., word)| word).collect() }
    }

    /// Those that begin with this character.
    fn beginning(&self, first: Option<char>) -> &[Box<str>] {
        let found = first.and_then(|c| self.firsts.binary_search_by_key(&c, |(c, _)| *c).ok());
        let Some(i) = found else { return &[] };
        let Range { start, end } = self.firsts[i].1;
        &self.words[start as usize..end as usize]
    }
}

/// The word that an expression is, where it is just a word and not an empty one.
fn word(expression: &Expression) -> Option<String> {
    match expression {
        Expression::Char(c) => Some(c.to_string()),
        Expression::Sequence(all) if !all.is_empty() => all
            .iter()
            .map(|one| if let Expression::Char(c) = one { Some(*c) } else { None })
            .collect(),
        _ => None,
    }
}

/// More first characters than this are not worth a list.
const FIRSTS_LIMIT: usize = 200;

/// Sorted first characters of all matches, where they are few and no match is empty.
fn firsts(expression: &Expression) -> Option<Vec<char>> {
    let (mut all, can_be_empty) = beginnings(expression)?;
    if can_be_empty || all.len() > FIRSTS_LIMIT {
        return None;
    }
    all.sort_unstable();
    all.dedup();
    Some(all)
}

/// First characters, and whether a match can be empty.
fn beginnings(expression: &Expression) -> Option<(Vec<char>, bool)> {
    match expression {
        Expression::Char(c) => Some((vec![*c], false)),
        Expression::Class(class) => Some((class.spelled_out(FIRSTS_LIMIT)?, false)),
        Expression::Place(_) => Some((vec![], true)),
        Expression::Sequence(all) => {
            let mut firsts = vec![];
            for one in all {
                let (more, can_be_empty) = beginnings(one)?;
                firsts.extend(more);
                if !can_be_empty {
                    return Some((firsts, false));
                }
            }
            Some((firsts, true))
        }
        Expression::Alternation(all) => {
            let parts: Option<Vec<_>> = all.iter().map(beginnings).collect();
            let parts = parts?;
            let can_be_empty = parts.iter().any(|(_, can_be_empty)| *can_be_empty);
            Some((parts.into_iter().flat_map(|(firsts, _)| firsts).collect(), can_be_empty))
        }
        Expression::Repeat { inner, least, .. } => {
            let (firsts, can_be_empty) = beginnings(inner)?;
            Some((firsts, can_be_empty || *least == 0))
        }
    }
}

fn is_at(place: Place, text: &str, at: usize) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    match place {
        Place::Start => at == 0,
        Place::End => at == text.len(),
        Place::Boundary(wanted) => {
            let before = is_word(text[..at].chars().next_back());
            (before != is_word(text[at..].chars().next())) == wanted
        }
    }
}
