//! Files to an [`Export`]: recognises the format by content, then reads it.
//!
//! A format is one file with a [`Format`] const: `sniff` measures how well the head of a file fits
//! (no global priorities), `parse` reads it. To add one: write the file, add its `mod` line and
//! its entry in [`FORMATS`].

pub mod builder;
pub mod source;

mod chatlab;
mod chatlog;
mod delimited;
mod discord;
mod echotrace;
mod feishu;
mod heads;
mod html;
mod json;
mod kakaotalk;
mod line;
mod magic;
mod markup;
mod memotrace;
mod notices;
mod paste;
mod pywxdump;
mod qce;
mod qq_mht;
mod qq_paste;
mod qq_txt;
mod records;
mod sheet;
mod signal;
mod spelled;
mod table;
mod telegram;
mod timeline;
mod unwrap;
mod wechat_backup;
mod wechat_exporter;
mod wechat_share;
mod weflow;
mod whatsapp;
mod when;
mod zip;

use std::ops::ControlFlow;

use crate::export::Export;
use crate::report::{Candidate, ParseOptions, ProgressReport, Stage};
use crate::time::Zone;
use crate::{Error, Result};

use builder::{Builder, DateOrder};
use source::{HEAD, Lines, OnBytes, ReadAt, TextEncoding};

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
    pywxdump::FORMAT,
    chatlog::FORMAT,
    qce::FORMAT,
    discord::FORMAT,
    telegram::FORMAT,
    feishu::FORMAT,
    table::FORMAT,
    paste::WECHAT,
    paste::GENERIC,
];

/// Least score of a format that is tried.
pub const THRESHOLD: u8 = 30;

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
}

impl Head {
    /// The first lines of the file; one that the sample cut short is left out.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let start = self.start();
        let whole = self.size <= HEAD as u64;
        let end =
            if whole { start.len() } else { start.rfind('\n').map_or(start.len(), |i| i + 1) };
        start[..end].lines()
    }

    /// Lines of the start and of the middle sample.
    pub fn all_lines(&self) -> impl Iterator<Item = &str> {
        let middle = self.text.get(self.start_len..).unwrap_or("");
        let first = middle.find('\n').map_or(middle.len(), |i| i + 1);
        let last = middle.rfind('\n').map_or(first, |i| i + 1).max(first);
        self.lines().chain(middle[first..last].lines())
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
    /// Called with the bytes read.
    pub on_bytes: &'a mut OnBytes<'a>,
    /// Lines or records met; a parser sets it before it returns.
    pub total: u64,
}

impl Input<'_> {
    /// Calls `each` for every line and counts them.
    ///
    /// # Errors
    /// Those of [`Lines::next`].
    pub fn each_line(&mut self, mut each: impl FnMut(source::Line<'_>)) -> Result<()> {
        let mut on_bytes = |n| (self.on_bytes)(n);
        let mut lines = Lines::new(self.name, &mut *self.data, self.encoding, &mut on_bytes);
        while let Some(line) = lines.next()? {
            each(line);
        }
        self.total = lines.count();
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

/// One file to read.
pub struct File<'a> {
    /// Its name, for messages and as a title of last resort.
    pub name: String,
    /// Its bytes.
    pub data: Box<dyn ReadAt + 'a>,
    /// How to read it.
    pub options: ParseOptions,
}

impl File<'_> {
    /// The same file as the text that was found in it.
    fn holding<'t>(&self, text: &'t str) -> File<'t> {
        let (name, options) = (self.name.clone(), self.options.clone());
        File { name, data: Box::new(text.as_bytes()), options }
    }
}

/// Receives how far the reading has come; `Break` cancels.
pub type OnProgress<'p> = dyn FnMut(ProgressReport) -> ControlFlow<()> + 'p;

