//! What the messages are made of.

use serde_json::{Value, json};

pub(super) fn x(count: usize) -> String {
    "x".repeat(count)
}

pub(super) fn plain(count: usize) -> Value {
    json!({"type": "plain_text", "text": x(count)})
}

pub(super) fn mrkdwn(count: usize) -> Value {
    json!({"type": "mrkdwn", "text": x(count)})
}

pub(super) fn url(count: usize) -> String {
    format!("https://example.com/{}", x(count.saturating_sub(20)))
}

pub(super) fn button(number: usize) -> Value {
    json!({"type": "button", "text": plain(5), "action_id": format!("b{number}")})
}

pub(super) fn option() -> Value {
    json!({"text": plain(5), "value": "v", "description": plain(5)})
}

pub(super) fn section() -> Value {
    json!({"type": "section", "text": mrkdwn(5)})
}

pub(super) fn beside(element: Value) -> Value {
    json!({"type": "section", "text": mrkdwn(5), "accessory": element})
}

pub(super) fn acting(element: Value) -> Value {
    json!({"type": "actions", "elements": [element]})
}

pub(super) fn asking(element: Value) -> Value {
    json!({"type": "input", "label": plain(5), "element": element})
}

pub(super) fn rich(part: Value) -> Value {
    json!({"type": "rich_text", "elements": [part]})
}

pub(super) fn cell() -> Value {
    json!({"type": "raw_text", "text": "x"})
}

pub(super) fn confirm() -> Value {
    json!({"title": plain(5), "text": mrkdwn(5), "confirm": plain(5), "deny": plain(5), "style": "danger"})
}

pub(super) fn many(count: usize, item: &Value) -> Vec<Value> {
    vec![item.clone(); count]
}

pub(super) fn buttons(count: usize) -> Vec<Value> {
    (0..count).map(button).collect()
}

pub(super) fn with(mut value: Value, key: &str, inner: impl Into<Value>) -> Value {
    value[key] = inner.into();
    value
}

pub(super) fn of(block: Value) -> Value {
    json!({"text": "x", "blocks": [block]})
}
