//! What the tables of several programs that read WeChat's database have in common.

use super::Around;
use crate::export::Kind;

/// Folded names of the columns that WeFlow's and EchoTrace's workbooks always have.
pub(in crate::ingest) const WORKBOOK: &[&str] = &["序号", "时间", "发送者身份", "消息类型", "内容"];

/// `true` for rows above the header that name the chat but not the program, as EchoTrace's do.
pub(in crate::ingest) fn is_echotrace(around: &Around<'_>) -> bool {
    let any = |word: &str| around.before.iter().flatten().any(|cell| cell == word);
    any("会话信息") && !any("导出工具") && !any("WeFlow")
}

/// `true` for the file that WeFlow writes for WeClone, with PyWxDump's columns: it has a byte order
/// mark and ISO times.
pub(in crate::ingest) fn is_weclone(around: &Around<'_>) -> bool {
    around.head.encoding.bom > 0 || around.first_cell("createtime").contains('T')
}

/// Behind an answer stands what it quotes (`[引用](时间)名:原文`), below a merged forward what others
/// said.
pub(in crate::ingest) fn own_words(text: &str, kind: Option<Kind>) -> &str {
    if kind == Some(Kind::Link) && text.contains("合并转发") {
        return text.trim_start().lines().next().unwrap_or("");
    }
    match text.find("[引用](") {
        Some(at) if at == 0 || text[..at].ends_with('\n') => text[..at].trim_end(),
        _ => text,
    }
}
