//! Which columns are parts of which, and what a running total adds a day.

use super::columns::fold;
use super::segment::median;
use super::table::{Column, Frame, Role};

/// Sums that are off by less than this part hold.
const TOLERANCE: f64 = 0.05;

/// A metric and the sources that it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) total: usize,
    pub(super) sources: Vec<usize>,
    /// The sources add up to the total.
    pub(super) complete: bool,
}

/// Settles what names alone leave open.
pub(super) fn settle(frame: &mut Frame) {
    let has = |frame: &Frame, metric: &str| {
        frame.columns.iter().any(|c| c.metric == metric && c.role == Role::Metric)
    };
    // Beside likes and comments, 分享 and 关注 are what people did, not where they came from.
    if has(frame, "likes") || has(frame, "comments") || has(frame, "favorites") {
        for column in
            frame.columns.iter_mut().filter(|c| c.role == Role::Source && c.metric.is_empty())
        {
            let metric = match column.source {
                Some("share") => "shares",
                Some("followers") => "new_followers",
                _ => continue,
            };
            (column.role, column.metric, column.source) = (Role::Metric, metric, None);
        }
    }
    let sources = frame.columns.iter().filter(|c| c.role == Role::Source).count();
    let metrics = frame.columns.iter().filter(|c| c.role == Role::Metric).count();
    for column in frame.columns.iter_mut().filter(|c| c.role == Role::Source) {
        if column.metric.is_empty() {
            column.metric = "visits";
        }
        if sources == 1 && metrics == 0 {
            column.role = Role::Metric;
        }
    }
    let mut differenced = Vec::new();
    for column in &mut frame.columns {
        let named = ["累计", "累积", "cumulative"].iter().any(|w| fold(&column.name).contains(w));
        if column.role == Role::Cumulative || (named && column.role == Role::Metric) {
            if runs_on(&column.values) {
                column.values = differences(&column.values);
                column.role = Role::Cumulative;
                if column.metric == "total_followers" {
                    column.metric = "net_followers";
                }
                differenced.push(column.name.clone());
            } else if column.metric == "total_followers" {
                (column.role, column.metric, column.sure) = (Role::Metric, "followers", false);
            }
        }
    }
    for name in differenced {
        frame.note(true, "running-total", &[("column", name)]);
    }
}

/// `true` for a running total: it never or hardly falls, and moves little a step.
fn runs_on(values: &[Option<f64>]) -> bool {
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    if known.len() < 3 {
        return false;
    }
    let level = median(known.iter().copied()).unwrap_or(0.0).abs();
    let step = median(known.windows(2).map(|p| (p[1] - p[0]).abs())).unwrap_or(0.0);
    let falls = known.windows(2).filter(|p| p[1] < p[0]).count();
    step < level * 0.1 || falls * 20 <= known.len()
}

/// What each point adds to the one before; the first adds nothing that is known.
fn differences(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut before: Option<f64> = None;
    let mut gap = false;
    values
        .iter()
        .map(|value| {
            let Some(value) = *value else {
                gap = true;
                return None;
            };
            let added = before.map(|b| value - b).filter(|_| !gap);
            before = Some(value);
            gap = false;
            added
        })
        .collect()
}

/// Sums that must hold, of each: columns, their sum, points, points that are off.
pub(super) struct Check {
    pub(super) code: &'static str,
    pub(super) columns: Vec<usize>,
    pub(super) points: usize,
    pub(super) off: usize,
}

impl Check {
    pub(super) fn holds(&self) -> bool {
        self.points >= 3 && self.off * 10 <= self.points
    }
}

/// Looks whether `parts` (with signs) add up to `total`.
fn check(frame: &Frame, code: &'static str, parts: &[(usize, f64)], total: usize) -> Check {
    let value = |c: usize, i: usize| frame.columns.get(c).and_then(|c| *c.values.get(i)?);
    let (mut points, mut off) = (0, 0);
    for i in 0..frame.points {
        let sum: Option<f64> = parts.iter().map(|(c, sign)| value(*c, i).map(|v| v * sign)).sum();
        if let (Some(sum), Some(total)) = (sum, value(total, i)) {
            points += 1;
            off += usize::from((sum - total).abs() > TOLERANCE * total.abs().max(sum.abs()) + 1.0);
        }
    }
    let mut columns: Vec<usize> = parts.iter().map(|p| p.0).collect();
    columns.push(total);
    Check { code, columns, points, off }
}

