//! Connections to the server, as many as configured, each with a bound on how long anything takes.
//!
//! A connection on which a statement was cut short, or that the server gave up, is dropped and not
//! used again: a new one is made when it is needed, so a server that was gone is found again without
//! a restart of this process. One that was idle is asked whether it still works.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgRow};
use sqlx::query::Query;
use sqlx::{Connection as _, FromRow, Postgres};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::trouble;
use crate::{StoreConfig, StoreError};

/// A statement and its values.
pub(crate) type Statement<'q> = Query<'q, Postgres, PgArguments>;

/// A connection that was used within this time is taken to work still.
const FRESH: Duration = Duration::from_secs(1);

/// Connections to one server.
#[derive(Clone)]
pub(super) struct Lines {
    shared: Arc<Shared>,
}

struct Shared {
    options: PgConnectOptions,
    idle: Mutex<Vec<Idle>>,
    places: Arc<Semaphore>,
    acquire_timeout: Duration,
    statement_timeout: Duration,
}

struct Idle {
    connection: PgConnection,
    since: Instant,
}

/// One connection, of one user until it is dropped.
pub(crate) struct Line {
    connection: Option<PgConnection>,
    /// Nothing is on its way, and no transaction is open: another may use it.
    whole: bool,
    in_transaction: bool,
    shared: Arc<Shared>,
    _place: OwnedSemaphorePermit,
}

impl Lines {
    pub(super) fn new(options: PgConnectOptions, count: u32, config: &StoreConfig) -> Self {
        let shared = Shared {
            options,
            idle: Mutex::default(),
            places: Arc::new(Semaphore::new(count.max(1) as usize)),
            acquire_timeout: config.acquire_timeout(),
            statement_timeout: config.statement_timeout(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// A connection that works, as far as can be told.
    pub(super) async fn acquire(&self) -> Result<Line, StoreError> {
        let acquired = timeout(self.shared.acquire_timeout, self.connected()).await;
        acquired.unwrap_or_else(|_| Err(StoreError::late("no connection to the database in time")))
    }

    async fn connected(&self) -> Result<Line, StoreError> {
        let place = Arc::clone(&self.shared.places).acquire_owned().await;
        let place = place.map_err(|_| StoreError::Closed)?;
        let connection = loop {
            let Some(mut idle) = self.shared.idle().pop() else {
                break PgConnection::connect_with(&self.shared.options).await?;
            };
            if idle.since.elapsed() < FRESH || idle.connection.ping().await.is_ok() {
                break idle.connection;
            }
        };
        Ok(Line {
            connection: Some(connection),
            whole: true,
            in_transaction: false,
            shared: Arc::clone(&self.shared),
            _place: place,
        })
    }

    /// Refuses later users, and closes what is idle.
    pub(super) async fn close(&self) {
        self.shared.places.close();
        let idle = std::mem::take(&mut *self.shared.idle());
        for idle in idle {
            // The server notices in any case.
            let _ = timeout(self.shared.acquire_timeout, idle.connection.close()).await;
        }
    }
}

impl Shared {
    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        // Nothing that holds the lock can leave it half changed.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn connection(&mut self) -> &mut PgConnection {
        let connection = self.connection.as_mut();
        connection.expect("a line has its connection until it is dropped")
    }

    /// Runs a statement; returns how many rows it touched.
    pub(crate) async fn execute(&mut self, statement: Statement<'_>) -> Result<u64, StoreError> {
        self.whole = false;
        let bound = self.shared.statement_timeout;
        let answer = bounded(bound, statement.execute(self.connection())).await;
        Ok(self.took(answer)?.rows_affected())
    }

    pub(crate) async fn fetch<R>(&mut self, statement: Statement<'_>) -> Result<Vec<R>, StoreError>
    where
        R: for<'r> FromRow<'r, PgRow>,
    {
        self.whole = false;
        let bound = self.shared.statement_timeout;
        let answer = bounded(bound, statement.fetch_all(self.connection())).await;
        let rows = self.took(answer)?;
        Ok(rows.iter().map(R::from_row).collect::<Result<_, _>>()?)
    }

    pub(super) async fn begin(&mut self) -> Result<(), StoreError> {
        self.execute(sqlx::query("BEGIN")).await?;
        self.in_transaction = true;
        Ok(())
    }

    /// When this fails, nobody knows whether it was done.
    pub(super) async fn commit(&mut self) -> Result<(), StoreError> {
        self.execute(sqlx::query("COMMIT")).await?;
        self.in_transaction = false;
        Ok(())
    }

    /// Undoes what was done since [`Line::begin`]; when that fails, the connection is not used again,
    /// and the server undoes it.
    pub(super) async fn rollback(&mut self) {
        if self.whole && self.execute(sqlx::query("ROLLBACK")).await.is_ok() {
            self.in_transaction = false;
        }
    }

    /// Takes note of whether the connection can be used again.
    fn took<A>(&mut self, answer: Result<A, sqlx::Error>) -> Result<A, StoreError> {
        self.whole = answer.as_ref().err().is_none_or(trouble::leaves_connection);
        Ok(answer?)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let connection = self.connection.take();
        let whole = self.whole && !self.in_transaction && !self.shared.places.is_closed();
        if let Some(connection) = connection.filter(|_| whole) {
            let since = Instant::now();
            self.shared.idle().push(Idle { connection, since });
        }
    }
}

async fn bounded<A>(
    bound: Duration,
    answer: impl Future<Output = Result<A, sqlx::Error>>,
) -> Result<A, sqlx::Error> {
    let late = |_| {
        let text = "the database did not answer in time";
        Err(sqlx::Error::Io(io::Error::new(
            io::ErrorKind::TimedOut,
            text,
        )))
    };
    timeout(bound, answer).await.unwrap_or_else(late)
}
