//! The outward shapes: what the page, JavaScript and the command line receive.
//!
//! Field names are the JSON keys. Keys may be added; none is renamed or changes its meaning.
//! Times are RFC 3339 with offset, or `null` where the source gives none. Offsets into a text are
//! UTF-16 code units of the original text. TypeScript types are generated from this file into
//! `www/engine/types.ts` by the unit test at its end.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

mod analysis;
mod classify;
mod copy;
mod gold;
mod governance;
mod options;
mod own;
mod scan;
mod traffic;

pub use analysis::{
    AnalysisReport, AnalyzeOptions, ClockReport, ClockState, ConversationMetrics, Evidence,
    HitTotals, IncidentKind, IncidentReport, MemberReport, Metric, OfficialResponse, Part,
    Participant, PromiseReport, ScopeReport, SpreadReport, Why,
};
pub use classify::{
    ClassifyOptions, ClassifyRow, Explanation, HeadReport, Judgement, Sensitivity, Threshold, Voice,
};
pub use copy::{
    CopyExemption, CopyFinding, CopyFix, CopyOptions, CopyReport, CopyRule, PackVersion,
};
pub use gold::{GoldItem, GoldLabel, GoldReport, GoldRule, GoldSample, Rate};
pub use governance::{
    ClaimRow, FrictionRow, GovernanceReport, LossRow, MoneyReport, PlanRow, RuleCoverage,
    SanctionRow,
};
pub use options::{MarkedLine, ParseOptions, Peek, RoleOptions};
pub use own::{
    BasisInfo, GroupProfile, OwnRules, PackText, Preview, PreviewItem, Profile, RuleSetting, TryRow,
};
pub use scan::{
    ConversationCount, HitReport, Localized, PersonCount, RuleCount, RuleInfo, ScanReport, ScanRow,
};
pub use traffic::{
    AlsoFell, Attribution, Cause, CauseSignal, ClassScore, Cliff, DiagnoseOptions, DiagnosisStep,
    FunnelStep, IdentityCheck, PostHit, Recovery, TrafficAnomaly, TrafficChange, TrafficColumn,
    TrafficEvent, TrafficReport, TrafficSeries, TrafficTable, UnfollowWarning,
};

use crate::{Error, export::JoinReason, export::Kind, export::Role, rules::Severity};

/// A fact about an input as a code with its values, to be put into words by the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Note {
    /// Kebab-case code, for example `zone-assumed`, `date-order-assumed`, `truncated`.
    pub code: String,
    /// Values by name.
    pub args: BTreeMap<String, String>,
    /// `true` for what was assumed, `false` for what looked wrong.
    pub assumption: bool,
}

/// A file that could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Failure {
    /// File name; empty where the failure is about no file.
    pub file: String,
    /// Number of the file among those given, from 0; `null` where the failure is about no file.
    pub input: Option<u32>,
    /// [`Error::code`].
    pub code: String,
    /// The facts by name.
    pub args: BTreeMap<String, String>,
    /// The same in English.
    pub message: String,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        Failure {
            file: error.file().to_string(),
            input: None,
            code: error.code().to_string(),
            args: error.args().into_iter().map(|(k, v)| (k.to_string(), v)).collect(),
            message: error.to_string(),
        }
    }
}

/// Result of reading one or more files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ParseReport {
    /// One entry per file that was read, in the order given.
    pub sources: Vec<SourceReport>,
    /// Files that were not, in the order given.
    pub failures: Vec<Failure>,
    /// Conversations of different files that were joined, and those that may be one.
    pub joins: Vec<JoinReport>,
    /// Files that are no chat but say who and what the ids of others stand for.
    pub lists: Vec<ListReport>,
}

/// A list of people or conversations that was found beside the chats, and used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ListReport {
    /// File name as given, and for one in an archive its path there.
    pub file: String,
    /// Number of the file among those given, from 0.
    pub input: u32,
    /// People it names.
    #[cfg_attr(test, ts(type = "number"))]
    pub people: u64,
    /// Conversations it names.
    #[cfg_attr(test, ts(type = "number"))]
    pub conversations: u64,
}

/// Two conversations of different files that are one, or that may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct JoinReport {
    /// What both have become, or the first of two that may be one.
    pub conversation: String,
    /// The second, where they were left apart; else `null`.
    pub other: Option<String>,
    /// The file that the second came from.
    pub file: String,
    /// Why: `same-id`, `same-messages`, `same-name-and-people`, `same-name`, `by-hand`.
    pub reason: JoinReason,
    /// Messages that both had; kept once.
    #[cfg_attr(test, ts(type = "number"))]
    pub duplicates: u64,
}

