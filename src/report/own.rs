//! The user's own rules, what they change about the others, and what a draft of them would find.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::{HitReport, ViewRow};
use crate::rules::Severity;

/// How well the source of a rule was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct BasisInfo {
    /// `text`, `secondary`, `unverified`, `house`.
    pub status: String,
    /// Month of the check, for example `2026-11`.
    pub checked: String,
}

/// A rule pack as it was written, in TOML or JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct PackText {
    /// Its file name, for messages.
    pub name: String,
    /// The pack.
    pub text: String,
}

/// Everything of the user's about rules.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(TS))]
pub struct OwnRules {
    /// Packs beside the built-in ones, in order: a later one may extend rules of an earlier one.
    pub packs: Vec<PackText>,
    /// What is changed about rules.
    pub profile: Profile,
}

/// What a user changes about rules without writing any. Rules that do not exist are passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(TS))]
pub struct Profile {
    /// By rule id, for everything.
    #[cfg_attr(test, ts(type = "Record<string, RuleSetting>"))]
    pub rules: BTreeMap<String, RuleSetting>,
    /// For single groups; what a group does not say is as for everything.
    pub groups: Vec<GroupProfile>,
    /// Fingerprints of findings that are left out ([`HitReport::fingerprint`]).
    pub exempt: Vec<String>,
}

/// What is changed about rules in one group.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(TS))]
pub struct GroupProfile {
    /// Title of the conversation, or the id that its source gives it.
    pub group: String,
    /// By rule id.
    #[cfg_attr(test, ts(type = "Record<string, RuleSetting>"))]
    pub rules: BTreeMap<String, RuleSetting>,
}

/// What is changed about one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(TS))]
pub struct RuleSetting {
    /// `false` switches it off; absent: as it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub on: Option<bool>,
    /// Another severity; absent: as it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub severity: Option<Severity>,
}

/// What draft packs would find in what is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Preview {
    /// Messages looked at.
    #[cfg_attr(test, ts(type = "number"))]
    pub messages: u64,
    /// One for each rule of the packs and then each addition to a rule, pack by pack.
    pub items: Vec<PreviewItem>,
}

/// What one rule, or one addition to a rule, would find by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct PreviewItem {
    /// Rule id.
    pub rule: String,
    /// Findings.
    #[cfg_attr(test, ts(type = "number"))]
    pub hits: u64,
    /// Messages with one.
    #[cfg_attr(test, ts(type = "number"))]
    pub messages: u64,
    /// Findings of an addition that the rule makes without it, too.
    #[cfg_attr(test, ts(type = "number"))]
    pub known: u64,
    /// The first messages, at most 50, with only these findings.
    pub rows: Vec<ViewRow>,
}

/// What a text hits, with the rules in use and with a draft of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct TryRow {
    /// With the rules in use.
    pub now: Vec<HitReport>,
    /// With the draft.
    pub then: Vec<HitReport>,
}
