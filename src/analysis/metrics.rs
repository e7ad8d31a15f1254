//! M01 to M28 (`domain` 3.2), of each conversation and of all together.

use std::collections::{BTreeMap, BTreeSet};

use super::clocks::{self, Hours};
use super::ledger::Ticket;
use super::signals::{DAY, HOUR, MINUTE};
use super::stats;
use super::stats::rounded;
use super::talk::{NOBODY, Talk};
use crate::export::Kind;
use crate::report::{ClockState, IncidentKind, IncidentReport, Metric};
use crate::rules::Severity;

/// Hours without an answer that make a thread unanswered (M03).
const UNANSWERED: i64 = 4 * HOUR;
/// A repeated complaint comes within so long (M23).
const REPEAT: i64 = 14 * DAY;
/// Fewest sanctions or violations on each side for a parity (M21).
const LEAST_PARITY: u64 = 10;

/// What is counted; counts of conversations add up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    response: Vec<f64>,
    response_service: Vec<f64>,
    resolution: Vec<(f64, bool)>,
    threads: u64,
    fast: u64,
    unanswered: u64,
    decided: u64,
    complaints: u64,
    complainants: u64,
    repeaters: u64,
    messages: u64,
    negative: u64,
    staff_messages: u64,
    promos: u64,
    staff_hits: u64,
    members: u64,
    sent: Vec<u64>,
    silent: u64,
    left: u64,
    left_known: bool,
    golden: (u64, u64),
    progress: (u64, u64),
    promises: (u64, u64),
    vague: u64,
    quarrels: u64,
    weight: f64,
    contagion: Vec<f64>,
    spread: Vec<f64>,
    groups: Vec<f64>,
    latency: Vec<f64>,
    lead: Vec<f64>,
    open: u64,
    staff: BTreeSet<u32>,
    timed: bool,
    known_staff: bool,
}

impl Counts {
    /// Counts of one conversation; `hits` are findings of the rules for staff in it.
    pub(crate) fn of(
        talk: &Talk<'_>,
        tickets: &[Ticket],
        hours: Hours,
        now: i64,
        hits: u64,
    ) -> Counts {
        let f = talk.desk.families;
        let mut c = Counts {
            timed: talk.timed(),
            known_staff: talk.has_staff(),
            staff_hits: hits,
            ..Counts::default()
        };
        let mut sent: BTreeMap<u32, (u64, i64)> = BTreeMap::new();
        let mut notices = false;
        for row in talk.rows.clone() {
            let who = talk.writer(row);
            if who == NOBODY {
                c.left += u64::from(talk.has(row, f.leave));
                notices = true;
                continue;
            }
            c.messages += 1;
            let counts = sent.entry(who).or_default();
            counts.0 += 1;
            counts.1 = talk.time(row);
            if talk.staff(who).yes() {
                c.staff.insert(who);
                c.staff_messages += 1;
                let text = talk.desk.export.message(row).kind == Kind::Text;
                c.promos +=
                    u64::from(text && talk.has(row, f.promo) && !talk.has(row, f.staff_fix));
            } else if talk.has(row, f.complaint) && talk.worth(row) > 0.3 {
                c.negative += 1;
            }
        }
        let end = talk.time(talk.rows.end.saturating_sub(1).max(talk.rows.start));
        c.members = sent.len() as u64;
        c.silent = sent.values().filter(|(_, t)| end - t > 7 * DAY).count() as u64;
        c.sent = sent.values().map(|(n, _)| *n).collect();
        c.left_known = notices;
        c.threads(talk, tickets, hours, now.max(end));
        c
    }

