//! What can only be settled once a file has been read: the order of its dates, replies, repeats,
//! and the order of its messages.

use std::collections::BTreeMap;

use super::{Builder, DateOrder, FileState, Map, OrderEvidence};
use crate::export::{Columns, Kind, NO_TIME, NONE};
use crate::ingest::notices;
use crate::report::Note;
use crate::time::Clock;

/// `true` where most dates can be read in an order: an answer to which of two it is says nothing of
/// a file whose years stand elsewhere.
fn fits(order: DateOrder, times: &[i64]) -> bool {
    let dates = || times.iter().filter_map(|time| unpack(*time));
    dates().filter(|(numbers, _)| order.day(*numbers).is_some()).count() * 2 >= dates().count()
}

impl Builder {
    /// Finds the order of the file's date numbers: once for the file, never per line. Numbers
    /// above 12 decide; else the order in which time never runs back; else their look; else day first.
    pub(super) fn settle_dates(&mut self, state: &mut FileState) -> Option<DateOrder> {
        let times = &mut self.export.columns.time[state.first_row..];
        let given = state.order.filter(|order| fits(*order, times));
        let evidence = if given.is_some() {
            None
        } else {
            state.order_hint.or_else(|| {
                let mut seen = OrderEvidence::default();
                times.iter().filter_map(|t| unpack(*t)).for_each(|(n, clock)| seen.see(n, clock));
                seen.order()
            })
        };
        let order = given.or(evidence.map(|e| e.0)).unwrap_or_else(|| state.likely_order());
        let mut wrong = 0u64;
        for time in times.iter_mut() {
            if let Some((numbers, clock)) = unpack(*time) {
                let instant = order.day(numbers).and_then(|d| state.zone.instant(d, clock));
                wrong += u64::from(instant.is_none());
                *time = instant.map_or(NO_TIME, |t| t.0);
            }
        }
        let mut note = |assumption, code: &str, args: &[(&str, &str)]| {
            let args = args.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
            state.notes.push(Note { code: code.to_string(), args, assumption });
        };
        match evidence {
            Some((_, evidence)) => {
                note(true, "date-order-inferred", &[("order", order.id()), ("evidence", evidence)]);
            }
            None if given.is_none() => note(true, "date-order-assumed", &[("order", order.id())]),
            None => {}
        }
        if wrong > 0 {
            note(
                false,
                "impossible-dates",
                &[("count", &wrong.to_string()), ("order", order.id())],
            );
        }
        Some(order)
    }

    /// Finds the chats of two that are none: a notice says what only groups have.
    pub(super) fn settle_kinds(&mut self, state: &FileState) {
        let columns = &self.export.columns;
        for row in state.first_row..columns.time.len() {
            if columns.kind[row] != Kind::System || columns.member[row] != NONE {
                continue;
            }
            let chat = self.export.conversations.get_mut(columns.conversation[row] as usize);
            let Some(chat) = chat.filter(|chat| chat.direct) else { continue };
            let (start, end) = columns.text[row];
            let text = self.export.texts.get(start as usize..end as usize).unwrap_or("");
            chat.direct = !notices::is_of_group(text);
        }
    }

    pub(super) fn settle_replies(&mut self) {
        let replies = std::mem::take(&mut self.replies);
        let (ids, text) = (std::mem::take(&mut self.ids), std::mem::take(&mut self.id_text));
        if replies.is_empty() {
            return;
        }
        let of = |row: u32| self.export.columns.conversation[row as usize];
        // Only ids that some message answers are looked up: most files have few replies or none.
        let mut targets: Map<(u32, &str), u32> =
            replies.iter().map(|(row, id)| ((of(*row), &**id), NONE)).collect();
        let mut start = 0;
        for (row, end) in ids {
            let id = text.get(start as usize..end as usize).unwrap_or("");
            start = end;
            if let Some(target) = targets.get_mut(&(of(row), id)) {
                *target = row;
            }
        }
        for (row, id) in &replies {
            let target = targets.get(&(of(*row), &**id)).filter(|target| *target != row);
            self.export.columns.reply[*row as usize] = target.copied().unwrap_or(NONE);
        }
    }

