//! QQ and TIM, 消息管理器: web archives (formats study, Q2). Their header is not MIME as MIME has it, so
//! only its marks are looked for; the first part is a page of table rows, and all behind it pictures,
//! gigabytes of them, which nobody reads.

use super::builder::{Builder, Draft, Sender, When};
use super::heads::{self, Shape};
use super::html::{self, Element, Words};
use super::qq_txt::{name_and_id, role_tag};
use super::when::{Cursor, trim};
use super::{Format, Head, Input, notices};
use crate::Result;
use crate::export::Kind;
use crate::time::{Clock, Day};

pub(super) const FORMAT: Format = Format { id: "qq_mht", sniff, parse };

fn sniff(head: &Head) -> u8 {
    let start = head.start();
    let archive = start.contains("Save by Tencent MsgMgr") || start.contains("Tencent IM Message");
    let page = start.contains("<td") && start.contains("消息对象:");
    let rows = head.text.contains("padding-left:10px") && head.text.contains("padding-left:20px");
    match (archive, page || rows) {
        (true, true) => 99,
        (true, false) => 80,
        // The page alone, taken out of its archive.
        (false, _) if page && rows => 88,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(notices::kind_of);
    let mut reader = Reader::default();
    html::walk(input, &mut reader, out)?;
    if reader.ended {
        // The pictures behind the page.
        reader.records += 1;
        out.recognised();
    }
    input.total = reader.records;
    out.end_message();
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Mark {
    Page,
    Row,
    /// Name and time above the words.
    Head,
    Name,
    Words,
    /// A link or a table inside of words: part of them.
    Inside,
}

#[derive(Default)]
struct Reader {
    records: u64,
    /// The page is over.
    ended: bool,
    group: String,
    day: Option<Date>,
    line: u64,
    row: Words,
    name: Words,
    time: Words,
    words: Words,
    is_message: bool,
}

#[derive(Clone, Copy)]
enum Date {
    Day(Day),
    Numbers([u16; 3]),
}

impl html::Reader for Reader {
    type Mark = Mark;

    fn open(&mut self, e: &Element<'_>, inside: &[Mark], _: &mut Builder) -> Option<Mark> {
        match e.name {
            "html" => return Some(Mark::Page),
            "tr" if !inside.contains(&Mark::Row) => {
                self.line = e.line;
                self.is_message = false;
                return Some(Mark::Row);
            }
            "img" if inside.contains(&Mark::Words) => self.words.push("[图片]"),
            "div" | "p" if inside.contains(&Mark::Words) => {
                self.words.block();
                return Some(Mark::Inside);
            }
            _ => {}
        }
        if e.name != "div" || !inside.contains(&Mark::Row) {
            return None;
        }
        let style = e.get("style").replace(' ', "").to_ascii_lowercase();
        if inside.contains(&Mark::Head) {
            return style.contains("float:left").then_some(Mark::Name);
        }
        if style.contains("padding-left:20px") {
            return Some(Mark::Words);
        }
        // The colour tells a message from the lines that name the chat.
        let is_head = style.contains("padding-left:10px") && style.starts_with("color:");
        self.is_message |= is_head;
        is_head.then_some(Mark::Head)
    }

    fn words(&mut self, words: &str, inside: &[Mark]) {
        if inside == [Mark::Page] {
            self.ended |= words.contains("Content-Location:");
        }
        let has = |mark| inside.contains(&mark);
        if has(Mark::Words) {
            self.words.push(words);
        } else if has(Mark::Name) {
            self.name.push(words);
        } else if has(Mark::Head) {
            self.time.push(words);
        } else if has(Mark::Row) {
            self.row.push(words);
        }
    }

    fn close(&mut self, mark: Mark, inside: &[Mark], out: &mut Builder) {
        match mark {
            Mark::Page if inside.is_empty() => self.ended = true,
            Mark::Inside => self.words.block(),
            Mark::Row => self.row(out),
            _ => {}
        }
    }

    fn is_done(&self) -> bool {
        self.ended
    }
}

impl Reader {
    fn row(&mut self, out: &mut Builder) {
        self.records += 1;
        let (row, name, time) = (self.row.take(), self.name.take(), self.time.take());
        let words = self.words.take();
        if self.is_message {
            return self.message(&name, &time, &words, out);
        }
        let line = row.trim();
        if let Some(group) = line.strip_prefix("消息分组:") {
            self.group = trim(group).to_string();
        } else if let Some(object) = line.strip_prefix("消息对象:") {
            let object = trim(object);
            let direct = !self.group.contains('群') && self.group != "多人聊天";
            out.conversation(object, object, direct);
            out.begin_section();
        } else if let Some(day) = day_of(line) {
            self.day = Some(day);
        } else if !line.is_empty() && !line.starts_with("消息记录") {
            return out.unparsed(line, self.line);
        }
        out.recognised();
    }

    fn message(&mut self, name: &str, time: &str, words: &str, out: &mut Builder) {
        let mut c = Cursor::new(time);
        // In forwarded and some old records the day stands beside the time.
        let own_day = c.day();
        c.spaces();
        let when = match (own_day.map(Date::Day).or(self.day), c.clock()) {
            (Some(Date::Day(day)), Some(clock)) => When::Local(day, clock),
            (Some(Date::Numbers(numbers)), Some(clock)) => When::Ambiguous(numbers, clock),
            (Some(Date::Day(day)), None) => When::Local(day, Clock::default()),
            _ => When::Unknown,
        };
        let (role, rest) = role_tag(trim(name));
        let (shown, id) = name_and_id(rest);
        let name = shown.or(id).unwrap_or("");
        let system = name.is_empty()
            || notices::is_system_name(name)
            || id.is_some_and(notices::is_system_name);
        let sender = (!system).then_some(Sender { id, name, role });
        let line = self.line;
        let own = own_words(words);
        let kind = (own.is_empty() && !words.is_empty()).then_some(Kind::Link);
        out.message(Draft { sender, when, kind, id: None, reply_to: None, line }, own);
    }
}

/// A forwarded talk stands below the words, each part of it under a head of its own: it is no part
/// of them.
fn own_words(text: &str) -> &str {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if heads::find(Shape::NameStamp, line).is_some() {
            return text[..at].trim_end();
        }
        at += line.len();
    }
    text
}

/// `日期: 2012/4/11`, `日期: 2023-12-01`; of English Windows also `4/11/2012`.
fn day_of(line: &str) -> Option<Date> {
    let rest = line.strip_prefix("日期:").or_else(|| line.strip_prefix("日期："))?;
    let mut c = Cursor::new(trim(rest));
    c.day().map(Date::Day).or_else(|| c.date_numbers().map(Date::Numbers))
}
