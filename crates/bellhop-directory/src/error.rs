//! Why a directory could not be opened. Once it is open it never fails: it only knows less.

use bellhop_core::fault::{Fault, Reason};

/// Why a directory could not be opened. The text shows nothing of the URL, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// The URL names no back end that there is.
    #[error(
        "cache.url must be \"memory\", or redis://[user:password@]host[:port][/database], or the same with rediss:// for TLS"
    )]
    Url,
    /// A setting is out of its bounds.
    #[error("{setting} must be {bounds}")]
    Setting {
        /// Its name.
        setting: &'static str,
        /// What it must be.
        bounds: &'static str,
    },
}

impl DirectoryError {
    /// What to do about it.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::Url | Self::Setting { .. } => Fault::GiveUp,
        }
    }

    /// What to call it.
    #[must_use]
    pub fn reason(&self) -> Reason {
        match self {
            Self::Url | Self::Setting { .. } => Reason::Configuration,
        }
    }
}
