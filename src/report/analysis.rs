//! What an analysis says: incidents, people, numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::{GovernanceReport, MoneyReport, SourceReport, TrafficReport};
use crate::export::Role;
use crate::rules::Severity;

/// How to analyse what was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(TS))]
pub struct AnalyzeOptions {
    /// Names or ids of people who speak for the operator, in every conversation.
    pub staff: Vec<String>,
    /// Names or ids of people who sell: distributors, group-buy leaders, influencers.
    pub sellers: Vec<String>,
    /// The time that running clocks are measured against, RFC 3339; default: the newest message.
    #[cfg_attr(test, ts(optional))]
    pub now: Option<String>,
    /// Opening hours of the service, local time, as `09:00-21:00`, which is the default.
    #[cfg_attr(test, ts(optional))]
    pub service_hours: Option<String>,
    /// Times in which every incident is one step more severe (a financing round, a big promotion),
    /// as pairs of RFC 3339 times.
    pub sensitive: Vec<(String, String)>,
    /// Tier of members by name or id, such as `VIP`.
    pub tiers: BTreeMap<String, String>,
}

/// What is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum IncidentKind {
    /// Members quarrel with each other.
    Quarrel,
    /// Customers stop trusting the goods or the shop.
    TrustCrisis,
    /// Food or goods that harm, or may.
    FoodSafety,
    /// Something unproven goes round.
    Rumour,
    /// Someone stirs up others or draws them away.
    Provocation,
    /// Sellers and the operator disagree about money.
    CommissionDispute,
    /// Nobody answers.
    SlowResponse,
    /// Paying does not work.
    PaymentOutage,
    /// Goods that were promised are not there.
    StockOut,
    /// An account or a group of the operator is limited.
    AccountLimited,
    /// Personal data got out.
    DataLeak,
    /// Someone is in danger.
    PersonalSafety,
    /// Something went wrong in a live stream.
    LiveAccident,
    /// The person customers knew is gone.
    StaffTurnover,
    /// One complaint goes round several groups.
    SpreadingReview,
}

impl IncidentKind {
    /// The playbook for it (`playbooks`).
    pub fn playbook(self) -> &'static str {
        match self {
            IncidentKind::Quarrel => "P1",
            IncidentKind::TrustCrisis => "P2",
            IncidentKind::FoodSafety => "P3",
            IncidentKind::Rumour => "P4",
            IncidentKind::Provocation => "P5",
            IncidentKind::CommissionDispute => "P6",
            IncidentKind::SlowResponse => "P7",
            IncidentKind::PaymentOutage => "P9",
            IncidentKind::StockOut => "P10",
            IncidentKind::AccountLimited => "P11",
            IncidentKind::DataLeak => "P12",
            IncidentKind::PersonalSafety => "P13",
            IncidentKind::LiveAccident => "P14",
            IncidentKind::StaffTurnover => "P15",
            IncidentKind::SpreadingReview => "P16",
        }
    }
}

/// What somebody does in an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Part {
    /// Sent the first heat, and more than came back.
    Instigator,
    /// Most of the heat was meant for them.
    Target,
    /// Joined one of the sides.
    Joiner,
    /// Wrote in it without taking a side.
    Bystander,
    /// Tried to calm it.
    Peacemaker,
    /// Has the problem.
    Complainant,
    /// Speaks for the operator.
    Staff,
}

/// Everything found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct AnalysisReport {
    /// What was read.
    pub sources: Vec<SourceReport>,
    /// What needs a person, most severe first.
    pub incidents: Vec<IncidentReport>,
    /// People, those with something to look at first; at most 500.
    pub members: Vec<MemberReport>,
    /// M01 to M28 by id (`domain` 3.2); all conversations together.
    pub metrics: BTreeMap<String, Metric>,
    /// Findings of the rules.
    pub hits: HitTotals,
    /// Traffic tables given beside the chats, by whoever calls: the core knows only chats.
    pub traffic: Option<TrafficReport>,
    /// The same metrics of each conversation.
    pub conversations: Vec<ConversationMetrics>,
    /// Sanctions, rules, frictions.
    pub governance: GovernanceReport,
    /// Claims for money, and plans that promise it.
    pub money: MoneyReport,
    /// What was assumed, in English.
    pub assumptions: Vec<String>,
}

