//! Texts with labels: public sets from a folder, and lines of our own.

use std::collections::BTreeMap;
use std::path::Path;
use std::result::Result;

use qunzhen::export::Role;
use qunzhen::model::features::{Alphabet, Features, fact};
use qunzhen::model::file::Target;
use qunzhen::rules::{RuleSet, Scratch};
use qunzhen::text::Normalizer;

/// Lines of our own: role, rules or `-`, text.
const OWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/train");

/// Emotions of CPED in which nobody insults anybody.
const CALM_EMOTIONS: [&str; 5] = ["neutral", "happy", "relaxed", "grateful", "positive-other"];

/// What an example may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Train,
    /// Held back: figures are reported on these.
    Develop,
}

/// A text as the trainer sees it, for one head.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) features: Vec<u32>,
    pub(crate) label: bool,
    pub(crate) weight: f64,
    pub(crate) part: Part,
    /// Which rows of the report it counts in.
    pub(crate) set: &'static str,
}

struct Line {
    text: String,
    set: &'static str,
    part: Part,
    offensive: Option<bool>,
    complaint: Option<bool>,
    weight: f64,
}

/// Everything that was read.
pub(crate) struct Corpus {
    lines: Vec<Line>,
    features: Vec<Option<(Alphabet, Vec<u32>)>>,
}

impl Corpus {
    /// Reads the public sets in `folder` and our own lines.
    pub(crate) fn read(folder: &Path) -> Result<Corpus, String> {
        let mut lines = vec![];
        let reread = reread()?;
        for (file, part) in [("cold_train.csv", Part::Train), ("cold_dev.csv", Part::Develop)] {
            let set = if part == Part::Train { "COLD train" } else { "COLD dev" };
            for (i, row) in rows(folder, file)?.into_iter().enumerate() {
                let label = field(&row, "label", file)? == "1";
                let text = field(&row, "text", file)?.to_owned();
                let verdict = reread.get(&(file.to_owned(), i)).copied();
                let offensive = label && verdict != Some('A');
                // About half of the offensive development rows were read again: half of the others join them.
                let joins = verdict.is_some() || !label && i % 2 == 0;
                let set = if part == Part::Develop && joins { "COLD reread" } else { set };
                let offensive = Some(offensive);
                lines.push(Line { text, set, part, offensive, complaint: None, weight: 1.0 });
            }
        }
        for row in rows(folder, "swsr_train.csv")? {
            let text = field(&row, "text", "swsr_train.csv")?.to_owned();
            let offensive = Some(field(&row, "label", "swsr_train.csv")? == "1");
            let part = part_of(&text);
            lines.push(Line { part, text, set: "SWSR", offensive, complaint: None, weight: 1.0 });
        }
        for row in rows(folder, "cped_valid.csv")? {
            let text = field(&row, "text", "cped_valid.csv")?.to_owned();
            if CALM_EMOTIONS.contains(&field(&row, "emotion", "cped_valid.csv")?) {
                let part = part_of(field(&row, "dialogue", "cped_valid.csv")?);
                lines.push(Line {
                    part,
                    text,
                    set: "CPED calm",
                    offensive: Some(false),
                    complaint: Some(false),
                    weight: 2.0,
                });
            }
        }
        for row in rows(folder, "davidson_train.csv")? {
            let text = field(&row, "text", "davidson_train.csv")?.to_owned();
            let offensive = Some(field(&row, "label", "davidson_train.csv")? != "neither");
            let part = part_of(&text);
            lines.push(Line {
                part,
                text,
                set: "Davidson",
                offensive,
                complaint: None,
                weight: 1.0,
            });
        }
        lexicon(folder, &mut lines)?;
        own(&mut lines)?;
        let rules = RuleSet::builtin().map_err(|e| e.to_string())?;
        let facts: Vec<u32> = rules.infos().iter().map(|info| fact(&info.id)).collect();
        let normalizer = Normalizer::new();
        let (mut scratch, mut hits, mut features) =
            (Scratch::default(), vec![], Features::default());
        let read = |line: &Line| {
            let alphabet = features.read(&normalizer, &line.text)?;
            let mut buckets: Vec<u32> = features.buckets().collect();
            rules.scan(&line.text, Role::Member, &mut scratch, &mut hits);
            let mut found: Vec<u16> = hits.iter().map(|hit| hit.rule).collect();
            found.sort_unstable();
            found.dedup();
            buckets.extend(found.iter().map(|rule| facts[usize::from(*rule)]));
            Some((alphabet, buckets))
        };
        let features = lines.iter().map(read).collect();
        Ok(Corpus { lines, features })
    }

