//! QQ: text copied from its windows, from the desktop client and its message manager, from the
//! phone and from QQNT (formats study, Q3).
//!
//! Heads are `【头衔】名 21:59:54`, `名(QQ) 2025/3/8 9:02:31 PM`, `名: 03-08 09:02:11`; the seconds, the
//! ids and the tags tell them from what WeChat's windows give. The date stands only where it
//! changes.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::{Builder, Draft, Sender};
use super::heads::{self, Bar, Date};
use super::notices;
use super::qq_txt::{name_and_id, role_tag};
use super::timeline::{DateSurvey, Timeline};
use super::when::{Cursor, is_space, trim};
use super::{Format, Head, Input, gap_before_heads};
use crate::Result;
use crate::export::Role;
use crate::time::Clock;

pub(super) const FORMAT: Format = Format { id: "qq_paste", sniff, parse };

/// Longest head looked at, in bytes; and longest name, in characters.
const LONGEST_HEAD: usize = 300;
const LONGEST_NAME: usize = 64;

/// Most names remembered while the file is surveyed.
const MOST_NAMES: usize = 50_000;

#[derive(Debug, Clone, Copy, PartialEq)]
struct QqHead<'a> {
    name: &'a str,
    id: Option<&'a str>,
    role: Role,
    date: Option<Date>,
    clock: Clock,
    /// Date and time as they stand.
    stamp: &'a str,
    /// Words glued to the time.
    text: &'a str,
    /// What no other program's head looks like.
    mark: Mark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// `名 2025-03-08 09:02:11`: others write that too.
    Plain,
    /// A date without padding before a time with seconds.
    Unpadded,
    /// A time with seconds and no date.
    Seconds,
    /// `名: 03-08 09:02:11`.
    Nt,
    /// An id or a tag.
    Named,
}

fn sniff(head: &Head) -> u8 {
    if matches!(head.first_char(), Some('{' | '<')) {
        return 0;
    }
    let (mut lines, mut heads, mut first, mut best) = (0u32, 0u32, false, Mark::Plain);
    let mut titles = Titles::default();
    for line in head.all_lines().filter(|l| !trim(l).is_empty()) {
        let found = find(line);
        if let Some(found) = found {
            heads += 1;
            best = best.max(found.mark);
            titles.see(&found);
        }
        first |= lines == 0 && found.is_some();
        lines += 1;
    }
    if heads == 0 || (heads == 1 && !first) || heads * 100 < lines * 6 {
        return 0;
    }
    match best {
        _ if titles.everywhere() => 88,
        Mark::Named => 88,
        Mark::Nt => 86,
        Mark::Seconds => 80,
        Mark::Unpadded => 76,
        Mark::Plain => 40,
    }
}

/// What a first pass has learnt.
#[derive(Default)]
struct Survey {
    dates: DateSurvey,
    names: BTreeMap<Box<str>, u32>,
    /// Lines that hold a day and stand right before a head.
    bars: BTreeSet<u64>,
    bar: Option<u64>,
    titles: Titles,
}

/// Counts heads under a title: a group may name its own ones, and then every head has one.
#[derive(Default)]
struct Titles {
    heads: u32,
    titled: u32,
}

impl Titles {
    fn see(&mut self, head: &QqHead<'_>) {
        self.heads += 1;
        self.titled += u32::from(head.role != Role::Unknown || untitled(head.name).is_some());
    }

    fn everywhere(&self) -> bool {
        self.heads >= 2 && self.titled == self.heads
    }
}

/// A name without the title before it.
fn untitled(name: &str) -> Option<&str> {
    let (title, rest) = name.strip_prefix('【')?.split_once('】')?;
    (!title.is_empty() && !trim(rest).is_empty()).then_some(trim(rest))
}

impl Survey {
    fn line(&mut self, text: &str, number: u64, out: &mut Builder) {
        if let Some(head) = find(text) {
            self.titles.see(&head);
            if let Some(Date::Numbers(_)) = head.date {
                out.see_date_style(head.stamp);
            }
            if let Some(date) = head.date {
                self.dates.see(date, Some(head.clock));
            }
            if self.names.len() < MOST_NAMES || self.names.contains_key(head.name) {
                *self.names.entry(head.name.into()).or_default() += 1;
            }
            self.bars.extend(self.bar.take());
            return;
        }
        self.bar = None;
        match day_bar(text) {
            Some(Bar { date: Some(date), .. }) => {
                self.dates.see(date, None);
                self.bar = Some(number);
            }
            _ => self.dates.words(text),
        }
    }

    fn recurs(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|n| *n >= 2)
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    out.classify_with(notices::kind_of);
    let gaps = gap_before_heads(input.head, |l| find(l).is_some(), |l| day_bar(l).is_some());
    let mut survey = Survey::default();
    input.each_line(|line| {
        if !line.continued {
            survey.line(line.text, line.number, out);
        }
    })?;
    let time = std::mem::take(&mut survey.dates).settle(input.name, out);
    let mut reader = Reader { survey, gaps, time, gap: true };
    input.each_line(|line| {
        if line.continued {
            out.piece(line.text, line.number);
        } else {
            reader.line(out, line.text, line.number);
        }
    })?;
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
}

