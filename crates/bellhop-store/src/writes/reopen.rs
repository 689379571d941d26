//! Opening the record of messages that are to be sent again.

use std::collections::HashSet;

use bellhop_core::address::Address;
use bellhop_core::id::MessageId;

use super::messages::line;
use super::{Job, Reply, Writes};
use crate::{Step, StoreError};

pub(crate) struct Reopen {
    /// In order, so that two processes lock rows in the same one.
    pub(crate) ids: Vec<MessageId>,
    pub(crate) now_ms: u64,
    /// What is added to each timeline.
    pub(crate) timeline: String,
    /// Where they go from now on, if not where they went.
    pub(crate) to: Option<Address>,
    /// Told of those that are delivered.
    pub(crate) reply: Reply<HashSet<MessageId>>,
}

impl Writes {
    pub(crate) async fn reopen(
        &self,
        mut ids: Vec<MessageId>,
        now_ms: u64,
    ) -> Result<HashSet<MessageId>, StoreError> {
        if ids.is_empty() {
            return Ok(HashSet::new());
        }
        ids.sort_unstable();
        ids.dedup();
        let timeline = line(now_ms, Step::Redriven, None);
        self.reopen_with(ids, now_ms, timeline, None).await
    }

    pub(crate) async fn readdress(
        &self,
        id: MessageId,
        now_ms: u64,
        to: Address,
        detail: String,
    ) -> Result<HashSet<MessageId>, StoreError> {
        let timeline = line(now_ms, Step::Redriven, Some(detail));
        self.reopen_with(vec![id], now_ms, timeline, Some(to)).await
    }

    async fn reopen_with(
        &self,
        ids: Vec<MessageId>,
        now_ms: u64,
        timeline: String,
        to: Option<Address>,
    ) -> Result<HashSet<MessageId>, StoreError> {
        self.write(|reply| {
            Job::Reopen(Reopen {
                ids,
                now_ms,
                timeline,
                to,
                reply,
            })
        })
        .await
    }
}
