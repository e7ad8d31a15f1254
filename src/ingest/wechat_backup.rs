//! 微信消息记录: the fixed-width text of an iPhone backup tool, and its tables, which are HTML by the
//! name of `.xls` (formats study, W9).
//!
//! Columns are padded to the width of their cells, in which Chinese counts double; so rows are read
//! by their anchors: the time, then 接收 or 发送. Lines that start no row belong to the one above.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::{Builder, Draft, Sender, When};
use super::notices;
use super::when::{Cursor, trim};
use super::{Format, Head, Input, Layout};
use crate::Result;
use crate::export::Kind;
use crate::time::{Clock, Day};

mod table;

pub(super) const FORMAT: Format = Format { id: "wechat_backup", sniff, parse };

const LAYOUTS: &[Layout] = &[Layout { sniff: sniff_lines, parse: parse_lines }, table::LAYOUT];

const BANNER: &str = "微信消息记录";

fn sniff(head: &Head) -> u8 {
    Layout::sniff_best(LAYOUTS, head)
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    Layout::parse_best(LAYOUTS, input, out)
}

fn sniff_lines(head: &Head) -> u8 {
    let mut first = head.lines().filter(|l| !trim(l).is_empty()).take(4);
    let banner = first.any(|l| trim(l).starts_with(BANNER) && l.contains("导出时间"));
    let titles = head.lines().take(6).any(is_titles);
    let rows = head.all_lines().filter(|l| row(l).is_some()).count();
    match (banner || titles, rows) {
        (true, 1..) => 98,
        (true, 0) => 50,
        // A piece cut out of the middle.
        (false, 2..) => 85,
        _ => 0,
    }
}

fn parse_lines(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(notices::kind_of);
    let mut reader = Reader::default();
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        reader.line(out, line.text, line.number);
    })?;
    let spoken = reader.spoken;
    for (chat, titles) in reader.titles.iter().filter(|(chat, _)| spoken.contains(*chat)) {
        // Names are cut to fragments now and then; the one that stands most often is whole.
        if let Some((title, _)) = titles.iter().max_by_key(|(_, n)| **n) {
            out.conversation(chat, title, false);
            out.retitle(title);
        }
    }
    Ok(())
}

#[derive(Default)]
struct Reader {
    started: bool,
    /// Names in the tool's own rows, and how often, by chat.
    titles: BTreeMap<String, BTreeMap<String, u32>>,
    /// Chats with messages.
    spoken: BTreeSet<String>,
    /// The message at hand is a card.
    card: bool,
    /// The lines at hand are the XML of a card: no words.
    xml: bool,
}

impl Reader {
    fn line(&mut self, out: &mut Builder, line: &str, number: u64) {
        let text = trim(line);
        if let Some(row) = row(line) {
            self.started = true;
            return self.row(out, &row, number);
        }
        if text.is_empty() {
            return out.blank();
        }
        let layout = is_bar(text) || is_titles(text) || text.starts_with(BANNER);
        if layout && !self.xml && (!self.started || is_titles(text)) {
            return out.recognised();
        }
        if self.xml || (self.card && text.starts_with("<")) {
            return self.xml(out, text, number);
        }
        // The address of a red packet stands far to the right on a line of its own.
        let address = self.card && line.starts_with("        ") && text.contains("://");
        if address { out.part(text, number) } else { out.line(text, number) }
    }

    fn row(&mut self, out: &mut Builder, row: &Row<'_>, line: u64) {
        (self.card, self.xml) = (row.kind == "网页", false);
        if row.kind.is_empty() && row.text.is_empty() {
            // The tool's own rows, under the name of the group.
            if row.chat.ends_with("@chatroom") && !row.name.is_empty() && !row.sent {
                let titles = self.titles.entry(row.chat.to_string()).or_default();
                *titles.entry(row.name.to_string()).or_default() += 1;
            }
            return out.recognised();
        }
        if !self.spoken.contains(row.chat) {
            self.spoken.insert(row.chat.to_string());
        }
        out.conversation(row.chat, "", !row.chat.ends_with("@chatroom"));
        let kind = kind(row);
        let nobody =
            kind == Some(Kind::System) || notices::is_system_name(row.name) || row.name.is_empty();
        let owner = row.sent && row.name.is_empty() && kind != Some(Kind::System);
        let name = if owner { "我" } else { row.name };
        let sender = (!nobody || owner).then_some(Sender::named(name));
        // A recall notice is read by its words, and a text may be a placeholder.
        let kind = kind.filter(|kind| !matches!(kind, Kind::System | Kind::Text));
        let when = When::Local(row.day, row.clock);
        let draft = Draft { sender, when, kind, id: None, reply_to: None, line };
        // The raw body of a card starts with the id of its sender.
        let raw = self.card && row.text.ends_with(':') && !row.text.contains(' ');
        out.message(draft, if raw { "" } else { row.text });
        if self.card && row.text.contains("<msg") {
            self.xml = !row.text.contains("</msg>");
        }
    }

