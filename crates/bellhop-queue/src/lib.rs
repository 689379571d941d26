//! The durable queue: triggers and messages wait here until they are settled.
//!
//! The whole contract is on this page. [`Queue`] publishes, and hands out triggers; a [`Shard`] hands
//! out the messages of its connections. A [`Delivery`] is settled by one of two verbs, `ack` and
//! `dead_letter`: waiting and trying again happen above the queue. What a caller may rely on, whatever
//! the back end:
//!
//! - *Durable*: publishing returns when what was published would survive a power cut.
//! - *In order*: triggers, and the messages of a shard, are each delivered in the order of their
//!   publication, to one receiver at a time.
//! - *At least once*: whatever was not settled comes again, in order, to the next receiver: marked as
//!   [`Delivery::redelivered`] if it may have been in the hands of one before.
//! - *Not exactly once*: what is published again may come again. Whoever receives it compares ids and
//!   asks the record. (In a SQLite file, publishing an id that still waits does nothing.)
//! - *Never blocked*: what cannot be read goes to the dead letters with [`Reason::Unreadable`].
//!
//! Secrets never ride on the queue: a message names its connection.
//!
//! The modules in reading order: `config` is the bounds, `envelope` the wire form, `delivery` what a
//! receiver holds, `shard` where it gets messages from, `dead_letter` what was given up, and its way
//! back, `stats` what metrics ask; `sqlite` is the back end that needs no server, `rabbitmq` the one for
//! many processes.
//!
//! Known limits: dead letters are kept until someone removes them; the file of the SQLite back end
//! keeps the size of its fullest moment, has one shard, and is worked by one process; the limits of
//! the other are on its page.

mod config;
mod dead_letter;
mod delivery;
mod envelope;
mod error;
mod rabbitmq;
mod shard;
mod sqlite;
mod stats;

use std::ops::ControlFlow;
use std::path::Path;

use bellhop_core::fault::Reason;
use bellhop_core::message::{Elsewhere, Message};
use bellhop_core::trigger::Trigger;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use config::QueueConfig;
pub use dead_letter::{About, DeadLetter, Redriven};
pub use delivery::Delivery;
pub use error::QueueError;
pub use shard::{Shard, shard_of};
pub use stats::{QueueStats, Waiting};

/// A durable queue. Clones are handles to the same queue.
#[derive(Debug, Clone)]
pub struct Queue(Backend);

/// Where a queue lives. Callers cannot see which.
#[derive(Debug, Clone)]
enum Backend {
    /// A file of its own, for one process: no server needed.
    Sqlite(sqlite::Sqlite),
    /// A broker, for any number of processes.
    Rabbitmq(rabbitmq::Rabbitmq),
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

    /// Connects to the RabbitMQ at `url` (`amqp://user:password@host:port/virtual-host`, or `amqps://`),
    /// and declares there what is not there yet. Tries once; connected, it stays so by itself. Must be
    /// called within a tokio runtime.
    ///
    /// # Errors
    /// [`QueueError::Connect`] when it cannot be reached within some seconds; [`QueueError::Refused`]
    /// when it does not let Bellhop in; [`QueueError::Declare`] when it does not take the queues;
    /// [`QueueError::Url`].
    pub async fn connect_rabbitmq(
        url: &SecretString,
        config: QueueConfig,
    ) -> Result<Self, QueueError> {
        Ok(Self(Backend::Rabbitmq(
            rabbitmq::Rabbitmq::connect(url, &config).await?,
        )))
    }

