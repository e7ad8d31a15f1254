//! What KakaoTalk writes for pictures, calls and the like, and for people who come and go.

use crate::export::Kind;

/// Whole texts, letters in either case.
const WORDS: &[(&str, Kind)] = &[
    ("사진", Kind::Image),
    ("photo", Kind::Image),
    ("photos", Kind::Image),
    ("(사진)", Kind::Image),
    ("(photo)", Kind::Image),
    ("동영상", Kind::Video),
    ("video", Kind::Video),
    ("videos", Kind::Video),
    ("(동영상)", Kind::Video),
    ("이모티콘", Kind::Sticker),
    ("(이모티콘)", Kind::Sticker),
    ("emoticon", Kind::Sticker),
    ("emoticons", Kind::Sticker),
    ("(emoticon)", Kind::Sticker),
    ("스티커", Kind::Sticker),
    ("음성메시지", Kind::Voice),
    ("음성메세지", Kind::Voice),
    ("voice note", Kind::Voice),
    ("voice message", Kind::Voice),
    ("연락처", Kind::Contact),
    ("투표", Kind::Poll),
    ("송금", Kind::Payment),
    ("삭제된 메시지입니다.", Kind::Recalled),
    ("삭제된 메시지입니다", Kind::Recalled),
    ("this message was deleted.", Kind::Recalled),
    ("this message was deleted", Kind::Recalled),
    ("deleted message.", Kind::Recalled),
];

/// Beginnings of texts of one line.
const BEGINNINGS: &[(&str, Kind)] = &[
    ("파일: ", Kind::File),
    ("file: ", Kind::File),
    ("보이스톡", Kind::Call),
    ("페이스톡", Kind::Call),
    ("라이브톡", Kind::Call),
    ("그룹콜", Kind::Call),
    ("voice call", Kind::Call),
    ("video call", Kind::Call),
    ("연락처: ", Kind::Contact),
    ("contact: ", Kind::Contact),
    ("live talk", Kind::Call),
    ("위치: ", Kind::Location),
    ("지도: ", Kind::Location),
    ("map: ", Kind::Location),
    ("location: ", Kind::Location),
    ("투표: ", Kind::Poll),
    ("poll: ", Kind::Poll),
    ("샵검색: ", Kind::Link),
];

/// The kind of a text that is nothing but a placeholder.
pub(super) fn of(text: &str) -> Option<Kind> {
    let text = text.trim();
    if text.contains('\n') || text.chars().count() > 120 {
        return None;
    }
    let lower = text.to_lowercase();
    if let Some((_, kind)) = WORDS.iter().find(|(word, _)| *word == lower) {
        return Some(*kind);
    }
    // `사진 3장`, `3 photos`.
    let count = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
    let pictures = lower.strip_prefix("사진 ").and_then(|r| r.strip_suffix('장'));
    if pictures.or_else(|| lower.strip_suffix(" photos")).is_some_and(count) {
        return Some(Kind::Image);
    }
    BEGINNINGS.iter().find(|(word, _)| lower.starts_with(word)).map(|(_, kind)| *kind)
}

/// What the platform writes without a name.
pub(super) fn is_notice(text: &str) -> bool {
    const ENDS: &[&str] = &[
        "님이 들어왔습니다.",
        "님이 나갔습니다.",
        "님을 초대했습니다.",
        "님을 초대하였습니다.",
        "님을 내보냈습니다.",
        "님이 내보내졌습니다.",
        "방장이 되었습니다.",
        "부방장이 되었습니다.",
        "메시지를 가렸습니다.",
        "채팅방을 나갔습니다.",
        "joined this chatroom.",
        "left this chatroom.",
        "has joined this chatroom.",
        "has left this chatroom.",
        "to this chatroom.",
        "메시지가 삭제되었습니다.",
        "The message has been deleted.",
    ];
    // Open chats warn everybody who comes in, behind the notice and below it.
    const WARNINGS: &[&str] = &[
        "타인, 기관 등의 사칭에 유의해 주세요.",
        "불법촬영물등 식별 및 게재제한 조치 안내",
        "그룹 오픈채팅방에서 동영상",
    ];
    let text = text.trim_end_matches("채팅방으로 초대하기").trim_end();
    let at = WARNINGS.iter().find_map(|warning| text.find(warning));
    let before = at.map_or(text, |at| text[..at].trim_end());
    let deed = ENDS.iter().any(|end| before.ends_with(end));
    before.chars().count() <= 200 && (deed || at == Some(0))
}
