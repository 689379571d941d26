//! What waits at the desks.

use bellhop_core::id::ConnectionId;

use super::{Backend, Store};
use crate::{Backlogs, StoreError};

impl Store {
    /// Says what waits at the desk of a shard, in place of what was said before.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_backlogs(&self, shard: u16, backlogs: &Backlogs) -> Result<(), StoreError> {
        self.writes.put_backlogs(shard, backlogs).await
    }

    /// What each desk last said, in the order of the shards.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], or [`StoreError::Unreadable`].
    pub async fn backlogs(&self) -> Result<Vec<Backlogs>, StoreError> {
        let bodies = back_end!(self.backlogs())?;
        let read = |body: String| {
            serde_json::from_str(&body).map_err(|_| StoreError::unreadable("what waits at a desk"))
        };
        bodies.into_iter().map(read).collect()
    }

    /// How many messages of one destination wait whose places are at least `from` and below `until`:
    /// they are looked through one by one, so ask for the part between a lane's first and a message.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn waiting_between(
        &self,
        connection: &ConnectionId,
        destination: &str,
        from: u64,
        until: u64,
    ) -> Result<u64, StoreError> {
        back_end!(self.waiting_between(connection, destination, from, until))
    }
}
