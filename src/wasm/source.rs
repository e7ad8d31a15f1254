//! Bytes that JavaScript reads on demand: `{name, size, read(offset, length): Uint8Array}`.

use std::io;

use js_sys::{Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::ingest::source::ReadAt;

/// Bytes asked for at once: a browser takes milliseconds for each request, whatever its length.
/// Who reads on gets twice as much each time, up to what a page can wait for.
const PAGE: u64 = 1024 * 1024;
const LONGEST_PAGE: u64 = 16 * 1024 * 1024;

/// A file on the other side: a `File` read with `FileReaderSync`, an open file in Node, or bytes.
pub(super) struct JsSource {
    pub(super) name: String,
    object: JsValue,
    read: Function,
    size: u64,
    /// What was asked for last, on the other side.
    page: Uint8Array,
    page_at: u64,
    next_page: u64,
}

impl JsSource {
    /// Takes the object apart.
    ///
    /// # Errors
    /// A `TypeError` where a field is missing.
    pub(super) fn new(object: &JsValue) -> Result<JsSource, JsValue> {
        let field = |key: &str| Reflect::get(object, &key.into());
        let wrong = || js_sys::TypeError::new("a source needs name, size and read()");
        Ok(JsSource {
            name: field("name")?.as_string().ok_or_else(wrong)?,
            size: field("size")?.as_f64().filter(|n| *n >= 0.0).ok_or_else(wrong)? as u64,
            read: field("read")?.dyn_into::<Function>().map_err(|_| wrong())?,
            object: object.clone(),
            page: Uint8Array::new_with_length(0),
            page_at: 0,
            next_page: PAGE,
        })
    }

    fn load(&mut self, offset: u64) -> io::Result<()> {
        let reads_on = offset > 0 && offset == self.page_at + u64::from(self.page.length());
        self.next_page = if reads_on { (self.next_page * 2).min(LONGEST_PAGE) } else { PAGE };
        let length = (self.size - offset).min(self.next_page);
        let bytes = self
            .read
            .call2(&self.object, &(offset as f64).into(), &(length as f64).into())
            .map_err(|e| io::Error::other(describe(&e)))?;
        self.page = bytes
            .dyn_into::<Uint8Array>()
            .map_err(|_| io::Error::other("read() gave no Uint8Array"))?;
        self.page_at = offset;
        Ok(())
    }
}

impl ReadAt for JsSource {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buf.len() {
            let at = offset + filled as u64;
            if at >= self.size {
                break;
            }
            let held = u64::from(self.page.length());
            let Some(inside) = at.checked_sub(self.page_at).filter(|i| *i < held) else {
                self.load(at)?;
                if self.page.length() == 0 {
                    break;
                }
                continue;
            };
            let n = (held - inside).min((buf.len() - filled) as u64);
            let part = self.page.subarray(inside as u32, (inside + n) as u32);
            part.copy_to(&mut buf[filled..filled + n as usize]);
            filled += n as usize;
        }
        Ok(filled)
    }
}

fn describe(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| "reading failed".to_string(), |e| String::from(e.message()))
}
