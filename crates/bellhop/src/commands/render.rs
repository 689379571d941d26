//! `bellhop render`.

use std::process::ExitCode;

use anyhow::Result;
use bellhop_templates::check::{RenderFileError, render_file};
use bellhop_templates::{Problem, Templates};

use super::{template_name, templates_config};
use crate::cli::RenderOptions;
use crate::report::Report;

pub(crate) async fn run(
    options: &RenderOptions,
    variables: Vec<(String, String)>,
) -> Result<ExitCode> {
    let config = templates_config(&options.templates, variables)?;
    let slug = template_name(&options.template)?;
    let report = Report {
        format: options.format,
        templates: &config.templates.dir,
    };
    let templates = match Templates::open(config.templates.config()).await {
        Ok(templates) => templates,
        Err(error) => return report.unreadable(error),
    };
    let rendered = render_file(&templates, &slug, options.data.as_deref()).await;
    templates.shut_down().await;
    match rendered {
        Ok(rendered) => report.rendered(&slug, Ok(rendered)),
        Err(RenderFileError::Render(error)) => {
            report.rendered(&slug, Err(Problem::of_render(&error)))
        }
        Err(error @ RenderFileError::Read { .. }) => Err(error.into()),
    }
}
