//! Shards of a file that one program owns: all of them are its own.

use sqlx::{Row as _, SqliteConnection};

use super::Sqlite;
use crate::writes::shards::FixShards;
use crate::{Lease, Leases, StoreError};

pub(super) async fn fix(
    connection: &mut SqliteConnection,
    jobs: &mut [FixShards],
) -> Result<(), StoreError> {
    for job in jobs {
        sqlx::query(
            "INSERT INTO marks (name, value) VALUES ('shards', $1) ON CONFLICT (name) DO NOTHING",
        )
        .bind(i64::from(job.shards))
        .execute(&mut *connection)
        .await?;
        let row = sqlx::query("SELECT value FROM marks WHERE name = 'shards'")
            .fetch_one(&mut *connection)
            .await?;
        let shards = u16::try_from(row.try_get::<i64, _>(0)?);
        job.reply
            .stage(shards.map_err(|_| StoreError::unreadable("the number of shards")));
    }
    Ok(())
}

/// Counts this start of the program: the generation of all its shards.
pub(super) async fn count_start(connection: &mut SqliteConnection) -> Result<u64, sqlx::Error> {
    let query = sqlx::query(
        "INSERT INTO marks (name, value) VALUES ('starts', 1)
         ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
    );
    let rows = query.fetch_all(connection).await?;
    let row = rows
        .first()
        .expect("an upsert that does not fail returns its row");
    row.try_get(0).map(crate::rows::uint)
}

impl Sqlite {
    pub(crate) fn lease_shards(&self, shards: u16) -> Leases {
        let held = (0..shards).map(|shard| Lease {
            shard,
            generation: self.start,
        });
        Leases {
            held: held.collect(),
            surplus: Vec::new(),
            workers: 1,
        }
    }
}
