//! Opening the record of messages that are to be sent again.

use std::collections::HashSet;
use std::sync::LazyLock;

use bellhop_core::id::MessageId;
use sqlx::{Row as _, SqliteConnection};

use super::bulk::{Bulk, ROWS_MAX};
use crate::StoreError;
use crate::rows::int;
use crate::writes::reopen::Reopen;

/// Only an ambiguous message may be in Slack; what was refused, is not.
static REOPEN: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        3,
        "UPDATE messages SET
             attempted_at_ms = CASE WHEN outcome IS NULL OR outcome = 'ambiguous'
                        THEN attempted_at_ms END,
             outcome = NULL, reason = NULL, detail = NULL,
             updated_at_ms = max(updated_at_ms, v.column2),
             timeline = timeline || v.column3
         FROM",
        "AS v WHERE messages.message_id = v.column1 AND messages.outcome IS NOT 'delivered'",
    )
});

static DELIVERED: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        1,
        "SELECT m.message_id FROM",
        "AS v JOIN messages AS m ON m.message_id = v.column1 WHERE m.outcome = 'delivered'",
    )
});

/// What goes elsewhere can't be there yet. What is delivered stays as it is.
const READDRESS: &str = "
    UPDATE messages SET target_kind = $2, target_id = $3, connection_id = $4, destination = NULL,
        attempted_at_ms = NULL
    WHERE message_id = $1 AND outcome IS NULL";

pub(super) async fn run(
    connection: &mut SqliteConnection,
    jobs: &mut [Reopen],
) -> Result<(), StoreError> {
    for job in jobs {
        let mut delivered = HashSet::new();
        for chunk in job.ids.chunks(ROWS_MAX) {
            let mut reopen = REOPEN.query(chunk.len());
            let mut find = DELIVERED.query(chunk.len());
            for id in chunk {
                reopen = reopen
                    .bind(&id.0.as_bytes()[..])
                    .bind(int(job.now_ms))
                    .bind(job.timeline.as_str());
                find = find.bind(&id.0.as_bytes()[..]);
            }
            reopen.execute(&mut *connection).await?;
            for row in find.fetch_all(&mut *connection).await? {
                delivered.insert(MessageId(row.try_get(0)?));
            }
        }
        if let Some(to) = &job.to {
            for id in &job.ids {
                sqlx::query(READDRESS)
                    .bind(&id.0.as_bytes()[..])
                    .bind(to.target.kind())
                    .bind(to.target.id())
                    .bind(to.connection.as_str())
                    .execute(&mut *connection)
                    .await?;
            }
        }
        job.reply.stage(Ok(delivered));
    }
    Ok(())
}
