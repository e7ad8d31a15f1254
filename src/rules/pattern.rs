//! Patterns: what a regular expression needs, how far it reaches, and running it only there.

use std::ops::Range;

use super::{
    check::Check,
    expression::parse,
    facts::{Facts, frequency},
    matcher::{Matcher, Room},
    pack::PatternSpec,
};
use crate::text::Normalizer;

/// Largest stretch of text one search runs over, in bytes, unless one place needs more.
const STRETCH: usize = 1024;

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    matcher: Matcher,
    /// Every match contains one of these, which the automaton looks for.
    pub(super) needles: Vec<String>,
    /// And one of each of these. Those are left out that are so frequent that it costs more to look
    /// for them.
    gates: Vec<Gate>,
    /// Bytes to each side of a needle that a match with it cannot leave.
    reach: usize,
    check: Option<Check>,
}

impl Pattern {
    /// Compiles a pattern, or says in English what is wrong with it.
    pub(super) fn new(spec: &PatternSpec, normalizer: &Normalizer) -> Result<Pattern, String> {
        let folded = fold(&spec.pattern, normalizer);
        let wrong = |reason: &str| format!("pattern \"{}\": {reason}", spec.pattern);
        let expression = parse(&folded).map_err(|reason| wrong(&reason))?;
        let facts = Facts::of(&expression);
        // One character more, so that a match that touches the end of a stretch can be told from
        // one that only seems to end there; at most 4 bytes each.
        let reach = facts.longest.saturating_add(1).saturating_mul(4);
        let mut sets = facts.needles();
        if !spec.need.is_empty() {
            sets.insert(0, spec.need.iter().map(|word| normalizer.fold_word(word)).collect());
        }
        let mut sets = sets.into_iter();
        let needles = sets.next().ok_or_else(|| {
            wrong("it can match without any particular word; name such words in `need`")
        })?;
        if needles.iter().any(String::is_empty) {
            return Err(wrong("an empty word in `need`"));
        }
        let matcher = Matcher::new(&expression).map_err(|reason| wrong(&reason))?;
        if matcher.find("", 0..0, 0, &mut Room::default()).is_some() {
            return Err(wrong("it matches nothing at all"));
        }
        Ok(Pattern {
            matcher,
            needles,
            gates: sets.filter(|set| frequency(set) <= LISTED).map(Gate::new).collect(),
            reach,
            check: spec.check,
        })
    }

    /// Sets of words of which a message must hold one each, beside a needle.
    pub(super) fn conditions(&self) -> impl Iterator<Item = impl Iterator<Item = &String>> {
        self.gates.iter().map(|gate| gate.words.iter().map(|(_, word)| word))
    }

    /// Finds matches in `text` around the needles, whose ranges are sorted by start. Each match is
    /// handed over once, in order; those that start before the end of the one before are not.
    pub(super) fn find(
        &self,
        text: &str,
        needles: impl Iterator<Item = Range<usize>>,
        room: &mut Room,
        mut found: impl FnMut(Range<usize>),
    ) {
        let mut stretch: Option<Range<usize>> = None;
        let mut from = 0;
        for needle in needles {
            let start = text.floor_char_boundary(needle.start.saturating_sub(self.reach));
            let end =
                text.ceil_char_boundary(needle.end.saturating_add(self.reach).min(text.len()));
            match &mut stretch {
                Some(open) if start <= open.end && end - open.start <= STRETCH => open.end = end,
                _ => {
                    if let Some(done) = stretch.replace(start..end) {
                        self.search(text, done, &mut from, room, &mut found);
                    }
                }
            }
        }
        if let Some(done) = stretch {
            self.search(text, done, &mut from, room, &mut found);
        }
    }

    fn search(
        &self,
        text: &str,
        stretch: Range<usize>,
        from: &mut usize,
        room: &mut Room,
        found: &mut impl FnMut(Range<usize>),
    ) {
        let inside = &text[stretch.clone()];
        // In a short message the automaton has seen them.
        let whole = inside.len() == text.len();
        if !(whole || self.gates.iter().all(|gate| gate.opens(inside)))
            || self.check.is_some_and(|check| !check.may_pass(inside))
        {
            return;
        }
        let mut at = stretch.start.max(*from);
        while let Some(hit) = self.matcher.find(text, stretch.clone(), at, room) {
            // What ends with the stretch might go on behind it.
            if hit.end == stretch.end && stretch.end < text.len() {
                return;
            }
            at = hit.end;
            *from = at;
            let range = trimmed(text, hit);
            let passes = self.check.is_none_or(|check| check.passes(&text[range.clone()]));
            if passes && edges_are_free(text, range.clone()) {
                found(range);
            }
        }
    }
}

/// Words of which a text must contain one.
#[derive(Debug)]
struct Gate {
    /// Bit `c % 64` of the first character of each word.
    firsts: u64,
    /// Sorted, each with its first character.
    words: Vec<(char, String)>,
}

