//! The store in PostgreSQL 13 or newer, shared by any number of processes.
//!
//! As with SQLite, writes that come together share a transaction and its flush to the disk
//! (`engine`): rows go to the server as arrays, so that a statement takes any number of them, is
//! prepared once, and costs one round trip. A process has two writers, one for what comes in (triggers,
//! profiles, connections) and one for what workers record; `readers` connections to read with; and
//! one for leases (`leases`). `line` holds the connections, and bounds how long anything takes.
//!
//! Every process writes the rows of a batch in the order of their keys, so that they wait for one
//! another in one direction; what deadlocks nevertheless is tried again. Commits wait for the disk
//! (`synchronous_commit`), whatever the server's default is.
//!
//! Known limits: a pooler in front must keep a session to its client, because statements are prepared
//! and settings are made when a connection is; what another process did to a connection (a Slack
//! credential) is seen within `connections_ttl_seconds`; and a page of a list that is read while
//! another process writes may miss what is not committed yet.

use std::sync::Arc;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::time::timeout;

use crate::secrets::Seal;
use crate::writes::Engines;
use crate::{StoreConfig, StoreError};

mod engine;
mod line;
mod trouble;
mod url;

mod backlogs;
mod cards;
mod connections;
mod leases;
mod lists;
mod messages;
mod profiles;
mod purge;
mod quarantine;
mod reopen;
mod spilled;
mod templates;
mod text;
mod triggers;
mod views;
mod workspaces;

pub(crate) use engine::Engine;
pub(crate) use line::Line;
use line::Lines;
pub(crate) use trouble::is_of_rows;

/// `server_version_num` of PostgreSQL 13.
const VERSION_MIN: u32 = 130_000;

pub(crate) struct Postgres {
    readers: Lines,
    leases: Lines,
    config: StoreConfig,
}

impl Postgres {
    pub(crate) async fn open(
        url: &str,
        seal: &Seal,
        config: StoreConfig,
    ) -> Result<(Self, Engines), StoreError> {
        let (options, place) = url::read(url)?;
        let options = options.disable_statement_logging();
        let failed = |error: sqlx::Error| StoreError::Open {
            place: place.clone(),
            advice: trouble::advice(&error),
            source: Arc::new(error),
        };
        prepare(&options, &config).await.map_err(failed)?;

        let options = settings(options, &config);
        let lines = |options, count| Lines::new(options, count, &config);
        let readers = lines(options.clone(), config.readers);
        if !key_fits(&readers, seal).await? {
            return Err(StoreError::WrongKey { place });
        }
        let writing = engine::settings(options.clone());
        let engine = || Engine::new(lines(writing.clone(), 1), &config);
        let engines = Engines::Postgres {
            ingest: engine(),
            record: engine(),
        };
        let leases = lines(options, 1);
        Ok((
            Self {
                readers,
                leases,
                config,
            },
            engines,
        ))
    }

    /// A connection that reads.
    pub(crate) async fn reader(&self) -> Result<Line, StoreError> {
        self.readers.acquire().await
    }

    /// Rows of one page at most.
    pub(crate) fn page_max(&self) -> u32 {
        self.config.page_max
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.leases.close().await;
    }
}

/// Brings the tables up to date. Of several processes one does it, under an advisory lock, and the
/// others wait for it.
async fn prepare(options: &PgConnectOptions, config: &StoreConfig) -> Result<(), sqlx::Error> {
    // Not from the pool below, which keeps why it could not connect to itself.
    let first = timeout(
        config.acquire_timeout(),
        PgConnection::connect_with(options),
    );
    let late = |_| {
        let error = std::io::ErrorKind::TimedOut;
        Err(sqlx::Error::Io(error.into()))
    };
    let first = first.await.unwrap_or_else(late)?;
    let version = first.server_version_num();
    first.close().await?;
    if version.is_some_and(|version| version < VERSION_MIN) {
        let text = "the server is older than PostgreSQL 13, which is needed";
        return Err(sqlx::Error::Configuration(text.into()));
    }
    // A pool of one, because the future of a migration on a bare connection cannot be proved to be
    // `Send`, so nobody could open a store inside a task.
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(config.acquire_timeout())
        .connect_with(options.clone())
        .await?;
    let migrated = sqlx::migrate!("./migrations/postgres").run(&pool).await;
    pool.close().await;
    migrated.map_err(|error| sqlx::Error::Migrate(Box::new(error)))
}

/// What holds for every connection. The server ends by itself what this process gave up or can no
/// longer end, so that others do not wait for its locks.
fn settings(options: PgConnectOptions, config: &StoreConfig) -> PgConnectOptions {
    let bound_ms = config.statement_timeout().as_millis().to_string();
    options.options([
        ("synchronous_commit", "on"),
        ("jit", "off"),
        ("statement_timeout", bound_ms.as_str()),
        ("idle_in_transaction_session_timeout", bound_ms.as_str()),
    ])
}

/// Whether what was sealed at the first start opens; at the first start, seals it.
async fn key_fits(lines: &Lines, seal: &Seal) -> Result<bool, StoreError> {
    const CHECK: &str = "key_check";
    let mut line = lines.acquire().await?;
    let sealed = seal.seal(CHECK, "1", &"bellhop".to_owned().into());
    // Of several that start at once, one puts its own, and all look at that.
    let put =
        sqlx::query("INSERT INTO key_check (id, sealed) VALUES (1, $1) ON CONFLICT DO NOTHING");
    line.execute(put.bind(sealed)).await?;
    let rows: Vec<(Vec<u8>,)> = line
        .fetch(sqlx::query("SELECT sealed FROM key_check"))
        .await?;
    let opens = |(sealed,): &(Vec<u8>,)| seal.open(CHECK, "1", sealed).is_ok();
    Ok(rows.first().is_some_and(opens))
}
