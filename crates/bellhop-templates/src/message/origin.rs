//! Where in the sources the block is made that a finding is about.
//!
//! Jsonnet does not say where a value comes from. But most blocks have something that stands in the
//! source as it is: an id, a fixed text, or their type. If it stands there exactly once, that is the
//! line; if not, nothing is said.

use serde_json::Value;

use crate::bundle::Bundle;
use crate::lint::Finding;

/// What tells one block from another, the most telling first.
const TELLING: &[&str] = &[
    "block_id",
    "action_id",
    "text",
    "alt_text",
    "value",
    "url",
    "image_url",
    "title",
    "external_id",
];

/// Says in each finding where its block is made, if the sources tell.
pub(super) fn tell(findings: &mut [Finding], message: &Value, bundle: &Bundle) {
    for finding in findings {
        finding.place = place(&finding.pointer, message, bundle);
    }
}

fn place(pointer: &str, message: &Value, bundle: &Bundle) -> Option<String> {
    // The innermost value that there is, and everything around it up to its block.
    let steps: Vec<_> = pointer.split('/').skip(1).collect();
    let block = match steps.as_slice() {
        ["blocks", _, ..] => 2,
        ["attachments", _, "blocks", _, ..] => 4,
        ["attachments", _, ..] => 2,
        _ => return None,
    };
    let around = (block..=steps.len()).rev();
    let around =
        around.filter_map(|depth| message.pointer(&format!("/{}", steps[..depth].join("/"))));
    around.into_iter().find_map(|value| match value {
        Value::String(text) => line_of_text(text, bundle),
        Value::Object(map) => {
            let nested = map.values().filter_map(Value::as_object);
            let own = TELLING.iter().filter_map(|key| map.get(*key)?.as_str());
            let texts = own.chain(nested.filter_map(|inner| inner.get("text")?.as_str()));
            texts
                .into_iter()
                .find_map(|text| line_of_text(text, bundle))
                .or_else(|| line_of_kind(map.get("type")?.as_str()?, bundle))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    })
}

/// The one line in which `text` stands as a literal.
fn line_of_text(text: &str, bundle: &Bundle) -> Option<String> {
    let is_plain = !text.contains(['\'', '"', '\\', '\n']);
    if !is_plain || text.chars().count() < 2 {
        return None;
    }
    only_line(&[&format!("'{text}'"), &format!("\"{text}\"")], bundle)
}

/// The one line in which a block of this kind is made, by its type or by a function of
/// `slack.libsonnet`.
fn line_of_kind(kind: &str, bundle: &Bundle) -> Option<String> {
    let mut words = kind.split('_');
    let mut function = words.next()?.to_owned();
    for word in words {
        let (first, rest) = word.split_at_checked(1)?;
        function.push_str(&first.to_ascii_uppercase());
        function.push_str(rest);
    }
    let (single, double) = (format!("'{kind}'"), format!("\"{kind}\""));
    let mut marks = vec![single, double, format!(".{function}(")];
    if kind == "section" {
        marks.push(".fields(".to_owned());
    }
    let marks: Vec<_> = marks.iter().map(String::as_str).collect();
    only_line(&marks, bundle)
}

fn only_line(marks: &[&str], bundle: &Bundle) -> Option<String> {
    let mut only = None;
    for (name, text) in bundle.sources() {
        for mark in marks {
            for (at, _) in text.match_indices(mark) {
                if only.is_some() {
                    return None;
                }
                let line = text[..at].matches('\n').count() + 1;
                only = Some(format!("{name}:{line}"));
            }
        }
    }
    only
}
