//! Forgetting what is older than it has to be kept.

use super::{Job, Reply, Writes};
use crate::StoreError;

pub(crate) struct Purge {
    pub(crate) before_ms: u64,
    pub(crate) limit: u32,
    pub(crate) reply: Reply<u64>,
}

impl Writes {
    pub(crate) async fn purge(&self, before_ms: u64, limit: u32) -> Result<u64, StoreError> {
        self.write(|reply| {
            Job::Purge(Purge {
                before_ms,
                limit,
                reply,
            })
        })
        .await
    }
}
