//! The quarantine: destinations that Slack says are gone.

use bellhop_core::id::WorkspaceKey;

use super::Postgres;
use super::line::Line;
use super::text::shown;
use crate::StoreError;
use crate::quarantine::columns;
use crate::rows::{QuarantineRow, int, uint};
use crate::writes::quarantine::{QuarantineAsk, QuarantineJob};

const PUT: &str = "
    INSERT INTO quarantine (connection_id, kind, destination, reason, detail, since_ms, look_at_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (connection_id, kind, destination) DO UPDATE SET reason = excluded.reason,
        detail = excluded.detail, look_at_ms = excluded.look_at_ms";

const RELEASE: &str =
    "DELETE FROM quarantine WHERE connection_id = $1 AND kind = $2 AND destination = $3";

const COUNT: &str = "
    INSERT INTO marks (name, value) VALUES ('quarantine', 1)
    ON CONFLICT (name) DO UPDATE SET value = marks.value + 1";

pub(super) async fn run(line: &mut Line, jobs: &mut [QuarantineJob]) -> Result<(), StoreError> {
    for job in jobs {
        let query = match &job.ask {
            QuarantineAsk::Put(put) => {
                let (kind, destination) = columns(&put.conversation);
                sqlx::query(PUT)
                    .bind(put.connection.as_str())
                    .bind(kind)
                    .bind(shown(destination))
                    .bind(put.reason.as_str())
                    .bind(shown(&put.detail))
                    .bind(int(put.since_ms))
                    .bind(int(put.look_at_ms))
            }
            QuarantineAsk::Release(id, conversation) => {
                let (kind, destination) = columns(conversation);
                sqlx::query(RELEASE)
                    .bind(id.as_str())
                    .bind(kind)
                    .bind(shown(destination))
            }
        };
        let changed = line.execute(query).await?;
        line.execute(sqlx::query(COUNT)).await?;
        job.reply.stage(Ok(changed));
    }
    Ok(())
}

impl Postgres {
    pub(crate) async fn quarantined(
        &self,
        workspace: Option<&WorkspaceKey>,
    ) -> Result<Vec<QuarantineRow>, StoreError> {
        let query = sqlx::query(
            "SELECT connection_id, kind, destination, reason, detail, since_ms, look_at_ms
             FROM quarantine AS q
             WHERE $1::text IS NULL OR EXISTS (SELECT 1 FROM connection_workspaces AS w
                 WHERE w.workspace = $1 AND w.connection_id = q.connection_id)
             ORDER BY since_ms, connection_id, kind, destination",
        )
        .bind(workspace.map(WorkspaceKey::as_str));
        self.readers.acquire().await?.fetch(query).await
    }

    pub(crate) async fn quarantine_version(&self) -> Result<u64, StoreError> {
        let query = sqlx::query("SELECT value FROM marks WHERE name = 'quarantine'");
        let rows: Vec<(i64,)> = self.readers.acquire().await?.fetch(query).await?;
        Ok(rows.first().map_or(0, |(version,)| uint(*version)))
    }
}
