//! Files made to break readers: each ends in an error or in a result, in time that grows with its
//! size, and in memory that has a limit. Made here, none is stored.
//!
//! Every case runs in a size that is quick. All of them in full size, alone for their memory:
//! `cargo test --release --test native hostile -- --include-ignored --test-threads=1`, and
//! `/usr/bin/time -v target/release/deps/native-… --exact hostile::a_line_without_end::full --include-ignored`.

#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "times are what is measured")]

use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use qunzhen::ingest::File;
use qunzhen::ingest::source::ReadAt;
use qunzhen::report::ParseOptions;
use zip::CompressionMethod::{self, Deflated, Stored};
use zip::write::SimpleFileOptions;

use containers::*;

mod containers;

/// No case takes as long, in either size and on a busy machine: beyond, it does not end.
const LONGEST: Duration = Duration::from_secs(300);

/// Bytes that are made as they are read: a beginning, a piece many times, an end. In every piece
/// `@@@@@@@@` is its number.
struct Made {
    head: Vec<u8>,
    piece: Vec<u8>,
    number_at: Option<usize>,
    count: u64,
    tail: Vec<u8>,
}

fn made(head: &str, piece: &str, bytes: usize, tail: &str) -> Made {
    made_times(head, piece, (bytes / piece.len()) as u64, tail)
}

fn made_times(head: &str, piece: &str, count: u64, tail: &str) -> Made {
    Made {
        head: head.into(),
        piece: piece.into(),
        number_at: piece.find("@@@@@@@@"),
        count,
        tail: tail.into(),
    }
}

impl ReadAt for Made {
    fn size(&self) -> u64 {
        self.head.len() as u64 + self.piece.len() as u64 * self.count + self.tail.len() as u64
    }

    fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> std::io::Result<usize> {
        let (head, len) = (self.head.len() as u64, self.piece.len() as u64);
        let tail = head + len * self.count;
        let (mut at, mut filled) = (offset, 0);
        while filled < buf.len() && at < self.size() {
            let from: &[u8] = if at < head {
                &self.head[at as usize..]
            } else if at >= tail {
                &self.tail[(at - tail) as usize..]
            } else {
                let (n, inside) = ((at - head) / len, (at - head) % len);
                if let Some(place) = self.number_at {
                    let digits = format!("{n:08}");
                    self.piece[place..place + 8].copy_from_slice(digits.as_bytes());
                }
                &self.piece[inside as usize..]
            };
            let now = from.len().min(buf.len() - filled);
            buf[filled..filled + now].copy_from_slice(&from[..now]);
            (filled, at) = (filled + now, at + now as u64);
        }
        Ok(filled)
    }
}

/// What became of files: per source its format, messages and unparsed records, per failure its code.
fn outcome(files: Vec<(String, Box<dyn ReadAt>)>) -> Vec<String> {
    let options = ParseOptions::default();
    let mut files: Vec<File<'_>> = files
        .into_iter()
        .map(|(name, data)| File { name, data, options: options.clone() })
        .collect();
    let go_on = &mut |_| ControlFlow::Continue(());
    let (export, failures) = qunzhen::ingest::read(&mut files, go_on).expect("not cancelled");
    let sources = export.sources().iter().map(|source| {
        let l = source.ledger;
        let parts = [l.messages, l.continuation, l.recognised, l.blank, l.duplicates, l.unparsed];
        assert_eq!(l.total, parts.iter().sum::<u64>(), "{}: {l:?}", source.format);
        format!("{} {} {}", source.format, l.messages, l.unparsed)
    });
    sources.chain(failures.iter().map(|(_, error)| error.code().to_string())).collect()
}

type Files = Vec<(String, Box<dyn ReadAt>)>;

fn one(name: &str, data: impl ReadAt + 'static) -> Files {
    vec![(name.to_string(), Box::new(data))]
}

/// Bytes that are held.
struct Held(Vec<u8>);

impl ReadAt for Held {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> std::io::Result<usize> {
        (&mut self.0.as_slice()).read_at(offset, buf)
    }
}

fn ends(name: &str, files: Files) -> String {
    let start = Instant::now();
    let mut found = outcome(files);
    let took = start.elapsed();
    let several = found.len();
    found.dedup();
    let found =
        if several > 3 { format!("{several} × {}", found.join(", ")) } else { found.join(", ") };
    println!("{name}: {found}, {:.1} s", took.as_secs_f64());
    assert!(took < LONGEST, "{name} took {took:?}");
    found
}

