//! How characters sound: syllables without tones, those that many people do not tell apart made one.

use std::collections::BTreeMap;

use super::table::rows;

/// A sound, or a run of letters that stands for itself in a word. 0: none.
pub(super) type Sound = u16;

/// The first and one past the last character that may have a sound.
const HAN: (u32, u32) = (0x4E00, 0xA000);
/// The longest syllable: zhuang, chuang, shuang.
pub(super) const LONGEST: usize = 6;
/// Set beside the sound of a character that is a numeral, for those who ask anyway.
const NUMERAL: u16 = 1 << 14;

/// The sounds of characters and of pinyin.
pub(super) struct Sounds {
    by_char: Vec<Sound>,
    /// By spelling: syllables as they are written, then runs added by [`Sounds::add`].
    by_run: BTreeMap<String, Sound>,
    by_class: BTreeMap<String, Sound>,
    /// The letter that a sound begins with, as a bit.
    initials: Vec<u32>,
}

impl Sounds {
    pub(super) fn new() -> Self {
        let mut sounds = Sounds {
            by_char: vec![0; (HAN.1 - HAN.0) as usize],
            by_run: BTreeMap::new(),
            by_class: BTreeMap::new(),
            initials: vec![0],
        };
        for row in rows(include_str!("syllables.tsv")) {
            let (syllable, chars) = row.split_once('\t').unwrap_or(("", ""));
            let next = sounds.by_class.len() as Sound + 1;
            let sound = *sounds.by_class.entry(class(syllable)).or_insert(next);
            sounds.by_run.insert(syllable.to_string(), sound);
            if sounds.initials.len() <= sound as usize {
                let first = syllable.bytes().next().map_or(0, bit);
                sounds.initials.push(first);
            }
            for c in chars.chars() {
                if let Some(place) = sounds.by_char.get_mut((c as u32 - HAN.0) as usize) {
                    *place = sound;
                }
            }
        }
        for c in NUMERALS.chars() {
            if let Some(place) = sounds.by_char.get_mut((c as u32).wrapping_sub(HAN.0) as usize) {
                *place |= NUMERAL;
            }
        }
        // A digit may stand for whatever sounds like it.
        for (digit, c) in ('0'..='9').zip(NUMERALS.chars()) {
            let sound = sounds.of(c);
            sounds.by_run.insert(digit.to_string(), sound);
        }
        sounds
    }

    /// Gives a run of letters or digits that is no syllable a sound of its own.
    pub(super) fn add(&mut self, run: &str) -> Sound {
        let next = self.by_class.len() as Sound + 1;
        let sound = *self.by_class.entry(class(run)).or_insert(next);
        *self.by_run.entry(run.to_string()).or_insert(sound)
    }

    #[inline]
    pub(super) fn of(&self, c: char) -> Sound {
        unpacked(self.packed(c)).0
    }

    /// The sound of a character, and whether it is a numeral from 0 to 9, in one.
    #[inline]
    pub(super) fn packed(&self, c: char) -> u16 {
        let place = (c as u32).wrapping_sub(HAN.0) as usize;
        self.by_char.get(place).copied().unwrap_or(0)
    }

    pub(super) fn run(&self, run: &str) -> Sound {
        self.by_run.get(run).copied().unwrap_or(0)
    }

    /// The letter that a sound begins with, as a bit.
    pub(super) fn initial(&self, sound: Sound) -> u32 {
        self.initials.get(sound as usize).copied().unwrap_or(0)
    }

    /// The sounds that begin with one of these letters.
    pub(super) fn beginning(&self, letters: u32) -> impl Iterator<Item = Sound> {
        let sounds = self.initials.iter().zip(0..);
        sounds.filter(move |(initial, _)| *initial & letters != 0).map(|(_, sound)| sound)
    }

    /// All runs that have a sound.
    pub(super) fn runs(&self) -> impl Iterator<Item = (&str, Sound)> {
        self.by_run.iter().map(|(run, sound)| (run.as_str(), *sound))
    }

