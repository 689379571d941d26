//! `bellhop dead-letters`: a table for people, or what the server says for programs.

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::cli::{ChoiceOptions, DeadLetters, RedriveOptions};
use crate::client::Client;
use crate::screen;

/// Letters asked for at once.
const PAGE: usize = 100;
/// The most characters of a detail in the table.
const DETAIL_CHARACTERS_MAX: usize = 60;

pub(crate) async fn run(command: &DeadLetters) -> Result<ExitCode> {
    match command {
        DeadLetters::List {
            limit,
            json,
            server,
        } => list(&Client::of(server)?, *limit, *json).await,
        DeadLetters::Show { id, json, server } => show(&Client::of(server)?, id, *json).await,
        DeadLetters::Redrive(options) => redrive(options).await,
        DeadLetters::Purge(options) => change("purge", options, choice(options)).await,
    }
}

async fn list(client: &Client, limit: usize, as_json: bool) -> Result<ExitCode> {
    let mut letters: Vec<Value> = Vec::new();
    let mut after = String::new();
    loop {
        let page = PAGE.min(limit.max(1));
        let path = format!("/v1/dead_letter/?limit={page}&after={after}");
        let answer = client.get(&path).await?;
        let found = answer.get("results").and_then(Value::as_array);
        letters.extend(found.context("no results came back")?.iter().cloned());
        let next = answer.get("after").and_then(Value::as_str);
        match next.filter(|_| letters.len() < limit) {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    letters.truncate(limit);
    if as_json {
        screen::json(&json!(letters))?;
        return Ok(ExitCode::SUCCESS);
    }
    if letters.is_empty() {
        screen::good("there are no dead letters");
        return Ok(ExitCode::SUCCESS);
    }
    let rows: Vec<_> = letters.iter().map(row).collect();
    screen::table(
        ["ID", "SINCE", "WORKFLOW", "RECIPIENT", "REASON", "DETAIL"],
        &rows,
    );
    Ok(ExitCode::SUCCESS)
}

fn row(letter: &Value) -> [String; 6] {
    let detail: String = first_line(text(letter, "detail"))
        .chars()
        .take(DETAIL_CHARACTERS_MAX)
        .collect();
    [
        text(letter, "id").to_owned(),
        age(letter, "dead_at_ms"),
        text(letter, "workflow").to_owned(),
        text(letter, "distinct_id").to_owned(),
        text(letter, "reason").to_owned(),
        detail,
    ]
}

async fn show(client: &Client, id: &str, as_json: bool) -> Result<ExitCode> {
    // An id has no characters that mean something in a path; anything else is not found.
    let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
    let letter = client.get(&format!("/v1/dead_letter/{id}/")).await?;
    if as_json {
        screen::json(&letter)?;
        return Ok(ExitCode::SUCCESS);
    }
    for name in [
        "id",
        "kind",
        "message_id",
        "workflow",
        "distinct_id",
        "reason",
    ] {
        screen::fact(name, text(&letter, name));
    }
    screen::fact("since", &age(&letter, "dead_at_ms"));
    screen::fact("detail", "");
    screen::indented(text(&letter, "detail"));
    screen::fact("envelope", "");
    let envelope = letter.get("envelope").cloned().unwrap_or_default();
    screen::indented(&serde_json::to_string_pretty(&envelope).context("the envelope")?);
    Ok(ExitCode::SUCCESS)
}

async fn redrive(options: &RedriveOptions) -> Result<ExitCode> {
    let mut body = choice(&options.choice);
    for (name, value) in [("to", &options.to), ("connection", &options.connection)] {
        if let Some(value) = value {
            body[name] = value.as_str().into();
        }
    }
    change("redrive", &options.choice, body).await
}

/// Which letters are meant, as the API wants it.
fn choice(options: &ChoiceOptions) -> Value {
    let mut body = json!({});
    if options.all || options.template.is_some() {
        body["all"] = true.into();
        let filters = [
            ("reason", &options.reason),
            ("workflow", &options.workflow),
            ("template", &options.template),
        ];
        for (name, value) in filters {
            if let Some(value) = value {
                body[name] = value.as_str().into();
            }
        }
        if let Some(since) = options.since {
            let since = SystemTime::now().checked_sub(since);
            let since = since.and_then(|since| since.duration_since(SystemTime::UNIX_EPOCH).ok());
            let since_ms = since.unwrap_or_default().as_millis();
            body["since_ms"] = json!(u64::try_from(since_ms).unwrap_or(u64::MAX));
        }
    } else {
        body["ids"] = json!(options.ids);
    }
    body
}

/// Redrives or purges.
async fn change(what: &str, options: &ChoiceOptions, body: Value) -> Result<ExitCode> {
    let client = Client::of(&options.server)?;
    let answer = client
        .post(&format!("/v1/dead_letter/{what}/"), &body)
        .await?;
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
    for name in ["redriven", "delivered", "purged"] {
        match (name, answer.get(name).and_then(Value::as_u64)) {
            (_, None) | ("delivered", Some(0)) => {}
            ("delivered", Some(count)) => {
                screen::note(&format!("{count} not sent again: Slack has them"));
            }
            (_, Some(count)) => screen::good(&format!("{count} {name}")),
        }
    }
    for failure in failed {
        let line = format!("{}: {}", text(failure, "id"), text(failure, "error"));
        screen::bad(&line);
    }
    if answer.get("more") == Some(&Value::Bool(true)) {
        screen::note("there may be more; run it again");
    }
    Ok(code)
}

pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// How long ago a time was, in the largest unit that says something.
pub(super) fn age(value: &Value, name: &str) -> String {
    let at_ms = value.get(name).and_then(Value::as_u64);
    let at = SystemTime::UNIX_EPOCH + Duration::from_millis(at_ms.unwrap_or_default());
    let seconds = at.elapsed().unwrap_or_default().as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..86_400 => format!("{} h", seconds / 3_600),
        86_400.. => format!("{} d", seconds / 86_400),
    }
}
