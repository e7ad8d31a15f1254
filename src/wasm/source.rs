//! Bytes that JavaScript reads on demand: `{name, size, read(offset, length): Uint8Array}`.

use std::io;

use js_sys::{Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::ingest::source::ReadAt;

/// One page is kept, so that small reads do not each cross the boundary.
const PAGE: usize = 1024 * 1024;

/// A file on the other side: a `File` read with `FileReaderSync`, an open file in Node, or bytes.
pub(super) struct JsSource {
    pub(super) name: String,
    object: JsValue,
    read: Function,
    size: u64,
    page: Vec<u8>,
    page_at: u64,
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
            page: Vec::new(),
            page_at: 0,
        })
    }

    fn load(&mut self, offset: u64) -> io::Result<()> {
        let length = (self.size - offset).min(PAGE as u64);
        let bytes = self
            .read
            .call2(&self.object, &(offset as f64).into(), &(length as f64).into())
            .map_err(|e| io::Error::other(describe(&e)))?;
        let bytes = bytes
            .dyn_into::<Uint8Array>()
            .map_err(|_| io::Error::other("read() gave no Uint8Array"))?;
        self.page.resize(bytes.length() as usize, 0);
        bytes.copy_to(&mut self.page);
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
            let inside = at.checked_sub(self.page_at).filter(|i| *i < self.page.len() as u64);
            let Some(inside) = inside else {
                self.load(at)?;
                if self.page.is_empty() {
                    break;
                }
                continue;
            };
            let from = &self.page[inside as usize..];
            let n = from.len().min(buf.len() - filled);
            buf[filled..filled + n].copy_from_slice(&from[..n]);
            filled += n;
        }
        Ok(filled)
    }
}

fn describe(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| "reading failed".to_string(), |e| String::from(e.message()))
}
