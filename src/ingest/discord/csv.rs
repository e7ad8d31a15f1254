//! DiscordChatExporter's CSV: `AuthorID,Author,Date,Content,Attachments,Reactions`. Most versions
//! write ISO dates, some localized ones to the minute.

use super::txt;
use crate::Result;
use crate::ingest::builder::Builder;
use crate::ingest::table::Profile;
use crate::ingest::{Head, Input, Layout};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

const PROFILE: Profile = Profile {
    headers: &[&["authorid", "author", "date", "content"]],
    classify: txt::kind_of,
    ..Profile::GENERAL
};

fn sniff(head: &Head) -> u8 {
    PROFILE.sniff(head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    PROFILE.parse(input, out)
}
