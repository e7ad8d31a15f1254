//! A layout that the user marked: the first line is it, the next one its six offsets.
#![no_main]

use qunzhen::report::{MarkedLine, ParseOptions};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let mut lines = input.splitn(3, |b| *b == b'\n');
    let (Some(text), Some(marks), Some(rest)) = (lines.next(), lines.next(), lines.next()) else {
        return;
    };
    let mark = |i: usize| {
        let at = |i: usize| marks.get(i).map(|b| u32::from(b.wrapping_sub(b' ')));
        Some((at(i)?, at(i + 1)?))
    };
    let text = String::from_utf8_lossy(text).into_owned();
    let line = MarkedLine { text, who: mark(0), when: mark(2), what: mark(4) };
    let options = ParseOptions { layout: Some(vec![line]), ..ParseOptions::default() };
    qunzhen_fuzz::check(&[("chat.txt", rest)], &options);
});
