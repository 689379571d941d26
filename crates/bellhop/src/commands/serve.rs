//! `bellhop serve`.

use std::process::ExitCode;

use anyhow::Result;
use bellhop::app::App;

use super::{asked_to_stop, load_config};
use crate::cli::{ServeOptions, Wrong};
use crate::logging;

pub(crate) async fn run(
    options: &ServeOptions,
    variables: Vec<(String, String)>,
) -> Result<ExitCode> {
    let config = load_config(options.config.as_deref(), variables)?;
    config
        .check_role(options.role)
        .map_err(|error| Wrong::of(&error))?;
    logging::start(&config.log).map_err(|error| Wrong::of(&error))?;
    if config.workspace.key.is_empty() {
        tracing::info!(
            "no workspace is configured (workspace.key): only those in the store can call"
        );
    }
    let app = App::start(&config, options.role).await?;
    asked_to_stop().await?;
    tracing::info!("asked to stop");
    app.stop().await;
    Ok(ExitCode::SUCCESS)
}
