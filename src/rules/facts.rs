//! What a regular expression needs: the words its matches contain, and how long they can be.

use std::cmp::Reverse;

/// Sets of words larger than this are not worked out.
const SET_LIMIT: usize = 100;
/// Classes larger than this are not spelled out.
const CLASS_LIMIT: usize = 40;
/// Characters that `*`, `+` and `{n,}` may take up, in sum.
const OPEN_END: usize = 64;

/// What is known about the matches of an expression.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// All texts it matches, where they are few.
    exact: Option<Vec<String>>,
    /// Each match contains one word of each of these sets.
    need: Vec<Vec<String>>,
    /// Characters of the longest match.
    pub(super) longest: usize,
}

impl Facts {
    /// Reads an expression, or says in English what is wrong with it.
    pub(super) fn of(expression: &str) -> Result<Facts, String> {
        Parser { rest: expression, depth: 0 }.parse()
    }

    fn exactly(texts: Vec<String>) -> Self {
        let longest = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0);
        Facts { exact: Some(texts), need: vec![], longest }
    }

    fn anything(longest: usize) -> Self {
        Facts { exact: None, need: vec![], longest }
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
            && a.len() * b.len() <= SET_LIMIT
        {
            let all = a.iter().flat_map(|a| b.iter().map(move |b| format!("{a}{b}"))).collect();
            return Facts { exact: Some(all), need: [self.need, next.need].concat(), longest };
        }
        // What came before is a closed run; what follows goes on being spelled out.
        Facts { exact: next.exact, need: [self.sets(), next.need].concat(), longest }
    }

    fn or(self, other: Facts) -> Facts {
        let longest = self.longest.max(other.longest);
        if self.need.is_empty()
            && other.need.is_empty()
            && let (Some(a), Some(b)) = (&self.exact, &other.exact)
            && a.len() + b.len() <= SET_LIMIT
        {
            return Facts { exact: Some([&a[..], &b[..]].concat()), need: vec![], longest };
        }
        let need = match (self.best(), other.best()) {
            (Some(a), Some(b)) if a.len() + b.len() <= SET_LIMIT => vec![[a, b].concat()],
            _ => vec![],
        };
        Facts { exact: None, need, longest }
    }

    fn repeat(self, least: usize, most: Option<usize>) -> Facts {
        let longest = most.map_or(OPEN_END, |most| self.longest.saturating_mul(most));
        if (least, most) == (1, Some(1)) {
            return self;
        }
        if least == 0 {
            let optional = self.exact.filter(|set| most == Some(1) && set.len() < SET_LIMIT);
            let exact = optional.map(|set| [vec![String::new()], set].concat());
            return Facts { exact, need: vec![], longest };
        }
        Facts { exact: None, need: self.sets(), longest }
    }
}

/// Characters that are frequent in chats, most frequent first.
const FREQUENT: &str = "的一是不了我有在人这你来个到说们大就好也要没都吗上他下去可以会天么那时里多出看过得\
    后和还为能中发家小想子对给什点自吧样年开生心起用买知没动面工成事做道手前走怎回间觉把打本话让吃真地钱快";

/// The rarest set is the best needle: the sum of how often its words may come, negated.
fn worth(set: &[String]) -> Reverse<u64> {
    let bits = |c: char| match FREQUENT.chars().position(|frequent| frequent == c) {
        Some(0..10) => 6,
        Some(10..40) => 7,
        Some(_) => 8,
        None if c.is_ascii() => 6,
        None => 11,
    };
    let frequency = |word: &String| 1 << 40_u32.saturating_sub(word.chars().map(bits).sum());
    Reverse(set.iter().map(frequency).sum())
}

/// Reads the part of the syntax that packs use; `regex-lite` has the last word on the rest.
struct Parser<'a> {
    rest: &'a str,
    depth: u32,
}

type Parsed<T> = Result<T, String>;

