//! Tables kept as JSON: a list of flat objects or one a line, whose keys are what a header's words
//! are; lists of lists with a header in front; what unofficial tools make of DingTalk (formats
//! study, X1 and N1) and SealDice writes.

use std::borrow::Cow;
use std::ops::ControlFlow;

use serde_json::Value;

use super::header::{self, Layout};
use super::{FORMAT, Profile, Reader, Table};
use crate::Result;
use crate::ingest::builder::Builder;
use crate::ingest::delimited::Row;
use crate::ingest::json::{self, EACH, Path, Walker, object};
use crate::ingest::records::{self, Outcome, Place};
use crate::ingest::source::{HEAD, TextEncoding, Utf8Chunks};
use crate::ingest::when::trim;
use crate::ingest::{Head, Input, notices};

/// Where programs put their records.
const ARRAYS: &[Path<'_>] = &[
    &[],
    &["messages"],
    &["data"],
    &["data", "messages"],
    &["data", "list"],
    &["data", "items"],
    &["data", "records"],
    &["data", "rows"],
    &["items"],
    &["list"],
    &["rows"],
    &["records"],
    &["msgs"],
    &["msgList"],
    &["message_list"],
    &["chat"],
    &["chats"],
    &["chat", "messages"],
    &["chatlog"],
    &["history"],
    &["logs"],
    &["result"],
    &["conversation"],
    &["conversation", "messages"],
    &["聊天记录"],
    &["消息"],
];

/// Several chats in one file, each with its messages.
const CHATS: &[Path<'_>] =
    &[&[EACH, "messages"], &["conversations", EACH, "messages"], &["chats", EACH, "messages"]];

/// How many records show what they are made of.
const SAMPLE: usize = 30;

/// Most columns of a table.
const WIDEST: usize = 200;

/// What DingTalk's lists hold, in this order.
const DINGTALK: [&str; 4] = ["text", "timestamp", "senderid", "nickname"];

/// Objects that stand for a sender, folded, and for a chat.
const PEOPLE: &[&str] = &[
    "sender",
    "author",
    "user",
    "from",
    "member",
    "creator",
    "speaker",
    "fromuser",
    "userinfo",
    "senderinfo",
    "发送人",
    "发送者",
];
const ROOMS: &[&str] =
    &["chat", "group", "room", "conversation", "channel", "session", "groupinfo"];
const WORDS: &[&str] = &["content", "message", "body", "text", "msg", "内容"];

pub(super) fn sniff(head: &Head) -> u8 {
    if !matches!(head.first_char(), Some('{' | '[')) {
        return 0;
    }
    let Some((plan, sample)) = Plan::of(head) else { return 0 };
    let rows: Vec<Vec<String>> = sample.iter().filter_map(|value| plan.cells(value)).collect();
    let (has_sender, timeless) = (plan.layout.has_sender(), plan.layout.times.is_empty());
    let mut reader = Reader::new(plan.table(), &Profile::GENERAL);
    let fit = rows.iter().filter(|cells| reader.fits(cells)).count();
    match (has_sender, timeless) {
        (true, false) if fit * 2 >= rows.len() => 72,
        (true, true) if plan.talks(&rows) => 45,
        _ => 20,
    }
}

pub(super) fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(notices::kind_of);
    let Some((plan, _)) = Plan::of(input.head) else { return Ok(()) };
    let arrays = if plan.chats { CHATS } else { ARRAYS };
    let by_line = plan.by_line;
    let mut records =
        Records { plan: &plan, reader: Reader::new(plan.table(), &Profile::GENERAL), object: 0 };
    if by_line {
        return records::lines(input, FORMAT.id, &mut records, out);
    }
    let end = records::document(input, arrays, &mut records, out)?;
    records::Reader::finish(&mut records, out);
    records::finish(input, FORMAT.id, "any of its lists", end, out)
}

/// Which keys are which columns, as a sample of the file shows.
struct Plan {
    /// Ways to the values, by column.
    ways: Vec<Way>,
    header: Vec<String>,
    layout: Layout,
    by_line: bool,
    chats: bool,
    /// The records are lists, and the first of them is the header.
    headed: bool,
}

/// The way to a value: a key, or a key of an object under one; a place in a list.
#[derive(Debug, Clone, PartialEq)]
enum Way {
    Key(String),
    Inner(String, String),
    Place(usize),
}

impl Plan {
    /// The plan, and the records it was made from.
    fn of(head: &Head) -> Option<(Plan, Vec<Value>)> {
        let lines = sample_of_lines(head);
        let found = Plan::made_of(&lines, true, false).map(|plan| (plan, lines));
        found.or_else(|| {
            [(ARRAYS, false), (CHATS, true)].into_iter().find_map(|(arrays, chats)| {
                let sample = sample_of_document(head, arrays);
                Plan::made_of(&sample, false, chats).map(|plan| (plan, sample))
            })
        })
    }

