//! What every message carries, in columns: families of wording, rules hit, structure.

use super::cues::{Cues, Room, Set};
use crate::export::{Export, Kind, Message};

/// Families that are no wording: `structure` puts them where they belong.
pub(crate) const STRUCTURE: &[&str] = &[
    "image",
    "recall",
    "leave",
    "removed",
    "question",
    "mention",
    "bang",
    "you",
    "link",
    "list",
    "rumour",
    "newcomer",
    "model_offensive",
    "model_complaint",
];

/// Milliseconds of a minute.
pub(crate) const MINUTE: i64 = 60_000;
/// Milliseconds of an hour.
pub(crate) const HOUR: i64 = 60 * MINUTE;
/// Milliseconds of a day.
pub(crate) const DAY: i64 = 24 * HOUR;

/// How long a message without a time is taken to have waited for the one before it.
const UNTIMED_STEP: i64 = 30_000;

/// One probability a message, of a model of the text.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Score {
    /// That it offends.
    pub(crate) offensive: f32,
    /// That it complains.
    pub(crate) complaint: f32,
}

/// The columns.
#[derive(Default)]
pub(crate) struct Signals {
    /// Families of each message.
    pub(crate) set: Vec<Set>,
    /// Time of each message in milliseconds, never backwards; steps of half a minute where the
    /// source has none.
    pub(crate) time: Vec<i64>,
    /// Whether a conversation has times at all.
    pub(crate) timed: Vec<bool>,
    /// Characters of the text, at most 255.
    pub(crate) length: Vec<u8>,
}

/// The bits of structure, looked up once.
struct Bits {
    image: Set,
    recall: Set,
    leave: Set,
    removed: Set,
    question: Set,
    mention: Set,
    bang: Set,
    you: Set,
    link: Set,
    list: Set,
}

impl Signals {
    /// Reads every message once. `rule_families` are the families of the rules hit by a row.
    pub(crate) fn read(
        export: &Export,
        cues: &Cues,
        rule_families: impl Fn(u32) -> Set,
        scores: Option<&[Score]>,
    ) -> Signals {
        let bits = Bits {
            image: cues.bit("image"),
            recall: cues.bit("recall"),
            leave: cues.bit("leave"),
            removed: cues.bit("removed"),
            question: cues.bit("question"),
            mention: cues.bit("mention"),
            bang: cues.bit("bang"),
            you: cues.bit("you"),
            link: cues.bit("link"),
            list: cues.bit("list"),
        };
        let (frame, claim) = (cues.bit("rumour_frame"), cues.bit("rumour_claim"));
        let (rumour, newcomer) = (cues.bit("rumour"), cues.bit("newcomer"));
        let mut joined = Joined::new(export);
        let (offensive, complaint) = (cues.bit("model_offensive"), cues.bit("model_complaint"));
        let mut signals = Signals::default();
        let mut room = Room::default();
        for conversation in export.conversations() {
            let mut last: Option<i64> = None;
            let mut framed: Option<(u32, u32)> = None;
            let mut timed = false;
            for row in conversation.rows.clone() {
                let message = export.message(row);
                let mut set = structure(&message, &bits);
                if message.kind == Kind::Text && !message.text.is_empty() {
                    set |= cues.of(message.text, &mut room) | rule_families(row);
                    set |= marks(room.folded(), &bits);
                    if let Some(score) = scores.and_then(|s| s.get(row as usize)) {
                        set |= if score.offensive >= 0.7 { offensive } else { 0 };
                        set |= if score.complaint >= 0.7 { complaint } else { 0 };
                    }
                }
                // Frame and claim may be said one after the other.
                let who = message.member.map_or(u32::MAX, |m| m.0);
                if set & frame != 0 {
                    framed = Some((who, row));
                }
                let told = framed.is_some_and(|(by, at)| by == who && row - at <= 3);
                if set & claim != 0 && told {
                    set |= rumour;
                }
                set |= if joined.is_new(&message) { newcomer } else { 0 };
                timed |= message.time.is_some();
                let at = match (message.time, last) {
                    (Some(time), Some(last)) => time.0.max(last),
                    (Some(time), None) => time.0,
                    (None, Some(last)) => last + UNTIMED_STEP,
                    (None, None) => 0,
                };
                last = Some(at);
                signals.time.push(at);
                signals.set.push(set);
                signals.length.push(message.text.chars().take(255).count() as u8);
            }
            signals.timed.push(timed);
        }
        signals
    }
}

