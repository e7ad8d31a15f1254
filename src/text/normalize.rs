//! Folding a message: the plain view, and when the squeezed one is worth making.

use super::{
    disguise::{Disguises, Hearing},
    ear::Ear,
    gate::Gate,
    heard::{self, V},
    map::{SpanMap, View},
    speller::Unit,
    squeeze::{self, Token},
    table::{Class, Table},
};

/// Folds texts. Make one and keep it: it holds tables of about 500 KiB.
pub struct Normalizer {
    table: Table,
    disguises: Disguises,
    gate: Gate,
    /// What a first look wants to know of each character below U+10000, side by side, for every
    /// message is looked at and memory is slow: 16 bits of the caller's, [`ORDINARY`], the sound.
    near: Vec<u32>,
}

/// [`Table::is_ordinary`] holds.
const ORDINARY: u32 = 1 << 15;
/// [`Sounds::packed`](super::sound::Sounds::packed).
const SOUND: u32 = ORDINARY - 1;
/// Place of the caller's bits.
const MARK: u32 = 16;

/// What a first look at a message says about its views.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signs {
    /// The squeezed view may differ from the plain one.
    pub squeezable: bool,
    /// There may be a heard view.
    pub audible: bool,
}

impl Signs {
    /// Nothing but the plain view is needed.
    pub fn none(self) -> bool {
        self == Signs::default()
    }
}

/// One folded text with its way back.
#[derive(Debug, Clone, Default)]
pub(super) struct Layer {
    pub(super) text: String,
    pub(super) map: SpanMap,
}

impl Layer {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.map.clear();
    }
}

/// Room for the views of one message, to be used again for the next.
#[derive(Debug, Clone, Default)]
pub struct Views {
    plain: Layer,
    /// The plain view is the message itself.
    untouched: bool,
    squeezed: Layer,
    /// There is a squeezed view.
    differs: bool,
    tokens: Vec<Token>,
    /// The squeezed view with the signs that have a name left in.
    named: Layer,
    heard: Layer,
    /// There is a heard view.
    is_heard: bool,
    units: Vec<Unit>,
}

impl Views {
    /// The message `text` that was folded last, in one width, one case, simplified, without styled
    /// or invisible characters. It maps to `text`.
    pub fn plain<'a>(&'a self, text: &'a str) -> View<'a> {
        View::new(if self.untouched { text } else { &self.plain.text }, &self.plain.map)
    }

    /// The plain view with gaps inside words closed and runs of three or more equal characters
    /// made one. `None` where that changes nothing. It maps to the text of the plain view.
    pub fn squeezed(&self) -> Option<View<'_>> {
        self.differs.then(|| View::new(&self.squeezed.text, &self.squeezed.map))
    }

    /// The squeezed view with disguised words as they are meant. `None` where there are none. It
    /// maps to the text of the plain view.
    pub fn heard(&self) -> Option<View<'_>> {
        self.is_heard.then(|| View::new(&self.heard.text, &self.heard.map))
    }
}

impl Default for Normalizer {
    fn default() -> Self {
        Normalizer::new()
    }
}

impl Normalizer {
    /// Builds the tables.
    pub fn new() -> Self {
        let disguises = Disguises::new();
        let gate = Gate::new(&disguises);
        let table = Table::new();
        let near = ('\0'..='\u{FFFF}').map(|c| {
            let ordinary = if table.is_ordinary(c) { ORDINARY } else { 0 };
            (c, ordinary | u32::from(disguises.sounds.packed(c)))
        });
        // Surrogates are no characters, but have their places.
        let mut all = vec![0; 0x1_0000];
        near.for_each(|(c, facts)| all[c as usize] = facts);
        Normalizer { table, disguises, gate, near: all }
    }

    /// From now on [`read`](Self::read) hands over these marks with characters below U+10000, and
    /// 0 with others.
    pub fn mark(&mut self, marks: impl Iterator<Item = (char, u16)>) {
        self.near.iter_mut().for_each(|facts| *facts &= ORDINARY | SOUND);
        for (c, mark) in marks {
            if let Some(facts) = self.near.get_mut(c as usize) {
                *facts |= u32::from(mark) << MARK;
            }
        }
    }

    /// The mark of a character.
    #[inline]
    pub fn mark_of(&self, c: char) -> u16 {
        self.near.get(c as usize).map_or(0, |facts| (facts >> MARK) as u16)
    }

