//! Workspaces and connections: who may call, and with which Slack credentials.

use bellhop_core::address::CredentialKind;
use bellhop_core::fault::Reason;
use bellhop_core::id::{ConnectionId, WorkspaceKey};
use secrecy::SecretString;
use serde::Serialize;

/// An API environment. Its secrets are sealed in the database.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The public key that requests carry.
    pub key: WorkspaceKey,
    /// What signed requests are signed with.
    pub secret: SecretString,
    /// The bearer key of plain HTTP callers; `None` when there is none.
    pub api_key: Option<SecretString>,
}

/// A Slack credential that a caller brought.
#[derive(Debug, Clone)]
pub struct NewConnection {
    /// Its id, from `Store::connection_id`.
    pub id: ConnectionId,
    /// What kind of credential it is.
    pub kind: CredentialKind,
    /// The token or webhook URL.
    pub secret: SecretString,
    /// Who brought it.
    pub workspace: WorkspaceKey,
}

/// Whether a connection is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ConnectionState {
    /// It is used.
    Active,
    /// Slack refuses the credential. It is used again when a caller brings it again.
    Disabled {
        /// Why.
        reason: Reason,
        /// What Slack said.
        detail: String,
        /// Since when, in milliseconds since 1970.
        at_ms: u64,
    },
}

/// A Slack credential, opened.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// What kind of credential it is.
    pub kind: CredentialKind,
    /// The token or webhook URL.
    pub secret: SecretString,
    /// The workspace that brought it first.
    pub workspace: WorkspaceKey,
    /// Whether it is used.
    pub state: ConnectionState,
    /// When it was first brought, in milliseconds since 1970 by the store's clock.
    pub created_at_ms: u64,
}

/// A connection without its secret, for lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConnectionSummary {
    /// Its id.
    pub id: ConnectionId,
    /// What kind of credential it is.
    pub kind: CredentialKind,
    /// Whether it is used.
    #[serde(flatten)]
    pub state: ConnectionState,
    /// When it was first brought, in milliseconds since 1970 by the store's clock.
    pub created_at_ms: u64,
}
