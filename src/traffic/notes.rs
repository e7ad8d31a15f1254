//! A table of what happened: dates, kinds, words. A note is evidence, never proof.

use std::collections::BTreeMap;

use crate::ingest::periods::{self, Period, Span};
use crate::ingest::rows::{Cells, Tables};
use crate::time::{Clock, Day, Zone};

use super::columns::fold;
use super::table::{DAY, HOUR};

/// Kinds of notes with their words.
const KINDS: &str = include_str!("notes.tsv");

/// Names of the columns of a note table.
const TYPE: &[&str] =
    &["类型", "type", "类别", "事件类型", "kind", "分类", "category", "事件类别", "标签", "tag"];
const TEXT: &[&str] = &[
    "内容",
    "text",
    "说明",
    "描述",
    "事件",
    "备注",
    "event",
    "description",
    "note",
    "详情",
    "标题",
    "content",
];

/// Words before another that turn it around.
const NOT: &[&str] = &[
    "无", "没有", "未", "没", "不是", "非", "并未", "no ", "not ", "without ", "解除", "撤销",
    "取消",
];

/// One note.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Event {
    pub(super) file: String,
    pub(super) line: u64,
    /// Seconds of the wall clock, and whether a time of day was given.
    pub(super) time: Option<i64>,
    pub(super) with_clock: bool,
    pub(super) kind: &'static str,
    /// Its words tell the kind, not only its type.
    pub(super) confirmed: bool,
    pub(super) text: String,
}

struct Kind {
    id: &'static str,
    types: Vec<&'static str>,
    words: Vec<&'static str>,
}

fn kinds() -> Vec<Kind> {
    let lines = KINDS.lines().filter(|l| !l.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut parts = line.split('\t');
            let id = parts.next()?;
            let mut list = || parts.next().map(|p| p.split('|').collect::<Vec<_>>());
            Some(Kind { id, types: list()?, words: list()? })
        })
        .collect()
}

/// Reads note tables. Rows without a date are kept without one; `year` is that of dates that lack it.
pub(super) fn events(tables: &[Tables], zone: &Zone, year: i16) -> Vec<Event> {
    let kinds = kinds();
    let mut out = Vec::new();
    for table in tables {
        for sheet in &table.sheets {
            let named = |cells: &Cells, names: &[&str]| {
                cells.cells.iter().position(|c| names.contains(&&*fold(c)))
            };
            let header = sheet.rows.iter().take(10).position(|row| {
                let dated = row.cells.iter().any(|c| periods::period(c).is_some());
                !dated && (named(row, TYPE).is_some() || named(row, TEXT).is_some())
            });
            let head = header.and_then(|h| sheet.rows.get(h));
            let kind_at = head.and_then(|h| named(h, TYPE));
            let text_at = head.and_then(|h| named(h, TEXT));
            for row in sheet.rows.iter().skip(header.map_or(0, |h| h + 1)) {
                let date_at = row.cells.iter().position(|c| periods::period(c).is_some());
                let time = date_at.and_then(|c| moment(row.cell(c), zone, year));
                let others = || (0..row.cells.len()).filter(|c| Some(*c) != date_at);
                let kind_at = kind_at.or_else(|| others().next().filter(|_| row.cells.len() > 2));
                let said = kind_at.map(|c| row.cell(c)).unwrap_or("");
                let text = match text_at {
                    Some(c) => row.cell(c).to_string(),
                    None => others()
                        .filter(|c| Some(*c) != kind_at)
                        .map(|c| row.cell(c))
                        .filter(|c| !c.is_empty())
                        .collect::<Vec<_>>()
                        .join(" "),
                };
                if said.is_empty() && text.is_empty() {
                    continue;
                }
                let (kind, confirmed) = kind_of(&kinds, said, &text);
                out.push(Event {
                    file: table.file.clone(),
                    line: row.line,
                    time: time.map(|t| t.0),
                    with_clock: time.is_some_and(|t| t.1),
                    kind,
                    confirmed,
                    text: if text.is_empty() { said.to_string() } else { text },
                });
            }
        }
    }
    out.sort_by_key(|e| e.time);
    out
}

/// A year that the notes tell.
pub(super) fn year(tables: &[Tables]) -> Option<i16> {
    let mut years: BTreeMap<i16, u32> = BTreeMap::new();
    let cells = tables.iter().flat_map(|t| &t.sheets).flat_map(|s| &s.rows).flat_map(|r| &r.cells);
    for cell in cells {
        if let Some(Period::Of(_, day, _)) = periods::period(cell) {
            *years.entry(day.year).or_default() += 1;
        }
    }
    years.into_iter().max_by_key(|(_, n)| *n).map(|(year, _)| year)
}

fn moment(cell: &str, zone: &Zone, year: i16) -> Option<(i64, bool)> {
    let (day, clock, with) = match periods::period(cell)? {
        Period::Of(span, day, clock) => (day, clock, span == Span::Hour),
        Period::NoYear(month, day, clock) => {
            (Day::new(year, month, day)?, clock, clock != Clock::default())
        }
        Period::Ambiguous(numbers, clock) => {
            let day =
                periods::in_order(numbers, "dmy").or_else(|| periods::in_order(numbers, "mdy"))?;
            (day, clock, clock != Clock::default())
        }
        Period::At(at) => {
            let (day, clock) = zone.wall(at)?;
            (day, clock, true)
        }
    };
    let clock_seconds = i64::from(clock.seconds());
    Some((day.number() * DAY + clock_seconds / HOUR * HOUR, with && clock_seconds > 0))
}

/// The kind of a note by its type, and whether its words say so too.
fn kind_of(kinds: &[Kind], said: &str, text: &str) -> (&'static str, bool) {
    let said = fold(said);
    let text = text.to_lowercase();
    let by_words: Vec<usize> =
        kinds.iter().map(|k| k.words.iter().filter(|w| says(&text, w)).count()).collect();
    let typed = kinds.iter().position(|k| k.types.contains(&&*said)).or_else(|| {
        kinds.iter().position(|k| {
            !said.is_empty() && k.types.iter().any(|t| t.chars().count() > 1 && said.contains(t))
        })
    });
    if let Some(k) = typed {
        return (kinds[k].id, by_words[k] > 0);
    }
    let mut best: Option<usize> = None;
    for (k, hits) in by_words.iter().enumerate() {
        if *hits > best.map_or(0, |b| by_words[b]) {
            best = Some(k);
        }
    }
    best.map_or(("other", false), |k| (kinds[k].id, true))
}

/// `true` where a text has the word and does not deny it.
fn says(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before: String =
            text[..at].chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
        !NOT.iter().any(|not| before.contains(not))
    })
}
