//! One binary for all native tests.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs, unreachable_pub)]

mod archives;
mod bad_input;
mod classify;
mod copy;
mod disguises;
mod edge_cases;
mod edge_cases_files;
mod edge_cases_json;
mod gold;
mod hostile;
mod incidents;
mod ingest;
mod joining;
mod json_exports;
mod layers;
mod look_alikes;
mod marks;
mod own_rules;
mod packs;
mod scanning;
mod session;
mod support;
mod text_cases;
mod traffic;
#[path = "../support/traffic_cases.rs"]
mod traffic_cases;
#[path = "../support/traffic_score.rs"]
mod traffic_score;
