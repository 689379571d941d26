//! Forgetting what is older than it has to be kept.

use sqlx::SqliteConnection;

use super::writer::{Job, Reply};
use super::{Sqlite, int};
use crate::StoreError;

pub(super) struct Purge {
    before_ms: u64,
    limit: u32,
    pub(super) reply: Reply<u64>,
}

/// Both find their rows by the index on the time of acceptance: messages are found by their triggers,
/// so that they need no such index of their own. A trigger takes its idempotency key with it.
const STATEMENTS: &[&str] = &[
    "DELETE FROM messages WHERE seq IN (
         SELECT m.seq FROM triggers AS t CROSS JOIN messages AS m ON m.trigger_id = t.trigger_id
         WHERE t.accepted_at_ms < $1 AND m.outcome IS NOT NULL
         ORDER BY t.accepted_at_ms LIMIT $2)",
    "DELETE FROM triggers WHERE trigger_id IN (
         SELECT t.trigger_id FROM triggers AS t
         WHERE t.accepted_at_ms < $1
             AND NOT EXISTS (SELECT 1 FROM messages AS m WHERE m.trigger_id = t.trigger_id)
         ORDER BY t.accepted_at_ms LIMIT $2)",
];

pub(super) async fn run(
    connection: &mut SqliteConnection,
    jobs: &mut [Purge],
) -> Result<(), StoreError> {
    for job in jobs {
        let mut deleted = 0;
        for statement in STATEMENTS {
            let query = sqlx::query(*statement)
                .bind(int(job.before_ms))
                .bind(i64::from(job.limit));
            deleted += query.execute(&mut *connection).await?.rows_affected();
        }
        job.reply.stage(Ok(deleted));
    }
    Ok(())
}

impl Sqlite {
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
