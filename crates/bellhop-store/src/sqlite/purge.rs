//! Forgetting what is older than it has to be kept.

use sqlx::SqliteConnection;

use crate::StoreError;
use crate::rows::int;
use crate::writes::purge::Purge;
use crate::writes::samples;

/// The first two find their rows by the index on the time of acceptance: messages are found by their triggers,
/// so that they need no such index of their own. A trigger takes its idempotency key with it.
/// Cards go when nothing has changed them for as long.
const STATEMENTS: &[&str] = &[
    "DELETE FROM messages WHERE seq IN (
         SELECT m.seq FROM triggers AS t CROSS JOIN messages AS m ON m.trigger_id = t.trigger_id
         WHERE t.accepted_at_ms < $1 AND m.outcome IS NOT NULL
         ORDER BY t.accepted_at_ms LIMIT $2)",
    "DELETE FROM triggers WHERE trigger_id IN (
         SELECT t.trigger_id FROM triggers AS t
         WHERE t.accepted_at_ms < $1
             AND NOT EXISTS (SELECT 1 FROM messages AS m WHERE m.trigger_id = t.trigger_id)
             AND NOT EXISTS (SELECT 1 FROM timers AS w WHERE w.trigger_id = t.trigger_id)
         ORDER BY t.accepted_at_ms LIMIT $2)",
    // What can be called off sorts by its time: only the oldest can be of a trigger that is gone.
    "DELETE FROM runs WHERE CAST($1 AS BIGINT) IS NOT NULL AND trigger_id IN (
         SELECT r.trigger_id FROM (SELECT trigger_id FROM runs ORDER BY trigger_id LIMIT $2) AS r
         WHERE NOT EXISTS (SELECT 1 FROM triggers AS t WHERE t.trigger_id = r.trigger_id))",
    "DELETE FROM cancelled WHERE CAST($1 AS BIGINT) IS NOT NULL AND trigger_id IN (
         SELECT c.trigger_id FROM (SELECT trigger_id FROM cancelled ORDER BY trigger_id LIMIT $2) AS c
         WHERE NOT EXISTS (SELECT 1 FROM triggers AS t WHERE t.trigger_id = c.trigger_id))",
    "DELETE FROM cards WHERE (workspace, card_key, connection_id, conversation) IN (
         SELECT workspace, card_key, connection_id, conversation FROM cards
         WHERE updated_at_ms < $1 ORDER BY updated_at_ms LIMIT $2)",
    samples::PURGE,
    samples::PURGE_CONDITIONS,
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
