//! The quarantine: destinations that Slack says are gone.

use bellhop_core::id::WorkspaceKey;
use sqlx::{Row as _, SqliteConnection};

use super::{Sqlite, all};
use crate::StoreError;
use crate::quarantine::columns;
use crate::rows::{QuarantineRow, int, uint};
use crate::writes::quarantine::{QuarantineAsk, QuarantineJob};

pub(super) async fn run(
    connection: &mut SqliteConnection,
    jobs: &mut [QuarantineJob],
) -> Result<(), StoreError> {
    for job in jobs {
        let result = match &job.ask {
            QuarantineAsk::Put(put) => {
                let (kind, destination) = columns(&put.conversation);
                sqlx::query(
                    "INSERT INTO quarantine (connection_id, kind, destination, reason, detail,
                         since_ms, look_at_ms)
                     VALUES ($1, $2, $3, $4, $5, $6, $7)
                     ON CONFLICT DO UPDATE SET reason = excluded.reason,
                         detail = excluded.detail, look_at_ms = excluded.look_at_ms",
                )
                .bind(put.connection.as_str())
                .bind(kind)
                .bind(destination)
                .bind(put.reason.as_str())
                .bind(put.detail.as_str())
                .bind(int(put.since_ms))
                .bind(int(put.look_at_ms))
                .execute(&mut *connection)
                .await?
            }
            QuarantineAsk::Release(id, conversation) => {
                let (kind, destination) = columns(conversation);
                sqlx::query(
                    "DELETE FROM quarantine
                     WHERE connection_id = $1 AND kind = $2 AND destination = $3",
                )
                .bind(id.as_str())
                .bind(kind)
                .bind(destination)
                .execute(&mut *connection)
                .await?
            }
        };
        sqlx::query(
            "INSERT INTO marks (name, value) VALUES ('quarantine', 1)
             ON CONFLICT (name) DO UPDATE SET value = value + 1",
        )
        .execute(&mut *connection)
        .await?;
        job.reply.stage(Ok(result.rows_affected()));
    }
    Ok(())
}

impl Sqlite {
    pub(crate) async fn quarantined(
        &self,
        workspace: Option<&WorkspaceKey>,
    ) -> Result<Vec<QuarantineRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM quarantine AS q
             WHERE $1 IS NULL OR EXISTS (SELECT 1 FROM connection_workspaces AS w
                 WHERE w.workspace = $1 AND w.connection_id = q.connection_id)
             ORDER BY since_ms, connection_id, kind, destination",
        )
        .bind(workspace.map(WorkspaceKey::as_str))
        .fetch_all(&self.readers)
        .await?;
        all(&rows)
    }

    pub(crate) async fn quarantine_version(&self) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT value FROM marks WHERE name = 'quarantine'")
            .fetch_optional(&self.readers)
            .await?;
        let version: Option<i64> = row.map(|row| row.try_get(0)).transpose()?;
        Ok(version.map_or(0, uint))
    }
}
