//! Conversations that several files hold parts of: one whose id, or whose messages, say so is
//! joined and told; one that merely bears the same name is offered.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::{Range, RangeInclusive};

use super::builder::permute;
use crate::export::{Conversation, Export, Join, JoinReason, Kind, NO_TIME, NONE, Role};

/// Equal messages that make two files parts of one conversation.
const ENOUGH: u64 = 3;

/// Conversations without a name or an id are compared only up to this many.
const MOST_UNNAMED: usize = 200;

/// Joins what belongs together, unless `keep_apart`; lists what may.
pub(crate) fn join(mut export: Export, keep_apart: bool) -> Export {
    let pairs = candidates(&export);
    let mut facts = Facts::default();
    let mut home: Vec<u32> = (0..export.conversations.len() as u32).collect();
    let mut joins = Vec::new();
    for (a, b) in pairs {
        let Some(reason) = reason(&export, a, b, &mut facts) else { continue };
        if home[a as usize] == home[b as usize] {
            continue;
        }
        let source = export.conversations[b as usize].source;
        let apart = keep_apart || reason == JoinReason::SameName;
        joins.push(Join { conversation: a, other: b, source, reason, apart, duplicates: 0 });
        if !apart {
            let (from, to) = (home[b as usize], home[a as usize]);
            let (from, to) = (from.max(to), from.min(to));
            home.iter_mut().filter(|h| **h == from).for_each(|h| *h = to);
        }
    }
    merge(&mut export, &home, joins);
    export
}

/// Joins conversations by hand: all of `list` into the first of them.
pub(crate) fn join_by_hand(export: &mut Export, list: &[u32]) {
    let Some(first) = list.iter().min().copied() else { return };
    let count = export.conversations.len() as u32;
    let mut home: Vec<u32> = (0..count).collect();
    let mut joins = std::mem::take(&mut export.joins);
    // What was offered and is now done is no offer any more.
    joins.retain(|j| !(j.apart && list.contains(&j.conversation) && list.contains(&j.other)));
    for other in list.iter().copied().filter(|i| *i != first && *i < count) {
        home[other as usize] = first;
        let source = export.conversations[other as usize].source;
        let reason = JoinReason::ByHand;
        joins.push(Join {
            conversation: first,
            other,
            source,
            reason,
            apart: false,
            duplicates: 0,
        });
    }
    merge(export, &home, joins);
}

/// Pairs of conversations of different files that could be one, in order.
fn candidates(export: &Export) -> BTreeSet<(u32, u32)> {
    let mut same: BTreeMap<(u8, &str, &str), Vec<u32>> = BTreeMap::new();
    let mut unnamed: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (i, c) in export.conversations.iter().enumerate() {
        let format = family(export, c);
        if let Some(key) = c.key.as_deref() {
            same.entry((0, format, key)).or_default().push(i as u32);
        }
        if c.named {
            same.entry((1, "", c.title.trim())).or_default().push(i as u32);
        } else {
            unnamed.entry(format).or_default().push(i as u32);
        }
    }
    unnamed.retain(|_, list| list.len() <= MOST_UNNAMED);
    let mut pairs = BTreeSet::new();
    for list in same.values().chain(unnamed.values()) {
        for (n, a) in list.iter().enumerate() {
            // A long list of one name is compared with its first only.
            let reach = if list.len() > MOST_UNNAMED { usize::from(n == 0) } else { 1 };
            for b in list.iter().skip(n + 1).take(reach * list.len()) {
                let source = |i: &u32| export.conversations[*i as usize].source;
                if source(a) != source(b) {
                    pairs.insert((*a, *b));
                }
            }
        }
    }
    pairs
}

/// Ids of WeChat rooms are the same whichever program wrote them down.
fn family<'e>(export: &'e Export, c: &Conversation) -> &'e str {
    let is_room = c.key.as_deref().is_some_and(|key| key.ends_with("@chatroom"));
    let format = export.sources.get(c.source as usize).map_or("", |s| s.format);
    if is_room { "wechat" } else { format }
}

/// What is told once of a conversation that is compared with many.
#[derive(Default)]
struct Facts {
    /// First and last time.
    spans: HashMap<u32, Option<(i64, i64)>>,
    /// Indexes of the names of those who wrote something.
    people: HashMap<u32, BTreeSet<u32>>,
}

impl Facts {
    fn span(&mut self, export: &Export, conversation: u32) -> Option<(i64, i64)> {
        *self.spans.entry(conversation).or_insert_with(|| {
            let rows = rows(export, conversation);
            let times = || export.columns.time[rows.clone()].iter().filter(|t| **t != NO_TIME);
            Some((*times().min()?, *times().max()?))
        })
    }

