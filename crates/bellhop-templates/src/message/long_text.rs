//! Texts that are longer than Slack takes: cut or split, as the workflow chose, and said.
//!
//! The linter says which texts are too long, and by how much; only what people read is touched, never
//! an id, a value or a URL.

use serde_json::{Value, json};

use super::cut;
use crate::lint::{Finding, LongText, Rule, Rules, Severity, lint_under};

/// Characters of one section, and of a fallback text that Slack does not split by itself.
const SECTION_CHARS_MAX: usize = 3_000;
const TEXT_CHARS_MAX: usize = 4_000;
/// Characters of all blocks together that Slack shows.
const ALL_CHARS_MAX: usize = 12_000;
const BLOCKS_MAX: usize = 50;

/// Makes `message` fit, and tells what was done to it.
pub(super) fn fit(message: &mut Value, rules: Rules) -> Vec<Finding> {
    if rules.long_text == LongText::Refuse {
        return Vec::new();
    }
    let mut told = Vec::new();
    if rules.long_text == LongText::Split {
        text_to_sections(message, &mut told);
        split_sections(message, &mut told);
    }
    for finding in lint_under(rules, message) {
        let is_advice = finding.pointer == "/text" && finding.severity == Severity::Warning;
        let is_too_long = finding.rule == Rule::Length && finding.value > finding.limit;
        if !is_too_long || (finding.severity == Severity::Warning && !is_advice) {
            continue;
        }
        let limit = finding.limit.and_then(|limit| usize::try_from(limit).ok());
        let text = is_prose(&finding.pointer).then(|| message.pointer_mut(&finding.pointer));
        let (Some(limit), Some(Some(Value::String(text)))) = (limit, text) else {
            continue;
        };
        *text = cut::shorten(text, limit);
        told.push(tell(finding, &format!("it was cut to {limit}")));
    }
    told
}

/// What was an error of length, as a warning that says what was done.
fn tell(finding: Finding, done: &str) -> Finding {
    let count = finding.value.unwrap_or_default();
    Finding {
        severity: Severity::Warning,
        changed: true,
        message: format!("{count} characters are more than Slack takes; {done}"),
        ..finding
    }
}

fn is_prose(pointer: &str) -> bool {
    [
        "/text",
        "/alt_text",
        "/markdown_text",
        "/footer",
        "/author_name",
    ]
    .iter()
    .any(|end| pointer.ends_with(end))
}

/// A long text of its own becomes sections; Slack would split it into several posts.
fn text_to_sections(message: &mut Value, told: &mut Vec<Finding>) {
    let Some(map) = message.as_object_mut() else {
        return;
    };
    let has_blocks = map.contains_key("blocks") || map.contains_key("attachments");
    let is_mrkdwn = map.get("mrkdwn") != Some(&Value::Bool(false));
    let Some(text) = map.get("text").and_then(Value::as_str) else {
        return;
    };
    let count = text.chars().count();
    if has_blocks || !(TEXT_CHARS_MAX + 1..=ALL_CHARS_MAX).contains(&count) {
        return;
    }
    let kind = if is_mrkdwn { "mrkdwn" } else { "plain_text" };
    let sections = cut::pieces(text, SECTION_CHARS_MAX)
        .into_iter()
        .map(|piece| json!({ "type": "section", "text": { "type": kind, "text": piece } }));
    let sections: Vec<_> = sections.collect();
    let message = format!("it was split into {} sections", sections.len());
    let fallback = cut::shorten(text, SECTION_CHARS_MAX);
    map.insert("text".to_owned(), Value::String(fallback));
    map.insert("blocks".to_owned(), Value::Array(sections));
    let finding = Finding::of_length("/text", "message", (count, TEXT_CHARS_MAX));
    told.push(tell(finding, &message));
}

/// What is too long for one section goes on in the next, as long as the message has room for it.
fn split_sections(message: &mut Value, told: &mut Vec<Finding>) {
    let Some(blocks) = message.get_mut("blocks").and_then(Value::as_array_mut) else {
        return;
    };
    let mut index = 0;
    while index < blocks.len() {
        let pieces = match blocks[index].pointer("/text/text").and_then(Value::as_str) {
            Some(text) if blocks[index]["type"] == "section" => (text.chars().count()
                > SECTION_CHARS_MAX)
                .then(|| (text.chars().count(), cut::pieces(text, SECTION_CHARS_MAX))),
            Some(_) | None => None,
        };
        let Some((count, pieces)) = pieces else {
            index += 1;
            continue;
        };
        let has_room = count <= ALL_CHARS_MAX && blocks.len() + pieces.len() - 1 <= BLOCKS_MAX;
        if !has_room {
            index += 1;
            continue;
        }
        let kind = blocks[index]["text"]["type"].clone();
        let parts = pieces.len();
        let mut pieces = pieces.into_iter();
        // Its accessory, its fields and its id stay with the first.
        blocks[index]["text"]["text"] = pieces.next().unwrap_or_default().into();
        let further: Vec<_> = pieces
            .map(|piece| json!({ "type": "section", "text": { "type": kind, "text": piece } }))
            .collect();
        blocks.splice(index + 1..index + 1, further);
        let pointer = format!("/blocks/{index}/text/text");
        let finding = Finding::of_length(&pointer, "section", (count, SECTION_CHARS_MAX));
        told.push(tell(
            finding,
            &format!("it was split into {parts} sections"),
        ));
        index += parts;
    }
}
