//! Lists as programs write them, recognised by what they hold.

use serde_json::{Map, Value};

use super::{Directory, Learnt, Listed, NamedPart, Titled};
use crate::export::Role;
use crate::ingest::json::text;
use crate::ingest::qce::Manifest;
use crate::ingest::when::trim;

/// Keys of the id, the best one first.
const IDS: &[&str] = &[
    "userid",
    "external_userid",
    "externalUserId",
    "user_id",
    "userId",
    "userID",
    "wxid",
    "UserName",
    "open_id",
    "openid",
    "openId",
    "member_id",
    "memberId",
    "staffId",
    "uin",
    "qq",
    "email",
    "id",
];

/// Keys of the name, the best one first.
const NAMES: &[&str] = &[
    "group_nickname",
    "remark",
    "Remark",
    "备注",
    "name",
    "nickname",
    "nickName",
    "NickName",
    "nick",
    "昵称",
    "姓名",
    "display_name",
    "displayName",
    "real_name",
    "realName",
    "alias",
];

/// Keys that only messages have.
const OF_MESSAGES: &[&str] = &[
    "text",
    "content",
    "msg",
    "message",
    "messages",
    "msgtype",
    "msg_type",
    "body",
    "ts",
    "timestamp",
    "time",
    "StrContent",
    "StrTime",
    "CreateTime",
    "created_date",
    "timestamp_ms",
];

/// Lists inside of what an interface answers.
const INSIDE: &[&str] = &[
    "data",
    "items",
    "userlist",
    "list",
    "users",
    "members",
    "result",
    "records",
    "external_contact_list",
    "memberlist",
    "member_list",
];

impl Directory {
    pub(super) fn learn_value(&mut self, path: &str, value: &Value) -> Option<Learnt> {
        match value {
            Value::Array(items) => self.learn_list(items),
            Value::Object(object) => self.learn_object(path, object, value),
            _ => None,
        }
    }

    fn learn_list(&mut self, items: &[Value]) -> Option<Learnt> {
        let of_messages = |item: &Value| {
            item.as_object()
                .is_none_or(|item| OF_MESSAGES.iter().any(|key| item.contains_key(*key)))
        };
        if items.is_empty() || items.iter().any(of_messages) {
            return None;
        }
        if items.iter().all(is_slack_channel) {
            items.iter().for_each(|item| self.slack_channel(item));
            return Some(Learnt::Conversations(items.len()));
        }
        let before = items.iter().filter(|item| self.listed(item)).count();
        (before > 0).then_some(Learnt::People(before))
    }

    fn learn_object(
        &mut self,
        path: &str,
        object: &Map<String, Value>,
        value: &Value,
    ) -> Option<Learnt> {
        if let Some(manifest) = Manifest::read(value) {
            return Some(self.chunks(path, &manifest));
        }
        if let Some(chat) = object.get("group_chat").filter(|chat| chat.is_object()) {
            return self.wecom_group(chat);
        }
        if let Some(user) = object.get("user").filter(|_| object.contains_key("membership_info")) {
            self.listed(user);
            return Some(Learnt::People(self.google_groups(object)));
        }
        if object.get("members").is_some_and(has_emails) {
            return self.google_group(path, value);
        }
        if let Some(listed) = wecom_contact(value) {
            self.people.insert(listed.0, listed.1);
            return Some(Learnt::People(1));
        }
        for key in INSIDE {
            match object.get(*key) {
                Some(inner @ Value::Array(_)) => return self.learn_value(path, inner),
                Some(inner @ Value::Object(_)) if object.len() < 8 => {
                    if let Some(learnt) = self.learn_value(path, inner) {
                        return Some(learnt);
                    }
                }
                _ => {}
            }
        }
        self.by_id(object)
    }

