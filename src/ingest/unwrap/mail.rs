//! E-mails (RFC 5322, RFC 2045) as WeChat sends chats by, and pages that browsers save in the same
//! way: the first text part, or the HTML part where there is no other.

use crate::ingest::sheet::LARGEST_TEXT;
use crate::ingest::source::{ReadAt, TextEncoding};
use crate::{Error, Result};

/// Parts inside of parts are followed so far.
const DEEPEST: usize = 8;

/// `true` for the head of a mail: header lines from the first line on, one of which only mails have.
pub(super) fn is_mail(start: &str) -> bool {
    let (mut fields, mut known) = (0, false);
    for line in start.trim_start_matches(['\u{FEFF}', '\r', '\n']).lines().take(60) {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) && fields > 0 {
            continue;
        }
        // Mail boxes begin with a line of their own.
        if fields == 0 && (line.starts_with("From ") || line.starts_with(">From ")) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        let is_name = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if name.is_empty() || !name.bytes().all(is_name) {
            return false;
        }
        fields += 1;
        let name = name.to_ascii_lowercase();
        known |= matches!(
            &*name,
            "mime-version"
                | "message-id"
                | "return-path"
                | "received"
                | "content-type"
                | "dkim-signature"
        );
    }
    fields >= 2 && known
}

/// The words of a mail, or its page.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::Io`].
pub(super) fn text(name: &str, data: &mut dyn ReadAt) -> Result<Option<String>> {
    let size = data.size();
    if size > LARGEST_TEXT as u64 {
        let (name, limit) = (name.to_string(), LARGEST_TEXT as u64);
        return Err(Error::TooLarge { name, kind: "eml", limit });
    }
    let mut bytes = vec![0; size as usize];
    let n = data.read_at(0, &mut bytes).map_err(|source| Error::Io {
        name: name.to_string(),
        at: 0,
        source,
    })?;
    bytes.truncate(n);
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let mut found = Parts::default();
    collect(bytes, 0, &mut found);
    let Parts { plain, html } = found;
    if let Some(text) = plain.filter(|text| !text.trim().is_empty()) {
        return Ok(Some(text));
    }
    // Mail programs leave the frame of a page off; the tag says that it is one.
    Ok(html.map(|html| format!("<html>{html}")))
}

#[derive(Default)]
struct Parts {
    plain: Option<String>,
    html: Option<String>,
}

/// Takes the first text of either kind out of a part and the parts inside of it.
fn collect(part: &[u8], depth: usize, found: &mut Parts) {
    let (head, body) = split_head(part);
    let kind = field(&head, "content-type").unwrap_or("text/plain");
    let main = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    if main.starts_with("multipart/") || main == "message/rfc822" {
        if depth >= DEEPEST {
            return;
        }
        let Some(boundary) = parameter(kind, "boundary").filter(|b| !b.is_empty()) else {
            return collect(body, depth + 1, found);
        };
        for inner in pieces(body, boundary) {
            collect(inner, depth + 1, found);
        }
        return;
    }
    let attached = field(&head, "content-disposition")
        .is_some_and(|d| d.trim_start().to_ascii_lowercase().starts_with("attachment"));
    let wanted = match &*main {
        "text/plain" => found.plain.is_none(),
        "text/html" => found.html.is_none(),
        _ => false,
    };
    if !wanted || attached {
        return;
    }
    let bytes =
        match field(&head, "content-transfer-encoding").map(|e| e.trim().to_ascii_lowercase()) {
            Some(e) if e == "base64" => base64(body),
            Some(e) if e == "quoted-printable" => quoted_printable(body),
            _ => body.to_vec(),
        };
    let codec =
        parameter(kind, "charset").and_then(|c| encoding_rs::Encoding::for_label(c.as_bytes()));
    let text = match codec {
        // What calls itself GB2312 has characters of GBK and GB18030.
        Some(codec) if codec == encoding_rs::GBK => encoding_rs::GB18030.decode(&bytes).0,
        Some(codec) => codec.decode(&bytes).0,
        None => TextEncoding::detect(&bytes, &[]).sample(&bytes).into(),
    };
    // Soft spaces are spaces.
    let text = text.replace('\u{A0}', " ");
    if main == "text/html" { found.html = Some(text) } else { found.plain = Some(text) }
}

/// The header, its lines unfolded, and what stands behind it.
fn split_head(part: &[u8]) -> (String, &[u8]) {
    let mut at = 0;
    for line in part.split_inclusive(|b| *b == b'\n') {
        at += line.len();
        if line == b"\n" || line == b"\r\n" {
            break;
        }
    }
    let head = String::from_utf8_lossy(&part[..at]).replace("\r\n", "\n");
    (head.replace("\n ", " ").replace("\n\t", " "), &part[at..])
}

fn field<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn parameter<'v>(value: &'v str, name: &str) -> Option<&'v str> {
    value.split(';').skip(1).find_map(|pair| {
        let (known, value) = pair.split_once('=')?;
        known.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

/// What stands between the boundaries.
fn pieces<'b>(body: &'b [u8], boundary: &str) -> Vec<&'b [u8]> {
    let mark = format!("--{boundary}");
    let (mut out, mut start, mut at) = (Vec::new(), None, 0);
    for line in body.split_inclusive(|b| *b == b'\n') {
        if line.starts_with(mark.as_bytes()) {
            if let Some(start) = start {
                out.push(&body[start..at]);
            }
            start = Some(at + line.len());
            if line[mark.len()..].starts_with(b"--") {
                start = None;
            }
        }
        at += line.len();
    }
    // Cut off: the last part has no end.
    out.extend(start.and_then(|start| body.get(start..)));
    out
}

fn base64(body: &[u8]) -> Vec<u8> {
    let (mut out, mut bits, mut count) = (Vec::with_capacity(body.len() / 4 * 3), 0u32, 0);
    for byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    out
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(body.len()), body);
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let hex = rest.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            out.push(byte);
            rest = &rest[2..];
        } else {
            // A line broken for the mail's sake.
            let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
            match rest.get(blanks) {
                Some(b'\n') => rest = &rest[blanks + 1..],
                _ => out.push(b'='),
            }
        }
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(mail: &str) -> String {
        text("a.eml", &mut mail.as_bytes()).unwrap().unwrap_or_default()
    }

    #[test]
    fn encodings_of_parts() {
        assert_eq!(base64(b"5ZGo5pyr\r\n5oql5ZCN"), "周末报名".as_bytes());
        assert_eq!(quoted_printable(b"a=E5=A5=BD=\r\nb =3D 1= x"), "a好b = 1= x".as_bytes());
        let mail = "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/alternative;\n boundary=\"b\"\n\n\
            --b\nContent-Type: text/html; charset=\"utf-8\"\n\n<p>a&nbsp;&nbsp;b<br>c</p>\n\
            --b\nContent-Type: text/plain\n\n \n--b--\n";
        assert_eq!(words(mail), "<html><p>a&nbsp;&nbsp;b<br>c</p>\n");
        assert_eq!(words("Subject: x\nMIME-Version: 1.0\n\nhello\n"), "hello\n");
        assert!(is_mail(mail));
        assert!(!is_mail("阿青: 好\n老周: 好\n"));
        assert!(!is_mail("From: Lena\nTo: Tom\n\nhi"));
    }
}
