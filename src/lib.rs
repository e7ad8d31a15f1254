#![doc = include_str!("../README.md")]

mod analysis;
pub mod error;
pub mod export;
mod findings;
mod gold;
pub mod ingest;
pub mod model;
pub mod report;
pub mod rules;
pub mod session;
pub mod text;
pub mod time;
mod traffic;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
mod words;

pub use error::{Error, Result};
pub use session::Session;
