//! The whole analysis: every part in its order.

use super::clocks::Hours;
use super::cues::{Cues, Set};
use super::incident::{self, Context};
use super::kinds::{self, KindSpec};
use super::metrics::{self, Counts};
use super::signals::{self, Score, Signals};
use super::spread::{self, Trouble};
use super::staff::{Staff, Standing};
use super::talk::{Desk, Families, Talk};
use super::topics::Candidate;
use super::{assemble, fairness, ledger, money, people};
use std::collections::BTreeMap;

use crate::export::{ConversationId, Export, Role};
use crate::report::{
    AnalysisReport, AnalyzeOptions, ConversationMetrics, IncidentKind, IncidentReport,
    MemberReport, SpreadReport,
};
use crate::rules::{Hit, Severity};
use crate::session::conversation_name;
use crate::time::Timestamp;

const CUES: &str = include_str!("cues.tsv");
const KINDS: &str = include_str!("kinds.toml");
/// Rules that detectors ask for beside those in `kinds.toml`.
const RULES: &[&str] = &[
    "CP-08", "CP-10", "CP-11", "GB-01", "GB-03", "GB-04", "GB-05", "GB-06", "GB-07", "GB-08",
    "GB-09", "GB-10", "GB-11", "GB-14", "SV-01",
];
/// Most people in a report; those with something to look at come first.
const MOST_PEOPLE: usize = 500;

/// What an analysis is made with, read once.
pub(crate) struct Analysis {
    cues: Cues,
    kinds: Vec<KindSpec>,
    families: Families,
}

/// What is analysed.
pub(crate) struct Input<'a> {
    pub(crate) export: &'a Export,
    /// Role of each member, by the user and the files.
    pub(crate) roles: &'a [Role],
    /// Ids of the rules, by their index.
    pub(crate) rules: &'a [&'a str],
    /// Findings in a row.
    pub(crate) hits: &'a dyn Fn(u32) -> &'a [Hit],
    /// Probabilities of a text model, one a row; `None` where there is none.
    pub(crate) scores: Option<&'a [Score]>,
    pub(crate) options: &'a AnalyzeOptions,
}

impl Analysis {
    /// Reads the tables.
    pub(crate) fn new() -> Analysis {
        let mut cues = Cues::read(CUES);
        for name in signals::STRUCTURE.iter().chain(RULES) {
            cues.family(name);
        }
        for name in kinds::families(KINDS) {
            cues.family(&name);
        }
        let kinds = kinds::read(KINDS, &cues);
        Analysis { families: Families::of(&cues), kinds, cues }
    }

    /// Analyses everything. Sources and hits are left to the caller.
    pub(crate) fn run(&self, input: &Input<'_>) -> AnalysisReport {
        let export = input.export;
        let listed = !input.options.staff.is_empty();
        let bits: Vec<Set> = input.rules.iter().map(|id| self.cues.bit(id)).collect();
        let rule_families = |row: u32| {
            (input.hits)(row).iter().fold(0, |set, hit| set | bits[usize::from(hit.rule)])
        };
        let about_copy = |hit: &&Hit| {
            let id = input.rules[usize::from(hit.rule)];
            id.starts_with("AD-") || id.starts_with("PL-")
        };
        let signals = Signals::read(export, &self.cues, rule_families, input.scores);
        let standing = Standing::of(export, input.roles, listed, &self.cues, &signals);
        let desk = Desk {
            export,
            cues: &self.cues,
            signals: &signals,
            standing: &standing,
            families: &self.families,
        };
        let newest = (0..export.len() as u32).filter_map(|r| export.message(r).time).max();
        let asked = input.options.now.as_deref().and_then(Timestamp::from_rfc3339);
        let now = asked.or(newest).map_or(0, |t| t.0);
        let hours = input.options.service_hours.as_deref().and_then(Hours::read);
        let sensitive: Vec<(i64, i64)> =
            input.options.sensitive.iter().filter_map(window).collect();
        let context = Context {
            base: &|kind| {
                let spec = self.kinds.iter().find(|s| s.kind == kind);
                spec.map_or(Severity::S2, |s| s.severity)
            },
            hours: hours.unwrap_or_default(),
            now,
            sensitive: &sensitive,
            spread: None,
        };
        let talks: Vec<Talk<'_>> = (0..export.conversations().len() as u32)
            .map(|conversation| Talk::new(&desk, conversation))
            .filter(|talk| !talk.rows.is_empty())
            .collect();
        let mut found: Vec<Vec<Candidate>> = Vec::with_capacity(talks.len());
        let mut weak: Vec<Vec<Candidate>> = Vec::with_capacity(talks.len());
        for talk in &talks {
            let (incidents, troubles) = assemble::incidents(talk, &self.kinds);
            found.push(incidents);
            weak.push(troubles);
        }
        let spreads = gone_round(&talks, &mut found, &mut weak);
        let mut report = AnalysisReport::default();
        let mut all = Counts::default();
        for (talk, found) in talks.iter().zip(&found) {
            let tickets = ledger::tickets(talk);
            let by_staff = talk.rows.clone().filter(|row| talk.by_staff(*row));
            let hits = by_staff
                .map(|row| (input.hits)(row).iter().filter(about_copy).count() as u64)
                .sum();
            let mut counts = Counts::of(talk, &tickets, context.hours, now, hits);
            for candidate in found {
                let spread = spreads.get(&(talk.conversation, candidate.first(), candidate.kind));
                let context = Context { spread, ..context };
                let incident = incident::report(talk, candidate, &context);
                let lead = incident.official_response.minutes;
                counts.see(&incident, lead, metrics::is_open(&incident));
                report.incidents.push(incident);
            }
            report.governance.sanctions.extend(fairness::sanctions(
                talk,
                found,
                &input.options.tiers,
            ));
            report.governance.rules.push(fairness::coverage(talk));
            report.governance.friction.extend(fairness::friction(talk, found));
            report.money.claims.extend(money::claims(talk, found));
            report.money.plans.extend(money::plans(talk));
            let members =
                people::people(talk, &tickets, found, now, input.roles, &input.options.tiers);
            report.members.extend(members.into_iter().map(|(_, m)| m));
            all.add(&counts);
            let metrics = counts.metrics();
            report.conversations.push(ConversationMetrics { conversation: talk.id(), metrics });
        }
        self.weigh_up(&talks, &mut report);
        report.metrics = all.metrics();
        let parity = &report.governance.parity;
        report.metrics.insert("M21".into(), parity.clone());
        report.assumptions = assumptions(&standing);
        shorten(&mut report.members);
        report
    }
}

