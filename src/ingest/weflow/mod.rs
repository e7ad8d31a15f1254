//! WeFlow: what it exports, by layout (formats study, W4).

use super::builder::Builder;
use super::{Format, Head, Input, Layout};
use crate::Result;

pub(super) mod json;
mod kinds;
mod markdown;
mod table;
mod txt;

pub(super) const FORMAT: Format = Format { id: "weflow", sniff, parse };

const LAYOUTS: &[Layout] =
    &[txt::LAYOUT, markdown::LAYOUT, json::LAYOUT, table::XLSX, table::WECLONE];

fn sniff(head: &Head) -> u8 {
    Layout::sniff_best(LAYOUTS, head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    Layout::parse_best(LAYOUTS, input, out)
}
