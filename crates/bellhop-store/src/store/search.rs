//! Looking for messages.

use bellhop_core::id::WorkspaceKey;

use super::reading::read;
use super::{Backend, Store};
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
        let page_max = match &*self.backend {
            Backend::Sqlite(sqlite) => sqlite.page_max(),
            Backend::Postgres(postgres) => postgres.page_max(),
        };
        read!(self, search::find, workspace, claim, search, page_max)
    }
}
