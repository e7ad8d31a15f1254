//! Pages of chats: elements opened, words, elements closed, in the order of the file.

use std::borrow::Cow;

use super::Input;
use super::builder::Builder;
use super::markup::{Attributes, Markup, Token};
use super::source::Utf8Chunks;
use crate::Result;

/// Elements that have no content.
const EMPTY: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "use", "wbr",
];

/// Stands for a line break among words.
pub(super) const BREAK: &str = "\u{2028}";

/// Deepest nesting that is followed; what lies deeper belongs to the element above it.
const DEEPEST: usize = 512;

/// How many elements left open a closing tag may close along with its own.
const LEFT_OPEN: usize = 64;

/// An element, as far as a reader sees it.
pub(super) struct Element<'a> {
    pub(super) name: &'a str,
    pub(super) attributes: Attributes<'a>,
    /// Number of its line.
    pub(super) line: u64,
}

impl<'a> Element<'a> {
    /// The value of an attribute; empty for none.
    pub(super) fn get(&self, name: &str) -> Cow<'a, str> {
        self.attributes.get(name).unwrap_or_default()
    }
}

/// A format's eyes for a page. A mark is what an element is to the format; the marks of all open
/// elements, the outermost first, stand beside words.
pub(super) trait Reader {
    type Mark: Copy + PartialEq;

    /// An element begins: what it is, `None` for nothing of note.
    fn open(
        &mut self,
        element: &Element<'_>,
        inside: &[Self::Mark],
        out: &mut Builder,
    ) -> Option<Self::Mark>;

    /// Words, or [`BREAK`], inside of marked elements.
    fn words(&mut self, words: &str, inside: &[Self::Mark]);

    /// A marked element ends.
    fn close(&mut self, mark: Self::Mark, inside: &[Self::Mark], out: &mut Builder);

    /// `true` once nothing of note can follow: the rest of the file is not read.
    fn is_done(&self) -> bool {
        false
    }
}

/// Walks a page. At its end every element still open is closed.
///
/// # Errors
/// Those of reading.
pub(super) fn walk<R: Reader>(
    input: &mut Input<'_>,
    reader: &mut R,
    out: &mut Builder,
) -> Result<()> {
    let mut on_bytes = |n| (input.on_bytes)(n);
    let chunks = Utf8Chunks::new(input.name, &mut *input.data, input.encoding, &mut on_bytes);
    let mut page = Markup::html(chunks);
    let mut open: Vec<(String, Option<R::Mark>)> = Vec::new();
    let mut marks: Vec<R::Mark> = Vec::new();
    while !reader.is_done() {
        let line = page.line();
        let Some(token) = page.next()? else { break };
        match token {
            Token::Open { name, attributes, empty } => {
                if name == "br" && !marks.is_empty() {
                    reader.words(BREAK, &marks);
                }
                let mark = reader.open(&Element { name: &name, attributes, line }, &marks, out);
                if empty || EMPTY.contains(&&*name) {
                    if let Some(mark) = mark {
                        reader.close(mark, &marks, out);
                    }
                } else if open.len() < DEEPEST {
                    marks.extend(mark);
                    open.push((name.into_owned(), mark));
                }
            }
            Token::Close(name) => {
                let from = open.len().saturating_sub(LEFT_OPEN);
                let Some(at) = open[from..].iter().rposition(|(known, _)| *known == name) else {
                    continue;
                };
                for (_, mark) in open.drain(from + at..).rev() {
                    if let Some(mark) = mark {
                        marks.pop();
                        reader.close(mark, &marks, out);
                    }
                }
            }
            Token::Text(text) if !marks.is_empty() => reader.words(&text, &marks),
            Token::Text(_) | Token::Raw(_) => {}
        }
    }
    while let Some(mark) = marks.pop() {
        reader.close(mark, &marks, out);
    }
    Ok(())
}

/// Puts words together as a browser shows them: white space is one space, breaks are line feeds.
#[derive(Debug, Default)]
pub(super) struct Words {
    text: String,
    /// White space has been met and not been written.
    space: bool,
}

impl Words {
    /// Adds a piece.
    pub(super) fn push(&mut self, words: &str) {
        if words == BREAK {
            return self.line();
        }
        for piece in words.split_inclusive(|c: char| c.is_ascii_whitespace()) {
            let word = piece.trim_end_matches(|c: char| c.is_ascii_whitespace());
            if !word.is_empty() {
                if self.space && !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.push(' ');
                }
                self.space = false;
                self.text.push_str(word);
            }
            self.space |= word.len() < piece.len();
        }
    }

    /// Adds a piece whose white space stands as it is written.
    pub(super) fn push_as_is(&mut self, words: &str) {
        if std::mem::take(&mut self.space) && !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push(' ');
        }
        self.text.push_str(if words == BREAK { "\n" } else { words });
    }

    /// Ends the line.
    pub(super) fn line(&mut self) {
        self.text.push('\n');
        self.space = false;
    }

    /// Ends the line where it has words.
    pub(super) fn block(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.line();
        }
        self.space = false;
    }

    /// The words so far, and forgets them.
    pub(super) fn take(&mut self) -> String {
        self.space = false;
        let mut text = std::mem::take(&mut self.text);
        // Spaces that do not break are how pages keep several of them.
        if text.contains('\u{A0}') {
            text = text.replace('\u{A0}', " ");
        }
        let trimmed = text.trim();
        if trimmed.len() == text.len() { text } else { trimmed.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_as_a_browser_shows_them() {
        let mut words = Words::default();
        for piece in ["\n  周末 ", "报个名", "\n", BREAK, "\n   记得\n", "带锅\n "] {
            words.push(piece);
        }
        assert_eq!(words.take(), "周末 报个名\n记得 带锅");
        words.push(" a");
        words.push_as_is("  b\n c");
        assert_eq!(words.take(), "a  b\n c");
        assert_eq!(words.take(), "");
    }
}