/// A case: how it is made in some size, what becomes of it in a small size, and its full size.
macro_rules! hostile {
    ($($name:ident: $make:path, $small:expr => $outcome:expr, $full:expr;)*) => {$(
        mod $name {
            #[test]
            fn small() {
                assert_eq!(super::ends(stringify!($name), $make($small)), $outcome);
            }

            #[test]
            #[ignore = "takes long, or much memory"]
            fn full() {
                super::ends(stringify!($name), $make($full));
            }
        }
    )*};
}

const MB: usize = 1 << 20;
const HEAD: &str = "3/8/25, 09:02 - Lena: hi\n3/13/25, 09:03 - Tom: ";
const CSV: &str = "time,sender,text\n2025-03-08 09:02,Lena,hi\n2025-03-08 09:03,Tom,ho\n";
const PAGE: &str = "<html><body><p>2025-03-08 09:02:11 Lena</p><p>hi</p>";
const JSON: &str = r#"{"name":"Camp","type":"private_group","id":1,"messages":["#;

fn record(n: &str, rest: &str) -> String {
    format!(
        r#"{{"id":{n},"type":"message","date":"2025-03-08T09:02:11","date_unixtime":"1741395731","from":"Lena","from_id":"user1","text":{rest}}}"#
    )
}

fn only(piece: &str, head: &str, name: &str, bytes: usize) -> Files {
    one(name, made(head, piece, bytes, ""))
}

fn only_newlines(bytes: usize) -> Files {
    only("\n", "", "a.txt", bytes)
}

fn newlines_in_a_chat(bytes: usize) -> Files {
    only("\n", HEAD, "a.txt", bytes)
}

fn only_quotes(bytes: usize) -> Files {
    only("\"", "", "a.csv", bytes)
}

fn quotes_in_a_table(bytes: usize) -> Files {
    only("\"", CSV, "a.csv", bytes)
}

/// Whichever line a reader begins with: it opens a quote that the next ones do not close.
fn quotes_that_never_close(bytes: usize) -> Files {
    only("x\"y,\"z\n", CSV, "a.csv", bytes)
}

fn commas_without_end(bytes: usize) -> Files {
    only(",", CSV, "a.csv", bytes)
}

fn only_angles(bytes: usize) -> Files {
    only("<", "", "a.html", bytes)
}

fn angles_in_a_page(bytes: usize) -> Files {
    only("<", PAGE, "a.html", bytes)
}

fn data_sections_without_end(bytes: usize) -> Files {
    only("<![CDATA[", PAGE, "a.html", bytes)
}

fn comments_without_end(bytes: usize) -> Files {
    only("<!--", PAGE, "a.html", bytes)
}

fn scripts_without_end(bytes: usize) -> Files {
    only("<script>", PAGE, "a.html", bytes)
}

fn tags_without_end(bytes: usize) -> Files {
    only("<a b='c", PAGE, "a.html", bytes)
}

fn tags_in_tags(bytes: usize) -> Files {
    only("<div>", PAGE, "a.html", bytes)
}

fn tables_in_tables(bytes: usize) -> Files {
    only("<table><tr><td>", PAGE, "a.html", bytes)
}

fn entities(bytes: usize) -> Files {
    only("&amp", PAGE, "a.html", bytes)
}

