//! A layout that nobody knows: the user marks who, when and what in one or two of its lines, and
//! every line of that shape is the head of a message.

use super::builder::{Builder, Draft, Sender};
use super::heads::{self, Date};
use super::timeline::DateSurvey;
use super::when::{Cursor, is_space, trim};
use super::{Format, Head, Input, notices};
use crate::report::MarkedLine;
use crate::time::Clock;
use crate::{Error, Result};

/// Stands in for whatever the content suggests where the user has marked lines.
pub(super) const FORMAT: Format = Format { id: "generic_paste", sniff: never, parse };

/// Longest head, in bytes, and longest name, in characters.
const LONGEST_HEAD: usize = 400;
const LONGEST_NAME: usize = 60;

/// Stands for a number among signs: floors, counters, levels.
const NUMBER: char = '\u{1}';

/// Longest stretch that may differ from head to head, in characters: a level, a number.
const LONGEST_GAP: usize = 40;

/// What the user can mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Who,
    When,
    What,
}

/// A part of a head.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// These signs; white space stands for any white space.
    Signs(String),
    /// Something short that differs from head to head.
    Varying,
    /// What was marked.
    Field(Field),
}

/// What a line says that fits.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
struct Marked<'l> {
    who: &'l str,
    date: Option<Date>,
    clock: Option<Clock>,
    what: &'l str,
}

fn never(_: &Head) -> u8 {
    0
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let unusable = |reason: &str| Error::Malformed {
        name: input.name.to_string(),
        format: FORMAT.id,
        at: 0,
        reason: reason.to_string(),
    };
    let pieces = learn(input.layout).ok_or_else(|| {
        unusable("the marked lines have no common shape: mark who, when and what in the same order")
    })?;
    out.classify_with(notices::kind_of);
    let mut survey = DateSurvey::default();
    input.each_line(|line| {
        if let Some(marked) = head(&pieces, line.text).filter(|_| !line.continued)
            && let Some(date) = marked.date
        {
            survey.see(date, marked.clock);
        }
    })?;
    let mut time = survey.settle(input.name, out);
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        if trim(line.text).is_empty() {
            return out.blank();
        }
        let Some(marked) = head(&pieces, line.text) else {
            if let Some(bar) = heads::bar(trim(line.text)) {
                time.bar(bar.date, bar.clock, bar.relative);
                return out.recognised();
            }
            return out.line(line.text, line.number);
        };
        let when = time.when(marked.date, marked.clock);
        let nobody = notices::is_system_name(marked.who);
        let sender = (!nobody).then_some(Sender::named(marked.who));
        let draft = Draft { sender, when, kind: None, id: None, reply_to: None, line: line.number };
        out.message(draft, marked.what);
    })?;
    if out.rows_of_file() == 0 {
        return Err(unusable("no line has the shape of the marked ones"));
    }
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
}

/// The common shape of the first two marked lines; `None` where they have none, or nothing that would tell a
/// head from any other line.
fn learn(lines: &[MarkedLine]) -> Option<Vec<Piece>> {
    let mut shapes = lines.iter().map(shape);
    let mut common = shapes.next()??;
    if let Some(second) = shapes.next() {
        common = both(&common, &second?)?;
    }
    let has = |field| common.contains(&Piece::Field(field));
    let says = |p: &Piece| matches!(p, Piece::Signs(s) if s.chars().any(|c| !is_space(c)));
    let tells = has(Field::When) || common.iter().any(says);
    (has(Field::Who) && tells).then_some(common)
}

/// What two lines share: of signs that differ, the beginning and the end that are the same.
fn both(one: &[Piece], other: &[Piece]) -> Option<Vec<Piece>> {
    (one.len() == other.len()).then_some(())?;
    let mut common = Vec::new();
    for pair in one.iter().zip(other) {
        match pair {
            (Piece::Signs(a), Piece::Signs(b)) if a != b => {
                let same = |pair: &(char, char)| pair.0 == pair.1;
                let front: String =
                    a.chars().zip(b.chars()).take_while(same).map(|p| p.0).collect();
                let (a, b) = (&a[front.len()..], &b[front.len()..]);
                let back = a.chars().rev().zip(b.chars().rev()).take_while(same);
                let back = a.len() - back.map(|p| p.0.len_utf8()).sum::<usize>();
                common.push(Piece::Signs(front));
                common.push(Piece::Varying);
                common.push(Piece::Signs(a[back..].to_string()));
            }
            (a, b) if a == b => common.push(a.clone()),
            _ => return None,
        }
    }
    Some(common)
}

