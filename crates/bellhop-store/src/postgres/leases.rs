//! Leases on shards. The database's clock decides, so that workers' clocks need not agree; a clock that
//! jumps ahead makes leases run out early. Everything is done under one advisory lock, so there is
//! no race to think of.

use std::time::Duration;

use tokio::time::timeout;
use uuid::Uuid;

use super::Postgres;
use super::line::Line;
use crate::lease::{Owned, lease};
use crate::rows::{int, uint};
use crate::writes::shards::FixShards;
use crate::{Leases, StoreError, WorkerId};

/// The class of this crate's advisory lock on leases.
const LOCK: i32 = 0x6268_6c65;

#[derive(sqlx::FromRow)]
struct OwnedRow {
    shard: i32,
    worker: Option<Uuid>,
    generation: i64,
    expires_at_ms: i64,
}

impl Postgres {
    pub(crate) async fn lease_shards(
        &self,
        worker: WorkerId,
        shards: u16,
        ttl: Duration,
    ) -> Result<Leases, StoreError> {
        self.in_time(async {
            let mut line = self.leases.acquire().await?;
            line.begin().await?;
            let leases = renew(&mut line, worker, shards, ttl).await;
            end(line, leases).await
        })
        .await
    }

    pub(crate) async fn release_shards(
        &self,
        worker: WorkerId,
        shards: &[u16],
    ) -> Result<(), StoreError> {
        let shards: Vec<_> = shards.iter().copied().map(i32::from).collect();
        let query = sqlx::query(
            "UPDATE shard_leases SET worker = NULL WHERE worker = $1 AND shard = ANY($2)",
        )
        .bind(worker.uuid())
        .bind(shards);
        self.leases.acquire().await?.execute(query).await.map(drop)
    }

    pub(crate) async fn leave(&self, worker: WorkerId) -> Result<(), StoreError> {
        self.in_time(async {
            let mut line = self.leases.acquire().await?;
            line.begin().await?;
            let left = leave(&mut line, worker).await;
            end(line, left).await
        })
        .await
    }

    /// Bounds all statements together, as the lease runs meanwhile. What is cut short is undone.
    async fn in_time<A>(
        &self,
        work: impl Future<Output = Result<A, StoreError>>,
    ) -> Result<A, StoreError> {
        let bound = self.config.acquire_timeout() + self.config.statement_timeout();
        let late = |_| Err(StoreError::late("the database did not answer in time"));
        timeout(bound, work).await.unwrap_or_else(late)
    }
}

async fn renew(
    line: &mut Line,
    worker: WorkerId,
    shards: u16,
    ttl: Duration,
) -> Result<Leases, StoreError> {
    lock(line).await?;
    let clock = "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint";
    let now: Vec<(i64,)> = line.fetch(sqlx::query(clock)).await?;
    let now_ms = now.first().map_or(0, |(now_ms,)| uint(*now_ms));
    let ttl_ms = u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX);
    let expires_at_ms = int(now_ms.saturating_add(ttl_ms));

    let query = sqlx::query("DELETE FROM shard_workers WHERE expires_at_ms <= $1 AND worker <> $2");
    line.execute(query.bind(int(now_ms)).bind(worker.uuid()))
        .await?;
    let query = sqlx::query(
        "INSERT INTO shard_workers (worker, expires_at_ms) VALUES ($1, $2)
         ON CONFLICT (worker) DO UPDATE SET expires_at_ms = excluded.expires_at_ms",
    );
    line.execute(query.bind(worker.uuid()).bind(expires_at_ms))
        .await?;
    let alive: Vec<(Uuid,)> = line
        .fetch(sqlx::query("SELECT worker FROM shard_workers"))
        .await?;
    let alive: Vec<_> = alive
        .into_iter()
        .map(|(id,)| WorkerId::from_uuid(id))
        .collect();
    let query = "SELECT shard, worker, generation, expires_at_ms FROM shard_leases";
    let owned: Vec<OwnedRow> = line.fetch(sqlx::query(query)).await?;
    let owned: Vec<_> = owned.into_iter().filter_map(OwnedRow::owned).collect();

    let leases = lease(worker, shards, &alive, &owned, now_ms);
    let held = leases.held.iter();
    let (shards, generations): (Vec<_>, Vec<_>) = held
        .map(|lease| (i32::from(lease.shard), int(lease.generation)))
        .unzip();
    let query = sqlx::query(
        "INSERT INTO shard_leases (shard, generation, worker, expires_at_ms)
         SELECT v.shard, v.generation, $3, $4
         FROM UNNEST($1::int[], $2::bigint[]) AS v (shard, generation)
         ON CONFLICT (shard) DO UPDATE SET worker = excluded.worker,
             generation = excluded.generation, expires_at_ms = excluded.expires_at_ms",
    );
    let query = query.bind(shards).bind(generations);
    line.execute(query.bind(worker.uuid()).bind(expires_at_ms))
        .await?;
    Ok(leases)
}

async fn leave(line: &mut Line, worker: WorkerId) -> Result<(), StoreError> {
    lock(line).await?;
    let query = sqlx::query("DELETE FROM shard_workers WHERE worker = $1");
    line.execute(query.bind(worker.uuid())).await?;
    let query = sqlx::query("UPDATE shard_leases SET worker = NULL WHERE worker = $1");
    line.execute(query.bind(worker.uuid())).await?;
    Ok(())
}

async fn lock(line: &mut Line) -> Result<(), StoreError> {
    let query = sqlx::query("SELECT pg_advisory_xact_lock($1, 0)");
    line.execute(query.bind(LOCK)).await.map(drop)
}

async fn end<A>(mut line: Line, result: Result<A, StoreError>) -> Result<A, StoreError> {
    match result {
        Ok(answer) => line.commit().await.map(|()| answer),
        Err(error) => {
            line.rollback().await;
            Err(error)
        }
    }
}

impl OwnedRow {
    fn owned(self) -> Option<Owned> {
        Some(Owned {
            shard: u16::try_from(self.shard).ok()?,
            worker: self.worker.map(WorkerId::from_uuid),
            generation: uint(self.generation),
            expires_at_ms: uint(self.expires_at_ms),
        })
    }
}

pub(super) async fn fix_shards(line: &mut Line, jobs: &mut [FixShards]) -> Result<(), StoreError> {
    for job in jobs {
        let query = sqlx::query(
            "INSERT INTO marks (name, value) VALUES ('shards', $1) ON CONFLICT (name) DO NOTHING",
        );
        line.execute(query.bind(i64::from(job.shards))).await?;
        let rows: Vec<(i64,)> = line
            .fetch(sqlx::query("SELECT value FROM marks WHERE name = 'shards'"))
            .await?;
        let shards = rows
            .first()
            .and_then(|(shards,)| u16::try_from(*shards).ok());
        job.reply
            .stage(shards.ok_or_else(|| StoreError::unreadable("the number of shards")));
    }
    Ok(())
}
