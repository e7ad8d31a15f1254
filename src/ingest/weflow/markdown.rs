//! WeFlow's Markdown: a title, a list of facts, a rule, then `## 2025-03-08 09:02:11 阿青` with the
//! words below; signs of Markdown in names, times and words carry backslashes.

use super::kinds;
use crate::Result;
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::when::{Cursor, trim};
use crate::ingest::{Head, Input, Layout, notices, unescape};
use crate::time::{Clock, Day};

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

fn sniff(head: &Head) -> u8 {
    let tool =
        head.lines().take(20).any(|l| fact(trim(l)).is_some_and(|f| f == ("导出工具", "WeFlow")));
    let heads = head.all_lines().filter(|l| header(trim(l)).is_some()).count();
    match (tool, heads) {
        (true, 1..) => 98,
        (true, 0) => 50,
        (false, 2..) => 82,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(kinds::of_markdown);
    let (mut started, mut direct) = (false, None);
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        let text = trim(line.text);
        if text.is_empty() {
            return out.blank();
        }
        if let Some((day, clock, name)) = header(text) {
            started = true;
            let name = unescape(name);
            let nobody = name.is_empty() || notices::is_system_name(&name);
            let sender = (!nobody).then_some(Sender::named(&name));
            let when = When::Local(day, clock);
            let draft =
                Draft { sender, when, kind: None, id: None, reply_to: None, line: line.number };
            return out.message(draft, "");
        }
        if !started {
            if let Some(title) = text.strip_prefix("# ") {
                out.conversation("", &unescape(title), false);
                return out.recognised();
            }
            if let Some((key, value)) = fact(text) {
                if key == "会话类型" {
                    direct = Some(value == "私聊");
                }
                return out.recognised();
            }
            if text == "---" {
                return out.recognised();
            }
        }
        // A quotation stands before the words of the answer, in a block of its own.
        if text.starts_with('>') && out.is_wordless() {
            return out.part(text, line.number);
        }
        out.line(&unescape(line.text), line.number);
    })?;
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(direct.unwrap_or(senders == 2));
    Ok(())
}

/// `- 会话类型: 群聊`.
fn fact(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.strip_prefix("- ")?.split_once([':', '：'])?;
    Some((trim(key), trim(value)))
}

/// `## 2025\-03\-08 09:02:11 阿青`; older versions left the date as it is.
fn header(text: &str) -> Option<(Day, Clock, &str)> {
    let rest = text.strip_prefix("## ")?;
    let (date, rest) = rest.split_once(' ')?;
    let date = unescape(date);
    let mut c = Cursor::new(&date);
    let day = c.day().filter(|_| c.at_end())?;
    let mut c = Cursor::new(rest);
    let clock = c.clock()?;
    (c.at_end() || c.spaces() > 0).then_some((day, clock, trim(c.rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_and_facts() {
        let name = |line| header(line).map(|h| h.2);
        assert_eq!(name("## 2025\\-03\\-08 09:02:11 Lena Q"), Some("Lena Q"));
        assert_eq!(name("## 2025-03-08 09:02:11 阿青"), Some("阿青"));
        assert_eq!(name("## 2025-03-08 09:02:11"), Some(""));
        assert_eq!(name("## 报名 2025"), None);
        assert_eq!(fact("- 导出工具: WeFlow"), Some(("导出工具", "WeFlow")));
    }
}
