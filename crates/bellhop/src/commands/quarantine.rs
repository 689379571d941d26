//! `bellhop quarantine`: a table for people, or what the server says for programs.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::dead_letters::{age, text};
use crate::cli::{QuarantineCommand, ReleaseOptions};
use crate::client::Client;
use crate::screen;

pub(crate) async fn run(command: &QuarantineCommand) -> Result<ExitCode> {
    match command {
        QuarantineCommand::List { json, server } => list(&Client::of(server)?, *json).await,
        QuarantineCommand::Release(options) => release(options).await,
    }
}

async fn list(client: &Client, as_json: bool) -> Result<ExitCode> {
    let answer = client.get("/v1/quarantine/").await?;
    let found = answer.get("results").and_then(Value::as_array);
    let found = found.context("no results came back")?;
    if as_json {
        screen::json(&json!(found))?;
        return Ok(ExitCode::SUCCESS);
    }
    if found.is_empty() {
        screen::good("nothing is in quarantine");
        return Ok(ExitCode::SUCCESS);
    }
    let row = |entry: &Value| {
        [
            text(entry, "destination").to_owned(),
            age(entry, "since_ms"),
            text(entry, "detail").to_owned(),
            text(entry, "connection").to_owned(),
        ]
    };
    let rows: Vec<_> = found.iter().map(row).collect();
    screen::table(["DESTINATION", "SINCE", "DETAIL", "CONNECTION"], &rows);
    Ok(ExitCode::SUCCESS)
}

async fn release(options: &ReleaseOptions) -> Result<ExitCode> {
    let mut body = if options.all {
        json!({"all": true})
    } else {
        json!({"destinations": options.destinations})
    };
    if let Some(connection) = &options.connection {
        body["connection"] = connection.as_str().into();
    }
    let client = Client::of(&options.server)?;
    let answer = client.post("/v1/quarantine/release/", &body).await?;
    let failed = answer.get("failed").and_then(Value::as_array);
    let failed = failed.context("the answer does not say what failed")?;
    let code = if failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    };
    if options.json {
        screen::json(&answer)?;
        return Ok(code);
    }
    let released = answer.get("released").and_then(Value::as_u64);
    screen::good(&format!("{} released", released.unwrap_or_default()));
    for failure in failed {
        let line = format!(
            "{}: {}",
            text(failure, "destination"),
            text(failure, "error")
        );
        screen::bad(&line);
    }
    Ok(code)
}
