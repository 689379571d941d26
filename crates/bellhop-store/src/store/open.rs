//! Opening a store: the choice of a back end.

use std::sync::Arc;

use super::{Backend, Store};
use crate::error::without_password;
use crate::memory::Memory;
use crate::secrets::Seal;
use crate::sqlite::Sqlite;
use crate::writes::{Engine, Writes};
use crate::{SecretsKey, StoreConfig, StoreError};

impl Store {
    /// Opens the store that `url` names, with the default bounds: `sqlite:` and a path. What is
    /// missing is made, and an older database is brought up to date.
    ///
    /// # Errors
    /// [`StoreError::Url`], [`StoreError::Open`], or [`StoreError::WrongKey`] when the store was made
    /// with another key.
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
        let Some(path) = url.strip_prefix("sqlite:") else {
            return Err(StoreError::Url {
                url: without_password(url),
            });
        };
        let path = path.strip_prefix("//").unwrap_or(path);
        let seal = Arc::new(Seal::new(&key));
        let (sqlite, engine) = Sqlite::open(path.as_ref(), &seal, config.clone()).await?;
        let memory = Arc::new(Memory::new(config.connections_in_memory_max));
        let (sealing, remembering) = (Arc::clone(&seal), Arc::clone(&memory));
        let writes = Writes::start(Engine::Sqlite(engine), sealing, remembering, &config);
        Ok(Self {
            seal,
            memory,
            writes,
            backend: Arc::new(Backend::Sqlite(sqlite)),
        })
    }
}
