//! Walks a JSON file without ever holding it: hands out the items of the arrays asked for and the
//! small values beside them, and survives truncation and damage.

use memchr::memmem;

use super::source::Utf8Chunks;
use crate::Result;

use scan::{Scan, is_space};

pub(super) use keys::{first_line_has, has_key, has_word};
pub(super) use lines::{has_lines, has_quoted_key, is_one};
pub(super) use loose::{List, Loose, Presence};
pub(super) use record::{Scalar, object, read, text, time};

mod keys;
mod lines;
mod loose;
mod record;
mod scan;
#[cfg(test)]
mod tests;

/// Longest item of an array, in bytes; a longer one is skipped as damaged.
const LONGEST_ITEM: usize = 64 * 1024 * 1024;

/// Longest value beside the arrays, in bytes; a longer one, as a rule a picture, is skipped.
const LONGEST_VALUE: usize = 8 * 1024 * 1024;

/// How many bytes damage shows of itself.
const SAMPLE: usize = 1024;

/// Longest beginning by which items are found again after damage, in bytes.
const LONGEST_OPENING: usize = 256;

/// How many bytes may be looked at again after damage, so that hostile files come to an end.
const RESCANS: usize = 256 * 1024 * 1024;

/// A segment of a path that stands for every item of an array.
pub(super) const EACH: &str = "*";

/// The way from the root to an array: keys, and [`EACH`] for items. Empty for the root itself.
pub(super) type Path<'p> = &'p [&'p str];

/// What the walk came upon.
#[derive(Debug)]
pub(super) enum Found<'w> {
    /// An item of an array asked for.
    Item {
        /// Number of its path among those asked for.
        array: usize,
        /// Number of the object that the array stands in, from 1 in order of opening.
        object: u64,
        /// Its bytes, of which only brackets and quotes have been looked at.
        json: &'w [u8],
    },
    /// A value on the way to an array that does not lead there itself.
    Value {
        /// Its key; [`EACH`] in an array, empty at the root.
        key: &'w str,
        /// Number of the object that it stands in.
        object: u64,
        /// Its bytes.
        json: &'w [u8],
    },
    /// What stands where an item should: cut off, too long, or loose ends.
    Damaged {
        /// How it begins.
        text: &'w [u8],
    },
}

/// How a walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// After the last bracket.
    Whole,
    /// With the file, inside of something.
    Cut {
        /// Length of the file in bytes.
        at: u64,
    },
    /// At something that is no JSON.
    Broken {
        /// Offset of its first byte; where the file is not UTF-8, of the piece read last.
        at: u64,
    },
}

/// An array or an object that the walk is inside of.
#[derive(Debug, Clone, Copy)]
struct Frame {
    is_array: bool,
    /// Number of the path whose items this array holds.
    items: Option<usize>,
    /// Bit `p` is set where path `p` begins with the way here.
    paths: u32,
    object: u64,
}

/// A [`Found`] by its place in the buffer.
enum Place {
    Item { array: usize, object: u64, start: usize, end: usize },
    Value { object: u64, start: usize, end: usize },
    Damaged,
}

/// What became of reading one value.
enum Taken {
    Whole {
        start: usize,
        end: usize,
    },
    /// Longer than allowed and not at its end yet.
    TooLong(Scan),
    /// The file ended in it.
    Cut {
        start: usize,
    },
}

/// The walk. Repeated keys are walked one after the other, and so are several values in a file.
pub(super) struct Walker<'s> {
    chunks: Utf8Chunks<'s>,
    paths: &'s [Path<'s>],
    buf: Vec<u8>,
    pos: usize,
    /// Offset in the file of the piece read last.
    piece: u64,
    stack: Vec<Frame>,
    key: String,
    objects: u64,
    end: Option<End>,
    sample: Vec<u8>,
    longest_item: usize,
    longest_value: usize,
    /// Where the last item lies, its bracket and first key, and the way to its array: enough to
    /// find the next item after damage.
    last: (usize, usize),
    opening: Vec<u8>,
    home: Vec<Frame>,
    rescanned: usize,
}

