//! Quarrels: heat on both sides, who sends it to whom, and what cools it.
//!
//! Every line has a heat by its wording; it goes from its writer to the one it answers and decays
//! by half in ten minutes. An episode is reported where the second-hottest speaker is hot, too:
//! anger at one side only is no quarrel. Back and forth between two who speak to each other,
//! peacemakers, leaving and taking messages back add to it; laughter and games take away.

use std::collections::BTreeMap;

use super::decay::half;
use super::links::{Link, Recent};
use super::signals::{HOUR, MINUTE};
use super::talk::{NOBODY, Talk};
use super::topics::{Candidate, Sign};
use crate::report::IncidentKind;

/// Heat halves in this time.
const HALF_LIFE: i64 = 10 * MINUTE;
/// Hot lines further apart belong to different episodes.
const GAP_MS: i64 = HOUR;
const GAP_ROWS: u32 = 30;
/// Score at which a quarrel is reported.
const BAR: f64 = 2.85;

/// A line with heat.
#[derive(Debug, Clone, Copy)]
struct Hot {
    row: u32,
    who: u32,
    target: u32,
    heat: f64,
}

/// Quarrels of a conversation.
pub(crate) fn find(talk: &Talk<'_>) -> Vec<Candidate> {
    let hot = hot_lines(talk);
    let apart = |a: &Hot, b: &Hot| {
        talk.time(b.row) - talk.time(a.row) <= GAP_MS && b.row - a.row <= GAP_ROWS
    };
    hot.chunk_by(apart).filter_map(|run| episode(talk, run)).collect()
}

/// Lines with heat: row, writer, and whom they are meant for.
pub(crate) fn frictions(talk: &Talk<'_>) -> impl Iterator<Item = (u32, u32, u32)> {
    hot_lines(talk).into_iter().filter(|h| h.heat >= 0.35).map(|h| (h.row, h.who, h.target))
}

/// Lines that are hot and meant for another member.
fn hot_lines(talk: &Talk<'_>) -> Vec<Hot> {
    let f = talk.desk.families;
    let wording = [
        (f.attack, 1.0),
        (f.abuse, 1.2),
        (f.threat, 1.0),
        (f.retort, 0.8),
        (f.sarcasm, 0.5),
        (f.challenge, 0.4),
        (f.thirdneg, 0.6),
        (f.exit, 0.6),
        (f.offensive, 0.8),
    ];
    let any = wording.iter().fold(f.you | f.bang, |set, (bit, _)| set | bit);
    let mut recent = Recent::default();
    let mut lines = Vec::new();
    // Whom everyone spoke to last, and in which row.
    let mut spoke_to: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for row in talk.rows.clone() {
        let who = talk.writer(row);
        if who == NOBODY {
            continue;
        }
        let set = talk.set(row);
        if set & any != 0 && set & (f.list | f.quote_rule) == 0 && !talk.is_bot(who) {
            let mut heat: f64 =
                wording.iter().filter(|(bit, _)| set & bit != 0).map(|(_, w)| w).sum();
            heat = heat.min(1.8);
            let link = recent.target(talk, row);
            let target = link.member().unwrap_or(NOBODY);
            let back = spoke_to.get(&target);
            let mutual = back.is_some_and(|(to, at)| *to == who && row - at <= 8);
            // Spoken to someone, without a hot word: a turn in an exchange.
            if set & f.you != 0 && set & (f.thanks | f.laugh) == 0 {
                heat += if set & (f.question | f.bang) != 0 { 0.3 } else { 0.2 };
                heat += if mutual { 0.2 } else { 0.0 };
            }
            heat += if heat > 0.0 && set & f.bang != 0 { 0.2 } else { 0.0 };
            if target != NOBODY {
                spoke_to.insert(who, (target, row));
            }
            heat *= talk.worth(row) * aim(talk, who, link, set);
            if set & f.calm != 0 && set & (f.attack | f.retort) == 0 {
                heat *= 0.2;
            }
            if set & f.complaint != 0 && set & (f.attack | f.abuse) == 0 {
                heat *= 0.5;
            }
            if heat >= 0.1 {
                lines.push(Hot { row, who, target, heat });
            }
        }
        recent.see(who, row);
    }
    lines
}

/// How much of a line's heat is meant for a member rather than for the shop.
fn aim(talk: &Talk<'_>, who: u32, link: Link, set: u128) -> f64 {
    let f = talk.desk.families;
    let by_staff = talk.staff(who).yes();
    match link {
        Link::Named(m) if talk.staff(m).yes() => 0.2,
        Link::Near(m) if talk.staff(m).yes() && set & (f.attack | f.retort) == 0 => 0.2,
        Link::Near(m) if talk.staff(m).yes() => 0.4,
        _ if by_staff => 0.5,
        Link::None => 0.6,
        _ => 1.0,
    }
}

