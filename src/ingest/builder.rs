//! Where parsers put what they read: interns people, keeps the ledger, settles times, sorts once.

mod draft;
mod open;
mod order;
mod room;
mod settle;
mod unique;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::rc::Rc;

use crate::export::{
    Conversation, ConversationId, Export, Kind, Member, NO_TIME, NONE, Role, SourceInfo,
};
use crate::ingest::notices;
use crate::ingest::source::TextEncoding;
use crate::report::{Candidate, Ledger, Note, TableReport, UnparsedSample};
use crate::time::{Clock, Day, Zone};
use crate::{Error, Result};

use settle::{pack, truncate};

pub use draft::{DateOrder, Draft, Sender, When};

pub(super) use settle::permute;

pub(crate) use order::OrderEvidence;

/// Lookups by names and ids. The hash is fixed and fast: names in a chat are not chosen to collide,
/// and one that were would only be read slowly.
type Map<K, V> = std::collections::HashMap<K, V, foldhash::fast::FixedState>;

/// Longest text kept of one message, in bytes; what is longer is cut and noted.
const LONGEST_TEXT: usize = 1024 * 1024;

/// How many unparsed lines are kept as samples, and how many characters of each.
const SAMPLES: usize = 20;
const SAMPLE_CHARS: usize = 200;

/// Maps a whole text to a kind, for a format's placeholders such as `[图片]`; `None` for words.
pub type Classify = fn(&str) -> Option<Kind>;

/// Collects an [`Export`] file by file.
#[derive(Default)]
pub struct Builder {
    export: Export,
    /// By conversation, whether the key is an id, and the id or name as interned.
    members: Map<(u32, bool, u32), u32>,
    by_name: Map<(u32, u32), u32>,
    names: Map<Box<str>, u32>,
    conversations: Map<Box<str>, u32>,
    /// Rows with an id of their own, and where the id ends in `id_text`.
    ids: Vec<(u32, u32)>,
    id_text: String,
    replies: Vec<(u32, Box<str>)>,
    /// Messages read so far, for whoever shows progress while the builder is lent out.
    counter: Rc<Cell<u64>>,
    progress: Rc<Cell<(u64, u64)>>,
    input: u32,
    file: FileState,
}

/// What is known of the file being read.
#[derive(Default)]
struct FileState {
    zone: Zone,
    today: Option<Day>,
    first_row: usize,
    first_conversation: usize,
    conversation: Option<u32>,
    ledger: Ledger,
    notes: Vec<Note>,
    unparsed: Vec<UnparsedSample>,
    open: bool,
    kind_is_open: bool,
    blanks: u64,
    classify: Option<Classify>,
    ambiguous: bool,
    order: Option<DateOrder>,
    order_hint: Option<(DateOrder, &'static str)>,
    american: Option<bool>,
    sections: Vec<(u32, usize)>,
    unique_ids: bool,
    long_line: Option<u64>,
    part: Option<String>,
    table: Option<TableReport>,
}

impl FileState {
    /// The order of date numbers that do not tell it: the user's, the file's, that of their look;
    /// else day first.
    fn likely_order(&self) -> DateOrder {
        let american = self.american == Some(true);
        let look = if american { DateOrder::Mdy } else { DateOrder::Dmy };
        self.order.or(self.order_hint.map(|hint| hint.0)).unwrap_or(look)
    }
}

/// What is known of a file once all of it has been read.
pub struct EndOfFile<'a> {
    /// What it is listed as.
    pub file: &'a str,
    /// The name by which a chat goes that has no title.
    pub named: &'a str,
    /// Id of its format.
    pub format: &'static str,
    /// Its encoding.
    pub encoding: TextEncoding,
    /// Formats that fit, best first.
    pub candidates: Vec<Candidate>,
    /// Its lines or records.
    pub total: u64,
}

impl Builder {
    /// Says which of the files given comes next, from 0; an archive may hold several sources.
    pub fn begin_input(&mut self, input: usize) {
        self.input = input as u32;
    }

