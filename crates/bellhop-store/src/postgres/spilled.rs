//! Messages that wait here because their lanes are long.

use bellhop_core::spill::Want;
use uuid::Uuid;

use super::Postgres;
use super::line::Line;
use crate::StoreError;
use crate::rows::{SpilledLaneRow, SpilledRow, int};
use crate::writes::messages::Change;
use crate::writes::spilled::Spill;

const INSERT: &str = "
    INSERT INTO spilled (message_id, shard, lane, place, connection_id, category, body)
    SELECT * FROM UNNEST($1::uuid[], $2::integer[], $3::bigint[], $4::bigint[], $5::text[],
        $6::smallint[], $7::text[])
    ON CONFLICT (message_id) DO NOTHING";

/// All of a lane's names ask in one question; the rows of each come from the index, in order.
const READ: &str = "
    SELECT w.number, s.place, s.body
    FROM UNNEST($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
        AS w (number, lane, after, up_to)
    CROSS JOIN LATERAL (
        SELECT place, body FROM spilled
        WHERE spilled.lane = w.lane AND spilled.place > w.after
        ORDER BY spilled.place LIMIT w.up_to
    ) AS s
    ORDER BY w.number, s.place";

pub(super) async fn put(line: &mut Line, jobs: &mut [Spill]) -> Result<(), StoreError> {
    let rows = || jobs.iter().flat_map(|job| &job.rows);
    let ids: Vec<Uuid> = rows().map(|row| row.id.0).collect();
    if !ids.is_empty() {
        let shards: Vec<_> = rows().map(|row| row.shard).collect();
        let lanes: Vec<_> = rows().map(|row| row.lane).collect();
        let places: Vec<_> = rows().map(|row| row.place).collect();
        let connections: Vec<_> = rows().map(|row| row.connection.as_str()).collect();
        let categories: Vec<_> = rows().map(|row| row.category).collect();
        let bodies: Vec<_> = rows().map(|row| row.body.as_str()).collect();
        let query = sqlx::query(INSERT)
            .bind(ids)
            .bind(shards)
            .bind(lanes)
            .bind(places)
            .bind(connections)
            .bind(categories)
            .bind(bodies);
        line.execute(query).await?;
    }
    for job in jobs {
        job.reply.stage(Ok(()));
    }
    Ok(())
}

pub(super) async fn remove(line: &mut Line, jobs: &[Change]) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = jobs
        .iter()
        .flat_map(Change::unspilled)
        .map(|id| id.0)
        .collect();
    if !ids.is_empty() {
        let query = sqlx::query("DELETE FROM spilled WHERE message_id = ANY($1)");
        line.execute(query.bind(ids)).await?;
    }
    Ok(())
}

impl Postgres {
    pub(crate) async fn spilled_lanes(
        &self,
        shard: u16,
    ) -> Result<Vec<SpilledLaneRow>, StoreError> {
        let query = sqlx::query(
            "SELECT connection_id, lane, MIN(category)::bigint AS category, COUNT(*) AS count,
                 MIN(place) AS first
             FROM spilled WHERE shard = $1 GROUP BY lane, connection_id",
        );
        let mut line = self.readers.acquire().await?;
        line.fetch(query.bind(i32::from(shard))).await
    }

    pub(crate) async fn read_spilled(&self, wants: &[Want]) -> Result<Vec<SpilledRow>, StoreError> {
        let asked = || {
            let numbered = wants.iter().zip(1_i64..);
            numbered.flat_map(|(want, number)| {
                let sources = want.sources.iter();
                sources.map(move |source| (number, source.0.cast_signed(), want))
            })
        };
        let numbers: Vec<_> = asked().map(|(number, ..)| number).collect();
        let lanes: Vec<_> = asked().map(|(_, lane, _)| lane).collect();
        let after: Vec<_> = asked().map(|(.., want)| int(want.after)).collect();
        let up_to: Vec<_> = asked().map(|(.., want)| int(want.limit as u64)).collect();
        let query = sqlx::query(READ)
            .bind(numbers)
            .bind(lanes)
            .bind(after)
            .bind(up_to);
        let mut rows: Vec<SpilledRow> = self.readers.acquire().await?.fetch(query).await?;
        // A lane with several names was asked for as much under each.
        let mut left: Vec<_> = wants.iter().map(|want| want.limit).collect();
        rows.retain(|row| {
            let number = usize::try_from(row.number).unwrap_or_default();
            let left = left.get_mut(number.wrapping_sub(1));
            left.is_some_and(|left| {
                let keeps = *left > 0;
                *left = left.saturating_sub(1);
                keeps
            })
        });
        Ok(rows)
    }
}
