//! `bellhop bench`: what Slack sees of real server processes, counted.

mod backlog;
mod bed;
mod bulk;
mod callers;
mod parts;
mod process;
mod tally;

mod conformance;
mod crash;
mod faults;
mod load;
mod pace;
mod render;
mod shards;
mod waiting;

use std::process::ExitCode;

use anyhow::Result;

pub(crate) use self::conformance::Scene;
pub(crate) use self::faults::FaultKind;
pub(crate) use self::parts::Parts;
use crate::cli::{Bench, BenchOptions};

pub(crate) async fn run(
    options: &BenchOptions,
    variables: Vec<(String, String)>,
) -> Result<ExitCode> {
    match &options.bench {
        Bench::Conformance(options) => conformance::run(options).await,
        Bench::Pace {
            parts,
            channels,
            messages,
        } => pace::run(*parts, *channels, *messages).await,
        Bench::Crash {
            parts,
            triggers,
            per_second,
            kill_every_ms,
        } => crash::run(*parts, *triggers, *per_second, *kill_every_ms).await,
        Bench::Load(options) => load::run(options).await,
        Bench::Shards(options) => shards::run(options).await,
        Bench::Render {
            renders,
            only,
            templates,
        } => render::run(*renders, only, templates, variables).await,
        Bench::Faults(options) => faults::run(options).await,
    }
}
