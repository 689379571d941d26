//! The record, as it is read.

use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::{ConnectionId, MessageId, TriggerId, WorkspaceKey};
use bellhop_core::workflow::Category;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::messages::outcome;
use super::triggers::uuid;
use super::{Sqlite, int, uint, unreadable};
use crate::cursor::{self, List};
use crate::{
    AddressView, MessagePage, MessageStatus, MessageView, Receipt, StatusCounts, Step, StoreError,
    TimelineEntry, TriggerView,
};

const COLUMNS: &str = "message_id, trigger_id, distinct_id, template, category, connection_id, \
    target_kind, target_id, destination, outcome, reason, detail, receipt_channel, receipt_ts, \
    accepted_at_ms, updated_at_ms, timeline, seq";

impl Sqlite {
    pub(crate) async fn message_outcome(
        &self,
        id: MessageId,
    ) -> Result<Option<Option<Outcome>>, StoreError> {
        let row = sqlx::query("SELECT outcome FROM messages WHERE message_id = $1")
            .bind(&id.0.as_bytes()[..])
            .fetch_optional(&self.readers)
            .await?;
        row.map(|row| outcome(row.try_get(0)?)).transpose()
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
        row.as_ref().map(message_view).transpose()
    }

    pub(crate) async fn trigger(
        &self,
        workspace: &WorkspaceKey,
        id: TriggerId,
        page: MessagePage,
    ) -> Result<Option<TriggerView>, StoreError> {
        let row = sqlx::query(
            "SELECT accepted_at_ms, start, recipients, idempotency_key FROM triggers
             WHERE trigger_id = $1 AND workspace = $2",
        )
        .bind(&id.0.as_bytes()[..])
        .bind(workspace.as_str())
        .fetch_optional(&self.readers)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let counts = self.counts(id).await?;
        let (messages, after) = self.messages_of(id, page).await?;
        Ok(Some(TriggerView {
            id,
            accepted_at_ms: uint(row.try_get(0)?),
            start: row.try_get(1)?,
            recipients: row.try_get(2)?,
            idempotency_key: row.try_get(3)?,
            counts,
            messages,
            after,
        }))
    }

    async fn counts(&self, id: TriggerId) -> Result<StatusCounts, StoreError> {
        let rows = sqlx::query(
            "SELECT outcome, COUNT(*) FROM messages WHERE trigger_id = $1 GROUP BY outcome",
        )
        .bind(&id.0.as_bytes()[..])
        .fetch_all(&self.readers)
        .await?;
        let mut counts = StatusCounts::default();
        for row in rows {
            counts.add(
                MessageStatus::of(outcome(row.try_get(0)?)?),
                uint(row.try_get(1)?),
            );
        }
        Ok(counts)
    }

    /// A page of the messages of a trigger, and the cursor of the next one.
    async fn messages_of(
        &self,
        id: TriggerId,
        page: MessagePage,
    ) -> Result<(Vec<MessageView>, Option<String>), StoreError> {
        let after = page
            .after
            .map(|after| cursor::read(List::Messages, "after", &after));
        let limit = page.limit.clamp(1, self.config.page_max) as usize;
        let text = format!(
            "SELECT {COLUMNS} FROM messages WHERE trigger_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"
        );
        let mut rows = sqlx::query(AssertSqlSafe(text))
            .bind(&id.0.as_bytes()[..])
            .bind(after.transpose()?.unwrap_or(0))
            .bind(int(limit as u64 + 1))
            .fetch_all(&self.readers)
            .await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows
            .last()
            .filter(|_| more)
            .map(|row| row.try_get(17))
            .transpose()?;
        let messages = rows.iter().map(message_view).collect::<Result<_, _>>()?;
        Ok((messages, last.map(|seq| cursor::write(List::Messages, seq))))
    }

    pub(crate) async fn last_activity_ms(&self) -> Result<Option<u64>, StoreError> {
        let row = sqlx::query("SELECT value FROM marks WHERE name = 'last_activity_ms'")
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.map(uint))
    }
}

fn message_view(row: &SqliteRow) -> Result<MessageView, StoreError> {
    let id = MessageId(uuid(row.try_get(0)?)?);
    let bad = |what: &str| unreadable(format!("{what} of message {id}"));
    let connection: Option<&str> = row.try_get(5)?;
    let connection = connection.map(ConnectionId::parse).transpose();
    let kind: Option<String> = row.try_get(6)?;
    let target: Option<String> = row.try_get(7)?;
    let reason: Option<&str> = row.try_get(10)?;
    let receipt = match (row.try_get(12)?, row.try_get(13)?) {
        (Some(channel), Some(ts)) => Some(Receipt { channel, ts }),
        (_, _) => None,
    };
    let timeline = timeline(row.try_get(16)?).ok_or_else(|| bad("the timeline"))?;
    let attempts = timeline
        .iter()
        .filter(|entry| entry.what == Step::Attempted)
        .count();
    Ok(MessageView {
        id,
        message_id: TriggerId(uuid(row.try_get(1)?)?),
        distinct_id: row.try_get(2)?,
        template: row.try_get(3)?,
        category: row.try_get::<Option<&str>, _>(4)?.map(Category::of_name),
        address: kind.map(|kind| AddressView {
            kind,
            id: target.filter(|target| !target.is_empty()),
        }),
        connection: connection.map_err(|_| bad("the connection"))?,
        destination: row.try_get(8)?,
        status: MessageStatus::of(outcome(row.try_get(9)?)?),
        reason: reason
            .map(|name| Reason::parse(name).ok_or_else(|| bad("the reason")))
            .transpose()?,
        detail: row.try_get(11)?,
        receipt,
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        accepted_at_ms: uint(row.try_get(14)?),
        updated_at_ms: uint(row.try_get(15)?),
        timeline,
    })
}

fn timeline(text: &str) -> Option<Vec<TimelineEntry>> {
    text.lines()
        .map(|line| serde_json::from_str(line).ok())
        .collect()
}