    fn threads(&mut self, talk: &Talk<'_>, tickets: &[Ticket], hours: Hours, now: i64) {
        let mut complained: BTreeMap<u32, Vec<i64>> = BTreeMap::new();
        for t in tickets {
            let opened = talk.time(t.opened);
            if t.complaint {
                self.complaints += 1;
                complained.entry(t.member).or_default().push(opened);
                let done = t.closed.map(|r| talk.time(r));
                let until = done.unwrap_or(now);
                self.resolution.push(((until - opened) as f64 / HOUR as f64, done.is_some()));
            }
            if t.by_member {
                continue;
            }
            self.threads += 1;
            match t.answered {
                Some(row) => {
                    let took = talk.time(row) - opened;
                    let service = hours.between(opened, talk.time(row), talk.offset(t.opened));
                    self.response.push(took as f64 / MINUTE as f64);
                    self.response_service.push(service as f64 / MINUTE as f64);
                    self.fast += u64::from(took <= 3 * MINUTE);
                    self.decided += 1;
                    self.unanswered += u64::from(took > UNANSWERED);
                }
                None => {
                    let late = now - opened > UNANSWERED;
                    self.decided += u64::from(late);
                    self.unanswered += u64::from(late);
                    self.open += 1;
                }
            }
        }
        self.complainants = complained.len() as u64;
        let again = |times: &&Vec<i64>| times.windows(2).any(|w| w[1] - w[0] <= REPEAT);
        self.repeaters = complained.values().filter(again).count() as u64;
    }

    /// Adds an incident that lies in the conversation.
    pub(crate) fn see(&mut self, incident: &IncidentReport, lead: Option<f64>, now_open: bool) {
        for clock in &incident.clocks {
            let done = match clock.state {
                ClockState::Met => 1,
                ClockState::Missed => 0,
                ClockState::Running | ClockState::Unknown => continue,
            };
            let tally = match clock.name.as_str() {
                "golden_4h" => &mut self.golden,
                "progress_30m" => &mut self.progress,
                "promise" => &mut self.promises,
                _ => continue,
            };
            tally.0 += done;
            tally.1 += 1;
        }
        self.vague += incident.promises.iter().filter(|p| p.due.is_none()).count() as u64;
        if incident.kind == IncidentKind::Quarrel {
            self.quarrels += 1;
            self.latency.extend(incident.official_response.minutes);
        }
        if now_open {
            self.weight += match incident.severity {
                Severity::S1 => 8.0,
                Severity::S2 => 4.0,
                Severity::S3 => 2.0,
                Severity::S4 => 1.0,
            };
        }
        self.contagion.extend(incident.scope.as_ref().map(|s| s.bystander_ratio));
        if incident.spread.groups > 1 {
            self.spread.extend(incident.spread.half_minutes);
            self.groups.push(f64::from(incident.spread.groups));
        }
        self.lead.extend(lead);
    }

    /// Adds another conversation.
    pub(crate) fn add(&mut self, other: &Counts) {
        let o = other.clone();
        self.response.extend(o.response);
        self.response_service.extend(o.response_service);
        self.resolution.extend(o.resolution);
        self.threads += o.threads;
        self.fast += o.fast;
        self.unanswered += o.unanswered;
        self.decided += o.decided;
        self.complaints += o.complaints;
        self.complainants += o.complainants;
        self.repeaters += o.repeaters;
        self.messages += o.messages;
        self.negative += o.negative;
        self.staff_messages += o.staff_messages;
        self.promos += o.promos;
        self.staff_hits += o.staff_hits;
        self.members += o.members;
        self.sent.extend(o.sent);
        self.silent += o.silent;
        self.left += o.left;
        self.left_known |= o.left_known;
        for (mine, theirs) in [
            (&mut self.golden, o.golden),
            (&mut self.progress, o.progress),
            (&mut self.promises, o.promises),
        ] {
            mine.0 += theirs.0;
            mine.1 += theirs.1;
        }
        self.vague += o.vague;
        self.quarrels += o.quarrels;
        self.weight += o.weight;
        self.contagion.extend(o.contagion);
        self.spread.extend(o.spread);
        self.groups.extend(o.groups);
        self.latency.extend(o.latency);
        self.lead.extend(o.lead);
        self.open += o.open;
        self.staff.extend(o.staff);
        self.timed |= o.timed;
        self.known_staff |= o.known_staff;
    }

