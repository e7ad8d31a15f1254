//! LINE: `[LINE] 與X的聊天記錄` and its like in other languages, from phone and desktop (formats study,
//! L1).
//!
//! Bars give the day, records are `09:02<TAB>名<TAB>text`. The desktop writes spaces for the tabs;
//! then names are learnt from what recurs.

use std::collections::BTreeSet;

use super::builder::{Builder, DateOrder, Draft, Sender, When};
use super::heads::Date;
use super::notices;
use super::when::{Cursor, is_space, trim};
use super::{Format, Head, Input};
use crate::Result;
use crate::time::{Clock, Day};

use names::Names;

mod kinds;
mod names;

pub(super) const FORMAT: Format = Format { id: "line", sniff, parse };

/// How a record parts its name from its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Parting {
    #[default]
    Tab,
    /// Two or more spaces, where a program made them of tabs.
    Spaces,
    /// One space, as the desktop writes.
    Space,
}

fn sniff(head: &Head) -> u8 {
    let banner = head.lines().take(3).find_map(title).is_some();
    let (mut bars, mut records, mut tabs, mut lines) = (0u32, 0u32, 0u32, 0u32);
    for line in head.all_lines().filter(|l| !trim(l).is_empty()) {
        lines += 1;
        bars += u32::from(bar(line).is_some_and(|b| b.weekday));
        if let Some((_, rest)) = record(line) {
            records += 1;
            tabs += u32::from(rest.starts_with('\t'));
        }
    }
    let share = (records * 100).checked_div(lines).unwrap_or(0);
    match (banner, bars, records) {
        (true, 1.., 1..) => 98,
        (true, ..) => 85,
        // The desktop writes no banner; its bars carry a weekday.
        (false, 1.., 2..) if tabs > 0 => 88,
        (false, 1.., 2..) if share >= 30 => 80,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let parting = parting(input.head);
    let mut survey = Survey { parting, ..Survey::default() };
    input.each_line(|line| {
        if !line.continued {
            survey.line(line.text, line.number);
        }
    })?;
    survey.names.settle();
    out.classify_with(kinds::of(parting != Parting::Space));
    let mut reader = Reader {
        parting,
        names: survey.names,
        quotes: survey.quotes,
        date: None,
        quoted: false,
        started: false,
        gap: true,
        banner: String::new(),
        group: None,
    };
    // The desktop names the chat in the name of the file only.
    let file = input.name.rsplit(['/', '\\']).next().unwrap_or(input.name);
    if let Some((name, group)) = title(file.strip_suffix(".txt").unwrap_or(file)) {
        reader.entitle(out, name, group);
    }
    input.each_line(|line| {
        if line.continued {
            out.piece(line.text, line.number);
        } else {
            reader.line(out, line.text, line.number);
        }
    })?;
    out.end_message();
    let senders = out.member_names().take(3).count();
    out.set_direct(!reader.group.unwrap_or(senders > 2));
    Ok(())
}

fn parting(head: &Head) -> Parting {
    let (mut tab, mut spaces, mut space) = (0, 0, 0);
    for (_, rest) in head.all_lines().filter_map(record) {
        if rest.starts_with('\t') {
            tab += 1;
        } else if rest.starts_with("  ") {
            spaces += 1;
        } else {
            space += 1;
        }
    }
    if tab > 0 && tab * 4 >= space {
        Parting::Tab
    } else if spaces > space {
        Parting::Spaces
    } else {
        Parting::Space
    }
}

/// What a first pass has learnt.
#[derive(Default)]
struct Survey {
    parting: Parting,
    names: Names,
    /// Records whose text is put in quotes because it has several lines.
    quotes: BTreeSet<u64>,
    open: Option<u64>,
}

impl Survey {
    fn line(&mut self, line: &str, number: u64) {
        if let Some((_, rest)) = self.parting.record(line) {
            let text = rest.rsplit('\t').next().unwrap_or(rest);
            self.open = match self.parting {
                Parting::Space => rest.contains(" \""),
                _ => text.trim_start().starts_with('"'),
            }
            .then_some(number);
            if self.parting == Parting::Space && !kinds::is_notice(trim(rest)) {
                self.names.see(trim(rest));
            }
        } else if ends_quote(line) {
            self.quotes.extend(self.open.take());
        }
    }
}

struct Reader {
    parting: Parting,
    names: Names,
    quotes: BTreeSet<u64>,
    date: Option<Date>,
    /// Inside a text of several lines that stands in quotes.
    quoted: bool,
    started: bool,
    gap: bool,
    /// The line that names the chat.
    banner: String,
    /// What the banner says.
    group: Option<bool>,
}

impl Reader {
    fn entitle(&mut self, out: &mut Builder, name: &str, group: Option<bool>) {
        self.group = group;
        if group == Some(false) {
            self.names.know(name);
        }
        out.conversation("", name, false);
    }

    fn line(&mut self, out: &mut Builder, line: &str, number: u64) {
        let gap = std::mem::replace(&mut self.gap, false);
        if trim(line).is_empty() {
            self.gap = true;
            return out.blank();
        }
        if self.quoted {
            // The quote ends where its other half does; until then nothing else counts.
            if !ends_quote(line) {
                return out.line(&unquote(line), number);
            }
            self.quoted = false;
            let line = line.trim_end();
            return out.line(&unquote(line.strip_suffix('"').unwrap_or(line)), number);
        }
        // Exports that were put one behind the other have the banner once more.
        if self.started && trim(line) == self.banner {
            self.started = false;
            out.end_message();
            out.begin_section();
            return out.recognised();
        }
        if !self.started
            && let Some((name, group)) = title(line)
        {
            self.banner = trim(line).to_string();
            self.entitle(out, name, group);
            return out.recognised();
        }
        if !self.started && is_saved_on(line) {
            return out.recognised();
        }
        if let Some(bar) = bar(line).filter(|bar| bar.weekday || gap) {
            (self.started, self.gap) = (true, true);
            self.date = Some(bar.date);
            if let Some(order) = bar.order {
                out.hint_date_order(order, "weekday");
            }
            return out.recognised();
        }
        match self.parting.record(line) {
            Some((clock, rest)) => {
                self.started = true;
                self.record(out, clock, rest, number);
            }
            None => out.line(line, number),
        }
    }

    fn record(&mut self, out: &mut Builder, clock: Clock, rest: &str, line: u64) {
        let when = self.date.map_or(When::Unknown, |date| date.at(clock));
        let (name, text) = self.split(rest);
        let name = name.filter(|name| !notices::is_system_name(name));
        let text = text.trim_start_matches(is_space);
        let inner = text.strip_prefix('"').filter(|_| self.quotes.contains(&line));
        self.quoted = inner.is_some();
        let sender = name.map(Sender::named);
        let draft = Draft { sender, when, kind: None, id: None, reply_to: None, line };
        match inner {
            Some(inner) => out.message(draft, &unquote(inner)),
            None => out.message(draft, text),
        }
    }

    /// Name and words; no name for a notice.
    fn split<'a>(&self, rest: &'a str) -> (Option<&'a str>, &'a str) {
        match self.parting {
            Parting::Tab => {
                let Some(rest) = rest.strip_prefix('\t') else {
                    return (None, rest);
                };
                match rest.split_once('\t') {
                    Some((name, text)) if !trim(name).is_empty() => (Some(trim(name)), text),
                    Some((_, text)) => (None, text),
                    None => (None, rest),
                }
            }
            Parting::Spaces => {
                let lead = rest.len() - rest.trim_start_matches(' ').len();
                let rest = rest.trim_start_matches(' ');
                // Two tabs in a row became twice the spaces.
                match rest.split_once("  ") {
                    Some((name, text)) if lead < 8 => (Some(trim(name)), text),
                    _ => (None, rest),
                }
            }
            Parting::Space => {
                let rest = trim(rest);
                match self.names.split(rest).filter(|_| !kinds::is_notice(rest)) {
                    Some((name, text)) => (Some(name), text),
                    None => (None, rest),
                }
            }
        }
    }
}

