//! The wire form: JSON with a version, `{"v":1,"body":{…}}`, the same in every back end.
//!
//! Version 1 is pinned by snapshot tests. A field may be added to a body as long as old envelopes
//! still read; anything else takes a new version.

use bellhop_core::message::Message;
use bellhop_core::trigger::Trigger;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Kind;

const VERSION: u32 = 1;

/// What the queue carries.
pub(crate) trait Body: Clone + Send + Serialize + DeserializeOwned + 'static {
    /// Which of the two it is.
    const KIND: Kind;
    /// What it is published once under: the trigger's id, then the message's (none for a trigger).
    ///
    /// A message's id alone would do, as it is derived from the trigger's, but it is as good as
    /// random: in an index of those alone, every row of a backlog dirties a page of its own.
    fn key(&self) -> [u8; 32];
    /// Its id.
    fn id(&self) -> Uuid;
    /// When its trigger was accepted, in milliseconds since 1970.
    fn accepted_at_ms(&self) -> u64;
}

impl Body for Trigger {
    const KIND: Kind = Kind::Trigger;
    fn key(&self) -> [u8; 32] {
        key(self.id.0, Uuid::nil())
    }
    fn id(&self) -> Uuid {
        self.id.0
    }
    fn accepted_at_ms(&self) -> u64 {
        self.accepted_at_ms
    }
}

impl Body for Message {
    const KIND: Kind = Kind::Message;
    fn key(&self) -> [u8; 32] {
        key(self.trigger.0, self.id.0)
    }
    fn id(&self) -> Uuid {
        self.id.0
    }
    fn accepted_at_ms(&self) -> u64 {
        self.accepted_at_ms
    }
}

fn key(trigger: Uuid, message: Uuid) -> [u8; 32] {
    let mut key = [0; 32];
    key[..16].copy_from_slice(trigger.as_bytes());
    key[16..].copy_from_slice(message.as_bytes());
    key
}

#[derive(Serialize, Deserialize)]
struct Envelope<B> {
    v: u32,
    body: B,
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

/// Why an envelope could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("the envelope has version {0}, and only version {VERSION} is known")]
    Version(u32),
    #[error("the envelope is not what version {VERSION} says: {0}")]
    Malformed(serde_json::Error),
}

/// The envelope of `body`.
pub(crate) fn encode<T: Body>(body: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1_024);
    serde_json::to_writer(&mut bytes, &Envelope { v: VERSION, body })
        .expect("triggers and messages are maps with text keys, which JSON can hold");
    bytes
}

/// The body in an envelope.
pub(crate) fn decode<T: Body>(bytes: &[u8]) -> Result<T, Unreadable> {
    match serde_json::from_slice::<Envelope<T>>(bytes) {
        Ok(Envelope { v: VERSION, body }) => Ok(body),
        Ok(Envelope { v, .. }) => Err(Unreadable::Version(v)),
        Err(error) => match serde_json::from_slice::<Version>(bytes) {
            Ok(Version { v }) if v != VERSION => Err(Unreadable::Version(v)),
            _ => Err(Unreadable::Malformed(error)),
        },
    }
}

#[cfg(test)]
mod tests;
