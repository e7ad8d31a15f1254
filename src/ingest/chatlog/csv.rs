//! chatlog's CSV: `Time,SenderName,Sender,TalkerName,Talker,Content`.

use super::text;
use crate::Result;
use crate::export::Kind;
use crate::ingest::builder::Builder;
use crate::ingest::table::{Column, Profile};
use crate::ingest::{Head, Input, Layout};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

const PROFILE: Profile = Profile {
    headers: &[&["time", "sendername", "sender", "talkername", "talker", "content"]],
    columns: &[("sender", Column::Id), ("talkername", Column::Chat), ("talker", Column::ChatId)],
    classify: text::kind_of,
    own_words,
    ..Profile::GENERAL
};

fn sniff(head: &Head) -> u8 {
    PROFILE.sniff(head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    PROFILE.parse(input, out)
}

/// Quotations stand before an answer behind `> `, merged forwards are indented below their title.
fn own_words(text: &str, _: Option<Kind>) -> &str {
    let mut rest = text;
    while let Some(quoted) = rest.strip_prefix("> ") {
        rest = quoted.split_once('\n').map_or("", |(_, rest)| rest);
    }
    let rest = if rest.trim().is_empty() { text } else { rest };
    match rest.split_once('\n') {
        Some((title, _)) if title.starts_with("[合并转发|") => title,
        _ => rest,
    }
}
