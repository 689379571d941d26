//! One transaction as one prepared script of bulk statements.
//!
//! A script costs one hand-over to SQLite's thread however many callers share it. Its text depends only
//! on which statements it has, which keeps it in the cache of prepared statements.

use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Either, Executor, SqliteConnection};

use crate::Kind;

/// A transaction in the making.
#[derive(Debug)]
pub(super) struct Script {
    sql: String,
    arguments: SqliteArguments,
    statements: usize,
}

/// How many rows each statement of a script changed, in order.
#[derive(Debug, Default)]
pub(super) struct Changes(Vec<u64>);

/// Which statement of a script is meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Statement(usize);

impl Changes {
    /// How many rows `statement` changed; 0 for one that was not part of the script.
    pub(super) fn of(&self, statement: Option<Statement>) -> u64 {
        statement
            .and_then(|statement| self.0.get(statement.0))
            .copied()
            .unwrap_or(0)
    }
}

impl Script {
    pub(super) fn new() -> Self {
        Self {
            sql: String::new(),
            arguments: SqliteArguments::default(),
            statements: 0,
        }
    }

    /// Adds a statement, whose parameters follow with [`Script::text`] and its like.
    pub(super) fn statement(&mut self, sql: &str) -> Statement {
        self.sql.push_str(sql);
        self.sql.push(';');
        self.statements += 1;
        Statement(self.statements - 1)
    }

    pub(super) fn number(&mut self, value: i64) {
        self.arguments
            .add(value)
            .expect("a number is always encoded");
    }

    pub(super) fn text(&mut self, value: String) {
        self.arguments.add(value).expect("a text is always encoded");
    }

    pub(super) fn blob(&mut self, value: Vec<u8>) {
        self.arguments.add(value).expect("a blob is always encoded");
    }

    /// Runs it. After an error the connection may be within the transaction still, and is of no more
    /// use.
    pub(super) async fn run(
        self,
        connection: &mut SqliteConnection,
    ) -> Result<Changes, sqlx::Error> {
        // One statement is a transaction of its own, and saves two answers from SQLite's thread.
        let alone = self.statements == 1;
        let sql = if alone {
            self.sql
        } else {
            format!("BEGIN IMMEDIATE;{}COMMIT", self.sql)
        };
        let mut outcomes =
            connection.fetch_many(sqlx::query_with(AssertSqlSafe(sql), self.arguments));
        let mut changes = Vec::with_capacity(self.statements + 2);
        while let Some(outcome) = outcomes.try_next().await? {
            if let Either::Left(done) = outcome {
                changes.push(done.rows_affected());
            }
        }
        if !alone {
            changes.remove(0);
        }
        Ok(Changes(changes))
    }
}

pub(super) fn table(kind: Kind) -> &'static str {
    match kind {
        Kind::Trigger => "triggers",
        Kind::Message => "messages",
    }
}

pub(super) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Trigger => "trigger",
        Kind::Message => "message",
    }
}

pub(super) fn json_array(values: &[impl serde::Serialize]) -> String {
    serde_json::to_string(values).expect("numbers and texts are JSON")
}
