//! Pages that no format knows, as text: the rows of their tables, or else their lines as a browser
//! shows them.

use crate::ingest::html::{BREAK, Words};
use crate::ingest::markup::{Chunks, Markup, Token};
use crate::ingest::sheet::{LARGEST_TEXT, Sheets};
use crate::{Error, Result};

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "dd",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
    "body",
    "title",
    "header",
    "footer",
];

/// The rows of a page's tables, one table a sheet; `None` where it has no row of two cells.
///
/// # Errors
/// Those of reading; [`Error::TooLarge`].
pub(super) fn tables(name: &str, source: impl Chunks) -> Result<Option<String>> {
    let mut page = Markup::html(source);
    let mut out = Sheets::new(name, "html");
    let (mut row, mut column, mut span, mut depth) = (0u32, 0u32, 1u32, 0u32);
    let (mut words, mut in_cell, mut widest) = (Words::default(), false, 0);
    while let Some(token) = page.next()? {
        let (opened, tag) = match &token {
            Token::Open { name, .. } => (true, name.to_string()),
            Token::Close(name) => (false, name.to_string()),
            Token::Text(text) if in_cell => {
                words.push(text);
                continue;
            }
            Token::Text(_) | Token::Raw(_) => continue,
        };
        let ends_cell = matches!(&*tag, "td" | "th" | "tr" | "table");
        if ends_cell && std::mem::take(&mut in_cell) {
            out.cell(row, column, &words.take())?;
            column = column.saturating_add(span);
            widest = widest.max(column);
        }
        match (&*tag, opened) {
            ("table", true) => {
                depth += 1;
                if depth == 1 {
                    out.sheet("");
                    (row, column) = (0, 0);
                }
            }
            ("table", false) => depth = depth.saturating_sub(1),
            ("tr", _) if column > 0 => (row, column) = (row + 1, 0),
            ("td" | "th", true) => {
                in_cell = true;
                if let Token::Open { attributes, .. } = &token {
                    let given = attributes.get("colspan").and_then(|n| n.trim().parse().ok());
                    span = given.unwrap_or(1).clamp(1, 1000);
                }
            }
            ("br", _) if in_cell => words.push(BREAK),
            ("p" | "div", _) if in_cell => words.block(),
            _ => {}
        }
    }
    Ok((widest >= 2).then(|| out.finish()))
}

/// The lines of a page.
///
/// # Errors
/// Those of reading; [`Error::TooLarge`].
pub(super) fn lines(name: &str, source: impl Chunks) -> Result<String> {
    let mut page = Markup::html(source);
    let (mut words, mut exact) = (Words::default(), 0u32);
    let mut size = 0;
    while let Some(token) = page.next()? {
        match token {
            Token::Text(text) => {
                size += text.len();
                if exact > 0 { words.push_as_is(&text) } else { words.push(&text) }
            }
            Token::Open { name, .. } if name == "br" => words.line(),
            Token::Open { name, .. } | Token::Close(name) if BLOCKS.contains(&&*name) => {
                words.block();
            }
            Token::Open { name, .. } if name == "pre" => exact += 1,
            Token::Close(name) if name == "pre" => exact = exact.saturating_sub(1),
            // Cells of a row stand apart.
            Token::Close(name) if name == "td" || name == "th" => words.push_as_is("\t"),
            _ => {}
        }
        size += 1;
        if size > LARGEST_TEXT {
            let (name, limit) = (name.to_string(), LARGEST_TEXT as u64);
            return Err(Error::TooLarge { name, kind: "html", limit });
        }
    }
    Ok(words.take())
}
