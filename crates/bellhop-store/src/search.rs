//! Looking for messages: by what people know of one, newest first.
//!
//! There is no index for it, because every index of the record is paid for by every message. A page
//! walks back over the newest part of the record, a bounded number of places at once, and says how far
//! it came; the next page goes on from there. Only an id, or the idempotency key of a trigger that
//! still holds it, leads straight to its messages.
//!
//! Known limit: with PostgreSQL, a message whose planning had not been committed when a page passed
//! its place is not on a later page.

use std::sync::LazyLock;

use bellhop_core::id::WorkspaceKey;
use serde::Serialize;
use uuid::Uuid;

use crate::cursor::{self, List};
use crate::hand::{Hand, Value};
use crate::rows::{MessageRow, int, uint};
use crate::{MessageStatus, MessageView, StoreError};

/// Which messages are looked for. What is not given does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageSearch {
    /// Where they are in their life: any of these.
    pub statuses: Vec<MessageStatus>,
    /// What they are rendered with.
    pub template: Option<String>,
    /// The recipient's `distinct_id`.
    pub recipient: Option<String>,
    /// The id of a message or of its trigger, the idempotency key of its trigger, or, exactly, the
    /// recipient, the address or the destination.
    pub text: Option<String>,
    /// How many, at least 1 and at most `StoreConfig::page_max`.
    pub limit: u32,
    /// How many places of the record are looked at, at least 1.
    pub rows_max: u32,
    /// The page that starts after this cursor; the first one without.
    pub after: Option<String>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundMessages {
    /// The messages, newest first, without their timelines.
    pub results: Vec<MessageView>,
    /// The cursor to ask for the page after with; `None` when everything was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// How many places of the record were looked at, at most.
    pub looked_at: u64,
    /// How far back they go, in milliseconds since 1970, when that is why there are no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub searched_to_ms: Option<u64>,
}

/// Where to look.
enum Scope {
    /// From the newest on.
    Record,
    /// A message that was named.
    Message(Uuid),
    /// Those of a trigger that was named.
    Trigger(Uuid),
}

const COLUMNS: &str = "message_id, trigger_id, distinct_id, template, category, connection_id, \
    target_kind, target_id, destination, outcome, reason, detail, receipt_channel, receipt_ts, \
    accepted_at_ms, updated_at_ms, timeline, seq";

// The statuses are $6 to $13.
const _: () = assert!(MessageStatus::ALL.len() == 8);

/// Numbers of the parameters in the order of [`values`]; nulls and empty statuses mean any.
fn page(scope: &str, text: &str) -> String {
    format!(
        "SELECT {COLUMNS} FROM messages WHERE seq <= $1 AND seq >= $2 AND workspace = $3
             AND (CAST($4 AS TEXT) IS NULL OR template = $4)
             AND (CAST($5 AS TEXT) IS NULL OR distinct_id = $5)
             AND ($6 = '' OR COALESCE(outcome, 'queued') IN ($6, $7, $8, $9, $10, $11, $12, $13))
             {scope} {text}
         ORDER BY seq DESC LIMIT $14"
    )
}

static OF_RECORD: LazyLock<String> = LazyLock::new(|| {
    let text = "AND (CAST($15 AS TEXT) IS NULL
        OR distinct_id = $15 OR target_id = $15 OR destination = $15)";
    page("", text)
});
static OF_MESSAGE: LazyLock<String> = LazyLock::new(|| page("AND message_id = $15", ""));
static OF_TRIGGER: LazyLock<String> = LazyLock::new(|| page("AND trigger_id = $15", ""));

