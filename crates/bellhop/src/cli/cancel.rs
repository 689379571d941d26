//! The command line of `bellhop cancel`.

use clap::Args;

use super::ServerOptions;

#[derive(Debug, Args)]
pub(crate) struct CancelOptions {
    /// The id of the trigger
    #[arg(value_name = "ID", required_unless_present_any = ["key", "idempotency_key"])]
    pub(crate) id: Option<String>,
    /// The cancellation key that it came with
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,
    /// The idempotency key that it came with
    #[arg(long, value_name = "KEY")]
    pub(crate) idempotency_key: Option<String>,
    /// Only if it started this workflow
    #[arg(long, value_name = "SLUG")]
    pub(crate) workflow: Option<String>,
    /// Only for this recipient; may be given several times
    #[arg(long = "to", value_name = "DISTINCT_ID")]
    pub(crate) recipients: Vec<String>,
    #[command(flatten)]
    pub(crate) server: ServerOptions,
}
