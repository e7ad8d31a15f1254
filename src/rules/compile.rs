//! Packs made into one automaton and flat tables.

use std::{collections::BTreeMap, ops::Range};

use super::{
    frame::{FrameId, Frames},
    lexicon::Lexicon,
    pack::{Alternative, Category, Extension, Pack, PatternSpec, Rule, Terms},
    pattern::Pattern,
};
use crate::{Error, Result, export::Role, text::Normalizer};

/// What the occurrence of a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// It fills a slot.
    Term(u32),
    /// It hides what lies under it from a rule.
    Mask(u16),
    /// It silences a rule.
    Veto(u16),
    /// It makes a message of someone unknown an advertisement.
    Cue,
    /// A pattern may match around it.
    Needle(u32),
}

/// Words and patterns one of which is enough; all slots of a branch must be filled.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) branch: u32,
    pub(super) patterns: Range<u32>,
}

/// An alternative of a rule. The first slot is the one that tells.
#[derive(Debug)]
pub(super) struct Branch {
    pub(super) rule: u16,
    pub(super) slots: Range<u32>,
    roles: u8,
    /// Roles for which the message must hold an advertising cue.
    cue_roles: u8,
}

impl Branch {
    pub(super) fn applies(&self, role: Role) -> bool {
        self.roles & bit(role) != 0
    }

    pub(super) fn needs_cue(&self, role: Role) -> bool {
        self.cue_roles & bit(role) != 0
    }
}

#[derive(Debug, Default)]
pub(super) struct RuleCode {
    pub(super) frames: Vec<FrameId>,
    pub(super) mask_patterns: Range<u32>,
    pub(super) veto_patterns: Range<u32>,
}

/// Whose a pattern is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Slot(u32),
    Mask(u16),
    Veto(u16),
    Cue,
}

/// All packs, ready to run.
pub(super) struct Program {
    pub(super) lexicon: Lexicon,
    /// Uses of word `i` are `uses[first_use[i]..first_use[i + 1]]`.
    first_use: Vec<u32>,
    uses: Vec<Use>,
    pub(super) slots: Vec<Slot>,
    pub(super) branches: Vec<Branch>,
    pub(super) rules: Vec<RuleCode>,
    pub(super) patterns: Vec<Pattern>,
    pub(super) owners: Vec<Owner>,
    pub(super) cue_patterns: Range<u32>,
}

impl Program {
    pub(super) fn uses(&self, word: u32) -> &[Use] {
        let first = self.first_use[word as usize] as usize;
        &self.uses[first..self.first_use[word as usize + 1] as usize]
    }

    /// Compiles packs whose rules, in order, have the indices 0, 1, 2 ...
    pub(super) fn new(packs: &[Pack], frames: &Frames, normalizer: &Normalizer) -> Result<Program> {
        let mut builder =
            Compiler { normalizer, words: BTreeMap::new(), program: Parts::default() };
        let rules =
            || packs.iter().flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)));
        for (index, (pack, rule)) in rules().enumerate() {
            let extensions = packs
                .iter()
                .flat_map(|pack| pack.extensions.iter().map(move |add| (pack, add)))
                .filter(|(_, add)| add.id == rule.id)
                .collect::<Vec<_>>();
            builder.rule(index as u16, (pack, rule), &extensions, frames)?;
        }
        let frames_error =
            |reason| Error::Pack { pack: "frames".into(), rule: "advertising_cue".into(), reason };
        let cue_patterns =
            builder.terms(&frames.advertising_cue, Owner::Cue).map_err(frames_error)?;
        builder.finish(cue_patterns)
    }
}

/// The tables while they grow.
#[derive(Default)]
struct Parts {
    slots: Vec<Slot>,
    branches: Vec<Branch>,
    rules: Vec<RuleCode>,
    patterns: Vec<Pattern>,
    owners: Vec<Owner>,
}

struct Compiler<'a> {
    normalizer: &'a Normalizer,
    words: BTreeMap<String, Vec<Use>>,
    program: Parts,
}

