//! One file: what it is, and reading it by the format that fits best.

use std::io;
use std::ops::ControlFlow;

use memchr::memmem;

use crate::ingest::builder::{Builder, DateOrder, EndOfFile};
use crate::ingest::directory::{self, Directory};
use crate::ingest::source::{HEAD, ReadAt, TextEncoding};
use crate::ingest::{
    FORMATS, File, Format, Head, Input, THRESHOLD, magic, marked, sheet, table, unwrap, when,
};
use crate::report::{Candidate, ParseOptions};
use crate::time::Zone;
use crate::{Error, Result};

/// An entry of an archive up to this length is also looked at in its middle.
const CHEAP: u64 = 16 * 1024 * 1024;

/// Longest line shown of a file that nobody knows, in characters.
const LONGEST_PEEKED: usize = 400;

type OnBytes<'p> = &'p mut dyn FnMut(u64) -> ControlFlow<()>;

/// Looks at the start and the middle of a file.
pub(in crate::ingest) fn head(name: &str, data: &mut dyn ReadAt) -> Result<(Head, Vec<u8>)> {
    let size = data.size();
    let is_cheap = size <= CHEAP || !data.is_sequential();
    let has_middle = size > 3 * HEAD as u64 && is_cheap;
    let mut sample = |offset: u64| -> Result<Vec<u8>> {
        let mut bytes = vec![0; HEAD];
        let io = |source| Error::Io { name: name.to_string(), at: offset, source };
        let n = data.read_at(offset, &mut bytes).map_err(io)?;
        bytes.truncate(n);
        Ok(bytes)
    };
    let start = sample(0)?;
    // An even offset keeps UTF-16 units whole.
    let mut middle = if has_middle { sample((size / 2) & !3)? } else { Vec::new() };
    // Pictures at the start of JSON push its keys out of sight of both.
    let is_json = start.iter().take(8).any(|b| *b == b'{');
    if size > HEAD as u64 && is_cheap && is_json && memmem::find(&start, b"data:image/").is_some() {
        middle.extend(sample((size - HEAD as u64).max(HEAD as u64) & !3)?);
    }
    let encoding = TextEncoding::detect(&start, &middle);
    let mut text = encoding.sample(&start);
    let start_len = text.len();
    text.push_str(&encoding.without_bom().sample(&middle));
    Ok((Head::new(name.to_string(), text, encoding, size, start_len), start))
}

/// From so many bytes on, a look by every format takes long enough to tell of it.
const LONG_HEAD: usize = 32 * 1024;

/// Formats that fit, best first; where that takes a while, `on_step` is called in between.
pub(super) fn candidates(
    head: &Head,
    on_step: &mut dyn FnMut() -> ControlFlow<()>,
) -> Result<Vec<(Candidate, &'static Format)>> {
    let mut found = Vec::new();
    for format in FORMATS {
        let candidate = Candidate { format: format.id.to_string(), score: (format.sniff)(head) };
        if candidate.score >= THRESHOLD {
            found.push((candidate, format));
        }
        if head.text.len() > LONG_HEAD && on_step().is_break() {
            return Err(Error::Cancelled);
        }
    }
    found.sort_by_key(|(c, _)| std::cmp::Reverse(c.score));
    Ok(found)
}

/// Begins a source as its options say.
pub(super) fn begin(builder: &mut Builder, options: &ParseOptions) -> Result<()> {
    let zone = match options.tz.as_deref() {
        Some(zone) => Zone::named(zone)?,
        None => Zone::default(),
    };
    let today = options.today.as_deref().and_then(|day| when::Cursor::new(day).day());
    builder.begin_file(zone, today);
    if let Some(order) = options.date_order.as_deref().and_then(DateOrder::from_id) {
        builder.set_date_order(order);
    }
    Ok(())
}

/// From this score on a file is of its format, even if it holds no message.
const CERTAIN: u8 = 70;

/// A file that is read on its own.
pub(super) struct Single<'a> {
    /// What it is listed as.
    pub(super) source: &'a str,
    /// The name that formats see.
    pub(super) name: &'a str,
    /// The name by which a chat goes that has no title.
    pub(super) titled: &'a str,
    pub(super) directory: &'a Directory,
    pub(super) options: &'a ParseOptions,
}

/// Reads one file, out of its container where it is in one.
pub(super) fn read_file(
    file: &Single<'_>,
    data: &mut dyn ReadAt,
    builder: &mut Builder,
    on_bytes: OnBytes<'_>,
) -> Result<()> {
    let (head, start) = head(file.name, data)?;
    let half = data.size() / 2;
    let mut watched =
        Watched { data: &mut *data, on_bytes: &mut *on_bytes, read: 0, told: 0, stop: false };
    let text = unwrap::container(file.source, &start, &head, &mut watched);
    if watched.stop {
        return Err(Error::Cancelled);
    }
    let Some(text) = text? else {
        return read_page(file, (&head, &start), data, builder, on_bytes);
    };
    let mut data = text.as_bytes();
    let share = half as f64 / text.len().max(1) as f64;
    let mut on_text = |n: u64| on_bytes(half + (n as f64 * share) as u64);
    let (head, start) = self::head(file.name, &mut data)?;
    read_page(file, (&head, &start), &mut data, builder, &mut on_text)
}

/// How often an unpacking tells of itself, in bytes read.
const TELL: u64 = 64 << 10;

/// What an unpacking reads; it counts as the first half of the work.
struct Watched<'p> {
    data: &'p mut dyn ReadAt,
    on_bytes: OnBytes<'p>,
    /// Bytes read so far, some of them more than once, and as many as were told.
    read: u64,
    told: u64,
    /// `true` where the caller said stop.
    stop: bool,
}

