//! What is wrong with a pack: as a code with what it is about, and in English.

use crate::Error;

/// One reason to refuse a pack.
#[derive(Debug)]
pub(super) struct Fault {
    code: &'static str,
    what: String,
    reason: String,
}

impl Fault {
    /// `what` is the sentence, word, pattern, line or id that it is about.
    pub(super) fn new(
        code: &'static str,
        what: impl Into<String>,
        reason: impl Into<String>,
    ) -> Fault {
        Fault { code, what: what.into(), reason: reason.into() }
    }

    /// The error about a rule of a pack; `rule` is empty for the pack itself.
    pub(super) fn of(self, pack: &str, rule: &str) -> Error {
        Error::Pack {
            pack: pack.into(),
            rule: rule.into(),
            reason: self.reason,
            fault: self.code,
            what: self.what,
        }
    }
}

/// Reasons that no person without the file at hand can do anything about.
impl From<String> for Fault {
    fn from(reason: String) -> Fault {
        Fault::new("other", "", reason)
    }
}

impl From<&str> for Fault {
    fn from(reason: &str) -> Fault {
        Fault::from(reason.to_string())
    }
}
