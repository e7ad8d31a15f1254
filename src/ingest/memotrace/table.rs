//! MemoTrace's CSV and XLSX: 3.x with Chinese headers, older versions with those of WeChat's
//! database, ragged, and blank where the owner of the export is the sender.

use super::kinds;
use crate::Result;
use crate::export::Kind;
use crate::ingest::builder::Builder;
use crate::ingest::table::{Column, Profile};
use crate::ingest::{Head, Input, Layout};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

const PROFILE: Profile = Profile {
    headers: &[
        &["消息id", "类型", "发送人", "时间", "内容"],
        &["localid", "strcontent"],
        &["talkerid", "strcontent"],
        &["issender", "strcontent", "strtime"],
    ],
    columns: &[("talkerid", Column::ChatId), ("strtime", Column::Time)],
    classify: kinds::of,
    own_words,
    direct_if_two: true,
    ..Profile::GENERAL
};

fn sniff(head: &Head) -> u8 {
    PROFILE.sniff(head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    PROFILE.parse(input, out)
}

/// A merged forward holds what others said; a card its own lines.
fn own_words(text: &str, kind: Option<Kind>) -> &str {
    let first = text.trim_start().lines().next().unwrap_or("").trim_end();
    let inside = kind == Some(Kind::Link) && text.contains('\n');
    if inside && kinds::is_forward(first) { first } else { text }
}
