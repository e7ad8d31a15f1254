//! MemoTrace's plain text, old and 3.x: `2025-03-08 09:02:11 阿青`, the words below, a blank line.
//!
//! Version 3 writes notices under a time without a name, older ones behind the time on one line.

use std::collections::{BTreeMap, BTreeSet};

use super::kinds;
use crate::Result;
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::when::{Cursor, trim};
use crate::ingest::{Head, Input, Layout, notices};
use crate::time::{Clock, Day};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

/// Most names remembered while the file is surveyed.
const MOST_NAMES: usize = 50_000;

fn sniff(head: &Head) -> u8 {
    let (mut heads, mut bare, mut evidence, mut lines) = (0u32, 0u32, 0u32, 0u32);
    let (mut gap, mut after_head, mut first, mut quoted) = (true, None, None, 0u32);
    for line in head.all_lines() {
        let text = trim(line);
        if text.is_empty() {
            // On one line with its time and nothing below: a notice of the old versions.
            if after_head.take().is_some_and(notices::is_notice) {
                evidence += 1;
            }
            gap = true;
            continue;
        }
        lines += 1;
        let found = header(text).filter(|_| gap);
        first.get_or_insert(found.is_some());
        gap = false;
        match found {
            Some(found) => {
                heads += 1;
                bare += u32::from(found.rest.is_empty());
                quoted += u32::from(found.rest.starts_with('\'') && found.rest.ends_with('\''));
                after_head = Some(found.rest);
            }
            None => {
                let starts_text = after_head.take().is_some();
                evidence += u32::from(starts_text && kinds::is_evidence(text));
                evidence += u32::from(!starts_text && kinds::is_quote(text));
            }
        }
    }
    let own = bare + evidence;
    let starts = first == Some(true);
    let fits = heads >= 2 && heads * 100 >= lines * 12 && (starts || own > 0);
    // Nothing but times over lines of words is a log of something; names in quotes are WeFlow's.
    if !fits || quoted * 2 > heads || bare * 2 > heads {
        return 0;
    }
    match own {
        // Without notices and placeholders other programs write the same.
        0 => 62,
        _ if starts => 88,
        _ => 80,
    }
}

/// What a first pass has learnt.
#[derive(Default)]
struct Survey {
    /// Lines with a time alone, below which nothing stands: somebody wrote them.
    idle: BTreeSet<u64>,
    stamp: Option<u64>,
    /// How often a head has words below it, by its name.
    names: BTreeMap<Box<str>, u32>,
    open: Option<Box<str>>,
    gap: bool,
}

impl Survey {
    fn line(&mut self, text: &str, number: u64) {
        if text.is_empty() {
            self.gap = true;
            self.open = None;
            return self.end();
        }
        let gap = std::mem::replace(&mut self.gap, false);
        self.stamp = None;
        if let Some(found) = header(text).filter(|_| gap) {
            self.stamp = Some(number).filter(|_| found.rest.is_empty());
            self.open = Some(found.rest.into());
        } else if let Some(name) = self.open.take()
            && (self.names.len() < MOST_NAMES || self.names.contains_key(&name))
        {
            *self.names.entry(name).or_default() += 1;
        }
    }

    /// A blank line, or the end of the file.
    fn end(&mut self) {
        self.idle.extend(self.stamp.take());
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(kinds::of_square);
    let mut survey = Survey { gap: true, ..Survey::default() };
    input.each_line(|line| {
        if !line.continued {
            survey.line(trim(line.text), line.number);
        }
    })?;
    survey.end();
    let (mut gap, mut foreign) = (true, false);
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        let text = trim(line.text);
        if text.is_empty() {
            gap = true;
            return out.blank();
        }
        let after_gap = std::mem::replace(&mut gap, false);
        let is_head = after_gap && !survey.idle.contains(&line.number);
        if let Some(found) = header(text).filter(|_| is_head) {
            foreign = false;
            return message(out, &found, &survey.names, line.number);
        }
        // What is quoted or forwarded stands below; it is not the sender's word.
        foreign |= kinds::is_quote(text);
        if foreign {
            return out.part(text, line.number);
        }
        foreign = kinds::is_forward(text) && out.is_wordless();
        out.line(line.text, line.number);
    })?;
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
}

fn message(out: &mut Builder, found: &Found<'_>, names: &BTreeMap<Box<str>, u32>, line: u64) {
    let name = found.rest;
    let mut draft = Draft {
        sender: None,
        when: When::Local(found.day, found.clock),
        kind: None,
        id: None,
        reply_to: None,
        line,
    };
    // Nobody under whose name words stand is a notice.
    let notice = !names.contains_key(name) && is_sentence(name);
    if notice {
        return out.message(draft, name);
    }
    draft.sender =
        (!name.is_empty() && !notices::is_system_name(name)).then(|| Sender::named(name));
    out.message(draft, "");
}

fn is_sentence(text: &str) -> bool {
    notices::is_notice(text)
        || text.ends_with(['。', '！', '!'])
        || text.starts_with(['"', '“'])
        || text.chars().count() > 20
}

pub(super) struct Found<'a> {
    pub(super) day: Day,
    pub(super) clock: Clock,
    /// A name, a notice, or nothing.
    pub(super) rest: &'a str,
}

/// `2025-03-08 09:02:11`, and what stands behind one space.
pub(super) fn header(text: &str) -> Option<Found<'_>> {
    let stamp = text.get(..19)?;
    let fits = stamp.bytes().zip(*b"0000-00-00 00:00:00").all(|(b, shape)| match shape {
        b'0' => b.is_ascii_digit(),
        shape => b == shape,
    });
    fits.then_some(())?;
    let mut c = Cursor::new(stamp);
    let day = c.day()?;
    c.spaces();
    let clock = c.clock().filter(|_| c.at_end())?;
    let rest = &text[19..];
    let rest = if rest.is_empty() { rest } else { trim(rest.strip_prefix(' ')?) };
    Some(Found { day, clock, rest })
}
