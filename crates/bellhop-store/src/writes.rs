//! Writes, whatever the engine: what is asked for becomes a job, jobs that wait are batched, and one
//! writer runs a batch in one transaction and answers when that is durable.
//!
//! `job` is the list of all jobs, and each kind has a file: what it asks, and all of it that is not
//! SQL. The engines run them.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::memory::Memory;
use crate::secrets::Seal;
use crate::{StoreConfig, StoreError};

mod batch;
mod job;
mod writer;

pub(crate) mod backlogs;
pub(crate) mod connections;
pub(crate) mod messages;
pub(crate) mod profiles;
pub(crate) mod purge;
pub(crate) mod quarantine;
pub(crate) mod reopen;
pub(crate) mod samples;
pub(crate) mod shards;
pub(crate) mod spilled;
pub(crate) mod templates;
pub(crate) mod timing;
pub(crate) mod triggers;
pub(crate) mod workspaces;

pub(crate) use batch::Batch;
pub(crate) use job::{Job, Reply};
pub(crate) use writer::Engines;
use writer::{Engine, Writer};

/// Takes writes, and waits until they are durable.
#[derive(Clone)]
pub(crate) struct Writes {
    /// To the writer of what comes in, and to that of what workers record. They may be one.
    ingest: mpsc::Sender<Job>,
    record: mpsc::Sender<Job>,
    /// How long an asker waits at most.
    patience: Option<Duration>,
    seal: Arc<Seal>,
    memory: Arc<Memory>,
}

impl Writes {
    /// Starts the writers of these engines.
    pub(crate) fn start(
        engines: Engines,
        seal: Arc<Seal>,
        memory: Arc<Memory>,
        config: &StoreConfig,
    ) -> Self {
        let start = |engine| {
            let (jobs, waiting) = mpsc::channel(config.writes_waiting_max.max(1));
            let writer = Writer::new(engine, waiting, Arc::clone(&memory), config);
            tokio::spawn(writer.run());
            jobs
        };
        let (ingest, record, patience) = match engines {
            Engines::Sqlite(engine) => {
                let jobs = start(Engine::Sqlite(engine));
                (jobs.clone(), jobs, None)
            }
            Engines::Postgres { ingest, record } => {
                let ingest = start(Engine::Postgres(ingest));
                let record = start(Engine::Postgres(record));
                let patience = config.acquire_timeout() + config.statement_timeout();
                (ingest, record, Some(patience))
            }
        };
        Self {
            ingest,
            record,
            patience,
            seal,
            memory,
        }
    }

    /// Finishes the writes that wait; later ones are refused.
    pub(crate) async fn close(&self) {
        for jobs in [&self.ingest, &self.record] {
            let (reply, closed) = Reply::new();
            let closing = async {
                if jobs.send(Job::Close(reply)).await.is_ok() {
                    // It fails only when the writer has ended, which is as well.
                    let _ = closed.await;
                }
            };
            match self.patience {
                None => closing.await,
                // With a server that hangs, what waits will not be written.
                Some(patience) => drop(timeout(patience, closing).await),
            }
        }
    }

    /// Hands a write to its writer, and waits until it is durable. One that takes too long may still be
    /// done after it was said to have failed.
    async fn write<A>(&self, job: impl FnOnce(Reply<A>) -> Job) -> Result<A, StoreError> {
        let (reply, answer) = Reply::new();
        let job = job(reply);
        let jobs = if job.is_of_workers() {
            &self.record
        } else {
            &self.ingest
        };
        let written = async {
            jobs.send(job).await.map_err(|_| StoreError::Closed)?;
            answer.await.map_err(|_| StoreError::Closed)?
        };
        let Some(patience) = self.patience else {
            return written.await;
        };
        let late = |_| Err(StoreError::late("the database did not answer in time"));
        timeout(patience, written).await.unwrap_or_else(late)
    }
}
