//! MemoTrace's text for language models (`*_chat.txt`): day bars of asterisks, a name where the
//! sender changes, no times.
//!
//! Every line is a message: the export does not tell two of them from one of two lines.

use super::{kinds, txt};
use crate::Result;
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::when::{Cursor, trim};
use crate::ingest::{Head, Input, Layout, heads, notices};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

/// Longest name, in characters.
const LONGEST_NAME: usize = 48;

fn sniff(head: &Head) -> u8 {
    let bars = head.all_lines().filter(|l| is_bar(l)).count();
    let first = head.lines().find(|l| !trim(l).is_empty()).is_some_and(is_bar);
    let (alone, with_words) = heads_of(head);
    match (bars, alone + with_words) {
        (1.., 1..) if first => 92,
        (1.., 1..) => 75,
        _ => 0,
    }
}

/// How many heads behind a gap stand alone, and how many have words behind them.
fn heads_of(head: &Head) -> (u32, u32) {
    let (mut gap, mut alone, mut with_words) = (true, 0, 0);
    for line in head.all_lines().map(trim) {
        match named(line).filter(|_| gap) {
            Some((_, "")) => alone += 1,
            Some(_) => with_words += 1,
            None => {}
        }
        gap = line.is_empty() || is_bar(line);
    }
    (alone, with_words)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(kinds::of);
    let (alone, with_words) = heads_of(input.head);
    let tight = !input.head.all_lines().any(|line| trim(line).is_empty());
    let alone = alone > with_words;
    let mut reader = Reader { alone, tight, gap: true, ..Reader::default() };
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        reader.line(out, trim(line.text), line.number);
    })?;
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
}

#[derive(Default)]
struct Reader {
    /// Heads stand alone on their lines, with no blank line before them.
    alone: bool,
    /// There are no blank lines: a head with its words stands right below the words of others.
    tight: bool,
    name: String,
    gap: bool,
    /// Below a quotation or a merged forward.
    foreign: bool,
    /// It is a quotation: a placeholder behind it is the next message.
    quote: bool,
}

impl Reader {
    fn line(&mut self, out: &mut Builder, text: &str, number: u64) {
        if text.is_empty() {
            self.gap = true;
            return out.blank();
        }
        if is_bar(text) {
            (self.gap, self.foreign, self.quote) = (true, false, false);
            return out.recognised();
        }
        // Older versions write notices behind their time.
        if let Some(found) = txt::header(text).filter(|found| !found.rest.is_empty()) {
            (self.gap, self.foreign, self.quote) = (true, false, false);
            let when = When::Local(found.day, found.clock);
            let draft =
                Draft { sender: None, when, kind: None, id: None, reply_to: None, line: number };
            return out.message(draft, found.rest);
        }
        let gap = std::mem::replace(&mut self.gap, false);
        let is_head = |(name, words): &(&str, &str)| {
            gap || (words.is_empty()
                && (out.knows_name(name) || (self.alone && !heads::is_label(name))))
                || (self.tight && heads::find(heads::Shape::NameText, text).is_some())
        };
        if let Some((name, words)) = named(text).filter(is_head) {
            self.name = name.to_string();
            (self.foreign, self.quote) = (kinds::is_forward(words), false);
            if words.is_empty() {
                return out.recognised();
            }
            return say(out, name, words, number);
        }
        // The parts of a card, a quotation and a forward belong to the message above.
        let next = self.quote && kinds::is_evidence(text);
        self.quote = kinds::is_quote(text) || (self.quote && !next);
        self.foreign = self.quote || (self.foreign && !next);
        if self.foreign || is_card_line(text) {
            return out.part(text, number);
        }
        if self.name.is_empty() {
            return out.line(text, number);
        }
        self.foreign = kinds::is_forward(text);
        say(out, &self.name, text, number);
    }
}

fn say(out: &mut Builder, name: &str, text: &str, line: u64) {
    let sender = (!notices::is_system_name(name)).then_some(Sender::named(name));
    let draft = Draft { sender, when: When::Unknown, kind: None, id: None, reply_to: None, line };
    out.message(draft, text);
}

/// `********************2025-03-08********************`.
fn is_bar(line: &str) -> bool {
    let line = trim(line);
    let inner = line.trim_matches('*');
    let mut c = Cursor::new(inner);
    line.len() >= inner.len() + 10 && c.day().is_some() && c.at_end()
}

/// `名:` with or without words behind.
fn named(line: &str) -> Option<(&str, &str)> {
    let (name, words) = line.split_once(':')?;
    let fits = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.contains(['，', '。', '？', '！', '：', '/', '\t'])
        && !words.starts_with("//");
    fits.then_some((trim(name), trim(words)))
}

/// What stands below a placeholder: `标题：`, `描述: `, `链接: `.
fn is_card_line(line: &str) -> bool {
    const LABELS: &[&str] = &[
        "标题",
        "描述",
        "链接",
        "应用",
        "发布者",
        "坐标",
        "名称",
        "标签",
        "公司",
        "昵称",
        "性别",
        "微信号",
        "签名",
        "地区",
        "备注",
    ];
    let label = line.split([':', '：']).next().unwrap_or(line);
    label.len() < line.len() && LABELS.contains(&label)
}
