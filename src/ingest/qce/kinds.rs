//! What QQChatExporter writes for media, and its words for types.

use crate::export::Kind;
use crate::ingest::notices;

/// Words of a type line, of a list of files, or before 消息 in brackets.
const TYPES: &[(&str, Kind)] = &[
    ("text", Kind::Text),
    ("文本", Kind::Text),
    ("回复", Kind::Text),
    ("reply", Kind::Text),
    ("markdown", Kind::Text),
    ("image", Kind::Image),
    ("图片", Kind::Image),
    ("video", Kind::Video),
    ("视频", Kind::Video),
    ("audio", Kind::Voice),
    ("voice", Kind::Voice),
    ("ptt", Kind::Voice),
    ("音频", Kind::Voice),
    ("语音", Kind::Voice),
    ("file", Kind::File),
    ("文件", Kind::File),
    ("face", Kind::Sticker),
    ("market_face", Kind::Sticker),
    ("表情", Kind::Sticker),
    ("location", Kind::Location),
    ("位置", Kind::Location),
    ("json", Kind::Link),
    ("xml", Kind::Link),
    ("forward", Kind::Link),
    ("转发", Kind::Link),
    ("system", Kind::System),
    ("系统", Kind::System),
    ("recall", Kind::Recalled),
];

/// The kind of a type word: `image`, `表情`.
pub(super) fn of_word(word: &str) -> Option<Kind> {
    let word = word.trim().to_lowercase();
    let word = word.strip_suffix("消息").unwrap_or(&word);
    // Several files in one message: `image、video`.
    let first = word.split('、').next().unwrap_or(word);
    TYPES.iter().find(|(known, _)| *known == first).map(|(_, kind)| *kind)
}

/// The kind of a text that is nothing but tokens of one kind.
pub(super) fn of(text: &str) -> Option<Kind> {
    let text = text.trim();
    if let Some(kind) = notices::kind_of(text) {
        return Some(kind);
    }
    let (kind, mut rest) = token(text)?;
    while !rest.is_empty() {
        let (next, after) = token(rest)?;
        (next == kind).then_some(())?;
        rest = after;
    }
    Some(kind)
}

/// The token that a text begins with, and what stands behind it.
fn token(text: &str) -> Option<(Kind, &str)> {
    let (inside, after) = text.strip_prefix('[')?.split_once(']')?;
    let label = inside.split([':', '：']).next().unwrap_or(inside);
    let face = label.strip_prefix("表情").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    // The streaming version names the type before the file: `[image: a.jpg]`.
    let named = inside.len() > label.len() || label.ends_with("消息");
    let kind = match label {
        "无文本内容" => Kind::Other,
        _ if face => Kind::Sticker,
        _ => of_word(label).filter(|_| named)?,
    };
    Some((kind, after.trim()))
}

/// A text without the token that marks it as an answer: it is no word.
pub(super) fn without_reply_mark(text: &str) -> &str {
    text.trim_start().strip_prefix("[回复消息]").map_or(text, str::trim_start)
}

/// A reply without its mark and without what it quotes: `[回复消息]`, `[回复 阿青: 报个名]`.
pub(super) fn without_quote(text: &str) -> &str {
    let text = text.trim_start();
    let Some(quote) = text.strip_prefix("[回复 ") else { return without_reply_mark(text) };
    // The words quoted may have brackets of their own; the program ends them with a line.
    let end = quote.find("]\n").or_else(|| closing(quote)).or_else(|| quote.find(']'));
    end.map_or(text, |end| quote[end + 1..].trim_start())
}

/// `true` for the first line of a quotation that ends on a later one.
pub(super) fn opens_quote(line: &str) -> bool {
    line.strip_prefix("[回复 ").is_some_and(|quote| closing(quote).is_none())
}

/// Where the bracket ends that a text stands in.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0u32;
    text.bytes().position(|b| {
        depth += u32::from(b == b'[');
        let end = b == b']' && depth == 0;
        depth -= u32::from(b == b']' && depth > 0);
        end
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens() {
        for (text, kind) in [
            ("[图片:a.jpg]", Kind::Image),
            ("[图片:a.jpg][图片:b.jpg]", Kind::Image),
            ("[语音:12秒]", Kind::Voice),
            ("[文件:清单.xlsx]", Kind::File),
            ("[表情178]", Kind::Sticker),
            ("[表情消息]", Kind::Sticker),
            ("[image、video消息]", Kind::Image),
            ("[JSON消息]", Kind::Link),
            ("[转发消息: 12条]", Kind::Link),
            ("[位置消息]", Kind::Location),
            ("[系统消息]", Kind::System),
            ("[无文本内容]", Kind::Other),
            ("[image: a.jpg]", Kind::Image),
            ("老周 撤回了一条消息", Kind::Recalled),
        ] {
            assert_eq!(of(text), Some(kind), "{text}");
        }
        assert_eq!(of("[图片:a.jpg]带锅"), None);
        assert_eq!(of("[微笑]"), None);
        assert_eq!(without_reply_mark("[回复消息] 带锅"), "带锅");
        assert_eq!(without_quote("[回复消息]带锅"), "带锅");
        assert_eq!(without_quote("[回复 阿青: [图片: a.jpg]]\n带锅"), "带锅");
        assert_eq!(without_quote("[回复 阿青: 报个名]带锅"), "带锅");
        assert_eq!(without_quote("[回复 : 报个名]"), "");
        assert_eq!(without_quote("[回复 阿青: [图片: a.jpg]]"), "");
        assert!(opens_quote("[回复 阿青: [图片: a.jpg] 报个名"));
    }
}
