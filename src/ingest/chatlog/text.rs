//! chatlog's plain text: `阿青(wxid_aq) 03-08 09:02:11`, the words below, a blank line.
//!
//! The time shrinks with the span that was asked for: no year within one, no date within a day.
//! Quotations stand behind `> `, merged forwards are indented; neither is the sender's word.

use crate::Result;
use crate::export::Kind;
use crate::ingest::builder::{Builder, Draft, Sender, When};
use crate::ingest::heads::Date;
use crate::ingest::timeline::{DateSurvey, Timeline};
use crate::ingest::when::{Cursor, trim};
use crate::ingest::{Head, Input, Layout, notices};
use crate::time::Clock;

pub(super) const LAYOUT: Layout = Layout { sniff, parse };

/// Longest head looked at, in bytes.
const LONGEST_HEAD: usize = 400;

fn sniff(head: &Head) -> u8 {
    if matches!(head.first_char(), Some('{' | '<')) {
        return 0;
    }
    let (mut heads, mut ids, mut digits, mut first, mut gap) = (0u32, 0u32, 0u32, None, true);
    for line in head.all_lines() {
        let blank = trim(line).is_empty();
        let found = header(line).filter(|_| gap);
        gap = blank;
        if blank {
            continue;
        }
        first.get_or_insert(found.is_some());
        if let Some(found) = found {
            heads += 1;
            // QQ's windows put numbers into the brackets; chatlog hardly ever.
            let number = found.id.is_some_and(|id| id.bytes().all(|b| b.is_ascii_digit()));
            digits += u32::from(number);
            ids += u32::from(!number && (found.id.is_some() || found.name.starts_with("wxid_")));
        }
    }
    match (heads, ids) {
        (1.., 1..) if ids > digits && first == Some(true) => 94,
        (2.., 1..) if ids > digits => 84,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(kind_of);
    let (mut dates, mut gap) = (DateSurvey::default(), true);
    input.each_line(|line| {
        if line.continued {
            return;
        }
        match header(line.text).filter(|_| gap) {
            Some(Header { date: Some(date), clock, .. }) => dates.see(date, Some(clock)),
            Some(_) => {}
            None => dates.words(line.text),
        }
        gap = trim(line.text).is_empty();
    })?;
    let time = dates.settle(input.name, out);
    let mut reader =
        Reader { time, gap: true, forward: false, quote: false, missing_day: false, rooms: false };
    input.each_line(|line| {
        if line.continued {
            out.piece(line.text, line.number);
        } else {
            reader.line(out, line.text, line.number);
        }
    })?;
    out.end_message();
    if reader.missing_day {
        out.note(false, "no-date-bar", &[]);
    }
    if !reader.rooms {
        let senders = out.member_names().take(3).count();
        out.set_direct(senders == 2);
    }
    Ok(())
}

struct Reader {
    time: Timeline,
    gap: bool,
    /// Below a merged forward.
    forward: bool,
    /// Inside a quotation.
    quote: bool,
    /// Times without any date were met.
    missing_day: bool,
    /// Heads name their rooms.
    rooms: bool,
}

impl Reader {
    fn line(&mut self, out: &mut Builder, line: &str, number: u64) {
        if trim(line).is_empty() {
            self.gap = true;
            return out.blank();
        }
        let gap = std::mem::replace(&mut self.gap, false);
        if let Some(header) = header(line).filter(|_| gap) {
            (self.forward, self.quote) = (false, false);
            return self.message(out, &header, number);
        }
        // The first line of a quotation is its head; what is gone has none.
        let opens = |rest: &str| header(rest).is_some() || rest == "[引用]";
        let quoted = line.strip_prefix('>').is_some_and(|rest| {
            let goes_on = self.quote && out.is_wordless();
            goes_on || (out.is_wordless() && opens(rest.trim_start()))
        });
        self.quote = quoted;
        if quoted || (self.forward && line.starts_with("  ")) {
            return out.part(line, number);
        }
        self.forward |= line.starts_with("[合并转发|") && out.is_wordless();
        out.line(line, number);
    }

    fn message(&mut self, out: &mut Builder, header: &Header<'_>, line: u64) {
        match header.room {
            Some((title, id)) => out.conversation(id, title, !id.ends_with("@chatroom")),
            None => out.conversation("", "", false),
        }
        self.rooms |= header.room.is_some();
        let when = self.time.when(header.date, Some(header.clock));
        self.missing_day |= when == When::Unknown && header.date.is_none();
        // The owner's id is not told: 我 stands in its place.
        let id = header.id.filter(|id| *id != "我");
        let system = notices::is_system_name(header.name)
            || header.name.starts_with("系统消息(")
            || id.is_some_and(|id| notices::is_system_name(id) || id.ends_with("@chatroom"));
        let sender = Sender { id, ..Sender::named(header.name) };
        let sender = (!system).then_some(sender);
        out.message(Draft { sender, when, kind: None, id: None, reply_to: None, line }, "");
    }
}

/// Types without a placeholder are printed raw: `Type: 99 Content: …`.
pub(super) fn kind_of(text: &str) -> Option<Kind> {
    if text.contains("拍了拍") && text.starts_with(['"', '“', '我']) && notices::is_notice(text)
    {
        return Some(Kind::System);
    }
    notices::kind_of(text).or_else(|| {
        let mut c = Cursor::new(text.strip_prefix("Type: ")?);
        c.number(1, 5)?;
        c.rest.starts_with(" Content:").then_some(Kind::Other)
    })
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Header<'a> {
    name: &'a str,
    id: Option<&'a str>,
    /// Title and id of the room, where several are printed into one file.
    room: Option<(&'a str, &'a str)>,
    date: Option<Date>,
    clock: Clock,
}

/// Reads a head, which starts at the edge of its line: `名(id) [群(room)] 2025-03-08 09:02:11`.
fn header(line: &str) -> Option<Header<'_>> {
    let line = line.trim_end();
    let indented = line.starts_with([' ', '\t', '>']);
    if indented || line.len() > LONGEST_HEAD || !line.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // The time is the last word, the date the one before it.
    let (rest, clock) = line.rsplit_once(' ')?;
    let clock = exact_clock(clock)?;
    let (who, date) = match rest.rsplit_once(' ').map(|(who, date)| (who, date_of(date))) {
        Some((who, Some(date))) => (who, Some(date)),
        _ => (rest, None),
    };
    let (who, room) = match room_of(who) {
        Some((who, room)) => (who, Some(room)),
        None => (who, None),
    };
    let (name, id) = match name_and_id(who) {
        Some((name, id)) => (name, Some(id)),
        None => (who, None),
    };
    let name = trim(name);
    (!name.is_empty() && name.chars().count() <= 80).then_some(Header {
        name,
        id,
        room,
        date,
        clock,
    })
}

