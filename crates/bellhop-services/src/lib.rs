//! RabbitMQ, PostgreSQL and Redis for tests and benchmarks: real servers, each on a private port of
//! loopback and with a private folder, so that a test can stop, kill, freeze and restart them.
//!
//! [`Server`] is one of them; it ends with its owner, also when the owner is killed. [`shared_url`]
//! is the server that all tests of a run share: `scripts/services`, which nextest calls before the
//! first test that needs it, starts one of each. The programs have to be installed
//! (`scripts/setup test` does); nothing of the machine's own servers is touched.
//!
//! In reading order: `server` is the life of one; `launch` says what starts it and when it is ready,
//! with a file for each kind; `keeper` is the thread that starts processes; `tree` finds a process's
//! children, to signal and to measure them together.

mod error;
mod server;

mod launch;

mod keeper;
mod tree;

pub use error::StartError;
pub use server::Server;
pub use tree::{cpu_seconds, resident_mib};

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// RabbitMQ 3.10 or newer.
    Rabbitmq,
    /// PostgreSQL 13 or newer.
    Postgres,
    /// Redis 6 or newer.
    Redis,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Rabbitmq, Self::Postgres, Self::Redis];

    /// Its name, as people write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rabbitmq => "RabbitMQ",
            Self::Postgres => "PostgreSQL",
            Self::Redis => "Redis",
        }
    }

    /// The environment variable with the URL of the server that the tests of a run share.
    #[must_use]
    pub fn variable(self) -> &'static str {
        match self {
            Self::Rabbitmq => "BELLHOP_TEST_RABBITMQ_URL",
            Self::Postgres => "BELLHOP_TEST_POSTGRES_URL",
            Self::Redis => "BELLHOP_TEST_REDIS_URL",
        }
    }
}

/// The URL of the server that all tests of this run share.
///
/// # Panics
/// When there is none: tests run under nextest, which starts it.
#[must_use]
pub fn shared_url(kind: Kind) -> String {
    let variable = kind.variable();
    std::env::var(variable)
        .unwrap_or_else(|_| panic!("{variable} is not set: run the tests with `cargo nextest run`"))
}

/// Makes an empty database on the PostgreSQL server that `url` names; gives its URL.
///
/// # Errors
/// When `psql` is not installed, or the server refuses.
pub fn new_database(url: &str) -> Result<String, StartError> {
    launch::new_database(url)
}
