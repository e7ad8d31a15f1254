//! Text as the rules see it: one form for everything that reads alike, with exact ways back.
//!
//! [`Normalizer::fold`] makes up to two [`View`]s of a message. The first undoes width, case,
//! traditional characters, styled letters and invisible characters; the second, made only where it
//! differs, also closes the gaps people put into words. Every position of a view maps to the UTF-8
//! bytes of the original text.

mod map;
mod normalize;
mod squeeze;
mod table;

pub use map::View;
pub use normalize::{Normalizer, Views};
