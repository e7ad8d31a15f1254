//! What holds of every text: exact spans, nothing hidden by what cannot be seen, one result.

use qunzhen::export::Role;
use qunzhen::rules::{Hit, RuleSet, Scratch};
use qunzhen::text::{Normalizer, Views};

const ROLES: [Role; 4] = [Role::Official, Role::Seller, Role::Member, Role::Unknown];

/// Pieces that hit rules, look like they might, or are hard to fold.
const PIECES: &[&str] = &[
    "加",
    "我",
    "微",
    "信",
    "薇",
    "芯",
    "亻言",
    "wei",
    "xin",
    "vx",
    "ＶＸ",
    "🅥🅧",
    "🇻🇽",
    "𝓥",
    "➕",
    "🛰️",
    "❤️",
    "🐴",
    "💯",
    "你妈",
    "傻",
    "逼",
    "女马",
    "刷单",
    "讠乍",
    "全网",
    "最低",
    "zui",
    "独一无二",
    "獨",
    "👨\u{200D}👩\u{200D}👧",
    "稳赚",
    "不赔",
    "138",
    "0013",
    "8000",
    "①③⑧",
    "一三八",
    "零",
    "o",
    "l",
    "6222 0212 3456 7894",
    "11010519491231002X",
    "@",
    "点com",
    "&#24494;",
    "&#x4fe1;",
    "%E5%BE%AE",
    "&",
    "%",
    "\\/",
    " ",
    "  ",
    "\n",
    "，",
    "。",
    "·",
    "丨",
    "*",
    "\u{200B}",
    "\u{336}",
    "\u{FE0F}",
    "e\u{301}",
    "ﬁ",
    "㎏",
    "½",
    "\u{1D15E}",
    "İ",
    "ß",
    "Ⅴ",
    "⾼",
    "가",
    "한",
    "ي",
    "\0",
    "\u{10FFFF}",
    "aaa",
    "滚滚滚",
];

/// A plain generator of numbers: the same ones in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n
    }

    fn text(&mut self) -> String {
        let length = self.below(24);
        let mut text = String::new();
        for _ in 0..length {
            match self.below(12) {
                0 => text.extend(char::from_u32(self.below(0x11_0000) as u32)),
                1 => text.extend(char::from_u32(0x4E00 + self.below(0x5000) as u32)),
                _ => text.push_str(PIECES[self.below(PIECES.len())]),
            }
        }
        text
    }
}

fn scan(rules: &RuleSet, scratch: &mut Scratch, text: &str, role: Role) -> Vec<Hit> {
    let mut hits = vec![];
    rules.scan(text, role, scratch, &mut hits);
    hits
}

#[test]
fn spans_lie_in_the_text_and_every_scan_is_the_same() {
    let rules = RuleSet::builtin().unwrap();
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let (mut scratch, mut found, mut undone) = (Scratch::default(), 0, 0);
    for _ in 0..6000 {
        let text = numbers.text();
        let role = ROLES[numbers.below(ROLES.len())];
        let hits = scan(&rules, &mut scratch, &text, role);
        for hit in &hits {
            let part = text.get(hit.start as usize..hit.end as usize);
            assert!(part.is_some_and(|part| !part.is_empty()), "{text:?} {hit:?}");
            undone += usize::from(hit.evasion);
        }
        let report = rules.report(&text, &hits);
        assert_eq!(report.len(), hits.len());
        let units: Vec<u16> = text.encode_utf16().collect();
        for hit in report {
            let part = &units[hit.start as usize..hit.end as usize];
            assert_eq!(String::from_utf16_lossy(part), hit.matched, "{text:?}");
        }
        let mut sorted = hits.clone();
        sorted.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end), hit.rule));
        assert_eq!(sorted, hits, "{text:?}");
        assert_eq!(scan(&rules, &mut Scratch::default(), &text, role), hits, "{text:?}");
        found += hits.len();
    }
    assert!(found > 1000 && undone > 300, "{found} {undone}");
}

