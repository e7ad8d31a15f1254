//! The tool's tables: time, name, WeChat id, direction, type and message.

use crate::Result;
use crate::ingest::builder::Builder;
use crate::ingest::table::{Around, Column, Profile};
use crate::ingest::{Head, Input, Layout, sheet};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

const PROFILE: Profile = Profile {
    headers: &[
        &["时间", "状态", "类型", "消息"],
        &["时间", "方向", "类型", "消息"],
        &["时间", "状态", "类型", "内容"],
    ],
    columns: &[
        ("名称", Column::NAME),
        ("联系人", Column::NAME),
        ("id", Column::Id),
        ("微信号", Column::Id),
    ],
    fits,
    // The tool's own rows stand under the name of the group.
    wordless_is_nothing: true,
    ..Profile::GENERAL
};

fn sniff(head: &Head) -> u8 {
    PROFILE.sniff(head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    PROFILE.parse(input, out)
}

/// Other programs' tables have such headers too; this one's are pages, and every row has a direction.
fn fits(around: &Around<'_>) -> bool {
    let direction = ["状态", "方向"]
        .iter()
        .any(|name| matches!(around.first_cell(name), "接收" | "发送" | "收到" | "发出"));
    direction && sheet::is_workbook(around.head.start())
}
