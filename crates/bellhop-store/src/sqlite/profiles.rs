//! Profiles: rows by key, read before the edits of a transaction and written after.

use std::collections::HashMap;
use std::sync::LazyLock;

use bellhop_core::id::{DistinctId, WorkspaceKey};
use bellhop_core::profile::Profile;
use sqlx::{FromRow as _, SqliteConnection};

use super::Sqlite;
use super::bulk::{Bulk, ROWS_MAX};
use crate::hand::Hand;
use crate::rows::{ProfileRow, int, profile_body};
use crate::writes::profiles::{self, ProfileJob, Working};
use crate::writes::samples;
use crate::{ProfileRecord, StoreError};

static SELECT: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        2,
        "SELECT p.workspace, p.distinct_id, p.body, p.created_at_ms, p.updated_at_ms, p.seq FROM",
        "AS v JOIN profiles AS p ON p.workspace = v.column1 AND p.distinct_id = v.column2",
    )
});

static DELETE: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        2,
        "DELETE FROM profiles WHERE seq IN (SELECT p.seq FROM",
        "AS v JOIN profiles AS p ON p.workspace = v.column1 AND p.distinct_id = v.column2)",
    )
});

static UPSERT: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        5,
        "INSERT INTO profiles (workspace, distinct_id, body, created_at_ms, updated_at_ms)
         SELECT column1, column2, column3, column4, column5 FROM",
        "WHERE column1 IS NOT NULL
         ON CONFLICT (workspace, distinct_id) DO UPDATE SET
             body = excluded.body, updated_at_ms = excluded.updated_at_ms",
    )
});

pub(super) async fn run(
    connection: &mut SqliteConnection,
    jobs: &mut [ProfileJob],
) -> Result<(), StoreError> {
    if jobs.is_empty() {
        return Ok(());
    }
    let mut working = profiles::working(jobs);
    for chunk in working.keys().chunks(ROWS_MAX) {
        let mut query = SELECT.query(chunk.len());
        for (workspace, id) in chunk {
            query = query.bind(workspace.as_str()).bind(id.as_str());
        }
        for row in query.fetch_all(&mut *connection).await? {
            let row = ProfileRow::from_row(&row)?;
            working.found(row.workspace()?, row.record()?);
        }
    }
    profiles::run(jobs, &mut working);
    write(connection, &working).await
}

async fn write(connection: &mut SqliteConnection, working: &Working) -> Result<(), StoreError> {
    let deleted = working.deleted();
    for chunk in deleted.chunks(ROWS_MAX) {
        let mut query = DELETE.query(chunk.len());
        for (workspace, id) in chunk {
            query = query.bind(workspace.as_str()).bind(id.as_str());
        }
        query.execute(&mut *connection).await?;
    }
    samples::forget_people(&mut Hand::Sqlite(connection), &deleted).await?;
    for chunk in working.changed().chunks(ROWS_MAX) {
        let mut query = UPSERT.query(chunk.len());
        for (workspace, record) in chunk {
            query = query
                .bind(workspace.as_str())
                .bind(record.distinct_id.as_str())
                .bind(profile_body(record)?)
                .bind(int(record.created_at_ms))
                .bind(int(record.updated_at_ms));
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

impl Sqlite {
    pub(crate) async fn profile(
        &self,
        workspace: &WorkspaceKey,
        id: &DistinctId,
    ) -> Result<Option<ProfileRecord>, StoreError> {
        let query = SELECT.query(1).bind(workspace.as_str()).bind(id.as_str());
        let row = query.fetch_optional(&self.readers).await?;
        row.map(|row| ProfileRow::from_row(&row)?.record())
            .transpose()
    }

    pub(crate) async fn profiles(
        &self,
        workspace: &WorkspaceKey,
        ids: &[DistinctId],
    ) -> Result<HashMap<DistinctId, Profile>, StoreError> {
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(ROWS_MAX) {
            let mut query = SELECT.query(chunk.len());
            for id in chunk {
                query = query.bind(workspace.as_str()).bind(id.as_str());
            }
            for row in query.fetch_all(&self.readers).await? {
                let record = ProfileRow::from_row(&row)?.record()?;
                found.insert(record.distinct_id, record.profile);
            }
        }
        Ok(found)
    }
}
