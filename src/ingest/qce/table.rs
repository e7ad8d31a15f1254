//! QQChatExporter's XLSX: the messages on its first sheet, figures and files on others.

use super::kinds;
use crate::Result;
use crate::ingest::builder::Builder;
use crate::ingest::table::Profile;
use crate::ingest::{Head, Input, Layout};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

const PROFILE: Profile = Profile {
    headers: &[&["时间", "发送者", "发送者qq号", "消息类型", "消息内容"]],
    classify: kinds::of,
    own_words: |text, _| kinds::without_reply_mark(text),
    ..Profile::GENERAL
};

fn sniff(head: &Head) -> u8 {
    PROFILE.sniff(head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    PROFILE.parse(input, out)
}
