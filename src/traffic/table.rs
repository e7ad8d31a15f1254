//! Tables of figures over time: which column is the time, which are figures, and every figure in
//! its place.

use std::collections::BTreeMap;

use crate::ingest::periods::{self, Period, Span};
use crate::ingest::rows::Tables;
use crate::report::{DiagnoseOptions, Note, UnparsedSample};
use crate::time::{Clock, Day, Zone};
use crate::{Error, Result};

use super::columns::{Kind, Names};
use super::number::{is_missing, number};
use super::shape::{self, Body};

/// Seconds of a day and of an hour.
pub(super) const DAY: i64 = 86_400;
pub(super) const HOUR: i64 = 3_600;

/// Most values that a column of categories may have.
const MOST_CATEGORIES: usize = 40;

/// Rows that could not be read, shown.
const SAMPLES: usize = 5;

/// How far apart points are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Frequency {
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    #[default]
    Index,
}

impl Frequency {
    pub(super) fn id(self) -> &'static str {
        match self {
            Frequency::Hour => "hour",
            Frequency::Day => "day",
            Frequency::Week => "week",
            Frequency::Month => "month",
            Frequency::Quarter => "quarter",
            Frequency::Year => "year",
            Frequency::Index => "index",
        }
    }
}

/// What a column of figures is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Metric,
    Source,
    Ratio,
    Cumulative,
}

/// One column of figures.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) metric: &'static str,
    pub(super) source: Option<&'static str>,
    pub(super) sure: bool,
    pub(super) values: Vec<Option<f64>>,
}

/// Everything read, in order of time.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    pub(super) frequency: Frequency,
    /// Wall-clock seconds from 1970-01-01T00:00 at which each point starts; empty for `Index`.
    pub(super) times: Vec<i64>,
    pub(super) points: usize,
    pub(super) columns: Vec<Column>,
    pub(super) notes: Vec<Note>,
    pub(super) unparsed: u64,
    pub(super) samples: Vec<UnparsedSample>,
}

impl Frame {
    pub(super) fn note(&mut self, assumption: bool, code: &str, args: &[(&str, String)]) {
        let args = args.iter().map(|(k, v)| (k.to_string(), v.clone())).collect();
        self.notes.push(Note { code: code.to_string(), args, assumption });
    }

    fn lost(&mut self, line: u64, cells: &[String]) {
        self.unparsed += 1;
        if self.samples.len() < SAMPLES {
            let text: String = cells.join(",").chars().take(200).collect();
            self.samples.push(UnparsedSample { line, text, part: None });
        }
    }
}

/// One column before rows are put in order.
struct Raw {
    name: String,
    percent: bool,
    /// By time.
    values: BTreeMap<i64, (f64, u32)>,
}

/// Reads the tables of one or more files as one: columns of several are joined on their times.
///
/// # Errors
/// [`Error::Table`], where no file has a column of figures.
pub(super) fn frame(
    tables: &[Tables],
    options: &DiagnoseOptions,
    zone: &Zone,
    year_hint: Option<i16>,
) -> Result<Frame> {
    let names = Names::load();
    let mut out = Frame::default();
    let mut raws: Vec<Raw> = Vec::new();
    let mut spans: Vec<Span> = Vec::new();
    let (mut dated, mut undated) = (false, false);
    let mut error = None;
    for table in tables {
        for sheet in &table.sheets {
            let Some(body) = shape::body(sheet, &names) else {
                let line = sheet.rows.first().map_or(1, |r| r.line);
                let name = table.file.clone();
                error.get_or_insert(Error::Table { name, line, reason: "no-figures" });
                continue;
            };
            match read(&body, table, options, zone, year_hint, &names, &mut out) {
                Ok(part) => {
                    spans.extend(part.span);
                    dated |= part.span.is_some();
                    undated |= part.span.is_none();
                    for raw in part.columns {
                        push(&mut raws, raw, &sheet.title);
                    }
                }
                Err(found) => {
                    error.get_or_insert(found);
                }
            }
        }
    }
    if raws.is_empty() {
        let name = tables.first().map(|t| t.file.clone()).unwrap_or_default();
        return Err(error.unwrap_or(Error::Table { name, line: 1, reason: "no-figures" }));
    }
    let mixed = dated && undated;
    if mixed {
        out.note(false, "undated-part", &[]);
    }
    let mut times: Vec<i64> = raws.iter().flat_map(|r| r.values.keys().copied()).collect();
    times.sort_unstable();
    times.dedup();
    out.points = times.len();
    out.frequency =
        if dated { frequency(&times, spans.iter().min().copied()) } else { Frequency::Index };
    for raw in &raws {
        out.columns.push(column(raw, &times, options, &names));
    }
    if out.frequency != Frequency::Index {
        out.times = times;
    }
    super::roles::settle(&mut out);
    Ok(out)
}

