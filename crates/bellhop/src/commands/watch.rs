//! `bellhop watch`: the template is rendered and checked on every save.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use bellhop::watch::look;
use bellhop_core::id::Slug;
use bellhop_templates::{Problem, Templates, cases};

use super::{asked_to_stop, template_name, templates_config};
use crate::cli::{Format, WatchOptions, Wrong};
use crate::report::Report;
use crate::screen;

/// How soon a save is seen.
const EVERY: Duration = Duration::from_millis(300);

pub(crate) async fn run(
    options: &WatchOptions,
    variables: Vec<(String, String)>,
) -> Result<ExitCode> {
    let config = templates_config(&options.templates, variables)?;
    let slug = template_name(&options.slug)?;
    let folder = config.templates.dir.clone();
    let mut seen = look(folder.clone()).await;
    let report = Report {
        format: options.format,
        templates: &folder,
    };
    let templates = match Templates::open(config.templates.config()).await {
        Ok(templates) => templates,
        Err(error) => return report.unreadable(error),
    };
    if templates.version(&slug).is_none() {
        let name = folder.display();
        return Err(Wrong(format!("there is no template {slug} in {name}")).into());
    }
    check(&templates, &slug, &report).await;
    if options.format == Format::Text {
        let name = folder.display();
        screen::note(&format!("watching {name}; Ctrl-C ends it"));
    }
    let watching = async {
        loop {
            tokio::time::sleep(EVERY).await;
            let now = look(folder.clone()).await;
            if now == seen {
                continue;
            }
            seen = now;
            match templates.reload().await {
                Ok(_) => check(&templates, &slug, &report).await,
                Err(error) => report.look_at_refused(&slug, &Problem::of_files(&error)),
            }
        }
    };
    let stopped = tokio::select! {
        stopped = asked_to_stop() => stopped,
        () = watching => Ok(()),
    };
    templates.shut_down().await;
    stopped.map(|()| ExitCode::SUCCESS)
}

/// Prints what is wrong with the newest content, or how each example does.
async fn check(templates: &Templates, slug: &Slug, report: &Report<'_>) {
    let health = templates.health();
    let health = health.iter().find(|health| health.slug == slug.as_str());
    let problem = health.and_then(|health| health.refused.as_ref().or(health.problem.as_ref()));
    if let Some(problem) = problem {
        return report.look_at_refused(slug, problem);
    }
    match cases::run(templates, std::slice::from_ref(slug), false).await {
        Ok(cases) => report.look(&cases),
        Err(error) => report.look_at_refused(slug, &Problem::of_render(&error)),
    }
}
