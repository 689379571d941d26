//! Why a server does not start.

use std::io;
use std::path::PathBuf;

use crate::Kind;

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its program is not installed.
    #[error("{} is not installed: {program} is missing; `scripts/setup test` installs it", .kind.name())]
    Missing {
        /// Which server.
        kind: Kind,
        /// The program that was looked for.
        program: PathBuf,
    },
    /// The system refused something.
    #[error("{what}")]
    System {
        /// What was tried.
        what: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A program that prepares or controls a server failed.
    #[error("{program} failed: {output}")]
    Failed {
        /// The program.
        program: PathBuf,
        /// What it printed.
        output: String,
    },
    /// It ended, or did not answer in time.
    #[error("{} did not get ready; the end of its log:\n{log}", .kind.name())]
    NotReady {
        /// Which server.
        kind: Kind,
        /// The end of its log.
        log: String,
    },
}

impl StartError {
    pub(crate) fn system(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::System { what, source }
    }
}
