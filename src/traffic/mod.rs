//! Traffic tables: was it a cliff, when, how deep, which source, why, and what now.
//!
//! Rows of text (`ingest::rows`) become a [`table::Frame`], columns become models on the log scale,
//! their levels become falls, falls of several columns at one time become one cliff.

use crate::Result;
use crate::ingest::rows::Tables;
use crate::report::{
    DiagnoseOptions, TrafficColumn, TrafficEvent, TrafficReport, TrafficSeries, TrafficTable,
    Unparsed,
};
use crate::time::{Clock, Day, Zone};

mod attribute;
mod calendar;
mod cause;
mod cliffs;
mod columns;
mod detect;
mod model;
mod notes;
mod number;
mod recovery;
mod roles;
mod segment;
mod series;
mod shape;
mod steps;
mod table;
mod trend;

use table::{DAY, Frame, Frequency, Role};

/// Reads one or more tables as one, with notes of what happened, and tells what they show. The
/// strings in words are left empty: callers fill them from the codes.
///
/// # Errors
/// [`crate::Error::Table`], where there are no figures; [`crate::Error::NoSuchZone`].
pub(crate) fn diagnose(
    tables: &[Tables],
    noted: &[Tables],
    options: &DiagnoseOptions,
) -> Result<TrafficReport> {
    let zone = match options.tz.as_deref() {
        Some(name) => Zone::named(name)?,
        None => Zone::default(),
    };
    let hint = options.year.and_then(|y| i16::try_from(y).ok()).or_else(|| notes::year(noted));
    let mut frame = table::frame(tables, options, &zone, hint)?;
    let (groups, checks) = roles::groups(&mut frame);
    let year = frame.times.last().and_then(|t| Day::from_number(t.div_euclid(DAY))).map(|d| d.year);
    let events = notes::events(noted, &zone, hint.or(year).unwrap_or(2025));
    let mut clock = Times { zone, frequency: frame.frequency };
    let columns = series::columns(&frame);
    let cliffs = cliffs::cliffs(&frame, &columns, &groups, &events, &mut clock);
    let weightiest = cliffs::weightiest(&cliffs);
    let start = weightiest.and_then(|c| frame.times.get(cliffs[c].index as usize)).copied();
    let plan = weightiest.map(|c| steps::plan(&cliffs[c]).to_string());
    let steps = steps::steps(weightiest.map(|c| &cliffs[c]), &events, start);
    let unfollow =
        steps::unfollow(&frame, &columns, weightiest.map(|c| cliffs[c].index), &mut clock);
    let series: Vec<TrafficSeries> = frame
        .columns
        .iter()
        .zip(&columns)
        .map(|(column, found)| series::report(column, found, &frame, &mut clock))
        .collect();
    let event = |e: &notes::Event| TrafficEvent {
        file: e.file.clone(),
        line: e.line,
        time: e.time.map(|t| clock.text_as(t, e.with_clock)),
        kind: e.kind.to_string(),
        text: e.text.clone(),
        lag_days: e.time.zip(start).map(|(t, s)| round((t - s) as f64 / DAY as f64)),
        used: weightiest.is_some_and(|c| {
            let code = format!("note_{}", e.kind);
            let text: String = e.text.chars().take(60).collect();
            let of = |s: &crate::report::CauseSignal| {
                s.code == code && s.args.get("text") == Some(&text)
            };
            cliffs[c].cause.signals.iter().any(of)
        }),
        hits: Vec::new(),
    };
    let event_reports = events.iter().map(event).collect();
    let table = TrafficTable {
        files: tables.iter().map(|t| t.file.clone()).collect(),
        encoding: tables.first().map(|t| t.encoding.to_string()).unwrap_or_default(),
        frequency: frame.frequency.id().to_string(),
        points: frame.points as u32,
        missing: missing(&frame),
        columns: frame.columns.iter().map(column_report).collect(),
        times: frame.times.iter().map(|t| clock.text(*t)).collect(),
    };
    Ok(TrafficReport {
        table,
        series,
        cliffs,
        plan,
        steps,
        events: event_reports,
        checks: checks.iter().map(|c| steps::check_report(c, &frame)).collect(),
        unfollow,
        unparsed: Unparsed { records: frame.unparsed, samples: frame.samples },
        assumptions: Vec::new(),
        warnings: Vec::new(),
        notes: frame.notes,
    })
}

fn column_report(column: &table::Column) -> TrafficColumn {
    let role = match column.role {
        Role::Metric => "metric",
        Role::Source => "source",
        Role::Ratio => "ratio",
        Role::Cumulative => "cumulative",
    };
    TrafficColumn {
        name: column.name.clone(),
        role: role.to_string(),
        metric: column.metric.to_string(),
        source: column.source.map(str::to_string),
        sure: column.sure,
    }
}

/// Points that a regular table would have between its first and last, and this one has not.
fn missing(frame: &Frame) -> u32 {
    let step = match frame.frequency {
        Frequency::Hour => table::HOUR,
        Frequency::Day => DAY,
        Frequency::Week => {
            let mut steps: Vec<i64> = frame.times.windows(2).map(|p| p[1] - p[0]).collect();
            steps.sort_unstable();
            steps.get(steps.len() / 2).copied().unwrap_or(7 * DAY)
        }
        _ => return 0,
    };
    let (Some(first), Some(last)) = (frame.times.first(), frame.times.last()) else { return 0 };
    let whole = (last - first) / step.max(1) + 1;
    u32::try_from(whole - frame.times.len() as i64).unwrap_or(0)
}

/// Six digits that count: enough for any reader, and few enough to be the same everywhere.
fn round(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    let mut scale = 1.0;
    let mut size = value.abs();
    while size < 1e5 && scale < 1e6 {
        scale *= 10.0;
        size *= 10.0;
    }
    (value * scale).round() / scale
}

/// Puts points in time into words.
pub(crate) struct Times {
    zone: Zone,
    frequency: Frequency,
}

impl Times {
    /// A point of the table.
    fn text(&mut self, seconds: i64) -> String {
        self.text_as(seconds, self.frequency == Frequency::Hour)
    }

    fn text_as(&mut self, seconds: i64, with_clock: bool) -> String {
        let Some(day) = Day::from_number(seconds.div_euclid(DAY)) else { return String::new() };
        let date = format!("{:04}-{:02}-{:02}", day.year, day.month, day.day);
        if !with_clock {
            return date;
        }
        let rest = seconds.rem_euclid(DAY);
        let clock = Clock {
            hour: (rest / 3600) as u8,
            minute: (rest / 60 % 60) as u8,
            second: (rest % 60) as u8,
        };
        let at = self.zone.instant(day, clock);
        at.and_then(|at| self.zone.rfc3339(at)).unwrap_or(date)
    }

    /// The time of a point by its number; `None` for tables without.
    fn of(&mut self, frame: &Frame, point: usize) -> Option<String> {
        frame.times.get(point).map(|t| self.text(*t))
    }
}
