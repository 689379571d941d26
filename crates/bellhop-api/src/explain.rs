//! Explain: from the record of a message to why it did what it did, in words. Pure.
//!
//! Everything said here is on record, or is how things are now (the connection, the profile), which
//! may have changed since; it is said which. What a worker noted of a message that waits for its first
//! attempt comes on record with the attempt, so that of a waiting message less is known.
//!
//! `step` has the words for each step, `address` for where it goes, `ending` for what it came to,
//! `trigger` tells of all messages of a trigger shortly, `words` are shared, `text` sets it for people.

mod address;
mod ending;
mod step;
mod text;
mod trigger;
mod words;

use bellhop_core::profile::Profile;
use bellhop_core::scheduler::PaceConfig;
use bellhop_store::{ConnectionSummary, MessageStatus, MessageView};
use serde::Serialize;

use crate::forecast::Expected;

pub(crate) use self::trigger::{TriggerExplanation, Waits, trigger};
pub(crate) use self::words::moment;

/// What there is to know of a message.
pub(crate) struct Known<'a> {
    pub(crate) message: &'a MessageView,
    /// Its connection, as it is now.
    pub(crate) connection: Option<&'a ConnectionSummary>,
    /// The recipient's profile, as it is now.
    pub(crate) profile: Option<&'a Profile>,
    /// The pace in force.
    pub(crate) pace: PaceConfig,
    /// When it is expected to have gone, if it waits and that is known.
    pub(crate) expected: Option<Expected>,
    pub(crate) now_ms: u64,
}

/// Why a message did what it did.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Explanation {
    /// The message.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) id: bellhop_core::id::MessageId,
    /// The trigger that it came of.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) message_id: bellhop_core::id::TriggerId,
    /// Where it is in its life: queued, delivered, failed, expired, refused,
    /// ambiguous, merged or cancelled.
    #[schema(value_type = String, example = "delivered")]
    pub(crate) status: MessageStatus,
    /// What became of it.
    #[schema(example = "Delivered to channel C0123456789, 1.4 s after its trigger was accepted.")]
    pub(crate) summary: String,
    /// What led to it, oldest first.
    pub(crate) lines: Vec<Line>,
    /// What happens next.
    #[schema(example = "Nothing: it has arrived.")]
    pub(crate) next: String,
    /// What a person can do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) advice: Option<String>,
}

/// One thing that happened.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Line {
    /// When, in milliseconds since 1970.
    #[schema(example = 1_795_239_720_002_u64)]
    pub(crate) at_ms: u64,
    /// How long after the line before, in milliseconds.
    #[schema(example = 2)]
    pub(crate) after_ms: u64,
    /// What, and why.
    #[schema(example = "Sent to Slack (attempt 1).")]
    pub(crate) text: String,
}

/// Explains a message.
pub(crate) fn message(known: &Known<'_>) -> Explanation {
    let message = known.message;
    let mut said = vec![(message.accepted_at_ms, address::accepted(message))];
    said.extend(step::lines(known));
    said.extend(address::disabled(known));
    // Stable: what happened in one millisecond stays in its order.
    said.sort_by_key(|(at_ms, _)| *at_ms);
    let mut before_ms = message.accepted_at_ms;
    let lines = said.into_iter().map(|(at_ms, text)| {
        let after_ms = at_ms.saturating_sub(before_ms);
        before_ms = at_ms;
        Line {
            at_ms,
            after_ms,
            text,
        }
    });
    Explanation {
        id: message.id,
        message_id: message.message_id,
        status: message.status,
        summary: ending::summary(message, known.now_ms),
        lines: lines.collect(),
        next: ending::next(known),
        advice: ending::advice(message).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests;
