//! `bellhop cancel`.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::cli::CancelOptions;
use crate::client::Client;
use crate::screen;

pub(crate) async fn run(options: &CancelOptions) -> Result<ExitCode> {
    let mut body = json!({});
    for (name, value) in [
        ("execution_id", &options.id),
        ("cancellation_key", &options.key),
        ("idempotency_key", &options.idempotency_key),
        ("workflow_slug", &options.workflow),
    ] {
        if let Some(value) = value {
            body[name] = value.as_str().into();
        }
    }
    if !options.recipients.is_empty() {
        body["recipients"] = json!(options.recipients);
    }
    let client = Client::of(&options.server)?;
    let answer = client.post("/v1/workflow_run/cancel/", &body).await?;
    let ids = answer.get("execution_ids").and_then(Value::as_array);
    let ids = ids.context("the answer does not say what was called off")?;
    if ids.is_empty() {
        screen::note("nothing waits that fits");
    }
    for id in ids.iter().filter_map(Value::as_str) {
        screen::good(&format!("called off: {id}"));
    }
    Ok(ExitCode::SUCCESS)
}