/// [`frequency`] of two characters of the rarer kind that stand alone.
const LISTED: u64 = 1 << 30;

impl Gate {
    fn new(words: Vec<String>) -> Self {
        let with_first = |word: String| Some((word.chars().next()?, word));
        let mut words: Vec<_> = words.into_iter().filter_map(with_first).collect();
        words.sort_unstable();
        let firsts = words.iter().fold(0, |all, (c, _)| all | 1 << (*c as u32 % 64));
        Gate { firsts, words }
    }

    fn opens(&self, text: &str) -> bool {
        text.char_indices().any(|(at, c)| {
            if self.firsts >> (c as u32 % 64) & 1 == 0 {
                return false;
            }
            let start = self.words.partition_point(|(first, _)| *first < c);
            let same = self.words[start..].iter().take_while(|(first, _)| *first == c);
            same.into_iter().any(|(_, word)| text[at..].starts_with(word.as_str()))
        })
    }
}

/// The range without signs and spaces at its ends, which patterns only use to find their place.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = &text[range.clone()];
    let without_head = inside.trim_start_matches(|c: char| !c.is_alphanumeric());
    let trimmed = without_head.trim_end_matches(|c: char| !c.is_alphanumeric());
    if trimmed.is_empty() {
        return range;
    }
    let start = range.end - without_head.len();
    start..start + trimmed.len()
}

/// `true` unless a letter at an edge of the range touches another letter, or a digit a digit.
pub(super) fn edges_are_free(text: &str, range: Range<usize>) -> bool {
    let touches = |a: Option<char>, b: Option<char>| match (a, b) {
        (Some(a), Some(b)) if a.is_ascii_digit() => b.is_ascii_digit(),
        (Some(a), Some(b)) if a.is_ascii_alphabetic() => b.is_alphabetic() && (b as u32) < 0x2E80,
        _ => false,
    };
    let inside = &text[range.clone()];
    !touches(inside.chars().next(), text[..range.start].chars().next_back())
        && !touches(inside.chars().next_back(), text[range.end..].chars().next())
}

/// Folds what a pattern spells out; escapes keep their case. Only an ASCII sign is an operator: what
/// becomes one by folding stands for itself.
pub(super) fn fold(pattern: &str, normalizer: &Normalizer) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    let mut buffer = [0; 4];
    while let Some(c) = chars.next() {
        if c == '\\' {
            out.push(c);
            out.extend(chars.next());
            continue;
        }
        for folded in normalizer.fold_word(c.encode_utf8(&mut buffer)).chars() {
            if !c.is_ascii() && folded.is_ascii_punctuation() {
                out.push('\\');
            }
            out.push(folded);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(pattern: &str) -> PatternSpec {
        PatternSpec { pattern: pattern.into(), need: vec![], check: None }
    }

    fn needles(pattern: &str) -> Result<Vec<String>, String> {
        Pattern::new(&spec(pattern), &Normalizer::new()).map(|pattern| pattern.needles)
    }

    #[test]
    fn patterns_that_are_refused() {
        for pattern in [
            "[^0-9]+",
            "(甲|)",
            "甲?",
            ".*",
            "(甲",
            "甲)",
            "[甲",
            "甲{2",
            "甲{1,999}",
            "*甲",
            "\\q",
            "(?i)a",
            "",
            "甲\\",
        ] {
            let error = needles(pattern).unwrap_err();
            assert!(error.starts_with(&format!("pattern \"{pattern}\"")), "{pattern}: {error}");
        }
    }

    fn found(pattern: &str, text: &str) -> Vec<String> {
        let pattern = Pattern::new(&spec(pattern), &Normalizer::new()).unwrap();
        let mut needles: Vec<_> = pattern
            .needles
            .iter()
            .flat_map(|needle| text.match_indices(needle).map(|(at, _)| at..at + needle.len()))
            .collect();
        needles.sort_by_key(|range| range.start);
        let mut out = vec![];
        pattern.find(text, needles.into_iter(), &mut Room::default(), |range| {
            out.push(text[range].to_string())
        });
        out
    }

    #[test]
    fn long_texts_are_searched_where_the_words_are() {
        let far = "。".repeat(10_000);
        let text = format!("{far}退款三天没到{far}想走了{far}退款还没到，退款没到{far}想走了");
        assert_eq!(found("退款.{0,4}没到", &text), ["退款三天没到", "退款还没到", "退款没到"]);
        assert_eq!(found("想走了$", &text), ["想走了"]);
        assert_eq!(found("^。{1,3}", &text).len(), 1);
    }

    #[test]
    fn edges() {
        assert_eq!(found("1[3-9][0-9]{9}", "a13800000000, 013800000000"), ["13800000000"]);
        assert_eq!(found("(你|x)sb", "xsb你sb sbs你sbx"), ["xsb", "你sb"]);
    }
}