/// A text in quotes doubles the quotes inside it.
fn unquote(text: &str) -> String {
    text.replace("\"\"", "\"")
}

/// A closing quote at the end of a line: an odd number of them.
fn ends_quote(line: &str) -> bool {
    let line = line.trim_end();
    let quotes = line.len() - line.trim_end_matches('"').len();
    quotes % 2 == 1
}

/// Chat name of the banner, and whether it is a group where the wording tells.
fn title(line: &str) -> Option<(&str, Option<bool>)> {
    let line = trim(line);
    let marked = line.strip_prefix("[LINE]");
    let line = trim(marked.unwrap_or(line));
    const AROUND: &[(&str, &str, Option<bool>)] = &[
        ("與", "的聊天記錄", Some(false)),
        ("與", "的聊天紀錄", Some(false)),
        ("与", "的聊天记录", Some(false)),
        ("與", "的聊天", Some(false)),
        ("与", "的聊天", Some(false)),
        ("", "的聊天記錄", Some(true)),
        ("", "的聊天紀錄", Some(true)),
        ("", "的聊天记录", Some(true)),
        ("", "的聊天", Some(true)),
        ("", "とのトーク履歴", Some(false)),
        ("", "のトーク履歴", Some(true)),
        ("", "とのトーク", Some(false)),
        ("", "のトーク", Some(true)),
        ("Chat with ", "", None),
        ("Chat history with ", "", None),
        ("Chat history in ", "", Some(true)),
        ("ประวัติการแชทกับ", "", None),
        ("ประวัติการสนทนากับ", "", None),
    ];
    let found = AROUND.iter().find_map(|(before, after, group)| {
        let name = line.strip_prefix(before)?.strip_suffix(after)?;
        let name = trim(name);
        (!name.is_empty()).then_some((name, *group))
    });
    // Without the mark the words could be anyone's; then only the fixed English ones count.
    found.filter(|_| marked.is_some() || line.starts_with("Chat history "))
}

