//! A layout that nobody knows: the user marks who, when and what in one or two of its lines, and
//! every line of that shape is the head of a message.

use std::ops::Range;

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

/// Signs that a name or words stand between.
const PAIRS: [(char, char); 12] = [
    ('[', ']'),
    ('(', ')'),
    ('<', '>'),
    ('{', '}'),
    ('"', '"'),
    ('【', '】'),
    ('（', '）'),
    ('《', '》'),
    ('「', '」'),
    ('『', '』'),
    ('“', '”'),
    ('［', '］'),
];

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
    let unusable = |reason| Error::Marks { name: input.name.to_string(), reason };
    let pieces = learn(input.layout).map_err(unusable)?;
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
    let mut days_only = 0u64;
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
        let when = match (marked.date, marked.clock) {
            (Some(date), None) => {
                days_only += 1;
                time.day(date)
            }
            (date, clock) => time.when(date, clock),
        };
        let nobody = notices::is_system_name(marked.who);
        let sender = (!nobody).then_some(Sender::named(marked.who));
        let draft = Draft { sender, when, kind: None, id: None, reply_to: None, line: line.number };
        out.message(draft, marked.what);
    })?;
    if out.rows_of_file() == 0 {
        return Err(unusable("no-line"));
    }
    if days_only > 0 {
        out.note(true, "time-of-day-missing", &[("count", &days_only.to_string())]);
    }
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
}

/// The common shape of the first two marked lines.
///
/// # Errors
/// The reason, as in [`Error::Marks`], where they have none, where nothing in it would tell a head from
/// any other line, and where the marked lines themselves would be read otherwise than they are marked.
fn learn(lines: &[MarkedLine]) -> std::result::Result<Vec<Piece>, &'static str> {
    let mut marked: Vec<Spans<'_>> =
        lines.iter().take(2).map(Spans::of).collect::<std::result::Result<_, _>>()?;
    whole_names(&mut marked);
    let mut shapes = marked.iter().map(Spans::shape);
    let mut common = shapes.next().flatten().ok_or("overlap")?;
    if let Some(second) = shapes.next() {
        common = both(&common, &second.ok_or("overlap")?).ok_or("shapes-differ")?;
    }
    words_at_end(&mut common);
    let has = |field| common.contains(&Piece::Field(field));
    let says = |p: &Piece| matches!(p, Piece::Signs(s) if s.chars().any(|c| !is_space(c)));
    if !has(Field::Who) {
        return Err("no-name");
    }
    if !has(Field::When) && !common.iter().any(says) {
        return Err("no-sign");
    }
    let read_back = |spans: &Spans<'_>| {
        let what = |marked: Marked<'_>| spans.what.is_some().then_some(marked.what.len());
        let marks =
            |marked: Marked<'_>| (marked.who.len(), marked.date, marked.clock, what(marked));
        head(&common, spans.text).map(marks) == Some(marks(spans.said()))
    };
    marked.iter().all(read_back).then_some(common).ok_or("ambiguous")
}