    /// The metrics by id.
    pub(crate) fn metrics(&self) -> BTreeMap<String, Metric> {
        let no_staff = if self.known_staff {
            "no such thread in the files"
        } else {
            "nobody is known as staff"
        };
        let untimed = if self.timed { no_staff } else { "the files give no times" };
        let quiet = "no such incident in the files";
        let mut out = BTreeMap::new();
        let mut put = |id: &str, metric: Metric| {
            out.insert(id.to_string(), metric);
        };
        put("M01", times("first_response_time", &self.response, "minutes", untimed));
        put(
            "M01S",
            times("first_response_time_service_hours", &self.response_service, "minutes", untimed),
        );
        put("M02", share("three_minute_reply_rate", self.fast, self.threads, no_staff));
        put("M03", share("unanswered_rate", self.unanswered, self.decided, no_staff));
        put("M04", kaplan_meier(&self.resolution, untimed));
        put("M05", share("golden_4h_compliance", self.golden.0, self.golden.1, quiet));
        put("M06", share("progress_notice_compliance", self.progress.0, self.progress.1, quiet));
        put(
            "M07",
            share(
                "promise_kept",
                self.promises.0,
                self.promises.1,
                "no promise with a time that is due",
            ),
        );
        put("M08", rate("complaint_rate", self.complaints, self.messages, 1e3, "per_1k_messages"));
        put("M09", rate("conflict_rate", self.quarrels, self.messages, 1e4, "per_10k_messages"));
        put(
            "M10",
            plain(
                "severity_weighted_risk",
                ratio(self.weight * 1e3, self.members as f64),
                "per_1k_members",
                self.members,
                "nobody wrote",
            ),
        );
        put("M11", times("contagion_factor", &self.contagion, "ratio", quiet));
        put(
            "M12",
            times(
                "spread_half_time",
                &self.spread,
                "minutes",
                "nothing went round several conversations",
            ),
        );
        put(
            "M12B",
            times(
                "spread_breadth",
                &self.groups,
                "count",
                "nothing went round several conversations",
            ),
        );
        put(
            "M13",
            plain(
                "active_member_rate",
                None,
                "share",
                self.members,
                "the number of members is not in the files",
            ),
        );
        put("M14", share("silent_share", self.silent, self.members, "nobody wrote"));
        put(
            "M15",
            plain("speaker_concentration", gini(&self.sent), "index", self.members, "nobody wrote"),
        );
        let left = if self.left_known { self.left } else { 0 };
        let base = if self.left_known { self.members + self.left } else { 0 };
        put("M16", share("leave_rate", left, base, "the files have no notices of leaving"));
        put("M17", plain("incident_churn", None, "share", 0, "too few exposed members to compare"));
        put("M18", share("negative_share", self.negative, self.messages, "nobody wrote"));
        put(
            "M19",
            share("ad_density", self.promos, self.staff_messages, "nobody is known as staff"),
        );
        put(
            "M20",
            plain(
                "staff_load",
                ratio(self.open as f64, self.staff.len() as f64),
                "count",
                self.staff.len() as u64,
                "nobody is known as staff",
            ),
        );
        put(
            "M21",
            plain(
                "fairness_parity",
                None,
                "ratio",
                0,
                &format!("under {LEAST_PARITY} sanctions and violations a side"),
            ),
        );
        put("M22", times("admin_latency_in_quarrels", &self.latency, "minutes", quiet));
        put(
            "M23",
            share("repeat_complaint_rate", self.repeaters, self.complainants, "no complaints"),
        );
        put("M24", plain("nps", None, "index", 0, "needs a survey"));
        put("M25", plain("csat", None, "share", 0, "needs a survey"));
        put(
            "M26",
            rate(
                "compliance_hit_rate",
                self.staff_hits,
                self.staff_messages,
                1e3,
                "per_1k_messages",
            ),
        );
        put("M27", times("detection_lead", &self.lead, "minutes", quiet));
        put("M28", plain("gold_set", None, "share", 0, "needs messages judged by a person"));
        out
    }
}

