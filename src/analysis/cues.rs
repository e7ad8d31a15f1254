//! Families of wording that say what a message does: challenge, soothe, report a failed payment.
//! They are data (`cues.tsv`); one automaton finds all of them in one pass over the folded text.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::text::Normalizer;

/// A set of families, one bit each.
pub(crate) type Set = u128;

/// Bytes that may lie between two parts of a phrase: about eight Chinese characters.
const GAP: usize = 26;

/// Signs that negate what follows at once.
const NEGATIONS: &[&str] = &["没", "不", "别", "未", "无", "没有", "不会", "不是", "防", "免"];

struct Phrase {
    family: u8,
    parts: u8,
    /// First of its slots in the state.
    slot: u32,
    at_start: bool,
    at_end: bool,
    /// Takes away what it covers instead of finding something.
    mask: bool,
}

/// The phrases of all families.
pub(crate) struct Cues {
    automaton: Option<AhoCorasick>,
    /// Where each needle is a part: phrase, and which of its parts.
    uses: Vec<Vec<(u32, u8)>>,
    phrases: Vec<Phrase>,
    names: Vec<String>,
    /// Families whose words do not count behind a negation.
    negatable: Set,
    normalizer: Normalizer,
    slots: usize,
    /// Of each slot: bytes that may lie before it.
    gaps: Vec<u32>,
}

/// Room for reading, to be used again for the next text.
#[derive(Default)]
pub(crate) struct Room {
    folded: String,
    /// Of each slot: in which text it was filled last, and where that part ended.
    state: Vec<(u32, u32)>,
    text: u32,
    found: Vec<(u8, u32, u32)>,
    masks: Vec<(u8, u32, u32)>,
}

impl Room {
    /// The text read last, folded.
    pub(crate) fn folded(&self) -> &str {
        &self.folded
    }
}

impl Cues {
    /// Reads families from a table: name, then phrases, separated by blanks. `…` is a short gap,
    /// `(a|b)` a choice, `_` a blank, `^` and `$` the ends of the text; `!` before a phrase takes
    /// away what it covers. A name with `~` behind it does not count behind a negation.
    pub(crate) fn read(table: &str) -> Cues {
        let mut cues = Cues {
            automaton: None,
            uses: Vec::new(),
            phrases: Vec::new(),
            names: Vec::new(),
            negatable: 0,
            normalizer: Normalizer::new(),
            slots: 0,
            gaps: Vec::new(),
        };
        let mut needles: Vec<String> = Vec::new();
        let mut known = std::collections::BTreeMap::new();
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split_whitespace();
            let Some(name) = words.next() else { continue };
            let (name, negatable) = name.strip_suffix('~').map_or((name, false), |n| (n, true));
            let family = cues.family(name);
            if negatable {
                cues.negatable |= 1 << family;
            }
            for word in words {
                // A phrase that is one group is as many phrases.
                match group(word).filter(|(_, after)| after.is_empty()) {
                    Some((inside, _)) => {
                        for choice in split(inside) {
                            cues.add(family, choice, &mut needles, &mut known);
                        }
                    }
                    None => cues.add(family, word, &mut needles, &mut known),
                }
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&needles);
        cues.automaton = automaton.ok();
        cues
    }

    /// The number of a family, new where it is not known. There are at most 128.
    pub(crate) fn family(&mut self, name: &str) -> u8 {
        let at = self.names.iter().position(|n| n == name).unwrap_or_else(|| {
            self.names.push(name.to_string());
            self.names.len() - 1
        });
        at.min(127) as u8
    }

    /// The bit of a family; none where it is not known.
    pub(crate) fn bit(&self, name: &str) -> Set {
        self.names.iter().position(|n| n == name).map_or(0, |at| 1 << at.min(127))
    }

    /// The names of families in a set.
    pub(crate) fn names(&self, set: Set) -> impl Iterator<Item = &str> {
        self.names
            .iter()
            .enumerate()
            .filter(move |(i, _)| set >> i & 1 == 1)
            .map(|(_, n)| n.as_str())
    }

