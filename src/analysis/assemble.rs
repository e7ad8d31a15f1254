//! From candidates of all kinds to one list: which kind a stretch of talk belongs to.
//!
//! Signs of trouble are shared by many kinds: people ask, wait, agree, doubt. So candidates that lie
//! over one another are taken together. One of them must reach its bar for an alarm; what it is
//! called is then settled by score and by how much of the talk is in the words of that field.

use std::collections::BTreeSet;

use super::kinds::KindSpec;
use super::quarrel;
use super::signals::HOUR;
use super::talk::Talk;
use super::topics::{self, Candidate};
use crate::report::IncidentKind;

/// A candidate under its bar may still give its name to an alarm, from this ratio on.
const NAMES: f64 = 0.5;
/// Beyond this a higher score says nothing more about the kind.
const MOST_RATIO: f64 = 2.5;
/// What talk in the words of a field adds to its score, for each doubling.
const BY_SUBJECT: f64 = 0.3;
/// A second incident over the same stretch needs this much, and messages of its own.
const SECOND: f64 = 1.4;
const MOST_SHARED: f64 = 0.25;

/// Incidents of one conversation, in order of their first messages, and troubles that are none on
/// their own.
pub(crate) fn incidents(talk: &Talk<'_>, kinds: &[KindSpec]) -> (Vec<Candidate>, Vec<Candidate>) {
    let mut topical: Vec<Candidate> = Vec::new();
    for spec in kinds {
        topical.extend(topics::find(talk, spec).into_iter().filter(|c| c.ratio >= NAMES));
    }
    topical.sort_by_key(|c| (c.first(), c.last(), c.kind));
    let (mut kept, mut weak) = (Vec::new(), Vec::new());
    for group in groups(topical) {
        if group.iter().all(|c| c.ratio < 1.0) {
            let best = group.into_iter().max_by(|a, b| a.ratio.total_cmp(&b.ratio));
            weak.extend(best);
        } else {
            settle(talk, kinds, group, &mut kept);
        }
    }
    for quarrel in quarrel::find(talk).into_iter().filter(|c| c.ratio >= 1.0) {
        add_quarrel(quarrel, &mut kept);
    }
    (merge(talk, kept), weak)
}

/// Candidates that lie over one another, directly or through others.
fn groups(sorted: Vec<Candidate>) -> Vec<Vec<Candidate>> {
    let mut groups: Vec<Vec<Candidate>> = Vec::new();
    let mut end = 0;
    for candidate in sorted {
        let last = candidate.last();
        match groups.last_mut().filter(|_| candidate.first() <= end) {
            Some(group) => group.push(candidate),
            None => {
                groups.push(vec![candidate]);
                end = 0;
            }
        }
        end = end.max(last);
    }
    groups
}

/// One incident of a group, and a second one where it stands on its own messages.
fn settle(talk: &Talk<'_>, kinds: &[KindSpec], group: Vec<Candidate>, kept: &mut Vec<Candidate>) {
    let mut scored: Vec<(f64, &Candidate)> =
        group.iter().map(|c| (name_score(talk, kinds, c), c)).collect();
    scored.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.kind.cmp(&y.kind)));
    // Whatever reaches its bar makes an alarm; the best name over its stretch is what it is called.
    let mut taken: BTreeSet<u32> = BTreeSet::new();
    let mut alarms: Vec<&Candidate> = group.iter().filter(|c| c.ratio >= 1.0).collect();
    alarms.sort_by(|a, b| b.ratio.total_cmp(&a.ratio).then_with(|| a.kind.cmp(&b.kind)));
    let mut first = true;
    for alarm in alarms {
        let shared = alarm.core.iter().filter(|row| taken.contains(row)).count();
        let own = shared as f64 <= MOST_SHARED * alarm.core.len() as f64;
        let inside = kept.iter().any(|k| k.first() <= alarm.last() && alarm.first() <= k.last());
        if !first
            && (!own
                || inside && alarm.ratio < SECOND
                || inside && alarm.kind == IncidentKind::SlowResponse)
        {
            continue;
        }
        first = false;
        let named = scored.iter().map(|(_, c)| *c).find(|c| {
            let over = c.first() <= alarm.last() && alarm.first() <= c.last();
            over && !kept
                .iter()
                .any(|k| k.kind == c.kind && k.first() <= c.last() && c.first() <= k.last())
        });
        let incident = named.map_or_else(|| alarm.clone(), |named| joined(named, alarm));
        taken.extend(incident.rows.iter().copied());
        kept.push(incident);
    }
}

