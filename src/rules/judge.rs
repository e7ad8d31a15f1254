//! Judging the rules that may hold in a message: masks, vetoes, patterns, slots, frames.
//!
//! Positions are bytes of the plain view unless a [`Layer`] says otherwise.

use std::ops::Range;

use super::{
    compile::{Owner, Program, Use},
    frame::Frames,
    matcher::Room,
    select::{Class, Found, select},
    sight::{Layer, Sightings},
};
use crate::{export::Role, text::View};

const LAYERS: [Layer; 3] = [Layer::Plain, Layer::Squeezed, Layer::Heard];

/// Room for judging one message, to be used again for the next.
#[derive(Debug, Clone, Default)]
pub(super) struct Court {
    places: Places,
    /// What the masks of the current rule hide, by layer: sorted, disjoint.
    hidden: [Vec<Range<u32>>; 3],
    /// The layers with what is hidden overwritten, where patterns needed that.
    blanked: [Option<String>; 3],
    found: Vec<Found>,
    /// For searches of patterns.
    room: Room,
}

/// What was seen, by what it is for, in the rules that may hold.
#[derive(Debug, Clone, Default)]
struct Places {
    /// By slot, in positions of the plain view.
    terms: Vec<Place<u32>>,
    /// By pattern, in positions of their layer, as are the masks.
    needles: Vec<Place<u32>>,
    /// By rule.
    masks: Vec<Place<u16>>,
    /// Rules silenced by a word.
    vetoed: Vec<u16>,
    /// A word says that this is an advertisement.
    cue: bool,
}

/// Where something was seen that belongs to a slot, a pattern or a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place<T> {
    of: T,
    layer: Layer,
    start: u32,
    end: u32,
}

/// The part of sorted places that belongs to one owner.
fn of<T: Ord + Copy>(all: &[Place<T>], owner: T) -> &[Place<T>] {
    let start = all.partition_point(|place| place.of < owner);
    let length = all[start..].partition_point(|place| place.of == owner);
    &all[start..start + length]
}

/// A message and what it is judged by.
pub(super) struct Message<'a> {
    pub(super) program: &'a Program,
    pub(super) frames: &'a Frames,
    pub(super) plain: View<'a>,
    pub(super) squeezed: Option<View<'a>>,
    pub(super) heard: Option<View<'a>>,
    pub(super) role: Role,
}

impl Message<'_> {
    /// Hands over the findings of each rule, in order of the rules.
    pub(super) fn judge(
        &self,
        sightings: &mut Sightings,
        court: &mut Court,
        mut finding: impl FnMut(u16, &Found),
    ) {
        // Branches of one rule have numbers side by side, so this also groups them by rule.
        sightings.live.sort_unstable();
        court.places.fill(self, sightings);
        let rule_of = |branch: &u32| self.program.branches[*branch as usize].rule;
        for branches in sightings.live.chunk_by(|a, b| rule_of(a) == rule_of(b)) {
            let rule = rule_of(&branches[0]);
            let code = &self.program.rules[rule as usize];
            court.blanked = [None, None, None];
            court.hidden.iter_mut().for_each(Vec::clear);
            if court.places.vetoed.binary_search(&rule).is_ok()
                || court.any(self, code.veto_patterns.clone())
            {
                continue;
            }
            court.hide(self, rule);
            court.found.clear();
            for branch in branches {
                let branch = &self.program.branches[*branch as usize];
                if branch.needs_cue(self.role)
                    && !court.places.cue
                    && !court.any(self, self.program.cue_patterns.clone())
                {
                    continue;
                }
                court.branch(self, branch.slots.clone());
            }
            let text = self.plain.text();
            court.found.retain(|found| !self.frames.hold(&code.frames, text, found.range()));
            select(&mut court.found);
            court.found.iter().for_each(|found| finding(rule, found));
        }
    }

    fn view(&self, layer: Layer) -> Option<View<'_>> {
        match layer {
            Layer::Plain => Some(self.plain),
            Layer::Squeezed => self.squeezed,
            Layer::Heard => self.heard,
        }
    }

    /// A range of a layer in positions of the plain view.
    fn in_plain(&self, layer: Layer, range: Range<usize>) -> Range<usize> {
        match self.view(layer) {
            Some(view) if layer != Layer::Plain => view.source(range),
            _ => range,
        }
    }
}

