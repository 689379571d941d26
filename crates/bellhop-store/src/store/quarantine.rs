//! The quarantine: destinations that Slack says are gone.

use bellhop_core::id::{ConnectionId, WorkspaceKey};
use bellhop_core::message::Conversation;

use super::{Backend, Store};
use crate::rows::QuarantineRow;
use crate::writes::quarantine::QuarantineAsk;
use crate::{ConnectionState, Quarantined, StoreError};

impl Store {
    /// What is remembered of a connection's state in this process, without asking the database; `None`
    /// when nothing is.
    #[must_use]
    pub fn remembered(&self, connection: &ConnectionId) -> Option<ConnectionState> {
        self.memory.state(connection)
    }

    /// Puts a destination into quarantine. One that is there keeps its `since_ms`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn quarantine(&self, quarantined: Quarantined) -> Result<(), StoreError> {
        let ask = QuarantineAsk::Put(quarantined);
        self.writes.quarantine(ask).await.map(drop)
    }

    /// Lets a destination out of quarantine; returns whether it was in.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn release_quarantine(
        &self,
        connection: &ConnectionId,
        conversation: &Conversation,
    ) -> Result<bool, StoreError> {
        let ask = QuarantineAsk::Release(connection.clone(), conversation.clone());
        let released = self.writes.quarantine(ask).await?;
        Ok(released > 0)
    }

    /// Everything that is in quarantine with the connections of a workspace, or with all of them, the
    /// longest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], or [`StoreError::Unreadable`].
    pub async fn quarantined(
        &self,
        workspace: Option<&WorkspaceKey>,
    ) -> Result<Vec<Quarantined>, StoreError> {
        let rows = match &*self.backend {
            Backend::Sqlite(sqlite) => sqlite.quarantined(workspace).await,
            Backend::Postgres(postgres) => postgres.quarantined(workspace).await,
        }?;
        rows.into_iter().map(QuarantineRow::read).collect()
    }

    /// A number that grows with every change of the quarantine, by whichever process.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn quarantine_version(&self) -> Result<u64, StoreError> {
        match &*self.backend {
            Backend::Sqlite(sqlite) => sqlite.quarantine_version().await,
            Backend::Postgres(postgres) => postgres.quarantine_version().await,
        }
    }
}