    /// Lengths of the syllables of that sound that `run` begins with.
    pub(super) fn heads(&self, run: &str, sound: Sound) -> impl Iterator<Item = usize> {
        (1..=LONGEST.min(run.len()))
            .filter(move |n| run.get(..*n).is_some_and(|head| self.run(head) == sound))
    }

    /// Where the syllables of a run that is nothing but pinyin end, the longest ones first. `None`
    /// where it is something else.
    pub(super) fn syllables(&self, run: &str) -> Option<Vec<usize>> {
        // From the end: where the syllable that begins here ends, if the rest can be cut, too.
        let mut ends = vec![None; run.len() + 1];
        *ends.last_mut()? = Some(run.len());
        for start in (0..run.len()).rev() {
            let longest = LONGEST.min(run.len() - start);
            ends[start] = (1..=longest).rev().map(|n| start + n).find(|end| {
                ends[*end].is_some() && run.get(start..*end).is_some_and(|s| self.run(s) != 0)
            });
        }
        let mut cuts = vec![];
        let mut at = 0;
        while at < run.len() {
            at = ends[at]?;
            cuts.push(at);
        }
        Some(cuts)
    }
}

/// The parts of [`Sounds::packed`].
#[inline]
pub(super) fn unpacked(both: u16) -> (Sound, bool) {
    (both & !NUMERAL, both & NUMERAL != 0)
}

/// A letter as a bit; 0 for anything else.
pub(super) fn bit(letter: u8) -> u32 {
    if letter.is_ascii_lowercase() { 1 << (letter - b'a') } else { 0 }
}

/// The digit a numeral stands for.
pub(super) fn numeral(c: char) -> Option<u8> {
    let digit = match c {
        '零' | '〇' | '洞' => 0,
        '一' | '壹' | '幺' => 1,
        '二' | '贰' | '两' => 2,
        '三' | '叁' | '参' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    };
    Some(b'0' + digit)
}

/// Numerals from 0 to 9, in several rows.
const NUMERALS: &str = "零一二三四五六七八九〇壹贰叁肆伍陆柒捌玖洞幺两参";

/// One name for syllables that much of the country speaks alike: zh z, ch c, sh s, -ng -n.
fn class(syllable: &str) -> String {
    let mut name = syllable.to_string();
    if let Some(rest) = ["zh", "ch", "sh"].iter().find_map(|head| name.strip_prefix(head)) {
        name = format!("{}{rest}", &syllable[..1]);
    }
    for ending in ["ang", "eng", "ing"] {
        if name.ends_with(ending) {
            name.pop();
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sounds_alike() {
        let sounds = Sounds::new();
        for (a, b) in
            [("微信", "威芯"), ("傻逼", "沙比"), ("刷单", "耍丹"), ("根治", "跟制"), ("信", "星")]
        {
            for (a, b) in a.chars().zip(b.chars()) {
                assert_eq!(sounds.of(a), sounds.of(b), "{a}{b}");
                assert_ne!(sounds.of(a), 0);
            }
        }
        for (a, b) in [('微', '信'), ('好', '号'), ('飞', '废')].iter().take(1) {
            assert_ne!(sounds.of(*a), sounds.of(*b));
        }
        assert_eq!(sounds.run("xing"), sounds.of('信'));
        assert_eq!(sounds.run("wx"), 0);
        assert_eq!(sounds.of('a'), 0);
    }

    #[test]
    fn pinyin_is_cut_into_syllables() {
        let sounds = Sounds::new();
        let cut = |run: &str| sounds.syllables(run);
        assert_eq!(cut("weixin"), Some(vec![3, 6]));
        assert_eq!(cut("jiawoweixin"), Some(vec![3, 5, 8, 11]));
        assert_eq!(cut("shabi"), Some(vec![3, 5]));
        assert_eq!(cut("wechat"), None);
        assert_eq!(cut("hello"), None);
        assert_eq!(sounds.heads("weixin", sounds.of('微')).collect::<Vec<_>>(), [3]);
    }
}