    fn made_of(sample: &[Value], by_line: bool, chats: bool) -> Option<Plan> {
        let (mut ways, mut header, mut headed) = (Vec::new(), Vec::new(), false);
        if let Some(Value::Array(first)) = sample.first() {
            let words: Vec<String> = first.iter().map(|cell| shown(cell).into_owned()).collect();
            if Layout::of(&words, &[]).is_some_and(|layout| layout.has_sender()) {
                (header, headed) = (words, true);
            } else if sample.iter().all(is_dingtalk) {
                header = DINGTALK.map(str::to_string).to_vec();
            } else {
                return None;
            }
            ways.extend((0..header.len()).map(Way::Place));
        }
        for value in sample {
            let Value::Object(record) = value else { continue };
            for (key, value) in record {
                for (way, word) in words_of(key, value) {
                    if ways.len() < WIDEST && !ways.contains(&way) {
                        ways.push(way);
                        header.push(word);
                    }
                }
            }
        }
        let mut layout = Layout::of(&header, &[])?;
        // Talks with an assistant name nobody but by part.
        if !layout.has_sender()
            && let Some(role) = header.iter_mut().find(|word| *word == "role")
        {
            *role = "sendername".to_string();
            layout = Layout::of(&header, &[])?;
        }
        let plan = Plan { ways, header, layout, by_line, chats, headed };
        // Some record must have words: a list of people has a name and maybe a remark.
        let has_words =
            |cells: Vec<String>| cells.get(plan.layout.text).is_some_and(|c| !c.is_empty());
        let found = sample.iter().filter_map(|value| plan.cells(value)).any(has_words);
        found.then_some(plan)
    }

    fn table(&self) -> Table {
        let layout = Layout::of(&self.header, &[]).unwrap_or_default();
        Table { delimiter: b'\t', header_at: 0, header: self.header.clone(), layout }
    }

    /// The values of a record, by column; `None` where it has none of them.
    fn cells(&self, value: &Value) -> Option<Vec<String>> {
        let cell = |(column, way): (usize, &Way)| {
            let found = match way {
                Way::Key(key) => value.get(key),
                Way::Inner(outer, inner) => value.get(outer).and_then(|value| value.get(inner)),
                Way::Place(place) => value.get(place),
            };
            match found {
                Some(value) if column == self.layout.text => said(value),
                Some(value) => shown(value).into_owned(),
                None => String::new(),
            }
        };
        let cells: Vec<String> = self.ways.iter().enumerate().map(cell).collect();
        cells.iter().any(|cell| !trim(cell).is_empty()).then_some(cells)
    }

    /// `true` where most records have both words and someone who says them.
    fn talks(&self, rows: &[Vec<String>]) -> bool {
        let filled = |cells: &[String], at: usize| cells.get(at).is_some_and(|c| !c.is_empty());
        let who = || self.layout.names.iter().chain(&self.layout.id).copied();
        let talks = |cells: &&Vec<String>| {
            filled(cells, self.layout.text) && who().any(|at| filled(cells, at))
        };
        rows.len() >= 2 && rows.iter().filter(talks).count() * 10 >= rows.len() * 9
    }
}

/// The columns that a value is: itself, or what stands inside of it where it is somebody.
fn words_of(key: &str, value: &Value) -> Vec<(Way, String)> {
    let folded = header::fold(key);
    let own = |word: &str| vec![(Way::Key(key.to_string()), word.to_string())];
    let Value::Object(inside) = value else {
        return match folded.as_str() {
            "imuserid" => own("userid"),
            _ => own(key),
        };
    };
    let inner = |inner: &String| -> Option<String> {
        let word = header::fold(inner);
        let word = match (word.as_str(), folded.as_str()) {
            ("name" | "username" | "displayname" | "realname" | "fullname", o)
                if PEOPLE.contains(&o) =>
            {
                "sendername"
            }
            ("nickname" | "nick" | "昵称", o) if PEOPLE.contains(&o) => "nickname",
            ("card" | "groupcard" | "groupnickname" | "群昵称", o) if PEOPLE.contains(&o) => {
                "groupcard"
            }
            ("remark" | "备注", o) if PEOPLE.contains(&o) => "remarkname",
            ("id" | "userid" | "uid" | "uin" | "wxid" | "openid" | "qq", o)
                if PEOPLE.contains(&o) =>
            {
                "senderid"
            }
            ("name" | "title", o) if ROOMS.contains(&o) => "groupname",
            ("id", o) if ROOMS.contains(&o) => "groupid",
            ("text" | "content", o) if WORDS.contains(&o) => "content",
            ("type", o) if WORDS.contains(&o) => "type",
            _ => return None,
        };
        Some(word.to_string())
    };
    let inside =
        inside.keys().filter_map(|k| Some((Way::Inner(key.to_string(), k.clone()), inner(k)?)));
    let inside: Vec<_> = inside.collect();
    if inside.is_empty() && WORDS.contains(&folded.as_str()) { own(key) } else { inside }
}

