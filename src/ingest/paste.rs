//! Text that was copied from a chat window, typed by hand or converted: no banner, no columns, but
//! heads that repeat (formats study, W2 and ranks 1 and 23).
//!
//! `wechat_paste` takes the shapes that chat windows give; `generic_paste` the same under Markdown
//! marks or behind front matter, and the shapes of other windows, dice bots and chat rooms. Both read the file twice: first to learn which shape and which
//! names recur, then to read it.

use super::builder::Builder;
use super::when::is_space;
use super::{Format, Head, Input, notices};
use crate::Result;

use reader::Reader;
use survey::{Layout, Survey};

mod imessage;
mod reader;
mod survey;

pub(super) const WECHAT: Format =
    Format { id: "wechat_paste", sniff: sniff_plain, parse: parse_plain };

pub(super) const GENERIC: Format =
    Format { id: "generic_paste", sniff: sniff_marked, parse: parse_marked };

fn survey(head: &Head, marked: bool) -> Survey {
    let mut survey = Survey::new(marked);
    head.all_lines().for_each(|line| survey.line(line));
    survey
}

fn is_text(head: &Head, marked: bool) -> bool {
    match head.first_char() {
        Some('{') => false,
        // Chat rooms and dice bots begin lines with names or times in angle brackets.
        Some('<') => marked && !head.text.contains("</") && !head.text.contains("/>"),
        _ => true,
    }
}

fn sniff_plain(head: &Head) -> u8 {
    let survey = survey(head, false);
    if !is_text(head, false) || survey.front_matter {
        return 0;
    }
    survey.layout().filter(|(l, _)| !survey.is_foreign(*l)).map_or(0, |(_, score)| score)
}

fn sniff_marked(head: &Head) -> u8 {
    if imessage::fits(head) {
        return 86;
    }
    let survey = survey(head, true);
    if !is_text(head, true) {
        return 0;
    }
    let own = survey.marks > 0 || survey.front_matter;
    let score = |(layout, score): (Layout<'_>, u8)| {
        // Without marks it is the other format; this one stays as a choice for the user.
        if own || survey.is_foreign(layout) { score + 2 } else { score / 2 + 5 }
    };
    survey.layout().map_or(0, score)
}

fn parse_plain(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    parse(input, out, false)
}

fn parse_marked(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    if imessage::fits(input.head) {
        out.classify_with(imessage::kind_of);
        return imessage::parse(input, out);
    }
    parse(input, out, true)
}

fn parse(input: &mut Input<'_>, out: &mut Builder, marked: bool) -> Result<()> {
    out.classify_with(notices::kind_of);
    let mut survey = Survey::new(marked);
    input.each_line(|line| {
        if !line.continued {
            survey.line(line.text);
        }
    })?;
    // The user may have chosen this format against the evidence: then the likeliest shape is used.
    let layout = survey.layout().map_or_else(|| survey.likeliest(), |(layout, _)| layout);
    let time = survey.dates.clone().settle(input.name, out);
    let mut reader = Reader::new(layout, time, marked);
    input.each_line(|line| reader.line(out, line))?;
    reader.end(out);
    if reader.relative {
        out.note(false, "relative-dates", &[]);
    }
    let senders = out.member_names().take(3).count();
    out.set_direct(senders == 2);
    Ok(())
}

/// A line without the marks of Markdown and lists before it, `> `, `#`, `- `, `**`, and without what
/// closes them.
fn unmark(text: &str) -> &str {
    let is_mark = |c: char| matches!(c, '>' | '#' | '*' | '`' | '•') || is_space(c);
    let mut inner = text.trim_start_matches(is_mark);
    if let Some(rest) = inner.strip_prefix("- ") {
        inner = rest.trim_start_matches(is_mark);
    }
    let before = &text[..text.len() - inner.len()];
    let closes = |c: char| is_space(c) || (matches!(c, '*' | '`' | '#') && before.contains(c));
    inner.trim_end_matches(closes)
}

/// A line of words without the quote mark of Markdown.
fn unquote_mark(text: &str) -> &str {
    text.strip_prefix('>').map_or(text, |rest| rest.trim_start_matches(is_space))
}
