//! WechatExporter by BlueMatthew, from iPhone backups: plain text (formats study, W8).
//!
//! `群名 - 微信聊天记录`, then one record after the other: `名 (2025-03-08 09:02:11):内容`. Notices stand
//! between them without a time.

use std::collections::BTreeSet;

use super::builder::{Builder, Draft, Sender, When};
use super::notices;
use super::when::{Cursor, trim};
use super::{Format, Head, Input};
use crate::Result;
use crate::export::Kind;
use crate::time::{Clock, Day};

/// Most names remembered while the file is surveyed.
const MOST_NAMES: usize = 50_000;

/// What stands below the messages of a merged forward, behind its title.
const FORWARD_ENDS: [&str; 2] = [" 结束 >>", " Ends >>"];

const NOTICE_ENDS: &[&str] =
    &["加入了群聊", "退出了群聊", "移出了群聊", "撤回了一条消息", "recalled a message", "。"];

pub(super) const FORMAT: Format = Format { id: "wechat_exporter", sniff, parse };

fn sniff(head: &Head) -> u8 {
    if matches!(head.first_char(), Some('{' | '<')) {
        return 0;
    }
    let banner = head.lines().find(|l| !trim(l).is_empty()).and_then(title).is_some();
    let (mut lines, mut records) = (0u32, 0u32);
    for line in head.all_lines().filter(|l| !trim(l).is_empty()) {
        lines += 1;
        records += u32::from(record(line).is_some());
    }
    match (banner, records) {
        (true, 1..) => 98,
        (true, 0) if notice(head.start()).is_some() => 60,
        (false, 2..) if records * 100 >= lines * 20 => 82,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(kind_of);
    let mut names = BTreeSet::new();
    input.each_line(|line| {
        let name = record(line.text).map(|r| r.name).filter(|name| !is_glued(name));
        if let Some(name) = name
            && !line.continued
            && names.len() < MOST_NAMES
            && !names.contains(name)
        {
            names.insert(Box::<str>::from(name));
        }
    })?;
    let mut reader = Reader { names, started: false, last: When::Unknown, forwards: 0, extra: 0 };
    input.each_line(|line| {
        if line.continued {
            out.piece(line.text, line.number);
        } else {
            reader.line(out, line.text, line.number);
        }
    })?;
    input.total += reader.extra;
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
}

struct Reader {
    /// Everyone under whose name a record stands.
    names: BTreeSet<Box<str>>,
    started: bool,
    last: When,
    /// Depth of the merged forwards around the line.
    forwards: u32,
    /// Records that stood on the line of another.
    extra: u64,
}

impl Reader {
    fn line(&mut self, out: &mut Builder, line: &str, number: u64) {
        let text = trim(line);
        if text.is_empty() {
            return out.blank();
        }
        if !self.started
            && let Some(name) = title(text)
        {
            out.conversation("", name, false);
            return out.recognised();
        }
        // Notices end in no line break: the next record stands right behind them.
        if text.starts_with("<< ") && self.started {
            self.forwards += 1;
            out.set_kind(Kind::Link);
            return out.part(text, number);
        }
        if self.forwards > 0 {
            let after = FORWARD_ENDS.iter().find_map(|end| text.split_once(end)).map(|t| t.1);
            self.forwards -= u32::from(after.is_some());
            return match after.filter(|rest| self.forwards == 0 && record(rest).is_some()) {
                Some(rest) => self.line(out, rest, number),
                None => out.part(text, number),
            };
        }
        if let Some((before, rest)) = record(line).and_then(|r| self.unglue(line, r.name)) {
            let (before, rest) = (trim(before), trim(rest));
            self.extra += 1;
            self.notice(out, notice(before).unwrap_or(before), number);
            return self.line(out, rest, number);
        }
        if let Some(record) = record(line) {
            (self.started, self.last) = (true, When::Local(record.day, record.clock));
            let name = Some(record.name).filter(|name| !notices::is_system_name(name));
            return self.message(out, name, record.text, number);
        }
        match notice(text) {
            // A notice has the time of the message above it at best.
            Some(words) => self.notice(out, words, number),
            None => out.line(line, number),
        }
    }

    fn notice(&mut self, out: &mut Builder, words: &str, line: u64) {
        self.started = true;
        self.message(out, None, words, line);
    }

    fn message(&self, out: &mut Builder, name: Option<&str>, text: &str, line: u64) {
        let sender = name.map(Sender::named);
        let when = self.last;
        out.message(Draft { sender, when, kind: None, id: None, reply_to: None, line }, text);
    }

    /// A line of a notice and the record behind it: before the longest known name, else behind the
    /// words that end a notice.
    fn unglue<'a>(&self, line: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
        if self.names.contains(name) || !is_glued(name) {
            return None;
        }
        let starts = line.find(name)?;
        let ends = starts + name.len();
        let known = self.names.iter().filter(|known| name.ends_with(&***known));
        let at = match known.map(|known| known.len()).max() {
            Some(length) => ends - length,
            None => starts + NOTICE_ENDS.iter().filter_map(|end| after(name, end)).max()?,
        };
        (at > starts && at < ends).then(|| line.split_at(at))
    }
}

