//! Archives, workbooks, documents and compound files as hostile programs write them.

use super::*;

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
pub(super) fn deflated(head: &str, piece: &str, bytes: usize, tail: &str) -> Vec<u8> {
    let zip = zip_of(&[("a", made(head, piece, bytes, tail))], Deflated);
    // Behind the local header of 30 bytes and the name lies what is wanted.
    let packed = u32::from_le_bytes(zip[18..22].try_into().unwrap()) as usize;
    zip[31..31 + packed].to_vec()
}

pub(super) fn zip_of(parts: &[(&str, Made)], method: CompressionMethod) -> Vec<u8> {
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

pub(super) fn a_bomb(bytes: usize) -> Files {
    one("a.zip", Held(zip_of(&[("_chat.txt", made(HEAD, "x", bytes, ""))], Deflated)))
}

pub(super) fn bombs_in_a_bomb(bytes: usize) -> Files {
    let inner = zip_of(&[("_chat.txt", made(HEAD, "x", bytes, ""))], Deflated);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..16 {
        writer.start_file(format!("{i}.zip"), SimpleFileOptions::default()).unwrap();
        writer.write_all(&inner).unwrap();
    }
    one("a.zip", Held(writer.finish().unwrap().into_inner()))
}

/// Each small enough to be harmless: all of them together are not.
pub(super) fn many_small_bombs(count: usize) -> Files {
    let packed = deflated("", "x", 60 * MB, "");
    let mut archive = Archive::default();
    for i in 0..count {
        archive.part(format!("{i}.txt").as_bytes(), &packed, 8, 60 << 20);
    }
    one("a.zip", archive.end())
}

/// All of its parts lie in one place.
pub(super) fn one_part_many_times(count: usize) -> Files {
    let packed = deflated(HEAD, "x", 30 * MB, "");
    let mut archive = Archive::default();
    let says = 30 << 20;
    let at = archive.part(b"a.txt", &packed, 8, says);
    for i in 1..count {
        archive.entry(format!("{i}.txt").as_bytes(), at, packed.len() as u32, 8, says);
    }
    one("a.zip", archive.end())
}

pub(super) fn a_part_longer_than_it_says(bytes: usize) -> Files {
    let mut archive = Archive::default();
    archive.part(b"_chat.txt", &deflated(HEAD, "x", bytes, ""), 8, 100);
    one("a.zip", archive.end())
}

pub(super) fn a_part_shorter_than_it_says(bytes: usize) -> Files {
    let mut archive = Archive::default();
    archive.part(b"_chat.txt", &deflated(HEAD, "x", bytes, ""), 8, u32::MAX - 1);
    one("a.zip", archive.end())
}

pub(super) fn a_part_beyond_the_file(bytes: usize) -> Files {
    let mut archive = Archive::default();
    archive.entry(b"_chat.txt", u32::MAX - 1, 100, 8, bytes as u32);
    archive.entry(b"b.txt", 0, u32::MAX - 1, 0, bytes as u32);
    archive.bytes = b"PK\x03\x04".to_vec();
    one("a.zip", archive.end())
}

pub(super) fn many_chats(count: usize) -> Files {
    let mut archive = Archive::default();
    for i in 0..count {
        let text = format!("{HEAD}{i}\n");
        archive.part(format!("{i}/_chat.txt").as_bytes(), text.as_bytes(), 0, text.len() as u32);
    }
    one("a.zip", archive.end())
}

pub(super) fn more_parts_than_any(count: usize) -> Files {
    let mut archive = Archive::default();
    for i in 0..count {
        archive.part(format!("{i}.jpg").as_bytes(), b"", 0, 0);
    }
    one("a.zip", archive.end())
}

pub(super) fn names_that_climb(count: usize) -> Files {
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

pub(super) fn still(text: &str) -> Made {
    made_times(text, "-", 0, "")
}

/// A workbook with one sheet of two rows and what is added to its `part`.
pub(super) fn workbook(part: &str, added: Made) -> Files {
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

pub(super) fn laughs_in_a_workbook(count: usize) -> Files {
    let head = format!("{LAUGHS}<sst><si><t>");
    workbook("xl/sharedStrings.xml", made_times(&head, "&h;&i;", count as u64, "</t></si></sst>"))
}

pub(super) fn laughs_in_a_document(count: usize) -> Files {
    let head = format!(
        "{LAUGHS}<w:document><w:body><w:p><w:r><w:t>2025-03-08 09:02:11 Lena</w:t></w:r></w:p><w:p><w:r><w:t>"
    );
    let tail = "</w:t></w:r></w:p></w:body></w:document>";
    document(made_times(&head, "&h;&i;", count as u64, tail))
}

pub(super) fn document(part: Made) -> Files {
    let parts = [("[Content_Types].xml", still(TYPES)), ("word/document.xml", part)];
    one("a.docx", Held(zip_of(&parts, Deflated)))
}

const PARAGRAPHS: &str = "<w:document><w:body><w:p><w:r><w:t>2025-03-08 09:02:11 Lena</w:t></w:r></w:p><w:p><w:r><w:t>hi</w:t></w:r></w:p>";

pub(super) fn deep_document(depth: usize) -> Files {
    document(made_times(PARAGRAPHS, "<w:p>", depth as u64, ""))
}

pub(super) fn deep_workbook(depth: usize) -> Files {
    workbook(SHEET, made_times("", "<x>", depth as u64, ""))
}

pub(super) fn attributes_in_a_document(count: usize) -> Files {
    let head = format!("{PARAGRAPHS}<w:p ");
    document(made_times(&head, "a@@@@@@@@=\"\" ", count as u64, "></w:p></w:body></w:document>"))
}

pub(super) fn attributes_in_a_workbook(count: usize) -> Files {
    workbook(
        SHEET,
        made_times("<row><c ", "a@@@@@@@@=\"\" ", count as u64, "><v>1</v></c></row></sheetData>"),
    )
}

pub(super) fn a_cell_without_end(bytes: usize) -> Files {
    workbook(
        SHEET,
        made("<row><c t=\"str\"><v>", "0123456789abcdef ", bytes, "</v></c></row></sheetData>"),
    )
}

pub(super) fn a_sheet_larger_than_it_says(bytes: usize) -> Files {
    let mut archive = Archive::default();
    archive.part(b"[Content_Types].xml", TYPES.as_bytes(), 0, TYPES.len() as u32);
    archive.part(b"xl/workbook.xml", BOOK.as_bytes(), 0, BOOK.len() as u32);
    let head = format!("<worksheet><sheetData>{ROWS}<row><c t=\"str\"><v>");
    archive.part(SHEET.as_bytes(), &deflated(&head, "x", bytes, ""), 8, 1000);
    one("a.xlsx", archive.end())
}

pub(super) fn one_sheet_many_times(count: usize) -> Files {
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

pub(super) fn relations_and_sheets(count: usize) -> Files {
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

pub(super) fn last_rows_of_many_sheets(count: usize) -> Files {
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
pub(super) fn compound(stream: &[u8], size: u32, chain: impl Fn(u32) -> u32) -> Vec<u8> {
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

pub(super) fn binary(id: u16, data: &[u8]) -> Vec<u8> {
    [&id.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

pub(super) fn a_chain_in_circles(bytes: usize) -> Files {
    let begin = binary(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let mut stream = begin;
    stream.resize(4096, 0);
    let mut file = compound(&stream, u32::MAX - 16, |i| (i + 1) % 8);
    // As long as the stream may be: that of the file.
    file.resize(bytes, 0);
    one("a.xls", Held(file))
}

pub(super) fn tables_in_circles(bytes: usize) -> Files {
    let mut file = compound(&[0; 4096], 4096, |i| i + 1);
    // The list of further tables goes on with itself.
    file[68..72].copy_from_slice(&1u32.to_le_bytes());
    let at = 512 * 2 + 508;
    file[at..at + 4].copy_from_slice(&1u32.to_le_bytes());
    file.resize(bytes, 0);
    one("a.xls", Held(file))
}

pub(super) fn sheets_in_one_place(count: usize) -> Files {
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
