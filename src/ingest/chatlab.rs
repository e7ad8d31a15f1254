//! ChatLab's interchange format, as JSON and as JSON Lines (formats study, W5): WeFlow, CipherTalk,
//! QQ plug-ins and many converters write it.

use super::builder::Builder;
use super::json::{Path, has_key};
use super::records::{self, Outcome, Place, Reader};
use super::when::trim;
use super::{Format, Head, Input, notices};
use crate::Result;

use chat::Chat;

mod chat;
#[cfg(test)]
mod tests;

pub(super) const FORMAT: Format = Format { id: "chatlab", sniff, parse };

/// The arrays of the JSON form; [`MESSAGES`] is the first.
const ARRAYS: &[Path<'_>] = &[&["messages"], &["members"]];
const MESSAGES: usize = 0;

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

/// Reads the records of either form.
#[derive(Default)]
struct Records {
    chat: Chat,
    by_line: bool,
    is_chatlab: bool,
    is_lines: bool,
}

impl Reader for Records {
    fn item(&mut self, at: Place, json: &[u8], out: &mut Builder) -> Outcome {
        if self.by_line {
            return self.chat.line(json, at.record, out);
        }
        self.is_chatlab = true;
        self.chat.enter(at.object, out);
        match at.array {
            MESSAGES if self.chat.message(json, at.record, out) => Outcome::Message,
            MESSAGES => Outcome::Unreadable,
            _ if self.chat.member(json) => Outcome::Aside,
            _ => Outcome::Unreadable,
        }
    }

    fn value(&mut self, key: &str, object: u64, json: &[u8], out: &mut Builder) {
        self.chat.enter(object, out);
        self.is_chatlab |= key == "chatlab";
        self.is_lines |= key == "_type";
        if key == "meta" {
            self.chat.meta(json, out);
        }
    }
}

fn document(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let mut reader = Records::default();
    let end = records::document(input, ARRAYS, &mut reader, out)?;
    reader.chat.settle(out);
    if out.rows_of_file() == 0 && reader.is_lines {
        // Pictures in the first line hid what kind of file this is.
        return lines(input, out);
    }
    if out.rows_of_file() == 0 && !reader.is_chatlab {
        return Ok(());
    }
    records::finish(input, FORMAT.id, "\"messages\"", end, out)
}

fn lines(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let mut reader = Records { by_line: true, ..Records::default() };
    let outcome = records::lines(input, FORMAT.id, &mut reader, out);
    reader.chat.settle(out);
    outcome
}