impl ReadAt for Watched<'_> {
    fn size(&self) -> u64 {
        self.data.size()
    }

    fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        self.read += buf.len() as u64;
        if self.read - self.told >= TELL {
            self.told = self.read;
            let done = self.read.min(self.size()) / 2;
            self.stop |= (self.on_bytes)(done).is_break();
        }
        if self.stop {
            return Err(io::Error::other("stopped"));
        }
        self.data.read_at(offset, buf)
    }
}

/// Reads text; of a page that no format knows, what is written on it.
fn read_page(
    file: &Single<'_>,
    (head, start): (&Head, &[u8]),
    data: &mut dyn ReadAt,
    builder: &mut Builder,
    on_bytes: OnBytes<'_>,
) -> Result<()> {
    let outcome = read_text(file, (head, start), head.encoding, data, builder, &mut *on_bytes);
    let error = match outcome {
        Err(error) if !matches!(error, Error::Cancelled) && unwrap::is_page(head) => error,
        outcome => return outcome,
    };
    let text = unwrap::page(file.source, head, data, &mut *on_bytes)?;
    let (shown, mut data) = (head.encoding, text.as_bytes());
    let (head, start) = self::head(file.name, &mut data)?;
    match read_text(file, (&head, &start), shown, &mut data, builder, on_bytes) {
        Err(Error::Malformed { .. } | Error::Empty { .. }) => Err(error),
        outcome => outcome,
    }
}

/// Reads text by the format that fits best, or else the next; `shown` is the encoding of the file
/// that it comes from.
fn read_text(
    file: &Single<'_>,
    (head, start): (&Head, &[u8]),
    shown: TextEncoding,
    data: &mut dyn ReadAt,
    builder: &mut Builder,
    on_bytes: OnBytes<'_>,
) -> Result<()> {
    let Single { source, name, directory, options, .. } = *file;
    magic::refuse(source, start, head, data)?;
    let found = candidates(head, &mut || on_bytes(0))?;
    let listed: Vec<Candidate> = found.iter().map(|(c, _)| c.clone()).collect();
    let layout = options.layout.as_deref().unwrap_or(&[]);
    let chosen: Vec<&Format> = match options.format.as_deref() {
        _ if !layout.is_empty() => vec![&marked::FORMAT],
        Some(id) => {
            let format = FORMATS.iter().find(|f| f.id == id);
            vec![format.ok_or_else(|| Error::NoSuchFormat { format: id.to_string() })?]
        }
        None => found.iter().map(|(_, f)| *f).collect(),
    };
    let mut first_error = None;
    let (best, sure) = found.first().map_or((0, ""), |(c, f)| (c.score, f.id));
    for format in chosen {
        begin(builder, options)?;
        let mut input = Input {
            name,
            data: &mut *data,
            encoding: head.encoding,
            head,
            directory,
            on_bytes: &mut |n| on_bytes(n),
            layout,
            columns: options.columns.as_ref(),
            total: 0,
        };
        let outcome = (format.parse)(&mut input, builder);
        let total = input.total;
        match outcome {
            // A parser that finds no message passes the file to the runner-up.
            Ok(()) if builder.rows_of_file() > 0 => {
                let end = EndOfFile {
                    file: source,
                    named: file.titled,
                    format: format.id,
                    encoding: shown,
                    candidates: listed,
                    total,
                };
                return builder.end_file(end, &mut || on_bytes(data.size()));
            }
            Ok(()) if best >= CERTAIN && format.id == sure => {
                let reason = "it holds no message".to_string();
                let (name, at) = (source.to_string(), head.size);
                first_error.get_or_insert(Error::Malformed { name, format: format.id, at, reason });
            }
            Ok(()) => {}
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            Err(error) => {
                first_error.get_or_insert(error);
            }
        }
        builder.abandon_file();
    }
    if first_error.is_none() && (table::is_roster(head) || directory::is_list(head)) {
        return Err(Error::Roster { name: source.to_string() });
    }
    Err(first_error.unwrap_or_else(|| unknown(source, head)))
}

fn unknown(name: &str, head: &Head) -> Error {
    let line = head.lines().position(|l| !l.trim().is_empty()).map_or(0, |i| i as u64 + 1);
    let one_line = head.size > HEAD as u64 && !head.start().contains('\n');
    Error::UnknownFormat { name: name.to_string(), line, one_line }
}

/// The beginning of a file as text, for whoever has to say what it is: its encoding, and its first
/// lines that are not blank.
///
/// # Errors
/// Those of reading it, and those that say what it is instead of text.
pub fn peek(file: &mut File<'_>, lines: usize) -> Result<(&'static str, Vec<String>)> {
    let (head, bytes) = head(&file.name, &mut *file.data)?;
    // What is in a container is shown as it is read: the rows of a workbook as lines.
    if let Some(text) = unwrap::container(&file.name, &bytes, &head, &mut *file.data)? {
        let inner = self::head(&file.name, &mut text.as_bytes())?.0;
        return Ok((head.encoding.name, first_lines(&inner, lines)));
    }
    magic::refuse(&file.name, &bytes, &head, &mut *file.data)?;
    Ok((head.encoding.name, first_lines(&head, lines)))
}

fn first_lines(head: &Head, count: usize) -> Vec<String> {
    let cut = |line: &str| line.chars().take(LONGEST_PEEKED).collect();
    let said = |line: &&str| !line.trim().is_empty() && !sheet::is_workbook(line);
    head.lines().filter(said).take(count).map(cut).collect()
}
