//! Signal's messages as rows, as tools take them out of the phone's backup: the words `incoming` and
//! `outgoing`, or the numbers of the phone's own table.

use std::collections::BTreeMap;

use crate::Result;
use crate::export::{Kind, Role};
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::delimited::{Row, Rows, first_rows};
use crate::ingest::source::Utf8Chunks;
use crate::ingest::table::fold;
use crate::ingest::{Head, Input, Layout, when};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

/// Bits of a type that mark what the platform writes: changes of groups and timers, keys.
const NOTICE: u64 = 0x0047_8000;

fn sniff(head: &Head) -> u8 {
    if columns(head).is_some() { 90 } else { 0 }
}

fn columns(head: &Head) -> Option<Columns> {
    Columns::of(first_rows(head.start(), b',', 1).first()?)
}

struct Columns {
    thread: usize,
    name: Option<usize>,
    id: usize,
    sent: usize,
    class: usize,
    body: usize,
}

impl Columns {
    /// A phone's own store of short messages has such columns too, but no recipients.
    fn of(cells: &[String]) -> Option<Columns> {
        let words: Vec<String> = cells.iter().map(|cell| fold(cell)).collect();
        let at = |name: &str| words.iter().position(|word| word == name);
        let name = at("contactname");
        (name.is_some() || at("recipientids").is_some()).then_some(())?;
        Some(Columns {
            thread: at("threadid")?,
            name,
            id: at("phonenumber").or_else(|| at("address"))?,
            sent: at("datesent").or_else(|| at("date"))?,
            class: at("type")?,
            body: at("body")?,
        })
    }
}

#[derive(Debug, PartialEq)]
enum Class {
    Incoming,
    Outgoing,
    Notice,
}

fn class(text: &str) -> Class {
    match (text, text.parse::<u64>()) {
        ("incoming", _) => Class::Incoming,
        ("outgoing", _) => Class::Outgoing,
        (_, Ok(bits)) if bits & NOTICE == 0 => match bits & 0x1F {
            20 => Class::Incoming,
            21..=26 => Class::Outgoing,
            _ => Class::Notice,
        },
        _ => Class::Notice,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let Some(columns) = columns(input.head) else { return Ok(()) };
    let mut on_bytes = |n| (input.on_bytes)(n);
    let chunks = Utf8Chunks::new(input.name, &mut *input.data, input.encoding, &mut on_bytes);
    let mut rows = Rows::new(chunks, b',');
    let (mut total, mut others) = (0, BTreeMap::new());
    while rows.next()?.is_some() {
        let row = rows.row();
        total += 1;
        if row.is_blank() {
            out.blank();
        } else if total == 1 {
            out.recognised();
        } else {
            message(&columns, row, &mut others, out);
        }
    }
    input.total = total;
    Ok(())
}

/// `others` holds, by conversation, who wrote to the owner first.
fn message(c: &Columns, row: &Row, others: &mut BTreeMap<String, String>, out: &mut Builder) {
    let Some(when) = when::cell(row.cell(c.sent)).filter(|w| matches!(w, When::At(_))) else {
        return out.unparsed(&row.cells().collect::<Vec<_>>().join(","), row.line);
    };
    let (thread, id, text) = (row.cell(c.thread), row.cell(c.id), row.text(c.body));
    let name = c.name.map(|name| row.cell(name)).filter(|name| !name.is_empty()).unwrap_or(id);
    out.conversation(thread, name, !id.starts_with("__"));
    let class = class(row.cell(c.class));
    if class == Class::Incoming {
        let first = others.entry(thread.to_string()).or_insert_with(|| id.to_string());
        if first != id {
            out.set_direct(false);
        }
    }
    let id = Some(id).filter(|id| !id.is_empty());
    let sender = match class {
        Class::Incoming => Some(Sender { id, name, role: Role::Unknown }),
        Class::Outgoing => Some(Sender::named("Me")),
        Class::Notice => None,
    };
    let kind = match &sender {
        None => Kind::System,
        Some(_) if text.is_empty() => Kind::Other,
        Some(_) => Kind::Text,
    };
    let draft = Draft { sender, when, kind: Some(kind), id: None, reply_to: None, line: row.line };
    out.message(draft, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        assert_eq!(class("incoming"), Class::Incoming);
        assert_eq!(class("10485780"), Class::Incoming);
        assert_eq!(class("10485783"), Class::Outgoing);
        assert_eq!(class("10551316"), Class::Notice);
        assert_eq!(class("1"), Class::Notice);
        assert_eq!(class(""), Class::Notice);
    }
}
