//! Publishing, with confirmations: one channel, fed by one task, many publications on the road.
//!
//! `task` runs; `ledger` is what it keeps of what is not confirmed. When the channel is lost, with the
//! connection or alone, everything unconfirmed is published again on the next, in the same order,
//! until it is confirmed or its time is over. The broker may have had it already: a message that is
//! published again says so (`planned_before`), and a trigger is planned once, whatever happens.

mod ledger;
mod task;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use lapin::types::{FieldTable, ShortString};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;
use uuid::Uuid;

use super::link::Link;
use super::topology::Topology;
use crate::{QueueConfig, QueueError};

/// One entry on its way to a queue.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) what: What,
    pub(super) queue: ShortString,
    pub(super) id: Uuid,
    pub(super) envelope: Vec<u8>,
    pub(super) headers: FieldTable,
}

/// What an entry is, as far as publishing is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Trigger,
    Message,
    DeadLetter,
}

/// Entries that are published together, and who waits for them.
#[derive(Debug)]
struct Publication {
    items: Vec<Item>,
    deadline: Instant,
    reply: oneshot::Sender<Result<(), QueueError>>,
}

/// Takes publications from everyone.
#[derive(Debug, Clone)]
pub(super) struct Publisher {
    publications: mpsc::UnboundedSender<Publication>,
    unconfirmed: Arc<AtomicU64>,
    patience: Duration,
}

impl Publisher {
    pub(super) fn start(
        link: Link,
        topology: Topology,
        config: &QueueConfig,
        stop: watch::Receiver<bool>,
    ) -> Self {
        let (publications, received) = mpsc::unbounded_channel();
        let unconfirmed = Arc::new(AtomicU64::new(0));
        let task = task::Task::new(
            link,
            topology,
            ledger::Ledger::new(config),
            received,
            Arc::clone(&unconfirmed),
        );
        tokio::spawn(task.run(stop));
        Self {
            publications,
            unconfirmed,
            patience: Duration::from_secs(config.confirm_timeout_seconds),
        }
    }

    /// Publishes the items in this order; returns when all are confirmed.
    pub(super) async fn publish(&self, items: Vec<Item>) -> Result<(), QueueError> {
        let (reply, result) = oneshot::channel();
        let publication = Publication {
            items,
            deadline: Instant::now() + self.patience,
            reply,
        };
        self.publications
            .send(publication)
            .map_err(|_| QueueError::Closed)?;
        result.await.unwrap_or(Err(QueueError::Closed))
    }

    /// How many entries wait to be confirmed.
    pub(super) fn unconfirmed(&self) -> u64 {
        self.unconfirmed.load(Relaxed)
    }
}
