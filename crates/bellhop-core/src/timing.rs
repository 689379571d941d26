//! When a message may go: what a workflow says of it, and what a trigger and a message carry of it.
//!
//! `span` reads durations, `zone` names time zones, `window` does the arithmetic of delivery windows
//! and quiet hours, and `digest` puts many events into one. All of it is pure: now is an argument.

mod digest;
mod span;
mod window;
mod zone;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use self::digest::{COUNT, Digest, EVENTS, RETAIN_MAX, Retain, merged_data};
pub use self::span::{SPAN_SHAPE, parse_span, say_span};
pub use self::window::{ClockTime, Kind, Window};
pub use self::zone::{Zone, ZoneError};

/// What a workflow says of time; empty when it says nothing.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Timing {
    /// How long a trigger waits that says nothing of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<Duration>,
    /// When messages may go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// Whether events are collected into one message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// How many messages a recipient gets at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throttle: Option<Throttle>,
    /// How long after it was due a message is worth sending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deliver_within: Option<Duration>,
    /// What is done with one that is late.
    #[serde(skip_serializing_if = "Late::is_default")]
    pub late: Late,
}

/// At most so many messages to one recipient within so long; what is over it is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Throttle {
    /// How many.
    pub limit: u32,
    /// Within how long.
    pub per: Duration,
}

/// What is done with a message that could not go by the time that it was to be delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Late {
    /// It is not sent: it says nothing any more.
    #[default]
    Drop,
    /// It is sent, and says when it was due.
    Deliver,
    /// It is sent; of several that wait for one conversation, one lists them all.
    Digest,
}

impl Late {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Drop, Self::Deliver, Self::Digest];

    /// The name in `workflow.toml` and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Deliver => "deliver",
            Self::Digest => "digest",
        }
    }

    /// What has this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|late| late.as_str() == name)
    }

    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What a trigger says of time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TriggerTiming {
    /// When it starts, in milliseconds since 1970; `None` when its caller said nothing of it, and
    /// then its workflow may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at_ms: Option<u64>,
    /// By when its messages are to be delivered, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliver_by_ms: Option<u64>,
    /// What is done with those that are late; `None` leaves it to the workflow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Late>,
    /// Whether it may have been called off since, so that this is looked up before it is planned and
    /// before its messages are sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancellable: bool,
    /// Whether it is a digest itself, whose events were collected before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_digest: bool,
}

impl TriggerTiming {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What a message carries of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MessageTiming {
    /// When it was to go at the earliest, in milliseconds since 1970; 0 when that was at once.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_before_ms: u64,
    /// By when it was to be delivered, in milliseconds since 1970, if it is to be sent nevertheless.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_by_ms: Option<u64>,
    /// Whether its deadline is its caller's: then it is dropped for good, and nobody is to look at it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drop_late: bool,
    /// Whether one that is late may go in a list with others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late_digest: bool,
    /// Whether it may have been called off since it was planned.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancellable: bool,
}

impl MessageTiming {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

fn is_zero(value: &u64) -> bool {
    *value == 0
}

/// The bounds of what waits (`timers` in the configuration).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimersConfig {
    /// The longest delay of a trigger, in seconds.
    pub delay_max_seconds: u64,
    /// How often the store is asked what is due, in milliseconds.
    pub poll_ms: u64,
    /// How long a worker has for what it took, before another takes it, in seconds.
    pub claim_seconds: u64,
    /// The time zone of recipients of whom none is known.
    pub default_timezone: Zone,
    /// Bytes of the events that are shown by one digest.
    pub digest_bytes_max: usize,
    /// Runs that one request calls off.
    pub cancel_runs_max: u32,
    /// Late messages of one conversation that one message stands for.
    pub late_gathered_max: usize,
    /// Of these, those of which it says what they said.
    pub late_listed_max: usize,
}

impl Default for TimersConfig {
    fn default() -> Self {
        Self {
            delay_max_seconds: 366 * 24 * 60 * 60,
            poll_ms: 1_000,
            claim_seconds: 15,
            default_timezone: Zone::utc(),
            digest_bytes_max: 1024 * 1024,
            cancel_runs_max: 1_000,
            late_gathered_max: 50,
            late_listed_max: 20,
        }
    }
}
