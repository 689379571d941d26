//! The record, as it is read.

use bellhop_core::id::{MessageId, TriggerId, WorkspaceKey};
use sqlx::AssertSqlSafe;

use super::Postgres;
use crate::rows::{CountRow, MessageRow, MessageWindow, StateRow, TriggerRow, uint};
use crate::{MessagePage, MessageState, MessageView, StoreError, TriggerView};

const COLUMNS: &str = "message_id, trigger_id, distinct_id, template, category, connection_id, \
    target_kind, target_id, destination, outcome, reason, detail, receipt_channel, receipt_ts, \
    accepted_at_ms, updated_at_ms, timeline, seq";

impl Postgres {
    pub(crate) async fn message_state(
        &self,
        id: MessageId,
    ) -> Result<Option<MessageState>, StoreError> {
        let query = sqlx::query(
            "SELECT outcome, reason, attempted_at_ms FROM messages WHERE message_id = $1",
        );
        let mut line = self.readers.acquire().await?;
        let rows: Vec<StateRow> = line.fetch(query.bind(id.0)).await?;
        rows.into_iter().next().map(StateRow::state).transpose()
    }

    pub(crate) async fn message(
        &self,
        workspace: &WorkspaceKey,
        id: MessageId,
    ) -> Result<Option<MessageView>, StoreError> {
        let text =
            format!("SELECT {COLUMNS} FROM messages WHERE message_id = $1 AND workspace = $2");
        let query = sqlx::query(AssertSqlSafe(text))
            .bind(id.0)
            .bind(workspace.as_str());
        let rows: Vec<MessageRow> = self.readers.acquire().await?.fetch(query).await?;
        rows.into_iter().next().map(MessageRow::view).transpose()
    }

    pub(crate) async fn trigger(
        &self,
        workspace: &WorkspaceKey,
        id: TriggerId,
        page: MessagePage,
    ) -> Result<Option<TriggerView>, StoreError> {
        let window = MessageWindow::of(page, self.config.page_max)?;
        let mut line = self.readers.acquire().await?;
        let query = sqlx::query(
            "SELECT accepted_at_ms, start, recipients, idempotency_key FROM triggers
             WHERE trigger_id = $1 AND workspace = $2",
        )
        .bind(id.0)
        .bind(workspace.as_str());
        let rows: Vec<TriggerRow> = line.fetch(query).await?;
        let Some(trigger) = rows.into_iter().next() else {
            return Ok(None);
        };
        let query = sqlx::query(
            "SELECT outcome, COUNT(*) AS count FROM messages WHERE trigger_id = $1 GROUP BY outcome",
        )
        .bind(id.0);
        let counts: Vec<CountRow> = line.fetch(query).await?;
        let text = format!(
            "SELECT {COLUMNS} FROM messages WHERE trigger_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"
        );
        let query = sqlx::query(AssertSqlSafe(text))
            .bind(id.0)
            .bind(window.from_seq)
            .bind(window.rows());
        let messages = line.fetch(query).await?;
        trigger.view(id, &counts, window, messages).map(Some)
    }

    pub(crate) async fn last_activity_ms(&self) -> Result<Option<u64>, StoreError> {
        let query = sqlx::query("SELECT MAX(at_ms) FROM activity");
        let rows: Vec<(Option<i64>,)> = self.readers.acquire().await?.fetch(query).await?;
        Ok(rows.first().and_then(|(at_ms,)| *at_ms).map(uint))
    }
}
