//! The words WhatsApp writes into exports: `phrases.txt`, read into lists.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::export::Kind;
use crate::ingest::when::trim;

/// A text of at least so many characters holds the whole notice about encryption.
const WHOLE_NOTICE: usize = 40;

/// Phrases that are looked for anywhere in a text.
#[derive(Default)]
struct Anywhere {
    list: Vec<&'static str>,
    automaton: Option<AhoCorasick>,
}

impl Anywhere {
    fn build(&mut self) {
        self.automaton = AhoCorasick::new(&self.list).ok();
    }

    /// Where the first of them stands.
    fn find(&self, text: &str) -> Option<usize> {
        Some(self.automaton.as_ref()?.find(text)?.start())
    }

    fn is_in(&self, text: &str) -> bool {
        self.find(text).is_some()
    }
}

/// First characters of phrases in lower case: most messages begin otherwise.
#[derive(Default)]
struct Begins {
    /// A bit for each.
    ascii: u128,
    others: BTreeSet<char>,
}

impl Begins {
    fn of<'a>(phrases: impl Iterator<Item = &'a str>) -> Self {
        let mut begins = Begins::default();
        for first in phrases.filter_map(|phrase| phrase.chars().next()) {
            match first.is_ascii() {
                true => begins.ascii |= 1 << u32::from(first),
                false => _ = begins.others.insert(first),
            }
        }
        begins
    }

    /// `true` where a text, in whatever case, begins like one of the phrases.
    fn begin(&self, text: &str) -> bool {
        let first = match text.as_bytes().first() {
            None => return false,
            Some(byte) if byte.is_ascii() => Some(char::from(byte.to_ascii_lowercase())),
            // U+3000 to U+9FFF: Chinese and Japanese have no case.
            Some(0xE3..=0xE9) => text.chars().next(),
            Some(_) => text.chars().next().and_then(|first| first.to_lowercase().next()),
        };
        first.is_some_and(|first| match first.is_ascii() {
            true => self.ascii >> u32::from(first) & 1 == 1,
            false => self.others.contains(&first),
        })
    }
}

/// Phrases by what they say.
#[derive(Default)]
pub(super) struct Phrases {
    encryption: Anywhere,
    deeds: Anywhere,
    hints: Anywhere,
    security_code: Vec<&'static str>,
    group: Anywhere,
    created: Anywhere,
    edited: Vec<&'static str>,
    attached: Vec<&'static str>,
    poll: Vec<&'static str>,
    missed_calls: Vec<&'static str>,
    calls: Vec<&'static str>,
    /// What stands before and behind the chat's name in the name of a file.
    file_names: Vec<(&'static str, &'static str)>,
    /// Words of the half of the day that only some tongues use; `true` for the afternoon.
    periods: Vec<(&'static str, bool)>,
    /// Whole texts that are placeholders.
    whole: HashMap<&'static str, Kind>,
    longest: usize,
    whole_begin: Begins,
    calls_begin: Begins,
    /// Of anything that stands for something other than words.
    any_begin: Begins,
    security_begin: Begins,
}

static ALL: LazyLock<Phrases> = LazyLock::new(Phrases::read);

impl Phrases {
    /// The list.
    pub(super) fn all() -> &'static Phrases {
        &ALL
    }