    /// How many people write in either, and how many in the one with fewer of them.
    fn shared(&mut self, export: &Export, a: u32, b: u32) -> (usize, usize) {
        for conversation in [a, b] {
            self.people.entry(conversation).or_insert_with(|| {
                let sent = rows(export, conversation)
                    .filter(|row| export.columns.kind[*row] != Kind::System);
                sent.map(|row| export.columns.name[row]).filter(|name| *name != NONE).collect()
            });
        }
        let (Some(mine), Some(theirs)) = (self.people.get(&a), self.people.get(&b)) else {
            return (0, 0);
        };
        (mine.intersection(theirs).count(), mine.len().min(theirs.len()))
    }
}

fn rows(export: &Export, conversation: u32) -> Range<usize> {
    let rows = &export.conversations[conversation as usize].rows;
    rows.start as usize..rows.end as usize
}

/// Why two conversations are one; `None` where nothing says so.
fn reason(export: &Export, a: u32, b: u32, facts: &mut Facts) -> Option<JoinReason> {
    let (first, second) = (&export.conversations[a as usize], &export.conversations[b as usize]);
    let of_one_family = family(export, first) == family(export, second);
    match (&first.key, &second.key) {
        (Some(a), Some(b)) if of_one_family && a == b => return Some(JoinReason::SameId),
        (Some(_), Some(_)) if of_one_family => return None,
        _ => {}
    }
    let same_name = first.named && second.named && first.title.trim() == second.title.trim();
    let (equal, of) = match (facts.span(export, a), facts.span(export, b)) {
        (Some(one), Some(other)) => {
            equal_messages(export, (first, second), one.0.max(other.0)..=one.1.min(other.1))
        }
        _ => (0, 0),
    };
    if equal >= ENOUGH && equal * 3 >= of || same_name && of > 0 && equal == of {
        return Some(JoinReason::SameMessages);
    }
    if !same_name {
        return None;
    }
    let (shared, fewer) = facts.shared(export, a, b);
    if of_one_family && shared > 0 && shared * 2 >= fewer && (shared >= 2 || first.direct) {
        return Some(JoinReason::SameNameAndPeople);
    }
    Some(JoinReason::SameName)
}

/// How many dated messages both have, and how many the one with fewer of them has in the `time` that
/// both cover.
fn equal_messages(
    export: &Export,
    (a, b): (&Conversation, &Conversation),
    time: RangeInclusive<i64>,
) -> (u64, u64) {
    if time.is_empty() {
        return (0, 0);
    }
    let within = |c: &Conversation| -> HashMap<(i64, &str, &str), u64> {
        let mut counts = HashMap::new();
        for m in export.messages(c) {
            if let (Some(at), Some(name)) = (m.time, m.name)
                && time.contains(&at.0)
            {
                *counts.entry((at.0, name, m.text)).or_default() += 1;
            }
        }
        counts
    };
    let (ours, theirs) = (within(a), within(b));
    let both = |(key, n): (&(i64, &str, &str), &u64)| theirs.get(key).map_or(0, |m| *n.min(m));
    #[allow(clippy::iter_over_hash_type, reason = "sums do not depend on the order")]
    let equal = ours.iter().map(both).sum();
    (equal, ours.values().sum::<u64>().min(theirs.values().sum()))
}