impl<'s> Walker<'s> {
    /// Walks towards at most 32 paths.
    pub(super) fn new(chunks: Utf8Chunks<'s>, paths: &'s [Path<'s>]) -> Self {
        Walker {
            chunks,
            paths,
            buf: Vec::new(),
            pos: 0,
            piece: 0,
            stack: Vec::new(),
            key: String::new(),
            objects: 0,
            end: None,
            sample: Vec::new(),
            longest_item: LONGEST_ITEM,
            longest_value: LONGEST_VALUE,
            last: (0, 0),
            opening: Vec::new(),
            home: Vec::new(),
            rescanned: 0,
        }
    }

    /// How the walk ended; [`End::Whole`] while it goes on.
    pub(super) fn end(&self) -> End {
        self.end.unwrap_or(End::Whole)
    }

    /// What comes next, or `None` at the end.
    ///
    /// # Errors
    /// Those of [`Utf8Chunks::read`].
    pub(super) fn next(&mut self) -> Result<Option<Found<'_>>> {
        while self.end.is_none() {
            if let Some(place) = self.step()? {
                return Ok(Some(match place {
                    Place::Item { array, object, start, end } => {
                        Found::Item { array, object, json: &self.buf[start..end] }
                    }
                    Place::Value { object, start, end } => {
                        Found::Value { key: &self.key, object, json: &self.buf[start..end] }
                    }
                    Place::Damaged => Found::Damaged { text: &self.sample },
                }));
            }
        }
        Ok(None)
    }

    /// Says that the last item is no JSON. Where a stray quote made it swallow the items behind
    /// it or end too early, the walk goes on with the next one that is whole.
    ///
    /// # Errors
    /// Those of [`Utf8Chunks::read`].
    pub(super) fn reject(&mut self) -> Result<()> {
        let length = self.last.1 - self.last.0;
        // The next item may begin in the last bytes of this one.
        let reach = length + self.opening.len();
        self.pos = self.last.0;
        while self.buf.len() - self.pos < reach && !self.chunks.done() {
            self.refill()?;
        }
        let start = self.pos;
        self.pos += length;
        if !self.resync(start, self.buf.len().min(start + reach))
            && !matches!(self.token()?, None | Some(b',' | b']'))
        {
            self.seek()?;
        }
        Ok(())
    }

    fn step(&mut self) -> Result<Option<Place>> {
        let top = self.stack.last().copied();
        let Some(byte) = self.token()? else {
            let at = self.chunks.offset();
            self.end = Some(if top.is_none() { End::Whole } else { End::Cut { at } });
            return Ok(None);
        };
        match (top, byte) {
            (Some(_), b',') => self.pos += 1,
            (Some(Frame { is_array: true, .. }), b']')
            | (Some(Frame { is_array: false, .. }), b'}') => {
                self.stack.pop();
                self.pos += 1;
            }
            (_, b',' | b':' | b']' | b'}') => return self.lost(),
            (None, _) => {
                self.key.clear();
                return self.value(u32::MAX, 0);
            }
            (Some(frame), _) if frame.is_array => {
                self.key.clear();
                self.key.push_str(EACH);
                return self.value(self.narrowed(frame.paths), frame.object);
            }
            (Some(frame), b'"') => {
                if !self.key()? {
                    return Ok(None);
                }
                return match self.token()? {
                    None => Ok(None),
                    Some(b',' | b':' | b']' | b'}') => self.lost(),
                    Some(_) => self.value(self.narrowed(frame.paths), frame.object),
                };
            }
            _ => return self.lost(),
        }
        Ok(None)
    }

    /// Reads a key and its colon; `false` where the file ends in it or there is none.
    fn key(&mut self) -> Result<bool> {
        let Taken::Whole { start, end } = self.take(self.longest_value)? else {
            self.pos = self.buf.len();
            return Ok(false);
        };
        let quoted = &self.buf[start..end];
        self.key = serde_json::from_slice(quoted).unwrap_or_else(|_| {
            let inside = quoted.get(1..quoted.len() - 1).unwrap_or_default();
            String::from_utf8_lossy(inside).into_owned()
        });
        let colon = self.token()? == Some(b':');
        self.pos += usize::from(colon);
        Ok(colon)
    }

