//! The whole contract of the store, and the choice of a back end behind it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bellhop_core::address::{Address, CredentialKind};
use bellhop_core::fault::Reason;
use bellhop_core::id::{ConnectionId, DistinctId, MessageId, TriggerId, WorkspaceKey};
use bellhop_core::message::Message;
use bellhop_core::plan::Refusal;
use bellhop_core::profile::{Profile, ProfileLimits};
use secrecy::SecretString;
use uuid::Uuid;

use crate::memory::Memory;
use crate::postgres::Postgres;
use crate::rows::ConnectionRow;
use crate::secrets::Seal;
use crate::sqlite::Sqlite;
use crate::timing::Bell;
use crate::writes::Writes;
use crate::{
    Accepted, Connection, ConnectionSummary, IdempotencyKey, MessageChange, MessagePage,
    MessageState, MessageView, NewConnection, ProfileEdit, ProfileList, ProfilePage, ProfileRecord,
    Recorded, StoreError, TriggerRecord, TriggerView, Workspace,
};

/// What must be remembered. Clones share one store.
#[derive(Clone)]
pub struct Store {
    seal: Arc<Seal>,
    memory: Arc<Memory>,
    writes: Writes,
    backend: Arc<Backend>,
    bell: Arc<Bell>,
}

/// What reads; `writes` has the engine that writes.
enum Backend {
    /// One file, used by one program: needs no services.
    Sqlite(Sqlite),
    /// A server, shared by any number of programs.
    Postgres(Postgres),
}

/// Calls the method of the same name of whichever back end there is.
macro_rules! back_end {
    ($store:ident.$method:ident($($argument:expr),*)) => {
        match &*$store.backend {
            Backend::Sqlite(sqlite) => sqlite.$method($($argument),*).await,
            Backend::Postgres(postgres) => postgres.$method($($argument),*).await,
        }
    };
}

mod backlogs;
mod cards;
mod open;
mod quarantine;
mod readdress;
mod reading;
mod samples;
mod search;
mod shards;
mod spilled;
mod templates;
mod timing;

impl Store {
    /// Finishes the writes that were asked for, then closes. Later calls fail with
    /// [`StoreError::Closed`].
    pub async fn close(&self) {
        self.writes.close().await;
        back_end!(self.close());
    }

    // Workspaces.

