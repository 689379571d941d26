//! The command line of `bellhop dead-letters`.

use clap::{Args, Subcommand};

use super::ServerOptions;

#[derive(Debug, Args)]
pub(crate) struct DeadLettersOptions {
    #[command(subcommand)]
    pub(crate) command: DeadLetters,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DeadLetters {
    /// List them, oldest first
    List {
        /// How many at most
        #[arg(long, value_name = "NUMBER", default_value_t = 100)]
        limit: usize,
        /// Print what the server says, as JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        server: ServerOptions,
    },
    /// Show one, with its envelope
    Show {
        /// The id of the message or trigger
        id: String,
        /// Print what the server says, as JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        server: ServerOptions,
    },
    /// Send them again, with a new deadline
    ///
    /// Fix first what they failed for. What Slack turns out to have already is not sent again.
    Redrive(ChoiceOptions),
    /// Forget them for good; their records stay
    Purge(ChoiceOptions),
}

#[derive(Debug, Args)]
pub(crate) struct ChoiceOptions {
    /// The ids of messages or triggers
    #[arg(
        value_name = "ID",
        required_unless_present_any = ["all", "template"],
        conflicts_with_all = ["all", "template"]
    )]
    pub(crate) ids: Vec<String>,
    /// All of the workspace that fit
    #[arg(long)]
    pub(crate) all: bool,
    /// Only those that were given up for this reason, such as template_error
    #[arg(long, value_name = "REASON", requires = "all")]
    pub(crate) reason: Option<String>,
    /// Only those of this workflow, template or event
    #[arg(long, value_name = "NAME", requires = "all")]
    pub(crate) workflow: Option<String>,
    /// All messages that this template failed on, for whatever reason
    #[arg(long, value_name = "SLUG", conflicts_with = "all")]
    pub(crate) template: Option<String>,
    /// Print what the server says, as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) server: ServerOptions,
}
