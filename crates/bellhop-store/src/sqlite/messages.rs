//! The record of messages, as it is written: one insert when a message is planned, and as a rule one
//! update at its end. `views` reads it.

use std::collections::HashMap;
use std::sync::LazyLock;

use bellhop_core::fault::Outcome;
use bellhop_core::id::{MessageId, TriggerId};
use bellhop_core::message::Message;
use bellhop_core::plan::Refusal;
use sqlx::{Row as _, SqliteConnection};

use super::bulk::{Bulk, ROWS_MAX};
use super::triggers::uuid;
use super::writer::{Job, Reply};
use super::{Sqlite, int, unreadable};
use crate::{MessageChange, StoreError};

mod change;
mod row;

pub(super) use change::{Change, change};
use row::PlannedRow;

pub(super) struct Plan {
    rows: Vec<PlannedRow>,
    now_ms: u64,
    pub(super) reply: Reply<HashMap<MessageId, Option<Outcome>>>,
}

/// A refusal does not say whose it is, so that comes from its trigger.
static INSERT: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        row::COLUMNS,
        "INSERT INTO messages
             (message_id, trigger_id, workspace, distinct_id, template, category, connection_id,
              target_kind, target_id, outcome, reason, accepted_at_ms, updated_at_ms, timeline)
         SELECT column1, column2,
              COALESCE(column3, (SELECT workspace FROM triggers WHERE trigger_id = column2), ''),
              column4, column5, column6, column7, column8, column9, column10, column11,
              COALESCE(column12, (SELECT accepted_at_ms FROM triggers WHERE trigger_id = column2),
                       column13),
              column13, column14 FROM",
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

/// Records what was planned, and answers with what was there before.
pub(super) async fn plan(
    connection: &mut SqliteConnection,
    jobs: &mut [Plan],
) -> Result<(), StoreError> {
    // Two workers may plan one trigger in the same transaction: the second finds the first's rows.
    let mut seen: HashMap<MessageId, Option<Outcome>> = HashMap::new();
    let mut rows = Vec::new();
    let mut repeated = vec![HashMap::new(); jobs.len()];
    for (job, repeated) in jobs.iter().zip(&mut repeated) {
        for row in &job.rows {
            match seen.insert(row.id, row.outcome) {
                None => rows.push((row, job.now_ms)),
                Some(outcome) => {
                    repeated.insert(row.id, outcome);
                }
            }
        }
    }
    let mut existing = HashMap::new();
    for chunk in rows.chunks(ROWS_MAX) {
        insert(connection, chunk, &mut existing).await?;
    }
    for (job, mut repeated) in jobs.iter_mut().zip(repeated) {
        if !existing.is_empty() {
            let ids = job.rows.iter().map(|row| row.id);
            repeated.extend(ids.filter_map(|id| Some((id, *existing.get(&id)?))));
        }
        job.reply.stage(Ok(repeated));
    }
    Ok(())
}

async fn insert(
    connection: &mut SqliteConnection,
    rows: &[(&PlannedRow, u64)],
    existing: &mut HashMap<MessageId, Option<Outcome>>,
) -> Result<(), StoreError> {
    let mut query = INSERT.query(rows.len());
    for (row, now_ms) in rows {
        query = row.bind(query, *now_ms);
    }
    let inserted = query.execute(&mut *connection).await?;
    if inserted.rows_affected() == rows.len() as u64 {
        return Ok(());
    }
    // Row ids count up without gaps while one task writes, so those of before are below these.
    let first_new = match inserted.rows_affected() {
        0 => i64::MAX,
        count => inserted.last_insert_rowid() - int(count) + 1,
    };
    let mut query = EXISTING.query(rows.len());
    for (row, _) in rows {
        query = query.bind(&row.id.0.as_bytes()[..]);
    }
    for row in query.fetch_all(&mut *connection).await? {
        if row.try_get::<i64, _>(2)? < first_new {
            existing.insert(MessageId(uuid(row.try_get(0)?)?), outcome(row.try_get(1)?)?);
        }
    }
    Ok(())
}

pub(super) fn outcome(name: Option<&str>) -> Result<Option<Outcome>, StoreError> {
    let Some(name) = name else { return Ok(None) };
    let found = Outcome::ALL.iter().find(|outcome| outcome.as_str() == name);
    found
        .copied()
        .map(Some)
        .ok_or_else(|| unreadable("the outcome of a message"))
}

/// The time of the newest change of the record.
pub(super) fn newest_ms(plans: &[Plan], changes: &[Change]) -> Option<u64> {
    let planned = plans
        .iter()
        .filter(|job| !job.rows.is_empty())
        .map(|job| job.now_ms);
    planned
        .chain(changes.iter().filter_map(Change::newest_ms))
        .max()
}

impl Sqlite {
    pub(crate) async fn record_planned(
        &self,
        trigger: TriggerId,
        messages: &[Message],
        refusals: &[Refusal],
        now_ms: u64,
    ) -> Result<HashMap<MessageId, Option<Outcome>>, StoreError> {
        if messages.is_empty() && refusals.is_empty() {
            return Ok(HashMap::new());
        }
        let planned = messages
            .iter()
            .map(|message| PlannedRow::message(message, now_ms));
        let refused = refusals
            .iter()
            .map(|refusal| PlannedRow::refusal(refusal, trigger, now_ms));
        let rows = planned.chain(refused).collect();
        self.write(|reply| {
            Job::Plan(Plan {
                rows,
                now_ms,
                reply,
            })
        })
        .await
    }

    pub(crate) async fn record(&self, changes: Vec<MessageChange>) -> Result<(), StoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        self.write(|reply| Job::Change(Change { changes, reply }))
            .await
    }
}
