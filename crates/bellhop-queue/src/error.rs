//! What can go wrong with the queue.

use std::path::PathBuf;
use std::sync::Arc;

use bellhop_core::fault::{Fault, Reason};

/// What a back end said. Shared, because one failed commit is told to many callers.
type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// Why the queue did not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum QueueError {
    /// As much waits as may wait; it was not published.
    #[error("the queue is full: {depth_max} triggers and messages wait")]
    Full {
        /// The bound in force.
        depth_max: u64,
    },
    /// The disk, or the file on it, or the broker is in trouble. The queue recovers when it does.
    #[error("the queue cannot be used")]
    Unavailable(#[source] Cause),
    /// The file that keeps a second process out cannot be made.
    #[error("the lock file {path} cannot be used")]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: Cause,
    },
    /// Another process has the queue open; two would deliver every message twice.
    #[error("the queue {path} is in use by another process")]
    InUse {
        /// The queue's file.
        path: PathBuf,
    },
    /// The file was written by a version of Bellhop that this one does not know, or is not a queue.
    #[error("the file {path} is not a queue that this version can read")]
    Schema {
        /// The queue's file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: Cause,
    },
    /// The broker's URL cannot be read. It holds a password, so it is not repeated.
    #[error(
        "the queue's URL must be amqp://user:password@host:port/virtual-host (the virtual host \"/\" is written %2f), or amqps://; the host is a name or an IPv4 address"
    )]
    Url,
    /// The broker cannot be reached, or does not speak as expected.
    #[error(
        "RabbitMQ at {broker} cannot be reached: is it running there, and does a firewall let it through?"
    )]
    Connect {
        /// Where it should be, without the password.
        broker: String,
        /// What was said.
        #[source]
        source: Cause,
    },
    /// The broker is there and does not let Bellhop in.
    #[error(
        "RabbitMQ at {broker} refuses: the user, its password, the virtual host and the user's permissions on it have to be right"
    )]
    Refused {
        /// Where it is, without the password.
        broker: String,
        /// What it said.
        #[source]
        source: Cause,
    },
    /// The broker lets Bellhop in and does not take its queues.
    #[error(
        "RabbitMQ at {broker} cannot hold Bellhop's queues: it has to be 3.10 or newer, with all its feature flags enabled, and the configured prefix must not be the name of someone else's exchange"
    )]
    Declare {
        /// Where it is, without the password.
        broker: String,
        /// What it said.
        #[source]
        source: Cause,
    },
    /// There are fewer shards.
    #[error("there is no shard {shard}: the queue has {shards}, counted from 0")]
    NoSuchShard {
        /// The shard that was asked for.
        shard: u16,
        /// How many there are.
        shards: u16,
    },
    /// The delivery is no longer in the hands of its receiver: the connection that it came over is
    /// gone. It was handed out again, or will be.
    #[error("the delivery is no longer held: it comes again")]
    Lost,
    /// The queue was closed.
    #[error("the queue is closed")]
    Closed,
}

impl QueueError {
    /// What to do about it.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::Full { .. }
            | Self::Unavailable(_)
            | Self::Connect { .. }
            | Self::Lost
            | Self::Closed => Fault::Retry,
            Self::Lock { .. }
            | Self::InUse { .. }
            | Self::Schema { .. }
            | Self::Url
            | Self::Refused { .. }
            | Self::Declare { .. }
            | Self::NoSuchShard { .. } => Fault::GiveUp,
        }
    }

    /// What to call it.
    #[must_use]
    pub fn reason(&self) -> Reason {
        match self {
            Self::Full { .. }
            | Self::Unavailable(_)
            | Self::Lock { .. }
            | Self::InUse { .. }
            | Self::Schema { .. }
            | Self::Url
            | Self::Connect { .. }
            | Self::Refused { .. }
            | Self::Declare { .. }
            | Self::NoSuchShard { .. }
            | Self::Lost
            | Self::Closed => Reason::StorageUnavailable,
        }
    }

    pub(crate) fn unavailable(error: sqlx::Error) -> Self {
        Self::Unavailable(Arc::new(error))
    }
}
