//! The copy of the profiles that the edits of one transaction work on.

use std::collections::HashMap;

use bellhop_core::id::{DistinctId, WorkspaceKey};

use crate::ProfileRecord;

/// What names a profile.
pub(crate) type Key = (WorkspaceKey, DistinctId);

/// In the order in which the profiles are first touched, which for new ones becomes their order in
/// lists.
#[derive(Default)]
pub(crate) struct Working {
    places: HashMap<Key, usize>,
    slots: Vec<Slot>,
}

struct Slot {
    key: Key,
    record: Option<ProfileRecord>,
    stored: bool,
    changed: bool,
    /// It was deleted, perhaps to be made anew: then it goes to the end of the list.
    deleted: bool,
}

impl Working {
    pub(super) fn of(touched: impl Iterator<Item = Key>) -> Self {
        let mut working = Self::default();
        for key in touched {
            working.places.entry(key.clone()).or_insert_with(|| {
                let slot = Slot {
                    key,
                    record: None,
                    stored: false,
                    changed: false,
                    deleted: false,
                };
                working.slots.push(slot);
                working.slots.len() - 1
            });
        }
        working
    }

    /// The profiles that are touched, to be looked for.
    pub(crate) fn keys(&self) -> Vec<Key> {
        self.slots.iter().map(|slot| slot.key.clone()).collect()
    }

    /// Takes in a profile that is stored.
    pub(crate) fn found(&mut self, workspace: WorkspaceKey, record: ProfileRecord) {
        let place = self.places.get(&(workspace, record.distinct_id.clone()));
        if let Some(slot) = place.map(|place| &mut self.slots[*place]) {
            (slot.record, slot.stored) = (Some(record), true);
        }
    }

    fn slot(&mut self, workspace: &WorkspaceKey, id: &DistinctId) -> &mut Slot {
        let place = self.places[&(workspace.clone(), id.clone())];
        &mut self.slots[place]
    }

    pub(super) fn get(&self, workspace: &WorkspaceKey, id: &DistinctId) -> Option<&ProfileRecord> {
        let place = self.places.get(&(workspace.clone(), id.clone()))?;
        self.slots[*place].record.as_ref()
    }

    pub(super) fn put(&mut self, workspace: &WorkspaceKey, record: ProfileRecord) {
        let slot = self.slot(workspace, &record.distinct_id);
        slot.record = Some(record);
        slot.changed = true;
    }

    /// Puts back what was there before a request that was refused.
    pub(super) fn restore(
        &mut self,
        workspace: &WorkspaceKey,
        id: &DistinctId,
        before: Option<ProfileRecord>,
    ) {
        self.slot(workspace, id).record = before;
    }

    /// Returns whether it was there.
    pub(super) fn delete(&mut self, workspace: &WorkspaceKey, id: &DistinctId) -> bool {
        let slot = self.slot(workspace, id);
        let was_there = slot.record.take().is_some();
        slot.deleted |= was_there;
        was_there
    }

    /// The rows to delete, before [`Working::changed`] is written.
    pub(crate) fn deleted(&self) -> Vec<&Key> {
        let slots = self.slots.iter();
        slots
            .filter(|slot| slot.deleted && slot.stored)
            .map(|slot| &slot.key)
            .collect()
    }

    /// The profiles to insert or update.
    pub(crate) fn changed(&self) -> Vec<(&WorkspaceKey, &ProfileRecord)> {
        let changed = self.slots.iter().filter(|slot| slot.changed);
        changed
            .filter_map(|slot| Some((&slot.key.0, slot.record.as_ref()?)))
            .collect()
    }
}
