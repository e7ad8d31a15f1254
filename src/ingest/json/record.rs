//! Records of JSON exports as programs really write them.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use crate::ingest::builder::When;
use crate::ingest::when::{self, trim};

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A value of a record where a text or a number is expected: exporters write ids and times as
/// either. Anything else is nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::ingest) enum Scalar<'a> {
    /// `null`, an array, an object, or no such key.
    #[default]
    Nothing,
    /// A text.
    Text(Cow<'a, str>),
    /// A whole number, or `true` as 1.
    Whole(i64),
    /// Another number.
    Real(f64),
}

impl Scalar<'_> {
    /// `true` where there is no value.
    pub(in crate::ingest) fn is_nothing(&self) -> bool {
        *self == Scalar::Nothing
    }

    /// As text; empty for nothing.
    pub(in crate::ingest) fn text(&self) -> Cow<'_, str> {
        match self {
            Scalar::Nothing => Cow::Borrowed(""),
            Scalar::Text(text) => Cow::Borrowed(text),
            Scalar::Whole(number) => Cow::Owned(number.to_string()),
            Scalar::Real(number) => Cow::Owned(number.to_string()),
        }
    }

    /// As a whole number; a text of digits counts, a fraction is cut off.
    pub(in crate::ingest) fn number(&self) -> Option<i64> {
        match self {
            Scalar::Nothing => None,
            Scalar::Text(text) => text.trim().parse().ok(),
            Scalar::Whole(number) => Some(*number),
            Scalar::Real(number) => Some(*number as i64),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

type Visited<'de, E> = std::result::Result<Scalar<'de>, E>;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Visited<'de, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Visited<'de, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_string())))
    }

    fn visit_i64<E>(self, number: i64) -> Visited<'de, E> {
        Ok(Scalar::Whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Visited<'de, E> {
        let text = || Scalar::Text(Cow::Owned(number.to_string()));
        Ok(i64::try_from(number).map_or_else(|_| text(), Scalar::Whole))
    }

    fn visit_f64<E>(self, number: f64) -> Visited<'de, E> {
        Ok(Scalar::Real(number))
    }

    fn visit_bool<E>(self, yes: bool) -> Visited<'de, E> {
        Ok(Scalar::Whole(i64::from(yes)))
    }

    fn visit_unit<E>(self) -> Visited<'de, E> {
        Ok(Scalar::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Visited<'de, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Visited<'de, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Nothing)
    }
}

/// Most values of a record: each takes many times its bytes once it has been read.
const MOST_VALUES: usize = 1 << 20;

/// `true` for a record that is all numbers, brackets or keys, made to fill the memory.
fn is_swollen(json: &[u8]) -> bool {
    json.len() > 2 * MOST_VALUES
        && memchr::memchr2_iter(b',', b'[', json).take(MOST_VALUES + 1).count() > MOST_VALUES
}

/// Reads a record. Strict JSON costs nothing; one that needs [`repair`] is put into `fixed`, which
/// the record then borrows from. `None` where it is not of that shape.
pub(in crate::ingest) fn read<'a, T: Deserialize<'a>>(
    json: &'a [u8],
    fixed: &'a mut String,
) -> Option<T> {
    if is_swollen(json) {
        return None;
    }
    // One check of the whole record is quicker than one of each of its strings.
    let text = simdutf8::basic::from_utf8(json).ok();
    if let Some(record) = text.and_then(|text| serde_json::from_str(text).ok()) {
        return Some(record);
    }
    *fixed = repair(json)?.to_string();
    serde_json::from_str(fixed).ok()
}

/// An object such as a header or a member; `None` for anything else.
pub(in crate::ingest) fn object(json: &[u8]) -> Option<Value> {
    if is_swollen(json) {
        return None;
    }
    let value = serde_json::from_slice(json).ok().or_else(|| repair(json))?;
    Value::is_object(&value).then_some(value)
}

/// A text or number of an object, without white space around it; empty for anything else.
pub(in crate::ingest) fn text<'v>(value: &'v Value, key: &str) -> Cow<'v, str> {
    match value.get(key) {
        Some(Value::String(text)) => Cow::Borrowed(trim(text)),
        Some(Value::Number(number)) => Cow::Owned(number.to_string()),
        _ => Cow::Borrowed(""),
    }
}

/// The time of an object: an epoch as number or text, with or without a fraction, or a printed time.
pub(in crate::ingest) fn time(value: &Value, key: &str) -> When {
    let text = text(value, key);
    let whole = match text.split_once('.') {
        Some((whole, rest)) if whole.len() >= 10 && rest.bytes().all(|b| b.is_ascii_digit()) => {
            whole
        }
        _ => &text,
    };
    when::cell(whole).unwrap_or(When::Unknown)
}

/// Reads a record that strict JSON refuses: bytes that are no text, control characters and wrong
/// escapes in strings, halves of surrogate pairs, repeated keys (the last one counts). `None`
/// where its brackets and quotes do not fit either.
pub(in crate::ingest) fn repair(json: &[u8]) -> Option<Value> {
    let text = String::from_utf8_lossy(json);
    let mut fixed = String::with_capacity(text.len() + 16);
    let mut rest = text.as_ref();
    let mut in_text = false;
    while let Some(c) = rest.chars().next() {
        let (out, taken) = match c {
            '\\' if in_text => escape(rest),
            '"' => {
                in_text = !in_text;
                ("\"", 1)
            }
            '\n' if in_text => ("\\n", 1),
            '\t' if in_text => ("\\t", 1),
            '\0' => ("", 1),
            '\u{1}'..='\u{1F}' => (" ", 1),
            _ => (&rest[..c.len_utf8()], c.len_utf8()),
        };
        fixed.push_str(out);
        rest = &rest[taken..];
    }
    serde_json::from_str(&fixed).ok()
}

/// What an escape becomes, and how many bytes it takes.
fn escape(rest: &str) -> (&str, usize) {
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
    };
    match rest.as_bytes().get(1) {
        Some(b'u') => match (unit(rest), rest.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (&rest[..12], 12),
            (Some(0xD800..=0xDFFF), _) => ("\\ufffd", 6),
            (Some(0), _) => ("", 6),
            (Some(_), _) => (&rest[..6], 6),
            (None, _) => ("\\\\", 1),
        },
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => (&rest[..2], 2),
        Some(b'\'') => ("'", 2),
        // Telegram writes control characters so; they print nothing.
        Some(b'x') if rest.get(2..4).is_some_and(|n| n.bytes().all(|b| b.is_ascii_hexdigit())) => {
            ("", 4)
        }
        _ => ("\\\\", 1),
    }
}
