//! Connections: Slack credentials, sealed, and whether each is used.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bellhop_core::id::{ConnectionId, WorkspaceKey};

use super::Postgres;
use super::line::Line;
use super::text::shown;
use crate::rows::{ConnectionRow, OpenConnectionRow, int};
use crate::secrets::credential_kind;
use crate::writes::connections::{Ask, ConnectionJob, Sealed};
use crate::{Connection, StoreError};

/// What is there of the connections that are put. `known` are those that need no write.
const FOUND: &str = "
    SELECT c.connection_id, v.workspace AS bringer, c.workspace, c.created_at_ms,
        c.disabled_at_ms IS NULL AND w.workspace IS NOT NULL AS known
    FROM UNNEST($1::text[], $2::text[]) AS v (connection_id, workspace)
    JOIN connections AS c ON c.connection_id = v.connection_id
    LEFT JOIN connection_workspaces AS w
        ON w.workspace = v.workspace AND w.connection_id = v.connection_id";

const UPSERT: &str = "
    INSERT INTO connections (connection_id, workspace, kind, sealed, created_at_ms)
    SELECT * FROM UNNEST($1::text[], $2::text[], $3::text[], $4::bytea[], $5::bigint[])
    ON CONFLICT (connection_id) DO UPDATE SET disabled_at_ms = NULL, reason = NULL, detail = NULL
    WHERE connections.disabled_at_ms IS NOT NULL";

const BRING: &str = "
    INSERT INTO connection_workspaces (workspace, connection_id)
    SELECT * FROM UNNEST($1::text[], $2::text[]) ON CONFLICT DO NOTHING";

#[derive(sqlx::FromRow)]
struct Found {
    connection_id: String,
    bringer: String,
    workspace: String,
    created_at_ms: i64,
    known: bool,
}

pub(super) async fn run(line: &mut Line, jobs: &mut [ConnectionJob]) -> Result<(), StoreError> {
    for job in jobs {
        match &job.ask {
            Ask::Put(puts) => job.stored = put(line, puts).await?,
            Ask::Disable {
                id,
                reason,
                detail,
                at_ms,
            } => {
                let query = sqlx::query(
                    "UPDATE connections SET reason = $2, detail = $3, disabled_at_ms = $4
                     WHERE connection_id = $1 AND disabled_at_ms IS NULL",
                )
                .bind(id.as_str())
                .bind(reason.as_str())
                .bind(shown(detail))
                .bind(int(*at_ms));
                line.execute(query).await?;
            }
        }
        job.reply.stage(Ok(()));
    }
    Ok(())
}

/// Writes only what is new: what this process forgot is put again and again, and as a rule it is there.
async fn put(
    line: &mut Line,
    puts: &[Sealed],
) -> Result<Vec<(Connection, WorkspaceKey)>, StoreError> {
    let mut there = found(line, puts).await?;
    let known = |row: &Found| row.known;
    let key = |put: &Sealed| (put.new.id.to_string(), put.new.workspace.to_string());
    let new = puts
        .iter()
        .filter(|put| !there.get(&key(put)).is_some_and(known));
    let new: Vec<_> = new.collect();
    if !new.is_empty() {
        write(line, &new).await?;
        there = found(line, puts).await?;
    }
    let stored = puts.iter().filter_map(|put| {
        let row = there.get(&key(put))?;
        Some(put.stored(&row.workspace, row.created_at_ms))
    });
    stored.collect()
}

async fn found(
    line: &mut Line,
    puts: &[Sealed],
) -> Result<HashMap<(String, String), Found>, StoreError> {
    let keys = puts.iter().map(|put| &put.new);
    let keys = keys.map(|new| (new.id.as_str(), new.workspace.as_str()));
    let (ids, workspaces): (Vec<_>, Vec<_>) = keys.unzip();
    let query = sqlx::query(FOUND).bind(ids).bind(workspaces);
    let rows: Vec<Found> = line.fetch(query).await?;
    let keyed = rows.into_iter().map(|row| {
        let key = (row.connection_id.clone(), row.bringer.clone());
        (key, row)
    });
    Ok(keyed.collect())
}

async fn write(line: &mut Line, puts: &[&Sealed]) -> Result<(), StoreError> {
    // By id, and each once: two workspaces may bring one connection at once.
    let firsts: BTreeMap<_, _> = puts
        .iter()
        .rev()
        .map(|put| (put.new.id.as_str(), put))
        .collect();
    let ids: Vec<_> = firsts.keys().copied().collect();
    let puts_by_id = || firsts.values();
    let workspaces: Vec<_> = puts_by_id().map(|put| put.new.workspace.as_str()).collect();
    let kinds: Vec<_> = puts_by_id()
        .map(|put| credential_kind(put.new.kind))
        .collect();
    let sealed: Vec<_> = puts_by_id().map(|put| &put.sealed[..]).collect();
    let created: Vec<_> = puts_by_id().map(|put| int(put.now_ms)).collect();
    let query = sqlx::query(UPSERT)
        .bind(ids)
        .bind(workspaces)
        .bind(kinds)
        .bind(sealed)
        .bind(created);
    line.execute(query).await?;

    let brought = puts.iter().map(|put| &put.new);
    let brought: BTreeSet<_> = brought
        .map(|new| (new.workspace.as_str(), new.id.as_str()))
        .collect();
    let (workspaces, ids): (Vec<_>, Vec<_>) = brought.into_iter().unzip();
    line.execute(sqlx::query(BRING).bind(workspaces).bind(ids))
        .await?;
    Ok(())
}

impl Postgres {
    pub(crate) async fn connection(
        &self,
        id: &ConnectionId,
    ) -> Result<Option<OpenConnectionRow>, StoreError> {
        let query = sqlx::query(
            "SELECT connection_id, kind, created_at_ms, disabled_at_ms, reason, detail, workspace,
                 sealed FROM connections WHERE connection_id = $1",
        )
        .bind(id.as_str());
        let rows: Vec<_> = self.readers.acquire().await?.fetch(query).await?;
        Ok(rows.into_iter().next())
    }

    pub(crate) async fn connections(
        &self,
        workspace: &WorkspaceKey,
    ) -> Result<Vec<ConnectionRow>, StoreError> {
        let query = sqlx::query(
            "SELECT c.connection_id, c.kind, c.created_at_ms, c.disabled_at_ms, c.reason, c.detail
             FROM connection_workspaces AS w
             JOIN connections AS c ON c.connection_id = w.connection_id
             WHERE w.workspace = $1 ORDER BY w.connection_id",
        )
        .bind(workspace.as_str());
        self.readers.acquire().await?.fetch(query).await
    }
}