    /// A file may hold a conversation twice (QQ repeats recent contacts): of each message, as many
    /// are kept as the section that has most of them.
    pub(super) fn drop_repeats(&mut self, state: &mut FileState) {
        let mut by_conversation: BTreeMap<u32, Vec<(usize, usize)>> = BTreeMap::new();
        let end = self.export.columns.time.len();
        for (i, (conversation, start)) in state.sections.iter().enumerate() {
            let stop = state.sections.get(i + 1).map_or(end, |next| next.1);
            by_conversation.entry(*conversation).or_default().push((*start, stop));
        }
        by_conversation.retain(|_, sections| sections.len() > 1);
        if by_conversation.is_empty() {
            return;
        }
        let mut drop = vec![false; end];
        for sections in by_conversation.values() {
            let mut seen: Map<(i64, u32, &str), u32> = Map::default();
            for (start, stop) in sections {
                let mut here: Map<(i64, u32, &str), u32> = Map::default();
                for (row, gone) in drop.iter_mut().enumerate().take(*stop).skip(*start) {
                    let m = self.export.message(row as u32);
                    let key =
                        (self.export.columns.time[row], self.export.columns.member[row], m.text);
                    let count = here.entry(key).or_default();
                    *count += 1;
                    let most = seen.entry(key).or_default();
                    *gone = *count <= *most;
                    *most = (*most).max(*count);
                }
            }
        }
        self.drop_rows(&drop, &[], state);
    }

    /// Takes the rows marked out of the file, as duplicates. What answers one of `twins` answers
    /// the row that stays in its place.
    pub(super) fn drop_rows(&mut self, drop: &[bool], twins: &[(u32, u32)], state: &mut FileState) {
        let dropped = drop.iter().filter(|d| **d).count() as u64;
        if dropped == 0 {
            return;
        }
        let mut kept_as = Vec::with_capacity(drop.len());
        let mut next = 0u32;
        for gone in drop {
            kept_as.push(if *gone { NONE } else { next });
            next += u32::from(!gone);
        }
        for (gone, stays) in twins {
            kept_as[*gone as usize] = kept_as[*stays as usize];
        }
        let order: Vec<u32> = (0..drop.len() as u32).filter(|row| !drop[*row as usize]).collect();
        permute(&mut self.export.columns, &order, 0);
        for (row, reply) in self.export.columns.reply.iter_mut().enumerate() {
            let target = kept_as.get(*reply as usize).copied();
            *reply = target.filter(|target| *target as usize != row).unwrap_or(NONE);
        }
        state.ledger.messages -= dropped;
        state.ledger.duplicates += dropped;
        let args = BTreeMap::from([("count".to_string(), dropped.to_string())]);
        state.notes.push(Note { code: "duplicates".to_string(), args, assumption: false });
    }

    /// `true` for a file that lists its newest messages first.
    fn runs_backwards(&self, first: usize) -> bool {
        let columns = &self.export.columns;
        let mut last: Map<u32, i64> = Map::default();
        let (mut back, mut forth) = (0u64, 0u64);
        for row in first..columns.time.len() {
            let time = columns.time[row];
            if time == NO_TIME {
                continue;
            }
            if let Some(before) = last.insert(columns.conversation[row], time) {
                back += u64::from(time < before);
                forth += u64::from(time > before);
            }
        }
        back >= 2 && back > forth * 9
    }

    /// Puts the file's rows into the opposite order, so that equal times stay in theirs.
    fn turn_round(&mut self, first: usize) {
        let rows = (self.export.columns.time.len() - first) as u32;
        let order: Vec<u32> = (0..rows).rev().collect();
        permute(&mut self.export.columns, &order, first);
        for reply in &mut self.export.columns.reply[first..] {
            if *reply != NONE {
                *reply = first as u32 + rows - 1 - (*reply - first as u32);
            }
        }
    }

