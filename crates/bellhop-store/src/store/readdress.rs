//! Messages that were given up and go elsewhere.

use bellhop_core::address::Address;
use bellhop_core::id::MessageId;

use super::Store;
use crate::StoreError;

impl Store {
    /// As [`Store::reopen`] for one message that goes elsewhere from now on; `detail` says from where to
    /// where. Returns whether Slack has it already: then its record stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn readdress(
        &self,
        id: MessageId,
        now_ms: u64,
        to: Address,
        detail: String,
    ) -> Result<bool, StoreError> {
        let delivered = self.writes.readdress(id, now_ms, to, detail).await?;
        Ok(delivered.contains(&id))
    }
}
