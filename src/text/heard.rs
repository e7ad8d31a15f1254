//! The heard view: words that were spelled by sound, in pinyin, in parts or in pictures, as they are
//! meant.

use std::ops::Range;

use super::{
    backwards::backwards,
    disguise::{Disguises, REMARK},
    ear::leet,
    figures,
    map::View,
    normalize::Layer,
    sound::LONGEST,
    speller::{Kind, Speller, Unit},
};

/// Spaces between syllables.
const SPACES: usize = 2;
/// A run of so many syllables is a sentence: a word may be any part of it.
const SENTENCE: usize = 4;
/// Letters of a run that is looked at. Longer ones are cut.
const RUN: usize = 64;

/// Two strokes that are a letter.
pub(super) const V: &str = "\\/";

/// A stretch that is to be written otherwise.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) range: Range<usize>,
    pub(super) to: String,
}

/// Fills `out` where something in `base` is disguised, and tells how much. `out` maps to the text
/// that `base` maps to. `fold` makes the form of the plain view of a character.
pub(super) fn hear(
    tables: &Disguises,
    base: View<'_>,
    fold: impl Fn(char) -> String,
    units: &mut Vec<Unit>,
    out: &mut Layer,
) -> usize {
    let text = base.text();
    read(tables, text, units);
    let mut changes = figures::numbers(text);
    changes.extend(figures::addresses(text));
    changes.extend(figures::codes(text, fold));
    if text.chars().any(|c| tables.odd(c) & REMARK != 0) {
        changes.extend(backwards(text, &tables.backwards));
    }
    let spells = text.contains("拼音");
    let speller = Speller { tables, text, units, spells };
    let mut i = 0;
    while i < units.len() {
        // What the table lists with its ways and cues is surer than a word of a rule.
        let surer = |k: usize| speller.best(k).is_some_and(|(word, _)| !word.learned);
        match speller.best(i) {
            Some((word, end)) if word.learned && (i + 1..end).any(surer) => i += 1,
            Some((word, end)) => {
                let range = units[i].start as usize..units[end - 1].end as usize;
                changes.push(Change { range, to: word.means.clone() });
                i = end;
            }
            None => match speller.part(i) {
                Some((c, n)) => {
                    let range = units[i].start as usize..units[i + n - 1].end as usize;
                    changes.push(Change { range, to: c.to_string() });
                    i += n;
                }
                None => i += 1,
            },
        }
    }
    changes.extend(sifted(text));
    if changes.is_empty() {
        return 0;
    }
    let count = changes.len();
    changes.sort_by_key(|change| change.range.start);
    out.clear();
    let mut done = 0;
    for change in changes {
        if change.range.start < done {
            continue;
        }
        copy(base, done..before_gap(text, done, change.range.start), out);
        if !change.to.is_empty() {
            out.map.whole(out.text.len(), base.source(change.range.clone()));
            out.text.push_str(&change.to);
        }
        done = after_gap(text, change.range.end);
    }
    copy(base, done..text.len(), out);
    count
}

/// Three or more characters with the same letter or digit between each two.
fn sifted(text: &str) -> Vec<Change> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let between = |i: usize| match chars.get(i..)? {
        [(_, a), (at, c), (_, b), ..] if is_han(*a) && is_han(*b) && c.is_ascii_alphanumeric() => {
            Some((*at, *c))
        }
        _ => None,
    };
    let mut changes = vec![];
    let mut i = 0;
    while i + 4 < chars.len() {
        let Some((_, letter)) = between(i) else {
            i += 1;
            continue;
        };
        let same = |k: &usize| between(i + 2 * k).filter(|(_, c)| *c == letter);
        let places: Vec<usize> = (0..).map_while(|k| same(&k)).map(|(at, _)| at).collect();
        if places.len() > 1 {
            let out = |at: &usize| Change { range: *at..*at + 1, to: String::new() };
            changes.extend(places.iter().map(out));
        }
        i += 2 * places.len();
    }
    changes
}

/// A word that was spelled in letters stands between spaces: they are left out beside characters.
fn before_gap(text: &str, from: usize, to: usize) -> usize {
    let trimmed = text[from..to].trim_end_matches(' ');
    if trimmed.ends_with(is_han) { from + trimmed.len() } else { to }
}

