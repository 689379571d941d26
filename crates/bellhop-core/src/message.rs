//! Messages: one trigger for one recipient at one address; the unit that is queued, paced, sent and
//! recorded.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::address::{Address, Target};
use crate::card::Card;
use crate::id::{ConnectionId, MessageId, Slug, TriggerId, WorkspaceKey};
use crate::timing::MessageTiming;
use crate::workflow::{Category, Guarantee};

/// One message on its way to Slack. It names its connection and holds no secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The trigger that it came of.
    pub trigger: TriggerId,
    /// Whose it is.
    pub workspace: WorkspaceKey,
    /// The recipient's `distinct_id`; empty for a transient recipient that has none.
    pub distinct_id: String,
    /// What it is rendered with.
    pub template: Slug,
    /// How urgent it is.
    pub category: Category,
    /// Where it goes.
    pub address: Address,
    /// When its trigger was accepted, in milliseconds since 1970.
    pub accepted_at_ms: u64,
    /// When it is given up, in milliseconds since 1970.
    pub deadline_ms: u64,
    /// Whether planning met it before (after a crash, or a repeated key), or the queue had to publish
    /// it again: then it may have been delivered already, and its record is looked at before it is
    /// sent.
    #[serde(default)]
    pub planned_before: bool,
    /// Its place in the order of planning, given by the record: the order of its lane, whatever comes
    /// off the queue when. 0 until it is on record.
    #[serde(default)]
    pub place: u64,
    /// What is done when nobody knows whether Slack has it.
    #[serde(default, skip_serializing_if = "Guarantee::is_default")]
    pub guarantee: Guarantee,
    /// When it may go, and until when.
    #[serde(default, skip_serializing_if = "MessageTiming::is_default")]
    pub timing: MessageTiming,
    /// The card that it makes or changes; `None` for an ordinary message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// Who alone sees it in its channel: a user id or an e-mail. Never with a card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ephemeral: Option<String>,
    /// What it says, where that was rendered before it was planned; the template is not rendered then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Arc<Said>>,
    /// What the template is filled with, as a JSON object.
    pub data: Arc<RawValue>,
}

/// What a message says that was rendered before it was planned: it is sent as it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Said {
    /// The content of the message, as Slack gets it.
    pub content: Arc<RawValue>,
    /// What was rendered, for its timeline: `a test of a draft`.
    pub of: String,
}

impl PartialEq for Said {
    fn eq(&self, other: &Self) -> bool {
        self.of == other.of && self.content.get() == other.content.get()
    }
}

impl Message {
    /// The message as it is sent again after it was given up, perhaps elsewhere: with a deadline of its own, and with its
    /// record looked at first, since it may have been sent again before.
    #[must_use]
    pub fn redriven(self, deadline_ms: u64, to: Option<&Elsewhere>) -> Self {
        let address = to.map(|to| to.instead_of(&self.address));
        Self {
            address: address.unwrap_or(self.address),
            deadline_ms,
            planned_before: true,
            ..self
        }
    }
}

/// Where a message that was given up is sent instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The channel, person or e-mail.
    pub target: Target,
    /// The connection that reaches it; `None` for the one that the message has.
    pub connection: Option<ConnectionId>,
}

impl Elsewhere {
    /// The new address of what had `address`.
    #[must_use]
    pub fn instead_of(&self, address: &Address) -> Address {
        let connection = self.connection.as_ref().unwrap_or(&address.connection);
        Address {
            connection: connection.clone(),
            target: self.target.clone(),
        }
    }
}

/// What Slack is asked to address: the conversation, which is the unit of order and of pace.
///
/// A person's DM is known by their user id, so that an e-mail, a user id and a DM channel that turn
/// out to be the same conversation share one lane.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Conversation {
    /// The channel of an incoming webhook.
    Webhook,
    /// A channel, by id.
    Channel(String),
    /// The app's DM with a person, by user id.
    User(String),
}

impl Conversation {
    /// The conversation that a target names without asking Slack; `None` where Slack has to be asked
    /// (an e-mail, a group, or a DM channel, whose person is not in the id).
    #[must_use]
    pub fn of(target: &Target) -> Option<Self> {
        match target {
            Target::Webhook => Some(Self::Webhook),
            Target::Channel(id) if id.starts_with(['D', 'd']) => None,
            Target::Channel(id) => Some(Self::Channel(id.clone())),
            Target::User(id) => Some(Self::User(id.clone())),
            Target::Email(_) | Target::Group(_) => None,
        }
    }
}
