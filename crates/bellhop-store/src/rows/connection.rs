//! Rows of connections.

use bellhop_core::address::CredentialKind;
use bellhop_core::fault::Reason;
use bellhop_core::id::{ConnectionId, WorkspaceKey};

use super::uint;
use crate::secrets::{CONNECTIONS, Seal, credential_kind};
use crate::{Connection, ConnectionState, ConnectionSummary, StoreError};

#[derive(sqlx::FromRow)]
pub(crate) struct ConnectionRow {
    connection_id: String,
    kind: String,
    created_at_ms: i64,
    disabled_at_ms: Option<i64>,
    reason: Option<String>,
    detail: Option<String>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct OpenConnectionRow {
    #[sqlx(flatten)]
    row: ConnectionRow,
    workspace: String,
    sealed: Vec<u8>,
}

impl ConnectionRow {
    pub(crate) fn summary(self) -> Result<ConnectionSummary, StoreError> {
        let id = self.connection_id.as_str();
        let bad = |what: &str| StoreError::unreadable(format!("the {what} of connection {id}"));
        let kinds = [CredentialKind::Token, CredentialKind::Webhook];
        let kind = kinds
            .into_iter()
            .find(|known| credential_kind(*known) == self.kind);
        let state = match self.disabled_at_ms {
            None => ConnectionState::Active,
            Some(at_ms) => ConnectionState::Disabled {
                reason: self
                    .reason
                    .as_deref()
                    .and_then(Reason::parse)
                    .ok_or_else(|| bad("reason"))?,
                detail: self.detail.unwrap_or_default(),
                at_ms: uint(at_ms),
            },
        };
        Ok(ConnectionSummary {
            id: ConnectionId::parse(id).map_err(|_| bad("id"))?,
            kind: kind.ok_or_else(|| bad("kind"))?,
            state,
            created_at_ms: uint(self.created_at_ms),
        })
    }
}

impl OpenConnectionRow {
    pub(crate) fn open(self, seal: &Seal) -> Result<Connection, StoreError> {
        let summary = self.row.summary()?;
        let id = summary.id;
        let secret = seal.open(CONNECTIONS, id.as_str(), &self.sealed);
        let secret =
            secret.map_err(|_| StoreError::unreadable(format!("the secret of connection {id}")))?;
        Ok(Connection {
            workspace: workspace_key(&self.workspace, id.as_str())?,
            id,
            kind: summary.kind,
            secret,
            state: summary.state,
            created_at_ms: summary.created_at_ms,
        })
    }
}

pub(crate) fn workspace_key(text: &str, connection: &str) -> Result<WorkspaceKey, StoreError> {
    let key = WorkspaceKey::parse(text);
    key.map_err(|_| StoreError::unreadable(format!("the workspace of connection {connection}")))
}
