//! The parts of a zip container (PKWARE APPNOTE 6.3), inflated piece by piece. What a container
//! says of itself is checked against limits first, what comes out of it while it comes.

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

use super::markup::Chunks;
use super::source::ReadAt;
use crate::{Error, Result};

/// Most parts of a container.
const MOST_ENTRIES: usize = 60_000;

/// Most bytes that one part may come to.
const LARGEST_PART: u64 = 4 << 30;

/// A part this large that packs better than that is made to be unpacked, not read; the same holds
/// for all parts that are read of a container.
const BOMB: (u64, u64) = (64 << 20, 600);

/// A part may come to more than it says, up to this many bytes: careless writers leave lengths out.
const UNSAID: u64 = 1 << 20;

const END: &[u8] = b"PK\x05\x06";
const CENTRAL: &[u8] = b"PK\x01\x02";

/// A part of a container.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: String,
    encrypted: bool,
    method: u16,
    /// Bytes that it takes in the container.
    pub(super) packed: u64,
    /// Its length, as the container says.
    pub(super) size: u64,
    header_at: u64,
}

/// A container with its list of parts.
pub(super) struct Zip<'d> {
    name: &'d str,
    /// What it holds, for messages: `xlsx`, `docx`.
    kind: &'static str,
    data: &'d mut dyn ReadAt,
    pub(super) entries: Vec<Entry>,
    /// Bytes that its parts may still come to.
    left: u64,
}

fn word(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 2).map_or(0, |b| u64::from(u16::from_le_bytes([b[0], b[1]])))
}

fn double(bytes: &[u8], at: usize) -> u64 {
    word(bytes, at) | word(bytes, at + 2) << 16
}

fn quad(bytes: &[u8], at: usize) -> u64 {
    double(bytes, at) | double(bytes, at + 4) << 32
}

impl<'d> Zip<'d> {
    /// Reads the list of parts at the end of a container.
    ///
    /// # Errors
    /// [`Error::Malformed`] where there is none, [`Error::TooLarge`], [`Error::Io`].
    pub(super) fn open(
        name: &'d str,
        kind: &'static str,
        data: &'d mut dyn ReadAt,
    ) -> Result<Zip<'d>> {
        let size = data.size();
        let left = size.saturating_mul(BOMB.1).clamp(BOMB.0, LARGEST_PART);
        let mut zip = Zip { name, kind, data, entries: Vec::new(), left };
        // The end record has a comment of at most 65,535 bytes behind it.
        let tail_at = size.saturating_sub(22 + 65_535);
        let tail = zip.bytes(tail_at, (size - tail_at) as usize)?;
        let end = memchr::memmem::rfind(&tail, END)
            .ok_or_else(|| zip.broken(size, "the list of its parts is missing: it was cut off"))?;
        let (count, len, at) =
            (word(&tail, end + 10), double(&tail, end + 12), double(&tail, end + 16));
        if count as usize > MOST_ENTRIES || count == 0xFFFF {
            return Err(zip.too_large(MOST_ENTRIES as u64));
        }
        let list = zip.bytes(at, usize::try_from(len).unwrap_or(0).min(64 << 20))?;
        let mut rest = &list[..];
        while rest.starts_with(CENTRAL) && rest.len() >= 46 && zip.entries.len() < MOST_ENTRIES {
            let (names, extra, comment) =
                (word(rest, 28) as usize, word(rest, 30) as usize, word(rest, 32) as usize);
            let entry_name = rest.get(46..46 + names).unwrap_or_default();
            let fields = rest.get(46 + names..46 + names + extra).unwrap_or_default();
            let mut entry = Entry {
                name: path(entry_name),
                encrypted: word(rest, 8) & 1 == 1,
                method: word(rest, 10) as u16,
                packed: double(rest, 20),
                size: double(rest, 24),
                header_at: double(rest, 42),
            };
            entry.widen(fields);
            zip.entries.push(entry);
            rest = rest.get(46 + names + extra + comment..).unwrap_or_default();
        }
        // Parts that share their bytes come to more than any limit on one of them.
        let packed = zip.entries.iter().fold(0u64, |sum, e| sum.saturating_add(e.packed));
        if zip.entries.len() > 1 && packed > size {
            return Err(zip.broken(at, "its parts lie in one place, or it was cut off"));
        }
        Ok(zip)
    }

    /// The part of that name, letters in either case.
    pub(super) fn find(&self, name: &str) -> Option<Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name)).cloned()
    }

    /// Starts to unpack a part.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::Encrypted`], [`Error::Malformed`].
    pub(super) fn unpack(&mut self, entry: &Entry) -> Result<Part<'_>> {
        let says = entry.size.max(UNSAID);
        self.left = self.left.checked_sub(says).ok_or_else(|| self.too_large(LARGEST_PART))?;
        Part::of(self.name, self.kind, &mut *self.data, entry)
    }

    /// Unpacks a whole part, of at most `limit` bytes.
    ///
    /// # Errors
    /// As [`unpack`](Self::unpack).
    pub(super) fn whole(&mut self, entry: &Entry, limit: usize) -> Result<Vec<u8>> {
        let error = self.too_large(limit as u64);
        let mut part = self.unpack(entry)?;
        let mut out = Vec::new();
        while !part.done() {
            part.read(&mut out)?;
            if out.len() > limit {
                return Err(error);
            }
        }
        Ok(out)
    }

    pub(super) fn too_large(&self, limit: u64) -> Error {
        Error::TooLarge { name: self.name.to_string(), kind: self.kind, limit }
    }

    fn broken(&self, at: u64, reason: &str) -> Error {
        broken(self.name, self.kind, at, reason)
    }

    fn bytes(&mut self, at: u64, len: usize) -> Result<Vec<u8>> {
        bytes(self.name, &mut *self.data, at, len)
    }
}

