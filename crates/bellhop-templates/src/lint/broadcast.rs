//! Mentions of everybody, which only a workflow with `broadcast_mentions = true` may use.
//!
//! The rendered message is looked at, so it does not matter how a mention got into it. In a text it
//! is `<!here>`, `<!channel>` or `<!everyone>`, with or without a label; rich text has a leaf of its
//! own; and with `link_names` or `parse: full` Slack makes one of a bare `@here`.

use serde_json::{Map, Value};

use super::finding::Rule;
use super::findings::Findings;

const RANGES: &[&str] = &["here", "channel", "everyone", "group"];
/// What holds no text that Slack reads for mentions.
const NOT_TEXT: &[&str] = &[
    "value",
    "url",
    "image_url",
    "thumb_url",
    "video_url",
    "action_id",
    "block_id",
    "metadata",
    "type",
    "icon_url",
    "icon_emoji",
    "username",
];

pub(super) fn check(message: &Value, findings: &mut Findings) {
    let links_names = message.get("link_names") == Some(&Value::Bool(true))
        || message.get("parse").and_then(Value::as_str) == Some("full");
    walk(message, links_names, findings);
}

fn walk(value: &Value, links_names: bool, findings: &mut Findings) {
    match value {
        Value::String(text) => {
            if let Some(mention) = mention(text, links_names) {
                refuse(&mention, findings);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                findings.within(index, |findings| walk(item, links_names, findings));
            }
        }
        Value::Object(map) => walk_object(map, links_names, findings),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn walk_object(map: &Map<String, Value>, links_names: bool, findings: &mut Findings) {
    if map.get("type").and_then(Value::as_str) == Some("broadcast") {
        let range = map.get("range").and_then(Value::as_str).unwrap_or("here");
        refuse(&format!("@{range}"), findings);
    }
    // The leaves of rich text and the cells of tables are shown as they are; no other object has these
    // types and a string.
    let kind = map.get("type").and_then(Value::as_str);
    let is_leaf = matches!(kind, Some("text" | "link" | "raw_text"));
    for (key, value) in map {
        if is_leaf && key == "text" {
            continue;
        }
        if !NOT_TEXT.contains(&key.as_str()) {
            findings.within(key, |findings| walk(value, links_names, findings));
        }
    }
}

fn refuse(mention: &str, findings: &mut Findings) {
    let mention = crate::engine::shorten(mention, 40);
    let message = format!(
        "`{mention}` pings everybody, which this workflow may not; workflow.toml grants it with \
         `broadcast_mentions = true`"
    );
    findings.error(Rule::Capability, message);
}

/// The first mention of everybody in `text`.
fn mention(text: &str, links_names: bool) -> Option<String> {
    let after = |mark: &'static str| text.split(mark).skip(1);
    let marked = after("<!").find_map(|rest| {
        let inner = rest.split('>').next()?;
        let range = inner.split(['|', '^']).next()?.trim();
        RANGES.contains(&range).then(|| format!("<!{range}>"))
    });
    marked.or_else(|| {
        let is_named = |rest: &str| {
            let name: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
            RANGES.contains(&name.as_str()).then(|| format!("@{name}"))
        };
        after("@").filter(|_| links_names).find_map(is_named)
    })
}
