//! Workspaces: a handful of rows, read at the start.

use bellhop_core::id::WorkspaceKey;
use secrecy::SecretString;
use sqlx::{Row as _, SqliteConnection};

use super::writer::{Job, Reply};
use super::{Sqlite, unreadable};
use crate::{StoreError, Workspace};

const SECRETS: &str = "workspaces.secret";
const API_KEYS: &str = "workspaces.api_key";

pub(super) struct PutWorkspace {
    key: WorkspaceKey,
    sealed_secret: Vec<u8>,
    sealed_api_key: Option<Vec<u8>>,
    pub(super) reply: Reply<()>,
}

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
    pub(crate) async fn put_workspace(&self, workspace: &Workspace) -> Result<(), StoreError> {
        let key = &workspace.key;
        let sealed_secret = self.seal.seal(SECRETS, key.as_str(), &workspace.secret);
        let api_key = workspace.api_key.as_ref();
        let sealed_api_key = api_key.map(|secret| self.seal.seal(API_KEYS, key.as_str(), secret));
        let key = key.clone();
        self.write(|reply| {
            Job::Workspace(PutWorkspace {
                key,
                sealed_secret,
                sealed_api_key,
                reply,
            })
        })
        .await
    }

    pub(crate) async fn workspaces(&self) -> Result<Vec<Workspace>, StoreError> {
        let rows = sqlx::query(
            "SELECT workspace, sealed_secret, sealed_api_key FROM workspaces ORDER BY workspace",
        )
        .fetch_all(&self.readers)
        .await?;
        let mut workspaces = Vec::with_capacity(rows.len());
        for row in rows {
            let key: &str = row.try_get(0)?;
            let open = |column, sealed: &[u8]| -> Result<SecretString, StoreError> {
                let opened = self.seal.open(column, key, sealed);
                opened.map_err(|_| unreadable(format!("{column} of {key}")))
            };
            let api_key: Option<&[u8]> = row.try_get(2)?;
            workspaces.push(Workspace {
                key: WorkspaceKey::parse(key)
                    .map_err(|_| unreadable(format!("workspace {key}")))?,
                secret: open(SECRETS, row.try_get(1)?)?,
                api_key: api_key.map(|sealed| open(API_KEYS, sealed)).transpose()?,
            });
        }
        Ok(workspaces)
    }
}
