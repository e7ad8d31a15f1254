//! What WeFlow writes for media, in brackets or as Markdown links.

use crate::export::Kind;
use crate::ingest::notices;

/// Type words that stand in brackets where a message has no words.
const TYPES: &[(&str, Kind)] = &[
    ("图片消息", Kind::Image),
    ("语音消息", Kind::Voice),
    ("语音转文字", Kind::Voice),
    ("视频消息", Kind::Video),
    ("视频号直播卡片", Kind::Video),
    ("文件消息", Kind::File),
    ("表情消息", Kind::Sticker),
    ("名片消息", Kind::Contact),
    ("卡片式链接", Kind::Link),
    ("图文消息", Kind::Link),
    ("小程序分享", Kind::Link),
    ("聊天记录合并转发", Kind::Link),
    ("位置消息", Kind::Location),
    ("红包卡片", Kind::Payment),
    ("转账卡片", Kind::Payment),
    ("通话", Kind::Call),
    ("系统消息", Kind::System),
];

/// The kind of a text that is nothing but a placeholder.
pub(super) fn of(text: &str) -> Option<Kind> {
    let text = text.trim();
    if let Some(kind) = notices::kind_of(text) {
        return Some(kind);
    }
    let (label, after) = text.strip_prefix('[')?.split_once(']')?;
    let word = label.split([':', '：', ' ']).next().unwrap_or(label);
    let kind = TYPES.iter().find(|(known, _)| *known == word)?.1;
    // The transcript of a voice message stands behind it.
    (after.trim().is_empty() || kind == Kind::Voice).then_some(kind)
}

/// The same for Markdown: `![图片](images/1.jpg)`, `[语音文件](voices/1.wav)`, `[清单.xlsx](files/清单.xlsx)`.
pub(super) fn of_markdown(text: &str) -> Option<Kind> {
    let text = text.trim();
    let picture = text.starts_with("![");
    let link = text.trim_start_matches('!').strip_prefix('[').and_then(|rest| {
        let (label, rest) = rest.split_once("](")?;
        let (address, after) = rest.split_once(')')?;
        after.trim().is_empty().then_some((label, address))
    });
    let Some((label, address)) = link else { return of(text) };
    Some(match label {
        "语音文件" => Kind::Voice,
        "视频文件" => Kind::Video,
        _ if label.contains("表情") => Kind::Sticker,
        _ if picture => Kind::Image,
        _ if address.starts_with("http") => Kind::Link,
        _ => Kind::File,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders() {
        assert_eq!(of("[图片]"), Some(Kind::Image));
        assert_eq!(of("[语音消息] 明天见"), Some(Kind::Voice));
        assert_eq!(of("[转账卡片]"), Some(Kind::Payment));
        assert_eq!(of_markdown("![图片消息](images/1.jpg)"), Some(Kind::Image));
        assert_eq!(of_markdown("![动画表情](emojis/1.gif)"), Some(Kind::Sticker));
        assert_eq!(of_markdown("[清单.xlsx](files/清单.xlsx)"), Some(Kind::File));
        assert_eq!(of_markdown("[报名表](https://example.com/a)"), Some(Kind::Link));
        assert_eq!(of_markdown("看 [报名表](https://example.com/a)"), None);
    }
}