fn episode(talk: &Talk<'_>, run: &[Hot]) -> Option<Candidate> {
    let f = talk.desk.families;
    let (first, last) = (run.first()?.row, run.last()?.row);
    // The hottest each speaker ever was, with decay.
    let mut now: BTreeMap<u32, (f64, i64)> = BTreeMap::new();
    let mut peak: BTreeMap<u32, f64> = BTreeMap::new();
    for line in run {
        let t = talk.time(line.row);
        let (heat, at) = now.get(&line.who).copied().unwrap_or((0.0, t));
        let heat = heat * half((t - at) as f64 / HALF_LIFE as f64) + line.heat;
        now.insert(line.who, (heat, t));
        let best = peak.entry(line.who).or_default();
        *best = best.max(heat);
    }
    let mut heats: Vec<(u32, f64)> = peak.into_iter().collect();
    heats.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let (_, top) = *heats.first()?;
    let (_, second) = *heats.get(1)?;
    if second < 0.45 || top + second < 1.4 {
        return None;
    }
    let turns = exchange(talk, run);
    let reach = talk.after(last, 90 * MINUTE, 40).last().unwrap_or(last);
    let within =
        |set: u128| -> Vec<u32> { (first..=reach).filter(|r| talk.has(*r, set)).collect() };
    let mut signs = Vec::new();
    let mut score = 0.0;
    let mut add = |name: &str, weight: f64, rows: Vec<u32>| {
        if weight != 0.0 {
            score += weight;
            signs.push(Sign { name: name.to_string(), weight, rows });
        }
    };
    let rows_of = |set: u128| -> Vec<u32> {
        run.iter().map(|h| h.row).filter(|r| talk.has(*r, set)).collect()
    };
    add("mutual_hostility", second.min(2.5) * 0.9, run.iter().map(|h| h.row).collect());
    add("hottest_speaker", top.min(4.0) * 0.3, Vec::new());
    add("back_and_forth", (turns.len() as f64 * 0.2).min(1.6), turns);
    let attacks = rows_of(f.attack | f.abuse);
    add("said_against_a_person", (attacks.len() as f64 * 0.15).min(0.6), attacks);
    let sneers = rows_of(f.sarcasm | f.thirdneg);
    add("sarcasm", (sneers.len() as f64 * 0.1).min(0.4), sneers);
    let calm: Vec<u32> = within(f.calm).into_iter().filter(|r| talk.writer(*r) != NOBODY).collect();
    let calm_people: std::collections::BTreeSet<u32> =
        calm.iter().map(|r| talk.writer(*r)).collect();
    add("peacemakers", (calm_people.len() as f64 * 0.7).min(1.4), calm);
    let sorry: Vec<u32> = within(f.apology)
        .into_iter()
        .filter(|r| {
            heats.iter().take(3).any(|(m, _)| *m == talk.writer(*r)) && !talk.has(*r, f.laugh)
        })
        .collect();
    add("apology_after", if sorry.is_empty() { 0.0 } else { 0.4 }, sorry);
    let left = within(f.leave | f.removed);
    add("left_or_removed", if left.is_empty() { 0.0 } else { 0.8 }, left);
    let taken_back = within(f.recall);
    add("taken_back", if taken_back.is_empty() { 0.0 } else { 0.2 }, taken_back);
    let ganged = ganged_up(run);
    add("several_against_one", if ganged { 0.5 } else { 0.0 }, Vec::new());
    // Laughter counts by its share among what the two sides write.
    let sides: Vec<u32> = heats.iter().take(3).map(|(m, _)| *m).collect();
    let said: Vec<u32> = (first..=last).filter(|r| sides.contains(&talk.writer(*r))).collect();
    let merry: Vec<u32> =
        said.iter().copied().filter(|r| talk.has(*r, f.laugh | f.banter | f.game)).collect();
    let share = merry.len() as f64 / said.len().max(1) as f64;
    add("laughter", -(share * 6.5).min(3.5), merry);
    let amused: Vec<u32> = (first.saturating_sub(3).max(talk.rows.start)..=reach.min(last + 3))
        .filter(|r| !sides.contains(&talk.writer(*r)) && talk.has(*r, f.laugh | f.banter))
        .collect();
    add("others_laugh", -(amused.len() as f64 * 0.2).min(0.8), amused);
    let ratio = score / BAR;
    let mut rows: Vec<u32> = run.iter().map(|h| h.row).collect();
    rows.extend(signs.iter().flat_map(|s| s.rows.iter().copied()));
    rows.retain(|r| *r <= reach);
    rows.sort_unstable();
    rows.dedup();
    (ratio >= 0.5).then(|| Candidate {
        kind: IncidentKind::Quarrel,
        ratio,
        rows,
        core: run.iter().map(|h| h.row).collect(),
        signs,
    })
}

/// Lines in which the two who speak to each other most take turns.
fn exchange(talk: &Talk<'_>, run: &[Hot]) -> Vec<u32> {
    let mut pairs: BTreeMap<(u32, u32), Vec<Hot>> = BTreeMap::new();
    for line in run.iter().filter(|h| h.target != NOBODY) {
        let key = (line.who.min(line.target), line.who.max(line.target));
        pairs.entry(key).or_default().push(*line);
    }
    let turns = |lines: &Vec<Hot>| -> Vec<u32> {
        let mut last = NOBODY;
        lines
            .iter()
            .filter(|h| std::mem::replace(&mut last, h.who) != h.who)
            .map(|h| h.row)
            .collect()
    };
    let both = |lines: &&Vec<Hot>| lines.iter().any(|h| h.who != lines[0].who);
    let member_pair = |key: &(u32, u32)| !talk.staff(key.0).yes() && !talk.staff(key.1).yes();
    let best = pairs.iter().filter(|(k, l)| both(l) && member_pair(k)).map(|(_, l)| turns(l));
    best.max_by_key(Vec::len).filter(|t| t.len() >= 3).unwrap_or_default()
}

/// Three or more are hot at the same person.
fn ganged_up(run: &[Hot]) -> bool {
    let mut at: BTreeMap<u32, std::collections::BTreeSet<u32>> = BTreeMap::new();
    for line in run.iter().filter(|h| h.target != NOBODY && h.heat >= 0.4) {
        at.entry(line.target).or_default().insert(line.who);
    }
    at.values().any(|who| who.len() >= 3)
}
