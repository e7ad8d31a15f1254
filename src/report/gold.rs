//! A sample of messages that a person judges, and what the judgement says about the rules.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::ViewRow;

/// Messages to judge.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct GoldSample {
    /// In the order in which to judge them: any beginning of it is a sample, too.
    pub items: Vec<GoldItem>,
    /// Different messages it was drawn from.
    #[cfg_attr(test, ts(type = "number"))]
    pub population: u64,
}

/// One message to judge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct GoldItem {
    /// The message with its findings.
    pub row: ViewRow,
    /// The stratum it was drawn from: a rule id, or empty for messages without a finding.
    pub stratum: String,
    /// Different messages in that stratum.
    #[cfg_attr(test, ts(type = "number"))]
    pub population: u64,
    /// What stands for its text where no text may be kept: 16 hex digits.
    pub fingerprint: String,
}

/// The judgement of one message.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct GoldLabel {
    /// [`ViewRow::message`].
    pub message: u32,
    /// [`GoldItem::stratum`].
    pub stratum: String,
    /// [`GoldItem::population`].
    #[cfg_attr(test, ts(type = "number"))]
    pub population: u64,
    /// Ids of the rules that are right about it, whether they found something or not.
    pub right: Vec<String>,
}

/// A share with its 95 % interval (E. B. Wilson 1927).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Rate {
    /// The estimate, 0 to 1.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// How one rule, or all of them, did.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct GoldRule {
    /// Rule id; empty for all rules together.
    pub rule: String,
    /// Judged messages in which it found something.
    pub found: u32,
    /// Those of them where that was right.
    pub right: u32,
    /// Judged messages where it should have found something and did not.
    pub missed: u32,
    /// Share of its findings that are right; `null` where fewer than 10 were judged.
    pub precision: Option<Rate>,
    /// Share that it finds of what it should; `null` where fewer than 10 such were judged.
    pub recall: Option<Rate>,
}

/// What the judgements say about the rules in use.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct GoldReport {
    /// Messages judged.
    pub labelled: u32,
    /// Judged messages in which at least one finding was right, or something was missed.
    pub with_problem: u32,
    /// All rules together.
    pub all: GoldRule,
    /// Every rule that found something, or should have, most findings first.
    pub rules: Vec<GoldRule>,
}