/// Adds a column; one of the same name from another file gets the title of its sheet, and one that
/// adds only other times is joined.
fn push(raws: &mut Vec<Raw>, raw: Raw, title: &str) {
    match raws.iter_mut().find(|r| r.name == raw.name) {
        None => raws.push(raw),
        Some(known) if raw.values.keys().all(|t| !known.values.contains_key(t)) => {
            known.values.extend(raw.values);
        }
        Some(known) if known.values == raw.values => {}
        Some(_) => {
            let mut name = format!("{title} {}", raw.name).trim().to_string();
            while raws.iter().any(|r| r.name == name) {
                name.push('\'');
            }
            raws.push(Raw { name, ..raw });
        }
    }
}

/// What one sheet gave.
struct Part {
    /// Finest stretch that its dates name; `None` for rows without.
    span: Option<Span>,
    columns: Vec<Raw>,
}

fn read(
    body: &Body,
    table: &Tables,
    options: &DiagnoseOptions,
    zone: &Zone,
    year_hint: Option<i16>,
    names: &Names,
    out: &mut Frame,
) -> Result<Part> {
    let width = body.header.len();
    let places: Vec<Option<Kind>> = body.header.iter().map(|h| names.place(h)).collect();
    let share = |column: usize, test: &dyn Fn(&str) -> bool| {
        let cells = body.rows.iter().map(|r| r.cell(column)).filter(|c| !is_missing(c));
        let (mut fit, mut all) = (0usize, 0usize);
        for cell in cells {
            all += 1;
            fit += usize::from(test(cell));
        }
        if all == 0 { 0.0 } else { fit as f64 / all as f64 }
    };
    let is_date = |cell: &str| periods::period(cell).is_some();
    // The time: by its name first, else the first column of dates.
    let named = (0..width).find(|c| {
        places[*c] == Some(Kind::Time)
            && share(*c, &|t| is_date(t) || periods::year(t).is_some()) > 0.6
    });
    let looks = |c: &usize| {
        let dates = share(*c, &is_date) > 0.8;
        // Plain numbers are dates only in the first column, and only where all of them are.
        let plain = share(*c, &|t| t.bytes().all(|b| b.is_ascii_digit())) > 0.5;
        dates && (!plain || (*c == 0 && share(*c, &is_date) > 0.99 && ascending(body, *c)))
    };
    let years = |c: &usize| {
        *c == 0 && share(*c, &|t| periods::year(t).is_some()) > 0.99 && ascending(body, *c)
    };
    let time = named.or_else(|| (0..width).find(looks)).or_else(|| (0..width).find(years));
    let hour = (0..width).find(|c| {
        Some(*c) != time
            && places[*c] == Some(Kind::Hour)
            && share(*c, &|t| periods::hour(t).is_some()) > 0.8
    });
    let index = (0..width).find(|c| {
        Some(*c) != time
            && ((places[*c] == Some(Kind::Index) || (*c == 0 && body.header[*c].is_empty()))
                && ascending(body, *c))
            || (time.is_none() && *c == 0 && width > 1 && counts_up(body, *c))
    });
    let taken = |c: usize| Some(c) == time || Some(c) == hour || Some(c) == index;
    let figures: Vec<usize> =
        (0..width).filter(|c| !taken(*c) && share(*c, &|t| number(t).is_some()) > 0.6).collect();
    if figures.is_empty() {
        let line = body.rows.first().map_or(body.header_line.max(1), |r| r.line);
        return Err(Error::Table { name: table.file.clone(), line, reason: "no-figures" });
    }
    let stamps = stamps(
        body,
        time,
        hour,
        zone,
        year_hint.or_else(|| year_in(&table.file, &body.above)),
        out,
    );
    let dated = time.is_some() && stamps.iter().any(Option::is_some);
    if time.is_some() && !dated {
        let line = body.rows.first().map_or(1, |r| r.line);
        return Err(Error::Table { name: table.file.clone(), line, reason: "no-dates" });
    }
    // One row a point, or one a point and category?
    let mut unique: Vec<i64> = stamps.iter().flatten().map(|s| s.0).collect();
    let rows = unique.len();
    unique.sort_unstable();
    unique.dedup();
    let repeats = dated && rows * 10 >= unique.len() * 13;
    let text: Vec<usize> = (0..width)
        .filter(|c| !taken(*c) && !figures.contains(c) && share(*c, &|t| !t.is_empty()) > 0.0)
        .collect();
    let categories = |c: &usize| {
        let mut values: Vec<&str> =
            body.rows.iter().map(|r| r.cell(*c)).filter(|v| !v.is_empty()).collect();
        let filled = values.len();
        values.sort_unstable();
        values.dedup();
        filled * 10 >= body.rows.len() * 8 && (2..=MOST_CATEGORIES).contains(&values.len())
    };
    let category = text
        .iter()
        .copied()
        .find(|c| places[*c] == Some(Kind::Category) && categories(c))
        .or_else(|| text.iter().copied().find(categories))
        .filter(|_| repeats);
    if repeats && category.is_none() {
        out.note(true, "rows-summed", &[("column", column_name(body, time.unwrap_or(0)))]);
    }
    let mut raws: Vec<Raw> = Vec::new();
    let slot = |raws: &mut Vec<Raw>, name: String| -> usize {
        raws.iter().position(|r| r.name == name).unwrap_or_else(|| {
            raws.push(Raw { name, percent: false, values: BTreeMap::new() });
            raws.len() - 1
        })
    };
    // Without categories the columns are known before the rows.
    let mut slots: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for (row, (cells, stamp)) in body.rows.iter().zip(&stamps).enumerate() {
        let at = match (dated, stamp) {
            (true, Some((at, _))) => *at,
            (true, None) => {
                out.lost(cells.line, &cells.cells);
                continue;
            }
            (false, _) => row as i64,
        };
        let group = category.map(|c| cells.cell(c).to_string()).unwrap_or_default();
        for c in &figures {
            let key = (*c, group.clone());
            let i = match slots.get(&key) {
                Some(i) => *i,
                None => {
                    let name = group_name(&column_name(body, *c), &group, figures.len() == 1);
                    let i = slot(&mut raws, name);
                    slots.insert(key, i);
                    i
                }
            };
            let Some(raw) = raws.get_mut(i) else { continue };
            let cell = cells.cell(*c);
            let Some(found) = number(cell) else {
                // A point without a figure is still a point.
                raw.values.entry(at).or_insert((f64::NAN, 0));
                continue;
            };
            raw.percent |= found.percent;
            let entry = raw.values.entry(at).or_insert((0.0, 0));
            if entry.1 == 0 {
                entry.0 = 0.0;
            }
            *entry = (entry.0 + found.value, entry.1 + 1);
        }
    }
    let span = stamps.iter().flatten().map(|s| s.1).min();
    let _ = options;
    Ok(Part { span: span.filter(|_| dated), columns: raws })
}

