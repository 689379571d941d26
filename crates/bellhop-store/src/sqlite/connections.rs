//! Connections: Slack credentials, sealed, and whether each is used.

use bellhop_core::id::{ConnectionId, WorkspaceKey};
use sqlx::{FromRow as _, Row as _, SqliteConnection};

use super::{Sqlite, all};
use crate::rows::{ConnectionRow, OpenConnectionRow, int};
use crate::secrets::credential_kind;
use crate::writes::connections::{Ask, ConnectionJob, Sealed};
use crate::{Connection, StoreError};

pub(super) async fn run(
    connection: &mut SqliteConnection,
    jobs: &mut [ConnectionJob],
) -> Result<(), StoreError> {
    for job in jobs {
        match &job.ask {
            Ask::Put(puts) => {
                job.stored = Vec::with_capacity(puts.len());
                for put in puts {
                    job.stored.push(run_put(connection, put).await?);
                }
            }
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
                .bind(detail.as_str())
                .bind(int(*at_ms));
                query.execute(&mut *connection).await?;
            }
        }
        job.reply.stage(Ok(()));
    }
    Ok(())
}

async fn run_put(
    connection: &mut SqliteConnection,
    put: &Sealed,
) -> Result<(Connection, WorkspaceKey), StoreError> {
    let (id, workspace) = (put.new.id.as_str(), put.new.workspace.as_str());
    let query = sqlx::query(
        "INSERT INTO connections (connection_id, workspace, kind, sealed, created_at_ms)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (connection_id) DO UPDATE SET
             disabled_at_ms = NULL, reason = NULL, detail = NULL
         RETURNING workspace, created_at_ms",
    )
    .bind(id)
    .bind(workspace)
    .bind(credential_kind(put.new.kind))
    .bind(&put.sealed[..])
    .bind(int(put.now_ms));
    let rows = query.fetch_all(&mut *connection).await?;
    let row = rows
        .first()
        .expect("an upsert that does not fail returns its row");
    let query = sqlx::query(
        "INSERT INTO connection_workspaces (workspace, connection_id) VALUES ($1, $2)
         ON CONFLICT DO NOTHING",
    )
    .bind(workspace)
    .bind(id);
    query.execute(&mut *connection).await?;
    put.stored(row.try_get(0)?, row.try_get(1)?)
}

impl Sqlite {
    pub(crate) async fn connection(
        &self,
        id: &ConnectionId,
    ) -> Result<Option<OpenConnectionRow>, StoreError> {
        let row = sqlx::query(
            "SELECT connection_id, kind, created_at_ms, disabled_at_ms, reason, detail, workspace,
                 sealed FROM connections WHERE connection_id = $1",
        )
        .bind(id.as_str())
        .fetch_optional(&self.readers)
        .await?;
        Ok(row.as_ref().map(OpenConnectionRow::from_row).transpose()?)
    }

    pub(crate) async fn connections(
        &self,
        workspace: &WorkspaceKey,
    ) -> Result<Vec<ConnectionRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT c.connection_id, c.kind, c.created_at_ms, c.disabled_at_ms, c.reason, c.detail
             FROM connection_workspaces AS w
             JOIN connections AS c ON c.connection_id = w.connection_id
             WHERE w.workspace = $1 ORDER BY w.connection_id",
        )
        .bind(workspace.as_str())
        .fetch_all(&self.readers)
        .await?;
        all(&rows)
    }
}