    /// A value: goes into it where a path leads there, else hands it out.
    fn value(&mut self, paths: u32, parent: u64) -> Result<Option<Place>> {
        if let Some(array) = self.stack.last().and_then(|f| f.items) {
            return self.item(array, parent).map(Some);
        }
        let depth = self.stack.len();
        let path = |fits: &dyn Fn(Path<'_>) -> bool| {
            let set = |(p, path): &(usize, &Path<'_>)| paths >> p & 1 == 1 && fits(path);
            self.paths.iter().enumerate().take(32).find(set).map(|(p, _)| p)
        };
        let frame = match self.buf[self.pos] {
            b'[' => {
                let items = path(&|path| path.len() == depth);
                let leads = path(&|path| path.get(depth) == Some(&EACH)).is_some();
                let frame = Frame { is_array: true, items, paths, object: parent };
                (items.is_some() || leads).then_some(frame)
            }
            b'{' => path(&|path| path.len() > depth).map(|_| {
                self.objects += 1;
                Frame { is_array: false, items: None, paths, object: self.objects }
            }),
            _ => None,
        };
        if let Some(frame) = frame {
            self.stack.push(frame);
            self.pos += 1;
            if frame.items.is_some() {
                self.opening.clear();
                self.home.clone_from(&self.stack);
            }
            return Ok(None);
        }
        Ok(match self.take(self.longest_value)? {
            Taken::Whole { start, end } => Some(Place::Value { object: parent, start, end }),
            Taken::TooLong(scan) => {
                self.skip(scan)?;
                None
            }
            Taken::Cut { .. } => {
                self.pos = self.buf.len();
                None
            }
        })
    }

    fn item(&mut self, array: usize, object: u64) -> Result<Place> {
        let taken = self.take(self.longest_item)?;
        let start = match &taken {
            Taken::Whole { start, .. } | Taken::Cut { start } => *start,
            Taken::TooLong(_) => self.pos,
        };
        if self.opening.is_empty() {
            self.opening.extend(opening(&self.buf[start..]).unwrap_or_default());
        }
        if let Taken::Whole { start, end } = taken {
            self.last = (start, end);
            return Ok(Place::Item { array, object, start, end });
        }
        self.show(start);
        if !self.resync(start, self.buf.len()) {
            match taken {
                Taken::TooLong(scan) => self.skip(scan)?,
                _ => self.pos = self.buf.len(),
            }
        }
        Ok(Place::Damaged)
    }

    /// Brackets that do not fit: goes on with the next item that can be told, or ends here.
    fn lost(&mut self) -> Result<Option<Place>> {
        let end = End::Broken { at: self.offset(self.pos) };
        self.show(self.pos);
        if self.home.last().is_some_and(|f| f.items.is_some()) && self.seek()? {
            self.stack.clone_from(&self.home);
            return Ok(Some(Place::Damaged));
        }
        self.end = Some(end);
        Ok(None)
    }

    /// Of the paths that begin with the way to the top of the stack, those that go on with the
    /// key at hand.
    fn narrowed(&self, paths: u32) -> u32 {
        let depth = self.stack.len().saturating_sub(1);
        let goes_on = |path: &Path<'_>| path.get(depth) == Some(&self.key.as_str());
        let bits = self.paths.iter().take(32).enumerate();
        bits.filter(|(_, path)| goes_on(path)).fold(0, |bits, (p, _)| bits | 1 << p) & paths
    }

    /// The next byte that is not white space.
    fn token(&mut self) -> Result<Option<u8>> {
        loop {
            let rest = &self.buf[self.pos..];
            if let Some(n) = rest.iter().position(|b| !is_space(*b)) {
                self.pos += n;
                return Ok(Some(self.buf[self.pos]));
            }
            self.pos = self.buf.len();
            if self.chunks.done() {
                return Ok(None);
            }
            self.refill()?;
        }
    }

    /// Reads the value that begins here, if it is at most about `limit` bytes long.
    fn take(&mut self, limit: usize) -> Result<Taken> {
        let mut scan = Scan::default();
        let mut from = self.pos;
        loop {
            if let Some(n) = scan.feed(&self.buf[from..]) {
                let (start, end) = (self.pos, from + n);
                self.pos = end;
                return Ok(Taken::Whole { start, end });
            }
            if self.chunks.done() {
                return Ok(Taken::Cut { start: self.pos });
            }
            if self.buf.len() - self.pos > limit {
                return Ok(Taken::TooLong(scan));
            }
            let scanned = self.buf.len() - self.pos;
            self.refill()?;
            from = scanned;
        }
    }

    /// Reads past the rest of a value that has been scanned as far as the buffer reaches.
    fn skip(&mut self, mut scan: Scan) -> Result<()> {
        loop {
            self.pos = self.buf.len();
            if self.chunks.done() {
                return Ok(());
            }
            self.refill()?;
            if let Some(n) = scan.feed(&self.buf) {
                self.pos = n;
                return Ok(());
            }
        }
    }

    /// Keeps what begins here as the sample of some damage.
    fn show(&mut self, start: usize) {
        let bytes = &self.buf[start..];
        self.sample.clear();
        self.sample.extend_from_slice(&bytes[..bytes.len().min(SAMPLE)]);
    }

    /// Goes to the beginning of the first item that lies inside of a damaged one.
    fn resync(&mut self, start: usize, end: usize) -> bool {
        let Some(n) = find_item(&self.buf[start..end], 1, &self.opening) else { return false };
        let again = end - start - n;
        if self.rescanned + again > RESCANS {
            return false;
        }
        self.rescanned += again;
        self.pos = start + n;
        true
    }

    /// Goes to the beginning of the next item, wherever it is; `false` where there is none.
    fn seek(&mut self) -> Result<bool> {
        loop {
            if let Some(n) = find_item(&self.buf[self.pos..], 0, &self.opening) {
                self.pos += n;
                return Ok(true);
            }
            if self.chunks.done() {
                self.pos = self.buf.len();
                return Ok(false);
            }
            // An item's beginning, with the end of the one before it, may lie across the border.
            self.pos = self.pos.max(self.buf.len().saturating_sub(2 * LONGEST_OPENING));
            self.refill()?;
        }
    }

    fn refill(&mut self) -> Result<()> {
        self.buf.drain(..self.pos);
        self.pos = 0;
        self.piece = self.chunks.offset();
        self.chunks.read(&mut self.buf)
    }

    /// Offset in the file of a byte of the buffer.
    fn offset(&self, at: usize) -> u64 {
        if self.chunks.is_utf8() {
            self.chunks.offset() - (self.buf.len() - at) as u64
        } else {
            self.piece
        }
    }
}

/// How an object begins: bracket and first key.
fn opening(item: &[u8]) -> Option<&[u8]> {
    let item = &item[..item.len().min(LONGEST_OPENING)];
    let inside = item.strip_prefix(b"{")?;
    let quote = 1 + inside.iter().position(|b| !is_space(*b)).filter(|n| inside[*n] == b'"')?;
    let close = memchr::memchr(b'"', &item[quote + 1..])?;
    Some(&item[..quote + close + 2])
}

/// Where, from byte `from` on, another item begins: behind a bracket and a comma. Inside of a
/// string its quotes would be escaped.
fn find_item(bytes: &[u8], from: usize, opening: &[u8]) -> Option<usize> {
    if opening.is_empty() {
        return None;
    }
    let fits = |n: &usize| {
        let before = bytes[..*n].trim_ascii_end();
        let before = before.strip_suffix(b",").unwrap_or_default().trim_ascii_end();
        before.ends_with(b"}")
    };
    memmem::find_iter(bytes.get(from..)?, opening).map(|n| n + from).find(fits)
}
