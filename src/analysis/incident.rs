//! What follows from an incident: its messages, its people, its answers, its severity.

use std::collections::{BTreeMap, BTreeSet};

use super::clocks::{self, Answers, Hours};
use super::signals::{DAY, HOUR, MINUTE};
use super::staff::Staff;
use super::stats::rounded;
use super::talk::{NOBODY, Talk};
use super::topics::Candidate;
use super::{cause, claims, promise};
use crate::report::{
    ClockReport, ClockState, IncidentKind, IncidentReport, OfficialResponse, Part, Participant,
    PromiseReport, SpreadReport, Why,
};
use crate::rules::Severity;
use crate::session::conversation_name;
use crate::time::Timestamp;

/// What the whole analysis knows and an incident asks for.
pub(crate) struct Context<'a> {
    /// Severity of each kind before its modifiers.
    pub(crate) base: &'a dyn Fn(IncidentKind) -> Severity,
    pub(crate) hours: Hours,
    pub(crate) now: i64,
    pub(crate) sensitive: &'a [(i64, i64)],
    /// How far its claim went round; `None` where it stays in one conversation.
    pub(crate) spread: Option<&'a SpreadReport>,
}

/// How long after its last message an answer of the operator still belongs to an incident.
const ANSWER_MS: i64 = 20 * HOUR;
/// How far back a pause before an incident may lie in which nobody spoke of anything else.
const MOST_MESSAGES: usize = 5_000;

/// The rows of an incident and who speaks in them.
struct Scene {
    rows: Vec<u32>,
    /// Staff rows that answer it.
    answers: Vec<u32>,
    /// Members with opening messages.
    actors: BTreeSet<u32>,
}

/// The report of an incident.
pub(crate) fn report(talk: &Talk<'_>, found: &Candidate, context: &Context<'_>) -> IncidentReport {
    let scene = scene(talk, found);
    let first = scene.rows.first().copied().unwrap_or(found.first());
    let last = scene.rows.last().copied().unwrap_or(first);
    let response = response(talk, found, &scene);
    let (severity, modifiers) = severity(talk, found, &scene, context);
    let offset = talk.offset(first);
    let timed = talk.timed();
    let statement = response.statement_message.map(|i| talk.rows.start + i);
    let answers = Answers {
        exposed: talk.time(first),
        first_reply: scene.answers.first().map(|r| talk.time(*r)),
        second_reply: scene.answers.get(1).map(|r| talk.time(*r)),
        statement: statement.map(|r| talk.time(r)),
        now: context.now,
        offset,
        known: timed && talk.has_staff(),
    };
    let text = |t: i64| talk.time_text(t);
    let mut clocks = clocks::clocks(found.kind, severity, &answers, context.hours, text);
    let promises = promises(talk, &scene, context.now, offset);
    for p in promises.iter().filter(|p| p.due.is_some()) {
        let (due, state) = (p.due.clone(), p.state);
        clocks.push(ClockReport { name: "promise".into(), due, state, done: None });
    }
    let index = |row: &u32| row - talk.rows.start;
    let mut why: Vec<Why> = found
        .signs
        .iter()
        .filter(|s| s.weight != 0.0)
        .map(|s| Why {
            signal: s.name.clone(),
            weight: rounded(s.weight),
            messages: s.rows.iter().take(200).map(index).collect(),
        })
        .collect();
    why.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.signal.cmp(&b.signal)));
    let people: BTreeSet<u32> = scene.rows.iter().map(|r| talk.writer(*r)).collect();
    let spread = SpreadReport {
        groups: context.spread.map_or(1, |s| s.groups),
        people: people.iter().filter(|m| **m != NOBODY).count() as u32,
        first: talk.time_of(first),
        last: talk.time_of(last),
        order: context.spread.map_or_else(|| vec![talk.id()], |s| s.order.clone()),
        carriers: context.spread.map_or_else(Vec::new, |s| s.carriers.clone()),
        half_minutes: context.spread.and_then(|s| s.half_minutes),
        outward: cause::outward(talk, &scene.rows),
    };
    let conversation = crate::export::ConversationId(talk.conversation);
    IncidentReport {
        id: String::new(),
        kind: found.kind,
        playbook: found.kind.playbook().to_string(),
        severity,
        modifiers,
        conversation: conversation_name(conversation),
        start: talk.time_of(first),
        peak: talk.time_of(peak(talk, &scene.rows)),
        end: talk.time_of(last),
        first_message: index(&first),
        messages: scene.rows.iter().take(MOST_MESSAGES).map(index).collect(),
        participants: participants(talk, found, &scene),
        why,
        confidence: rounded(1.0 - 1.0 / (1.0 + found.ratio)),
        cause: cause::tag(talk, found.kind, &scene.rows),
        heat: rounded(cause::heat(talk, &scene.rows)),
        interest: cause::interest(talk, found.kind, &scene.rows),
        official_response: response,
        clocks,
        promises,
        spread,
        scope: claims::scope(talk, found, &scene.rows),
    }
}

