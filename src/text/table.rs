//! What each character becomes and what it does to a word: two-stage tables built from data files.

/// What a character does in a text. The order is part of the packed entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Class {
    /// Character of a script written without spaces: Han, kana, hangul.
    Word,
    /// Letter of an alphabet.
    Letter,
    /// Digit or other number.
    Digit,
    /// Space, dot, symbol, bracket, dash: may stand inside a disguised word.
    Soft,
    /// Pictograph: like `Soft`, and more of them may stand in a row.
    Emoji,
    /// Comma, stop, question mark, line break: ends a word.
    Hard,
    /// Combining mark or variation selector: belongs to the character before it.
    Mark,
    /// Nothing one can see.
    Invisible,
}

const CLASSES: [Class; 8] = [
    Class::Word,
    Class::Letter,
    Class::Digit,
    Class::Soft,
    Class::Emoji,
    Class::Hard,
    Class::Mark,
    Class::Invisible,
];

/// Packed facts about one character: 21 bits of what it becomes, 3 of class, 2 flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry(u32);

const LOW: u32 = (1 << 21) - 1;
const STYLED: u32 = 1 << 24;
const SEVERAL: u32 = 1 << 25;

impl Entry {
    fn new(class: Class, to: u32) -> Self {
        Entry(to | (class as u32) << 21)
    }

    /// The entry of a character of which [`Table::is_ordinary`] holds.
    pub(super) fn ordinary(c: char) -> Self {
        Entry::new(Class::Word, c as u32)
    }

    pub(super) fn class(self) -> Class {
        CLASSES[(self.0 >> 21 & 7) as usize]
    }

    /// The character becomes itself.
    #[inline]
    pub(super) fn stays(self, c: char) -> bool {
        self.0 & (LOW | SEVERAL) == c as u32
    }

    /// Class and what it becomes, without flags.
    #[inline]
    pub(super) fn essence(self) -> u32 {
        self.0 & (STYLED - 1)
    }

    /// The code point it becomes.
    pub(super) fn to(self) -> u32 {
        self.0 & LOW
    }

    /// A letter, digit or ideograph in disguise.
    pub(super) fn styled(self) -> bool {
        self.0 & STYLED != 0
    }

    /// It becomes several characters: see [`Table::several`].
    pub(super) fn is_several(self) -> bool {
        self.0 & SEVERAL != 0
    }
}

const PAGE: usize = 256;
const BLOCKS: usize = 0x11_0000 / PAGE;
const PLANE: usize = 0x1_0000;

/// Two-stage table over all of Unicode. Blocks that are alike share a page.
pub(super) struct Table {
    /// A bit for each character below U+10000: a character of a script without spaces that stays
    /// itself. Most of a Chinese text is that, and this fits the nearest cache.
    ordinary: Vec<u64>,
    /// Page of each block of 256 characters.
    pages: Vec<u16>,
    /// 256 entries a page, each combined by XOR with its character, so that the many characters
    /// that become themselves have equal entries and can share.
    entries: Vec<u32>,
    several: Vec<&'static str>,
}

/// Marks that attach to the character before them.
const MARKS: &[(u32, u32)] = &[
    (0x0300, 0x034E),
    (0x0350, 0x036F),
    (0x0483, 0x0489),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0E31, 0x0E31),
    (0x0E34, 0x0E3A),
    (0x0E47, 0x0E4E),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0x302A, 0x302F),
    (0x3099, 0x309A),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
];

/// Format characters, fillers and controls: nothing is shown for them.
const INVISIBLE: &[(u32, u32)] = &[
    (0x0000, 0x0008),
    (0x000D, 0x001F),
    (0x007F, 0x0084),
    (0x0086, 0x009F),
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x1D173, 0x1D17A),
];

/// Pictographs; those that stand for letters are in `fold.tsv` and taken out of this class there.
const EMOJI: &[(u32, u32)] = &[
    (0x203C, 0x203C),
    (0x2049, 0x2049),
    (0x231A, 0x23FF),
    (0x25A0, 0x27BF),
    (0x2934, 0x2935),
    (0x2B00, 0x2BFF),
    (0x3030, 0x3030),
    (0x303D, 0x303D),
    (0xE000, 0xF8FF),
    (0x1F000, 0x1FAFF),
];

