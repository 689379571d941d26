//! Data that nobody thought of: what a template makes of the longest, emptiest and strangest values.
//!
//! Each payload is the template's example with one value changed, so that what fails says at once which
//! value it was. For each value and each kind of change the small changes come first, and the first
//! that fails is reported: the smallest. What a value may be comes from the workflow's JSON Schema
//! (`schema.json` in its folder) where there is one: types, enumerations, lengths, and which keys may
//! be missing. Without one it comes from the example, and no key is left out.

mod forged;
mod strange;

use bellhop_core::id::Slug;
use serde_json::Value;

use crate::check::EXAMPLE_FILE;
use crate::error::RenderError;
use crate::problem::Problem;
use crate::schema::SCHEMA_FILE;
use crate::templates::Templates;

/// Most payloads of one template.
const PAYLOADS_MAX: usize = 5_000;

/// What came of it.
#[derive(Debug)]
pub struct Fuzzed {
    /// How many payloads were rendered.
    pub payloads: usize,
    /// Whether there were more, which were left out.
    pub more: bool,
    /// What failed, the smallest payload first.
    pub failures: Vec<FuzzFailure>,
}

/// A payload that a template should have rendered.
#[derive(Debug)]
pub struct FuzzFailure {
    /// The value that was changed, as a JSON pointer.
    pub pointer: String,
    /// How it was changed, in words.
    pub change: String,
    /// The whole payload.
    pub payload: Value,
    /// What went wrong.
    pub problem: Problem,
}

/// Why a template can't be fuzzed.
#[derive(Debug, thiserror::Error)]
pub enum FuzzError {
    /// There is no such template.
    #[error("there is no template `{0}`")]
    TemplateNotFound(Slug),
    /// There is neither an example nor a schema.
    #[error("template `{0}` has no example.json to start from")]
    NoExample(Slug),
    /// A file is not JSON.
    #[error("{file} is not JSON")]
    NotJson {
        /// The file.
        file: &'static str,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// The example itself fails.
    #[error("the example itself fails; repair that first: {0}")]
    ExampleFails(Box<Problem>),
    /// There was no render helper.
    #[error(transparent)]
    Unavailable(RenderError),
}

/// Renders the template `slug` with strange data.
///
/// # Errors
/// [`FuzzError`].
pub async fn run(templates: &Templates, slug: &Slug) -> Result<Fuzzed, FuzzError> {
    let template = templates.template(slug);
    let template = template.map_err(|_| FuzzError::TemplateNotFound(slug.clone()))?;
    let files = &template.files;
    let read = |file: &'static str| {
        let text = files.get(file);
        let value = text.map(|text| serde_json::from_str::<Value>(text));
        value
            .transpose()
            .map_err(|source| FuzzError::NotJson { file, source })
    };
    let example = read(EXAMPLE_FILE)?.ok_or_else(|| FuzzError::NoExample(slug.clone()))?;
    let schema = read(SCHEMA_FILE)?;
    if let Err(error) = render(templates, slug, &example).await {
        return Err(FuzzError::ExampleFails(Box::new(Problem::of_render(
            &error,
        ))));
    }
    let mut fuzzed = Fuzzed {
        payloads: 0,
        more: false,
        failures: Vec::new(),
    };
    for series in strange::all(&example, schema.as_ref()) {
        for change in series.changes {
            fuzzed.more = fuzzed.payloads >= PAYLOADS_MAX;
            if fuzzed.more {
                break;
            }
            let payload = change.applied_to(&example, &series.pointer);
            // What does not fit is refused before it is rendered.
            if template.check_example(&payload.to_string()).is_err() {
                continue;
            }
            fuzzed.payloads += 1;
            let problem = match render(templates, slug, &payload).await {
                Ok(message) => forged::ping_in(&message).map(Problem::in_words),
                Err(error @ RenderError::HelperUnavailable { .. }) => {
                    return Err(FuzzError::Unavailable(error));
                }
                Err(RenderError::InvalidMessage { findings, .. })
                    if let Some(problem) = forged::ping_among(&findings) =>
                {
                    Some(Problem::in_words(problem))
                }
                Err(error) => Some(Problem::of_render(&error)),
            };
            if let Some(problem) = problem {
                fuzzed.failures.push(FuzzFailure {
                    pointer: series.pointer.clone(),
                    change: change.name,
                    payload,
                    problem,
                });
                break;
            }
        }
    }
    let size = |failure: &FuzzFailure| failure.payload.to_string().len();
    fuzzed.failures.sort_by_key(size);
    Ok(fuzzed)
}

async fn render(templates: &Templates, slug: &Slug, data: &Value) -> Result<Value, RenderError> {
    let rendered = templates.render(slug, data.to_string().as_bytes()).await?;
    Ok(rendered.value())
}
