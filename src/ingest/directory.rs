//! Who and what ids stand for: exports that hold ids alone have the names in a file beside them
//! (Slack's `users.json`, Google Chat's `group_info.json`, a list of WeCom members).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Head;
use crate::export::Role;

pub(super) use learn::folder_of;

mod learn;
#[cfg(test)]
mod tests;

/// A person or a bot of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Name to show; never empty.
    pub name: String,
    /// Role, where the list says so.
    pub role: Role,
}

/// A conversation of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Titled {
    /// Its name; empty where it has none and goes by its members.
    pub title: String,
    /// Its stable id; empty where it is known by its key.
    pub id: String,
    /// Whether it is between two people.
    pub direct: bool,
    /// Ids of its members.
    pub members: Vec<String>,
    /// Parts of it that its list names and that are not there; told by the first part that is.
    pub(super) absent: Option<Absent>,
}

/// Parts of a conversation that were not given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Absent {
    /// Paths of the first few.
    paths: String,
    /// How many they are.
    parts: String,
    /// How many messages they hold; empty where that is not said.
    messages: String,
}

impl Absent {
    /// The facts for a note.
    pub(super) fn args(&self) -> [(&str, &str); 3] {
        [("chunks", &self.paths), ("parts", &self.parts), ("count", &self.messages)]
    }
}

/// A file that a list of parts names.
#[derive(Debug, Clone)]
struct NamedPart {
    /// Its path in the container of the list.
    path: String,
    /// How many messages it holds, where that is said.
    messages: Option<u64>,
}

/// What a file taught the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Learnt {
    /// Names of so many people.
    People(usize),
    /// Names of so many conversations.
    Conversations(usize),
}

/// `true` for a list of people that stands alone: it is no chat, and says so.
pub(super) fn is_list(head: &Head) -> bool {
    let of_people = ["\"userid\"", "\"wxid\"", "\"nickname\"", "\"user_id\"", "\"open_id\""];
    let people = head.first_char() == Some('[') || of_people.iter().any(|k| head.text.contains(k));
    let learnt = || Directory::default().learn(&head.name, head.start().as_bytes());
    people && head.text.len() == head.start().len() && matches!(learnt(), Some(Learnt::People(_)))
}

/// Names by id, gathered from the files that hold nothing else.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// People by stable id.
    pub people: BTreeMap<String, Listed>,
    /// Conversations by stable id, and by the folder that their messages lie in.
    pub titles: BTreeMap<String, Titled>,
    /// The parts that each list of parts names.
    parts: Vec<Vec<NamedPart>>,
}

/// How many absent parts are named at most.
const MOST_NAMED: usize = 5;

impl Directory {
    /// Takes in a file that lists people or conversations, told by what it holds; `path` is its
    /// name in its container. `None` where it is no such list, a chat for one.
    pub fn learn(&mut self, path: &str, json: &[u8]) -> Option<Learnt> {
        let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
        let value: Value = serde_json::from_slice(json).ok()?;
        self.learn_value(path, &value)
    }

    /// Finds out which parts that lists name are not among the files, and leaves word of them with
    /// the first one that is.
    pub(super) fn miss<'p>(&mut self, paths: impl Iterator<Item = &'p str>) {
        if self.parts.is_empty() {
            return;
        }
        let file_name = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_string();
        let there: BTreeSet<String> = paths.map(str::to_string).collect();
        let names: BTreeSet<String> = there.iter().map(|path| file_name(path)).collect();
        for parts in &self.parts {
            let by_path = parts.iter().any(|part| there.contains(&part.path));
            let is_there = |part: &&NamedPart| {
                // Files chosen one by one come without their folders.
                if by_path {
                    there.contains(&part.path)
                } else {
                    names.contains(&file_name(&part.path))
                }
            };
            let (present, absent): (Vec<_>, Vec<_>) = parts.iter().partition(is_there);
            let Some(first) = present.first().filter(|_| !absent.is_empty()) else { continue };
            let mut named: Vec<&str> = absent.iter().map(|p| &*p.path).take(MOST_NAMED).collect();
            if absent.len() > MOST_NAMED {
                named.push("…");
            }
            let messages: Option<u64> = absent.iter().map(|part| part.messages).sum();
            let absent = Absent {
                paths: named.join(", "),
                parts: absent.len().to_string(),
                messages: messages.map_or_else(String::new, |n| n.to_string()),
            };
            let key = if by_path { first.path.clone() } else { file_name(&first.path) };
            if let Some(titled) = self.titles.get_mut(&key) {
                titled.absent = Some(absent);
            }
        }
    }

    /// Someone by id.
    pub fn person(&self, id: &str) -> Option<&Listed> {
        self.people.get(id)
    }

    /// The name of someone; the id where no list has it.
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.person(id).map_or(id, |listed| &listed.name)
    }

    /// The role of someone, where a list says so.
    pub fn role(&self, id: &str) -> Role {
        self.person(id).map_or(Role::Unknown, |listed| listed.role)
    }

    /// The conversation that a file holds a part of, by the path of the file.
    pub fn chat_of_part(&self, path: &str) -> Option<&Titled> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        self.titles.get(path).or_else(|| self.titles.get(name))
    }

    /// Title of a conversation, and whether it is between two people. One without a name goes by
    /// its members.
    pub fn title(&self, id: &str) -> Option<(Cow<'_, str>, bool)> {
        let titled = self.titles.get(id)?;
        if !titled.title.is_empty() {
            return Some((Cow::Borrowed(&titled.title), titled.direct));
        }
        let names: Vec<&str> = titled.members.iter().map(|member| self.name(member)).collect();
        (!names.is_empty()).then(|| (Cow::Owned(names.join("、")), titled.direct))
    }
}
