//! Whether a value of the data came through as markup: one that could ping a whole channel.

use serde_json::Value;

use crate::lint::{Finding, Rule};

/// What no channel's ping looks like otherwise: it is put into data, and must not come out whole.
pub(super) const PING: &str = "<!channel|fuzz>";

/// Keys whose text Slack shows to nobody, or takes as it is.
const LITERAL_KEYS: &[&str] = &[
    "value",
    "url",
    "image_url",
    "action_id",
    "block_id",
    "metadata",
];

/// In words, where data can ping.
pub(super) fn ping_in(message: &Value) -> Option<String> {
    find(message, &mut String::new()).map(|pointer| advice(&pointer))
}

/// The same for a message that is refused because its workflow may not ping: the example is not, so it
/// is the data, and a grant would be the wrong advice.
pub(super) fn ping_among(findings: &[Finding]) -> Option<String> {
    let mut findings = findings.iter();
    let found = findings.find(|finding| finding.rule == Rule::Capability);
    found.map(|finding| advice(&finding.pointer))
}

fn advice(pointer: &str) -> String {
    format!("{pointer}: data can ping the channel; escape it, as the texts of slack.libsonnet do")
}

fn find(value: &Value, pointer: &mut String) -> Option<String> {
    match value {
        Value::String(text) => text.contains(PING).then(|| pointer.clone()),
        Value::Array(items) => {
            let inner = items.iter().enumerate();
            inner
                .map(|(place, item)| (place.to_string(), item))
                .find_map(|(name, item)| within(&name, item, pointer))
        }
        Value::Object(fields) => {
            // Plain text, and the text elements of rich text, are shown as they are.
            let kind = fields.get("type").and_then(Value::as_str);
            if matches!(kind, Some("plain_text" | "text")) {
                return None;
            }
            fields
                .iter()
                .filter(|(name, _)| !LITERAL_KEYS.contains(&name.as_str()))
                .find_map(|(name, item)| within(name, item, pointer))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn within(name: &str, value: &Value, pointer: &mut String) -> Option<String> {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(name);
    let found = find(value, pointer);
    pointer.truncate(length);
    found
}
