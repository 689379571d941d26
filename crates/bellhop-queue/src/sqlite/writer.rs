//! The one task that changes the file: group commit.
//!
//! Whatever callers ask for while a transaction is under way shares the next one. A caller is told
//! when its change is on the disk. When a transaction fails, publishers are told so and nothing of
//! theirs is kept; settlements are kept and go into every next transaction until one succeeds, because
//! their deliveries are no longer in anyone's hands. The connection is made anew after a failure, and
//! what is kept in mind of the file with it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bellhop_core::trigger::Trigger;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::Shared;
use super::batch::{Batch, Job, Publication, Settlement};
use super::file::{self, Seed};
use super::ledger::Ledger;
use super::script::Script;
use super::statements::{self, Done};
use crate::{QueueConfig, QueueError};

/// How long a disk in trouble is left alone before what is owed to it is tried again.
const RECOVERY_PAUSE: Duration = Duration::from_millis(500);

pub(super) struct Writer {
    path: PathBuf,
    connection: Option<SqliteConnection>,
    jobs: mpsc::UnboundedReceiver<Job>,
    shared: Arc<Shared>,
    config: QueueConfig,
    ledger: Ledger,
    /// Settlements that failed and are tried again.
    owed: Vec<Settlement>,
    /// When a disk in trouble is tried again; `None` while all is well.
    recover_at: Option<Instant>,
    closing: bool,
}

impl Writer {
    pub(super) fn new(
        path: &Path,
        shared: Arc<Shared>,
        jobs: mpsc::UnboundedReceiver<Job>,
        config: QueueConfig,
        connection: SqliteConnection,
        seed: Seed,
    ) -> Self {
        Self {
            path: path.to_owned(),
            connection: Some(connection),
            jobs,
            ledger: Ledger::new(Arc::clone(&shared), seed),
            shared,
            config,
            owed: Vec::new(),
            recover_at: None,
            closing: false,
        }
    }

    /// Runs until the queue is closed or every handle and delivery is gone. Holds `lock` to the end.
    pub(super) async fn run(
        mut self,
        reader: JoinHandle<()>,
        lock: File,
        end: watch::Sender<bool>,
    ) {
        while !self.closing {
            tokio::select! {
                job = self.jobs.recv() => {
                    // Those that are ready to ask for something do so first, and share the commit.
                    tokio::task::yield_now().await;
                    self.commit_jobs(job).await;
                }
                () = until(self.recover_at) => self.commit(Batch::default()).await,
            }
        }
        self.finish(reader).await;
        drop(lock);
        end.send_replace(true);
    }

    /// Commits `first` and whatever else is asked for by now.
    async fn commit_jobs(&mut self, first: Option<Job>) {
        let mut batch = Batch::default();
        let mut next = first;
        self.closing = next.is_none();
        while let Some(job) = next {
            match job {
                Job::Triggers(publication) => self.admit(&mut batch, publication),
                Job::Messages(publication) => batch.publish_messages(publication),
                Job::Letters(letters) => batch.release(letters),
                Job::Bury { burial, reply } => batch.bury(burial, reply),
                Job::Settle { settlements, reply } => batch.settle(settlements, reply),
                Job::Close => {
                    self.closing = true;
                    // What was asked for before is still received; what comes later is refused.
                    self.jobs.close();
                }
            }
            if batch.is_full(self.config.batch_max.max(1)) {
                self.commit(std::mem::take(&mut batch)).await;
            }
            next = self.jobs.try_recv().ok();
        }
        if batch.len() > 0 {
            self.commit(batch).await;
        }
    }

    /// Takes triggers into the batch unless too much waits already.
    fn admit(&self, batch: &mut Batch, publication: Publication<Trigger>) {
        let waiting = self.shared.counts.depth() + batch.triggers.len() as u64;
        let depth_max = self.config.depth_max;
        if waiting + publication.rows.len() as u64 > depth_max {
            drop(publication.reply.send(Err(QueueError::Full { depth_max })));
        } else {
            batch.publish_triggers(publication);
        }
    }

    /// Commits a batch together with what is owed, and tells those who wait for it.
    async fn commit(&mut self, mut batch: Batch) {
        batch.settlements.append(&mut self.owed);
        let replies = std::mem::take(&mut batch.replies);
        let result = match self.write(&batch).await {
            Ok((triggers, messages, released)) => {
                self.recover_at = None;
                self.ledger.committed(batch, triggers, messages, released);
                Ok(())
            }
            Err(error) => {
                self.owed = batch.settlements;
                Err(self.failed(error))
            }
        };
        // A caller that has gone away needs no answer.
        replies
            .into_iter()
            .for_each(|reply| drop(reply.send(result.clone())));
    }

    /// Commits a batch; returns what came of its triggers and of its messages, and how many letters
    /// left the dead.
    async fn write(&mut self, batch: &Batch) -> Result<(Done, Done, u64), sqlx::Error> {
        let mut connection = self.connect().await?;
        let (first_trigger, first_message) = self.ledger.positions_for(batch);
        let mut script = Script::new();
        let settlements = &batch.settlements;
        let triggers = statements::add(&mut script, first_trigger, &batch.triggers, settlements);
        let messages = statements::add(&mut script, first_message, &batch.messages, settlements);
        statements::lay_out(&mut script, &batch.burials);
        let released = statements::release(&mut script, &batch.letters);
        let changes = script.run(&mut connection).await?;
        self.connection = Some(connection);
        Ok((
            triggers.done(&changes),
            messages.done(&changes),
            changes.of(released),
        ))
    }

    /// Takes the connection, or makes it anew. It is put back only when all went well.
    async fn connect(&mut self) -> Result<SqliteConnection, sqlx::Error> {
        if let Some(connection) = self.connection.take() {
            return Ok(connection);
        }
        let mut connection = file::reopen_to_write(&self.path).await?;
        let seed = file::seed(&mut connection).await?;
        self.ledger.seed(seed);
        tracing::info!(path = %self.path.display(), "the queue's file is open again");
        Ok(connection)
    }

    fn failed(&mut self, error: sqlx::Error) -> QueueError {
        tracing::error!(path = %self.path.display(), %error, "the queue could not be written");
        self.recover_at = Some(Instant::now() + RECOVERY_PAUSE);
        QueueError::unavailable(error)
    }

    async fn finish(&mut self, reader: JoinHandle<()>) {
        if !self.owed.is_empty() {
            self.commit(Batch::default()).await;
        }
        if !self.owed.is_empty() {
            let count = self.owed.len();
            tracing::error!(
                count,
                "settlements were not written: their deliveries come again"
            );
        }
        self.close_lines();
        if let Err(error) = reader.await {
            tracing::error!(%error, "the queue's reader ended badly");
        }
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the queue's file was not closed cleanly; nothing is lost by it");
        }
    }

    fn close_lines(&self) {
        self.shared.triggers.close();
        self.shared.messages.close();
        self.shared.wanted.notify_one();
    }
}

impl Drop for Writer {
    /// Receivers must not wait for a writer that a defect has ended.
    fn drop(&mut self) {
        self.close_lines();
    }
}

async fn until(instant: Option<Instant>) {
    match instant {
        Some(instant) => tokio::time::sleep_until(instant).await,
        None => std::future::pending().await,
    }
}