fn scene(talk: &Talk<'_>, found: &Candidate) -> Scene {
    let f = talk.desk.families;
    let (first, last) = (found.first(), found.last());
    let actors: BTreeSet<u32> = found.core.iter().map(|r| talk.writer(*r)).collect();
    let mut rows: BTreeSet<u32> = found.rows.iter().copied().collect();
    let near: Vec<u32> = found.rows.clone();
    // What its people say close to its messages belongs to it, too.
    for row in first..=last {
        let at = near.partition_point(|r| *r < row);
        let close = |r: Option<&u32>| {
            r.is_some_and(|r| {
                r.abs_diff(row) <= 4 && talk.time(row).abs_diff(talk.time(*r)) <= 600_000
            })
        };
        let beside = close(near.get(at)) || at > 0 && close(near.get(at - 1));
        if beside && actors.contains(&talk.writer(row)) && !talk.has(row, f.list) {
            rows.insert(row);
        }
    }
    // Its first message may be a picture or a greeting just before.
    let writer = talk.writer(first);
    for row in (first.saturating_sub(3).max(talk.rows.start)..first).rev() {
        if talk.writer(row) == writer && talk.time(first) - talk.time(row) <= 5 * MINUTE {
            rows.insert(row);
        }
    }
    let first = rows.first().copied().unwrap_or(first);
    let answers: Vec<u32> = (first..talk.rows.end)
        .take_while(|r| talk.time(*r) - talk.time(last) <= ANSWER_MS && r - first < 3_000)
        .filter(|r| answers(talk, *r, &actors))
        .collect();
    let until = last.max(
        answers
            .iter()
            .copied()
            .filter(|r| talk.has(*r, f.statement | f.staff_fix))
            .max()
            .unwrap_or(last),
    );
    rows.extend(answers.iter().copied().filter(|r| *r <= until));
    // And the thanks of those who complained.
    let thanks = talk
        .after(until, HOUR, 12)
        .filter(|r| actors.contains(&talk.writer(*r)) && talk.has(*r, f.thanks | f.apology));
    rows.extend(thanks);
    Scene { rows: rows.into_iter().collect(), answers, actors }
}

/// A staff message that answers, by someone who is no party: no advertisement, list or machine.
pub(crate) fn answers(talk: &Talk<'_>, row: u32, parties: &BTreeSet<u32>) -> bool {
    let f = talk.desk.families;
    let set = talk.set(row);
    let message = talk.desk.export.message(row);
    let helps = set & (f.staff_fix | f.statement | f.apology | f.calm) != 0;
    talk.by_staff(row)
        && !parties.contains(&talk.writer(row))
        && !message.text.is_empty()
        && message.kind == crate::export::Kind::Text
        && set & (f.list | f.autoreply) == 0
        && (helps || set & f.promo == 0)
        && (helps || message.text.chars().count() >= 2)
}