fn bytes(name: &str, data: &mut dyn ReadAt, at: u64, len: usize) -> Result<Vec<u8>> {
    let left = data.size().saturating_sub(at);
    let mut bytes = vec![0; len.min(usize::try_from(left).unwrap_or(len))];
    let n = data.read_at(at, &mut bytes).map_err(|source| Error::Io {
        name: name.to_string(),
        at,
        source,
    })?;
    bytes.truncate(n);
    Ok(bytes)
}

/// File names of Chinese archivers are GBK where no flag says UTF-8 (4.4.4, bit 11).
fn path(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_string(),
        Err(_) => encoding_rs::GB18030.decode(raw).0.into_owned(),
    };
    name.replace('\\', "/")
}

fn broken(name: &str, kind: &'static str, at: u64, reason: &str) -> Error {
    let (name, reason) = (name.to_string(), reason.to_string());
    Error::Malformed { name, format: kind, at, reason }
}

impl Entry {
    /// Byte that says that it is encrypted.
    pub(super) fn encrypted_at(&self) -> Option<u64> {
        self.encrypted.then_some(self.header_at + 6)
    }

    /// Takes lengths of 64 bits from the extra field (4.5.3), in the order in which they are needed.
    fn widen(&mut self, mut fields: &[u8]) {
        while fields.len() >= 4 {
            let (id, len) = (word(fields, 0), word(fields, 2) as usize);
            if id == 1 {
                let mut at = 4;
                for value in [&mut self.size, &mut self.packed, &mut self.header_at] {
                    if *value == 0xFFFF_FFFF && at + 8 <= fields.len() {
                        *value = quad(fields, at);
                        at += 8;
                    }
                }
                return;
            }
            fields = fields.get(4 + len..).unwrap_or_default();
        }
    }
}

/// A part while it is unpacked.
pub(super) struct Part<'d> {
    name: &'d str,
    kind: &'static str,
    data: &'d mut dyn ReadAt,
    /// Where it begins, and how many bytes it takes.
    start: (u64, u64),
    at: u64,
    left: u64,
    packed: Vec<u8>,
    used: usize,
    /// `None` where the part is not packed at all.
    state: Option<Box<InflateState>>,
    written: u64,
    /// Most bytes that it may come to.
    limit: u64,
    done: bool,
}

impl<'d> Part<'d> {
    /// Starts to unpack one part of a container.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::Encrypted`], [`Error::Malformed`].
    pub(super) fn of(
        name: &'d str,
        kind: &'static str,
        data: &'d mut dyn ReadAt,
        entry: &Entry,
    ) -> Result<Part<'d>> {
        if entry.encrypted {
            let (name, at) = (name.to_string(), entry.header_at);
            return Err(Error::Encrypted { name, kind, at });
        }
        let (large, ratio) = BOMB;
        let bomb = entry.size > large && entry.size / ratio > entry.packed.max(1);
        if entry.size > LARGEST_PART || bomb {
            let limit = if bomb { large } else { LARGEST_PART };
            return Err(Error::TooLarge { name: name.to_string(), kind, limit });
        }
        let header = bytes(name, data, entry.header_at, 30)?;
        if !header.starts_with(b"PK\x03\x04") || !matches!(entry.method, 0 | 8) {
            let reason = format!("its part {} cannot be unpacked", entry.name);
            return Err(broken(name, kind, entry.header_at, &reason));
        }
        let at = entry.header_at + 30 + word(&header, 26) + word(&header, 28);
        let state = (entry.method == 8).then(|| InflateState::new_boxed(DataFormat::Raw));
        Ok(Part {
            name,
            kind,
            data,
            start: (at, entry.packed),
            at,
            left: entry.packed,
            packed: Vec::new(),
            used: 0,
            state,
            written: 0,
            limit: entry.size.max(UNSAID),
            done: false,
        })
    }

    /// Begins again.
    pub(super) fn restart(&mut self) {
        (self.at, self.left) = self.start;
        self.packed.clear();
        (self.used, self.written, self.done) = (0, 0, false);
        if let Some(state) = &mut self.state {
            state.reset(DataFormat::Raw);
        }
    }

    fn refill(&mut self) -> Result<()> {
        self.packed.drain(..self.used);
        self.used = 0;
        let had = self.packed.len();
        let step = usize::try_from(self.left).unwrap_or(usize::MAX).min(64 * 1024);
        self.packed.resize(had + step, 0);
        let n = self
            .data
            .read_at(self.at, &mut self.packed[had..])
            .map_err(|source| Error::Io { name: self.name.to_string(), at: self.at, source })?;
        self.packed.truncate(had + n);
        self.at += n as u64;
        self.left -= n as u64;
        if n < step {
            self.left = 0;
        }
        Ok(())
    }
}