fn after_gap(text: &str, from: usize) -> usize {
    let trimmed = text[from..].trim_start_matches(' ');
    if trimmed.starts_with(is_han) { text.len() - trimmed.len() } else { from }
}

fn is_han(c: char) -> bool {
    ('\u{2E80}'..'\u{E000}').contains(&c)
}

fn copy(base: View<'_>, range: Range<usize>, out: &mut Layer) {
    for (offset, c) in base.text()[range.clone()].char_indices() {
        let start = range.start + offset;
        let source = base.source(start..start + c.len_utf8());
        if base.altered(start..start + c.len_utf8()) {
            out.map.whole(out.text.len(), source);
        } else {
            out.map.copy(out.text.len(), source.start);
        }
        out.text.push(c);
    }
}

fn read(tables: &Disguises, text: &str, units: &mut Vec<Unit>) {
    units.clear();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        at += c.len_utf8();
        let drawn = text[start..].starts_with(V);
        let kind = if c.is_ascii_alphanumeric() || drawn {
            let rest = &bytes[start..];
            let head = if drawn { V.len() } else { 0 };
            let letters = rest[head..].iter().take(RUN + 1);
            let whole = letters.take_while(|a| a.is_ascii_alphanumeric()).count();
            let whole = head + whole;
            let whole = &text[start..start + whole];
            let signed = with_signs(&text[start..], whole.len());
            if !drawn && signed.is_some_and(|signed| meant(tables, signed).is_some()) {
                at = start + signed.map_or(0, str::len);
                Kind::Leet
            } else if drawn {
                at = start + whole.len();
                Kind::Leet
            } else if whole.len() <= LONGEST && tables.sounds.run(whole) != 0 {
                at = start + whole.len();
                Kind::Run
            } else if meant(tables, whole).is_some() {
                at = start + whole.len();
                Kind::Leet
            } else {
                let same = |a: &&u8| a.is_ascii_digit() == c.is_ascii_digit();
                at = start + whole.bytes().take_while(|a| same(&a)).count();
                if pinyin(tables, &text[start..at]) >= SENTENCE {
                    sentence(tables, start, &text[start..at], units);
                    continue;
                }
                Kind::Run
            }
        } else if tables.is_sign(c) {
            Kind::Sign(c)
        } else if matches!(c, '-' | '_' | '.' | '·' | '/' | '*' | '~' | '|') {
            Kind::Space
        } else if c == ' ' {
            at += bytes[at..].iter().take_while(|a| **a == b' ').count();
            if at - start > SPACES { Kind::Other } else { Kind::Space }
        } else if c >= '\u{2E80}' {
            Kind::Han(c)
        } else {
            Kind::Other
        };
        units.push(Unit { kind, start: start as u32, end: at as u32 });
    }
}

/// A run of letters that goes on behind signs that look like letters: sh@bi.
fn with_signs(text: &str, run: usize) -> Option<&str> {
    let bytes = text.as_bytes();
    let mut end = run;
    while end <= RUN
        && matches!(bytes.get(end), Some(b'@' | b'$'))
        && bytes.get(end + 1).is_some_and(u8::is_ascii_alphabetic)
    {
        let more = bytes[end + 1..].iter().take(RUN).take_while(|a| a.is_ascii_alphanumeric());
        end += 1 + more.count();
    }
    (run > 0 && end > run && end <= RUN).then(|| &text[..end])
}

