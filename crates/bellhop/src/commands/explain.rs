//! `bellhop explain`.

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::ExplainOptions;
use crate::client::Client;

pub(crate) async fn run(options: &ExplainOptions) -> Result<ExitCode> {
    let client = Client::of(&options.server)?;
    let text = client.explain(&options.id).await?;
    anstream::print!("{text}");
    Ok(ExitCode::SUCCESS)
}