/// One file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct SourceReport {
    /// File name as given, and for one of several chats in an archive its path there.
    pub file: String,
    /// Number of the file among those given, from 0; an archive may hold several sources.
    pub input: u32,
    /// Format id, for example `whatsapp`.
    pub format: String,
    /// Text encoding, for example `utf-8`, `gb18030`, `utf-16le`.
    pub encoding: String,
    /// The conversations found, in order of their first appearance.
    pub conversations: Vec<ConversationReport>,
    /// Lines or records that are neither a message nor a known part of the layout.
    pub unparsed: Unparsed,
    /// What was assumed, in English.
    pub assumptions: Vec<String>,
    /// What looked wrong, in English.
    pub warnings: Vec<String>,
    /// The same assumptions and warnings as codes.
    pub notes: Vec<Note>,
    /// Where every line or record of the file went.
    pub ledger: Ledger,
    /// Every format that fits at all, best first, with its evidence score 0..=100.
    pub candidates: Vec<Candidate>,
    /// `dmy`, `mdy` or `ymd` where the file's dates needed an order; else `null`.
    pub date_order: Option<String>,
    /// The time zone that wall-clock times were read in, for example `Asia/Shanghai`.
    pub zone: String,
    /// For tables: their columns, and which of them were used; else `null`.
    pub table: Option<TableReport>,
}

/// The columns of a table, and what each was used as.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct TableReport {
    /// Names of the columns, from the left; at most 64 columns and 80 characters of each.
    pub header: Vec<String>,
    /// The first rows below it, at most 5.
    pub rows: Vec<Vec<String>>,
    /// Number of the column, from 0, by what it holds: `time`, `sender`, `sender_id`, `text`,
    /// `kind`, `conversation`. What is missing was not found.
    #[cfg_attr(test, ts(type = "Record<string, number>"))]
    pub columns: BTreeMap<String, u32>,
}

/// A format that a file could have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Candidate {
    /// Format id.
    pub format: String,
    /// Evidence 0..=100.
    pub score: u8,
}

/// Where every line (text formats) or record (tables, JSON) went. The parts sum to `total`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Ledger {
    /// Lines or records in the file.
    #[cfg_attr(test, ts(type = "number"))]
    pub total: u64,
    /// First lines of messages, or message records, system notices included.
    #[cfg_attr(test, ts(type = "number"))]
    pub messages: u64,
    /// Further lines of messages.
    #[cfg_attr(test, ts(type = "number"))]
    pub continuation: u64,
    /// Recognised non-messages: banner, date bar, table header, footer, comment.
    #[cfg_attr(test, ts(type = "number"))]
    pub recognised: u64,
    /// Blank lines that belong to no message.
    #[cfg_attr(test, ts(type = "number"))]
    pub blank: u64,
    /// Records left out because the same message was already there.
    #[cfg_attr(test, ts(type = "number"))]
    pub duplicates: u64,
    /// Everything else; the same number as `unparsed.records`.
    #[cfg_attr(test, ts(type = "number"))]
    pub unparsed: u64,
}

/// Lines or records that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Unparsed {
    /// How many.
    #[cfg_attr(test, ts(type = "number"))]
    pub records: u64,
    /// The first few of them.
    pub samples: Vec<UnparsedSample>,
}

/// One line or record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct UnparsedSample {
    /// Line (text) or record (JSON array) number from 1.
    #[cfg_attr(test, ts(type = "number"))]
    pub line: u64,
    /// Its text, at most 200 characters.
    pub text: String,
    /// The file of the export that it stands in, where the export is several files.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(test, ts(optional))]
    pub part: Option<String>,
}

/// One conversation of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ConversationReport {
    /// `c1`, `c2`, ... over all files of the call.
    pub id: String,
    /// Group name, or the other person's; the file name where the file gives none.
    pub title: String,
    /// `group` or `direct`.
    pub kind: String,
    /// Messages people sent: text, media, recalled; not system notices.
    #[cfg_attr(test, ts(type = "number"))]
    pub messages: u64,
    /// People who sent at least one of them.
    #[cfg_attr(test, ts(type = "number"))]
    pub participants: u64,
    /// Earliest time.
    pub first: Option<String>,
    /// Latest time.
    pub last: Option<String>,
    /// Messages by kind; system notices only appear here.
    #[cfg_attr(test, ts(type = "Record<string, number>"))]
    pub kinds: BTreeMap<String, u64>,
}

/// One message as it left the parser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct MessageRow {
    /// Conversation id.
    pub conversation: String,
    /// Position in the conversation, from 0, in order of time.
    pub index: u32,
    /// When it was sent.
    pub time: Option<String>,
    /// The sender's name as shown at that moment; `null` for notices without one.
    pub sender: Option<String>,
    /// Stable id where the source has one.
    pub sender_id: Option<String>,
    /// The sender's role.
    pub role: Role,
    /// What kind of message it is.
    pub kind: Kind,
    /// Its text, without quoted words of others.
    pub text: String,
    /// `index` of the message it answers, in the same conversation.
    pub reply_to: Option<u32>,
    /// Line (text) or record (JSON array) number in its file, from 1.
    #[cfg_attr(test, ts(type = "number"))]
    pub line: u64,
}