/// Signs and fields of one line, in turn: a piece of signs stands before, between and behind the
/// fields, empty where there are none.
fn shape(line: &MarkedLine) -> Option<Vec<Piece>> {
    let fields = [(Field::Who, line.who), (Field::When, line.when), (Field::What, line.what)];
    let mut fields: Vec<_> = fields.into_iter().filter_map(|(f, span)| Some((f, span?))).collect();
    fields.sort_by_key(|(_, (start, _))| *start);
    let (mut pieces, mut at) = (Vec::new(), 0);
    for (field, (start, end)) in fields {
        let (start, end) = (byte_at(&line.text, start)?, byte_at(&line.text, end)?);
        pieces.push(Piece::Signs(squeeze(line.text.get(at..start)?)));
        line.text.get(start..end).filter(|marked| !trim(marked).is_empty())?;
        pieces.push(Piece::Field(field));
        at = end;
    }
    pieces.push(Piece::Signs(squeeze(line.text.get(at..)?.trim_end())));
    Some(pieces)
}

/// Byte of a UTF-16 offset.
fn byte_at(text: &str, units: u32) -> Option<usize> {
    let mut at = 0;
    for (byte, c) in text.char_indices() {
        if at >= units {
            return (at == units).then_some(byte);
        }
        at += c.len_utf16() as u32;
    }
    (at == units).then_some(text.len())
}

/// Runs of white space as one space, runs of digits as [`NUMBER`].
fn squeeze(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let sign = match c {
            c if is_space(c) => ' ',
            c if c.is_ascii_digit() => NUMBER,
            c => c,
        };
        if !(matches!(sign, ' ' | NUMBER) && out.ends_with(sign)) {
            out.push(sign);
        }
    }
    out
}

fn head<'l>(pieces: &[Piece], line: &'l str) -> Option<Marked<'l>> {
    let reach = line.char_indices().map(|(at, _)| at).find(|at| *at > LONGEST_HEAD);
    let mut marked = Marked::default();
    fit(pieces, line, reach.unwrap_or(line.len()), &mut marked).then_some(marked)
}

/// Fits the pieces to the beginning of `rest`, of which `reach` bytes may be head.
fn fit<'l>(pieces: &[Piece], rest: &'l str, reach: usize, marked: &mut Marked<'l>) -> bool {
    let Some((piece, behind)) = pieces.split_first() else { return trim(rest).is_empty() };
    let go_on = |at: usize, marked: &mut Marked<'l>| {
        at <= reach && fit(behind, &rest[at..], reach - at, marked)
    };
    let ends = |longest: usize| {
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
        ends.take(longest).take_while(move |at| *at <= reach)
    };
    match piece {
        Piece::Signs(signs) => {
            let mut c = Cursor::new(rest);
            for sign in signs.chars() {
                let fits = match sign {
                    // A line may be trimmed where the marked ones ended in a space.
                    ' ' => c.spaces() > 0 || c.at_end(),
                    NUMBER => {
                        let digits = c.rest.bytes().take_while(u8::is_ascii_digit).count();
                        c.rest = &c.rest[digits..];
                        digits > 0
                    }
                    sign => c.one_of(sign.encode_utf8(&mut [0; 4])),
                };
                if !fits {
                    return false;
                }
            }
            go_on(rest.len() - c.rest.len(), marked)
        }
        Piece::Varying => go_on(0, marked) || ends(LONGEST_GAP).any(|at| go_on(at, marked)),
        Piece::Field(Field::When) => {
            let mut c = Cursor::new(rest);
            let Some((date, clock)) = stamp(&mut c) else { return false };
            (marked.date, marked.clock) = (date, clock);
            go_on(rest.len() - c.rest.len(), marked)
        }
        Piece::Field(Field::Who) => ends(LONGEST_NAME).any(|at| {
            marked.who = trim(&rest[..at]);
            !marked.who.is_empty() && go_on(at, marked)
        }),
        Piece::Field(Field::What) if behind.iter().all(|p| *p == Piece::Signs(String::new())) => {
            marked.what = trim(rest);
            true
        }
        Piece::Field(Field::What) => ends(LONGEST_HEAD).any(|at| {
            marked.what = trim(&rest[..at]);
            go_on(at, marked)
        }),
    }
}

