//! The commands, one file each.

pub(crate) mod bench;
pub(crate) mod cancel;
pub(crate) mod dead_letters;
pub(crate) mod demo;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod forecast;
pub(crate) mod fuzz;
pub(crate) mod lint;
pub(crate) mod messages;
pub(crate) mod new;
pub(crate) mod quarantine;
pub(crate) mod render;
pub(crate) mod send;
pub(crate) mod serve;
pub(crate) mod sim;
pub(crate) mod test;
pub(crate) mod watch;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use bellhop::config::Config;
use bellhop_core::id::Slug;

use crate::cli::{TemplatesOptions, Wrong};

/// Reads the configuration; what is wrong with it is the caller's error.
pub(crate) fn load_config(file: Option<&Path>, variables: Vec<(String, String)>) -> Result<Config> {
    let text = match file {
        Some(path) => {
            let text = std::fs::read_to_string(path);
            Some(text.with_context(|| format!("--config {}", path.display())))
        }
        None => None,
    };
    let text = text.transpose().map_err(|error| Wrong::of(&error))?;
    let name = file
        .map(|path| path.display().to_string())
        .unwrap_or_default();
    let file = text.as_deref().map(|text| (name.as_str(), text));
    Config::load(file, variables).map_err(|error| Wrong::of(&error))
}

/// The configuration of a command that works on templates alone.
pub(crate) fn templates_config(
    options: &TemplatesOptions,
    variables: Vec<(String, String)>,
) -> Result<Config> {
    let mut config = load_config(options.config.as_deref(), variables)?;
    if let Some(folder) = &options.dir {
        config.templates.dir.clone_from(folder);
    }
    Ok(config)
}

/// Reads the name of a template; one that can't be is wrong usage.
pub(crate) fn template_name(text: &str) -> Result<Slug> {
    let slug = Slug::parse(text).context("the template's name");
    slug.map_err(|error| Wrong::of(&error))
}

/// Prints the default configuration.
pub(crate) fn print_default_config() -> Result<ExitCode> {
    anstream::print!("{}", bellhop::config::DEFAULT);
    Ok(ExitCode::SUCCESS)
}

/// Prints the page about `slack.libsonnet`.
pub(crate) fn print_library_page() -> Result<ExitCode> {
    anstream::print!("{}", bellhop_templates::reference::page());
    Ok(ExitCode::SUCCESS)
}

/// Waits for SIGTERM or Ctrl-C.
pub(crate) async fn asked_to_stop() -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM")?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.context("Ctrl-C"),
        _ = terminate.recv() => Ok(()),
    }
}
