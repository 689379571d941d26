//! Worlds in which the scheduler is tried: a time of their own, a network with random delays, and a
//! model of Slack that refuses what is too fast, exactly.
//!
//! Tests and `bellhop bench conformance` use it; it is part of the library only with the feature
//! `simulation`. [`world`] is one world; [`random`] makes thousands of them, each from a seed;
//! [`outages`] is half an hour without Slack;
//! [`lookups`] is ten thousand e-mails that nobody has asked for yet.

pub mod lookups;
pub mod outages;
pub mod random;
pub mod world;

use std::num::NonZeroU32;
use std::time::Duration;

use crate::id::ConnectionId;
use crate::message::Conversation;
use crate::scheduler::{Answer, Moment, PaceConfig, Release, Scheduler, Ticket};
use crate::workflow::Category;

/// Slack's own pace: one message a second to each conversation.
pub const PACE: PaceConfig = PaceConfig {
    destination_per_second: 1.0,
    destination_burst: NonZeroU32::MIN,
    connection_per_minute: 0,
};

/// A deadline that no world reaches.
pub const FOREVER: Moment = Moment::after(Duration::from_secs(1_000_000));

/// The connection of this number.
#[must_use]
pub fn connection(number: u64) -> ConnectionId {
    ConnectionId::parse(&format!("con_{number:024x}")).expect("this is what they look like")
}

/// The channel of this number.
#[must_use]
pub fn channel(number: u64) -> Conversation {
    Conversation::Channel(format!("C{number}"))
}

/// The moment so many milliseconds after the beginning.
#[must_use]
pub fn at(milliseconds: u64) -> Moment {
    Moment::after(Duration::from_millis(milliseconds))
}