/// Findings, counted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct HitTotals {
    /// All findings.
    #[cfg_attr(test, ts(type = "number"))]
    pub total: u64,
    /// By rule id.
    #[cfg_attr(test, ts(type = "Record<string, number>"))]
    pub by_rule: BTreeMap<String, u64>,
}

/// One incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct IncidentReport {
    /// `i1`, `i2`, ... in the order of the list.
    pub id: String,
    /// What it is.
    pub kind: IncidentKind,
    /// The playbook for it, `P1` to `P16`.
    pub playbook: String,
    /// How soon a person must look, after its modifiers.
    pub severity: Severity,
    /// What changed its severity: `several_members`, `several_groups`, `sensitive_window`,
    /// `vulnerable_product`, `staff_answered`, `weak_evidence`.
    pub modifiers: Vec<String>,
    /// Conversation id.
    pub conversation: String,
    /// Time of its first message.
    pub start: Option<String>,
    /// Time at which most was written about it in ten minutes.
    pub peak: Option<String>,
    /// Time of its last message.
    pub end: Option<String>,
    /// `index` of its first message.
    pub first_message: u32,
    /// `index` of all its messages, ascending.
    pub messages: Vec<u32>,
    /// Who has which part in it, most messages first.
    pub participants: Vec<Participant>,
    /// What made it an incident, weightiest first; what speaks against it has a negative weight.
    pub why: Vec<Why>,
    /// 0 to 1: how far its score is above the bar. 0.5 is just enough.
    pub confidence: f64,
    /// What it is about: `rules`, `money`, `admin`, `external`, `misunderstanding`, `values`,
    /// `service`.
    pub cause: String,
    /// Heat of its wording, 0 to 100.
    pub heat: f64,
    /// What is at stake: `price`, `commission`, `refund`, `status`; `none` where it is not about that.
    pub interest: String,
    /// What the operator said.
    pub official_response: OfficialResponse,
    /// Deadlines.
    pub clocks: Vec<ClockReport>,
    /// Promises with a time that staff made in it.
    pub promises: Vec<PromiseReport>,
    /// How far it got.
    pub spread: SpreadReport,
    /// For complaints: who, what, how far; `null` for others.
    pub scope: Option<ScopeReport>,
}

/// Someone in an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Participant {
    /// Name as last shown.
    pub name: String,
    /// Their part.
    pub part: Part,
    /// Messages in the incident.
    pub messages: u32,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Why {
    /// Name of the signal, snake case.
    pub signal: String,
    /// What it added to the score; negative where it speaks against.
    pub weight: f64,
    /// `index` of the messages behind it.
    pub messages: Vec<u32>,
}

/// What the operator said in an incident.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct OfficialResponse {
    /// Time of the first answer by staff.
    pub first_reply: Option<String>,
    /// Minutes from the first message to that.
    pub minutes: Option<f64>,
    /// Time of the first statement of fact and measure.
    pub statement: Option<String>,
    /// `index` of the first answer.
    pub first_reply_message: Option<u32>,
    /// `index` of the statement.
    pub statement_message: Option<u32>,
    /// `true` where nobody is named as staff, and names or manner had to tell.
    pub staff_assumed: bool,
    /// `blame_before_check`, `cause_before_check`: what was said before anything was verified.
    pub order: Vec<String>,
}

/// State of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum ClockState {
    /// Done in time.
    Met,
    /// Done late, or not at all by the deadline.
    Missed,
    /// Not done, and there is still time.
    Running,
    /// The source gives no times, or nobody is known as staff.
    Unknown,
}