/// A date and a time of day, or one of them, in either order.
fn stamp(c: &mut Cursor<'_>) -> Option<(Option<Date>, Option<Clock>)> {
    let start = *c;
    if let Some(date) = heads::date(c) {
        let behind = *c;
        if !c.one_of("T") {
            c.one_of(",，");
            c.spaces();
            c.weekday();
        }
        let clock = c.clock();
        if clock.is_none() {
            *c = behind;
        }
        return Some((Some(date), clock));
    }
    *c = start;
    let clock = c.clock()?;
    let behind = *c;
    c.one_of(",，");
    c.spaces();
    let date = heads::date(c);
    if date.is_none() {
        *c = behind;
    }
    Some((date, Some(clock)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line with `‹who›`, `«when»` and `“what”` marked.
    fn line(marked: &str) -> MarkedLine {
        let (mut text, mut spans) = (String::new(), [None; 3]);
        let mut start = 0;
        for c in marked.chars() {
            let units = text.encode_utf16().count() as u32;
            match c {
                '‹' | '«' | '“' => start = units,
                '›' => spans[0] = Some((start, units)),
                '»' => spans[1] = Some((start, units)),
                '”' => spans[2] = Some((start, units)),
                c => text.push(c),
            }
        }
        MarkedLine { text, who: spans[0], when: spans[1], what: spans[2] }
    }

    fn heads(marked: &[&str], lines: &[&str]) -> Vec<Option<(String, String)>> {
        let pieces = learn(&marked.iter().map(|l| line(l)).collect::<Vec<_>>()).unwrap();
        let found = |l: &&str| head(&pieces, l).map(|m| (m.who.to_string(), m.what.to_string()));
        lines.iter().map(found).collect()
    }

    fn some(who: &str, what: &str) -> Option<(String, String)> {
        Some((who.to_string(), what.to_string()))
    }

    #[test]
    fn one_marked_line_tells_the_others() {
        let found = heads(
            &["#12 @‹阿青› at «2025-03-08 09:02» >> “报名”"],
            &["#12 @老 周 at 2025/3/8  9:05 >> 带锅 >> 和碗", "#12 @老周 at noon >> 带锅", "带锅"],
        );
        assert_eq!(found, [some("老 周", "带锅 >> 和碗"), None, None]);
    }

    #[test]
    fn what_differs_between_two_marked_lines_may_differ() {
        let found = heads(
            &["1楼｜[群主]‹阿青›｜«09:02»", "2楼｜[潜水]‹老周›｜«09:05»"],
            &["13楼｜[冒泡]小林｜9:07 PM", "小林｜9:07", "13楼｜[冒泡]小林｜9:07 你好"],
        );
        assert_eq!(found, [some("小林", ""), None, None]);
    }

    #[test]
    fn without_a_time_signs_must_tell_a_head() {
        assert_eq!(learn(&[line("‹阿青› “报名”")]), None);
        assert_eq!(learn(&[line("报名")]), None);
        assert_eq!(learn(&[line("‹阿青›: “报名”"), line("“报名” ‹阿青›")]), None);
        assert_eq!(heads(&["‹阿青›说→“报名”"], &["老周说→好", "好"]), [some("老周", "好"), None]);
    }

    #[test]
    fn hostile_lines_come_to_an_end() {
        let lines = [&*"、".repeat(4000), &*"楼".repeat(4000)];
        assert_eq!(heads(&["1楼、‹阿青›、«09:02»", "2楼。‹老周›，«09:05»"], &lines), [None, None]);
    }
}
