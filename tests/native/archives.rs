//! Zip archives: looked into, bounded, and never trusted.

use std::io::{Cursor, Write};

use qunzhen::report::{ParseOptions, ParseReport};
use zip::write::SimpleFileOptions;

use crate::support::{messages, read, reread};

const CHAT: &str = "[08.03.25, 09:02:11] Lena: hi\n[08.03.25, 09:05:12] Tom: ho\n";

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let method = zip::CompressionMethod::Deflated;
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn load(name: &str, bytes: &[u8]) -> ParseReport {
    read(&[(name, bytes)], ParseOptions::default()).1
}

fn files(report: &ParseReport) -> Vec<(&str, &str, u64)> {
    let of = |s: &qunzhen::report::SourceReport| s.conversations.iter().map(|c| c.messages).sum();
    report.sources.iter().map(|s| (s.file.as_str(), s.format.as_str(), of(s))).collect()
}

#[test]
fn a_chat_in_a_zip_is_read_and_named_by_the_archive() {
    let bytes = zip(&[
        ("__MACOSX/._chat.txt", b"\0\x05\x16\x07Mac OS X"),
        ("00000012-PHOTO.jpg", b"\xFF\xD8\xFF"),
        ("_chat.txt", CHAT.as_bytes()),
    ]);
    let report = load("WhatsApp Chat - Camp.zip", &bytes);
    assert_eq!(files(&report), [("WhatsApp Chat - Camp.zip", "whatsapp", 2)]);
    assert!(report.sources[0].conversations[0].title.contains("Camp"));
    assert!(report.failures.is_empty());
}

#[test]
fn a_chat_goes_by_the_name_of_its_file_in_the_archive() {
    let csv = "消息ID,类型,发送人,时间,内容\n1,文本,老周,2025-03-08 09:02:11,在吗\n";
    let title = |entry: &str| {
        let report = load("memotrace.zip", &zip(&[(entry, csv.as_bytes())]));
        report.sources[0].conversations[0].title.clone()
    };
    assert_eq!(title("聊天记录/老周(wxid_lz)/老周.csv"), "老周");
    assert_eq!(title("聊天记录/messages.csv"), "memotrace");
}

#[test]
fn several_chats_are_several_sources() {
    let other = "露营群 微信群上的聊天记录如下，请查收。\n\n—————  2025-03-08  —————\n\n阿青  09:02\n\n几点\n";
    let bytes = zip(&[
        ("b/WhatsApp Chat with Lena.txt", CHAT.as_bytes()),
        ("a/mail.txt", other.as_bytes()),
        ("a/readme.md", b"nothing to see"),
    ]);
    let report = load("all.zip", &bytes);
    let expected = [
        ("all.zip/a/mail.txt", "wechat_share", 1),
        ("all.zip/b/WhatsApp Chat with Lena.txt", "whatsapp", 2),
    ];
    assert_eq!(files(&report), expected);
}

#[test]
fn an_archive_without_a_chat_says_so() {
    let report = load("x.zip", &zip(&[("a.css", b"a{}"), ("readme.md", b"nothing to see")]));
    assert_eq!(report.failures[0].code, "nothing-inside");
    assert_eq!(report.failures[0].args["files"], "1");
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let report = load("bomb.zip", &zip(&[("chat.txt", &vec![b'a'; 200 << 20])]));
    assert_eq!(report.failures[0].code, "too-large");
}

#[test]
fn an_archive_that_lies_about_its_sizes_is_an_error() {
    let mut bytes = zip(&[("_chat.txt", CHAT.repeat(500).as_bytes())]);
    let size = (CHAT.len() as u32 * 500).to_le_bytes();
    let small = 100u32.to_le_bytes();
    while let Some(at) = bytes.windows(4).position(|w| w == size) {
        bytes[at..at + 4].copy_from_slice(&small);
    }
    let report = load("lie.zip", &bytes);
    assert!(report.sources.is_empty());
    assert_eq!(report.failures.len(), 1);
}

#[test]
fn a_damaged_archive_never_panics() {
    let whole = zip(&[("_chat.txt", CHAT.repeat(50).as_bytes()), ("b.txt", CHAT.as_bytes())]);
    let (mut session, _) = read(&[("whole.zip", &whole)], ParseOptions::default());
    let mut load =
        |name, bytes: &[u8]| reread(&mut session, &[(name, bytes)], ParseOptions::default());
    for cut in (0..whole.len()).step_by(7) {
        load("cut.zip", &whole[..cut]);
    }
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        let report = load("flip.zip", &bytes);
        assert!(report.sources.len() + report.failures.len() > 0, "byte {at}");
    }
}

#[test]
fn a_file_in_a_zip_reads_as_it_does_outside() {
    let text = CHAT.repeat(20_000);
    let bytes = zip(&[("_chat.txt", text.as_bytes())]);
    let (inside, a) = read(&[("c.zip", &bytes)], ParseOptions::default());
    let (outside, b) = read(&[("c.txt", text.as_bytes())], ParseOptions::default());
    assert_eq!(a.sources[0].ledger, b.sources[0].ledger);
    let texts = |s, r| messages(s, r).into_iter().map(|m| (m.time, m.text)).collect::<Vec<_>>();
    assert_eq!(texts(&inside, &a), texts(&outside, &b));
}