impl Parser<'_> {
    fn parse(mut self) -> Parsed<Facts> {
        let facts = self.alternation()?;
        match self.next() {
            None => Ok(facts),
            Some(c) => Err(format!("unexpected \"{c}\"")),
        }
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn eat(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn alternation(&mut self) -> Parsed<Facts> {
        let mut all = self.sequence()?;
        while self.eat("|") {
            all = all.or(self.sequence()?);
        }
        Ok(all)
    }

    fn sequence(&mut self) -> Parsed<Facts> {
        let mut all = Facts::exactly(vec![String::new()]);
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let atom = self.atom()?;
            let atom = self.quantified(atom)?;
            all = all.then(atom);
        }
        Ok(all)
    }

    fn atom(&mut self) -> Parsed<Facts> {
        let c = self.next().ok_or("it ends too soon")?;
        match c {
            '(' => {
                if !self.eat("?:") && self.peek() == Some('?') {
                    return Err("only plain groups: (...) and (?:...)".into());
                }
                self.depth += 1;
                if self.depth > 20 {
                    return Err("groups nested more than 20 deep".into());
                }
                let inner = self.alternation()?;
                self.depth -= 1;
                if self.eat(")") { Ok(inner) } else { Err("a group is not closed".into()) }
            }
            '[' => self.class(),
            '.' => Ok(Facts::anything(1)),
            '^' | '$' => Ok(Facts::exactly(vec![String::new()])),
            '\\' => match self.next().ok_or("it ends in a backslash")? {
                'b' | 'B' => Ok(Facts::exactly(vec![String::new()])),
                's' | 'S' | 'd' | 'D' | 'w' | 'W' => Ok(Facts::anything(1)),
                c if c.is_ascii_alphanumeric() => Err(format!("unknown escape \"\\{c}\"")),
                c => Ok(Facts::exactly(vec![c.to_string()])),
            },
            '*' | '+' | '?' | '{' => Err(format!("nothing to repeat before \"{c}\"")),
            c => Ok(Facts::exactly(vec![c.to_string()])),
        }
    }

    fn quantified(&mut self, atom: Facts) -> Parsed<Facts> {
        let (least, most) = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => {
                let (inside, rest) = self.rest[1..].split_once('}').ok_or("{ without }")?;
                self.rest = rest;
                let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
                let number = |text: &str| match text.parse::<usize>() {
                    Ok(n) if n <= OPEN_END => Ok(n),
                    _ => Err(format!("{{{inside}}} is no repetition up to {OPEN_END}")),
                };
                let most = if most.is_empty() { None } else { Some(number(most)?) };
                self.eat("?");
                return Ok(atom.repeat(number(least)?, most));
            }
            _ => return Ok(atom),
        };
        self.next();
        self.eat("?");
        Ok(atom.repeat(least, most))
    }

    fn class(&mut self) -> Parsed<Facts> {
        let negated = self.eat("^");
        let mut texts = vec![];
        let mut spelled = !negated;
        let mut first = true;
        loop {
            let c = match self.next().ok_or("a class is not closed")? {
                ']' if !first => break,
                '\\' => {
                    let c = self.next().ok_or("a class is not closed")?;
                    spelled &= !c.is_ascii_alphanumeric();
                    c
                }
                c => c,
            };
            first = false;
            if self.rest.starts_with('-') && !self.rest.starts_with("-]") {
                self.next();
                let last = self.next().ok_or("a class is not closed")?;
                spelled &= (c..=last).take(CLASS_LIMIT + 1).count() + texts.len() <= CLASS_LIMIT;
                if spelled {
                    texts.extend((c..=last).map(|c| c.to_string()));
                }
            } else {
                texts.push(c.to_string());
            }
        }
        let fits = spelled && texts.len() <= CLASS_LIMIT;
        Ok(if fits { Facts::exactly(texts) } else { Facts::anything(1) })
    }
}

#[cfg(test)]
mod tests {
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
        ] {
            let sets = Facts::of(pattern).unwrap().needles();
            assert_eq!(sets[0], expected, "{pattern}");
        }
    }
}
