//! EchoTrace's XLSX: WeFlow's columns under rows that do not name a program.

use crate::Result;
use crate::ingest::builder::Builder;
use crate::ingest::table::{Profile, wechat};
use crate::ingest::{Head, Input, Layout};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

const PROFILE: Profile = Profile {
    headers: &[wechat::WORKBOOK],
    fits: wechat::is_echotrace,
    direct_if_two: true,
    ..Profile::GENERAL
};

fn sniff(head: &Head) -> u8 {
    PROFILE.sniff(head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    PROFILE.parse(input, out)
}
