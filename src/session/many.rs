//! Scanning many texts that are not loaded, handed over as one.

use super::Session;
use crate::export::Role;
use crate::report::ScanRow;
use crate::rules::Scratch;

/// What stands between the texts.
const BETWEEN: char = '\n';

impl Session {
    /// Scans the texts that `joined` consists of, with a line feed between each two; `lengths` are
    /// their lengths in UTF-16 code units, `role` tells who says the text of that number. Gives the
    /// rows with findings only. `None` where the lengths are not those of the texts.
    pub fn scan_joined(
        &self,
        joined: &str,
        lengths: &[u32],
        role: impl Fn(usize) -> Role,
        scratch: &mut Scratch,
    ) -> Option<Vec<ScanRow>> {
        let mut rows = vec![];
        let mut rest = joined;
        for (i, length) in lengths.iter().enumerate() {
            let text;
            (text, rest) = cut(rest, *length, i + 1 == lengths.len())?;
            let hits = self.scan(text, role(i), scratch);
            if !hits.is_empty() {
                rows.push(ScanRow { line: i as u64 + 1, hits });
            }
        }
        rest.is_empty().then_some(rows)
    }
}

/// A text of that length, and what follows the line feed behind it.
fn cut(texts: &str, length: u32, is_last: bool) -> Option<(&str, &str)> {
    if is_last {
        return (units(texts) == length as usize).then_some((texts, ""));
    }
    // The text may have line feeds of its own.
    let (mut counted, mut done) = (0, 0);
    loop {
        let end = done + texts.get(done..)?.find(BETWEEN)?;
        counted += units(&texts[done..end]);
        if counted == length as usize {
            return Some((&texts[..end], &texts[end + 1..]));
        }
        (counted, done) = (counted + 1, end + 1);
        if counted > length as usize {
            return None;
        }
    }
}

/// UTF-16 code units: bytes that begin a character, and once more those that begin a pair.
fn units(text: &str) -> usize {
    let count = |bytes: &[u8]| {
        let each = bytes.iter().map(|b| u8::from(b & 0xC0 != 0x80) + u8::from(*b >= 0xF0));
        usize::from(each.sum::<u8>())
    };
    // As many as a byte can count.
    text.as_bytes().chunks(127).map(count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_apart_as_they_were_joined() {
        let session = Session::new().unwrap();
        let mut scratch = Scratch::default();
        let long = format!("{}再不退款我就去12315投诉你们", "好😀\n".repeat(300));
        let texts = ["", "你就是个傻逼", "a\nb\n", "\n", "😀你就是个\n傻逼\n", "𠮷", "", &long, ""];
        let mut lengths: Vec<u32> =
            texts.iter().map(|text| text.encode_utf16().count() as u32).collect();
        let scan = |lengths: &[u32], scratch: &mut Scratch| {
            session.scan_joined(&texts.join("\n"), lengths, |_| Role::Member, scratch)
        };
        let rows = scan(&lengths, &mut scratch).unwrap();
        let expected: Vec<ScanRow> = texts
            .iter()
            .enumerate()
            .map(|(i, text)| ScanRow {
                line: i as u64 + 1,
                hits: session.scan(text, Role::Member, &mut scratch),
            })
            .filter(|row| !row.hits.is_empty())
            .collect();
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 5, 8]);
        assert_eq!(rows, expected);
        assert_eq!(scan(&lengths[1..], &mut scratch), None);
        lengths[4] -= 1;
        assert_eq!(scan(&lengths, &mut scratch), None);
        assert_eq!(session.scan_joined("", &[], |_| Role::Member, &mut scratch), Some(vec![]));
    }
}
