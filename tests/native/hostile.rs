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

/// An archive as a careless or hostile program writes it: what it says of its parts is given.
#[derive(Default)]
struct Archive {
    bytes: Vec<u8>,
    list: Vec<u8>,
    count: u16,
}

impl Archive {
    /// Adds the bytes of a part, packed or not; gives where they lie.
    fn part(&mut self, name: &[u8], bytes: &[u8], method: u16, says: u32) -> u32 {
        let at = self.bytes.len() as u32;
        self.bytes.extend(b"PK\x03\x04\x14\0\0\0");
        self.bytes.extend(method.to_le_bytes());
        self.bytes.extend([0; 8]);
        self.bytes.extend((bytes.len() as u32).to_le_bytes());
        self.bytes.extend(says.to_le_bytes());
        self.bytes.extend((name.len() as u32).to_le_bytes());
        self.bytes.extend(name);
        self.bytes.extend(bytes);
        self.entry(name, at, bytes.len() as u32, method, says);
        at
    }

    /// Lists a part that lies somewhere.
    fn entry(&mut self, name: &[u8], at: u32, packed: u32, method: u16, says: u32) {
        self.list.extend(b"PK\x01\x02\x14\0\x14\0\0\0");
        self.list.extend(method.to_le_bytes());
        self.list.extend([0; 8]);
        self.list.extend(packed.to_le_bytes());
        self.list.extend(says.to_le_bytes());
        self.list.extend((name.len() as u32).to_le_bytes());
        self.list.extend([0; 10]);
        self.list.extend(at.to_le_bytes());
        self.list.extend(name);
        self.count = self.count.saturating_add(1);
    }

    fn end(mut self) -> Held {
        let at = self.bytes.len() as u32;
        self.bytes.extend(&self.list);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend([self.count.to_le_bytes(), self.count.to_le_bytes()].concat());
        self.bytes.extend((self.list.len() as u32).to_le_bytes());
        self.bytes.extend(at.to_le_bytes());
        self.bytes.extend([0; 2]);
        Held(self.bytes)
    }
}

/// So many bytes of a piece, deflated.
fn deflated(head: &str, piece: &str, bytes: usize, tail: &str) -> Vec<u8> {
    let zip = zip_of(&[("a", made(head, piece, bytes, tail))], Deflated);
    // Behind the local header of 30 bytes and the name lies what is wanted.
    let packed = u32::from_le_bytes(zip[18..22].try_into().unwrap()) as usize;
    zip[31..31 + packed].to_vec()
}

fn zip_of(parts: &[(&str, Made)], method: CompressionMethod) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, part) in parts {
        writer.start_file(*name, options).unwrap();
        let mut part = Made {
            head: part.head.clone(),
            piece: part.piece.clone(),
            tail: part.tail.clone(),
            ..*part
        };
        let (mut at, mut buf) = (0, vec![0; MB]);
        loop {
            let n = part.read_at(at, &mut buf).unwrap();
            if n == 0 {
                break;
            }
            writer.write_all(&buf[..n]).unwrap();
            at += n as u64;
        }
    }
    writer.finish().unwrap().into_inner()
}

fn a_bomb(bytes: usize) -> Files {
    one("a.zip", Held(zip_of(&[("_chat.txt", made(HEAD, "x", bytes, ""))], Deflated)))
}

fn bombs_in_a_bomb(bytes: usize) -> Files {
    let inner = zip_of(&[("_chat.txt", made(HEAD, "x", bytes, ""))], Deflated);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..16 {
        writer.start_file(format!("{i}.zip"), SimpleFileOptions::default()).unwrap();
        writer.write_all(&inner).unwrap();
    }
    one("a.zip", Held(writer.finish().unwrap().into_inner()))
}

/// Each small enough to be harmless: all of them together are not.
fn many_small_bombs(count: usize) -> Files {
    let packed = deflated("", "x", 60 * MB, "");
    let mut archive = Archive::default();
    for i in 0..count {
        archive.part(format!("{i}.txt").as_bytes(), &packed, 8, 60 << 20);
    }
    one("a.zip", archive.end())
}

