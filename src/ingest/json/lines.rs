//! How the records of a JSON file are laid out, as its start shows.

use serde_json::Value;

use super::object;
use crate::ingest::Head;
use crate::ingest::source::HEAD;
use crate::ingest::when::trim;

/// How many lines of the start may be looked at for one that is a record.
const LINES: usize = 8;

/// `true` where a text of JSON that stands in a text has the key: `\"key\":`.
pub(in crate::ingest) fn has_quoted_key(text: &str, key: &str) -> bool {
    let quoted = format!("\\\"{key}\\\"");
    text.match_indices(&quoted)
        .any(|(at, _)| text[at + quoted.len()..].trim_start().starts_with(':'))
}

/// `true` where a file is JSON Lines: one of its first lines is a record by itself, and the file
/// does not begin with a document that is merely written one record to a line.
pub(in crate::ingest) fn has_lines(head: &Head, is_record: impl Fn(&Value) -> bool) -> bool {
    let mut lines = head.lines().map(trim).filter(|line| !line.is_empty()).peekable();
    if lines.peek().is_some_and(|line| line.ends_with(['{', '[', ','])) {
        return false;
    }
    lines
        .take(LINES)
        .any(|line| is_whole(line) && object(line.as_bytes()).is_some_and(|v| is_record(&v)))
}

/// `true` where a file holds one record and nothing else.
pub(in crate::ingest) fn is_one(head: &Head, is_record: impl Fn(&Value) -> bool) -> bool {
    let text = trim(&head.text);
    head.size <= HEAD as u64
        && is_whole(text)
        && object(text.as_bytes()).is_some_and(|v| is_record(&v))
}

fn is_whole(text: &str) -> bool {
    text.starts_with('{') && text.ends_with('}')
}
