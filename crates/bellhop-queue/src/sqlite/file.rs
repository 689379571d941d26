//! Opens the database, and counts what is in it.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::QueueError;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("src/sqlite/migrations");

/// How long a change waits for someone who looks at the file with other tools.
const BUSY_TIMEOUT: Duration = Duration::from_secs(1);

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        // A commit is on the disk when it returns: the promise behind every 202.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("cache_size", "-4000")
        // 16 MB of log between two checkpoints: most entries come and go without ever being written
        // to the database proper more than once.
        .pragma("wal_autocheckpoint", "4000")
        .pragma("journal_size_limit", "67108864")
        .disable_statement_logging()
}

async fn open_to_write(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    SqliteConnection::connect_with(&options(path)).await
}

/// Opens the database to change it after trouble. The log is written back first, as far as possible:
/// on a full disk that makes room for settling, which makes more.
pub(super) async fn reopen_to_write(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let mut connection = open_to_write(path).await?;
    let checkpoint = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)")
        .execute(&mut connection)
        .await;
    if let Err(error) = checkpoint {
        tracing::debug!(%error, "the log could not be written back; the next commit shows whether it has to be");
    }
    Ok(connection)
}

/// Opens the database to read it.
pub(super) async fn open_to_read(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    SqliteConnection::connect_with(&options(path).pragma("query_only", "ON")).await
}

/// Opens the database to change it, with its tables made or brought up to date.
pub(super) async fn create(path: &Path) -> Result<SqliteConnection, QueueError> {
    make_private(path).map_err(|error| QueueError::unavailable(error.into()))?;
    let options = options(path);
    let connection = SqliteConnection::connect_with(&options).await;
    let mut connection = connection.map_err(QueueError::unavailable)?;
    MIGRATIONS
        .run(&mut connection)
        .await
        .map_err(|error| QueueError::Schema {
            path: path.to_owned(),
            source: Arc::new(error),
        })?;
    Ok(connection)
}

/// Makes the file, if it is missing, readable by nobody else: what waits says who is told what.
/// SQLite gives its log the same mode.
fn make_private(path: &Path) -> std::io::Result<()> {
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path);
    file.map(drop)
}

/// What the file holds, for the counters and positions that are kept in memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seed {
    pub(super) triggers: u64,
    pub(super) messages: u64,
    pub(super) dead_letters: u64,
    /// The last position in use, 0 when there is none.
    pub(super) last_trigger: i64,
    pub(super) last_message: i64,
}

pub(super) async fn seed(connection: &mut SqliteConnection) -> Result<Seed, sqlx::Error> {
    let counted: (i64, i64, i64, i64, i64) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM triggers), (SELECT count(*) FROM messages),
                (SELECT count(*) FROM dead_letters),
                (SELECT coalesce(max(position), 0) FROM triggers),
                (SELECT coalesce(max(position), 0) FROM messages)",
    )
    .fetch_one(connection)
    .await?;
    let (triggers, messages, dead_letters, last_trigger, last_message) = counted;
    Ok(Seed {
        triggers: triggers.cast_unsigned(),
        messages: messages.cast_unsigned(),
        dead_letters: dead_letters.cast_unsigned(),
        last_trigger,
        last_message,
    })
}
