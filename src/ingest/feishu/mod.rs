//! Feishu and Lark: what its windows and its interface give, by layout (formats study, F1).

use super::builder::Builder;
use super::{Format, Head, Input, Layout};
use crate::Result;

mod api;
mod content;
mod copied;

pub(super) const FORMAT: Format = Format { id: "feishu", sniff, parse };

const LAYOUTS: &[Layout] = &[copied::LAYOUT, api::LAYOUT];

fn sniff(head: &Head) -> u8 {
    Layout::sniff_best(LAYOUTS, head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    Layout::parse_best(LAYOUTS, input, out)
}