fn column_name(body: &Body, column: usize) -> String {
    let name = body.header.get(column).map(|h| h.trim()).unwrap_or("");
    if name.is_empty() { format!("列{}", column + 1) } else { name.to_string() }
}

/// Name of a column made of the rows of one category.
fn group_name(column: &str, group: &str, only: bool) -> String {
    match (group.is_empty(), only) {
        (true, _) => column.to_string(),
        (false, true) => group.to_string(),
        (false, false) => format!("{group} {column}"),
    }
}

/// Whole numbers that grow from row to row, or fall.
fn ascending(body: &Body, column: usize) -> bool {
    let values: Option<Vec<f64>> =
        body.rows.iter().map(|r| number(r.cell(column)).map(|n| n.value)).collect();
    let Some(values) = values.filter(|v| v.len() >= 3) else { return false };
    let up = values.windows(2).all(|p| p[0] < p[1]);
    up || values.windows(2).all(|p| p[0] > p[1])
}

/// 0, 1, 2, ... or 1, 2, 3, ...
fn counts_up(body: &Body, column: usize) -> bool {
    let first = body.rows.first().and_then(|r| number(r.cell(column))).map(|n| n.value);
    ascending(body, column)
        && first.is_some_and(|f| f == 0.0 || f == 1.0)
        && body
            .rows
            .iter()
            .enumerate()
            .all(|(i, r)| number(r.cell(column)).map(|n| n.value) == first.map(|f| f + i as f64))
}

