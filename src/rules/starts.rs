//! Where words can start: a small table in front of the automaton, which is spared most of a text.

/// Slots of the table: with some thousand words few pairs of characters meet in one by chance.
const SLOTS: usize = 1 << 16;

/// For each pair of characters, how many characters a word that begins with them may have.
pub(super) struct Starts {
    /// For each character below U+10000 two bits: words begin with it, and it is a word on its own.
    /// Those above may all be both.
    firsts: Vec<u8>,
    by_pair: Vec<u8>,
}

const BEGINS: u8 = 1;
const ALONE: u8 = 2;

impl Starts {
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a String>) -> Self {
        let mut starts = Starts { firsts: vec![0; 0x1_0000 / 4], by_pair: vec![0; SLOTS] };
        for word in words {
            let mut chars = word.chars();
            let Some(first) = chars.next() else { continue };
            let second = chars.next();
            if let Some(bits) = starts.firsts.get_mut(first as usize / 4) {
                let flag = if second.is_some() { BEGINS } else { ALONE };
                *bits |= flag << (first as usize % 4 * 2);
            }
            if let Some(second) = second {
                let length = &mut starts.by_pair[slot(first, second)];
                *length = (*length).max((2 + chars.count()).min(255) as u8);
            }
        }
        starts
    }

    /// At most so many characters of a text that goes on with these two can be one word.
    #[inline]
    pub(super) fn longest(&self, first: char, second: char) -> u8 {
        let bits = match self.firsts.get(first as usize / 4) {
            Some(bits) => bits >> (first as usize % 4 * 2),
            None => BEGINS | ALONE,
        };
        let alone = u8::from(bits & ALONE != 0);
        if bits & BEGINS == 0 { alone } else { self.by_pair[slot(first, second)].max(alone) }
    }
}

#[inline]
fn slot(first: char, second: char) -> usize {
    let mixed = (first as u32).wrapping_mul(0x9E37_79B1) ^ (second as u32).wrapping_mul(0x85EB_CA6B);
    (mixed >> 16) as usize
}
