//! What waits at the desks: each says so for its shard, for whoever asks when it will have gone.

use bellhop_core::id::ConnectionId;
use serde::{Deserialize, Serialize};

/// What one shard's desk last said of what waits at it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Backlogs {
    /// When it said so, in milliseconds since 1970.
    pub at_ms: u64,
    /// Every connection with messages that wait.
    pub connections: Vec<ConnectionBacklog>,
    /// The lanes that take longest; those of which nothing is said are empty, or soon will be.
    pub lanes: Vec<LaneBacklog>,
}

/// What waits for one connection, all its lanes together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionBacklog {
    /// The connection.
    pub connection: ConnectionId,
    /// How many messages wait.
    pub waiting: u64,
    /// In how many lanes.
    pub lanes: u64,
    /// Its ceiling in messages a minute, if it has one.
    pub per_minute: Option<u32>,
}

/// What waits in one lane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneBacklog {
    /// The connection.
    pub connection: ConnectionId,
    /// The channel or user, or `webhook`.
    pub destination: String,
    /// How many messages wait.
    pub waiting: u64,
    /// The place of the first of them in the order of planning.
    pub first_place: u64,
    /// When the first will have gone, in milliseconds since 1970.
    pub next_at_ms: u64,
    /// How long each further one takes, in milliseconds.
    pub each_ms: u64,
}
