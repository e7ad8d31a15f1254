//! Records of ChatLab files, and the chat they make up.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use crate::export::{Kind, Role};
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::json::{self, Scalar, object, text};
use crate::ingest::notices;
use crate::ingest::records::Outcome;
use crate::ingest::when::{self, trim};
use crate::time::Timestamp;

/// A message record, or any line of the JSON Lines form.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Record<'a> {
    #[serde(borrow, rename = "_type")]
    line_type: Scalar<'a>,
    #[serde(borrow)]
    sender: Scalar<'a>,
    #[serde(borrow)]
    account_name: Scalar<'a>,
    #[serde(borrow)]
    group_nickname: Scalar<'a>,
    #[serde(borrow)]
    timestamp: Scalar<'a>,
    #[serde(borrow, rename = "type")]
    code: Scalar<'a>,
    #[serde(borrow)]
    content: Scalar<'a>,
    #[serde(borrow)]
    platform_message_id: Scalar<'a>,
    #[serde(borrow)]
    reply_to_message_id: Scalar<'a>,
}

impl Record<'_> {
    fn is_message(&self) -> bool {
        let who_or_when = !self.sender.is_nothing() || !self.timestamp.is_nothing();
        who_or_when && !(self.content.is_nothing() && self.code.is_nothing())
    }
}

/// A record; `None` where it is no object.
fn record<'a>(json: &'a [u8], fixed: &'a mut String) -> Option<Record<'a>> {
    if json.first() != Some(&b'{') {
        return None;
    }
    json::read(json, fixed)
}

/// Someone of the list of members.
struct Listed {
    id: String,
    name: String,
    is_official: bool,
}

/// What is known of the chat being read.
#[derive(Default)]
pub(super) struct Chat {
    /// Number of the root object, for files that hold several.
    object: u64,
    group_id: String,
    members: Vec<Listed>,
    /// By id, the place in `members`.
    by_id: HashMap<String, usize>,
    has_roles: bool,
    /// Messages were read; members are listed behind some.
    some: bool,
    late: bool,
}

impl Chat {
    /// Begins another chat where the file holds several one after the other.
    pub(super) fn enter(&mut self, object: u64, out: &mut Builder) {
        if self.object != object {
            self.settle(out);
            *self = Chat { object, ..Chat::default() };
        }
    }

    pub(super) fn meta(&mut self, json: &[u8], out: &mut Builder) {
        if let Some(meta) = object(json) {
            self.title(&meta, out);
        }
    }

    fn title(&mut self, meta: &Value, out: &mut Builder) {
        let (name, group_id) = (text(meta, "name"), text(meta, "groupId"));
        let direct = text(meta, "type") == "private";
        if out.rows_of_file() == 0 || self.object > 1 {
            let key = if group_id.is_empty() { &name } else { &group_id };
            out.conversation(key, &name, direct);
        } else {
            out.retitle(&name);
            out.set_direct(direct);
        }
        self.group_id = if direct { String::new() } else { group_id.into_owned() };
    }

    pub(super) fn member(&mut self, json: &[u8]) -> bool {
        let Some(member) = object(json) else { return false };
        let id = text(&member, "platformId");
        if id.is_empty() {
            return false;
        }
        let aliases = member.get("aliases").and_then(Value::as_array);
        let alias = aliases.and_then(|a| a.first()).and_then(Value::as_str).unwrap_or("");
        let names = [text(&member, "groupNickname"), text(&member, "accountName"), alias.into()];
        let name = names.iter().find(|n| !n.is_empty()).unwrap_or(&id).to_string();
        let roles = member.get("roles").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        self.has_roles |= !roles.is_empty();
        let is_official = roles.iter().any(is_official);
        self.late |= self.some;
        self.by_id.insert(id.to_string(), self.members.len());
        self.members.push(Listed { id: id.to_string(), name, is_official });
        true
    }

    pub(super) fn message(&mut self, json: &[u8], line: u64, out: &mut Builder) -> bool {
        let mut fixed = String::new();
        let record = record(json, &mut fixed);
        record.is_some_and(|record| record.is_message() && self.add(&record, line, out))
    }

    /// A line of the JSON Lines form.
    pub(super) fn line(&mut self, json: &[u8], number: u64, out: &mut Builder) -> Outcome {
        if json.starts_with(b"#") {
            return Outcome::Recognised;
        }
        let mut fixed = String::new();
        let Some(record) = record(json, &mut fixed) else { return Outcome::Unreadable };
        let is_message = matches!(record.line_type.text().as_ref(), "message" | "");
        let readable = if is_message && record.is_message() {
            return if self.add(&record, number, out) {
                Outcome::Message
            } else {
                Outcome::Unreadable
            };
        } else {
            object(json).is_some_and(|value| self.other_line(&value, json, out))
        };
        if readable { Outcome::Recognised } else { Outcome::Unreadable }
    }

