//! What was given up: how it is shown, and its way back.
//!
//! A letter keeps its envelope as it was on the queue. What cannot be read is shown as far as it goes,
//! and cannot go back.

use bellhop_core::address::Address;
use bellhop_core::fault::Reason;
use bellhop_core::id::WorkspaceKey;
use bellhop_core::message::{Elsewhere, Message};
use bellhop_core::trigger::Trigger;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Kind;
use crate::envelope::{self, Unreadable};

/// A trigger or message that was given up, as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeadLetter {
    /// Its number: strictly increasing, the `after` of the next page.
    pub number: u64,
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: Uuid,
    /// When its trigger was accepted, in milliseconds since 1970.
    pub accepted_at_ms: u64,
    /// Why it was given up.
    pub reason: Reason,
    /// The same for people, at most 2,000 characters.
    pub detail: String,
    /// When it was given up, in milliseconds since 1970.
    pub dead_at_ms: u64,
    /// The envelope as it was on the queue; bytes that are not UTF-8 are replaced.
    pub body: String,
}

/// What a dead letter says of itself, as far as it can be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// Whose it is.
    pub workspace: Option<WorkspaceKey>,
    /// The trigger that it is, or came of.
    pub trigger: Option<Uuid>,
    /// The workflow, template or event.
    pub workflow: Option<String>,
    /// The recipient of a message.
    pub distinct_id: Option<String>,
    /// Where a message goes.
    pub address: Option<Address>,
    /// Why it cannot be read in full, and so cannot go back; `None` when it can.
    pub unreadable: Option<String>,
}

/// What became of dead letters that were to be redriven.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Redriven {
    /// Those that are back on their line, in its order.
    pub back: Vec<Uuid>,
    /// Those that stay, because they cannot be read, and what is wrong with each.
    pub unreadable: Vec<(Uuid, String)>,
    /// Ids that no dead letter has.
    pub missing: Vec<Uuid>,
}

/// The fields of an envelope that say what it is about, in whatever version.
#[derive(Deserialize)]
struct Outline {
    body: Fields,
}

#[derive(Deserialize)]
struct Fields {
    id: Option<Uuid>,
    trigger: Option<Uuid>,
    workspace: Option<WorkspaceKey>,
    template: Option<String>,
    distinct_id: Option<String>,
    address: Option<Address>,
}

impl DeadLetter {
    /// What it is about.
    #[must_use]
    pub fn about(&self) -> About {
        let bytes = self.body.as_bytes();
        let unreadable = Back::read(self.kind, bytes, 0, None).err();
        let mut about = About {
            unreadable: unreadable.map(|unreadable| unreadable.to_string()),
            ..About::default()
        };
        let Ok(Outline { body }) = serde_json::from_slice(bytes) else {
            return about;
        };
        about.workspace = body.workspace;
        match self.kind {
            Kind::Message => {
                about.trigger = body.trigger;
                about.workflow = body.template;
                about.distinct_id = body.distinct_id;
                about.address = body.address;
            }
            Kind::Trigger => {
                about.trigger = body.id;
                let trigger = envelope::decode::<Trigger>(bytes).ok();
                about.workflow = trigger.map(|trigger| trigger.start.name().to_owned());
            }
        }
        about
    }
}

/// What goes back on its line.
#[derive(Debug)]
pub(crate) enum Back {
    Trigger(Trigger),
    Message(Message),
}

impl Back {
    /// Reads the envelope of a dead letter; a message gets this deadline, and goes elsewhere if `to` says so.
    pub(crate) fn read(
        kind: Kind,
        envelope: &[u8],
        deadline_ms: u64,
        to: Option<&Elsewhere>,
    ) -> Result<Self, Unreadable> {
        Ok(match kind {
            Kind::Trigger => Self::Trigger(envelope::decode(envelope)?),
            Kind::Message => {
                let message: Message = envelope::decode(envelope)?;
                Self::Message(message.redriven(deadline_ms, to))
            }
        })
    }
}

impl Redriven {
    /// Notes which of the ids that were asked for nobody has met.
    pub(crate) fn with_missing(mut self, ids: &[Uuid]) -> Self {
        let met = |id: &&Uuid| {
            self.back.contains(id)
                || self
                    .unreadable
                    .iter()
                    .any(|(unreadable, _)| unreadable == *id)
        };
        self.missing = ids.iter().filter(|id| !met(id)).copied().collect();
        self
    }
}