struct Reader {
    survey: Survey,
    /// Whether heads stand behind blank lines.
    gaps: bool,
    time: Timeline,
    gap: bool,
}

impl Reader {
    fn line(&mut self, out: &mut Builder, line: &str, number: u64) {
        let text = trim(line);
        if text.is_empty() {
            self.gap = true;
            return out.blank();
        }
        let gap = std::mem::replace(&mut self.gap, false);
        if let Some(head) = find(text).filter(|head| self.is_head(head, gap)) {
            return self.message(out, &head, number);
        }
        if let Some(bar) = day_bar(text) {
            let apart = gap || line.starts_with(is_space) || self.survey.bars.contains(&number);
            if apart || !text.starts_with(|c: char| c.is_ascii_digit()) {
                self.time.bar(bar.date, None, bar.relative);
                self.gap = true;
                return out.recognised();
            }
        }
        let mut c = Cursor::new(text);
        if let Some(clock) = clock_with_seconds(&mut c)
            && notices::is_notice(c.rest)
        {
            return self.notice(out, Some(clock), trim(c.rest), number);
        }
        // Right below a head it is what the head says.
        if (gap || !out.is_wordless()) && self.is_notice(text, gap) {
            return self.notice(out, None, text, number);
        }
        out.line(text, number);
    }

    /// A line of words may end in a time: then it stands behind no gap and nobody is called that.
    fn is_head(&self, head: &QqHead<'_>, gap: bool) -> bool {
        gap || !self.gaps || head.mark >= Mark::Nt || self.survey.recurs(head.name)
    }

    fn is_notice(&self, text: &str, gap: bool) -> bool {
        const WHOLE: &[&str] = &[
            "加入本群。",
            "加入了本群。",
            "退出本群。",
            "退出了本群。",
            "移出本群。",
            "点击添加好友。",
        ];
        match notices::recalled_by(text) {
            Some(name) => gap || name.is_empty() || self.survey.names.contains_key(name),
            None => {
                notices::is_notice(text) && (gap || WHOLE.iter().any(|end| text.ends_with(end)))
            }
        }
    }

    fn message(&mut self, out: &mut Builder, head: &QqHead<'_>, line: u64) {
        let when = self.time.when(head.date, Some(head.clock));
        let system =
            head.id.is_some_and(notices::is_system_name) || notices::is_system_name(head.name);
        let (name, role) = match untitled(head.name) {
            Some(name) if head.role == Role::Unknown && self.survey.titles.everywhere() => {
                (name, Role::Member)
            }
            _ => (head.name, head.role),
        };
        let sender = Sender { id: head.id, name, role };
        let sender = (!system).then_some(sender);
        out.message(Draft { sender, when, kind: None, id: None, reply_to: None, line }, head.text);
    }

    fn notice(&mut self, out: &mut Builder, clock: Option<Clock>, text: &str, line: u64) {
        let when = self.time.when(None, clock);
        self.gap = true;
        let draft = Draft { sender: None, when, kind: None, id: None, reply_to: None, line };
        out.message(draft, text);
    }
}

/// A day alone on its line; a time there is content, and so are numbers without dashes around them
/// in an order that could be anything's.
fn day_bar(line: &str) -> Option<Bar> {
    let dashes = trim(line).starts_with(|c: char| !c.is_ascii_digit());
    heads::bar(line).filter(|bar| match bar.date {
        Some(Date::Day(_)) => bar.clock.is_none(),
        Some(_) => bar.clock.is_none() && dashes,
        None => false,
    })
}

/// Reads a line as a head: the leftmost place where a date and a time follow parts off the name.
fn find(line: &str) -> Option<QqHead<'_>> {
    let line = trim(line);
    let may_end = line.ends_with(is_end) || line.contains([')', '>']);
    if line.len() > LONGEST_HEAD || !may_end || heads::bar(line).is_some() {
        return None;
    }
    line.char_indices().filter(|(_, c)| is_space(*c) || *c == '：').find_map(|(at, c)| {
        let before = &line[..at];
        let nt = before.strip_suffix(':').or_else(|| (c == '：').then_some(before));
        head_at(nt.unwrap_or(before), nt.is_some(), &line[at + c.len_utf8()..])
    })
}

/// What a head without glued words ends in.
fn is_end(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, 'M' | 'm' | '.')
}

