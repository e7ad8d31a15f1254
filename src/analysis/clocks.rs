//! Deadlines of an incident, by the calendar and by service hours.

use super::signals::{DAY, HOUR, MINUTE};
use crate::report::{ClockReport, ClockState, IncidentKind};
use crate::rules::Severity;

/// From when to when the service is open, milliseconds after local midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hours {
    pub(crate) open: i64,
    pub(crate) close: i64,
}

impl Default for Hours {
    fn default() -> Self {
        Hours { open: 9 * HOUR, close: 21 * HOUR }
    }
}

impl Hours {
    /// Reads `09:00-21:00`; `None` for anything else.
    pub(crate) fn read(text: &str) -> Option<Hours> {
        let (open, close) = text.split_once('-')?;
        let time = |t: &str| {
            let (h, m) = t.trim().split_once(':')?;
            let (h, m): (i64, i64) = (h.parse().ok()?, m.parse().ok()?);
            ((0..=24).contains(&h) && (0..60).contains(&m)).then_some(h * HOUR + m * MINUTE)
        };
        let hours = Hours { open: time(open)?, close: time(close)? };
        (hours.open < hours.close).then_some(hours)
    }

    /// When so much open time has passed since `start`; `offset` is that of the local zone.
    pub(crate) fn after(self, start: i64, span: i64, offset: i64) -> i64 {
        let mut left = span;
        let mut midnight = (start + offset).div_euclid(DAY) * DAY - offset;
        loop {
            let from = start.max(midnight + self.open);
            let open = (midnight + self.close - from).max(0);
            if left <= open {
                return from + left;
            }
            left -= open;
            midnight += DAY;
        }
    }

    /// Open time between two instants.
    pub(crate) fn between(self, start: i64, end: i64, offset: i64) -> i64 {
        let mut midnight = (start + offset).div_euclid(DAY) * DAY - offset;
        let mut sum = 0;
        // A year of days is more than any answer takes.
        for _ in 0..400 {
            if midnight >= end {
                break;
            }
            let from = start.max(midnight + self.open);
            sum += (end.min(midnight + self.close) - from).max(0);
            midnight += DAY;
        }
        sum
    }
}

/// What is known of an incident's answers, in milliseconds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Answers {
    pub(crate) exposed: i64,
    pub(crate) first_reply: Option<i64>,
    pub(crate) second_reply: Option<i64>,
    pub(crate) statement: Option<i64>,
    pub(crate) now: i64,
    pub(crate) offset: i64,
    /// There are times, and someone who can answer.
    pub(crate) known: bool,
}

/// How a deadline stands.
pub(crate) fn state(due: i64, done: Option<i64>, now: i64) -> ClockState {
    match done {
        Some(done) if done <= due => ClockState::Met,
        Some(_) => ClockState::Missed,
        None if now > due => ClockState::Missed,
        None => ClockState::Running,
    }
}

/// The clocks of an incident.
pub(crate) fn clocks(
    kind: IncidentKind,
    severity: Severity,
    answers: &Answers,
    hours: Hours,
    text: impl Fn(i64) -> Option<String>,
) -> Vec<ClockReport> {
    let mut out = Vec::new();
    let mut add = |name: &str, due: i64, done: Option<i64>| {
        let state = if answers.known { state(due, done, answers.now) } else { ClockState::Unknown };
        let known = |t: i64| if answers.known { text(t) } else { None };
        out.push(ClockReport {
            name: name.to_string(),
            due: known(due),
            state,
            done: done.and_then(known),
        });
    };
    let exposed = answers.exposed;
    let first = match severity {
        Severity::S1 => 10 * MINUTE,
        Severity::S2 => 30 * MINUTE,
        _ => 4 * HOUR,
    };
    if needs_statement(kind) {
        add("golden_4h", exposed + 4 * HOUR, answers.statement);
        let due = hours.after(exposed, 4 * HOUR, answers.offset);
        add("golden_4h_service", due, answers.statement);
    }
    if kind == IncidentKind::Quarrel {
        add("admin_10m", exposed + 10 * MINUTE, answers.first_reply);
    }
    add("first_response", exposed + first, answers.first_reply);
    let due = hours.after(exposed, first, answers.offset);
    add("first_response_service", due, answers.first_reply);
    if let Some(reply) = answers.first_reply.filter(|_| needs_statement(kind)) {
        // A statement at once needs no notice of progress.
        let done = answers.second_reply.or(answers.statement.filter(|s| *s <= reply));
        add("progress_30m", reply + 30 * MINUTE, done);
    }
    out
}

/// Incidents that the public wants an official word on.
pub(crate) fn needs_statement(kind: IncidentKind) -> bool {
    use IncidentKind::*;
    !matches!(kind, Quarrel | PersonalSafety | StaffTurnover | SlowResponse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_hours_skip_the_night() {
        let hours = Hours::read("09:00-21:00").unwrap();
        let midnight = 1_748_880_000_000;
        let at = |day: i64, h: i64, m: i64| midnight + day * DAY + h * HOUR + m * MINUTE;
        assert_eq!(hours.after(at(0, 20, 0), 4 * HOUR, 8 * HOUR), at(1, 12, 0));
        assert_eq!(hours.after(at(0, 2, 0), HOUR, 8 * HOUR), at(0, 10, 0));
        assert_eq!(hours.between(at(0, 20, 30), at(1, 9, 30), 8 * HOUR), HOUR);
        assert_eq!(Hours::read("21:00-09:00"), None);
    }

    #[test]
    fn a_statement_five_minutes_late_is_a_breach() {
        let exposed = 1_748_880_000_000 + 9 * HOUR;
        let answers = Answers {
            exposed,
            statement: Some(exposed + 4 * HOUR + 5 * MINUTE),
            now: exposed + DAY,
            known: true,
            ..Answers::default()
        };
        let found =
            clocks(IncidentKind::TrustCrisis, Severity::S2, &answers, Hours::default(), |_| None);
        assert_eq!(found[0].name, "golden_4h");
        assert_eq!(found[0].state, ClockState::Missed);
    }
}
