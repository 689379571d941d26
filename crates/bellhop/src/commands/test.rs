//! `bellhop test`.

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use bellhop_core::id::Slug;
use bellhop_templates::cases::{self, Case};
use bellhop_templates::check::Verdict;
use bellhop_templates::{Problem, Templates};
use serde_json::json;

use super::templates_config;
use crate::cli::{Format, TestOptions, Wrong};
use crate::screen;

pub(crate) async fn run(
    options: &TestOptions,
    variables: Vec<(String, String)>,
) -> Result<ExitCode> {
    let config = templates_config(&options.templates, variables)?;
    let slugs = options.slugs.iter();
    let slugs = slugs.map(|slug| Slug::parse(slug).with_context(|| format!("{slug:?}")));
    let slugs: Result<Vec<_>> = slugs.collect();
    let slugs = slugs.map_err(|error| Wrong::of(&error))?;
    let templates = Templates::open(config.templates.config()).await?;
    let cases = cases::run(&templates, &slugs, options.update).await;
    templates.shut_down().await;
    let cases = cases.map_err(|error| Wrong(error.to_string()))?;
    if cases.is_empty() {
        bail!("there is no template in {}", config.templates.dir.display());
    }
    cases.iter().for_each(|case| show(case, options.format));
    let bad = cases.iter().filter(|case| !case.verdict.is_good()).count();
    if options.format == Format::Text {
        let (all, well) = (cases.len(), cases.len() - bad);
        anstream::println!("{well} of {all} examples are as they should be");
    }
    Ok(match bad {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// Prints one case.
pub(crate) fn show(case: &Case, format: Format) {
    match format {
        Format::Text => show_text(case),
        Format::Json => anstream::println!("{}", as_json(case)),
        Format::Github => show_annotation(case),
    }
}

fn show_text(case: &Case) {
    let name = format!("{} {}", case.slug, case.example);
    match &case.verdict {
        Verdict::Good => screen::good(&name),
        Verdict::Updated => screen::note(&format!("{name}: {} was written", case.golden.display())),
        Verdict::Differs(_)
        | Verdict::NoExample
        | Verdict::NoGolden
        | Verdict::Failed(_)
        | Verdict::Unreadable(_) => screen::bad(&format!("{name}: {}", sentence(case))),
    }
    match &case.verdict {
        Verdict::Differs(lines) => screen::difference(lines),
        Verdict::Failed(error) => screen::indented(&error.to_string()),
        Verdict::Good
        | Verdict::Updated
        | Verdict::NoExample
        | Verdict::NoGolden
        | Verdict::Unreadable(_) => {}
    }
    for finding in &case.warnings {
        screen::indented(&format!("warning: {finding}"));
    }
}

fn sentence(case: &Case) -> String {
    match &case.verdict {
        Verdict::Good => "good".to_owned(),
        Verdict::Updated => "written".to_owned(),
        Verdict::Differs(_) => "the message is not the golden one (- golden, + now)".to_owned(),
        Verdict::NoExample => "there is no example".to_owned(),
        Verdict::NoGolden => format!("there is no {}; --update writes it", case.golden.display()),
        Verdict::Failed(_) => "the example does not render".to_owned(),
        Verdict::Unreadable(error) => error.to_string(),
    }
}

fn as_json(case: &Case) -> serde_json::Value {
    let problem = match &case.verdict {
        Verdict::Failed(error) => Some(Problem::of_render(error)),
        Verdict::Good
        | Verdict::Updated
        | Verdict::Differs(_)
        | Verdict::NoExample
        | Verdict::NoGolden
        | Verdict::Unreadable(_) => None,
    };
    let difference = match &case.verdict {
        Verdict::Differs(lines) => Some(lines),
        Verdict::Good
        | Verdict::Updated
        | Verdict::Failed(_)
        | Verdict::NoExample
        | Verdict::NoGolden
        | Verdict::Unreadable(_) => None,
    };
    json!({
        "slug": case.slug, "example": case.example, "good": case.verdict.is_good(),
        "message": sentence(case), "difference": difference, "problem": problem,
        "warnings": case.warnings,
    })
}

/// Marks the line in the pull request's own files.
fn show_annotation(case: &Case) {
    let folder = case.golden.ancestors();
    let folder = folder
        .into_iter()
        .find(|path| path.ends_with(case.slug.as_str()));
    let templates = folder.and_then(std::path::Path::parent);
    let root = std::env::current_dir().unwrap_or_default();
    let root = root.canonicalize().unwrap_or(root);
    // What is annotated is named from the repository's root, where the command runs.
    let shown = |file: &str| {
        let path = templates.map(|folder| folder.join(file));
        let path = path.unwrap_or_else(|| file.into());
        path.strip_prefix(&root).map_or_else(
            |_| path.display().to_string(),
            |path| path.display().to_string(),
        )
    };
    let example = format!("{}/{}", case.slug, case.example);
    if !case.verdict.is_good() {
        let (place, text) = match &case.verdict {
            Verdict::Failed(error) => {
                let problem = Problem::of_render(error);
                let line = problem.line.unwrap_or(1);
                let file = problem.file.unwrap_or(example);
                (
                    format!("file={},line={line}", shown(&file)),
                    problem.message,
                )
            }
            Verdict::Differs(lines) => (
                format!("file={}", shown(&example)),
                format!("{}\n{lines}", sentence(case)),
            ),
            Verdict::Good
            | Verdict::Updated
            | Verdict::NoExample
            | Verdict::NoGolden
            | Verdict::Unreadable(_) => (format!("file={}", shown(&example)), sentence(case)),
        };
        anstream::println!("::error {place}::{}", screen::annotation(&text));
    } else {
        for finding in &case.warnings {
            let text = screen::annotation(&finding.to_string());
            anstream::println!("::warning file={}::{text}", shown(&example));
        }
    }
}
