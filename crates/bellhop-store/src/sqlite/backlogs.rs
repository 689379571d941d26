//! What waits at the desks.

use bellhop_core::id::ConnectionId;
use sqlx::{Row as _, SqliteConnection};

use super::Sqlite;
use crate::StoreError;
use crate::rows::{int, uint};
use crate::writes::backlogs::{PUT, PutBacklogs, WAITING_BETWEEN};

pub(super) async fn put(
    connection: &mut SqliteConnection,
    jobs: &mut [PutBacklogs],
) -> Result<(), StoreError> {
    for job in jobs {
        let query = sqlx::query(PUT).bind(i64::from(job.shard)).bind(&job.body);
        query.execute(&mut *connection).await?;
        job.reply.stage(Ok(()));
    }
    Ok(())
}

impl Sqlite {
    pub(crate) async fn backlogs(&self) -> Result<Vec<String>, StoreError> {
        let query = sqlx::query("SELECT body FROM backlogs ORDER BY shard");
        let rows = query.fetch_all(&self.readers).await?;
        let bodies = rows.iter().map(|row| row.try_get(0));
        Ok(bodies.collect::<Result<_, sqlx::Error>>()?)
    }

    pub(crate) async fn waiting_between(
        &self,
        connection: &ConnectionId,
        destination: &str,
        from: u64,
        until: u64,
    ) -> Result<u64, StoreError> {
        let query = sqlx::query(WAITING_BETWEEN);
        let row = query
            .bind(int(from))
            .bind(int(until))
            .bind(connection.as_str())
            .bind(destination)
            .fetch_one(&self.readers)
            .await?;
        Ok(uint(row.try_get(0)?))
    }
}
