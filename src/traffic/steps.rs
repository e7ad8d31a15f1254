//! What to do next: the playbook, the three-step check of the first hour, and the signs that come
//! before followers leave.

use std::collections::BTreeMap;

use crate::report::{CauseSignal, Cliff, DiagnosisStep, IdentityCheck, UnfollowWarning};

use super::notes::Event;
use super::roles::Check;
use super::segment::{mad, median};
use super::series::Looked;
use super::table::{DAY, Frame};
use super::{Times, round};

/// The playbook of a cliff (playbooks P8 and P9).
pub(super) fn plan(cliff: &Cliff) -> &'static str {
    match cliff.cause.class.as_deref() {
        Some("A") => "P8-A",
        Some("B") => "P8-B",
        Some("C") => "P8-C",
        Some("D") => "P9",
        _ => "P8",
    }
}

/// Evidence by the step that asks for it.
const STEPS: [(&str, u32, &[&str], &[&str]); 3] = [
    (
        "platform",
        15,
        &[
            "note_violation",
            "note_system",
            "payments_fail",
            "conversion_fell",
            "visits_hold_orders_fall",
            "near_zero",
        ],
        &["platform_notices", "account_status", "posts_72h"],
    ),
    (
        "sources",
        40,
        &[
            "recommend_collapsed",
            "recommend_holds",
            "followers_left",
            "followers_hold",
            "search_fell_most",
            "search_holds",
            "shares_fell",
            "ads_fell",
            "ads_hold",
            "all_fell_together",
            "one_source",
            "unfollows_rose",
            "unfollows_normal",
            "followers_shrink",
            "interaction_fell",
            "more_ads",
            "responses_slower",
            "impressions_fell",
        ],
        &["source_table", "ad_density", "reply_times"],
    ),
    ("competitors", 60, &["note_competitor", "came_back"], &["rival_accounts", "rival_campaigns"]),
];

/// What the data answer of the three steps, for the weightiest cliff.
pub(super) fn steps(
    cliff: Option<&Cliff>,
    events: &[Event],
    start: Option<i64>,
) -> Vec<DiagnosisStep> {
    let Some(cliff) = cliff else { return Vec::new() };
    let near = |kind: &str| {
        let close = |e: &&Event| {
            let lag = e.time.zip(start).map(|(t, s)| (t - s) as f64 / DAY as f64);
            e.kind == kind && lag.is_some_and(|l| (-3.0..=2.0).contains(&l))
        };
        events.iter().any(|e| close(&e))
    };
    let step = |(id, due, codes, look_up): &(&str, u32, &[&str], &[&str])| {
        let facts: Vec<CauseSignal> = cliff
            .cause
            .signals
            .iter()
            .filter(|s| codes.contains(&s.code.as_str()))
            .cloned()
            .collect();
        let answered = match *id {
            "platform" => near("violation") || near("system"),
            "sources" => !cliff.attribution.is_empty(),
            _ => near("competitor"),
        };
        let state = match (answered, facts.is_empty()) {
            (true, _) => "answered",
            (false, false) => "partly",
            (false, true) => "open",
        };
        let look_up: Vec<String> = match (*id, answered) {
            ("sources", true) => look_up.iter().skip(1).map(|s| s.to_string()).collect(),
            _ => look_up.iter().map(|s| s.to_string()).collect(),
        };
        DiagnosisStep {
            id: id.to_string(),
            due_minutes: *due,
            state: state.to_string(),
            facts,
            look_up,
        }
    };
    STEPS.iter().map(step).collect()
}

/// A sum that must hold, as the page gets it.
pub(super) fn check_report(check: &Check, frame: &Frame) -> IdentityCheck {
    let name = |i: &usize| frame.columns.get(*i).map(|c| c.name.clone()).unwrap_or_default();
    IdentityCheck {
        code: check.code.to_string(),
        columns: check.columns.iter().map(name).collect(),
        points: check.points as u32,
        off: check.off as u32,
        holds: check.holds(),
    }
}

/// Columns whose move upwards (1) or downwards (-1) comes before followers leave, with weights.
const SIGNS: &[(&str, f64, f64, &str)] = &[
    ("ad_share", 1.0, 0.35, "more_ads"),
    ("ad_posts", 1.0, 0.35, "more_ads"),
    ("response_time", 1.0, 0.3, "responses_slower"),
    ("lost_followers", 1.0, 0.35, "unfollows_rose"),
    ("interaction_rate", -1.0, 0.25, "interaction_fell"),
    ("returning_fans", -1.0, 0.25, "fans_return_less"),
];

/// Points of the short window against those before it.
const SHORT: usize = 3;
const LONG: usize = 14;

/// Score from which the signs are a warning.
const WARN: f64 = 0.6;

/// The first point before a cliff (or the end) at which signs of leaving come together: too many
/// pushes, slow replies, more unfollows, less interaction.
pub(super) fn unfollow(
    frame: &Frame,
    looked: &[Looked],
    cliff: Option<u32>,
    clock: &mut Times,
) -> Option<UnfollowWarning> {
    let last = cliff.map_or(frame.points, |c| c as usize);
    let from = last.saturating_sub(LONG);
    for point in from.max(LONG)..last {
        let mut score = 0.0;
        let mut reasons = Vec::new();
        for (metric, sign, weight, code) in SIGNS {
            let Some(i) = frame.columns.iter().position(|c| c.metric == *metric) else { continue };
            let column = &frame.columns[i].values;
            let season = |p: usize| {
                let m = looked.get(i)?.model.as_ref()?;
                Some(libm::exp(*m.season.get(m.position(p))?))
            };
            let value =
                |p: usize| Some(column.get(p).copied().flatten()? / season(p).unwrap_or(1.0));
            let old: Vec<f64> = (point - LONG..=point - SHORT).filter_map(value).collect();
            let new: Vec<f64> = (point + 1 - SHORT..=point).filter_map(value).collect();
            let (Some(a), Some(b)) = (median(old.iter().copied()), median(new.iter().copied()))
            else {
                continue;
            };
            let spread = mad(&old).max(a.abs() * 0.05).max(1e-9);
            let moved = (b - a) * sign;
            if new.len() >= 2 && moved > 2.5 * spread && moved > 0.25 * a.abs() {
                score += weight;
                let args =
                    [("before", format!("{}", round(a))), ("after", format!("{}", round(b)))];
                let args: BTreeMap<String, String> =
                    args.into_iter().map(|(k, v)| (k.to_string(), v)).collect();
                reasons.push(CauseSignal {
                    code: code.to_string(),
                    class: "B".to_string(),
                    weight: *weight,
                    args,
                });
            }
        }
        if score >= WARN {
            let lead = (last - point) as u32;
            let time = clock.of(frame, point);
            return Some(UnfollowWarning {
                index: point as u32,
                time,
                score: round(score.min(1.0)),
                lead,
                reasons,
            });
        }
    }
    None
}
