//! Patterns: what a regular expression needs, how far it reaches, and running it only there.

use std::{cmp::Reverse, ops::Range};

use regex_lite::{Regex, RegexBuilder};

use super::{check::Check, pack::PatternSpec};
use crate::text::Normalizer;

/// Sets of words larger than this are not worked out.
const SET_LIMIT: usize = 100;
/// Classes larger than this are not spelled out.
const CLASS_LIMIT: usize = 40;
/// Characters that `*`, `+` and `{n,}` may take up, in sum.
const OPEN_END: usize = 64;
/// Largest stretch of text one search runs over, in bytes, unless one place needs more.
const STRETCH: usize = 4096;

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    regex: Regex,
    /// Every match contains one of these, which the automaton looks for.
    pub(super) needles: Vec<String>,
    /// And one of each of these, which are only looked for around a needle.
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
        let facts = Parser { rest: &folded, depth: 0 }.parse().map_err(|reason| wrong(&reason))?;
        // One character more, so that a match that touches the end of a stretch can be told from
        // one that only seems to end there; at most 4 bytes each.
        let reach = (facts.longest + 1) * 4;
        let mut sets = facts.sets();
        sets.sort_by_key(|set| Reverse(worth(set)));
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
        let regex = RegexBuilder::new(&folded)
            .size_limit(1 << 20)
            .build()
            .map_err(|error| wrong(&error.to_string()))?;
        if regex.is_match("") {
            return Err(wrong("it matches nothing at all"));
        }
        Ok(Pattern { regex, needles, gates: sets.map(Gate::new).collect(), reach, check: spec.check })
    }

    /// Finds matches in `text` around the needles, whose ranges are sorted by start. Each match is
    /// handed over once, in order; those that start before the end of the one before are not.
    pub(super) fn find(
        &self,
        text: &str,
        needles: impl Iterator<Item = Range<usize>>,
        mut found: impl FnMut(Range<usize>),
    ) {
        let mut stretch: Option<Range<usize>> = None;
        let mut from = 0;
        for needle in needles {
            let start = text.floor_char_boundary(needle.start.saturating_sub(self.reach));
            let end = text.ceil_char_boundary((needle.end + self.reach).min(text.len()));
            match &mut stretch {
                Some(open) if start <= open.end && end - open.start <= STRETCH => open.end = end,
                _ => {
                    if let Some(done) = stretch.replace(start..end) {
                        self.search(text, done, &mut from, &mut found);
                    }
                }
            }
        }
        if let Some(done) = stretch {
            self.search(text, done, &mut from, &mut found);
        }
    }

    fn search(
        &self,
        text: &str,
        stretch: Range<usize>,
        from: &mut usize,
        found: &mut impl FnMut(Range<usize>),
    ) {
        let inside = &text[stretch.clone()];
        if !self.gates.iter().all(|gate| gate.opens(inside))
            || self.check.is_some_and(|check| !check.may_pass(inside))
        {
            return;
        }
        // The whole text before the stretch stays visible, for `^` and `\b`.
        let haystack = &text[..stretch.end];
        let mut at = stretch.start.max(*from);
        while let Some(hit) = self.regex.find_at(haystack, at) {
            // The end of the stretch is no end of the text: `$` must not think so.
            if hit.end() == stretch.end && stretch.end < text.len() {
                return;
            }
            let range = trimmed(text, hit.range());
            let passes = self.check.is_none_or(|check| check.passes(&text[range.clone()]));
            if passes && edges_are_free(text, range.clone()) {
                found(range);
            }
            at = hit.end();
            *from = at;
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
        (Some(a), Some(b)) if a.is_ascii_alphabetic() => {
            b.is_alphabetic() && (b as u32) < 0x2E80
        }
        _ => false,
    };
    let inside = &text[range.clone()];
    !touches(inside.chars().next(), text[..range.start].chars().next_back())
        && !touches(inside.chars().next_back(), text[range.end..].chars().next())
}

/// Folds what a pattern spells out; escapes keep their case.
fn fold(pattern: &str, normalizer: &Normalizer) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    let mut buffer = [0; 4];
    while let Some(c) = chars.next() {
        if c == '\\' {
            out.push(c);
            out.extend(chars.next());
            continue;
        }
        out.push_str(&normalizer.fold_word(c.encode_utf8(&mut buffer)));
    }
    out
}

/// What is known about the matches of an expression.
#[derive(Debug, Clone, Default)]
struct Facts {
    /// All texts it matches, where they are few.
    exact: Option<Vec<String>>,
    /// Each match contains one word of each of these sets.
    need: Vec<Vec<String>>,
    /// Characters of the longest match.
    longest: usize,
}

