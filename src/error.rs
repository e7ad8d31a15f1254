//! What can go wrong, as codes and facts. The words for people live in the caller (`www/i18n`).

use std::{fmt, io};

/// Result of every fallible call of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// An input that could not be used at all. A bad row inside a usable file is a
/// [`Note`](crate::report::Note), never an error.
///
/// Every variant has a stable [`code`](Error::code). Positions are byte offsets from 0 and line
/// numbers from 1, both in the file as it lies on the disk.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The file has no bytes, or only a byte order mark and white space.
    Empty {
        /// File name.
        name: String,
    },
    /// The file is not text: a picture, a document, a program.
    NotText {
        /// File name.
        name: String,
        /// What the first bytes say it is, for example `jpeg`, `png`, `pdf`, `binary`.
        kind: &'static str,
        /// Byte at which text stops being possible.
        at: u64,
    },
    /// An archive whose entries are encrypted, or a database that is.
    Encrypted {
        /// File name.
        name: String,
        /// For example `zip`, `sqlite`, `7z`, `rar`.
        kind: &'static str,
        /// Byte at which the encryption is declared.
        at: u64,
    },
    /// A container that must be unpacked first.
    Archive {
        /// File name.
        name: String,
        /// For example `zip`, `xlsx`, `gzip`, `7z`, `rar`.
        kind: &'static str,
    },
    /// An archive in which no file is a chat.
    NothingInside {
        /// File name.
        name: String,
        /// How many files were looked at.
        files: u64,
    },
    /// Training data for a language model: it has no people and no times, so it is no chat log.
    TrainingData {
        /// File name.
        name: String,
        /// The key by which it was recognised.
        key: &'static str,
    },
    /// A list of people, not a chat.
    Roster {
        /// File name.
        name: String,
    },
    /// More than can be held once it is unpacked: a damaged or a hostile container.
    TooLarge {
        /// File name.
        name: String,
        /// What is too large, for example `xlsx`, `docx`, `html`.
        kind: &'static str,
        /// Most bytes, or entries, that are taken.
        limit: u64,
    },
    /// Text, but in no layout that is known here.
    UnknownFormat {
        /// File name.
        name: String,
        /// First line that has text, 1-based; 0 where there is no line at all.
        line: u64,
        /// `true` where the first 64 KiB hold no line break: one endless line.
        one_line: bool,
    },
    /// The caller asked for a format this build does not have.
    NoSuchFormat {
        /// The id that was asked for.
        format: String,
    },
    /// The caller asked for a time zone that does not exist.
    NoSuchZone {
        /// The name that was asked for.
        zone: String,
    },
    /// The format is clear, but nothing could be read.
    Malformed {
        /// File name.
        name: String,
        /// Format id.
        format: &'static str,
        /// Byte offset of the first byte that does not fit.
        at: u64,
        /// What was expected there, in English.
        reason: String,
    },
    /// The lines that the user marked tell no layout.
    Marks {
        /// File name.
        name: String,
        /// `no-name`, `no-sign`, `no-time`, `overlap`, `shapes-differ`, `ambiguous` or `no-line`.
        reason: &'static str,
    },
    /// A table that holds no figures over time.
    Table {
        /// File name.
        name: String,
        /// Line at which figures, or dates, were expected, from 1.
        line: u64,
        /// `no-figures` or `no-dates`.
        reason: &'static str,
    },
    /// Reading failed.
    Io {
        /// File name.
        name: String,
        /// Byte offset of the read that failed.
        at: u64,
        /// What the system said.
        source: io::Error,
    },
    /// A rule pack that cannot be loaded.
    Pack {
        /// Pack id, or the file name where the id could not be read.
        pack: String,
        /// Rule id; empty where the pack itself is wrong.
        rule: String,
        /// What is wrong, in English.
        reason: String,
        /// The same as a kebab-case code, for a message in another language.
        fault: &'static str,
        /// What the fault is about: the sentence, word, pattern, line or id; may be empty.
        what: String,
    },
    /// The caller's progress function said stop.
    Cancelled,
    /// A model file that is cut, or was made for another version.
    Model,
}

