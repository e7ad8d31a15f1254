//! Prints how fast exports are read and scanned natively. Nothing is asserted: machines differ.
//!
//! With `QZ_BENCH_DIR` set, the exports are written there for the browser bench.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods
)]

#[path = "../support/synthetic.rs"]
mod synthetic;

use std::ops::ControlFlow;
use std::time::Instant;

use qunzhen::Session;
use qunzhen::ingest::File;
use qunzhen::report::{ParseOptions, RoleOptions};

fn main() {
    let start = Instant::now();
    drop(Session::new().unwrap());
    println!("rules ready in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    println!("{:>10} {:>8}  {:>22}  {:>22}", "messages", "MB", "parse", "scan");
    for messages in [10_000, 100_000, 1_000_000] {
        let text = synthetic::whatsapp(messages, 7);
        if let Some(folder) = std::env::var_os("QZ_BENCH_DIR") {
            std::fs::create_dir_all(&folder).unwrap();
            let path = std::path::Path::new(&folder).join(format!("whatsapp-{messages}.txt"));
            std::fs::write(path, &text).unwrap();
        }
        let (parse, scan) = (0..3)
            .map(|_| run(&text))
            .fold((f64::MAX, f64::MAX), |best, now| (best.0.min(now.0), best.1.min(now.1)));
        let mb = text.len() as f64 / 1e6;
        let rate = |s: f64| format!("{:.0} MB/s {:.2} M/s", mb / s, messages as f64 / s / 1e6);
        println!("{messages:>10} {mb:>8.1}  {:>22}  {:>22}", rate(parse), rate(scan));
    }
}

/// Seconds of one parse and one scan.
fn run(text: &str) -> (f64, f64) {
    let mut session = Session::new().unwrap();
    let mut files = [File {
        name: "_chat.txt".to_string(),
        data: Box::new(text.as_bytes()),
        options: ParseOptions::default(),
    }];
    let mut go = |_| ControlFlow::Continue(());
    let start = Instant::now();
    session.parse(&mut files, &mut go).unwrap();
    let parsed = start.elapsed().as_secs_f64();
    let start = Instant::now();
    session.scan_loaded(&RoleOptions::default(), &mut go).unwrap();
    (parsed, start.elapsed().as_secs_f64())
}
