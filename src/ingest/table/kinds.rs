//! What exporters write into a table's type and direction columns.

use std::borrow::Cow;

use crate::export::{Kind, Role};
use crate::ingest::wechat_types;

/// Words for kinds of messages, lower case. Longer ones that contain a shorter one come first
/// where the shorter one would say something else.
const WORDS: &[(Kind, &[&str])] = &[
    (
        Kind::Text,
        &[
            "文本",
            "文本消息",
            "文字",
            "引用消息",
            "引用",
            "引用回复",
            "回复",
            "@提及",
            "接龙",
            "群公告",
            "text",
            "quote",
            "reply",
            "markdown",
            "plain",
        ],
    ),
    (
        Kind::Image,
        &["图片", "图片消息", "照片", "照片壁纸", "圖片", "image", "picture", "photo", "img"],
    ),
    (Kind::Voice, &["语音", "语音消息", "音频", "語音", "voice", "audio"]),
    (Kind::Video, &["视频", "视频消息", "小视频", "短视频", "影片", "video"]),
    (Kind::File, &["文件", "文件消息", "檔案", "file"]),
    (
        Kind::Sticker,
        &[
            "表情",
            "表情包",
            "表情消息",
            "动画表情",
            "gif表情",
            "貼圖",
            "sticker",
            "emoji",
            "emotion",
        ],
    ),
    (
        Kind::Link,
        &[
            "链接",
            "分享链接",
            "卡片式链接",
            "(分享)卡片式链接",
            "图文消息",
            "图文",
            "网页",
            "小程序",
            "小程序分享",
            "(分享)小程序",
            "视频号",
            "视频号直播",
            "视频号直播卡片",
            "音乐",
            "音乐分享",
            "合并转发",
            "合并转发的聊天记录",
            "聊天记录合并转发",
            "聊天记录",
            "转发消息",
            "收藏笔记",
            "笔记",
            "json消息",
            "link",
            "weapp",
            "chatrecord",
            "news",
            "share",
        ],
    ),
    (Kind::Location, &["位置", "位置消息", "位置分享", "location"]),
    (
        Kind::Contact,
        &["名片", "名片消息", "个人名片", "个人/公众号名片", "企业微信名片", "card", "contact"],
    ),
    (
        Kind::Payment,
        &[
            "红包",
            "红包卡片",
            "转账",
            "转账卡片",
            "微信红包",
            "redpacket",
            "red packet",
            "external_redpacket",
            "transfer",
            "payment",
        ],
    ),
    (
        Kind::Call,
        &[
            "语音通话",
            "视频通话",
            "音视频通话",
            "通话",
            "call",
            "voip",
            "voiptext",
            "meeting_voice_call",
        ],
    ),
    (Kind::Poll, &["投票", "群投票", "vote", "poll"]),
    (Kind::Recalled, &["撤回", "已撤回", "撤回消息", "revoke", "recall", "recalled"]),
    (
        Kind::System,
        &[
            "系统",
            "系统消息",
            "系统通知",
            "系統訊息",
            "通知",
            "拍一拍",
            "邀请加群",
            "system",
            "notice",
            "sys",
        ],
    ),
    (Kind::Other, &["其他", "其它", "未知", "未知类型", "other", "unknown"]),
];

/// The kind that a type column says; `None` where it says nothing known.
pub(in crate::ingest) fn kind(word: &str, sub: &str) -> Option<Kind> {
    if let Ok(code) = word.parse::<u32>() {
        return wechat_types::kind_of(code.into(), sub.parse().unwrap_or(0));
    }
    let word = word.to_lowercase();
    if word.starts_with("消息撤回") {
        return Some(Kind::Recalled);
    }
    let bare = word.split(['(', '（']).next().filter(|bare| !bare.is_empty()).unwrap_or(&word);
    let is =
        |word: &str| WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(kind, _)| *kind);
    is(&word).or_else(|| is(bare))
}

/// `true` for the owner's own messages, `false` for others', by a flag of 1 or 0.
pub(super) fn own_by_flag(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "是" => Some(true),
        "0" | "false" | "no" | "n" | "否" => Some(false),
        _ => own_by_word(word),
    }
}

/// The same by a word; a state such as 已读 says nothing.
pub(super) fn own_by_word(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "发送" | "发出" | "已发送" | "发" | "發送" | "out" | "outgoing" | "sent" | "send" => {
            Some(true)
        }
        "接收" | "收到" | "已接收" | "收" | "in" | "incoming" | "received" | "receive" => {
            Some(false)
        }
        _ => None,
    }
}

/// `true` where a column on recalls says yes.
pub(super) fn is_yes(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "1" | "true" | "yes" | "y" | "是" | "已撤回" | "撤回")
}

/// What a column of roles says.
pub(super) fn role(word: &str) -> Role {
    match word.to_lowercase().as_str() {
        "群主" | "管理员" | "群管理员" | "管理" | "官方" | "客服" | "员工" | "owner" | "admin"
        | "administrator" | "official" | "staff" | "agent" => Role::Official,
        "商家" | "卖家" | "seller" | "merchant" => Role::Seller,
        "群成员" | "成员" | "普通成员" | "群员" | "客户" | "顾客" | "买家" | "用户" | "member"
        | "customer" => Role::Member,
        _ => Role::Unknown,
    }
}

/// A text without the XML that a database keeps for cards, pictures and notices: of those, only a
/// notice has words.
pub(super) fn without_markup(text: &str, kind: Option<Kind>) -> Cow<'_, str> {
    let start = text.trim_start();
    let markup = ["<msg", "<?xml", "<sysmsg", "<voipmsg", "<voiplocalinfo", "<revokemsg", "<img"];
    if !start.starts_with('<') || !markup.iter().any(|tag| start.starts_with(tag)) {
        return text.into();
    }
    let inside = |open: &str, close: &str| {
        let (_, rest) = start.split_once(open)?;
        rest.split_once(close).map(|(words, _)| words.trim())
    };
    let words = match kind {
        Some(Kind::System | Kind::Recalled) => {
            inside("<replacemsg>", "</replacemsg>").or_else(|| inside("<plain>", "</plain>"))
        }
        _ => inside("<title>", "</title>"),
    };
    let words = words.unwrap_or("");
    let plain = words.strip_prefix("<![CDATA[").and_then(|w| w.strip_suffix("]]>"));
    crate::ingest::markup::decode(plain.unwrap_or(words)).into_owned().into()
}
