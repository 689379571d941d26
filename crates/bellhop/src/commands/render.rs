//! `bellhop render`.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use bellhop_core::id::Slug;
use bellhop_templates::Templates;
use bellhop_templates::check::render_file;

use super::templates_config;
use crate::cli::{RenderOptions, Wrong};

pub(crate) async fn run(
    options: &RenderOptions,
    variables: Vec<(String, String)>,
) -> Result<ExitCode> {
    let config = templates_config(&options.templates, variables)?;
    let slug = Slug::parse(&options.template).context("the template's name");
    let slug = slug.map_err(|error| Wrong::of(&error))?;
    let templates = Templates::open(config.templates.config()).await?;
    let rendered = render_file(&templates, &slug, options.data.as_deref()).await;
    templates.shut_down().await;
    let rendered = rendered?;
    for finding in &rendered.warnings {
        anstream::eprintln!("{finding}");
    }
    anstream::println!("{}", serde_json::to_string_pretty(&rendered.value())?);
    Ok(ExitCode::SUCCESS)
}
