//! Patterns run on the matcher and on a general engine: both must find the same.

use std::{collections::BTreeSet, fs, path::Path};

use aho_corasick::AhoCorasick;
use regex_lite::Regex;

use super::{
    expression::{Expression, parse},
    facts::Facts,
    matcher::{Matcher, Room},
    pack::{Examples, Pack, PatternSpec},
    packs,
    pattern::fold,
};
use crate::text::Normalizer;

/// Texts of each kind that a pattern is tried on.
const WITH_WORDS: usize = 150;
const ANY: usize = 40;
const MADE: usize = 60;

/// Everything under `patterns` in a file of rules.
fn patterns(value: &toml::Value, out: &mut BTreeSet<String>) {
    match value {
        toml::Value::Array(all) => all.iter().for_each(|value| patterns(value, out)),
        toml::Value::Table(table) => {
            for (key, value) in table {
                if key == "patterns" {
                    let specs: Vec<PatternSpec> = value.clone().try_into().unwrap();
                    out.extend(specs.into_iter().map(|spec| spec.pattern));
                }
                patterns(value, out);
            }
        }
        _ => {}
    }
}

/// Constructs that no pack happens to use.
const MORE: &[&str] = &[
    "(甲|甲乙)(乙丙|丙)?",
    "(甲乙|甲)(丙|乙丙)?",
    "(甲|乙|甲乙|[甲-申])+?丙",
    "(甲?乙?)*丙",
    "((甲|乙?)+丙){1,3}",
    "(甲.*?乙|甲)丁",
    "(?:甲{2,3}|甲)乙{0,2}?丙?",
    r"\b(no|no\.1|n)\b.?",
    r"\Bno\B",
    "^(甲|^乙)$",
    "(|甲)乙",
    "甲(乙||丙)丁",
    r"[^甲\n]{1,3}乙",
    r"[\d\s\w甲]+?丙\S",
    r"甲\W*乙\D{2,}",
    "(甲|(乙|(丙|丁)?){2})丁",
    r"\\\.\n\t甲",
    "[]甲]乙[甲-]",
    "甲{0}乙",
    "(甲{1,3}){2}乙",
    "(甲{1,3}?){2}甲?乙",
    "(😀|𠮷)+.",
    "甲(乙|.{1,3}丙)",
    "甲(.{1,3}乙)?丙",
    "(甲|.乙)(.丙|丁)",
    "^甲|乙$",
    r"(^|,)甲(,|$)",
];

fn words(expression: &Expression, out: &mut Vec<String>) {
    match expression {
        Expression::Char(c) => out.push(c.to_string()),
        Expression::Class(class) => {
            out.extend(class.spelled_out(40).into_iter().flatten().map(String::from));
        }
        Expression::Place(_) => {}
        Expression::Sequence(all) => {
            let run: String = all
                .iter()
                .filter_map(|e| if let Expression::Char(c) = e { Some(*c) } else { None })
                .collect();
            out.push(run);
            all.iter().for_each(|e| words(e, out));
        }
        Expression::Alternation(all) => all.iter().for_each(|e| words(e, out)),
        Expression::Repeat { inner, .. } => words(inner, out),
    }
}

/// Numbers without an order that anyone would see (Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }

    /// A text that is, or nearly is, what the expression asks for.
    fn make(&mut self, expression: &Expression, words: &[String], out: &mut String) {
        if self.roll(24) == 0 {
            return self.noise(words, out);
        }
        match expression {
            Expression::Char(c) => out.push(*c),
            Expression::Class(class) => match class.spelled_out(40) {
                Some(all) => {
                    let one = self.roll(all.len().max(1));
                    out.extend(all.get(one));
                }
                None => self.noise(words, out),
            },
            Expression::Place(_) => {
                if self.roll(2) == 0 {
                    self.noise(words, out);
                }
            }
            Expression::Sequence(all) => all.iter().for_each(|e| self.make(e, words, out)),
            Expression::Alternation(all) => {
                let one = self.roll(all.len());
                self.make(&all[one], words, out);
            }
            Expression::Repeat { inner, least, most, .. } => {
                let most = most.unwrap_or(least + 3).max(*least);
                for _ in 0..least + self.roll(most - least + 1) {
                    self.make(inner, words, out);
                }
            }
        }
    }

    fn noise(&mut self, words: &[String], out: &mut String) {
        const FILLERS: &[&str] =
            &["", "的", "a", "Z", "7", " ", "\n", ",", "。", "_", "😀", "é", "\0"];
        if self.roll(2) == 0 && !words.is_empty() {
            let one = self.roll(words.len());
            out.push_str(&words[one]);
        } else {
            let one = self.roll(FILLERS.len());
            out.push_str(FILLERS[one]);
        }
    }
}