#[test]
fn what_cannot_be_seen_changes_no_rule() {
    let rules = RuleSet::builtin().unwrap();
    let mut numbers = Numbers(0xD1B5_4A32_D192_ED03);
    let mut scratch = Scratch::default();
    for _ in 0..3000 {
        // Marks belong to what stands before them: where something comes between, they do not.
        let text: String = numbers.text().chars().filter(|c| !is_mark(*c)).collect();
        let role = ROLES[numbers.below(ROLES.len())];
        let mut stuffed = String::new();
        for c in text.chars() {
            if numbers.below(3) == 0 {
                let unseen = ['\u{200B}', '\u{2060}', '\u{AD}', '\u{E0041}', '\u{202E}'];
                stuffed.push(unseen[numbers.below(unseen.len())]);
            }
            stuffed.push(c);
        }
        let ids = |hits: &[Hit]| hits.iter().map(|hit| hit.rule).collect::<Vec<_>>();
        let plain = scan(&rules, &mut scratch, &text, role);
        let other = scan(&rules, &mut scratch, &stuffed, role);
        assert_eq!(ids(&plain), ids(&other), "{text:?} {stuffed:?}");
        for (a, b) in plain.iter().zip(&other) {
            let part = &stuffed[b.start as usize..b.end as usize];
            let seen: String = part.chars().filter(|c| !is_unseen(*c)).collect();
            let real = &text[a.start as usize..a.end as usize];
            let real: String = real.chars().filter(|c| !is_unseen(*c)).collect();
            assert_eq!(seen, real, "{text:?} {stuffed:?}");
        }
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{FE00}'..='\u{FE0F}' | '\u{20D0}'..='\u{20FF}')
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{AD}' | '\u{E0041}' | '\u{202E}')
}

#[test]
fn folding_twice_is_folding_once() {
    let normalizer = Normalizer::new();
    let mut numbers = Numbers(0x2545_F491_4F6C_DD1D);
    let (mut views, mut again) = (Views::default(), Views::default());
    for _ in 0..6000 {
        let text = numbers.text();
        let signs = normalizer.read(&text, |_, _| ());
        normalizer.fold(&text, signs, &mut views);
        let folded = views.plain(&text).text().to_string();
        normalizer.fold(&folded, normalizer.read(&folded, |_, _| ()), &mut again);
        assert_eq!(again.plain(&folded).text(), folded, "{text:?}");
        assert_eq!(normalizer.fold_word(&text), folded, "{text:?}");
    }
}

/// Time is linear in the length: what repeats in a long text costs what it costs in a short one.
#[test]
#[allow(clippy::disallowed_methods, reason = "it is about time")]
fn hostile_repeats_end_soon() {
    let rules = RuleSet::builtin().unwrap();
    let mut scratch = Scratch::default();
    for piece in [
        "加微",
        "加我微信",
        "wei",
        "weixin",
        "w e i x i n ",
        "氵",
        "亻言",
        "女马",
        "氵去车仑",
        "1",
        "1 ",
        "一",
        "l",
        "o1",
        "138 ",
        "62220212 ",
        "🐴",
        "➕",
        "❤️",
        "傻",
        "傻.逼",
        "最",
        "\n",
        ",",
        "微,",
        "&#",
        "&#24494;",
        "%E5",
        "%",
        "a@",
        "a @ ",
        "@ ",
        "\\/",
        "vv",
        "s",
        "s单",
        "zfb",
        "稳 赚 不 ",
        "\u{336}",
        "\u{200B}",
        "g",
        "退款",
        "你",
        "圆周率",
        "0a",
    ] {
        let time = |length: usize| {
            let text = piece.repeat(length / piece.len() + 1);
            let start = std::time::Instant::now();
            scan(&rules, &mut scratch, &text, Role::Member);
            start.elapsed().as_secs_f64()
        };
        let mut time = time;
        let (short, long) = (time(1 << 14), time(1 << 18));
        // 16 times the text; room for a busy machine.
        assert!(long < 10.0 && long < 80.0 * short.max(2e-3), "{piece:?}: {short} s, {long} s");
    }
}
