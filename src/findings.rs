//! Findings over a whole export: found once, kept as columns, counted by rule, person and group.

use std::collections::{BTreeMap, BTreeSet};

use crate::export::{ConversationId, Export, Kind, Message, Role};
use crate::ingest::OnProgress;
use crate::report::{ConversationCount, PersonCount, ProgressReport, RuleCount, ScanReport, Stage};
use crate::rules::{Hit, Lens, RuleSet, Scratch, Severity};
use crate::session::conversation_name;
use crate::time::Timestamp;
use crate::{Error, Result};

/// How many messages are scanned between two looks at the progress function.
const BATCH: u32 = 4096;

/// How many people a report names at most; the severest come first.
const MOST_PEOPLE: usize = 500;

/// Hits of every message, in order of messages.
#[derive(Default)]
pub(crate) struct Findings {
    hits: Vec<Hit>,
    /// Message of each run of hits, ascending, and where the run starts in `hits`.
    runs: Vec<(u32, u32)>,
    scanned: u64,
    /// Hits left out because the user exempted them.
    exempted: u64,
    /// What the user changes, as it was when the scan began.
    lens: Lens,
}

impl Findings {
    /// Severity of a rule in a conversation.
    pub(crate) fn severity(&self, conversation: ConversationId, rule: u16) -> Severity {
        self.lens.severity(Some(conversation.0), rule).unwrap_or(Severity::S4)
    }

    /// Hits of one message.
    pub(crate) fn of(&self, row: u32) -> &[Hit] {
        match self.runs.binary_search_by_key(&row, |r| r.0) {
            Ok(i) => self.run(i),
            Err(_) => &[],
        }
    }

    fn run(&self, i: usize) -> &[Hit] {
        let end = self.runs.get(i + 1).map_or(self.hits.len(), |next| next.1 as usize);
        &self.hits[self.runs[i].1 as usize..end]
    }

    /// Messages with a hit that fits, ascending.
    pub(crate) fn rows_with(&self, fits: impl Fn(u32, &Hit) -> bool) -> impl Iterator<Item = u32> {
        let all = self.runs.iter().enumerate();
        all.filter(move |(i, (row, _))| self.run(*i).iter().any(|hit| fits(*row, hit)))
            .map(|(_, (row, _))| *row)
    }

    /// Counts what was found.
    pub(crate) fn report(
        &self,
        export: &Export,
        rules: &RuleSet,
        roles: &[Role],
        sent: &[u32],
    ) -> ScanReport {
        let mut by_rule: BTreeMap<u16, RuleTally> = BTreeMap::new();
        let mut by_person: BTreeMap<u32, PersonTally> = BTreeMap::new();
        let mut by_conversation = vec![BTreeMap::new(); export.conversations().len()];
        let mut by_severity = BTreeMap::new();
        for (i, (row, _)) in self.runs.iter().enumerate() {
            let message = export.message(*row);
            let mut seen = None;
            for hit in self.run(i) {
                let severity = self.severity(message.conversation, hit.rule);
                *by_severity.entry(severity).or_insert(0) += 1;
                let conversation: &mut BTreeMap<Severity, u64> =
                    &mut by_conversation[message.conversation.0 as usize];
                *conversation.entry(severity).or_insert(0) += 1;
                let tally = by_rule.entry(hit.rule).or_default();
                tally.hits += 1;
                tally.worst = Some(tally.worst.map_or(severity, |worst| worst.min(severity)));
                if seen != Some(hit.rule) {
                    tally.messages.insert(*row);
                }
                seen = Some(hit.rule);
                tally.people.extend(message.member.map(|m| m.0));
                tally.see(message.conversation, message.time);
                if let Some(member) = message.member {
                    by_person.entry(member.0).or_default().see(hit.rule, severity);
                }
            }
        }
        ScanReport {
            messages: self.scanned,
            messages_hit: self.runs.len() as u64,
            hits: self.hits.len() as u64,
            exempted: self.exempted,
            by_severity,
            by_rule: rule_counts(by_rule, export, rules),
            by_person: person_counts(by_person, export, rules, roles, sent),
            by_conversation: conversation_counts(by_conversation, export),
        }
    }
}

#[derive(Default)]
struct PersonTally {
    rules: BTreeMap<u16, u64>,
    worst: Option<Severity>,
}

impl PersonTally {
    fn see(&mut self, rule: u16, severity: Severity) {
        *self.rules.entry(rule).or_insert(0) += 1;
        self.worst = Some(self.worst.map_or(severity, |worst| worst.min(severity)));
    }
}

#[derive(Default)]
struct RuleTally {
    hits: u64,
    /// Severest of its findings: groups may have it differ.
    worst: Option<Severity>,
    messages: BTreeSet<u32>,
    people: BTreeSet<u32>,
    first: Option<(Timestamp, ConversationId)>,
    last: Option<(Timestamp, ConversationId)>,
}