impl Facts {
    fn exactly(texts: Vec<String>) -> Self {
        let longest = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0);
        Facts { exact: Some(texts), need: vec![], longest }
    }

    fn anything(longest: usize) -> Self {
        Facts { exact: None, need: vec![], longest }
    }

    /// All sets of words of which a match must contain one each.
    fn sets(self) -> Vec<Vec<String>> {
        let exact = self.exact.filter(|set| !set.iter().any(String::is_empty));
        let mut sets = self.need;
        sets.extend(exact.map(|mut set| {
            // Where 改 will do, 改掉 is not needed.
            set.sort_unstable();
            set.dedup_by(|next, kept| next.starts_with(kept.as_str()));
            set
        }));
        sets
    }

    /// The best of them.
    fn best(self) -> Option<Vec<String>> {
        self.sets().into_iter().max_by_key(worth)
    }

    fn then(self, next: Facts) -> Facts {
        let longest = self.longest + next.longest;
        if let (Some(a), Some(b)) = (&self.exact, &next.exact)
            && a.len() * b.len() <= SET_LIMIT
        {
            let all = a.iter().flat_map(|a| b.iter().map(move |b| format!("{a}{b}"))).collect();
            return Facts { exact: Some(all), need: [self.need, next.need].concat(), longest };
        }
        // What came before is a closed run; what follows goes on being spelled out.
        Facts { exact: next.exact, need: [self.sets(), next.need].concat(), longest }
    }

    fn or(self, other: Facts) -> Facts {
        let longest = self.longest.max(other.longest);
        if self.need.is_empty()
            && other.need.is_empty()
            && let (Some(a), Some(b)) = (&self.exact, &other.exact)
            && a.len() + b.len() <= SET_LIMIT
        {
            return Facts { exact: Some([&a[..], &b[..]].concat()), need: vec![], longest };
        }
        let need = match (self.best(), other.best()) {
            (Some(a), Some(b)) if a.len() + b.len() <= SET_LIMIT => vec![[a, b].concat()],
            _ => vec![],
        };
        Facts { exact: None, need, longest }
    }

    fn repeat(self, least: usize, most: Option<usize>) -> Facts {
        let longest = most.map_or(OPEN_END, |most| self.longest * most);
        if (least, most) == (1, Some(1)) {
            return self;
        }
        if least == 0 {
            let optional = self.exact.filter(|set| most == Some(1) && set.len() < SET_LIMIT);
            let exact = optional.map(|set| [vec![String::new()], set].concat());
            return Facts { exact, need: vec![], longest };
        }
        Facts { exact: None, need: self.sets(), longest }
    }
}

/// Characters that are frequent in chats, most frequent first.
const FREQUENT: &str = "的一是不了我有在人这你来个到说们大就好也要没都吗上他下去可以会天么那时里多出看过得\
    后和还为能中发家小想子对给什点自吧样年开生心起用买知没动面工成事做道手前走怎回间觉把打本话让吃真地钱快";

/// The rarest set is the best needle: the sum of how often its words may come, negated.
fn worth(set: &Vec<String>) -> Reverse<u64> {
    let bits = |c: char| match FREQUENT.chars().position(|frequent| frequent == c) {
        Some(0..10) => 6,
        Some(10..40) => 7,
        Some(_) => 8,
        None if c.is_ascii() => 6,
        None => 11,
    };
    let frequency = |word: &String| 1 << 40_u32.saturating_sub(word.chars().map(bits).sum());
    Reverse(set.iter().map(frequency).sum())
}

/// Reads the part of the syntax that packs use; `regex-lite` has the last word on the rest.
struct Parser<'a> {
    rest: &'a str,
    depth: u32,
}

type Parsed<T> = Result<T, String>;

