//! EchoTrace's JSON: what WeFlow, which came out of it, writes too, but without a `weflow` key
//! (formats study, W4).

use super::Format;
use super::builder::Builder;
use super::weflow::json;
use super::{Head, Input};
use crate::Result;

pub(super) const FORMAT: Format = Format { id: "echotrace", sniff, parse };

fn sniff(head: &Head) -> u8 {
    json::sniff_nameless(head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    json::parse_as(FORMAT.id, input, out)
}