/// Scripts of antiquity, here without their numbers and signs.
const ANCIENT: &[(u32, u32)] = &[(0x10000, 0x1CFFF)];

/// Scripts written without spaces between words.
const WORDS: &[(u32, u32)] = &[
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3031, 0x3035),
    (0x3041, 0x30FF),
    (0x3105, 0x312F),
    (0x3131, 0x318E),
    (0x31A0, 0x31BF),
    (0x3200, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7FB),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
];

/// Line breaks and `! , : ; ?`, and the ideographic comma and full stop. The wide forms become
/// these by `fold.tsv`; an ASCII dot is soft, for people put it into words.
const HARD: &[(u32, u32)] = &[
    (0x000A, 0x000C),
    (0x0021, 0x0021),
    (0x002C, 0x002C),
    (0x003A, 0x003B),
    (0x003F, 0x003F),
    (0x0085, 0x0085),
    (0x2028, 0x2029),
    (0x3001, 0x3002),
];

/// Strokes that people use as separators: 丨 and 丶.
const STROKES: &[(u32, u32)] = &[(0x4E28, 0x4E28), (0x4E36, 0x4E36)];

impl Table {
    pub(super) fn new() -> Self {
        let mut table = Table::classes();
        for row in rows(include_str!("traditional.tsv")) {
            table.set_row(row, false);
        }
        for row in rows(include_str!("fold.tsv")) {
            let (kind, row) = row.split_once('\t').unwrap_or(("", ""));
            table.set_row(row, matches!(kind, "styled" | "lookalike" | "variant"));
        }
        for (upper, lower) in ('A'..='Z').zip('a'..='z') {
            table.put(upper, Entry::new(Class::Letter, lower as u32));
        }
        for c in '\0'..='\u{FFFF}' {
            if table.entry(c) == Entry::ordinary(c) {
                table.ordinary[c as usize / 64] |= 1 << (c as usize % 64);
            }
        }
        table
    }

    /// Every character becomes itself.
    fn classes() -> Self {
        // Two planes are painted character by character, the others page by page.
        let mut class = vec![Class::Soft; 2 * PLANE];
        for c in ('\0'..'\u{3400}').chain('\u{A000}'..'\u{AC00}').chain('\u{F900}'..'\u{10000}') {
            if c.is_alphabetic() {
                class[c as usize] = Class::Letter;
            } else if c.is_numeric() {
                class[c as usize] = Class::Digit;
            }
        }
        for (ranges, value) in [
            (ANCIENT, Class::Letter),
            (WORDS, Class::Word),
            (EMOJI, Class::Emoji),
            (MARKS, Class::Mark),
            (INVISIBLE, Class::Invisible),
            (HARD, Class::Hard),
            (STROKES, Class::Soft),
        ] {
            for &(first, last) in ranges {
                class[first as usize..=last as usize].fill(value);
            }
        }

        let mut table = Table {
            ordinary: vec![0; PLANE / 64],
            pages: Vec::with_capacity(BLOCKS),
            entries: vec![],
            several: vec![],
        };
        for value in CLASSES {
            table.entries.extend([Entry::new(value, 0).0; PAGE]);
        }
        for block in class.chunks(PAGE) {
            if block.iter().all(|value| *value == block[0]) {
                table.pages.push(block[0] as u16);
            } else {
                table.pages.push((table.entries.len() / PAGE) as u16);
                table.entries.extend(block.iter().map(|value| Entry::new(*value, 0).0));
            }
        }
        let rest = (table.pages.len()..BLOCKS).map(|block| match block {
            0x200..0x400 => Class::Word,
            0xE01 => Class::Mark,
            0xE00..0xE10 => Class::Invisible,
            _ => Class::Soft,
        });
        table.pages.extend(rest.map(|value| value as u16));
        table
    }

    /// A row holds what characters become, a tab, and these characters.
    fn set_row(&mut self, row: &'static str, styled: bool) {
        let (to, from) = row.split_once('\t').unwrap_or(("", ""));
        for c in from.chars() {
            self.set(c, to, styled);
        }
    }

