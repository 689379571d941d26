//! `bellhop fuzz`.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use bellhop_core::id::Slug;
use bellhop_templates::Templates;
use bellhop_templates::fuzz::{self, FuzzError};
use serde_json::json;

use super::templates_config;
use crate::cli::{Format, FuzzOptions, Wrong};
use crate::screen;

/// The most characters of a payload that are printed for people.
const PAYLOAD_CHARACTERS_MAX: usize = 2_000;

pub(crate) async fn run(
    options: &FuzzOptions,
    variables: Vec<(String, String)>,
) -> Result<ExitCode> {
    let config = templates_config(&options.templates, variables)?;
    let slug = Slug::parse(&options.slug).context("the template's name");
    let slug = slug.map_err(|error| Wrong::of(&error))?;
    let mut settings = config.templates.config();
    // Failing again and again is what it is here for.
    settings.quarantine_after = u32::MAX;
    let templates = Templates::open(settings).await?;
    let fuzzed = fuzz::run(&templates, &slug).await;
    templates.shut_down().await;
    let fuzzed = fuzzed.map_err(|error| match error {
        FuzzError::TemplateNotFound(_) | FuzzError::NoExample(_) => {
            anyhow::Error::new(Wrong(error.to_string()))
        }
        FuzzError::NotJson { .. } | FuzzError::ExampleFails(_) | FuzzError::Unavailable(_) => {
            anyhow::Error::new(error)
        }
    })?;
    for failure in &fuzzed.failures {
        let (pointer, change, problem) = (&failure.pointer, &failure.change, &failure.problem);
        match options.format {
            Format::Text => {
                screen::bad(&format!("{pointer}: {change}"));
                screen::indented(problem);
            }
            Format::Json => anstream::println!(
                "{}",
                json!({
                    "slug": slug, "pointer": pointer, "change": change, "problem": problem,
                    "payload": failure.payload,
                })
            ),
            Format::Github => {
                let text = format!("{pointer}: {change}: {problem}");
                let text = screen::annotation(&text);
                anstream::println!("::error title=bellhop fuzz {slug}::{text}");
            }
        }
    }
    if options.format == Format::Text {
        if let Some(smallest) = fuzzed.failures.first() {
            anstream::println!("The smallest payload that fails:");
            let text = serde_json::to_string_pretty(&smallest.payload)?;
            let shown: String = text.chars().take(PAYLOAD_CHARACTERS_MAX).collect();
            screen::indented(&shown);
        }
        let (failed, payloads) = (fuzzed.failures.len(), fuzzed.payloads);
        let rest = if fuzzed.more {
            "; more were left out"
        } else {
            ""
        };
        anstream::println!("{payloads} payloads, {failed} kinds of failure{rest}");
    }
    Ok(if fuzzed.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