    /// Puts a trigger at the back of its line; returns when it is durable.
    ///
    /// # Errors
    /// [`QueueError::Full`] at `depth_max`; [`QueueError::Unavailable`] when it could not be made
    /// durable (after a failing disk it may be there all the same: publish the same id again);
    /// [`QueueError::Closed`].
    pub async fn publish_trigger(&self, trigger: &Trigger) -> Result<(), QueueError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.publish(std::slice::from_ref(trigger)).await,
            Backend::Rabbitmq(rabbitmq) => rabbitmq.publish_trigger(trigger).await,
        }
    }

    /// Puts each message at the back of its shard, in this order; returns when all are durable.
    ///
    /// # Errors
    /// As [`Queue::publish_trigger`], except that messages are never refused for `depth_max`. After an
    /// error some may be published all the same: publish all of them again.
    pub async fn publish_messages(&self, messages: &[Message]) -> Result<(), QueueError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.publish(messages).await,
            Backend::Rabbitmq(rabbitmq) => rabbitmq.publish_messages(messages).await,
        }
    }

    /// Waits for at least one trigger, and returns up to `max` of them in the order of publication.
    /// One process of a deployment receives them at a time.
    ///
    /// Safe to cancel: a cancelled call has taken nothing.
    ///
    /// # Errors
    /// [`QueueError::Unavailable`] when they could not be read (call again: each call waits for
    /// another attempt); [`QueueError::Closed`].
    pub async fn receive_triggers(&self, max: usize) -> Result<Vec<Delivery<Trigger>>, QueueError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.receive(max).await,
            Backend::Rabbitmq(rabbitmq) => rabbitmq.receive_triggers(max).await,
        }
    }

    /// How many shards the messages are spread over.
    #[must_use]
    pub fn shards(&self) -> u16 {
        match &self.0 {
            Backend::Sqlite(_) => 1,
            Backend::Rabbitmq(rabbitmq) => rabbitmq.shards(),
        }
    }

    /// Becomes the receiver of a shard, or the next in line for it.
    ///
    /// # Errors
    /// [`QueueError::NoSuchShard`] at or above [`Queue::shards`]; [`QueueError::Closed`].
    pub async fn open_shard(&self, shard: u16) -> Result<Shard, QueueError> {
        let shards = self.shards();
        if shard >= shards {
            return Err(QueueError::NoSuchShard { shard, shards });
        }
        match &self.0 {
            Backend::Sqlite(sqlite) => Ok(Shard(shard::Backend::Sqlite(sqlite.clone()))),
            Backend::Rabbitmq(rabbitmq) => {
                let messages = rabbitmq.open_shard(shard)?;
                Ok(Shard(shard::Backend::Rabbitmq {
                    messages,
                    _queue: rabbitmq.clone(),
                }))
            }
        }
    }

    /// Puts a message that is not on its line (it waited elsewhere) among the dead letters, with the
    /// reason and, cut at 2,000 characters, the detail; returns when that is durable.
    ///
    /// # Errors
    /// [`QueueError::Unavailable`] when it could not be made durable; [`QueueError::Closed`].
    pub async fn bury(
        &self,
        message: &Message,
        reason: Reason,
        detail: &str,
    ) -> Result<(), QueueError> {
        let detail = detail.chars().take(2_000).collect();
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.bury(message, reason, detail).await,
            Backend::Rabbitmq(rabbitmq) => rabbitmq.bury(message, reason, detail).await,
        }
    }

    /// How many messages of a shard its receiver can have in its hands at once, unsettled; `None` where
    /// there is no bound.
    #[must_use]
    pub fn in_hand_max(&self) -> Option<usize> {
        match &self.0 {
            Backend::Sqlite(_) => None,
            Backend::Rabbitmq(rabbitmq) => rabbitmq.in_hand_max(),
        }
    }

    /// How much waits, and since when. Cheap: counters in memory and a few steps in indexes, or a
    /// question to the broker that is given up after a second.
    ///
    /// # Errors
    /// [`QueueError::Unavailable`] or [`QueueError::Closed`].
    pub async fn stats(&self) -> Result<QueueStats, QueueError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.stats().await,
            Backend::Rabbitmq(rabbitmq) => rabbitmq.stats().await,
        }
    }

    /// The dead letters numbered above `after`, oldest first, at most `limit` of them.
    ///
    /// On RabbitMQ the numbers are places in the queue, and reading a page takes as long as there are
    /// letters up to its end.
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
            Backend::Rabbitmq(rabbitmq) => rabbitmq.dead_letters(after, limit).await,
        }
    }

    /// Shows the dead letters to `look`, oldest first, until it breaks or there are no more. On RabbitMQ
    /// that has to be within ten seconds.
    ///
    /// # Errors
    /// As [`Queue::dead_letters`].
    pub async fn walk_dead_letters(
        &self,
        look: impl FnMut(DeadLetter) -> ControlFlow<()>,
    ) -> Result<(), QueueError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.walk_dead_letters(look).await,
            Backend::Rabbitmq(rabbitmq) => rabbitmq.walk_dead_letters(look).await,
        }
    }

    /// The dead letters with these ids, oldest first: those that there are.
    ///
    /// On RabbitMQ this takes as long as there are letters up to the last of them, and letters that
    /// another process is just reading are not seen.
    ///
    /// # Errors
    /// As [`Queue::dead_letters`].
    pub async fn find_dead_letters(&self, ids: &[Uuid]) -> Result<Vec<DeadLetter>, QueueError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.find_dead_letters(ids).await,
            Backend::Rabbitmq(rabbitmq) => rabbitmq.find_dead_letters(ids).await,
        }
    }

    /// Puts the dead letters with these ids back on their lines, in the order in which they are found
    /// among the dead; messages get this deadline. The others stay, in order. Finding them takes as
    /// long as in [`Queue::find_dead_letters`].
    ///
    /// At least once: a letter is on its line before it is gone from the dead, so a crash in between
    /// leaves it in both places. Its record is the caller's to open again, before.
    ///
    /// # Errors
    /// As [`Queue::publish_trigger`]. What was not put back is among the dead letters still.
    pub async fn redrive(&self, ids: &[Uuid], deadline_ms: u64) -> Result<Redriven, QueueError> {
        self.redrive_to(ids, deadline_ms, None).await
    }

    /// As [`Queue::redrive`], with messages sent elsewhere if `to` says where.
    ///
    /// # Errors
    /// As [`Queue::redrive`].
    pub async fn redrive_to(
        &self,
        ids: &[Uuid],
        deadline_ms: u64,
        to: Option<&Elsewhere>,
    ) -> Result<Redriven, QueueError> {
        if ids.is_empty() {
            return Ok(Redriven::default());
        }
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.redrive(ids, deadline_ms, to).await,
            Backend::Rabbitmq(rabbitmq) => rabbitmq.redrive(ids, deadline_ms, to).await,
        }
    }

    /// Forgets the dead letters with these ids for good; returns which there were. The others stay, in
    /// order.
    ///
    /// # Errors
    /// As [`Queue::dead_letters`].
    pub async fn purge_dead_letters(&self, ids: &[Uuid]) -> Result<Vec<Uuid>, QueueError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.purge_dead_letters(ids).await,
            Backend::Rabbitmq(rabbitmq) => rabbitmq.purge_dead_letters(ids).await,
        }
    }

    /// Finishes what callers have already asked for, then lets go of the queue. Deliveries that are
    /// not settled by then come again to whoever opens it next.
    pub async fn close(&self) {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.close().await,
            Backend::Rabbitmq(rabbitmq) => rabbitmq.close().await,
        }
    }
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
