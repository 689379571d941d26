//! Opening the record of messages that are to be sent again.

use std::collections::HashSet;

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
        self.write(|reply| {
            Job::Reopen(Reopen {
                ids,
                now_ms,
                timeline,
                reply,
            })
        })
        .await
    }
}
