//! Keys in the sample of a JSON file, by which exporters are told apart.

use super::record::object;
use crate::ingest::when::trim;

/// What stands behind every `"key":` of the text. In a text of JSON the quotes would be escaped.
pub(in crate::ingest) fn values<'t>(
    text: &'t str,
    key: &str,
) -> impl Iterator<Item = &'t str> + use<'t> {
    let quoted = format!("\"{key}\"");
    let places: Vec<usize> = text.match_indices(&quoted).map(|(at, _)| at).collect();
    let behind = move |at: usize| {
        let rest = text.get(at + quoted.len()..)?;
        rest.trim_start().strip_prefix(':').map(str::trim_start)
    };
    places.into_iter().filter_map(behind)
}

/// `true` where the text has `"key":`.
pub(in crate::ingest) fn has_key(text: &str, key: &str) -> bool {
    values(text, key).next().is_some()
}

/// `true` where some `"key":` is followed by one of these words in quotes.
pub(in crate::ingest) fn has_word(text: &str, key: &str, words: &[&str]) -> bool {
    values(text, key).filter_map(|rest| rest.strip_prefix('"')).any(|rest| {
        words.iter().any(|word| rest.strip_prefix(word).is_some_and(|r| r.starts_with('"')))
    })
}

/// Whether the first line is an object with all of these keys, as a record of JSON Lines is;
/// `None` where it is no object, or the sample ends in it.
pub(in crate::ingest) fn first_line_has(start: &str, keys: &[&str]) -> Option<bool> {
    let line = start.lines().map(trim).find(|line| !line.is_empty())?;
    let record = object(line.as_bytes())?;
    Some(keys.iter().all(|key| record.get(key).is_some()))
}
