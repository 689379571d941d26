//! Late: a message that is sent although it was due before says so.

use std::sync::Arc;

use bellhop_core::timing::{MessageTiming, Zone, say_span};
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// Slack takes so many blocks; a message that has them all gets the note in its text alone.
const BLOCKS_MAX: usize = 50;

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
}
