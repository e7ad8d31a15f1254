//! Memory for what is still to come, taken in one go: growing by doubling would hold three times
//! as much at its worst, and a page of a browser never gives memory back.

use std::cell::Cell;
use std::rc::Rc;

use super::Builder;

/// Most that is taken at once, in bytes of text.
const MOST: usize = 256 * 1024 * 1024;

/// Least that is taken at once, in bytes of text.
const LEAST: usize = 64 * 1024;

impl Builder {
    /// Bytes read and bytes in all, to be kept current by whoever drives the parsers.
    pub fn progress(&self) -> Rc<Cell<(u64, u64)>> {
        Rc::clone(&self.progress)
    }

    /// Makes room for one more message and `bytes` of text.
    pub(super) fn make_room(&mut self, bytes: usize) {
        let texts = &mut self.export.texts;
        if texts.capacity() - texts.len() < bytes {
            let more = self.still_to_come(self.export.texts.len()).clamp(LEAST, MOST).max(bytes);
            // Where memory is short, the least that is needed may still be had.
            if self.export.texts.try_reserve_exact(more).is_err() {
                self.export.texts.reserve_exact(bytes);
            }
        }
        let rows = self.export.columns.time.len();
        if rows == self.export.columns.time.capacity() {
            let more = self.still_to_come(rows).clamp(LEAST / 64, MOST / 64);
            self.export.columns.reserve(more);
        }
    }

    /// How much follows on what the bytes read so far gave, with something to spare; at least an
    /// eighth of it, so that a wrong guess costs no more than a few copies.
    fn still_to_come(&self, have: usize) -> usize {
        let (done, total) = self.progress.get();
        let (left, done) = (u128::from(total.saturating_sub(done)), u128::from(done.max(1)));
        let expected = have as u128 * left / done;
        usize::try_from(expected + expected / 32).unwrap_or(MOST).max(have / 8)
    }
}
