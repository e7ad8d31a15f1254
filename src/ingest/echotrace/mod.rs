//! EchoTrace, from which WeFlow grew: what it exports, by layout (formats study, W4).

use super::builder::Builder;
use super::{Format, Head, Input, Layout};
use crate::Result;

mod json;
mod table;

pub(super) const FORMAT: Format = Format { id: "echotrace", sniff, parse };

const LAYOUTS: &[Layout] = &[json::LAYOUT, table::LAYOUT];

fn sniff(head: &Head) -> u8 {
    Layout::sniff_best(LAYOUTS, head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    Layout::parse_best(LAYOUTS, input, out)
}
