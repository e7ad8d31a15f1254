//! What a parser may still say once the first line of a message has been read, and what it knows
//! of a file's dates.

use std::collections::BTreeSet;

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