impl Analysis {
    /// What needs the whole list: its order, parity, one-sided sanctions, losses.
    fn weigh_up(&self, talks: &[Talk<'_>], report: &mut AnalysisReport) {
        arrange(&mut report.incidents);
        report.governance.parity = fairness::parity(&mut report.governance.sanctions);
        for incident in &report.incidents {
            let talk = talks.iter().find(|t| t.id() == incident.conversation);
            report.money.losses.extend(talk.and_then(|talk| money::loss(talk, incident)));
            if incident.kind == IncidentKind::Quarrel {
                let names: Vec<String> =
                    incident.participants.iter().map(|p| p.name.clone()).collect();
                let rows = &report.governance.sanctions;
                if fairness::one_sided(&names, &incident.conversation, rows) {
                    report.governance.one_sided.push(incident.id.clone());
                }
            }
        }
    }
}

/// Claims in several conversations: their incidents are named so, and troubles that were none on
/// their own become incidents. By conversation, first row and kind.
fn gone_round(
    talks: &[Talk<'_>],
    found: &mut [Vec<Candidate>],
    weak: &mut [Vec<Candidate>],
) -> BTreeMap<(u32, u32, IncidentKind), SpreadReport> {
    let mut out = BTreeMap::new();
    if talks.len() < 2 {
        return out;
    }
    // Where each trouble lies: conversation, whether it is an incident, its number.
    let mut places = Vec::new();
    let mut troubles = Vec::new();
    for (c, talk) in talks.iter().enumerate() {
        for (strong, list) in [(true, &found[c]), (false, &weak[c])] {
            for (i, candidate) in list.iter().enumerate() {
                if candidate.kind != IncidentKind::Quarrel {
                    places.push((c, strong, i));
                    troubles.push(Trouble::of(talk, candidate));
                }
            }
        }
    }
    for spread in spread::spreads(&troubles) {
        let id = |c: &u32| conversation_name(ConversationId(*c));
        let report = SpreadReport {
            groups: spread.order.len() as u32,
            order: spread.order.iter().map(id).collect(),
            carriers: spread.carriers.clone(),
            half_minutes: Some(spread.half_minutes),
            ..SpreadReport::default()
        };
        for at in &spread.troubles {
            let (c, strong, i) = places[*at];
            let candidate = if strong { &mut found[c][i] } else { &mut weak[c][i] };
            candidate.kind = spread::name(candidate.kind);
            candidate.ratio = candidate.ratio.max(1.3);
            let key = (talks[c].conversation, candidate.first(), candidate.kind);
            if !strong {
                let promoted = candidate.clone();
                found[c].push(promoted);
            }
            out.insert(key, report.clone());
        }
    }
    out
}

fn window((from, to): &(String, String)) -> Option<(i64, i64)> {
    Some((Timestamp::from_rfc3339(from)?.0, Timestamp::from_rfc3339(to)?.0))
}

/// Most severe first, then by time; numbered in that order.
fn arrange(incidents: &mut [IncidentReport]) {
    incidents.sort_by(|a, b| {
        let key = |i: &IncidentReport| {
            (i.severity, i.start.clone(), i.conversation.clone(), i.first_message, i.kind)
        };
        key(a).cmp(&key(b))
    });
    for (i, incident) in incidents.iter_mut().enumerate() {
        incident.id = format!("i{}", i + 1);
    }
}

/// Those with something to look at first, then by messages.
fn shorten(members: &mut Vec<MemberReport>) {
    members.sort_by(|a, b| {
        let worth = |m: &MemberReport| m.conduct_risk.max(m.service_debt);
        worth(b)
            .total_cmp(&worth(a))
            .then(b.messages.cmp(&a.messages))
            .then_with(|| (&a.conversation, &a.name).cmp(&(&b.conversation, &b.name)))
    });
    members.truncate(MOST_PEOPLE);
}

fn assumptions(standing: &Standing) -> Vec<String> {
    let count = |which: Staff| standing.staff.iter().filter(|s| **s == which).count();
    let mut out = Vec::new();
    for (which, how) in [(Staff::ByName, "by their names"), (Staff::ByManner, "by how they write")]
    {
        let n = count(which);
        if n > 0 {
            out.push(format!("{n} taken for staff {how}; name them with --staff to be sure"));
        }
    }
    out
}
