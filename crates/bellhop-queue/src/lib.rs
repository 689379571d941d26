//! The durable queue: triggers and messages wait here, on disk, until they are settled.
//!
//! The whole contract is on this page. [`Queue`] publishes and hands out [`Delivery`]s; a delivery is
//! settled by one of four verbs. What a caller may rely on, whatever the back end:
//!
//! - *Durable*: publishing and settling return when the change would survive a power cut.
//! - *In order*: triggers, and messages, are each delivered in the order of their publication.
//!   [`Delivery::retry`] and [`Delivery::snooze`] send one to the back of the line when it is due.
//! - *At least once*: whatever was not settled comes again, in order, after a restart or a crash.
//! - *Idempotent while it waits*: publishing an id that is still in the queue does nothing.
//! - *Never blocked*: what cannot be read goes to the dead letters with [`Reason::Unreadable`].
//!
//! Secrets never ride on the queue: a message names its connection.
//!
//! The modules in reading order: `envelope` is the wire form, `delivery` is what a receiver holds,
//! `sqlite` is the back end that needs no server.
//!
//! Known limits: one line of triggers and one of messages, so one process works a queue; dead letters
//! are kept until someone removes them; the file of the SQLite back end keeps the size of its fullest
//! moment.

mod delivery;
mod envelope;
mod error;
mod sqlite;

use std::path::Path;

use bellhop_core::fault::Reason;
use bellhop_core::message::Message;
use bellhop_core::trigger::Trigger;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use delivery::Delivery;
pub use error::QueueError;

/// The bounds of a queue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QueueConfig {
    /// How many triggers and messages may wait, delayed ones included, before new triggers are
    /// refused with [`QueueError::Full`]. Messages planned from accepted triggers are never refused.
    pub depth_max: u64,
    /// How many changes share one commit at most, and how many triggers, and as many messages, are
    /// held in memory ahead of their receiver. At least 1.
    pub batch_max: usize,
}

impl Default for QueueConfig {
    fn default() -> Self {
        Self {
            depth_max: 1_000_000,
            batch_max: 1_024,
        }
    }
}

/// A durable queue. Clones are handles to the same queue.
#[derive(Debug, Clone)]
pub struct Queue(Backend);

/// Where a queue lives. Callers cannot see which.
#[derive(Debug, Clone)]
enum Backend {
    /// A file of its own, for one process: no server needed.
    Sqlite(sqlite::Sqlite),
}

impl Queue {
    /// Opens the queue in the SQLite file at `path`, creating it when it is not there (its folder
    /// must be). Must be called within a tokio runtime, which the queue's two tasks then live on.
    ///
    /// # Errors
    /// [`QueueError::InUse`] when another process, or another `Queue`, has it open;
    /// [`QueueError::Unavailable`] when the file cannot be read or written.
    pub async fn open_sqlite(path: &Path, config: QueueConfig) -> Result<Self, QueueError> {
        Ok(Self(Backend::Sqlite(
            sqlite::Sqlite::open(path, config).await?,
        )))
    }

    /// Puts a trigger at the back of its line; returns when it is durable. A trigger whose id still
    /// waits is not published twice.
    ///
    /// # Errors
    /// [`QueueError::Full`] at `depth_max`; [`QueueError::Unavailable`] when it could not be made
    /// durable (after a failing disk it may be there all the same: publish the same id again);
    /// [`QueueError::Closed`].
    pub async fn publish_trigger(&self, trigger: &Trigger) -> Result<(), QueueError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.publish(std::slice::from_ref(trigger)).await,
        }
    }

    /// Puts messages at the back of their line, in this order, all or none; returns when they are
    /// durable. Those whose id still waits are not published twice.
    ///
    /// # Errors
    /// As [`Queue::publish_trigger`], except that messages are never refused for `depth_max`.
    pub async fn publish_messages(&self, messages: &[Message]) -> Result<(), QueueError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.publish(messages).await,
        }
    }

    /// Waits for at least one trigger, and returns up to `max` of them in the order of publication.
    ///
    /// Safe to cancel: a cancelled call has taken nothing.
    ///
    /// # Errors
    /// [`QueueError::Unavailable`] when they could not be read (call again: each call waits for
    /// another attempt); [`QueueError::Closed`].
    pub async fn receive_triggers(&self, max: usize) -> Result<Vec<Delivery<Trigger>>, QueueError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.receive(max).await,
        }
    }

    /// Waits for at least one message, and returns up to `max` of them in the order of publication.
    ///
    /// Safe to cancel: a cancelled call has taken nothing.
    ///
    /// # Errors
    /// As [`Queue::receive_triggers`].
    pub async fn receive_messages(&self, max: usize) -> Result<Vec<Delivery<Message>>, QueueError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.receive(max).await,
        }
    }

    /// How much waits, and since when. Cheap: counters in memory and a few steps in indexes.
    ///
    /// # Errors
    /// [`QueueError::Unavailable`] or [`QueueError::Closed`].
    pub async fn stats(&self) -> Result<QueueStats, QueueError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.stats().await,
        }
    }

    /// The dead letters numbered above `after`, oldest first, at most `limit` of them.
    ///
    /// # Errors
    /// [`QueueError::Unavailable`] or [`QueueError::Closed`].
    pub async fn dead_letters(
        &self,
        after: u64,
        limit: u32,
    ) -> Result<Vec<DeadLetter>, QueueError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.dead_letters(after, limit).await,
        }
    }

    /// Finishes what callers have already asked for, then lets go of the file. Deliveries that are
    /// not settled by then come again when the queue is next opened.
    pub async fn close(&self) {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.close().await,
        }
    }
}

/// How much waits in each place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct QueueStats {
    /// Triggers that wait to be planned, those in the hands of a receiver included.
    pub triggers: Waiting,
    /// Messages that wait to be sent, those in the hands of a receiver included.
    pub messages: Waiting,
    /// Triggers and messages that wait until they are due again.
    pub delayed: Waiting,
    /// Triggers and messages that were given up.
    pub dead_letters: Waiting,
    /// How many could not be read and went to the dead letters since the queue was opened.
    pub quarantined: u64,
}

/// How much waits in one place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// How many.
    pub count: u64,
    /// When the oldest of them was accepted, in milliseconds since 1970. In a line it is that of the
    /// first, or of the oldest that came back from a delay: concurrent publishers may be out by the
    /// time it takes to publish.
    pub oldest_accepted_at_ms: Option<u64>,
}

/// What an entry of the queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A trigger.
    Trigger,
    /// A message.
    Message,
}

/// A trigger or message that was given up, as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeadLetter {
    /// Its number: strictly increasing, the `after` of the next page.
    pub number: u64,
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: Uuid,
    /// When its trigger was accepted, in milliseconds since 1970.
    pub accepted_at_ms: u64,
    /// The attempt that was its last.
    pub attempt: u32,
    /// Why it was given up.
    pub reason: Reason,
    /// The same for people, at most 2,000 characters.
    pub detail: String,
    /// When it was given up, in milliseconds since 1970.
    pub dead_at_ms: u64,
    /// The envelope as it was on the queue; bytes that are not UTF-8 are replaced.
    pub body: String,
}