fn head_at<'a>(before: &'a str, nt: bool, rest: &'a str) -> Option<QqHead<'a>> {
    let mut c = Cursor::new(rest);
    c.spaces();
    let start = c;
    let date = match c.day() {
        Some(day) => Some(Date::Day(day)),
        None => c.date_numbers().map(Date::Numbers),
    };
    let date = date.or_else(|| nt.then(|| c.month_day())?.map(|(m, d)| Date::MonthDay(m, d)));
    if date.is_some() && c.spaces() == 0 {
        return None;
    }
    let stamp = &start.rest[..start.rest.len() - c.rest.len()];
    let clock = clock_with_seconds(&mut c)?;
    let whole = &start.rest[..start.rest.len() - c.rest.len()];
    let (role, tagless) = role_tag(trim(before));
    let (name, id) = name_and_id(tagless);
    let name = name.or(id)?;
    let tagged = tagless.len() < trim(before).len();
    // Glued words are seen where the message manager's heads have ids.
    let glued = without_number(trim(c.rest));
    let plausible = (glued.is_empty() || (id.is_some() && !glued.starts_with(':')))
        && name.chars().count() <= LONGEST_NAME
        && !name.contains("://")
        && !name.contains("-->")
        && !heads::is_log(name)
        && !ends_in_date(name)
        && !heads::is_label(name);
    plausible.then_some(())?;
    let mark = match date {
        _ if id.is_some() || tagged => Mark::Named,
        Some(Date::MonthDay(..)) => Mark::Nt,
        None => Mark::Seconds,
        Some(Date::Numbers(_)) => Mark::Unpadded,
        Some(Date::Day(_)) if is_padded(stamp) => Mark::Plain,
        Some(Date::Day(_)) => Mark::Unpadded,
    };
    Some(QqHead { name, id, role, date, clock, stamp: whole, text: glued, mark })
}

/// ` #12`: dice bots count messages behind the time.
fn without_number(glued: &str) -> &str {
    let number = glued.strip_prefix('#').unwrap_or("");
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    if is_number { "" } else { glued }
}

/// A date that stands before a time is no part of a name.
fn ends_in_date(name: &str) -> bool {
    let last = name.rsplit(|c| is_space(c) || matches!(c, ':' | '：')).next();
    let mut c = Cursor::new(last.unwrap_or(name));
    (c.date_numbers().is_some() || c.month_day().is_some()) && c.at_end()
}

/// `2025-03-08`, with two digits for month and day wherever one would do.
fn is_padded(stamp: &str) -> bool {
    let parts = stamp.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty());
    parts.skip(1).all(|p| p.len() == 2)
}

fn clock_with_seconds(c: &mut Cursor<'_>) -> Option<Clock> {
    let mut ahead = *c;
    let clock = ahead.clock()?;
    let taken = &c.rest[..c.rest.len() - ahead.rest.len()];
    (taken.matches([':', '：']).count() == 2).then_some(())?;
    *c = ahead;
    Some(clock)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Day;

    fn parts(line: &str) -> Option<(&str, Option<&str>, Role, Mark, &str)> {
        find(line).map(|h| (h.name, h.id, h.role, h.mark, h.text))
    }

    #[test]
    fn every_window_of_the_study() {
        let (member, unknown) = (Role::Member, Role::Unknown);
        let case = |line: &str, id, role, mark, text| {
            assert_eq!(parts(line), Some(("老周", id, role, mark, text)), "{line}");
        };
        case("【潜水】老周 21:59:54", None, member, Mark::Named, "");
        case("老周 9:59:54 PM", None, unknown, Mark::Seconds, "");
        case("老周  23:50:12 ", None, unknown, Mark::Seconds, "");
        case("老周 2/14/2025 9:16:13 PM", None, unknown, Mark::Unpadded, "");
        case("老周 2025/3/8 9:02:31", None, unknown, Mark::Unpadded, "");
        case("老周 2025-03-08 09:02:31", None, unknown, Mark::Plain, "");
        case("老周(10087) 上午 3:13:28", Some("10087"), unknown, Mark::Named, "");
        case("老周(10087) 2025/03/08 19:05:05", Some("10087"), unknown, Mark::Named, "");
        case("老周<a@b.c> 3:13:28 AM", Some("a@b.c"), unknown, Mark::Named, "");
        case(
            "老周(10087) 8:35:36 PM你撤回了一条消息",
            Some("10087"),
            unknown,
            Mark::Named,
            "你撤回了一条消息",
        );
        case("老周: 03-08 09:02:11", None, unknown, Mark::Nt, "");
        case("老周：03-08 09:02:11", None, unknown, Mark::Nt, "");
    }

    #[test]
    fn names_may_hold_spaces_and_times() {
        assert_eq!(parts("夜班 11:00:00 9:02:11").map(|p| p.0), Some("夜班 11:00:00"));
        assert_eq!(parts("老 周 (领队) 9:02:11").map(|p| p.0), Some("老 周 (领队)"));
        let head = find("老周: 03-08 09:02:11").unwrap();
        assert_eq!(head.date, Some(Date::MonthDay(3, 8)));
        assert_eq!(
            find("老周 2025-3-8 9:02:26").unwrap().date,
            Day::new(2025, 3, 8).map(Date::Day)
        );
    }

    #[test]
    fn words_are_no_heads() {
        for line in [
            "集合 07:30",
            "09:02:11",
            "2025-03-08 09:02:11",
            "时间: 2025-03-08 09:02:11",
            "老周(10087)",
        ] {
            assert_eq!(parts(line), None, "{line}");
        }
    }
}
