//! One claim in several conversations, also where it was reworded.
//!
//! Copies of a message are found by MinHash over its triples of characters (A. Broder 1997). What
//! was told anew shares no long stretch with its source, but it shares names, goods and numbers:
//! troubles of different conversations are compared by the pairs of content characters in them.
//! Only what customers say counts, so that announcements of the operator are no spread.

use std::collections::{BTreeMap, BTreeSet};

use super::signals::{DAY, HOUR, MINUTE};
use super::stats::rounded;
use super::talk::Talk;
use super::topics::Candidate;
use crate::report::IncidentKind;

/// Trouble further apart than this is not the same claim.
const WINDOW: i64 = 3 * DAY;
/// Shortest message, in characters, that can be a copy.
const LEAST_CHARS: u8 = 14;
const HASHES: usize = 16;
const BAND: usize = 2;
/// Share of equal MinHashes at which messages are copies: an estimate of the Jaccard similarity.
const COPY: f64 = 0.5;
/// Most troubles compared with each other.
const MOST: usize = 600;
/// Most messages looked at behind one band.
const MOST_IN_BAND: usize = 64;

/// Rows before a trouble in which its story may have been told, and how long a message tells one.
const LEAD_ROWS: u32 = 15;
const LEAST_TOLD: u8 = 8;
/// Pairs of content characters that two troubles must share.
const LEAST_SHARED: usize = 7;
/// The same where someone says that it was forwarded, or a number is shared, too.
const LEAST_FORWARDED: usize = 4;
/// And the share of the smaller one.
const LEAST_SHARE: f64 = 0.1;

/// Which band of a sketch, and its values.
type Band = (usize, [u32; BAND]);

/// A trouble in a conversation.
pub(crate) struct Trouble {
    pub(crate) conversation: u32,
    start: i64,
    pairs: BTreeSet<(char, char)>,
    numbers: BTreeSet<String>,
    forwarded: bool,
    sketches: Vec<[u32; HASHES]>,
    carrier: String,
}

/// What is said in several conversations.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spread {
    /// Numbers of troubles, in the order in which it reached their conversations.
    pub(crate) troubles: Vec<usize>,
    pub(crate) order: Vec<u32>,
    pub(crate) carriers: Vec<String>,
    pub(crate) half_minutes: f64,
}

impl Trouble {
    /// What a candidate says.
    pub(crate) fn of(talk: &Talk<'_>, found: &Candidate) -> Trouble {
        let f = talk.desk.families;
        let forward = talk.desk.cues.bit("forward");
        let writers: BTreeSet<u32> = found.rows.iter().map(|r| talk.writer(*r)).collect();
        let mut trouble = Trouble {
            conversation: talk.conversation,
            start: talk.time(found.first()),
            pairs: BTreeSet::new(),
            numbers: BTreeSet::new(),
            forwarded: false,
            sketches: Vec::new(),
            carrier: talk.name(talk.writer(found.first())).to_string(),
        };
        let low = found.first().saturating_sub(LEAD_ROWS).max(talk.rows.start);
        let high = found.last().min(found.first() + 400);
        for row in low..=high {
            trouble.forwarded |= talk.has(row, forward);
            let long = talk.desk.signals.length[row as usize] >= LEAST_TOLD;
            let close = (talk.time(row) - trouble.start).abs() <= 3 * HOUR || row > found.first();
            let told = writers.contains(&talk.writer(row)) || long;
            if !talk.by_customer(row) || !told || !close || talk.has(row, f.list) {
                continue;
            }
            let folded = talk.desk.cues.fold(talk.text(row));
            content(&folded, &mut trouble.pairs, &mut trouble.numbers);
            if talk.desk.signals.length[row as usize] >= LEAST_CHARS && trouble.sketches.len() < 200
            {
                trouble.sketches.push(sketch(&folded));
            }
        }
        trouble
    }

    fn same(&self, other: &Trouble) -> bool {
        if (self.start - other.start).abs() > WINDOW {
            return false;
        }
        let shared = self.pairs.intersection(&other.pairs).count();
        let smaller = self.pairs.len().min(other.pairs.len()).max(1);
        let number = self.numbers.intersection(&other.numbers).next().is_some();
        let (least, share) = match (self.forwarded || other.forwarded, number) {
            (true, true) => (LEAST_FORWARDED, LEAST_SHARE / 3.0),
            (true, false) | (false, true) => (LEAST_FORWARDED + 3, LEAST_SHARE),
            _ => (LEAST_SHARED + 5, LEAST_SHARE),
        };
        shared >= least && shared as f64 >= share * smaller as f64
    }
}

