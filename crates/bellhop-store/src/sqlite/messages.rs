//! The record of messages, as it is written.

use std::sync::LazyLock;

use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::MessageId;
use bellhop_core::workflow::Category;
use sqlx::{Row as _, SqliteConnection};
use uuid::Uuid;

use super::bulk::{Bulk, ROWS_MAX, Statement};
use crate::rows::{int, outcome, uint};
use crate::writes::messages::{Change, Plan, PlannedRow, distinct, merge, stage};
use crate::{Recorded, StoreError};

/// How many values a row binds.
const COLUMNS: usize = 14;

static INSERT: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        COLUMNS,
        "INSERT OR ROLLBACK INTO messages
             (message_id, trigger_id, workspace, distinct_id, template, category, connection_id,
              target_kind, target_id, outcome, reason, accepted_at_ms, updated_at_ms, timeline)
         SELECT column1, column2, column3, column4, column5, column6, column7, column8, column9,
              column10, column11, column12, column13, column14 FROM",
        "WHERE column1 IS NOT NULL ON CONFLICT (message_id) DO NOTHING",
    )
});

static EXISTING: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        1,
        "SELECT m.message_id, m.outcome, m.seq FROM",
        "AS v JOIN messages AS m ON m.message_id = v.column1",
    )
});

/// A delivered message stays delivered; any other end gives way to a later one. A timeline that has
/// grown too long takes only the end.
static UPDATE: LazyLock<Bulk> = LazyLock::new(|| {
    let end = |column: &str, value: usize| {
        format!(
            "{column} = CASE WHEN v.column5 IS NULL OR messages.outcome = 'delivered'
                        THEN messages.{column} ELSE v.column{value} END"
        )
    };
    let ends = [
        end("outcome", 5),
        end("reason", 6),
        end("detail", 7),
        end("receipt_channel", 8),
        end("receipt_ts", 9),
    ];
    let before = format!(
        "UPDATE OR ROLLBACK messages SET
             timeline = CASE WHEN v.column5 IS NULL AND octet_length(timeline) > v.column10
                        THEN timeline ELSE timeline || v.column2 END,
             updated_at_ms = CASE WHEN v.column3 > updated_at_ms
                        THEN v.column3 ELSE updated_at_ms END,
             destination = COALESCE(v.column4, destination),
             attempted_at_ms = CASE WHEN v.column11 IS NULL
                        THEN attempted_at_ms ELSE NULLIF(v.column11, 0) END,
             {}
         FROM",
        ends.join(", ")
    );
    Bulk::new(11, &before, "AS v WHERE messages.message_id = v.column1")
});

/// Records what was planned, and answers with what was there before.
pub(super) async fn plan(
    connection: &mut SqliteConnection,
    jobs: &mut [Plan],
) -> Result<(), StoreError> {
    let mut found = Recorded::default();
    for chunk in distinct(jobs).chunks(ROWS_MAX) {
        insert(connection, chunk, &mut found).await?;
    }
    stage(jobs, &found);
    Ok(())
}

async fn insert(
    connection: &mut SqliteConnection,
    rows: &[(&PlannedRow, u64)],
    found: &mut Recorded,
) -> Result<(), StoreError> {
    let mut query = INSERT.query(rows.len());
    for (row, now_ms) in rows {
        query = bind(query, row, *now_ms);
    }
    let inserted = query.execute(&mut *connection).await?;
    // Row ids count up without gaps while one task writes, so those of before are below these.
    let first_new = match inserted.rows_affected() {
        0 => i64::MAX,
        count => inserted.last_insert_rowid() - int(count) + 1,
    };
    if inserted.rows_affected() == rows.len() as u64 {
        let places = rows.iter().zip(uint(first_new)..);
        found
            .places
            .extend(places.map(|((row, _), place)| (row.id, place)));
        return Ok(());
    }
    let mut query = EXISTING.query(rows.len());
    for (row, _) in rows {
        query = query.bind(&row.id.0.as_bytes()[..]);
    }
    for row in query.fetch_all(&mut *connection).await? {
        let (id, seq): (Uuid, i64) = (row.try_get(0)?, row.try_get(2)?);
        found.places.insert(MessageId(id), uint(seq));
        if seq < first_new {
            found
                .before
                .insert(MessageId(id), outcome(row.try_get(1)?)?);
        }
    }
    Ok(())
}

fn bind(query: Statement, row: &PlannedRow, now_ms: u64) -> Statement {
    let address = row.address.as_ref();
    query
        .bind(&row.id.0.as_bytes()[..])
        .bind(&row.trigger.0.as_bytes()[..])
        .bind(row.workspace.as_str())
        .bind(row.distinct_id.as_str())
        .bind(row.template.as_str())
        .bind(row.category.map(Category::as_str))
        .bind(address.map(|address| address.connection.as_str()))
        .bind(address.map(|address| address.target.kind()))
        .bind(address.map(|address| address.target.id()))
        .bind(row.outcome.map(Outcome::as_str))
        .bind(row.reason.map(Reason::as_str))
        .bind(int(row.accepted_at_ms))
        .bind(int(now_ms))
        .bind(row.timeline.as_str())
}

pub(super) async fn change(
    connection: &mut SqliteConnection,
    jobs: &mut [Change],
    timeline_bytes_max: u32,
) -> Result<(), StoreError> {
    let merged = merge(jobs);
    for chunk in merged.chunks(ROWS_MAX) {
        let mut query = UPDATE.query(chunk.len());
        for change in chunk {
            let receipt = change.end.and_then(|end| end.receipt.as_ref());
            query = query
                .bind(&change.id.0.as_bytes()[..])
                .bind(change.timeline.as_str())
                .bind(int(change.at_ms))
                .bind(change.destination)
                .bind(change.end.map(|end| end.outcome.as_str()))
                .bind(change.end.map(|end| end.reason.as_str()))
                .bind(change.end.and_then(|end| end.detail.as_deref()))
                .bind(receipt.map(|receipt| receipt.channel.as_str()))
                .bind(receipt.map(|receipt| receipt.ts.as_str()))
                .bind(i64::from(timeline_bytes_max))
                .bind(change.attempted_at_ms());
        }
        query.execute(&mut *connection).await?;
    }
    drop(merged);
    for job in jobs {
        job.reply.stage(Ok(()));
    }
    Ok(())
}
