//! Opening the record of messages that are to be sent again.

use bellhop_core::id::MessageId;
use uuid::Uuid;

use super::line::Line;
use crate::StoreError;
use crate::rows::int;
use crate::writes::reopen::Reopen;

/// Only an ambiguous message may be in Slack; what was refused, is not.
const REOPEN: &str = "
    WITH reopened AS (
        UPDATE messages AS m SET
            attempted_at_ms = CASE WHEN m.outcome IS NULL OR m.outcome = 'ambiguous'
                THEN m.attempted_at_ms END,
            outcome = NULL, reason = NULL, detail = NULL,
            updated_at_ms = GREATEST(m.updated_at_ms, $2),
            timeline = m.timeline || $3
        WHERE m.message_id = ANY($1) AND m.outcome IS DISTINCT FROM 'delivered'
    )
    INSERT INTO activity (slot, at_ms) VALUES ($4, $2)
    ON CONFLICT (slot) DO UPDATE SET at_ms = GREATEST(activity.at_ms, excluded.at_ms)";

const DELIVERED: &str =
    "SELECT message_id FROM messages WHERE message_id = ANY($1) AND outcome = 'delivered'";

/// What goes elsewhere can't be there yet. What is delivered stays as it is.
const READDRESS: &str = "
    UPDATE messages SET target_kind = $2, target_id = $3, connection_id = $4, destination = NULL,
        attempted_at_ms = NULL
    WHERE message_id = $1 AND outcome IS NULL";

pub(super) async fn run(line: &mut Line, jobs: &mut [Reopen], slot: i16) -> Result<(), StoreError> {
    for job in jobs {
        let ids: Vec<Uuid> = job.ids.iter().map(|id| id.0).collect();
        let query = sqlx::query(REOPEN)
            .bind(ids.clone())
            .bind(int(job.now_ms))
            .bind(job.timeline.as_str())
            .bind(slot);
        line.execute(query).await?;
        // Asked after: one that is delivered at the same moment is seen here.
        let rows: Vec<(Uuid,)> = line.fetch(sqlx::query(DELIVERED).bind(ids)).await?;
        let delivered = rows.into_iter().map(|(id,)| MessageId(id)).collect();
        if let Some(to) = &job.to {
            for id in &job.ids {
                let query = sqlx::query(READDRESS)
                    .bind(id.0)
                    .bind(to.target.kind())
                    .bind(to.target.id())
                    .bind(to.connection.as_str());
                line.execute(query).await?;
            }
        }
        job.reply.stage(Ok(delivered));
    }
    Ok(())
}
