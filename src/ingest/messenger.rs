use super::builder::Builder;
use super::{Format, Head, Input};
use crate::Result;
pub(super) const MESSENGER: Format = Format { id: "messenger", sniff, parse };
fn sniff(_: &Head) -> u8 { 0 }
fn parse(_: &mut Input<'_>, _: &mut Builder) -> Result<()> { Ok(()) }
pub(super) const INSTAGRAM: Format = Format { id: "instagram", sniff, parse };
