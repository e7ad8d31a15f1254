//! Chats inside of containers and documents: what comes out is text, and is recognised as any
//! other text.

use super::Head;
use super::sheet::{cfb, xls, xlsx};
use super::source::{OnBytes, ReadAt, Utf8Chunks};
use super::zip::Zip;
use crate::{Error, Result};

mod docx;
mod mail;
mod page;

/// First bytes of zip containers, and of compound files (MS-CFB 2.2).
const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The text of a file that holds it in a container of its own; `None` for all others.
///
/// # Errors
/// Those of reading, of the container, and [`Error::TooLarge`].
pub(super) fn container(
    name: &str,
    start: &[u8],
    head: &Head,
    data: &mut dyn ReadAt,
) -> Result<Option<String>> {
    if start.starts_with(ZIP) {
        return zipped(name, start, data);
    }
    if start.starts_with(COMPOUND) {
        return compound(name, data);
    }
    if is_mail(head) {
        return mail::text(name, data);
    }
    Ok(None)
}

/// `true` for what [`container`] would open.
pub(super) fn is_container(start: &[u8], head: &Head) -> bool {
    start.starts_with(ZIP) || start.starts_with(COMPOUND) || is_mail(head)
}

fn is_mail(head: &Head) -> bool {
    mail::is_mail(head.start()) && !head.start().contains("Tencent IM Message")
}

/// `true` for the head of a page.
pub(super) fn is_page(head: &Head) -> bool {
    const TAGS: [&str; 5] = ["<html", "<!doctype html", "<table", "<body", "<meta"];
    let start = head.start().to_ascii_lowercase();
    head.first_char() == Some('<') && TAGS.iter().any(|tag| start.contains(tag))
}

/// The text of a page that no format knows: its tables, or its lines.
///
/// # Errors
/// Those of reading; [`Error::TooLarge`].
pub(super) fn page(
    name: &str,
    head: &Head,
    data: &mut dyn ReadAt,
    on_bytes: &mut OnBytes<'_>,
) -> Result<String> {
    if head.text.to_ascii_lowercase().contains("<td") {
        let chunks = Utf8Chunks::new(name, &mut *data, head.encoding, &mut *on_bytes);
        if let Some(text) = page::tables(name, chunks)? {
            return Ok(text);
        }
    }
    page::lines(name, Utf8Chunks::new(name, data, head.encoding, on_bytes))
}

/// Office documents are zip containers with known parts.
fn zipped(name: &str, start: &[u8], data: &mut dyn ReadAt) -> Result<Option<String>> {
    let begins = |part: &[u8]| memchr::memmem::find(start, part).is_some();
    let kind = match (begins(b"xl/workbook") || begins(b"xl/worksheets"), begins(b"word/")) {
        (true, _) => "xlsx",
        (false, true) => "docx",
        (false, false) => "zip",
    };
    let zip = match Zip::open(name, kind, data) {
        Err(error) if kind != "zip" => return Err(error),
        Err(_) => return Ok(None),
        Ok(zip) => zip,
    };
    let has = |part: &str| zip.entries.iter().any(|entry| entry.name.starts_with(part));
    if has("xl/") && has("[Content_Types].xml") {
        return xlsx::text(name, data).map(Some);
    }
    if has("word/document.xml") {
        return docx::text(name, data).map(Some);
    }
    Ok(None)
}

/// Old office documents, and new ones with a password.
fn compound(name: &str, data: &mut dyn ReadAt) -> Result<Option<String>> {
    let file = cfb::Compound::open(name, data)?;
    let has = |stream: &str| file.has(stream);
    let kind = if has("EncryptedPackage") {
        return Err(Error::Encrypted { name: name.to_string(), kind: "office", at: 0 });
    } else if has("Workbook") || has("Book") {
        "xls"
    } else if has("WordDocument") {
        "doc"
    } else if has("PowerPoint Document") {
        "ppt"
    } else if name.to_ascii_lowercase().ends_with(".db") || has("Matrix") {
        // QQ's own store of messages (Msg3.0.db).
        "qq-db"
    } else if name.to_ascii_lowercase().ends_with(".bak") {
        "qq-bak"
    } else {
        "ole"
    };
    if kind == "xls" {
        return xls::text(name, data);
    }
    Err(Error::NotText { name: name.to_string(), kind, at: 0 })
}
