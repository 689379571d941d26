//! The quarantine: putting destinations in, and letting them out.

use bellhop_core::id::ConnectionId;
use bellhop_core::message::Conversation;

use super::{Job, Reply, Writes};
use crate::{Quarantined, StoreError};

pub(crate) struct QuarantineJob {
    pub(crate) ask: QuarantineAsk,
    /// Told how many rows changed.
    pub(crate) reply: Reply<u64>,
}

pub(crate) enum QuarantineAsk {
    Put(Quarantined),
    Release(ConnectionId, Conversation),
}

impl Writes {
    pub(crate) async fn quarantine(&self, ask: QuarantineAsk) -> Result<u64, StoreError> {
        self.write(|reply| Job::Quarantine(QuarantineJob { ask, reply }))
            .await
    }
}
