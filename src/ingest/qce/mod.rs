//! QQChatExporter (shuakami): what it exports, by layout (formats study, Q4).

use super::builder::Builder;
use super::{Format, Head, Input, Layout};
use crate::Result;

mod json;
mod kinds;
mod manifest;

pub(super) use manifest::Manifest;
mod record;
mod table;
mod txt;

pub(super) const FORMAT: Format = Format { id: "qce", sniff, parse };

const LAYOUTS: &[Layout] = &[txt::LAYOUT, json::LAYOUT, table::LAYOUT];

fn sniff(head: &Head) -> u8 {
    Layout::sniff_best(LAYOUTS, head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    Layout::parse_best(LAYOUTS, input, out)
}
