//! QQChatExporter's plain text: a banner, then blocks of `阿青:`, `时间: …`, `内容: …`, lists of files,
//! mentions and what is answered.
//!
//! The streaming version 4 writes `[#1] 2025/3/8 09:02:11 阿青` and the words below.

use super::kinds;
use crate::Result;
use crate::export::{Kind, Role};
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::when::{Cursor, trim};
use crate::ingest::{Head, Input, Layout, notices};
use crate::time::{Clock, Day};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

/// Most lines of a quotation in brackets that are waited for.
const LONGEST_QUOTE: usize = 100;

const TITLE: &str = "QQ聊天记录导出文件";

fn sniff(head: &Head) -> u8 {
    let start = head.start();
    let banner = start.starts_with("[QQChatExporter") || start.starts_with("[QQ Data Exporter");
    let title = head.lines().take(12).any(|l| trim(l) == TITLE);
    let (mut heads, mut before) = (0, None);
    for line in head.all_lines().map(trim) {
        heads += usize::from(time(line).is_some() && before.is_some_and(is_sender));
        heads += usize::from(streamed(line).is_some());
        if sender_id(line).is_none() {
            before = Some(line);
        }
    }
    match (banner || title, heads) {
        (true, 1..) => 98,
        (true, 0) => 70,
        (false, 2..) => 88,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(kinds::of);
    let mut reader = Reader::default();
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        reader.line(out, line.text, line.number);
    })?;
    reader.let_go(out);
    reader.give_back(out);
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(reader.direct.unwrap_or(senders == 2));
    Ok(())
}

/// Where in a block the lines are.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Place {
    /// In the banner, or in the footer.
    #[default]
    Outside,
    /// Between the name and the words.
    Head,
    Words,
    /// Below the words: files and mentions.
    Tail,
    /// Below what is answered.
    Reply,
}

#[derive(Default)]
struct Reader {
    place: Place,
    /// Lines that may be the number and the sender of the next message, and the id below them.
    held: Vec<(String, u64)>,
    id: Option<(String, u64)>,
    direct: Option<bool>,
    /// The open message has no words yet that say its kind.
    silent: bool,
    /// The last line was blank.
    gap: bool,
    /// A time that no sender stands above, with its line; what follows tells whether it is a head.
    stamp: Option<(String, When, u64)>,
    /// Nobody is named as the sender of the open message, and nothing has said its kind.
    nameless: bool,
    /// Lines of a quotation in brackets that has not ended.
    quote: Vec<(String, u64)>,
}

impl Reader {
    fn line(&mut self, out: &mut Builder, line: &str, number: u64) {
        let text = trim(line);
        let gap = std::mem::replace(&mut self.gap, text.is_empty());
        if let Some((stamp, when, at)) = self.stamp.take() {
            if text.starts_with("内容:") || text.starts_with("类型:") {
                self.let_go_numbers(out);
                self.nameless_message(out, when, at);
            } else {
                self.let_go(out);
                self.plain(out, &stamp, at);
            }
        }
        // Another exporter puts the id between the name and the time.
        if let Some(id) = sender_id(text)
            && self.held.last().is_some_and(|(held, _)| is_sender(held))
        {
            self.id = Some((id.to_string(), number));
            return;
        }
        if let Some(when) = time(text)
            && let Some((sender, at)) = self.held.pop_if(|(held, _)| is_sender(held))
        {
            self.let_go_numbers(out);
            let id = self.id.take();
            self.message(out, &sender, id.as_ref().map(|id| id.0.as_str()), when, at);
            id.iter().for_each(|id| out.part(text, id.1));
            return out.part(text, number);
        }
        if let Some(when) = time(text)
            && (gap || !self.held.is_empty())
        {
            self.stamp = Some((line.to_string(), when, number));
            return;
        }
        if is_number(text) || is_sender(text) {
            // Only the number of a message stands between two lines that may begin one.
            if self.held.len() > 1 || self.held.iter().any(|(held, _)| is_sender(held)) {
                self.let_go(out);
            }
            return self.held.push((line.to_string(), number));
        }
        self.let_go(out);
        self.plain(out, line, number);
    }

    /// The numbers before a head belong to the layout.
    fn let_go_numbers(&mut self, out: &mut Builder) {
        for (line, number) in std::mem::take(&mut self.held) {
            if is_number(trim(&line)) {
                out.recognised();
            } else {
                self.plain(out, &line, number);
            }
        }
    }

