//! What runs a batch of writes in one transaction.

use sqlx::postgres::PgConnectOptions;

use super::line::{Line, Lines};
use super::{
    backlogs, cards, connections, leases, messages, profiles, purge, quarantine, reopen, spilled,
    triggers, trouble, workspaces,
};
use crate::hand::Hand;
use crate::timing;
use crate::writes::{Batch, samples, templates};
use crate::{StoreConfig, StoreError};

/// How often a transaction that lost against another is tried.
const TRIES: usize = 8;

/// Processes that note when the record last changed share so many slots.
const ACTIVITY_SLOTS: i16 = 64;

pub(crate) struct Engine {
    lines: Lines,
    idempotency_ms: u64,
    timeline_bytes_max: u32,
    slot: i16,
}

/// What holds for the connections of writers: every statement finds its rows by their keys, in a table
/// of any size. Left to itself the server makes a plan for the small table that it first sees, such as
/// reading all of it, and keeps it while the table grows.
pub(super) fn settings(options: PgConnectOptions) -> PgConnectOptions {
    options.options([
        ("plan_cache_mode", "force_generic_plan"),
        ("enable_seqscan", "off"),
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
    ])
}

impl Engine {
    pub(super) fn new(lines: Lines, config: &StoreConfig) -> Self {
        Self {
            lines,
            idempotency_ms: config.idempotency_ms(),
            timeline_bytes_max: config.timeline_bytes_max,
            slot: rand::random::<u8>() as i16 % ACTIVITY_SLOTS,
        }
    }

    pub(crate) async fn commit(&mut self, batch: &mut Batch) -> Result<(), StoreError> {
        let mut lost = 0;
        loop {
            let result = self.attempt(batch).await;
            lost += 1;
            match &result {
                Err(error) if lost < TRIES && trouble::is_conflict(error) => {
                    tracing::debug!(lost, "a transaction lost against another; trying it again");
                }
                _ => return result,
            }
        }
    }

    async fn attempt(&self, batch: &mut Batch) -> Result<(), StoreError> {
        let mut line = self.lines.acquire().await?;
        if batch.is_of_one_statement() {
            // It is a transaction of its own.
            return self.run(&mut line, batch).await;
        }
        line.begin().await?;
        match self.run(&mut line, batch).await {
            Ok(()) => line.commit().await,
            Err(error) => {
                line.rollback().await;
                Err(error)
            }
        }
    }

    async fn run(&self, line: &mut Line, batch: &mut Batch) -> Result<(), StoreError> {
        leases::fix_shards(line, &mut batch.shards).await?;
        workspaces::run(line, &mut batch.workspaces).await?;
        templates::run(&mut Hand::Postgres(line), &mut batch.templates).await?;
        connections::run(line, &mut batch.connections).await?;
        profiles::run(line, &mut batch.profiles).await?;
        triggers::accept(line, &mut batch.accepts, self.idempotency_ms).await?;
        triggers::mark_published(line, &mut batch.publications).await?;
        messages::plan(line, &mut batch.plans, self.slot).await?;
        spilled::put(line, &mut batch.spills).await?;
        spilled::remove(line, &batch.changes).await?;
        messages::change(line, &mut batch.changes, self.timeline_bytes_max, self.slot).await?;
        cards::put(line, &batch.changes).await?;
        reopen::run(line, &mut batch.reopens, self.slot).await?;
        purge::run(line, &mut batch.purges).await?;
        backlogs::put(line, &mut batch.backlogs).await?;
        samples::run(&mut Hand::Postgres(line), &mut batch.samples).await?;
        timing::run(&mut Hand::Postgres(line), &mut batch.timings).await?;
        quarantine::run(line, &mut batch.quarantines).await
    }

    pub(crate) async fn close(self) {
        self.lines.close().await;
    }
}
