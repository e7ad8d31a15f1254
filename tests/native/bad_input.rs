//! Files that are no chat: each gives an error that says what it is, and stops no other file.

use std::ops::ControlFlow;

use qunzhen::ingest::File;
use qunzhen::report::{ParseOptions, ProgressReport};

use crate::support::{chats, file_name, fixtures, messages, read};

/// Every how many bytes a file is damaged.
const STEP: usize = 61;

fn code_of(file: &str) -> String {
    let bytes = std::fs::read(fixtures().join("bad").join(file)).expect("fixture is there");
    let (_, report) = read(&[(file, &bytes)], ParseOptions::default());
    match report.failures.first() {
        Some(failure) => failure.code.clone(),
        None => format!("read as {}", report.sources[0].format),
    }
}

#[test]
fn what_is_no_chat_is_named() {
    for (file, code) in [
        ("empty.txt", "empty-file"),
        ("blank.txt", "empty-file"),
        ("photo.txt", "not-text"),
        ("encrypted.zip", "encrypted"),
        ("training.json", "training-data"),
        ("training_messages.jsonl", "training-data"),
        ("training_instruction.json", "training-data"),
        ("training_dialogue.json", "training-data"),
        ("training_roles.json", "training-data"),
        ("not_chat.txt", "unknown-format"),
        ("roster.csv", "roster"),
        ("roster.xlsx", "roster"),
        ("qq.bak", "not-text"),
        ("wecom_encrypted.json", "encrypted"),
        ("wecom_encrypted.jsonl", "encrypted"),
        ("wecom_encrypted_one_key.json", "encrypted"),
        // Cut inside its only message: nothing is left to show.
        ("cut.json", "malformed"),
        // The list of a chunked export without its chunks.
        ("qce_manifest.json", "malformed"),
    ] {
        assert_eq!(code_of(file), code, "{file}");
    }
}

#[test]
fn a_cut_json_keeps_what_was_read_and_says_where_it_ends() {
    let path = fixtures().join("chats/chatlab/2m_5t_cut.json");
    let bytes = std::fs::read(path).expect("fixture is there");
    let (session, report) = read(&[("cut.json", &bytes)], ParseOptions::default());
    let source = &report.sources[0];
    assert!(!messages(&session, &report).is_empty());
    let cut = source.notes.iter().find(|n| n.code == "truncated").expect("it is said");
    assert_eq!(cut.args["at"], bytes.len().to_string());
    assert_eq!(source.unparsed.records, 1);
}

#[test]
fn an_endless_line_is_told_from_its_first_bytes() {
    let bytes = vec![b'x'; 3 << 20];
    let (_, report) = read(&[("one.txt", &bytes)], ParseOptions::default());
    assert_eq!(report.failures[0].code, "one-endless-line");
}

#[test]
fn an_endless_message_is_cut_and_noted() {
    let text = format!("3/8/25, 09:02 - Lena: hi\n3/8/25, 09:03 - Tom: {}\n", "长".repeat(1 << 20));
    let (session, report) = read(&[("_chat.txt", text.as_bytes())], ParseOptions::default());
    let all = messages(&session, &report);
    assert_eq!(all.len(), 2);
    assert!(all[1].text.len() <= 1 << 20);
    assert!(report.sources[0].notes.iter().any(|n| n.code == "long-line"));
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let good = "3/8/25, 09:02 - Lena: hi\n3/8/25, 09:05 - Tom: ho\n";
    let files: [(&str, &[u8]); 3] =
        [("a.txt", good.as_bytes()), ("b.png", b"\x89PNG\r\n\x1A\n"), ("c.txt", good.as_bytes())];
    let (session, report) = read(&files, ParseOptions::default());
    assert_eq!(report.sources.len(), 2);
    assert_eq!(report.failures[0].file, "b.png");
    assert_eq!(report.sources[1].conversations[0].id, "c2");
    assert_eq!(session.messages("c2", 0, 10).len(), 2);
}

#[test]
fn wrong_options_are_named() {
    let good = "3/8/25, 09:02 - Lena: hi\n3/8/25, 09:05 - Tom: ho\n";
    let with = |options| read(&[("a.txt", good.as_bytes())], options).1.failures[0].code.clone();
    let zone = ParseOptions { tz: Some("Mars/Base".into()), ..ParseOptions::default() };
    assert_eq!(with(zone), "no-such-zone");
    let format = ParseOptions { format: Some("fax".into()), ..ParseOptions::default() };
    assert_eq!(with(format), "no-such-format");
}

#[test]
fn damaged_workbooks_documents_and_pages_end() {
    let files = [
        "table/2m_5t_scrm.xls",
        "table/2m_4t_qqtoexcel_merged_days.xlsx",
        "memotrace/2m_3t_lines.docx",
        "wechat_backup/3m_5t_table.xls",
        "wechat_share/3m_3t_mail_base64.eml",
        "qq_mht/7m_7t_group_and_friend.mht",
        "memotrace/3m_6t_page_3.html",
    ];
    for file in files {
        let bytes = std::fs::read(fixtures().join("chats").join(file)).expect("fixture is there");
        let check = |bytes: &[u8]| {
            let data = Box::new(bytes);
            let options = ParseOptions::default();
            let mut files = [File { name: file.to_string(), data, options }];
            let _ = qunzhen::ingest::read(&mut files, &mut |_| ControlFlow::Continue(()));
        };
        for at in (0..bytes.len()).step_by(STEP) {
            check(&bytes[..at]);
            for mask in [0x01, 0x80, 0xFF] {
                let mut damaged = bytes.clone();
                damaged[at] ^= mask;
                check(&damaged);
            }
        }
    }
}

#[test]
fn cut_workbooks_say_so() {
    let path = fixtures().join("chats/table/2m_4t_qqtoexcel_merged_days.xlsx");
    let bytes = std::fs::read(path).expect("fixture is there");
    let (_, report) = read(&[("a.xlsx", &bytes[..bytes.len() / 2])], ParseOptions::default());
    assert_eq!(report.failures[0].code, "malformed");
}

#[test]
fn progress_never_runs_back() {
    for (_, path, bytes) in chats() {
        let name = file_name(&path).to_string();
        let (data, mut done) = (Box::new(&bytes[..]), 0);
        let mut files = [File { name: name.clone(), data, options: ParseOptions::default() }];
        let go_on = &mut |progress: ProgressReport| {
            assert!(progress.done >= done && progress.done <= progress.total, "{name}");
            done = progress.done;
            ControlFlow::Continue(())
        };
        qunzhen::ingest::read(&mut files, go_on).expect("not cancelled");
    }
}
