//! Why a cliff happened: evidence with weights, added up for each class and compared. Weights are in
//! log odds; a note alone weighs about as much as one clear pattern in the figures, and less than
//! two.

use std::collections::BTreeMap;

use libm::exp;

use crate::report::{Cause, CauseSignal, ClassScore};

use super::attribute::Moved;
use super::calendar::Season;
use super::notes::Event;
use super::round;

/// Classes with their names and the fact that would decide for or against each.
const CLASSES: [(&str, &str, &str); 5] = [
    ("A", "violation_limited", "platform_notice"),
    ("B", "follower_loss", "follower_list"),
    ("C", "competitor_diversion", "competitor_events"),
    ("D", "payment_or_system_fault", "payment_log"),
    ("E", "season_or_normal", "same_days_last_year"),
];

/// Probability ahead of the second class below which nothing is decided.
const LEAST_LEAD: f64 = 0.03;

/// What a source did: its id, its move, and its part in the loss.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SourceFact {
    pub(super) id: &'static str,
    pub(super) depth: f64,
    pub(super) share: f64,
    pub(super) score: f64,
}

/// Everything that speaks for or against a cause.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts<'f> {
    /// What the fallen column counts.
    pub(super) metric: &'static str,
    pub(super) depth: f64,
    pub(super) after_hump: bool,
    /// Days until it was back; `None` where it is not.
    pub(super) days_low: Option<f64>,
    /// Days of the table behind the start.
    pub(super) days_seen: f64,
    pub(super) sources: Vec<SourceFact>,
    pub(super) together: bool,
    /// Other columns by what they count.
    pub(super) others: BTreeMap<&'static str, Moved>,
    /// Days since 1970-01-01 of the start; `None` for undated tables.
    pub(super) day: Option<f64>,
    pub(super) notes: Vec<(&'f Event, f64)>,
    pub(super) seasons: Vec<Season>,
}

struct Scales {
    signals: Vec<CauseSignal>,
}

impl Scales {
    fn add(&mut self, class: &str, weight: f64, code: &str, args: &[(&str, String)]) {
        let args = args.iter().map(|(k, v)| (k.to_string(), v.clone())).collect();
        let (code, class) = (code.to_string(), class.to_string());
        self.signals.push(CauseSignal { code, class, weight, args });
    }
}

fn percent(share: f64) -> String {
    format!("{}", (share * 100.0).round())
}

/// Weighs the facts.
pub(super) fn cause(facts: &Facts<'_>) -> Cause {
    let mut s = Scales { signals: Vec::new() };
    by_notes(facts, &mut s);
    by_sources(facts, &mut s);
    by_columns(facts, &mut s);
    by_season(facts, &mut s);
    by_shape(facts, &mut s);
    let mut score = [0.15, 0.0, 0.0, 0.0, 0.0];
    for signal in &s.signals {
        if let Some(i) = CLASSES.iter().position(|c| c.0 == signal.class) {
            score[i] += signal.weight;
        }
    }
    let top = score.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let odds: Vec<f64> = score.iter().map(|v| exp(v - top)).collect();
    let sum: f64 = odds.iter().sum();
    let mut order: Vec<usize> = (0..CLASSES.len()).collect();
    order.sort_by(|a, b| odds[*b].total_cmp(&odds[*a]).then(a.cmp(b)));
    let (first, second) = (order[0], order[1]);
    let decided = !s.signals.is_empty() && (odds[first] - odds[second]) / sum >= LEAST_LEAD;
    s.signals.retain(|signal| signal.weight != 0.0);
    s.signals.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then(a.code.cmp(&b.code)));
    let classes = CLASSES.iter().zip(&odds);
    Cause {
        class: decided.then(|| CLASSES[first].0.to_string()),
        name: if decided { CLASSES[first].1 } else { "unclear" }.to_string(),
        confidence: round(odds[first] / sum),
        evidence: Vec::new(),
        against: Vec::new(),
        // Where it is decided: what would overturn it is proof of the second class.
        would_decide: CLASSES[if decided { second } else { first }].2.to_string(),
        classes: classes
            .map(|((class, ..), o)| ClassScore {
                class: class.to_string(),
                probability: round(o / sum),
            })
            .collect(),
        signals: s.signals,
    }
}

/// How much the distance in days takes from a note.
fn nearness(lag: f64, before: f64, after: f64) -> f64 {
    if lag > after + 0.01 || lag < -before - 0.01 {
        return 0.0;
    }
    if lag < 0.0 { 1.0 - 0.3 * (-lag / before) } else { 1.0 - 0.4 * (lag / after.max(0.1)) }
}