    /// Adds a workspace, or replaces its secrets.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_workspace(&self, workspace: &Workspace) -> Result<(), StoreError> {
        self.writes.put_workspace(workspace).await
    }

    /// Every workspace, in the order of the keys.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn workspaces(&self) -> Result<Vec<Workspace>, StoreError> {
        let rows = back_end!(self.workspaces())?.into_iter();
        rows.map(|row| row.open(&self.seal)).collect()
    }

    // Connections.

    /// The id of the connection that uses `secret`: a keyed fingerprint.
    #[must_use]
    pub fn connection_id(&self, kind: CredentialKind, secret: &SecretString) -> ConnectionId {
        self.seal.connection_id(kind, secret)
    }

    /// Keeps connections. One that is there and disabled becomes active again. The usual case, all
    /// known and active, costs a look into memory.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_connections(&self, connections: Vec<NewConnection>) -> Result<(), StoreError> {
        self.writes.put_connections(connections).await
    }

    /// A connection with its secret.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], or [`StoreError::Unreadable`].
    pub async fn connection(&self, id: &ConnectionId) -> Result<Option<Connection>, StoreError> {
        let as_of = match self.memory.connection(id) {
            Ok(connection) => return Ok(Some(connection)),
            Err(as_of) => as_of,
        };
        let row = back_end!(self.connection(id))?;
        let connection = row.map(|row| row.open(&self.seal)).transpose()?;
        if let Some(connection) = &connection {
            self.memory.keep(connection.clone(), as_of);
        }
        Ok(connection)
    }

    /// The connections that a workspace brought, in the order of the ids, without their secrets.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn connections(
        &self,
        workspace: &WorkspaceKey,
    ) -> Result<Vec<ConnectionSummary>, StoreError> {
        let rows = back_end!(self.connections(workspace))?.into_iter();
        rows.map(ConnectionRow::summary).collect()
    }

    /// Stops using a connection until a caller brings its credential again. Of several reasons the
    /// first is kept.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn disable_connection(
        &self,
        id: &ConnectionId,
        reason: Reason,
        detail: &str,
        at_ms: u64,
    ) -> Result<(), StoreError> {
        self.writes
            .disable_connection(id, reason, detail, at_ms)
            .await
    }

    // Profiles.

    /// Edits profiles, all of them or none, making those that are not there. Answers with each
    /// profile as its edit left it. Edits of one profile at the same time never lose one another.
    ///
    /// # Errors
    /// [`StoreError::Edit`] for the first that is refused, or [`StoreError::Unavailable`].
    pub async fn edit_profiles(
        &self,
        workspace: &WorkspaceKey,
        edits: Vec<ProfileEdit>,
        limits: ProfileLimits,
        now_ms: u64,
    ) -> Result<Vec<ProfileRecord>, StoreError> {
        self.writes
            .edit_profiles(workspace, edits, limits, now_ms)
            .await
    }

    /// One profile.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn profile(
        &self,
        workspace: &WorkspaceKey,
        id: &DistinctId,
    ) -> Result<Option<ProfileRecord>, StoreError> {
        back_end!(self.profile(workspace, id))
    }

    /// Those of these profiles that are there.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn profiles(
        &self,
        workspace: &WorkspaceKey,
        ids: &[DistinctId],
    ) -> Result<HashMap<DistinctId, Profile>, StoreError> {
        back_end!(self.profiles(workspace, ids))
    }

    /// A page of the profiles, in the order of their creation.
    ///
    /// # Errors
    /// [`StoreError::Cursor`], or [`StoreError::Unavailable`].
    pub async fn list_profiles(
        &self,
        workspace: &WorkspaceKey,
        page: ProfilePage,
    ) -> Result<ProfileList, StoreError> {
        back_end!(self.list_profiles(workspace, page))
    }

    /// Gives `into` what `from` has and it lacks, and deletes `from`. `into` is made when it is not
    /// there. `None` when `from` is not there; nothing happens then.
    ///
    /// # Errors
    /// [`StoreError::Edit`] when the result would pass its bounds, or [`StoreError::Unavailable`].
    pub async fn merge_profiles(
        &self,
        workspace: &WorkspaceKey,
        into: &DistinctId,
        from: &DistinctId,
        limits: ProfileLimits,
        now_ms: u64,
    ) -> Result<Option<ProfileRecord>, StoreError> {
        self.writes
            .merge_profiles(workspace, into, from, limits, now_ms)
            .await
    }

    /// Deletes profiles; returns how many were there.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn delete_profiles(
        &self,
        workspace: &WorkspaceKey,
        ids: &[DistinctId],
    ) -> Result<u64, StoreError> {
        self.writes.delete_profiles(workspace, ids).await
    }

    /// Marks an address of a profile dead; returns whether it was there.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn deactivate_address(
        &self,
        workspace: &WorkspaceKey,
        id: &DistinctId,
        address: &Address,
        reason: Reason,
        now_ms: u64,
    ) -> Result<bool, StoreError> {
        self.writes
            .deactivate_address(workspace, id, address, reason, now_ms)
            .await
    }

    // Triggers and their idempotency keys.

    /// Records a trigger and claims its key, in one write. Of any number of triggers with one key,
    /// exactly one is [`Accepted::New`] until the key expires.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn accept(
        &self,
        trigger: TriggerRecord,
        key: Option<IdempotencyKey>,
        now_ms: u64,
    ) -> Result<Accepted, StoreError> {
        self.writes.accept(trigger, key, now_ms).await
    }

    /// Notes that the trigger which holds `key` is on the queue. To lose this note is harmless, so a
    /// caller need not wait for it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn mark_published(
        &self,
        workspace: &WorkspaceKey,
        key: &IdempotencyKey,
    ) -> Result<(), StoreError> {
        self.writes.mark_published(workspace, key).await
    }

    /// A trigger with the first page of its messages.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn trigger(
        &self,
        workspace: &WorkspaceKey,
        id: Uuid,
    ) -> Result<Option<TriggerView>, StoreError> {
        self.trigger_page(workspace, id, MessagePage::default())
            .await
    }

    /// A trigger with a page of its messages.
    ///
    /// # Errors
    /// [`StoreError::Cursor`], or [`StoreError::Unavailable`].
    pub async fn trigger_page(
        &self,
        workspace: &WorkspaceKey,
        id: Uuid,
        page: MessagePage,
    ) -> Result<Option<TriggerView>, StoreError> {
        back_end!(self.trigger(workspace, TriggerId(id), page))
    }

    // Messages.

    /// Records what planning made of a trigger, or of a part of it. Answers with the places of its
    /// messages, which grow in the order of these calls, and with what was recorded before.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn record_planned(
        &self,
        trigger: TriggerId,
        messages: &[Message],
        refusals: &[Refusal],
        now_ms: u64,
    ) -> Result<Recorded, StoreError> {
        self.writes
            .record_planned(trigger, messages, refusals, now_ms)
            .await
    }

    /// Adds to the record of messages.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn record(&self, changes: Vec<MessageChange>) -> Result<(), StoreError> {
        self.writes.record(changes).await
    }

    /// Opens the record of messages that were given up and are to be sent again: they wait, as if they
    /// had not ended. Whether Slack may have an ambiguous one stays on record. Answers with those that
    /// Slack has, which stay as they are; what is not recorded is passed over.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn reopen(
        &self,
        ids: Vec<MessageId>,
        now_ms: u64,
    ) -> Result<HashSet<MessageId>, StoreError> {
        self.writes.reopen(ids, now_ms).await
    }

    /// What is known of a message's past; `None` when it is not recorded.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn message_state(&self, id: MessageId) -> Result<Option<MessageState>, StoreError> {
        back_end!(self.message_state(id))
    }

    /// The record of a message.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], or [`StoreError::Unreadable`].
    pub async fn message(
        &self,
        workspace: &WorkspaceKey,
        id: Uuid,
    ) -> Result<Option<MessageView>, StoreError> {
        back_end!(self.message(workspace, MessageId(id)))
    }

    /// When the record of any message last changed, in milliseconds since 1970; `None` for a store
    /// that never recorded one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn last_activity_ms(&self) -> Result<Option<u64>, StoreError> {
        back_end!(self.last_activity_ms())
    }

    /// Deletes finished messages of triggers that were accepted before `before_ms`, and those
    /// triggers: at most `limit` of each. Returns how many rows went; call it until that is 0. A message that
    /// still waits stays, and so does its trigger. Idempotency keys go with their triggers, so what is
    /// deleted must be older than [`StoreConfig::idempotency_hours`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn purge(&self, before_ms: u64, limit: u32) -> Result<u64, StoreError> {
        self.writes.purge(before_ms, limit).await
    }
}
