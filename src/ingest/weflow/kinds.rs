//! What WeFlow writes for media, in brackets or as Markdown links.

use crate::export::Kind;
use crate::ingest::notices;
use crate::ingest::table::kinds as words;

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
    ("转账收款", Kind::Payment),
    ("转发的聊天记录", Kind::Link),
    ("音乐", Kind::Link),
    ("其他消息", Kind::Other),
    ("未知消息", Kind::Other),
    ("引用消息", Kind::Text),
];

/// The kind of a type word of a record: `图片消息`, `引用消息`; `None` for one that is not known.
pub(super) fn of_type(word: &str) -> Option<Kind> {
    let word = word.trim();
    let known = TYPES.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind);
    let short = word.strip_suffix("消息").unwrap_or(word);
    known.or_else(|| words::kind(word, "")).or_else(|| words::kind(short, ""))
}

/// An answer without what it quotes: `带锅[引用 阿青：周末报个名]`.
pub(super) fn without_quote(text: &str) -> &str {
    let end = text.trim_end();
    match end.rfind("[引用").filter(|_| end.ends_with(']')) {
        Some(at) if at > 0 => text[..at].trim_end(),
        _ => text,
    }
}

/// The kind of a text that is nothing but a placeholder.
pub(super) fn of(text: &str) -> Option<Kind> {
    let text = text.trim();
    if let Some(kind) = notices::kind_of(text) {
        return Some(kind);
    }
    if let Some(kind) = path(text) {
        return Some(kind);
    }
    let (label, after) = text.strip_prefix('[')?.split_once(']')?;
    let word = label.split([':', '：', ' ']).next().unwrap_or(label);
    // The length of a video stands behind it.
    let length = after.strip_suffix('s').filter(|n| n.bytes().all(|b| b.is_ascii_digit()));
    if word == "视频" && length.is_some() {
        return Some(Kind::Video);
    }
    let kind = TYPES.iter().find(|(known, _)| *known == word)?.1;
    // So do the transcript of a voice message, the sum of a transfer and the name of a forward.
    let named = matches!(kind, Kind::Voice | Kind::Payment | Kind::Link | Kind::Call);
    (after.trim().is_empty() || named).then_some(kind)
}

/// Where the exporter put a file: `media/images/0f3a.jpg`.
fn path(text: &str) -> Option<Kind> {
    const FOLDERS: &[&str] = &["images", "voices", "videos", "emojis", "files"];
    let parts: Vec<&str> = text.split(['/', '\\']).collect();
    let (file, folders) = parts.split_last()?;
    let folder = FOLDERS.iter().position(|f| folders.contains(f))?;
    let fits = !text.contains('\n') && !text.contains("://") && file.contains('.');
    let kinds = [Kind::Image, Kind::Voice, Kind::Video, Kind::Sticker, Kind::File];
    fits.then(|| kinds.get(folder).copied())?
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
        assert_eq!(of_type("名片消息"), Some(Kind::Contact));
        assert_eq!(of_type("链接消息"), Some(Kind::Link));
        assert_eq!(of_type("语音通话"), Some(Kind::Call));
        assert_eq!(of_type("未知类型(42)"), Some(Kind::Other));
        assert_eq!(without_quote("带锅[引用 阿青：[图片]]"), "带锅");
        assert_eq!(without_quote("[引用] 是什么"), "[引用] 是什么");
        assert_eq!(of("[转账收款]￥12.00 (阿青 转账给 老周)"), Some(Kind::Payment));
        assert_eq!(of("[视频]12s"), Some(Kind::Video));
        assert_eq!(of("[表情包：笑]"), Some(Kind::Sticker));
        assert_eq!(of("[语音消息 - 转文字失败]"), Some(Kind::Voice));
        assert_eq!(of("[其他消息]"), Some(Kind::Other));
        assert_eq!(of("media/images/0f3a.jpg"), Some(Kind::Image));
        assert_eq!(of("images/a/b"), None);
        assert_eq!(of_markdown("![图片消息](images/1.jpg)"), Some(Kind::Image));
        assert_eq!(of_markdown("![动画表情](emojis/1.gif)"), Some(Kind::Sticker));
        assert_eq!(of_markdown("[清单.xlsx](files/清单.xlsx)"), Some(Kind::File));
        assert_eq!(of_markdown("[报名表](https://example.com/a)"), Some(Kind::Link));
        assert_eq!(of_markdown("看 [报名表](https://example.com/a)"), None);
    }
}
