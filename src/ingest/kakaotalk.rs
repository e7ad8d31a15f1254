//! KakaoTalk: text from Windows, Android and iOS in Korean and English, CSV from the Mac (formats
//! study, K1).
//!
//! Windows puts the day into bars and writes `[이름] [오후 2:37] text`; the phones write the whole
//! time before `이름 : text`. Lines without a name are notices.

use super::builder::{Builder, Draft, Sender, When};
use super::delimited::Rows;
use super::notices;
use super::source::Utf8Chunks;
use super::when::{self, Cursor, is_space, trim};
use super::{Format, Head, Input};
use crate::Result;
use crate::time::{Clock, Day};

mod kinds;

pub(super) const FORMAT: Format = Format { id: "kakaotalk", sniff, parse };

const CSV_HEADER: [&str; 3] = ["Date", "User", "Message"];

fn is_csv(head: &Head) -> bool {
    let first = head.lines().find(|l| !trim(l).is_empty()).unwrap_or("");
    let mut cells = trim(first).split(',').map(|cell| cell.trim().trim_matches('"'));
    cells.by_ref().take(3).eq(CSV_HEADER) && cells.next().is_none()
}

/// The Mac's rows without their header: `2025-03-08 09:02:11,"민지","안녕"`.
fn is_headless_csv(head: &Head) -> bool {
    let mut lines = head.lines().filter(|l| !trim(l).is_empty()).take(5).peekable();
    lines.peek().is_some()
        && lines.all(|line| {
            line.get(..19).is_some_and(|at| when::cell(at).is_some() && at.contains(' '))
                && line[19..].starts_with(",\"")
                && line.contains("\",\"")
        })
}

fn sniff(head: &Head) -> u8 {
    if is_csv(head) {
        return 96;
    }
    if is_headless_csv(head) {
        return 80;
    }
    if matches!(head.first_char(), Some('{' | '<')) {
        return 0;
    }
    let banner = chat_with(head).is_some() || head.lines().take(5).any(|l| title(l).is_some());
    let saved = head.lines().take(5).any(is_saved_on);
    let (mut bars, mut said, mut lines) = (0u32, 0u32, 0u32);
    let style = Style::of(head);
    for line in head.all_lines().filter(|l| !trim(l).is_empty()) {
        lines += 1;
        match style.read(line) {
            Some(Read::Day(..)) => bars += 1,
            Some(Read::Said { .. }) => said += 1,
            _ => {}
        }
    }
    match (banner || saved, said) {
        // Others print times and names like that too.
        (false, 2..) if style.spaced && said * 100 >= lines * 40 => 62,
        (false, _) if style.spaced => 0,
        (true, 1..) => 98,
        (true, 0) if bars > 0 => 85,
        (false, 2..) if bars > 0 || said * 100 >= lines * 25 => 88,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(kinds::of);
    if is_csv(input.head) || is_headless_csv(input.head) {
        return parse_csv(input, out);
    }
    let (mut day, mut started, mut group) = (None, false, None);
    let (mut last, mut missing_day) = (When::Unknown, false);
    let style = Style::of(input.head);
    let (head, mut above) = (input.head, true);
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        if trim(line.text).is_empty() {
            return out.blank();
        }
        let first = std::mem::take(&mut above);
        let banner =
            || title(line.text).or_else(|| Some((chat_with(head).filter(|_| first)?, false)));
        if !started && let Some((name, is_group)) = banner() {
            group = Some(is_group);
            out.conversation("", name, false);
            return out.recognised();
        }
        if !started
            && (is_saved_on(line.text) || is_file_name(line.text) || is_bare_title(line.text))
        {
            return out.recognised();
        }
        match style.read(line.text) {
            Some(Read::Day(bar)) => {
                (started, day) = (true, Some(bar));
                out.recognised();
            }
            Some(Read::Said { day: own, clock, name, text }) => {
                started = true;
                last = local(own.or(day), clock);
                missing_day |= last == When::Unknown;
                message(out, last, name, text, line.number);
            }
            Some(Read::Notice { day: own, clock, text }) => {
                started = true;
                last = local(own.or(day), clock);
                message(out, last, None, text, line.number);
            }
            // Windows writes notices without a time: that of the message above is near enough.
            None if started && is_notice(line.text, |name| out.knows_name(name)) => {
                message(out, last, None, trim(line.text), line.number);
            }
            None => out.line(line.text, line.number),
        }
    })?;
    out.end_message();
    if missing_day {
        out.note(false, "no-date-bar", &[]);
    }
    let senders = out.member_names().take(3).count();
    out.set_direct(!group.unwrap_or(false) && senders <= 2);
    Ok(())
}

