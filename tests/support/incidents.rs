//! Chats with truth, and how an analysis does on them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use qunzhen::Session;
use qunzhen::ingest::File;
use qunzhen::report::{AnalyzeOptions, IncidentReport, ParseOptions};
use qunzhen::rules::Severity;
use serde_json::Value;

/// Share of the union of both stretches that must be in common for an incident to be found.
const OVERLAP: f64 = 0.2;

#[derive(Debug, Default)]
pub struct Tally {
    pub incidents: u32,
    pub found: u32,
    pub kind: u32,
    pub alarms: u32,
    pub true_alarms: u32,
    /// Alarms that are S1 or S2, and those of them that are true.
    pub urgent: u32,
    pub true_urgent: u32,
    pub quiet: u32,
    pub quiet_alarmed: u32,
    pub notes: Vec<String>,
}

impl Tally {
    pub fn add(&mut self, other: &Tally) {
        self.incidents += other.incidents;
        self.found += other.found;
        self.kind += other.kind;
        self.alarms += other.alarms;
        self.true_alarms += other.true_alarms;
        self.urgent += other.urgent;
        self.true_urgent += other.true_urgent;
        self.quiet += other.quiet;
        self.quiet_alarmed += other.quiet_alarmed;
    }
}

pub fn share(k: u32, n: u32) -> f64 {
    f64::from(k) / f64::from(n.max(1))
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = |k: u32, n: u32| format!("{k} of {n} ({:.0} %)", 100.0 * share(k, n));
        writeln!(f, "incidents found        {}", line(self.found, self.incidents))?;
        writeln!(f, "of the right kind      {}", line(self.kind, self.incidents))?;
        writeln!(f, "alarms that are true   {}", line(self.true_alarms, self.alarms))?;
        writeln!(f, "S1 and S2 that are     {}", line(self.true_urgent, self.urgent))?;
        write!(f, "quiet chats alarmed    {}", line(self.quiet_alarmed, self.quiet))
    }
}

/// Every chat of a folder with its tally.
pub fn measure(folder: &Path, with_staff: bool) -> Vec<(String, Tally)> {
    let mut session = Session::new().expect("built-in rules load");
    let files = groups(folder).into_iter();
    files.flat_map(|(_, paths)| measure_together(&mut session, &paths, with_staff)).collect()
}

/// Chats with a truth, those that belong together under one name.
fn groups(folder: &Path) -> BTreeMap<String, Vec<PathBuf>> {
    let mut groups: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("readable").path()).collect();
    paths.sort();
    let chat = |p: &PathBuf| {
        p.extension().is_some_and(|e| e == "csv") && p.with_extension("json").exists()
    };
    for path in paths.into_iter().filter(chat) {
        let name = stem(&path);
        let whole =
            name.strip_suffix(|c: char| c.is_ascii_digit()).and_then(|n| n.strip_suffix('x'));
        groups.entry(whole.unwrap_or(&name).to_string()).or_default().push(path);
    }
    groups
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

fn measure_together(
    session: &mut Session,
    paths: &[PathBuf],
    with_staff: bool,
) -> Vec<(String, Tally)> {
    let truth = |p: &PathBuf| -> Value {
        let text = std::fs::read_to_string(p.with_extension("json")).expect("a truth");
        serde_json::from_str(&text).expect("a truth is JSON")
    };
    let truths: Vec<Value> = paths.iter().map(truth).collect();
    let bytes: Vec<Vec<u8>> = paths.iter().map(|p| std::fs::read(p).expect("readable")).collect();
    let options = ParseOptions { keep_apart: Some(true), ..ParseOptions::default() };
    let file =
        |(path, bytes): (&PathBuf, &'_ Vec<u8>)| (stem(path), bytes.clone(), options.clone());
    let held: Vec<_> = paths.iter().zip(&bytes).map(file).collect();
    let mut files: Vec<File<'_>> = held
        .iter()
        .map(|(name, bytes, options)| File {
            name: name.clone(),
            data: Box::new(bytes.as_slice()),
            options: options.clone(),
        })
        .collect();
    session.parse(&mut files, &mut |_| ControlFlow::Continue(())).expect("not cancelled");
    let names = |t: &Value| -> Vec<String> {
        let list = t["staff"].as_array().cloned().unwrap_or_default();
        list.iter().filter_map(|v| v.as_str().map(str::to_string)).collect()
    };
    let staff = if with_staff { truths.iter().flat_map(names).collect() } else { Vec::new() };
    let options = AnalyzeOptions { staff, ..AnalyzeOptions::default() };
    let report =
        session.analyze(&options, &mut |_| ControlFlow::Continue(())).expect("not cancelled");
    let one = |(i, truth): (usize, &Value)| {
        let conversation = format!("c{}", i + 1);
        let found: Vec<&IncidentReport> =
            report.incidents.iter().filter(|i| i.conversation == conversation).collect();
        (stem(&paths[i]), compare(truth, &found))
    };
    truths.iter().enumerate().map(one).collect()
}

fn compare(truth: &Value, found: &[&IncidentReport]) -> Tally {
    let mut tally = Tally::default();
    let mut used = vec![false; found.len()];
    let kind_of = |i: &IncidentReport| serde_json::to_value(i.kind).expect("a name");
    for incident in truth["incidents"].as_array().into_iter().flatten() {
        let at = |key: &str| incident[key].as_u64().unwrap_or(0) as u32;
        let (first, last) = (at("first"), at("last"));
        let core: BTreeSet<u32> = incident["core"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|v| v.as_u64().map(|n| n as u32))
            .collect();
        let fits = |i: &IncidentReport| {
            let (a, b) = (i.first_message, i.messages.last().copied().unwrap_or(i.first_message));
            let common = i64::from(b.min(last)) - i64::from(a.max(first)) + 1;
            let all = i64::from(b.max(last)) - i64::from(a.min(first)) + 1;
            i.messages.iter().any(|m| core.contains(m)) && common as f64 >= OVERLAP * all as f64
        };
        tally.incidents += 1;
        let hits: Vec<usize> = (0..found.len()).filter(|i| fits(found[*i])).collect();
        hits.iter().for_each(|i| used[*i] = true);
        let right = hits.iter().any(|i| kind_of(found[*i]) == incident["kind"]);
        tally.found += u32::from(!hits.is_empty());
        tally.kind += u32::from(right);
        if !right {
            let what = if hits.is_empty() { "missed" } else { "other kind" };
            tally.notes.push(format!("{what}: {} {first}-{last}", incident["kind"]));
        }
    }
    for (incident, used) in found.iter().zip(&used) {
        let urgent = incident.severity <= Severity::S2;
        tally.alarms += 1;
        tally.true_alarms += u32::from(*used);
        tally.urgent += u32::from(urgent);
        tally.true_urgent += u32::from(urgent && *used);
        let note = if *used { "alarm" } else { "false alarm" };
        let last = incident.messages.last().copied().unwrap_or(0);
        tally.notes.push(format!(
            "{note}: {} {:?} {}-{last}",
            kind_of(incident),
            incident.severity,
            incident.first_message
        ));
    }
    let quiet = truth["quiet"].as_bool().unwrap_or(false);
    tally.quiet = u32::from(quiet);
    tally.quiet_alarmed = u32::from(quiet && !found.is_empty());
    tally
}