fn structure(message: &Message<'_>, bits: &Bits) -> Set {
    match message.kind {
        Kind::Image | Kind::Video => bits.image,
        Kind::Recalled => bits.recall,
        Kind::Link => bits.link,
        Kind::Text if is_list(message.text) => bits.list,
        Kind::System => {
            let text = message.text;
            let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
            if has(&["移出", "踢出", "禁言", "removed"]) {
                bits.removed
            } else if has(&["退出", "离开了", "退了群", "left"]) {
                bits.leave
            } else if has(&["撤回", "recalled"]) {
                bits.recall
            } else {
                0
            }
        }
        _ => 0,
    }
}

/// An order list that goes round: a heading, and numbered lines below it.
fn is_list(text: &str) -> bool {
    let numbered = |line: &str| {
        let digits = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
        digits.len() < line.trim_start().len() && digits.starts_with(['.', '、', ')', '．'])
    };
    text.contains("#接龙") || text.lines().filter(|line| numbered(line)).count() >= 3
}

/// How many of their messages someone who joined is new for.
const NEW_FOR: u32 = 12;

/// Who came into a conversation while it was recorded.
struct Joined<'a> {
    export: &'a Export,
    /// Names seen in notices of joining, in the conversation read.
    names: Vec<&'a str>,
    conversation: u32,
    sent: Vec<u32>,
}

impl<'a> Joined<'a> {
    fn new(export: &'a Export) -> Joined<'a> {
        let sent = vec![0; export.members().len()];
        Joined { export, names: Vec::new(), conversation: u32::MAX, sent }
    }

    /// `true` for the first messages of someone who was seen to join.
    fn is_new(&mut self, message: &Message<'a>) -> bool {
        if message.conversation.0 != self.conversation {
            self.conversation = message.conversation.0;
            self.names.clear();
        }
        if message.kind == Kind::System {
            let text = message.text;
            if self.names.len() < 2_000 && (text.contains("加入") || text.contains("joined")) {
                self.names.push(text);
            }
            return false;
        }
        let Some(member) = message.member.map(|m| m.0 as usize) else { return false };
        self.sent[member] += 1;
        if self.sent[member] > NEW_FOR || self.names.is_empty() {
            return false;
        }
        let name = self.export.name(self.export.members()[member].name);
        name.chars().count() > 1 && self.names.iter().any(|text| text.contains(name))
    }
}

/// Signs that need no list: questions, exclamations, people spoken to.
fn marks(text: &str, bits: &Bits) -> Set {
    let mut set = 0;
    const ASKS: &[&str] =
        &["?", "是不是", "为什么", "怎么", "咋", "谁知道", "多久", "凭什么", "什么时候"];
    if ASKS.iter().any(|word| text.contains(word)) || text.ends_with('吗') || text.ends_with('呢')
    {
        set |= bits.question;
    }
    if text.contains("!!") || text.contains("??") || text.contains("!?") || text.contains("?!") {
        set |= bits.bang;
    }
    if text.contains('@') {
        set |= bits.mention;
    }
    if speaks_to_one(text) {
        set |= bits.you;
    }
    set
}

/// `true` where someone is addressed in the singular and it is no greeting or thanks.
fn speaks_to_one(text: &str) -> bool {
    let mut before = "";
    let mut rest = text;
    while let Some(at) = rest.find(['你', '您', '妳']) {
        let (head, tail) = rest.split_at(at);
        before = if head.is_empty() { before } else { head };
        let tail = &tail['你'.len_utf8()..];
        let polite =
            ["谢", "感谢", "麻烦", "祝", "给", "帮", "问"].iter().any(|w| before.ends_with(w));
        let plural = ["们", "好", "早", "家", "看"].iter().any(|w| tail.starts_with(w));
        if !polite && !plural {
            return true;
        }
        rest = tail;
    }
    false
}
