//! How much waits: what metrics and people ask.

use serde::Serialize;

/// How much waits in each place, and how the way to it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct QueueStats {
    /// Triggers that wait to be planned, those in the hands of a receiver included: on RabbitMQ, of
    /// this process's receivers.
    pub triggers: Waiting,
    /// Messages that wait to be sent, in the same way.
    pub messages: Waiting,
    /// Triggers and messages that were given up.
    pub dead_letters: Waiting,
    /// How many could not be read and went to the dead letters since the queue was opened.
    pub quarantined: u64,
    /// Publications that the broker has yet to confirm. 0 in a SQLite file.
    pub confirms_in_flight: u64,
    /// How often the connection to the broker was made anew. 0 in a SQLite file.
    pub reconnects: u64,
    /// Whether the broker takes no publications because it is short of memory or disk. Never in a
    /// SQLite file.
    pub blocked: bool,
}

/// How much waits in one place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// How many.
    pub count: u64,
    /// When the oldest of them was accepted, in milliseconds since 1970. In a line it is that of the
    /// first: concurrent publishers may be out by the time it takes to publish. On RabbitMQ it is known
    /// of what this process holds alone.
    pub oldest_accepted_at_ms: Option<u64>,
}