fn sample_of_lines(head: &Head) -> Vec<Value> {
    let filled = || head.lines().map(trim).filter(|line| !line.is_empty());
    let ends = |line: &str| line.ends_with(['}', ']']) && line.len() > 2;
    if !filled().next().is_some_and(ends) {
        return Vec::new();
    }
    let lines = filled().filter(|line| line.starts_with(['{', '[']));
    let values = lines.filter_map(|line| serde_json::from_str(line.trim_end_matches(',')).ok());
    values.filter(|value: &Value| !is_answer(value)).take(SAMPLE).collect()
}

/// What holds records is none.
fn is_answer(value: &Value) -> bool {
    let lists =
        |value: &Value| value.as_array().is_some_and(|list| list.iter().any(Value::is_object));
    match value {
        Value::Array(items) => items.iter().any(|item| item.is_object() || item.is_array()),
        Value::Object(object) => object.values().any(lists),
        _ => true,
    }
}

fn sample_of_document(head: &Head, arrays: &[Path<'_>]) -> Vec<Value> {
    let mut data = head.start().as_bytes();
    let mut go = |_| ControlFlow::Continue(());
    let chunks = Utf8Chunks::new(&head.name, &mut data, TextEncoding::UTF_8, &mut go);
    let mut walker = Walker::new(chunks, arrays);
    let mut sample = Vec::new();
    // A value is at least two bytes long.
    for _ in 0..HEAD / 2 {
        match walker.next() {
            Ok(Some(json::Found::Item { json, .. })) => sample.extend(value_of(json)),
            Ok(Some(_)) => {}
            _ => break,
        }
        if sample.len() == SAMPLE {
            break;
        }
    }
    sample
}

fn value_of(json: &[u8]) -> Option<Value> {
    match json.first() {
        Some(b'[') => serde_json::from_slice(json).ok(),
        _ => object(json),
    }
}

/// A value as a cell shows it.
fn shown(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Number(number) => Cow::Owned(number.to_string()),
        Value::Bool(yes) => Cow::Borrowed(if *yes { "true" } else { "false" }),
        _ => Cow::Borrowed(""),
    }
}

/// The words of a message: a text, or parts of which some are texts.
fn said(value: &Value) -> String {
    match value {
        Value::Array(parts) => {
            let parts: Vec<String> =
                parts.iter().map(said).filter(|part| !part.is_empty()).collect();
            parts.join("")
        }
        Value::Object(part) => {
            let words = ["text", "content"].iter().find_map(|key| part.get(*key));
            words
                .or_else(|| part.get("data")?.get("text"))
                .map(|w| shown(w).into_owned())
                .unwrap_or_default()
        }
        _ => shown(value).into_owned(),
    }
}

/// `[text, timestamp, openId, nick]`.
fn is_dingtalk(value: &Value) -> bool {
    let Value::Array(parts) = value else { return false };
    let time = |value: &Value| value.as_i64().is_some_and(|n| n > 1_000_000_000);
    matches!(parts.as_slice(), [text, when, id, nick, ..]
        if text.is_string() && time(when) && (id.is_number() || id.is_string()) && nick.is_string())
}

/// Reads records by a plan.
struct Records<'p> {
    plan: &'p Plan,
    reader: Reader<'p>,
    /// Number of the chat's object, where there are several.
    object: u64,
}

impl records::Reader for Records<'_> {
    fn item(&mut self, at: Place, json: &[u8], out: &mut Builder) -> Outcome {
        let Some(value) = value_of(json.trim_ascii_end().strip_suffix(b",").unwrap_or(json)) else {
            return Outcome::Unreadable;
        };
        if self.plan.chats && self.object != at.object {
            self.turn_to(at.object, "", out);
        }
        let Some(cells) = self.plan.cells(&value) else { return Outcome::Unreadable };
        if self.plan.headed && cells == self.plan.header {
            return Outcome::Recognised;
        }
        let row = Row::of(&cells, at.record);
        if self.reader.message(&row, out) { Outcome::Message } else { Outcome::Unreadable }
    }

    fn value(&mut self, key: &str, object: u64, json: &[u8], out: &mut Builder) {
        const TITLES: &[&str] = &[
            "name",
            "title",
            "chatname",
            "groupname",
            "roomname",
            "conversationname",
            "displayname",
            "群名",
            "群名称",
            "会话名称",
        ];
        if !TITLES.contains(&header::fold(key).as_str()) {
            return;
        }
        let title: String = serde_json::from_slice(json).unwrap_or_default();
        let title = trim(&title);
        if title.is_empty() {
            return;
        }
        if self.plan.chats && self.object != object {
            self.turn_to(object, title, out);
        } else if out.rows_of_file() == 0 {
            out.conversation(title, title, false);
        } else if self.plan.chats || self.reader.is_without_chat() {
            out.retitle(title);
        }
    }

    fn finish(&mut self, out: &mut Builder) {
        self.reader.finish(out);
    }
}

impl Records<'_> {
    fn turn_to(&mut self, object: u64, title: &str, out: &mut Builder) {
        self.object = object;
        let title = if title.is_empty() { object.to_string() } else { title.to_string() };
        out.conversation(&title, &title, false);
    }
}
