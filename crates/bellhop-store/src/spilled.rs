//! Messages that wait in the store because their lanes are long.

use bellhop_core::id::ConnectionId;
use bellhop_core::message::Message;
use bellhop_core::spill::LaneKey;
use bellhop_core::workflow::Category;

/// A message that is to wait in the store.
#[derive(Debug, Clone)]
pub struct Spilled {
    /// The shard of its connection.
    pub shard: u16,
    /// Its lane.
    pub lane: LaneKey,
    /// The message.
    pub message: Message,
}

/// A lane that the store has some of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpilledLane {
    /// Its connection.
    pub connection: ConnectionId,
    /// Its name.
    pub lane: LaneKey,
    /// The most urgent of its messages.
    pub category: Category,
    /// How many there are.
    pub count: u64,
    /// The lowest place among them.
    pub first: u64,
}

/// What was read of one lane.
#[derive(Debug, Clone, Default)]
pub struct SpilledPage {
    /// How many there were, those that can't be read among them.
    pub read: usize,
    /// The place of the last.
    pub last: Option<u64>,
    /// The messages, lowest place first.
    pub messages: Vec<Message>,
}
