//! Workbooks as text: the rows of their sheets as comma-separated values, one sheet behind the
//! other, so that tables have one reader. A row with one cell that begins with U+001D (group
//! separator) starts a sheet; behind the sign stands the title that the sheet gives its chat.

use super::table;
use crate::ingest::delimited::first_rows;
use crate::{Error, Result};

pub(super) mod cfb;
mod numbers;
pub(super) mod xls;
pub(super) mod xlsx;

pub(super) use numbers::Formats;

/// Starts a sheet.
const SHEET: char = '\u{1D}';

/// Most bytes of text that are held of a container.
pub(super) const LARGEST_TEXT: usize = 256 << 20;

/// Columns behind these hold no chat.
const MOST_COLUMNS: usize = 256;

/// Rows among the first of a sheet in which a header is looked for.
const FIRST_ROWS: usize = 15;

/// `true` for the text of a workbook.
pub(super) fn is_workbook(start: &str) -> bool {
    start.strip_prefix('"').is_some_and(|start| start.starts_with(SHEET))
}

/// The title that a row gives to the sheet it starts, empty for none; `None` for any other row.
pub(super) fn title<T: AsRef<str> + ?Sized>(first_cell: Option<&T>) -> Option<&str> {
    first_cell?.as_ref().strip_prefix(SHEET)
}

/// Puts the rows of a workbook down as text.
pub(super) struct Sheets<'n> {
    name: &'n str,
    kind: &'static str,
    sheets: Vec<(String, String)>,
    size: usize,
    /// Rows written of the sheet.
    row: u32,
    /// Number of the row at hand.
    at: u32,
    cells: usize,
    /// Most cells of any row.
    widest: usize,
}

impl<'n> Sheets<'n> {
    pub(super) fn new(name: &'n str, kind: &'static str) -> Self {
        Sheets { name, kind, sheets: Vec::new(), size: 0, row: 0, at: 0, cells: 0, widest: 0 }
    }

    /// Starts a sheet.
    pub(super) fn sheet(&mut self, title: &str) {
        self.end_row();
        self.sheets.push((title.to_string(), String::new()));
        self.row = 0;
    }

    /// The next cell: rows and columns count from 0 and come in order, those left out are empty.
    ///
    /// # Errors
    /// [`Error::TooLarge`].
    pub(super) fn cell(&mut self, row: u32, column: u32, value: &str) -> Result<()> {
        let column = column as usize;
        if value.is_empty() || column >= MOST_COLUMNS {
            return Ok(());
        }
        if self.sheets.is_empty() {
            self.sheet("");
        }
        if row != self.at {
            self.end_row();
            self.at = row;
        }
        let Some((_, text)) = self.sheets.last_mut() else { return Ok(()) };
        let before = text.len();
        while self.row < row {
            text.push('\n');
            self.row += 1;
        }
        while self.cells < column {
            text.push(',');
            self.cells += 1;
        }
        // Of two cells in one place the first counts.
        if self.cells == column {
            let value = value.trim_start_matches(SHEET);
            // A chat that someone put into a sheet line by line reads as text: no quotes without need.
            if value.contains(['"', ',', '\n', '\r']) || value.starts_with(' ') {
                text.push('"');
                text.push_str(&value.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(value);
            }
            text.push(',');
            self.cells += 1;
            self.widest = self.widest.max(self.cells);
        }
        self.size += text.len() - before;
        if self.size > LARGEST_TEXT {
            let limit = LARGEST_TEXT as u64;
            return Err(Error::TooLarge { name: self.name.to_string(), kind: self.kind, limit });
        }
        Ok(())
    }

    /// Ends the row: the comma behind its last cell goes.
    fn end_row(&mut self) {
        if let Some((_, text)) = self.sheets.last_mut()
            && std::mem::take(&mut self.cells) > 0
        {
            text.pop();
            text.push('\n');
            self.row += 1;
            self.size += 1;
        }
    }

    /// The text: sheets with a chat first. Several of them have their titles, one has that of the
    /// file. A lone sheet that is no table of a chat stands for itself.
    pub(super) fn finish(mut self) -> String {
        self.end_row();
        let is_chat =
            |text: &str| first_rows(text, b',', FIRST_ROWS).iter().any(|r| table::is_header(r));
        let (mut chats, others): (Vec<_>, Vec<_>) =
            self.sheets.into_iter().filter(|s| !s.1.is_empty()).partition(|s| is_chat(&s.1));
        let (several, chats_end) = (chats.len() > 1, chats.len());
        chats.extend(others);
        if chats_end == 0 && chats.len() == 1 {
            let text = chats.pop().map(|(_, text)| text).unwrap_or_default();
            // Of one column the cells are lines; only quoted ones hold quotes.
            return match self.widest {
                1 => text.replace("\"\"", "\u{1}").replace('"', "").replace('\u{1}', "\""),
                _ => text,
            };
        }
        let mut out = String::with_capacity(self.size + chats.len() * 64);
        for (i, (title, text)) in chats.into_iter().enumerate() {
            let titled = several && i < chats_end && !is_common(&title);
            let title = if titled { &*title } else { "" };
            out.push_str(&format!("\"{SHEET}{}\"\n", title.replace(['"', '\n', '\r'], " ")));
            out.push_str(&text);
        }
        out
    }
}

/// Titles that programs give to the sheets of one chat.
fn is_common(title: &str) -> bool {
    let word =
        title.trim().trim_end_matches(|c: char| c.is_ascii_digit() || "()（）_- ".contains(c));
    matches!(
        word.to_lowercase().as_str(),
        "" | "sheet"
            | "工作表"
            | "聊天记录"
            | "消息记录"
            | "消息"
            | "messages"
            | "chat"
            | "worksheet"
            | "数据"
    )
}
