//! `bellhop forecast`: when what waits will have gone.

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use anyhow::Result;
use serde_json::Value;

use crate::cli::ForecastOptions;
use crate::client::Client;
use crate::screen;

pub(crate) async fn run(options: &ForecastOptions) -> Result<ExitCode> {
    let client = Client::of(&options.server)?;
    let path = match &options.id {
        Some(id) => format!("/v1/message/{}/forecast/", encoded(id)),
        None => path(options),
    };
    let answer = client.get(&path).await?;
    if options.json {
        screen::json(&answer)?;
    } else if options.id.is_some() {
        one(&answer);
    } else {
        all(&answer);
    }
    Ok(ExitCode::SUCCESS)
}

fn path(options: &ForecastOptions) -> String {
    let given = [
        ("connection", &options.connection),
        ("destination", &options.destination),
    ];
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in given {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    format!("/v1/forecast/?{}", query.finish())
}

/// An id has no characters that mean something in a path; anything else is not found.
fn encoded(id: &str) -> String {
    url::form_urlencoded::byte_serialize(id.as_bytes()).collect()
}

fn one(answer: &Value) {
    let status = answer.get("status").and_then(Value::as_str);
    match number(answer, "expected_at_ms") {
        Some(at_ms) => {
            screen::fact("ahead", &cell(answer, "ahead"));
            screen::fact("gone in", &until(Some(at_ms)));
        }
        None => screen::note(&format!("it has ended: {}", status.unwrap_or("?"))),
    }
}

fn all(answer: &Value) {
    let rows = |name: &str| answer.get(name).and_then(Value::as_array).cloned();
    let connections = rows("connections").unwrap_or_default();
    if connections.is_empty() {
        screen::good("nothing waits");
        return;
    }
    let table: Vec<_> = connections
        .iter()
        .map(|it| {
            let drained = until(number(it, "drained_at_ms"));
            let per_minute = cell(it, "per_minute");
            [
                cell(it, "connection"),
                cell(it, "waiting"),
                cell(it, "destinations"),
                per_minute,
                drained,
            ]
        })
        .collect();
    screen::table(
        [
            "CONNECTION",
            "WAITING",
            "DESTINATIONS",
            "PER MINUTE",
            "GONE IN",
        ],
        &table,
    );
    let destinations = rows("destinations").unwrap_or_default();
    let table: Vec<_> = destinations
        .iter()
        .map(|it| {
            let next = until(number(it, "next_at_ms"));
            let drained = until(number(it, "drained_at_ms"));
            [
                cell(it, "destination"),
                cell(it, "connection"),
                cell(it, "waiting"),
                next,
                drained,
            ]
        })
        .collect();
    if !table.is_empty() {
        anstream::println!();
        screen::table(
            ["DESTINATION", "CONNECTION", "WAITING", "NEXT IN", "GONE IN"],
            &table,
        );
    }
}

fn number(value: &Value, name: &str) -> Option<u64> {
    value.get(name).and_then(Value::as_u64)
}

fn cell(value: &Value, name: &str) -> String {
    match value.get(name) {
        None | Some(Value::Null) => "-".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// How long it is until then: `12 s`, `5 min 20 s`, `3 h 10 min`.
fn until(at_ms: Option<u64>) -> String {
    let Some(at_ms) = at_ms else {
        return "-".to_owned();
    };
    let at = SystemTime::UNIX_EPOCH + Duration::from_millis(at_ms);
    let seconds = at.duration_since(SystemTime::now()).unwrap_or_default();
    let seconds = seconds.as_millis().div_ceil(1_000);
    let (minutes, hours) = (seconds / 60, seconds / 3_600);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{minutes} min {} s", seconds % 60),
        3_600.. => format!("{hours} h {} min", minutes % 60),
    }
}