/// `09:02:11`, always with two digits.
fn exact_clock(text: &str) -> Option<Clock> {
    let mut c = Cursor::new(text);
    c.clock().filter(|_| c.at_end() && text.len() == 8)
}

/// `2025-03-08` or `03-08`.
fn date_of(text: &str) -> Option<Date> {
    let mut c = Cursor::new(text);
    match text.len() {
        10 => c.day().filter(|_| c.at_end()).map(Date::Day),
        5 => c.month_day().filter(|_| c.at_end()).map(|(m, d)| Date::MonthDay(m, d)),
        _ => None,
    }
}

/// `阿青(wxid_aq) [露营互助群(1@chatroom)]` into who and room.
fn room_of(who: &str) -> Option<(&str, (&str, &str))> {
    let (who, room) = who.strip_suffix(']')?.split_once(" [")?;
    let (title, id) = name_and_id(room).unwrap_or((room, room));
    id.ends_with("@chatroom").then_some((who, (title, id)))
}

/// The id stands in the last brackets and is no words.
fn name_and_id(text: &str) -> Option<(&str, &str)> {
    let (name, id) = text.strip_suffix(')')?.rsplit_once('(')?;
    let signs = |b: u8| b.is_ascii_alphanumeric() || b"_-@.".contains(&b);
    let is_id = id == "我" || (id.len() >= 4 && id.bytes().all(signs));
    (is_id && !trim(name).is_empty()).then_some((name, id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Day;

    #[test]
    fn heads_of_every_span() {
        let parts = |line| header(line).map(|h| (h.name, h.id, h.date));
        let day = Day::new(2025, 3, 8).map(Date::Day);
        assert_eq!(parts("阿青(wxid_aq) 09:02:11"), Some(("阿青", Some("wxid_aq"), None)));
        let yearless = Some(Date::MonthDay(3, 8));
        assert_eq!(
            parts("阿 青(领队)(wxid_aq) 03-08 09:02:11"),
            Some(("阿 青(领队)", Some("wxid_aq"), yearless))
        );
        assert_eq!(parts("小满(我) 2025-03-08 09:02:11"), Some(("小满", Some("我"), day)));
        assert_eq!(parts("我 09:02:11"), Some(("我", None, None)));
        assert_eq!(parts("系统消息 2025-03-08 09:02:11"), Some(("系统消息", None, day)));
        for line in [
            "  阿青 2025-03-08 09:02:11",
            "> 阿青(wxid_aq) 03-08 09:02:11",
            "集合 7:30",
            "03-08 报名",
        ] {
            assert_eq!(header(line), None, "{line}");
        }
    }

    #[test]
    fn rooms() {
        let header = header("阿青(wxid_aq) [露营 [一] 群(1@chatroom)] 03-08 09:02:11").unwrap();
        assert_eq!(header.room, Some(("露营 [一] 群", "1@chatroom")));
        assert_eq!((header.name, header.id), ("阿青", Some("wxid_aq")));
    }
}
