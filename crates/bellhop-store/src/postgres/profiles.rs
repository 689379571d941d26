//! Profiles: rows by key, locked and read before the edits of a transaction and written after.

use std::collections::HashMap;

use bellhop_core::id::{DistinctId, WorkspaceKey};
use bellhop_core::profile::Profile;
use sha2::{Digest as _, Sha256};

use super::Postgres;
use super::line::Line;
use crate::hand::Hand;
use crate::rows::{ProfileRow, int, profile_body};
use crate::writes::profiles::{self, Key, ProfileJob, Working};
use crate::writes::samples;
use crate::{ProfileRecord, StoreError};

/// The class of this crate's advisory locks on profiles.
const LOCKS: i32 = 0x6268_7066;

/// How many locks all profiles share. A server has room for some thousands.
const LOCKS_MAX: u16 = 256;

const SELECT: &str = "
    SELECT p.workspace, p.distinct_id, p.body, p.created_at_ms, p.updated_at_ms, p.seq
    FROM UNNEST($1::text[], $2::text[]) AS v (workspace, distinct_id)
    JOIN profiles AS p ON p.workspace = v.workspace AND p.distinct_id = v.distinct_id";

const DELETE: &str = "
    DELETE FROM profiles AS p USING UNNEST($1::text[], $2::text[]) AS v (workspace, distinct_id)
    WHERE p.workspace = v.workspace AND p.distinct_id = v.distinct_id";

/// In the order of the values, which becomes that of the list.
const UPSERT: &str = "
    INSERT INTO profiles (workspace, distinct_id, body, created_at_ms, updated_at_ms)
    SELECT v.workspace, v.distinct_id, v.body, v.created_at_ms, v.updated_at_ms
    FROM UNNEST($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) WITH ORDINALITY
        AS v (workspace, distinct_id, body, created_at_ms, updated_at_ms, place)
    ORDER BY v.place
    ON CONFLICT (workspace, distinct_id) DO UPDATE SET
        body = excluded.body, updated_at_ms = excluded.updated_at_ms";

pub(super) async fn run(line: &mut Line, jobs: &mut [ProfileJob]) -> Result<(), StoreError> {
    if jobs.is_empty() {
        return Ok(());
    }
    let mut working = profiles::working(jobs);
    let keys = working.keys();
    lock(line, &keys).await?;
    // After the lock, in a statement of its own: it sees what was written before the lock was had.
    let (workspaces, ids) = unzip(keys.iter());
    let query = sqlx::query(SELECT).bind(workspaces).bind(ids);
    let rows: Vec<ProfileRow> = line.fetch(query).await?;
    for row in rows {
        working.found(row.workspace()?, row.record()?);
    }
    profiles::run(jobs, &mut working);
    write(line, &working).await
}

/// Keeps other processes from editing these profiles, there or not, until the transaction ends.
async fn lock(line: &mut Line, keys: &[Key]) -> Result<(), StoreError> {
    let locks = keys.iter().map(|(workspace, id)| {
        // No workspace key holds a zero byte, so no two pairs are hashed alike.
        let hash = Sha256::new()
            .chain_update(workspace.as_str())
            .chain_update([0])
            .chain_update(id.as_str())
            .finalize();
        i32::from(u16::from_be_bytes([hash[0], hash[1]]) % LOCKS_MAX)
    });
    let mut locks: Vec<_> = locks.collect();
    locks.sort_unstable();
    locks.dedup();
    let query = "SELECT pg_advisory_xact_lock($1, v.lock) FROM UNNEST($2::int[]) AS v (lock)";
    line.execute(sqlx::query(query).bind(LOCKS).bind(locks))
        .await?;
    Ok(())
}

async fn write(line: &mut Line, working: &Working) -> Result<(), StoreError> {
    let deleted = working.deleted();
    if !deleted.is_empty() {
        samples::forget_people(&mut Hand::Postgres(line), &deleted).await?;
        let (workspaces, ids) = unzip(deleted.into_iter());
        let query = sqlx::query(DELETE).bind(workspaces).bind(ids);
        line.execute(query).await?;
    }
    let changed = working.changed();
    if !changed.is_empty() {
        let records = || changed.iter().map(|(_, record)| *record);
        let workspaces: Vec<_> = changed.iter().map(|(key, _)| key.as_str()).collect();
        let ids: Vec<_> = records()
            .map(|record| record.distinct_id.as_str())
            .collect();
        let bodies: Vec<_> = records().map(profile_body).collect::<Result<_, _>>()?;
        let created: Vec<_> = records().map(|record| int(record.created_at_ms)).collect();
        let updated: Vec<_> = records().map(|record| int(record.updated_at_ms)).collect();
        let query = sqlx::query(UPSERT)
            .bind(workspaces)
            .bind(ids)
            .bind(bodies)
            .bind(created)
            .bind(updated);
        line.execute(query).await?;
    }
    Ok(())
}

fn unzip<'a>(keys: impl Iterator<Item = &'a Key>) -> (Vec<&'a str>, Vec<&'a str>) {
    keys.map(|(workspace, id)| (workspace.as_str(), id.as_str()))
        .unzip()
}

impl Postgres {
    pub(crate) async fn profile(
        &self,
        workspace: &WorkspaceKey,
        id: &DistinctId,
    ) -> Result<Option<ProfileRecord>, StoreError> {
        let rows = self.rows(workspace, std::slice::from_ref(id)).await?;
        rows.first().map(ProfileRow::record).transpose()
    }

    pub(crate) async fn profiles(
        &self,
        workspace: &WorkspaceKey,
        ids: &[DistinctId],
    ) -> Result<HashMap<DistinctId, Profile>, StoreError> {
        let rows = self.rows(workspace, ids).await?;
        let records = rows.iter().map(ProfileRow::record);
        records
            .map(|record| record.map(|record| (record.distinct_id, record.profile)))
            .collect()
    }

    async fn rows(
        &self,
        workspace: &WorkspaceKey,
        ids: &[DistinctId],
    ) -> Result<Vec<ProfileRow>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<_> = ids.iter().map(DistinctId::as_str).collect();
        let query = sqlx::query(
            "SELECT workspace, distinct_id, body, created_at_ms, updated_at_ms, seq
             FROM profiles WHERE workspace = $1 AND distinct_id = ANY($2)",
        );
        let query = query.bind(workspace.as_str()).bind(ids);
        self.readers.acquire().await?.fetch(query).await
    }
}
