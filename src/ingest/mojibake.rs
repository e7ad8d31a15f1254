//! Text whose UTF-8 bytes somebody took for Latin-1 characters (formats study, 1.1 and M1): Meta
//! writes all of its exports so, and copies of other exports have gone the same way.

use std::borrow::Cow;

/// The text as it was meant, where it is such damage: nothing but characters up to U+00FF, at
/// least one of them not ASCII, and the bytes that they stand for are UTF-8. Damage twice over is
/// mended once per call.
pub(super) fn repair(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    String::from_utf8(bytes?).ok()
}

/// Mends one text after the other and remembers whether any needed it.
#[derive(Debug, Default)]
pub(super) struct Mender {
    /// `true` once a text was mended.
    pub(super) mended: bool,
}

impl Mender {
    /// The text as it was meant.
    pub(super) fn mend<'t>(&mut self, text: Cow<'t, str>) -> Cow<'t, str> {
        match repair(&text) {
            Some(meant) => {
                self.mended = true;
                Cow::Owned(meant)
            }
            None => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damage(text: &str) -> String {
        text.bytes().map(char::from).collect()
    }

    #[test]
    fn what_round_trips_is_mended() {
        for text in ["周末报个名", "Zoë", "żółw", "👍🏽 ok", "“报名”"] {
            assert_eq!(repair(&damage(text)).as_deref(), Some(text));
            assert_eq!(repair(text), None, "{text} is right already");
        }
        assert_eq!(repair("plain"), None);
        assert_eq!(repair(""), None);
        // Real Latin-1 words are no UTF-8.
        assert_eq!(repair("café"), None);
        assert_eq!(repair("Ã¤hnlich"), Some("ähnlich".to_string()));
        // Cut inside a character.
        let cut: String = damage("周末").chars().take(5).collect();
        assert_eq!(repair(&cut), None);
    }
}
