//! Names of things: ids that are parsed once and then trusted.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Why a text is not an id of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} must be {expected}, not {value:?}")]
pub struct IdError {
    /// The kind of id, for example `workspace key`.
    pub what: &'static str,
    /// The rule that the value broke.
    pub expected: &'static str,
    /// The value, shortened to 80 characters.
    pub value: String,
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $expected:literal, $rule:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// Accepts `text` if it keeps the rule of this kind of id.
            ///
            /// # Errors
            /// [`IdError`] with the rule and the value.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                let rule: fn(&str) -> bool = $rule;
                if rule(text) {
                    return Ok(Self(text.into()));
                }
                let value = text.chars().take(80).collect();
                Err(IdError { what: $what, expected: $expected, value })
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.as_ref().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// The key of a workspace: public, sent with every signed request.
    ///
    /// The SDKs refuse to track an event when it is shorter than 20 characters, so Bellhop does too.
    WorkspaceKey, "workspace key", "20 to 255 letters, digits, '-' or '_'",
    |text| (20..=255).contains(&text.len()) && text.bytes().all(slug_byte_any_case)
);

text_id!(
    /// What a caller calls one recipient (SuprSend's `distinct_id`).
    DistinctId, "distinct_id", "1 to 255 characters without control characters",
    |text| !text.trim().is_empty()
        && text.chars().count() <= 255
        && !text.chars().any(char::is_control)
);

text_id!(
    /// The name of a workflow and of its template's folder.
    Slug, "slug", "1 to 255 letters, digits, '-', '_' or '.', not starting with '.'",
    |text| (1..=255).contains(&text.len())
        && !text.starts_with('.')
        && text.bytes().all(|byte| slug_byte_any_case(byte) || byte == b'.')
);

text_id!(
    /// One Slack credential, named by a keyed fingerprint of the secret: the same token always has
    /// the same id, and the id says nothing about the token.
    ConnectionId, "connection id", "'con_' and 24 hexadecimal digits",
    |text| text.strip_prefix("con_").is_some_and(|hex| {
        hex.len() == 24 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
);

text_id!(
    /// What a caller calls one card: a message that lives and changes.
    CardKey, "card key", "1 to 255 characters without control characters",
    |text| !text.trim().is_empty()
        && text.chars().count() <= 255
        && !text.chars().any(char::is_control)
);

text_id!(
    /// The name of an emoji, as reactions have it.
    Emoji, "emoji", "a name without colons around it, such as white_check_mark",
    |text| (1..=100).contains(&text.chars().count())
        && !text.starts_with(':')
        && !text.ends_with(':')
        && !text.chars().any(|c| c.is_control() || c.is_whitespace())
);

fn slug_byte_any_case(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// The id of an accepted trigger, which is the `message_id` that callers get back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TriggerId(pub Uuid);

impl fmt::Display for TriggerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The id of one message: one trigger for one recipient at one address.
///
/// It is derived, not drawn: planning the same trigger again gives the same ids, which is how a
/// crash in the middle of planning neither loses nor doubles a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub Uuid);

impl MessageId {
    /// The id of the message that `trigger` makes for what `parts` name (recipient, template,
    /// address). The parts are hashed with their lengths, so no two lists of parts collide.
    ///
    /// It starts with the trigger's time, as the trigger's own id does: an index of messages is then
    /// written at its end, not everywhere, which halves what it costs.
    #[must_use]
    pub fn derive(trigger: TriggerId, parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        hash.update(trigger.0.as_bytes());
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finalize()[..16]);
        bytes[..TIME_BYTES].copy_from_slice(&trigger.0.as_bytes()[..TIME_BYTES]);
        Self(Uuid::new_v8(bytes))
    }
}

/// The bytes of a version 7 UUID that hold its time, in milliseconds.
const TIME_BYTES: usize = 6;

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
