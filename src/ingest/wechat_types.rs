//! WeChat's numbers for kinds of messages, which several tools hand through.

use crate::export::Kind;

/// The kind of a type and, for type 49, of the type of its card. Larger numbers hold both, the
/// card's in the upper half; `None` for a number that is not known.
pub(super) fn kind_of(class: i64, card: i64) -> Option<Kind> {
    let (class, card) = if class > i64::from(u32::MAX) {
        (class & 0xFFFF_FFFF, class >> 32)
    } else {
        (class, card)
    };
    Some(match class {
        1 => Kind::Text,
        3 => Kind::Image,
        34 => Kind::Voice,
        42 | 65 | 66 | 67 => Kind::Contact,
        43 | 62 => Kind::Video,
        47 => Kind::Sticker,
        48 => Kind::Location,
        49 => return Some(of_card(card)),
        50 | 52 | 53 => Kind::Call,
        10000 | 10002 | 9999 => Kind::System,
        _ => return None,
    })
}

fn of_card(card: i64) -> Kind {
    match card {
        // Answers, relays and announcements are words.
        1 | 53 | 57 | 87 => Kind::Text,
        2 => Kind::Image,
        6 | 74 => Kind::File,
        8 | 15 => Kind::Sticker,
        17 => Kind::Location,
        51 | 63 | 88 => Kind::Video,
        // A poke is a notice: nobody wrote its words.
        62 => Kind::System,
        2000..=2003 => Kind::Payment,
        _ => Kind::Link,
    }
}

/// A text that people wrote; nothing where a tool handed raw XML through.
pub(super) fn words(text: &str) -> &str {
    let start = text.trim_start();
    let raw = ["<?xml", "<msg", "<sysmsg", "<voipmsg", "<appmsg", "<_wc_custom_link_"];
    if raw.iter().any(|tag| start.starts_with(tag)) { "" } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(kind_of(1, 0), Some(Kind::Text));
        assert_eq!(kind_of(49, 6), Some(Kind::File));
        assert_eq!(kind_of(49, 2000), Some(Kind::Payment));
        assert_eq!(kind_of(49 | 57 << 32, 0), Some(Kind::Text));
        assert_eq!(kind_of(777, 0), None);
        assert_eq!(words("<msg><appmsg/></msg>"), "");
        assert_eq!(words("<3 好"), "<3 好");
    }
}
