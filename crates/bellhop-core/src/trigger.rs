//! Triggers: what a backend asked for, checked and free of secrets.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::address::Address;
use crate::card::CardAsk;
use crate::id::{DistinctId, Slug, TriggerId, WorkspaceKey};
use crate::message::Said;
use crate::timing::TriggerTiming;
use crate::workflow::Category;

/// One accepted trigger: durable from the moment its caller has a 202.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trigger {
    /// What the caller got back as `message_id`; also the run id of logs.
    pub id: TriggerId,
    /// Whose trigger it is.
    pub workspace: WorkspaceKey,
    /// When it was accepted, in milliseconds since 1970.
    pub accepted_at_ms: u64,
    /// What it starts.
    pub start: Start,
    /// For whom.
    pub recipients: Vec<Recipient>,
    /// Who caused it: `data['$actor']` of templates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Recipient>,
    /// The caller's own customer it is about: `data['$brand']` of templates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// When it starts, and until when.
    #[serde(default, skip_serializing_if = "TriggerTiming::is_default")]
    pub timing: TriggerTiming,
    /// What it says of a card.
    #[serde(default, skip_serializing_if = "CardAsk::is_empty")]
    pub card: CardAsk,
    /// Who alone sees its messages in their channels: a user id or an e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ephemeral: Option<String>,
    /// What its messages say, where that was rendered before; the template is not rendered then, and what
    /// its workflow says of time and of cards does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Arc<Said>>,
    /// What the template is filled with.
    pub data: Map<String, Value>,
}

/// What a trigger starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Start {
    /// The workflow of this slug.
    Workflow {
        /// The slug.
        slug: Slug,
    },
    /// Every workflow that names this event.
    Event {
        /// The event's name.
        event: String,
    },
    /// A template by name, with no workflow: SuprSend's older trigger.
    Template {
        /// The template's slug.
        template: Slug,
        /// How urgent its messages are.
        category: Category,
    },
}

impl Start {
    /// The slug or event, for people.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Workflow { slug } => slug.as_str(),
            Self::Event { event } => event,
            Self::Template { template, .. } => template.as_str(),
        }
    }
}

/// A recipient (or actor) as a trigger names it, with what the trigger says of it inline.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Recipient {
    /// The profile; `None` for a transient recipient that was given no id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distinct_id: Option<DistinctId>,
    /// Inline addresses: they replace the profile's for this trigger.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// Inline properties: they are laid over the profile's for this trigger.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub properties: Map<String, Value>,
    /// Whether what is inline is kept in the profile, creating it when it is not there.
    #[serde(default)]
    pub keep: bool,
    /// Whether `$channels` was given without `slack`, so that nothing is to be sent.
    #[serde(default)]
    pub excludes_slack: bool,
}
