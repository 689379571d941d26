//! SQL that both databases take, run on either: for what is not frequent enough to be worth a
//! statement of its own for each.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqliteRow};
use sqlx::{FromRow, Postgres, Sqlite};
use uuid::Uuid;

use crate::StoreError;
use crate::postgres::Line;

/// A connection to one of the two.
pub(crate) enum Hand<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut Line),
}

/// A value of a statement.
#[derive(Clone)]
pub(crate) enum Value {
    Int(i64),
    Text(String),
    /// Null, or a text.
    Maybe(Option<String>),
    Bytes(Vec<u8>),
    /// Null, or bytes.
    MaybeBytes(Option<Vec<u8>>),
    Id(Uuid),
}

impl Hand<'_> {
    /// Runs a statement; returns how many rows it touched.
    pub(crate) async fn execute(
        &mut self,
        sql: &'static str,
        values: &[Value],
    ) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(connection) => {
                let done = for_sqlite(sql, values).execute(&mut **connection).await?;
                Ok(done.rows_affected())
            }
            Self::Postgres(line) => line.execute(for_postgres(sql, values)).await,
        }
    }

    pub(crate) async fn fetch<R>(
        &mut self,
        sql: &'static str,
        values: &[Value],
    ) -> Result<Vec<R>, StoreError>
    where
        R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>,
    {
        match self {
            Self::Sqlite(connection) => {
                let rows = for_sqlite(sql, values).fetch_all(&mut **connection).await?;
                Ok(rows.iter().map(R::from_row).collect::<Result<_, _>>()?)
            }
            Self::Postgres(line) => line.fetch(for_postgres(sql, values)).await,
        }
    }

    /// The first column of the first row, if there is one.
    pub(crate) async fn number(
        &mut self,
        sql: &'static str,
        values: &[Value],
    ) -> Result<Option<i64>, StoreError> {
        let rows: Vec<(Option<i64>,)> = self.fetch(sql, values).await?;
        Ok(rows.into_iter().next().and_then(|(number,)| number))
    }

    /// Whichever of two statements is for this database: one of them locks rows, which SQLite, with
    /// its one writer, neither can nor needs.
    pub(crate) fn either(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }
}

fn for_sqlite(sql: &'static str, values: &[Value]) -> Query<'static, Sqlite, SqliteArguments> {
    values
        .iter()
        .fold(sqlx::query(sql), |query, value| match value.clone() {
            Value::Int(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::Maybe(value) => query.bind(value),
            Value::Bytes(value) => query.bind(value),
            Value::MaybeBytes(value) => query.bind(value),
            Value::Id(value) => query.bind(value),
        })
}

fn for_postgres(sql: &'static str, values: &[Value]) -> Query<'static, Postgres, PgArguments> {
    values
        .iter()
        .fold(sqlx::query(sql), |query, value| match value.clone() {
            Value::Int(value) => query.bind(value),
            // No text of PostgreSQL's holds a zero byte.
            Value::Text(value) => query.bind(value.replace('\0', "\u{fffd}")),
            Value::Maybe(value) => query.bind(value.map(|it| it.replace('\0', "\u{fffd}"))),
            Value::Bytes(value) => query.bind(value),
            Value::MaybeBytes(value) => query.bind(value),
            Value::Id(value) => query.bind(value),
        })
}
