//! What waits at the desks: one row for each shard.

use super::{Job, Reply, Writes};
use crate::{Backlogs, StoreError};

pub(crate) struct PutBacklogs {
    pub(crate) shard: u16,
    /// As JSON: it is only ever read whole.
    pub(crate) body: String,
    pub(crate) reply: Reply<()>,
}

/// The same for both back ends.
pub(crate) const PUT: &str = "INSERT INTO backlogs (shard, body) VALUES ($1, $2)
    ON CONFLICT (shard) DO UPDATE SET body = excluded.body";

/// The same for both back ends: places from and until, connection, destination.
pub(crate) const WAITING_BETWEEN: &str =
    "SELECT COUNT(*) FROM messages WHERE seq >= $1 AND seq < $2 AND outcome IS NULL
     AND connection_id = $3
     AND (target_id = $4 OR destination = $4 OR target_kind = 'incoming_webhook')";

impl Writes {
    pub(crate) async fn put_backlogs(
        &self,
        shard: u16,
        backlogs: &Backlogs,
    ) -> Result<(), StoreError> {
        let body = serde_json::to_string(backlogs).expect("names and numbers are JSON");
        self.write(|reply| Job::Backlogs(PutBacklogs { shard, body, reply }))
            .await
    }
}
