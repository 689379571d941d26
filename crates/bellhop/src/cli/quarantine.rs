//! The command line of `bellhop quarantine`.

use clap::{Args, Subcommand};

use super::ServerOptions;

#[derive(Debug, Args)]
pub(crate) struct QuarantineOptions {
    #[command(subcommand)]
    pub(crate) command: QuarantineCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum QuarantineCommand {
    /// List the destinations that Slack says are gone
    List {
        /// Print what the server says, as JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        server: ServerOptions,
    },
    /// Let destinations out, because they are there again
    ///
    /// What ended for them meanwhile is among the dead letters: redrive it afterwards.
    Release(ReleaseOptions),
}

#[derive(Debug, Args)]
pub(crate) struct ReleaseOptions {
    /// Channels or users, or "webhook"
    #[arg(
        value_name = "DESTINATION",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    pub(crate) destinations: Vec<String>,
    /// Everything of the workspace
    #[arg(long)]
    pub(crate) all: bool,
    /// Only those of this connection
    #[arg(long, value_name = "ID")]
    pub(crate) connection: Option<String>,
    /// Print what the server says, as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) server: ServerOptions,
}
