//! `bellhop lint`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use bellhop_templates::Templates;
use bellhop_templates::check::{CheckOptions, Checked, Verdict, check};

use super::templates_config;
use crate::cli::LintOptions;
use crate::screen;

pub(crate) async fn run(
    options: &LintOptions,
    variables: Vec<(String, String)>,
) -> Result<ExitCode> {
    let mut config = templates_config(&options.templates, variables)?;
    let mut filter = None;
    if let Some(path) = &options.path {
        (config.templates.dir, filter) = folder_and_filter(path);
    }
    let templates = Templates::open(config.templates.config()).await?;
    let options = CheckOptions {
        filter,
        update_golden: options.update,
    };
    let report = check(&templates, &options).await;
    templates.shut_down().await;
    if report.templates.is_empty() {
        anyhow::bail!("there is no template in {}", config.templates.dir.display());
    }
    report.templates.iter().for_each(show);
    Ok(if report.is_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A path that holds a template is that template of the folder above.
fn folder_and_filter(path: &Path) -> (PathBuf, Option<String>) {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    match (path.join("template.jsonnet").is_file(), path.parent()) {
        (true, Some(folder)) if folder.as_os_str().is_empty() => (PathBuf::from("."), name),
        (true, Some(folder)) => (folder.to_owned(), name),
        (true, None) | (false, _) => (path.to_owned(), None),
    }
}

fn show(checked: &Checked) {
    let slug = checked.slug.as_str();
    match &checked.verdict {
        Verdict::Good => screen::good(slug),
        Verdict::Updated => screen::note(&format!("{slug}: golden.json was written")),
        Verdict::Differs(lines) => {
            screen::bad(&format!(
                "{slug}: the message is not the golden one (- golden, + now)"
            ));
            screen::indented(lines);
        }
        Verdict::NoExample => screen::bad(&format!("{slug}: there is no example.json")),
        Verdict::NoGolden => {
            screen::bad(&format!(
                "{slug}: there is no golden.json; --update writes it"
            ));
        }
        Verdict::Failed(error) => {
            screen::bad(&format!("{slug}: the example does not render"));
            screen::indented(&error.to_string());
        }
        Verdict::Unreadable(error) => screen::bad(&format!("{slug}: {error}")),
    }
    for finding in &checked.warnings {
        screen::indented(&format!("warning: {finding}"));
    }
}
