//! The one task that writes: it takes every write that waits, runs them in one transaction, and
//! answers when that is on the disk.
//!
//! When a transaction fails, its writes are tried again one by one, so that a write which cannot work
//! fails alone.

use std::sync::Arc;

use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use super::connections::{ConnectionJob, Memory};
use super::messages::{Change, Plan};
use super::profiles::ProfileJob;
use super::purge::Purge;
use super::triggers::{Accept, Publication};
use super::workspaces::PutWorkspace;
use crate::{StoreConfig, StoreError};

mod batch;

use batch::{Batch, Bounds};

/// Where an answer goes. It is staged inside the transaction, and sent once that is on the disk.
pub(super) struct Reply<A> {
    sender: oneshot::Sender<Result<A, StoreError>>,
    staged: Option<Result<A, StoreError>>,
}

impl<A> Reply<A> {
    pub(super) fn new() -> (Self, oneshot::Receiver<Result<A, StoreError>>) {
        let (sender, receiver) = oneshot::channel();
        (
            Self {
                sender,
                staged: None,
            },
            receiver,
        )
    }

    pub(super) fn stage(&mut self, answer: Result<A, StoreError>) {
        self.staged = Some(answer);
    }

    /// Sends what was staged, or the failure of the transaction. The asker may have gone, which
    /// changes nothing.
    pub(super) fn send(self, failure: Option<&StoreError>) {
        let answer = match failure {
            Some(error) => Err(error.clone()),
            None => self.staged.unwrap_or(Err(StoreError::Closed)),
        };
        let _ = self.sender.send(answer);
    }
}

/// One write.
pub(super) enum Job {
    Workspace(PutWorkspace),
    Connections(ConnectionJob),
    Profiles(ProfileJob),
    Accept(Accept),
    Publication(Publication),
    Plan(Plan),
    Change(Change),
    Purge(Purge),
    /// Not a write: finish those that wait, then close the file.
    Close(Reply<()>),
}

impl Job {
    fn answer(self, failure: Option<&StoreError>) {
        match self {
            Self::Workspace(job) => job.reply.send(failure),
            Self::Connections(job) => job.reply.send(failure),
            Self::Profiles(job) => job.answer(failure),
            Self::Accept(job) => job.reply.send(failure),
            Self::Publication(job) => job.reply.send(failure),
            Self::Plan(job) => job.reply.send(failure),
            Self::Change(job) => job.reply.send(failure),
            Self::Purge(job) => job.reply.send(failure),
            Self::Close(reply) => reply.send(failure),
        }
    }
}

pub(super) struct Writer {
    connection: SqliteConnection,
    waiting: mpsc::Receiver<Job>,
    memory: Arc<Memory>,
    jobs_max: usize,
    bounds: Bounds,
}

impl Writer {
    pub(super) fn new(
        connection: SqliteConnection,
        waiting: mpsc::Receiver<Job>,
        memory: Arc<Memory>,
        config: &StoreConfig,
    ) -> Self {
        let bounds = Bounds {
            idempotency_ms: config.idempotency_ms(),
            timeline_bytes_max: config.timeline_bytes_max,
        };
        let jobs_max = config.writes_per_commit_max.max(1);
        Self {
            connection,
            waiting,
            memory,
            jobs_max,
            bounds,
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
        if let Err(error) = self.connection.close().await {
            tracing::warn!(%error, "the store was not closed cleanly; it is whole nevertheless");
        }
        for mut reply in closes {
            reply.stage(Ok(()));
            reply.send(None);
        }
    }

    async fn write(&mut self, mut batch: Batch) {
        let failure = self.commit(&mut batch).await.err();
        if failure.is_none() || batch.jobs == 1 {
            return self.answer(batch, failure);
        }
        let error = failure.map(|error| error.to_string());
        tracing::warn!(
            error,
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
        sqlx::query("BEGIN IMMEDIATE")
            .execute(&mut self.connection)
            .await?;
        let mut result = batch.run(&mut self.connection, self.bounds).await;
        if result.is_ok() {
            let committed = batch.commit().execute(&mut self.connection).await;
            result = committed.map(drop).map_err(StoreError::from);
        }
        if result.is_err() {
            // It fails when SQLite has rolled back by itself, which is as well.
            let _ = sqlx::query("ROLLBACK").execute(&mut self.connection).await;
        }
        result
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
