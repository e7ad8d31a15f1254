//! Questions and complaints to the operator, each with its answer: what response times are made of.

use std::collections::{BTreeMap, BTreeSet};

use super::incident;
use super::signals::{DAY, HOUR};
use super::talk::Talk;
use crate::export::Kind;

/// Threads without an answer for so long are let go: what comes after is about something else.
const LET_GO: i64 = 3 * DAY;

/// One thread.
#[derive(Debug, Clone)]
pub(crate) struct Ticket {
    pub(crate) opened: u32,
    pub(crate) member: u32,
    /// It complains; else it asks.
    pub(crate) complaint: bool,
    /// The first answer by staff.
    pub(crate) answered: Option<u32>,
    /// The row that says it is settled.
    pub(crate) closed: Option<u32>,
    /// Another member answered, and the one who asked was content.
    pub(crate) by_member: bool,
}

/// The tickets of a conversation, in order.
pub(crate) fn tickets(talk: &Talk<'_>) -> Vec<Ticket> {
    let f = talk.desk.families;
    let ask = talk.desk.cues.bit("ask_staff");
    let mut all: Vec<Ticket> = Vec::new();
    // Last ticket of each member, and those that wait, oldest first.
    let mut last: BTreeMap<u32, usize> = BTreeMap::new();
    let mut waiting: Vec<usize> = Vec::new();
    let nobody = BTreeSet::new();
    for row in talk.rows.clone() {
        if talk.by_staff(row) {
            if incident::answers(talk, row, &nobody) {
                answer(talk, row, &mut all, &mut waiting);
            }
            continue;
        }
        if !talk.by_customer(row) {
            continue;
        }
        let (set, who) = (talk.set(row), talk.writer(row));
        if set & f.thanks != 0
            && let Some(ticket) = last.get(&who).map(|i| &mut all[*i])
            && ticket.closed.is_none()
            && talk.time(row) - talk.time(ticket.opened) <= 2 * DAY
        {
            ticket.closed = Some(row);
            ticket.by_member = ticket.answered.is_none();
            waiting.retain(|i| all[*i].closed.is_none());
            continue;
        }
        let message = talk.desk.export.message(row);
        if message.kind != Kind::Text || set & f.list != 0 || talk.worth(row) < 0.3 {
            continue;
        }
        let complaint = set & f.complaint & !f.demand != 0;
        let asks = set & ask != 0
            || set & f.demand != 0 && set & f.question != 0
            || names_staff(talk, message.text, set & f.mention != 0);
        if !complaint && !asks {
            continue;
        }
        let open = last.get(&who).map(|i| &all[*i]).is_some_and(|t| {
            t.closed.is_none()
                && talk.time(row) - talk.time(t.opened) <= DAY
                && (t.answered.is_none()
                    || talk.time(row) - t.answered.map_or(0, |r| talk.time(r)) <= HOUR / 2)
        });
        if open {
            if let Some(ticket) = last.get(&who).map(|i| &mut all[*i]) {
                ticket.complaint |= complaint;
            }
            continue;
        }
        last.insert(who, all.len());
        waiting.push(all.len());
        if waiting.len() > 500 {
            waiting.remove(0);
        }
        all.push(Ticket {
            opened: row,
            member: who,
            complaint,
            answered: None,
            closed: None,
            by_member: false,
        });
    }
    all
}

/// `true` where staff is called by name.
fn names_staff(talk: &Talk<'_>, text: &str, mention: bool) -> bool {
    const WORDS: &[&str] = &["客服", "群主", "店主", "团长", "老板", "管理员", "物业", "老师"];
    mention && (WORDS.iter().any(|word| text.contains(word)) || talk.mentions_staff(text))
}

fn answer(talk: &Talk<'_>, row: u32, all: &mut [Ticket], waiting: &mut Vec<usize>) {
    waiting.retain(|i| talk.time(row) - talk.time(all[*i].opened) <= LET_GO);
    let message = talk.desk.export.message(row);
    let quoted =
        message.reply_to.map(|id| id.0).filter(|r| talk.rows.contains(r)).map(|r| talk.writer(r));
    let named = |i: &usize| {
        let name = talk.name(all[*i].member);
        name.chars().count() > 1 && message.text.contains(name)
    };
    let to_all = talk.has(row, talk.desk.families.statement)
        || ["大家", "各位", "everyone"].iter().any(|w| message.text.contains(w));
    let chosen: Vec<usize> = if to_all {
        waiting.clone()
    } else if let Some(member) = quoted {
        waiting.iter().copied().filter(|i| all[*i].member == member).collect()
    } else if let Some(at) = waiting.iter().copied().find(|i| named(i)) {
        vec![at]
    } else {
        // Whoever asked last is meant.
        waiting.last().copied().into_iter().collect()
    };
    for i in &chosen {
        all[*i].answered = Some(row);
    }
    waiting.retain(|i| !chosen.contains(i));
}

impl Talk<'_> {
    /// `true` where a text names someone who is staff in this conversation.
    pub(crate) fn mentions_staff(&self, text: &str) -> bool {
        text.split('@').skip(1).any(|rest| {
            let name: &str = rest.split([' ', '\u{2005}', ',', '，']).next().unwrap_or("");
            !name.is_empty()
                && self.staff_names.iter().any(|n| n.starts_with(name) || name.starts_with(n))
        })
    }
}
