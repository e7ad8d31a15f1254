//! Whom a message answers: by quote, by name, else by what stands before it.

use super::signals::MINUTE;
use super::talk::{NOBODY, Talk};

/// How many speakers back a name is looked for.
const RECENT: usize = 12;
/// How far back somebody who is not named may have spoken.
const NEAR_ROWS: u32 = 6;
const NEAR_MS: i64 = 6 * MINUTE;

/// How a target is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    /// Quoted or named.
    Named(u32),
    /// The last other speaker.
    Near(u32),
    /// Nobody.
    None,
}

impl Link {
    /// The member, however known.
    pub(crate) fn member(self) -> Option<u32> {
        match self {
            Link::Named(m) | Link::Near(m) => Some(m),
            Link::None => None,
        }
    }
}

/// Last speakers of a conversation, most recent first.
#[derive(Default)]
pub(crate) struct Recent {
    /// Member and the row they last wrote.
    list: Vec<(u32, u32)>,
}

impl Recent {
    /// Someone has written a row.
    pub(crate) fn see(&mut self, member: u32, row: u32) {
        self.list.retain(|(m, _)| *m != member);
        self.list.insert(0, (member, row));
        self.list.truncate(RECENT);
    }

    /// Whom a row is meant for.
    pub(crate) fn target(&self, talk: &Talk<'_>, row: u32) -> Link {
        let who = talk.writer(row);
        let message = talk.desk.export.message(row);
        let quoted = message.reply_to.map(|id| id.0).filter(|r| talk.rows.contains(r));
        if let Some(target) = quoted.map(|r| talk.writer(r)).filter(|m| *m != NOBODY && *m != who) {
            return Link::Named(target);
        }
        let others = || self.list.iter().filter(|(m, _)| *m != who);
        let named = others().find(|(m, _)| is_named(message.text, talk.name(*m)));
        if let Some((m, _)) = named {
            return Link::Named(*m);
        }
        let near = others()
            .next()
            .filter(|(_, at)| row - at <= NEAR_ROWS && talk.time(row) - talk.time(*at) <= NEAR_MS);
        near.map_or(Link::None, |(m, _)| Link::Near(*m))
    }
}

/// `true` where a text names someone: in full, or by the part people call each other by, such as 小唐
/// of 三栋小唐.
pub(crate) fn is_named(text: &str, name: &str) -> bool {
    if name.chars().count() < 2 {
        return false;
    }
    if text.contains(name) {
        return true;
    }
    let cut = |count: usize| {
        let from = name.char_indices().rev().nth(count - 1).map(|(at, _)| at);
        from.map(|at| &name[at..]).filter(|part| part.len() < name.len())
    };
    // A house number or a Latin word is no call name on its own.
    let callable = |part: &str| part.chars().all(|c| !c.is_ascii() && c.is_alphanumeric());
    [3, 2].iter().filter_map(|n| cut(*n)).any(|part| callable(part) && text.contains(part))
}

#[cfg(test)]
mod tests {
    use super::is_named;

    #[test]
    fn people_are_named_in_full_or_by_what_they_are_called() {
        assert!(is_named("@三栋小唐 你来一下", "三栋小唐"));
        assert!(is_named("小唐说得对", "三栋小唐"));
        assert!(!is_named("二唐说得对", "三栋小唐"));
        assert!(!is_named("602的水停了", "12-602"));
        assert!(is_named("Vivian茶 在吗", "Vivian茶"));
    }
}
