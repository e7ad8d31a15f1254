//! What programs write into a chat beside people's words: placeholders for media, recall notices,
//! senders that are nobody.

use std::ops::Range;

use crate::export::Kind;

/// Whole texts, without their brackets, that stand for something other than words. WeChat's own
/// emoji (`[微笑]`, `[强]`) are words and are not in the list.
const PLACEHOLDERS: &[(&str, Kind)] = &[
    ("图片", Kind::Image),
    ("圖片", Kind::Image),
    ("照片", Kind::Image),
    ("image", Kind::Image),
    ("photo", Kind::Image),
    ("picture", Kind::Image),
    ("闪照", Kind::Image),
    ("语音", Kind::Voice),
    ("語音", Kind::Voice),
    ("语音消息", Kind::Voice),
    ("語音訊息", Kind::Voice),
    ("voice", Kind::Voice),
    ("voice message", Kind::Voice),
    ("audio", Kind::Voice),
    ("音频", Kind::Voice),
    ("视频", Kind::Video),
    ("視頻", Kind::Video),
    ("影片", Kind::Video),
    ("短视频", Kind::Video),
    ("小视频", Kind::Video),
    ("视频号", Kind::Video),
    ("视频号直播", Kind::Video),
    ("channels", Kind::Video),
    ("video", Kind::Video),
    ("文件", Kind::File),
    ("檔案", Kind::File),
    ("file", Kind::File),
    ("动画表情", Kind::Sticker),
    ("動畫表情", Kind::Sticker),
    ("表情", Kind::Sticker),
    ("表情包", Kind::Sticker),
    ("gif表情", Kind::Sticker),
    ("emoji", Kind::Sticker),
    ("贴图", Kind::Sticker),
    ("貼圖", Kind::Sticker),
    ("sticker", Kind::Sticker),
    ("链接", Kind::Link),
    ("連結", Kind::Link),
    ("分享链接", Kind::Link),
    ("分享", Kind::Link),
    ("小程序", Kind::Link),
    ("应用消息", Kind::Link),
    ("聊天记录", Kind::Link),
    ("合并转发", Kind::Link),
    ("合并转发的聊天记录", Kind::Link),
    ("转发消息", Kind::Link),
    ("音乐", Kind::Link),
    ("音乐分享", Kind::Link),
    ("笔记", Kind::Link),
    ("收藏笔记", Kind::Link),
    ("link", Kind::Link),
    ("mini program", Kind::Link),
    ("位置", Kind::Location),
    ("位置分享", Kind::Location),
    ("实时位置共享", Kind::Location),
    ("real-time location", Kind::Location),
    ("location", Kind::Location),
    ("名片", Kind::Contact),
    ("个人名片", Kind::Contact),
    ("视频号名片", Kind::Contact),
    ("channels card", Kind::Contact),
    ("channel card", Kind::Contact),
    ("contact card", Kind::Contact),
    ("红包", Kind::Payment),
    ("紅包", Kind::Payment),
    ("微信红包", Kind::Payment),
    ("红包封面", Kind::Payment),
    ("qq红包", Kind::Payment),
    ("转账", Kind::Payment),
    ("轉帳", Kind::Payment),
    ("red packet", Kind::Payment),
    ("transfer", Kind::Payment),
    ("语音通话", Kind::Call),
    ("视频通话", Kind::Call),
    ("音视频通话", Kind::Call),
    ("视频/语音通话", Kind::Call),
    ("video/audio call", Kind::Call),
    ("voice call", Kind::Call),
    ("video call", Kind::Call),
    ("投票", Kind::Poll),
    ("接龙", Kind::Text),
    ("群公告", Kind::Text),
];

/// The kind of a text that is nothing but a placeholder: `[图片]`, `【视频】`,
/// `[图片: 0f3a….jpg(请在附件中查看)]`, `[文件] 清单.xlsx`, `![图片](http://…)`; `None` for words, also
/// beside a picture.
pub(super) fn kind_of(text: &str) -> Option<Kind> {
    if is_nudge(text) {
        return Some(Kind::System);
    }
    let text = text.trim();
    if recalled_by(text).is_some() {
        return Some(Kind::Recalled);
    }
    let (kind, mut after) = placeholder(text)?;
    // A file or a card has its name behind it; several pictures in a row are still pictures.
    let named = matches!(
        kind,
        Kind::File | Kind::Link | Kind::Location | Kind::Contact | Kind::Payment | Kind::Call
    );
    let one_line = !after.contains('\n');
    let address = one_line && after.starts_with('(') && after.ends_with(')');
    if (named && one_line) || address {
        return Some(kind);
    }
    while !after.is_empty() {
        let (next, rest) = placeholder(after)?;
        (next == kind).then_some(())?;
        after = rest;
    }
    Some(kind)
}

