//! What a chat export is once it has been read: conversations, people and messages, in columns.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::report::{Candidate, Ledger, ListReport, Note, TableReport, UnparsedSample};
use crate::time::{Timestamp, Zone};

/// On whose behalf someone speaks; rules differ by it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
#[repr(u8)]
pub enum Role {
    /// The operator: staff, group owner, administrator, official account.
    Official,
    /// Distributor, group-buy leader, influencer.
    Seller,
    /// Customer.
    Member,
    /// Not known.
    #[default]
    Unknown,
}

/// What kind of message it is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
#[repr(u8)]
pub enum Kind {
    /// Words.
    #[default]
    Text,
    /// Picture placeholder.
    Image,
    /// Voice message.
    Voice,
    /// Video.
    Video,
    /// File.
    File,
    /// Sticker or animated emoji.
    Sticker,
    /// Link card, mini programme, merged forward, quoted card.
    Link,
    /// Place.
    Location,
    /// Contact card.
    Contact,
    /// Red packet or transfer.
    Payment,
    /// Voice or video call.
    Call,
    /// Poll.
    Poll,
    /// Taken back by its sender.
    Recalled,
    /// Notice of the platform, written by nobody.
    System,
    /// Something else.
    Other,
}

impl Kind {
    /// Every kind, in the order of its number.
    pub const ALL: [Kind; 15] = [
        Kind::Text,
        Kind::Image,
        Kind::Voice,
        Kind::Video,
        Kind::File,
        Kind::Sticker,
        Kind::Link,
        Kind::Location,
        Kind::Contact,
        Kind::Payment,
        Kind::Call,
        Kind::Poll,
        Kind::Recalled,
        Kind::System,
        Kind::Other,
    ];

    /// The id of the contract.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Image => "image",
            Kind::Voice => "voice",
            Kind::Video => "video",
            Kind::File => "file",
            Kind::Sticker => "sticker",
            Kind::Link => "link",
            Kind::Location => "location",
            Kind::Contact => "contact",
            Kind::Payment => "payment",
            Kind::Call => "call",
            Kind::Poll => "poll",
            Kind::Recalled => "recalled",
            Kind::System => "system",
            Kind::Other => "other",
        }
    }
}

/// Number of a message over everything loaded, in conversation order, then time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub u32);

/// Number of a member over everything loaded. One person in two conversations is two members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberId(pub u32);

/// Number of a conversation over everything loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConversationId(pub u32);

/// A file that was read.
#[derive(Debug, Clone)]
pub struct SourceInfo {
    /// File name as given.
    pub file: String,
    /// Number of the file among those given, from 0; an archive may hold several sources.
    pub input: u32,
    /// Format id.
    pub format: &'static str,
    /// Text encoding.
    pub encoding: &'static str,
    /// Zone of its wall-clock times, in which its times are printed too.
    pub zone: Zone,
    /// `dmy`, `mdy` or `ymd` where its dates needed an order.
    pub date_order: Option<&'static str>,
    /// What was assumed and what looked wrong.
    pub notes: Vec<Note>,
    /// Where every line or record went.
    pub ledger: Ledger,
    /// The first lines that could not be read.
    pub unparsed: Vec<UnparsedSample>,
    /// Formats that fit, best first.
    pub candidates: Vec<Candidate>,
    /// Its columns, where it is a table.
    pub table: Option<TableReport>,
}

/// A group or a one-to-one chat.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// Group name, or the other person's.
    pub title: String,
    /// `true` for two people, `false` for a group.
    pub direct: bool,
    /// Stable id, where the source has one.
    pub key: Option<Box<str>>,
    /// `true` where the source gives its title, `false` where the file's name had to do.
    pub named: bool,
    /// Index of its file in [`Export::sources`].
    pub source: u32,
    /// Its messages, as numbers of [`MessageId`].
    pub rows: Range<u32>,
}

/// Why conversations of different files are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum JoinReason {
    /// The files give it the same id.
    SameId,
    /// They hold the same messages in the time that both cover.
    SameMessages,
    /// It has the same name, and the same people write in it.
    SameNameAndPeople,
    /// It has the same name, and nothing else says that it is the same.
    SameName,
    /// The user said so.
    ByHand,
}

/// Two conversations of different files that are one, or that may be.
#[derive(Debug, Clone, Copy)]
pub struct Join {
    /// The first, or what both have become.
    pub conversation: u32,
    /// The second where they were left apart; else the same as `conversation`.
    pub other: u32,
    /// Index of the file that the second came from, in [`Export::sources`].
    pub source: u32,
    /// Why.
    pub reason: JoinReason,
    /// `true` where they were left apart.
    pub apart: bool,
    /// Messages that both had; kept once.
    pub duplicates: u64,
}

/// Someone who wrote in one conversation.
#[derive(Debug, Clone)]
pub struct Member {
    /// Where.
    pub conversation: ConversationId,
    /// Stable id where the source has one.
    pub id: Option<String>,
    /// Name as last shown, as an index into [`Export::name`].
    pub name: u32,
    /// Role as the source gives it.
    pub role: Role,
}

