//! The record as the API shows it.

use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::{ConnectionId, MessageId, TriggerId};
use bellhop_core::workflow::Category;
use serde::Serialize;

use crate::record::{Receipt, TimelineEntry};

/// Where a message is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageStatus {
    /// It is on its way.
    Queued,
    /// Slack accepted it.
    Delivered,
    /// It was given up.
    Failed,
    /// Its deadline passed.
    Expired,
    /// There was nothing to send.
    Refused,
    /// Slack may have it; nobody can tell.
    Ambiguous,
    /// What it says went out with another message.
    Merged,
    /// Its caller called it off.
    Cancelled,
}

impl MessageStatus {
    /// Every status.
    pub const ALL: &'static [Self] = &[
        Self::Queued,
        Self::Delivered,
        Self::Failed,
        Self::Expired,
        Self::Refused,
        Self::Ambiguous,
        Self::Merged,
        Self::Cancelled,
    ];

    /// The name used in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Delivered => Outcome::Delivered.as_str(),
            Self::Failed => Outcome::Failed.as_str(),
            Self::Expired => Outcome::Expired.as_str(),
            Self::Refused => Outcome::Refused.as_str(),
            Self::Ambiguous => Outcome::Ambiguous.as_str(),
            Self::Merged => Outcome::Merged.as_str(),
            Self::Cancelled => Outcome::Cancelled.as_str(),
        }
    }

    /// The status with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|status| status.as_str() == name)
    }

    /// The status of a message with this outcome; `None` while it waits.
    #[must_use]
    pub fn of(outcome: Option<Outcome>) -> Self {
        match outcome {
            None => Self::Queued,
            Some(Outcome::Delivered) => Self::Delivered,
            Some(Outcome::Failed) => Self::Failed,
            Some(Outcome::Expired) => Self::Expired,
            Some(Outcome::Refused) => Self::Refused,
            Some(Outcome::Ambiguous) => Self::Ambiguous,
            Some(Outcome::Merged) => Self::Merged,
            Some(Outcome::Cancelled) => Self::Cancelled,
        }
    }
}

/// Where a message goes. A webhook's URL is a secret, so it has no id here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AddressView {
    /// `incoming_webhook`, `channel_id`, `users`, `user_id` or `email`.
    pub kind: String,
    /// The channel, user or e-mail; the people of a group with commas in between.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// The record of one message.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MessageView {
    /// Its id.
    pub id: MessageId,
    /// Its place in the order of planning.
    #[serde(skip)]
    pub place: u64,
    /// The trigger that it came of: what the caller got as `message_id`.
    pub message_id: TriggerId,
    /// The recipient; empty for a transient one.
    pub distinct_id: String,
    /// What it is rendered with; empty when no workflow was found.
    pub template: String,
    /// How urgent it is; `None` for a message that planning refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Where it goes; `None` for a message that planning refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<AddressView>,
    /// The credential that reaches it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<ConnectionId>,
    /// The channel or user that it went to, once known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// Where it is in its life.
    pub status: MessageStatus,
    /// Why it ended the way it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// More of that, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What Slack answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
    /// How often it was sent to Slack, as far as the timeline tells.
    pub attempts: u32,
    /// When its trigger was accepted, in milliseconds since 1970.
    pub accepted_at_ms: u64,
    /// When its record last changed, in milliseconds since 1970.
    pub updated_at_ms: u64,
    /// What happened to it, oldest first; empty where it is one of many that were found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub timeline: Vec<TimelineEntry>,
}

/// How many messages of a trigger are where in their life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct StatusCounts {
    /// On their way.
    pub queued: u64,
    /// Accepted by Slack.
    pub delivered: u64,
    /// Given up.
    pub failed: u64,
    /// Past their deadline.
    pub expired: u64,
    /// Nothing to send.
    pub refused: u64,
    /// Perhaps accepted by Slack.
    pub ambiguous: u64,
    /// Sent with another message.
    pub merged: u64,
    /// Called off by their caller.
    pub cancelled: u64,
}

impl StatusCounts {
    pub(crate) fn add(&mut self, status: MessageStatus, count: u64) {
        let slot = match status {
            MessageStatus::Queued => &mut self.queued,
            MessageStatus::Delivered => &mut self.delivered,
            MessageStatus::Failed => &mut self.failed,
            MessageStatus::Expired => &mut self.expired,
            MessageStatus::Refused => &mut self.refused,
            MessageStatus::Ambiguous => &mut self.ambiguous,
            MessageStatus::Merged => &mut self.merged,
            MessageStatus::Cancelled => &mut self.cancelled,
        };
        *slot += count;
    }
}

/// Which messages of a trigger are shown with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagePage {
    /// How many, at least 1 and at most `StoreConfig::page_max`.
    pub limit: u32,
    /// The page that starts after this cursor; the first one without.
    pub after: Option<String>,
}

impl Default for MessagePage {
    fn default() -> Self {
        Self {
            limit: 100,
            after: None,
        }
    }
}

/// The record of one trigger.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TriggerView {
    /// Its id: what the caller got as `message_id`.
    pub id: TriggerId,
    /// When it was accepted, in milliseconds since 1970.
    pub accepted_at_ms: u64,
    /// What it starts, for people.
    pub start: String,
    /// How many recipients it names.
    pub recipients: u32,
    /// The key that it came with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// All its messages, by status. None are there until it was planned.
    pub counts: StatusCounts,
    /// A page of its messages, in the order of planning.
    pub messages: Vec<MessageView>,
    /// The cursor to ask for the page after with; `None` when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}
