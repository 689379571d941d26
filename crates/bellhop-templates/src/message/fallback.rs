//! The plain text of a message that has only blocks.
//!
//! Marks of mrkdwn stay as they are. What a block shows as it is (plain text, rich text, cells) is
//! escaped: here Slack would read marks in it, and a customer's name could mention a channel. Buttons and
//! inputs say nothing without their blocks, so they are left out.

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
                push(lines, &text_of(block.get(key)));
            }
            for field in list(block.get("fields")) {
                push(lines, &text_of(Some(field)));
            }
            for child in list(block.get("child_blocks")) {
                read_block(child, lines);
            }
        }
        "markdown" => push(lines, string(block.get("text"))),
        "image" => match text_of(block.get("title")).as_str() {
            "" => push(lines, &text_of(block.get("alt_text"))),
            title => push(lines, title),
        },
        "context" => {
            let parts =
                list(block.get("elements"))
                    .iter()
                    .map(|element| match element.get("alt_text") {
                        Some(alt_text) => text_of(Some(alt_text)),
                        None => text_of(Some(element)),
                    });
            push(lines, &parts.collect::<Vec<_>>().join(" "));
        }
        "rich_text" => list(block.get("elements"))
            .iter()
            .for_each(|part| read_rich(part, lines)),
        "table" | "data_table" => {
            push(lines, &text_of(block.get("caption")));
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
        let get = |key| escaped(string(leaf.get(key)));
        match string(leaf.get("type")) {
            "link" if get("text").is_empty() => get("url"),
            "user" => format!("<@{}>", get("user_id")),
            "channel" => format!("<#{}>", get("channel_id")),
            "usergroup" => format!("<!subteam^{}>", get("usergroup_id")),
            "emoji" => format!(":{}:", get("name")),
            "broadcast" => format!("@{}", get("range")),
            "date" => get("fallback"),
            "color" => get("value"),
            _ => get("text"),
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
        _ => escaped(string(cell.get("text"))),
    }
}

fn push(lines: &mut Vec<String>, line: &str) {
    if !line.trim().is_empty() {
        lines.push(line.to_owned());
    }
}

/// The text of a text object, or of a string that stands for plain text. Plain text is where templates
/// escape `&` or don't, and Slack shows both well; only what could begin a mention is escaped.
fn text_of(value: Option<&Value>) -> String {
    let unmarked = |text: &str| text.replace('<', "&lt;").replace('>', "&gt;");
    match value {
        Some(Value::Object(object)) if string(object.get("type")) == "plain_text" => {
            unmarked(string(object.get("text")))
        }
        Some(Value::Object(object)) => string(object.get("text")).to_owned(),
        other => unmarked(string(other)),
    }
}

/// A text that is shown as it is, so that it is shown as it is in mrkdwn too.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

fn string(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or("")
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
