//! Where the parts are: the URLs of store, queue and cache, which choose their back ends.
//!
//! A URL may hold a password, so that none of these can be printed whole.

use std::path::PathBuf;

use anyhow::{Result, bail};
use secrecy::SecretString;

/// `store.url`.
#[derive(Debug, Clone)]
pub enum StorePlace {
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL database.
    Postgres(SecretString),
}

/// `queue.url`.
#[derive(Debug, Clone)]
pub enum QueuePlace {
    /// A SQLite file.
    File(PathBuf),
    /// A RabbitMQ broker.
    Rabbitmq(SecretString),
}

/// `cache.url`.
#[derive(Debug, Clone)]
pub enum CachePlace {
    /// The process's own memory.
    Memory,
    /// A Redis server.
    Redis(SecretString),
}

impl StorePlace {
    pub(super) fn parse(url: &str) -> Result<Self> {
        match scheme(url) {
            "sqlite" => Ok(Self::File(path("store.url", url)?)),
            "postgres" | "postgresql" => Ok(Self::Postgres(url.into())),
            other => bail!(
                "store.url: must be sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE; {other:?} is not known"
            ),
        }
    }
}

impl QueuePlace {
    pub(super) fn parse(url: &str, store: &StorePlace) -> Result<Self> {
        match (scheme(url), store) {
            ("embedded", StorePlace::File(store)) if url == "embedded" => {
                Ok(Self::File(store.with_extension("queue.db")))
            }
            ("embedded", StorePlace::Postgres(_)) => bail!(
                "queue.url: \"embedded\" is a file beside the store's, and store.url is not a file; give amqp://USER:PASSWORD@HOST/VHOST, or sqlite:PATH"
            ),
            ("sqlite", _) => Ok(Self::File(path("queue.url", url)?)),
            ("amqp" | "amqps", _) => Ok(Self::Rabbitmq(url.into())),
            (other, _) => bail!(
                "queue.url: must be \"embedded\", sqlite:PATH or amqp://USER:PASSWORD@HOST/VHOST; {other:?} is not known"
            ),
        }
    }
}

impl CachePlace {
    pub(super) fn parse(url: &str) -> Result<Self> {
        match scheme(url) {
            "memory" if url == "memory" => Ok(Self::Memory),
            "redis" | "rediss" => Ok(Self::Redis(url.into())),
            other => bail!(
                "cache.url: must be \"memory\" or redis://:PASSWORD@HOST/; {other:?} is not known"
            ),
        }
    }
}

/// What comes before the colon: never a secret.
fn scheme(url: &str) -> &str {
    url.split(':').next().unwrap_or_default()
}

fn path(name: &str, url: &str) -> Result<PathBuf> {
    let path = url.strip_prefix("sqlite:").unwrap_or_default();
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() {
        bail!("{name}: sqlite: needs the path of a file, as in sqlite:bellhop.db");
    }
    Ok(PathBuf::from(path))
}
