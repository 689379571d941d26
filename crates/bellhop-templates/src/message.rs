//! From what a template gives to a message that `chat.postMessage` takes.
//!
//! A template gives the whole message, an object, or the bare array of its blocks, as templates of
//! SuprSend's first years do. A `text` that is missing is derived from the blocks: Slack shows it in
//! notifications, and screen readers read it. A text that is too long for Slack is cut or split, as
//! the workflow says (`long_text`).

mod cut;
mod fallback;
mod long_text;
mod origin;

use serde_json::{Map, Value};

use crate::bundle::Bundle;
use crate::lint::{Finding, Rule, lint_under};

/// What a message may contain: the content of `chat.postMessage`. Where it goes is not a template's
/// business.
const KEYS: &[&str] = &[
    "text",
    "blocks",
    "attachments",
    "markdown_text",
    "thread_ts",
    "reply_broadcast",
    "unfurl_links",
    "unfurl_media",
    "mrkdwn",
    "link_names",
    "parse",
    "metadata",
    "username",
    "icon_url",
    "icon_emoji",
];

/// The message that `value` means, and all that there is to say about it: errors first.
///
/// # Errors
/// It is no message at all.
pub(crate) fn finish(value: Value, bundle: &Bundle) -> Result<(Value, Vec<Finding>), Vec<Finding>> {
    let mut message = normalise(value)?;
    let told = long_text::fit(&mut message, bundle.rules);
    let mut findings = lint_under(bundle.rules, &message);
    findings.extend(told);
    origin::tell(&mut findings, &message, bundle);
    Ok((message, findings))
}

fn normalise(value: Value) -> Result<Value, Vec<Finding>> {
    let mut message = match value {
        Value::Object(message) => message,
        Value::Array(blocks) => Map::from_iter([("blocks".to_owned(), Value::Array(blocks))]),
        Value::Null => return Err(not_a_message("null")),
        Value::Bool(_) => return Err(not_a_message("a boolean")),
        Value::Number(_) => return Err(not_a_message("a number")),
        Value::String(_) => return Err(not_a_message("a string")),
    };
    message.retain(|_, value| !value.is_null());
    for key in ["blocks", "attachments"] {
        if let Some(value) = message.get_mut(key) {
            drop_nulls(value);
        }
    }
    let unknown: Vec<_> = message
        .keys()
        .filter(|key| !KEYS.contains(&key.as_str()))
        .map(|key| Finding::unknown_key(key, KEYS))
        .collect();
    if !unknown.is_empty() {
        return Err(unknown);
    }
    if !message.contains_key("text") && !message.contains_key("markdown_text") {
        let text = fallback::text(&message);
        if !text.is_empty() {
            message.insert("text".to_owned(), Value::String(text));
        }
    }
    Ok(Value::Object(message))
}

/// A property that is null is one that is not there; an item of an array that is null means something
/// (a column of a table without settings), and stays.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn not_a_message(kind: &str) -> Vec<Finding> {
    let text =
        format!("must be an object with text or blocks, or an array of blocks, and is {kind}");
    vec![Finding::error("", Rule::Type, text)]
}