fn response(talk: &Talk<'_>, found: &Candidate, scene: &Scene) -> OfficialResponse {
    let f = talk.desk.families;
    let Some(first) = scene.rows.first().copied() else { return OfficialResponse::default() };
    let reply = scene.answers.first().copied();
    let statement =
        scene.answers.iter().copied().find(|row| {
            talk.has(*row, f.statement) && talk.desk.signals.length[*row as usize] >= 12
        });
    let index = |row: u32| row - talk.rows.start;
    let assumed = reply.is_some_and(|r| talk.staff(talk.writer(r)) != Staff::Known);
    let mut order = Vec::new();
    if claims::is_complaint(found.kind) {
        let checked = scene.answers.iter().find(|r| claims::verifies(talk.text(**r))).copied();
        let before = |row: &&u32| checked.is_none_or(|c| **row < c);
        if scene.answers.iter().filter(before).any(|r| talk.has(*r, f.blame)) {
            order.push("blame_before_check".to_string());
        }
        if scene.answers.iter().filter(before).any(|r| claims::explains(talk.text(*r))) {
            order.push("cause_before_check".to_string());
        }
    }
    OfficialResponse {
        first_reply: reply.and_then(|r| talk.time_of(r)),
        minutes: reply
            .filter(|_| talk.timed())
            .map(|r| rounded((talk.time(r) - talk.time(first)) as f64 / MINUTE as f64)),
        statement: statement.and_then(|r| talk.time_of(r)),
        first_reply_message: reply.map(index),
        statement_message: statement.map(index),
        staff_assumed: assumed,
        order,
    }
}

fn severity(
    talk: &Talk<'_>,
    found: &Candidate,
    scene: &Scene,
    context: &Context<'_>,
) -> (Severity, Vec<String>) {
    let f = talk.desk.families;
    let mut step: i32 = match (context.base)(found.kind) {
        Severity::S1 => 1,
        Severity::S2 => 2,
        Severity::S3 => 3,
        Severity::S4 => 4,
    };
    let mut modifiers = Vec::new();
    let mut change = |name: &str, by: i32| {
        step += by;
        modifiers.push(name.to_string());
    };
    let mut times: Vec<(i64, u32)> =
        found.core.iter().map(|r| (talk.time(*r), talk.writer(*r))).collect();
    times.sort_unstable();
    let crowded = times.iter().enumerate().any(|(i, (t, _))| {
        let near = times[i..].iter().take_while(|(u, _)| u - t <= 30 * MINUTE);
        near.map(|(_, who)| *who).collect::<BTreeSet<_>>().len() >= 3
    });
    if crowded && found.kind != IncidentKind::Quarrel {
        change("several_members", -1);
    }
    if found.kind == IncidentKind::Quarrel
        && scene.rows.iter().any(|r| talk.has(*r, f.threat) && talk.worth(*r) > 0.6)
    {
        change("threat", -1);
    }
    let groups = context.spread.map_or(1, |s| s.groups);
    if groups >= 20 || groups >= 2 && found.kind != IncidentKind::SpreadingReview {
        change("several_groups", -1);
    }
    let start = scene.rows.first().map_or(0, |r| talk.time(*r));
    if context.sensitive.iter().any(|(from, to)| (*from..=*to).contains(&start)) {
        change("sensitive_window", -1);
    }
    if claims::is_complaint(found.kind)
        && scene.rows.iter().any(|r| claims::vulnerable(talk.text(*r)))
    {
        change("vulnerable_product", -1);
    }
    let quick = scene.answers.first().is_some_and(|r| talk.time(*r) - start <= 10 * MINUTE);
    let calm_end = scene
        .rows
        .iter()
        .rev()
        .take(6)
        .any(|r| talk.has(*r, f.thanks) && scene.actors.contains(&talk.writer(*r)));
    if quick && calm_end && talk.timed() {
        change("staff_answered", 1);
    }
    if found.ratio < 1.25 {
        change("weak_evidence", 1);
    }
    let severity = match step.clamp(1, 4) {
        1 => Severity::S1,
        2 => Severity::S2,
        3 => Severity::S3,
        _ => Severity::S4,
    };
    (severity, modifiers)
}

/// The row in the middle of the ten minutes in which most was written.
fn peak(talk: &Talk<'_>, rows: &[u32]) -> u32 {
    let mut best = (0, rows.first().copied().unwrap_or(0));
    let mut from = 0;
    for (i, row) in rows.iter().enumerate() {
        while talk.time(*row) - talk.time(rows[from]) > 10 * MINUTE {
            from += 1;
        }
        if i + 1 - from > best.0 {
            best = (i + 1 - from, rows[from + (i - from) / 2]);
        }
    }
    best.1
}

