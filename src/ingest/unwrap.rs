//! Chats inside of containers and documents: what comes out is text, and is recognised as any
//! other text.

use super::sheet::{cfb, xls, xlsx};
use super::source::ReadAt;
use super::zip::Zip;
use crate::{Error, Result};

/// The text of a file that holds it in a container of its own; `None` for all others.
///
/// # Errors
/// Those of reading, of the container, and [`Error::TooLarge`].
pub(super) fn container(name: &str, start: &[u8], data: &mut dyn ReadAt) -> Result<Option<String>> {
    if start.starts_with(b"PK\x03\x04") {
        return zipped(name, data);
    }
    if start.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return compound(name, data);
    }
    Ok(None)
}

/// Office documents are zip containers with known parts.
fn zipped(name: &str, data: &mut dyn ReadAt) -> Result<Option<String>> {
    let Ok(zip) = Zip::open(name, "zip", data) else { return Ok(None) };
    let has = |part: &str| zip.entries.iter().any(|entry| entry.name.starts_with(part));
    if has("xl/") && has("[Content_Types].xml") {
        return xlsx::text(name, data).map(Some);
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
    } else {
        "ole"
    };
    if kind == "xls" {
        return xls::text(name, data);
    }
    Err(Error::NotText { name: name.to_string(), kind, at: 0 })
}
