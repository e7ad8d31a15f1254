//! Files to an [`Export`](crate::export::Export): recognises the format by content, then reads it.
//!
//! A format is one file with a [`Format`] const: `sniff` measures how well the head of a file fits
//! (no global priorities), `parse` reads it. To add one: write the file, add its `mod` line and
//! its entry in [`FORMATS`].

pub mod builder;
pub mod directory;
pub mod periods;
pub mod rows;
pub mod source;

mod archive;
mod chatlab;
mod chatlog;
mod delimited;
mod discord;
mod echotrace;
mod feishu;
mod google_chat;
mod heads;
mod html;
mod join;
mod json;
mod kakaotalk;
mod line;
mod magic;
mod marked;
mod markup;
mod memotrace;
mod messenger;
mod mojibake;
mod notices;
mod paste;
mod pywxdump;
mod qce;
mod qq_mht;
mod qq_paste;
mod qq_txt;
mod reading;
mod records;
mod sheet;
mod signal;
mod slack;
mod spelled;
mod stamps;
mod table;
mod telegram;
mod timeline;
mod unwrap;
mod wechat_backup;
mod wechat_exporter;
mod wechat_share;
mod wechat_types;
mod wecom;
mod weflow;
mod whatsapp;
mod when;
mod zip;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::Result;
use crate::report::MarkedLine;

use builder::Builder;
use delimited::DELIMITERS;
use directory::Directory;
use source::{HEAD, Lines, OnBytes, ReadAt, TextEncoding};

pub(crate) use join::join_by_hand;
pub use reading::{File, OnProgress, peek, read};

/// A way in which chats are written down.
pub struct Format {
    /// Stable id of the contract, for example `whatsapp`.
    pub id: &'static str,
    /// How well a file's head fits, 0..=100, from evidence: the share of lines that are heads of
    /// messages, required keys. Below [`THRESHOLD`] it is not this format.
    pub sniff: fn(&Head) -> u8,
    /// Reads the file into the builder.
    pub parse: fn(&mut Input<'_>, &mut Builder) -> Result<()>,
}

/// One of several layouts in which the same program writes chats down.
pub(crate) struct Layout {
    /// As [`Format::sniff`].
    sniff: fn(&Head) -> u8,
    /// As [`Format::parse`].
    parse: fn(&mut Input<'_>, &mut Builder) -> Result<()>,
}

impl Layout {
    /// The score of the layout that fits best.
    fn sniff_best(layouts: &[Layout], head: &Head) -> u8 {
        layouts.iter().map(|layout| (layout.sniff)(head)).max().unwrap_or(0)
    }

    /// Reads a file by the layout that fits best; of equals by the first.
    fn parse_best(layouts: &[Layout], input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
        let scored = layouts.iter().map(|layout| ((layout.sniff)(input.head), layout));
        match scored.reduce(|best, next| if next.0 > best.0 { next } else { best }) {
            Some((_, layout)) => (layout.parse)(input, out),
            None => Ok(()),
        }
    }
}

/// Every format this build reads. Of equal scores the earlier one wins.
pub const FORMATS: &[Format] = &[
    chatlab::FORMAT,
    wechat_share::FORMAT,
    qq_txt::FORMAT,
    qq_mht::FORMAT,
    qq_paste::FORMAT,
    whatsapp::FORMAT,
    line::FORMAT,
    kakaotalk::FORMAT,
    signal::FORMAT,
    wechat_exporter::FORMAT,
    wechat_backup::FORMAT,
    memotrace::FORMAT,
    weflow::FORMAT,
    echotrace::FORMAT,
    chatlog::FORMAT,
    pywxdump::FORMAT,
    qce::FORMAT,
    discord::FORMAT,
    telegram::FORMAT,
    feishu::FORMAT,
    wecom::FORMAT,
    slack::FORMAT,
    messenger::MESSENGER,
    messenger::INSTAGRAM,
    google_chat::FORMAT,
    table::FORMAT,
    paste::WECHAT,
    paste::GENERIC,
];

/// Least score of a format that is tried.
pub const THRESHOLD: u8 = 30;

/// How many lines of each sample are looked at: enough to tell a layout by.
const SAMPLE_LINES: usize = 300;

/// What decides the format: the start of a file and a sample of its middle.
pub struct Head {
    /// File name as given.
    pub name: String,
    /// Decoded text of the first 64 KiB, and of 64 KiB from the middle of larger files.
    pub text: String,
    /// Its encoding.
    pub encoding: TextEncoding,
    /// Length of the file in bytes.
    pub size: u64,
    /// Length in bytes of the part of `text` that is the start of the file.
    pub start_len: usize,
    /// The first rows, by delimiter, once a format has asked for them.
    rows: [OnceCell<Vec<Vec<String>>>; DELIMITERS.len()],
}

impl Head {
    /// What was looked at of a file.
    pub fn new(
        name: String,
        text: String,
        encoding: TextEncoding,
        size: u64,
        start_len: usize,
    ) -> Head {
        Head { name, text, encoding, size, start_len, rows: Default::default() }
    }

