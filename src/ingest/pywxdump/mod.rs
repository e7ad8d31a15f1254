//! PyWxDump: what it exports, by layout (formats study, W7).

use super::builder::Builder;
use super::{Format, Head, Input, Layout};
use crate::Result;

mod csv;
mod json;

pub(super) const FORMAT: Format = Format { id: "pywxdump", sniff, parse };

const LAYOUTS: &[Layout] = &[csv::LAYOUT, json::LAYOUT];

fn sniff(head: &Head) -> u8 {
    Layout::sniff_best(LAYOUTS, head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    Layout::parse_best(LAYOUTS, input, out)
}