/// Someone who wrote in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct MemberRow {
    /// Handle for [`ViewFilter::member`] and role overrides.
    pub member: u32,
    /// Conversation id.
    pub conversation: String,
    /// Name as last shown.
    pub name: String,
    /// Stable id where the source has one.
    pub sender_id: Option<String>,
    /// Role after overrides.
    pub role: Role,
    /// `true` where the name or the source suggests that this is staff.
    pub suggested_staff: bool,
    /// Messages sent.
    #[cfg_attr(test, ts(type = "number"))]
    pub messages: u64,
}

/// Which messages a list shows. Absent fields do not restrict.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(TS))]
pub struct ViewFilter {
    /// Conversation id.
    pub conversation: Option<String>,
    /// Rule id: only messages with a finding of it.
    pub rule: Option<String>,
    /// Member handle.
    pub member: Option<u32>,
    /// Only messages with a finding at least as severe.
    pub severity: Option<Severity>,
    /// Only messages with any finding.
    pub hits_only: bool,
}

/// A message as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ViewRow {
    /// Handle of the message over everything loaded.
    pub message: u32,
    /// Member handle of the sender.
    pub member: Option<u32>,
    /// The message. Its text is cut after 4,000 UTF-16 units; `cut` says so.
    #[serde(flatten)]
    pub row: MessageRow,
    /// `true` where the text was cut.
    pub cut: bool,
    /// Findings in it, as in [`ScanRow::hits`]; findings beyond the cut are left out.
    pub hits: Vec<HitReport>,
}

/// How far a long call has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ProgressReport {
    /// What is being done.
    pub stage: Stage,
    /// Bytes (parse) or messages (scan) done.
    #[cfg_attr(test, ts(type = "number"))]
    pub done: u64,
    /// Bytes or messages in all.
    #[cfg_attr(test, ts(type = "number"))]
    pub total: u64,
    /// Messages read so far.
    #[cfg_attr(test, ts(type = "number"))]
    pub messages: u64,
}

/// A stage of a long call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Stage {
    /// Reading files.
    Parse,
    /// Looking for findings.
    Scan,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Channel, ExemptClass, Product};

    /// Writes `www/engine/types.ts` when `UPDATE_TYPES` is set, else compares it.
    #[test]
    fn typescript_types_are_current() {
        let config = ts_rs::Config::default();
        let mut out = String::from(
            "// Generated from src/report.rs by `UPDATE_TYPES=1 cargo test typescript`. Do not edit.\n\n",
        );
        macro_rules! emit { ($($t:ty),* $(,)?) => { $( out.push_str("export "); out.push_str(&<$t>::decl(&config)); out.push_str("\n\n"); )* } }
        emit!(
            Severity,
            Role,
            Kind,
            Note,
            Failure,
            JoinReason,
            JoinReport,
            ListReport,
            ParseReport,
            SourceReport,
            TableReport,
            Candidate,
            Ledger,
            Unparsed,
            UnparsedSample,
            ConversationReport,
            MessageRow,
            HitReport,
            ScanRow,
            Localized,
            RuleInfo,
            ScanReport,
            RuleCount,
            PersonCount,
            ConversationCount,
            MemberRow,
            ViewFilter,
            ViewRow,
            ProgressReport,
            Stage,
            ParseOptions,
            MarkedLine,
            Peek,
            RoleOptions,
            Product,
            Channel,
            ExemptClass,
            CopyOptions,
            CopyReport,
            CopyFinding,
            CopyExemption,
            CopyFix,
            CopyRule,
            PackVersion,
            BasisInfo,
            PackText,
            RuleSetting,
            GroupProfile,
            Profile,
            OwnRules,
            PreviewItem,
            Preview,
            TryRow,
            GoldItem,
            GoldSample,
            GoldLabel,
            Rate,
            GoldRule,
            GoldReport,
            Sensitivity,
            Judgement,
            ClassifyRow,
            ClassifyOptions,
            Voice,
            Explanation,
            Threshold,
            HeadReport,
            DiagnoseOptions,
            TrafficReport,
            TrafficTable,
            TrafficColumn,
            TrafficSeries,
            TrafficChange,
            TrafficAnomaly,
            Cliff,
            Attribution,
            FunnelStep,
            AlsoFell,
            Cause,
            ClassScore,
            CauseSignal,
            Recovery,
            DiagnosisStep,
            TrafficEvent,
            PostHit,
            IdentityCheck,
            UnfollowWarning,
            IncidentKind,
            Part,
            ClockState,
            AnalyzeOptions,
            AnalysisReport,
            HitTotals,
            IncidentReport,
            Participant,
            Why,
            OfficialResponse,
            ClockReport,
            PromiseReport,
            SpreadReport,
            ScopeReport,
            MemberReport,
            Evidence,
            Metric,
            ConversationMetrics,
            GovernanceReport,
            SanctionRow,
            RuleCoverage,
            FrictionRow,
            MoneyReport,
            ClaimRow,
            PlanRow,
            LossRow,
        );
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/www/engine/types.ts");
        if std::env::var_os("UPDATE_TYPES").is_some() {
            std::fs::write(path, &out).expect("types.ts is writable");
        }
        let current = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(current, out, "run UPDATE_TYPES=1 cargo test typescript");
    }
}
