//! Timers: what waits in the store until a time of day.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{TriggerId, WorkspaceKey};
use crate::message::Message;
use crate::timing::{Window, Zone};
use crate::trigger::Trigger;

/// Something that waits. Acting on it twice is as good as once: what it holds is recognised by its id.
#[derive(Debug, Clone)]
pub struct Timer {
    /// Its id.
    pub id: Uuid,
    /// When it is due, in milliseconds since 1970.
    pub due_at_ms: u64,
    /// Whose it is.
    pub workspace: WorkspaceKey,
    /// The trigger that it came of.
    pub trigger: TriggerId,
    /// What waits.
    pub waiting: Waiting,
}

/// What waits. It is stored as JSON and holds no secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// A trigger that starts later.
    Trigger(Box<Trigger>),
    /// A message that may not go yet.
    Message(Box<Message>, Box<Hold>),
    /// A digest that collects events; its events are in the store.
    Digest,
}

/// Why a message is held, so that this can be looked at again when it is due.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Hold {
    /// When it may go.
    pub window: Window,
    /// By these clocks.
    pub zone: Zone,
}

impl Waiting {
    /// The kinds there are, as metrics and tables name them.
    pub const KINDS: [&'static str; 3] = ["trigger", "message", "digest"];

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Trigger(_) => Self::KINDS[0],
            Self::Message(..) => Self::KINDS[1],
            Self::Digest => Self::KINDS[2],
        }
    }
}
