//! Words that Meta puts into a message in its sender's name.

use crate::export::Kind;

/// What the content of a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// The sender's own words.
    Words,
    /// Stands for something attached.
    Attachment(Kind),
    /// A notice; nobody's words.
    Notice,
    /// A call that was made or missed.
    Call,
    /// Says that the message was taken back.
    Unsent,
    /// There is none.
    Nothing,
}

/// Behind the sender's name or `You`.
const ATTACHED: &[(&str, Kind)] = &[
    (" sent an attachment.", Kind::Other),
    (" sent a photo.", Kind::Image),
    (" sent a video.", Kind::Video),
    (" sent a voice message.", Kind::Voice),
    (" sent a sticker.", Kind::Sticker),
    (" sent a GIF.", Kind::Sticker),
    (" sent a GIF from GIPHY.", Kind::Sticker),
    (" sent a file.", Kind::File),
    (" sent a link.", Kind::Link),
    (" sent a location.", Kind::Location),
    (" sent a live location.", Kind::Location),
    (" shared a location.", Kind::Location),
    (" shared a story.", Kind::Link),
    (" shared a post.", Kind::Link),
    (" shared a reel.", Kind::Link),
    (" sent a reel.", Kind::Link),
];

/// Behind the sender's name or `You`, with whatever follows.
const NOTICES: &[&str] = &[
    " added ",
    " removed ",
    " named the group",
    " created the group",
    " created this group",
    " left the group",
    " joined the group",
    " joined the call",
    " joined the video call",
    " joined the video chat",
    " started sharing",
    " changed the group photo",
    " changed the group name",
    " changed the theme",
    " changed the chat theme",
    " changed the chat background",
    " changed the listing description",
    " set the nickname",
    " set your nickname",
    " set his own nickname",
    " set her own nickname",
    " set their own nickname",
    " set the emoji",
    " set the quick reaction",
    " cleared the nickname",
    " cleared your nickname",
    " cleared his own nickname",
    " cleared her own nickname",
    " turned on ",
    " turned off ",
    " pinned a message",
    " unpinned a message",
    " is now an admin",
    " made ",
    " waved at ",
    " voted for ",
    " removed their vote",
    " changed their vote",
    " created a poll",
    " responded Going",
    " responded Can't Go",
    " created a plan",
    " started a plan",
    " updated the plan",
    " missed a ",
];

/// Whole texts.
const WHOLE: &[(&str, Said)] = &[
    ("Liked a message", Said::Notice),
    ("You are now connected on Messenger.", Said::Notice),
    ("You are now connected on Messenger", Said::Notice),
    ("You can now message and call each other.", Said::Notice),
    ("You can now message each other.", Said::Notice),
    ("The video call ended.", Said::Call),
    ("The call ended.", Said::Call),
    ("The group call ended.", Said::Call),
    ("Audio call ended", Said::Call),
    ("Video call ended", Said::Call),
    ("Video chat ended", Said::Call),
    ("User unsent a message", Said::Unsent),
    ("This message is no longer available because it was unsent by the sender.", Said::Unsent),
    ("This message was unsent", Said::Unsent),
];

/// Reads the content of a message that goes under `sender`.
pub(super) fn read(sender: &str, content: &str) -> Said {
    let text = content.trim();
    if text.is_empty() {
        return Said::Nothing;
    }
    if let Some((_, said)) = WHOLE.iter().find(|(whole, _)| *whole == text) {
        return *said;
    }
    if text.starts_with("Reacted ") && text.ends_with(" to your message") && text.len() < 80 {
        return Said::Notice;
    }
    let by = |name: &str| text.strip_prefix(name).filter(|_| !name.is_empty());
    // Placeholders go by the first name.
    let short = sender.split(' ').next().unwrap_or("");
    let Some(rest) = by("You").or_else(|| by(sender)).or_else(|| by(short)) else {
        return of_call(sender, text);
    };
    if let Some((_, kind)) = ATTACHED.iter().find(|(words, _)| *words == rest) {
        return Said::Attachment(*kind);
    }
    if rest == " unsent a message" || rest == " unsent a message." {
        return Said::Unsent;
    }
    if is_call(rest) {
        return Said::Call;
    }
    let notice = NOTICES.iter().find(|words| rest.starts_with(**words));
    match notice {
        // These begin ordinary sentences too.
        Some(&" added ") => {
            notice_if(rest.ends_with(" to the group.") || rest.ends_with(" to the group"))
        }
        Some(&" removed ") => {
            notice_if(rest.contains(" from the group") || rest.ends_with(" as a group admin."))
        }
        Some(&" made ") => notice_if(rest.contains(" an admin")),
        Some(&(" turned on " | " turned off ")) => notice_if(
            ["approval", "link", "vanish", "disappearing", "mode", "sharing"]
                .iter()
                .any(|w| rest.contains(w)),
        ),
        Some(&" missed a ") => Said::Call,
        Some(_) => Said::Notice,
        None => Said::Words,
    }
}

fn notice_if(is_notice: bool) -> Said {
    if is_notice { Said::Notice } else { Said::Words }
}

/// `called you.`, `missed your call.`, `started a video chat`, behind a name.
fn is_call(rest: &str) -> bool {
    let short = rest.len() < 80 && !rest.contains('\n');
    let ends = [
        " called you.",
        " called you",
        " missed your call.",
        " missed your video call.",
        " missed your video chat.",
    ];
    let begins = [
        " started a call",
        " started a video chat",
        " started a video call",
        " started an audio call",
        " missed a call ",
        " missed a video call",
        " missed a video chat",
        " missed an audio call",
        " ended the call",
    ];
    let called = rest.starts_with(" called ") && rest.ends_with('.');
    short && (ends.contains(&rest) || begins.iter().any(|words| rest.starts_with(words)) || called)
}

/// A call that another one's name begins.
fn of_call(sender: &str, text: &str) -> Said {
    let ends = [
        " called you.",
        " missed your call.",
        " missed your video call.",
        " missed a call from you.",
    ];
    let call = text.len() < 80 && text != sender && ends.iter().any(|words| text.ends_with(words));
    if call { Said::Call } else { Said::Words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_notices() {
        for (text, said) in [
            ("周末报个名", Said::Words),
            ("You added too much salt", Said::Words),
            ("You made my day", Said::Words),
            ("I left the group chat yesterday", Said::Words),
            ("Tom sent a location.", Said::Words),
            ("阿青 sent an attachment.", Said::Attachment(Kind::Other)),
            ("You sent a photo.", Said::Attachment(Kind::Image)),
            ("阿青 added 老周 to the group.", Said::Notice),
            ("You created the group.", Said::Notice),
            ("阿青 named the group 露营.", Said::Notice),
            ("阿青 removed 老周 from the group.", Said::Notice),
            ("阿青 turned off the lights", Said::Words),
            ("Liked a message", Said::Notice),
            ("Reacted 😂 to your message ", Said::Notice),
            ("You called 老周.", Said::Call),
            ("老周 called you.", Said::Call),
            ("You missed a call from 老周.", Said::Call),
            ("阿青 started a video chat.", Said::Call),
            ("User unsent a message", Said::Unsent),
            ("阿青 unsent a message", Said::Unsent),
            (" ", Said::Nothing),
        ] {
            assert_eq!(read("阿青", text), said, "{text}");
        }
        let location = Said::Attachment(Kind::Location);
        assert_eq!(read("Tom W", "Tom sent a location."), location);
    }
}
