//! The walls of ARCHITECTURE.md: which module may use which.

use std::fs;
use std::path::{Path, PathBuf};

/// Every module and the modules it may name by `crate::`.
const MAY_USE: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("report", &["error", "export", "rules"]),
    ("time", &["error"]),
    ("export", &["report", "time"]),
    ("ingest", &["error", "export", "report", "time"]),
    ("text", &[]),
    ("rules", &["error", "export", "report", "text"]),
    ("model", &["error", "report", "text"]),
    ("traffic", &["error", "ingest", "report", "time"]),
    ("words", &["report"]),
    ("findings", &["error", "export", "ingest", "report", "rules", "session", "time"]),
    ("gold", &["export", "findings", "report", "rules"]),
    ("analysis", &["export", "report", "rules", "session", "text", "time"]),
    (
        "session",
        &[
            "analysis", "error", "export", "findings", "gold", "ingest", "model", "report",
            "rules", "traffic", "words",
        ],
    ),
    ("wasm", &["error", "export", "ingest", "report", "rules", "session"]),
];

fn rust_files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn sources() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    assert!(files.len() > 15, "the sources are missing");
    let read = |path: PathBuf| {
        let inside = path.strip_prefix(&root).expect("below src").to_string_lossy().into_owned();
        let module = inside.split(['/', '.']).next().unwrap_or("").to_string();
        (module, inside, fs::read_to_string(&path).expect("text"))
    };
    files.into_iter().map(read).collect()
}

/// First names behind `crate::`, single or in braces.
fn used(line: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + 7..];
        let list = rest.strip_prefix('{').map_or(rest, |r| r);
        let parts = if rest.starts_with('{') { list.split(',').collect() } else { vec![list] };
        for part in parts {
            let name: String =
                part.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            names.push(name);
        }
    }
    names
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let mut wrong = Vec::new();
    for (module, file, text) in sources() {
        if module == "lib" {
            continue;
        }
        let allowed = MAY_USE.iter().find(|(m, _)| *m == module);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("{file}: a module without a wall"));
        let product = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(&text);
        for line in product.lines().filter(|l| !l.trim_start().starts_with("//")) {
            for name in used(line) {
                let own = name == module || matches!(name.as_str(), "Error" | "Result" | "Session");
                let known = MAY_USE.iter().any(|(m, _)| *m == name);
                if known && !own && !allowed.contains(&name.as_str()) {
                    wrong.push(format!("{file}: {module} uses {name}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn formats_do_not_see_each_other() {
    const FORMATS: &[&str] = &["chatlab", "paste", "qq_txt", "table", "wechat_share", "whatsapp"];
    for (_, file, text) in sources() {
        let name = file.strip_prefix("ingest/").and_then(|f| f.strip_suffix(".rs"));
        let Some(name) = name.filter(|n| FORMATS.contains(n)) else { continue };
        for other in FORMATS.iter().filter(|f| **f != name) {
            assert!(!text.contains(&format!("super::{other}")), "{file} uses {other}");
        }
    }
}

#[test]
fn browser_bindings_stay_in_wasm() {
    for (module, file, text) in sources() {
        for word in ["wasm_bindgen", "js_sys", "web_sys", "serde_wasm_bindgen"] {
            assert!(module == "wasm" || !text.contains(word), "{file} names {word}");
        }
    }
}

#[test]
fn rooms_stay_small_enough_to_live_in() {
    for (_, file, text) in sources() {
        assert!(text.lines().count() <= 600, "{file} has over 600 lines");
    }
}
