//! A few words and patterns looked for in one short text, without the automaton.

use std::ops::Range;

use super::{
    matcher::Room,
    pack::PatternSpec,
    pattern::{Pattern, edges_are_free},
};
use crate::text::Normalizer;

/// Folded words and compiled patterns.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    words: Vec<String>,
    patterns: Vec<Pattern>,
}

impl Phrases {
    /// Compiles them, or says in English what is wrong.
    pub(super) fn new(
        any: &[String],
        patterns: &[PatternSpec],
        normalizer: &Normalizer,
    ) -> Result<Phrases, String> {
        let words = any.iter().map(|word| normalizer.fold_word(word)).collect();
        let patterns = patterns.iter().map(|spec| Pattern::new(spec, normalizer));
        Ok(Phrases { words, patterns: patterns.collect::<Result<_, _>>()? })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.patterns.is_empty()
    }

    /// Where they stand in a folded text.
    pub(super) fn find(&self, folded: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for word in self.words.iter().filter(|word| !word.is_empty()) {
            let at = folded.match_indices(word).map(|(start, word)| start..start + word.len());
            found.extend(at.filter(|range| edges_are_free(folded, range.clone())));
        }
        for pattern in &self.patterns {
            let needles = pattern.needles.iter();
            let mut needles: Vec<_> = needles
                .flat_map(|needle| folded.match_indices(needle.as_str()))
                .map(|(start, needle)| start..start + needle.len())
                .collect();
            if !needles.is_empty() {
                needles.sort_unstable_by_key(|range| range.start);
                pattern.find(folded, needles.into_iter(), &mut Room::default(), |range| {
                    found.push(range)
                });
            }
        }
        found
    }
}