    /// QQChatExporter's list of chunks: the messages of one chat, by the paths of their files.
    fn chunks(&mut self, path: &str, manifest: &Manifest) -> Learnt {
        let folder = path.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
        let titled = Titled {
            title: manifest.title.clone(),
            id: manifest.id.clone(),
            direct: manifest.direct,
            ..Titled::default()
        };
        let mut parts = Vec::with_capacity(manifest.chunks.len());
        for chunk in &manifest.chunks {
            let path = chunk.path.replace('\\', "/");
            let whole = format!("{folder}/{path}").trim_start_matches('/').to_string();
            self.titles.insert(whole.clone(), titled.clone());
            let name = path.rsplit('/').next().unwrap_or(&path);
            self.titles.entry(name.to_string()).or_insert_with(|| titled.clone());
            parts.push(NamedPart { path: whole, messages: chunk.messages });
        }
        self.parts.push(parts);
        Learnt::Conversations(1)
    }

    /// `{"zhangsan":"张三"}` or `{"wxid_a":{"nickname":"阿青","remark":""}}`.
    fn by_id(&mut self, object: &Map<String, Value>) -> Option<Learnt> {
        const OTHERWISE: &[&str] =
            &["name", "version", "type", "id", "title", "errmsg", "code", "userid"];
        let is_id = |id: &str| {
            !id.is_empty()
                && id.len() <= 128
                && !id.contains(char::is_whitespace)
                && !OTHERWISE.contains(&id)
        };
        let entries: Option<Vec<(&String, Listed)>> = object
            .iter()
            .map(|(id, entry)| {
                let name = match entry {
                    Value::String(name) => trim(name).to_string(),
                    Value::Object(_) => name_of(entry)?,
                    _ => return None,
                };
                let fits = is_id(id) && !name.is_empty() && name.chars().count() <= 64;
                fits.then_some((id, Listed { name, role: Role::Unknown }))
            })
            .collect();
        let entries = entries.filter(|entries| !entries.is_empty())?;
        let learnt = Learnt::People(entries.len());
        self.people.extend(entries.into_iter().map(|(id, listed)| (id.clone(), listed)));
        Some(learnt)
    }

    /// One entry of a list of people; `false` where it has no id or no name.
    fn listed(&mut self, item: &Value) -> bool {
        if let Some((id, listed)) = wecom_contact(item).or_else(|| slack_user(item)) {
            self.people.insert(id, listed);
            return true;
        }
        let id = IDS.iter().map(|key| text(item, key)).find(|id| !id.is_empty());
        let (Some(id), Some(name)) = (id, name_of(item)) else { return false };
        self.people.insert(id.into_owned(), Listed { name, role: Role::Unknown });
        true
    }

    /// An entry of Slack's `channels.json`, `groups.json`, `mpims.json` or `dms.json`. Messages of
    /// a channel lie in a folder of its name, those of a direct one in a folder of its id.
    fn slack_channel(&mut self, item: &Value) {
        let (id, name) = (text(item, "id"), text(item, "name"));
        let members = item.get("members").and_then(Value::as_array);
        let members: Vec<String> = members
            .into_iter()
            .flatten()
            .filter_map(|member| member.as_str().map(str::to_string))
            .collect();
        let direct = id.starts_with('D');
        // The name of a group message is made of its members' handles.
        let title = if name.starts_with("mpdm-") { String::new() } else { name.to_string() };
        let titled = Titled { title, direct, members, ..Titled::default() };
        if !name.is_empty() {
            self.titles.insert(name.into_owned(), titled.clone());
        }
        self.titles.insert(id.into_owned(), titled);
    }

    /// Google Chat's `group_info.json`; it lies beside the messages in a folder `Space …` or `DM …`.
    fn google_group(&mut self, path: &str, value: &Value) -> Option<Learnt> {
        let members = value.get("members").and_then(Value::as_array)?;
        let ids: Vec<String> =
            members.iter().map(|member| text(member, "email").into_owned()).collect();
        members.iter().for_each(|member| {
            self.listed(member);
        });
        let folder = folder_of(path).unwrap_or("");
        let title = text(value, "name").into_owned();
        let direct = folder.starts_with("DM ") || (title.is_empty() && ids.len() == 2);
        self.titles.insert(
            folder.to_string(),
            Titled { title, direct, members: ids, ..Titled::default() },
        );
        Some(Learnt::Conversations(1))
    }

