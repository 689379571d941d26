//! `bellhop bench render`: what a render costs, in processor time of the program and its helper
//! together, beside the bare engine in one thread without helpers, limits and linter.
//!
//! One render at a time; cold ones have a source that was never seen. What several cores do at once is
//! not measured: helpers share nothing.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result};
use bellhop_core::id::Slug;
use bellhop_templates::{Templates, TemplatesConfig, measure};

use crate::cli::TemplatesOptions;
use crate::commands::templates_config;

pub(super) async fn run(
    renders: u32,
    only: &[String],
    options: &TemplatesOptions,
    variables: Vec<(String, String)>,
) -> Result<ExitCode> {
    let mut config = templates_config(options, variables)?.templates.config();
    // One helper from the first render to the last, so that its time is counted whole.
    config.helper_renders_max = u64::MAX;
    config.helper_resident_bytes_max = u64::MAX;
    anstream::println!(
        "{:20} {:>30} {:>30}",
        "renders a second and core",
        "cold: Bellhop / bare engine",
        "warm: Bellhop / bare engine"
    );
    let templates = Templates::open(config.clone()).await?;
    let catalog = templates.catalog();
    templates.shut_down().await;
    for workflow in catalog.all() {
        let name = workflow.slug.as_str();
        if only.is_empty() || only.iter().any(|wanted| wanted == name) {
            measure_one(&config, &workflow.slug, renders.max(1)).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn measure_one(config: &TemplatesConfig, slug: &Slug, renders: u32) -> Result<()> {
    let example = config.directory.join(slug.as_str()).join("example.json");
    let data = std::fs::read(&example).with_context(|| example.display().to_string())?;
    // Its own helper: one that has rendered others keeps their sources, and collects garbage among them.
    let templates = Templates::open(config.clone()).await?;
    let source = templates.source(slug).context("the template is gone")?;
    let bare = measure::bare_engine(config, slug, &data, renders)?;

    // Warm first, for the same reason.
    templates.render(slug, &data).await?;
    let started = measure::processor_time(&templates);
    for _ in 0..renders {
        templates.render(slug, &data).await?;
    }
    let warm = measure::processor_time(&templates).saturating_sub(started);

    let started = measure::processor_time(&templates);
    for number in 0..renders {
        let draft = format!("{source}\n// {number}");
        templates.render_draft(slug, &draft, &data).await?;
    }
    let cold = measure::processor_time(&templates).saturating_sub(started);
    templates.shut_down().await;

    anstream::println!(
        "{:20} {:>30} {:>30}",
        slug.as_str(),
        pair(renders, cold, bare.cold),
        pair(renders, warm, bare.warm)
    );
    Ok(())
}

fn pair(renders: u32, ours: Duration, bare: Duration) -> String {
    let rate = |time: Duration| f64::from(renders) / time.as_secs_f64().max(1e-6);
    format!("{:.0} / {:.0}", rate(ours), rate(bare))
}
