//! Templates are code, so they are tested: every template has an example of its data and the
//! message that comes of it.
//!
//! With [`cases`](crate::cases) this is what `bellhop lint`, `bellhop test` and `bellhop render` are made of.

mod diff;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bellhop_core::id::Slug;
use serde_json::Value;

use crate::error::RenderError;
use crate::schema::SchemaMismatch;
use crate::templates::{Rendered, Templates};

/// The example of a template's data, in its folder.
pub const EXAMPLE_FILE: &str = "example.json";
/// The message that comes of the example, in the same folder.
pub const GOLDEN_FILE: &str = "golden.json";

/// How the check of one example went.
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
    /// The example is not what the schema asks for.
    Unfit(SchemaMismatch),
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
            | Self::Unfit(_)
            | Self::Failed(_)
            | Self::Unreadable(_) => false,
        }
    }
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
            Ok(wanted) => Verdict::Differs(diff::lines(&self::pretty(&wanted), &pretty)),
            Err(error) => Verdict::Unreadable(error.into()),
        },
    }
}

/// The form of golden messages: indented, with a line end.
fn pretty(message: &Value) -> String {
    format!("{message:#}\n")
}
