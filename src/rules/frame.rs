//! Frames: surroundings in which words do not mean what they say. Negation, question, condition,
//! hope, warning: one mechanism, its words in `frames.toml`.

use std::ops::Range;

use serde::Deserialize;

use super::{
    fault::Fault,
    pack::{Terms, Words},
    pattern::edges_are_free,
};
use crate::{Result, text::Normalizer};

/// Characters to each side of a hit that frames look at.
const SIGHT: usize = 24;

/// The frames, and the words that make a message of someone unknown an advertisement.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Frames {
    #[serde(rename = "frame")]
    list: Vec<Frame>,
    /// One of these in a message of unknown role lets advertising rules apply.
    pub(super) advertising_cue: Terms,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Frame {
    id: String,
    /// What it is, for readers of the file.
    #[expect(dead_code, reason = "documentation that the schema demands")]
    about: Words,
    case: Vec<Case>,
}

/// What must stand around a hit, in the same clause. Both lists where both are given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Case {
    before: Vec<String>,
    /// At most so many characters between the word before and the hit.
    before_reach: usize,
    after: Vec<String>,
    /// At most so many characters between the hit and the word after.
    after_reach: usize,
    /// One of these in the clause, and the frame does not hold.
    unless: Vec<String>,
}

/// Index of a frame.
pub(super) type FrameId = u8;

impl Frames {
    pub(super) fn parse(text: &str, normalizer: &Normalizer) -> Result<Frames> {
        let refuse = |reason: String| Fault::from(reason).of("frames", "");
        let mut frames: Frames =
            toml::from_str(text).map_err(|error| refuse(error.message().into()))?;
        for case in frames.list.iter_mut().flat_map(|frame| &mut frame.case) {
            for words in [&mut case.before, &mut case.after, &mut case.unless] {
                for word in words.iter_mut() {
                    *word = normalizer.fold_word(word);
                }
            }
        }
        Ok(frames)
    }

    /// The frame of that name.
    pub(super) fn id(&self, name: &str) -> Option<FrameId> {
        self.list.iter().position(|frame| frame.id == name).map(|i| i as FrameId)
    }

    /// `true` where the hit at `range` of the folded `text` stands in one of the frames.
    pub(super) fn hold(&self, frames: &[FrameId], text: &str, range: Range<usize>) -> bool {
        if frames.is_empty() {
            return false;
        }
        let head = &text[clause_start(text, range.start)..range.start];
        let tail = &text[range.end..clause_end(text, range.end)];
        let hit = &text[range];
        let frames = frames.iter().filter_map(|id| self.list.get(*id as usize));
        frames.flat_map(|frame| &frame.case).any(|case| case.holds(head, hit, tail))
    }
}

impl Case {
    fn holds(&self, head: &str, hit: &str, tail: &str) -> bool {
        let before = || {
            let starts = head.char_indices().rev().map(|(start, _)| start);
            let ends = std::iter::once(head.len()).chain(starts).take(self.before_reach + 1);
            ends.into_iter().any(|end| {
                let words = self.before.iter().filter(|word| head[..end].ends_with(*word));
                words.into_iter().any(|word| edges_are_free(head, end - word.len()..end))
            })
        };
        let after = || {
            let ends = tail.char_indices().map(|(start, c)| start + c.len_utf8());
            let starts = std::iter::once(0).chain(ends).take(self.after_reach + 1);
            starts.into_iter().any(|start| {
                let words = self.after.iter().filter(|word| tail[start..].starts_with(*word));
                words.into_iter().any(|word| edges_are_free(tail, start..start + word.len()))
            })
        };
        let unless = || {
            self.unless.iter().any(|word| [head, hit, tail].iter().any(|part| part.contains(word)))
        };
        (self.before.is_empty() || before()) && (self.after.is_empty() || after()) && !unless()
    }
}

/// Marks that end a clause. The ideographic comma and the colon do not: they list and introduce.
fn ends_clause(c: char) -> bool {
    matches!(c, ',' | ';' | '!' | '?' | '。' | '\n')
}

fn clause_start(text: &str, at: usize) -> usize {
    let chars = text[..at].char_indices().rev().take(SIGHT);
    chars.take_while(|(_, c)| !ends_clause(*c)).last().map_or(at, |(start, _)| start)
}

/// The mark itself belongs to the clause: a question is known by it.
fn clause_end(text: &str, at: usize) -> usize {
    let mut end = at;
    for c in text[at..].chars().take(SIGHT) {
        end += c.len_utf8();
        if ends_clause(c) {
            break;
        }
    }
    end
}