/// All of its parts lie in one place.
fn one_part_many_times(count: usize) -> Files {
    let packed = deflated(HEAD, "x", 30 * MB, "");
    let mut archive = Archive::default();
    let says = 30 << 20;
    let at = archive.part(b"a.txt", &packed, 8, says);
    for i in 1..count {
        archive.entry(format!("{i}.txt").as_bytes(), at, packed.len() as u32, 8, says);
    }
    one("a.zip", archive.end())
}

fn a_part_longer_than_it_says(bytes: usize) -> Files {
    let mut archive = Archive::default();
    archive.part(b"_chat.txt", &deflated(HEAD, "x", bytes, ""), 8, 100);
    one("a.zip", archive.end())
}

fn a_part_shorter_than_it_says(bytes: usize) -> Files {
    let mut archive = Archive::default();
    archive.part(b"_chat.txt", &deflated(HEAD, "x", bytes, ""), 8, u32::MAX - 1);
    one("a.zip", archive.end())
}

fn a_part_beyond_the_file(bytes: usize) -> Files {
    let mut archive = Archive::default();
    archive.entry(b"_chat.txt", u32::MAX - 1, 100, 8, bytes as u32);
    archive.entry(b"b.txt", 0, u32::MAX - 1, 0, bytes as u32);
    archive.bytes = b"PK\x03\x04".to_vec();
    one("a.zip", archive.end())
}

fn many_chats(count: usize) -> Files {
    let mut archive = Archive::default();
    for i in 0..count {
        let text = format!("{HEAD}{i}\n");
        archive.part(format!("{i}/_chat.txt").as_bytes(), text.as_bytes(), 0, text.len() as u32);
    }
    one("a.zip", archive.end())
}

fn more_parts_than_any(count: usize) -> Files {
    let mut archive = Archive::default();
    for i in 0..count {
        archive.part(format!("{i}.jpg").as_bytes(), b"", 0, 0);
    }
    one("a.zip", archive.end())
}

fn names_that_climb(count: usize) -> Files {
    let mut archive = Archive::default();
    let names: [&[u8]; 4] =
        [b"../../../../etc/_chat.txt", b"/etc/_chat.txt", b"C:\\a\\..\\_chat.txt", b"\0\xFF\n"];
    for name in names.into_iter().cycle().take(count) {
        archive.part(name, HEAD.as_bytes(), 0, HEAD.len() as u32);
    }
    one("a.zip", archive.end())
}

const TYPES: &str = "<?xml version=\"1.0\"?><Types/>";
const BOOK: &str = "<workbook><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>";
const ROWS: &str = "<row><c t=\"inlineStr\"><is><t>time</t></is></c><c t=\"inlineStr\"><is><t>sender</t></is></c><c t=\"inlineStr\"><is><t>text</t></is></c></row><row><c t=\"inlineStr\"><is><t>2025-03-08 09:02</t></is></c><c t=\"inlineStr\"><is><t>Lena</t></is></c><c t=\"inlineStr\"><is><t>hi</t></is></c></row>";

fn still(text: &str) -> Made {
    made_times(text, "-", 0, "")
}

