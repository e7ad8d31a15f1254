//! What the copy check says.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::Localized;
use crate::rules::{Channel, ExemptClass, Product, Severity};

/// What is sold, and where the copy is going to appear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(TS))]
pub struct CopyOptions {
    /// What is sold; default: `general`.
    pub product: Product,
    /// Where it appears; default: `group`.
    pub channel: Channel,
}

/// What the copy check says about one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct CopyReport {
    /// What it was checked for.
    pub options: CopyOptions,
    /// Characters of the text, without white space.
    pub characters: u32,
    /// FNV-1a of its UTF-8 bytes, 64 bits as 16 hexadecimal digits: tells two texts apart.
    pub fingerprint: String,
    /// Findings, sorted by start, then end (longest first), then rule.
    pub findings: Vec<CopyFinding>,
    /// The rules of these findings, by id.
    pub rules: Vec<CopyRule>,
    /// How many rules were applied.
    pub rules_applied: u32,
    /// Packs these rules are from.
    pub packs: Vec<PackVersion>,
    /// Months between which the sources of the rules were last checked, such as `2026-11`.
    pub checked: Option<(String, String)>,
}

/// One problem in a copy. Spans are UTF-16 code units of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct CopyFinding {
    /// Rule id.
    pub rule: String,
    /// How urgent it is for this product; `S4` where an exemption may apply.
    pub severity: Severity,
    /// `true` where the product made it more urgent than the rule alone.
    pub raised: bool,
    /// First code unit.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The text between them.
    pub matched: String,
    /// `true` where the words were only found after undoing a disguise.
    pub evasion: bool,
    /// What may make it fine; it is then a note, not a problem.
    pub exemption: Option<CopyExemption>,
    /// Compliant wordings. With each of them alone applied this finding is gone.
    pub fixes: Vec<CopyFix>,
}

/// Why a finding may be fine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct CopyExemption {
    /// The kind of exemption.
    pub class: ExemptClass,
    /// The words of the text that suggest it.
    pub cue: String,
    /// Their first code unit.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// A change that heals a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct CopyFix {
    /// First code unit that is replaced.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// What to put there.
    pub text: String,
    /// `true` where it is right only if it is true, so that a person must decide.
    pub person: bool,
}

/// What there is to say about a rule in the copy check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct CopyRule {
    /// Rule id.
    pub id: String,
    /// What it finds.
    pub title: Localized,
    /// Law or platform rule, with article.
    pub law: Localized,
    /// Range of the penalty; `null` where it was not checked.
    pub penalty: Option<Localized>,
    /// How well its source was checked: `text`, `secondary`, `unverified`, `house`.
    pub status: Option<String>,
    /// Month of that check.
    pub checked: Option<String>,
    /// What to write instead.
    pub suggestion: Localized,
    /// When the same words are fine.
    pub exceptions: Localized,
}

/// A pack by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct PackVersion {
    /// Its id.
    pub id: String,
    /// Version of its content.
    pub version: String,
}
