//! Looking for messages.

use bellhop_core::id::WorkspaceKey;

use super::{Backend, Store};
use crate::hand::Hand;
use crate::search::{self, FoundMessages, MessageSearch};
use crate::{IdempotencyKey, StoreError};

impl Store {
    /// A page of the messages that fit, newest first. It looks at no more than
    /// [`MessageSearch::rows_max`] places of the record, so it may be empty and yet not the last.
    ///
    /// # Errors
    /// [`StoreError::Cursor`], [`StoreError::Unavailable`], or [`StoreError::Unreadable`].
    pub async fn find_messages(
        &self,
        workspace: &WorkspaceKey,
        search: MessageSearch,
    ) -> Result<FoundMessages, StoreError> {
        let key = search.text.as_deref();
        let key = key.and_then(|text| IdempotencyKey::parse(text).ok());
        let claim = key.map(|key| crate::writes::triggers::claim(workspace, &key));
        match &*self.backend {
            Backend::Sqlite(sqlite) => {
                let mut connection = sqlite.reader().await?;
                let mut hand = Hand::Sqlite(&mut connection);
                search::find(&mut hand, workspace, claim, search, sqlite.page_max()).await
            }
            Backend::Postgres(postgres) => {
                let mut line = postgres.reader().await?;
                let mut hand = Hand::Postgres(&mut line);
                search::find(&mut hand, workspace, claim, search, postgres.page_max()).await
            }
        }
    }
}
