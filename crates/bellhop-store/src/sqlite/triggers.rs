//! Triggers and their claims.

use std::sync::LazyLock;

use sqlx::{FromRow as _, SqliteConnection};

use super::bulk::{Bulk, ROWS_MAX};
use crate::StoreError;
use crate::rows::int;
use crate::writes::triggers::{Accept, Answers, Holder, Publication};

/// One that is there is left alone, and so is a claim that is held.
static INSERT: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        8,
        "INSERT OR ROLLBACK INTO triggers
             (trigger_id, workspace, accepted_at_ms, start, recipients, idempotency_key,
              claim, claim_expires_at_ms)
         SELECT column1, column2, column3, column4, column5, column6, column7, column8 FROM",
        "WHERE column1 IS NOT NULL ON CONFLICT DO NOTHING",
    )
});

static HOLDERS: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        2,
        "SELECT v.column2 AS position, t.trigger_id, t.published, t.claim_expires_at_ms FROM",
        "AS v JOIN triggers AS t ON t.claim = v.column1",
    )
});

static RELEASE: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        1,
        "UPDATE triggers SET claim = NULL FROM",
        "AS v WHERE triggers.trigger_id = v.column1",
    )
});

static PUBLISHED: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        1,
        "UPDATE triggers SET published = 1 FROM",
        "AS v WHERE triggers.claim = v.column1",
    )
});

/// Records the triggers that are the first with their key, and answers for the others.
pub(super) async fn accept(
    connection: &mut SqliteConnection,
    jobs: &mut [Accept],
    idempotency_ms: u64,
) -> Result<(), StoreError> {
    let (mut answers, inserts) = Answers::of(jobs);
    for chunk in inserts.chunks(ROWS_MAX) {
        let inserted = insert(connection, jobs, chunk, idempotency_ms).await?;
        if inserted == chunk.len() as u64 {
            continue;
        }
        let holders = holders(connection, jobs, chunk).await?;
        let expired = answers.settle(jobs, &holders);
        if !expired.is_empty() {
            let mut query = RELEASE.query(expired.len());
            for (_, holder) in &expired {
                query = query.bind(&holder.0.as_bytes()[..]);
            }
            query.execute(&mut *connection).await?;
            let positions: Vec<_> = expired.iter().map(|(position, _)| *position).collect();
            insert(connection, jobs, &positions, idempotency_ms).await?;
        }
    }
    answers.stage(jobs);
    Ok(())
}

/// Inserts the triggers at these positions; returns how many were not kept out.
async fn insert(
    connection: &mut SqliteConnection,
    jobs: &[Accept],
    positions: &[usize],
    idempotency_ms: u64,
) -> Result<u64, StoreError> {
    let mut query = INSERT.query(positions.len());
    for job in positions.iter().map(|position| &jobs[*position]) {
        let trigger = &job.trigger;
        query = query
            .bind(&trigger.id.0.as_bytes()[..])
            .bind(trigger.workspace.as_str())
            .bind(int(trigger.accepted_at_ms))
            .bind(trigger.start.as_str())
            .bind(i64::from(trigger.recipients))
            .bind(trigger.idempotency_key.as_deref())
            .bind(job.claim.as_ref().map(|claim| &claim[..]))
            .bind(job.claim_expires_at_ms(idempotency_ms).map(int));
    }
    Ok(query.execute(&mut *connection).await?.rows_affected())
}

async fn holders(
    connection: &mut SqliteConnection,
    jobs: &[Accept],
    positions: &[usize],
) -> Result<Vec<Holder>, StoreError> {
    let mut query = HOLDERS.query(positions.len());
    for position in positions {
        let claim = jobs[*position].claim;
        query = query
            .bind(claim.as_ref().map(|claim| &claim[..]))
            .bind(int(*position as u64));
    }
    let rows = query.fetch_all(&mut *connection).await?;
    Ok(rows
        .iter()
        .map(Holder::from_row)
        .collect::<Result<_, _>>()?)
}

pub(super) async fn mark_published(
    connection: &mut SqliteConnection,
    jobs: &mut [Publication],
) -> Result<(), StoreError> {
    for chunk in jobs.chunks_mut(ROWS_MAX) {
        let mut query = PUBLISHED.query(chunk.len());
        for job in chunk.iter() {
            query = query.bind(&job.claim[..]);
        }
        query.execute(&mut *connection).await?;
        for job in chunk {
            job.reply.stage(Ok(()));
        }
    }
    Ok(())
}
