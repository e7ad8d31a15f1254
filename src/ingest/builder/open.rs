//! What a parser may still say once the first line of a message has been read, and what it knows
//! of a file's dates.

use std::collections::{BTreeMap, BTreeSet};

use super::{Builder, DateOrder};
use crate::export::{Kind, NONE};
use crate::time::Day;

impl Builder {
    /// A further line of the open message that holds none of its words: its time, a list of its
    /// files, what it quotes or forwards. Unparsed where no message is open.
    pub fn part(&mut self, text: &str, number: u64) {
        if !self.file.open {
            return self.unparsed(text, number);
        }
        let blanks = std::mem::take(&mut self.file.blanks);
        self.file.ledger.continuation += blanks + 1;
    }

    /// Says what kind the open message is; its words no longer decide.
    pub fn set_kind(&mut self, kind: Kind) {
        if self.file.open
            && let Some(last) = self.export.columns.kind.last_mut()
        {
            *last = kind;
            self.file.kind_is_open = false;
        }
    }

    /// Names people of the conversation at hand who went by their ids so far: the list of members may
    /// stand behind the messages.
    pub fn name_members<'a>(&mut self, listed: impl Iterator<Item = (&'a str, &'a str)>) {
        self.close();
        let Some(conversation) = self.file.conversation else { return };
        let mut named = BTreeMap::new();
        for (id, name) in listed.filter(|(id, name)| id != name) {
            let Some(key) = self.names.get(id).copied() else { continue };
            let index = self.members.get(&(conversation, true, key)).copied();
            let nameless = |index: &u32| {
                self.export.members.get(*index as usize).is_some_and(|member| member.name == key)
            };
            if let Some(index) = index.filter(nameless) {
                named.insert(index, (key, self.intern(name)));
            }
        }
        if named.is_empty() {
            return;
        }
        for (index, (_, name)) in &named {
            if let Some(member) = self.export.members.get_mut(*index as usize) {
                member.name = *name;
            }
            self.by_name.insert((conversation, *name), *index);
        }
        let columns = &mut self.export.columns;
        let rows = columns.member[self.file.first_row..].iter();
        for (member, shown) in rows.zip(&mut columns.name[self.file.first_row..]) {
            if let Some((_, name)) = named.get(member).filter(|(id, _)| *id == *shown) {
                *shown = *name;
            }
        }
    }

    /// Nobody wrote the open message: it is a notice, unless its words say more.
    pub fn forget_sender(&mut self) {
        let columns = &mut self.export.columns;
        if self.file.open
            && let (Some(member), Some(name)) = (columns.member.last_mut(), columns.name.last_mut())
        {
            (*member, *name) = (NONE, NONE);
        }
    }

    /// Takes the words of the open message back: they stood for its media, and a caption follows.
    pub fn forget_words(&mut self) {
        if self.file.open
            && let Some(last) = self.export.columns.text.last_mut()
        {
            self.export.texts.truncate(last.0 as usize);
            last.1 = last.0;
        }
    }

    /// Makes those messages of the file recalled whose own id is one of these; says which were
    /// found.
    pub fn recall<'i>(&mut self, wanted: &BTreeSet<&'i str>) -> BTreeSet<&'i str> {
        let (mut found, mut start) = (BTreeSet::new(), 0);
        if wanted.is_empty() {
            return found;
        }
        self.end_message();
        for (row, end) in &self.ids {
            let id = self.id_text.get(start as usize..*end as usize).unwrap_or("");
            start = *end;
            let Some(id) = wanted.get(id) else { continue };
            found.insert(*id);
            if let Some(kind) = self.export.columns.kind.get_mut(*row as usize) {
                *kind = Kind::Recalled;
            }
        }
        found
    }

    /// `true` while a message is open and has no words yet.
    pub fn is_wordless(&self) -> bool {
        self.file.open && self.text_len() == 0
    }

    /// The day on which the file is read, where the caller says so.
    pub fn today(&self) -> Option<Day> {
        self.file.today
    }

    /// The order of ambiguous dates that the user gave.
    pub fn date_order(&self) -> Option<DateOrder> {
        self.file.order
    }

    /// The order in which ambiguous dates will be read, as far as it is known by now, where their
    /// numbers do not tell.
    pub fn likely_date_order(&self) -> DateOrder {
        self.file.likely_order()
    }

    /// A date and time as it is printed. Where nothing at all tells the order of a file's dates, the
    /// look of every one of them may: only Americans write `3/8/2025 9:02 PM`.
    pub fn see_date_style(&mut self, stamp: &str) {
        let unpadded =
            !stamp.split(|c: char| !c.is_ascii_digit()).take(2).any(|n| n.starts_with('0'));
        let slashes = stamp.split(|c: char| c.is_ascii_digit()).any(|sign| sign == "/");
        let american = unpadded && slashes && stamp.ends_with("M");
        *self.file.american.get_or_insert(true) &= american;
    }

    /// The order of ambiguous dates as something other than the numbers says, a weekday beside
    /// them for one. The user's word stands above it; of several the first counts.
    pub fn hint_date_order(&mut self, order: DateOrder, evidence: &'static str) {
        self.file.order_hint.get_or_insert((order, evidence));
    }
}