fn parse_csv(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let mut on_bytes = |n| (input.on_bytes)(n);
    let chunks = Utf8Chunks::new(input.name, &mut *input.data, input.encoding, &mut on_bytes);
    let mut rows = Rows::new(chunks, b',');
    let mut total = 0;
    while rows.next()?.is_some() {
        let row = rows.row();
        total += 1;
        if row.is_blank() {
            out.blank();
        } else if row.cells().eq(CSV_HEADER) {
            out.recognised();
        } else {
            let (user, text) = (row.cell(1), row.text(2));
            match when::cell(row.cell(0)).filter(|_| row.len() >= 3) {
                Some(when) => {
                    let notice = is_notice(text, |name| name == user);
                    let name = (!user.is_empty() && !notice).then_some(user);
                    message(out, when, name, text, row.line);
                }
                None => out.unparsed(&row.cells().collect::<Vec<_>>().join(","), row.line),
            }
        }
    }
    input.total = total;
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
}

fn local(day: Option<Day>, clock: Clock) -> When {
    day.map_or(When::Unknown, |day| When::Local(day, clock))
}

fn message(out: &mut Builder, when: When, name: Option<&str>, text: &str, line: u64) {
    let sender = name.filter(|name| !notices::is_system_name(name)).map(Sender::named);
    out.message(Draft { sender, when, kind: None, id: None, reply_to: None, line }, text);
}

/// What a line of the layout is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Read<'a> {
    /// A bar.
    Day(Day),
    Said {
        day: Option<Day>,
        clock: Clock,
        name: Option<&'a str>,
        text: &'a str,
    },
    Notice {
        day: Option<Day>,
        clock: Clock,
        text: &'a str,
    },
}

/// What tells lines apart that are words in one file and not in another.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    /// Bars stand between dashes: a day without them is words.
    dashed: bool,
    /// Records have no day of their own, `오후 8:36, 이름 : text`.
    timed: bool,
    /// They have nothing but spaces between their parts, `오후 8:36 이름 text`.
    spaced: bool,
}

impl Style {
    fn of(head: &Head) -> Self {
        let (mut dashed, mut timed, mut full, mut spaced) = (false, 0u32, 0u32, 0u32);
        let mut bars = 0u32;
        for line in head.all_lines() {
            match read(line) {
                Some(Read::Day(_)) => {
                    dashed |= trim(line).starts_with('-');
                    bars += 1;
                }
                Some(Read::Said { .. }) => full += 1,
                Some(_) => {}
                None if read_timed(line).is_some() => timed += 1,
                None => spaced += u32::from(read_spaced(line).is_some()),
            }
        }
        let timed = timed > full;
        Style { dashed, timed, spaced: !timed && full == 0 && bars > 0 && spaced > 1 }
    }

    fn read(self, line: &str) -> Option<Read<'_>> {
        match read(line) {
            Some(Read::Day(_)) if self.dashed && !trim(line).starts_with('-') => None,
            None if self.timed => read_timed(line),
            None if self.spaced => read_spaced(line),
            found => found,
        }
    }
}

/// Notices that Windows writes without a time, and those the Mac puts under a name.
fn is_notice(text: &str, is_name: impl Fn(&str) -> bool) -> bool {
    let text = trim(text);
    let deed = || {
        let (name, _) = text.strip_suffix('.')?.split_once(" invited ")?;
        Some(name)
    };
    let left = text.strip_suffix(" left.").or_else(deed);
    kinds::is_notice(text) || left.is_some_and(|name| is_name(trim(name)))
}

/// `오후 8:36, 이름 : text` of old iOS, below a bar.
fn read_timed(line: &str) -> Option<Read<'_>> {
    let mut c = Cursor::new(trim(line));
    let clock = c.clock()?;
    c.one_of(",").then_some(())?;
    c.spaces();
    c.rest.starts_with(|c: char| !c.is_ascii_digit()).then_some(())?;
    match said(None, clock, c.rest) {
        Read::Notice { text, .. } if !kinds::is_notice(text) && !c.rest.starts_with(':') => None,
        read => Some(read),
    }
}

/// `오후 8:36 이름 text`: a name with a space cannot be told from words.
fn read_spaced(line: &str) -> Option<Read<'_>> {
    let line = trim(line);
    (line.starts_with("오전 ") || line.starts_with("오후 ")).then_some(())?;
    let mut c = Cursor::new(line);
    let clock = c.clock()?;
    (c.one_of(" ") && !c.rest.starts_with(' ')).then_some(())?;
    if kinds::is_notice(c.rest) {
        return Some(Read::Notice { day: None, clock, text: c.rest });
    }
    let (name, text) = c.rest.split_once(' ')?;
    (!name.contains(['\t', '"', ':', '.', '?', '!'])).then_some(())?;
    Some(Read::Said { day: None, clock, name: Some(name), text })
}

