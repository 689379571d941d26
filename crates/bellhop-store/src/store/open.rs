//! Opening a store: the choice of a back end.

use std::sync::Arc;

use super::{Backend, Store};
use crate::error::without_password;
use crate::memory::Memory;
use crate::postgres::Postgres;
use crate::secrets::Seal;
use crate::sqlite::Sqlite;
use crate::writes::{Engines, Writes};
use crate::{SecretsKey, StoreConfig, StoreError};

impl Store {
    /// Opens the store that `url` names, with the default bounds: `sqlite:` and a path, or
    /// `postgres://` (or `postgresql://`) and a database. What is missing is made, and an older
    /// database is brought up to date; several programs may open one PostgreSQL database at once.
    ///
    /// # Errors
    /// [`StoreError::Url`], [`StoreError::Open`], or [`StoreError::WrongKey`] when the store was made
    /// with another key. None shows a password that the URL holds.
    pub async fn open(url: &str, key: SecretsKey) -> Result<Self, StoreError> {
        Self::open_with(url, key, StoreConfig::default()).await
    }

    /// [`Store::open`] with bounds of your own.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_with(
        url: &str,
        key: SecretsKey,
        config: StoreConfig,
    ) -> Result<Self, StoreError> {
        let seal = Arc::new(Seal::new(&key));
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            let (sqlite, engine) = Sqlite::open(path.as_ref(), &seal, config.clone()).await?;
            let (backend, engines) = (Backend::Sqlite(sqlite), Engines::Sqlite(engine));
            let memory = Memory::new(config.connections_in_memory_max, None);
            Ok(Self::start(seal, memory, backend, engines, &config))
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let (postgres, engines) = Postgres::open(url, &seal, config.clone()).await?;
            let ttl = Some(config.connections_ttl());
            let memory = Memory::new(config.connections_in_memory_max, ttl);
            let backend = Backend::Postgres(postgres);
            Ok(Self::start(seal, memory, backend, engines, &config))
        } else {
            Err(StoreError::Url {
                url: without_password(url),
            })
        }
    }

    fn start(
        seal: Arc<Seal>,
        memory: Memory,
        backend: Backend,
        engines: Engines,
        config: &StoreConfig,
    ) -> Self {
        let memory = Arc::new(memory);
        let (sealing, remembering) = (Arc::clone(&seal), Arc::clone(&memory));
        Self {
            seal,
            memory,
            writes: Writes::start(engines, sealing, remembering, config),
            backend: Arc::new(backend),
            bell: Arc::default(),
        }
    }
}
