//! What rows above a header say of the chat: `微信ID | … | 昵称 | …`, `群名：露营互助群`.

use crate::ingest::builder::Builder;
use crate::ingest::delimited::Row;

const IDS: &[&str] =
    &["微信ID", "账号ID", "会话ID", "群ID", "群号", "wxid", "chat id", "chatroom id"];

const TITLES: &[&str] = &[
    "备注",
    "群名",
    "群名称",
    "群聊名称",
    "会话名称",
    "会话",
    "聊天名称",
    "聊天对象",
    "消息对象",
    "昵称",
    "chat name",
    "group name",
];

/// Labels that are not of the chat, but of the export.
const OTHERS: &[&str] =
    &["会话信息", "导出工具", "导出版本", "平台", "导出时间", "导出人", "消息总数", "聊天类型"];

/// What has been read of the chat so far.
#[derive(Debug, Default)]
pub(super) struct Facts {
    id: Option<String>,
    title: Option<String>,
    /// How good the title is: the place of its label in the list, lower is better.
    rank: usize,
    /// The sheet has given the chat its title.
    pub(super) titled: bool,
    used: bool,
}

impl Facts {
    /// Reads one row: a label with its value behind a colon, or in the next cell. Behind the messages
    /// (`late`) only what is plainly the chat's counts.
    pub(super) fn see(&mut self, row: &Row, late: bool) {
        let cells: Vec<&str> = row.cells().collect();
        for (at, cell) in cells.iter().enumerate() {
            let (label, inline) = match cell.split_once([':', '：']) {
                Some((label, value)) => (label.trim(), value.trim()),
                None => (*cell, ""),
            };
            let next = cells.get(at + 1).copied().unwrap_or("");
            let value = if inline.is_empty() { next } else { inline };
            let known = |words: &[&str]| words.iter().position(|w| w.eq_ignore_ascii_case(label));
            let is_label = [IDS, TITLES, OTHERS].iter().any(|words| words.contains(&value));
            if value.is_empty() || is_label || value.chars().count() > 100 {
                continue;
            }
            // A nickname or a remark is the chat's only beside its id.
            let named = !matches!(label, "昵称" | "备注") || (self.id.is_some() && !late);
            if known(IDS).is_some() && !late {
                self.id.get_or_insert_with(|| value.to_string());
            } else if let Some(rank) = known(TITLES).filter(|_| named)
                && (self.title.is_none() || rank < self.rank)
            {
                (self.title, self.rank) = (Some(value.to_string()), rank);
            }
        }
    }

    /// Turns to the chat that the rows above the header name, before its first message.
    pub(super) fn turn_to(&mut self, out: &mut Builder, kind_is_known: &mut bool) {
        if std::mem::replace(&mut self.used, true) || self.titled {
            return;
        }
        if self.id.is_none() && self.title.is_none() {
            return;
        }
        let title = self.title.as_deref().or(self.id.as_deref()).unwrap_or("");
        let key = self.id.as_deref().unwrap_or(title);
        let direct = key.starts_with("wxid_");
        *kind_is_known |= direct || key.ends_with("@chatroom");
        out.conversation(key, title, direct);
    }

    /// Gives the chat at hand the title that a list behind it names.
    pub(super) fn retitle(&mut self, out: &mut Builder) {
        if let Some(title) = self.title.take().filter(|_| !self.titled) {
            out.retitle(&title);
        }
    }
}
