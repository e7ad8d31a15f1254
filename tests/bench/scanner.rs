//! Prints how the rule scanner compares with a plain Aho-Corasick automaton over the same text and
//! words: the contiguous NFA of the `aho-corasick` crate on raw bytes, which folds nothing. Nothing
//! is asserted: machines differ.
//!
//! With `QZ_BENCH_WORDS` set, only lists of so many words are measured. With `QZ_BENCH_DIR` set, lines, words and speeds stay there for the browser bench.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods
)]

#[path = "../support/synthetic.rs"]
mod synthetic;
#[path = "../support/terms.rs"]
mod terms;

use std::path::PathBuf;
use std::time::Instant;

use aho_corasick::nfa::contiguous::{Builder, NFA};
use aho_corasick::{MatchKind, automaton::Automaton, automaton::OverlappingState};
use peak_alloc::PeakAlloc;
use qunzhen::export::Role;
use qunzhen::rules::{Pack, RuleSet, Scratch};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const LINES: usize = 200_000;
const SIZES: [usize; 3] = [1_000, 10_000, 50_000];
const ROUNDS: usize = 5;

fn main() {
    let haystack = terms::Haystack::new(LINES, SIZES[2], 11);
    let bytes: usize = haystack.lines.iter().map(String::len).sum();
    println!("{LINES} lines, {:.1} MB, one at a time; best of {ROUNDS}", bytes as f64 / 1e6);
    println!(
        "{:>7}  {:<38} {:>9} {:>10} {:>8} {:>9}",
        "words", "engine", "build ms", "memory MB", "MB/s", "findings"
    );
    let folder = std::env::var_os("QZ_BENCH_DIR").map(PathBuf::from);
    let mut plain_speeds = vec![];
    let only: Option<usize> =
        std::env::var("QZ_BENCH_WORDS").ok().and_then(|size| size.parse().ok());
    for size in SIZES.into_iter().filter(|size| only.is_none_or(|only| only == *size)) {
        let words = haystack.terms(size);
        let row = |engine: &str, build: f64, memory: usize, seconds: f64, found: usize| {
            println!(
                "{size:>7}  {engine:<38} {build:>9.1} {:>10.2} {:>8.1} {found:>9}",
                memory as f64 / 1e6,
                bytes as f64 / 1e6 / seconds,
            );
        };
        let (plain, build, memory) = built(|| {
            Builder::new().match_kind(MatchKind::Standard).dense_depth(1).build(words).unwrap()
        });
        let (seconds, found) = best(|| haystack.lines.iter().map(|line| count(&plain, line)).sum());
        row("aho-corasick contiguous NFA, raw", build, memory, seconds, found);
        drop(plain);
        plain_speeds.push(format!("\"{size}\":{}", bytes as f64 / 1e6 / seconds));

        let text = terms::pack(words);
        if let Some(folder) = &folder {
            std::fs::write(folder.join(format!("scanner.{size}.toml")), &text).unwrap();
            std::fs::write(folder.join(format!("scanner.{size}.words")), words.join("\n")).unwrap();
        }
        let pack = || Pack::parse(&text, "terms.toml").unwrap();
        let own = built(|| RuleSet::new(vec![pack()]).unwrap());
        let all = built(|| RuleSet::builtin().unwrap().with_pack(pack()).unwrap());
        let names = ["rule scanner, folding", "rule scanner, built-in packs as well"];
        for ((rules, build, memory), name) in [own, all].into_iter().zip(names) {
            let (mut scratch, mut hits) = (Scratch::default(), vec![]);
            let (seconds, found) = best(|| {
                let mut found = 0;
                for line in &haystack.lines {
                    rules.scan(line, Role::Member, &mut scratch, &mut hits);
                    found += hits.len();
                }
                found
            });
            row(name, build, memory, seconds, found);
        }
    }
    if let Some(folder) = folder {
        let write = |name: &str, text: String| std::fs::write(folder.join(name), text).unwrap();
        let chat = |line: &String| format!("[2026/1/2 10:00:00] A: {line}");
        write("scanner.chat.txt", haystack.lines.iter().map(chat).collect::<Vec<_>>().join("\n"));
        write("scanner.lines", haystack.lines.join("\n"));
        write(
            "scanner.json",
            format!("{{\"bytes\":{bytes},\"plain\":{{{}}}}}", plain_speeds.join(",")),
        );
    }
}

/// What was built, the milliseconds that took, and the bytes it holds.
fn built<T>(make: impl Fn() -> T) -> (T, f64, usize) {
    let mut best = f64::MAX;
    for _ in 0..2 {
        let start = Instant::now();
        drop(make());
        best = best.min(start.elapsed().as_secs_f64() * 1e3);
    }
    let before = MEMORY.current_usage();
    let made = make();
    (made, best, MEMORY.current_usage() - before)
}

fn best(mut work: impl FnMut() -> usize) -> (f64, usize) {
    let mut best = (f64::MAX, 0);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let found = work();
        best = (best.0.min(start.elapsed().as_secs_f64()), found);
    }
    best
}

/// All overlapping matches.
fn count(automaton: &NFA, line: &str) -> usize {
    let input = aho_corasick::Input::new(line);
    let mut state = OverlappingState::start();
    let mut found = 0;
    loop {
        automaton.try_find_overlapping(&input, &mut state).unwrap();
        if state.get_match().is_none() {
            return found;
        }
        found += 1;
    }
}
