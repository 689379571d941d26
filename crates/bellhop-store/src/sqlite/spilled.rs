//! Messages that wait here because their lanes are long.

use std::sync::LazyLock;

use bellhop_core::spill::Want;
use sqlx::{AssertSqlSafe, FromRow as _, SqliteConnection};

use super::bulk::{Bulk, ROWS_MAX};
use super::{Sqlite, all};
use crate::StoreError;
use crate::rows::{SpilledLaneRow, SpilledRow, int};
use crate::writes::messages::Change;
use crate::writes::spilled::Spill;

static INSERT: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        7,
        "INSERT OR ROLLBACK INTO spilled (message_id, shard, lane, place, connection_id, category, body)
         SELECT column1, column2, column3, column4, column5, column6, column7 FROM",
        "WHERE column1 IS NOT NULL ON CONFLICT (message_id) DO NOTHING",
    )
});

static DELETE: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        1,
        "DELETE FROM spilled WHERE message_id IN (SELECT column1 FROM",
        "WHERE column1 IS NOT NULL)",
    )
});

pub(super) async fn put(
    connection: &mut SqliteConnection,
    jobs: &mut [Spill],
) -> Result<(), StoreError> {
    let rows: Vec<_> = jobs.iter().flat_map(|job| &job.rows).collect();
    for chunk in rows.chunks(ROWS_MAX) {
        let mut query = INSERT.query(chunk.len());
        for row in chunk {
            query = query
                .bind(&row.id.0.as_bytes()[..])
                .bind(row.shard)
                .bind(row.lane)
                .bind(row.place)
                .bind(row.connection.as_str())
                .bind(row.category)
                .bind(row.body.as_str());
        }
        query.execute(&mut *connection).await?;
    }
    drop(rows);
    for job in jobs {
        job.reply.stage(Ok(()));
    }
    Ok(())
}

pub(super) async fn remove(
    connection: &mut SqliteConnection,
    jobs: &[Change],
) -> Result<(), StoreError> {
    let ids: Vec<_> = jobs.iter().flat_map(Change::unspilled).collect();
    for chunk in ids.chunks(ROWS_MAX) {
        let mut query = DELETE.query(chunk.len());
        for id in chunk {
            query = query.bind(&id.0.as_bytes()[..]);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

impl Sqlite {
    pub(crate) async fn spilled_lanes(
        &self,
        shard: u16,
    ) -> Result<Vec<SpilledLaneRow>, StoreError> {
        let query = sqlx::query(
            "SELECT connection_id, lane, MIN(category) AS category, COUNT(*) AS count,
                 MIN(place) AS first
             FROM spilled WHERE shard = $1 GROUP BY lane, connection_id",
        );
        let rows = query.bind(i64::from(shard)).fetch_all(&self.readers);
        all(&rows.await?)
    }

    /// One question for each lane: each takes some microseconds.
    pub(crate) async fn read_spilled(&self, wants: &[Want]) -> Result<Vec<SpilledRow>, StoreError> {
        let mut reader = self.readers.acquire().await?;
        let mut read = Vec::new();
        for (want, number) in wants.iter().zip(1_i64..) {
            let places = vec!["?"; want.sources.len()].join(", ");
            let text = format!(
                "SELECT ? AS number, place, body FROM spilled
                 WHERE lane IN ({places}) AND place > ? ORDER BY place LIMIT ?"
            );
            let mut query = sqlx::query(AssertSqlSafe(text)).bind(number);
            for source in &want.sources {
                query = query.bind(source.0.cast_signed());
            }
            let query = query.bind(int(want.after)).bind(int(want.limit as u64));
            for row in query.fetch_all(&mut *reader).await? {
                read.push(SpilledRow::from_row(&row)?);
            }
        }
        Ok(read)
    }
}
