//! What only the whole message shows: ids that are used twice, and sums over all blocks.

use std::collections::HashSet;

use serde_json::Value;

use super::finding::{Rule, Severity};
use super::findings::Findings;

/// Slack splits a longer text into several messages at points of its own choosing.
const TEXT_CHARS_ADVISED: usize = 4_000;
/// Blocks together: Slack refuses somewhere above 13,000 characters (seen), so less is advised.
const BLOCK_CHARS_ADVISED: usize = 12_000;
/// All `markdown` blocks together.
const MARKDOWN_CHARS_MAX: usize = 12_000;
/// More attachments than this are folded away, or refused by some clients.
const ATTACHMENTS_ADVISED: usize = 20;
/// How many blocks of a type one message may have.
const BLOCKS_OF_TYPE_MAX: &[(&[&str], usize)] = &[
    (&["table", "data_table"], 1),
    (&["data_visualization"], 2),
    (&["plan"], 1),
];

pub(super) fn check(message: &Value, findings: &mut Findings) {
    let get = |key| message.get(key);
    if ["text", "blocks", "attachments", "markdown_text"]
        .into_iter()
        .all(|key| get(key).is_none())
    {
        findings.error(
            Rule::Required,
            "a message needs text, blocks or attachments",
        );
    }
    if get("markdown_text").is_some() && (get("text").is_some() || get("blocks").is_some()) {
        findings.error(Rule::Exclusive, "markdown_text excludes text and blocks");
    }
    let blocks = list(get("blocks"));
    if get("text").is_none() && !blocks.is_empty() {
        let message = "there is no text, so notifications and screen readers say nothing";
        findings.warning(Rule::Required, message);
    }
    let text = get("text")
        .and_then(Value::as_str)
        .unwrap_or("")
        .chars()
        .count();
    findings.within("text", |findings| {
        advise(
            Rule::Length,
            text,
            TEXT_CHARS_ADVISED,
            "characters",
            findings,
        );
    });
    let attachments = list(get("attachments"));
    findings.within("attachments", |findings| {
        advise(
            Rule::Count,
            attachments.len(),
            ATTACHMENTS_ADVISED,
            "attachments",
            findings,
        );
    });
    findings.within("blocks", |findings| {
        sums(blocks, findings);
        ids(blocks, &mut HashSet::new(), findings);
    });
}

fn advise(rule: Rule, value: usize, advised: usize, of: &str, findings: &mut Findings) {
    if value > advised {
        let message = format!("{value} {of}; more than {advised} are not shown as meant");
        findings.push(Severity::Warning, rule, Some((value, advised)), message);
    }
}

fn sums(blocks: &[Value], findings: &mut Findings) {
    let kind = |block: &Value| block.get("type").and_then(Value::as_str).map(str::to_owned);
    for (kinds, most) in BLOCKS_OF_TYPE_MAX {
        let is_counted =
            |block: &&Value| kind(block).is_some_and(|kind| kinds.contains(&kind.as_str()));
        let children = blocks
            .iter()
            .flat_map(|block| list(block.get("child_blocks")));
        let count = blocks.iter().chain(children).filter(is_counted).count();
        findings.range(
            Rule::Count,
            count,
            (0, *most),
            &format!("blocks of {}", kinds.join(" or ")),
        );
    }
    let markdown = blocks
        .iter()
        .filter(|block| kind(block).as_deref() == Some("markdown"));
    let markdown = markdown.map(characters).sum();
    findings.range(
        Rule::Length,
        markdown,
        (0, MARKDOWN_CHARS_MAX),
        "characters of markdown",
    );
    let all = blocks.iter().map(characters).sum();
    advise(
        Rule::Length,
        all,
        BLOCK_CHARS_ADVISED,
        "characters in all blocks",
        findings,
    );
}

/// The characters that a reader sees: every `text`, wherever it is.
pub(super) fn characters(value: &Value) -> usize {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| match value.as_str() {
                Some(text) if key == "text" => text.chars().count(),
                Some(_) | None => characters(value),
            })
            .sum(),
        Value::Array(items) => items.iter().map(characters).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// A `block_id` is unique in its message, an `action_id` in its block.
fn ids<'a>(blocks: &'a [Value], block_ids: &mut HashSet<&'a str>, findings: &mut Findings) {
    for (index, block) in blocks.iter().enumerate() {
        findings.within(index, |findings| {
            unique(block, "block_id", block_ids, findings);
            findings.within("child_blocks", |findings| {
                ids(list(block.get("child_blocks")), block_ids, findings);
            });
            let mut action_ids = HashSet::new();
            for key in ["accessory", "element"] {
                if let Some(element) = block.get(key) {
                    findings.within(key, |findings| {
                        unique(element, "action_id", &mut action_ids, findings);
                    });
                }
            }
            findings.within("elements", |findings| {
                for (index, element) in list(block.get("elements")).iter().enumerate() {
                    findings.within(index, |findings| {
                        unique(element, "action_id", &mut action_ids, findings);
                    });
                }
            });
        });
    }
}

fn unique<'a>(value: &'a Value, key: &str, seen: &mut HashSet<&'a str>, findings: &mut Findings) {
    if let Some(id) = value.get(key).and_then(Value::as_str)
        && !seen.insert(id)
    {
        let id = crate::engine::shorten(id, 60);
        findings.within(key, |findings| {
            findings.error(Rule::Unique, format!("the {key} `{id}` is used twice"));
        });
    }
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
