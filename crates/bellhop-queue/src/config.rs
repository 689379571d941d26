//! The bounds of a queue.

use serde::Deserialize;

/// The bounds of a queue, and what is agreed with the other processes that work it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QueueConfig {
    /// How many triggers and messages may wait before new triggers are refused with
    /// [`QueueError::Full`](crate::QueueError::Full). Messages planned from accepted triggers are
    /// never refused.
    pub depth_max: u64,
    /// How many changes share one commit at most, and how many triggers, and as many messages, are
    /// held in memory ahead of their receiver. At least 1. The embedded back end alone.
    pub batch_max: usize,
    /// RabbitMQ: how many queues the messages are spread over, by their connection. At least 1, and
    /// the same for every process of a deployment. To change it, let the queue run empty first.
    pub shards: u16,
    /// RabbitMQ: how many messages of one shard, or triggers, its owner holds without having settled
    /// them. At least 1, and the same for every process: what an owner that died held goes back to
    /// the front of its queue in order, but not ahead of what a successor with a larger bound took.
    pub prefetch: u16,
    /// RabbitMQ: what the names of the exchange and of every queue start with, so that several
    /// deployments share a broker.
    pub prefix: String,
    /// RabbitMQ: the interval of heartbeats, in seconds; a process that is silent for about two of
    /// them is cut off, and another takes over what it held. 0 takes the broker's own.
    pub heartbeat_seconds: u16,
    /// RabbitMQ: how long a publication waits for the broker's confirmation, in seconds, with the
    /// broker away or out of memory or disk, before it fails.
    pub confirm_timeout_seconds: u64,
    /// RabbitMQ: how often an entry is handed out again after its receiver went away with it, before
    /// it goes to the dead letters.
    pub delivery_limit: u32,
}

impl Default for QueueConfig {
    fn default() -> Self {
        Self {
            depth_max: 1_000_000,
            batch_max: 1_024,
            shards: 16,
            prefetch: 1_000,
            prefix: "bellhop".to_owned(),
            heartbeat_seconds: 4,
            confirm_timeout_seconds: 10,
            delivery_limit: 100,
        }
    }
}
