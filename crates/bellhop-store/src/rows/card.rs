//! The row of a card.

use bellhop_core::card::{CardId, CardState};
use bellhop_core::id::{CardKey, ConnectionId, MessageId, WorkspaceKey};
use uuid::Uuid;

use super::uint;
use crate::{CardRecord, StoreError};

#[derive(sqlx::FromRow)]
pub(crate) struct CardRow {
    connection_id: String,
    conversation: String,
    channel: Option<String>,
    ts: Option<String>,
    message_id: Uuid,
    accepted_at_ms: i64,
    updated_at_ms: i64,
}

impl CardRow {
    /// The card with this key, in this workspace.
    pub(crate) fn record(
        self,
        workspace: &WorkspaceKey,
        key: &CardKey,
    ) -> Result<CardRecord, StoreError> {
        let connection = ConnectionId::parse(&self.connection_id)
            .map_err(|_| StoreError::unreadable("the connection of a card"))?;
        let state = match (self.channel, self.ts) {
            (Some(channel), Some(ts)) => CardState::Live { channel, ts },
            (None, _) | (_, None) => CardState::Absent,
        };
        Ok(CardRecord {
            id: CardId {
                connection,
                conversation: self.conversation,
                workspace: workspace.clone(),
                key: key.clone(),
            },
            state,
            message: MessageId(self.message_id),
            accepted_at_ms: uint(self.accepted_at_ms),
            updated_at_ms: uint(self.updated_at_ms),
        })
    }
}
