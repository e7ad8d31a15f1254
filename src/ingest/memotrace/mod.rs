//! MemoTrace (留痕, WeChatMsg): what it exports, by layout (formats study, W3).

use super::builder::Builder;
use super::{Format, Head, Input, Layout};
use crate::Result;

mod ai;
mod kinds;
mod markdown;
mod page;
mod table;
mod txt;

pub(super) const FORMAT: Format = Format { id: "memotrace", sniff, parse };

const LAYOUTS: &[Layout] =
    &[txt::LAYOUT, markdown::LAYOUT, ai::LAYOUT, table::LAYOUT, page::LAYOUT];

fn sniff(head: &Head) -> u8 {
    Layout::sniff_best(LAYOUTS, head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    Layout::parse_best(LAYOUTS, input, out)
}