fn by_notes(facts: &Facts<'_>, s: &mut Scales) {
    let mut best: BTreeMap<&str, (f64, &Event, f64)> = BTreeMap::new();
    for (event, lag) in &facts.notes {
        // A rival's act, a fault, a notice: the days around; words to followers: the week before.
        let (class, weight, before, after) = match event.kind {
            "violation" => ("A", 2.2, 2.5, 1.5),
            "competitor" => ("C", 2.3, 2.5, 1.5),
            "system" => ("D", 2.1, 1.2, 1.0),
            "follower" => ("B", 1.8, 7.0, 3.0),
            "holiday" => ("E", 1.9, 3.0, 1.5),
            "campaign" => ("E", if facts.after_hump { 1.9 } else { 1.0 }, 4.0, 1.5),
            _ => continue,
        };
        let confirmed = if event.confirmed { 1.0 } else { 0.6 };
        let weight = weight * confirmed * nearness(*lag, before, after);
        if weight > best.get(class).map_or(0.0, |b| b.0) {
            best.insert(class, (weight, event, *lag));
        }
    }
    for (class, (weight, event, lag)) in best {
        let text: String = event.text.chars().take(60).collect();
        let args = [("text", text), ("lag_days", format!("{}", (lag * 10.0).round() / 10.0))];
        s.add(class, weight, &format!("note_{}", event.kind), &args);
    }
}

fn by_sources(facts: &Facts<'_>, s: &mut Scales) {
    if facts.sources.is_empty() {
        return;
    }
    let of = |id: &str| facts.sources.iter().find(|f| f.id == id);
    let depth = |id: &str| of(id).map(|f| f.depth);
    let arg = |f: &SourceFact| [("depth", percent(f.depth)), ("share", percent(f.share))];
    if facts.together {
        // Seasons take a part of everything; a fault takes nearly all.
        let depth = [("depth", percent(facts.depth))];
        let deep = facts.depth >= 0.6;
        s.add("E", if deep { 0.2 } else { 0.9 }, "all_fell_together", &depth);
        s.add("D", if deep { 1.7 } else { 0.7 }, "all_fell_together", &depth);
        for class in ["A", "B", "C"] {
            s.add(class, -0.8, "all_fell_together", &[]);
        }
        return;
    }
    let top = facts.sources.iter().max_by(|a, b| a.share.total_cmp(&b.share));
    if let Some(f) = of("recommend") {
        let others = depth("followers").unwrap_or(0.0).max(0.0);
        if f.depth >= 0.3 && f.share >= 0.35 && (others < 0.7 * f.depth || f.share >= 0.6) {
            s.add("A", 1.4 + f.depth, "recommend_collapsed", &arg(f));
        } else if f.depth < 0.15 {
            s.add("A", -1.8, "recommend_holds", &arg(f));
        }
    }
    if let Some(f) = of("followers") {
        if f.depth >= 0.25 && f.share >= 0.35 && f.depth > depth("recommend").unwrap_or(0.0) {
            s.add("B", 1.4 + f.depth, "followers_left", &arg(f));
        } else if f.depth < 0.12 {
            s.add("B", -1.5, "followers_hold", &arg(f));
            if depth("recommend").is_some_and(|d| d > 0.3) {
                s.add("A", 0.7, "followers_hold", &arg(f));
            }
        }
    }
    let (search, share) = (of("search"), of("share").or_else(|| of("groups")));
    if let Some(f) = search {
        let led = depth("recommend").unwrap_or(0.0) < f.depth
            && depth("followers").unwrap_or(0.0) < f.depth;
        if f.depth >= 0.25 && led {
            s.add("C", 1.0 + f.depth, "search_fell_most", &arg(f));
        } else if f.depth < 0.1 {
            s.add("C", -0.6, "search_holds", &arg(f));
        }
    }
    if let Some(f) = share.filter(|f| f.depth >= 0.25) {
        let weight = if depth("recommend").unwrap_or(0.0) < f.depth { 1.0 } else { 0.2 };
        s.add("C", weight, "shares_fell", &arg(f));
    }
    if let Some(f) = of("ads") {
        if f.depth >= 0.2 {
            s.add("C", 0.4, "ads_fell", &arg(f));
        } else {
            s.add("A", 0.2, "ads_hold", &arg(f));
        }
    }
    if let Some(f) = top.filter(|f| f.share >= 0.75 && facts.sources.len() >= 3) {
        s.add("E", -1.0, "one_source", &arg(f));
        s.add("D", -1.0, "one_source", &arg(f));
    }
}