fn is_saved_on(line: &str) -> bool {
    // A banner without a name says nothing either.
    if trim(line)
        .strip_prefix("[LINE]")
        .is_some_and(|l| matches!(trim(l), "聊天記錄" | "聊天记录" | "トーク履歴"))
    {
        return true;
    }
    const WORDS: &[&str] =
        &["儲存日期", "保存日期", "保存日時", "保存时间", "Saved on", "Save date", "บันทึกวันที่"];
    let line = trim(line);
    WORDS.iter().any(|word| line.starts_with(word)) && line.contains(|c: char| c.is_ascii_digit())
}

/// A line that says which day the following was written.
#[derive(Debug, Clone, Copy, PartialEq)]
struct DayBar {
    date: Date,
    weekday: bool,
    /// The order of its numbers, where only one makes them fall on the weekday beside them.
    order: Option<DateOrder>,
}

/// Reads a day bar: `2025/03/08（六）`, `2025.03.08 Saturday`, `Sat, 3/8/2025`, `R7/03/08(土)`.
fn bar(line: &str) -> Option<DayBar> {
    let line = trim(line);
    if line.len() > 60 {
        return None;
    }
    let mut c = Cursor::new(line);
    let before = c.day_of_week(false);
    if before.is_some() {
        c.one_of(",，");
        c.spaces();
    }
    let date = match era_day(&mut c).or_else(|| c.day()) {
        Some(day) => Date::Day(day),
        None => Date::Numbers(c.date_numbers()?),
    };
    c.spaces();
    let bracket = c.one_of("(（");
    let weekday = before.or_else(|| c.day_of_week(bracket));
    if bracket {
        c.one_of(")）").then_some(())?;
    }
    let thai = !c.at_end() && c.rest.chars().all(|c| matches!(c, '\u{E00}'..='\u{E7F}'));
    (c.at_end() || thai).then_some(())?;
    let order = match (date, weekday) {
        (Date::Numbers(numbers), Some(weekday)) => {
            let fits = |o: &DateOrder| o.day(numbers).is_some_and(|d| d.weekday() == weekday);
            let mut orders = [DateOrder::Dmy, DateOrder::Mdy].into_iter().filter(fits);
            orders.next().filter(|_| orders.next().is_none())
        }
        _ => None,
    };
    Some(DayBar { date, weekday: weekday.is_some() || thai, order })
}

