//! Destinations that Slack says are gone.

use bellhop_core::fault::Reason;
use bellhop_core::id::ConnectionId;
use bellhop_core::message::Conversation;

/// A destination that nothing is sent to until somebody looks again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// The credential that it was to be reached with.
    pub connection: ConnectionId,
    /// The destination.
    pub conversation: Conversation,
    /// Why.
    pub reason: Reason,
    /// What Slack said. Never a secret.
    pub detail: String,
    /// Since when, in milliseconds since 1970; kept when it is renewed.
    pub since_ms: u64,
    /// When the next message is let through to find out, in milliseconds since 1970.
    pub look_at_ms: u64,
}

/// The kind and the name of a conversation, as a database keeps them.
pub(crate) fn columns(conversation: &Conversation) -> (&'static str, &str) {
    match conversation {
        Conversation::Webhook => ("webhook", ""),
        Conversation::Channel(id) => ("channel", id),
        Conversation::User(id) => ("user", id),
    }
}

/// The conversation of such columns.
pub(crate) fn conversation(kind: &str, destination: String) -> Option<Conversation> {
    match kind {
        "webhook" => Some(Conversation::Webhook),
        "channel" => Some(Conversation::Channel(destination)),
        "user" => Some(Conversation::User(destination)),
        _ => None,
    }
}
