//! `bellhop bench`: what Slack sees of a real server process, counted.

mod bed;
mod crash;
mod load;
mod pace;
mod tally;

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::{Bench, BenchOptions};

pub(crate) async fn run(options: &BenchOptions) -> Result<ExitCode> {
    match options.bench {
        Bench::Pace { channels, messages } => pace::run(channels, messages).await,
        Bench::Crash {
            triggers,
            per_second,
            kill_every_ms,
        } => crash::run(triggers, per_second, kill_every_ms).await,
        Bench::Load {
            triggers,
            clients,
            slack_latency_ms,
        } => load::run(triggers, clients, slack_latency_ms).await,
    }
}