    fn read() -> Self {
        let (mut all, mut section) = (Phrases::default(), "");
        for line in include_str!("phrases.txt").lines() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                Some(name) => section = name,
                None => all.add(section, line),
            }
        }
        for anywhere in
            [&mut all.encryption, &mut all.deeds, &mut all.hints, &mut all.group, &mut all.created]
        {
            anywhere.build();
        }
        let calls = || all.calls.iter().chain(&all.missed_calls).copied();
        let whole = || all.whole.keys().copied();
        let lower: Vec<String> = all.poll.iter().map(|phrase| phrase.to_lowercase()).collect();
        let polls = lower.iter().map(String::as_str);
        all.any_begin = Begins::of(whole().chain(calls()).chain(polls).chain(["<"]));
        (all.whole_begin, all.calls_begin) = (Begins::of(whole()), Begins::of(calls()));
        let lower: Vec<String> = all.security_code.iter().map(|p| p.to_lowercase()).collect();
        all.security_begin = Begins::of(lower.iter().map(String::as_str));
        all
    }

    fn add(&mut self, section: &str, phrase: &'static str) {
        let list = match section {
            "encryption" => &mut self.encryption.list,
            "deeds" => &mut self.deeds.list,
            "hints" => &mut self.hints.list,
            "security code" => &mut self.security_code,
            "group" => &mut self.group.list,
            "created" => &mut self.created.list,
            "edited" => &mut self.edited,
            "attached" => &mut self.attached,
            "poll" => &mut self.poll,
            "missed calls" => &mut self.missed_calls,
            "calls" => &mut self.calls,
            "file names" => return self.file_names.extend(phrase.split_once("{}")),
            "morning" => return self.periods.push((phrase, false)),
            "afternoon" => return self.periods.push((phrase, true)),
            _ => {
                let Some(kind) = kind_named(section) else { return };
                self.whole.insert(phrase, kind);
                self.longest = self.longest.max(phrase.len());
                return;
            }
        };
        list.push(phrase);
    }

    /// The notice that nobody else reads along.
    pub(super) fn is_encryption(&self, text: &str) -> bool {
        self.encryption.is_in(text)
    }

    /// A notice however it stands: nobody begins a message like that.
    pub(super) fn is_certain_notice(&self, text: &str) -> bool {
        let starts = |list: &[&str]| list.iter().any(|phrase| text.starts_with(phrase));
        (self.security_begin.begin(text) && starts(&self.security_code))
            || text.len() >= WHOLE_NOTICE
                && text.chars().nth(WHOLE_NOTICE - 1).is_some()
                && self.encryption.find(text).is_some_and(|at| at <= 80)
    }

    /// The start of a notice rather than a name: `Lena changed the subject to "a`.
    pub(super) fn is_deed(&self, name: &str) -> bool {
        self.deeds.is_in(name)
    }

    /// Words of the platform, as far as people do not write them too.
    pub(super) fn is_notice(&self, text: &str) -> bool {
        self.is_encryption(text) || self.is_deed(text) || self.hints.is_in(text)
    }

    /// A notice that only groups have.
    pub(super) fn is_of_group(&self, text: &str) -> bool {
        !self.is_encryption(text) && self.group.is_in(text)
    }

    /// The notice that someone made the group.
    pub(super) fn is_creation(&self, text: &str) -> bool {
        self.created.is_in(text)
    }

    /// A text without the mark of an edit at its end: it is not the sender's word.
    pub(super) fn without_edit_mark<'a>(&self, text: &'a str) -> &'a str {
        let trimmed = text.trim_end_matches(crate::ingest::when::is_mark);
        if !trimmed.ends_with('>') {
            return text;
        }
        let rest = self.edited.iter().find_map(|mark| trimmed.strip_suffix(mark));
        rest.map_or(text, |rest| {
            let space =
                |c: char| crate::ingest::when::is_mark(c) || crate::ingest::when::is_space(c);
            rest.trim_end_matches(space)
        })
    }

    /// `true` for the word that stands before or behind the name of an attached file.
    pub(super) fn is_attached(&self, word: &str) -> bool {
        self.attached.contains(&trim(word).to_lowercase().as_str())
    }

    /// `true` for a text that opens a poll.
    pub(super) fn is_poll(&self, text: &str) -> bool {
        self.poll.iter().any(|start| text.starts_with(start))
    }

    /// `true` for a text about a call; `marked` says that the app's mark stands before it.
    pub(super) fn is_call(&self, text: &str, marked: bool) -> bool {
        // A text is looked at only where it is short enough for one.
        if text.len() > 120 || !self.calls_begin.begin(text) {
            return false;
        }
        let lower = text.to_lowercase();
        let starts = |list: &[&str]| list.iter().any(|start| lower.starts_with(start));
        starts(&self.missed_calls) || (marked && starts(&self.calls))
    }

    /// `false` for a text that surely is nothing but words, told by a look at its bytes.
    pub(super) fn may_stand_for_more(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        // An address, a mark before a placeholder or a bullet; the end of a placeholder.
        matches!(bytes.last(), Some(b'>' | b')'))
            || self.any_begin.begin(text)
            || memchr::memchr2(b'/', 0xE2, bytes).is_some()
    }

    /// The kind of a whole text that is a placeholder.
    pub(super) fn placeholder(&self, text: &str) -> Option<Kind> {
        if text.len() > self.longest + 4 {
            return None;
        }
        let text = text.trim_end_matches(['.', '。', '।']);
        let inner = text.strip_prefix('<').and_then(|t| t.strip_suffix('>')).unwrap_or(text);
        if !self.whole_begin.begin(inner.trim_start()) {
            return None;
        }
        self.whole.get(inner.trim().to_lowercase().as_str()).copied()
    }

    /// Whether a word means the afternoon; `None` where it says nothing of the day.
    pub(super) fn period(&self, word: &str) -> Option<bool> {
        let word = word.to_lowercase();
        self.periods.iter().find(|(known, _)| *known == word).map(|p| p.1)
    }

    /// The chat's name in the name of a file.
    pub(super) fn chat_name(&self, file: &str) -> Option<String> {
        let found = file.rsplit(['/', '\\']).find_map(|part| {
            let name = part.strip_suffix(".txt").or_else(|| part.strip_suffix(".zip"));
            let name = name.unwrap_or(part);
            let spaced = name.replace('_', " ");
            let name = if name.contains(' ') { name } else { spaced.trim_start() };
            // A second download of the same chat is numbered.
            let numbered =
                name.strip_suffix(')').and_then(|n| n.rsplit_once(" (")).filter(|(_, n)| {
                    (1..=3).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit())
                });
            let name = numbered.map_or(name, |n| n.0);
            let around = |(a, b): &(&str, &str)| name.strip_prefix(a)?.strip_suffix(b);
            self.file_names.iter().find_map(around).map(|n| trim(n).to_string())
        });
        found.filter(|name| !name.is_empty())
    }
}