impl RuleTally {
    fn see(&mut self, conversation: ConversationId, time: Option<Timestamp>) {
        let Some(time) = time else { return };
        if self.first.is_none_or(|(first, _)| time < first) {
            self.first = Some((time, conversation));
        }
        if self.last.is_none_or(|(last, _)| time > last) {
            self.last = Some((time, conversation));
        }
    }
}

fn rule_counts(
    tallies: BTreeMap<u16, RuleTally>,
    export: &Export,
    rules: &RuleSet,
) -> Vec<RuleCount> {
    let text = |at: Option<(Timestamp, ConversationId)>| {
        at.and_then(|(time, conversation)| export.time_text(conversation, Some(time)))
    };
    let count = |(rule, tally): (u16, RuleTally)| RuleCount {
        rule: rules.infos()[usize::from(rule)].id.clone(),
        severity: tally.worst.unwrap_or_else(|| rules.severity(rule)),
        hits: tally.hits,
        messages: tally.messages.len() as u64,
        people: tally.people.len() as u64,
        first: text(tally.first),
        last: text(tally.last),
    };
    let mut counts: Vec<_> = tallies.into_iter().map(count).collect();
    counts.sort_by(|a, b| (a.severity, b.hits, &a.rule).cmp(&(b.severity, a.hits, &b.rule)));
    counts
}

fn person_counts(
    tallies: BTreeMap<u32, PersonTally>,
    export: &Export,
    rules: &RuleSet,
    roles: &[Role],
    sent: &[u32],
) -> Vec<PersonCount> {
    let count = |(index, tally): (u32, PersonTally)| {
        let member = export.members().get(index as usize)?;
        Some(PersonCount {
            member: index,
            name: export.name(member.name).to_string(),
            conversation: conversation_name(member.conversation),
            role: roles.get(index as usize).copied().unwrap_or_default(),
            messages: sent.get(index as usize).copied().unwrap_or(0).into(),
            hits: tally.rules.values().sum(),
            worst: tally.worst?,
            rules: tally
                .rules
                .iter()
                .map(|(rule, n)| (rules.infos()[usize::from(*rule)].id.clone(), *n))
                .collect(),
        })
    };
    let mut counts: Vec<_> = tallies.into_iter().filter_map(count).collect();
    counts.sort_by(|a, b| (a.worst, b.hits, &a.name).cmp(&(b.worst, a.hits, &b.name)));
    counts.truncate(MOST_PEOPLE);
    counts
}

fn conversation_counts(
    tallies: Vec<BTreeMap<Severity, u64>>,
    export: &Export,
) -> Vec<ConversationCount> {
    let count = |(index, by_severity): (usize, BTreeMap<Severity, u64>)| {
        let conversation = &export.conversations()[index];
        let people_sent = |m: &crate::export::Message<'_>| m.kind != Kind::System;
        ConversationCount {
            conversation: conversation_name(ConversationId(index as u32)),
            messages: export.messages(conversation).filter(people_sent).count() as u64,
            hits: by_severity.values().sum(),
            by_severity,
        }
    };
    tallies.into_iter().enumerate().map(count).collect()
}

/// Scans every message that a person wrote.
pub(crate) fn scan_export(
    export: &Export,
    rules: &RuleSet,
    roles: &[Role],
    lens: &Lens,
    on_progress: &mut OnProgress<'_>,
) -> Result<Findings> {
    let mut findings = Findings { lens: lens.clone(), ..Findings::default() };
    let (mut scratch, mut hits) = (Scratch::default(), Vec::new());
    each_message(export, roles, on_progress, |row, message, role| {
        findings.scanned += 1;
        rules.scan(message.text, role, &mut scratch, &mut hits);
        if hits.is_empty() {
            return;
        }
        let group = Some(message.conversation.0);
        findings.exempted += lens.filter(rules, group, message.text, &mut hits);
        if !hits.is_empty() {
            findings.runs.push((row, findings.hits.len() as u32));
            findings.hits.extend_from_slice(&hits);
        }
    })?;
    Ok(findings)
}

/// Hands over every message that a person wrote, with the role of that person.
pub(crate) fn each_message(
    export: &Export,
    roles: &[Role],
    on_progress: &mut OnProgress<'_>,
    mut each: impl FnMut(u32, &Message<'_>, Role),
) -> Result<()> {
    let total = export.len() as u32;
    for row in 0..total {
        if row % BATCH == 0 {
            let done = u64::from(row);
            let progress = ProgressReport {
                stage: Stage::Scan,
                done,
                total: u64::from(total),
                messages: done,
            };
            if on_progress(progress).is_break() {
                return Err(Error::Cancelled);
            }
        }
        let message = export.message(row);
        if message.kind == Kind::System || message.text.is_empty() {
            continue;
        }
        let role = message.member.and_then(|m| roles.get(m.0 as usize)).copied();
        each(row, &message, role.unwrap_or_default());
    }
    Ok(())
}
