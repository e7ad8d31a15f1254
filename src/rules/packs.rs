//! The packs that come with the library.

use super::pack::Pack;
use crate::Result;

/// Words of the frames.
pub(super) const FRAMES: &str = include_str!("packs/frames.toml");

/// File name and text of each pack. One that extends a rule comes after the one that defines it.
const FILES: &[(&str, &str)] = &[
    ("zh/advertising.toml", include_str!("packs/zh/advertising.toml")),
    ("zh/goods.toml", include_str!("packs/zh/goods.toml")),
    ("zh/promotion.toml", include_str!("packs/zh/promotion.toml")),
    ("zh/platform.toml", include_str!("packs/zh/platform.toml")),
    ("zh/group.toml", include_str!("packs/zh/group.toml")),
    ("zh/outsider.toml", include_str!("packs/zh/outsider.toml")),
    ("zh/complaint.toml", include_str!("packs/zh/complaint.toml")),
    ("zh/escalation.toml", include_str!("packs/zh/escalation.toml")),
    ("zh/safety.toml", include_str!("packs/zh/safety.toml")),
    ("zh/service.toml", include_str!("packs/zh/service.toml")),
    ("zh/copy.toml", include_str!("packs/zh/copy.toml")),
    ("zh/copy_more.toml", include_str!("packs/zh/copy_more.toml")),
    ("en/starter.toml", include_str!("packs/en/starter.toml")),
];

pub(super) fn builtin() -> Result<Vec<Pack>> {
    FILES.iter().map(|(file, text)| Pack::parse(text, file)).collect()
}

/// The files with patterns in them.
#[cfg(test)]
pub(super) fn texts() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(_, text)| *text).chain([FRAMES])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleSet;

    #[test]
    fn the_reference_pack_is_true() {
        let pack = Pack::parse(include_str!("packs/reference.toml"), "reference.toml").unwrap();
        RuleSet::builtin().unwrap().with_pack(pack).unwrap();
    }
}