    /// Sets with the number of their lines, and of those held back.
    pub(crate) fn sets(&self) -> BTreeMap<&'static str, (usize, usize)> {
        let mut sets: BTreeMap<_, (usize, usize)> = BTreeMap::new();
        for line in &self.lines {
            let counts = sets.entry(line.set).or_default();
            counts.0 += 1;
            counts.1 += usize::from(line.part == Part::Develop);
        }
        sets
    }

    /// Everything with a label for one head.
    pub(crate) fn examples(&self, alphabet: Alphabet, target: Target) -> Vec<Example> {
        let example = |(line, features): (&Line, &Option<(Alphabet, Vec<u32>)>)| {
            let (own, features) = features.as_ref()?;
            let label = if target == Target::Offensive { line.offensive? } else { line.complaint? };
            (*own == alphabet).then(|| Example {
                features: features.clone(),
                label,
                weight: line.weight,
                part: line.part,
                set: line.set,
            })
        };
        self.lines.iter().zip(&self.features).filter_map(example).collect()
    }
}

/// Terms are examples by themselves, of little weight: many have harmless senses.
fn lexicon(folder: &Path, lines: &mut Vec<Line>) -> Result<(), String> {
    let path = folder.join("sexhatelex.txt");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    lines.extend(text.lines().map(str::trim).filter(|term| !term.is_empty()).map(|term| Line {
        text: term.to_owned(),
        set: "SexHateLex",
        part: Part::Train,
        offensive: Some(true),
        complaint: None,
        weight: 0.1,
    }));
    Ok(())
}

/// One of five is held back, by a hash of what must stay together.
fn part_of(key: &str) -> Part {
    let hashed = key
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    if (hashed >> 32) % 5 == 0 { Part::Develop } else { Part::Train }
}

/// Rows of COLD that were read again, by file and row from 0: `O` offensive, `A` counter-speech.
fn reread() -> Result<BTreeMap<(String, usize), char>, String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/train/reread.tsv");
    let text = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    let row = |line: &str| {
        let mut parts = line.split('\t');
        let file = parts.next()?.to_owned();
        Some(((file, parts.next()?.parse().ok()?), parts.next()?.chars().next()?))
    };
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| row(line).ok_or_else(|| format!("{path}: {line}"))).collect()
}

fn own(lines: &mut Vec<Line>) -> Result<(), String> {
    let list = std::fs::read_dir(OWN).map_err(|e| format!("{OWN}: {e}"))?;
    let mut files: Vec<_> = list.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    for path in files {
        let name =
            path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let text =
            std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let mut parts = line.splitn(3, '\t');
            let (Some(_), Some(label), Some(text)) = (parts.next(), parts.next(), parts.next())
            else {
                return Err(format!("{}: three columns are expected: {line}", path.display()));
            };
            let text = text.replace("\\n", "\n");
            let any = |prefix: &str| label.split('|').any(|id| id.starts_with(prefix));
            let (insults, complains) = (any("GB"), any("CP"));
            // What is said of a thing may be rude without being rude to a person: no example then.
            let unless_rude = |about: bool| (!about).then_some(false);
            let (set, offensive, complaint, weight) = match name.as_str() {
                "banter" => ("banter", Some(false), Some(false), 6.0),
                "counter" => ("counter-speech", Some(false), Some(false), 6.0),
                "swearing" => ("swearing", Some(insults), None, 6.0),
                "abuse" => ("abuse", Some(insults), None, 6.0),
                "service" => ("service", Some(false), Some(false), 2.0),
                "reviews" | "reviews_b" => {
                    ("reviews", unless_rude(complains), Some(complains), 1.0)
                }
                "provocation" => ("provocation", None, Some(complains), 1.0),
                "complaint" if insults => ("complaint", Some(true), Some(complains), 1.0),
                "complaint" => ("complaint", unless_rude(complains), Some(complains), 1.0),
                name if name.starts_with("en") => {
                    ("own English", Some(insults), Some(complains), 1.0)
                }
                _ => ("other own", Some(insults), Some(complains), 0.5),
            };
            let part = part_of(&text);
            lines.push(Line { text, set, part, offensive, complaint, weight });
        }
    }
    Ok(())
}

type Row = BTreeMap<String, String>;

fn field<'a>(row: &'a Row, name: &str, file: &str) -> Result<&'a str, String> {
    row.get(name).map(String::as_str).ok_or_else(|| format!("{file}: no column {name}"))
}

fn rows(folder: &Path, file: &str) -> Result<Vec<Row>, String> {
    let path = folder.join(file);
    let mut reader =
        csv::Reader::from_path(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let records = reader.deserialize();
    records.map(|row| row.map_err(|e| format!("{}: {e}", path.display()))).collect()
}
