//! The bounds of the store.

use std::time::Duration;

use serde::Deserialize;

/// The bounds of the store. Everything that can grow has one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StoreConfig {
    /// How long an idempotency key is kept, in hours. SuprSend promises 24.
    pub idempotency_hours: u32,
    /// Writes that may wait for the writer; a caller beyond that waits for a place.
    pub writes_waiting_max: usize,
    /// Writes that share one transaction.
    pub writes_per_commit_max: usize,
    /// Connections to the database that only read. On PostgreSQL a process has three more: two that
    /// write and one for leases.
    pub readers: u32,
    /// The timeline of one message, in bytes. Beyond that only its end is added.
    pub timeline_bytes_max: u32,
    /// Slack credentials that are kept, opened, in memory.
    pub connections_in_memory_max: usize,
    /// How long such a credential is believed to be as it was, in seconds, while other processes may
    /// change it. PostgreSQL only: a SQLite file belongs to one process.
    pub connections_ttl_seconds: u64,
    /// How long to wait for a connection to the database, in seconds. PostgreSQL only.
    pub acquire_timeout_seconds: u64,
    /// How long one statement may take, in seconds. PostgreSQL only.
    pub statement_timeout_seconds: u64,
    /// Profiles, or messages of a trigger, in one page; a larger limit is lowered to it.
    pub page_max: u32,
}

impl Default for StoreConfig {
    fn default() -> Self {
        Self {
            idempotency_hours: 24,
            writes_waiting_max: 4096,
            writes_per_commit_max: 512,
            readers: 2,
            timeline_bytes_max: 32 * 1024,
            connections_in_memory_max: 10_000,
            connections_ttl_seconds: 5,
            acquire_timeout_seconds: 5,
            statement_timeout_seconds: 10,
            page_max: 1000,
        }
    }
}

impl StoreConfig {
    /// How long an idempotency key is kept, in milliseconds.
    pub(crate) fn idempotency_ms(&self) -> u64 {
        u64::from(self.idempotency_hours) * 60 * 60 * 1000
    }

    pub(crate) fn connections_ttl(&self) -> Duration {
        Duration::from_secs(self.connections_ttl_seconds)
    }

    pub(crate) fn acquire_timeout(&self) -> Duration {
        Duration::from_secs(self.acquire_timeout_seconds.max(1))
    }

    pub(crate) fn statement_timeout(&self) -> Duration {
        Duration::from_secs(self.statement_timeout_seconds.max(1))
    }
}