fn a_page_of_telegram_open_everywhere(bytes: usize) -> Files {
    let head = r#"<html><body><div class="page_wrap"><div class="history"><div class="message default clearfix" id="message1"><div class="body"><div class="pull_right date details" title="08.03.2025 09:02:11 UTC+08:00">09:02</div><div class="from_name">Lena</div><div class="text">hi"#;
    only(r#"<div class="text">x"#, head, "messages.html", bytes)
}

fn a_line_without_end(bytes: usize) -> Files {
    only("x", "", "a.txt", bytes)
}

fn a_message_without_end(bytes: usize) -> Files {
    only("长", HEAD, "a.txt", bytes)
}

fn a_line_of_heads(bytes: usize) -> Files {
    only("3/13/25, 09:03 - Tom: ", HEAD, "a.txt", bytes)
}

fn senders(count: usize) -> Files {
    let piece = "3/13/25, 09:03 - P@@@@@@@@: hi\n";
    one("a.txt", made_times("", piece, count as u64, ""))
}

fn names_of_a_paste(count: usize) -> Files {
    one("a.txt", made_times("", "P@@@@@@@@:\n好\n\n", count as u64, ""))
}

fn senders_of_a_table(count: usize) -> Files {
    one("a.csv", made_times(CSV, "2025-03-08 09:02,P@@@@@@@@,hi\n", count as u64, ""))
}

fn members(count: usize) -> Files {
    let head =
        r#"{"chatlab":{"version":"0.0.1"},"meta":{"name":"Camp","type":"group"},"members":["#;
    let piece = r#"{"platformId":"@@@@@@@@","accountName":"P"},"#;
    let tail = r#"{"platformId":"1","accountName":"Lena"}],"messages":[{"sender":"1","accountName":"Lena","timestamp":1741395731,"type":0,"content":"hi"}]}"#;
    one("a.json", made_times(head, piece, count as u64, tail))
}

fn senders_of_json(count: usize) -> Files {
    let piece = record("@@@@@@@@", "\"hi\"").replace("user1", "user@@@@@@@@") + ",";
    let piece = piece.replacen("@@@@@@@@", "1", 1);
    let tail = record("2", "\"ho\"") + "]}";
    one("result.json", made_times(JSON, &piece, count as u64, &tail))
}

fn conversations(count: usize) -> Files {
    let head = r#"{"about":"","personal_information":{"user_id":1},"chats":{"list":["#;
    let chat = format!(
        r#"{{"name":"P","type":"personal_chat","id":@@@@@@@@,"messages":[{}]}},"#,
        record("1", "\"hi\"")
    );
    let last = chat.replace("@@@@@@@@", "1");
    let tail = format!("{}]}}}}", last.trim_end_matches(','));
    one("result.json", made_times(head, &chat, count as u64, &tail))
}

fn a_text_of_json_without_end(bytes: usize) -> Files {
    let whole = record("1", "\"hi\"") + "," + &record("2", "\"");
    let head = format!("{JSON}{}", whole.trim_end_matches('}'));
    let tail = format!("\"}},{}]}}", record("3", "\"ho\""));
    one("result.json", made(&head, "x", bytes, &tail))
}

fn a_value_of_json_without_end(bytes: usize) -> Files {
    let head = format!(r#"{{"photo":"{}"#, "");
    let tail = format!(r#"",{}{}]}}"#, &JSON[1..], record("1", "\"hi\""));
    one("result.json", made(&head, "x", bytes, &tail))
}

fn brackets(bytes: usize) -> Files {
    only("[", "", "a.json", bytes)
}

fn keys_in_keys(bytes: usize) -> Files {
    only(r#"{"a":"#, "", "a.json", bytes)
}

fn brackets_in_a_record(bytes: usize) -> Files {
    let whole = format!("{JSON}{},{}", record("1", "\"hi\""), record("2", ""));
    let tail = format!(",{}]}}", record("3", "\"ho\""));
    one("result.json", made(whole.trim_end_matches('}'), "[", bytes, &tail))
}

fn brackets_that_fit_in_a_record(bytes: usize) -> Files {
    let nested = "[".repeat(bytes / 2) + &"]".repeat(bytes / 2);
    let records = [record("1", "\"hi\""), record("2", &nested), record("3", "\"ho\"")].join(",");
    one("result.json", Held(format!("{JSON}{records}]}}").into_bytes()))
}

fn numbers_in_a_record(bytes: usize) -> Files {
    let whole = format!("{JSON}{},{}", record("1", "\"hi\""), record("2", "["));
    let tail = format!("0]}},{}]}}", record("3", "\"ho\""));
    one("result.json", made(whole.trim_end_matches('}'), "0,", bytes, &tail))
}

fn keys_in_a_record(bytes: usize) -> Files {
    let whole = format!("{JSON}{},{}", record("1", "\"hi\""), record("2", "\"ho\""));
    let tail = format!("}},{}]}}", record("3", "\"ho\""));
    one("result.json", made(whole.trim_end_matches('}'), r#","@@@@@@@@":1"#, bytes, &tail))
}

fn stray_quotes(bytes: usize) -> Files {
    let piece = record("1", "\"\"hi\"") + ",";
    let tail = record("3", "\"ho\"") + "]}";
    one("result.json", made(JSON, &piece, bytes, &tail))
}

fn lists_again_and_again(bytes: usize) -> Files {
    let piece = format!(r#""messages":[{}],"#, record("1", "\"hi\""));
    let head = r#"{"name":"Camp","type":"private_group","id":1,"#;
    one("result.json", made(head, &piece, bytes, r#""a":1}"#))
}

fn loose_brackets(bytes: usize) -> Files {
    let head = format!("{JSON}{}", record("1", "\"hi\""));
    only("}]", &head, "result.json", bytes)
}

fn json_lines_without_end(bytes: usize) -> Files {
    let head = "{\"_type\":\"header\",\"chatlab\":{\"version\":\"0.0.1\"},\"meta\":{\"name\":\"Camp\",\"type\":\"group\"}}\n{\"_type\":\"message\",\"sender\":\"1\",\"accountName\":\"Lena\",\"timestamp\":1741395731,\"type\":0,\"content\":\"hi\"}\n{\"_type\":\"message\",\"content\":\"";
    only("x", head, "a.jsonl", bytes)
}

fn files_of_one_name(count: usize) -> Files {
    let chat = |i: usize| {
        format!(
            r#"{{"name":"Camp","type":"private_group","id":{i},"messages":[{}]}}"#,
            record("1", "\"hi\"")
        )
    };
    (0..count)
        .map(|i| {
            let data: Box<dyn ReadAt> = Box::new(Held(chat(i).into_bytes()));
            (format!("{i}/result.json"), data)
        })
        .collect()
}

fn parts_of_mails(bytes: usize) -> Files {
    let head = "Subject: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n";
    only("--b\nContent-Type: multipart/mixed; boundary=\"b\"\n\n", head, "a.eml", bytes)
}

hostile! {
    only_newlines: super::only_newlines, super::MB => "empty-file", 50 * super::MB;
    newlines_in_a_chat: super::newlines_in_a_chat, super::MB => "whatsapp 2 0", 50 * super::MB;
    only_quotes: super::only_quotes, super::MB => "one-endless-line", 50 * super::MB;
    quotes_in_a_table: super::quotes_in_a_table, super::MB => "table 2 1", 50 * super::MB;
    quotes_that_never_close: super::quotes_that_never_close, super::MB => "table 3 0", 50 * super::MB;
    commas_without_end: super::commas_without_end, super::MB => "table 2 0", 50 * super::MB;
    only_angles: super::only_angles, super::MB => "one-endless-line", 50 * super::MB;
    angles_in_a_page: super::angles_in_a_page, super::MB => "wechat_paste 1 0", 50 * super::MB;
    data_sections_without_end: super::data_sections_without_end, super::MB => "wechat_paste 1 0", 50 * super::MB;
    comments_without_end: super::comments_without_end, super::MB => "wechat_paste 1 0", 50 * super::MB;
    scripts_without_end: super::scripts_without_end, super::MB => "wechat_paste 1 0", 50 * super::MB;
    tags_without_end: super::tags_without_end, super::MB => "wechat_paste 1 0", 50 * super::MB;
    tags_in_tags: super::tags_in_tags, super::MB => "wechat_paste 1 0", 50 * super::MB;
    tables_in_tables: super::tables_in_tables, super::MB => "wechat_paste 1 0", 50 * super::MB;
    entities: super::entities, super::MB => "wechat_paste 1 0", 50 * super::MB;
    a_page_of_telegram_open_everywhere: super::a_page_of_telegram_open_everywhere, super::MB => "telegram 1 0", 50 * super::MB;
    a_line_without_end: super::a_line_without_end, 4 * super::MB => "one-endless-line", 200 * super::MB;
    a_message_without_end: super::a_message_without_end, 4 * super::MB => "whatsapp 2 0", 200 * super::MB;
    a_line_of_heads: super::a_line_of_heads, 4 * super::MB => "whatsapp 2 0", 200 * super::MB;
    senders: super::senders, 10_000 => "whatsapp 10000 0", 1_000_000;
    names_of_a_paste: super::names_of_a_paste, 10_000 => "unknown-format", 1_000_000;
    senders_of_a_table: super::senders_of_a_table, 10_000 => "table 10002 0", 1_000_000;
    members: super::members, 20_000 => "chatlab 1 0", 10_000_000;
    senders_of_json: super::senders_of_json, 10_000 => "telegram 2 0", 1_000_000;
    conversations: super::conversations, 5_000 => "telegram 5001 0", 200_000;
    a_text_of_json_without_end: super::a_text_of_json_without_end, 4 * super::MB => "telegram 3 0", 200 * super::MB;
    a_value_of_json_without_end: super::a_value_of_json_without_end, 12 * super::MB => "one-endless-line", 200 * super::MB;
    brackets: super::brackets, 100_000 => "one-endless-line", 200 * super::MB;
    keys_in_keys: super::keys_in_keys, 500_000 => "one-endless-line", 200 * super::MB;
    brackets_in_a_record: super::brackets_in_a_record, 100_000 => "telegram 1 1", 200 * super::MB;
    brackets_that_fit_in_a_record: super::brackets_that_fit_in_a_record, 100_000 => "telegram 2 1", 40 * super::MB;
    numbers_in_a_record: super::numbers_in_a_record, 4 * super::MB => "telegram 2 1", 60 * super::MB;
    keys_in_a_record: super::keys_in_a_record, 4 * super::MB => "telegram 3 0", 60 * super::MB;
    stray_quotes: super::stray_quotes, super::MB => "telegram 1 8128", 50 * super::MB;
    lists_again_and_again: super::lists_again_and_again, super::MB => "telegram 1 0", 50 * super::MB;
    loose_brackets: super::loose_brackets, super::MB => "telegram 1 0", 50 * super::MB;
    json_lines_without_end: super::json_lines_without_end, 4 * super::MB => "chatlab 1 1", 200 * super::MB;
    a_bomb: super::a_bomb, 8 * super::MB => "whatsapp 2 0", 1024 * super::MB;
    bombs_in_a_bomb: super::bombs_in_a_bomb, 8 * super::MB => "16 × archive", 200 * super::MB;
    many_small_bombs: super::many_small_bombs, 4 => "too-large", 250;
    one_part_many_times: super::one_part_many_times, 4 => "malformed", 2000;
    a_part_longer_than_it_says: super::a_part_longer_than_it_says, super::MB => "nothing-inside", 1024 * super::MB;
    a_part_shorter_than_it_says: super::a_part_shorter_than_it_says, super::MB => "too-large", 200 * super::MB;
    a_part_beyond_the_file: super::a_part_beyond_the_file, super::MB => "malformed", 200 * super::MB;
    many_chats: super::many_chats, 300 => "300 × whatsapp 2 0", 50_000;
    more_parts_than_any: super::more_parts_than_any, 61_000 => "too-large", 65_535;
    names_that_climb: super::names_that_climb, 4 => "4 × whatsapp 2 0", 400;
    laughs_in_a_workbook: super::laughs_in_a_workbook, 100 => "table 1 0", 1_000_000;
    laughs_in_a_document: super::laughs_in_a_document, 100 => "wechat_paste 1 0", 1_000_000;
    deep_document: super::deep_document, 10_000 => "wechat_paste 1 0", 10_000_000;
    deep_workbook: super::deep_workbook, 10_000 => "table 1 0", 10_000_000;
    attributes_in_a_document: super::attributes_in_a_document, 10_000 => "wechat_paste 1 0", 1_000_000;
    attributes_in_a_workbook: super::attributes_in_a_workbook, 10_000 => "table 1 1", 1_000_000;
    a_cell_without_end: super::a_cell_without_end, 2 * super::MB => "table 1 1", 200 * super::MB;
    a_sheet_larger_than_it_says: super::a_sheet_larger_than_it_says, 2 * super::MB => "too-large", 1024 * super::MB;
    one_sheet_many_times: super::one_sheet_many_times, 2 => "table 1 0", 1000;
    relations_and_sheets: super::relations_and_sheets, 2_000 => "table 1 0", 1_000_000;
    last_rows_of_many_sheets: super::last_rows_of_many_sheets, 2 => "table 2 2", 900;
    a_chain_in_circles: super::a_chain_in_circles, super::MB => "empty-file", 200 * super::MB;
    tables_in_circles: super::tables_in_circles, super::MB => "empty-file", 200 * super::MB;
    sheets_in_one_place: super::sheets_in_one_place, 1_000 => "empty-file", 100_000;
    files_of_one_name: super::files_of_one_name, 200 => "200 × telegram 1 0", 5_000;
    parts_of_mails: super::parts_of_mails, super::MB => "wechat_paste 21400 2", 50 * super::MB;
}