/// Groups of sources with their totals; a total that the table lacks is added as a column.
pub(super) fn groups(frame: &mut Frame) -> (Vec<Group>, Vec<Check>) {
    shares_to_counts(frame);
    let (mut out, mut checks) = (Vec::new(), Vec::new());
    let mut kinds: Vec<&'static str> = Vec::new();
    for column in frame.columns.iter().filter(|c| c.role == Role::Source) {
        if !kinds.contains(&column.metric) {
            kinds.push(column.metric);
        }
    }
    let lone = kinds.len() > 1;
    for kind in kinds {
        let of = |c: &Column| c.role == Role::Source && c.metric == kind;
        let sources: Vec<usize> =
            frame.columns.iter().enumerate().filter(|(_, c)| of(c)).map(|(i, _)| i).collect();
        let parts: Vec<(usize, f64)> = sources.iter().map(|s| (*s, 1.0)).collect();
        let totals = frame.columns.iter().enumerate();
        let totals: Vec<usize> =
            totals.filter(|(_, c)| c.role == Role::Metric).map(|(i, _)| i).collect();
        let mut found: Vec<Check> =
            totals.iter().map(|t| check(frame, "sources_sum", &parts, *t)).collect();
        found.sort_by_key(|c| (!c.holds(), c.off));
        let best = found.into_iter().next().filter(Check::holds).filter(|_| sources.len() > 1);
        if let Some(best) = best {
            let total = best.columns.last().copied().unwrap_or(0);
            out.push(Group { total, sources, complete: true });
            checks.push(best);
            continue;
        }
        // A total of the same name that the sources do not exceed: the rest comes from elsewhere.
        let part_of = |total: &usize| {
            let c = check_ratio(frame, &sources, *total);
            frame.columns.get(*total).is_some_and(|t| t.metric == kind)
                && (0.05..=1.05).contains(&c)
        };
        if let Some(total) = totals.iter().copied().find(part_of) {
            checks.push(check(frame, "sources_sum", &parts, total));
            out.push(Group { total, sources, complete: false });
        } else if sources.len() > 1 {
            let name = if lone { format!("合计 {kind}") } else { "合计".to_string() };
            let values = (0..frame.points).map(|i| sum_at(frame, &sources, i)).collect();
            frame.columns.push(Column {
                name,
                role: Role::Metric,
                metric: kind,
                source: None,
                sure: true,
                values,
            });
            frame.note(true, "total-computed", &[("columns", sources.len().to_string())]);
            out.push(Group { total: frame.columns.len() - 1, sources, complete: true });
        } else if let Some(column) = sources.first().and_then(|s| frame.columns.get_mut(*s)) {
            column.role = Role::Metric;
        }
    }
    let find = |metric: &str| frame.columns.iter().position(|c| c.metric == metric);
    if let (Some(new), Some(lost), Some(net)) =
        (find("new_followers"), find("lost_followers"), find("net_followers"))
    {
        checks.push(check(frame, "net_followers", &[(new, 1.0), (lost, -1.0)], net));
    }
    (out, checks)
}

/// Shares of sources that add up to a whole become counts: each times the first metric of traffic.
fn shares_to_counts(frame: &mut Frame) {
    let is_share = |c: &Column| {
        c.role == Role::Ratio
            && c.source.is_some()
            && c.metric == "other_ratio"
            && fold(&c.name).contains('占')
    };
    let shares: Vec<usize> =
        frame.columns.iter().enumerate().filter(|(_, c)| is_share(c)).map(|(i, _)| i).collect();
    let is_total = |c: &Column| {
        c.role == Role::Metric
            && matches!(c.metric, "visits" | "views" | "new_followers" | "impressions")
    };
    let Some(total) = frame.columns.iter().position(is_total).filter(|_| shares.len() > 1) else {
        return;
    };
    let whole = median((0..frame.points).filter_map(|i| sum_at(frame, &shares, i))).unwrap_or(0.0);
    // Percent signs are read as parts of 1; shares without them are parts of 100.
    let unit = if whole > 2.0 { 100.0 } else { 1.0 };
    if !(0.5..=1.05).contains(&(whole / unit)) {
        return;
    }
    let totals = frame.columns[total].values.clone();
    let metric = frame.columns[total].metric;
    for i in shares {
        let column = &mut frame.columns[i];
        for (value, total) in column.values.iter_mut().zip(&totals) {
            *value = value.zip(*total).map(|(share, total)| share / unit * total);
        }
        (column.role, column.metric) = (Role::Source, metric);
    }
    frame.note(true, "shares-multiplied", &[("column", frame.columns[total].name.clone())]);
}

fn sum_at(frame: &Frame, columns: &[usize], i: usize) -> Option<f64> {
    let mut sum = None;
    for column in columns {
        let value = frame.columns.get(*column).and_then(|c| *c.values.get(i)?);
        if let Some(value) = value {
            sum = Some(sum.unwrap_or(0.0) + value);
        }
    }
    sum
}

/// The usual part of a total that some columns make up.
fn check_ratio(frame: &Frame, columns: &[usize], total: usize) -> f64 {
    let part = |i| {
        let whole =
            frame.columns.get(total).and_then(|c| *c.values.get(i)?).filter(|v| *v > 0.0)?;
        Some(sum_at(frame, columns, i)? / whole)
    };
    median((0..frame.points).filter_map(part)).unwrap_or(f64::NAN)
}
