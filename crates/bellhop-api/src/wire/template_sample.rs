//! Samples of templates, how templates do, and what a draft would change, on the wire.

use std::collections::BTreeMap;

use bellhop_store::{Sample, TemplateCondition};
use bellhop_templates::{Change, Compared, Health, Problem};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// How a template does.
#[derive(Serialize, ToSchema)]
pub(crate) struct TemplateLine {
    /// Its name, version, and what is wrong with it.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub(crate) health: Health,
    /// What people call it; `null`, as the next, for one that is not served.
    pub(crate) name: Option<String>,
    /// How urgent its messages are.
    #[schema(example = "transactional")]
    pub(crate) category: Option<&'static str>,
    /// The events that start it.
    pub(crate) events: Vec<String>,
    /// When its draft was saved, in milliseconds since 1970; `null` when there is none.
    pub(crate) draft_updated_at_ms: Option<u64>,
    /// When it was last rendered for a message of this workspace, in milliseconds since 1970. This and
    /// the next may be `templates.sample_seconds` behind.
    pub(crate) last_rendered_at_ms: Option<u64>,
    /// When it last could not be rendered.
    pub(crate) last_failed_at_ms: Option<u64>,
    /// What was said then.
    pub(crate) last_failure: Option<String>,
}

impl TemplateLine {
    pub(crate) fn note(&mut self, condition: TemplateCondition) {
        self.last_rendered_at_ms = condition.last_rendered_at_ms;
        self.last_failed_at_ms = condition.last_failed_at_ms;
        self.last_failure = condition.last_failure;
    }
}

/// What a template was lately filled with.
#[derive(Serialize, ToSchema)]
pub(crate) struct SampleList {
    /// The messages, newest first.
    pub(crate) results: Vec<SampleLine>,
}

/// One message that a template was filled for.
#[derive(Serialize, ToSchema)]
pub(crate) struct SampleLine {
    #[schema(value_type = String, format = "uuid")]
    message_id: uuid::Uuid,
    distinct_id: String,
    /// When it was rendered, in milliseconds since 1970.
    at_ms: u64,
    /// The version of the template.
    version: Option<String>,
    failed: bool,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "template_error")]
    reason: Option<String>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// What the template was filled with.
    #[schema(value_type = Object)]
    data: Option<Box<RawValue>>,
}

impl SampleLine {
    pub(crate) fn new(sample: Sample) -> Self {
        let failed = sample.failure.is_some();
        let (reason, detail) = sample.failure.unzip();
        Self {
            message_id: sample.message.0,
            distinct_id: sample.distinct_id,
            at_ms: sample.at_ms,
            version: sample.version,
            failed,
            reason,
            detail,
            data: RawValue::from_string(sample.data).ok(),
        }
    }
}

/// What would go live.
#[derive(Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct DiffBody {
    /// The files in place of those that are served; the saved draft's when they are not given.
    pub(crate) files: Option<BTreeMap<String, String>>,
    /// The files of `lib/` that they import; the server's own when they are not given.
    pub(crate) lib: Option<BTreeMap<String, String>>,
}

/// What would change. Every message is one of the same, the changed or the failing.
#[derive(Serialize, ToSchema, Default)]
pub(crate) struct DiffAnswer {
    /// How many messages were rendered.
    compared: usize,
    /// How many stay as they are; also those that fail as they do now.
    same: usize,
    /// How many say something else, or failed and do no longer.
    changed: usize,
    /// How many are fine now and would fail.
    failing: usize,
    /// The messages, newest first.
    results: Vec<DiffLine>,
}

/// One message, as it is made now and as it would be.
#[derive(Serialize, ToSchema)]
pub(crate) struct DiffLine {
    #[schema(value_type = String, format = "uuid")]
    message_id: uuid::Uuid,
    at_ms: u64,
    same: bool,
    /// `same`, `changed` or `failing`.
    #[schema(value_type = String, example = "changed")]
    change: Change,
    /// `null` where it can't be made.
    #[schema(value_type = Option<Object>)]
    before: Option<Box<RawValue>>,
    #[schema(value_type = Option<Object>)]
    after: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    before_problem: Option<Problem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    after_problem: Option<Problem>,
    /// What Slack takes, and shows differently from what was meant.
    #[schema(value_type = Vec<Object>)]
    after_warnings: Vec<serde_json::Value>,
}

impl DiffAnswer {
    pub(crate) fn add(&mut self, sample: &Sample, compared: Compared) {
        let change = compared.change();
        self.compared += 1;
        match change {
            Change::Same => self.same += 1,
            Change::Changed => self.changed += 1,
            Change::Failing => self.failing += 1,
        }
        let (before, before_problem) = match compared.before {
            Ok(rendered) => (Some(rendered.message), None),
            Err(problem) => (None, Some(problem)),
        };
        let (after, after_warnings, after_problem) = match compared.after {
            Ok(rendered) => (Some(rendered.message), rendered.warnings, None),
            Err(problem) => (None, Vec::new(), Some(problem)),
        };
        self.results.push(DiffLine {
            message_id: sample.message.0,
            at_ms: sample.at_ms,
            same: change == Change::Same,
            change,
            before,
            after,
            before_problem,
            after_problem,
            after_warnings: after_warnings
                .iter()
                .filter_map(|finding| serde_json::to_value(finding).ok())
                .collect(),
        });
    }
}
