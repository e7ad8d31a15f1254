//! Zip archives of chats: what lies in them, and reading one entry without unpacking it anywhere.

use std::io;

use super::markup::Chunks;
use super::source::ReadAt;
use super::zip::{Entry, Part, Zip};
use crate::{Error, Result};

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

/// The entries of an archive that may hold a chat, in the order of their paths, and how many others
/// there are; `None` for an office document, which is a container too.
///
/// # Errors
/// [`Error::Encrypted`], [`Error::TooLarge`], or [`Error::Malformed`] where it is damaged.
pub(super) fn entries(name: &str, data: &mut dyn ReadAt) -> Result<Option<(Vec<Entry>, u64)>> {
    let zip = Zip::open(name, "zip", data)?;
    if zip.entries.iter().any(|e| e.name.starts_with("xl/") || e.name == "word/document.xml") {
        return Ok(None);
    }
    let (mut found, mut others, mut total, mut packed) = (Vec::new(), 0, 0u64, 0u64);
    for entry in &zip.entries {
        if entry.name.ends_with('/') || is_litter(&entry.name) {
            continue;
        }
        if let Some(at) = entry.encrypted_at() {
            return Err(Error::Encrypted { name: name.to_string(), kind: "zip", at });
        }
        if is_media(&entry.name) || entry.size == 0 {
            others += 1;
            continue;
        }
        total = total.saturating_add(entry.size);
        packed = packed.saturating_add(entry.packed);
        // Many bombs too small to tell are one.
        let bomb = |size, packed| size > HARMLESS && size / HIGHEST_RATIO > packed;
        let bomb = bomb(entry.size, entry.packed) || bomb(total, packed);
        if total > MOST_BYTES || bomb {
            return Err(zip.too_large(if bomb { HARMLESS } else { MOST_BYTES }));
        }
        found.push(entry.clone());
    }
    found.sort_by(|a, b| natural(&a.name).cmp(&natural(&b.name)));
    Ok(Some((found, others)))
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

/// An entry as a file of its own. Reading forwards unpacks as it goes; reading backwards begins
/// again.
pub(super) struct Unpacked<'a> {
    part: Part<'a>,
    size: u64,
    /// What was unpacked last, and where it begins.
    piece: Vec<u8>,
    at: u64,
}

impl<'a> Unpacked<'a> {
    /// # Errors
    /// Those of [`Part::of`].
    pub(super) fn new(name: &'a str, data: &'a mut dyn ReadAt, entry: &Entry) -> Result<Self> {
        let part = Part::of(name, "zip", data, entry)?;
        Ok(Unpacked { part, size: entry.size, piece: Vec::new(), at: 0 })
    }

    /// Unpacks the next piece in place of the last.
    fn next(&mut self) -> io::Result<()> {
        let damaged = |text: &str| io::Error::new(io::ErrorKind::InvalidData, text.to_string());
        self.at += self.piece.len() as u64;
        self.piece.clear();
        self.part.read(&mut self.piece).map_err(|e| damaged(&e.to_string()))?;
        let end = self.at + self.piece.len() as u64;
        if end > self.size {
            return Err(damaged("the archive unpacks to more than it says"));
        }
        if self.part.done() && end < self.size {
            return Err(damaged("the archive is damaged or cut off"));
        }
        Ok(())
    }
}

impl ReadAt for Unpacked<'_> {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        if offset < self.at {
            self.part.restart();
            self.piece.clear();
            self.at = 0;
        }
        let mut filled = 0;
        while filled < buf.len() {
            let skip = offset + filled as u64 - self.at;
            match usize::try_from(skip).ok().and_then(|skip| self.piece.get(skip..)) {
                Some(rest) if !rest.is_empty() => {
                    let n = rest.len().min(buf.len() - filled);
                    buf[filled..filled + n].copy_from_slice(&rest[..n]);
                    filled += n;
                }
                _ if self.part.done() => break,
                _ => self.next()?,
            }
        }
        Ok(filled)
    }

    fn is_sequential(&self) -> bool {
        true
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
}