impl Error {
    /// Stable kebab-case code; never reused for another meaning.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Empty { .. } => "empty-file",
            Error::NotText { .. } => "not-text",
            Error::Encrypted { .. } => "encrypted",
            Error::Archive { .. } => "archive",
            Error::NothingInside { .. } => "nothing-inside",
            Error::TrainingData { .. } => "training-data",
            Error::Roster { .. } => "roster",
            Error::TooLarge { .. } => "too-large",
            Error::UnknownFormat { one_line: true, .. } => "one-endless-line",
            Error::UnknownFormat { .. } => "unknown-format",
            Error::NoSuchFormat { .. } => "no-such-format",
            Error::NoSuchZone { .. } => "no-such-zone",
            Error::Malformed { .. } => "malformed",
            Error::Marks { .. } => "marks",
            Error::Table { .. } => "no-table",
            Error::Io { .. } => "io",
            Error::Pack { .. } => "pack",
            Error::Cancelled => "cancelled",
            Error::Model => "model",
        }
    }

    /// The facts of the error by name, for a message in another language.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Error::Empty { .. } | Error::Roster { .. } | Error::Cancelled | Error::Model => vec![],
            Error::TooLarge { kind, limit, .. } => {
                vec![("kind", kind.to_string()), ("limit", limit.to_string())]
            }
            Error::NotText { kind, at, .. } | Error::Encrypted { kind, at, .. } => {
                vec![("kind", kind.to_string()), ("at", at.to_string())]
            }
            Error::Archive { kind, .. } => vec![("kind", kind.to_string())],
            Error::NothingInside { files, .. } => vec![("files", files.to_string())],
            Error::TrainingData { key, .. } => vec![("key", key.to_string())],
            Error::UnknownFormat { line, .. } => vec![("line", line.to_string())],
            Error::NoSuchFormat { format } => vec![("format", format.clone())],
            Error::NoSuchZone { zone } => vec![("zone", zone.clone())],
            Error::Malformed { format, at, reason, .. } => vec![
                ("format", format.to_string()),
                ("at", at.to_string()),
                ("reason", reason.clone()),
            ],
            Error::Marks { reason, .. } => vec![("reason", reason.to_string())],
            Error::Table { line, reason, .. } => {
                vec![("line", line.to_string()), ("reason", reason.to_string())]
            }
            Error::Io { at, source, .. } => {
                vec![("at", at.to_string()), ("reason", source.to_string())]
            }
            Error::Pack { pack, rule, reason, fault, what } => vec![
                ("pack", pack.clone()),
                ("rule", rule.clone()),
                ("reason", reason.clone()),
                ("fault", fault.to_string()),
                ("what", what.clone()),
            ],
        }
    }

    /// Name of the file concerned; empty where the error is about no file.
    pub fn file(&self) -> &str {
        match self {
            Error::Empty { name }
            | Error::NotText { name, .. }
            | Error::Encrypted { name, .. }
            | Error::Archive { name, .. }
            | Error::NothingInside { name, .. }
            | Error::TrainingData { name, .. }
            | Error::Roster { name }
            | Error::TooLarge { name, .. }
            | Error::UnknownFormat { name, .. }
            | Error::Malformed { name, .. }
            | Error::Marks { name, .. }
            | Error::Table { name, .. }
            | Error::Io { name, .. } => name,
            _ => "",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Empty { name } => write!(f, "{name}: the file is empty"),
            Error::NotText { name, kind, at } => {
                write!(f, "{name}: not a text file ({kind}, byte {at}); export the chat as text")
            }
            Error::Encrypted { name, kind, at } => {
                write!(f, "{name}: encrypted {kind} (byte {at}); decrypt it first")
            }
            Error::Archive { name, kind } => {
                write!(f, "{name}: a {kind} container; unpack it and use the text inside")
            }
            Error::NothingInside { name, files } => {
                write!(f, "{name}: none of the {files} files in it is a chat that is known here")
            }
            Error::TrainingData { name, key } => {
                write!(f, "{name}: language-model training data (key \"{key}\"), not a chat log")
            }
            Error::Roster { name } => {
                write!(f, "{name}: a list of people without messages; export the chat itself")
            }
            Error::TooLarge { name, kind, limit } => {
                write!(f, "{name}: unpacks to more than {limit} bytes or parts ({kind}); split it")
            }
            Error::UnknownFormat { name, one_line: true, .. } => {
                write!(f, "{name}: no line break in the first 64 KiB, and no known JSON in it")
            }
            Error::UnknownFormat { name, line, .. } => {
                write!(f, "{name}: line {line}: no known chat layout; choose a format by hand")
            }
            Error::NoSuchFormat { format } => write!(f, "unknown format \"{format}\""),
            Error::NoSuchZone { zone } => {
                write!(f, "unknown time zone \"{zone}\"; use a name such as Asia/Shanghai")
            }
            Error::Malformed { name, format, at, reason } => {
                write!(f, "{name}: byte {at}: not readable as {format}: {reason}")
            }
            Error::Marks { name, reason } => {
                write!(f, "{name}: the marked lines tell no layout ({reason}); mark them otherwise")
            }
            Error::Table { name, line, reason: "no-dates" } => {
                write!(f, "{name}: line {line}: no date can be read; write dates as 2025-06-03")
            }
            Error::Table { name, line, .. } => {
                write!(
                    f,
                    "{name}: line {line}: no column of figures; save the table with one header row, \
                     a date column and at least one column of numbers"
                )
            }
            Error::Io { name, at, source } => write!(f, "{name}: byte {at}: {source}"),
            Error::Pack { pack, rule, reason, .. } if rule.is_empty() => {
                write!(f, "rule pack {pack}: {reason}")
            }
            Error::Pack { pack, rule, reason, .. } => {
                write!(f, "rule pack {pack}: {rule}: {reason}")
            }
            Error::Cancelled => f.write_str("cancelled"),
            Error::Model => f.write_str("the text model is damaged or of another version"),
        }
    }
}

impl std::error::Error for Error {}