impl Compiler<'_> {
    fn rule(
        &mut self,
        index: u16,
        (pack, rule): (&Pack, &Rule),
        extensions: &[(&Pack, &Extension)],
        frames: &Frames,
    ) -> Result<()> {
        let frame = |name: &String| {
            let unknown = || pack.error(&rule.id, format!("no frame is called \"{name}\""));
            frames.id(name).ok_or_else(unknown)
        };
        let code = RuleCode {
            frames: rule.frames.iter().map(frame).collect::<Result<_>>()?,
            ..RuleCode::default()
        };
        self.program.rules.push(code);

        // Patterns of one owner lie side by side, so masks of all packs go before vetoes of all.
        let own = (pack, &rule.alternatives, &rule.mask, &rule.veto);
        let parts: Vec<_> = std::iter::once(own)
            .chain(extensions.iter().map(|(pack, e)| (*pack, &e.alternatives, &e.mask, &e.veto)))
            .collect();
        for (pack, alternatives, ..) in &parts {
            for alternative in *alternatives {
                self.branch(index, rule, alternative)
                    .map_err(|reason| pack.error(&rule.id, reason))?;
            }
        }
        let mut masks = self.next_pattern()..self.next_pattern();
        for (pack, _, mask, _) in &parts {
            masks.end = self
                .terms(mask, Owner::Mask(index))
                .map_err(|reason| pack.error(&rule.id, reason))?
                .end;
        }
        let mut vetoes = self.next_pattern()..self.next_pattern();
        for (pack, .., veto) in &parts {
            vetoes.end = self
                .terms(veto, Owner::Veto(index))
                .map_err(|reason| pack.error(&rule.id, reason))?
                .end;
        }
        if let Some(code) = self.program.rules.last_mut() {
            code.mask_patterns = masks;
            code.veto_patterns = vetoes;
        }
        Ok(())
    }

    fn branch(
        &mut self,
        index: u16,
        rule: &Rule,
        alternative: &Alternative,
    ) -> std::result::Result<(), String> {
        let number = self.program.branches.len() as u32;
        let first = self.program.slots.len() as u32;
        let telling =
            Terms { any: alternative.any.clone(), patterns: alternative.patterns.clone() };
        for terms in std::iter::once(&telling).chain(&alternative.and) {
            let slot = self.program.slots.len() as u32;
            self.program.slots.push(Slot { branch: number, patterns: 0..0 });
            let patterns = self.terms(terms, Owner::Slot(slot))?;
            if let Some(last) = self.program.slots.last_mut() {
                last.patterns = patterns;
            }
        }
        let speakers = alternative.speakers.as_ref().unwrap_or(&rule.speakers);
        let mut roles = speakers.iter().fold(0, |roles, role| roles | bit(*role));
        let mut cue_roles = 0;
        // Someone unknown may be a customer; may be selling, if the message looks like it; and is
        // not taken for staff, whose duties are stricter.
        let may_sell = roles & (bit(Role::Official) | bit(Role::Seller)) != 0;
        match rule.category {
            _ if roles & (bit(Role::Member) | bit(Role::Unknown)) != 0 => {
                roles |= bit(Role::Unknown);
            }
            Category::Platform if may_sell => roles |= bit(Role::Unknown),
            Category::Advertising if may_sell => {
                roles |= bit(Role::Unknown);
                cue_roles |= bit(Role::Unknown);
            }
            _ => {}
        }
        let slots = first..self.program.slots.len() as u32;
        self.program.branches.push(Branch { rule: index, slots, roles, cue_roles });
        Ok(())
    }

    /// Adds words and patterns; returns where its patterns lie.
    fn terms(&mut self, terms: &Terms, owner: Owner) -> std::result::Result<Range<u32>, String> {
        let first = self.next_pattern();
        for word in &terms.any {
            let used = match owner {
                Owner::Slot(slot) => Use::Term(slot),
                Owner::Mask(rule) => Use::Mask(rule),
                Owner::Veto(rule) => Use::Veto(rule),
                Owner::Cue => Use::Cue,
            };
            self.word(word, used)?;
        }
        for spec in &terms.patterns {
            self.pattern(spec, owner)?;
        }
        Ok(first..self.next_pattern())
    }

    fn word(&mut self, word: &str, used: Use) -> std::result::Result<(), String> {
        let folded = self.normalizer.fold_word(word);
        if folded.trim().is_empty() {
            return Err(format!("\"{word}\" is no word: nothing of it can be seen"));
        }
        let uses = self.words.entry(folded).or_default();
        if !uses.contains(&used) {
            uses.push(used);
        }
        Ok(())
    }

    fn pattern(&mut self, spec: &PatternSpec, owner: Owner) -> std::result::Result<(), String> {
        let pattern = Pattern::new(spec, self.normalizer)?;
        let number = self.next_pattern();
        for needle in &pattern.needles {
            self.word(needle, Use::Needle(number))?;
        }
        self.program.patterns.push(pattern);
        self.program.owners.push(owner);
        Ok(())
    }

    fn next_pattern(&self) -> u32 {
        self.program.patterns.len() as u32
    }

    fn finish(self, cue_patterns: Range<u32>) -> Result<Program> {
        let (words, uses): (Vec<_>, Vec<_>) = self.words.into_iter().unzip();
        let lexicon = Lexicon::new(&words).map_err(|reason| Error::Pack {
            pack: "all".into(),
            rule: String::new(),
            reason,
        })?;
        let mut first_use = vec![0];
        first_use.extend(uses.iter().scan(0, |sum, uses| {
            *sum += uses.len() as u32;
            Some(*sum)
        }));
        let Parts { slots, branches, rules, patterns, owners } = self.program;
        Ok(Program {
            lexicon,
            first_use,
            uses: uses.concat(),
            slots,
            branches,
            rules,
            patterns,
            owners,
            cue_patterns,
        })
    }
}

fn bit(role: Role) -> u8 {
    1 << role as u8
}
