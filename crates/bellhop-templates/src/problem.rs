//! [`Problem`]: what is wrong with a template, in a form that pages and programs can show.

use bellhop_core::id::Slug;
use serde::Serialize;

use crate::error::RenderError;
use crate::folder::TemplatesError;
use crate::lint::Finding;
use crate::schema::SchemaMismatch;

/// Why a template is refused: in words, and with the place where that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// In words, with everything that is known.
    pub message: String,
    /// The file, for example `order-shipped/template.jsonnet`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The column in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// That line of the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_line: Option<String>,
    /// The example that showed it, by its file's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// What Slack would refuse of the message.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

impl Problem {
    /// What kept a template from being rendered.
    #[must_use]
    pub fn of_render(error: &RenderError) -> Self {
        let mut problem = Self::in_words(error.to_string());
        match error {
            RenderError::Failed { failure, .. } if failure.line > 0 => {
                problem.file = Some(failure.file.clone());
                problem.line = Some(failure.line);
                problem.column = Some(failure.column);
                problem.source_line = Some(failure.source_line.clone());
            }
            RenderError::InvalidMessage { findings, .. } => problem.findings.clone_from(findings),
            RenderError::Failed { .. }
            | RenderError::TemplateNotFound(_)
            | RenderError::DataTooLarge { .. }
            | RenderError::OverBudget { .. }
            | RenderError::Quarantined { .. }
            | RenderError::HelperUnavailable { .. } => {}
        }
        problem
    }

    /// What is wrong with the files of a template.
    #[must_use]
    pub fn of_files(error: &TemplatesError) -> Self {
        let source = std::error::Error::source(error).map(|source| format!(": {source}"));
        // A draft's files have no folder above the template's; those of a directory are named by where
        // they are on the machine, which the words do.
        let file = error.path().filter(|path| path.is_relative());
        let file = file.filter(|path| path.components().count() > 1);
        Self {
            file: file.map(|path| path.display().to_string()),
            ..Self::in_words(format!("{error}{}", source.unwrap_or_default()))
        }
    }

    /// An example that is not what the schema asks for.
    pub(crate) fn of_example(slug: &Slug, example: &str, mismatch: &SchemaMismatch) -> Self {
        let problem = Self::in_words(format!("the example does not fit: {mismatch}"));
        Self {
            file: Some(format!("{slug}/{example}")),
            ..problem.shown_by(example)
        }
    }

    /// The same, shown by one example.
    pub(crate) fn shown_by(self, example: &str) -> Self {
        Self {
            example: Some(example.to_owned()),
            ..self
        }
    }

    pub(crate) fn in_words(message: String) -> Self {
        Self {
            message,
            file: None,
            line: None,
            column: None,
            source_line: None,
            example: None,
            findings: Vec::new(),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.example {
            Some(example) => write!(f, "{} (with {example})", self.message),
            None => f.write_str(&self.message),
        }
    }
}
