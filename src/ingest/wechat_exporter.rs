//! WechatExporter by BlueMatthew, from iPhone backups: plain text (formats study, W8).
//!
//! `群名 - 微信聊天记录`, then one record after the other: `名 (2025-03-08 09:02:11):内容`. Notices stand
//! between them without a time.

use super::builder::{Builder, Draft, Sender, When};
use super::notices;
use super::when::{Cursor, trim};
use super::{Format, Head, Input};
use crate::Result;
use crate::time::{Clock, Day};

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
    out.classify_with(notices::kind_of);
    let (mut started, mut last) = (false, When::Unknown);
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        let text = trim(line.text);
        if text.is_empty() {
            return out.blank();
        }
        if !started && let Some(name) = title(text) {
            out.conversation("", name, false);
            return out.recognised();
        }
        let draft = |sender, when| Draft {
            sender,
            when,
            kind: None,
            id: None,
            reply_to: None,
            line: line.number,
        };
        if let Some(record) = record(line.text) {
            (started, last) = (true, When::Local(record.day, record.clock));
            let name = Some(record.name).filter(|name| !notices::is_system_name(name));
            return out.message(draft(name.map(Sender::named), last), record.text);
        }
        match notice(text) {
            // A notice has the time of the message above it at best.
            Some(words) => out.message(draft(None, last), words),
            None => out.line(line.text, line.number),
        }
    })?;
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
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
        let fits = !name.is_empty() && name.chars().count() <= 64;
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
