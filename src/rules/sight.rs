//! The one pass over a message: which words occur, and which rules may hold because of them.

use aho_corasick::{
    Anchored,
    automaton::{Automaton, StateID},
};

use super::{
    compile::{Owner, Program, Use},
    pattern::edges_are_free,
};
use crate::{export::Role, text::View};

/// Which view of a message a position belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    /// The plain view.
    Plain,
    /// The squeezed view.
    Squeezed,
}

/// A word of the automaton in a view.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occurrence {
    pub(super) word: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) layer: Layer,
    /// It touches no other letter or digit. A needle may.
    free: bool,
    /// It stands in the plain view just so and was seen there.
    again: bool,
}

impl Occurrence {
    /// It counts for this use. Needles and masks of both views do: a pattern runs over one view.
    pub(super) fn serves(&self, used: &Use) -> bool {
        match used {
            Use::Needle(_) => true,
            Use::Mask(_) => self.free,
            Use::Term(_) | Use::Veto(_) | Use::Cue => self.free && !self.again,
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
}

impl Sightings {
    /// Forgets the last message.
    pub(super) fn begin(&mut self, program: &Program) {
        self.occurrences.clear();
        self.live.clear();
        if self.scan == u32::MAX {
            self.slots.fill(0);
            self.branches.fill((0, 0));
            self.scan = 0;
        }
        self.scan += 1;
        self.slots.resize(program.slots.len().max(self.slots.len()), 0);
        self.branches.resize(program.branches.len().max(self.branches.len()), (0, 0));
    }

    /// Looks at one view; the plain one goes first.
    pub(super) fn look(&mut self, program: &Program, layer: Layer, view: View<'_>, role: Role) {
        let automaton = &program.automaton;
        let Ok(start) = automaton.start_state(Anchored::No) else { return };
        let text = view.text();
        let mut state = start;
        // So many characters from here on may belong to a word that has begun. Where none can, the
        // automaton would be back in its first state, so it need not run.
        let mut open = 0;
        let mut chars = text.chars();
        let mut next = chars.next();
        let mut at = 0;
        while let Some(c) = next {
            next = chars.next();
            let end = at + c.len_utf8();
            open = program.starts.longest(c, next.unwrap_or('\0')).max(open);
            if open > 0 {
                for byte in text[at..end].bytes() {
                    state = automaton.next_state(Anchored::No, state, byte);
                }
                if automaton.is_special(state) && automaton.is_match(state) {
                    self.note(program, layer, view, role, (state, end));
                }
                open -= 1;
                if open == 0 {
                    state = start;
                }
            }
            at = end;
        }
    }

    fn note(
        &mut self,
        program: &Program,
        layer: Layer,
        view: View<'_>,
        role: Role,
        (state, end): (StateID, usize),
    ) {
        for i in 0..program.automaton.match_len(state) {
            let word = program.automaton.match_pattern(state, i);
            let start = end - program.automaton.pattern_len(word);
            let seen = Occurrence {
                word: word.as_u32(),
                start: start as u32,
                end: end as u32,
                layer,
                free: !program.is_edged(word.as_usize())
                    || edges_are_free(view.text(), start..end),
                again: layer == Layer::Squeezed && !view.altered(start..end),
            };
            let uses = program.uses(word.as_usize());
            if !uses.iter().any(|used| seen.serves(used)) {
                continue;
            }
            self.occurrences.push(seen);
            if seen.again {
                continue;
            }
            for used in uses.iter().filter(|used| seen.serves(used)) {
                match used {
                    Use::Term(slot) => self.fill(program, *slot, role),
                    Use::Needle(pattern) => {
                        if let Owner::Slot(slot) = program.owners[*pattern as usize] {
                            self.fill(program, slot, role);
                        }
                    }
                    Use::Mask(_) | Use::Veto(_) | Use::Cue => {}
                }
            }
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