/// One deadline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ClockReport {
    /// `golden_4h`, `first_response`, `progress_30m`, `promise`, `admin_10m`; with `_service` the same
    /// in service hours.
    pub name: String,
    /// Until when.
    pub due: Option<String>,
    /// How it stands.
    pub state: ClockState,
    /// When it was done, where it was.
    pub done: Option<String>,
}

/// A promise with a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct PromiseReport {
    /// `index` of the message.
    pub message: u32,
    /// The words.
    pub text: String,
    /// Until when; `null` for a vague one.
    pub due: Option<String>,
    /// How it stands; `unknown` for a vague one.
    pub state: ClockState,
}

/// How far an incident got.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct SpreadReport {
    /// Conversations.
    pub groups: u32,
    /// People who carried it or took part.
    pub people: u32,
    /// First time.
    pub first: Option<String>,
    /// Last time.
    pub last: Option<String>,
    /// Conversation ids in the order it reached them.
    pub order: Vec<String>,
    /// Names of those who brought it into a conversation.
    pub carriers: Vec<String>,
    /// Minutes until half of the conversations had it.
    pub half_minutes: Option<f64>,
    /// Mentions of other platforms, forwards and screenshots.
    pub outward: u32,
}

/// How far a complaint reaches.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ScopeReport {
    /// Distinct members with the problem.
    pub complainants: u32,
    /// Distinct members who only agree or fan it.
    pub agreeing: u32,
    /// `agreeing` over `complainants`.
    pub bystander_ratio: f64,
    /// `item`, `batch`, `batch_suspected`, `line`.
    pub scope: String,
    /// Batch numbers named, in order.
    pub batches: Vec<String>,
    /// Distinct complainants by minutes since the first: `[minutes, people]`.
    pub curve: Vec<(f64, u32)>,
}

/// Someone, by behaviour in the files read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct MemberReport {
    /// Name as last shown.
    pub name: String,
    /// Conversation id.
    pub conversation: String,
    /// The role used.
    pub role: Role,
    /// `true` where that is staff only by name or manner.
    pub role_assumed: bool,
    /// Tier of a member table, where one was given.
    pub tier: Option<String>,
    /// Messages sent.
    #[cfg_attr(test, ts(type = "number"))]
    pub messages: u64,
    /// 0 to 1: conduct that breaks rules, halved every 30 days. Behaviour, never character.
    pub conduct_risk: f64,
    /// 0 to 1: answers and repairs that we owe.
    pub service_debt: f64,
    /// 0 to 1: how many react to what they write.
    pub influence: f64,
    /// `true` under 20 messages: too little to tell.
    pub small_sample: bool,
    /// What the numbers rest on.
    pub evidence: Vec<Evidence>,
}

/// One line behind a number about a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Evidence {
    /// `conduct`, `debt`, `influence` or `provocation`.
    pub about: String,
    /// What was seen, snake case.
    pub signal: String,
    /// Conversation id.
    pub conversation: String,
    /// `index` of the messages.
    pub messages: Vec<u32>,
}

/// One number, with what it rests on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Metric {
    /// Name, snake case.
    pub name: String,
    /// The value; `null` where there is none to give.
    pub value: Option<f64>,
    /// Median, where the metric is a distribution.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(test, ts(optional))]
    pub median: Option<f64>,
    /// Nine tenths are below it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(test, ts(optional))]
    pub p90: Option<f64>,
    /// 95 % interval of the value: Clopper and Pearson for shares, exact Poisson for rates, order
    /// statistics for medians.
    pub interval: Option<(f64, f64)>,
    /// Unit: `minutes`, `hours`, `share`, `per_1k_messages`, `per_10k_messages`, `per_1k_members`,
    /// `ratio`, `count`, `index`.
    pub unit: String,
    /// What it counts over.
    #[cfg_attr(test, ts(type = "number"))]
    pub n: u64,
    /// Why there is no value, in English; empty where there is one.
    pub missing: String,
}

/// The metrics of one conversation.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ConversationMetrics {
    /// Conversation id.
    pub conversation: String,
    /// By id.
    pub metrics: BTreeMap<String, Metric>,
}