fn by_columns(facts: &Facts<'_>, s: &mut Scales) {
    let of = |metric: &str| facts.others.get(metric);
    let fell = |metric: &str| of(metric).map(Moved::depth);
    let arg = |m: &Moved| {
        [("before", format!("{}", round(m.before))), ("after", format!("{}", round(m.after)))]
    };
    let paid = matches!(facts.metric, "orders" | "gmv" | "created_orders" | "cart");
    let upstream = ["visits", "views", "clicks", "impressions"].iter().find_map(|m| of(m));
    let holds = |m: &&Moved| paid && m.depth() < 0.15 && facts.depth >= 0.3;
    if let Some(m) = upstream.filter(holds) {
        s.add("D", 3.0, "visits_hold_orders_fall", &arg(m));
        for class in ["A", "B", "C", "E"] {
            s.add(class, -0.6, "visits_hold_orders_fall", &[]);
        }
    }
    let rate = fell("conversion").into_iter().chain(fell("pay_success")).fold(0.0, f64::max);
    if let Some(m) = of("pay_success").filter(|m| m.depth() >= 0.15 && m.score < -3.0) {
        s.add("D", 2.4, "payments_fail", &arg(m));
    } else if let Some(m) = of("conversion").filter(|m| m.depth() >= 0.4 && m.score < -3.0) {
        s.add("D", 1.2 + m.depth(), "conversion_fell", &arg(m));
    } else if of("conversion").is_some() && rate < 0.15 {
        s.add("D", -0.8, "conversion_holds", &[]);
    }
    for metric in ["fail_rate", "unpaid_orders"] {
        if let Some(m) = of(metric).filter(|m| m.after > m.before * 1.8 && m.score > 3.0) {
            s.add("D", 2.4, "payments_fail", &arg(m));
        }
    }
    if let Some(m) = of("response_time").filter(|m| m.after > m.before * 1.5 && m.score > 3.0) {
        // A system that is slow, or people who are.
        let jump = m.after > m.before * 3.0 || facts.together || rate > 0.3;
        let (class, weight) = if jump { ("D", 1.4) } else { ("B", 0.8) };
        s.add(class, weight, "responses_slower", &arg(m));
    }
    if let Some(m) = of("lost_followers") {
        if m.after > m.before * 1.4 && m.score > 2.5 {
            s.add("B", 2.0, "unfollows_rose", &arg(m));
        } else {
            s.add("B", -0.8, "unfollows_normal", &arg(m));
        }
    }
    if let Some(m) = of("net_followers").filter(|m| m.after < 0.0 && m.before >= 0.0) {
        s.add("B", 1.2, "followers_shrink", &arg(m));
    }
    if let Some(m) = of("interaction_rate").filter(|m| m.depth() >= 0.15 && m.score < -2.5) {
        s.add("B", 0.7, "interaction_fell", &arg(m));
    }
    for metric in ["ad_posts", "ad_share", "posts"] {
        if let Some(m) = of(metric).filter(|m| m.after > m.before * 1.4 && m.score > 2.0) {
            s.add("B", 0.6, "more_ads", &arg(m));
        }
    }
    if let Some(m) = of("complaints").filter(|m| m.after > m.before * 1.6 && m.score > 2.5) {
        s.add("B", 0.3, "complaints_rose", &arg(m));
        s.add("D", 0.4, "complaints_rose", &arg(m));
    }
    if let Some(m) = of("impressions").filter(|m| m.depth() >= 0.4 && !paid) {
        s.add("A", 0.5, "impressions_fell", &arg(m));
    }
    if let Some(m) = of("ad_spend").filter(|m| m.depth() >= 0.5 && m.score < -3.0) {
        s.add("E", 0.5, "ad_spend_cut", &arg(m));
    }
}

fn by_season(facts: &Facts<'_>, s: &mut Scales) {
    let Some(day) = facts.day else { return };
    for season in &facts.seasons {
        let (from, to) = (season.from as f64, season.to as f64);
        let args = [("season", season.id.to_string())];
        if season.promotion {
            // Behind the end of it, or between its waves.
            if (to - 2.5..=to + 4.5).contains(&day) {
                let great = matches!(season.id, "618" | "double11" | "double12" | "nianhuo");
                let weight =
                    if facts.after_hump { 2.0 } else { 1.4 } * if great { 1.0 } else { 0.5 };
                s.add("E", weight, "after_promotion", &args);
                break;
            }
        } else if (from - 2.5..=to + 1.5).contains(&day) {
            let long = to - from >= 4.0;
            s.add("E", if long { 1.6 } else { 0.7 }, "holiday", &args);
            break;
        } else if (to + 1.5..=to + 3.5).contains(&day) && facts.after_hump {
            s.add("E", 1.2, "after_holiday", &args);
            break;
        }
    }
}

fn by_shape(facts: &Facts<'_>, s: &mut Scales) {
    if facts.after_hump {
        s.add("E", 1.3, "after_hump", &[]);
    }
    let days = |d: f64| [("days", format!("{}", (d * 10.0).round() / 10.0))];
    if let Some(d) = facts.days_low {
        if d <= 2.5 && facts.depth >= 0.5 {
            s.add("D", 0.9, "short_and_deep", &days(d));
        } else if d <= 9.0 && facts.depth >= 0.65 {
            s.add("D", 0.6, "short_and_deep", &days(d));
        } else if (3.0..=14.0).contains(&d) {
            s.add("C", 0.4, "came_back", &days(d));
            s.add("E", 0.3, "came_back", &days(d));
            s.add("B", -0.4, "came_back", &days(d));
        }
    } else if facts.days_seen >= 21.0 {
        s.add("E", -0.3, "stays_low", &days(facts.days_seen));
        s.add("D", -0.5, "stays_low", &days(facts.days_seen));
    }
    if facts.depth >= 0.93 {
        s.add("D", 0.7, "near_zero", &[("depth", percent(facts.depth))]);
    }
    if facts.sources.is_empty() && facts.others.is_empty() {
        let depth = [("depth", percent(facts.depth))];
        if facts.depth >= 0.6 {
            s.add("A", 0.4, "deep", &depth);
        } else {
            s.add("C", 0.2, "moderate", &depth);
        }
    }
}