/// `R7/03/08`: the year of the era Reiwa, whose first is 2019.
fn era_day(c: &mut Cursor<'_>) -> Option<Day> {
    let mut ahead = *c;
    ahead.one_of("R").then_some(())?;
    let year = ahead.number(1, 2)?;
    ahead.one_of("/.").then_some(())?;
    let month = ahead.number(1, 2)?;
    ahead.one_of("/.").then_some(())?;
    let day = DateOrder::Ymd.day([2018 + year, month, ahead.number(1, 2)?])?;
    *c = ahead;
    Some(day)
}

/// The time of a record and what stands behind it, the parting white space included.
fn record(line: &str) -> Option<(Clock, &str)> {
    let mut c = Cursor::new(line);
    c.marks();
    let clock = c.clock()?;
    c.rest.starts_with(is_space).then_some((clock, c.rest))
}

impl Parting {
    fn record(self, line: &str) -> Option<(Clock, &str)> {
        let start = match self {
            Parting::Tab => "\t",
            Parting::Spaces => "  ",
            Parting::Space => " ",
        };
        record(line).filter(|(_, rest)| rest.starts_with(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banners_of_many_languages() {
        let direct = Some(false);
        assert_eq!(title("[LINE] 與阿青的聊天記錄"), Some(("阿青", direct)));
        assert_eq!(title("[LINE] 與 阿青 的聊天紀錄"), Some(("阿青", direct)));
        assert_eq!(title("[LINE] 露營團的聊天記錄"), Some(("露營團", Some(true))));
        assert_eq!(title("[LINE] 与阿青的聊天记录"), Some(("阿青", direct)));
        assert_eq!(title("[LINE] さくらとのトーク履歴"), Some(("さくら", direct)));
        assert_eq!(title("[LINE] 登山部のトーク履歴"), Some(("登山部", Some(true))));
        assert_eq!(title("[LINE] Chat history with Lena"), Some(("Lena", None)));
        assert_eq!(title("Chat history in Camping"), Some(("Camping", Some(true))));
        assert_eq!(title("昨天的聊天記錄"), None);
    }

    #[test]
    fn day_bars_of_many_languages() {
        let date = Date::Day(Day::new(2025, 3, 8).unwrap());
        let day = Some(DayBar { date, weekday: true, order: None });
        for line in [
            "2025/03/08（六）",
            "2025/3/8（週六）",
            "2025/3/8週六",
            "2025/3/8(土)",
            "2025.03.08 Saturday",
            "2025.03.08 土曜日",
            "2025/03/08 Sat",
            "2025/03/08(Sat)",
            "2025.03.08 星期六",
            "R7/03/08(土)",
            "2025/03/08 เสาร์",
        ] {
            assert_eq!(bar(line), day, "{line}");
        }
        let order = |line| bar(line).and_then(|b| b.order);
        assert_eq!(order("Sat, 3/8/2025"), Some(DateOrder::Mdy));
        assert_eq!(order("Sun, 3/8/2025"), Some(DateOrder::Dmy));
        assert_eq!(order("Mon, 3/8/2025"), None);
        assert_eq!(bar("2025/03/08 去露營"), None);
        assert_eq!(bar("2025/03/08 3人"), None);
    }

    #[test]
    fn records() {
        let clock = |h| Clock { hour: h, minute: 2, second: 0 };
        assert_eq!(record("09:02\t阿青\t好"), Some((clock(9), "\t阿青\t好")));
        assert_eq!(record("下午03:02\t阿青\t好"), Some((clock(15), "\t阿青\t好")));
        assert_eq!(record("09:02pm\tLena\thi"), Some((clock(21), "\tLena\thi")));
        assert_eq!(record("9:02 AM\tLena\thi"), Some((clock(9), "\tLena\thi")));
        assert_eq!(record("09:02 阿青 好"), Some((clock(9), " 阿青 好")));
        assert_eq!(record("9:02開始"), None);
    }
}