impl Places {
    fn fill(&mut self, message: &Message<'_>, sightings: &Sightings) {
        self.terms.clear();
        self.needles.clear();
        self.masks.clear();
        self.vetoed.clear();
        self.cue = false;
        let program = message.program;
        let branch_lives = |branch: u32| sightings.live.binary_search(&branch).is_ok();
        let rule_of = |branch: &u32| program.branches[*branch as usize].rule;
        let rule_lives = |rule: u16| sightings.live.binary_search_by_key(&rule, rule_of).is_ok();
        for seen in &sightings.occurrences {
            let (layer, start, end) = (seen.layer, seen.start, seen.end);
            let Some(view) = message.view(layer) else { continue };
            let uses = program.uses(seen.word).iter();
            for used in uses.filter(|used| seen.serves(used, program, view)) {
                match *used {
                    Use::Term(slot) => {
                        if branch_lives(program.slots[slot as usize].branch) {
                            let range = message.in_plain(layer, start as usize..end as usize);
                            let (start, end) = (range.start as u32, range.end as u32);
                            self.terms.push(Place { of: slot, layer, start, end });
                        }
                    }
                    Use::Needle(pattern) => {
                        let lives = match program.owners[pattern as usize] {
                            Owner::Slot(slot) => branch_lives(program.slots[slot as usize].branch),
                            Owner::Mask(rule) | Owner::Veto(rule) => rule_lives(rule),
                            Owner::Cue => true,
                        };
                        if lives && sightings.may_match(program, pattern) {
                            self.needles.push(Place { of: pattern, layer, start, end });
                        }
                    }
                    Use::Mask(rule) if rule_lives(rule) => {
                        self.masks.push(Place { of: rule, layer, start, end });
                    }
                    Use::Veto(rule) if rule_lives(rule) => self.vetoed.push(rule),
                    Use::Mask(_) | Use::Veto(_) => {}
                    Use::Cue => self.cue = true,
                }
            }
        }
        self.terms.sort_unstable();
        self.needles.sort_unstable();
        self.masks.sort_unstable();
        self.vetoed.sort_unstable();
    }
}

impl Court {
    /// `true` where one of the patterns matches anywhere.
    fn any(&mut self, message: &Message<'_>, patterns: Range<u32>) -> bool {
        let mut any = false;
        self.each_seen(patterns, |court, pattern| {
            for layer in LAYERS {
                court.matches(message, pattern, layer, |_| any = true);
            }
        });
        any
    }

    /// Calls with each of the patterns that has a needle in the message: few of many.
    fn each_seen(&mut self, patterns: Range<u32>, mut call: impl FnMut(&mut Court, u32)) {
        let mut next = patterns.start;
        loop {
            let needles = &self.places.needles;
            let first = needles.partition_point(|place| place.of < next);
            let Some(of) = needles.get(first).map(|place| place.of) else { return };
            if of >= patterns.end {
                return;
            }
            call(self, of);
            next = of + 1;
        }
    }

    /// Runs one pattern over one layer, without what is hidden there.
    fn matches(
        &mut self,
        message: &Message<'_>,
        pattern: u32,
        layer: Layer,
        found: impl FnMut(Range<usize>),
    ) {
        let Some(view) = message.view(layer) else { return };
        let needles = of(&self.places.needles, pattern);
        let first = needles.partition_point(|place| place.layer < layer);
        let needles = needles[first..].iter().take_while(|place| place.layer == layer);
        let mut needles = needles.map(|place| place.start as usize..place.end as usize).peekable();
        if needles.peek().is_none() {
            return;
        }
        let hidden = &self.hidden[layer as usize];
        let text = if hidden.is_empty() {
            view.text()
        } else {
            self.blanked[layer as usize].get_or_insert_with(|| blank(view.text(), hidden))
        };
        message.program.patterns[pattern as usize].find(text, needles, &mut self.room, found);
    }

