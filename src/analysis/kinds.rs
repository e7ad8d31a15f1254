//! What makes an incident of each kind, read from `kinds.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::cues::{Cues, Set};
use crate::report::IncidentKind;
use crate::rules::Severity;

/// One kind, with its families as bits.
pub(crate) struct KindSpec {
    pub(crate) kind: IncidentKind,
    pub(crate) severity: Severity,
    pub(crate) bar: f64,
    pub(crate) people: usize,
    pub(crate) cap: f64,
    pub(crate) prior: f64,
    pub(crate) gap_ms: i64,
    pub(crate) gap_messages: u32,
    /// A family that someone must show; none where it is empty.
    pub(crate) needs: Set,
    /// Words of its field, which open it where trouble stands beside them.
    pub(crate) subject: Set,
    /// Families that staff shows and that name the kind.
    pub(crate) staff_only: Set,
    pub(crate) core: Weights,
    pub(crate) support: Weights,
    pub(crate) staff: Weights,
    pub(crate) against: Weights,
}

/// Families with what each is worth.
#[derive(Default)]
pub(crate) struct Weights {
    /// All of them.
    pub(crate) set: Set,
    each: Vec<(Set, f64)>,
}

impl Weights {
    fn new(table: &BTreeMap<String, f64>, cues: &Cues) -> Weights {
        let each: Vec<(Set, f64)> = table
            .iter()
            .map(|(name, w)| (cues.bit(name), *w))
            .filter(|(bit, _)| *bit != 0)
            .collect();
        Weights { set: each.iter().fold(0, |set, (bit, _)| set | bit), each }
    }

    /// The families of a set and their worth.
    pub(crate) fn of(&self, set: Set) -> impl Iterator<Item = (Set, f64)> + '_ {
        self.each.iter().copied().filter(move |(bit, _)| set & bit != 0)
    }

    /// The most that one family of a set is worth.
    pub(crate) fn best(&self, set: Set) -> f64 {
        self.of(set).map(|(_, w)| w).fold(0.0, f64::max)
    }
}

#[derive(Deserialize)]
struct File {
    kind: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: IncidentKind,
    #[serde(rename = "playbook")]
    _playbook: String,
    severity: Severity,
    bar: f64,
    people: usize,
    cap: f64,
    prior: f64,
    gap_minutes: i64,
    gap_messages: u32,
    #[serde(default)]
    needs: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    core: BTreeMap<String, f64>,
    #[serde(default)]
    support: BTreeMap<String, f64>,
    #[serde(default)]
    staff: BTreeMap<String, f64>,
    #[serde(default)]
    against: BTreeMap<String, f64>,
}

/// Names of every family that a table of kinds uses, in order.
pub(crate) fn families(text: &str) -> Vec<String> {
    let entries = entries(text);
    let tables = entries.iter().flat_map(|e| [&e.core, &e.support, &e.staff, &e.against]);
    tables.flat_map(|table| table.keys().cloned()).collect()
}

/// The kinds of a table.
pub(crate) fn read(text: &str, cues: &Cues) -> Vec<KindSpec> {
    let spec = |entry: Entry| KindSpec {
        kind: entry.id,
        severity: entry.severity,
        bar: entry.bar,
        people: entry.people,
        cap: entry.cap,
        prior: entry.prior,
        gap_ms: entry.gap_minutes * super::signals::MINUTE,
        gap_messages: entry.gap_messages,
        needs: cues.bit(&entry.needs),
        subject: cues.bit(&entry.subject),
        staff_only: Weights::new(&entry.staff, cues)
            .of(u128::MAX)
            .filter(|(_, w)| *w >= 0.6)
            .fold(0, |set, (bit, _)| set | bit),
        core: Weights::new(&entry.core, cues),
        support: Weights::new(&entry.support, cues),
        staff: Weights::new(&entry.staff, cues),
        against: Weights::new(&entry.against, cues),
    };
    entries(text).into_iter().map(spec).collect()
}

/// The table is part of the program and a test reads it, so that it is never empty.
fn entries(text: &str) -> Vec<Entry> {
    toml::from_str::<File>(text).map(|file| file.kind).unwrap_or_default()
}
