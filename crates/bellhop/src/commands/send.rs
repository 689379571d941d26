//! `bellhop send`.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::cli::{SendOptions, Wrong};
use crate::client::Client;
use crate::screen;

/// How often the server is asked while waiting.
const ASK_EVERY: Duration = Duration::from_millis(250);

pub(crate) async fn run(options: &SendOptions) -> Result<ExitCode> {
    let data = data(&options.data).map_err(|error| Wrong::of(&error))?;
    let mut body = json!({
        "workflow": options.workflow, "recipients": options.recipients, "data": data,
    });
    if let Some(key) = &options.idempotency_key {
        body["$idempotency_key"] = key.as_str().into();
    }
    let client = Client::of(&options.server)?;
    let answer = client.post("/trigger/", &body).await?;
    let id = answer
        .get("message_id")
        .and_then(Value::as_str)
        .context("no message_id came back")?;
    if !options.wait {
        anstream::println!("{id}");
        return Ok(ExitCode::SUCCESS);
    }
    let messages = wait(&client, id).await?;
    let mut code = ExitCode::SUCCESS;
    for message in &messages {
        let text = |name: &str| {
            message
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let line = format!("{} {} {}", text("id"), text("distinct_id"), text("status"));
        if text("status") == "delivered" {
            screen::good(&line);
        } else {
            screen::bad(&format!("{line}: {} {}", text("reason"), text("detail")));
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

fn data(text: &str) -> Result<Value> {
    let text = match text.strip_prefix('@') {
        Some(file) => std::fs::read_to_string(file).with_context(|| format!("--data @{file}"))?,
        None => text.to_owned(),
    };
    let data: Value = serde_json::from_str(&text).context("--data is not JSON")?;
    anyhow::ensure!(data.is_object(), "--data must be a JSON object");
    Ok(data)
}

/// Asks until no message waits any more. A progress bar shows itself on a terminal only.
async fn wait(client: &Client, id: &str) -> Result<Vec<Value>> {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}").context("the bar")?;
    let bar = ProgressBar::new(0).with_style(style).with_message("ended");
    loop {
        let answer = client.get(&format!("/v1/message/{id}")).await?;
        let messages = answer.get("messages").and_then(Value::as_array).cloned();
        let messages = messages.unwrap_or_default();
        let ended = messages
            .iter()
            .filter(|message| message["status"] != "queued")
            .count();
        bar.set_length(messages.len() as u64);
        bar.set_position(ended as u64);
        if !messages.is_empty() && ended == messages.len() {
            bar.finish_and_clear();
            return Ok(messages);
        }
        tokio::time::sleep(ASK_EVERY).await;
    }
}
