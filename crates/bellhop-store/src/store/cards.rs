//! Where cards are.

use bellhop_core::card::CardId;
use bellhop_core::id::{CardKey, WorkspaceKey};

use super::{Backend, Store};
use crate::{CardRecord, StoreError};

impl Store {
    /// Where a card is; `None` for one that never was, or was forgotten.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn card(&self, id: &CardId) -> Result<Option<CardRecord>, StoreError> {
        let mut found = back_end!(self.cards(&id.workspace, &id.key))?;
        found.retain(|record| record.id == *id);
        Ok(found.pop())
    }

    /// Where the cards with a key are: one for each conversation, at most
    /// [`StoreConfig::page_max`] of them.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn cards(
        &self,
        workspace: &WorkspaceKey,
        key: &CardKey,
    ) -> Result<Vec<CardRecord>, StoreError> {
        back_end!(self.cards(workspace, key))
    }
}