    /// The first rows of a table with this delimiter, as many as may stand before its header.
    /// None where the delimiter does not occur.
    fn rows(&self, delimiter: u8) -> &[Vec<String>] {
        let Some(at) = DELIMITERS.iter().position(|known| *known == delimiter) else { return &[] };
        self.rows[at].get_or_init(|| match memchr::memchr(delimiter, self.start().as_bytes()) {
            Some(_) => delimited::first_rows(self.start(), delimiter, table::PREAMBLE),
            None => Vec::new(),
        })
    }

    /// The first lines of the file; one that the sample cut short is left out.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let start = self.start();
        let whole = self.size <= HEAD as u64;
        let end =
            if whole { start.len() } else { start.rfind('\n').map_or(start.len(), |i| i + 1) };
        start[..end].lines()
    }

    /// Lines of the start and of the middle sample, as many as tell a layout.
    pub fn all_lines(&self) -> impl Iterator<Item = &str> {
        let middle = self.text.get(self.start_len..).unwrap_or("");
        let first = middle.find('\n').map_or(middle.len(), |i| i + 1);
        let last = middle.rfind('\n').map_or(first, |i| i + 1).max(first);
        self.lines().take(SAMPLE_LINES).chain(middle[first..last].lines().take(SAMPLE_LINES))
    }

    /// The start of the file.
    pub fn start(&self) -> &str {
        self.text.get(..self.start_len).unwrap_or(&self.text)
    }

    /// First character that is not white space.
    pub fn first_char(&self) -> Option<char> {
        self.text.trim_start().chars().next()
    }
}

/// A file while it is being read.
pub struct Input<'a> {
    /// File name as given.
    pub name: &'a str,
    /// Its bytes.
    pub data: &'a mut dyn ReadAt,
    /// Its encoding.
    pub encoding: TextEncoding,
    /// Its head, as it was recognised by.
    pub head: &'a Head,
    /// Who and what the ids of the file stand for, as other files say.
    pub directory: &'a Directory,
    /// Called with the bytes read.
    pub on_bytes: &'a mut OnBytes<'a>,
    /// Lines in which the user has marked who, when and what; as a rule none.
    pub layout: &'a [MarkedLine],
    /// Columns of a table, where the user has set them.
    pub columns: Option<&'a BTreeMap<String, u32>>,
    /// Lines or records met; a parser sets it before it returns.
    pub total: u64,
}

impl Input<'_> {
    /// Calls `each` for every line and counts them.
    ///
    /// # Errors
    /// Those of [`Lines::next`].
    pub fn each_line(&mut self, each: impl FnMut(source::Line<'_>)) -> Result<()> {
        let mut on_bytes = |n| (self.on_bytes)(n);
        let lines = Lines::new(self.name, &mut *self.data, self.encoding, &mut on_bytes);
        self.total = lines.each(each)?;
        Ok(())
    }
}

/// `true` where nearly every head line of the sample has a blank line or another break before it:
/// then a line of words that merely looks like a head is none.
fn gap_before_heads(
    head: &Head,
    is_head: impl Fn(&str) -> bool,
    is_break: impl Fn(&str) -> bool,
) -> bool {
    let (mut with, mut without, mut gap) = (0, 0, true);
    for line in head.all_lines() {
        let blank = when::trim(line).is_empty();
        if !blank && is_head(line) {
            *(if gap { &mut with } else { &mut without }) += 1;
        }
        gap = blank || is_break(line);
    }
    with > without * 4
}

/// A text of Markdown without the backslashes before its signs.
fn unescape(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains('\\') {
        return text.into();
    }
    let (mut out, mut chars) = (String::with_capacity(text.len()), text.chars().peekable());
    while let Some(c) = chars.next() {
        if c != '\\' || !chars.peek().is_some_and(char::is_ascii_punctuation) {
            out.push(c);
        } else if let Some(sign) = chars.next() {
            out.push(sign);
        }
    }
    out.into()
}