/// The pinyin that a run is with digits for tones, or for the letters they look like; or with two v
/// for a w.
pub(super) fn meant(tables: &Disguises, run: &str) -> Option<String> {
    if run.len() > RUN || !run.contains("vv") && run.bytes().all(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut toned = String::new();
    let mut last = b'0';
    let is_toned = run.bytes().all(|c| {
        let is_tone = matches!(c, b'1'..=b'5') && last.is_ascii_alphabetic();
        if !is_tone {
            toned.push(char::from(c));
        }
        last = c;
        is_tone || c.is_ascii_alphabetic()
    });
    if is_toned && toned.len() < run.len() && pinyin(tables, &toned) > 0 {
        return Some(toned);
    }
    let mut ends = [run.bytes().next(), run.bytes().next_back()].into_iter().flatten();
    let letters = unleet(run);
    (ends.all(|c| c.is_ascii_alphabetic()) && pinyin(tables, &letters) > 0).then_some(letters)
}

/// Syllables of a run; 0 where it is no pinyin.
fn pinyin(tables: &Disguises, run: &str) -> usize {
    if !(2..=RUN).contains(&run.len()) {
        return 0;
    }
    tables.sounds.syllables(run).map_or(0, |cuts| cuts.len())
}

fn sentence(tables: &Disguises, start: usize, run: &str, units: &mut Vec<Unit>) {
    let mut from = 0;
    for to in tables.sounds.syllables(run).unwrap_or_default() {
        let (start, end) = ((start + from) as u32, (start + to) as u32);
        units.push(Unit { kind: Kind::Run, start, end });
        from = to;
    }
}

/// A run of letters with what looks like letters made letters.
pub(super) fn unleet(run: &str) -> String {
    let letters: String = run.bytes().map(|c| char::from(leet(c))).collect();
    letters.replace(V, "v").replace("vv", "w")
}

#[cfg(test)]
mod tests {
    use crate::text::{Normalizer, Views};

    /// The heard view of a text, and the original under `word` in it.
    fn heard(text: &str, word: &str) -> Option<(String, String)> {
        let normalizer = Normalizer::new();
        let mut views = Views::default();
        let signs = normalizer.read(text, |_, _| ());
        normalizer.fold(text, signs, &mut views);
        let view = views.heard()?;
        let at = view.text().find(word)?;
        let range = views.plain(text).source(view.source(at..at + word.len()));
        Some((view.text().to_string(), text[range].to_string()))
    }

    #[test]
    fn disguises_become_words_and_spans_are_exact() {
        for (text, folded, word, original) in [
            ("加威信：lxy888", "加微信:lxy888", "微信", "威信"),
            ("联系V芯拿货", "联系v信拿货", "v信", "V芯"),
            ("加我wēixìn", "加我微信", "微信", "wēixìn"),
            ("加我 wei xin 哦", "加我 微信 哦", "微信", "wei xin"),
            ("加微xin领取", "加微信领取", "微信", "微xin"),
            ("加.葳\u{200b}亻言", "加微信", "微信", "葳\u{200b}亻言"),
            ("你女马死了", "你妈死了", "你妈死", "你女马死"),
            ("你🐴死了", "你妈死了", "妈", "你🐴死"),
            ("加我🛰️领取", "加我微信领取", "微信", "🛰️"),
            ("要的➕V", "要的加v", "加v", "➕V"),
            ("最女子的面膜", "最好的面膜", "最好", "最女子"),
            ("nao残粉", "脑残粉", "脑残", "nao残"),
            ("138OO138OOO加我", "13800138000加我", "00138", "OO138"),
            ("我加 we1x1n 了", "我加微信 了", "微信", " we1x1n"),
        ] {
            let Some((view, under)) = heard(text, word) else { panic!("{text}: nothing heard") };
            // A word is mapped as a whole, with its cue where the word has one.
            assert_eq!(view.replace(' ', ""), folded.replace(' ', ""), "{text}");
            assert!(under.contains(original.trim()), "{text}: {under}");
        }
    }

    #[test]
    fn what_is_no_disguise_is_left_alone() {
        let normalizer = Normalizer::new();
        for text in [
            "加我微信聊",
            "村支书很有威信",
            "蝴蝶在飞舞",
            "加裙摆的设计",
            "淘宝耍单车",
            "贝者博物馆",
            "women are here",
            "the hen is on a ship",
            "我叫 Wei Xiaoming",
            "🐴上就到",
            "沙比尔先生",
            "iphone15",
            "10086 ok",
            "声音轻微,信号也差",
        ] {
            let mut views = Views::default();
            normalizer.fold(text, normalizer.read(text, |_, _| ()), &mut views);
            assert_eq!(views.heard().map(|view| view.text()), None, "{text}");
        }
    }
}
