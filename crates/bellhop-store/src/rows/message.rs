//! Rows of triggers and messages, and the views that are made of them.

use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::{ConnectionId, MessageId, TriggerId};
use bellhop_core::workflow::Category;
use uuid::Uuid;

use super::uint;
use crate::cursor::{self, List};
use crate::{
    AddressView, MessagePage, MessageState, MessageStatus, MessageView, Receipt, StatusCounts,
    Step, StoreError, TimelineEntry, TriggerView,
};

#[derive(sqlx::FromRow)]
pub(crate) struct MessageRow {
    message_id: Uuid,
    trigger_id: Uuid,
    distinct_id: String,
    template: String,
    category: Option<String>,
    connection_id: Option<String>,
    target_kind: Option<String>,
    target_id: Option<String>,
    destination: Option<String>,
    outcome: Option<String>,
    reason: Option<String>,
    detail: Option<String>,
    receipt_channel: Option<String>,
    receipt_ts: Option<String>,
    accepted_at_ms: i64,
    updated_at_ms: i64,
    timeline: String,
    seq: i64,
}

/// What is known of a message's past.
#[derive(sqlx::FromRow)]
pub(crate) struct StateRow {
    outcome: Option<String>,
    reason: Option<String>,
    attempted_at_ms: Option<i64>,
}

impl StateRow {
    pub(crate) fn state(self) -> Result<MessageState, StoreError> {
        let outcome = outcome(self.outcome.as_deref())?;
        let reason = self.reason.as_deref().and_then(Reason::parse);
        Ok(MessageState {
            end: outcome.map(|outcome| (outcome, reason.unwrap_or(Reason::Accepted))),
            attempted_at_ms: self.attempted_at_ms.map(uint),
        })
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct TriggerRow {
    accepted_at_ms: i64,
    start: String,
    recipients: i64,
    idempotency_key: Option<String>,
}

/// How many messages of a trigger have an outcome.
#[derive(sqlx::FromRow)]
pub(crate) struct CountRow {
    outcome: Option<String>,
    count: i64,
}

/// The rows of a page of a trigger's messages: so many after this place.
#[derive(Clone, Copy)]
pub(crate) struct MessageWindow {
    pub(crate) from_seq: i64,
    limit: usize,
}

impl MessageWindow {
    pub(crate) fn of(page: MessagePage, page_max: u32) -> Result<Self, StoreError> {
        let after = page
            .after
            .map(|after| cursor::read(List::Messages, "after", &after));
        Ok(Self {
            from_seq: after.transpose()?.unwrap_or(0),
            limit: page.limit.clamp(1, page_max) as usize,
        })
    }

    /// How many rows to ask for: one more than the page, which tells whether it is the last.
    pub(crate) fn rows(self) -> i64 {
        super::int(self.limit as u64 + 1)
    }
}

impl TriggerRow {
    pub(crate) fn view(
        self,
        id: TriggerId,
        rows: &[CountRow],
        window: MessageWindow,
        mut messages: Vec<MessageRow>,
    ) -> Result<TriggerView, StoreError> {
        let mut counts = StatusCounts::default();
        for row in rows {
            let status = MessageStatus::of(outcome(row.outcome.as_deref())?);
            counts.add(status, uint(row.count));
        }
        let more = messages.len() > window.limit;
        messages.truncate(window.limit);
        let last = messages.last().filter(|_| more);
        Ok(TriggerView {
            id,
            accepted_at_ms: uint(self.accepted_at_ms),
            start: self.start,
            recipients: u32::try_from(self.recipients).unwrap_or(u32::MAX),
            idempotency_key: self.idempotency_key,
            counts,
            after: last.map(|row| cursor::write(List::Messages, row.seq)),
            messages: messages
                .into_iter()
                .map(MessageRow::view)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl MessageRow {
    pub(crate) fn seq(&self) -> i64 {
        self.seq
    }

    /// The view, without the timeline.
    pub(crate) fn summary(self) -> Result<MessageView, StoreError> {
        let view = self.view()?;
        Ok(MessageView {
            timeline: Vec::new(),
            ..view
        })
    }

    pub(crate) fn view(self) -> Result<MessageView, StoreError> {
        let id = MessageId(self.message_id);
        let bad = |what: &str| StoreError::unreadable(format!("{what} of message {id}"));
        let connection = self.connection_id.as_deref().map(ConnectionId::parse);
        let reason = self.reason.as_deref();
        let receipt = match (self.receipt_channel, self.receipt_ts) {
            (Some(channel), Some(ts)) => Some(Receipt { channel, ts }),
            (_, _) => None,
        };
        let timeline = timeline(&self.timeline).ok_or_else(|| bad("the timeline"))?;
        let attempts = timeline
            .iter()
            .filter(|entry| entry.what == Step::Attempted)
            .count();
        Ok(MessageView {
            id,
            place: uint(self.seq),
            message_id: TriggerId(self.trigger_id),
            distinct_id: self.distinct_id,
            template: self.template,
            category: self.category.as_deref().map(Category::of_name),
            address: self.target_kind.map(|kind| AddressView {
                kind,
                id: self.target_id.filter(|target| !target.is_empty()),
            }),
            connection: connection.transpose().map_err(|_| bad("the connection"))?,
            destination: self.destination,
            status: MessageStatus::of(outcome(self.outcome.as_deref())?),
            reason: reason
                .map(|name| Reason::parse(name).ok_or_else(|| bad("the reason")))
                .transpose()?,
            detail: self.detail,
            receipt,
            attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
            accepted_at_ms: uint(self.accepted_at_ms),
            updated_at_ms: uint(self.updated_at_ms),
            timeline,
        })
    }
}

/// How a message ended, by its name; `None` while it waits.
pub(crate) fn outcome(name: Option<&str>) -> Result<Option<Outcome>, StoreError> {
    let Some(name) = name else { return Ok(None) };
    let found = Outcome::ALL.iter().find(|outcome| outcome.as_str() == name);
    found
        .copied()
        .map(Some)
        .ok_or_else(|| StoreError::unreadable("the outcome of a message"))
}

fn timeline(text: &str) -> Option<Vec<TimelineEntry>> {
    text.lines()
        .map(|line| serde_json::from_str(line).ok())
        .collect()
}
