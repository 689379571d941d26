//! How many shards there are: fixed once.

use super::{Job, Reply, Writes};
use crate::StoreError;

pub(crate) struct FixShards {
    pub(crate) shards: u16,
    pub(crate) reply: Reply<u16>,
}

impl Writes {
    pub(crate) async fn fix_shards(&self, shards: u16) -> Result<u16, StoreError> {
        self.write(|reply| Job::Shards(FixShards { shards, reply }))
            .await
    }
}