    /// Listens for these words, too, which are in the form of the plain view.
    pub fn learn<'a>(&mut self, words: impl Iterator<Item = (&'a str, Hearing)>) {
        self.disguises.learn(words);
        self.gate = Gate::new(&self.disguises);
    }

    /// Hands over the characters of the plain view of `text`, with their marks, without making the
    /// view, and tells which other views may be worth making.
    ///
    /// This is all that most messages ever need.
    pub fn read(&self, text: &str, mut each: impl FnMut(char, u16)) -> Signs {
        let mut signs = squeeze::Signs::default();
        let mut ear = Ear::new(&self.disguises, &self.gate);
        for c in text.chars() {
            let facts = self.near.get(c as usize).copied().unwrap_or(0);
            if facts & ORDINARY != 0 {
                signs.see_ordinary(c);
                ear.word(c, (facts & SOUND) as u16);
                each(c, (facts >> MARK) as u16);
                continue;
            }
            let entry = self.table.entry(c);
            signs.see(entry);
            match entry.class() {
                Class::Mark | Class::Invisible => {}
                _ if entry.is_several() => self.table.several(entry).chars().for_each(|c| {
                    ear.any(c);
                    each(c, self.mark_of(c));
                }),
                _ => {
                    let c = char::from_u32(entry.to()).unwrap_or(c);
                    ear.any(c);
                    each(c, self.mark_of(c));
                }
            }
        }
        Signs { squeezable: signs.squeezable(), audible: ear.end() }
    }

    /// Hands over the characters of the plain view of `text` and nothing else.
    pub fn letters(&self, text: &str, mut each: impl FnMut(char)) {
        for c in text.chars() {
            if self.near.get(c as usize).is_some_and(|facts| facts & ORDINARY != 0) {
                each(c);
                continue;
            }
            let entry = self.table.entry(c);
            match entry.class() {
                Class::Mark | Class::Invisible => {}
                _ if entry.is_several() => self.table.several(entry).chars().for_each(&mut each),
                _ => each(char::from_u32(entry.to()).unwrap_or(c)),
            }
        }
    }

    /// Makes the views of `text`, which is shorter than 4 GiB: the plain one, and the others
    /// if asked for ([`read`](Self::read) tells when that makes sense) and if they differ.
    pub fn fold(&self, text: &str, signs: Signs, views: &mut Views) {
        self.fold_plain(text, views);
        views.differs = signs.squeezable && {
            let plain = if views.untouched { text } else { &views.plain.text };
            let none = |_| false;
            squeeze::squeeze(&self.table, plain, none, &mut views.tokens, &mut views.squeezed)
        };
        // What stands apart in the message may only be heard once it is together.
        let audible = signs.audible
            || views.differs && signs.squeezable && {
                let mut ear = Ear::new(&self.disguises, &self.gate);
                views.squeezed.text.chars().for_each(|c| ear.any(c));
                ear.end()
            };
        views.is_heard = audible && self.hear(text, signs, views);
    }

    fn hear(&self, text: &str, signs: Signs, views: &mut Views) -> bool {
        let Views { plain, untouched, squeezed, differs, tokens, named, heard, units, .. } = views;
        let plain = if *untouched { text } else { &plain.text };
        let sign = |c| self.disguises.is_sign(c);
        let same = SpanMap::default();
        let fold = |c: char| self.fold_word(c.encode_utf8(&mut [0; 4]));
        let mut hear = |base: Option<&Layer>| {
            let view =
                base.map_or(View::new(plain, &same), |base| View::new(&base.text, &base.map));
            heard::hear(&self.disguises, view, fold, units, heard)
        };
        if plain.contains(" @ ") || plain.contains(V) {
            // The signs of an address that is spelled out are no gaps, nor are those of a letter.
            return hear(None) > 0;
        }
        let with_signs = signs.squeezable && plain.chars().any(sign);
        let mut pictured = 0;
        let mut has_gaps = false;
        if with_signs {
            has_gaps = squeeze::squeeze(&self.table, plain, sign, tokens, named);
            pictured = hear(has_gaps.then_some(&*named));
        }
        let said = hear(differs.then_some(&*squeezed));
        if pictured > 0 && pictured >= said {
            // A sign is a word here and no gap.
            return hear(has_gaps.then_some(&*named)) > 0;
        }
        // A number may have had too much squeezed out of it.
        said > 0 || *differs && hear(None) > 0
    }

    /// One word of a rule in the form of the plain view.
    pub fn fold_word(&self, word: &str) -> String {
        let mut folded = String::with_capacity(word.len());
        self.read(word, |c, _| folded.push(c));
        folded
    }

    /// `true` where a part of an original text holds what nobody types by accident: invisible
    /// characters, marks over letters, letters or digits in another dress.
    pub fn disguised(&self, original: &str) -> bool {
        original.chars().any(|c| {
            let entry = self.table.entry(c);
            entry.styled() || matches!(entry.class(), Class::Mark | Class::Invisible)
        })
    }

    fn fold_plain(&self, text: &str, views: &mut Views) {
        let Views { plain: Layer { text: out, map }, untouched, .. } = views;
        out.clear();
        map.clear();
        // Source bytes before this are done with.
        let mut done = 0;
        // The last character that has a segment of its own: where it was, where it is in `out`.
        let mut last = (0..0, 0);
        for (start, c) in text.char_indices() {
            if self.table.is_ordinary(c) {
                continue;
            }
            let entry = self.table.entry(c);
            let class = entry.class();
            if entry.stays(c) && !matches!(class, Class::Mark | Class::Invisible) {
                continue;
            }
            if done < start {
                map.copy(out.len(), done);
                out.push_str(&text[done..start]);
            }
            let end = start + c.len_utf8();
            done = end;
            match class {
                Class::Invisible => {}
                Class::Mark => {
                    let marked = match &last {
                        (range, at) if range.end == start => Some((range.start, *at)),
                        _ => self
                            .visible_before(text, start)
                            .map(|c| (start - c.len_utf8(), out.len() - c.len_utf8())),
                    };
                    if let Some((from, at)) = marked {
                        map.truncate(at);
                        map.whole(at, from..end);
                        last = (from..end, at);
                    }
                }
                _ => {
                    let at = out.len();
                    if entry.is_several() {
                        out.push_str(self.table.several(entry));
                    } else {
                        out.push(char::from_u32(entry.to()).unwrap_or(c));
                    }
                    if out.len() - at == c.len_utf8() && !entry.is_several() {
                        map.copy(at, start);
                    } else {
                        map.whole(at, start..end);
                        last = (start..end, at);
                    }
                }
            }
        }
        *untouched = done == 0;
        if !*untouched && done < text.len() {
            map.copy(out.len(), done);
            out.push_str(&text[done..]);
        }
    }

    /// The character before `at`, unless it is one that is left out.
    fn visible_before(&self, text: &str, at: usize) -> Option<char> {
        let before = text[..at].chars().next_back()?;
        let class = self.table.entry(before).class();
        (!matches!(class, Class::Mark | Class::Invisible)).then_some(before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUEEZED: Signs = Signs { squeezable: true, audible: false };

    fn plain(text: &str) -> String {
        let mut views = Views::default();
        let normalizer = Normalizer::new();
        normalizer.fold(text, Signs::default(), &mut views);
        let folded = views.plain(text).text().to_string();
        assert_eq!(normalizer.fold_word(text), folded);
        folded
    }

    fn squeezed(text: &str) -> Option<String> {
        let mut views = Views::default();
        let normalizer = Normalizer::new();
        normalizer.fold(text, SQUEEZED, &mut views);
        if views.squeezed().is_some() {
            assert!(normalizer.read(text, |_, _| ()).squeezable, "{text}: no sign of it");
        }
        views.squeezed().map(|view| view.text().to_string())
    }

    /// Original text under `word` in the last view that has it.
    fn under<'a>(text: &'a str, word: &str) -> &'a str {
        let mut views = Views::default();
        Normalizer::new().fold(text, SQUEEZED, &mut views);
        let plain = views.plain(text);
        let find =
            |view: View<'_>| view.text().find(word).map(|at| view.source(at..at + word.len()));
        let range = views.squeezed().and_then(find).map_or_else(
            || find(plain).expect("the word is in a view"),
            |range| plain.source(range),
        );
        &text[range]
    }

    #[test]
    fn one_form_for_what_reads_alike() {
        for (text, folded) in [
            ("微信", "微信"),
            ("ＶＸ：１２３％", "vx:123%"),
            ("𝓥𝓧 Ⓥⓧ 🅥🅧 🇻🇽 vх Ⅴ", "vx vx vx vx vx v"),
            ("這款配方獨一無二", "这款配方独一无二"),
            ("最⾼级，零⾵险", "最高级,零风险"),
            ("微\u{200b}信", "微信"),
            ("史\u{200b}\u{200d}无\u{2060}前\u{ad}例", "史无前例"),
            ("脑\u{202e}\u{202c}残", "脑残"),
            ("最\u{336}低\u{336}价\u{336}", "最低价"),
            ("刷\u{e0041}单", "刷单"),
            ("1\u{fe0f}\u{20e3}3\u{fe0f}\u{20e3}", "13"),
            ("⑩①㎏", "101kg"),
            ("don’t", "don't"),
            ("一三五〇", "一三五〇"),
        ] {
            assert_eq!(plain(text), folded);
        }
    }

    #[test]
    fn gaps_inside_words_are_closed() {
        for (text, folded) in [
            ("加微.信", "加微信"),
            ("加【微】【信】拿", "加微信拿"),
            ("保本　保息", "保本保息"),
            ("稳😂赚🔥不👍赔", "稳赚不赔"),
            ("绝无👨\u{200d}👩\u{200d}👧仅有", "绝无仅有"),
            ("傻丨逼", "傻逼"),
            ("祖*传-秘_方", "祖传秘方"),
            ("你妈呢 n m s l", "你妈呢nmsl"),
            ("c*n*m 滚", "cnm滚"),
            ("史\n上\n最\n低", "史上最低"),
            ("全，网，最，低", "全网最低"),
            ("傻傻傻逼", "傻逼"),
            ("快加vvvxxx", "快加vx"),
            ("史史史.无无无.前前前.例例例", "史无前例"),
        ] {
            assert_eq!(squeezed(text).as_deref(), Some(folded), "{text}");
        }
    }

    #[test]
    fn what_is_no_gap_inside_a_word_stays() {
        for text in [
            "声音轻微，信号也差",
            "细节入微。信不信由你",
            "动作轻微\n信号不好",
            "2026-11-22 10:30",
            "原价 199 现价 99",
            "give sb a hand",
            "微....信",
            "微🔥🔥🔥🔥🔥🔥🔥信",
            "10000 元",
            "慢慢来",
        ] {
            assert_eq!(squeezed(text), None, "{text}");
        }
    }

    #[test]
    fn spans_are_exact() {
        for (text, word, original) in [
            ("加我微\u{200b}信聊", "微信", "微\u{200b}信"),
            ("\u{200b}微信\u{200b}", "微信", "微信"),
            ("最\u{336}低\u{336}价\u{336}就", "最低价", "最\u{336}低\u{336}价\u{336}"),
            ("全新ＮＯ.１好物", "no.1", "ＮＯ.１"),
            ("加【微】【信】拿", "微信", "微】【信"),
            ("傻傻傻逼！", "傻逼", "傻傻傻逼"),
            ("a，微·信,b", "微信", "微·信"),
            ("1\u{fe0f}\u{20e3}3\u{fe0f}\u{20e3}号", "13", "1\u{fe0f}\u{20e3}3\u{fe0f}\u{20e3}"),
            ("x⑩y", "0y", "⑩y"),
            ("史史史.无无无\u{200b}.前前前.例例例", "无前", "无无无\u{200b}.前前前"),
        ] {
            assert_eq!(under(text, word), original, "{text:?}");
        }
    }

    #[test]
    fn disguise_is_more_than_case_width_of_signs_or_script() {
        let normalizer = Normalizer::new();
        for plain in ["獨一無二", "VX", "％，：", "最好"] {
            assert!(!normalizer.disguised(plain), "{plain}");
        }
        for disguised in ["ＶＸ", "🅥", "х", "微\u{200b}信", "⾼", "①"] {
            assert!(normalizer.disguised(disguised), "{disguised}");
        }
    }

    #[test]
    fn nothing_to_do_costs_no_copy() {
        let mut views = Views::default();
        let text = "今天发货,明天到。";
        Normalizer::new().fold(text, SQUEEZED, &mut views);
        assert_eq!(views.plain(text).text().as_ptr(), text.as_ptr());
        assert!(views.squeezed().is_none());
    }
}
