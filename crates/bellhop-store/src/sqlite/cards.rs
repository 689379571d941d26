//! Cards, as they are written and read.

use bellhop_core::card::CardState;
use bellhop_core::id::{CardKey, WorkspaceKey};
use sqlx::{FromRow as _, SqliteConnection};

use super::Sqlite;
use crate::rows::{CardRow, int};
use crate::writes::messages::{Change, cards};
use crate::{CardRecord, StoreError};

/// Notes where the cards are after these changes; part of their transaction.
pub(super) async fn put(
    connection: &mut SqliteConnection,
    jobs: &[Change],
) -> Result<(), StoreError> {
    for (id, (card, message, at_ms)) in cards(jobs) {
        let (channel, ts) = match &card.state {
            CardState::Live { channel, ts } => (Some(channel.as_str()), Some(ts.as_str())),
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
        query
            .bind(id.connection.as_str())
            .bind(id.conversation.as_str())
            .bind(id.workspace.as_str())
            .bind(id.key.as_str())
            .bind(channel)
            .bind(ts)
            .bind(&message.0.as_bytes()[..])
            .bind(int(card.accepted_at_ms))
            .bind(int(at_ms))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

impl Sqlite {
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
        let rows = query
            .bind(workspace.as_str())
            .bind(key.as_str())
            .bind(i64::from(self.config.page_max))
            .fetch_all(&self.readers)
            .await?;
        rows.iter()
            .map(|row| CardRow::from_row(row)?.record(workspace, key))
            .collect()
    }
}
