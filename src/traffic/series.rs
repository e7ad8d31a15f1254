//! What every column of a table shows on its own.

use libm::exp;

use crate::report::{TrafficAnomaly, TrafficChange, TrafficSeries};

use super::detect::{self, Found};
use super::model::Model;
use super::segment::mad;
use super::table::{Column, Frame, Frequency, Role};
use super::{Times, round, trend};

/// Distance from which a point is an anomaly, in standard deviations, and as a part of its level.
const FAR: f64 = 4.5;
const FAR_SHARE: f64 = 0.2;

/// Half of the 90 % band, in standard deviations.
const BAND: f64 = 1.645;

/// A column with its model, where it has one.
pub(super) struct Looked {
    pub(super) model: Option<Model>,
    pub(super) found: Found,
}

/// Models and falls of all columns. Columns of unknown kind are read as plain series: they get
/// falls from a model as well, but changes by [`trend::breaks`].
pub(super) fn columns(frame: &Frame) -> Vec<Looked> {
    let look = |column: &Column| {
        if column.role == Role::Ratio {
            return Looked { model: None, found: Found::default() };
        }
        let model = Model::fit(&column.values, &frame.times, frame.frequency);
        let found = model.as_ref().map(detect::look).unwrap_or_default();
        Looked { model, found }
    };
    frame.columns.iter().map(look).collect()
}

/// `true` for a column read as a level with weekdays, not as a plain series.
pub(super) fn is_traffic(column: &Column, frame: &Frame) -> bool {
    column.metric != "other"
        && column.role != Role::Ratio
        && matches!(
            frame.frequency,
            Frequency::Hour | Frequency::Day | Frequency::Week | Frequency::Index
        )
}

/// The column as the page and other programs get it.
pub(super) fn report(
    column: &Column,
    looked: &Looked,
    frame: &Frame,
    clock: &mut Times,
) -> TrafficSeries {
    let mut out = TrafficSeries {
        name: column.name.clone(),
        observed: column.values.iter().map(|v| v.map(round)).collect(),
        ..TrafficSeries::default()
    };
    match &looked.model {
        Some(m) if is_traffic(column, frame) => {
            for c in &looked.found.changes {
                let point = m.at[c.at];
                out.changes.push(TrafficChange {
                    index: point as u32,
                    time: clock.of(frame, point),
                    kind: c.kind.to_string(),
                    before: round(m.figure(c.before)),
                    after: round(m.figure(c.after)),
                    confidence: round(c.confidence),
                });
            }
            curves(m, &looked.found, frame, clock, &mut out);
        }
        _ => plain(column, frame, clock, &mut out),
    }
    out
}

/// The expected level with its band, and the points far from their own level.
fn curves(m: &Model, found: &Found, frame: &Frame, clock: &mut Times, out: &mut TrafficSeries) {
    let n = out.observed.len();
    (out.expected, out.low, out.high) = (vec![None; n], vec![None; n], vec![None; n]);
    let mut own = vec![0.0; m.x.len()];
    for (a, b) in m.levels() {
        let level = m.level(a, b);
        own[a..b].fill(level);
    }
    let rest: Vec<f64> = m.x.iter().zip(&own).map(|(x, l)| x - l).collect();
    let spread = mad(&rest).max(m.sigma);
    for (p, &point) in m.at.iter().enumerate() {
        let fall = found.falls.iter().find(|f| f.start <= p && f.end.is_none_or(|e| p < e));
        let level = fall.map_or(own[p], |f| f.before);
        let wide = BAND * libm::sqrt(m.var[p]).max(spread);
        out.expected[point] = Some(round(m.expected(level, p)));
        out.low[point] = Some(round(m.expected(level - wide, p)));
        out.high[point] = Some(round(m.expected(level + wide, p)));
        let score = rest[p] / libm::sqrt(m.var[p]).max(spread);
        if score.abs() >= FAR && (exp(rest[p]) - 1.0).abs() >= FAR_SHARE {
            out.anomalies.push(TrafficAnomaly {
                index: point as u32,
                time: clock.of(frame, point),
                expected: round(m.expected(own[p], p)),
                observed: round(m.y[p]),
                score: round(score),
            });
        }
    }
}

/// A column without a model of its own: breaks of its trend.
fn plain(column: &Column, frame: &Frame, clock: &mut Times, out: &mut TrafficSeries) {
    let known: Vec<(usize, f64)> =
        column.values.iter().enumerate().filter_map(|(i, v)| Some((i, (*v)?))).collect();
    let values: Vec<f64> = known.iter().map(|k| k.1).collect();
    let breaks = trend::breaks(&values);
    let ends = breaks.iter().map(|b| b.at).skip(1).chain([values.len()]);
    let starts = std::iter::once(0).chain(breaks.iter().map(|b| b.at));
    let middle =
        |a: usize, b: usize| super::segment::median(values[a..b].iter().copied()).unwrap_or(0.0);
    for ((b, end), start) in breaks.iter().zip(ends).zip(starts) {
        let Some((point, _)) = known.get(b.at) else { continue };
        out.changes.push(TrafficChange {
            index: *point as u32,
            time: clock.of(frame, *point),
            kind: if b.is_level { "level" } else { "trend" }.to_string(),
            before: round(middle(start, b.at)),
            after: round(middle(b.at, end)),
            confidence: round(b.confidence),
        });
    }
    // Points far from the median of the seven around them.
    let local = super::model::running_median(&values, 3);
    let rest: Vec<f64> = values.iter().zip(&local).map(|(v, l)| v - l).collect();
    let spread = mad(&rest);
    for (i, (point, value)) in known.iter().enumerate() {
        if spread > 0.0 && rest[i].abs() > 6.0 * spread && rest[i].abs() > 0.2 * local[i].abs() {
            out.anomalies.push(TrafficAnomaly {
                index: *point as u32,
                time: clock.of(frame, *point),
                expected: round(local[i]),
                observed: round(*value),
                score: round(rest[i] / spread),
            });
        }
    }
}
