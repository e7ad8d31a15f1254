//! EchoTrace's JSON: what WeFlow, which came out of it, writes too, but without a `weflow` key
//! (formats study, W4).

use crate::Result;
use crate::ingest::builder::Builder;
use crate::ingest::weflow::json;
use crate::ingest::{Head, Input, Layout};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

fn sniff(head: &Head) -> u8 {
    json::sniff_nameless(head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    json::parse_as(super::FORMAT.id, input, out)
}
