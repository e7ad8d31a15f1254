//! The one pass over a message: which words occur, and which rules may hold because of them.

use super::{
    compile::{Owner, Program, Use},
    lexicon::{Open, Walk},
    pattern::edges_are_free,
};
use crate::{
    export::Role,
    text::{Normalizer, Signs, View},
};

/// Which view of a message a position belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    /// The plain view.
    Plain,
    /// The squeezed view.
    Squeezed,
    /// The heard view.
    Heard,
}

/// A word of the automaton in a view.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occurrence {
    pub(super) word: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) layer: Layer,
}

impl Occurrence {
    /// It counts for this use, `view` being its layer.
    pub(super) fn serves(&self, used: &Use, program: &Program, view: View<'_>) -> bool {
        let range = self.start as usize..self.end as usize;
        // A needle may touch other letters or digits; its pattern knows more.
        let free =
            || !program.lexicon.is_edged(self.word) || edges_are_free(view.text(), range.clone());
        // What stands in the plain view just so was seen there. Needles and masks are of use once
        // more: a pattern runs over one view at a time.
        let new = || self.layer == Layer::Plain || view.altered(range.clone());
        match used {
            Use::Needle(_) => true,
            Use::Mask(_) => free(),
            Use::Term(_) | Use::Veto(_) | Use::Cue => free() && new(),
        }
    }
}

/// What the automaton saw in a message.
#[derive(Debug, Clone, Default)]
pub(super) struct Sightings {
    pub(super) occurrences: Vec<Occurrence>,
    /// Branches whose slots may all be filled.
    pub(super) live: Vec<u32>,
    /// Number of the scan; what is noted below for earlier ones is stale.
    scan: u32,
    /// Scan in which a slot was last seen filled, or possibly filled by a pattern.
    slots: Vec<u32>,
    /// Scan, and number of such slots, of each branch.
    branches: Vec<(u32, u32)>,
    /// Scan in which a condition of a pattern was last met.
    conditions: Vec<u32>,
    /// Scan, and number of such conditions, of each pattern.
    patterns: Vec<(u32, u32)>,
    /// Room for the walk.
    open: Open,
}

impl Sightings {
    /// Forgets the last message.
    pub(super) fn begin(&mut self, program: &Program) {
        self.occurrences.clear();
        self.live.clear();
        if self.scan == u32::MAX {
            self.slots.fill(0);
            self.branches.fill((0, 0));
            self.conditions.fill(0);
            self.patterns.fill((0, 0));
            self.scan = 0;
        }
        self.scan += 1;
        fn grow<T: Clone + Default>(list: &mut Vec<T>, length: usize) {
            if list.len() < length {
                list.resize(length, T::default());
            }
        }
        grow(&mut self.slots, program.slots.len());
        grow(&mut self.branches, program.branches.len());
        grow(&mut self.conditions, program.conditions.len());
        grow(&mut self.patterns, program.patterns.len());
    }

    /// Looks at the plain view of `text`, which need not be made for that. Tells which other
    /// views may be worth a look.
    pub(super) fn look(
        &mut self,
        program: &Program,
        normalizer: &Normalizer,
        text: &str,
        role: Role,
    ) -> Signs {
        let mut open = std::mem::take(&mut self.open);
        let mut walk = Walk::new(&program.lexicon, &mut open);
        let mut note = |word, start, end| {
            self.note(program, role, Occurrence { word, start, end, layer: Layer::Plain });
        };
        let signs = normalizer.read(text, |c, mark| walk.step(c, mark, &mut note));
        self.open = open;
        signs
    }

    /// Looks at another view, after the plain one.
    pub(super) fn look_again(
        &mut self,
        program: &Program,
        normalizer: &Normalizer,
        (layer, view): (Layer, View<'_>),
        role: Role,
    ) {
        let mut open = std::mem::take(&mut self.open);
        let mut walk = Walk::new(&program.lexicon, &mut open);
        let mut note = |word, start, end| {
            self.note(program, role, Occurrence { word, start, end, layer });
        };
        view.text().chars().for_each(|c| walk.step(c, normalizer.mark_of(c), &mut note));
        self.open = open;
    }

    fn note(&mut self, program: &Program, role: Role, seen: Occurrence) {
        self.occurrences.push(seen);
        for condition in program.meets(seen.word) {
            self.meet(program, *condition, role);
        }
        for used in program.uses(seen.word) {
            match used {
                Use::Term(slot) => self.fill(program, *slot, role),
                Use::Needle(pattern) => {
                    self.meet(program, program.conditions_of(*pattern).start, role);
                }
                Use::Mask(_) | Use::Veto(_) | Use::Cue => {}
            }
        }
    }

    /// `true` where a pattern may match.
    pub(super) fn may_match(&self, program: &Program, pattern: u32) -> bool {
        self.patterns[pattern as usize] == (self.scan, program.conditions_of(pattern).len() as u32)
    }

    /// Notes that a condition of a pattern is met, and its slot when that was the last one.
    #[inline]
    fn meet(&mut self, program: &Program, condition: u32, role: Role) {
        let seen = &mut self.conditions[condition as usize];
        if *seen == self.scan {
            return;
        }
        *seen = self.scan;
        let pattern = program.conditions[condition as usize];
        let (scan, met) = &mut self.patterns[pattern as usize];
        if *scan != self.scan {
            (*scan, *met) = (self.scan, 0);
        }
        *met += 1;
        if *met == program.conditions_of(pattern).len() as u32
            && let Owner::Slot(slot) = program.owners[pattern as usize]
        {
            self.fill(program, slot, role);
        }
    }

    /// Notes that a slot may be filled, and its branch when that was the last one.
    #[inline]
    fn fill(&mut self, program: &Program, slot: u32, role: Role) {
        let seen = &mut self.slots[slot as usize];
        if *seen == self.scan {
            return;
        }
        *seen = self.scan;
        let number = program.slots[slot as usize].branch;
        let branch = &program.branches[number as usize];
        let (scan, filled) = &mut self.branches[number as usize];
        if *scan != self.scan {
            (*scan, *filled) = (self.scan, 0);
        }
        *filled += 1;
        if *filled == branch.slots.len() as u32 && branch.applies(role) {
            self.live.push(number);
        }
    }
}
