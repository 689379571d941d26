//! Triggers, and the idempotency keys that let each in once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::LazyLock;

use bellhop_core::id::{TriggerId, WorkspaceKey};
use sha2::{Digest as _, Sha256};
use sqlx::{Row as _, SqliteConnection};
use uuid::Uuid;

use super::bulk::{Bulk, ROWS_MAX};
use super::writer::{Job, Reply};
use super::{Sqlite, int, uint, unreadable};
use crate::{Accepted, IdempotencyKey, StoreError, TriggerRecord};

pub(super) struct Accept {
    trigger: TriggerRecord,
    claim: Option<Claim>,
    now_ms: u64,
    pub(super) reply: Reply<Accepted>,
}

pub(super) struct Publication {
    claim: Claim,
    pub(super) reply: Reply<()>,
}

/// One that is there is left alone, and so is a claim that is held.
static INSERT: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        8,
        "INSERT INTO triggers
             (trigger_id, workspace, accepted_at_ms, start, recipients, idempotency_key,
              claim, claim_expires_at_ms)
         SELECT column1, column2, column3, column4, column5, column6, column7, column8 FROM",
        "WHERE column1 IS NOT NULL ON CONFLICT DO NOTHING",
    )
});

static HOLDERS: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        2,
        "SELECT v.column2, t.trigger_id, t.published, t.claim_expires_at_ms FROM",
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

/// What a trigger claims: the first 128 bits of a hash of workspace and key.
type Claim = [u8; 16];

fn claim(workspace: &WorkspaceKey, key: &IdempotencyKey) -> Claim {
    // No workspace key holds a zero byte, so no two pairs are hashed alike.
    let hash = Sha256::new()
        .chain_update(workspace.as_str())
        .chain_update([0]);
    let hash = hash.chain_update(key.as_str()).finalize();
    *hash.first_chunk().expect("the hash has 32 bytes")
}

/// Records the triggers that are the first with their key, and answers for the others.
pub(super) async fn accept(
    connection: &mut SqliteConnection,
    jobs: &mut [Accept],
    idempotency_ms: u64,
) -> Result<(), StoreError> {
    // Of those that share this transaction, the first with a key stands for them all.
    let mut firsts: HashMap<Claim, usize> = HashMap::new();
    let mut repeats = Vec::new();
    let mut rows = Vec::with_capacity(jobs.len());
    for (position, job) in jobs.iter().enumerate() {
        match job.claim.map(|claim| firsts.entry(claim)) {
            Some(Entry::Occupied(first)) => repeats.push((position, *first.get())),
            Some(Entry::Vacant(place)) => {
                place.insert(position);
                rows.push(position);
            }
            None => rows.push(position),
        }
    }
    let mut answers = vec![Accepted::New; jobs.len()];
    for chunk in rows.chunks(ROWS_MAX) {
        let inserted = insert(connection, jobs, chunk, idempotency_ms).await?;
        if inserted < chunk.len() as u64 {
            settle(connection, jobs, chunk, idempotency_ms, &mut answers).await?;
        }
    }
    for (position, first) in repeats {
        answers[position] = match answers[first] {
            Accepted::New => Accepted::Repeated {
                trigger: jobs[first].trigger.id,
                published: false,
            },
            repeated @ Accepted::Repeated { .. } => repeated,
        };
    }
    for (job, answer) in jobs.iter_mut().zip(answers) {
        job.reply.stage(Ok(answer));
    }
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
        let expires_at_ms = job
            .claim
            .map(|_| int(job.now_ms.saturating_add(idempotency_ms)));
        query = query
            .bind(&trigger.id.0.as_bytes()[..])
            .bind(trigger.workspace.as_str())
            .bind(int(trigger.accepted_at_ms))
            .bind(trigger.start.as_str())
            .bind(i64::from(trigger.recipients))
            .bind(trigger.idempotency_key.as_deref())
            .bind(job.claim.as_ref().map(|claim| &claim[..]))
            .bind(expires_at_ms);
    }
    Ok(query.execute(&mut *connection).await?.rows_affected())
}

/// Some were kept out: by a claim that still holds, which is a repeat; by one that has expired, which
/// is taken over; or by themselves, when they were accepted before, which makes them new again.
async fn settle(
    connection: &mut SqliteConnection,
    jobs: &[Accept],
    positions: &[usize],
    idempotency_ms: u64,
    answers: &mut [Accepted],
) -> Result<(), StoreError> {
    let mut query = HOLDERS.query(positions.len());
    for position in positions {
        let claim = jobs[*position].claim;
        query = query
            .bind(claim.as_ref().map(|claim| &claim[..]))
            .bind(int(*position as u64));
    }
    let mut expired = Vec::new();
    for row in query.fetch_all(&mut *connection).await? {
        let position = usize::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0);
        let holder = TriggerId(uuid(row.try_get(1)?)?);
        if holder == jobs[position].trigger.id {
            continue;
        }
        if uint(row.try_get(3)?) <= jobs[position].now_ms {
            expired.push((position, holder));
        } else {
            answers[position] = Accepted::Repeated {
                trigger: holder,
                published: row.try_get(2)?,
            };
        }
    }
    if !expired.is_empty() {
        let mut query = RELEASE.query(expired.len());
        for (_, holder) in &expired {
            query = query.bind(&holder.0.as_bytes()[..]);
        }
        query.execute(&mut *connection).await?;
        let positions: Vec<_> = expired.iter().map(|(position, _)| *position).collect();
        insert(connection, jobs, &positions, idempotency_ms).await?;
    }
    Ok(())
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

pub(super) fn uuid(bytes: &[u8]) -> Result<Uuid, StoreError> {
    Uuid::from_slice(bytes).map_err(|_| unreadable("an id"))
}

impl Sqlite {
    pub(crate) async fn accept(
        &self,
        trigger: TriggerRecord,
        key: Option<IdempotencyKey>,
        now_ms: u64,
    ) -> Result<Accepted, StoreError> {
        let claim = key.map(|key| claim(&trigger.workspace, &key));
        self.write(|reply| {
            Job::Accept(Accept {
                trigger,
                claim,
                now_ms,
                reply,
            })
        })
        .await
    }

    pub(crate) async fn mark_published(
        &self,
        workspace: &WorkspaceKey,
        key: &IdempotencyKey,
    ) -> Result<(), StoreError> {
        let claim = claim(workspace, key);
        self.write(|reply| Job::Publication(Publication { claim, reply }))
            .await
    }
}