/// Ranges of all matches, one after the other; behind an empty one the search goes on one character
/// further.
fn all(text: &str, find: impl Fn(usize) -> Option<(usize, usize)>) -> Vec<(usize, usize)> {
    let mut found = vec![];
    let mut at = 0;
    while let Some((start, end)) = find(at) {
        found.push((start, end));
        at =
            if end > at { end } else { end + text[end..].chars().next().map_or(1, char::len_utf8) };
        if at > text.len() {
            break;
        }
    }
    found
}

fn examples(packs: &[Pack]) -> Vec<String> {
    let rules = packs.iter().flat_map(|pack| pack.rules.iter().map(|rule| &rule.examples));
    let more = packs.iter().flat_map(|pack| pack.extensions.iter().map(|add| &add.examples));
    let texts = |examples: &Examples| -> Vec<String> {
        let both = examples.hit.iter().chain(&examples.miss);
        both.map(|example| example.text.clone()).collect()
    };
    rules.chain(more).flat_map(texts).collect()
}

/// The sentences of a folder of fixtures, which a packed crate has not.
fn sentences(folder: &str, column: usize) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder);
    let Ok(files) = fs::read_dir(folder) else { return vec![] };
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    let texts = files.iter().map(|file| fs::read_to_string(file).unwrap());
    let field = |line: &str| line.split('\t').nth(column).map(|text| text.replace("\\n", "\n"));
    texts.flat_map(|text| text.lines().filter_map(field).collect::<Vec<_>>()).collect()
}

#[test]
fn both_engines_find_the_same() {
    let normalizer = Normalizer::new();
    let mut texts = examples(&packs::builtin().unwrap());
    texts.extend(sentences("clean", 1));
    texts.extend(sentences("phrasing", 2));
    let texts: Vec<String> = texts.iter().map(|text| normalizer.fold_word(text)).collect();
    let mut sources = BTreeSet::new();
    for file in packs::texts() {
        patterns(&toml::from_str(file).unwrap(), &mut sources);
    }
    assert!(sources.len() > 200);
    sources.extend(MORE.iter().map(|pattern| pattern.to_string()));
    let mut room = Room::default();
    let mut dice = Dice(0x5EED);
    let mut compared = 0;
    for source in sources {
        let folded = fold(&source, &normalizer);
        let expression = parse(&folded).unwrap();
        let general = Regex::new(&folded).unwrap_or_else(|error| panic!("{source}: {error}"));
        let matcher = Matcher::new(&expression).unwrap();
        let needles = Facts::of(&expression).needles().into_iter().next();
        let around = needles.as_ref().map(|needles| AhoCorasick::new(needles).unwrap());
        let mut words_of = vec![];
        words(&expression, &mut words_of);
        let mut tried: Vec<String> = match &around {
            Some(around) => {
                let with = texts.iter().filter(|text| around.is_match(text.as_str()));
                with.take(WITH_WORDS).cloned().collect()
            }
            None => vec![],
        };
        for _ in 0..ANY {
            tried.push(texts[dice.roll(texts.len())].clone());
        }
        for _ in 0..MADE {
            let mut text = String::new();
            for _ in 0..1 + dice.roll(3) {
                dice.make(&expression, &words_of, &mut text);
                dice.noise(&words_of, &mut text);
            }
            tried.push(text);
        }
        for text in tried {
            let ours = all(&text, |at| {
                let found = matcher.find(&text, 0..text.len(), at, &mut room.clone());
                found.map(|range| (range.start, range.end))
            });
            let theirs = all(&text, |at| {
                general.find_at(&text, at).map(|found| (found.start(), found.end()))
            });
            assert_eq!(ours, theirs, "{source} in {text:?}");
            // What a match is said to need it must have, or it would not be looked for.
            for (start, end) in ours {
                let has = around.as_ref().is_none_or(|around| around.is_match(&text[start..end]));
                assert!(has, "{source} in {text:?}: none of {needles:?}");
            }
            compared += 1;
        }
        room = Room::default();
    }
    assert!(compared > 30_000, "{compared} comparisons");
}

#[test]
fn a_sign_in_another_width_is_no_operator() {
    let normalizer = Normalizer::new();
    let whole = |pattern: &str, text: &str| {
        let expression = parse(&fold(pattern, &normalizer)).unwrap();
        let matcher = Matcher::new(&expression).unwrap();
        matcher.find(text, 0..text.len(), 0, &mut Room::default()) == Some(0..text.len())
    };
    for (pattern, text, matches) in [
        ("退款？", "退款?", true),
        ("退款？", "退", false),
        ("（退款）", "(退款)", true),
        ("退款＋[？！＊]", "退款+*", true),
        ("[ａ－ｃ]{1,2}", "bc", false),
        ("ＶＸ[:：]", "vx:", true),
    ] {
        assert_eq!(whole(pattern, text), matches, "{pattern} {text}");
    }
}
