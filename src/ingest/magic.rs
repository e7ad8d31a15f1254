//! What is no text at all, told by its first bytes, with a word on what it is.

use super::Head;
use super::json::{has_key, has_quoted_key};
use super::source::ReadAt;
use crate::{Error, Result};

mod training;

/// First bytes of files that people drop by mistake.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"\xFF\xD8\xFF", "jpeg"),
    (b"\x89PNG\r\n\x1A\n", "png"),
    (b"GIF8", "gif"),
    (b"%PDF", "pdf"),
    (b"\xD0\xCF\x11\xE0", "ole"),
    (b"\x7FELF", "program"),
    (b"MZ\x90\x00", "program"),
    (b"ID3", "audio"),
    (b"OggS", "audio"),
    (b"#!AMR", "audio"),
    (b"#!SILK", "audio"),
    (b"\x02#!SILK", "audio"),
    (b"wxgf", "wechat-image"),
];

/// Containers that hold files.
const CONTAINERS: &[(&[u8], &str)] = &[
    (b"\x1F\x8B", "gzip"),
    (b"7z\xBC\xAF\x27\x1C", "7z"),
    (b"Rar!\x1A\x07", "rar"),
    (b"BZh", "bzip2"),
    (b"\xFD7zXZ\x00", "xz"),
    (b"SQLite format 3\x00", "sqlite"),
];

/// Refuses what is empty, no text, a container, encrypted, or no chat by its nature.
///
/// # Errors
/// [`Error::Empty`], [`Error::NotText`], [`Error::Archive`], [`Error::Encrypted`],
/// [`Error::TrainingData`].
pub(super) fn refuse(name: &str, bytes: &[u8], head: &Head, data: &mut dyn ReadAt) -> Result<()> {
    let name = name.to_string();
    if head.text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}').is_empty()
        && bytes.iter().all(|b| *b != 0)
    {
        return Err(Error::Empty { name });
    }
    if let Some((_, kind)) = SIGNATURES.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(Error::NotText { name, kind, at: 0 });
    }
    if bytes.starts_with(b"PK\x03\x04") {
        // Bit 0 of the general purpose flag at byte 6 says "encrypted" (PKWARE APPNOTE 4.4.4).
        return Err(match encrypted_entry(data) {
            Some(at) => Error::Encrypted { name, kind: "zip", at },
            None => Error::Archive { name, kind: zip_kind(bytes) },
        });
    }
    if let Some((_, kind)) = CONTAINERS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(Error::Archive { name, kind });
    }
    if matches!(bytes.get(4..8), Some(b"ftyp")) {
        return Err(Error::NotText { name, kind: "video", at: 4 });
    }
    if let Some(at) = binary_at(bytes, head) {
        if name.to_ascii_lowercase().ends_with(".bak") {
            return Err(Error::NotText { name, kind: "qq-bak", at });
        }
        return Err(Error::NotText { name, kind: "binary", at });
    }
    if let Some(key) = training::key(head) {
        return Err(Error::TrainingData { name, key });
    }
    if let Some(at) = undecrypted(head) {
        return Err(Error::Encrypted { name, kind: "wecom", at });
    }
    Ok(())
}

/// Where a dump of WeCom's chat archive says that it is not decrypted: it has the keys of the
/// cipher text and none of a message. Some tools leave the former beside the latter.
fn undecrypted(head: &Head) -> Option<u64> {
    let is_json = matches!(head.first_char(), Some('{' | '['));
    let has = |key: &str| has_key(&head.text, key) || has_quoted_key(&head.text, key);
    if !is_json || has("msgtype") || has("msgType") {
        return None;
    }
    let key = ["encrypt_random_key", "encrypt_chat_msg"].into_iter().find(|key| has(key))?;
    head.text.find(key).map(|at| at as u64)
}

/// Byte offset of the flag of the first encrypted entry among the first hundred of a zip.
fn encrypted_entry(data: &mut dyn ReadAt) -> Option<u64> {
    let mut at = 0u64;
    for _ in 0..100 {
        let mut header = [0u8; 30];
        let n = data.read_at(at, &mut header).ok()?;
        if n < header.len() || !header.starts_with(b"PK\x03\x04") {
            return None;
        }
        if header[6] & 1 == 1 {
            return Some(at + 6);
        }
        let word = |i: usize| u64::from(u16::from_le_bytes([header[i], header[i + 1]]));
        let packed = word(18) | word(20) << 16;
        at += 30 + word(26) + word(28) + packed;
    }
    None
}

fn zip_kind(bytes: &[u8]) -> &'static str {
    let has = |part: &[u8]| memchr::memmem::find(bytes, part).is_some();
    if has(b"xl/") {
        "xlsx"
    } else if has(b"word/") {
        "docx"
    } else {
        "zip"
    }
}

/// Where text stops: more than 2 % control characters that no text has. UTF-16 is decoded by now.
fn binary_at(bytes: &[u8], head: &Head) -> Option<u64> {
    // U+001D stands before the sheets of a workbook, which may hold a few words.
    let bad = |c: char| matches!(c, '\u{1}'..='\u{8}' | '\u{E}'..='\u{1A}' | '\u{1C}' | '\u{1E}' | '\u{1F}' | '\u{FFFD}');
    let (mut total, mut wrong) = (0usize, 0usize);
    for c in head.text.chars() {
        total += 1;
        wrong += usize::from(bad(c));
    }
    let zeros = match head.encoding.name {
        "utf-16le" | "utf-16be" => 0,
        _ => bytes.iter().filter(|b| **b == 0).count(),
    };
    let too_many = wrong * 50 > total || zeros * 20 > bytes.len();
    too_many.then(|| {
        let control = |b: &u8| *b < 9 || (*b > 13 && *b < 27) || *b >= 0x80;
        bytes.iter().position(control).unwrap_or(0) as u64
    })
}
