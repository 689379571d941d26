//! The keys of `workflow.toml` that are about the messages themselves: `long_text` and
//! `broadcast_mentions`. They go with the template to the helper that renders it.

use std::path::Path;

use bellhop_core::workflow::FallbackText;
use serde_json::json;
use toml::{Table, Value};

use super::TemplatesError;
use crate::engine::shorten;
use crate::lint::{Finding, LongText, Rule, Rules, lint_under};

/// What the `text` of the file at `path` says, or the defaults. Whatever else is wrong with the file is
/// told by `workflow_file`.
pub(super) fn read(path: &Path, text: Option<&str>) -> Result<Rules, TemplatesError> {
    let table: Table = text.unwrap_or_default().parse().unwrap_or_default();
    let mut rules = Rules::default();
    let wrong = |key: &str, value: &Value, expected: &str| TemplatesError::Key {
        path: path.into(),
        key: key.to_owned(),
        value: shorten(&value.to_string(), 80),
        expected: expected.to_owned(),
    };
    if let Some(value) = table.get("long_text") {
        let named = |rule: &&LongText| value.as_str() == Some(rule.as_str());
        let found = LongText::ALL.iter().find(named);
        rules.long_text =
            *found.ok_or_else(|| wrong("long_text", value, "one of split, cut, refuse"))?;
    }
    if let Some(value) = table.get("broadcast_mentions") {
        let found = value.as_bool();
        rules.broadcast_mentions =
            found.ok_or_else(|| wrong("broadcast_mentions", value, "true or false"))?;
    }
    Ok(rules)
}

/// Refuses a fallback text that mentions everybody in a workflow that may not: nothing lints it when it
/// is sent.
pub(super) fn check_fallback(
    path: &Path,
    rules: Rules,
    fallback: &FallbackText,
) -> Result<(), TemplatesError> {
    let text = fallback.fill(&serde_json::Value::Null);
    let findings = lint_under(rules, &json!({"text": text}));
    let is_allowed = |finding: &Finding| finding.rule != Rule::Capability;
    if findings.iter().all(is_allowed) {
        return Ok(());
    }
    Err(TemplatesError::Key {
        path: path.into(),
        key: "fallback_text".to_owned(),
        value: shorten(&text, 80),
        expected: "a text without @here, @channel and @everyone, unless broadcast_mentions = true"
            .to_owned(),
    })
}