    /// What was held is no head: it is read as any other line.
    fn let_go(&mut self, out: &mut Builder) {
        if let Some((stamp, _, number)) = self.stamp.take() {
            self.plain(out, &stamp, number);
        }
        for (line, number) in std::mem::take(&mut self.held) {
            self.plain(out, &line, number);
        }
        if let Some((id, number)) = self.id.take() {
            self.plain(out, &format!("{ID}{id}"), number);
        }
    }

    /// A quotation that never ends is none.
    fn give_back(&mut self, out: &mut Builder) {
        for (line, number) in std::mem::take(&mut self.quote) {
            out.line(&line, number);
        }
    }

    fn plain(&mut self, out: &mut Builder, line: &str, number: u64) {
        let text = trim(line);
        if text.is_empty() {
            return out.blank();
        }
        if let Some((day, clock, sender)) = streamed(text) {
            self.message(out, sender, None, When::Local(day, clock), number);
            self.place = Place::Words;
            return;
        }
        let bar = text.len() >= 8 && text.bytes().all(|b| b == b'=');
        if bar || text == TITLE {
            self.give_back(out);
            self.place = Place::Outside;
            return out.recognised();
        }
        match self.place {
            Place::Outside => self.outside(out, text, number),
            Place::Head => self.head(out, text, number),
            Place::Words | Place::Tail => self.words(out, line, number),
            Place::Reply => out.part(text, number),
        }
    }

    fn outside(&mut self, out: &mut Builder, text: &str, number: u64) {
        const FACTS: &[&str] = &[
            "聊天名称",
            "聊天类型",
            "参与人数",
            "导出时间",
            "消息总数",
            "时间范围",
            "消息时间范围",
            "群ID",
            "好友ID",
            "聊天ID",
            "导出者",
        ];
        let fact = text.split_once([':', '：']).map(|(key, value)| (trim(key), trim(value)));
        match fact {
            Some(("聊天名称", name)) => out.conversation("", name, false),
            Some(("聊天类型", kind)) => self.direct = Some(kind == "私聊"),
            Some((key, _)) if FACTS.contains(&key) => {}
            _ => {
                let banner = text.starts_with('[') && text.ends_with(']');
                let footer = text.starts_with("导出完成") || text.starts_with("总计导出");
                if !banner && !footer {
                    return out.unparsed(text, number);
                }
            }
        }
        out.recognised();
    }

    fn head(&mut self, out: &mut Builder, text: &str, number: u64) {
        if let Some(words) = text.strip_prefix("内容:") {
            self.place = Place::Words;
            let words = trim(words);
            if std::mem::take(&mut self.nameless)
                && kinds::of(words).is_none()
                && !notices::is_notice(words)
            {
                out.set_kind(Kind::Text);
            }
            if kinds::opens_quote(words) {
                return self.quote.push((words.to_string(), number));
            }
            out.part(text, number);
            return out.piece(kinds::without_quote(words), number);
        }
        if let Some(word) = text.strip_prefix("类型:") {
            match kinds::of_word(word) {
                Some(Kind::System) => out.forget_sender(),
                Some(kind) if kind != Kind::Text => {
                    out.set_kind(kind);
                    self.nameless = false;
                }
                _ => {}
            }
            return out.part(text, number);
        }
        self.place = Place::Words;
        self.words(out, text, number);
    }

    fn words(&mut self, out: &mut Builder, line: &str, number: u64) {
        let text = trim(line);
        if !self.quote.is_empty() && self.quote.len() < LONGEST_QUOTE {
            self.quote.push((line.to_string(), number));
            if text.ends_with(']') {
                self.quote.drain(..).for_each(|(line, number)| out.part(&line, number));
            }
            return;
        }
        self.give_back(out);
        if let Some(count) = text.strip_prefix("资源:")
            && trim(count).ends_with("个文件")
        {
            self.silent = out.is_wordless();
            self.place = Place::Tail;
            return out.part(text, number);
        }
        if text.starts_with("提及: ") || text.starts_with("回复: ") {
            self.place = if text.starts_with('提') { Place::Tail } else { Place::Reply };
            return out.part(text, number);
        }
        if self.place == Place::Tail && line.starts_with(' ') && trim(line).starts_with("- ") {
            if std::mem::take(&mut self.silent)
                && let Some(kind) = text.strip_prefix("- ").and_then(|t| t.split(':').next())
                && let Some(kind) = kinds::of_word(kind)
            {
                out.set_kind(kind);
            }
            return out.part(text, number);
        }
        let own = if out.is_wordless() { kinds::without_reply_mark(line) } else { line };
        out.line(own, number);
    }