/// Moves every conversation into its `home`, drops what both have, and numbers all anew.
fn merge(export: &mut Export, home: &[u32], mut joins: Vec<Join>) {
    if home.iter().enumerate().all(|(i, h)| i as u32 == *h) {
        export.joins = joins;
        return;
    }
    let mut sizes = vec![0u32; home.len()];
    home.iter().for_each(|h| sizes[*h as usize] += 1);
    let grouped: Vec<bool> = home.iter().map(|h| sizes[*h as usize] > 1).collect();
    merge_members(export, home, &grouped);
    let twins = twins(export, home, &grouped);

    // Rows in their new order: by conversation, then time; without time, behind the one before.
    let mut order = Vec::with_capacity(export.len() - twins.len());
    let mut keys = Vec::with_capacity(order.capacity());
    let mut duplicates = vec![0u64; home.len()];
    for (i, c) in export.conversations.iter().enumerate() {
        let mut clock = NO_TIME;
        for row in c.rows.clone() {
            if twins.contains_key(&row) {
                duplicates[i] += 1;
                continue;
            }
            let time = export.columns.time[row as usize];
            clock = if time == NO_TIME { clock } else { time };
            order.push(row);
            keys.push((home[i], clock));
        }
    }
    let mut sorted: Vec<u32> = (0..order.len() as u32).collect();
    sorted.sort_by_key(|i| keys[*i as usize]);
    let order: Vec<u32> = sorted.iter().map(|i| order[*i as usize]).collect();
    let mut place = vec![NONE; export.len()];
    for (to, from) in order.iter().enumerate() {
        place[*from as usize] = to as u32;
    }
    // What the kept one does not say, the one that goes may.
    for (gone, stays) in &twins {
        let reply = export.columns.reply[*gone as usize];
        let kept = &mut export.columns.reply[*stays as usize];
        if *kept == NONE && twins.get(&reply) != Some(stays) && reply != *stays {
            *kept = reply;
        }
    }
    permute(&mut export.columns, &order, 0);
    for reply in &mut export.columns.reply {
        let target = twins.get(reply).unwrap_or(reply);
        *reply = place.get(*target as usize).copied().unwrap_or(NONE);
    }

    // Conversations close ranks.
    let mut number = vec![0u32; home.len()];
    let mut next = 0;
    for (i, h) in home.iter().enumerate() {
        if *h == i as u32 {
            number[i] = next;
            next += 1;
        } else {
            number[i] = number[*h as usize];
        }
    }
    for (i, n) in duplicates.iter().enumerate() {
        let source = export.conversations[i].source as usize;
        if let Some(source) = export.sources.get_mut(source) {
            source.ledger.messages -= n;
            source.ledger.duplicates += n;
        }
    }
    for join in
        joins.iter_mut().filter(|j| !j.apart && home.get(j.other as usize) != Some(&j.other))
    {
        if let Some(n) = duplicates.get_mut(join.other as usize) {
            join.duplicates += std::mem::take(n);
        }
    }
    for join in &mut joins {
        join.conversation = number[join.conversation as usize];
        join.other = number.get(join.other as usize).copied().unwrap_or(join.conversation);
    }
    let moved = |i: &u32| number[*i as usize];
    export.columns.conversation.iter_mut().for_each(|c| *c = moved(c));
    export.members.iter_mut().for_each(|m| m.conversation.0 = moved(&m.conversation.0));
    let mut kept = home.iter().enumerate().map(|(i, h)| i as u32 == *h);
    export.conversations.retain(|_| kept.next().unwrap_or(true));
    let mut start = 0;
    for (i, c) in export.conversations.iter_mut().enumerate() {
        let rows = export.columns.conversation[start as usize..].iter();
        let end = start + rows.take_while(|c| **c == i as u32).count() as u32;
        c.rows = start..end;
        start = end;
    }
    export.joins = joins;
}

/// Gives each person of joined conversations one entry: by id, else by name.
fn merge_members(export: &mut Export, home: &[u32], grouped: &[bool]) {
    let mut by_id: HashMap<(u32, String), u32> = HashMap::new();
    let mut by_name: HashMap<(u32, u32), u32> = HashMap::new();
    let mut number = Vec::with_capacity(export.members.len());
    let mut kept: Vec<crate::export::Member> = Vec::with_capacity(export.members.len());
    for mut member in std::mem::take(&mut export.members) {
        let conversation = member.conversation.0;
        if !grouped[conversation as usize] {
            number.push(kept.len() as u32);
            kept.push(member);
            continue;
        }
        let target = home[conversation as usize];
        let id = member.id.clone().map(|id| (target, id));
        let known = match &id {
            Some(id) => by_id.get(id).copied().or_else(|| {
                let same = by_name.get(&(target, member.name)).copied();
                same.filter(|i| kept[*i as usize].id.is_none())
            }),
            None => by_name.get(&(target, member.name)).copied(),
        };
        let index = known.unwrap_or(kept.len() as u32);
        if let Some(id) = id {
            by_id.insert(id, index);
        }
        by_name.entry((target, member.name)).or_insert(index);
        number.push(index);
        member.conversation.0 = target;
        match kept.get_mut(index as usize) {
            Some(same) => {
                same.name = member.name;
                same.id = same.id.take().or(member.id);
                if member.role != Role::Unknown {
                    same.role = member.role;
                }
            }
            None => kept.push(member),
        }
    }
    export.members = kept;
    for member in &mut export.columns.member {
        *member = number.get(*member as usize).copied().unwrap_or(NONE);
    }
}

/// Dated messages of joined conversations that an earlier file has too, and where. Of each message
/// as many are kept as the file that has most of them.
fn twins(export: &Export, home: &[u32], grouped: &[bool]) -> BTreeMap<u32, u32> {
    let mut kept: HashMap<(u32, i64, u32, Kind, &str), Vec<u32>> = HashMap::new();
    let mut twins = BTreeMap::new();
    for (i, c) in export.conversations.iter().enumerate().filter(|(i, _)| grouped[*i]) {
        let mut seen: HashMap<(i64, u32, Kind, &str), usize> = HashMap::new();
        for row in c.rows.clone() {
            let m = export.message(row);
            let Some(time) = m.time else { continue };
            let member = m.member.map_or(NONE, |m| m.0);
            let n = seen.entry((time.0, member, m.kind, m.text)).or_default();
            let rows = kept.entry((home[i], time.0, member, m.kind, m.text)).or_default();
            match rows.get(*n) {
                Some(twin) => {
                    twins.insert(row, *twin);
                }
                None => rows.push(row),
            }
            *n += 1;
        }
    }
    twins
}
