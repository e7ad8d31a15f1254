//! The one pass over a message: which words occur, and which rules may hold because of them.

use aho_corasick::{
    Anchored,
    automaton::{Automaton, StateID},
};

use super::{
    compile::{Owner, Program, Use},
    pattern::edges_are_free,
};
use crate::{
    export::Role,
    text::{Normalizer, View},
};

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
}

impl Occurrence {
    /// It counts for this use, `view` being its layer.
    pub(super) fn serves(&self, used: &Use, program: &Program, view: View<'_>) -> bool {
        let range = self.start as usize..self.end as usize;
        // A needle may touch other letters or digits; its pattern knows more.
        let free = || {
            !program.is_edged(self.word as usize) || edges_are_free(view.text(), range.clone())
        };
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
        if self.slots.len() < program.slots.len() || self.branches.len() < program.branches.len() {
            self.slots.resize(program.slots.len(), 0);
            self.branches.resize(program.branches.len(), (0, 0));
        }
    }

    /// Looks at the plain view of `text`, which need not be made for that. Returns `true` where the
    /// squeezed view may differ from it.
    pub(super) fn look(
        &mut self,
        program: &Program,
        normalizer: &Normalizer,
        text: &str,
        role: Role,
    ) -> bool {
        let mut walk = Walk::new(self, program, Layer::Plain, role);
        let squeezable = normalizer.read(text, |c| walk.step(c));
        walk.end();
        squeezable
    }

    /// Looks at the squeezed view, after the plain one.
    pub(super) fn look_again(&mut self, program: &Program, squeezed: View<'_>, role: Role) {
        let mut walk = Walk::new(self, program, Layer::Squeezed, role);
        squeezed.text().chars().for_each(|c| walk.step(c));
        walk.end();
    }

    fn note(&mut self, program: &Program, layer: Layer, role: Role, (state, end): (StateID, usize)) {
        for i in 0..program.automaton.match_len(state) {
            let word = program.automaton.match_pattern(state, i);
            let start = end - program.automaton.pattern_len(word);
            let (word, start, end) = (word.as_u32(), start as u32, end as u32);
            self.occurrences.push(Occurrence { word, start, end, layer });
            for used in program.uses(word as usize) {
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

/// The automaton on its way through a view.
struct Walk<'a> {
    sightings: &'a mut Sightings,
    program: &'a Program,
    layer: Layer,
    role: Role,
    start: StateID,
    state: StateID,
    /// So many characters from here on may belong to a word that has begun. Where none can, the
    /// automaton would be back in its first state, so it need not run.
    open: u8,
    /// Bytes before the character to come next.
    at: usize,
    /// That character: it takes the one after it to see whether a word may begin.
    next: Option<char>,
}

impl<'a> Walk<'a> {
    fn new(sightings: &'a mut Sightings, program: &'a Program, layer: Layer, role: Role) -> Self {
        let start = program.start;
        Walk { sightings, program, layer, role, start, state: start, open: 0, at: 0, next: None }
    }

    #[inline]
    fn step(&mut self, after: char) {
        if let Some(c) = self.next.replace(after) {
            self.pass(c, after);
        }
    }

    fn end(mut self) {
        if let Some(c) = self.next {
            self.pass(c, '\0');
        }
    }

    #[inline]
    fn pass(&mut self, c: char, after: char) {
        self.at += c.len_utf8();
        self.open = self.program.starts.longest(c, after).max(self.open);
        if self.open > 0 {
            self.run(c);
        }
    }

    fn run(&mut self, c: char) {
        let automaton = &self.program.automaton;
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            self.state = automaton.next_state(Anchored::No, self.state, byte);
        }
        if automaton.is_special(self.state) && automaton.is_match(self.state) {
            self.sightings.note(self.program, self.layer, self.role, (self.state, self.at));
        }
        self.open -= 1;
        if self.open == 0 {
            self.state = self.start;
        }
    }
}
