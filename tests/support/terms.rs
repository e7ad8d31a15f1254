//! Lists of words and a text that holds some of them, for the scanner's bench: both are made from a
//! seed by Markov chains over the clean lines of the fixtures, so characters follow each other about
//! as they do in chats.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::synthetic::Rng;

/// A text of chat-like lines, and lists of words to look for in it.
pub struct Haystack {
    /// Lines without their ends.
    pub lines: Vec<String>,
    /// A list is a beginning of it.
    terms: Vec<String>,
}

/// What may come after some characters, as often as it does.
struct Chain {
    order: usize,
    next: BTreeMap<Vec<char>, Vec<char>>,
}

/// Stands for the end of a line.
const END: char = '\n';

impl Chain {
    fn new(text: &str, order: usize) -> Chain {
        let mut next: BTreeMap<Vec<char>, Vec<char>> = BTreeMap::new();
        for line in text.lines() {
            let chars: Vec<char> =
                std::iter::repeat_n(END, order).chain(line.chars()).chain([END]).collect();
            for window in chars.windows(order + 1) {
                next.entry(window[..order].to_vec()).or_default().push(window[order]);
            }
        }
        Chain { order, next }
    }

    fn line(&self, rng: &mut Rng, most: usize) -> Vec<char> {
        let mut line = vec![END; self.order];
        while line.len() < most + self.order {
            let list = &self.next[&line[line.len() - self.order..]];
            match list[rng.below(list.len())] {
                END => break,
                c => line.push(c),
            }
        }
        line.split_off(self.order)
    }
}

/// Words that one line in ten thousand has at most: what people keep lists of is not in every line.
fn rare(words: Vec<String>, lines: &[Vec<char>]) -> Vec<String> {
    let automaton = aho_corasick::AhoCorasick::new(&words).unwrap();
    let mut counts = vec![0; words.len()];
    for line in lines {
        let line: String = line.iter().collect();
        automaton.find_overlapping_iter(&line).for_each(|found| counts[found.pattern()] += 1);
    }
    let most = lines.len() / 10_000;
    words
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| *count <= most)
        .map(|(word, _)| word)
        .collect()
}

fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

fn clean_lines() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/clean");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let text = ["zh_groups.tsv", "zh_life.tsv", "zh_shops.tsv"].map(read).concat();
    let words = |line: &str| line.split_once('\t').map(|(_, words)| format!("{words}\n"));
    text.lines().filter(|line| !line.starts_with('#')).filter_map(words).collect()
}

impl Haystack {
    /// Lines of about 40 characters. Three in a hundred hold one of the words, two in a hundred one
    /// with signs between its characters.
    pub fn new(lines: usize, terms: usize, seed: u64) -> Haystack {
        let mut rng = Rng::new(seed);
        let text = clean_lines();
        let (sentences, words) = (Chain::new(&text, 2), Chain::new(&text, 1));
        let mut lines: Vec<Vec<char>> = (0..lines)
            .map(|_| {
                let mut line = sentences.line(&mut rng, 40);
                while line.len() < 20 {
                    line.push(',');
                    line.extend(sentences.line(&mut rng, 40));
                }
                line
            })
            .collect();
        let mut seen = BTreeSet::new();
        let mut list = vec![];
        while list.len() < terms {
            let new: BTreeSet<String> = (0..2 * terms)
                .map(|_| {
                    let line = words.line(&mut rng, 40);
                    let length = [2, 3, 3, 4, 4, 4, 5, 6][rng.below(8)];
                    let start = rng.below(line.len().saturating_sub(length) + 1);
                    line.into_iter().skip(start).take(length).collect::<String>()
                })
                .filter(|word| word.chars().count() >= 2 && word.chars().all(is_han))
                .filter(|word| seen.insert(word.clone()))
                .collect();
            list.extend(rare(new.into_iter().collect(), &lines));
        }
        // The order of an alphabet is no order for the beginning of a list.
        for i in (1..list.len()).rev() {
            list.swap(i, rng.below(i + 1));
        }
        let signs = [".", "·", " ", "*", "-", "_"];
        for line in &mut lines {
            let dice = rng.below(100);
            if dice < 5 {
                // From the beginning of the list, so that every list has it.
                let sign = if dice < 3 { "" } else { signs[rng.below(signs.len())] };
                let parts: Vec<String> =
                    list[rng.below(1000.min(terms))].chars().map(String::from).collect();
                let at = rng.below(line.len());
                line.splice(at..at, parts.join(sign).chars());
            }
        }
        let lines = lines.into_iter().map(String::from_iter).collect();
        Haystack { lines, terms: list }
    }

    /// The first words.
    pub fn terms(&self, count: usize) -> &[String] {
        &self.terms[..count]
    }
}

/// A pack of one rule with these words.
pub fn pack(terms: &[String]) -> String {
    let words: Vec<String> = terms.iter().map(|term| format!("\"{term}\"")).collect();
    let example = |text: &str| format!("[{{ by = \"member\", text = \"{text}\" }}]");
    format!(
        "[pack]\nid = \"terms\"\nversion = \"1\"\ntitle = \"词表\"\n[[rule]]\nid = \"T-1\"\ntitle = \"词\"\n\
         category = \"group\"\nseverity = \"S4\"\n[[rule.match]]\nany = [{}]\n[rule.examples]\nhit = {}\nmiss = {}\n",
        words.join(","),
        example(&terms[0]),
        example("嗯"),
    )
}
