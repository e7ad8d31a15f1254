//! Prints how the traffic diagnosis does on invented tables with known causes, and how long it
//! takes. With `QZ_TCPD` set to a folder of the Turing Change Point Dataset (series as JSON, and
//! `annotations.json`), also the benchmark's F1 (margin 5) and covering of every series there
//! (van den Burg and Williams, arXiv:2003.06222, section 4). Nothing is asserted: machines differ.
//!
//! `QZ_TRAFFIC_SEEDS=from..to` chooses the cases of each cause; those from 1000 on are for final
//! tests and are not to be looked at while anything is tuned.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods
)]

#[path = "../support/traffic_cases.rs"]
mod traffic_cases;
#[path = "../support/traffic_score.rs"]
mod traffic_score;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Instant;

use qunzhen::Session;
use qunzhen::ingest::File;
use qunzhen::report::{DiagnoseOptions, ParseOptions, TrafficReport};
use serde_json::Value;
use traffic_cases::{case, days};
use traffic_score::{Said, Score};

fn main() {
    let session = Session::new().unwrap();
    invented(&session);
    speed(&session);
    if let Some(folder) = std::env::var_os("QZ_TCPD") {
        annotated(&session, Path::new(&folder));
    }
}

fn diagnose(session: &Session, table: &str, notes: Option<&str>) -> TrafficReport {
    let file = |name: &str, text: &'static str| File {
        name: name.to_string(),
        data: Box::new(text.as_bytes()),
        options: ParseOptions::default(),
    };
    // Sources own what they read; a bench may leak.
    let leak = |text: &str| -> &'static str { Box::leak(text.to_string().into_boxed_str()) };
    let mut tables = [file("t.csv", leak(table))];
    let mut notes: Vec<File<'_>> = notes.iter().map(|n| file("n.csv", leak(n))).collect();
    session.diagnose(&mut tables, &mut notes, &DiagnoseOptions::default()).unwrap()
}

fn invented(session: &Session) {
    let seeds = std::env::var("QZ_TRAFFIC_SEEDS").unwrap_or_else(|_| "0..60".to_string());
    let (from, to) = seeds.split_once("..").unwrap();
    let (from, to): (u64, u64) = (from.parse().unwrap(), to.parse().unwrap());
    let mut score = Score::default();
    for class in "ABCDE ".chars() {
        // Alarms are rare: more tables without an event make their rate exact.
        let count = if class == ' ' { 3 * (to - from) } else { to - from };
        for seed in from..from + count {
            let case = case(class, seed);
            let report = diagnose(session, &case.table, case.notes.as_deref());
            let per_day = if report.table.frequency == "hour" { 24 } else { 1 };
            let cliffs = report.cliffs.iter().map(|c| {
                let passed =
                    hours(&report.table.times[c.index as usize]) - hours(&report.table.times[0]);
                let class = c.cause.class.as_ref().and_then(|c| c.chars().next());
                let top = c.attribution.first().map(|a| a.source.clone());
                ((if per_day == 24 { passed } else { passed / 24 }) as usize, c.depth, class, top)
            });
            score.add(&case, &Said { cliffs: cliffs.collect() }, per_day);
        }
    }
    println!("cases {from}..{to} of each cause\n{}", score.show());
}

fn hours(time: &str) -> i64 {
    let part = |a: usize, b: usize| time.get(a..b).and_then(|t| t.parse().ok()).unwrap_or(0i64);
    days(part(0, 4), part(5, 7), part(8, 10)) * 24 + part(11, 13)
}

fn speed(session: &Session) {
    let mut table = String::from("日期");
    (0..12).for_each(|c| write!(table, ",访客数{c}").unwrap());
    let mut dice = traffic_cases::Dice::new(7);
    for i in 0..365 {
        write!(table, "\n2024-{:02}-{:02}", i / 31 + 1, i % 31 + 1).unwrap();
        (0..12).for_each(|_| write!(table, ",{}", dice.whole(800, 1200)).unwrap());
    }
    let start = Instant::now();
    let runs = 50;
    for _ in 0..runs {
        diagnose(session, &table, None);
    }
    println!(
        "365 points by 12 columns: {:.2} ms",
        start.elapsed().as_secs_f64() * 1e3 / f64::from(runs)
    );
}

type Marks = BTreeMap<String, BTreeMap<String, BTreeSet<usize>>>;

