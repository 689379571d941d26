//! The command line of `bellhop dead-letters`.

use std::time::Duration;

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
    Redrive(RedriveOptions),
    /// Forget them for good; their records stay
    Purge(ChoiceOptions),
}

#[derive(Debug, Args)]
pub(crate) struct RedriveOptions {
    /// Send messages to this channel, user or e-mail instead
    #[arg(long, value_name = "PLACE")]
    pub(crate) to: Option<String>,
    /// The connection that reaches it, if not each message's own
    #[arg(long, value_name = "ID", requires = "to")]
    pub(crate) connection: Option<String>,
    #[command(flatten)]
    pub(crate) choice: ChoiceOptions,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("many").multiple(true))]
pub(crate) struct ChoiceOptions {
    /// The ids of messages or triggers
    #[arg(
        value_name = "ID",
        required_unless_present = "many",
        conflicts_with = "many"
    )]
    pub(crate) ids: Vec<String>,
    /// All of the workspace that fit
    #[arg(long, group = "many")]
    pub(crate) all: bool,
    /// Only those that were given up for this reason, such as template_error
    #[arg(long, value_name = "REASON", requires = "many")]
    pub(crate) reason: Option<String>,
    /// Only those of this workflow or event
    #[arg(long, value_name = "NAME", requires = "many")]
    pub(crate) workflow: Option<String>,
    /// Only those that were given up at most so long ago, such as 90s, 30m, 2h or 1d
    #[arg(long, value_name = "AGE", requires = "many", value_parser = age)]
    pub(crate) since: Option<Duration>,
    /// All messages that this template failed on, for whatever reason
    #[arg(long, value_name = "SLUG", group = "many")]
    pub(crate) template: Option<String>,
    /// Print what the server says, as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) server: ServerOptions,
}

fn age(text: &str) -> Result<Duration, String> {
    let units = [("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400)];
    let found = units.iter().find_map(|(unit, seconds)| {
        let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
        number.checked_mul(*seconds).map(Duration::from_secs)
    });
    found.ok_or_else(|| "must be a number and s, m, h or d, such as 2h".to_owned())
}
