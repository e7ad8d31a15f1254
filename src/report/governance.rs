//! What an analysis says about rules, sanctions and money.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::Metric;

/// Sanctions, rules and frictions of the groups.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct GovernanceReport {
    /// People who were sanctioned or broke a rule, most violations first; at most 200.
    pub sanctions: Vec<SanctionRow>,
    /// Quarrels after which only one side was sanctioned though both broke rules: incident ids.
    pub one_sided: Vec<String>,
    /// Sanctions by violation of members with a tier over those without; `null` value under 10
    /// violations on each side.
    pub parity: Metric,
    /// What the pasted group rules say, for each conversation.
    pub rules: Vec<RuleCoverage>,
    /// Pairs with friction on several days and no quarrel yet.
    pub friction: Vec<FrictionRow>,
}

/// Violations and sanctions of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct SanctionRow {
    /// Name as last shown.
    pub name: String,
    /// Conversation id.
    pub conversation: String,
    /// Tier, where one was given.
    pub tier: Option<String>,
    /// Messages that break a rule of conduct.
    pub violations: u32,
    /// `index` of the notices and staff messages that sanction them.
    pub sanctions: Vec<u32>,
}

/// Whether group rules were published, and what they cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct RuleCoverage {
    /// Conversation id.
    pub conversation: String,
    /// `index` of the message with the most complete rules; `null` where none was found.
    pub message: Option<u32>,
    /// When it was posted.
    pub published: Option<String>,
    /// Members who wrote only after that.
    pub joined_after: u32,
    /// Subjects with a clause: `abuse`, `ads`, `privacy`, `rumour`, `poaching`, `flooding`,
    /// `trade`, `complaints`, `penalties`, `appeal`.
    pub covered: Vec<String>,
    /// Subjects without one.
    pub missing: Vec<String>,
}

/// Two people between whom small things add up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct FrictionRow {
    /// Conversation id.
    pub conversation: String,
    /// Their names.
    pub between: (String, String),
    /// Days on which something was said.
    pub days: u32,
    /// `index` of the messages.
    pub messages: Vec<u32>,
}

/// Claims for money, and plans that promise it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct MoneyReport {
    /// Claims for commission, in order.
    pub claims: Vec<ClaimRow>,
    /// Messages that describe a distribution plan, with features of pyramid selling.
    pub plans: Vec<PlanRow>,
    /// What complaints may cost, low to high, in yuan, where prices were named.
    pub losses: Vec<LossRow>,
}

/// One claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ClaimRow {
    /// Who claims.
    pub name: String,
    /// Conversation id.
    pub conversation: String,
    /// `index` of the message.
    pub message: u32,
    /// For when, in their words.
    pub period: Option<String>,
    /// How much, in yuan.
    pub amount: Option<f64>,
}

/// One plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct PlanRow {
    /// Conversation id.
    pub conversation: String,
    /// `index` of the message.
    pub message: u32,
    /// `levels`, `entry_fee`, `headcount_reward`, `promised_income`.
    pub features: Vec<String>,
    /// `true` for an entry fee, a reward for recruiting, or three levels (禁止传销条例, articles 2 and 7).
    pub pyramid: bool,
}

/// What an incident may cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct LossRow {
    /// Incident id.
    pub incident: String,
    /// Refunds of those who complained.
    pub low: f64,
    /// And of those who agreed.
    pub middle: f64,
    /// With the least damages by law for each who complained: 1,000 yuan for food, else 500.
    pub high: f64,
    /// The price it rests on, in yuan: the median of those named.
    pub price: f64,
    /// Complainants, and those who agreed.
    pub people: (u32, u32),
}
