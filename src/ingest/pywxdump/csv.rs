//! PyWxDump's CSV. WeFlow writes the same columns for WeClone, with a byte order mark and ISO times.

use crate::Result;
use crate::ingest::builder::Builder;
use crate::ingest::json;
use crate::ingest::table::{Column, Profile, wechat};
use crate::ingest::{Head, Input, Layout};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

const PROFILE: Profile = Profile {
    headers: &[
        &["msgsvrid", "typename", "talker", "msg"],
        &["msgsvrid", "typename", "talker", "content"],
    ],
    unpack,
    columns: &[("talker", Column::Id), ("roomname", Column::Chat), ("src", Column::Ignored)],
    own_words: wechat::own_words,
    fits: |around| !wechat::is_weclone(around),
    direct_if_two: true,
    ..Profile::GENERAL
};

/// Versions of 2023 wrote the words and the file of a message as one object:
/// `{"src": "", "msg": "…"}`.
fn unpack(cell: &str) -> Option<String> {
    let packed = json::object(cell.trim_start().strip_prefix('{').map(|_| cell.as_bytes())?)?;
    packed.get("msg").map(|_| json::text(&packed, "msg").into_owned())
}

fn sniff(head: &Head) -> u8 {
    PROFILE.sniff(head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    PROFILE.parse(input, out)
}
