//! Templates are code, so they are tested: every template has an example of its data and the
//! message that comes of it.
//!
//! This is what `bellhop lint`, `bellhop test` and `bellhop render` are made of.

mod diff;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bellhop_core::id::Slug;
use serde_json::Value;

use crate::error::RenderError;
use crate::lint::Finding;
use crate::templates::{Rendered, Templates};

/// The example of a template's data, in its folder.
pub const EXAMPLE_FILE: &str = "example.json";
/// The message that comes of the example, in the same folder.
pub const GOLDEN_FILE: &str = "golden.json";

/// What to check, and how.
#[derive(Debug, Clone, Default)]
pub struct CheckOptions {
    /// Only templates whose slug contains this.
    pub filter: Option<String>,
    /// Write what comes out as the golden message, instead of comparing.
    pub update_golden: bool,
}

/// What was found, by template, in the order of the slugs.
#[derive(Debug)]
pub struct CheckReport {
    /// One entry per template.
    pub templates: Vec<Checked>,
}

impl CheckReport {
    /// Whether every template is as it should be. Warnings don't count.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.templates
            .iter()
            .all(|checked| checked.verdict.is_good())
    }
}

/// One template that was checked.
#[derive(Debug)]
pub struct Checked {
    /// The template.
    pub slug: Slug,
    /// Its folder.
    pub path: PathBuf,
    /// How it went.
    pub verdict: Verdict,
    /// What Slack takes, but shows differently from what was meant.
    pub warnings: Vec<Finding>,
}

/// How the check of one template went.
#[derive(Debug)]
pub enum Verdict {
    /// The example renders, and gives the golden message.
    Good,
    /// The golden message was written, because it was asked for.
    Updated,
    /// The example renders to something else than the golden message: the lines that differ, `-`
    /// for the golden ones and `+` for those that came out.
    Differs(String),
    /// There is no example.
    NoExample,
    /// The example renders, but there is no golden message.
    NoGolden,
    /// The example does not render.
    Failed(RenderError),
    /// The example or the golden message can't be read or written.
    Unreadable(io::Error),
}

impl Verdict {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_good(&self) -> bool {
        match self {
            Self::Good | Self::Updated => true,
            Self::Differs(_)
            | Self::NoExample
            | Self::NoGolden
            | Self::Failed(_)
            | Self::Unreadable(_) => false,
        }
    }
}

/// Renders the example of every template that `options` choose, and compares.
pub async fn check(templates: &Templates, options: &CheckOptions) -> CheckReport {
    let mut folders: Vec<_> = templates.folders().into_iter().collect();
    folders.sort();
    let filter = options.filter.as_deref().unwrap_or("");
    let mut checked = Vec::new();
    for (slug, path) in folders {
        if slug.as_str().contains(filter) {
            checked.push(check_one(templates, slug, path, options.update_golden).await);
        }
    }
    CheckReport { templates: checked }
}

/// Renders the template `slug` with its example, or with the data in the file `data`.
///
/// # Errors
/// The file can't be read, or the message can't be rendered.
pub async fn render_file(
    templates: &Templates,
    slug: &Slug,
    data: Option<&Path>,
) -> Result<Rendered, RenderFileError> {
    let path = match (data, templates.folders().remove(slug)) {
        (Some(data), _) => data.to_owned(),
        (None, Some(folder)) => folder.join(EXAMPLE_FILE),
        (None, None) => {
            return Err(RenderFileError::Render(RenderError::TemplateNotFound(
                slug.clone(),
            )));
        }
    };
    let data = fs::read(&path).map_err(|source| RenderFileError::Read { path, source })?;
    templates
        .render(slug, &data)
        .await
        .map_err(RenderFileError::Render)
}

/// Why a template could not be rendered with the data of a file.
#[derive(Debug, thiserror::Error)]
pub enum RenderFileError {
    /// The file can't be read.
    #[error("can't read {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It could be read, but not rendered.
    #[error(transparent)]
    Render(RenderError),
}

async fn check_one(
    templates: &Templates,
    slug: Slug,
    path: PathBuf,
    update_golden: bool,
) -> Checked {
    let (verdict, warnings) = match fs::read(path.join(EXAMPLE_FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => (Verdict::NoExample, Vec::new()),
        Err(error) => (Verdict::Unreadable(error), Vec::new()),
        Ok(example) => match templates.render(&slug, &example).await {
            Err(error) => (Verdict::Failed(error), Vec::new()),
            Ok(rendered) => {
                let golden = path.join(GOLDEN_FILE);
                (
                    compare(&golden, &rendered.value(), update_golden),
                    rendered.warnings,
                )
            }
        },
    };
    Checked {
        slug,
        path,
        verdict,
        warnings,
    }
}

pub(crate) fn compare(golden: &Path, message: &Value, update: bool) -> Verdict {
    let pretty = pretty(message);
    if update {
        return match fs::write(golden, pretty) {
            Ok(()) => Verdict::Updated,
            Err(error) => Verdict::Unreadable(error),
        };
    }
    match fs::read_to_string(golden) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Verdict::NoGolden,
        Err(error) => Verdict::Unreadable(error),
        Ok(text) => match serde_json::from_str::<Value>(&text) {
            Ok(wanted) if wanted == *message => Verdict::Good,
            Ok(wanted) => Verdict::Differs(difference(&wanted, message)),
            Err(error) => Verdict::Unreadable(error.into()),
        },
    }
}

/// The lines in which two messages differ: `-` for those of the first, `+` for those of the second.
#[must_use]
pub fn difference(before: &Value, after: &Value) -> String {
    diff::lines(&pretty(before), &pretty(after))
}

/// The form of golden messages: indented, with a line end.
fn pretty(message: &Value) -> String {
    format!("{message:#}\n")
}
