//! What waits at the desks.

use bellhop_core::id::ConnectionId;

use super::Postgres;
use super::line::Line;
use crate::StoreError;
use crate::rows::{int, uint};
use crate::writes::backlogs::{PUT, PutBacklogs, WAITING_BETWEEN};

pub(super) async fn put(line: &mut Line, jobs: &mut [PutBacklogs]) -> Result<(), StoreError> {
    for job in jobs {
        let query = sqlx::query(PUT).bind(i32::from(job.shard)).bind(&job.body);
        line.execute(query).await?;
        job.reply.stage(Ok(()));
    }
    Ok(())
}

impl Postgres {
    pub(crate) async fn backlogs(&self) -> Result<Vec<String>, StoreError> {
        let query = sqlx::query("SELECT body FROM backlogs ORDER BY shard");
        let rows: Vec<(String,)> = self.readers.acquire().await?.fetch(query).await?;
        Ok(rows.into_iter().map(|(body,)| body).collect())
    }

    pub(crate) async fn waiting_between(
        &self,
        connection: &ConnectionId,
        destination: &str,
        from: u64,
        until: u64,
    ) -> Result<u64, StoreError> {
        let query = sqlx::query(WAITING_BETWEEN);
        let query = query
            .bind(int(from))
            .bind(int(until))
            .bind(connection.as_str())
            .bind(destination);
        let rows: Vec<(i64,)> = self.readers.acquire().await?.fetch(query).await?;
        Ok(rows.first().map_or(0, |(count,)| uint(*count)))
    }
}
