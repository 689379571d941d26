//! The task that writes: it takes every write that waits, runs them in one transaction, and answers
//! when that is durable.
//!
//! When a transaction fails because of what is in it, its writes are tried again one by one, so that
//! a write which cannot work fails alone.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::{Batch, Job};
use crate::memory::Memory;
use crate::{StoreConfig, StoreError};
use crate::{postgres, sqlite};

/// What runs a batch.
pub(super) enum Engine {
    Sqlite(sqlite::Engine),
    Postgres(postgres::Engine),
}

/// The engines of a back end: one for each writer.
pub(crate) enum Engines {
    Sqlite(sqlite::Engine),
    Postgres {
        ingest: postgres::Engine,
        record: postgres::Engine,
    },
}

impl Engine {
    /// Runs the writes in one transaction, and stages their answers.
    async fn commit(&mut self, batch: &mut Batch) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(engine) => engine.commit(batch).await,
            Self::Postgres(engine) => engine.commit(batch).await,
        }
    }

    async fn close(self) {
        match self {
            Self::Sqlite(engine) => engine.close().await,
            Self::Postgres(engine) => engine.close().await,
        }
    }

    /// Whether a smaller batch may work where this one failed. It costs nothing to try with a file; but
    /// with a server that is gone or hangs, every write would wait for all those before it.
    fn may_work_alone(&self, error: &StoreError) -> bool {
        match self {
            Self::Sqlite(_) => true,
            Self::Postgres(_) => postgres::is_of_rows(error),
        }
    }
}

pub(super) struct Writer {
    engine: Engine,
    waiting: mpsc::Receiver<Job>,
    memory: Arc<Memory>,
    jobs_max: usize,
}

impl Writer {
    pub(super) fn new(
        engine: Engine,
        waiting: mpsc::Receiver<Job>,
        memory: Arc<Memory>,
        config: &StoreConfig,
    ) -> Self {
        Self {
            engine,
            waiting,
            memory,
            jobs_max: config.writes_per_commit_max.max(1),
        }
    }

    /// Writes until the store is closed or dropped.
    pub(super) async fn run(mut self) {
        let mut jobs = Vec::with_capacity(self.jobs_max);
        let mut closes = Vec::new();
        while self.waiting.recv_many(&mut jobs, self.jobs_max).await > 0 {
            let mut batch = Batch::of(jobs.drain(..));
            if !batch.closes.is_empty() {
                // Refuses new writes; those that wait are still received.
                self.waiting.close();
                closes.append(&mut batch.closes);
            }
            self.write(batch).await;
            // Those who were just answered run first, and what they write next shares a transaction.
            tokio::task::yield_now().await;
        }
        self.engine.close().await;
        for mut reply in closes {
            reply.stage(Ok(()));
            reply.send(None);
        }
    }

    async fn write(&mut self, mut batch: Batch) {
        let failure = self.commit(&mut batch).await.err();
        let alone = failure.as_ref().filter(|_| batch.jobs > 1);
        let Some(error) = alone.filter(|error| self.engine.may_work_alone(error)) else {
            return self.answer(batch, failure);
        };
        tracing::warn!(
            %error,
            writes = batch.jobs,
            "a transaction failed; trying its writes alone"
        );
        let jobs: Vec<_> = batch.into_jobs().collect();
        for job in jobs {
            let mut alone = Batch::of([job]);
            let failure = self.commit(&mut alone).await.err();
            self.answer(alone, failure);
        }
    }

    async fn commit(&mut self, batch: &mut Batch) -> Result<(), StoreError> {
        if batch.jobs == 0 {
            return Ok(());
        }
        self.engine.commit(batch).await
    }

    /// Tells everyone. What is remembered in memory changes before anyone knows.
    fn answer(&self, batch: Batch, failure: Option<StoreError>) {
        if failure.is_none() {
            for job in &batch.connections {
                self.memory.note(job);
            }
        }
        for job in batch.into_jobs() {
            job.answer(failure.as_ref());
        }
    }
}
