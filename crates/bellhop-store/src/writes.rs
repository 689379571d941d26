//! Writes, whatever the engine: what is asked for becomes a job, jobs that wait are batched, and one
//! writer runs a batch in one transaction and answers when that is durable.
//!
//! `job` is the list of all jobs, and each kind has a file: what it asks, and all of it that is not
//! SQL. The engines run them.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::memory::Memory;
use crate::secrets::Seal;
use crate::{StoreConfig, StoreError};

mod batch;
mod job;
mod writer;

pub(crate) mod connections;
pub(crate) mod messages;
pub(crate) mod profiles;
pub(crate) mod purge;
pub(crate) mod triggers;
pub(crate) mod workspaces;

pub(crate) use batch::Batch;
pub(crate) use job::{Job, Reply};
pub(crate) use writer::{Engine, Writer};

/// Takes writes, and waits until they are durable.
#[derive(Clone)]
pub(crate) struct Writes {
    jobs: mpsc::Sender<Job>,
    seal: Arc<Seal>,
    memory: Arc<Memory>,
}

impl Writes {
    /// Starts the writer of an engine.
    pub(crate) fn start(
        engine: Engine,
        seal: Arc<Seal>,
        memory: Arc<Memory>,
        config: &StoreConfig,
    ) -> Self {
        let (jobs, waiting) = mpsc::channel(config.writes_waiting_max.max(1));
        let writer = Writer::new(engine, waiting, Arc::clone(&memory), config);
        tokio::spawn(writer.run());
        Self { jobs, seal, memory }
    }

    /// Finishes the writes that wait; later ones are refused.
    pub(crate) async fn close(&self) {
        // It fails only when the store is closed already.
        let _ = self.write(Job::Close).await;
    }

    /// Hands a write to the writer, and waits until it is durable.
    async fn write<A>(&self, job: impl FnOnce(Reply<A>) -> Job) -> Result<A, StoreError> {
        let (reply, answer) = Reply::new();
        self.jobs
            .send(job(reply))
            .await
            .map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }
}
