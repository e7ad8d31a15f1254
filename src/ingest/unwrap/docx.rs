//! Office Open XML documents (ECMA-376, part 1, 17): their paragraphs as lines.

use crate::Result;
use crate::ingest::markup::{Markup, Token};
use crate::ingest::sheet::LARGEST_TEXT;
use crate::ingest::source::ReadAt;
use crate::ingest::zip::Zip;

/// The lines of a document.
///
/// # Errors
/// Those of [`Zip`] and of reading; `TooLarge`.
pub(super) fn text(name: &str, data: &mut dyn ReadAt) -> Result<String> {
    let mut zip = Zip::open(name, "docx", data)?;
    let Some(entry) = zip.find("word/document.xml") else { return Ok(String::new()) };
    let too_large = zip.too_large(LARGEST_TEXT as u64);
    let mut xml = Markup::xml(zip.unpack(&entry)?);
    let (mut out, mut words, mut deleted) = (String::new(), false, 0u32);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open { name, empty, .. } => match &*name {
                "w:t" => words = !empty,
                "w:br" | "w:cr" => out.push('\n'),
                "w:tab" => out.push('\t'),
                // What has been deleted is still there; formula fields have codes.
                "w:del" | "w:instrText" if !empty => deleted += 1,
                "w:p" if empty => out.push('\n'),
                "w:drawing" | "w:pict" | "w:object" if !out.ends_with("[图片]") => {
                    out.push_str("[图片]");
                }
                _ => {}
            },
            Token::Close(name) => match &*name {
                "w:t" => words = false,
                "w:p" => out.push('\n'),
                "w:del" | "w:instrText" => deleted = deleted.saturating_sub(1),
                _ => {}
            },
            Token::Text(text) if words && deleted == 0 => out.push_str(&text),
            _ => {}
        }
        if out.len() > LARGEST_TEXT {
            return Err(too_large);
        }
    }
    Ok(out)
}
