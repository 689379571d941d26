//! Connections: Slack credentials, sealed, and whether each is used.
//!
//! Every trigger with inline addresses puts its connections again, and every message asks for one, so
//! both are answered from memory as a rule.

use std::collections::HashSet;
use std::time::{SystemTime, UNIX_EPOCH};

use bellhop_core::fault::Reason;
use bellhop_core::id::{ConnectionId, WorkspaceKey};

use super::{Job, Reply, Writes};
use crate::rows::{uint, workspace_key};
use crate::secrets::CONNECTIONS;
use crate::{Connection, ConnectionState, NewConnection, StoreError};

pub(crate) struct ConnectionJob {
    pub(crate) ask: Ask,
    /// What a put found or made, for the memory.
    pub(crate) stored: Vec<(Connection, WorkspaceKey)>,
    pub(crate) reply: Reply<()>,
}

pub(crate) enum Ask {
    Put(Vec<Sealed>),
    Disable {
        id: ConnectionId,
        reason: Reason,
        detail: String,
        at_ms: u64,
    },
}

pub(crate) struct Sealed {
    pub(crate) new: NewConnection,
    pub(crate) sealed: Vec<u8>,
    pub(crate) now_ms: u64,
}

impl Sealed {
    /// The connection as it is once it was put, with what its row says of its first time.
    pub(crate) fn stored(
        &self,
        workspace: &str,
        created_at_ms: i64,
    ) -> Result<(Connection, WorkspaceKey), StoreError> {
        let connection = Connection {
            id: self.new.id.clone(),
            kind: self.new.kind,
            secret: self.new.secret.clone(),
            workspace: workspace_key(workspace, self.new.id.as_str())?,
            state: ConnectionState::Active,
            created_at_ms: uint(created_at_ms),
        };
        Ok((connection, self.new.workspace.clone()))
    }
}

impl Writes {
    pub(crate) async fn put_connections(&self, new: Vec<NewConnection>) -> Result<(), StoreError> {
        let mut seen = HashSet::new();
        let unknown = self.memory.without_known(new).into_iter();
        let unknown = unknown.filter(|new| seen.insert((new.id.clone(), new.workspace.clone())));
        let now_ms = now_ms();
        let sealed = unknown.map(|new| {
            let sealed = self.seal.seal(CONNECTIONS, new.id.as_str(), &new.secret);
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
        self.write_connections(Ask::Put(sealed)).await
    }

    pub(crate) async fn disable_connection(
        &self,
        id: &ConnectionId,
        reason: Reason,
        detail: &str,
        at_ms: u64,
    ) -> Result<(), StoreError> {
        self.write_connections(Ask::Disable {
            id: id.clone(),
            reason,
            detail: detail.to_owned(),
            at_ms,
        })
        .await
    }

    async fn write_connections(&self, ask: Ask) -> Result<(), StoreError> {
        self.write(|reply| {
            Job::Connections(ConnectionJob {
                ask,
                stored: Vec::new(),
                reply,
            })
        })
        .await
    }
}

/// The only look at the clock: for people, and for nothing that decides.
fn now_ms() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
