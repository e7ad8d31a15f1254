//! The columns of a table as the user is shown them, and as the user sets them.

use std::collections::BTreeMap;

use super::header::Layout;
use super::{Profile, Table, sample, sheet};
use crate::ingest::Head;
use crate::ingest::delimited::DELIMITERS;
use crate::report::TableReport;

/// Most columns and rows shown, and most characters of a cell.
const COLUMNS: usize = 64;
const ROWS: usize = 5;
const CHARS: usize = 80;

impl Table {
    /// The table of a file's head: by the columns the user has set, else as the profile finds it.
    pub(super) fn set_or_found(
        head: &Head,
        profile: &Profile,
        columns: Option<&BTreeMap<String, u32>>,
    ) -> Option<Table> {
        let found = Table::find(head, profile);
        let Some(columns) = columns else { return found };
        let (delimiter, header_at, header) = match found {
            Some(table) => (table.delimiter, table.header_at, table.header),
            None => widest(head)?,
        };
        let layout = Layout::set(columns, header.len())?;
        Some(Table { delimiter, header_at, header, layout })
    }

    /// What the page shows of the columns.
    pub(super) fn report(&self, head: &Head) -> TableReport {
        let cut = |cells: &[String]| -> Vec<String> {
            cells.iter().take(COLUMNS).map(|c| c.chars().take(CHARS).collect()).collect()
        };
        let rows = sample(head, self);
        let filled = rows.iter().filter(|cells| cells.iter().any(|cell| !cell.is_empty()));
        TableReport {
            header: cut(&self.header),
            rows: filled.take(ROWS).map(|cells| cut(cells)).collect(),
            columns: self.layout.columns(),
        }
    }
}

impl Layout {
    /// The layout that the user has set; `None` where no column holds the words.
    fn set(columns: &BTreeMap<String, u32>, width: usize) -> Option<Layout> {
        let at = |name: &str| columns.get(name).map(|n| *n as usize).filter(|n| *n < width);
        Some(Layout {
            times: at("time").into_iter().collect(),
            names: at("sender").into_iter().collect(),
            id: at("sender_id"),
            text: at("text")?,
            kind: at("kind"),
            chat: at("conversation"),
            width,
            ..Layout::default()
        })
    }

    fn columns(&self) -> BTreeMap<String, u32> {
        let used = [
            ("time", self.times.first().copied()),
            ("sender", self.names.first().copied()),
            ("sender_id", self.id),
            ("text", Some(self.text)),
            ("kind", self.kind),
            ("conversation", self.chat.or(self.chat_id)),
        ];
        let used = used.into_iter().filter_map(|(name, at)| Some((name.to_string(), at? as u32)));
        used.collect()
    }
}

/// A head that no words tell: the first row with several cells, under the delimiter that parts the
/// first rows into most columns, all of them the same number.
fn widest(head: &Head) -> Option<(u8, usize, Vec<String>)> {
    let workbook = sheet::is_workbook(head.start());
    let delimiters = if workbook { &DELIMITERS[..1] } else { &DELIMITERS[..] };
    let found = delimiters.iter().filter_map(|delimiter| {
        let rows: Vec<_> = head.rows(*delimiter).iter().enumerate().collect();
        let (at, first) = rows
            .iter()
            .find(|(_, cells)| cells.iter().filter(|cell| !cell.is_empty()).count() > 1)?;
        let even = rows.iter().skip(*at).filter(|(_, cells)| cells.len() == first.len()).count();
        Some((even * first.len(), *delimiter, *at, first.to_vec()))
    });
    let best = found.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    Some((best.1, best.2, best.3))
}