/// A year in a file name or in words above a table.
fn year_in(file: &str, above: &str) -> Option<i16> {
    let text = format!("{above} {file}");
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(3)).find_map(|at| {
        let four = text.get(at..at + 4)?;
        let digit = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
        // Of eight digits the first four are the year.
        let alone = !digit(at.checked_sub(1));
        let year: i16 = four.parse().ok().filter(|y| (2000..2100).contains(y))?;
        (alone && four.bytes().all(|b| b.is_ascii_digit())).then_some(year)
    })
}

/// The time of every row: seconds of the wall clock, and how long a stretch it names.
fn stamps(
    body: &Body,
    time: Option<usize>,
    hour: Option<usize>,
    zone: &Zone,
    year: Option<i16>,
    out: &mut Frame,
) -> Vec<Option<(i64, Span)>> {
    let Some(time) = time else { return vec![None; body.rows.len()] };
    let read: Vec<Option<Period>> = body
        .rows
        .iter()
        .map(|row| {
            let cell = row.cell(time);
            let of_year =
                || periods::year(cell).map(|d| Period::Of(Span::Year, d, Clock::default()));
            periods::period(cell).or_else(of_year)
        })
        .collect();
    let order = order(&read);
    if read.iter().flatten().any(|p| matches!(p, Period::Ambiguous(..))) {
        out.note(true, "date-order-assumed", &[("order", order.to_string())]);
    }
    let fallback = year.unwrap_or(2025);
    if read.iter().flatten().any(|p| matches!(p, Period::NoYear(..))) {
        let evidence = if year.is_some() { "named in the file" } else { "nothing says which" };
        let args = [("year", fallback.to_string()), ("evidence", evidence.to_string())];
        out.note(true, "year-assumed", &args);
    }
    let mut years = years(&read, fallback).into_iter();
    let zone = zone.clone();
    let mut stamp = |period: Option<Period>, row: usize| -> Option<(i64, Span)> {
        let (span, day, clock) = match period? {
            Period::Of(span, day, clock) => (span, day, clock),
            Period::NoYear(month, day, clock) => {
                let span = if clock == Clock::default() { Span::Day } else { Span::Hour };
                (span, Day::new(years.next()?, month, day)?, clock)
            }
            Period::Ambiguous(numbers, clock) => {
                let span = if clock == Clock::default() { Span::Day } else { Span::Hour };
                (span, periods::in_order(numbers, order)?, clock)
            }
            Period::At(at) => {
                let (day, clock) = zone.wall(at)?;
                (Span::Hour, day, clock)
            }
        };
        let mut seconds = i64::from(clock.seconds());
        let mut span = span;
        if let Some(hour) = hour.and_then(|c| periods::hour(body.rows.get(row)?.cell(c))) {
            (seconds, span) = (i64::from(hour) * HOUR, Span::Hour);
        }
        Some((day.number() * DAY + seconds, span))
    };
    let mut found: Vec<_> = read.into_iter().enumerate().map(|(i, p)| stamp(p, i)).collect();
    // Times of day that never differ say nothing: `2026-09-01 00:00:00`.
    let mut clocks = found.iter().flatten().map(|(at, _)| at.rem_euclid(DAY));
    let first = clocks.next();
    if hour.is_none() && clocks.all(|c| Some(c) == first) {
        for (at, span) in found.iter_mut().flatten() {
            *at = at.div_euclid(DAY) * DAY;
            *span = (*span).max(Span::Day);
        }
    }
    found
}

