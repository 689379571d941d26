//! Cards, as they are written and read.

use bellhop_core::card::CardState;
use bellhop_core::id::{CardKey, WorkspaceKey};

use super::Postgres;
use super::line::Line;
use super::text::shown;
use crate::rows::{CardRow, int};
use crate::writes::messages::{Change, cards};
use crate::{CardRecord, StoreError};

/// Notes where the cards are after these changes; part of their transaction.
pub(super) async fn put(line: &mut Line, jobs: &[Change]) -> Result<(), StoreError> {
    for (id, (card, message, at_ms)) in cards(jobs) {
        let (channel, ts) = match &card.state {
            CardState::Live { channel, ts } => (Some(shown(channel)), Some(shown(ts))),
            CardState::Absent => (None, None),
        };
        let query = sqlx::query(
            "INSERT INTO cards (connection_id, conversation, workspace, card_key, channel, ts,
                 message_id, accepted_at_ms, updated_at_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (workspace, card_key, connection_id, conversation) DO UPDATE SET
                 channel = excluded.channel, ts = excluded.ts, message_id = excluded.message_id,
                 accepted_at_ms = excluded.accepted_at_ms, updated_at_ms = excluded.updated_at_ms",
        );
        let query = query
            .bind(id.connection.as_str())
            .bind(id.conversation.as_str())
            .bind(id.workspace.as_str())
            .bind(id.key.as_str())
            .bind(channel)
            .bind(ts)
            .bind(message.0)
            .bind(int(card.accepted_at_ms))
            .bind(int(at_ms));
        line.execute(query).await?;
    }
    Ok(())
}

impl Postgres {
    pub(crate) async fn cards(
        &self,
        workspace: &WorkspaceKey,
        key: &CardKey,
    ) -> Result<Vec<CardRecord>, StoreError> {
        let query = sqlx::query(
            "SELECT connection_id, conversation, channel, ts, message_id, accepted_at_ms,
                 updated_at_ms
             FROM cards WHERE workspace = $1 AND card_key = $2
             ORDER BY connection_id, conversation LIMIT $3",
        );
        let query = query
            .bind(workspace.as_str())
            .bind(key.as_str())
            .bind(i64::from(self.config.page_max));
        let rows: Vec<CardRow> = self.readers.acquire().await?.fetch(query).await?;
        rows.into_iter()
            .map(|row| row.record(workspace, key))
            .collect()
    }
}