    /// A header, a member, or the end mark that some writers put.
    fn other_line(&mut self, line: &Value, json: &[u8], out: &mut Builder) -> bool {
        match text(line, "_type").as_ref() {
            "member" => self.member(json),
            "header" | "chatlab" | "meta" => {
                self.settle(out);
                *self = Chat { object: self.object + 1, ..Chat::default() };
                // One of WeFlow's writers gives the title in a line of its own.
                if line.get("meta").or(line.get("name")).is_some() {
                    self.title(line.get("meta").unwrap_or(line), out);
                }
                true
            }
            "footer" | "end" | "sync" => true,
            "" if line.get("chatlab").is_some() => {
                self.title(line.get("meta").unwrap_or(line), out);
                true
            }
            "" => line.get("platformId").is_some() && self.member(json),
            _ => false,
        }
    }

    fn add(&mut self, record: &Record<'_>, line: u64, out: &mut Builder) -> bool {
        let (id, card, account) =
            (record.sender.text(), record.group_nickname.text(), record.account_name.text());
        let id = trim(&id);
        let listed = || self.by_id.get(id).and_then(|at| self.members.get(*at)).map(|m| &m.name);
        let name = match (trim(&card), trim(&account)) {
            ("", "") => listed().map_or(id, String::as_str),
            ("", account) => account,
            (card, _) => card,
        };
        let content = record.content.text();
        let content =
            if content.contains('\0') { Cow::Owned(content.replace('\0', "")) } else { content };
        let kind = record.code.number().and_then(kind_of_code);
        let person = !name.is_empty() && !self.is_nobody(id, name) && kind != Some(Kind::System);
        let kind = match kind {
            // Who took it back is in the words: they are left to the builder.
            _ if !person && notices::recalled_by(&content).is_some() => None,
            _ if !person => Some(Kind::System),
            kind => kind,
        };
        let (message_id, reply_to) =
            (record.platform_message_id.text(), record.reply_to_message_id.text());
        let draft = Draft {
            sender: person.then_some(Sender {
                id: Some(id).filter(|id| !id.is_empty()),
                name,
                role: Role::Unknown,
            }),
            when: time(&record.timestamp),
            kind,
            id: Some(message_id.as_ref()).filter(|id| !id.is_empty()),
            reply_to: Some(reply_to.as_ref()).filter(|id| !id.is_empty()),
            line,
        };
        out.message(draft, &content);
        self.some = true;
        true
    }

    /// Notices come under the room's id, under `SYSTEM`, or under a name that is no person's.
    fn is_nobody(&self, id: &str, name: &str) -> bool {
        let nameless = name == "未知" && !id.is_empty();
        notices::is_system_name(id)
            || id.eq_ignore_ascii_case("system")
            || (!id.is_empty() && id == self.group_id)
            || (notices::is_system_name(name) && !nameless)
    }

    /// Gives the members their roles, which may stand behind the messages. Where the file names
    /// any role, those without one are members; else nothing is known.
    pub(super) fn settle(&mut self, out: &mut Builder) {
        if self.late {
            out.name_members(self.members.iter().map(|m| (m.id.as_str(), m.name.as_str())));
        }
        if self.has_roles {
            for Listed { id, is_official, .. } in &self.members {
                out.set_role(id, if *is_official { Role::Official } else { Role::Member });
            }
        }
    }
}

/// Owner and administrators speak for the operator. A role is an object with an id, or the id.
fn is_official(role: &Value) -> bool {
    let id = role.get("id").or(Some(role)).and_then(Value::as_str).unwrap_or("");
    let ids = ["owner", "admin", "administrator", "群主", "管理员"];
    ids.iter().any(|known| id.trim().eq_ignore_ascii_case(known))
}

/// ChatLab's message types; `None` where it has no such type, so that the text decides.
fn kind_of_code(code: i64) -> Option<Kind> {
    Some(match code {
        0 | 25 => Kind::Text,
        1 => Kind::Image,
        2 => Kind::Voice,
        3 => Kind::Video,
        4 => Kind::File,
        5 => Kind::Sticker,
        7 | 24 | 26 => Kind::Link,
        8 => Kind::Location,
        20 | 21 => Kind::Payment,
        // A poke is a notice: nobody wrote its words.
        22 | 80 => Kind::System,
        23 => Kind::Call,
        27 => Kind::Contact,
        81 => Kind::Recalled,
        99 => Kind::Other,
        _ => return None,
    })
}

fn time(value: &Scalar<'_>) -> When {
    match value.number() {
        Some(number) => Timestamp::from_epoch(number).map_or(When::Unknown, When::At),
        None => when::cell(&value.text()).unwrap_or(When::Unknown),
    }
}
