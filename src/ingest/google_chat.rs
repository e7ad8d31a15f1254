use super::builder::Builder;
use super::{Format, Head, Input};
use crate::Result;
pub(super) const FORMAT: Format = Format { id: "google_chat", sniff, parse };
fn sniff(_: &Head) -> u8 {
    0
}
fn parse(_: &mut Input<'_>, _: &mut Builder) -> Result<()> {
    Ok(())
}