/// A page of what is looked for. `claim` is the hash by which a trigger holds the text as its key.
pub(crate) async fn find(
    hand: &mut Hand<'_>,
    workspace: &WorkspaceKey,
    claim: Option<[u8; 16]>,
    search: MessageSearch,
    page_max: u32,
) -> Result<FoundMessages, StoreError> {
    let before = search.after.as_deref();
    let before = before.map(|after| cursor::read(List::Found, "after", after));
    let before = before.transpose()?.unwrap_or(i64::MAX);
    let nothing = FoundMessages {
        results: Vec::new(),
        after: None,
        looked_at: 0,
        searched_to_ms: None,
    };
    // The newest place there is, so that a stretch that was purged is not looked at.
    let sql = "SELECT MAX(seq) FROM messages WHERE seq < $1";
    let Some(newest) = hand.number(sql, &[Value::Int(before)]).await? else {
        return Ok(nothing);
    };
    let scope = scope(hand, workspace, claim, search.text.as_deref()).await?;
    let limit = search.limit.clamp(1, page_max) as usize;
    let (sql, oldest) = match scope {
        Scope::Record => {
            let places = i64::from(search.rows_max.max(1));
            (&*OF_RECORD, newest.saturating_sub(places - 1).max(0))
        }
        Scope::Message(_) => (&*OF_MESSAGE, 0),
        Scope::Trigger(_) => (&*OF_TRIGGER, 0),
    };
    let values = values(workspace, &search, &scope, (newest, oldest), limit);
    let mut rows: Vec<MessageRow> = hand.fetch(sql, &values).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let count = rows.len() as u64;
    let last = rows.last().filter(|_| more).map(MessageRow::seq);
    let mut found = FoundMessages {
        results: rows
            .into_iter()
            .map(MessageRow::summary)
            .collect::<Result<_, _>>()?,
        ..nothing
    };
    if let Some(last) = last {
        found.after = Some(cursor::write(List::Found, last));
    }
    match (scope, last) {
        (Scope::Message(_) | Scope::Trigger(_), _) => found.looked_at = count,
        (Scope::Record, Some(last)) => found.looked_at = uint(newest - last + 1),
        (Scope::Record, None) => {
            found.looked_at = uint(newest - oldest + 1).min(uint(newest));
            let sql = "SELECT MAX(seq) FROM messages WHERE seq < $1";
            if hand.number(sql, &[Value::Int(oldest)]).await?.is_some() {
                found.after = Some(cursor::write(List::Found, oldest));
                let sql =
                    "SELECT accepted_at_ms FROM messages WHERE seq >= $1 ORDER BY seq LIMIT 1";
                let back = hand.number(sql, &[Value::Int(oldest)]).await?;
                found.searched_to_ms = back.map(uint);
            }
        }
    }
    Ok(found)
}

/// What a text names, if it names something.
async fn scope(
    hand: &mut Hand<'_>,
    workspace: &WorkspaceKey,
    claim: Option<[u8; 16]>,
    text: Option<&str>,
) -> Result<Scope, StoreError> {
    let of = || Value::Text(workspace.as_str().to_owned());
    // A recipient may be called by a UUID, too; then it names no message and no trigger.
    if let Some(id) = text.and_then(|text| Uuid::parse_str(text).ok()) {
        let sql = "SELECT seq FROM messages WHERE message_id = $1 AND workspace = $2";
        if hand.number(sql, &[Value::Id(id), of()]).await?.is_some() {
            return Ok(Scope::Message(id));
        }
        let sql = "SELECT accepted_at_ms FROM triggers WHERE trigger_id = $1 AND workspace = $2";
        if hand.number(sql, &[Value::Id(id), of()]).await?.is_some() {
            return Ok(Scope::Trigger(id));
        }
    }
    if let Some(claim) = claim {
        let sql = "SELECT trigger_id FROM triggers WHERE claim = $1";
        let rows: Vec<(Uuid,)> = hand.fetch(sql, &[Value::Bytes(claim.to_vec())]).await?;
        if let Some((id,)) = rows.into_iter().next() {
            return Ok(Scope::Trigger(id));
        }
    }
    Ok(Scope::Record)
}

/// The parameters of [`page`].
fn values(
    workspace: &WorkspaceKey,
    search: &MessageSearch,
    scope: &Scope,
    (newest, oldest): (i64, i64),
    limit: usize,
) -> Vec<Value> {
    let mut values = vec![
        Value::Int(newest),
        Value::Int(oldest),
        Value::Text(workspace.as_str().to_owned()),
        Value::Maybe(search.template.clone()),
        Value::Maybe(search.recipient.clone()),
    ];
    for place in 0..MessageStatus::ALL.len() {
        let status = search.statuses.get(place).map(|status| status.as_str());
        values.push(Value::Text(status.unwrap_or_default().to_owned()));
    }
    // One more than the page, which tells whether it is the last.
    values.push(Value::Int(int(limit as u64 + 1)));
    values.push(match scope {
        Scope::Record => Value::Maybe(search.text.clone()),
        Scope::Message(id) | Scope::Trigger(id) => Value::Id(*id),
    });
    values
}
