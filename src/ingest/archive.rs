//! Zip archives: what lies in them, and reading one entry without unpacking it anywhere.

use std::io::{self, Read, Seek, SeekFrom};

use flate2::{Decompress, FlushDecompress, Status};

use super::source::ReadAt;
use crate::{Error, Result};

/// Most entries of an archive that are looked at.
const MOST_ENTRIES: usize = 200_000;

/// Most bytes that the entries of an archive may unpack to: beyond, it is a mistake or a bomb.
const MOST_BYTES: u64 = 16 << 30;

/// An entry may unpack to this many bytes whatever its ratio.
const HARMLESS: u64 = 64 << 20;

/// Text shrinks about 10-fold, logs 50-fold; bombs 1,000-fold.
const HIGHEST_RATIO: u64 = 250;

/// Endings of files that chats are sent with, and that are no chats.
const MEDIA: &[&str] = &[
    "jpg", "jpeg", "png", "gif", "webp", "heic", "bmp", "svg", "ico", "tgs", "mp4", "mov", "3gp",
    "m4v", "avi", "webm", "mp3", "m4a", "aac", "amr", "opus", "ogg", "oga", "wav", "silk", "pdf",
    "doc", "ppt", "pptx", "apk", "exe", "css", "js", "woff", "woff2", "ttf", "vcf", "ics", "dat",
    "db",
];

/// A file in an archive.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Its path, with `/` between folders.
    pub(super) path: String,
    /// Bytes once unpacked, as the archive says.
    pub(super) size: u64,
    start: u64,
    packed: u64,
    deflated: bool,
}

/// The entries that may hold a chat, in the order of their paths, and how many others there are.
///
/// # Errors
/// [`Error::Encrypted`], [`Error::TooLarge`], or [`Error::Archive`] where it is damaged.
pub(super) fn entries(name: &str, data: &mut dyn ReadAt) -> Result<(Vec<Entry>, u64)> {
    let damaged = || Error::Archive { name: name.to_string(), kind: "damaged zip" };
    let size = data.size();
    let mut archive = zip::ZipArchive::new(Cursor { data, at: 0, size }).map_err(|_| damaged())?;
    let too_large = |what| Error::TooLarge { name: name.to_string(), what };
    if archive.len() > MOST_ENTRIES {
        return Err(too_large("zip-entries"));
    }
    let (mut found, mut others, mut total) = (Vec::new(), 0, 0u64);
    for i in 0..archive.len() {
        let entry = archive.by_index_raw(i).map_err(|_| damaged())?;
        let path = path(entry.name_raw());
        if path.ends_with('/') || is_litter(&path) {
            continue;
        }
        if entry.encrypted() {
            let at = entry.header_start() + 6;
            return Err(Error::Encrypted { name: name.to_string(), kind: "zip", at });
        }
        let deflated = match entry.compression() {
            zip::CompressionMethod::Stored => false,
            zip::CompressionMethod::Deflated => true,
            _ => {
                others += 1;
                continue;
            }
        };
        if is_media(&path) || entry.size() == 0 {
            others += 1;
            continue;
        }
        total = total.saturating_add(entry.size());
        let (size, packed) = (entry.size(), entry.compressed_size());
        if total > MOST_BYTES || (size > HARMLESS && size / HIGHEST_RATIO > packed) {
            return Err(too_large("zip-bytes"));
        }
        let start = entry.data_start().ok_or_else(damaged)?;
        found.push(Entry { path, size, start, packed, deflated });
    }
    found.sort_by(|a, b| natural(&a.path).cmp(&natural(&b.path)));
    Ok((found, others))
}

/// `true` where the archive is a document of its own: a workbook, a text document.
pub(super) fn is_document(data: &mut dyn ReadAt) -> bool {
    let size = data.size();
    let Ok(archive) = zip::ZipArchive::new(Cursor { data, at: 0, size }) else { return false };
    archive.index_for_name("[Content_Types].xml").is_some()
        || archive.index_for_name("mimetype").is_some()
}

/// File names of Chinese archivers are GBK where no flag says UTF-8 (APPNOTE 4.4.4, bit 11).
fn path(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_string(),
        Err(_) => encoding_rs::GB18030.decode(raw).0.into_owned(),
    };
    name.replace('\\', "/")
}

