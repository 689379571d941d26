//! Statements over many rows of values, for either database: a round trip costs more than a row does.
//!
//! There is one text for each power of two up to [`ROWS_MAX`], so that few statements are kept
//! prepared; rows go in pieces of those sizes. For SQLite's hottest writes see `sqlite::bulk`.

use sqlx::FromRow;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use crate::StoreError;
use crate::hand::{Hand, Value};

/// Rows in one statement.
const ROWS_MAX: usize = 64;

/// A statement that has rows of values at one place.
pub(crate) struct Many {
    /// For one row, two, four and so on.
    texts: Vec<String>,
}

impl Many {
    /// `before` and `after` the rows, each a `($1, $2, …)` of so many columns; of one column they are
    /// a bare `$1, $2, …`, as `IN` wants them.
    pub(crate) fn new(before: &str, columns: usize, after: &str) -> Self {
        let row = |number: usize| {
            let names = (1..=columns).map(|column| format!("${}", number * columns + column));
            let names = names.collect::<Vec<_>>().join(", ");
            match columns {
                1 => names,
                _ => format!("({names})"),
            }
        };
        let text = |size| {
            let rows: Vec<_> = (0..size).map(row).collect();
            format!("{before} {} {after}", rows.join(", "))
        };
        let sizes = (0..=ROWS_MAX.ilog2()).map(|power| 1 << power);
        Self {
            texts: sizes.map(text).collect(),
        }
    }

    /// The rows in pieces, each with its statement.
    fn pieces<'a>(
        &'static self,
        mut rows: &'a [Vec<Value>],
    ) -> impl Iterator<Item = (&'static str, Vec<Value>)> + 'a {
        std::iter::from_fn(move || {
            let power = rows.len().min(ROWS_MAX).checked_ilog2()? as usize;
            let (piece, rest) = rows.split_at(1 << power);
            rows = rest;
            Some((self.texts[power].as_str(), piece.concat()))
        })
    }
}

impl Hand<'_> {
    /// Runs a statement over all rows.
    pub(crate) async fn execute_many(
        &mut self,
        many: &'static Many,
        rows: &[Vec<Value>],
    ) -> Result<(), StoreError> {
        for (sql, values) in many.pieces(rows) {
            self.execute(sql, &values).await?;
        }
        Ok(())
    }

    /// Everything that a statement over all rows gives, piece by piece.
    pub(crate) async fn fetch_many<R>(
        &mut self,
        many: &'static Many,
        rows: &[Vec<Value>],
    ) -> Result<Vec<R>, StoreError>
    where
        R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>,
    {
        let mut found = Vec::new();
        for (sql, values) in many.pieces(rows) {
            found.extend(self.fetch(sql, &values).await?);
        }
        Ok(found)
    }
}

/// Rows of one id each.
pub(crate) fn of_ids(ids: impl IntoIterator<Item = uuid::Uuid>) -> Vec<Vec<Value>> {
    ids.into_iter().map(|id| vec![Value::Id(id)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_go_in_pieces_of_powers_of_two() {
        static PAIRS: std::sync::LazyLock<Many> =
            std::sync::LazyLock::new(|| Many::new("VALUES", 2, ";"));
        let rows: Vec<_> = (0..67)
            .map(|number| vec![Value::Int(number), Value::Int(0)])
            .collect();

        let pieces: Vec<_> = PAIRS.pieces(&rows).collect();

        let sizes: Vec<_> = pieces.iter().map(|(_, values)| values.len() / 2).collect();
        assert_eq!(sizes, [64, 2, 1]);
        assert_eq!(pieces[1].0, "VALUES ($1, $2), ($3, $4) ;");
    }
}
