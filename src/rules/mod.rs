//! Rules as data: packs of categories with their own examples, and the scanner over them.
//!
//! [`RuleSet::scan`] folds a message ([`crate::text`]), runs one automaton over it that holds every
//! word of every rule, and judges only the rules whose words came together:
//!
//! 1. A *veto* phrase anywhere in the message silences its rule.
//! 2. *Masks* hide what lies inside or across them: 最佳食用 is no 最佳.
//! 3. Every *slot* of one alternative must be filled. The finding lies on the first slot, which
//!    packs keep for the words that tell; the others give the context.
//! 4. *Frames* take away words that stand in a negation, a question, a condition, a hope or a
//!    warning. Each rule names the frames that can do that to it.
//! 5. Of overlapping matches of a rule, listed words win over patterns, then the leftmost wins, then
//!    the longest.
//!
//! Who speaks decides which rules apply. Someone unknown is judged like a customer, and by the
//! platform's rules; advertising rules need a sign in the same message that something is sold;
//! rules for staff do not apply.

use serde::{Deserialize, Serialize};

mod alphabet;
mod check;
mod compile;
mod copy;
mod copy_spec;
#[cfg(test)]
mod differential;
mod draft;
mod expression;
mod facts;
mod fault;
mod frame;
mod judge;
mod lexicon;
mod matcher;
mod pack;
mod packs;
mod pattern;
mod phrases;
mod profile;
mod scanner;
mod select;
mod set;
mod sight;
mod write;

pub use check::Check;
pub use copy_spec::{Channel, CopySpec, Exempt, ExemptClass, Product, Replace};
pub(crate) use draft::{Draft, Items};
pub use pack::{
    Alternative, Basis, Category, Example, Examples, Extension, Pack, PatternSpec, Rule, Status,
    Terms, Words,
};
pub use profile::{Lens, fingerprint};
pub use scanner::{Hit, Scratch};
pub use set::RuleSet;

/// How soon a person must look (`rules_taxonomy` section 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Severity {
    /// Within 10 minutes: person, health, data, crime, or a claim that usually ends in a fine.
    S1,
    /// Within 30 minutes: likely escalation or platform penalty.
    S2,
    /// Within 4 hours: dispute or correctable copy.
    S3,
    /// Within 24 hours: needs evidence or a label.
    S4,
}