impl Chunks for Part<'_> {
    fn read(&mut self, buf: &mut Vec<u8>) -> Result<()> {
        if self.packed.len() == self.used && self.left > 0 {
            self.refill()?;
        }
        let had = buf.len();
        match &mut self.state {
            None => {
                buf.extend_from_slice(&self.packed[self.used..]);
                self.used = self.packed.len();
                self.done = self.left == 0;
            }
            Some(state) => {
                buf.resize(had + 256 * 1024, 0);
                let input = &self.packed[self.used..];
                let result = inflate(state, input, &mut buf[had..], MZFlush::None);
                buf.truncate(had + result.bytes_written);
                self.used += result.bytes_consumed;
                let stuck = result.bytes_consumed == 0 && result.bytes_written == 0;
                // Damaged or cut: what has come out so far is kept.
                self.done = match result.status {
                    Ok(MZStatus::Ok) => stuck && self.left == 0,
                    Ok(MZStatus::StreamEnd | MZStatus::NeedDict) => true,
                    Err(MZError::Buf) => stuck && self.left == 0,
                    Err(_) => true,
                };
            }
        }
        self.written += (buf.len() - had) as u64;
        if self.written > self.limit {
            let (name, kind) = (self.name.to_string(), self.kind);
            return Err(Error::TooLarge { name, kind, limit: self.limit });
        }
        Ok(())
    }

    fn done(&self) -> bool {
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A container of one packed part that says to have so many bytes.
    fn container(content: &[u8], says: u32) -> Vec<u8> {
        let packed = miniz_oxide::deflate::compress_to_vec(content, 9);
        let len = (packed.len() as u32).to_le_bytes();
        let says = says.to_le_bytes();
        let mut out = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
        out.extend([len, says].concat());
        out.extend(b"\x05\0\0\0a.xml");
        out.extend(&packed);
        let list = out.len() as u32;
        out.extend(b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0");
        out.extend([len, says].concat());
        out.extend(b"\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0a.xml");
        let size = out.len() as u32 - list;
        out.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        out.extend([size.to_le_bytes(), list.to_le_bytes()].concat());
        out.extend(b"\0\0");
        out
    }

    fn unpack(bytes: &[u8], limit: usize) -> Result<Vec<u8>> {
        let mut data = bytes;
        let mut zip = Zip::open("a.zip", "zip", &mut data)?;
        let entry = zip.find("A.xml").unwrap();
        zip.whole(&entry, limit)
    }

    #[test]
    fn parts_are_unpacked_up_to_a_limit() {
        let content = vec![b'x'; 1 << 20];
        let bytes = container(&content, 1 << 20);
        assert_eq!(unpack(&bytes, 2 << 20).unwrap(), content);
        assert_eq!(unpack(&bytes, 1 << 16).unwrap_err().code(), "too-large");
        // What it says of itself is not trusted, but enough to refuse it.
        assert_eq!(unpack(&container(&content, 100), 1 << 16).unwrap_err().code(), "too-large");
        assert_eq!(
            unpack(&container(&content, 900 << 20), 2 << 20).unwrap_err().code(),
            "too-large"
        );
    }

    #[test]
    fn damage_ends() {
        let bytes = container(b"the same the same the same, and something else", 46);
        for at in 0..bytes.len() {
            let _ = Zip::open("a.zip", "zip", &mut &bytes[..at]).map(|z| z.entries.len());
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            let mut data = &flipped[..];
            let Ok(mut zip) = Zip::open("a.zip", "zip", &mut data) else { continue };
            for entry in zip.entries.clone() {
                let _ = zip.whole(&entry, 1 << 20);
            }
        }
    }
}
