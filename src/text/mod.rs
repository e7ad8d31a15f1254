//! Text as the rules see it: one form for everything that reads alike, with exact ways back.
//!
//! [`Normalizer::fold`] makes up to three [`View`]s of a message. The first undoes width, case,
//! traditional characters, styled letters and invisible characters; the second, made only where it
//! differs, also closes the gaps people put into words; the third, made only where there are any,
//! has the words that `disguises.tsv` lists where someone spelled them by sound, in pinyin, in
//! parts or in pictures. Every position of a view maps to the UTF-8 bytes of the original text.

mod backwards;
mod disguise;
mod ear;
mod figures;
mod gate;
mod heard;
mod map;
mod normalize;
mod sound;
mod speller;
mod squeeze;
mod table;

pub use disguise::Hearing;
pub use map::View;
pub use normalize::{Normalizer, Signs, Views};
