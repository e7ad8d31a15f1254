//! WeFlow's XLSX, whose header stands in row 4, and its CSV for WeClone.

use super::kinds;
use crate::ingest::Layout;
use crate::ingest::table::{Column, Profile, wechat};

pub(super) const XLSX: Layout =
    Layout { sniff: |head| WORKBOOK.sniff(head), parse: |input, out| WORKBOOK.parse(input, out) };

pub(super) const WECLONE: Layout =
    Layout { sniff: |head| COLUMNS.sniff(head), parse: |input, out| COLUMNS.parse(input, out) };

const WORKBOOK: Profile = Profile {
    headers: &[wechat::WORKBOOK],
    classify: kinds::of,
    fits: |around| !wechat::is_echotrace(around),
    direct_if_two: true,
    ..Profile::GENERAL
};

const COLUMNS: Profile = Profile {
    headers: &[&["msgsvrid", "typename", "talker", "msg"]],
    columns: &[("talker", Column::NAME), ("src", Column::Ignored)],
    classify: kinds::of,
    own_words: wechat::own_words,
    fits: wechat::is_weclone,
    direct_if_two: true,
    ..Profile::GENERAL
};
