//! The regular expressions of packs, read into a tree.
//!
//! The syntax is the common part of most engines: groups `(...)` and `(?:...)`, `|`, classes, `.`,
//! `?`, `*`, `+`, `{n}`, `{n,}`, `{n,m}`, `^`, `$`, `\b`, `\d`, `\s`, `\w` (ASCII) and their
//! opposites. A quantifier followed by `?` takes as little as it can. `.` is anything but a line
//! break; `^` and `$` are the ends of the whole text.

/// Characters that `*`, `+` and `{n,}` may take up, in sum; also the largest `n` and `m`.
pub(super) const OPEN_END: usize = 64;
/// Groups may be nested this deep.
const DEPTH: u32 = 20;

/// An expression, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    Char(char),
    Class(Class),
    Place(Place),
    Sequence(Vec<Expression>),
    Alternation(Vec<Expression>),
    Repeat { inner: Box<Expression>, least: usize, most: Option<usize>, greedy: bool },
}

/// A set of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Class {
    negated: bool,
    ranges: Vec<(char, char)>,
}

/// Something about a place between characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Start,
    End,
    /// Between a word character and something else, or (`false`) not there.
    Boundary(bool),
}

impl Class {
    pub(super) fn holds(&self, c: char) -> bool {
        self.ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != self.negated
    }

    /// The characters, where there are no more than so many.
    pub(super) fn spelled_out(&self, most: usize) -> Option<Vec<char>> {
        if self.negated {
            return None;
        }
        let mut all = vec![];
        for (low, high) in &self.ranges {
            all.extend((*low..=*high).take(most + 1));
            if all.len() > most {
                return None;
            }
        }
        Some(all)
    }
}

fn perl(c: char) -> Option<Class> {
    let ranges: &[(char, char)] = match c.to_ascii_lowercase() {
        'd' => &[('0', '9')],
        's' => &[('\t', '\r'), (' ', ' ')],
        'w' => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        _ => return None,
    };
    Some(Class { negated: c.is_ascii_uppercase(), ranges: ranges.to_vec() })
}

type Parsed<T> = Result<T, String>;

/// Reads an expression, or says in English what is wrong with it.
pub(super) fn parse(text: &str) -> Parsed<Expression> {
    let mut parser = Parser { rest: text, depth: 0 };
    let expression = parser.alternation()?;
    match parser.next() {
        None => Ok(expression),
        Some(c) => Err(format!("unexpected \"{c}\"")),
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: u32,
}

impl Parser<'_> {
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

    fn alternation(&mut self) -> Parsed<Expression> {
        let first = self.sequence()?;
        let mut all = vec![first];
        while self.eat("|") {
            all.push(self.sequence()?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Expression::Alternation(all) })
    }

    fn sequence(&mut self) -> Parsed<Expression> {
        let mut all = vec![];
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let atom = self.atom()?;
            all.push(self.quantified(atom)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Expression::Sequence(all) })
    }

    fn atom(&mut self) -> Parsed<Expression> {
        let c = self.next().ok_or("it ends too soon")?;
        match c {
            '(' => {
                if !self.eat("?:") && self.peek() == Some('?') {
                    return Err("only plain groups: (...) and (?:...)".into());
                }
                self.depth += 1;
                if self.depth > DEPTH {
                    return Err(format!("groups nested more than {DEPTH} deep"));
                }
                let inner = self.alternation()?;
                self.depth -= 1;
                if self.eat(")") { Ok(inner) } else { Err("a group is not closed".into()) }
            }
            '[' => self.class().map(Expression::Class),
            '.' => Ok(Expression::Class(Class { negated: true, ranges: vec![('\n', '\n')] })),
            '^' => Ok(Expression::Place(Place::Start)),
            '$' => Ok(Expression::Place(Place::End)),
            '\\' => match self.next().ok_or("it ends in a backslash")? {
                'b' => Ok(Expression::Place(Place::Boundary(true))),
                'B' => Ok(Expression::Place(Place::Boundary(false))),
                'n' => Ok(Expression::Char('\n')),
                't' => Ok(Expression::Char('\t')),
                c => match perl(c) {
                    Some(class) => Ok(Expression::Class(class)),
                    None if c.is_ascii_alphanumeric() => Err(format!("unknown escape \"\\{c}\"")),
                    None => Ok(Expression::Char(c)),
                },
            },
            '*' | '+' | '?' | '{' => Err(format!("nothing to repeat before \"{c}\"")),
            c => Ok(Expression::Char(c)),
        }
    }

    fn quantified(&mut self, atom: Expression) -> Parsed<Expression> {
        let (least, most) = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => {
                let (inside, rest) = self.rest[1..].split_once('}').ok_or("{ without }")?;
                let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
                let number = |text: &str| match text.parse::<usize>() {
                    Ok(n) if n <= OPEN_END => Ok(n),
                    _ => Err(format!("{{{inside}}} is no repetition up to {OPEN_END}")),
                };
                let most = if most.is_empty() { None } else { Some(number(most)?) };
                let least = number(least)?;
                if most.is_some_and(|most| most < least) {
                    return Err(format!("{{{inside}}} ends before it begins"));
                }
                // The closing brace is taken below.
                self.rest = rest;
                let greedy = !self.eat("?");
                return self.repeat(atom, least, most, greedy);
            }
            _ => return Ok(atom),
        };
        self.next();
        let greedy = !self.eat("?");
        self.repeat(atom, least, most, greedy)
    }

    fn repeat(
        &self,
        inner: Expression,
        least: usize,
        most: Option<usize>,
        greedy: bool,
    ) -> Parsed<Expression> {
        if let Some(c @ ('?' | '*' | '+' | '{')) = self.peek() {
            return Err(format!("\"{c}\" after a repetition"));
        }
        Ok(Expression::Repeat { inner: Box::new(inner), least, most, greedy })
    }

    fn class(&mut self) -> Parsed<Class> {
        let mut class = Class { negated: self.eat("^"), ranges: vec![] };
        let mut first = true;
        loop {
            let low = match self.next().ok_or("a class is not closed")? {
                ']' if !first => break,
                '[' if self.peek() == Some(':') => {
                    return Err("no named classes: spell the characters out".into());
                }
                '\\' => match self.next().ok_or("a class is not closed")? {
                    'n' => '\n',
                    't' => '\t',
                    c => match perl(c) {
                        Some(inner) if !inner.negated => {
                            class.ranges.extend(inner.ranges);
                            first = false;
                            continue;
                        }
                        _ if c.is_ascii_alphanumeric() => {
                            return Err(format!("\"\\{c}\" inside a class"));
                        }
                        _ => c,
                    },
                },
                c => c,
            };
            first = false;
            let mut high = low;
            if self.rest.starts_with('-') && !self.rest.starts_with("-]") {
                self.next();
                high = self.next().ok_or("a class is not closed")?;
                if high == '\\' {
                    high = self.next().ok_or("a class is not closed")?;
                }
                if high < low {
                    return Err(format!("[{low}-{high}] ends before it begins"));
                }
            }
            class.ranges.push((low, high));
        }
        Ok(class)
    }
}
