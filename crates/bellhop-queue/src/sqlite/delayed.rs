//! Brings back what waited until it was due: to the back of its line, the longest due first.

use sqlx::SqliteConnection;

use super::script::{self, Script};
use crate::Kind;

/// How many come back in one transaction.
pub(super) const ROWS_MAX: i64 = 1_024;

/// What came back.
#[derive(Debug)]
pub(super) struct Returned {
    /// Triggers that are in their line now.
    pub(super) triggers: u64,
    /// Messages that are in theirs.
    pub(super) messages: u64,
    /// Rows that left the delayed table.
    pub(super) taken: u64,
    /// When the next one is due, in milliseconds since 1970.
    pub(super) next_due_ms: Option<i64>,
}

/// Moves what is due at `now_ms` into the lines, at positions from `first` up: the first for triggers,
/// the second for messages. At most [`ROWS_MAX`] of each are used.
pub(super) async fn bring_back(
    connection: &mut SqliteConnection,
    now_ms: u64,
    first: (i64, i64),
) -> Result<Returned, sqlx::Error> {
    let due: Vec<(i64,)> = sqlx::query_as(
        "SELECT number FROM delayed WHERE due_ms <= ? ORDER BY due_ms, number LIMIT ?",
    )
    .bind(i64::try_from(now_ms).unwrap_or(i64::MAX))
    .bind(ROWS_MAX)
    .fetch_all(&mut *connection)
    .await?;
    let mut returned = Returned {
        triggers: 0,
        messages: 0,
        taken: 0,
        next_due_ms: None,
    };
    if !due.is_empty() {
        let numbers =
            script::json_array(&due.into_iter().map(|(number,)| number).collect::<Vec<_>>());
        let mut script = Script::new();
        let triggers = insert(&mut script, Kind::Trigger, first.0, &numbers);
        let messages = insert(&mut script, Kind::Message, first.1, &numbers);
        let taken = script
            .statement("DELETE FROM delayed WHERE number IN (SELECT value FROM json_each(?))");
        script.text(numbers);
        let changes = script.run(connection).await?;
        returned.triggers = changes.of(Some(triggers));
        returned.messages = changes.of(Some(messages));
        returned.taken = changes.of(Some(taken));
    }
    let next = sqlx::query_scalar("SELECT min(due_ms) FROM delayed")
        .fetch_one(connection)
        .await?;
    returned.next_due_ms = next;
    Ok(returned)
}

fn insert(script: &mut Script, kind: Kind, first: i64, numbers: &str) -> script::Statement {
    let (table, name) = (script::table(kind), script::kind_name(kind));
    let statement = script.statement(&format!(
        "INSERT INTO {table} (position, key, accepted_at_ms, attempt, returned, body)
         SELECT ? - 1 + row_number() OVER (ORDER BY due_ms, number),
                key, accepted_at_ms, attempt, 1, body
         FROM delayed
         WHERE kind = '{name}' AND number IN (SELECT value FROM json_each(?))
         ON CONFLICT (key) DO NOTHING"
    ));
    script.number(first);
    script.text(numbers.to_owned());
    statement
}
