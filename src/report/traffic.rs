//! Traffic tables: what was read, what changed and when, why, and what to do. Shares, depths and
//! confidences are 0..=1. Times are RFC 3339 for hours and plain days (`2025-06-03`) for anything
//! longer; `null` where the table has none.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::{Note, Unparsed};

/// How to read a traffic table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(TS))]
pub struct DiagnoseOptions {
    /// IANA zone of wall-clock times; default `Asia/Shanghai`.
    #[cfg_attr(test, ts(optional))]
    pub tz: Option<String>,
    /// What columns hold, by their name, as in [`TrafficColumn::metric`] or a source id with
    /// `src_` before it; default: recognised by their names.
    #[cfg_attr(test, ts(optional, type = "Record<string, string>"))]
    pub columns: Option<BTreeMap<String, String>>,
    /// Year of dates that have none; default: so that the last one lies in the year that the notes
    /// or the file name tell.
    #[cfg_attr(test, ts(optional))]
    pub year: Option<u16>,
}

/// What a traffic table tells.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct TrafficReport {
    /// What was read.
    pub table: TrafficTable,
    /// One entry a column of figures, in the order of the table.
    pub series: Vec<TrafficSeries>,
    /// Level shifts of at least 20 % downwards, in order of time.
    pub cliffs: Vec<Cliff>,
    /// The playbook of the weightiest cliff, for example `P8-A`; `null` where there is none.
    pub plan: Option<String>,
    /// The three-step check: what the data already answers, and what a person must look up.
    pub steps: Vec<DiagnosisStep>,
    /// What happened, by the notes.
    pub events: Vec<TrafficEvent>,
    /// Sums that must hold in the table, and whether they do.
    pub checks: Vec<IdentityCheck>,
    /// Signs that followers are about to leave; `null` where there is none.
    pub unfollow: Option<UnfollowWarning>,
    /// Rows that could not be read.
    pub unparsed: Unparsed,
    /// What was assumed, in English.
    pub assumptions: Vec<String>,
    /// What looked wrong, in English.
    pub warnings: Vec<String>,
    /// The same as codes.
    pub notes: Vec<Note>,
}

/// A table as it was understood.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct TrafficTable {
    /// File names.
    pub files: Vec<String>,
    /// Text encoding of the first file.
    pub encoding: String,
    /// `hour`, `day`, `week`, `month`, `quarter`, `year` or `index`.
    pub frequency: String,
    /// Points in time.
    pub points: u32,
    /// Points in time that the table leaves out between its first and last.
    pub missing: u32,
    /// Columns of figures.
    pub columns: Vec<TrafficColumn>,
    /// Time of every point; empty for `index`.
    pub times: Vec<String>,
}

/// One column of figures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct TrafficColumn {
    /// Its name in the table; of a long table, the value that its rows share.
    pub name: String,
    /// `metric`, `source` (one part of a metric), `ratio`, or `cumulative` (shown as differences).
    pub role: String,
    /// What it counts, for example `visits`, `new_followers`, `orders`; `other` where unknown.
    pub metric: String,
    /// For a source: `recommend`, `followers`, `search`, `ads`, `share`, `direct`, ...; else `null`.
    pub source: Option<String>,
    /// `false` where the name alone did not tell, so that a person should look.
    pub sure: bool,
}

/// One column over time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct TrafficSeries {
    /// Name of the column.
    pub name: String,
    /// Where a new regime begins, in order of time.
    pub changes: Vec<TrafficChange>,
    /// Single points far from what was to be expected.
    pub anomalies: Vec<TrafficAnomaly>,
    /// The figures, one a point; `null` where missing.
    #[cfg_attr(test, ts(type = "(number | null)[]"))]
    pub observed: Vec<Option<f64>>,
    /// What was to be expected had nothing happened since the last regime of before, one a point;
    /// empty for columns without such a model.
    #[cfg_attr(test, ts(type = "(number | null)[]"))]
    pub expected: Vec<Option<f64>>,
    /// Lower end of the 90 % band around `expected`.
    #[cfg_attr(test, ts(type = "(number | null)[]"))]
    pub low: Vec<Option<f64>>,
    /// Upper end.
    #[cfg_attr(test, ts(type = "(number | null)[]"))]
    pub high: Vec<Option<f64>>,
}

