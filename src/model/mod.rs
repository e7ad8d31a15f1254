//! The small statistical model beside the rules: how likely a message is offensive, or a complaint.
//!
//! Linear over hashed character n-grams ([`features`]) and the rules that a message hits. Weights and
//! sums are integers; a table of knots makes a calibrated probability of a sum. `tests/train` makes
//! `model.bin`, and `MODEL_CARD.md` says from what and how well it does.

use std::collections::BTreeMap;

pub mod features;
pub mod file;

pub use features::fact;
use features::{Alphabet, BUCKETS, Features};
use file::{Card, Head};

use crate::{Result, report::Voice, text::Normalizer};

/// How many things a message is scored for.
pub const HEADS: usize = 2;

/// The score of certainty.
pub const WHOLE: u16 = 10_000;

/// A model that has been unpacked. Make one and keep it: it holds tables of some MiB.
pub struct Model {
    card: Card,
    tables: Vec<Table>,
}

/// Weights of one alphabet, all heads side by side.
struct Table {
    alphabet: Alphabet,
    heads: [Head; HEADS],
    weights: Vec<[i16; HEADS]>,
}

/// Room for scoring, to be used again for the next message.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    features: Features,
}

impl Model {
    /// The model that comes with the library.
    ///
    /// # Errors
    ///
    /// None in a tested build.
    pub fn builtin() -> Result<Model> {
        Model::unpack(include_bytes!("model.bin"))
    }

    /// Reads a model file.
    ///
    /// # Errors
    ///
    /// [`Error::Model`](crate::Error::Model) where it is cut, or made for another version.
    pub fn unpack(bytes: &[u8]) -> Result<Model> {
        let (card, parts) = file::read(bytes)?;
        let mut tables: Vec<Table> = vec![];
        for (head, weights) in card.heads.iter().zip(parts) {
            let place = tables.iter().position(|t| t.alphabet == head.alphabet);
            let table = match place {
                Some(i) => &mut tables[i],
                None => {
                    tables.push(Table {
                        alphabet: head.alphabet,
                        heads: Default::default(),
                        weights: vec![[0; HEADS]; BUCKETS],
                    });
                    let last = tables.len() - 1;
                    &mut tables[last]
                }
            };
            let slot = head.target as usize;
            for (bucket, weight) in weights {
                if let Some(cell) = table.weights.get_mut(bucket as usize) {
                    cell[slot] = weight;
                }
            }
            table.heads[slot] = head.clone();
        }
        Ok(Model { card, tables })
    }

    /// What it was made from, and how well it does.
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// Scores a message, in the order of [`Target`](file::Target): probabilities 0 to 1 in whole
    /// ten-thousandths, and the alphabet that was read. `None` where it has no letters. `facts` are
    /// buckets of what else is known about it ([`fact`]).
    pub fn score(
        &self,
        normalizer: &Normalizer,
        text: &str,
        facts: &[u32],
        reader: &mut Reader,
    ) -> Option<(Alphabet, [u16; HEADS])> {
        let alphabet = reader.features.read(normalizer, text)?;
        let table = self.tables.iter().find(|t| t.alphabet == alphabet)?;
        let mut sums = [0; HEADS];
        for bucket in reader.features.buckets().chain(facts.iter().copied()) {
            let weights = table.weights[bucket as usize];
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += i64::from(weight);
            }
        }
        let n = reader.features.len() + facts.len();
        let mut scores = [0; HEADS];
        for ((score, head), sum) in scores.iter_mut().zip(&table.heads).zip(sums) {
            *score = (head.probability(sum, n) * f64::from(WHOLE)).round() as u16;
        }
        Some((alphabet, scores))
    }

    /// What decides about texts of an alphabet, in the order of [`Target`](file::Target).
    pub fn heads(&self, alphabet: Alphabet) -> Option<&[Head; HEADS]> {
        self.tables.iter().find(|t| t.alphabet == alphabet).map(|t| &t.heads)
    }

    /// What spoke for and against, strongest first, at most `most` for each head. `facts` come with
    /// their names.
    pub fn explain(
        &self,
        normalizer: &Normalizer,
        text: &str,
        facts: &[(u32, &str)],
        most: usize,
    ) -> [Vec<Voice>; HEADS] {
        let mut features = Features::default();
        let alphabet = features.read(normalizer, text);
        let Some(table) = self.tables.iter().find(|t| Some(t.alphabet) == alphabet) else {
            return Default::default();
        };
        let length = ((features.len() + facts.len()).max(1) as f64).sqrt();
        let facts = facts.iter().map(|(bucket, name)| (*bucket, (*name).to_owned()));
        let named: Vec<(u32, String)> = features.named().chain(facts).collect();
        std::array::from_fn(|head| {
            let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
            for (bucket, text) in &named {
                *sums.entry(text).or_default() += i64::from(table.weights[*bucket as usize][head]);
            }
            let mut voices: Vec<(&str, i64)> = sums.into_iter().filter(|(_, w)| *w != 0).collect();
            voices.sort_by_key(|(_, weight)| std::cmp::Reverse(weight.abs()));
            voices.truncate(most);
            let unit = table.heads[head].unit / length;
            let voice = |(text, sum): &(&str, i64)| Voice {
                text: (*text).to_owned(),
                weight: (*sum as f64 * unit * 1000.0).round() / 1000.0,
            };
            voices.iter().map(voice).collect()
        })
    }
}