/// The kind of the placeholder that a text begins with, and what stands behind it.
pub(super) fn placeholder(text: &str) -> Option<(Kind, &str)> {
    let text = text.strip_prefix('!').filter(|t| t.starts_with('[')).unwrap_or(text);
    let (open, close) = match text.chars().next()? {
        '[' => ('[', ']'),
        '【' => ('【', '】'),
        _ => return None,
    };
    let body = &text[open.len_utf8()..];
    let (inside, after) = body.split_once(close)?;
    if let Some(kind) = code(inside) {
        return Some((kind, after.trim()));
    }
    let label = inside.split([':', '：', '|']).next().unwrap_or(inside).trim().to_lowercase();
    let known = |label: &str| PLACEHOLDERS.iter().find(|(word, _)| *word == label).map(|p| p.1);
    // A length or a place may stand behind a space: `[语音 00:03]`, `[位置 (30.5,119.8) 码头]`.
    let measured = || {
        let (word, rest) = label.split_once(' ')?;
        rest.starts_with(|c: char| c.is_ascii_digit() || c == '(').then(|| known(word))?
    };
    let kind = known(&label).or_else(measured)?;
    Some((kind, after.trim()))
}

/// The codes by which bots write what is no words: `CQ:image,file=…`, `mirai:image:{…}.jpg`.
fn code(inside: &str) -> Option<Kind> {
    let rest = inside.strip_prefix("CQ:").or_else(|| inside.strip_prefix("mirai:"))?;
    let word = rest.split([',', ':']).next().unwrap_or(rest).to_lowercase();
    Some(match word.as_str() {
        "image" | "flash" | "cardimage" | "show" => Kind::Image,
        "record" | "audio" | "tts" => Kind::Voice,
        "video" | "shortvideo" => Kind::Video,
        "file" => Kind::File,
        "face" | "mface" | "bface" | "sface" | "marketface" | "superface" | "dice" | "rps" => {
            Kind::Sticker
        }
        "json" | "xml" | "app" | "lightapp" | "service" | "share" | "music" | "musicshare"
        | "forward" | "node" => Kind::Link,
        "location" => Kind::Location,
        "contact" => Kind::Contact,
        "redbag" => Kind::Payment,
        "poke" | "nudge" | "shake" => Kind::Other,
        _ => return None,
    })
}

/// What an attached file is, by its ending.
pub(super) fn kind_of_file(file: &str) -> Kind {
    let ending = file.trim().rsplit('.').next().unwrap_or("").to_lowercase();
    match ending.as_str() {
        "webp" => Kind::Sticker,
        "jpg" | "jpeg" | "png" | "heic" | "gif" | "bmp" => Kind::Image,
        "mp4" | "mov" | "3gp" | "mkv" | "webm" => Kind::Video,
        "opus" | "m4a" | "mp3" | "aac" | "amr" | "ogg" | "wav" | "silk" => Kind::Voice,
        "vcf" => Kind::Contact,
        _ => Kind::File,
    }
}

/// Names under which programs speak; they are no people.
pub(super) fn is_system_name(name: &str) -> bool {
    matches!(
        name,
        "系统消息"
            | "系统"
            | "系統"
            | "系統訊息"
            | "系统通知"
            | "10000"
            | "1000000"
            | "80000000"
            | "system"
            | "System"
            | "System Message"
            | "未知"
    ) || name.ends_with("@chatroom")
}

/// The person whose message was taken back, from a notice such as `老周撤回了一条消息`, `"阿青" 撤回了
/// 一条消息`, `群主撤回了小满的消息`, `Lena recalled a message`; `Some("")` for the owner of the export
/// (`你撤回了…`).
pub(super) fn recalled_by(text: &str) -> Option<&str> {
    const PHRASES: &[&str] = &[
        "撤回了一条消息",
        "撤回了一條訊息",
        "收回了一条消息",
        "已收回訊息",
        "收回了一則訊息",
        "已收回消息",
        "がメッセージの送信を取り消しました",
        "はメッセージの送信を取り消しました",
        "メッセージの送信を取り消しました",
        " unsent a message",
        " recalled a message",
    ];
    let text = text.trim();
    let split = PHRASES.iter().find_map(|phrase| text.split_once(phrase));
    let (name, rest) = match split {
        Some((name, rest)) => (name, rest.trim().trim_end_matches(['。', '.'])),
        None => (recalled_from(text)?, ""),
    };
    if name.chars().count() > 40 || name.contains('\n') || !matches!(rest, "" | "重新编辑" | "Edit")
    {
        return None;
    }
    let name = without_id(name.trim().trim_matches(QUOTES));
    Some(if matches!(name, "你" | "您" | "You") { "" } else { name })
}