    /// Works out what the masks of a rule hide. A mask that is itself found in another view hides
    /// the same characters in the plain one.
    fn hide(&mut self, message: &Message<'_>, rule: u16) {
        let mut hidden: [Vec<Range<u32>>; 3] = Default::default();
        let mut add = |layer: Layer, range: Range<usize>| {
            hidden[layer as usize].push(range.start as u32..range.end as u32);
            if layer != Layer::Plain {
                let range = message.in_plain(layer, range);
                hidden[Layer::Plain as usize].push(range.start as u32..range.end as u32);
            }
        };
        for mask in of(&self.places.masks, rule) {
            add(mask.layer, mask.start as usize..mask.end as usize);
        }
        let patterns = message.program.rules[rule as usize].mask_patterns.clone();
        self.each_seen(patterns, |court, pattern| {
            for layer in LAYERS {
                court.matches(message, pattern, layer, |range| add(layer, range));
            }
        });
        for (merged, mut ranges) in self.hidden.iter_mut().zip(hidden) {
            ranges.sort_unstable_by_key(|range| range.start);
            for range in ranges {
                match merged.last_mut() {
                    Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                    _ => merged.push(range),
                }
            }
        }
    }

    /// Adds what the first slot found, if the other slots found anything.
    fn branch(&mut self, message: &Message<'_>, mut slots: Range<u32>) {
        let before = self.found.len();
        let Some(telling) = slots.next() else { return };
        for slot in slots {
            let by_word = of(&self.places.terms, slot).iter().any(|term| self.shows(term));
            if by_word {
                continue;
            }
            self.patterns(message, slot);
            let by_pattern = self.found.len() > before;
            self.found.truncate(before);
            if !by_pattern {
                return;
            }
        }
        for i in 0..of(&self.places.terms, telling).len() {
            let term = of(&self.places.terms, telling)[i];
            if self.shows(&term) {
                let undone = term.layer != Layer::Plain;
                let Place { start, end, .. } = term;
                self.found.push(Found { class: Class::Word, start, end, undone });
            }
        }
        self.patterns(message, telling);
    }

    /// Adds what the patterns of a slot match.
    fn patterns(&mut self, message: &Message<'_>, slot: u32) {
        let mut found = std::mem::take(&mut self.found);
        let patterns = message.program.slots[slot as usize].patterns.clone();
        self.each_seen(patterns, |court, pattern| {
            for layer in LAYERS {
                let undone = layer != Layer::Plain;
                let class = if undone { Class::UndonePattern } else { Class::Pattern };
                court.matches(message, pattern, layer, |range| {
                    // What stands in the plain view just so was found there.
                    if undone && !message.view(layer).is_some_and(|v| v.altered(range.clone())) {
                        return;
                    }
                    let range = message.in_plain(layer, range);
                    let (start, end) = (range.start as u32, range.end as u32);
                    found.push(Found { class, start, end, undone });
                });
            }
        });
        self.found = found;
    }

    /// `true` unless a mask lies over the term.
    fn shows(&self, term: &Place<u32>) -> bool {
        let hidden = &self.hidden[Layer::Plain as usize];
        let next = hidden.partition_point(|range| range.end <= term.start);
        hidden.get(next).is_none_or(|range| range.start >= term.end)
    }
}

/// Overwrites ranges with as many zero bytes, which no text has after folding.
fn blank(text: &str, hidden: &[Range<u32>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for range in hidden {
        let (start, end) = (range.start as usize, range.end as usize);
        out.push_str(&text[done..start]);
        out.extend(std::iter::repeat_n('\0', end - start));
        done = end;
    }
    out.push_str(&text[done..]);
    out
}