    /// A text in the form that phrases are compared in.
    pub(crate) fn fold(&self, text: &str) -> String {
        self.normalizer.fold_word(text)
    }

    fn add(
        &mut self,
        family: u8,
        phrase: &str,
        needles: &mut Vec<String>,
        known: &mut std::collections::BTreeMap<String, usize>,
    ) {
        let (mask, phrase) = phrase.strip_prefix('!').map_or((false, phrase), |p| (true, p));
        let (at_start, phrase) = phrase.strip_prefix('^').map_or((false, phrase), |p| (true, p));
        let (at_end, phrase) = phrase.strip_suffix('$').map_or((false, phrase), |p| (true, p));
        let parts = parts(phrase);
        let number = self.phrases.len() as u32;
        for (i, part) in parts.iter().enumerate() {
            self.gaps.push(part.gap as u32);
            for needle in &part.needles {
                let needle = self.normalizer.fold_word(&needle.replace('_', " "));
                if needle.is_empty() {
                    continue;
                }
                let at = *known.entry(needle.clone()).or_insert_with(|| {
                    needles.push(needle);
                    self.uses.push(Vec::new());
                    self.uses.len() - 1
                });
                self.uses[at].push((number, i as u8));
            }
        }
        let slot = self.slots as u32;
        self.slots += parts.len();
        let parts = parts.len() as u8;
        self.phrases.push(Phrase { family, parts, slot, at_start, at_end, mask });
    }

    /// The families that a text belongs to.
    pub(crate) fn of(&self, text: &str, room: &mut Room) -> Set {
        let Room { folded, state, text: number, found, masks } = room;
        folded.clear();
        self.normalizer.letters(text, |c| folded.push(c));
        state.resize(self.slots, (0, 0));
        *number += 1;
        found.clear();
        masks.clear();
        let Some(automaton) = &self.automaton else { return 0 };
        let (body, end) = body(folded);
        for hit in automaton.find_overlapping_iter(folded.as_str()) {
            let (from, to) = (hit.start(), hit.end());
            for (phrase, part) in &self.uses[hit.pattern().as_usize()] {
                let p = &self.phrases[*phrase as usize];
                let slot = p.slot as usize + usize::from(*part);
                let mut first = from;
                if *part == 0 {
                    if p.at_start && from != body {
                        continue;
                    }
                } else {
                    let (seen, ended) = state[slot - 1];
                    let ended = ended as usize;
                    if seen != *number || ended > from || from - ended > self.gaps[slot] as usize {
                        continue;
                    }
                    first = ended;
                }
                state[slot] = (*number, to as u32);
                if part + 1 == p.parts && !(p.at_end && to < end) {
                    let list = if p.mask { &mut *masks } else { &mut *found };
                    // A phrase in parts is placed by its last two.
                    list.push((p.family, first.min(from) as u32, to as u32));
                }
            }
        }
        let masked = |(family, start, end): &(u8, u32, u32)| {
            masks.iter().any(|(f, s, e)| f == family && s < end && start < e)
        };
        let mut set = 0;
        for hit in found.iter().filter(|hit| !masked(hit)) {
            let bit: Set = 1 << hit.0;
            if self.negatable & bit == 0 || !negated(&folded[..hit.1 as usize]) {
                set |= bit;
            }
        }
        set
    }
}

fn negated(before: &str) -> bool {
    NEGATIONS.iter().any(|word| before.ends_with(word))
}

/// Where the words begin, behind those addressed, and where they end, before signs and emoji.
fn body(text: &str) -> (usize, usize) {
    let mut start = 0;
    while text[start..].starts_with('@') {
        let rest = &text[start..];
        let Some(at) = rest.find([' ', '\u{2005}']) else { break };
        start += at + rest[at..].chars().next().map_or(1, char::len_utf8);
    }
    let words = text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '+');
    (start, words.len())
}

/// Most needles of one part; a part with more is taken apart.
const MOST_NEEDLES: usize = 48;

