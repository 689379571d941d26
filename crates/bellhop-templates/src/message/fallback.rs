//! The plain text of a message that has only blocks.
//!
//! Marks of mrkdwn stay as they are. Buttons and inputs say nothing without their blocks, so they
//! are left out.

use serde_json::{Map, Value};

use crate::engine::shorten;

/// The longest text that is derived, in characters.
const CHARS_MAX: usize = 3_000;

/// A line per thing that a reader would read, at most 3,000 characters.
pub(super) fn text(message: &Map<String, Value>) -> String {
    let mut lines = Vec::new();
    for block in list(message.get("blocks")) {
        read_block(block, &mut lines);
    }
    for attachment in list(message.get("attachments")) {
        for key in ["pretext", "title", "text", "fallback"] {
            push(&mut lines, string(attachment.get(key)));
        }
        for block in list(attachment.get("blocks")) {
            read_block(block, &mut lines);
        }
    }
    shorten(&lines.join("\n"), CHARS_MAX)
}

fn read_block(block: &Value, lines: &mut Vec<String>) {
    match string(block.get("type")) {
        "section" | "header" | "alert" | "card" | "video" | "container" => {
            for key in ["title", "text", "subtitle", "body"] {
                push(lines, text_of(block.get(key)));
            }
            for field in list(block.get("fields")) {
                push(lines, text_of(Some(field)));
            }
            for child in list(block.get("child_blocks")) {
                read_block(child, lines);
            }
        }
        "markdown" => push(lines, string(block.get("text"))),
        "image" => match text_of(block.get("title")) {
            "" => push(lines, string(block.get("alt_text"))),
            title => push(lines, title),
        },
        "context" => {
            let parts =
                list(block.get("elements"))
                    .iter()
                    .map(|element| match element.get("alt_text") {
                        Some(alt_text) => string(Some(alt_text)),
                        None => text_of(Some(element)),
                    });
            push(lines, &parts.collect::<Vec<_>>().join(" "));
        }
        "rich_text" => list(block.get("elements"))
            .iter()
            .for_each(|part| read_rich(part, lines)),
        "table" | "data_table" => {
            push(lines, text_of(block.get("caption")));
            for row in list(block.get("rows")).iter().take(20) {
                let cells = row
                    .as_array()
                    .map_or(&[][..], Vec::as_slice)
                    .iter()
                    .map(cell);
                push(lines, &cells.collect::<Vec<_>>().join(" | "));
            }
        }
        _ => {}
    }
}

fn read_rich(part: &Value, lines: &mut Vec<String>) {
    match string(part.get("type")) {
        "rich_text_list" => {
            for item in list(part.get("elements")) {
                push(lines, &format!("• {}", leaves(item)));
            }
        }
        "rich_text_quote" => push(lines, &format!("> {}", leaves(part))),
        _ => push(lines, leaves(part).trim_end()),
    }
}

/// The words of one rich text section.
fn leaves(section: &Value) -> String {
    let words = list(section.get("elements")).iter().map(|leaf| {
        let get = |key| string(leaf.get(key));
        match get("type") {
            "link" if get("text").is_empty() => get("url").to_owned(),
            "user" => format!("<@{}>", get("user_id")),
            "channel" => format!("<#{}>", get("channel_id")),
            "usergroup" => format!("<!subteam^{}>", get("usergroup_id")),
            "emoji" => format!(":{}:", get("name")),
            "broadcast" => format!("@{}", get("range")),
            "date" => get("fallback").to_owned(),
            "color" => get("value").to_owned(),
            _ => get("text").to_owned(),
        }
    });
    words.collect()
}

fn cell(cell: &Value) -> String {
    match string(cell.get("type")) {
        "raw_number" => cell
            .get("value")
            .map(ToString::to_string)
            .unwrap_or_default(),
        "rich_text" => list(cell.get("elements")).iter().map(leaves).collect(),
        _ => string(cell.get("text")).to_owned(),
    }
}

fn push(lines: &mut Vec<String>, line: &str) {
    if !line.trim().is_empty() {
        lines.push(line.to_owned());
    }
}

/// The text of a text object, or of a string that stands for one.
fn text_of(value: Option<&Value>) -> &str {
    match value {
        Some(Value::Object(object)) => string(object.get("text")),
        other => string(other),
    }
}

fn string(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or("")
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
