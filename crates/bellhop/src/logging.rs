//! Log lines: tracing, to standard error, for people or for machines.

use std::io::IsTerminal as _;

use anyhow::{Context as _, Result};
use bellhop::config::{Log, LogFormat};
use tracing_subscriber::EnvFilter;

/// Starts logging. `log.level` may be a plain level, which is meant for Bellhop's own lines: those of
/// libraries come from `warn` on, and of lapin none, because the queue says itself what matters and
/// lapin's may hold a message's body.
///
/// # Errors
/// A level that is not one.
pub(crate) fn start(log: &Log) -> Result<()> {
    let plain = ["off", "error", "warn", "info", "debug", "trace"].contains(&log.level.as_str());
    let directives = if plain {
        format!("warn,lapin=off,bellhop={0}", log.level)
    } else {
        log.level.clone()
    };
    let directives = if log.level == "off" {
        "off".to_owned()
    } else {
        directives
    };
    let filter = EnvFilter::try_new(&directives)
        .with_context(|| format!("log.level: {:?} is not a level", log.level))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match log.format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
    Ok(())
}