    fn message(
        &mut self,
        out: &mut Builder,
        sender: &str,
        id: Option<&str>,
        when: When,
        line: u64,
    ) {
        self.give_back(out);
        (self.place, self.silent, self.nameless) = (Place::Head, false, false);
        let (role, name) = title_and_name(trim(trim(sender).trim_end_matches([':', '：'])));
        let system = notices::is_system_name(name) || id.is_some_and(notices::is_system_name);
        let sender = (!system).then_some(Sender { id, name, role });
        out.message(Draft { sender, when, kind: None, id: None, reply_to: None, line }, "");
    }

    /// The program leaves the line of the sender out where it knows no name.
    fn nameless_message(&mut self, out: &mut Builder, when: When, line: u64) {
        self.give_back(out);
        (self.place, self.silent, self.nameless) = (Place::Head, false, true);
        let draft = Draft { sender: None, when, kind: None, id: None, reply_to: None, line };
        out.message(draft, "");
    }
}

/// `时间: 2025-03-08 09:02:11`; a message that lost its time has `0`.
fn time(text: &str) -> Option<When> {
    let rest = trim(text.strip_prefix("时间:")?);
    if rest == "0" {
        return Some(When::Unknown);
    }
    let mut c = Cursor::new(rest);
    let day = c.day()?;
    c.spaces();
    let clock = c.clock()?;
    c.at_end().then_some(When::Local(day, clock))
}

const ID: &str = "发送者ID:";

/// `发送者ID: 10086`.
fn sender_id(text: &str) -> Option<&str> {
    let id = trim(text.strip_prefix(ID)?);
    (!id.is_empty() && !id.contains(char::is_whitespace)).then_some(id)
}

/// `阿青:`.
fn is_sender(text: &str) -> bool {
    let name = trim(text).strip_suffix([':', '：']);
    name.is_some_and(|n| !n.is_empty() && n.chars().count() <= 120)
}

/// `[12]`.
fn is_number(text: &str) -> bool {
    let inner = text.trim().strip_prefix('[').and_then(|t| t.strip_suffix(']'));
    inner.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// `[#1] 2025/3/8 09:02:11 阿青`.
fn streamed(text: &str) -> Option<(Day, Clock, &str)> {
    let (number, rest) = text.strip_prefix("[#")?.split_once("] ")?;
    number.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
    let mut c = Cursor::new(rest);
    let day = c.day()?;
    c.spaces();
    let clock = c.clock()?;
    (c.spaces() > 0 && !c.at_end()).then_some((day, clock, trim(c.rest)))
}

/// The number and the title that may stand before a name: `[12] [群主] 阿青`.
fn title_and_name(text: &str) -> (Role, &str) {
    let (mut role, mut rest) = (Role::Unknown, text);
    while let Some((tag, name)) = rest.strip_prefix('[').and_then(|r| r.split_once("] ")) {
        if trim(name).is_empty() {
            break;
        }
        match trim(tag) {
            "群主" | "管理员" => role = Role::Official,
            tag if tag.bytes().all(|b| b.is_ascii_digit()) => {}
            // A title of one's own says nothing about the office; a second one is part of a name.
            _ if role == Role::Unknown => role = Role::Member,
            _ => break,
        }
        rest = trim(name);
    }
    (role, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders() {
        assert_eq!(title_and_name("阿青"), (Role::Unknown, "阿青"));
        assert_eq!(title_and_name("[12] [群主] 阿青"), (Role::Official, "阿青"));
        assert_eq!(title_and_name("[露营达人] 老周"), (Role::Member, "老周"));
        assert_eq!(title_and_name("[露营达人] [二队] 老周"), (Role::Member, "[二队] 老周"));
        assert_eq!(title_and_name("[老周]"), (Role::Unknown, "[老周]"));
        assert!(streamed("[#1] 2025/3/8 09:02:11 阿青").is_some());
        assert!(time("时间: 2025-03-08 09:02:11").is_some());
        assert!(time("时间: 明天").is_none());
    }
}
