//! People by what they do here: conduct, what we owe them, how many react to them.
//!
//! Three numbers that are never mixed: someone who complains because we owe an answer has a high
//! service debt, no conduct risk. Signs of self-harm never count (`SE-01`), nothing is taken from
//! what someone is, and everything halves in 30 days.

use std::collections::{BTreeMap, BTreeSet};

use super::cues::Set;
use super::decay::half;
use super::ledger::Ticket;
use super::links::{Link, Recent};
use super::signals::DAY;
use super::staff::Staff;
use super::stats::rounded;
use super::talk::{NOBODY, Talk};
use super::topics::Candidate;
use crate::export::Role;
use crate::report::{Evidence, IncidentKind, MemberReport};

/// In this time everything about a person counts half.
const HALF_LIFE: i64 = 30 * DAY;
/// Fewer messages say too little about a person.
const SMALL: u64 = 20;
/// Most messages listed behind one line of evidence.
const MOST_ROWS: usize = 20;

/// What adds to a number.
#[derive(Default)]
struct Tally {
    conduct: f64,
    debt: f64,
    influence: f64,
    evidence: BTreeMap<(&'static str, &'static str), Vec<u32>>,
}

impl Tally {
    fn note(&mut self, about: &'static str, signal: &'static str, row: u32) {
        self.evidence.entry((about, signal)).or_default().push(row);
    }
}

/// The people of a conversation, by number of member.
pub(crate) fn people(
    talk: &Talk<'_>,
    tickets: &[Ticket],
    incidents: &[Candidate],
    now: i64,
    roles: &[Role],
    tiers: &BTreeMap<String, String>,
) -> Vec<(u32, MemberReport)> {
    let mut tallies: BTreeMap<u32, Tally> = BTreeMap::new();
    let mut sent: BTreeMap<u32, u64> = BTreeMap::new();
    let age = |row: u32| half((now - talk.time(row)).max(0) as f64 / HALF_LIFE as f64);
    for row in talk.rows.clone() {
        let who = talk.writer(row);
        if who != NOBODY {
            *sent.entry(who).or_default() += 1;
        }
    }
    conduct(talk, incidents, &age, &mut tallies);
    for t in tickets.iter().filter(|t| t.complaint && t.closed.is_none() && !t.by_member) {
        let tally = tallies.entry(t.member).or_default();
        tally.debt += age(t.opened) * if t.answered.is_none() { 1.0 } else { 0.4 };
        let signal =
            if t.answered.is_none() { "complaint_without_answer" } else { "complaint_not_settled" };
        tally.note("debt", signal, t.opened);
    }
    influence(talk, &age, &mut tallies);
    let report = |(who, messages): (u32, u64)| {
        let tally = tallies.remove(&who).unwrap_or_default();
        let member = talk.desk.export.members().get(who as usize)?;
        let name = talk.name(who);
        let id = member.id.as_deref().unwrap_or(name);
        let evidence = tally.evidence.iter().map(|((about, signal), rows)| Evidence {
            about: (*about).to_string(),
            signal: (*signal).to_string(),
            conversation: talk.id(),
            messages: rows.iter().take(MOST_ROWS).map(|r| r - talk.rows.start).collect(),
        });
        let staff = talk.staff(who);
        let role = match roles.get(who as usize).copied().unwrap_or_default() {
            Role::Unknown | Role::Member if staff.yes() => Role::Official,
            Role::Unknown => Role::Member,
            role => role,
        };
        Some((
            who,
            MemberReport {
                name: name.to_string(),
                conversation: talk.id(),
                role,
                role_assumed: matches!(staff, Staff::ByName | Staff::ByManner),
                tier: tiers.get(name).or_else(|| tiers.get(id)).cloned(),
                messages,
                conduct_risk: rounded(saturated(tally.conduct, 3.0)),
                service_debt: rounded(saturated(tally.debt, 1.0)),
                influence: rounded(saturated(tally.influence, 10.0)),
                small_sample: messages < SMALL,
                evidence: evidence.collect(),
            },
        ))
    };
    sent.into_iter().filter_map(report).collect()
}

/// 0 to 1; half of it at `middle`.
fn saturated(x: f64, middle: f64) -> f64 {
    x.max(0.0) / (x.max(0.0) + middle)
}

/// Lines against others, stirring, advertising, and what makes up for it.
fn conduct(
    talk: &Talk<'_>,
    incidents: &[Candidate],
    age: &dyn Fn(u32) -> f64,
    tallies: &mut BTreeMap<u32, Tally>,
) {
    let bit = |name: &str| talk.desk.cues.bit(name);
    let f = talk.desk.families;
    let rules: [(Set, f64, &str); 7] = [
        (f.abuse, 1.0, "abuse"),
        (f.threat, 1.5, "threat"),
        (bit("GB-04"), 1.5, "others_personal_data"),
        (bit("GB-07"), 0.8, "outside_advertising"),
        (bit("GB-08"), 1.0, "draws_members_away"),
        (bit("GB-09") | bit("GB-10"), 1.5, "fraud_or_gambling"),
        (bit("GB-11"), 1.2, "harassment"),
    ];
    for row in talk.rows.clone() {
        let who = talk.writer(row);
        let set = talk.set(row);
        if who == NOBODY || talk.worth(row) < 0.5 {
            continue;
        }
        for (bit, weight, signal) in rules.iter().filter(|(bit, ..)| set & bit != 0) {
            let tally = tallies.entry(who).or_default();
            tally.conduct += weight * age(row) * talk.worth(row);
            tally.note("conduct", signal, row);
            let _ = bit;
        }
        if set & f.calm != 0
            && let Some(tally) = tallies.get_mut(&who)
        {
            tally.conduct -= 0.3 * age(row);
        }
    }
    for found in incidents {
        let (weight, signal, about) = match found.kind {
            IncidentKind::Quarrel => (0.5, "heat_in_quarrel", "conduct"),
            IncidentKind::Provocation => (0.9, "stirs_up_others", "provocation"),
            _ => continue,
        };
        for row in &found.core {
            let set = talk.set(*row);
            let hot = set & (f.attack | f.retort | f.sarcasm | f.thirdneg | f.stir) != 0;
            if hot && talk.by_customer(*row) {
                let tally = tallies.entry(talk.writer(*row)).or_default();
                tally.conduct += weight * age(*row) * talk.worth(*row);
                tally.note(about, signal, *row);
                if found.kind == IncidentKind::Provocation && talk.has(*row, f.newcomer) {
                    tally.note(about, "joined_shortly_before", *row);
                }
            }
        }
    }
}

/// Others who quote or name someone within minutes.
fn influence(talk: &Talk<'_>, age: &dyn Fn(u32) -> f64, tallies: &mut BTreeMap<u32, Tally>) {
    let mut recent = Recent::default();
    let mut reacted: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for row in talk.rows.clone() {
        let who = talk.writer(row);
        if who == NOBODY {
            continue;
        }
        let message = talk.desk.export.message(row);
        let may = message.reply_to.is_some()
            || talk.has(row, talk.desk.families.mention | talk.desk.families.metoo);
        if may && let Link::Named(target) | Link::Near(target) = recent.target(talk, row) {
            let tally = tallies.entry(target).or_default();
            let new = reacted.entry(target).or_default().insert(who);
            tally.influence += age(row) * if new { 1.0 } else { 0.2 };
            tally.note("influence", "others_react", row);
        }
        recent.see(who, row);
    }
}
