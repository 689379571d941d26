//! The keys of `workflow.toml` that are about the messages themselves: `long_text` and
//! `broadcast_mentions`. They go with the template to the helper that renders it.

use std::path::Path;

use toml::{Table, Value};

use super::TemplatesError;
use super::read::Reader;
use crate::engine::shorten;
use crate::lint::{LongText, Rules};

/// What the file in `folder` says, or the defaults. Whatever else is wrong with the file is told by
/// `workflow_file`.
pub(super) fn read(reader: &Reader<'_>, folder: &Path) -> Result<Rules, TemplatesError> {
    let path = folder.join("workflow.toml");
    let text = reader.optional(&path)?.unwrap_or_default();
    let table: Table = text.parse().unwrap_or_default();
    let mut rules = Rules::default();
    let wrong = |key: &str, value: &Value, expected: &str| TemplatesError::Key {
        path: path.clone(),
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