/// Reads files one after the other. A file that cannot be read gives an error of its own and does
/// not stop the others.
///
/// # Errors
/// [`Error::Cancelled`] only; everything else is in the list of failures.
pub fn read(
    files: &mut [File<'_>],
    on_progress: &mut OnProgress<'_>,
) -> Result<(Export, Vec<Error>)> {
    let total: u64 = files.iter().map(|f| f.data.size()).sum();
    let (mut builder, mut failures, mut before) = (Builder::default(), Vec::new(), 0u64);
    for file in files {
        let size = file.data.size();
        let counter = builder.counter();
        let mut on_bytes = |bytes: u64| {
            let (done, messages) = (before + bytes.min(size), counter.get());
            on_progress(ProgressReport { stage: Stage::Parse, done, total, messages })
        };
        match read_file(file, &mut builder, &mut on_bytes) {
            Ok(()) => {}
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            Err(error) => failures.push(error),
        }
        before += size;
    }
    let messages = builder.counter().get();
    if on_progress(ProgressReport { stage: Stage::Parse, done: total, total, messages }).is_break()
    {
        return Err(Error::Cancelled);
    }
    Ok((builder.finish(), failures))
}

/// Looks at the start and the middle of a file.
fn head(file: &mut File<'_>) -> Result<(Head, Vec<u8>)> {
    let size = file.data.size();
    let mut sample = |offset: u64| -> Result<Vec<u8>> {
        let mut bytes = vec![0; HEAD];
        let n = file.data.read_at(offset, &mut bytes).map_err(|source| Error::Io {
            name: file.name.clone(),
            at: offset,
            source,
        })?;
        bytes.truncate(n);
        Ok(bytes)
    };
    let start = sample(0)?;
    // An even offset keeps UTF-16 units whole.
    let middle = if size > 3 * HEAD as u64 { sample((size / 2) & !3)? } else { Vec::new() };
    let encoding = TextEncoding::detect(&start, &middle);
    let mut text = encoding.sample(&start);
    let start_len = text.len();
    text.push_str(&encoding.without_bom().sample(&middle));
    Ok((Head { name: file.name.clone(), text, encoding, size, start_len }, start))
}

/// Formats that fit, best first.
fn candidates(head: &Head) -> Vec<(Candidate, &'static Format)> {
    let mut found: Vec<_> = FORMATS
        .iter()
        .map(|f| (Candidate { format: f.id.to_string(), score: (f.sniff)(head) }, f))
        .filter(|(c, _)| c.score >= THRESHOLD)
        .collect();
    found.sort_by_key(|(c, _)| std::cmp::Reverse(c.score));
    found
}

fn read_file(
    file: &mut File<'_>,
    builder: &mut Builder,
    on_bytes: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<()> {
    let (head, start) = head(file)?;
    let Some(text) = unwrap::container(&file.name, &start, &head, &mut *file.data)? else {
        return read_page(file, &head, &start, builder, on_bytes);
    };
    let mut inner = file.holding(&text);
    let (head, start) = self::head(&mut inner)?;
    read_page(&mut inner, &head, &start, builder, on_bytes)
}

/// Reads text; of a page that no format knows, what is written on it.
fn read_page(
    file: &mut File<'_>,
    head: &Head,
    start: &[u8],
    builder: &mut Builder,
    on_bytes: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<()> {
    let error = match read_text(file, head, start, head.encoding, builder, on_bytes) {
        Err(error) if !matches!(error, Error::Cancelled) && unwrap::is_page(head) => error,
        result => return result,
    };
    let text = unwrap::page(&file.name, head, &mut *file.data, &mut *on_bytes)?;
    let mut inner = file.holding(&text);
    let (inside, start) = self::head(&mut inner)?;
    match read_text(&mut inner, &inside, &start, head.encoding, builder, on_bytes) {
        Err(Error::Malformed { .. } | Error::Empty { .. }) => Err(error),
        result => result,
    }
}

/// Reads text; `shown` is the encoding of the file that it comes from.
fn read_text(
    file: &mut File<'_>,
    head: &Head,
    bytes: &[u8],
    shown: TextEncoding,
    builder: &mut Builder,
    on_bytes: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<()> {
    let name = file.name.clone();
    magic::refuse(&name, bytes, head, &mut *file.data)?;
    let found = candidates(head);
    let listed: Vec<Candidate> = found.iter().map(|(c, _)| c.clone()).collect();
    let chosen: Vec<&Format> = match file.options.format.as_deref() {
        Some(id) => {
            let format = FORMATS.iter().find(|f| f.id == id);
            vec![format.ok_or_else(|| Error::NoSuchFormat { format: id.to_string() })?]
        }
        None => found.iter().map(|(_, f)| *f).collect(),
    };
    let zone = match file.options.tz.as_deref() {
        Some(zone) => Zone::named(zone)?,
        None => Zone::default(),
    };
    let order = file.options.date_order.as_deref().and_then(DateOrder::from_id);
    let mut first_error = None;
    for format in chosen {
        builder.begin_file(zone.clone());
        if let Some(order) = order {
            builder.set_date_order(order);
        }
        let mut input = Input {
            name: &name,
            data: &mut *file.data,
            encoding: head.encoding,
            head,
            on_bytes: &mut |n| on_bytes(n),
            total: 0,
        };
        let outcome = (format.parse)(&mut input, builder);
        let total = input.total;
        match outcome {
            // A parser that finds no message passes the file to the runner-up.
            Ok(()) if builder.rows_of_file() > 0 => {
                builder.end_file(&name, format.id, shown, listed, total);
                return Ok(());
            }
            Ok(()) => {}
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            Err(error) => {
                first_error.get_or_insert(error);
            }
        }
        builder.abandon_file();
    }
    if first_error.is_none() && table::is_roster(head) {
        return Err(Error::Roster { name });
    }
    Err(first_error.unwrap_or_else(|| unknown(&name, head)))
}

fn unknown(name: &str, head: &Head) -> Error {
    let line = head.lines().position(|l| !l.trim().is_empty()).map_or(0, |i| i as u64 + 1);
    let one_line = head.size > HEAD as u64 && !head.start().contains('\n');
    Error::UnknownFormat { name: name.to_string(), line, one_line }
}
