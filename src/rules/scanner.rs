//! Scanning one text: folded, seen by the automaton, judged where a rule may hold.

use std::cmp::Reverse;

use super::{
    compile::Program,
    frame::Frames,
    judge::{Court, Message},
    sight::{Layer, Sightings},
};
use crate::{
    export::Role,
    text::{Normalizer, Views},
};

/// One finding in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    /// Index of the rule in its [`RuleSet`](crate::rules::RuleSet).
    pub rule: u16,
    /// First byte in the original text (UTF-8).
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The words were only found after undoing a disguise.
    pub evasion: bool,
}

/// Room for scanning, to be used again for the next text. It fits every rule set.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    views: Views,
    sightings: Sightings,
    court: Court,
}

/// Clears `out` and fills it with the findings in `text`, sorted by start, then end (longest
/// first), then rule.
pub(super) fn scan(
    (program, frames, normalizer): (&Program, &Frames, &Normalizer),
    text: &str,
    role: Role,
    scratch: &mut Scratch,
    out: &mut Vec<Hit>,
) {
    out.clear();
    let Scratch { views, sightings, court } = scratch;
    sightings.begin(program);
    let signs = sightings.look(program, normalizer, text, role);
    if sightings.live.is_empty() && signs.none() {
        return;
    }
    normalizer.fold(text, signs, views);
    let plain = views.plain(text);
    let squeezed = views.squeezed();
    let heard = views.heard();
    for (layer, view) in [(Layer::Squeezed, squeezed), (Layer::Heard, heard)] {
        if let Some(view) = view {
            sightings.look_again(program, normalizer, (layer, view), role);
        }
    }
    if sightings.live.is_empty() {
        return;
    }
    let message = Message { program, frames, plain, squeezed, heard, role };
    message.judge(sightings, court, |rule, found| {
        let original = plain.source(found.range());
        let evasion = found.undone || normalizer.disguised(&text[original.clone()]);
        let (start, end) = (original.start as u32, original.end as u32);
        out.push(Hit { rule, start, end, evasion });
    });
    out.sort_unstable_by_key(|hit| (hit.start, Reverse(hit.end), hit.rule));
}
