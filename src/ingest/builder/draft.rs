//! What a parser says of one message: who, when, what kind.

use crate::export::{Kind, Role};
use crate::time::{Clock, Day, Timestamp};

/// When a message was sent, as far as the file says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    /// Not at all.
    Unknown,
    /// An instant.
    At(Timestamp),
    /// A wall-clock time in the file's zone.
    Local(Day, Clock),
    /// A wall-clock time whose three date numbers are in an order still to be found.
    Ambiguous([u16; 3], Clock),
}

/// Which of three date numbers is which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
    /// Year, day, month: no country writes that, but converters do. Nobody asks for it.
    Ydm,
}

impl DateOrder {
    /// `dmy`, `mdy`, `ymd` or `ydm`.
    pub fn id(self) -> &'static str {
        match self {
            DateOrder::Dmy => "dmy",
            DateOrder::Mdy => "mdy",
            DateOrder::Ymd => "ymd",
            DateOrder::Ydm => "ydm",
        }
    }

    /// Reads an id.
    pub fn from_id(id: &str) -> Option<DateOrder> {
        [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd].into_iter().find(|o| o.id() == id)
    }

    /// The day that three numbers mean in this order; years below 100 count from 2000, those beyond
    /// 2500 are of the Buddhist era, which is 543 years ahead.
    pub fn day(self, [a, b, c]: [u16; 3]) -> Option<Day> {
        let (year, month, day) = match self {
            DateOrder::Dmy => (c, b, a),
            DateOrder::Mdy => (c, a, b),
            DateOrder::Ymd => (a, b, c),
            DateOrder::Ydm => (a, c, b),
        };
        let year = match year {
            ..100 => year + 2000,
            2500.. => year - 543,
            _ => year,
        };
        Day::new(i16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }
}

/// Who sent a message.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sender<'a> {
    /// Stable id, where the source has one.
    pub id: Option<&'a str>,
    /// Name as shown.
    pub name: &'a str,
    /// Role, where the source says so.
    pub role: Role,
}

impl<'a> Sender<'a> {
    /// Someone known by name alone.
    pub fn named(name: &'a str) -> Self {
        Sender { id: None, name, role: Role::Unknown }
    }
}

/// The first line or the record of a message.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// Who; `None` for a system notice.
    pub sender: Option<Sender<'a>>,
    /// When.
    pub when: When,
    /// What kind; `None` lets the text decide, by the format's placeholders, and makes what
    /// nobody sent a notice.
    pub kind: Option<Kind>,
    /// The source's own id of the message.
    pub id: Option<&'a str>,
    /// The source's own id of the message it answers.
    pub reply_to: Option<&'a str>,
    /// Line or record number from 1.
    pub line: u64,
}