fn kind_named(section: &str) -> Option<Kind> {
    Some(match section {
        "image" => Kind::Image,
        "video" => Kind::Video,
        "voice" => Kind::Voice,
        "sticker" => Kind::Sticker,
        "file" => Kind::File,
        "contact" => Kind::Contact,
        "location" => Kind::Location,
        "recalled" => Kind::Recalled,
        "other" => Kind::Other,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sound() {
        let (mut section, mut seen) = ("", std::collections::BTreeSet::new());
        for line in include_str!("phrases.txt").lines().filter(|l| !l.is_empty()) {
            assert_eq!(line, line.trim_end(), "nothing stands behind a phrase");
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                section = name;
            } else if !line.starts_with('#') {
                assert!(seen.insert((section, line)), "twice: {line}");
                let lower = kind_named(section).is_some()
                    || ["attached", "missed calls", "calls"].contains(&section);
                assert!(!lower || line.to_lowercase() == line, "not in lower case: {line}");
                assert!(section != "file names" || line.contains("{}"), "{line}");
            }
        }
        let all = Phrases::all();
        assert!(all.whole.len() > 300 && all.hints.list.len() > 150 && !all.periods.is_empty());
    }

    #[test]
    fn titles_from_file_names() {
        let name = |file| Phrases::all().chat_name(file);
        let is = |name: &str| Some(name.to_string());
        assert_eq!(name("与露营互助群的 WhatsApp 聊天.txt"), is("露营互助群"));
        assert_eq!(name("與露營群的WhatsApp對話.txt"), is("露營群"));
        assert_eq!(name("WhatsApp Chat with Lena.txt"), is("Lena"));
        assert_eq!(name("WhatsApp Chat with Lena (2).txt"), is("Lena"));
        assert_eq!(name("WhatsApp_Chat_with_Lena_Q.txt"), is("Lena Q"));
        assert_eq!(name("WhatsApp Chat - Lena.zip/_chat.txt"), is("Lena"));
        assert_eq!(name("Chat de WhatsApp con Lena.txt"), is("Lena"));
        assert_eq!(name("Lena ile WhatsApp Sohbeti.txt"), is("Lena"));
        assert_eq!(name("_chat.txt"), None);
    }
}