/// The order of dates of three numbers that most of them fit.
fn order(read: &[Option<Period>]) -> &'static str {
    let fits = |order: &str| {
        let numbers = read.iter().flatten().filter_map(|p| match p {
            Period::Ambiguous(numbers, _) => Some(*numbers),
            _ => None,
        });
        numbers.filter(|n| periods::in_order(*n, order).is_some()).count()
    };
    if fits("mdy") > fits("dmy") { "mdy" } else { "dmy" }
}

/// The year of every date without one: a step from December to January is a new year. The last year
/// is the one given.
fn years(read: &[Option<Period>], last: i16) -> Vec<i16> {
    let months: Vec<u8> = read
        .iter()
        .flatten()
        .filter_map(|p| if let Period::NoYear(month, ..) = p { Some(*month) } else { None })
        .collect();
    let mut year = 0i16;
    let mut out = Vec::with_capacity(months.len());
    for (i, month) in months.iter().enumerate() {
        if let Some(before) = i.checked_sub(1).and_then(|b| months.get(b)) {
            let step = i16::from(*month) - i16::from(*before);
            year += i16::from(step <= -10) - i16::from(step >= 10);
        }
        out.push(year);
    }
    let newest = out.iter().copied().max().unwrap_or(0);
    out.into_iter().map(|y| last + y - newest).collect()
}

/// How far apart times are, by their commonest step.
fn frequency(times: &[i64], span: Option<Span>) -> Frequency {
    let mut steps: Vec<i64> = times.windows(2).map(|p| p[1] - p[0]).collect();
    steps.sort_unstable();
    let median = steps.get(steps.len() / 2).copied();
    let Some(step) = median else {
        return match span {
            Some(Span::Hour) => Frequency::Hour,
            Some(Span::Day) | None => Frequency::Day,
            Some(Span::Week) => Frequency::Week,
            Some(Span::Month) => Frequency::Month,
            Some(Span::Quarter) => Frequency::Quarter,
            Some(Span::Year) => Frequency::Year,
        };
    };
    match step {
        ..43_200 => Frequency::Hour,
        43_200..432_000 => Frequency::Day,
        432_000..1_728_000 => Frequency::Week,
        1_728_000..5_184_000 => Frequency::Month,
        5_184_000..20_000_000 => Frequency::Quarter,
        _ => Frequency::Year,
    }
}

/// A column in order of time, with what its name says it is.
fn column(raw: &Raw, times: &[i64], options: &DiagnoseOptions, names: &Names) -> Column {
    let chosen = options.columns.as_ref().and_then(|c| c.get(&raw.name));
    let meaning = chosen.and_then(|id| names.by_id(id)).unwrap_or_else(|| names.meaning(&raw.name));
    let averaged = |kind: Kind| kind == Kind::Ratio || kind == Kind::Cumulative;
    let mean = raw.percent || meaning.metric.is_some_and(|(kind, _)| averaged(kind));
    let values = times.iter().map(|t| {
        let (sum, count) = raw.values.get(t)?;
        let value = if mean { sum / f64::from((*count).max(1)) } else { *sum };
        (*count > 0 && value.is_finite()).then_some(value)
    });
    let (role, metric) = match meaning.metric {
        Some((Kind::Ratio, id)) => (Role::Ratio, id),
        _ if raw.percent => (Role::Ratio, "other_ratio"),
        Some((Kind::Cumulative, id)) => (Role::Cumulative, id),
        Some((_, id)) if meaning.source.is_some() => (Role::Source, id),
        Some((_, id)) => (Role::Metric, id),
        None if meaning.source.is_some() => (Role::Source, ""),
        None => (Role::Metric, "other"),
    };
    Column {
        name: raw.name.clone(),
        role,
        metric,
        source: meaning.source,
        sure: meaning.exact || meaning.metric.is_some(),
        values: values.collect(),
    }
}
