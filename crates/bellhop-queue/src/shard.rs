//! A shard: the slice of the messages that one receiver works, alone and in order.

use bellhop_core::id::ConnectionId;
use bellhop_core::message::Message;
use sha2::{Digest, Sha256};

use crate::delivery::Delivery;
use crate::{QueueError, rabbitmq, sqlite};

/// The shard of a connection's messages, of `shards` in all.
///
/// Every process must give the same answer, of whatever version: the tests pin it.
#[must_use]
pub fn shard_of(connection: &ConnectionId, shards: u16) -> u16 {
    let hash = Sha256::digest(connection.as_str());
    let (first, _) = hash
        .split_first_chunk()
        .expect("a SHA-256 has 32 bytes, of which 8 are taken");
    let shard = u64::from_be_bytes(*first) % u64::from(shards.max(1));
    u16::try_from(shard).expect("a remainder is below its divisor, which is a u16")
}

/// The receiving end of one shard.
///
/// However many processes open a shard, one of them at a time receives from it; the next follows when
/// that one closes or drops it, or is cut off.
#[derive(Debug)]
pub struct Shard(pub(crate) Backend);

/// Where the shard lives.
#[derive(Debug)]
pub(crate) enum Backend {
    /// The one line of messages in a file.
    Sqlite(sqlite::Sqlite),
    /// A queue of a broker.
    Rabbitmq {
        messages: rabbitmq::Subscription<Message>,
        /// Keeps the connection for as long as the shard is held.
        _queue: rabbitmq::Rabbitmq,
    },
}

impl Shard {
    /// Waits for at least one message, and returns up to `max` of them in the order of publication.
    /// For as long as the shard is held, their positions are strictly increasing.
    ///
    /// Safe to cancel: a cancelled call has taken nothing.
    ///
    /// # Errors
    /// As [`Queue::receive_triggers`](crate::Queue::receive_triggers).
    pub async fn receive(&self, max: usize) -> Result<Vec<Delivery<Message>>, QueueError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.receive(max).await,
            Backend::Rabbitmq { messages, .. } => messages.receive(max).await,
        }
    }

    /// Stops receiving. What is not settled by then comes to the shard's next owner: in a SQLite file,
    /// when the queue is next opened.
    pub async fn close(self) {
        match self.0 {
            Backend::Sqlite(_) => {}
            Backend::Rabbitmq { messages, .. } => messages.close().await,
        }
    }
}

#[cfg(test)]
mod tests;
