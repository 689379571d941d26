//! What watchers are told: every change as one line of JSON, and a number that grows
//! with every change for those who only wait.
//!
//! Nothing is serialised while nobody listens. A listener that falls behind loses
//! events and is told `reset`, which means: read the whole state again.

use std::sync::Arc;

use serde::Serialize;
use tokio::sync::{broadcast, watch};

use crate::ids::Ts;
use crate::state::{Channel, Message};

/// How many events a slow listener may be behind before it has to start over.
const BACKLOG_MAX: usize = 1_024;

/// The two channels to watchers.
#[derive(Debug)]
pub(crate) struct Events {
    lines: broadcast::Sender<Arc<str>>,
    changes: watch::Sender<u64>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Event<'a> {
    Message { message: &'a Message },
    Ephemeral { message: &'a Message },
    MessageChanged { message: &'a Message },
    MessageDeleted { channel: &'a str, ts: Ts },
    Channel { channel: &'a Channel },
    Reset,
}

impl Events {
    pub(crate) fn new() -> Events {
        Events {
            lines: broadcast::Sender::new(BACKLOG_MAX),
            changes: watch::Sender::new(0),
        }
    }

    /// The lines from now on.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Arc<str>> {
        self.lines.subscribe()
    }

    /// A receiver that wakes on every change.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub(crate) fn message(&self, message: &Message) {
        self.send(&Event::Message { message });
    }

    pub(crate) fn ephemeral(&self, message: &Message) {
        self.send(&Event::Ephemeral { message });
    }

    pub(crate) fn message_changed(&self, message: &Message) {
        self.send(&Event::MessageChanged { message });
    }

    pub(crate) fn message_deleted(&self, channel: &str, ts: Ts) {
        self.send(&Event::MessageDeleted { channel, ts });
    }

    pub(crate) fn channel(&self, channel: &Channel) {
        self.send(&Event::Channel { channel });
    }

    pub(crate) fn reset(&self) {
        self.send(&Event::Reset);
        self.changed();
    }

    /// Wakes those who wait. Called once for each call that ends.
    pub(crate) fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    fn send(&self, event: &Event<'_>) {
        if self.lines.receiver_count() == 0 {
            return;
        }
        let line = serde_json::to_string(event).expect("events have no map keys but strings");
        // An error here means that the last listener has just left.
        let _ = self.lines.send(line.into());
    }
}
