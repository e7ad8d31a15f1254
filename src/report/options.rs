//! What callers may say: how to read files, and whose words are whose.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

/// How to read files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(TS))]
pub struct ParseOptions {
    /// IANA zone of wall-clock times; default `Asia/Shanghai`.
    #[cfg_attr(test, ts(optional))]
    pub tz: Option<String>,
    /// `dmy`, `mdy` or `ymd`, where the file's dates are ambiguous; default: inferred.
    #[cfg_attr(test, ts(optional))]
    pub date_order: Option<String>,
    /// Format id; default: recognised from the content.
    #[cfg_attr(test, ts(optional))]
    pub format: Option<String>,
    /// The day on which this is read, `2025-03-08`: where nothing in a file tells the year of its
    /// dates, its last one is not after this day. Default: such dates are left out.
    #[cfg_attr(test, ts(optional))]
    pub today: Option<String>,
    /// Path of the folder that the file lies in, from the one that was dropped, such as
    /// `export/general`: files below one dropped folder that make up one export are one source.
    #[cfg_attr(test, ts(optional))]
    pub folder: Option<String>,
    /// `true` leaves conversations of different files apart even where they are clearly the same.
    #[cfg_attr(test, ts(optional))]
    pub keep_apart: Option<bool>,
    /// One or two lines of a layout that is not recognised, with who, when and what marked: every
    /// line of that shape begins a message. Takes precedence over `format`.
    #[cfg_attr(test, ts(optional))]
    pub layout: Option<Vec<MarkedLine>>,
    /// For tables: the columns to use, as in [`TableReport::columns`]; default: recognised by their
    /// names.
    #[cfg_attr(test, ts(optional, type = "Record<string, number>"))]
    pub columns: Option<BTreeMap<String, u32>>,
}

/// A line of a layout that nobody knows, with what the user marked in it. Spans are offsets in
/// UTF-16 code units, start and end.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(TS))]
pub struct MarkedLine {
    /// The line.
    pub text: String,
    /// The sender's name.
    pub who: Option<(u32, u32)>,
    /// Date, time, or both.
    pub when: Option<(u32, u32)>,
    /// The words, where they stand on the same line; else they are the lines below.
    pub what: Option<(u32, u32)>,
}

/// The beginning of a file, for whoever has to say what it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Peek {
    /// Text encoding.
    pub encoding: String,
    /// The first lines that are not blank, at most 400 characters of each.
    pub lines: Vec<String>,
}

/// Whose words are whose, for a scan of what was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(TS))]
pub struct RoleOptions {
    /// Names or ids of people who speak for the operator, in every conversation.
    pub staff: Vec<String>,
    /// Names or ids of people who sell: distributors, group-buy leaders, influencers.
    pub sellers: Vec<String>,
    /// `true` where the lists are complete, even if empty: whoever is not in them is a member.
    /// Default: so where either list names someone, else the roles of the files stand.
    pub complete: bool,
}
