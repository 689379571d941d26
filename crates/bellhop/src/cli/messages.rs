//! The command line of `bellhop messages`.

use clap::Args;

use super::ServerOptions;

#[derive(Debug, Args)]
pub(crate) struct MessagesOptions {
    /// Only those with this status, or these with commas: queued, delivered, failed, expired,
    /// refused, ambiguous, merged, cancelled
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    pub(crate) status: Vec<String>,
    /// Only those of this template
    #[arg(long, value_name = "SLUG")]
    pub(crate) template: Option<String>,
    /// Only those for this recipient
    #[arg(long, value_name = "DISTINCT_ID")]
    pub(crate) recipient: Option<String>,
    /// An id of a message or trigger, an idempotency key, a recipient, channel, user or e-mail
    #[arg(long, value_name = "TEXT")]
    pub(crate) search: Option<String>,
    /// How many at most
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    pub(crate) limit: usize,
    /// Print what the server says, as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) server: ServerOptions,
}