/// Troubles that are one claim in at least two conversations.
pub(crate) fn spreads(troubles: &[Trouble]) -> Vec<Spread> {
    let count = troubles.len();
    let mut root: Vec<usize> = (0..count).collect();
    for (a, b) in copies(troubles) {
        join(&mut root, a, b);
    }
    for a in 0..count.min(MOST) {
        for b in a + 1..count.min(MOST) {
            let (x, y) = (&troubles[a], &troubles[b]);
            if x.conversation != y.conversation && x.same(y) {
                join(&mut root, a, b);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..count {
        groups.entry(find(&root, i)).or_default().push(i);
    }
    groups.into_values().filter_map(|group| spread(troubles, group)).collect()
}

fn spread(troubles: &[Trouble], mut group: Vec<usize>) -> Option<Spread> {
    group.sort_by_key(|i| (troubles[*i].start, *i));
    let (mut order, mut carriers, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for i in &group {
        let t = &troubles[*i];
        if !order.contains(&t.conversation) {
            order.push(t.conversation);
            carriers.push(t.carrier.clone());
            times.push(t.start);
        }
    }
    if order.len() < 2 {
        return None;
    }
    let half = times[(times.len() - 1) / 2 + (times.len() - 1) % 2];
    let half_minutes = rounded((half - times[0]) as f64 / MINUTE as f64);
    Some(Spread { troubles: group, order, carriers, half_minutes })
}

/// What an incident is called where its claim went round: a complaint about goods or service is a
/// review that spreads; an outage or a rumour stays what it is.
pub(crate) fn name(kind: IncidentKind) -> IncidentKind {
    use IncidentKind::*;
    match kind {
        TrustCrisis | FoodSafety | SlowResponse | Provocation => SpreadingReview,
        kind => kind,
    }
}

/// Pairs of troubles with a copied message.
fn copies(troubles: &[Trouble]) -> BTreeSet<(usize, usize)> {
    let mut bands: BTreeMap<Band, Vec<(usize, usize)>> = BTreeMap::new();
    for (i, trouble) in troubles.iter().enumerate() {
        for (j, sketch) in trouble.sketches.iter().enumerate() {
            for (band, values) in sketch.chunks_exact(BAND).enumerate() {
                let list = bands.entry((band, [values[0], values[1]])).or_default();
                if list.len() < MOST_IN_BAND {
                    list.push((i, j));
                }
            }
        }
    }
    let mut out = BTreeSet::new();
    for list in bands.values() {
        for (n, (a, x)) in list.iter().enumerate() {
            for (b, y) in &list[n + 1..] {
                let (s, t) = (&troubles[*a], &troubles[*b]);
                let near = (s.start - t.start).abs() <= WINDOW;
                let alike = similarity(&s.sketches[*x], &t.sketches[*y]) >= COPY;
                if s.conversation != t.conversation && near && alike {
                    out.insert((*a, *b));
                }
            }
        }
    }
    out
}

fn similarity(a: &[u32; HASHES], b: &[u32; HASHES]) -> f64 {
    a.iter().zip(b).filter(|(x, y)| x == y).count() as f64 / HASHES as f64
}

/// MinHashes of the triples of letters in a folded text.
fn sketch(folded: &str) -> [u32; HASHES] {
    let letters: Vec<char> = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut least = [u32::MAX; HASHES];
    for triple in letters.windows(3) {
        let mut hash = triple.iter().fold(0x811c_9dc5u32, |h, c| mixed(h ^ u32::from(*c)));
        for slot in &mut least {
            hash = mixed(hash.wrapping_add(0x9e37_79b9));
            *slot = (*slot).min(hash);
        }
    }
    least
}

/// The finaliser of MurmurHash3 (A. Appleby).
fn mixed(mut h: u32) -> u32 {
    h ^= h >> 16;
    h = h.wrapping_mul(0x85eb_ca6b);
    h ^= h >> 13;
    h = h.wrapping_mul(0xc2b2_ae35);
    h ^ h >> 16
}

/// Characters that carry no content: what is left of a text without them names things.
const FUNCTION: &str = "的了是我你您他她它们不在有就也都这那啊吧呢吗呀哦哈嗯和跟与及或但而很太真好个一二两三几么什怎为因所以要会能可没还再又说看去来到给把被让对从向上下里外中大小多少人家时候天年月日点今明昨现刚才已经过着得地之其且如果只最更自己大家各位谢谢请问想知道觉得应该可以没有不是一个怎么什么这个那个";

/// Adds the pairs of content characters and the numbers of a text.
fn content(folded: &str, pairs: &mut BTreeSet<(char, char)>, numbers: &mut BTreeSet<String>) {
    let mut before: Option<char> = None;
    let mut number = String::new();
    for c in folded.chars().chain(std::iter::once(' ')) {
        if c.is_ascii_digit() {
            number.push(c);
        } else if !number.is_empty() {
            let found = std::mem::take(&mut number);
            if (3..=6).contains(&found.len()) && !found.starts_with("20") {
                numbers.insert(found);
            }
        }
        let carries = c.is_alphabetic() && !c.is_ascii() && !FUNCTION.contains(c);
        if let Some(b) = before.filter(|_| carries) {
            pairs.insert((b, c));
        }
        before = carries.then_some(c);
    }
}

fn find(root: &[usize], mut i: usize) -> usize {
    while root[i] != i {
        i = root[i];
    }
    i
}

fn join(root: &mut [usize], a: usize, b: usize) {
    let (a, b) = (find(root, a), find(root, b));
    root[a.max(b)] = a.min(b);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_with_small_changes_are_alike_and_others_are_not() {
        let a = sketch("这家的防晒衣洗一次水全黑了孩子校服都染了大家千万别买");
        let b = sketch("这家的防晒衣洗一次水全黑了,孩子校服都染了!大家真的别买");
        let c = sketch("今天的包子好吃吗我想订三个带去公司给同事尝尝看");
        assert!(similarity(&a, &b) >= COPY);
        assert!(similarity(&a, &c) < 0.2);
    }

    #[test]
    fn content_leaves_names_and_numbers() {
        let (mut pairs, mut numbers) = Default::default();
        content("我的防晒衣268元", &mut pairs, &mut numbers);
        assert!(pairs.contains(&('防', '晒')) && pairs.contains(&('晒', '衣')));
        assert_eq!(numbers.into_iter().collect::<Vec<_>>(), ["268"]);
    }
}
