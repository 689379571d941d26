//! `bellhop sim`.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use bellhop_sim::{Limits, Seed, Sim, SimConfig};

use super::asked_to_stop;
use crate::cli::SimOptions;
use crate::screen;

pub(crate) async fn run(options: &SimOptions) -> Result<ExitCode> {
    let limits = Limits {
        post_per_second: options.post_per_second,
        ..Limits::default()
    };
    let config = SimConfig {
        listen: options.listen,
        limits,
        seed: Seed::demo(),
        open_tokens: options.open_tokens,
    };
    let sim = Sim::start(config).await;
    let sim = sim.with_context(|| format!("the simulator can't listen at {}", options.listen))?;
    screen::good("a simulated Slack is up; Ctrl-C stops it");
    screen::fact("page", &sim.url());
    screen::fact("Web API", &sim.api_url());
    screen::fact("bot token", "xoxb-demo");
    screen::fact("webhook", &sim.webhook_url("T0ACME/B0DEPLOYS/demo"));
    asked_to_stop().await?;
    sim.stop().await;
    Ok(ExitCode::SUCCESS)
}
