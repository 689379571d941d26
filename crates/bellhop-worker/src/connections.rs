//! The connections that messages name, with their secrets. The store keeps those that are in use in
//! memory, and never says active of one that is disabled.

use bellhop_core::fault::{Fault, Reason};
use bellhop_core::id::ConnectionId;
use bellhop_store::{Connection, ConnectionState, Store, StoreError};

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

/// The connection, if it may be used.
pub(crate) async fn active(
    store: &Store,
    id: &ConnectionId,
) -> Result<Connection, ConnectionError> {
    let found = store.connection(id).await.map_err(ConnectionError::Store)?;
    let connection = found.ok_or_else(|| ConnectionError::NotFound(id.clone()))?;
    usable(id, &connection.state)?;
    Ok(connection)
}

/// Whether a connection in this state may be used.
pub(crate) fn usable(id: &ConnectionId, state: &ConnectionState) -> Result<(), ConnectionError> {
    match state {
        ConnectionState::Active => Ok(()),
        ConnectionState::Disabled { detail, .. } => Err(ConnectionError::Disabled {
            id: id.clone(),
            detail: detail.clone(),
        }),
    }
}
