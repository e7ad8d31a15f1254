#![doc = include_str!("../README.md")]

pub mod error;
pub mod export;
mod findings;
mod gold;
pub mod ingest;
pub mod report;
pub mod rules;
pub mod session;
pub mod text;
pub mod time;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
mod words;

pub use error::{Error, Result};
pub use session::Session;
