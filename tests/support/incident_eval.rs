//! Measures the incidents found in a folder of chats (`NAME.csv`) against their truth (`NAME.json`):
//! found, of the right kind, false alarms, quiet chats alarmed.
//!
//! `cargo run --example incident_eval -- FOLDER [-v] [--staff]`. Chats whose names differ only in
//! `x1`, `x2` ... at the end are read together. `--staff` names the staff of the truth.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout
)]

#[path = "incidents.rs"]
mod incidents;

use incidents::{Tally, measure};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(folder) = args.iter().find(|a| !a.starts_with('-')) else {
        println!("incident_eval FOLDER [-v] [--staff]");
        return;
    };
    let has = |flag: &str| args.iter().any(|a| a == flag);
    let mut all = Tally::default();
    for (name, tally) in measure(folder.as_ref(), has("--staff")) {
        let flawed = tally.found < tally.incidents || tally.kind < tally.found;
        if has("-v") && (flawed || tally.true_alarms < tally.alarms) {
            println!("{name}: {}", tally.notes.join(" | "));
        }
        all.add(&tally);
    }
    println!("{all}");
}
