//! chatlog (sjzar): what it exports, by layout (formats study, W6).

use super::builder::Builder;
use super::{Format, Head, Input, Layout};
use crate::Result;

mod csv;
mod json;
mod text;

pub(super) const FORMAT: Format = Format { id: "chatlog", sniff, parse };

const LAYOUTS: &[Layout] = &[text::LAYOUT, json::LAYOUT, csv::LAYOUT];

fn sniff(head: &Head) -> u8 {
    Layout::sniff_best(LAYOUTS, head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    Layout::parse_best(LAYOUTS, input, out)
}
