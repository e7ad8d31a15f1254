//! What can stand as a name in a head.

use crate::ingest::when::{Cursor, is_space, trim};

/// Longest name, in characters.
pub(super) const LONGEST_NAME: usize = 48;

/// What stands before a colon in notices and order forms; nobody is called that.
const LABELS: &[&str] = &[
    "注意",
    "备注",
    "地址",
    "收货地址",
    "时间",
    "地点",
    "日期",
    "电话",
    "手机",
    "手机号",
    "链接",
    "价格",
    "原价",
    "现价",
    "规格",
    "数量",
    "姓名",
    "名字",
    "订单号",
    "单号",
    "快递单号",
    "通知",
    "导出时间",
    "保存日期",
    "保存时间",
    "发送时间",
    "发布时间",
    "截止时间",
    "公告",
    "提示",
    "提醒",
    "温馨提示",
    "标题",
    "主题",
    "内容",
    "原因",
    "结果",
    "发件人",
    "收件人",
    "PS",
    "ps",
    "P.S",
    "Note",
    "note",
    "Subject",
    "From",
    "To",
    "Date",
    "http",
    "https",
    "Author",
    "AuthorDate",
    "Commit",
    "CommitDate",
    "Merge",
    "Title",
    "Type",
    "Status",
    "Version",
    "Name",
    "品名",
    "品牌",
    "型号",
    "颜色",
    "尺寸",
    "单价",
    "合计",
    "总计",
    "材料",
    "做法",
    "步骤",
    "要求",
    "说明",
    "来源",
    "作者",
    "编辑",
];

/// `true` for words that stand before a colon in forms and banners.
pub(in crate::ingest) fn is_label(name: &str) -> bool {
    // The questions and answers of a list are numbered.
    let asked = name.strip_prefix(['Q', 'A', '问', '答']).filter(|n| !n.is_empty());
    let numbered = asked.is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    numbered || matches!(name, "问" | "答") || LABELS.contains(&name)
}

/// Words by which programs grade their logs.
const LEVELS: &[&str] = &[
    "INFO", "WARN", "WARNING", "ERROR", "DEBUG", "TRACE", "FATAL", "NOTICE", "CRITICAL", "VERBOSE",
    "SEVERE", "FINE",
];

pub(super) fn unquote(name: &str) -> &str {
    let name = trim(name);
    let inner = name.strip_prefix(['\'', '"']).and_then(|n| n.strip_suffix(['\'', '"']));
    inner.unwrap_or(name)
}

/// Whom a line of a meeting's chat names: `From Lena Q to Everyone`, `From Lena Q`.
pub(super) fn addressed(name: &str) -> Option<&str> {
    // `from Lena Q to everyone:`: others write it small, and only with whom it was for.
    let small = || name.strip_prefix("from ").filter(|rest| rest.contains(" to "));
    let from = name.strip_prefix("From ").or_else(small)?;
    let name = trim(from.find(" to ").map_or(from, |at| &from[..at]));
    (!name.is_empty()).then_some(name)
}

/// What can stand as a name beside a date.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.contains("://")
        && !name.contains("-->")
        && !name.starts_with(['-', '>', '<', '|', '=', ',', ';', '+', '*', '#'])
        && !is_log(name)
        && !name.ends_with(['。', '，', '！', '？', '!', '?', '；', ','])
}

/// What can stand as a name with nothing but a colon: no sentence.
pub(super) fn is_bare_name(name: &str, longest: usize) -> bool {
    const SENTENCE: &[char] = &[
        '，', '。', '！', '？', '；', ',', '!', '?', ';', '、', '/', '\\', '"', '“', '”', '{', '}',
        '<', '>', '=',
    ];
    !name.is_empty()
        && name.chars().count() <= longest
        && !name.contains(SENTENCE)
        && !name.contains([':', '：'])
        && name.contains('[') == name.contains(']')
        && Cursor::new(name.trim_start_matches(['[', '(', '<'])).date_numbers().is_none()
        && name.split(is_space).filter(|part| !part.is_empty()).count() <= 4
}

/// `true` where a program grades what it logs: `INFO start`, `[error]`, `main - WARN - x`.
pub(in crate::ingest) fn is_log(name: &str) -> bool {
    let graded = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let marked = bare.len() < word.len() && word.starts_with(['[', '<', '(']);
        LEVELS.iter().any(|l| *l == bare || (marked && l.eq_ignore_ascii_case(bare)))
    };
    name.split(is_space).take(6).any(graded)
}

/// A name and the id in the brackets behind it: `老周(10087)`, `张三(z00123456)`.
pub(in crate::ingest) fn with_id(name: &str) -> (&str, Option<&str>) {
    let split = name.strip_suffix([')', '）']).and_then(|n| n.rsplit_once(['(', '（'])).filter(
        |(before, id)| {
            let digits = id.bytes().filter(u8::is_ascii_digit).count();
            let signs = id.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
            let is_id = digits >= 4 && (digits + 3 >= id.len() || id.starts_with("wxid_"));
            is_id && signs && id.len() <= 32 && !trim(before).is_empty()
        },
    );
    split.map_or((name, None), |(name, id)| (trim(name), Some(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_are_no_names() {
        for line in ["INFO start", "[error] x", "app - WARN - x", "[Info]", "-> 00", "> a"] {
            assert!(!is_name(line), "{line}");
        }
        for name in ["Info Desk", "阿青", "error", "[领队] 老周", "Lena - Q"] {
            assert!(is_name(name), "{name}");
        }
    }

    #[test]
    fn ids_in_brackets() {
        assert_eq!(with_id("老周(10087)"), ("老周", Some("10087")));
        assert_eq!(with_id("张三(z00123456)"), ("张三", Some("z00123456")));
        assert_eq!(with_id("老周(领队)"), ("老周(领队)", None));
        assert_eq!(with_id("老周(95)"), ("老周(95)", None));
        assert_eq!(with_id("(10087)"), ("(10087)", None));
    }
}
