//! Templates on the wire.

use std::collections::BTreeMap;

use bellhop_store::{DraftMeant, TemplateSource, TemplateVersion};
use bellhop_templates::{Problem, Reloaded, Tried, Version};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::wire::template_sample::TemplateLine;

/// Every template, those included of which there is only a draft, in the order of their names.
#[derive(Serialize, ToSchema)]
pub(crate) struct TemplateList {
    /// The templates.
    #[schema(value_type = Vec<Object>, example = json!([{
        "slug": "order-shipped", "version": "1f0c2ab94e7d", "problem": null,
        "name": "Order shipped", "category": "transactional", "events": ["ORDER_SHIPPED"],
        "draft_updated_at_ms": null, "last_rendered_at_ms": 1_750_000_000_000_u64,
        "last_failed_at_ms": null, "last_failure": null,
        "refused": {"message": "template `order-shipped` failed: …", "file": "order-shipped/template.jsonnet",
            "line": 3, "column": 9, "source_line": "text: data.number", "example": "example.json"},
    }]))]
    pub(crate) results: Vec<TemplateLine>,
    /// Where what is served comes from: `files`, or `api`, where drafts can be committed.
    #[schema(value_type = String, example = "files")]
    pub(crate) source: TemplateSource,
}

/// One template as it is served.
#[derive(Serialize, ToSchema)]
pub(crate) struct TemplateAnswer {
    /// As in the list.
    #[serde(flatten)]
    pub(crate) line: TemplateLine,
    /// Where what is served comes from.
    #[schema(value_type = String, example = "files")]
    pub(crate) source: TemplateSource,
    /// Its files by their path in its folder, `workflow.toml` and the examples included.
    pub(crate) files: BTreeMap<String, String>,
}

/// What is to be rendered, without anything being changed or sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewBody {
    /// The files of a draft, in place of those that are served.
    pub(crate) files: Option<BTreeMap<String, String>>,
    /// What the template is filled with; its example when it is not given.
    #[schema(value_type = Option<Object>)]
    pub(crate) data: Option<Box<RawValue>>,
}

/// What came of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct PreviewAnswer {
    /// The message as Slack would get it; `null` when there is a problem.
    #[schema(value_type = Option<Object>)]
    pub(crate) message: Option<Box<RawValue>>,
    /// What Slack takes, and shows differently from what was meant.
    #[schema(value_type = Vec<Object>)]
    pub(crate) warnings: Vec<serde_json::Value>,
    /// Why there is no message, with file, line and column where they are known.
    #[schema(value_type = Option<Object>)]
    pub(crate) problem: Option<Problem>,
}

/// What a reload changed in the process that answered.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReloadAnswer {
    /// Those that are served in a new version.
    #[schema(value_type = Object, example = json!({"order-shipped": "1f0c2ab94e7d"}))]
    pub(crate) served: BTreeMap<String, Option<Version>>,
    /// Those whose folder is gone.
    pub(crate) removed: Vec<String>,
    /// Those whose new content is not served, and what is wrong with each.
    #[schema(value_type = Object)]
    pub(crate) refused: BTreeMap<String, Problem>,
}

impl ReloadAnswer {
    pub(crate) fn new(
        reloaded: Reloaded,
        version: impl Fn(&bellhop_core::id::Slug) -> Option<Version>,
    ) -> Self {
        let served = reloaded.served.iter();
        let removed = reloaded.removed.iter();
        Self {
            served: served
                .map(|slug| (slug.as_str().to_owned(), version(slug)))
                .collect(),
            removed: removed.map(|slug| slug.as_str().to_owned()).collect(),
            refused: reloaded.refused,
        }
    }
}

/// The files of a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftBody {
    /// All its files by their path in its folder: `template.jsonnet`, and `workflow.toml`,
    /// `example.json` and others where there are any.
    pub(crate) files: BTreeMap<String, String>,
    /// The `updated_at_ms` of the draft that it is made from, or `null` when there was none: if what is
    /// there is another one, nothing is saved. Without it, whatever is there is replaced.
    #[serde(default, deserialize_with = "meant")]
    #[schema(value_type = Option<u64>, example = 1_750_000_000_000_u64)]
    pub(crate) replaces: Option<DraftMeant>,
}

/// Tells `null`, which means that there is no draft, from nothing at all.
fn meant<'de, D: Deserializer<'de>>(value: D) -> Result<Option<DraftMeant>, D::Error> {
    let saved_at_ms = Option::<u64>::deserialize(value)?;
    Ok(Some(
        saved_at_ms.map_or(DraftMeant::Absent, DraftMeant::SavedAt),
    ))
}

/// A draft, and what came of trying it.
#[derive(Serialize, ToSchema)]
pub(crate) struct DraftAnswer {
    /// Its files.
    pub(crate) files: BTreeMap<String, String>,
    /// When it was saved, in milliseconds since 1970. It is another with every saving.
    pub(crate) updated_at_ms: u64,
    /// The version it would be, the problem that it has, and what Slack would show differently.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub(crate) tried: TriedAnswer,
}

/// What came of trying a draft.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct TriedAnswer(pub(crate) Tried);

/// What is said of a version that is committed.
#[derive(Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommitBody {
    /// Why, for the history: at most 500 characters.
    pub(crate) note: Option<String>,
    /// The `updated_at_ms` of the draft that is meant: if what is there is another one, it is not
    /// committed. Without it, whatever is there is.
    #[schema(example = 1_750_000_000_000_u64)]
    pub(crate) draft_updated_at_ms: Option<u64>,
}

/// The version to go back to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RollbackBody {
    /// A version of the history.
    #[schema(example = "1f0c2ab94e7d")]
    pub(crate) version: String,
    /// Why, for the history: at most 500 characters.
    pub(crate) note: Option<String>,
}

/// The version that is served now.
#[derive(Serialize, ToSchema)]
pub(crate) struct CommitAnswer {
    /// Its name.
    #[schema(value_type = String, example = "1f0c2ab94e7d")]
    pub(crate) version: Version,
}

/// The history of a template.
#[derive(Serialize, ToSchema)]
pub(crate) struct HistoryAnswer {
    /// What was served, newest first.
    pub(crate) results: Vec<HistoryLine>,
}

/// One version, from when on it was served.
#[derive(Serialize, ToSchema)]
pub(crate) struct HistoryLine {
    number: u64,
    version: String,
    /// `files` or `api`.
    source: &'static str,
    note: String,
    created_at_ms: u64,
    /// Its files, and those of `lib/` that it imports.
    #[schema(value_type = Object)]
    content: serde_json::Value,
}

impl HistoryLine {
    pub(crate) fn new(line: TemplateVersion) -> Self {
        Self {
            number: line.number,
            version: line.new.version,
            source: line.new.source.as_str(),
            note: line.new.note,
            created_at_ms: line.new.created_at_ms,
            content: serde_json::from_str(&line.new.content).unwrap_or_default(),
        }
    }
}

/// A note as it is kept.
pub(crate) fn note(given: Option<String>) -> Result<String, ApiError> {
    let note = given.unwrap_or_default();
    let characters = note.chars().count();
    if characters > 500 || note.contains('\0') {
        return Err(ApiError::invalid(format!(
            "note: has {characters} characters; it may have 500, and no NUL"
        )));
    }
    Ok(note)
}