#[test]
fn an_export_of_many_files_is_one_source_with_the_names_of_its_lists() {
    let users = r#"[{"id":"U1","name":"lena","profile":{"display_name":"Lena Q"}},{"id":"U2","name":"tom","real_name":"Tom R","profile":{}}]"#;
    let channels = r#"[{"id":"C1","name":"general","members":["U1","U2"]}]"#;
    let day = |n: u32| {
        format!(
            r#"[{{"type":"message","user":"U1","text":"hi <@U2> {n}","ts":"174139{n}731.000100"}},{{"type":"message","user":"U2","text":"ho","ts":"174139{n}732.000100","thread_ts":"174139{n}731.000100"}}]"#
        )
    };
    let (one, two) = (day(5), day(6));
    let bytes = zip(&[
        ("users.json", users.as_bytes()),
        ("channels.json", channels.as_bytes()),
        ("general/2025-03-08.json", one.as_bytes()),
        ("general/2025-03-09.json", two.as_bytes()),
    ]);
    let (session, report) = read(&[("export.zip", &bytes)], ParseOptions::default());
    assert_eq!(files(&report), [("export.zip", "slack", 4)]);
    let conversations = &report.sources[0].conversations;
    assert_eq!(conversations.len(), 1);
    assert_eq!(conversations[0].title, "general");
    let said: Vec<_> = messages(&session, &report)
        .into_iter()
        .map(|m| (m.sender.unwrap(), m.text, m.reply_to))
        .collect();
    let row = |who: &str, text: &str, reply| (who.to_string(), text.to_string(), reply);
    assert_eq!(said[0], row("Lena Q", "hi @Tom R 5", None));
    assert_eq!(said[1], row("Tom R", "ho", Some(0)));
    assert_eq!(said[3], row("Tom R", "ho", Some(2)));
    assert_eq!(report.lists.len(), 2);
    assert_eq!((report.lists[0].people, report.lists[0].conversations), (0, 1));
    let ledger = report.sources[0].ledger;
    assert_eq!((ledger.total, ledger.messages), (4, 4));
}

#[test]
fn chunks_take_their_title_from_the_manifest() {
    let manifest = r#"{"metadata":{"name":"QQChatExporter V5","format":"chunked-jsonl"},"chatInfo":{"name":"露营互助群","type":"group","groupCode":"123456"},"chunked":{"format":"jsonl","chunks":[{"relativePath":"chunks/chunk_0001.jsonl"},{"relativePath":"chunks/chunk_0002.jsonl"}]}}"#;
    let chunk = |n: u64| {
        format!(
            r#"{{"id":"{n}","timestamp":{},"sender":{{"uid":"u_a","uin":"190000001","name":"阿青"}},"type":"type_1","content":{{"text":"第{n}条","elements":[]}},"recalled":false,"system":false}}"#,
            1_741_395_731_000 + n
        )
    };
    let (one, two) = (chunk(1), chunk(2));
    let bytes = zip(&[
        ("manifest.json", manifest.as_bytes()),
        ("chunks/chunk_0001.jsonl", one.as_bytes()),
        ("chunks/chunk_0002.jsonl", two.as_bytes()),
    ]);
    let report = load("qce.zip", &bytes);
    assert_eq!(files(&report), [("qce.zip", "qce", 2)]);
    let titles: Vec<_> = report.sources[0].conversations.iter().map(|c| c.title.as_str()).collect();
    assert_eq!(titles, ["露营互助群"]);
}

#[test]
fn a_chunk_that_the_manifest_names_and_that_is_not_there_is_told() {
    let manifest = r#"{"metadata":{"name":"QQChatExporter V6","format":"chunked-jsonl"},"chatInfo":{"name":"露营互助群","type":"group"},"chunked":{"format":"jsonl","chunks":[{"relativePath":"chunks/c000001.jsonl","count":1},{"relativePath":"chunks/c000002.jsonl","count":1},{"relativePath":"chunks/c000003.jsonl","count":7}]}}"#;
    let line = r#"{"id":"1","timestamp":1741395731000,"sender":{"uin":"190000001","name":"阿青"},"type":"type_1","content":{"text":"好","elements":[]},"recalled":false,"system":false}"#;
    let (manifest, line) = (manifest.as_bytes(), line.as_bytes());
    for (folder, missing) in [("", "chunks/c000003.jsonl"), ("群/", "群/chunks/c000003.jsonl")] {
        let [list, one, two] = ["manifest.json", "chunks/c000001.jsonl", "chunks/c000002.jsonl"]
            .map(|path| format!("{folder}{path}"));
        for order in [
            &[(&*list, manifest), (&*one, line), (&*two, line)][..],
            &[(&*two, line), (&*one, line), (&*list, manifest)],
        ] {
            let report = load("qce.zip", &zip(order));
            let notes = report.sources[0].notes.iter().filter(|n| n.code == "chunks-missing");
            let told: Vec<_> = notes.map(|n| (&*n.args["chunks"], &*n.args["count"])).collect();
            assert_eq!(told, [(missing, "7")]);
        }
    }
    let whole = [
        ("manifest.json", manifest),
        ("chunks/c000001.jsonl", line),
        ("chunks/c000002.jsonl", line),
        ("chunks/c000003.jsonl", line),
    ];
    let report = load("qce.zip", &zip(&whole));
    assert!(report.sources[0].notes.iter().all(|n| n.code != "chunks-missing"));
}