    /// Starts a file. Wall-clock times are read in `zone`; `today` is the day on which the caller
    /// reads it, where it says so.
    pub fn begin_file(&mut self, zone: Zone, today: Option<Day>) {
        self.conversations.clear();
        self.file = FileState {
            zone,
            today,
            first_row: self.export.columns.time.len(),
            first_conversation: self.export.conversations.len(),
            ..FileState::default()
        };
    }

    /// Goes on with the next of several files that make up the source.
    pub fn begin_part(&mut self, name: &str) {
        self.close();
        self.file.part = Some(name.to_string());
        self.file.conversation = None;
    }

    /// Tells the columns of a table, and what they were used as; of several sheets the first.
    pub fn set_table(&mut self, table: TableReport) {
        self.file.table.get_or_insert(table);
    }

    /// Ends the open message before the file ends, so that what is known of people is complete.
    pub fn end_message(&mut self) {
        self.close();
    }

    /// How texts of this file tell their kind.
    pub fn classify_with(&mut self, classify: Classify) {
        self.file.classify = Some(classify);
    }

    /// The order of ambiguous dates that the user or the file gave.
    pub fn set_date_order(&mut self, order: DateOrder) {
        self.file.order = Some(order);
    }

    /// Messages read from the file so far.
    pub fn rows_of_file(&self) -> usize {
        self.export.columns.time.len() - self.file.first_row
    }

