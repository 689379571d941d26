//! `bellhop messages`: a table for people, or what the server says for programs.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::dead_letters::{age, text};
use crate::cli::MessagesOptions;
use crate::client::Client;
use crate::screen;

/// Messages asked for at once.
const PAGE: usize = 100;
/// How often the server is asked to look further back, when what is looked for is rare.
const LOOKS_MAX: usize = 20;

pub(crate) async fn run(options: &MessagesOptions) -> Result<ExitCode> {
    let client = Client::of(&options.server)?;
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("status", &Some(options.status.join(","))),
        ("template", &options.template),
        ("recipient", &options.recipient),
        ("search", &options.search),
    ] {
        query.append_pair(name, value.as_deref().unwrap_or_default());
    }
    let query = query.finish();

    let mut messages: Vec<Value> = Vec::new();
    let (mut after, mut looks) = (String::new(), 0);
    // A page that was stopped by the server's bound, with nothing behind it that was asked for.
    let stopped = loop {
        let page = PAGE.min(options.limit.max(1));
        let path = format!("/v1/message/?{query}&limit={page}&after={after}");
        let answer = client.get(&path).await?;
        let found = answer.get("results").and_then(Value::as_array);
        messages.extend(found.context("no results came back")?.iter().cloned());
        let next = answer.get("after").and_then(Value::as_str);
        let Some(next) = next.filter(|_| messages.len() < options.limit) else {
            break None;
        };
        next.clone_into(&mut after);
        if answer.get("searched_to_ms").is_some() {
            looks += 1;
            if looks == LOOKS_MAX {
                break Some(answer);
            }
        }
    };
    messages.truncate(options.limit);
    let more = stopped.map(|answer| {
        let back = age(&answer, "searched_to_ms");
        format!("looked back over {back}; there may be older ones")
    });
    if options.json {
        screen::json(&json!(messages))?;
        if let Some(more) = more {
            anstream::eprintln!("{more}");
        }
        return Ok(ExitCode::SUCCESS);
    }
    if messages.is_empty() && more.is_none() {
        screen::good("there are no such messages");
    } else if !messages.is_empty() {
        let rows: Vec<_> = messages.iter().map(row).collect();
        screen::table(
            [
                "ID",
                "AGE",
                "STATUS",
                "TEMPLATE",
                "RECIPIENT",
                "WHERE",
                "REASON",
            ],
            &rows,
        );
    }
    if let Some(more) = more {
        screen::note(&more);
    }
    Ok(ExitCode::SUCCESS)
}

fn row(message: &Value) -> [String; 7] {
    let kind = message.pointer("/address/kind").and_then(Value::as_str);
    let id = message.pointer("/address/id").and_then(Value::as_str);
    let place = match text(message, "destination") {
        "" => id.or(kind).unwrap_or_default(),
        known => known,
    };
    let reason = match text(message, "status") {
        "delivered" => "",
        _ => text(message, "reason"),
    };
    [
        text(message, "id").to_owned(),
        age(message, "accepted_at_ms"),
        text(message, "status").to_owned(),
        text(message, "template").to_owned(),
        text(message, "distinct_id").to_owned(),
        place.to_owned(),
        reason.to_owned(),
    ]
}