#[test]
fn two_chunked_exports_of_one_folder_keep_their_titles() {
    let manifest = |title: &str, code: u32| {
        format!(
            r#"{{"metadata":{{"name":"QQChatExporter V5","format":"chunked-jsonl"}},"chatInfo":{{"name":"{title}","type":"group","groupCode":"{code}"}},"chunked":{{"format":"jsonl","chunks":[{{"relativePath":"chunks/c1.jsonl"}}]}}}}"#
        )
    };
    let chunk = r#"{"id":"1","timestamp":1741395731000,"sender":{"uin":"190000001","name":"阿青"},"type":"type_1","content":{"text":"好","elements":[]},"recalled":false,"system":false}"#;
    let (a, b) = (manifest("甲群", 1), manifest("乙群", 2));
    let named = [
        ("x/a/manifest.json", a.as_str(), "x/a"),
        ("x/a/chunks/c1.jsonl", chunk, "x/a/chunks"),
        ("x/b/manifest.json", b.as_str(), "x/b"),
        ("x/b/chunks/c1.jsonl", chunk, "x/b/chunks"),
    ];
    let mut files = named.map(|(name, text, folder)| qunzhen::ingest::File {
        name: name.to_string(),
        data: Box::new(text.as_bytes()),
        options: ParseOptions { folder: Some(folder.to_string()), ..ParseOptions::default() },
    });
    let mut session = qunzhen::Session::new().unwrap();
    let go = &mut |_| std::ops::ControlFlow::Continue(());
    let report = session.parse(&mut files, go).unwrap();
    let conversations = report.sources.iter().flat_map(|s| &s.conversations);
    let titles: Vec<_> = conversations.map(|c| c.title.as_str()).collect();
    assert_eq!(titles, ["甲群", "乙群"]);
}

#[test]
fn a_list_without_a_chat_is_called_a_list() {
    let users = r#"[{"id":"U01","name":"lena","profile":{"display_name":"阿青"}}]"#;
    for files in [
        &[("users.json", users.as_bytes())][..],
        &[("users.json", users.as_bytes()), ("a/users.json", users.as_bytes())],
    ] {
        let (_, report) = read(files, ParseOptions::default());
        let codes: Vec<_> = report.failures.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(codes, vec!["roster"; files.len()]);
        assert!(report.sources.is_empty() && report.lists.is_empty());
    }
}

#[test]
fn unpacking_a_workbook_tells_how_far_it_is_and_can_be_stopped() {
    use std::fmt::Write as _;
    use std::ops::ControlFlow;
    let cells = |cells: [&str; 3]| {
        cells.map(|c| format!("<c t=\"inlineStr\"><is><t>{c}</t></is></c>")).concat()
    };
    let mut sheet =
        format!("<worksheet><sheetData><row>{}</row>", cells(["时间", "发送人", "内容"]));
    for i in 0..30_000u64 {
        let text = format!("{:x}", i.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let row = cells(["2025-03-08 09:02:11", "阿青", &text]);
        write!(sheet, "<row>{row}</row>").unwrap();
    }
    sheet.push_str("</sheetData></worksheet>");
    let bytes = zip(&[
        ("[Content_Types].xml", b"<Types/>".as_slice()),
        (
            "xl/workbook.xml",
            br#"<workbook><sheets><sheet name="s" sheetId="1"/></sheets></workbook>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ]);
    let read = |stop: usize| {
        let data = Box::new(bytes.as_slice());
        let options = ParseOptions::default();
        let mut files = [qunzhen::ingest::File { name: "t.xlsx".to_string(), data, options }];
        let mut told = Vec::new();
        let outcome = qunzhen::Session::new().unwrap().parse(&mut files, &mut |p| {
            told.push(p.done);
            if told.len() == stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        (outcome.map(|report| report.sources.len()).map_err(|e| e.code()), told)
    };
    let (outcome, told) = read(usize::MAX);
    assert_eq!(outcome, Ok(1));
    let unpacking = told.iter().filter(|done| (1..bytes.len() as u64 / 2).contains(done));
    assert!(unpacking.count() > 3 && told.is_sorted(), "{told:?}");
    assert_eq!(read(3), (Err("cancelled"), told[..3].to_vec()));
}
