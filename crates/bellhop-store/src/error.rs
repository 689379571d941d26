//! Why the store could not do what it was asked.

use std::io;
use std::sync::Arc;

use bellhop_core::fault::{Fault, Reason};
use bellhop_core::id::DistinctId;
use bellhop_core::profile::EditError;

/// Why the store could not do what it was asked. The text never contains a secret.
///
/// It can be cloned because writes that share a transaction share its failure.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The URL names no back end that there is.
    #[error(
        "store URL {url:?} is not one that Bellhop knows; it must look like sqlite:data/store.db or postgres://user:password@host:5432/database (with ?sslmode=…, sslrootcert, sslcert, sslkey, host or application_name)"
    )]
    Url {
        /// The URL.
        url: String,
    },
    /// The database could not be opened or brought up to date.
    #[error("the store at {place} could not be opened{advice}")]
    Open {
        /// The database file, or the server and its database.
        place: String,
        /// What would be right, after a semicolon; empty when that is not known.
        advice: &'static str,
        /// Why.
        #[source]
        source: Arc<sqlx::Error>,
    },
    /// The secrets in the database were sealed with another key.
    #[error(
        "the secrets key is not the one that the store at {place} was made with; give it the first key back, or start with an empty store"
    )]
    WrongKey {
        /// The database file, or the server and its database.
        place: String,
    },
    /// The database failed: disk full, disk gone, locked by another program, server gone. What was asked
    /// may have been done nevertheless when the answer was lost on its way.
    #[error("the store is unavailable")]
    Unavailable(#[source] Arc<sqlx::Error>),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// What is stored cannot be read: it was changed by hand, or by a newer version.
    #[error("{what} in the store cannot be read")]
    Unreadable {
        /// What it is, by table and id.
        what: String,
    },
    /// An edit of a profile was refused; nothing of its request was done.
    #[error("edit {index} (profile {distinct_id}): {source}")]
    Edit {
        /// The position in the request, from 0.
        index: usize,
        /// The profile.
        distinct_id: DistinctId,
        /// What is wrong, naming the field.
        source: EditError,
    },
    /// A cursor is not one that the store gave out for this list.
    #[error("{field}: {problem}")]
    Cursor {
        /// `before` or `after`.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
}

impl StoreError {
    /// What to do about it.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::Unavailable(_) | Self::Closed => Fault::Retry,
            Self::Url { .. }
            | Self::Open { .. }
            | Self::WrongKey { .. }
            | Self::Unreadable { .. }
            | Self::Edit { .. }
            | Self::Cursor { .. } => Fault::GiveUp,
        }
    }

    /// What to call it.
    #[must_use]
    pub fn reason(&self) -> Reason {
        match self {
            Self::Unavailable(_) | Self::Closed => Reason::StorageUnavailable,
            Self::Url { .. } | Self::Open { .. } | Self::WrongKey { .. } => Reason::Configuration,
            Self::Unreadable { .. } | Self::Edit { .. } | Self::Cursor { .. } => Reason::Unreadable,
        }
    }
}

impl StoreError {
    pub(crate) fn unreadable(what: impl Into<String>) -> Self {
        Self::Unreadable { what: what.into() }
    }

    pub(crate) fn late(what: &str) -> Self {
        let error = io::Error::new(io::ErrorKind::TimedOut, what);
        Self::from(sqlx::Error::Io(error))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable(Arc::new(error))
    }
}

/// A URL as an error may show it. Where a server is named, so may be a password, and in a URL that is
/// not understood it may be anywhere.
pub(crate) fn without_password(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, _)) => format!("{scheme}://…"),
        None => url.to_owned(),
    }
}