/// One stretch of a phrase: its needles, and how many bytes may lie before it.
struct Part {
    needles: Vec<String>,
    gap: usize,
}

/// The parts of a phrase. Groups beside each other are multiplied out as long as that stays small.
fn parts(phrase: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut open = false;
    let mut gap = 0;
    let mut rest = phrase;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('…') {
            (open, gap, rest) = (false, GAP, after);
            continue;
        }
        let (choices, optional, after) = element(rest);
        rest = after;
        let longest = choices.iter().map(|c| c.len()).max().unwrap_or(0);
        let count = choices.len() + usize::from(optional);
        let ways = || choices.iter().map(String::as_str).chain(optional.then_some(""));
        match parts.last_mut().filter(|last| open && last.needles.len() * count <= MOST_NEEDLES) {
            Some(last) => {
                let heads = std::mem::take(&mut last.needles);
                let longer = heads.iter().flat_map(|h| ways().map(move |w| format!("{h}{w}")));
                last.needles = longer.collect();
            }
            None if optional => gap += longest,
            None => {
                parts.push(Part { needles: ways().map(str::to_string).collect(), gap });
                (open, gap) = (true, 0);
                continue;
            }
        }
        if optional && gap > 0 {
            open = false;
        }
    }
    parts
}

/// The choices that a phrase begins with, whether they may be missing, and what follows.
fn element(phrase: &str) -> (Vec<String>, bool, &str) {
    if let Some((inside, after)) = group(phrase) {
        let optional = after.starts_with('?');
        let choices = split(inside).into_iter().flat_map(spellings).collect();
        return (choices, optional, &after[usize::from(optional)..]);
    }
    let first = phrase.chars().next().map_or(0, char::len_utf8);
    let end = phrase[first..].find(['(', '…']).map_or(phrase.len(), |at| first + at);
    let (literal, after) = phrase.split_at(end);
    (vec![literal.to_string()], false, after)
}

/// What stands in the brackets that a phrase begins with, and what follows them.
fn group(phrase: &str) -> Option<(&str, &str)> {
    let mut depth = 0;
    for (at, c) in phrase.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (at > 0).then(|| (&phrase[1..at], &phrase[at + 1..]));
        }
    }
    None
}

/// The choices in a group, which may hold groups themselves.
fn split(inside: &str) -> Vec<&str> {
    let (mut depth, mut start, mut out) = (0, 0, Vec::new());
    for (at, c) in inside.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '|' if depth == 0 => {
                out.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(&inside[start..]);
    out
}

/// Every way to write something without gaps.
fn spellings(text: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut rest = text;
    while !rest.is_empty() {
        let (choices, optional, after) = element(rest);
        let ways = || choices.iter().map(String::as_str).chain(optional.then_some(""));
        all = all.iter().flat_map(|head| ways().map(move |way| format!("{head}{way}"))).collect();
        rest = after;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(table: &str, text: &str) -> Vec<String> {
        let cues = Cues::read(table);
        let set = cues.of(text, &mut Room::default());
        cues.names(set).map(str::to_string).collect()
    }

    #[test]
    fn phrases_with_gaps_choices_ends_and_masks() {
        let table = "ask\t凭什么…(他|她)先 ^在吗$\ndefect~\t(坏|裂)了 !乐坏了\n";
        assert_eq!(found(table, "凭什么每回都是她先拿"), ["ask"]);
        assert_eq!(found(table, "她先拿,凭什么"), [""; 0]);
        assert_eq!(found(table, "@小满 在吗？"), ["ask"]);
        assert_eq!(found(table, "你明天还在吗"), [""; 0]);
        assert_eq!(found(table, "杯子裂了"), ["defect"]);
        assert_eq!(found(table, "杯子没坏了一半"), [""; 0]);
        assert_eq!(found(table, "孩子乐坏了"), [""; 0]);
        assert_eq!(found(table, "憑什麼她先"), ["ask"]);
    }
}
