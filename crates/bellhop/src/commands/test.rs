//! `bellhop test`.

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use bellhop_core::id::Slug;
use bellhop_templates::{Templates, cases};

use super::templates_config;
use crate::cli::{TestOptions, Wrong};
use crate::report::Report;

pub(crate) async fn run(
    options: &TestOptions,
    variables: Vec<(String, String)>,
) -> Result<ExitCode> {
    let config = templates_config(&options.templates, variables)?;
    let slugs = options.slugs.iter();
    let slugs = slugs.map(|slug| Slug::parse(slug).with_context(|| format!("{slug:?}")));
    let slugs: Result<Vec<_>> = slugs.collect();
    let slugs = slugs.map_err(|error| Wrong::of(&error))?;
    let report = Report {
        format: options.format,
        templates: &config.templates.dir,
    };
    let templates = match Templates::open(config.templates.config()).await {
        Ok(templates) => templates,
        Err(error) => return report.unreadable(error),
    };
    let cases = cases::run(&templates, &slugs, options.update).await;
    templates.shut_down().await;
    let cases = cases.map_err(|error| Wrong(error.to_string()))?;
    if cases.is_empty() {
        bail!("there is no template in {}", config.templates.dir.display());
    }
    report.cases(&cases)
}
