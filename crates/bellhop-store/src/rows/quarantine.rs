//! Rows of the quarantine.

use bellhop_core::fault::Reason;
use bellhop_core::id::ConnectionId;

use super::uint;
use crate::quarantine::conversation;
use crate::{Quarantined, StoreError};

#[derive(sqlx::FromRow)]
pub(crate) struct QuarantineRow {
    connection_id: String,
    kind: String,
    destination: String,
    reason: String,
    detail: String,
    since_ms: i64,
    look_at_ms: i64,
}

impl QuarantineRow {
    pub(crate) fn read(self) -> Result<Quarantined, StoreError> {
        let bad = |what: &str| StoreError::unreadable(format!("the {what} of a quarantine"));
        let conversation = conversation(&self.kind, self.destination);
        Ok(Quarantined {
            connection: ConnectionId::parse(&self.connection_id).map_err(|_| bad("connection"))?,
            conversation: conversation.ok_or_else(|| bad("kind"))?,
            reason: Reason::parse(&self.reason).ok_or_else(|| bad("reason"))?,
            detail: self.detail,
            since_ms: uint(self.since_ms),
            look_at_ms: uint(self.look_at_ms),
        })
    }
}
