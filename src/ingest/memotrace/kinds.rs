//! What MemoTrace writes for media: placeholders with what it knows of them behind, over several
//! lines.

use crate::export::Kind;
use crate::ingest::notices;

/// States of a transfer, each a placeholder of its own.
const TRANSFERS: &[&str] =
    &["发起转账", "已收款", "已退还", "非实时转账收款", "发起非实时转账", "转账"];

/// The kind of a text that is a placeholder, whatever stands behind it.
pub(super) fn of(text: &str) -> Option<Kind> {
    let text = text.trim();
    if let Some(kind) = notices::kind_of(text) {
        return Some(kind);
    }
    let label = text.strip_prefix('【')?.split_once('】')?.0;
    if TRANSFERS.contains(&label) {
        return Some(Kind::Payment);
    }
    // Words behind a picture are a person's; behind the others the program goes on.
    let (kind, _) = notices::placeholder(text)?;
    (kind != Kind::Image).then_some(kind)
}

/// The same for the layouts that write square brackets.
pub(super) fn of_square(text: &str) -> Option<Kind> {
    let text = text.trim();
    if let Some(kind) = of(text) {
        return Some(kind);
    }
    let (kind, after) = notices::placeholder(text)?;
    let goes_on = match kind {
        Kind::Sticker => after.starts_with('['),
        Kind::Link => after.starts_with([':', '：']),
        Kind::Voice => !after.is_empty() && text.starts_with("[语音]"),
        _ => false,
    };
    goes_on.then_some(kind)
}

/// `true` for a text that no other program writes.
pub(super) fn is_evidence(text: &str) -> bool {
    let text = text.trim();
    let square = text.starts_with("[表情包]") || text.starts_with("[链接]:");
    square || (text.starts_with('【') && of(text).is_some())
}

/// `true` for a merged forward: what follows up to the next head is not said here.
pub(super) fn is_forward(text: &str) -> bool {
    matches!(text.trim(), "【合并转发的聊天记录】" | "[合并转发的聊天记录]")
}

/// `true` for the line that opens a quotation behind the words of an answer.
pub(super) fn is_quote(text: &str) -> bool {
    text.starts_with("引用：") || text.starts_with("引用:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_with_what_follows() {
        assert_eq!(of("【图片】"), Some(Kind::Image));
        assert_eq!(of("【图片】看这个"), None);
        assert_eq!(of("【语音】明天见"), Some(Kind::Voice));
        assert_eq!(
            of("【分享链接】\n标题：报名表\n描述：\n链接: https://example.com"),
            Some(Kind::Link)
        );
        assert_eq!(of("【发起转账】:￥12.00\n备注: 定金"), Some(Kind::Payment));
        assert_eq!(of("【音视频通话】\n通话时长 00:32"), Some(Kind::Call));
        assert_eq!(of("【领队】收到"), None);
        assert_eq!(of_square("[语音] 明天见"), Some(Kind::Voice));
        assert_eq!(of_square("[表情包][捂脸]"), Some(Kind::Sticker));
        assert_eq!(of_square("[链接]:\n标题: 报名表"), Some(Kind::Link));
        assert_eq!(of_square("[微笑]"), None);
    }
}