    /// Makes `from` become `to`, with the class of what it becomes.
    fn set(&mut self, from: char, to: &'static str, styled: bool) {
        let mut chars = to.chars();
        let Some(first) = chars.next() else { return };
        let class = self.entry(first).class();
        let mut entry = Entry::new(class, first as u32);
        if chars.next().is_some() {
            entry = Entry::new(class, self.several.len() as u32);
            entry.0 |= SEVERAL;
            self.several.push(to);
        }
        if styled {
            entry.0 |= STYLED;
        }
        self.put(from, entry);
    }

    fn put(&mut self, c: char, entry: Entry) {
        let block = c as usize / PAGE;
        let mut page = self.pages[block] as usize;
        if page < CLASSES.len() {
            let shared = page * PAGE..(page + 1) * PAGE;
            page = self.entries.len() / PAGE;
            self.pages[block] = page as u16;
            self.entries.extend_from_within(shared);
        }
        self.entries[page * PAGE + c as usize % PAGE] = entry.0 ^ c as u32;
    }

    /// `true` for most characters of Chinese texts: class [`Class::Word`], and becomes itself.
    #[inline]
    pub(super) fn is_ordinary(&self, c: char) -> bool {
        let bits = self.ordinary.get(c as usize / 64).copied().unwrap_or(0);
        bits >> (c as usize % 64) & 1 != 0
    }

    #[inline]
    pub(super) fn entry(&self, c: char) -> Entry {
        let page = self.pages[c as usize / PAGE] as usize;
        Entry(self.entries[page * PAGE + c as usize % PAGE] ^ c as u32)
    }

    /// The characters that an entry with [`Entry::is_several`] becomes.
    pub(super) fn several(&self, entry: Entry) -> &'static str {
        self.several.get(entry.to() as usize).copied().unwrap_or("")
    }
}

/// Rows of a data file without its comments.
pub(super) fn rows(data: &'static str) -> impl Iterator<Item = &'static str> {
    data.lines().filter(|line| !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(table: &Table, c: char) -> String {
        let entry = table.entry(c);
        if entry.is_several() {
            return table.several(entry).to_string();
        }
        char::from_u32(entry.to()).unwrap().to_string()
    }

    #[test]
    fn folding_is_idempotent() {
        let table = Table::new();
        for c in '\0'..=char::MAX {
            for folded in to(&table, c).chars() {
                assert_eq!(to(&table, folded), folded.to_string(), "{c:?} becomes {folded:?}");
                assert!(!table.entry(folded).styled(), "{folded:?}");
            }
        }
    }

    #[test]
    fn classes() {
        let table = Table::new();
        let class = |c| table.entry(c).class();
        for c in "微信かカ가〇㎏々𠮷".chars().filter(|c| *c != '㎏') {
            assert_eq!(class(c), Class::Word, "{c}");
        }
        for c in "aZéжΩｖ𝓥🅥🇻Ⅴ㎏".chars() {
            assert_eq!(class(c), Class::Letter, "{c}");
        }
        for c in "09①０𝟙½".chars() {
            assert_eq!(class(c), Class::Digit, "{c}");
        }
        for c in " .·-_*|丨丶【】《（“”#@/~…—\u{3000}\t".chars() {
            assert_eq!(class(c), Class::Soft, "{c}");
        }
        for c in "，,。、！？；：:\n｡".chars() {
            assert_eq!(class(c), Class::Hard, "{c:?}");
        }
        for c in "😂🔥❤☀⭐\u{1F3FB}".chars() {
            assert_eq!(class(c), Class::Emoji, "{c}");
        }
        for c in "\u{336}\u{fe0f}\u{20e3}\u{e0101}".chars() {
            assert_eq!(class(c), Class::Mark, "{c:?}");
        }
        for c in "\u{200b}\u{200d}\u{ad}\u{202e}\u{e0041}\u{34f}\u{3164}\0\r".chars() {
            assert_eq!(class(c), Class::Invisible, "{c:?}");
        }
    }
}
