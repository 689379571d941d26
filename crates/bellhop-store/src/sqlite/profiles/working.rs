//! The copy of the profiles that the edits of one transaction work on.

use std::collections::HashMap;
use std::sync::LazyLock;

use bellhop_core::id::{DistinctId, WorkspaceKey};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use crate::sqlite::bulk::{Bulk, ROWS_MAX};
use crate::sqlite::{int, uint, unreadable};
use crate::{ProfileRecord, StoreError};

pub(super) static SELECT: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        2,
        "SELECT p.distinct_id, p.body, p.created_at_ms, p.updated_at_ms, p.workspace FROM",
        "AS v JOIN profiles AS p ON p.workspace = v.column1 AND p.distinct_id = v.column2",
    )
});

static DELETE: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        2,
        "DELETE FROM profiles WHERE seq IN (SELECT p.seq FROM",
        "AS v JOIN profiles AS p ON p.workspace = v.column1 AND p.distinct_id = v.column2)",
    )
});

static UPSERT: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        5,
        "INSERT INTO profiles (workspace, distinct_id, body, created_at_ms, updated_at_ms)
         SELECT column1, column2, column3, column4, column5 FROM",
        "WHERE column1 IS NOT NULL
         ON CONFLICT (workspace, distinct_id) DO UPDATE SET
             body = excluded.body, updated_at_ms = excluded.updated_at_ms",
    )
});

type Key = (WorkspaceKey, DistinctId);

/// In the order in which the profiles are first touched, which for new ones becomes their order in
/// lists.
#[derive(Default)]
pub(super) struct Working {
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
    /// Reads those of the touched profiles that are there.
    pub(super) async fn read(
        connection: &mut SqliteConnection,
        touched: Vec<Key>,
    ) -> Result<Self, StoreError> {
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
        for chunk in working.slots.chunks_mut(ROWS_MAX) {
            let mut query = SELECT.query(chunk.len());
            for slot in chunk.iter() {
                query = query.bind(slot.key.0.as_str()).bind(slot.key.1.as_str());
            }
            for row in query.fetch_all(&mut *connection).await? {
                let (workspace, record): (&str, _) = (row.try_get(4)?, record(&row)?);
                let mut slots = chunk.iter_mut();
                let slot = slots.find(|slot| {
                    slot.key.1 == record.distinct_id && slot.key.0.as_str() == workspace
                });
                if let Some(slot) = slot {
                    (slot.record, slot.stored) = (Some(record), true);
                }
            }
        }
        Ok(working)
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

    pub(super) async fn write(self, connection: &mut SqliteConnection) -> Result<(), StoreError> {
        let deleted: Vec<_> = self
            .slots
            .iter()
            .filter(|slot| slot.deleted && slot.stored)
            .collect();
        for chunk in deleted.chunks(ROWS_MAX) {
            let mut query = DELETE.query(chunk.len());
            for slot in chunk {
                query = query.bind(slot.key.0.as_str()).bind(slot.key.1.as_str());
            }
            query.execute(&mut *connection).await?;
        }
        let changed = self.slots.iter().filter(|slot| slot.changed);
        let changed: Vec<_> = changed
            .filter_map(|slot| Some((&slot.key.0, slot.record.as_ref()?)))
            .collect();
        for chunk in changed.chunks(ROWS_MAX) {
            let mut query = UPSERT.query(chunk.len());
            for (workspace, record) in chunk {
                let body = serde_json::to_string(&record.profile)
                    .map_err(|_| unreadable(format!("profile {}", record.distinct_id)))?;
                query = query
                    .bind(workspace.as_str())
                    .bind(record.distinct_id.as_str())
                    .bind(body)
                    .bind(int(record.created_at_ms))
                    .bind(int(record.updated_at_ms));
            }
            query.execute(&mut *connection).await?;
        }
        Ok(())
    }
}

/// Reads a row of `distinct_id, body, created_at_ms, updated_at_ms`.
pub(super) fn record(row: &SqliteRow) -> Result<ProfileRecord, StoreError> {
    let id: &str = row.try_get(0)?;
    let bad = || unreadable(format!("profile {id}"));
    Ok(ProfileRecord {
        distinct_id: DistinctId::parse(id).map_err(|_| bad())?,
        profile: serde_json::from_str(row.try_get(1)?).map_err(|_| bad())?,
        created_at_ms: uint(row.try_get(2)?),
        updated_at_ms: uint(row.try_get(3)?),
    })
}
