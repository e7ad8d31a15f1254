//! From rows of text to a header and a body: titles above it, sums below it, dates across.

use crate::ingest::periods;
use crate::ingest::rows::{Cells, Sheet};

use super::columns::{Names, fold};
use super::number::{is_missing, number};

/// Rows in which a header is looked for.
const FIRST_ROWS: usize = 40;

/// A header and the rows below it.
#[derive(Debug, Clone, Default)]
pub(super) struct Body {
    pub(super) header: Vec<String>,
    /// Line of the header; 0 where there is none.
    pub(super) header_line: u64,
    pub(super) rows: Vec<Cells>,
    /// Rows of sums and averages, which are no points.
    pub(super) totals: Vec<Cells>,
    /// Words above the header, for years and titles.
    pub(super) above: String,
}

/// Words that begin a row of sums.
const TOTALS: &[&str] = &[
    "合计",
    "总计",
    "汇总",
    "总和",
    "小计",
    "平均",
    "均值",
    "平均值",
    "日均",
    "total",
    "totals",
    "grandtotal",
    "sum",
    "average",
    "avg",
    "mean",
    "中位数",
    "最大值",
    "最小值",
    "环比",
    "同比",
];

/// Finds the header; turns the table where its dates run across.
pub(super) fn body(sheet: &Sheet, names: &Names) -> Option<Body> {
    if let Some(turned) = across(sheet) {
        return body_of(&turned, names);
    }
    body_of(&sheet.rows, names)
}

fn is_figure(cell: &str) -> bool {
    number(cell).is_some()
}

/// A row with a figure, besides what may be a date.
fn is_data(row: &Cells) -> bool {
    let filled = row.cells.iter().filter(|c| !c.is_empty()).count();
    let figures = row.cells.iter().filter(|c| is_figure(c)).count();
    let dates = row.cells.iter().filter(|c| !is_figure(c) && periods::period(c).is_some()).count();
    let blanks = row.cells.iter().filter(|c| !c.is_empty() && is_missing(c)).count();
    let words = filled.saturating_sub(figures + dates + blanks);
    figures + dates > 0 && (figures + blanks >= words || dates > 0) && (figures > 0 || blanks > 0)
}

fn body_of(rows: &[Cells], names: &Names) -> Option<Body> {
    // The header is the row above the first run of rows with figures.
    let mut first = None;
    for at in 0..rows.len().min(FIRST_ROWS) {
        let run = rows.get(at..(at + 3).min(rows.len()))?;
        let known = known_names(rows.get(at)?, names);
        if known < 2 && run.iter().all(is_data) && !rows.get(at)?.cell(0).starts_with('#') {
            first = Some(at);
            break;
        }
    }
    let mut first = first?;
    // Sums that stand above the points.
    let width = rows.get(first)?.cells.len();
    let header_at = (0..first).rev().find(|at| {
        rows.get(*at).is_some_and(|row| {
            let filled = row.cells.iter().filter(|c| !c.is_empty()).count();
            let words = row.cells.iter().filter(|c| !c.is_empty() && !is_figure(c)).count();
            !row.cell(0).starts_with('#')
                && words * 2 > filled
                && (filled * 2 >= width || (width <= 2 && filled >= 1 && row.cells.len() >= width))
        })
    });
    let mut out = Body::default();
    if let Some(at) = header_at {
        let row = rows.get(at)?;
        out.header = row.cells.clone();
        out.header_line = row.line;
        first = at + 1;
        if let Some(group) = at.checked_sub(1).and_then(|above| rows.get(above)) {
            out.header = with_groups(out.header, group);
        }
        let above = rows.get(..at)?.iter().flat_map(|r| r.cells.iter().map(String::as_str));
        out.above = above.collect::<Vec<_>>().join(" ");
    }
    for row in rows.get(first..)? {
        let label = row.cells.iter().find(|c| !c.is_empty()).map(|c| fold(c)).unwrap_or_default();
        let sums = TOTALS.iter().any(|t| label == *t || (!t.is_ascii() && label.starts_with(t)));
        if sums && !is_figure(row.cell(0)) {
            out.totals.push(row.clone());
        } else {
            out.rows.push(row.clone());
        }
    }
    let widest = out.rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    while out.header.len() < widest {
        out.header.push(String::new());
    }
    Some(out)
}

/// Cells of a row that name something known.
fn known_names(row: &Cells, names: &Names) -> usize {
    let known = |c: &&String| {
        let m = names.meaning(c);
        !is_figure(c)
            && (names.place(c).is_some() || (m.exact && (m.metric.is_some() || m.source.is_some())))
    };
    row.cells.iter().filter(known).count()
}

/// Where names repeat, the groups of the row above make them differ: `直播间` over `成交金额`.
fn with_groups(header: Vec<String>, above: &Cells) -> Vec<String> {
    let filled = above.cells.iter().filter(|c| !c.is_empty()).count();
    let mut sorted: Vec<&String> = header.iter().filter(|h| !h.is_empty()).collect();
    sorted.sort();
    let repeats = sorted.windows(2).any(|pair| pair.first() == pair.get(1));
    if !repeats || filled < 2 {
        return header;
    }
    let mut group = String::new();
    let mut out = Vec::with_capacity(header.len());
    for (i, name) in header.into_iter().enumerate() {
        if !above.cell(i).is_empty() {
            group = above.cell(i).to_string();
        }
        out.push(if i == 0 || group == name { name } else { format!("{group}{name}") });
    }
    out
}

/// A table whose dates run across, turned; `None` for all others.
fn across(sheet: &Sheet) -> Option<Vec<Cells>> {
    let rows = &sheet.rows;
    let at = rows.iter().take(FIRST_ROWS).position(|row| {
        let dates = row.cells.iter().skip(1).filter(|c| is_date(c)).count();
        dates >= 4 && dates * 10 >= row.cells.len().saturating_sub(1) * 7
    })?;
    let body = rows.get(at..)?;
    // Several date columns one below the other are no header.
    if body.get(1).is_some_and(|next| next.cells.iter().skip(1).filter(|c| is_date(c)).count() >= 4)
    {
        return None;
    }
    let width = body.iter().map(|r| r.cells.len()).max()?;
    let turned = (0..width).map(|column| Cells {
        line: body.first().map_or(0, |r| r.line),
        cells: body.iter().map(|row| row.cell(column).to_string()).collect(),
    });
    Some(turned.collect())
}

fn is_date(cell: &str) -> bool {
    (!is_figure(cell) || cell.len() == 8) && periods::period(cell).is_some()
}
