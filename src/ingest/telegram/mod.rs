//! Telegram Desktop: what it exports, by layout (formats study, T1).

use super::builder::Builder;
use super::{Format, Head, Input, Layout};
use crate::Result;

mod copied;
mod html;
mod json;
mod record;
#[cfg(test)]
mod tests;

pub(super) const FORMAT: Format = Format { id: "telegram", sniff, parse };

const LAYOUTS: &[Layout] = &[copied::LAYOUT, json::LAYOUT, html::LAYOUT];

fn sniff(head: &Head) -> u8 {
    Layout::sniff_best(LAYOUTS, head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    Layout::parse_best(LAYOUTS, input, out)
}
