//! Workspaces: a handful of rows, read at the start.

use super::Postgres;
use super::line::Line;
use crate::StoreError;
use crate::rows::WorkspaceRow;
use crate::writes::workspaces::PutWorkspace;

pub(super) async fn run(line: &mut Line, jobs: &mut [PutWorkspace]) -> Result<(), StoreError> {
    for job in jobs {
        let query = sqlx::query(
            "INSERT INTO workspaces (workspace, sealed_secret, sealed_api_key) VALUES ($1, $2, $3)
             ON CONFLICT (workspace) DO UPDATE SET
                 sealed_secret = excluded.sealed_secret, sealed_api_key = excluded.sealed_api_key",
        )
        .bind(job.key.as_str())
        .bind(&job.sealed_secret[..])
        .bind(job.sealed_api_key.as_deref());
        line.execute(query).await?;
        job.reply.stage(Ok(()));
    }
    Ok(())
}

impl Postgres {
    pub(crate) async fn workspaces(&self) -> Result<Vec<WorkspaceRow>, StoreError> {
        let query = sqlx::query(
            "SELECT workspace, sealed_secret, sealed_api_key FROM workspaces ORDER BY workspace",
        );
        self.readers.acquire().await?.fetch(query).await
    }
}
