//! What the text model says about messages.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

/// How sure the model must be before it says yes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Few alarms, more is missed.
    Cautious,
    /// The default.
    #[default]
    Balanced,
    /// Less is missed, more alarms.
    Sensitive,
}

/// What the model says about one question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Judgement {
    /// Calibrated probability, 0 to 1, four decimals.
    pub score: f64,
    /// `true` where the score reaches the threshold of the [`Sensitivity`] in use.
    pub label: bool,
}

/// What `classify` says about one text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ClassifyRow {
    /// Line number from 1.
    #[cfg_attr(test, ts(type = "number"))]
    pub line: u64,
    /// Insults, threats, contempt for persons or groups.
    pub offensive: Judgement,
    /// Discontent with goods or service.
    pub complaint: Judgement,
}

/// How `classify` works.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(default)]
pub struct ClassifyOptions {
    /// Which thresholds decide.
    pub sensitivity: Sensitivity,
}

/// What spoke for or against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Voice {
    /// A run of characters of the folded text, or the id of a rule.
    pub text: String,
    /// Above 0: for, below 0: against. In log odds.
    pub weight: f64,
}

/// Why the model scores a text as it does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Explanation {
    /// What spoke for or against it being offensive, strongest first, at most 12.
    pub offensive: Vec<Voice>,
    /// The same for a complaint.
    pub complaint: Vec<Voice>,
}

/// One threshold, and what it does on texts held back from training.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Threshold {
    /// Its name.
    pub sensitivity: Sensitivity,
    /// Probability from which on the answer is yes.
    pub probability: f64,
    /// Of 1 said yes to, the share that is.
    pub precision: f64,
    /// Of 1 that is, the share said yes to.
    pub recall: f64,
    /// Of 1 calm everyday line, the share said yes to all the same.
    pub alarms: f64,
}

/// What the model says it can do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct HeadReport {
    /// `offensive` or `complaint`.
    pub target: String,
    /// `han` for texts with Chinese characters, `latin` for others.
    pub alphabet: String,
    /// Texts held back that the figures come from.
    #[cfg_attr(test, ts(type = "number"))]
    pub held_back: u64,
    /// From cautious to sensitive.
    pub thresholds: Vec<Threshold>,
}
