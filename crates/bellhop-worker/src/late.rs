//! Late: a message that is sent although it was due before says so; of several, one may list all.

use std::sync::Arc;

use bellhop_core::timing::{MessageTiming, Zone, say_span};
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// Slack takes so many blocks; a message that has them all gets the note in its text alone.
const BLOCKS_MAX: usize = 50;
/// Characters of a message that is listed with others.
const LINE_CHARS_MAX: usize = 120;

/// The content with a note, if it is sent after it was due; else as it is.
pub(crate) fn noted(content: Arc<RawValue>, timing: MessageTiming, now_ms: u64) -> Arc<RawValue> {
    let Some(due_ms) = timing.due_by_ms.filter(|due_ms| *due_ms < now_ms) else {
        return content;
    };
    let Ok(mut message) = serde_json::from_str::<Value>(content.get()) else {
        return content;
    };
    let late = std::time::Duration::from_secs((now_ms - due_ms).div_ceil(1_000));
    let clock = Zone::utc().clock(due_ms);
    let note = format!("Was due {clock} UTC, delayed by {}.", say_span(late));
    if let Some(Value::Array(blocks)) = message.get_mut("blocks")
        && blocks.len() < BLOCKS_MAX
    {
        let text = json!({"type": "mrkdwn", "text": note});
        blocks.push(json!({"type": "context", "elements": [text]}));
    }
    let text = message
        .get("text")
        .and_then(Value::as_str)
        .unwrap_or_default();
    message["text"] = format!("{text}\n{note}").trim().into();
    match serde_json::value::to_raw_value(&message) {
        Ok(noted) => Arc::from(noted),
        Err(_) => content,
    }
}

/// What a message says that is listed among others that are late: its text in one line, cut to
/// [`LINE_CHARS_MAX`]. `None` for one that belongs into a thread, or has no text.
pub(crate) fn line(content: &RawValue, due_ms: u64) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Said {
        text: String,
        #[serde(default)]
        thread_ts: Option<serde::de::IgnoredAny>,
    }
    let said: Said = serde_json::from_str(content.get()).ok()?;
    if said.thread_ts.is_some() || said.text.trim().is_empty() {
        return None;
    }
    let words: Vec<&str> = said.text.split_whitespace().collect();
    let clock = Zone::utc().clock(due_ms);
    Some(format!("• {} _(due {clock} UTC)_", cut(&words.join(" "))))
}

/// The beginning of a text, which ends neither within a link nor within an escape.
fn cut(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(LINE_CHARS_MAX) else {
        return text.to_owned();
    };
    let mut kept = &text[..end];
    for (opens, closes) in [('<', '>'), ('&', ';')] {
        if let Some(begin) = kept.rfind(opens)
            && !kept[begin..].contains(closes)
        {
            kept = &kept[..begin];
        }
    }
    format!("{}…", kept.trim_end())
}

/// One message that lists so many that are late, the first few by what they say.
pub(crate) fn listed(lines: &[String], count: usize, metadata: Option<Value>) -> Arc<RawValue> {
    let mut text = format!("{count} messages are late:\n{}", lines.join("\n"));
    if count > lines.len() {
        text.push_str(&format!("\n… and {} more", count - lines.len()));
    }
    let mut message = json!({"text": text});
    if let Some(metadata) = metadata {
        message["metadata"] = metadata;
    }
    let message = serde_json::value::to_raw_value(&message);
    Arc::from(message.expect("a text is JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn late(content: &Value, now_ms: u64) -> Value {
        let content = serde_json::value::to_raw_value(content).unwrap();
        let timing = MessageTiming {
            due_by_ms: Some(1_795_237_320_000),
            ..MessageTiming::default()
        };
        serde_json::from_str(noted(Arc::from(content), timing, now_ms).get()).unwrap()
    }

    #[test]
    fn what_is_late_says_when_it_was_due_in_its_text_and_in_a_block() {
        let content = json!({"text": "hi", "blocks": [{"type": "divider"}]});

        let noted = late(&content, 1_795_237_320_000 + 90_500);

        let note = "Was due 2026-11-21 05:02 UTC, delayed by 1m31s.";
        assert_eq!(noted["text"], format!("hi\n{note}"));
        assert_eq!(noted["blocks"][1]["elements"][0]["text"], note);
    }

    #[test]
    fn what_is_in_time_is_as_it_was() {
        let content = json!({"text": "hi"});
        assert_eq!(late(&content, 1_795_237_320_000), content);
    }

    #[test]
    fn a_line_is_cut_before_a_link_or_an_escape_that_would_be_broken() {
        let said = |text: &str| {
            let content = serde_json::value::to_raw_value(&json!({"text": text})).unwrap();
            line(&content, 1_795_237_320_000)
        };
        let long = "a".repeat(LINE_CHARS_MAX - 3);

        let due = "_(due 2026-11-21 05:02 UTC)_";
        assert_eq!(said("one\ntwo").unwrap(), format!("• one two {due}"));
        for tail in ["<https://example.com|here>", "&amp; so on"] {
            let wanted = format!("• {long}… {due}");
            assert_eq!(said(&format!("{long} {tail}")).unwrap(), wanted);
        }
        assert_eq!(said(" "), None);
    }

    #[test]
    fn a_list_says_how_many_it_does_not_show() {
        let message = listed(&["• a".to_owned(), "• b".to_owned()], 5, None);
        let message: Value = serde_json::from_str(message.get()).unwrap();
        assert_eq!(
            message["text"],
            "5 messages are late:\n• a\n• b\n… and 3 more"
        );
    }
}