    /// Messages read in all, kept current while a parser works.
    pub fn counter(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.counter)
    }

    /// `true` where someone of that name has written before.
    pub fn knows_name(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// Names of the members of the file so far, in order of appearance.
    pub fn member_names(&self) -> impl Iterator<Item = &str> {
        let first = self.file.first_conversation as u32;
        let members = self.export.members.iter().filter(move |m| m.conversation.0 >= first);
        members.map(|m| self.export.name(m.name))
    }

    /// Turns to a conversation of this file, known by `key`; makes it where it is new.
    pub fn conversation(&mut self, key: &str, title: &str, direct: bool) {
        self.close();
        let next = self.export.conversations.len() as u32;
        let index = *self.conversations.entry(key.into()).or_insert(next);
        if index == next {
            self.export.conversations.push(Conversation {
                title: title.to_string(),
                direct,
                key: (!key.is_empty() && key != title).then(|| key.into()),
                named: false,
                source: self.export.sources.len() as u32,
                rows: 0..0,
            });
        }
        self.file.conversation = Some(index);
    }

    /// Says that a section of the file begins here that may repeat an earlier one of the same
    /// conversation. Where nobody says so, equal messages are all kept.
    pub fn begin_section(&mut self) {
        if let Some(index) = self.file.conversation {
            self.file.sections.push((index, self.export.columns.time.len()));
        }
    }

    /// Gives the conversation at hand a better title.
    pub fn retitle(&mut self, title: &str) {
        if let Some(conversation) = self.current() {
            conversation.title = title.to_string();
        }
    }

    /// Says whether the conversation at hand is between two people.
    pub fn set_direct(&mut self, direct: bool) {
        if let Some(conversation) = self.current() {
            conversation.direct = direct;
        }
    }

    /// Gives someone of the conversation at hand, known by stable id, the role that a list of
    /// members says; such a list may stand behind the messages.
    pub fn set_role(&mut self, id: &str, role: Role) {
        let Some(conversation) = self.file.conversation else { return };
        let key = self.names.get(id).map(|id| (conversation, true, *id));
        let index = key.and_then(|key| self.members.get(&key));
        if let Some(member) = index.and_then(|index| self.export.members.get_mut(*index as usize)) {
            member.role = role;
        }
    }

    fn current(&mut self) -> Option<&mut Conversation> {
        let index = self.file.conversation?;
        self.export.conversations.get_mut(index as usize)
    }

    /// Opens a message with its first words. Later [`line`](Self::line)s belong to it.
    pub fn message(&mut self, draft: Draft<'_>, text: &str) {
        if self.file.conversation.is_none() {
            self.conversation("", "", false);
        }
        self.close();
        let conversation = self.file.conversation.unwrap_or(0);
        let row = self.export.columns.time.len() as u32;
        // Who has no name goes by an id, and who has neither is nobody.
        let (member, name) = match draft.sender {
            Some(Sender { id: None | Some(""), name: "", .. }) | None => (NONE, NONE),
            Some(Sender { id: Some(id), name: "", role }) => {
                self.member(conversation, Sender { id: Some(id), name: id, role })
            }
            Some(sender) => self.member(conversation, sender),
        };
        let time = match draft.when {
            When::Unknown => NO_TIME,
            When::At(time) => time.0,
            When::Local(day, clock) => self.local(day, clock),
            When::Ambiguous(numbers, clock) => {
                self.file.ambiguous = true;
                pack(numbers, clock)
            }
        };
        if let Some(id) = draft.id {
            self.id_text.push_str(id);
            self.ids.push((row, self.id_text.len() as u32));
        }
        if let Some(reply) = draft.reply_to {
            self.replies.push((row, reply.into()));
        }
        let kind = draft.kind.unwrap_or_default();
        self.make_room(0);
        let at = self.export.texts.len() as u32;
        let columns = &mut self.export.columns;
        columns.time.push(time);
        columns.conversation.push(conversation);
        columns.member.push(member);
        columns.name.push(name);
        columns.kind.push(kind);
        columns.text.push((at, at));
        columns.reply.push(NONE);
        columns.line.push(u32::try_from(draft.line).unwrap_or(NONE));
        self.file.ledger.messages += 1;
        self.counter.set(u64::from(row) + 1);
        self.file.open = true;
        self.file.kind_is_open = draft.kind.is_none();
        self.append(text, draft.line);
    }

    /// A further line: part of the open message, or unparsed where none is open.
    pub fn line(&mut self, text: &str, number: u64) {
        if !self.file.open {
            return self.unparsed(text, number);
        }
        if text.trim().is_empty() {
            self.file.blanks += 1;
            return;
        }
        let blanks = std::mem::take(&mut self.file.blanks);
        for _ in 0..=blanks {
            if self.text_len() > 0 {
                self.append("\n", number);
            }
        }
        self.file.ledger.continuation += blanks + 1;
        self.append(text, number);
    }

    /// The rest of a line that came in pieces: part of what is open, already counted.
    pub fn piece(&mut self, text: &str, number: u64) {
        if self.file.open {
            self.append(text, number);
        }
    }

    /// A blank line.
    pub fn blank(&mut self) {
        if self.file.open {
            self.file.blanks += 1;
        } else {
            self.file.ledger.blank += 1;
        }
    }

    /// A known part of the layout that is no message: banner, date bar, header, footer.
    pub fn recognised(&mut self) {
        self.close();
        self.file.ledger.recognised += 1;
    }

    /// A line or record that fits nothing.
    pub fn unparsed(&mut self, text: &str, number: u64) {
        self.close();
        self.file.ledger.unparsed += 1;
        if self.file.unparsed.len() < SAMPLES {
            let text = text.chars().take(SAMPLE_CHARS).collect();
            let part = self.file.part.clone();
            self.file.unparsed.push(UnparsedSample { line: number, text, part });
        }
    }

    /// A fact for the user, once per code.
    pub fn note(&mut self, assumption: bool, code: &str, args: &[(&str, &str)]) {
        if self.file.notes.iter().any(|n| n.code == code) {
            return;
        }
        let args = args.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        self.file.notes.push(Note { code: code.to_string(), args, assumption });
    }

    fn local(&mut self, day: Day, clock: Clock) -> i64 {
        self.file.zone.instant(day, clock).map_or(NO_TIME, |t| t.0)
    }

    fn text_len(&self) -> usize {
        let (start, end) = self.export.columns.text.last().copied().unwrap_or((0, 0));
        (end - start) as usize
    }

    fn append(&mut self, text: &str, number: u64) {
        let room = LONGEST_TEXT.saturating_sub(self.text_len());
        let room = room.min((NONE as usize).saturating_sub(self.export.texts.len()));
        let mut cut = text.len().min(room);
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        if cut < text.len() {
            self.file.long_line.get_or_insert(number);
        }
        self.make_room(cut);
        self.export.texts.push_str(&text[..cut]);
        if let Some(last) = self.export.columns.text.last_mut() {
            last.1 = self.export.texts.len() as u32;
        }
    }

    /// Ends the open message: trims its text, takes quoted words off, and, where the format left
    /// it open, tells its kind.
    fn close(&mut self) {
        self.file.ledger.blank += std::mem::take(&mut self.file.blanks);
        if !std::mem::take(&mut self.file.open) {
            return;
        }
        let Some(row) = self.export.columns.time.len().checked_sub(1) else { return };
        let (start, end) = self.export.columns.text[row];
        let text = self.export.texts.get(start as usize..end as usize).unwrap_or("").trim_end();
        let Some(classify) = self.file.classify else {
            self.export.columns.text[row].1 = start + text.len() as u32;
            return;
        };
        let own = notices::own_words(text);
        let words = text[own.clone()].trim();
        let skipped =
            if own.start > 0 { text[..own.end].trim_end().len() - words.len() } else { 0 };
        let end = text[..own.end].trim_end().len();
        self.export.columns.text[row] = (start + skipped as u32, start + end as u32);
        if !self.file.kind_is_open {
            return;
        }
        let nobody = self.export.columns.member[row] == NONE;
        let mut kind = classify(words);
        if kind == Some(Kind::Recalled)
            && let Some(name) = notices::recalled_by(words)
        {
            // The owner of the export is 你 in notices and 我 as a sender.
            let called = if name.is_empty() { "我" } else { name };
            let by = self.member_named(self.export.columns.conversation[row], called);
            let sender = self.export.columns.name[row];
            if nobody {
                (self.export.columns.member[row], self.export.columns.name[row]) =
                    by.unwrap_or((NONE, NONE));
            } else if !name.is_empty() && by.is_none_or(|(_, name)| name != sender) {
                // Someone else's name: these are words about a message, not a notice.
                kind = None;
            }
        }
        // Nobody says what the platform writes, under whatever name it stands.
        if kind == Some(Kind::System) {
            (self.export.columns.member[row], self.export.columns.name[row]) = (NONE, NONE);
        }
        let fallback = if nobody { Kind::System } else { Kind::Text };
        self.export.columns.kind[row] = kind.unwrap_or(fallback);
    }

    /// The member last seen under a name, and the name's index.
    fn member_named(&self, conversation: u32, name: &str) -> Option<(u32, u32)> {
        let name = *self.names.get(name)?;
        Some((*self.by_name.get(&(conversation, name))?, name))
    }

    fn intern(&mut self, name: &str) -> u32 {
        if let Some(index) = self.names.get(name) {
            return *index;
        }
        let index = self.export.names.len() as u32;
        self.export.names.push(name.to_string());
        self.names.insert(name.into(), index);
        index
    }

    fn member(&mut self, conversation: u32, sender: Sender<'_>) -> (u32, u32) {
        let name = self.intern(sender.name);
        let key = sender.id.map_or(name, |id| self.intern(id));
        let next = self.export.members.len() as u32;
        let index = *self.members.entry((conversation, sender.id.is_some(), key)).or_insert(next);
        if index == next {
            self.export.members.push(Member {
                conversation: ConversationId(conversation),
                id: sender.id.map(str::to_string),
                name,
                role: sender.role,
            });
            self.by_name.insert((conversation, name), index);
        } else if let Some(member) = self.export.members.get_mut(index as usize) {
            if member.name != name {
                member.name = name;
                self.by_name.insert((conversation, name), index);
            }
            if sender.role != Role::Unknown {
                member.role = sender.role;
            }
        }
        (index, name)
    }

    /// Ends a file: settles dates, replies, duplicates and order, and calls `on_step` in between.
    ///
    /// # Errors
    /// [`Error::Cancelled`] where `on_step` says so.
    pub fn end_file(
        &mut self,
        end: EndOfFile<'_>,
        on_step: &mut dyn FnMut() -> ControlFlow<()>,
    ) -> Result<()> {
        let EndOfFile { file, named, format, encoding, candidates, total } = end;
        let mut step = || match on_step() {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::Cancelled),
        };
        self.close();
        let mut state = std::mem::take(&mut self.file);
        state.ledger.total = total;
        let mut date_order = None;
        if state.ambiguous {
            date_order = self.settle_dates(&mut state);
            step()?;
        }
        let twins = self.same_ids(&state);
        step()?;
        self.settle_replies();
        self.drop_twins(&twins, &mut state);
        step()?;
        self.drop_repeats(&mut state);
        step()?;
        self.settle_kinds(&state);
        step()?;
        let disorder = self.sort(&state);
        step()?;
        self.describe(&mut state, encoding, disorder);
        for conversation in &mut self.export.conversations[state.first_conversation..] {
            conversation.named = !conversation.title.is_empty();
            if !conversation.named {
                conversation.title = stem(named).to_string();
            }
        }
        self.export.sources.push(SourceInfo {
            file: file.to_string(),
            input: self.input,
            format,
            encoding: encoding.name,
            zone: state.zone,
            date_order: date_order.map(DateOrder::id),
            notes: state.notes,
            ledger: state.ledger,
            unparsed: state.unparsed,
            candidates,
            table: state.table,
        });
        step()
    }

    /// Forgets what was read of a file that turned out to be something else.
    pub fn abandon_file(&mut self) {
        let state = std::mem::take(&mut self.file);
        let first = state.first_conversation as u32;
        let text = self.export.columns.text.get(state.first_row).map(|t| t.0);
        if let Some(at) = text {
            self.export.texts.truncate(at as usize);
        }
        truncate(&mut self.export.columns, state.first_row);
        self.export.conversations.truncate(state.first_conversation);
        self.export.members.retain(|m| m.conversation.0 < first);
        self.members.retain(|(conversation, ..), _| *conversation < first);
        self.by_name.retain(|(conversation, _), _| *conversation < first);
        self.ids.clear();
        self.id_text.clear();
        self.replies.clear();
    }

    /// Gives everything read, once the last file has ended.
    pub fn finish(self) -> Export {
        self.export
    }

    fn describe(&mut self, state: &mut FileState, encoding: TextEncoding, disorder: u64) {
        let times = &self.export.columns.time[state.first_row..];
        let mut notes = Vec::new();
        let mut note = |assumption, code: &str, key: &str, value: String| {
            let args = BTreeMap::from([(key.to_string(), value)]);
            notes.push(Note { code: code.to_string(), args, assumption });
        };
        if times.iter().any(|t| *t != NO_TIME) {
            note(true, "zone-assumed", "zone", state.zone.name().to_string());
        }
        if encoding.guessed {
            note(true, "encoding-guessed", "encoding", encoding.name.to_string());
        }
        let without = times.iter().filter(|t| **t == NO_TIME).count();
        if without > 0 {
            note(false, "no-time", "count", without.to_string());
        }
        if disorder > 0 {
            note(false, "time-out-of-order", "count", disorder.to_string());
        }
        if let Some(line) = state.long_line {
            note(false, "long-line", "line", line.to_string());
        }
        if state.ledger.unparsed > 0 {
            note(false, "unparsed", "count", state.ledger.unparsed.to_string());
        }
        state.notes.splice(0..0, notes);
    }
}

/// File name without folders and without its ending.
fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
}