/// The begin of a new regime.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct TrafficChange {
    /// First point of the new regime.
    pub index: u32,
    /// Its time.
    pub time: Option<String>,
    /// `level`, `trend`, `pulse`, `slow_decline`, `hangover` (back from a hump) or `recovery`.
    pub kind: String,
    /// Usual value before.
    pub before: f64,
    /// Usual value after.
    pub after: f64,
    /// How sure it is that something changed here.
    pub confidence: f64,
}

/// A point far from what was to be expected.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct TrafficAnomaly {
    /// Which point.
    pub index: u32,
    /// Its time.
    pub time: Option<String>,
    /// What was to be expected.
    pub expected: f64,
    /// What was seen.
    pub observed: f64,
    /// Distance in robust standard deviations.
    pub score: f64,
}

/// A fall of the level by at least a fifth.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Cliff {
    /// Name of the column.
    pub metric: String,
    /// First point of the low level.
    pub start: Option<String>,
    /// First point back near the level before; `null` where that has not come yet.
    pub end: Option<String>,
    /// Point number of `start`.
    pub index: u32,
    /// Earliest and latest start that the data allow (90 %), as point numbers.
    pub between: (u32, u32),
    /// Usual value before.
    pub expected: f64,
    /// Usual value after.
    pub observed: f64,
    /// `1 - observed / expected`, weekdays taken out.
    pub depth: f64,
    /// 90 % interval of the depth.
    pub depth_between: (f64, f64),
    /// What was lost from `start` to `end`, or to the last point.
    pub lost: f64,
    /// `step`, `step_and_recovery`, `fresh` (the last points only) or `after_hump`.
    pub shape: String,
    /// How sure it is that this is a cliff.
    pub confidence: f64,
    /// Sources by their part in the loss, largest first.
    pub attribution: Vec<Attribution>,
    /// `true` where all sources fell by about the same share.
    pub together: bool,
    /// The funnel: how far each step explains the fall, first step first.
    pub funnel: Vec<FunnelStep>,
    /// Other columns that fell at the same time.
    pub also: Vec<AlsoFell>,
    /// Why.
    pub cause: Cause,
    /// How far it has come back.
    pub recovery: Recovery,
}

/// One source's part in a loss.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Attribution {
    /// Name of the source's column.
    pub source: String,
    /// Change of its usual value.
    pub delta: f64,
    /// Part of the whole loss; above 1 or below 0 where sources moved against each other.
    pub share: f64,
    /// Usual value before.
    pub before: f64,
    /// Usual value after.
    pub after: f64,
    /// Its own depth.
    pub depth: f64,
    /// Distance in robust standard deviations.
    pub score: f64,
    /// `true` for those that explain the cliff.
    pub explains: bool,
}

/// A step of the funnel.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct FunnelStep {
    /// Name of the column, or of two as `a / b` for the rate between them.
    pub name: String,
    /// Value before.
    pub before: f64,
    /// Value after.
    pub after: f64,
    /// Part of the fall of the last step on the log scale; all parts sum to 1.
    pub share: f64,
}

/// A column that moved with a cliff.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct AlsoFell {
    /// Name of the column.
    pub name: String,
    /// What it counts.
    pub metric: String,
    /// Its depth; negative where it rose.
    pub depth: f64,
    /// Points by which it moved earlier (negative) or later than the cliff.
    pub lag: i32,
}

