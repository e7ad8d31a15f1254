//! Fills `corpus/` from the fixtures of the native tests.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use qunzhen_fuzz::NEXT_FILE;

/// Lines of an unknown layout, with what a user would mark in them.
const MARKED: &[&str] = &[
    "09:02 <阿青> 周末报个名\n'* %+.\n09:02 <阿青> 周末报个名\n09:05 <老周> 带锅\n接着说\n",
    "阿青 | 2025-03-08 09:02:11\n \"%8  \n阿青 | 2025-03-08 09:02:11\n好\n老周 | 2025-03-08 09:03:00\n好\n",
];

fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (fixtures, corpus) = (root.join("../fixtures"), root.join("corpus"));
    let mut last: Option<(PathBuf, String, Vec<u8>)> = None;
    for path in below(&fixtures.join("chats"))?.into_iter().chain(below(&fixtures.join("bad"))?) {
        let bytes = fs::read(&path)?;
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("");
        let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let seed = format!("{}_{name}", folder.to_string_lossy());
        let target = match ending {
            _ if folder == "whatsapp" => "whatsapp",
            "json" => "json",
            "jsonl" => "json_lines",
            "csv" | "tsv" => "table",
            "xlsx" | "xls" => "workbook",
            "html" | "mht" | "eml" | "docx" => "markup",
            "zip" => "archive",
            _ => "text",
        };
        save(&corpus.join(target), &seed, &bytes)?;
        // Compressed, only its container can be damaged: its parts as well.
        if let Some(parts) = unpacked(&bytes) {
            save(&corpus.join("workbook"), &format!("{seed}_parts"), &parts)?;
        }
        // Neighbours of one format, as an archive and as files dropped together.
        if let Some((before, other, others)) = &last
            && before.parent() == path.parent()
        {
            let both = [part(other, others), part(&name, &bytes)].concat();
            save(&corpus.join("together"), &seed, &both)?;
            save(&corpus.join("archive"), &seed, &both)?;
            let twice = [part("a.x", &bytes), part("b.x", &bytes)].concat();
            save(&corpus.join("together"), &format!("{seed}_twice"), &twice)?;
        }
        last = Some((path, name, bytes));
    }
    for (i, text) in MARKED.iter().enumerate() {
        save(&corpus.join("marked"), &i.to_string(), text.as_bytes())?;
    }
    Ok(())
}

fn save(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join(name), bytes)
}

fn part(name: &str, bytes: &[u8]) -> Vec<u8> {
    [NEXT_FILE.as_bytes(), name.as_bytes(), b"\n", bytes].concat()
}

/// The parts of an archive, in the form that the targets pack again.
fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut out = Vec::new();
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).ok()?;
        let mut bytes = Vec::new();
        let name = entry.name().ok()?.into_owned();
        entry.read_to_end(&mut bytes).ok()?;
        out.extend(part(&name, &bytes));
    }
    Some(out)
}

fn below(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(below(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
