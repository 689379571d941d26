//! What is sent when a template fails: the workflow's fallback text, if it has one.

use std::sync::Arc;

use bellhop_core::fault::{Fault, Reason};
use bellhop_core::message::Message;
use bellhop_templates::{RenderError, Templates};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

/// The most characters of a template's error in a timeline.
const WHY_CHARACTERS_MAX: usize = 300;

/// The message that is sent instead, and why, for its timeline. `None` when the workflow has no
/// fallback, or what failed may pass.
pub(crate) fn of(
    templates: &Templates,
    message: &Message,
    error: &RenderError,
) -> Option<(Arc<RawValue>, String)> {
    let may_pass = error.fault() != Fault::GiveUp || error.reason() == Reason::TemplateNotFound;
    if may_pass {
        return None;
    }
    let catalog = templates.catalog();
    let fallback = catalog.get(&message.template)?.fallback.as_ref()?;
    let data: Value = serde_json::from_str(message.data.get()).unwrap_or_default();
    let content = to_raw_value(&json!({"text": fallback.fill(&data)})).ok()?;
    let why: String = error.to_string().chars().take(WHY_CHARACTERS_MAX).collect();
    let detail = format!("the fallback text was taken, since {why}");
    Some((Arc::from(content), detail))
}