/// What stands behind a time: `이름 : text`, or a notice.
fn said(day: Option<Day>, clock: Clock, rest: &str) -> Read<'_> {
    match rest.split_once(" : ").or_else(|| Some((rest.strip_suffix(" :")?, ""))) {
        Some((name, text)) if !trim(name).is_empty() => {
            Read::Said { day, clock, name: Some(trim(name)), text }
        }
        // `,  : text`: a notice has an empty name.
        _ => Read::Notice { day, clock, text: trim(trim(rest).trim_start_matches(':')) },
    }
}

fn read(line: &str) -> Option<Read<'_>> {
    let line = line.trim_matches(|c: char| is_space(c) || when::is_mark(c) || c == '\r');
    if line.starts_with('[') {
        return bracketed(line);
    }
    let dashes = line.trim_matches('-');
    if line.starts_with('-') && line.len() - dashes.len() >= 6 {
        let mut c = Cursor::new(trim(dashes));
        return c.spelled_day().filter(|_| ends_bar(c)).map(Read::Day);
    }
    let mut c = Cursor::new(line);
    let (day, clock) = stamp(&mut c)?;
    let Some(clock) = clock else {
        return ends_bar(c).then_some(Read::Day(day));
    };
    if c.at_end() {
        return Some(Read::Day(day));
    }
    let day = Some(day);
    if c.one_of(":") {
        return Some(Read::Notice { day, clock, text: trim(c.rest) });
    }
    c.one_of(",").then_some(())?;
    c.spaces();
    Some(said(day, clock, c.rest))
}

/// `[이름] [오후 2:37] text`: the first `] [` with a time behind it, for names have brackets too.
fn bracketed(line: &str) -> Option<Read<'_>> {
    line.match_indices("] [").find_map(|(at, parting)| {
        let mut c = Cursor::new(&line[at + parting.len()..]);
        let clock = c.clock()?;
        c.one_of("]").then_some(())?;
        let name = trim(&line[1..at]);
        let text = c.rest.strip_prefix(' ').unwrap_or(c.rest);
        Some(if name.is_empty() {
            Read::Notice { day: None, clock, text: trim(text) }
        } else {
            Read::Said { day: None, clock, name: Some(name), text }
        })
    })
}

/// `2015년 7월 9일 오후 8:34`, `2015. 7. 9. 오후 8:34`, `Jul 9, 2015, 8:34 PM`, `8:34pm, July 9, 2015`; the
/// time may be missing.
fn stamp(c: &mut Cursor<'_>) -> Option<(Day, Option<Clock>)> {
    let mut first = *c;
    if let Some(clock) = first.clock() {
        first.one_of(",").then_some(())?;
        first.spaces();
        let day = first.spelled_day()?;
        *c = first;
        return Some((day, Some(clock)));
    }
    let day = c.spelled_day()?;
    let mut ahead = *c;
    ahead.one_of(",");
    ahead.spaces();
    if ahead.word("at ") {
        ahead.spaces();
    }
    let clock = ahead.clock();
    if clock.is_some() {
        *c = ahead;
    }
    Some((day, clock))
}

/// Nothing but a weekday follows.
fn ends_bar(mut c: Cursor<'_>) -> bool {
    c.one_of(",");
    c.spaces();
    c.weekday();
    c.at_end()
}

/// Chat name of the banner, and whether it counts its people.
fn title(line: &str) -> Option<(&str, bool)> {
    let line = trim(line);
    let line = line.strip_suffix(".txt").map_or(line, |l| {
        l.rsplit_once('-').filter(|(_, n)| n.bytes().all(|b| b.is_ascii_digit())).map_or(l, |l| l.0)
    });
    const AFTER: &[&str] = &[
        "님과의 카카오톡 대화",
        "님과 카카오톡 대화",
        "과 카카오톡 대화",
        "와 카카오톡 대화",
        "with KakaoTalk Chats",
        " 카카오톡 대화",
    ];
    let after = AFTER.iter().find_map(|after| line.strip_suffix(after));
    // `Lena saved KakaoTalk Chats with Camping`.
    let before = || line.split_once("KakaoTalk Chats with ").map(|(_, name)| name);
    let name = trim(after.or_else(before)?);
    // `방 (4명)`, `방 4`: the number of people.
    let counted = name.strip_suffix("명)").or_else(|| name.strip_suffix(')')).and_then(|n| {
        let (name, count) = n.rsplit_once('(')?;
        count.bytes().all(|b| b.is_ascii_digit()).then_some(trim(name))
    });
    let name = (counted.unwrap_or(name), counted.is_some());
    (!name.0.is_empty()).then_some(name)
}

