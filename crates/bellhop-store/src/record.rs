//! What is recorded of triggers and messages.

use std::collections::HashMap;
use std::fmt;

use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::{IdError, MessageId, TriggerId, WorkspaceKey};
use serde::{Deserialize, Serialize};

use crate::CardChange;

/// A caller's name for one request, so that a repeat of it is recognised (`$idempotency_key`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Accepts 1 to 255 characters, without the blanks around them.
    ///
    /// # Errors
    /// [`IdError`] with the rule.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let trimmed = text.trim();
        if !trimmed.is_empty() && trimmed.chars().count() <= 255 {
            return Ok(Self(trimmed.to_owned()));
        }
        let value = text.chars().take(80).collect();
        Err(IdError {
            what: "idempotency key",
            expected: "1 to 255 characters",
            value,
        })
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A trigger that is being accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriggerRecord {
    /// Its id; the caller's `message_id`.
    pub id: TriggerId,
    /// Whose it is.
    pub workspace: WorkspaceKey,
    /// When it was accepted, in milliseconds since 1970.
    pub accepted_at_ms: u64,
    /// What it starts, for people: `workflow welcome`.
    pub start: String,
    /// How many recipients it names.
    pub recipients: u32,
    /// The key that it came with, for the record; the claim is made by the argument of `accept`.
    pub idempotency_key: Option<String>,
}

/// Whether a trigger is the first with its idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Accepted {
    /// It is: it is recorded, and is to be published.
    New,
    /// A trigger with this key was accepted before, and this one is not recorded.
    Repeated {
        /// The earlier trigger.
        trigger: TriggerId,
        /// Whether the earlier one is known to be on the queue. When it is not, its holder crashed or
        /// is still publishing: publish under the earlier id again, which is harmless.
        published: bool,
    },
}

macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident => $text:literal,)+) => {
        /// What happened to a message: the `what` of its timeline.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Step {
            $($(#[$doc])* #[serde(rename = $text)] $name,)+
        }

        impl Step {
            /// Every step, in the order of the declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name in timelines.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

steps! {
    /// Planning made it, and it was queued.
    Planned => "planned",
    /// The template was filled.
    Rendered => "rendered",
    /// Slack said which user or channel it goes to.
    Resolved => "resolved",
    /// It waits for its turn, or because Slack asked to slow down.
    Waiting => "waiting",
    /// It was sent to Slack.
    Attempted => "attempted",
    /// An attempt failed, and there will be another.
    Retried => "retried",
    /// Whether Slack has it was looked up, because an answer was lost.
    Probed => "probed",
    /// The bot joined the channel.
    Joined => "joined",
    /// Slack has it.
    Delivered => "delivered",
    /// It was given up.
    Failed => "failed",
    /// Its deadline passed.
    Expired => "expired",
    /// There was nothing to send.
    Refused => "refused",
    /// Slack may have it, and nobody can tell.
    Ambiguous => "ambiguous",
    /// It waits until it may go: it is collected, or out of its hours.
    Held => "held",
    /// Another message says what it would have said.
    Merged => "merged",
    /// Its caller called it off.
    Cancelled => "cancelled",
    /// Somebody had it sent again after it was given up.
    Redriven => "redriven",
}

/// What the record says of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recorded {
    /// The place of each message in the order of planning: the same however often it is planned.
    pub places: HashMap<MessageId, u64>,
    /// The messages that were recorded before, and how each ended; `None` while it waits.
    pub before: HashMap<MessageId, Option<Outcome>>,
}

/// One line of a message's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// What happened.
    pub what: Step,
    /// More of it, for people. Never a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What Slack answered to a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The channel it is in.
    pub channel: String,
    /// Its timestamp, which names it within the channel.
    pub ts: String,
}

/// How a message ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// How.
    pub outcome: Outcome,
    /// Why.
    pub reason: Reason,
    /// What Slack answered; `None` for webhooks and for what was not delivered.
    pub receipt: Option<Receipt>,
    /// More of it, for people. Never a secret.
    pub detail: Option<String>,
}

/// What is known of the attempts to send a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// One begins at this time of day, in milliseconds since 1970: from now on Slack may have it.
    Begun(u64),
    /// Slack does not have it: the answer said so, or there was no attempt.
    Answered,
}

/// What whoever sends a message has to know of its past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MessageState {
    /// How it ended; `None` while it waits.
    pub end: Option<(Outcome, Reason)>,
    /// When the attempt began whose answer is not known; Slack may have the message since then.
    pub attempted_at_ms: Option<u64>,
}

/// What is added to the record of one message.
///
/// A later end replaces an earlier one (a message that is sent again after it was given up), except
/// that a delivered message stays delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageChange {
    /// The message. A change of one that is not recorded is dropped.
    pub id: MessageId,
    /// Lines for its timeline, oldest first; the newest is its time of change.
    pub entries: Vec<TimelineEntry>,
    /// How it ended, if it did.
    pub end: Option<End>,
    /// The channel or user it goes to, once known.
    pub destination: Option<String>,
    /// What is new about its attempts.
    pub attempt: Option<Attempt>,
    /// What became of its card: on record as soon as the message's end is.
    pub card: Option<CardChange>,
}
