//! Messages that a file holds twice under one id: parts put together, pages that overlap.

use std::collections::BTreeMap;

use super::{Builder, FileState, Map};

impl Builder {
    /// Says that an id stands for one message of a conversation: of those that share one, the
    /// first is kept and the others are duplicates.
    pub fn each_id_once(&mut self) {
        self.file.unique_ids = true;
    }

    /// Rows whose id another row of the conversation had before, each with that row.
    pub(super) fn same_ids(&self, state: &FileState) -> Vec<(u32, u32)> {
        if !state.unique_ids || self.ids_run_up() {
            return Vec::new();
        }
        let mut first: Map<(u32, &str), u32> =
            Map::with_capacity_and_hasher(self.ids.len(), Default::default());
        let mut twins = Vec::new();
        for (row, conversation, id) in self.ids() {
            let stays = *first.entry((conversation, id)).or_insert(row);
            if stays != row {
                twins.push((row, stays));
            }
        }
        twins
    }

    /// Drops what [`same_ids`](Self::same_ids) found.
    pub(super) fn drop_twins(&mut self, twins: &[(u32, u32)], state: &mut FileState) {
        if twins.is_empty() {
            return;
        }
        let mut drop = vec![false; self.export.columns.time.len()];
        for (row, _) in twins {
            drop[*row as usize] = true;
        }
        self.drop_rows(&drop, twins, state);
    }

    /// `true` where the numbers of every conversation only grow, as they nearly always do: then
    /// none repeats.
    fn ids_run_up(&self) -> bool {
        let mut last: BTreeMap<u32, (usize, &str)> = BTreeMap::new();
        self.ids().all(|(_, conversation, id)| {
            let here = (id.len(), id);
            last.insert(conversation, here).is_none_or(|before| before < here)
        })
    }

    /// Every row with an id, its conversation and the id.
    fn ids(&self) -> impl Iterator<Item = (u32, u32, &str)> {
        let mut start = 0;
        self.ids.iter().map(move |(row, end)| {
            let id = self.id_text.get(start as usize..*end as usize).unwrap_or("");
            start = *end;
            (*row, self.export.columns.conversation[*row as usize], id)
        })
    }
}