fn participants(talk: &Talk<'_>, found: &Candidate, scene: &Scene) -> Vec<Participant> {
    let f = talk.desk.families;
    let mut sent: BTreeMap<u32, u32> = BTreeMap::new();
    for who in scene.rows.iter().map(|r| talk.writer(*r)).filter(|m| *m != NOBODY) {
        *sent.entry(who).or_default() += 1;
    }
    let sides = (found.kind == IncidentKind::Quarrel).then(|| cause::sides(talk, &found.core));
    let first = found.core.iter().map(|r| talk.writer(*r)).next();
    let part = |who: u32| -> Part {
        let said =
            |set: u128| scene.rows.iter().any(|r| talk.writer(*r) == who && talk.has(*r, set));
        if talk.staff(who).yes() {
            return Part::Staff;
        }
        if let Some((instigator, target)) = sides {
            return match who {
                _ if who == instigator => Part::Instigator,
                _ if who == target => Part::Target,
                _ if said(f.calm) => Part::Peacemaker,
                _ if scene.actors.contains(&who) => Part::Joiner,
                _ => Part::Bystander,
            };
        }
        let stirring = matches!(found.kind, IncidentKind::Provocation | IncidentKind::Rumour);
        match who {
            _ if stirring && Some(who) == first => Part::Instigator,
            _ if stirring && scene.actors.contains(&who) => Part::Joiner,
            _ if scene.actors.contains(&who) => Part::Complainant,
            _ if said(f.calm) => Part::Peacemaker,
            _ if said(f.metoo | f.demand | f.escalate) => Part::Joiner,
            _ => Part::Bystander,
        }
    };
    let mut list: Vec<(u32, u32)> = sent.into_iter().collect();
    list.sort_by_key(|(who, n)| (std::cmp::Reverse(*n), *who));
    let one = |(who, messages): (u32, u32)| Participant {
        name: talk.name(who).to_string(),
        part: part(who),
        messages,
    };
    list.into_iter().take(200).map(one).collect()
}

fn promises(talk: &Talk<'_>, scene: &Scene, now: i64, offset: i64) -> Vec<PromiseReport> {
    let mut out = Vec::new();
    for (i, row) in scene.answers.iter().enumerate() {
        let at = talk.time(*row);
        let folded = talk.desk.cues.fold(talk.text(*row));
        let Some(found) = promise::find(&folded, at, offset) else { continue };
        let state = match found.due {
            None => ClockState::Unknown,
            Some(_) if !talk.timed() => ClockState::Unknown,
            Some(due) => {
                let grace = ((due - at) as f64 * promise::GRACE).min(DAY as f64) as i64;
                let kept =
                    scene.answers[i + 1..].iter().map(|r| talk.time(*r)).find(|t| *t > at + MINUTE);
                clocks::state(due + grace, kept, now)
            }
        };
        out.push(PromiseReport {
            message: row - talk.rows.start,
            text: found.text,
            due: found.due.and_then(|due| talk.time_text(due)),
            state,
        });
    }
    out
}

impl Talk<'_> {
    /// Its id in reports.
    pub(crate) fn id(&self) -> String {
        conversation_name(crate::export::ConversationId(self.conversation))
    }

    /// The time of a row as text; `None` where the source has none.
    pub(crate) fn time_of(&self, row: u32) -> Option<String> {
        let time = self.desk.export.message(row).time;
        self.desk.export.time_text(crate::export::ConversationId(self.conversation), time)
    }

    /// An instant as text.
    pub(crate) fn time_text(&self, ms: i64) -> Option<String> {
        let id = crate::export::ConversationId(self.conversation);
        self.desk.export.time_text(id, Some(Timestamp(ms))).filter(|_| self.timed())
    }

    /// The source gives times.
    pub(crate) fn timed(&self) -> bool {
        self.desk.signals.timed.get(self.conversation as usize).copied().unwrap_or(false)
    }

    /// Offset of local time at a row, in milliseconds.
    pub(crate) fn offset(&self, row: u32) -> i64 {
        let id = crate::export::ConversationId(self.conversation);
        self.desk.export.offset_ms(id, Timestamp(self.time(row)))
    }

    /// Somebody in it speaks for the operator.
    pub(crate) fn has_staff(&self) -> bool {
        self.who.iter().any(|m| *m != NOBODY && self.staff(*m).yes())
    }
}
