//! The connections that messages name, with their secrets, remembered while they are active.
//!
//! A disabled connection is never remembered: it is read again for every message, so that renewing a
//! token takes effect at once.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use bellhop_core::fault::{Fault, Reason};
use bellhop_core::id::ConnectionId;
use bellhop_store::{Connection, ConnectionState, Store, StoreError};

use crate::clock::time_of_day_ms;

pub(crate) struct Connections {
    store: Store,
    active: RwLock<HashMap<ConnectionId, Arc<Connection>>>,
    max: usize,
}

/// Why a connection can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConnectionError {
    #[error("the store has no connection {0}")]
    NotFound(ConnectionId),
    #[error("connection {id} is disabled: {detail}")]
    Disabled { id: ConnectionId, detail: String },
    #[error("the store can't be read")]
    Store(#[source] StoreError),
}

impl ConnectionError {
    pub(crate) fn fault(&self) -> Fault {
        match self {
            Self::NotFound(_) | Self::Disabled { .. } => Fault::GiveUp,
            Self::Store(error) => error.fault(),
        }
    }

    pub(crate) fn reason(&self) -> Reason {
        match self {
            Self::NotFound(_) => Reason::ConnectionNotFound,
            Self::Disabled { .. } => Reason::ConnectionDisabled,
            Self::Store(error) => error.reason(),
        }
    }
}

impl Connections {
    pub(crate) fn new(store: Store, max: usize) -> Self {
        Self {
            store,
            active: RwLock::default(),
            max,
        }
    }

    /// The connection, if it may be used.
    pub(crate) async fn active(
        &self,
        id: &ConnectionId,
    ) -> Result<Arc<Connection>, ConnectionError> {
        if let Some(known) = self
            .active
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(id)
        {
            return Ok(Arc::clone(known));
        }
        let found = self
            .store
            .connection(id)
            .await
            .map_err(ConnectionError::Store)?;
        let connection = Arc::new(found.ok_or_else(|| ConnectionError::NotFound(id.clone()))?);
        match &connection.state {
            ConnectionState::Active => {}
            ConnectionState::Disabled { detail, .. } => {
                let (id, detail) = (id.clone(), detail.clone());
                return Err(ConnectionError::Disabled { id, detail });
            }
        }
        let mut active = self.active.write().unwrap_or_else(PoisonError::into_inner);
        if active.len() >= self.max {
            active.clear();
        }
        active.insert(id.clone(), Arc::clone(&connection));
        Ok(connection)
    }

    /// Takes a connection out of use until someone renews it.
    pub(crate) async fn disable(
        &self,
        id: &ConnectionId,
        reason: Reason,
        detail: &str,
    ) -> Result<(), StoreError> {
        self.active
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
        self.store
            .disable_connection(id, reason, detail, time_of_day_ms())
            .await
    }
}