/// Who wrote a record and of what kind it is, where it names its sender or, as a notice, nobody. The
/// owner of the export is 你 in notices; who else took a message back is left to the builder, which
/// knows the names: then the kind is open.
pub(super) fn written_by<P: Clone>(
    person: Option<P>,
    kind: Kind,
    words: &str,
    owner: Option<&P>,
) -> (Option<P>, Option<Kind>) {
    match (person, recalled_by(words)) {
        (Some(person), _) => (Some(person), Some(kind)),
        (None, Some("")) if owner.is_some() => (owner.cloned(), Some(Kind::Recalled)),
        (None, Some(_)) => (None, None),
        (None, None) if kind == Kind::Recalled => (None, None),
        (None, None) => (None, Some(Kind::System)),
    }
}

const QUOTES: [char; 6] = ['"', '“', '”', '「', '」', '\''];

/// The person in `群主撤回了小满的消息`, `你撤回了成员"小满"的一条消息`, `阿青 撤回了 小满 的消息`.
fn recalled_from(text: &str) -> Option<&str> {
    let (by, rest) = text.split_once("撤回了")?;
    let rest = rest.trim_end_matches(['。', '.']);
    let rest = rest.strip_suffix("一条消息").or_else(|| rest.strip_suffix("消息"))?;
    let name = rest.trim().strip_suffix('的')?.trim();
    let name = name.strip_prefix("群成员").or_else(|| name.strip_prefix("成员")).unwrap_or(name);
    (!name.is_empty() && !by.contains('\n') && by.chars().count() <= 40).then_some(name)
}

/// `老周(wxid_lz)` without the id, where it is one.
fn without_id(name: &str) -> &str {
    let Some((before, id)) = name.strip_suffix(')').and_then(|n| n.rsplit_once('(')) else {
        return name;
    };
    let is_id =
        id.len() >= 5 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-@".contains(&b));
    if is_id && !before.is_empty() { before } else { name }
}

/// The part of a text that is the sender's own words: without the quotation that old clients write
/// before the answer (`「名：原文」` and a line of dashes) or exporters behind it (`引用：名: 原文`).
pub(super) fn own_words(text: &str) -> Range<usize> {
    // A bot's mark of what is answered is no word.
    if text.starts_with("[CQ:reply,") || text.starts_with("[reply:") {
        let start = text.find(']').map_or(0, |at| at + 1);
        return start..text.len();
    }
    // Some exporters put what is answered behind the words, `带锅[引用 阿青：周末报个名]`, others before
    // them.
    if text.starts_with("[引用 ") {
        return bracket_end(text)..text.len();
    }
    if text.ends_with(']')
        && let Some(at) = text.find("[引用 ")
    {
        return 0..at;
    }
    // Nearly every message is one line, and a line quotes nothing.
    if memchr::memchr(b'\n', text.as_bytes()).is_none() {
        return 0..text.len();
    }
    let end = ["\n引用：", "\n引用:"].iter().filter_map(|mark| text.rfind(mark)).max();
    let end = end.unwrap_or(text.len());
    let mut at = 0;
    if text.starts_with('「') {
        for line in text[..end].split_inclusive('\n') {
            at += line.len();
            let dashes = line.trim();
            if dashes.len() >= 9 && dashes.chars().all(|c| matches!(c, '-' | ' ' | '—')) {
                return at..end;
            }
        }
    }
    0..end
}

/// `"阿青" 拍了拍 "老周"`, `我拍了拍 "老周"`: exporters print it under the name of who nudged.
fn is_nudge(text: &str) -> bool {
    const QUOTES: [char; 5] = ['"', '“', '”', '「', '」'];
    let Some((who, whom)) = text.split_once("拍了拍") else { return false };
    let (who, whom) = (who.trim(), whom.trim());
    let quoted = |name: &str| name.starts_with(QUOTES);
    let short = text.chars().count() <= 80 && !text.contains('\n');
    short && ((quoted(who) && who.ends_with(QUOTES)) || (who == "我" && quoted(whom)))
}

/// Where the bracket that `text` begins with is closed; what is answered may hold brackets too.
fn bracket_end(text: &str) -> usize {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' if depth <= 1 => return at + 1,
            b']' => depth -= 1,
            _ => {}
        }
    }
    text.find(']').map_or(0, |at| at + 1)
}

/// What a notice of the platform looks like in the formats that print it without a sender.
pub(super) fn is_notice(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "加入本群",
        "加入了本群",
        "加入了群聊",
        "加入群聊",
        "退出了本群",
        "退出群聊",
        "退出了群聊",
        "移出了群聊",
        "移出本群",
        "个共同好友，点击添加",
        "撤回了一条消息",
        "修改群名为",
        "成为新群主",
        "领取了你的红包",
        "都不是微信朋友关系",
        "拍了拍",
        "以下为新消息",
        "群聊邀请确认",
        "开启了全员禁言",
        "关闭了全员禁言",
        "被管理员禁言",
    ];
    text.chars().count() <= 120 && PHRASES.iter().any(|phrase| text.contains(phrase))
}

