//! What runs a batch of writes in one transaction.

use sqlx::{Connection as _, SqliteConnection};

use super::bulk::Statement;
use super::{
    backlogs, cards, connections, messages, profiles, purge, quarantine, reopen, shards, spilled,
    triggers, workspaces,
};
use crate::hand::Hand;
use crate::rows::int;
use crate::timing;
use crate::writes::{Batch, messages::newest_ms, samples, templates};
use crate::{StoreConfig, StoreError};

pub(crate) struct Engine {
    connection: SqliteConnection,
    idempotency_ms: u64,
    timeline_bytes_max: u32,
}

impl Engine {
    pub(super) fn new(connection: SqliteConnection, config: &StoreConfig) -> Self {
        Self {
            connection,
            idempotency_ms: config.idempotency_ms(),
            timeline_bytes_max: config.timeline_bytes_max,
        }
    }

    pub(crate) async fn commit(&mut self, batch: &mut Batch) -> Result<(), StoreError> {
        sqlx::query("BEGIN IMMEDIATE")
            .execute(&mut self.connection)
            .await?;
        let mut result = self.run(batch).await;
        if result.is_ok() {
            let committed = end(batch).execute(&mut self.connection).await;
            result = committed.map(drop).map_err(StoreError::from);
        }
        if result.is_err() {
            // It fails when SQLite has rolled back by itself, which is as well.
            let _ = sqlx::query("ROLLBACK").execute(&mut self.connection).await;
        }
        result
    }

    async fn run(&mut self, batch: &mut Batch) -> Result<(), StoreError> {
        let connection = &mut self.connection;
        shards::fix(connection, &mut batch.shards).await?;
        workspaces::run(connection, &mut batch.workspaces).await?;
        templates::run(&mut Hand::Sqlite(connection), &mut batch.templates).await?;
        connections::run(connection, &mut batch.connections).await?;
        profiles::run(connection, &mut batch.profiles).await?;
        triggers::accept(connection, &mut batch.accepts, self.idempotency_ms).await?;
        triggers::mark_published(connection, &mut batch.publications).await?;
        messages::plan(connection, &mut batch.plans).await?;
        spilled::put(connection, &mut batch.spills).await?;
        spilled::remove(connection, &batch.changes).await?;
        messages::change(connection, &mut batch.changes, self.timeline_bytes_max).await?;
        cards::put(connection, &batch.changes).await?;
        reopen::run(connection, &mut batch.reopens).await?;
        purge::run(connection, &mut batch.purges).await?;
        backlogs::put(connection, &mut batch.backlogs).await?;
        samples::run(&mut Hand::Sqlite(connection), &mut batch.samples).await?;
        timing::run(&mut Hand::Sqlite(connection), &mut batch.timings).await?;
        quarantine::run(connection, &mut batch.quarantines).await
    }

    pub(crate) async fn close(self) {
        if let Err(error) = self.connection.close().await {
            tracing::warn!(%error, "the store was not closed cleanly; it is whole nevertheless");
        }
    }
}

/// The statement that commits, and that notes when the record last changed, in one round trip.
fn end(batch: &Batch) -> Statement {
    let reopened = batch.reopens.iter().map(|job| job.now_ms).max();
    match newest_ms(&batch.plans, &batch.changes).max(reopened) {
        Some(newest_ms) => sqlx::query(
            "INSERT INTO marks (name, value) VALUES ('last_activity_ms', $1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value
             WHERE marks.value < excluded.value;
             COMMIT",
        )
        .bind(int(newest_ms)),
        None => sqlx::query("COMMIT"),
    }
}
