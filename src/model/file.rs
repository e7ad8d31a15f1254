//! `model.bin`: a line of JSON ([`Card`]), then for each head its buckets and its weights.
//!
//! Buckets are ascending and stored as distances in LEB128; weights as one signed byte q each, all
//! after the buckets of their head. A weight is q·|q|: small weights keep their order, and the few
//! large ones are not clipped, which would cost 4 points (`text_model` 2.2).

use serde::{Deserialize, Serialize};

use super::features::Alphabet;
use crate::report::{Sensitivity, Threshold};
use crate::{Error, Result};

/// First bytes of every model file; the digit is the version of the layout and of the features.
const MAGIC: &[u8] = b"qunzhen model 1\n";

/// What a head decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Insults, threats, contempt.
    #[default]
    Offensive,
    /// Discontent with goods or service.
    Complaint,
}

/// One decision about texts of one alphabet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// What it decides.
    pub target: Target,
    /// Texts it reads.
    pub alphabet: Alphabet,
    /// Log odds of one unit of weight in a message with one feature.
    pub unit: f64,
    /// Log odds of a message without features.
    pub bias: f64,
    /// Log odds and probability, ascending; between them straight lines.
    pub knots: Vec<(f64, f64)>,
    /// From cautious to sensitive, with figures on texts held back.
    pub thresholds: Vec<Threshold>,
    /// Texts held back that those figures come from.
    pub held_back: u64,
    /// Bytes of its buckets, and how many there are.
    pub size: (usize, usize),
}

impl Default for Head {
    fn default() -> Self {
        Head {
            target: Target::default(),
            alphabet: Alphabet::Han,
            unit: 0.0,
            bias: 0.0,
            knots: vec![],
            thresholds: vec![],
            held_back: 0,
            size: (0, 0),
        }
    }
}

impl Head {
    /// Log odds before calibration of a message whose `n` features sum to `sum`.
    pub fn log_odds(&self, sum: i64, n: usize) -> f64 {
        self.bias + sum as f64 * self.unit / (n.max(1) as f64).sqrt()
    }

    /// Probability of the same, 0 to 1.
    pub fn probability(&self, sum: i64, n: usize) -> f64 {
        let x = self.log_odds(sum, n);
        let after = self.knots.partition_point(|(at, _)| *at <= x);
        match (after.checked_sub(1).and_then(|i| self.knots.get(i)), self.knots.get(after)) {
            (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * (x - x0) / (x1 - x0),
            (Some((_, y)), None) | (None, Some((_, y))) => *y,
            (None, None) => 0.0,
        }
    }
}

impl Head {
    /// Probability from which on the answer is yes; above 1, so never, where none is given.
    pub fn threshold(&self, sensitivity: Sensitivity) -> f64 {
        let found = self.thresholds.iter().find(|t| t.sensitivity == sensitivity);
        found.map_or(2.0, |t| t.probability)
    }
}

/// What a model file says about itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Heads, in the order of their weights.
    pub heads: Vec<Head>,
    /// How they did on texts held back, at the balanced threshold, before those texts were learned, too.
    pub evaluation: Vec<Evaluation>,
}

/// Figures of one head on the held-back part of one set. Shares are 0 to 1; `None` where the set has
/// only one of the two answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// What was decided.
    pub target: Target,
    /// Texts of this alphabet.
    pub alphabet: Alphabet,
    /// Name of the set.
    pub set: String,
    /// How many texts.
    pub texts: u64,
    /// How many of them are what is asked for.
    pub positive: u64,
    /// Share of right answers.
    pub accuracy: f64,
    /// F1 of yes.
    pub f1: Option<f64>,
    /// Mean of the F1 of yes and of no.
    pub macro_f1: Option<f64>,
    /// Area under the ROC curve.
    pub auc: Option<f64>,
    /// Share of yes among texts that are not.
    pub alarms: Option<f64>,
}

/// Weights of a head: bucket and weight.
pub type Weights = Vec<(u32, i16)>;

/// Reads a model file.
///
/// # Errors
///
/// [`Error::Model`] where it is cut, or made for another version.
pub fn read(bytes: &[u8]) -> Result<(Card, Vec<Weights>)> {
    let broken = || Error::Model;
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(broken)?;
    let end = rest.iter().position(|b| *b == b'\n').ok_or_else(broken)?;
    let card: Card = serde_json::from_slice(&rest[..end]).map_err(|_| Error::Model)?;
    let mut rest = &rest[end + 1..];
    let mut heads = Vec::with_capacity(card.heads.len());
    for head in &card.heads {
        let (bytes, count) = head.size;
        let (buckets, after) = rest.split_at_checked(bytes).ok_or_else(broken)?;
        let (weights, after) = after.split_at_checked(count).ok_or_else(broken)?;
        rest = after;
        let (mut bucket, mut distance, mut shift) = (0_u32, 0_u32, 0);
        let mut head: Weights = Vec::with_capacity(count);
        for byte in buckets {
            distance |= u32::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 != 0 {
                continue;
            }
            bucket = bucket.wrapping_add(distance);
            let q = i16::from(*weights.get(head.len()).ok_or_else(broken)? as i8);
            head.push((bucket, q * q.abs()));
            (distance, shift) = (0, 0);
        }
        heads.push(head);
    }
    Ok((card, heads))
}

/// Writes a model file. Weights are ascending by bucket, each with its q.
pub fn write(mut card: Card, heads: &[Vec<(u32, i8)>]) -> Vec<u8> {
    let mut body = vec![];
    for (head, weights) in card.heads.iter_mut().zip(heads) {
        let from = body.len();
        let mut last = 0;
        for (bucket, _) in weights {
            let mut distance = bucket - last;
            last = *bucket;
            while distance >= 0x80 {
                body.push(distance as u8 | 0x80);
                distance >>= 7;
            }
            body.push(distance as u8);
        }
        head.size = (body.len() - from, weights.len());
        body.extend(weights.iter().map(|(_, q)| *q as u8));
    }
    let mut out = MAGIC.to_vec();
    out.extend(serde_json::to_vec(&card).unwrap_or_default());
    out.push(b'\n');
    out.extend(body);
    out
}
