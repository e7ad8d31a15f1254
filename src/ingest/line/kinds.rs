//! What LINE writes for stickers, pictures, calls and the like.

use crate::export::Kind;
use crate::ingest::builder::Classify;
use crate::ingest::notices;

/// Words in brackets; the desktop writes them without.
const WORDS: &[(&str, Kind)] = &[
    ("貼圖", Kind::Sticker),
    ("贴图", Kind::Sticker),
    ("表情贴图", Kind::Sticker),
    ("スタンプ", Kind::Sticker),
    ("sticker", Kind::Sticker),
    ("stickers", Kind::Sticker),
    ("สติกเกอร์", Kind::Sticker),
    ("照片", Kind::Image),
    ("圖片", Kind::Image),
    ("图片", Kind::Image),
    ("写真", Kind::Image),
    ("アルバム", Kind::Image),
    ("相簿", Kind::Image),
    ("photo", Kind::Image),
    ("photos", Kind::Image),
    ("image", Kind::Image),
    ("album", Kind::Image),
    ("รูปภาพ", Kind::Image),
    ("影片", Kind::Video),
    ("视频", Kind::Video),
    ("動画", Kind::Video),
    ("video", Kind::Video),
    ("videos", Kind::Video),
    ("檔案", Kind::File),
    ("文件", Kind::File),
    ("ファイル", Kind::File),
    ("file", Kind::File),
    ("語音訊息", Kind::Voice),
    ("语音信息", Kind::Voice),
    ("语音消息", Kind::Voice),
    ("ボイスメッセージ", Kind::Voice),
    ("voice message", Kind::Voice),
    ("audio", Kind::Voice),
    ("聯絡資訊", Kind::Contact),
    ("联系人", Kind::Contact),
    ("連絡先", Kind::Contact),
    ("contact", Kind::Contact),
    ("位置資訊", Kind::Location),
    ("位置信息", Kind::Location),
    ("位置情報", Kind::Location),
    ("位置", Kind::Location),
    ("location", Kind::Location),
    ("投票", Kind::Poll),
    ("アンケート", Kind::Poll),
    ("poll", Kind::Poll),
    ("禮物", Kind::Payment),
    ("プレゼント", Kind::Payment),
    ("gift", Kind::Payment),
    ("記事本", Kind::Link),
    ("ノート", Kind::Link),
    ("note", Kind::Link),
    ("連結", Kind::Link),
    ("リンク", Kind::Link),
];

/// What the platform writes, in the layout that does not set a name apart.
pub(super) fn is_notice(text: &str) -> bool {
    const ENDS: &[&str] = &[
        "加入聊天",
        "加入聊天。",
        "加入群組",
        "加入群組。",
        "加入群组",
        "退出聊天",
        "退出群組",
        "離開群組",
        "離開聊天",
        "已退出群组",
        "が参加しました",
        "が参加しました。",
        "が退出しました",
        "が退出しました。",
        "が退会しました。",
        "を招待しました",
        "を招待しました。",
        "joined the chat",
        "joined the chat.",
        "joined the group",
        "joined the group.",
        "left the chat",
        "left the chat.",
        "left the group",
        "left the group.",
        "to the group.",
        "to the chat.",
    ];
    const MIDDLE: &[&str] =
        &["已邀請", "更改了群組", "變更了群組", "グループ名を", "changed the group"];
    notices::recalled_by(text).is_some()
        || ENDS.iter().any(|end| text.ends_with(end))
        || MIDDLE.iter().any(|part| text.contains(part))
}

/// How texts tell their kind; with `brackets` only what stands in them is a placeholder.
pub(super) fn of(brackets: bool) -> Classify {
    if brackets { in_brackets } else { bare }
}

fn in_brackets(text: &str) -> Option<Kind> {
    const RECALLED: &[&str] = &[
        "unsent a message",
        "unsent a message.",
        "Message unsent.",
        "已收回一則訊息",
        "已撤回消息",
        "已撤回一条消息",
    ];
    const CALLS: &[&str] = &[
        "☎",
        "通話時間 ",
        "通话时间 ",
        "未接來電",
        "未接来电",
        "不在着信",
        "Call time ",
        "Missed call",
    ];
    if notices::recalled_by(text).is_some() || RECALLED.contains(&text) {
        return Some(Kind::Recalled);
    }
    if CALLS.iter().any(|start| text.starts_with(start)) && !text.contains('\n') {
        return Some(Kind::Call);
    }
    let (inside, after) = text.strip_prefix('[')?.split_once(']')?;
    let after = after.trim();
    // A place without a name: `[null] https://maps…`, with its address before the link.
    let map = |link: &str| after.starts_with(link) || (inside == "null" && after.contains(link));
    if map("https://maps") || map("http://maps") {
        return Some(Kind::Location);
    }
    let kind = find(inside)?;
    let named =
        matches!(kind, Kind::File | Kind::Location | Kind::Contact | Kind::Poll | Kind::Link);
    (after.is_empty() || (named && !after.contains('\n'))).then_some(kind)
}

fn bare(text: &str) -> Option<Kind> {
    in_brackets(text).or_else(|| find(text))
}

fn find(word: &str) -> Option<Kind> {
    let word = word.trim().to_lowercase();
    WORDS.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
}
