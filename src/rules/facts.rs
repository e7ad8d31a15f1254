//! What a regular expression needs: the words its matches contain, and how long they can be.

use std::cmp::Reverse;

use super::expression::{Expression, OPEN_END};

/// Sets of words larger than this are not worked out.
const SET_LIMIT: usize = 100;
/// Classes larger than this are not spelled out.
const CLASS_LIMIT: usize = 40;

/// What is known about the matches of an expression.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// All texts it matches, where they are few; or, unless `whole`, all ends of them.
    exact: Option<Vec<String>>,
    whole: bool,
    /// Each match contains one word of each of these sets.
    need: Vec<Vec<String>>,
    /// Characters of the longest match.
    pub(super) longest: usize,
}

impl Facts {
    /// What an expression needs.
    pub(super) fn of(expression: &Expression) -> Facts {
        match expression {
            Expression::Char(c) => Facts::exactly(vec![c.to_string()]),
            Expression::Class(class) => match class.spelled_out(CLASS_LIMIT) {
                Some(all) => Facts::exactly(all.into_iter().map(String::from).collect()),
                None => Facts::anything(1),
            },
            Expression::Place(_) => Facts::exactly(vec![String::new()]),
            Expression::Sequence(all) => {
                all.iter().fold(Facts::exactly(vec![String::new()]), |facts, next| {
                    facts.then(Facts::of(next))
                })
            }
            Expression::Alternation(all) => {
                let facts = all.iter().map(Facts::of).reduce(Facts::or);
                facts.unwrap_or_else(|| Facts::exactly(vec![String::new()]))
            }
            Expression::Repeat { inner, least, most, .. } => Facts::of(inner).repeat(*least, *most),
        }
    }

    fn exactly(texts: Vec<String>) -> Self {
        let longest = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0);
        Facts { exact: Some(texts), whole: true, need: vec![], longest }
    }

    fn anything(longest: usize) -> Self {
        Facts { exact: None, whole: false, need: vec![], longest }
    }

    /// All sets of words of which a match must contain one each, the best needles first.
    pub(super) fn needles(self) -> Vec<Vec<String>> {
        let mut sets = self.sets();
        sets.sort_by_key(|set| Reverse(worth(set)));
        sets
    }

    /// The same in order of the expression.
    fn sets(self) -> Vec<Vec<String>> {
        let exact = self.exact.filter(|set| !set.iter().any(String::is_empty));
        let mut sets = self.need;
        sets.extend(exact.map(|mut set| {
            // Where 改 will do, 改掉 is not needed.
            set.sort_unstable();
            set.dedup_by(|next, kept| next.starts_with(kept.as_str()));
            set
        }));
        sets
    }

    /// The best of them.
    fn best(self) -> Option<Vec<String>> {
        self.sets().into_iter().max_by_key(|set| worth(set))
    }

    fn then(self, next: Facts) -> Facts {
        let longest = self.longest.saturating_add(next.longest);
        if let (Some(a), Some(b)) = (&self.exact, &next.exact)
            && next.whole
            && a.len() * b.len() <= SET_LIMIT
        {
            let all = a.iter().flat_map(|a| b.iter().map(move |b| format!("{a}{b}"))).collect();
            let (need, whole) = ([self.need, next.need].concat(), self.whole);
            return Facts { exact: Some(all), whole, need, longest };
        }
        // What came before is a closed run; what follows goes on being spelled out.
        let (exact, need) = (next.exact.clone(), [self.sets(), next.need].concat());
        Facts { exact, whole: false, need, longest }
    }

    fn or(self, other: Facts) -> Facts {
        let longest = self.longest.max(other.longest);
        if self.whole
            && other.whole
            && let (Some(a), Some(b)) = (&self.exact, &other.exact)
            && a.len() + b.len() <= SET_LIMIT
        {
            let exact = Some([&a[..], &b[..]].concat());
            return Facts { exact, whole: true, need: vec![], longest };
        }
        let need = match (self.best(), other.best()) {
            (Some(a), Some(b)) if a.len() + b.len() <= SET_LIMIT => vec![[a, b].concat()],
            _ => vec![],
        };
        Facts { exact: None, whole: false, need, longest }
    }

    fn repeat(self, least: usize, most: Option<usize>) -> Facts {
        let longest = most.map_or(OPEN_END, |most| self.longest.saturating_mul(most));
        if (least, most) == (1, Some(1)) {
            return self;
        }
        if least == 0 {
            let whole = self.whole && most == Some(1);
            let optional = self.exact.filter(|set| whole && set.len() < SET_LIMIT);
            let exact = optional.map(|set| [vec![String::new()], set].concat());
            return Facts { whole: exact.is_some(), exact, need: vec![], longest };
        }
        Facts { exact: None, whole: false, need: self.sets(), longest }
    }
}

/// Characters that are frequent in chats, most frequent first.
const FREQUENT: &str = "的一是不了我有在人这你来个到说们大就好也要没都吗上他下去可以会天么那时里多出看过得\
    后和还为能中发家小想子对给什点自吧样年开生心起用买知没动面工成事做道手前走怎回间觉把打本话让吃真地钱快";

/// The rarest set is the best needle.
fn worth(set: &[String]) -> Reverse<u64> {
    Reverse(frequency(set))
}

/// About how often one of these words comes, out of 2^40.
pub(super) fn frequency(set: &[String]) -> u64 {
    let bits = |c: char| match FREQUENT.chars().position(|frequent| frequent == c) {
        Some(0..10) => 6,
        Some(10..40) => 7,
        Some(_) => 8,
        None if c.is_ascii() => 6,
        None => 11,
    };
    set.iter().map(|word| 1 << 40_u32.saturating_sub(word.chars().map(bits).sum())).sum()
}

#[cfg(test)]
mod tests {
    use super::super::expression::parse;
    use super::*;

    #[test]
    fn words_a_match_cannot_do_without() {
        for (pattern, expected) in [
            (r"\bno\.?1\b", &["no.1", "no1"][..]),
            ("最(强|牛)", &["最强", "最牛"]),
            ("(没|无)(有)?用.{0,3}退", &["无有用", "无用", "没有用", "没用"]),
            ("瘦了?[0-9]+斤", &["瘦"]),
            ("[0-9]+天见效", &["天见效"]),
            ("(一|两).{0,4}(没收到|没发)", &["没发", "没收到"]),
            ("(ab|c.d)", &["ab", "d"]),
            ("1[3-5][0-9]{9}", &["13", "14", "15"]),
            ("(?:甲乙)+丙?", &["甲乙"]),
            ("改(掉|了)?.?差评", &["差评"]),
            ("v信[::]", &["v信:"]),
            ("甲(乙|.{1,3}丙丁)", &["甲"]),
            ("甲(.{1,3}乙丙)", &["乙丙"]),
            ("甲(.乙)?丙", &["甲"]),
        ] {
            let sets = Facts::of(&parse(pattern).unwrap()).needles();
            assert_eq!(sets[0], expected, "{pattern}");
        }
    }
}
