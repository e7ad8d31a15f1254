//! From messages to incidents, people and numbers.
//!
//! `signals` reads every message once: families of wording (`cues.tsv`), the rules it hit, its
//! structure. Over these columns walk the detectors, each in one pass over a conversation:
//! `quarrel` for heat between members, `topics` for everything that `kinds.toml` describes,
//! `spread` for one claim in several conversations. `assemble` settles what a stretch of talk is,
//! and the rest says what follows from it: clocks, promises, parts, severity, numbers.

mod assemble;
mod cause;
mod claims;
mod clocks;
mod cues;
mod decay;
mod engine;
mod fairness;
mod incident;
mod kinds;
mod ledger;
mod links;
mod metrics;
mod money;
mod people;
mod promise;
mod quarrel;
mod signals;
mod spread;
mod staff;
mod stats;
mod talk;
mod topics;

pub(crate) use engine::{Analysis, Input};
