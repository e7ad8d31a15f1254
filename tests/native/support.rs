//! What the native tests share.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use qunzhen::ingest::File;
use qunzhen::report::{MessageRow, ParseOptions, ParseReport};
use qunzhen::{Session, ingest::source::ReadAt};

/// A session with files read into it.
pub fn read(files: &[(&str, &[u8])], options: ParseOptions) -> (Session, ParseReport) {
    let mut session = Session::new().expect("built-in rules load");
    let report = reread(&mut session, files, options);
    (session, report)
}

/// The same with a session at hand: making one builds all rules.
pub fn reread(
    session: &mut Session,
    files: &[(&str, &[u8])],
    options: ParseOptions,
) -> ParseReport {
    let mut files: Vec<File<'_>> = files
        .iter()
        .map(|(name, bytes)| File {
            name: name.to_string(),
            data: Box::new(*bytes),
            options: options.clone(),
        })
        .collect();
    session.parse(&mut files, &mut |_| ControlFlow::Continue(())).expect("not cancelled")
}

/// Every message of every conversation.
pub fn messages(session: &Session, report: &ParseReport) -> Vec<MessageRow> {
    let conversations = report.sources.iter().flat_map(|s| &s.conversations);
    conversations.flat_map(|c| session.messages(&c.id, 0, u32::MAX)).collect()
}

/// Bytes that are handed out in small pieces, as a slow disk would.
pub struct Dribble<'a> {
    pub bytes: &'a [u8],
    pub at_once: usize,
}

impl ReadAt for Dribble<'_> {
    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> std::io::Result<usize> {
        let len = buf.len().min(self.at_once);
        (&mut &*self.bytes).read_at(offset, &mut buf[..len])
    }
}

/// The folder of the fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Every chat fixture: its format folder, its path, its bytes.
pub fn chats() -> Vec<(String, PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for folder in std::fs::read_dir(fixtures().join("chats")).expect("fixtures are there") {
        let folder = folder.expect("readable").path();
        let format = folder.file_name().expect("named").to_string_lossy().into_owned();
        for file in std::fs::read_dir(&folder).expect("readable") {
            let path = file.expect("readable").path();
            let bytes = std::fs::read(&path).expect("readable");
            found.push((format.clone(), path, bytes));
        }
    }
    found.sort();
    assert!(found.len() > 50, "the fixtures are missing");
    found
}

/// The file name of a path.
pub fn file_name(path: &Path) -> &str {
    path.file_name().and_then(|n| n.to_str()).expect("fixture names are text")
}