    /// Sorts the file's rows by conversation, then time, then arrival; a message without time
    /// stays behind the one before it. Returns how many stood out of order.
    pub(super) fn sort(&mut self, state: &FileState) -> u64 {
        let first = state.first_row;
        if self.runs_backwards(first) {
            self.turn_round(first);
        }
        let columns = &self.export.columns;
        let mut clock = vec![NO_TIME; self.export.conversations.len()];
        let mut keys = Vec::with_capacity(columns.time.len() - first);
        let mut disorder = 0;
        for row in first..columns.time.len() {
            let conversation = columns.conversation[row];
            let last = &mut clock[conversation as usize];
            let time = if columns.time[row] == NO_TIME { *last } else { columns.time[row] };
            disorder += u64::from(time < *last);
            *last = time;
            keys.push((conversation, time));
        }
        if !keys.is_sorted() {
            let mut order: Vec<u32> = (0..keys.len() as u32).collect();
            order.sort_by_key(|i| keys[*i as usize]);
            let mut place = vec![0u32; order.len()];
            for (to, from) in order.iter().enumerate() {
                place[*from as usize] = (first + to) as u32;
            }
            permute(&mut self.export.columns, &order, first);
            for reply in &mut self.export.columns.reply[first..] {
                if *reply != NONE {
                    *reply = place[*reply as usize - first];
                }
            }
        }
        let mut start = first;
        let of = &self.export.columns.conversation;
        let from = state.first_conversation;
        for (i, conversation) in self.export.conversations.iter_mut().enumerate().skip(from) {
            let len = of[start..].partition_point(|c| *c as usize <= i);
            conversation.rows = start as u32..(start + len) as u32;
            start += len;
        }
        disorder
    }
}

/// Marks a packed date: far below every instant of a chat, above [`NO_TIME`].
const PACKED: i64 = i64::MIN / 2;

/// Date numbers and clock in one number that stands in the time column until the order is known:
/// 14 bits a number, 17 bits for the seconds of the day.
pub(super) fn pack([a, b, c]: [u16; 3], clock: Clock) -> i64 {
    let part = |n: u16| i64::from(n.min(0x3FFF));
    PACKED + ((part(a) << 45) | (part(b) << 31) | (part(c) << 17) | i64::from(clock.seconds()))
}

fn unpack(time: i64) -> Option<([u16; 3], Clock)> {
    let bits = time.checked_sub(PACKED).filter(|b| (0..1i64 << 59).contains(b))?;
    let part = |shift: u32| (bits >> shift & 0x3FFF) as u16;
    let seconds = (bits & 0x1_FFFF) as u32;
    let clock = Clock {
        hour: (seconds / 3600) as u8,
        minute: (seconds / 60 % 60) as u8,
        second: (seconds % 60) as u8,
    };
    Some(([part(45), part(31), part(17)], clock))
}

pub(super) fn truncate(columns: &mut Columns, rows: usize) {
    columns.time.truncate(rows);
    columns.conversation.truncate(rows);
    columns.member.truncate(rows);
    columns.name.truncate(rows);
    columns.kind.truncate(rows);
    columns.text.truncate(rows);
    columns.reply.truncate(rows);
    columns.line.truncate(rows);
}

/// Puts the rows from `first` on into the order given, as offsets from `first`; rows not named
/// are dropped.
pub(in crate::ingest) fn permute(columns: &mut Columns, order: &[u32], first: usize) {
    fn apply<T: Copy>(column: &mut Vec<T>, order: &[u32], first: usize) {
        let sorted: Vec<T> = order.iter().map(|i| column[first + *i as usize]).collect();
        column.truncate(first);
        column.extend(sorted);
    }
    apply(&mut columns.time, order, first);
    apply(&mut columns.conversation, order, first);
    apply(&mut columns.member, order, first);
    apply(&mut columns.name, order, first);
    apply(&mut columns.kind, order, first);
    apply(&mut columns.text, order, first);
    apply(&mut columns.reply, order, first);
    apply(&mut columns.line, order, first);
}
