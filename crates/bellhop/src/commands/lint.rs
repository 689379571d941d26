//! `bellhop lint`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use bellhop_templates::{Templates, cases};

use super::{template_name, templates_config};
use crate::cli::LintOptions;
use crate::report::Report;

pub(crate) async fn run(
    options: &LintOptions,
    variables: Vec<(String, String)>,
) -> Result<ExitCode> {
    let mut config = templates_config(&options.templates, variables)?;
    let mut only = Vec::new();
    if let Some(path) = &options.path {
        let (folder, name) = folder_and_name(path);
        config.templates.dir = folder;
        only.extend(name.map(|name| template_name(&name)).transpose()?);
    }
    let report = Report {
        format: options.format,
        templates: &config.templates.dir,
    };
    let templates = match Templates::open(config.templates.config()).await {
        Ok(templates) => templates,
        Err(error) => return report.unreadable(error),
    };
    let cases = cases::run(&templates, &only, false).await;
    templates.shut_down().await;
    let cases = cases?;
    if cases.is_empty() {
        bail!("there is no template in {}", config.templates.dir.display());
    }
    report.cases(&cases)
}

/// A path that holds a template is that template of the folder above.
fn folder_and_name(path: &Path) -> (PathBuf, Option<String>) {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    match (path.join("template.jsonnet").is_file(), path.parent()) {
        (true, Some(folder)) if folder.as_os_str().is_empty() => (PathBuf::from("."), name),
        (true, Some(folder)) => (folder.to_owned(), name),
        (true, None) | (false, _) => (path.to_owned(), None),
    }
}
