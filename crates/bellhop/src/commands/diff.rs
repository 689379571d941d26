//! `bellhop diff`: what would change in the last real messages of a template if it went live.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use bellhop_core::id::Slug;
use bellhop_templates::check::difference;
use bellhop_templates::content_in;
use serde_json::{Value, json};

use super::dead_letters::{age, text};
use super::templates_config;
use crate::cli::{DiffOptions, Format, Wrong};
use crate::client::Client;
use crate::screen;

const NOTHING: &str = "The server has no messages of this template to compare. It keeps some real ones \
    of each template that it sends, now and then (templates.samples_max, templates.sample_seconds): \
    send one, and try again.";

pub(crate) async fn run(
    options: &DiffOptions,
    variables: Vec<(String, String)>,
) -> Result<ExitCode> {
    let slug = Slug::parse(&options.slug).with_context(|| format!("{:?}", options.slug));
    let slug = slug.map_err(|error| Wrong::of(&error))?;
    let body = match options.draft {
        true => json!({}),
        false => local(options, &slug, variables).map_err(|error| Wrong::of(&error))?,
    };
    let path = format!("/v1/template/{slug}/diff/?limit={}", options.limit);
    let answer = Client::of(&options.server)?.post(&path, &body).await?;
    match options.format {
        Format::Json => screen::json(&answer)?,
        Format::Text | Format::Github => show(&answer)?,
    }
    Ok(match number(&answer, "failing")? {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// The files of the templates' folder, and those of `lib/` that they import.
fn local(options: &DiffOptions, slug: &Slug, variables: Vec<(String, String)>) -> Result<Value> {
    let templates = templates_config(&options.templates, variables)?.templates;
    let content = content_in(&templates.dir, slug, templates.source_bytes_max)?;
    let content = content.with_context(|| {
        let folder = templates.dir.display();
        format!("there is no template {slug} in {folder}; --dir names another folder, --draft takes the draft on the server")
    })?;
    serde_json::to_value(content).context("the files")
}

fn show(answer: &Value) -> Result<()> {
    let compared = number(answer, "compared")?;
    if compared == 0 {
        screen::note(NOTHING);
        return Ok(());
    }
    let counts = ["same", "changed", "failing"].map(|name| number(answer, name));
    let [same, changed, failing] = counts;
    let messages = match compared {
        1 => "1 message".to_owned(),
        _ => format!("{compared} messages"),
    };
    anstream::println!(
        "{messages} compared: {} the same, {} changed, {} failing",
        same?,
        changed?,
        failing?
    );
    let results = answer.get("results").and_then(Value::as_array);
    for message in results.context("no results came back")? {
        show_one(message);
    }
    Ok(())
}

fn show_one(message: &Value) {
    let id = text(message, "message_id");
    let ago = format!("({} ago)", age(message, "at_ms"));
    let [before, after] = ["before", "after"].map(|name| message.get(name).unwrap_or(&Value::Null));
    match text(message, "change") {
        "failing" => {
            screen::bad(&format!("{id} {ago} is fine now, and would fail"));
            show_problem(message, "after_problem");
        }
        "changed" if before.is_null() => {
            screen::note(&format!("{id} {ago} fails now, and would not any more"));
            show_problem(message, "before_problem");
        }
        "changed" => {
            screen::note(&format!(
                "{id} {ago} changes (- as it is now, + as it would be)"
            ));
            screen::difference(&difference(before, after));
        }
        _ if after.is_null() => {
            screen::note(&format!("{id} {ago} fails, as it does now"));
            show_problem(message, "after_problem");
        }
        _ => screen::good(&format!("{id} {ago} stays the same")),
    }
    let warnings = message.get("after_warnings").and_then(Value::as_array);
    for finding in warnings.into_iter().flatten() {
        let (pointer, words) = (text(finding, "pointer"), text(finding, "message"));
        screen::indented(&format!("warning: {pointer}: {words}"));
    }
}

fn show_problem(message: &Value, name: &str) {
    let Some(problem) = message.get(name) else {
        return;
    };
    screen::indented(text(problem, "message"));
}

fn number(value: &Value, name: &str) -> Result<u64> {
    let number = value.get(name).and_then(Value::as_u64);
    number.with_context(|| format!("no {name} came back"))
}
