//! `bellhop fuzz`.

use std::process::ExitCode;

use anyhow::Result;
use bellhop_templates::Templates;
use bellhop_templates::fuzz::{self, FuzzError};

use super::{template_name, templates_config};
use crate::cli::{FuzzOptions, Wrong};
use crate::report::Report;

pub(crate) async fn run(
    options: &FuzzOptions,
    variables: Vec<(String, String)>,
) -> Result<ExitCode> {
    let config = templates_config(&options.templates, variables)?;
    let slug = template_name(&options.slug)?;
    let mut settings = config.templates.config();
    // Failing again and again is what it is here for.
    settings.quarantine_after = u32::MAX;
    let report = Report {
        format: options.format,
        templates: &config.templates.dir,
    };
    let templates = match Templates::open(settings).await {
        Ok(templates) => templates,
        Err(error) => return report.unreadable(error),
    };
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
    report.fuzzed(&slug, &fuzzed)
}
