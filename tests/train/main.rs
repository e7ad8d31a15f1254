//! Trains the text model: `cargo run --release --example train -- DATA src/model/model.bin` writes it and
//! its card; without the second argument the figures are printed only.
//!
//! DATA is a folder with the public sets named in NOTICE; lines of our own come from
//! `tests/fixtures/train`. No clock, no randomness, one thread: the same input gives the same bytes.

// A program speaks on its streams.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod card;
mod data;
mod evaluate;
mod linear;

use std::path::PathBuf;
use std::process::ExitCode;

use qunzhen::model::features::Alphabet;
use qunzhen::model::file::{Card, Head, Target, write};

use data::{Corpus, Part};
use linear::Recipe;

/// Every head with its recipe. Costs, shares and weights were chosen on what is held back of COLD's
/// training and development parts, SWSR, CPED, Davidson and our own lines; no test set was seen.
const HEADS: [(Alphabet, Target, Recipe); 4] = [
    (Alphabet::Han, Target::Offensive, Recipe::keeping(120_000)),
    (Alphabet::Han, Target::Complaint, Recipe::keeping(80_000)),
    (Alphabet::Latin, Target::Offensive, Recipe::keeping(60_000)),
    (Alphabet::Latin, Target::Complaint, Recipe::keeping(20_000)),
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(data) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: train DATA [OUT], where DATA holds cold_train.csv and the others");
        return ExitCode::from(2);
    };
    let corpus = match Corpus::read(&data) {
        Ok(corpus) => corpus,
        Err(reason) => {
            eprintln!("{reason}");
            return ExitCode::from(1);
        }
    };
    let mut card = Card::default();
    let mut heads = vec![];
    for (alphabet, target, recipe) in HEADS {
        let examples = corpus.examples(alphabet, target);
        let training: Vec<_> = examples.iter().filter(|e| e.part == Part::Train).collect();
        let developed = linear::blend(&training, recipe).coarse();
        let figures = evaluate::measure(alphabet, target, &examples, &developed);
        card.evaluation.extend(figures.evaluation);
        // What is shipped has seen everything; its figures are those of the half that has not.
        let everything: Vec<_> = examples.iter().collect();
        let fitted = linear::blend(&everything, recipe);
        let (unit, weights) = fitted.quantised();
        card.heads.push(Head {
            target,
            alphabet,
            unit,
            bias: fitted.bias,
            knots: figures.knots,
            thresholds: figures.thresholds,
            held_back: figures.held_back,
            size: (0, 0),
        });
        heads.push(weights);
    }
    let table = evaluate::table(&card);
    println!("{table}");
    let sets = corpus.sets();
    let bytes = write(card, &heads);
    let Some(out) = arguments.next().map(PathBuf::from) else { return ExitCode::SUCCESS };
    let said = card::text(&table, &sets, bytes.len());
    for (path, content) in [(out.with_file_name("MODEL_CARD.md"), said.into_bytes()), (out, bytes)]
    {
        if let Err(reason) = std::fs::write(&path, content) {
            eprintln!("{}: {reason}", path.display());
            return ExitCode::from(1);
        }
    }
    ExitCode::SUCCESS
}
