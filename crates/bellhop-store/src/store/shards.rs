//! Leases on shards: which worker owns which slice of the connections.

use std::time::Duration;

use super::{Backend, Store};
use crate::{Leases, StoreError, WorkerId};

impl Store {
    /// Remembers, the first time, how many shards there are, and answers with what is remembered: a
    /// program that is configured otherwise must not run, because a connection's shard depends on it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn fix_shards(&self, shards: u16) -> Result<u16, StoreError> {
        self.writes.fix_shards(shards).await
    }

    /// Renews this worker's leases and takes free shards up to its share.
    ///
    /// The clock of the database decides when a lease runs out; its owner must stop at `ttl` after it
    /// made this call, by a clock of its own. A shard never has two owners whose leases have not run out.
    ///
    /// A SQLite file belongs to one program, so that one gets every shard, at once and for good, with
    /// one generation for each start of the program.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]: nothing is known to be renewed, and what was held before runs out
    /// when it was going to.
    pub async fn lease_shards(
        &self,
        worker: WorkerId,
        shards: u16,
        ttl: Duration,
    ) -> Result<Leases, StoreError> {
        match &*self.backend {
            Backend::Sqlite(sqlite) => Ok(sqlite.lease_shards(shards)),
            Backend::Postgres(postgres) => postgres.lease_shards(worker, shards, ttl).await,
        }
    }

    /// Gives shards back: whoever lacks some can take them at once.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn release_shards(&self, worker: WorkerId, shards: &[u16]) -> Result<(), StoreError> {
        match &*self.backend {
            Backend::Sqlite(_) => Ok(()),
            Backend::Postgres(postgres) => postgres.release_shards(worker, shards).await,
        }
    }

    /// Gives everything back, and counts no longer as alive.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn leave(&self, worker: WorkerId) -> Result<(), StoreError> {
        match &*self.backend {
            Backend::Sqlite(_) => Ok(()),
            Backend::Postgres(postgres) => postgres.leave(worker).await,
        }
    }
}