    /// Of a card's XML only the title is words.
    fn xml(&mut self, out: &mut Builder, text: &str, number: u64) {
        self.xml = !text.contains("</msg>");
        let wordless = out.is_wordless();
        out.part(text, number);
        let title = between(text, "<title>", "</title>").filter(|t| wordless && !t.is_empty());
        if let Some(title) = title {
            let title = title
                .strip_prefix("<![CDATA[")
                .and_then(|t| t.strip_suffix("]]>"))
                .unwrap_or(title);
            out.piece(title, number);
        }
        match between(text, "<type>", "</type>") {
            Some("6" | "74") => out.set_kind(Kind::File),
            Some("2000" | "2001") => out.set_kind(Kind::Payment),
            _ => {}
        }
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(inside, _)| trim(inside))
}

/// What the column of types says.
fn kind(row: &Row<'_>) -> Option<Kind> {
    Some(match row.kind {
        "文本" => Kind::Text,
        "系统消息" => Kind::System,
        "照片壁纸" | "图片" | "照片" => Kind::Image,
        "动画表情" | "表情" => Kind::Sticker,
        "网页" if row.text.starts_with("微信红包") || row.text.starts_with("微信转账") => {
            Kind::Payment
        }
        "网页" | "小程序" => Kind::Link,
        "名片" => Kind::Contact,
        "语音" => Kind::Voice,
        "视频" | "小视频" => Kind::Video,
        "位置" | "地理位置" => Kind::Location,
        "文件" => Kind::File,
        "语音聊天" | "视频聊天" | "通话" => Kind::Call,
        _ => return None,
    })
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Row<'a> {
    chat: &'a str,
    day: Day,
    clock: Clock,
    name: &'a str,
    sent: bool,
    kind: &'a str,
    text: &'a str,
}

fn row(line: &str) -> Option<Row<'_>> {
    let (chat, rest) = line.split_once(' ')?;
    let chat = trim(chat);
    (!chat.is_empty() && chat.len() <= 64).then_some(())?;
    let mut c = Cursor::new(rest.trim_start_matches(' '));
    let day = c.day()?;
    (c.spaces() == 1).then_some(())?;
    let clock = c.clock()?;
    c.rest.starts_with("  ").then_some(())?;
    let (at, word) =
        [" 接收", " 发送"].iter().filter_map(|w| Some((anchor(c.rest, w)?, *w))).min()?;
    let (name, after) = (trim(&c.rest[..at]), &c.rest[at + word.len()..]);
    let after = after.trim_start_matches(' ');
    // The type ends at its padding; where there is none the words may follow at once.
    let (kind, text) = match after.split_once("  ") {
        Some((kind, text)) => (trim(kind), trim(text)),
        None if is_type(trim(after)) => (trim(after), ""),
        None => ("", trim(after)),
    };
    let (kind, text) =
        if kind.is_empty() || is_type(kind) { (kind, text) } else { ("", trim(after)) };
    Some(Row { chat, day, clock, name, sent: word == " 发送", kind, text })
}

/// Where the direction stands: as a word of its own.
fn anchor(rest: &str, word: &str) -> Option<usize> {
    rest.match_indices(word).map(|(at, _)| at).find(|at| {
        let after = &rest[at + word.len()..];
        after.is_empty() || after.starts_with(' ')
    })
}

/// A short word without spaces, as the column of types holds.
fn is_type(word: &str) -> bool {
    word.chars().count() <= 6
        && !word.contains([' ', ':', '：', '，', '。'])
        && word.chars().all(|c| !c.is_ascii())
}

fn is_bar(line: &str) -> bool {
    line.chars().count() >= 8 && line.chars().all(|c| matches!(c, '－' | '-' | '─' | '—'))
}

fn is_titles(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let first = words.next().map(|w| w.trim_start_matches('\u{FEFF}'));
    first == Some("ID") && words.eq(["时间", "联系人", "状态", "类型", "消息"])
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: &str = "12345678@chatroom             2025-03-08 09:02:11      ";

    #[test]
    fn rows_by_their_anchors() {
        let parts = |rest: &str| {
            let line = format!("{T}{rest}");
            row(&line).map(|r| (r.name.to_string(), r.sent, r.kind.to_string(), r.text.to_string()))
        };
        let case = |rest: &str, name: &str, sent, kind: &str, text: &str| {
            assert_eq!(parts(rest), Some((name.into(), sent, kind.into(), text.into())), "{rest}");
        };
        case(
            "阿青                     接收                文本                周末  报名",
            "阿青",
            false,
            "文本",
            "周末  报名",
        );
        case(
            "我                       发送                文本                好",
            "我",
            true,
            "文本",
            "好",
        );
        case(
            "                         接收                系统消息            你邀请\"老周\"加入了群聊",
            "",
            false,
            "系统消息",
            "你邀请\"老周\"加入了群聊",
        );
        case(
            "露营互助群               接收                                    ",
            "露营互助群",
            false,
            "",
            "",
        );
        case("露营互助群               接收", "露营互助群", false, "", "");
        case(
            "头、李  四 接收方        接收                动画表情",
            "头、李  四 接收方",
            false,
            "动画表情",
            "",
        );
        assert_eq!(parts("阿青"), None);
    }
}