/// One message, as a view into the columns.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// Its number.
    pub id: MessageId,
    /// Where.
    pub conversation: ConversationId,
    /// Who; `None` for notices that nobody wrote.
    pub member: Option<MemberId>,
    /// The sender's name as shown at that moment.
    pub name: Option<&'a str>,
    /// When; `None` where the source does not say.
    pub time: Option<Timestamp>,
    /// What kind.
    pub kind: Kind,
    /// Its words, without those it quotes.
    pub text: &'a str,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
    /// Line or record number in its file, from 1.
    pub line: u32,
}

pub(crate) const NONE: u32 = u32::MAX;
pub(crate) const NO_TIME: i64 = i64::MIN;

/// One `Vec` a field; a row is a message. About 37 bytes a message beside its text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    pub(crate) time: Vec<i64>,
    pub(crate) conversation: Vec<u32>,
    pub(crate) member: Vec<u32>,
    pub(crate) name: Vec<u32>,
    pub(crate) kind: Vec<Kind>,
    pub(crate) text: Vec<(u32, u32)>,
    pub(crate) reply: Vec<u32>,
    pub(crate) line: Vec<u32>,
}

impl Columns {
    /// Takes memory for so many more rows and no others.
    pub(crate) fn reserve(&mut self, rows: usize) {
        self.time.reserve_exact(rows);
        self.conversation.reserve_exact(rows);
        self.member.reserve_exact(rows);
        self.name.reserve_exact(rows);
        self.kind.reserve_exact(rows);
        self.text.reserve_exact(rows);
        self.reply.reserve_exact(rows);
        self.line.reserve_exact(rows);
    }
}

/// Everything that was read: plain data, rows sorted by conversation, then time, then arrival.
#[derive(Debug, Clone, Default)]
pub struct Export {
    pub(crate) sources: Vec<SourceInfo>,
    pub(crate) conversations: Vec<Conversation>,
    pub(crate) members: Vec<Member>,
    pub(crate) names: Vec<String>,
    pub(crate) columns: Columns,
    pub(crate) texts: String,
    pub(crate) joins: Vec<Join>,
    pub(crate) lists: Vec<ListReport>,
}

impl Export {
    /// Number of messages, system notices included.
    pub fn len(&self) -> usize {
        self.columns.time.len()
    }

    /// `true` where nothing was read.
    pub fn is_empty(&self) -> bool {
        self.columns.time.is_empty()
    }

    /// The files, in the order given.
    pub fn sources(&self) -> &[SourceInfo] {
        &self.sources
    }

    /// Files that are no chat but say who and what the ids of others stand for.
    pub fn lists(&self) -> &[ListReport] {
        &self.lists
    }

    /// Conversations that were joined, and those that may be.
    pub fn joins(&self) -> &[Join] {
        &self.joins
    }

    /// The conversations, in order of first appearance.
    pub fn conversations(&self) -> &[Conversation] {
        &self.conversations
    }

    /// The members, in order of first appearance.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// A name by its index.
    pub fn name(&self, index: u32) -> &str {
        self.names.get(index as usize).map_or("", String::as_str)
    }

    /// The message of a row.
    ///
    /// # Panics
    /// Where `row` is not below [`Export::len`].
    pub fn message(&self, row: u32) -> Message<'_> {
        let (c, i) = (&self.columns, row as usize);
        let (start, end) = c.text[i];
        Message {
            id: MessageId(row),
            conversation: ConversationId(c.conversation[i]),
            member: (c.member[i] != NONE).then_some(MemberId(c.member[i])),
            name: (c.name[i] != NONE).then(|| self.name(c.name[i])),
            time: (c.time[i] != NO_TIME).then_some(Timestamp(c.time[i])),
            kind: c.kind[i],
            text: self.texts.get(start as usize..end as usize).unwrap_or(""),
            reply_to: (c.reply[i] != NONE).then_some(MessageId(c.reply[i])),
            line: c.line[i],
        }
    }

    /// The messages of one conversation, in order.
    pub fn messages(&self, conversation: &Conversation) -> impl Iterator<Item = Message<'_>> {
        conversation.rows.clone().map(|row| self.message(row))
    }

    /// RFC 3339 text of a time in the zone of a conversation's file.
    pub fn time_text(
        &self,
        conversation: ConversationId,
        time: Option<Timestamp>,
    ) -> Option<String> {
        let source = self.conversations.get(conversation.0 as usize)?.source;
        self.sources.get(source as usize)?.zone.rfc3339(time?)
    }

    /// Milliseconds by which local time of a conversation's file is ahead of UTC; 0 for an unknown one.
    pub fn offset_ms(&self, conversation: ConversationId, time: Timestamp) -> i64 {
        let source = self.conversations.get(conversation.0 as usize).map(|c| c.source as usize);
        source.and_then(|s| self.sources.get(s)).map_or(0, |s| s.zone.offset_ms(time))
    }

    /// Messages of one conversation by kind, keyed by the id of the contract.
    pub fn kinds(&self, conversation: &Conversation) -> BTreeMap<String, u64> {
        let mut counts = [0u64; Kind::ALL.len()];
        for row in conversation.rows.clone() {
            counts[self.columns.kind[row as usize] as usize] += 1;
        }
        let pairs = Kind::ALL.iter().zip(counts).filter(|(_, n)| *n > 0);
        pairs.map(|(kind, n)| (kind.id().to_string(), n)).collect()
    }
}
