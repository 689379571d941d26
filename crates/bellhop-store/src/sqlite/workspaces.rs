//! Workspaces: a handful of rows, read at the start.

use sqlx::SqliteConnection;

use super::{Sqlite, all};
use crate::StoreError;
use crate::rows::WorkspaceRow;
use crate::writes::workspaces::PutWorkspace;

pub(super) async fn run(
    connection: &mut SqliteConnection,
    jobs: &mut [PutWorkspace],
) -> Result<(), StoreError> {
    for job in jobs {
        let query = sqlx::query(
            "INSERT INTO workspaces (workspace, sealed_secret, sealed_api_key) VALUES ($1, $2, $3)
             ON CONFLICT (workspace) DO UPDATE SET
                 sealed_secret = excluded.sealed_secret, sealed_api_key = excluded.sealed_api_key",
        )
        .bind(job.key.as_str())
        .bind(&job.sealed_secret[..])
        .bind(job.sealed_api_key.as_deref());
        query.execute(&mut *connection).await?;
        job.reply.stage(Ok(()));
    }
    Ok(())
}

impl Sqlite {
    pub(crate) async fn workspaces(&self) -> Result<Vec<WorkspaceRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT workspace, sealed_secret, sealed_api_key FROM workspaces ORDER BY workspace",
        )
        .fetch_all(&self.readers)
        .await?;
        all(&rows)
    }
}
