//! What people and metrics ask of the file: how old, and what was given up.

use bellhop_core::fault::Reason;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::script;
use crate::{DeadLetter, Kind};

/// When the oldest trigger, message and dead letter was accepted, in milliseconds since
/// 1970. Each part is a step or two in an index.
pub(super) async fn oldest(
    connection: &mut SqliteConnection,
) -> Result<[Option<i64>; 3], sqlx::Error> {
    let (triggers, messages, dead_letters) = sqlx::query_as(
        "SELECT
           (SELECT accepted_at_ms FROM triggers ORDER BY position LIMIT 1),
           (SELECT accepted_at_ms FROM messages ORDER BY position LIMIT 1),
           (SELECT min(accepted_at_ms) FROM dead_letters)",
    )
    .fetch_one(connection)
    .await?;
    Ok([triggers, messages, dead_letters])
}

#[derive(sqlx::FromRow)]
struct DeadRow {
    number: i64,
    kind: String,
    key: Vec<u8>,
    accepted_at_ms: i64,
    reason: String,
    detail: String,
    dead_at_ms: i64,
    body: Vec<u8>,
}

/// A page of dead letters, oldest first.
pub(super) async fn dead_letters(
    connection: &mut SqliteConnection,
    after: u64,
    limit: u32,
) -> Result<Vec<DeadLetter>, sqlx::Error> {
    let rows: Vec<DeadRow> = sqlx::query_as(
        "SELECT number, kind, key, accepted_at_ms, reason, detail, dead_at_ms, body
         FROM dead_letters WHERE number > ? ORDER BY number LIMIT ?",
    )
    .bind(i64::try_from(after).unwrap_or(i64::MAX))
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(dead_letter).collect())
}

/// A dead letter with its envelope as it was.
#[derive(Debug)]
pub(crate) struct Found {
    pub(super) letter: DeadLetter,
    pub(super) envelope: Vec<u8>,
}

/// The dead letters with these ids, oldest first. It looks at all there are: they are few, or there
/// are worse troubles.
pub(super) async fn chosen(
    connection: &mut SqliteConnection,
    ids: &[Uuid],
) -> Result<Vec<Found>, sqlx::Error> {
    let names: Vec<_> = ids
        .iter()
        .map(|id| id.simple().to_string().to_uppercase())
        .collect();
    let rows: Vec<DeadRow> = sqlx::query_as(
        "SELECT number, kind, key, accepted_at_ms, reason, detail, dead_at_ms, body
         FROM dead_letters
         WHERE hex(substr(key, CASE kind WHEN 'trigger' THEN 1 ELSE 17 END, 16))
               IN (SELECT value FROM json_each(?))
         ORDER BY number",
    )
    .bind(script::json_array(&names))
    .fetch_all(connection)
    .await?;
    let found = |row: DeadRow| Found {
        envelope: row.body.clone(),
        letter: dead_letter(row),
    };
    Ok(rows.into_iter().map(found).collect())
}

fn dead_letter(row: DeadRow) -> DeadLetter {
    let (trigger, message) = row.key.split_at(row.key.len() / 2);
    let (kind, id) = if row.kind == "trigger" {
        (Kind::Trigger, trigger)
    } else {
        (Kind::Message, message)
    };
    DeadLetter {
        number: row.number.cast_unsigned(),
        kind,
        // The writer has put two ids there, and the table is strict.
        id: Uuid::from_slice(id).unwrap_or_default(),
        accepted_at_ms: row.accepted_at_ms.cast_unsigned(),
        // A newer version may have had reasons that this one does not know.
        reason: Reason::parse(&row.reason).unwrap_or(Reason::Unreadable),
        detail: row.detail,
        dead_at_ms: row.dead_at_ms.cast_unsigned(),
        body: String::from_utf8_lossy(&row.body).into_owned(),
    }
}