/// A workbook with one sheet of two rows and what is added to its `part`.
fn workbook(part: &str, added: Made) -> Files {
    let sheet = |rest: &str| format!("<worksheet><sheetData>{ROWS}{rest}");
    let mut parts = vec![("[Content_Types].xml", still(TYPES))];
    let in_sheet = part == "xl/worksheets/sheet1.xml";
    if part != "xl/workbook.xml" {
        parts.push(("xl/workbook.xml", still(BOOK)));
    }
    if in_sheet {
        let head = sheet(std::str::from_utf8(&added.head).unwrap());
        parts.push(("xl/worksheets/sheet1.xml", Made { head: head.into_bytes(), ..added }));
    } else {
        parts.push(("xl/worksheets/sheet1.xml", still(&sheet("</sheetData></worksheet>"))));
        parts.push((part, added));
    }
    one("a.xlsx", Held(zip_of(&parts, Deflated)))
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

const LAUGHS: &str = r#"<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">
<!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;"><!ENTITY i SYSTEM "file:///etc/passwd">]>"#;

fn laughs_in_a_workbook(count: usize) -> Files {
    let head = format!("{LAUGHS}<sst><si><t>");
    workbook("xl/sharedStrings.xml", made_times(&head, "&h;&i;", count as u64, "</t></si></sst>"))
}

fn laughs_in_a_document(count: usize) -> Files {
    let head = format!(
        "{LAUGHS}<w:document><w:body><w:p><w:r><w:t>2025-03-08 09:02:11 Lena</w:t></w:r></w:p><w:p><w:r><w:t>"
    );
    let tail = "</w:t></w:r></w:p></w:body></w:document>";
    document(made_times(&head, "&h;&i;", count as u64, tail))
}

fn document(part: Made) -> Files {
    let parts = [("[Content_Types].xml", still(TYPES)), ("word/document.xml", part)];
    one("a.docx", Held(zip_of(&parts, Deflated)))
}

const PARAGRAPHS: &str = "<w:document><w:body><w:p><w:r><w:t>2025-03-08 09:02:11 Lena</w:t></w:r></w:p><w:p><w:r><w:t>hi</w:t></w:r></w:p>";

fn deep_document(depth: usize) -> Files {
    document(made_times(PARAGRAPHS, "<w:p>", depth as u64, ""))
}

fn deep_workbook(depth: usize) -> Files {
    workbook(SHEET, made_times("", "<x>", depth as u64, ""))
}

fn attributes_in_a_document(count: usize) -> Files {
    let head = format!("{PARAGRAPHS}<w:p ");
    document(made_times(&head, "a@@@@@@@@=\"\" ", count as u64, "></w:p></w:body></w:document>"))
}

fn attributes_in_a_workbook(count: usize) -> Files {
    workbook(
        SHEET,
        made_times("<row><c ", "a@@@@@@@@=\"\" ", count as u64, "><v>1</v></c></row></sheetData>"),
    )
}

fn a_cell_without_end(bytes: usize) -> Files {
    workbook(
        SHEET,
        made("<row><c t=\"str\"><v>", "0123456789abcdef ", bytes, "</v></c></row></sheetData>"),
    )
}

fn a_sheet_larger_than_it_says(bytes: usize) -> Files {
    let mut archive = Archive::default();
    archive.part(b"[Content_Types].xml", TYPES.as_bytes(), 0, TYPES.len() as u32);
    archive.part(b"xl/workbook.xml", BOOK.as_bytes(), 0, BOOK.len() as u32);
    let head = format!("<worksheet><sheetData>{ROWS}<row><c t=\"str\"><v>");
    archive.part(SHEET.as_bytes(), &deflated(&head, "x", bytes, ""), 8, 1000);
    one("a.xlsx", archive.end())
}

fn one_sheet_many_times(count: usize) -> Files {
    let head = "<workbook><sheets>";
    let book =
        made_times(head, "<sheet name=\"a\" r:id=\"r1\"/>", count as u64, "</sheets></workbook>");
    let rows = format!("<worksheet><sheetData>{ROWS}");
    let parts = [
        ("[Content_Types].xml", still(TYPES)),
        ("xl/workbook.xml", book),
        (
            "xl/_rels/workbook.xml.rels",
            still(
                "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
            ),
        ),
        (SHEET, made(&rows, "<c/>", 4 * MB, "</sheetData></worksheet>")),
    ];
    one("a.xlsx", Held(zip_of(&parts, Deflated)))
}

fn relations_and_sheets(count: usize) -> Files {
    let count = count as u64;
    let book =
        made_times("<workbook><sheets>", "<sheet r:id=\"x\"/>", count, "</sheets></workbook>");
    let head = "<Relationships>";
    let relations = made_times(head, "<Relationship Id=\"r@@@@@@@@\" Target=\"a\"/>", count, "");
    let rows = format!("<worksheet><sheetData>{ROWS}</sheetData></worksheet>");
    let parts = [
        ("[Content_Types].xml", still(TYPES)),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relations),
        (SHEET, still(&rows)),
    ];
    one("a.xlsx", Held(zip_of(&parts, Stored)))
}

