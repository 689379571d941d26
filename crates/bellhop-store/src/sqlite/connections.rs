//! Connections: Slack credentials, sealed, and whether each is used.
//!
//! Every trigger with inline addresses puts its connections again, and every message asks for one, so
//! both are answered from memory as a rule. That memory is why one program owns the file.

use std::collections::HashSet;
use std::time::{SystemTime, UNIX_EPOCH};

use bellhop_core::address::CredentialKind;
use bellhop_core::fault::Reason;
use bellhop_core::id::{ConnectionId, WorkspaceKey};
use secrecy::SecretString;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::writer::{Job, Reply};
use super::{Sqlite, int, uint, unreadable};
use crate::secrets::credential_kind;
use crate::{Connection, ConnectionState, ConnectionSummary, NewConnection, StoreError};

mod memory;

pub(super) use memory::Memory;

const TABLE: &str = "connections";

pub(super) struct ConnectionJob {
    ask: Ask,
    /// What a put found or made, for the memory.
    stored: Vec<(Connection, WorkspaceKey)>,
    pub(super) reply: Reply<()>,
}

enum Ask {
    Put(Vec<Sealed>),
    Disable {
        id: ConnectionId,
        reason: Reason,
        detail: String,
        at_ms: u64,
    },
}

struct Sealed {
    new: NewConnection,
    sealed: Vec<u8>,
    now_ms: u64,
}

pub(super) async fn run(
    connection: &mut SqliteConnection,
    jobs: &mut [ConnectionJob],
) -> Result<(), StoreError> {
    for job in jobs {
        match &job.ask {
            Ask::Put(put) => job.stored = run_puts(connection, put).await?,
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

async fn run_puts(
    connection: &mut SqliteConnection,
    puts: &[Sealed],
) -> Result<Vec<(Connection, WorkspaceKey)>, StoreError> {
    let mut stored = Vec::with_capacity(puts.len());
    for put in puts {
        stored.push((run_put(connection, put).await?, put.new.workspace.clone()));
    }
    Ok(stored)
}

async fn run_put(
    connection: &mut SqliteConnection,
    put: &Sealed,
) -> Result<Connection, StoreError> {
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
    Ok(Connection {
        id: put.new.id.clone(),
        kind: put.new.kind,
        secret: put.new.secret.clone(),
        workspace: workspace_key(row.try_get(0)?, id)?,
        state: ConnectionState::Active,
        created_at_ms: uint(row.try_get(1)?),
    })
}

impl Sqlite {
    pub(crate) async fn put_connections(&self, new: Vec<NewConnection>) -> Result<(), StoreError> {
        let mut seen = HashSet::new();
        let unknown = self.memory.without_known(new).into_iter();
        let unknown = unknown.filter(|new| seen.insert((new.id.clone(), new.workspace.clone())));
        let now_ms = now_ms();
        let sealed = unknown.map(|new| {
            let sealed = self.seal.seal(TABLE, new.id.as_str(), &new.secret);
            Sealed {
                new,
                sealed,
                now_ms,
            }
        });
        let sealed: Vec<_> = sealed.collect();
        if sealed.is_empty() {
            return Ok(());
        }
        let ask = Ask::Put(sealed);
        self.write(|reply| {
            Job::Connections(ConnectionJob {
                ask,
                stored: Vec::new(),
                reply,
            })
        })
        .await
    }

    pub(crate) async fn disable_connection(
        &self,
        id: &ConnectionId,
        reason: Reason,
        detail: &str,
        at_ms: u64,
    ) -> Result<(), StoreError> {
        let ask = Ask::Disable {
            id: id.clone(),
            reason,
            detail: detail.to_owned(),
            at_ms,
        };
        self.write(|reply| {
            Job::Connections(ConnectionJob {
                ask,
                stored: Vec::new(),
                reply,
            })
        })
        .await
    }

    pub(crate) async fn connection(
        &self,
        id: &ConnectionId,
    ) -> Result<Option<Connection>, StoreError> {
        let as_of = match self.memory.connection(id) {
            Ok(connection) => return Ok(Some(connection)),
            Err(as_of) => as_of,
        };
        let row = sqlx::query(
            "SELECT connection_id, kind, created_at_ms, disabled_at_ms, reason, detail, workspace,
                 sealed FROM connections WHERE connection_id = $1",
        )
        .bind(id.as_str())
        .fetch_optional(&self.readers)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let summary = summary(&row)?;
        let secret: SecretString = self
            .seal
            .open(TABLE, id.as_str(), row.try_get(7)?)
            .map_err(|_| unreadable(format!("the secret of connection {id}")))?;
        let connection = Connection {
            id: summary.id,
            kind: summary.kind,
            secret,
            workspace: workspace_key(row.try_get(6)?, id.as_str())?,
            state: summary.state,
            created_at_ms: summary.created_at_ms,
        };
        self.memory.keep(connection.clone(), as_of);
        Ok(Some(connection))
    }

    pub(crate) async fn connections(
        &self,
        workspace: &WorkspaceKey,
    ) -> Result<Vec<ConnectionSummary>, StoreError> {
        let rows = sqlx::query(
            "SELECT c.connection_id, c.kind, c.created_at_ms, c.disabled_at_ms, c.reason, c.detail
             FROM connection_workspaces AS w
             JOIN connections AS c ON c.connection_id = w.connection_id
             WHERE w.workspace = $1 ORDER BY w.connection_id",
        )
        .bind(workspace.as_str())
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(summary).collect()
    }
}

fn summary(row: &SqliteRow) -> Result<ConnectionSummary, StoreError> {
    let id: &str = row.try_get(0)?;
    let bad = |what: &str| unreadable(format!("the {what} of connection {id}"));
    let kind: &str = row.try_get(1)?;
    let kinds = [CredentialKind::Token, CredentialKind::Webhook];
    let kind = kinds
        .into_iter()
        .find(|known| credential_kind(*known) == kind);
    let disabled_at_ms: Option<i64> = row.try_get(3)?;
    let state = match disabled_at_ms {
        None => ConnectionState::Active,
        Some(at_ms) => ConnectionState::Disabled {
            reason: Reason::parse(row.try_get(4)?).ok_or_else(|| bad("reason"))?,
            detail: row.try_get(5)?,
            at_ms: uint(at_ms),
        },
    };
    Ok(ConnectionSummary {
        id: ConnectionId::parse(id).map_err(|_| bad("id"))?,
        kind: kind.ok_or_else(|| bad("kind"))?,
        state,
        created_at_ms: uint(row.try_get(2)?),
    })
}

fn workspace_key(text: &str, connection: &str) -> Result<WorkspaceKey, StoreError> {
    let key = WorkspaceKey::parse(text);
    key.map_err(|_| unreadable(format!("the workspace of connection {connection}")))
}

/// The only look at the clock: for people, and for nothing that decides.
fn now_ms() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