fn ratio(a: f64, b: f64) -> Option<f64> {
    (b > 0.0).then(|| a / b)
}

fn missing(why: &str, there: bool) -> String {
    if there { String::new() } else { why.to_string() }
}

fn plain(name: &str, value: Option<f64>, unit: &str, n: u64, why: &str) -> Metric {
    Metric {
        name: name.into(),
        value: value.map(rounded),
        unit: unit.into(),
        n,
        missing: missing(why, value.is_some()),
        ..Metric::default()
    }
}

fn share(name: &str, k: u64, n: u64, why: &str) -> Metric {
    let interval = stats::share_interval(k, n).map(|(a, b)| (thousandths(a), thousandths(b)));
    let value = ratio(k as f64, n as f64).map(thousandths);
    let missing = missing(why, value.is_some());
    Metric {
        name: name.into(),
        value,
        interval,
        unit: "share".into(),
        n,
        missing,
        ..Metric::default()
    }
}

fn thousandths(x: f64) -> f64 {
    (x * 1000.0).round() / 1000.0
}

fn rate(name: &str, k: u64, n: u64, per: f64, unit: &str) -> Metric {
    let of = |x: f64| ratio(x * per, n as f64).map(rounded);
    let (low, high) = stats::count_interval(k);
    let value = of(k as f64);
    Metric {
        name: name.into(),
        value,
        interval: of(low).zip(of(high)),
        unit: unit.into(),
        n,
        missing: missing("no messages", value.is_some()),
        ..Metric::default()
    }
}

fn times(name: &str, values: &[f64], unit: &str, why: &str) -> Metric {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let median = stats::quantile(&sorted, 0.5).map(rounded);
    Metric {
        name: name.into(),
        value: median,
        median,
        p90: stats::quantile(&sorted, 0.9).map(rounded),
        interval: stats::median_interval(&sorted),
        unit: unit.into(),
        n: sorted.len() as u64,
        missing: missing(why, median.is_some()),
    }
}

/// Hours until half of the complaints are settled; those that are not count as long as they waited
/// (E. L. Kaplan, P. Meier 1958).
fn kaplan_meier(values: &[(f64, bool)], why: &str) -> Metric {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let (mut alive, mut left) = (1.0, sorted.len() as f64);
    let (mut median, mut p90) = (None, None);
    for (hours, done) in &sorted {
        if *done {
            alive *= (left - 1.0) / left;
            if alive <= 0.5 && median.is_none() {
                median = Some(rounded(*hours));
            }
            if alive <= 0.1 && p90.is_none() {
                p90 = Some(rounded(*hours));
            }
        }
        left -= 1.0;
    }
    let why = if sorted.is_empty() { why } else { "under half of the complaints are settled" };
    Metric {
        name: "resolution_time".into(),
        value: median,
        median,
        p90,
        unit: "hours".into(),
        n: sorted.len() as u64,
        missing: missing(why, median.is_some()),
        ..Metric::default()
    }
}

/// How unevenly messages are spread over people: 0 evenly, near 1 by one.
fn gini(sent: &[u64]) -> Option<f64> {
    let mut sorted = sent.to_vec();
    sorted.sort_unstable();
    let n = sorted.len() as f64;
    let sum: f64 = sorted.iter().map(|x| *x as f64).sum();
    let ranked: f64 = sorted.iter().enumerate().map(|(i, x)| (i as f64 + 1.0) * *x as f64).sum();
    (sum > 0.0).then(|| (2.0 * ranked / (n * sum) - (n + 1.0) / n).max(0.0))
}

/// `true` where an incident still needs someone: a clock runs or was missed and nothing was said.
pub(crate) fn is_open(incident: &IncidentReport) -> bool {
    let needs = clocks::needs_statement(incident.kind);
    let said = if needs {
        &incident.official_response.statement
    } else {
        &incident.official_response.first_reply
    };
    said.is_none()
}