fn annotated(session: &Session, folder: &Path) {
    let marks: Marks =
        serde_json::from_slice(&fs::read(folder.join("annotations.json")).unwrap()).unwrap();
    let mut sums = [0.0; 6];
    let mut count = 0.0;
    for (name, people) in &marks {
        let Ok(bytes) = fs::read(folder.join(format!("{name}.json"))) else { continue };
        let series: Value = serde_json::from_slice(&bytes).unwrap();
        let values = series["series"][0]["raw"].as_array().unwrap();
        let times = series["time"]["raw"].as_array();
        let mut table = String::from("date,value\n");
        for (i, value) in values.iter().enumerate() {
            let time = times.and_then(|t| t[i].as_str()).map_or(i.to_string(), str::to_string);
            writeln!(table, "{time},{value}").unwrap();
        }
        let report = diagnose(session, &table, None);
        let found: BTreeSet<usize> =
            report.series[0].changes.iter().map(|c| c.index as usize).collect();
        let n = values.len();
        let nothing = BTreeSet::new();
        let mut row = [
            f1(people, &found),
            covering(people, &found, n),
            f1(people, &nothing),
            covering(people, &nothing, n),
            0.0,
            0.0,
        ];
        for (who, own) in people {
            let others: BTreeMap<_, _> = people
                .iter()
                .filter(|(w, _)| *w != who)
                .map(|(w, m)| (w.clone(), m.clone()))
                .collect();
            row[4] += f1(&others, own) / people.len() as f64;
            row[5] += covering(&others, own, n) / people.len() as f64;
        }
        println!(
            "{name:<20} {:>6} F1 {:.3} covering {:.3}  {found:?}",
            report.table.frequency, row[0], row[1]
        );
        sums.iter_mut().zip(row).for_each(|(s, r)| *s += r);
        count += 1.0;
    }
    let mean = sums.map(|s| s / count);
    println!(
        "{count} series: F1 {:.3} covering {:.3}; doing nothing {:.3} {:.3}; one person against the rest {:.3} {:.3}",
        mean[0], mean[1], mean[2], mean[3], mean[4], mean[5]
    );
}

/// F1 with a margin of 5: precision against the marks of all, recall as the mean over people. Index
/// 0 always counts.
fn f1(people: &BTreeMap<String, BTreeSet<usize>>, found: &BTreeSet<usize>) -> f64 {
    let with_zero =
        |set: &BTreeSet<usize>| -> BTreeSet<usize> { set.iter().copied().chain([0]).collect() };
    let found = with_zero(found);
    let hits = |truth: &BTreeSet<usize>| {
        let mut left = found.clone();
        let mut hits = 0.0;
        for mark in truth {
            let near = left
                .iter()
                .copied()
                .filter(|x| x.abs_diff(*mark) <= 5)
                .min_by_key(|x| x.abs_diff(*mark));
            if let Some(near) = near {
                left.remove(&near);
                hits += 1.0;
            }
        }
        hits
    };
    let all: BTreeSet<usize> = people.values().flat_map(&with_zero).collect();
    let precision = hits(&all) / found.len() as f64;
    let recalls = people.values().map(with_zero).map(|m| hits(&m) / m.len() as f64);
    let recall = recalls.sum::<f64>() / people.len() as f64;
    2.0 * precision * recall / (precision + recall)
}

/// How well segments of one cover those of the other, by overlap; mean over people.
fn covering(people: &BTreeMap<String, BTreeSet<usize>>, found: &BTreeSet<usize>, n: usize) -> f64 {
    let parts = |cuts: &BTreeSet<usize>| {
        let cuts: Vec<usize> = [0]
            .into_iter()
            .chain(cuts.iter().copied().filter(|c| *c > 0 && *c < n))
            .chain([n])
            .collect();
        cuts.windows(2).map(|p| (p[0], p[1])).collect::<Vec<_>>()
    };
    let ours = parts(found);
    let one = |marks: &BTreeSet<usize>| {
        let best = |(a, b): &(usize, usize)| {
            let overlap = ours.iter().map(|(c, d)| {
                let both = b.min(d).saturating_sub(*a.max(c)) as f64;
                both / (b.max(d) - a.min(c)) as f64
            });
            (b - a) as f64 * overlap.fold(0.0, f64::max)
        };
        parts(marks).iter().map(best).sum::<f64>() / n as f64
    };
    people.values().map(one).sum::<f64>() / people.len() as f64
}
