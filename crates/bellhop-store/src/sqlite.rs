//! The store in one SQLite file.
//!
//! One connection writes, so that writes which come together share a transaction and its flush to the
//! disk (`engine`); a few connections read. WAL with `synchronous=FULL`: what was answered survives a power
//! cut. Each kind of thing has a file: its rows, what is written of it and what is read.
//!
//! Known limits: one program at a time, because active connections are remembered in memory
//! (`memory`); and the path must be on a local disk, as WAL needs shared memory.

use std::fs;
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, FromRow, Row as _, SqliteConnection};

use crate::secrets::Seal;
use crate::{StoreConfig, StoreError};

mod bulk;
mod engine;

mod backlogs;
mod cards;
mod connections;
mod lists;
mod messages;
mod profiles;
mod purge;
mod quarantine;
mod reopen;
mod shards;
mod spilled;
mod templates;
mod triggers;
mod views;
mod workspaces;

pub(crate) use engine::Engine;

/// How long to wait for another program that holds the file, such as a backup.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) struct Sqlite {
    readers: SqlitePool,
    /// Which start of the program this is.
    start: u64,
    config: StoreConfig,
}

impl Sqlite {
    pub(crate) async fn open(
        path: &Path,
        seal: &Seal,
        config: StoreConfig,
    ) -> Result<(Self, Engine), StoreError> {
        let failed = |error| StoreError::Open {
            place: path.display().to_string(),
            advice: "",
            source: Arc::new(error),
        };
        create_file(path).map_err(|error| failed(sqlx::Error::Io(error)))?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT)
            .disable_statement_logging();

        let writing = options
            .clone()
            // Bytes as negative KiB: indexes are written at their ends, since ids begin with the time.
            .pragma("cache_size", "-4096")
            // In pages of 4 KiB: fewer, larger checkpoints write an index page once for many commits.
            .pragma("wal_autocheckpoint", "4000");
        // A pool of one, only for the migrations: the future of a migration on a bare connection
        // cannot be proved to be `Send`, so nobody could open a store inside a task.
        let first = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(writing);
        let first = first.await.map_err(failed)?;
        let migrated = sqlx::migrate!("./migrations/sqlite").run(&first).await;
        migrated.map_err(|error| failed(sqlx::Error::Migrate(Box::new(error))))?;
        let mut connection = first.acquire().await.map_err(failed)?.detach();
        if !key_fits(&mut connection, seal).await.map_err(failed)? {
            return Err(StoreError::WrongKey {
                place: path.display().to_string(),
            });
        }

        let start = shards::count_start(&mut connection).await.map_err(failed)?;
        let readers = SqlitePoolOptions::new()
            .max_connections(config.readers.max(1))
            // A connection to a file cannot have gone away, and the test costs as much as a query.
            .test_before_acquire(false)
            .connect_lazy_with(options.read_only(true));
        let engine = Engine::new(connection, &config);
        Ok((
            Self {
                readers,
                start,
                config,
            },
            engine,
        ))
    }

    /// A connection that reads.
    pub(crate) async fn reader(&self) -> Result<PoolConnection<sqlx::Sqlite>, StoreError> {
        Ok(self.readers.acquire().await?)
    }

    /// Rows of one page at most.
    pub(crate) fn page_max(&self) -> u32 {
        self.config.page_max
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
    }
}

/// Makes the file, readable by its owner alone; SQLite gives its WAL the same permissions.
fn create_file(path: &Path) -> io::Result<()> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder)?;
    }
    let created = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match created {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        result => result.map(drop),
    }
}

/// Whether what was sealed at the first start opens; at the first start, seals it.
async fn key_fits(connection: &mut SqliteConnection, seal: &Seal) -> Result<bool, sqlx::Error> {
    const CHECK: &str = "key_check";
    let row = sqlx::query("SELECT sealed FROM key_check")
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(row) = row {
        return Ok(seal.open(CHECK, "1", row.try_get(0)?).is_ok());
    }
    let sealed = seal.seal(CHECK, "1", &"bellhop".to_owned().into());
    sqlx::query("INSERT INTO key_check (id, sealed) VALUES (1, $1)")
        .bind(sealed)
        .execute(connection)
        .await?;
    Ok(true)
}

fn all<R: for<'r> FromRow<'r, SqliteRow>>(rows: &[SqliteRow]) -> Result<Vec<R>, StoreError> {
    Ok(rows.iter().map(R::from_row).collect::<Result<_, _>>()?)
}