fn last_rows_of_many_sheets(count: usize) -> Files {
    let mut parts = vec![("[Content_Types].xml".to_string(), still(TYPES))];
    let sheets: String = (1..=count).map(|i| format!("<sheet name=\"{i}\"/>")).collect();
    parts.push(("xl/workbook.xml".into(), still(&format!("<workbook><sheets>{sheets}"))));
    let rows = format!("<worksheet><sheetData>{ROWS}<row r=\"1048575\"><c><v>1</v></c></row>");
    for i in 1..=count {
        parts.push((format!("xl/worksheets/sheet{i}.xml"), still(&rows)));
    }
    let parts: Vec<(&str, Made)> = parts
        .iter()
        .map(|(n, p)| (n.as_str(), still(std::str::from_utf8(&p.head).unwrap())))
        .collect();
    one("a.xlsx", Held(zip_of(&parts, Deflated)))
}

/// A compound file (MS-CFB) with one stream that says to be of that size, in a chain of sectors.
fn compound(stream: &[u8], size: u32, chain: impl Fn(u32) -> u32) -> Vec<u8> {
    let sectors = stream.len().div_ceil(512) as u32;
    let tables = (sectors + 2 + 200).div_ceil(128);
    let mut header = vec![0; 512];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    header[30] = 9;
    let put =
        |bytes: &mut [u8], at: usize, n: u32| bytes[at..at + 4].copy_from_slice(&n.to_le_bytes());
    put(&mut header, 48, tables);
    put(&mut header, 60, u32::MAX - 1);
    put(&mut header, 68, u32::MAX - 1);
    for i in 0..109 {
        put(&mut header, 76 + i as usize * 4, if i < tables { i } else { u32::MAX });
    }
    let mut table = vec![0xFF; tables as usize * 512];
    put(&mut table, tables as usize * 4, u32::MAX - 1);
    let first = tables + 1;
    for i in 0..sectors {
        put(&mut table, (first + i) as usize * 4, first + chain(i));
    }
    let mut directory = vec![0; 512];
    for (i, (name, at, size)) in
        [("Root Entry", u32::MAX - 1, 0), ("Workbook", first, size)].into_iter().enumerate()
    {
        let entry = &mut directory[i * 128..];
        let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        entry[..name.len()].copy_from_slice(&name);
        entry[64] = name.len() as u8;
        put(entry, 116, at);
        put(entry, 120, size);
    }
    let mut out = [header, table, directory, stream.to_vec()].concat();
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

fn binary(id: u16, data: &[u8]) -> Vec<u8> {
    [&id.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

fn a_chain_in_circles(bytes: usize) -> Files {
    let begin = binary(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let mut stream = begin;
    stream.resize(4096, 0);
    let mut file = compound(&stream, u32::MAX - 16, |i| (i + 1) % 8);
    // As long as the stream may be: that of the file.
    file.resize(bytes, 0);
    one("a.xls", Held(file))
}

fn tables_in_circles(bytes: usize) -> Files {
    let mut file = compound(&[0; 4096], 4096, |i| i + 1);
    // The list of further tables goes on with itself.
    file[68..72].copy_from_slice(&1u32.to_le_bytes());
    let at = 512 * 2 + 508;
    file[at..at + 4].copy_from_slice(&1u32.to_le_bytes());
    file.resize(bytes, 0);
    one("a.xls", Held(file))
}

fn sheets_in_one_place(count: usize) -> Files {
    let begin = binary(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let place = (begin.len() + count * 13 + 4) as u32;
    let sheet = binary(0x0085, &[&place.to_le_bytes()[..], &[0, 0, 1, 0, b'a']].concat());
    let mut stream = [begin.clone(), sheet.repeat(count), binary(0x000A, &[])].concat();
    stream.extend(begin);
    let cell = binary(0x0204, &[0, 0, 0, 0, 0, 0, 0, 0, 0]);
    stream.extend(cell.repeat(count));
    stream.extend(binary(0x000A, &[]));
    let size = stream.len() as u32;
    one("a.xls", Held(compound(&stream, size, |i| i + 1)))
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