    /// The groups of Google Chat's `user_info.json`, by the names of their folders.
    fn google_groups(&mut self, object: &Map<String, Value>) -> usize {
        let groups = object.get("membership_info").and_then(Value::as_array);
        for group in groups.into_iter().flatten() {
            let (id, name) = (text(group, "group_id"), text(group, "group_name"));
            if !id.is_empty() && !name.is_empty() {
                let direct = id.starts_with("DM ");
                let titled = Titled { title: name.into_owned(), direct, ..Titled::default() };
                self.titles.entry(id.into_owned()).or_insert(titled);
            }
        }
        1
    }

    /// WeCom's answer about a customer group: its name, and its members, type 1 for staff.
    fn wecom_group(&mut self, chat: &Value) -> Option<Learnt> {
        let id = text(chat, "chat_id");
        let members = chat.get("member_list").and_then(Value::as_array);
        for member in members.into_iter().flatten() {
            if self.listed(member)
                && let Some(listed) = self.people.get_mut(text(member, "userid").as_ref())
            {
                listed.role = match text(member, "type").as_ref() {
                    "1" => Role::Official,
                    "2" => Role::Member,
                    _ => Role::Unknown,
                };
            }
        }
        let titled = Titled { title: text(chat, "name").into_owned(), ..Titled::default() };
        (!id.is_empty()).then(|| self.titles.insert(id.into_owned(), titled))?;
        Some(Learnt::Conversations(1))
    }
}

/// The folder that a file lies in.
pub(in crate::ingest) fn folder_of(path: &str) -> Option<&str> {
    let (folders, _) = path.rsplit_once(['/', '\\'])?;
    folders.rsplit(['/', '\\']).next().filter(|folder| !folder.is_empty())
}

fn name_of(item: &Value) -> Option<String> {
    NAMES.iter().map(|key| text(item, key)).find(|name| !name.is_empty()).map(|n| n.into_owned())
}

/// A list of people each of whom has an address.
fn has_emails(list: &Value) -> bool {
    let list = list.as_array().map_or(&[][..], Vec::as_slice);
    !list.is_empty()
        && list.iter().all(|m| m.get("email").is_some() || m.get("user_type").is_some())
}

fn is_slack_channel(item: &Value) -> bool {
    let id = text(item, "id");
    let has = |key: &str| item.get(key).is_some();
    id.starts_with(['C', 'G', 'D'])
        && (has("members") || has("is_channel") || has("creator"))
        && !has("profile")
        && (id.starts_with('D') || has("name"))
}

/// An entry of Slack's `users.json`. Its roles are complete: who is no administrator is a member.
fn slack_user(item: &Value) -> Option<(String, Listed)> {
    let profile = item.get("profile").filter(|profile| profile.is_object())?;
    let id = text(item, "id");
    let names = [
        text(profile, "display_name"),
        text(profile, "real_name"),
        text(item, "real_name"),
        text(item, "name"),
    ];
    let name = names.iter().find(|name| !name.is_empty())?.to_string();
    let says = |key: &str| item.get(key).and_then(Value::as_bool) == Some(true);
    let official = ["is_admin", "is_owner", "is_primary_owner", "is_bot"].into_iter().any(says)
        || id == "USLACKBOT";
    let role = if official { Role::Official } else { Role::Member };
    (!id.is_empty()).then_some((id.into_owned(), Listed { name, role }))
}

/// WeCom's answer about a customer: what the staff call them, else the name.
fn wecom_contact(item: &Value) -> Option<(String, Listed)> {
    let contact = item.get("external_contact").filter(|contact| contact.is_object())?;
    let id = text(contact, "external_userid");
    let follow = item.get("follow_info").or_else(|| item.get("follow_user")?.get(0));
    let remark = follow.map(|follow| text(follow, "remark")).filter(|remark| !remark.is_empty());
    let name = remark.unwrap_or_else(|| text(contact, "name")).into_owned();
    let fits = !id.is_empty() && !name.is_empty();
    fits.then_some((id.into_owned(), Listed { name, role: Role::Member }))
}