/// How well the name of a kind fits.
fn name_score(talk: &Talk<'_>, kinds: &[KindSpec], candidate: &Candidate) -> f64 {
    let Some(spec) = kinds.iter().find(|s| s.kind == candidate.kind) else { return 0.0 };
    let said = (candidate.first()..=candidate.last())
        .filter(|row| talk.has(*row, spec.subject | spec.core.set | spec.staff_only))
        .map(|row| talk.worth(row))
        .sum::<f64>();
    let doublings = libm::log2(1.0 + said);
    candidate.ratio.min(MOST_RATIO).sqrt() * spec.prior * (1.0 + BY_SUBJECT * doublings)
}

/// A candidate that gives the name, with the messages and reasons of the one that raised the alarm.
fn joined(named: &Candidate, alarm: &Candidate) -> Candidate {
    if named.kind == alarm.kind && named.first() == alarm.first() {
        return named.clone();
    }
    let mut both = named.clone();
    both.ratio = named.ratio.max(alarm.ratio);
    both.rows.extend(&alarm.rows);
    both.rows.sort_unstable();
    both.rows.dedup();
    let more = alarm.signs.iter().filter(|s| !named.signs.iter().any(|n| n.name == s.name));
    both.signs.extend(more.cloned());
    both
}

/// A quarrel beside other incidents must stand on its own lines.
fn add_quarrel(quarrel: Candidate, kept: &mut Vec<Candidate>) {
    let over = |k: &Candidate| k.first() <= quarrel.last() && quarrel.first() <= k.last();
    let taken: BTreeSet<u32> =
        kept.iter().filter(|k| over(k)).flat_map(|k| k.core.iter().copied()).collect();
    let shared = quarrel.core.iter().filter(|row| taken.contains(row)).count() as f64;
    let of = quarrel.core.len() as f64;
    let strongest = kept.iter().filter(|k| over(k)).map(|k| k.ratio).fold(0.0, f64::max);
    if shared > 0.5 * of && quarrel.ratio < strongest {
        return;
    }
    // A hot quarrel in which hardly anything else is said explains the other signs.
    kept.retain(|k| {
        let inside =
            k.core.iter().filter(|r| (quarrel.first()..=quarrel.last()).contains(r)).count();
        let weak = k.ratio < quarrel.ratio && k.ratio < SECOND;
        !(over_span(k, &quarrel) && weak && inside * 3 >= k.core.len() * 2)
    });
    kept.push(quarrel);
}

fn over_span(a: &Candidate, b: &Candidate) -> bool {
    a.first() <= b.last() && b.first() <= a.last()
}

/// Incidents of one kind that go on after a night are one.
fn merge(talk: &Talk<'_>, mut found: Vec<Candidate>) -> Vec<Candidate> {
    found.sort_by_key(|c| (c.kind, c.first()));
    let mut merged: Vec<Candidate> = Vec::new();
    for next in found {
        let goes_on = |last: &&mut Candidate| {
            let pause = talk.time(next.first()) - talk.time(last.last());
            last.kind == next.kind && pause <= 20 * HOUR
        };
        match merged.last_mut().filter(goes_on) {
            Some(last) => {
                last.ratio = last.ratio.max(next.ratio);
                last.rows.extend(next.rows);
                last.rows.sort_unstable();
                last.rows.dedup();
                last.core.extend(next.core);
                last.signs.extend(next.signs);
            }
            None => merged.push(next),
        }
    }
    merged.sort_by_key(|c| (c.first(), c.kind));
    merged
}
