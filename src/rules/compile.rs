//! Packs made into one automaton and flat tables.

use std::{collections::BTreeMap, ops::Range};

use super::{
    fault::Fault,
    frame::{FrameId, Frames},
    lexicon::Lexicon,
    pack::{Alternative, Category, Extension, Pack, PatternSpec, Rule, Terms},
    pattern::Pattern,
};
use crate::{Result, export::Role, text::Normalizer};

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
    /// Conditions that word `i` meets, in the same way.
    first_met: Vec<u32>,
    met: Vec<u32>,
    pub(super) slots: Vec<Slot>,
    pub(super) branches: Vec<Branch>,
    pub(super) rules: Vec<RuleCode>,
    pub(super) patterns: Vec<Pattern>,
    pub(super) owners: Vec<Owner>,
    /// The pattern of each condition. The first condition of a pattern is that a needle is there.
    pub(super) conditions: Vec<u32>,
    /// The first condition of each pattern, and one past the last of all.
    first_condition: Vec<u32>,
    pub(super) cue_patterns: Range<u32>,
}

impl Program {
    /// What must be met before a pattern is worth running.
    pub(super) fn conditions_of(&self, pattern: u32) -> Range<u32> {
        let first = pattern as usize;
        self.first_condition[first]..self.first_condition[first + 1]
    }

    pub(super) fn uses(&self, word: u32) -> &[Use] {
        let first = self.first_use[word as usize] as usize;
        &self.uses[first..self.first_use[word as usize + 1] as usize]
    }

    /// Conditions of patterns that a word meets, beside those it is a needle of.
    pub(super) fn meets(&self, word: u32) -> &[u32] {
        let first = self.first_met[word as usize] as usize;
        &self.met[first..self.first_met[word as usize + 1] as usize]
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
        let frames_error = |fault: Fault| fault.of("frames", "advertising_cue");
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
    conditions: Vec<u32>,
    first_condition: Vec<u32>,
}

struct Compiler<'a> {
    normalizer: &'a Normalizer,
    words: BTreeMap<String, (Vec<Use>, Vec<u32>)>,
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
            let unknown = || {
                let reason = format!("no frame is called \"{name}\"");
                pack.error(&rule.id, Fault::new("frame", name, reason))
            };
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
            // Those for some products only are for the copy check.
            for alternative in alternatives.iter().filter(|one| one.products.is_empty()) {
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
    ) -> std::result::Result<(), Fault> {
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
    fn terms(&mut self, terms: &Terms, owner: Owner) -> std::result::Result<Range<u32>, Fault> {
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

    fn word(&mut self, word: &str, used: Use) -> std::result::Result<(), Fault> {
        let (uses, _) = self.entry(word)?;
        if !uses.contains(&used) {
            uses.push(used);
        }
        Ok(())
    }

    /// What a word is good for: its uses, and conditions it meets.
    fn entry(&mut self, word: &str) -> std::result::Result<&mut (Vec<Use>, Vec<u32>), Fault> {
        let folded = self.normalizer.fold_word(word);
        if folded.trim().is_empty() {
            let reason = format!("\"{word}\" is no word: nothing of it can be seen");
            return Err(Fault::new("no-word", word, reason));
        }
        Ok(self.words.entry(folded).or_default())
    }

    fn pattern(&mut self, spec: &PatternSpec, owner: Owner) -> std::result::Result<(), Fault> {
        let pattern = Pattern::new(spec, self.normalizer)
            .map_err(|reason| Fault::new("pattern", &spec.pattern, reason))?;
        let number = self.next_pattern();
        self.program.first_condition.push(self.program.conditions.len() as u32);
        self.program.conditions.push(number);
        for needle in &pattern.needles {
            self.word(needle, Use::Needle(number))?;
        }
        for words in pattern.conditions() {
            let condition = self.program.conditions.len() as u32;
            self.program.conditions.push(number);
            for word in words {
                self.entry(word)?.1.push(condition);
            }
        }
        self.program.patterns.push(pattern);
        self.program.owners.push(owner);
        Ok(())
    }

    fn next_pattern(&self) -> u32 {
        self.program.patterns.len() as u32
    }

    fn finish(self, cue_patterns: Range<u32>) -> Result<Program> {
        let (words, entries): (Vec<_>, Vec<_>) = self.words.into_iter().unzip();
        let (uses, met): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
        let lexicon = Lexicon::new(&words).map_err(|reason| Fault::from(reason).of("all", ""))?;
        let Parts { slots, branches, rules, patterns, owners, conditions, mut first_condition } =
            self.program;
        first_condition.push(conditions.len() as u32);
        Ok(Program {
            lexicon,
            first_use: starts(&uses),
            uses: uses.concat(),
            first_met: starts(&met),
            met: met.concat(),
            slots,
            branches,
            rules,
            patterns,
            owners,
            conditions,
            first_condition,
            cue_patterns,
        })
    }
}

/// Where each list starts in all of them, and the end.
fn starts<T>(lists: &[Vec<T>]) -> Vec<u32> {
    let ends = lists.iter().scan(0, |sum, list| {
        *sum += list.len() as u32;
        Some(*sum)
    });
    std::iter::once(0).chain(ends).collect()
}

fn bit(role: Role) -> u8 {
    1 << role as u8
}