/// A notice that only groups have.
pub(super) fn is_of_group(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "加入本群",
        "加入了本群",
        "加入了群",
        "加入群聊",
        "退出了本群",
        "退出群聊",
        "退出了群聊",
        "移出了群",
        "移出本群",
        "修改群名",
        "群公告",
        "新群主",
        "全员禁言",
        "被管理员",
        "님이 들어왔습니다",
        "님이 나갔습니다",
        "님을 초대했습니다",
    ];
    PHRASES.iter().any(|phrase| text.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_words() {
        assert_eq!(kind_of("[图片]"), Some(Kind::Image));
        assert_eq!(kind_of("[图片: 0f3a9c5b.jpg(请在附件中查看)]"), Some(Kind::Image));
        assert_eq!(kind_of("[图片][图片]"), Some(Kind::Image));
        assert_eq!(kind_of(&"[图片]".repeat(100_000)), Some(Kind::Image));
        assert_eq!(kind_of("[图片][视频]"), None);
        assert_eq!(kind_of("\"阿青\" 拍了拍 \"老周\""), Some(Kind::System));
        assert_eq!(kind_of("我拍了拍 \"老周\" 的肩膀"), Some(Kind::System));
        assert_eq!(kind_of("他拍了拍桌子"), None);
        assert_eq!(kind_of("[文件] 清单.xlsx"), Some(Kind::File));
        assert_eq!(kind_of("【视频】"), Some(Kind::Video));
        assert_eq!(kind_of("[语音 00:03]"), Some(Kind::Voice));
        assert_eq!(kind_of("[位置 (30.5,119.8) 码头]"), Some(Kind::Location));
        assert_eq!(kind_of("![图片](http://127.0.0.1/image/0f3a)"), Some(Kind::Image));
        assert_eq!(kind_of("[链接|报名表](https://example.com)"), Some(Kind::Link));
        assert_eq!(kind_of("[CQ:image,file=0f3a.jpg,url=https://example.com]"), Some(Kind::Image));
        assert_eq!(kind_of("[mirai:image:{0F3A}.jpg]"), Some(Kind::Image));
        assert_eq!(kind_of("[CQ:face,id=178][CQ:face,id=179]"), Some(Kind::Sticker));
        assert_eq!(kind_of("[CQ:at,qq=10086] 来"), None);
        assert_eq!(kind_of("[图片 来一张]"), None);
        assert_eq!(kind_of("[微笑]"), None);
        assert_eq!(kind_of("[图片]带锅"), None);
        assert_eq!(kind_of("看[图片]"), None);
    }

    #[test]
    fn who_took_a_message_back() {
        assert_eq!(recalled_by("老周撤回了一条消息"), Some("老周"));
        assert_eq!(recalled_by("\"阿青\" 撤回了一条消息"), Some("阿青"));
        assert_eq!(recalled_by("你撤回了一条消息 重新编辑"), Some(""));
        assert_eq!(recalled_by("群主撤回了小满的一条消息"), Some("小满"));
        assert_eq!(recalled_by("你撤回了成员\"小满\"的一条消息"), Some("小满"));
        assert_eq!(recalled_by("阿青 撤回了 小满 的消息"), Some("小满"));
        assert_eq!(recalled_by("\"老周(wxid_lz)\"撤回了一条消息"), Some("老周"));
        assert_eq!(recalled_by("老周已收回訊息"), Some("老周"));
        assert_eq!(recalled_by("サクラがメッセージの送信を取り消しました"), Some("サクラ"));
        assert_eq!(recalled_by("Lena unsent a message."), Some("Lena"));
        assert_eq!(recalled_by("谁把消息撤回了"), None);
        assert_eq!(recalled_by("他撤回了一条消息你看到没"), None);
    }

    #[test]
    fn quoted_words_are_not_the_repliers() {
        let text = "「阿青：周末报个名」\n- - - - - - - - - - - - - - -\n我去";
        assert_eq!(&text[own_words(text)], "我去");
        assert_eq!(own_words("「好」\n- 一"), 0.."「好」\n- 一".len());
        let text = "带锅\n引用：阿青: 周末报个名";
        assert_eq!(&text[own_words(text)], "带锅");
        assert_eq!(own_words("好[引用 老周：行[引用 阿青：去吗]]"), 0.."好".len());
        let text = "[引用 老周：行]";
        assert_eq!(own_words(text), text.len()..text.len());
        let text = "[引用 老周：[图片]]好";
        assert_eq!(&text[own_words(text)], "好");
        assert_eq!(
            own_words("[CQ:reply,id=12]好"),
            "[CQ:reply,id=12]".len().."[CQ:reply,id=12]好".len()
        );
    }
}
