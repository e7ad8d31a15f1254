//! What must hold of any input whatever, and how the targets hand theirs over.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use qunzhen::Session;
use qunzhen::export::{Conversation, Export};
use qunzhen::ingest::File;
use qunzhen::report::{MessageRow, ParseOptions, ParseReport, SourceReport};

/// Stands before the name of each of several files in one input.
pub const NEXT_FILE: &str = "\n=====FILE ";

thread_local! {
    /// Making a session builds all rules: once is enough.
    static SESSION: RefCell<Session> = RefCell::new(Session::new().expect("built-in rules load"));
}

/// Reads one file as it is recognised, and once more by one of the formats of its family, so that
/// damage which hides what it is still reaches a parser.
pub fn one_file(name: &str, bytes: &[u8], family: &[&str]) {
    check(&[(name, bytes)], &ParseOptions::default());
    let Some(format) = family.get(bytes.len() % family.len().max(1)) else { return };
    let format = Some((*format).to_string());
    check(&[(name, bytes)], &ParseOptions { format, ..ParseOptions::default() });
}

/// Reads files twice and asserts what must hold of the outcome.
pub fn check(files: &[(&str, &[u8])], options: &ParseOptions) {
    SESSION.with_borrow_mut(|session| {
        let first = read(session, files, options);
        for source in &first.0.sources {
            assert_accounts(source);
        }
        assert_rows(session.export(), &first.1);
        let failed = first.0.failures.iter().filter_map(|f| f.input);
        let seen: BTreeSet<u32> = first.0.sources.iter().map(|s| s.input).chain(failed).collect();
        assert!(first.0.failures.iter().all(|f| !f.message.is_empty()), "an error says what it is");
        assert!(seen.iter().all(|i| (*i as usize) < files.len()), "of the files given");
        let second = read(session, files, options);
        assert!(first == second, "the same input gives the same report");
    });
}

fn read(
    session: &mut Session,
    files: &[(&str, &[u8])],
    options: &ParseOptions,
) -> (ParseReport, Vec<MessageRow>) {
    let file = |(name, bytes): &(&str, &'_ [u8])| (name.to_string(), bytes.to_vec());
    let held: Vec<(String, Vec<u8>)> = files.iter().map(file).collect();
    let mut files: Vec<File<'_>> = held
        .iter()
        .map(|(name, bytes)| File {
            name: name.clone(),
            data: Box::new(bytes.as_slice()),
            options: options.clone(),
        })
        .collect();
    let mut done = 0;
    let report = session.parse(&mut files, &mut |progress| {
        assert!(progress.done >= done, "progress runs back");
        assert!(progress.done <= progress.total, "progress beyond its end");
        done = progress.done;
        ControlFlow::Continue(())
    });
    let report = report.expect("nobody cancelled");
    let conversations = report.sources.iter().flat_map(|s| &s.conversations);
    let rows = conversations.flat_map(|c| session.messages(&c.id, 0, u32::MAX)).collect();
    (report, rows)
}

/// Every line or record went somewhere, and every message stands in a conversation.
fn assert_accounts(source: &SourceReport) {
    let l = source.ledger;
    let parts = [l.messages, l.continuation, l.recognised, l.blank, l.duplicates, l.unparsed];
    assert_eq!(l.total, parts.iter().sum::<u64>(), "{} {l:?}", source.format);
    assert_eq!(l.unparsed, source.unparsed.records);
    assert!(source.unparsed.samples.len() as u64 <= l.unparsed);
    assert!(l.total > 0, "a source holds something");
    for conversation in &source.conversations {
        let by_kind: u64 = conversation.kinds.values().sum();
        let notices = conversation.kinds.get("system").copied().unwrap_or(0);
        assert_eq!(conversation.messages + notices, by_kind);
        assert!(conversation.participants <= conversation.messages);
    }
}

/// Conversations part the messages among them; whoever writes in one is a member of it; what is
/// answered stands in it.
fn assert_rows(export: &Export, rows: &[MessageRow]) {
    let of = |c: &Conversation| c.rows.clone();
    let mut next = 0;
    for range in export.conversations().iter().map(of) {
        assert_eq!(range.start, next, "conversations follow each other");
        next = range.end;
    }
    assert_eq!(next as usize, export.len(), "every message stands in a conversation");
    let shown = rows.len();
    assert_eq!(shown, export.len(), "every message is shown");
    for (i, conversation) in export.conversations().iter().enumerate() {
        let mut last = None;
        for message in export.messages(conversation) {
            assert_eq!(message.conversation.0 as usize, i);
            if let Some(member) = message.member {
                let member = &export.members()[member.0 as usize];
                assert_eq!(member.conversation.0 as usize, i, "a member of another conversation");
                assert!(message.name.is_some_and(|n| !n.is_empty()), "a sender without a name");
            }
            if let Some(reply) = message.reply_to {
                assert!(conversation.rows.contains(&reply.0), "an answer to another conversation");
                assert_ne!(reply, message.id, "an answer to itself");
            }
            assert!(message.time.is_none() || message.time >= last, "time runs back");
            last = message.time.or(last);
        }
    }
}

/// Several files out of one input: each begins with [`NEXT_FILE`], its name and a line end.
pub fn files(input: &[u8]) -> Vec<(String, &[u8])> {
    let (mut found, mut rest) = (Vec::new(), input);
    while let Some(at) = position(rest, NEXT_FILE.as_bytes()) {
        rest = &rest[at + NEXT_FILE.len()..];
        let Some(end) = rest.iter().position(|b| *b == b'\n') else { break };
        let body = &rest[end + 1..];
        let len = position(body, NEXT_FILE.as_bytes()).unwrap_or(body.len());
        found.push((String::from_utf8_lossy(&rest[..end]).into_owned(), &body[..len]));
        rest = &body[len..];
    }
    found
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|w| w == wanted)
}

/// The archive that several files make, uncompressed: what is compressed a fuzzer cannot see into.
/// An input that is no list of files is handed on as it is.
pub fn packed(input: &[u8]) -> Vec<u8> {
    let files = files(input);
    if files.is_empty() {
        return input.to_vec();
    }
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        // A name twice: the writer refuses what an attacker would not.
        if writer.start_file(name, options).is_ok() {
            writer.write_all(bytes).expect("memory");
        }
    }
    writer.finish().expect("memory").into_inner()
}