/// Why a cliff happened, as far as table and notes tell.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Cause {
    /// `A` violation or limited flow, `B` follower loss, `C` competitor diversion, `D` payment or
    /// system fault, `E` season or normal; `null` where the evidence does not decide.
    pub class: Option<String>,
    /// `violation_limited`, `follower_loss`, `competitor_diversion`, `payment_or_system_fault`,
    /// `season_or_normal` or `unclear`.
    pub name: String,
    /// How sure.
    pub confidence: f64,
    /// What speaks for it, in Chinese.
    pub evidence: Vec<String>,
    /// What speaks against it, in Chinese.
    pub against: Vec<String>,
    /// The fact that would decide, as a code: `platform_notice`, `follower_list`,
    /// `competitor_events`, `payment_log`, `same_days_last_year`.
    pub would_decide: String,
    /// Every class with its probability, `A` to `E`.
    pub classes: Vec<ClassScore>,
    /// The evidence as codes with numbers, weightiest first.
    pub signals: Vec<CauseSignal>,
}

/// One class of causes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ClassScore {
    /// `A` to `E`.
    pub class: String,
    /// Its probability.
    pub probability: f64,
}

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct CauseSignal {
    /// Stable code, for example `recommend_collapsed`.
    pub code: String,
    /// The class it speaks to.
    pub class: String,
    /// How much it speaks for it; negative against.
    pub weight: f64,
    /// Values by name.
    pub args: BTreeMap<String, String>,
}

/// How far a loss has been regained.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Recovery {
    /// `(latest - trough) / (baseline - trough)`.
    pub of_loss: f64,
    /// `latest / baseline`.
    pub of_baseline: f64,
    /// Level before.
    pub baseline: f64,
    /// Lowest level since.
    pub trough: f64,
    /// Level now.
    pub latest: f64,
    /// Points from the trough until half of the loss is regained, at the pace so far; `null` where it
    /// does not come back.
    pub half_life: Option<f64>,
    /// Points from the start until 90 % of the level before, reached or at the pace so far.
    pub to_90: Option<f64>,
    /// `true` where it fell again after it had come back by a third of the loss or more.
    pub relapse: bool,
}

/// One of the three steps of the first hour.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct DiagnosisStep {
    /// `platform`, `sources` or `competitors`.
    pub id: String,
    /// Minutes after the start by which it is due.
    pub due_minutes: u32,
    /// `answered` by the data, `partly`, or `open`: a person must look.
    pub state: String,
    /// What the data say, as codes with values.
    pub facts: Vec<CauseSignal>,
    /// What a person must look up, as codes.
    pub look_up: Vec<String>,
}

/// Something that happened, by the notes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct TrafficEvent {
    /// File of the note.
    pub file: String,
    /// Line of the note.
    #[cfg_attr(test, ts(type = "number"))]
    pub line: u64,
    /// Its time as in the table's points.
    pub time: Option<String>,
    /// `violation`, `competitor`, `system`, `campaign`, `ads`, `post`, `operation`, `holiday`,
    /// `follower` or `other`.
    pub kind: String,
    /// Its text.
    pub text: String,
    /// Days from the weightiest cliff to it, negative before; `null` without one.
    pub lag_days: Option<f64>,
    /// `true` where it was taken as evidence.
    pub used: bool,
    /// Rules that its text hits, where it is a post of the 72 hours before the cliff, worst first.
    pub hits: Vec<PostHit>,
}

/// A rule that a post hits.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct PostHit {
    /// Rule id.
    pub rule: String,
    /// `S1` (worst) to `S4`.
    pub severity: String,
    /// The words.
    pub matched: String,
}

/// A sum that must hold.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct IdentityCheck {
    /// `sources_sum` or `net_followers`.
    pub code: String,
    /// The columns concerned, the sum last.
    pub columns: Vec<String>,
    /// Points at which it was looked at.
    pub points: u32,
    /// Points at which it is off by more than 5 %.
    pub off: u32,
    /// `true` where it holds at nine points of ten.
    pub holds: bool,
}

/// Signs of the days before followers leave.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct UnfollowWarning {
    /// The first point at which the signs came together.
    pub index: u32,
    /// Its time.
    pub time: Option<String>,
    /// How strong they are.
    pub score: f64,
    /// Points before the cliff or, without one, before the last point.
    pub lead: u32,
    /// What they are, as codes with values.
    pub reasons: Vec<CauseSignal>,
}
