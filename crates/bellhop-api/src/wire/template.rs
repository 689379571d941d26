//! Templates on the wire.

use std::collections::BTreeMap;

use bellhop_templates::{Health, Problem, Reloaded, Version};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// Every template, in the order of their names.
#[derive(Serialize, ToSchema)]
pub(crate) struct TemplateList {
    /// The templates.
    #[schema(value_type = Vec<Object>, example = json!([{
        "slug": "order-shipped", "version": "1f0c2ab94e7d", "problem": null,
        "refused": {"message": "template `order-shipped` failed: …", "file": "order-shipped/template.jsonnet",
            "line": 3, "column": 9, "source_line": "text: data.number", "example": "example.json"},
    }]))]
    pub(crate) results: Vec<Health>,
}

/// One template as it is served.
#[derive(Serialize, ToSchema)]
pub(crate) struct TemplateAnswer {
    /// Its name, version, and what is wrong with it.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub(crate) health: Health,
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
