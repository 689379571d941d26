//! Statements over many rows of values at once.
//!
//! A round trip to SQLite's thread costs more than a row does, so rows go in chunks of up to
//! [`ROWS_MAX`]. A statement is made for each power of two, and a chunk that does not fill one leaves
//! the rest of its values unbound, which SQLite reads as null: few statements to keep prepared, and
//! one round trip a chunk. So the statement must pass over rows whose first column is null.
//!
//! Placeholders are a bare `?` here: SQLite finds a named one by walking a list, which for a thousand
//! of them takes longer than the rest of the statement.

use sqlx::Sqlite;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;

/// A statement and its values.
pub(super) type Statement = Query<'static, Sqlite, SqliteArguments>;

/// Rows in one statement.
pub(super) const ROWS_MAX: usize = 64;

/// A statement that reads `(VALUES …)`, whose columns are `column1`, `column2` and so on.
pub(super) struct Bulk {
    texts: Vec<String>,
}

impl Bulk {
    /// The statement that has `(VALUES …)` of so many columns between `before` and `after`.
    pub(super) fn new(columns: usize, before: &str, after: &str) -> Self {
        let row = format!("({})", vec!["?"; columns].join(", "));
        let sizes = (0..=ROWS_MAX.ilog2()).map(|power| 1 << power);
        let texts = sizes.map(|size| {
            let rows = vec![row.as_str(); size].join(", ");
            format!("{before} (VALUES {rows}) {after}")
        });
        Self {
            texts: texts.collect(),
        }
    }

    /// The statement for a chunk of so many rows, to be bound row by row.
    pub(super) fn query(&'static self, rows: usize) -> Statement {
        let power = rows.next_power_of_two().ilog2() as usize;
        sqlx::query(self.texts[power].as_str())
    }
}