/// What macOS and Windows leave in archives.
fn is_litter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.starts_with("__MACOSX/")
        || name.starts_with("._")
        || name == ".DS_Store"
        || name == "Thumbs.db"
}

fn is_media(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    MEDIA.contains(&ending.as_str())
}

/// Runs of digits as numbers, so that part 10 comes after part 9, and part 1 without a number first.
fn natural(path: &str) -> Vec<(&str, u64)> {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let mut parts = Vec::new();
    let mut rest = stem;
    while !rest.is_empty() {
        let (text, after) =
            rest.split_at(rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len()));
        let (digits, after) =
            after.split_at(after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len()));
        parts.push((text, digits.parse().map_or(0, |n: u64| n.saturating_add(1))));
        rest = after;
    }
    parts
}

/// [`ReadAt`] with a place in it, as the zip crate wants it.
struct Cursor<'a> {
    data: &'a mut dyn ReadAt,
    at: u64,
    size: u64,
}

impl Read for Cursor<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.data.read_at(self.at, buf)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Cursor<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

/// An entry as a file of its own. Reading forwards unpacks as it goes; reading backwards begins
/// again.
pub(super) struct Unpacked<'a> {
    data: &'a mut dyn ReadAt,
    entry: &'a Entry,
    inflate: Decompress,
    packed: Vec<u8>,
    taken: usize,
    read: u64,
    at: u64,
    done: bool,
}

impl<'a> Unpacked<'a> {
    pub(super) fn new(data: &'a mut dyn ReadAt, entry: &'a Entry) -> Self {
        let inflate = Decompress::new(false);
        Unpacked { data, entry, inflate, packed: Vec::new(), taken: 0, read: 0, at: 0, done: false }
    }

    fn restart(&mut self) {
        self.inflate.reset(false);
        self.packed.clear();
        (self.taken, self.read, self.at, self.done) = (0, 0, 0, false);
    }

    /// Unpacks the next bytes; 0 at the end.
    fn next(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buf.len() && !self.done {
            if self.taken == self.packed.len() {
                let left = self.entry.packed - self.read;
                self.packed.resize(left.min(256 * 1024) as usize, 0);
                let n = self.data.read_at(self.entry.start + self.read, &mut self.packed)?;
                self.packed.truncate(n);
                self.taken = 0;
                self.read += n as u64;
            }
            let (before_in, before_out) = (self.inflate.total_in(), self.inflate.total_out());
            let flush = FlushDecompress::None;
            let status = self
                .inflate
                .decompress(&self.packed[self.taken..], &mut buf[filled..], flush)
                .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
            let taken = (self.inflate.total_in() - before_in) as usize;
            let given = (self.inflate.total_out() - before_out) as usize;
            self.taken += taken;
            filled += given;
            self.done = status == Status::StreamEnd;
            if !self.done && taken == 0 && given == 0 && self.packed.is_empty() {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the archive is cut off"));
            }
        }
        self.at += filled as u64;
        if self.at > self.entry.size {
            let text = "the archive unpacks to more than it says";
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        }
        Ok(filled)
    }
}

impl ReadAt for Unpacked<'_> {
    fn size(&self) -> u64 {
        self.entry.size
    }

    fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        if !self.entry.deflated {
            let left = self.entry.size.saturating_sub(offset).min(buf.len() as u64) as usize;
            return self.data.read_at(self.entry.start + offset, &mut buf[..left]);
        }
        if offset < self.at {
            self.restart();
        }
        let mut skipped = [0; 16 * 1024];
        while self.at < offset {
            let step = (offset - self.at).min(skipped.len() as u64) as usize;
            if self.next(&mut skipped[..step])? == 0 {
                return Ok(0);
            }
        }
        self.next(buf)
    }

    fn is_sequential(&self) -> bool {
        self.entry.deflated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_parts_come_in_order() {
        let mut names = ["messages10.html", "messages2.html", "messages.html", "a/2/b", "a/10/b"];
        names.sort_by(|a, b| natural(a).cmp(&natural(b)));
        assert_eq!(
            names,
            ["a/2/b", "a/10/b", "messages.html", "messages2.html", "messages10.html"]
        );
    }

    #[test]
    fn names_of_chinese_archivers() {
        let raw = encoding_rs::GB18030.encode("群聊\\记录.txt").0;
        assert_eq!(path(&raw), "群聊/记录.txt");
    }
}
