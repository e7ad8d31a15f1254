//! Positions of a folded text mapped back to the text it came from.

use std::{num::NonZeroU32, ops::Range};

/// A stretch of folded text, up to the next segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Segment {
    /// First byte in the folded text.
    at: u32,
    /// First byte in the source.
    start: u32,
    /// `None`: a copy, byte for byte. Else the end in the source of the one character (with the
    /// marks on it) that this whole segment stands for.
    whole: Option<NonZeroU32>,
}

/// Which source bytes a folded text came from. No segments: it is the source itself.
#[derive(Debug, Clone, Default)]
pub(super) struct SpanMap {
    segments: Vec<Segment>,
}

impl SpanMap {
    pub(super) fn clear(&mut self) {
        self.segments.clear();
    }

    /// From `at` on, folded bytes are a copy of the source from `start` on.
    pub(super) fn copy(&mut self, at: usize, start: usize) {
        // A copy that goes on where the last one stopped needs no segment of its own.
        if let Some(last) = self.segments.last()
            && last.whole.is_none()
            && start.checked_sub(last.start as usize) == at.checked_sub(last.at as usize)
        {
            return;
        }
        self.push(at, start, None);
    }

    /// From `at` on, all folded bytes stand for the source range, which is not empty.
    pub(super) fn whole(&mut self, at: usize, source: Range<usize>) {
        self.push(at, source.start, NonZeroU32::new(source.end as u32));
    }

    /// Forgets everything about folded bytes from `at` on.
    pub(super) fn truncate(&mut self, at: usize) {
        while self.segments.last().is_some_and(|s| s.at as usize >= at) {
            self.segments.pop();
        }
    }

    fn push(&mut self, at: usize, start: usize, whole: Option<NonZeroU32>) {
        let segment = Segment { at: at as u32, start: start as u32, whole };
        match self.segments.last_mut() {
            Some(last) if last.at as usize == at => *last = segment,
            _ => self.segments.push(segment),
        }
    }

    /// Source range of a non-empty folded range that begins and ends between characters.
    pub(super) fn source(&self, folded: Range<usize>) -> Range<usize> {
        if self.segments.is_empty() {
            return folded;
        }
        let first = self.find(folded.start);
        let start = match first.whole {
            None => first.start as usize + (folded.start - first.at as usize),
            Some(_) => first.start as usize,
        };
        let last = self.find(folded.end - 1);
        let end = match last.whole {
            None => last.start as usize + (folded.end - last.at as usize),
            Some(end) => end.get() as usize,
        };
        start..end
    }

    /// `true` where the folded range is no plain copy of one stretch of the source.
    pub(super) fn altered(&self, folded: Range<usize>) -> bool {
        if self.segments.is_empty() {
            return false;
        }
        let first = self.segments.partition_point(|s| s.at as usize <= folded.start);
        let last = self.segments.partition_point(|s| (s.at as usize) < folded.end);
        first != last || self.find(folded.start).whole.is_some()
    }

    fn find(&self, at: usize) -> Segment {
        let after = self.segments.partition_point(|s| s.at as usize <= at);
        // The first segment begins at 0, so there is always one before.
        self.segments[after.max(1) - 1]
    }
}

/// One way of reading a message.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    text: &'a str,
    map: &'a SpanMap,
}

impl<'a> View<'a> {
    pub(super) fn new(text: &'a str, map: &'a SpanMap) -> Self {
        View { text, map }
    }

    /// The folded text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Bytes of the text this view was made from that a non-empty range of the folded text stands
    /// for: from the first byte of its first character to the last byte of its last.
    ///
    /// The range must lie on character boundaries of the folded text.
    pub fn source(&self, folded: Range<usize>) -> Range<usize> {
        self.map.source(folded)
    }

    /// `true` where the range of the folded text is no plain copy of the text it was made from.
    pub fn altered(&self, folded: Range<usize>) -> bool {
        self.map.altered(folded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_map_is_the_identity() {
        let map = SpanMap::default();
        assert_eq!(map.source(3..6), 3..6);
        assert!(!map.altered(3..6));
    }

    #[test]
    fn copies_and_whole_characters() {
        let mut map = SpanMap::default();
        map.copy(0, 0); // "ab" of "ab，cd"
        map.whole(2, 2..5); // "," stands for the wide comma
        map.copy(3, 5);
        assert_eq!(map.source(0..2), 0..2);
        assert_eq!(map.source(1..3), 1..5);
        assert_eq!(map.source(2..4), 2..6);
        assert_eq!(map.source(3..5), 5..7);
        assert!(!map.altered(0..2));
        assert!(map.altered(1..3));
        assert!(map.altered(2..3));
        assert!(!map.altered(3..5));
    }

    #[test]
    fn a_continued_copy_adds_nothing() {
        let mut map = SpanMap::default();
        map.copy(0, 0);
        map.copy(4, 4);
        assert_eq!(map.segments.len(), 1);
        map.copy(4, 6);
        assert_eq!(map.segments.len(), 2);
        map.truncate(4);
        assert_eq!(map.segments.len(), 1);
    }
}
