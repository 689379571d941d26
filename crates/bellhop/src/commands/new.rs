//! `bellhop new`: a folder to start from. It passes `bellhop test` as it is.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use bellhop_core::id::Slug;
use bellhop_templates::{Templates, cases};

use super::templates_config;
use crate::cli::{NewOptions, Wrong};
use crate::screen;

/// What a new folder holds; the golden message is rendered.
const FILES: &[(&str, &str)] = &[
    ("template.jsonnet", include_str!("new/template.jsonnet")),
    ("example.json", include_str!("new/example.json")),
    ("workflow.toml", include_str!("new/workflow.toml")),
];

/// The folder of shared pieces, which is no template's.
const LIBRARIES: &str = "lib";

pub(crate) async fn run(
    options: &NewOptions,
    variables: Vec<(String, String)>,
) -> Result<ExitCode> {
    let config = templates_config(&options.templates, variables)?;
    let slug = Slug::parse(&options.slug).context("the workflow's name");
    let slug = slug.map_err(|error| Wrong::of(&error))?;
    if slug.as_str() == LIBRARIES {
        bail!(Wrong(format!(
            "{LIBRARIES} is the folder of shared pieces; choose another name"
        )));
    }
    let folder = config.templates.dir.join(slug.as_str());
    fs::create_dir_all(&config.templates.dir)
        .with_context(|| config.templates.dir.display().to_string())?;
    // Made, not opened: what is there already is never touched.
    if let Err(error) = fs::create_dir(&folder) {
        let context = format!("{} can't be made; nothing was changed", folder.display());
        return Err(anyhow::Error::new(error).context(context));
    }
    let title = title(slug.as_str());
    for (name, text) in FILES {
        let path = folder.join(name);
        fs::write(&path, text.replace("NAME", &title))
            .with_context(|| path.display().to_string())?;
    }
    let templates = Templates::open(config.templates.config()).await?;
    let cases = cases::run(&templates, std::slice::from_ref(&slug), true).await;
    templates.shut_down().await;
    if let Some(case) = cases?.into_iter().find(|case| !case.verdict.is_good()) {
        bail!(
            "{slug}: the new template does not render: {:?}",
            case.verdict
        );
    }
    screen::good(&format!("{} was made", folder.display()));
    for (name, what) in [
        ("template.jsonnet", "what is sent"),
        ("example.json", "data to try it with"),
        ("golden.json", "the message that comes of that"),
        ("workflow.toml", "its name, category and events"),
    ] {
        screen::fact(name, what);
    }
    screen::note(&format!(
        "bellhop watch {slug} shows it on every save; bellhop test {slug} checks it"
    ));
    Ok(ExitCode::SUCCESS)
}

/// `order-shipped` is "Order shipped".
fn title(slug: &str) -> String {
    let words = slug.replace(['-', '_'], " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}
