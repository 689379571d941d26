//! The record, as it is read.

use bellhop_core::id::{MessageId, TriggerId, WorkspaceKey};
use sqlx::{AssertSqlSafe, FromRow as _, Row as _};

use super::{Sqlite, all};
use crate::rows::{CountRow, MessageRow, MessageWindow, StateRow, TriggerRow, uint};
use crate::{MessagePage, MessageState, MessageView, StoreError, TriggerView};

const COLUMNS: &str = "message_id, trigger_id, distinct_id, template, category, connection_id, \
    target_kind, target_id, destination, outcome, reason, detail, receipt_channel, receipt_ts, \
    accepted_at_ms, updated_at_ms, timeline, seq";

impl Sqlite {
    pub(crate) async fn message_state(
        &self,
        id: MessageId,
    ) -> Result<Option<MessageState>, StoreError> {
        let query = sqlx::query(
            "SELECT outcome, reason, attempted_at_ms FROM messages WHERE message_id = $1",
        );
        let row = query
            .bind(&id.0.as_bytes()[..])
            .fetch_optional(&self.readers)
            .await?;
        row.map(|row| StateRow::from_row(&row)?.state()).transpose()
    }

    pub(crate) async fn message(
        &self,
        workspace: &WorkspaceKey,
        id: MessageId,
    ) -> Result<Option<MessageView>, StoreError> {
        let text =
            format!("SELECT {COLUMNS} FROM messages WHERE message_id = $1 AND workspace = $2");
        let row = sqlx::query(AssertSqlSafe(text))
            .bind(&id.0.as_bytes()[..])
            .bind(workspace.as_str())
            .fetch_optional(&self.readers)
            .await?;
        row.map(|row| MessageRow::from_row(&row)?.view())
            .transpose()
    }

    pub(crate) async fn trigger(
        &self,
        workspace: &WorkspaceKey,
        id: TriggerId,
        page: MessagePage,
    ) -> Result<Option<TriggerView>, StoreError> {
        let window = MessageWindow::of(page, self.config.page_max)?;
        let row = sqlx::query(
            "SELECT accepted_at_ms, start, recipients, idempotency_key FROM triggers
             WHERE trigger_id = $1 AND workspace = $2",
        )
        .bind(&id.0.as_bytes()[..])
        .bind(workspace.as_str())
        .fetch_optional(&self.readers)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let trigger = TriggerRow::from_row(&row)?;
        let counts = sqlx::query(
            "SELECT outcome, COUNT(*) AS count FROM messages WHERE trigger_id = $1 GROUP BY outcome",
        )
        .bind(&id.0.as_bytes()[..])
        .fetch_all(&self.readers)
        .await?;
        let counts: Vec<CountRow> = all(&counts)?;
        let text = format!(
            "SELECT {COLUMNS} FROM messages WHERE trigger_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"
        );
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(&id.0.as_bytes()[..])
            .bind(window.from_seq)
            .bind(window.rows())
            .fetch_all(&self.readers)
            .await?;
        trigger.view(id, &counts, window, all(&rows)?).map(Some)
    }

    pub(crate) async fn last_activity_ms(&self) -> Result<Option<u64>, StoreError> {
        let row = sqlx::query("SELECT value FROM marks WHERE name = 'last_activity_ms'")
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.map(uint))
    }
}
