//! ChatLab's interchange format, as JSON and as JSON Lines (formats study, W5): WeFlow, CipherTalk,
//! QQ plug-ins and many converters write it.

use super::builder::Builder;
use super::json::{End, Found, Path, Walker};
use super::source::Utf8Chunks;
use super::when::trim;
use super::{Format, Head, Input, notices};
use crate::{Error, Result};

use chat::{Chat, unparsed};

mod chat;
#[cfg(test)]
mod tests;

pub(super) const FORMAT: Format = Format { id: "chatlab", sniff, parse };

/// The arrays of the JSON form; [`MESSAGES`] is the first.
const ARRAYS: &[Path<'_>] = &[&["messages"], &["members"]];
const MESSAGES: usize = 0;

/// Lines from this length on are put together from pieces.
const LONG_LINE: usize = 256 * 1024;

/// Longest line that is put together, in bytes.
const LONGEST_LINE: usize = 64 * 1024 * 1024;

fn sniff(head: &Head) -> u8 {
    if has_typed_lines(head) {
        return 97;
    }
    if head.first_char() != Some('{') {
        return 0;
    }
    let has = |key| has_key(&head.text, key);
    let message = has("sender") && has("accountName") && has("timestamp") && has("content");
    let member = has("platformId") && has("accountName");
    if has("chatlab") && (has("meta") || has("messages") || has("members")) {
        return 97;
    }
    // Pictures push the keys out of sight; records of this shape still tell, from the middle too.
    match (message, member) {
        (true, true) => 90,
        (true, false) => 80,
        (false, true) => 60,
        _ if has("chatlab") => 60,
        // Nothing but pictures in sight: worth a look where no other exporter has left its key.
        _ if head.text.contains("\"data:image/")
            && !["weflow", "session", "metadata", "guild", "chats"].into_iter().any(has) =>
        {
            31
        }
        _ => 0,
    }
}

/// `true` where the text has `"key":`. In a text of JSON the quotes would be escaped.
fn has_key(text: &str, key: &str) -> bool {
    let quoted = format!("\"{key}\"");
    text.match_indices(&quoted)
        .any(|(at, _)| text[at + quoted.len()..].trim_start().starts_with(':'))
}

/// `true` for the JSON Lines form: some line is an object that names its type.
fn has_typed_lines(head: &Head) -> bool {
    let first = head.start().lines().next();
    head.all_lines().chain(first).any(|line| {
        let line = trim(line);
        line.starts_with('{')
            && line.match_indices("\"_type\"").any(|(at, key)| {
                let word = line[at + key.len()..].trim_start().strip_prefix(':');
                let word = word.and_then(|w| w.trim_start().strip_prefix('"')).unwrap_or("");
                ["header\"", "chatlab\"", "member\"", "message\""]
                    .iter()
                    .any(|w| word.starts_with(w))
            })
    })
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(notices::kind_of);
    if has_typed_lines(input.head) { lines(input, out) } else { document(input, out) }
}

fn document(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let mut chat = Chat::default();
    let (mut record, mut total) = (0u64, 0u64);
    let (mut is_chatlab, mut is_lines) = (false, false);
    let end = {
        let mut on_bytes = |n| (input.on_bytes)(n);
        let chunks = Utf8Chunks::new(input.name, &mut *input.data, input.encoding, &mut on_bytes);
        let mut walker = Walker::new(chunks, ARRAYS);
        while let Some(found) = walker.next()? {
            let readable = match found {
                Found::Item { array, object, json } => {
                    is_chatlab = true;
                    chat.enter(object, out);
                    record = if array == MESSAGES { record + 1 } else { record };
                    let readable = match array {
                        MESSAGES => chat.message(json, record, out),
                        _ => chat.member(json),
                    };
                    let counted = array == MESSAGES || !readable;
                    total += u64::from(counted);
                    if !readable {
                        unparsed(json, record.max(1), out);
                    }
                    readable
                }
                Found::Damaged { array, text } => {
                    is_chatlab = true;
                    record += u64::from(array == MESSAGES);
                    total += 1;
                    unparsed(text, record.max(1), out);
                    true
                }
                Found::Value { key, object, json } => {
                    chat.enter(object, out);
                    is_chatlab |= key == "chatlab";
                    is_lines |= key == "_type";
                    if key == "meta" {
                        chat.meta(json, out);
                    }
                    true
                }
            };
            if !readable {
                walker.reject()?;
            }
        }
        walker.end()
    };
    chat.settle(out);
    input.total = total;
    if out.rows_of_file() == 0 {
        if is_lines {
            // Pictures in the first line hid what kind of file this is.
            return lines(input, out);
        }
        return if is_chatlab { Err(nothing(input, end)) } else { Ok(()) };
    }
    match end {
        End::Whole => {}
        End::Cut { at } | End::Broken { at } => {
            out.note(false, "truncated", &[("at", &at.to_string())]);
        }
    }
    Ok(())
}

fn nothing(input: &Input<'_>, end: End) -> Error {
    let (at, reason) = match end {
        End::Cut { at } => (at, "the file ends before its first message"),
        End::Broken { at } => (at, "no JSON from here on, and no message before"),
        End::Whole => (input.data.size(), "no message under \"messages\""),
    };
    Error::Malformed {
        name: input.name.to_string(),
        format: FORMAT.id,
        at,
        reason: reason.to_string(),
    }
}

fn lines(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let mut chat = Chat::default();
    let (mut long, mut long_number) = (String::new(), 0);
    let mut last_bad = 0;
    let mut take = |text: &str, number: u64, out: &mut Builder| {
        if !chat.line(text, number, out) {
            last_bad = number;
        }
    };
    input.each_line(|line| {
        if line.continued {
            if long.len() < LONGEST_LINE {
                long.push_str(line.text);
            }
            return;
        }
        if long_number > 0 {
            take(&long, long_number, out);
            (long, long_number) = (String::new(), 0);
        }
        if line.text.len() >= LONG_LINE {
            long.push_str(line.text);
            long_number = line.number;
        } else {
            take(line.text, line.number, out);
        }
    })?;
    if long_number > 0 {
        take(&long, long_number, out);
    }
    chat.settle(out);
    let at = input.data.size();
    if out.rows_of_file() == 0 {
        let reason = "no line is a message".to_string();
        return Err(Error::Malformed {
            name: input.name.to_string(),
            format: FORMAT.id,
            at,
            reason,
        });
    }
    if last_bad == input.total {
        out.note(false, "truncated", &[("at", &at.to_string())]);
    }
    Ok(())
}