/// A name that has further words before the sign that follows at once in the other line goes on to that sign.
fn whole_names(marked: &mut [Spans<'_>]) {
    let [one, other] = marked else { return };
    let lengths = [one.gap().len(), other.gap().len()];
    let (long, short) = if lengths[0] > lengths[1] { (one, other) } else { (other, one) };
    let words = |extra: &&str| {
        extra.starts_with(is_space) && extra.chars().all(|c| is_space(c) || c.is_alphabetic())
    };
    let extra = long.gap().strip_suffix(short.gap()).filter(words).map_or(0, str::len);
    if let Some(who) = &mut long.who {
        who.end += extra;
    }
}

/// Where no words are marked, what differs at the end of two lines is words: a gap would lose them.
fn words_at_end(pieces: &mut Vec<Piece>) {
    let words = Piece::Field(Field::What);
    if let [.., Piece::Signs(front), Piece::Varying, Piece::Signs(_)] = &pieces[..]
        && !pieces.contains(&words)
    {
        let signs = front.find(|c: char| c.is_alphanumeric() || c == NUMBER);
        let signs = front[..signs.unwrap_or(front.len())].to_string();
        pieces.truncate(pieces.len() - 3);
        pieces.extend([Piece::Signs(signs), words, Piece::Signs(String::new())]);
    }
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

/// A marked line, its marks as bytes and without what a hand takes along too much.
struct Spans<'l> {
    text: &'l str,
    who: Option<Range<usize>>,
    when: Option<Range<usize>>,
    what: Option<Range<usize>>,
}

impl<'l> Spans<'l> {
    fn of(line: &'l MarkedLine) -> std::result::Result<Spans<'l>, &'static str> {
        let text = line.text.trim_end();
        let bytes = |span: Option<(u32, u32)>| match span {
            None => Ok(None),
            Some((start, end)) => {
                let ends = (byte_at(&line.text, start), byte_at(&line.text, end));
                let (Some(start), Some(end)) = ends else { return Err("overlap") };
                let marked = text.get(start..end.min(text.len())).ok_or("overlap")?;
                Ok((!trim(marked).is_empty()).then(|| within(text, trim(marked))))
            }
        };
        let who = bytes(line.who)?.map(|span| within(text, bare_name(&text[span])));
        let when =
            bytes(line.when)?.map(|span| bare_stamp(text, span).ok_or("no-time")).transpose()?;
        let last = who.iter().chain(&when).map(|span| span.end).max();
        let what = bytes(line.what)?.map(|span| match last {
            Some(last) if last > span.start => span,
            _ => all_words(text, span),
        });
        Ok(Spans { text, who, when, what })
    }

    /// What stands between the name and the next mark.
    fn gap(&self) -> &'l str {
        let Some(who) = &self.who else { return "" };
        let next = self.when.iter().chain(&self.what).map(|span| span.start);
        let next = next.filter(|at| *at >= who.end).min();
        self.text.get(who.end..next.unwrap_or(self.text.len())).unwrap_or_default()
    }

    /// What the marks say.
    fn said(&self) -> Marked<'l> {
        let words =
            |span: &Option<Range<usize>>| span.clone().map_or("", |span| trim(&self.text[span]));
        let stamp = self.when.clone().and_then(|span| stamp(&mut Cursor::new(&self.text[span])));
        let (date, clock) = stamp.unwrap_or_default();
        Marked { who: words(&self.who), date, clock, what: words(&self.what) }
    }

    /// Signs and fields in turn: a piece of signs stands before, between and behind the fields, empty
    /// where there are none. `None` where marks overlap.
    fn shape(&self) -> Option<Vec<Piece>> {
        let fields =
            [(Field::Who, &self.who), (Field::When, &self.when), (Field::What, &self.what)];
        let mut fields: Vec<_> =
            fields.into_iter().filter_map(|(f, span)| Some((f, span.clone()?))).collect();
        fields.sort_by_key(|(_, span)| span.start);
        let (mut pieces, mut at) = (Vec::new(), 0);
        for (field, span) in fields {
            pieces.push(Piece::Signs(squeeze(self.text.get(at..span.start)?)));
            pieces.push(Piece::Field(field));
            at = span.end;
        }
        pieces.push(Piece::Signs(squeeze(self.text.get(at..)?)));
        Some(pieces)
    }
}

/// Where `part`, a slice of `text`, lies in it.
fn within(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr().addr() - text.as_ptr().addr();
    start..start + part.len()
}

/// A name without the colon behind it, and without brackets around all of it.
fn bare_name(marked: &str) -> &str {
    let name = trim(marked.trim_end_matches([':', '：']));
    let inside =
        PAIRS.iter().find_map(|(open, close)| name.strip_prefix(*open)?.strip_suffix(*close));
    match inside.map(trim) {
        Some(inside) if !inside.is_empty() => inside,
        _ if name.is_empty() => marked,
        _ => name,
    }
}

/// The time in what was marked as such, which may have signs and words around it; one of which only a
/// part is marked is taken whole.
fn bare_stamp(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let starts = text[..span.end].char_indices().map(|(at, _)| at);
    let numeric = |at: &usize| text[..*at].chars().next_back().is_some_and(char::is_numeric);
    let stamps = starts.filter(|at| !numeric(at)).filter_map(|at| {
        let mut c = Cursor::new(&text[at..]);
        let (date, clock) = stamp(&mut c)?;
        let end = text.len() - c.rest.len();
        (end > span.start).then_some((date.is_some() && clock.is_some(), at..end))
    });
    let stamps: Vec<_> = stamps.collect();
    stamps.iter().find(|(whole, _)| *whole).or(stamps.first()).map(|(_, span)| span.clone())
}

/// Words that end a line go on to its end, unless what follows closes a bracket that stands before them.
fn all_words(text: &str, span: Range<usize>) -> Range<usize> {
    let (before, behind) = (text[..span.start].trim_end(), trim(&text[span.end..]));
    let closed =
        PAIRS.iter().any(|(open, close)| before.ends_with(*open) && behind.chars().eq([*close]));
    if closed { span } else { span.start..text.len() }
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
        let clock = clock(c);
        if clock.is_none() {
            *c = behind;
        }
        return Some((Some(date), clock));
    }
    *c = start;
    let clock = clock(c)?;
    let behind = *c;
    c.one_of(",，");
    c.spaces();
    let date = heads::date(c);
    if date.is_none() {
        *c = behind;
    }
    Some((date, Some(clock)))
}

/// A time of day, also as `09h02`, `09 h 02`, `9点02分`.
fn clock(c: &mut Cursor<'_>) -> Option<Clock> {
    let mut lettered = *c;
    let mut read = || {
        let hour = lettered.number(1, 2).filter(|hour| *hour < 24)?;
        lettered.spaces();
        lettered.one_of("hH时時点點").then_some(())?;
        lettered.spaces();
        let minute = lettered.number(2, 2).filter(|minute| *minute < 60)?;
        lettered.one_of("分");
        Some(Clock { hour: hour as u8, minute: minute as u8, second: 0 })
    };
    match read() {
        Some(clock) => {
            *c = lettered;
            Some(clock)
        }
        None => c.clock(),
    }
}

#[cfg(test)]
mod tests;
