//! DiscordChatExporter: what it exports, by layout (formats study, D1).

use super::builder::Builder;
use super::{Format, Head, Input, Layout};
use crate::Result;

mod csv;
mod html;
mod json;
mod txt;

pub(super) const FORMAT: Format = Format { id: "discord", sniff, parse };

const LAYOUTS: &[Layout] = &[txt::LAYOUT, json::LAYOUT, csv::LAYOUT, html::LAYOUT];

fn sniff(head: &Head) -> u8 {
    Layout::sniff_best(LAYOUTS, head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    Layout::parse_best(LAYOUTS, input, out)
}