/// Where the last `end` in `text` ends.
fn after(text: &str, end: &str) -> Option<usize> {
    text.rfind(end).map(|at| at + end.len())
}

/// `true` for what stands before a time and is a notice with a name behind it.
fn is_glued(name: &str) -> bool {
    name.starts_with("系统消息：")
        || (name.starts_with(['"', '你', '“']) && notices::is_notice(name))
}

/// Files and links have only their titles; transfers a word of their own.
fn kind_of(text: &str) -> Option<Kind> {
    if text.starts_with("微信转账 ") || text.starts_with("Weixin Transfer ") {
        return Some(Kind::Payment);
    }
    if matches!(text, "（视频丢失）" | "(Video Missed)") {
        return Some(Kind::Video);
    }
    notices::kind_of(text)
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Record<'a> {
    name: &'a str,
    day: Day,
    clock: Clock,
    text: &'a str,
}

/// The first ` (` with a time in brackets behind it; names hold brackets too.
fn record(line: &str) -> Option<Record<'_>> {
    line.match_indices(" (").find_map(|(at, opening)| {
        let mut c = Cursor::new(&line[at + opening.len()..]);
        let day = c.day()?;
        (c.spaces() == 1).then_some(())?;
        let clock = c.clock()?;
        (c.one_of(")") && c.one_of(":：")).then_some(())?;
        let name = trim(&line[..at]);
        let fits = !name.is_empty() && (name.chars().count() <= 64 || is_glued(name));
        fits.then_some(Record { name, day, clock, text: c.rest })
    })
}

/// `露营互助群 - 微信聊天记录`.
fn title(line: &str) -> Option<&str> {
    const AFTER: &[&str] = &[
        "微信聊天记录",
        "WeChat Chat History",
        "Wechat Chat History",
        "WeChat History",
        "Chat History",
    ];
    let line = trim(line);
    let name = AFTER.iter().find_map(|after| line.strip_suffix(after))?;
    let name = trim(trim(name).strip_suffix('-')?);
    (!name.is_empty()).then_some(name)
}

/// The words of `系统消息: …`, or of a notice that stands alone.
fn notice(line: &str) -> Option<&str> {
    const LABELS: &[&str] = &["系统消息", "System Message", "System message", "Notice"];
    let labelled = LABELS
        .iter()
        .find_map(|label| line.strip_prefix(label)?.strip_prefix([':', '：']).map(trim));
    labelled.or_else(|| {
        (line.starts_with(['"', '你', '“']) && notices::is_notice(line)).then_some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records() {
        let parts = |line| record(line).map(|r| (r.name, r.text));
        assert_eq!(parts("阿青 (2025-03-08 09:02:11):周末报个名"), Some(("阿青", "周末报个名")));
        assert_eq!(
            parts("老周 (领队) (2025-03-08 09:02:11):[图片]"),
            Some(("老周 (领队)", "[图片]"))
        );
        assert_eq!(parts("阿青 (2025-03-08 09:02:11):"), Some(("阿青", "")));
        assert_eq!(parts("阿青(2025-03-08 09:02)"), None);
        assert_eq!(parts("见附件 (2025-03-08)"), None);
    }

    #[test]
    fn banners_and_notices() {
        assert_eq!(title("露营互助群 - 微信聊天记录"), Some("露营互助群"));
        assert_eq!(title("Camping - WeChat Chat History"), Some("Camping"));
        assert_eq!(title("微信聊天记录"), None);
        assert_eq!(
            notice("系统消息: \"阿青\"邀请\"老周\"加入了群聊"),
            Some("\"阿青\"邀请\"老周\"加入了群聊")
        );
        assert_eq!(
            notice("\"阿青\"邀请\"老周\"加入了群聊"),
            Some("\"阿青\"邀请\"老周\"加入了群聊")
        );
        assert_eq!(notice("他撤回了一条消息"), None);
    }
}
