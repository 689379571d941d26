//! Messages that wait here because their lanes are long.

use std::sync::Arc;

use bellhop_core::id::MessageId;
use bellhop_core::spill::Want;

use super::{Backend, Store};
use crate::{MessageChange, Spilled, SpilledLane, SpilledPage, StoreError};

impl Store {
    /// Keeps messages; those that are here already stay as they are.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn spill(&self, messages: Vec<Spilled>) -> Result<(), StoreError> {
        self.writes.spill(messages).await
    }

    /// As [`Store::record`]; in the same transaction these messages wait here no longer.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn record_and_unspill(
        &self,
        changes: Arc<[MessageChange]>,
        ids: Vec<MessageId>,
    ) -> Result<(), StoreError> {
        self.writes.record_and_unspill(changes, ids).await
    }

    /// The lanes of a shard that wait here.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], or [`StoreError::Unreadable`].
    pub async fn spilled_lanes(&self, shard: u16) -> Result<Vec<SpilledLane>, StoreError> {
        let rows = match &*self.backend {
            Backend::Sqlite(sqlite) => sqlite.spilled_lanes(shard).await?,
            Backend::Postgres(postgres) => postgres.spilled_lanes(shard).await?,
        };
        rows.into_iter().map(|row| row.lane()).collect()
    }

    /// What waits here of some lanes: a page for each. What can't be read is passed over, and said.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn read_spilled(&self, wants: &[Want]) -> Result<Vec<SpilledPage>, StoreError> {
        let rows = match &*self.backend {
            Backend::Sqlite(sqlite) => sqlite.read_spilled(wants).await?,
            Backend::Postgres(postgres) => postgres.read_spilled(wants).await?,
        };
        Ok(crate::rows::spilled_pages(wants.len(), rows))
    }
}
