//! What rules are, and what a scan found.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::BasisInfo;
use crate::{export::Role, rules::Severity};

/// One finding of one rule in one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct HitReport {
    /// Rule id, for example `AD-01`.
    pub rule: String,
    /// How soon a person must look: `S1` 10 min, `S2` 30 min, `S3` 4 h, `S4` 24 h.
    pub severity: Severity,
    /// First UTF-16 code unit of the original text.
    pub start: u32,
    /// One past the last UTF-16 code unit.
    pub end: u32,
    /// The original text between them.
    pub matched: String,
    /// `true` where the words were only found after undoing a disguise.
    pub evasion: bool,
    /// The law or rule it may touch, in Chinese.
    pub law: String,
    /// A compliant wording or the next step, in Chinese.
    pub suggestion: String,
    /// What stands for these words in these surroundings in [`Profile::exempt`]: 16 hex digits.
    pub fingerprint: String,
}

/// What `scan` says about one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ScanRow {
    /// Line number from 1.
    #[cfg_attr(test, ts(type = "number"))]
    pub line: u64,
    /// Findings, sorted by start, then end (longest first), then rule.
    pub hits: Vec<HitReport>,
}

/// A text in every language the product speaks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Localized {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Everything the page shows about a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct RuleInfo {
    /// Rule id.
    pub id: String,
    /// Pack id.
    pub pack: String,
    /// What it finds.
    pub title: Localized,
    /// `advertising`, `platform`, `group`, `complaint`, `safety`, `service`.
    pub category: String,
    /// Default severity.
    pub severity: Severity,
    /// Roles whose words it looks at.
    pub speakers: Vec<Role>,
    /// Law or platform rule, with article.
    pub law: Localized,
    /// Who in the team looks at it.
    pub owner: Localized,
    /// What to do first.
    pub action: Localized,
    /// A compliant wording.
    pub suggestion: Localized,
    /// When the same words are fine.
    pub exceptions: Localized,
    /// How well the text of that law was checked; `null` where the pack does not say.
    pub basis: Option<BasisInfo>,
}

/// Findings over everything that was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ScanReport {
    /// Messages scanned.
    #[cfg_attr(test, ts(type = "number"))]
    pub messages: u64,
    /// Messages with at least one finding.
    #[cfg_attr(test, ts(type = "number"))]
    pub messages_hit: u64,
    /// Findings.
    #[cfg_attr(test, ts(type = "number"))]
    pub hits: u64,
    /// Findings left out because the user exempted them ([`Profile::exempt`]).
    #[cfg_attr(test, ts(type = "number"))]
    pub exempted: u64,
    /// Findings by severity, `S1` to `S4`.
    #[cfg_attr(test, ts(type = "Record<string, number>"))]
    pub by_severity: BTreeMap<Severity, u64>,
    /// One entry per rule that fired: severest first, then most findings, then id.
    pub by_rule: Vec<RuleCount>,
    /// One entry per person with a finding: severest first, then most findings, then name.
    pub by_person: Vec<PersonCount>,
    /// One entry per conversation, in order.
    pub by_conversation: Vec<ConversationCount>,
}

/// Findings of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct RuleCount {
    /// Rule id.
    pub rule: String,
    /// Severity.
    pub severity: Severity,
    /// Findings.
    #[cfg_attr(test, ts(type = "number"))]
    pub hits: u64,
    /// Messages with one.
    #[cfg_attr(test, ts(type = "number"))]
    pub messages: u64,
    /// People who wrote them.
    #[cfg_attr(test, ts(type = "number"))]
    pub people: u64,
    /// Time of the first.
    pub first: Option<String>,
    /// Time of the last.
    pub last: Option<String>,
}

/// Findings in the words of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct PersonCount {
    /// Handle for [`ViewFilter::member`].
    pub member: u32,
    /// Name as last shown.
    pub name: String,
    /// Conversation id.
    pub conversation: String,
    /// Role.
    pub role: Role,
    /// Messages this person sent.
    #[cfg_attr(test, ts(type = "number"))]
    pub messages: u64,
    /// Findings in them.
    #[cfg_attr(test, ts(type = "number"))]
    pub hits: u64,
    /// Severest finding.
    pub worst: Severity,
    /// Findings by rule id.
    #[cfg_attr(test, ts(type = "Record<string, number>"))]
    pub rules: BTreeMap<String, u64>,
}

/// Findings in one conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ConversationCount {
    /// Conversation id.
    pub conversation: String,
    /// Messages people sent.
    #[cfg_attr(test, ts(type = "number"))]
    pub messages: u64,
    /// Findings.
    #[cfg_attr(test, ts(type = "number"))]
    pub hits: u64,
    /// Findings by severity.
    #[cfg_attr(test, ts(type = "Record<string, number>"))]
    pub by_severity: BTreeMap<Severity, u64>,
}