impl Parser<'_> {
    fn parse(mut self) -> Parsed<Facts> {
        let facts = self.alternation()?;
        match self.next() {
            None => Ok(facts),
            Some(c) => Err(format!("unexpected \"{c}\"")),
        }
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn eat(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn alternation(&mut self) -> Parsed<Facts> {
        let mut all = self.sequence()?;
        while self.eat("|") {
            all = all.or(self.sequence()?);
        }
        Ok(all)
    }

    fn sequence(&mut self) -> Parsed<Facts> {
        let mut all = Facts::exactly(vec![String::new()]);
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let atom = self.atom()?;
            let atom = self.quantified(atom)?;
            all = all.then(atom);
        }
        Ok(all)
    }

    fn atom(&mut self) -> Parsed<Facts> {
        let c = self.next().ok_or("it ends too soon")?;
        match c {
            '(' => {
                if !self.eat("?:") && self.peek() == Some('?') {
                    return Err("only plain groups: (...) and (?:...)".into());
                }
                self.depth += 1;
                if self.depth > 20 {
                    return Err("groups nested more than 20 deep".into());
                }
                let inner = self.alternation()?;
                self.depth -= 1;
                if self.eat(")") { Ok(inner) } else { Err("a group is not closed".into()) }
            }
            '[' => self.class(),
            '.' => Ok(Facts::anything(1)),
            '^' | '$' => Ok(Facts::exactly(vec![String::new()])),
            '\\' => match self.next().ok_or("it ends in a backslash")? {
                'b' | 'B' => Ok(Facts::exactly(vec![String::new()])),
                's' | 'S' | 'd' | 'D' | 'w' | 'W' => Ok(Facts::anything(1)),
                c if c.is_ascii_alphanumeric() => Err(format!("unknown escape \"\\{c}\"")),
                c => Ok(Facts::exactly(vec![c.to_string()])),
            },
            '*' | '+' | '?' | '{' => Err(format!("nothing to repeat before \"{c}\"")),
            c => Ok(Facts::exactly(vec![c.to_string()])),
        }
    }

    fn quantified(&mut self, atom: Facts) -> Parsed<Facts> {
        let (least, most) = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => {
                let (inside, rest) = self.rest[1..].split_once('}').ok_or("{ without }")?;
                self.rest = rest;
                let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
                let number = |text: &str| match text.parse::<usize>() {
                    Ok(n) if n <= OPEN_END => Ok(n),
                    _ => Err(format!("{{{inside}}} is no repetition up to {OPEN_END}")),
                };
                let most = if most.is_empty() { None } else { Some(number(most)?) };
                self.eat("?");
                return Ok(atom.repeat(number(least)?, most));
            }
            _ => return Ok(atom),
        };
        self.next();
        self.eat("?");
        Ok(atom.repeat(least, most))
    }

    fn class(&mut self) -> Parsed<Facts> {
        let negated = self.eat("^");
        let mut texts = vec![];
        let mut spelled = !negated;
        let mut first = true;
        loop {
            let c = match self.next().ok_or("a class is not closed")? {
                ']' if !first => break,
                '\\' => {
                    let c = self.next().ok_or("a class is not closed")?;
                    spelled &= !c.is_ascii_alphanumeric();
                    c
                }
                c => c,
            };
            first = false;
            if self.rest.starts_with('-') && !self.rest.starts_with("-]") {
                self.next();
                let last = self.next().ok_or("a class is not closed")?;
                spelled &= (c..=last).take(CLASS_LIMIT + 1).count() + texts.len() <= CLASS_LIMIT;
                if spelled {
                    texts.extend((c..=last).map(|c| c.to_string()));
                }
            } else {
                texts.push(c.to_string());
            }
        }
        let fits = spelled && texts.len() <= CLASS_LIMIT;
        Ok(if fits { Facts::exactly(texts) } else { Facts::anything(1) })
    }
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
    fn words_a_match_cannot_do_without() {
        for (pattern, expected) in [
            (r"\bno\.?1\b", &["no.1", "no1"][..]),
            ("最(强|牛)", &["最强", "最牛"]),
            ("(没|无)(有)?用.{0,3}退", &["无有用", "无用", "没有用", "没用"]),
            ("瘦了?[0-9]+斤", &["瘦"]),
            ("[0-9]+天见效", &["天见效"]),
            ("(一|两).{0,4}(没收到|没发)", &["没发", "没收到"]),
            ("(ab|c.d)", &["ab", "d"]),
            ("1[3-5][0-9]{9}", &["13", "14", "15"]),
            ("(?:甲乙)+丙?", &["甲乙"]),
            ("改(掉|了)?.?差评", &["差评"]),
            ("Ｖ信[::]", &["v信:"]),
        ] {
            assert_eq!(needles(pattern).unwrap(), expected, "{pattern}");
        }
    }

    #[test]
    fn patterns_that_are_refused() {
        for pattern in [
            "[^0-9]+", "(甲|)", "甲?", ".*", "(甲", "甲)", "[甲", "甲{2", "甲{1,999}", "*甲", "\\q",
            "(?i)a", "", "甲\\",
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
        pattern.find(text, needles.into_iter(), |range| out.push(text[range].to_string()));
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