/// `Chat with Lena`, where the date of saving stands below: alone it is words.
fn chat_with(head: &Head) -> Option<&str> {
    let mut lines = head.lines().map(trim).filter(|line| !line.is_empty());
    let name = lines.next()?.strip_prefix("Chat with ").map(trim)?;
    (!name.is_empty() && lines.next().is_some_and(is_saved_on)).then_some(name)
}

/// A banner whose chat has no name.
fn is_bare_title(line: &str) -> bool {
    matches!(trim(line), "카카오톡 대화" | "KakaoTalk Chats")
}

/// `Talk_2025.3.8 10:20-1.txt`: phones put the name of the file above.
fn is_file_name(line: &str) -> bool {
    let line = trim(line);
    ["Talk_", "KakaoTalk"].iter().any(|start| line.starts_with(start)) && line.ends_with(".txt")
}

fn is_saved_on(line: &str) -> bool {
    let line = trim(line);
    ["저장한 날짜", "Date Saved", "Saved Date"]
        .iter()
        .any(|word| line.strip_prefix(word).is_some_and(|rest| trim(rest).starts_with(':')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_of_the_study() {
        let day = Day::new(2015, 7, 9);
        let clock = Clock { hour: 20, minute: 34, second: 0 };
        let said = |line, day| {
            let read = Read::Said { day, clock, name: Some("민지"), text: "안녕 : 하세요" };
            assert_eq!(super::read(line), Some(read), "{line}");
        };
        said("[민지] [오후 8:34] 안녕 : 하세요", None);
        said("[민지] [8:34 PM] 안녕 : 하세요", None);
        said("2015년 7월 9일 오후 8:34, 민지 : 안녕 : 하세요", day);
        said("8:34pm, July 9, 2015, 민지 : 안녕 : 하세요", day);
        said("2015. 7. 9. 오후 8:34, 민지 : 안녕 : 하세요", day);
        said("Jul 9, 2015, 8:34 PM, 민지 : 안녕 : 하세요", day);
        said("July 9, 2015 at 8:34\u{202F}PM, 민지 : 안녕 : 하세요", day);
        let notice = Some(Read::Notice { day, clock, text: "민지님이 나갔습니다." });
        assert_eq!(read("2015. 7. 9. 오후 8:34: 민지님이 나갔습니다."), notice);
        assert_eq!(read("2015년 7월 9일 오후 8:34, 민지님이 나갔습니다."), notice);
        let bar = day.map(Read::Day);
        assert_eq!(read("--------------- 2015년 7월 9일 목요일 ---------------"), bar);
        assert_eq!(read("--------------- Thursday, July 9, 2015 ---------------"), bar);
        assert_eq!(read("2015년 7월 9일 목요일"), bar);
        assert_eq!(read("2015년 7월 9일 오후 8:34"), bar);
        assert_eq!(read("2015년 7월 9일에 만나요"), None);
        assert_eq!(read("[공지] 내일 [오후] 만나요"), None);
        assert_eq!(
            read("[] [오후 8:34] 알림"),
            Some(Read::Notice { day: None, clock, text: "알림" })
        );
        assert_eq!(
            read_timed("오후 8:34, 민지 : 안녕"),
            Some(Read::Said { day: None, clock, name: Some("민지"), text: "안녕" })
        );
        assert_eq!(read_timed("오후 8:34, 좋아요"), None);
    }

    #[test]
    fn names_with_brackets() {
        let read = read("[[총무] 민지/94] [오전 9:00] 네");
        assert!(matches!(read, Some(Read::Said { name: Some("[총무] 민지/94"), text: "네", .. })));
    }

    #[test]
    fn banners() {
        assert_eq!(title("캠핑방 님과 카카오톡 대화"), Some(("캠핑방", false)));
        assert_eq!(title("캠핑방 (4명)과 카카오톡 대화-1.txt"), Some(("캠핑방", true)));
        assert_eq!(title("Camping with KakaoTalk Chats"), Some(("Camping", false)));
        assert_eq!(title("KakaoTalk Chats with Camping"), Some(("Camping", false)));
        assert_eq!(title("카카오톡 대화"), None);
        assert_eq!(title("팀 채팅방 카카오톡 대화"), Some(("팀 채팅방", false)));
    }
}
