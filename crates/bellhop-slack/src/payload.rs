//! The body of a post: the rendered message with what Bellhop adds, in one pass and without
//! building it in memory.

use std::fmt;

use bellhop_core::id::MessageId;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::SlackError;

/// The name of the metadata event that carries a message's id into Slack, by which a post can be
/// recognised later.
pub(crate) const EVENT_TYPE: &str = "bellhop_message";

/// The body of `chat.postMessage`: the message, where it goes, and its id as metadata unless it has
/// metadata of its own.
pub(crate) fn for_channel(
    message: &RawValue,
    channel: &str,
    id: MessageId,
) -> Result<Vec<u8>, SlackError> {
    let mut body = Vec::with_capacity(message.get().len() + channel.len() + 160);
    body.extend_from_slice(b"{\"channel\":");
    write_text(&mut body, channel);
    let has_metadata = copy_entries(message, &mut body)?;
    if !has_metadata {
        // A UUID needs no escaping.
        let metadata = format!(
            r#","metadata":{{"event_type":"{EVENT_TYPE}","event_payload":{{"message_id":"{id}"}}}}"#
        );
        body.extend_from_slice(metadata.as_bytes());
    }
    body.push(b'}');
    Ok(body)
}

/// The body of a webhook post: the message alone, because a webhook has one channel and keeps no
/// metadata.
pub(crate) fn for_webhook(message: &RawValue) -> Result<Vec<u8>, SlackError> {
    let mut body = Vec::with_capacity(message.get().len() + 2);
    copy_entries(message, &mut body)?;
    match body.first_mut() {
        Some(first) => *first = b'{',
        None => body.push(b'{'),
    }
    body.push(b'}');
    Ok(body)
}

/// Whether a message can be recognised in Slack by its id: not if it has metadata of its own, which
/// leaves no room for that.
#[must_use]
pub fn carries_id(message: &RawValue) -> bool {
    copy_entries(message, &mut Vec::new()).is_ok_and(|has_metadata| !has_metadata)
}

/// Appends the message's entries, each with a comma before it. A channel of the message's own is
/// left out: the address decides where a message goes. Says whether there is metadata among them.
fn copy_entries(message: &RawValue, body: &mut Vec<u8>) -> Result<bool, SlackError> {
    let mut reader = serde_json::Deserializer::from_str(message.get());
    reader
        .deserialize_map(Entries { body })
        .map_err(|_| SlackError::NotAMessage)
}

struct Entries<'a> {
    body: &'a mut Vec<u8>,
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut has_metadata = false;
        while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
            // Slack takes an explicit null for "not given".
            if name == "channel" || (name == "metadata" && value.get() == "null") {
                continue;
            }
            has_metadata |= name == "metadata";
            self.body.push(b',');
            write_text(self.body, &name);
            self.body.push(b':');
            self.body.extend_from_slice(value.get().as_bytes());
        }
        Ok(has_metadata)
    }
}

fn write_text(body: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(body, text).expect("a text can always be written to memory");
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).unwrap()
    }

    fn posted(message: &str) -> Value {
        let body = for_channel(
            &raw(message),
            "C1",
            MessageId("0".parse().unwrap_or_default()),
        );
        serde_json::from_slice(&body.unwrap()).unwrap()
    }

    const ID: &str = "00000000-0000-0000-0000-000000000000";

    #[test]
    fn a_post_gets_its_channel_and_its_id_as_metadata() {
        let body = posted(r#"{"text":"a \"b\" \u00e9","blocks":[{"type":"divider"}]}"#);

        assert_eq!(
            body,
            json!({
                "channel": "C1",
                "text": "a \"b\" é",
                "blocks": [{"type": "divider"}],
                "metadata": {
                    "event_type": "bellhop_message",
                    "event_payload": {"message_id": ID},
                },
            })
        );
    }

    #[test]
    fn metadata_of_the_message_itself_is_kept() {
        let own = json!({"event_type": "order", "event_payload": {"id": 7}});

        let body = posted(&json!({"text": "x", "metadata": own}).to_string());

        assert_eq!(body["metadata"], own);
        assert!(!carries_id(&raw(
            &json!({"text": "x", "metadata": own}).to_string()
        )));
        assert!(carries_id(&raw(r#"{"text":"x","metadata":null}"#)));
    }

    #[test]
    fn null_metadata_counts_as_none() {
        let body = posted(r#"{"text":"x","metadata":null}"#);

        assert_eq!(body["metadata"]["event_payload"]["message_id"], ID);
    }

    #[test]
    fn a_message_cannot_choose_another_channel() {
        let message = raw(r#"{"channel":"C2","text":"x","\u0063hannel":"C3"}"#);

        let body = for_channel(&message, "C1", MessageId("0".parse().unwrap_or_default())).unwrap();

        let text = String::from_utf8(body).unwrap();
        assert_eq!(text.matches("channel").count(), 1, "{text}");
        assert!(text.contains(r#""channel":"C1""#), "{text}");
    }

    #[test]
    fn a_webhook_body_is_the_message_alone() {
        let body = for_webhook(&raw(r#"{ "text" : "x", "blocks": [ ] }"#)).unwrap();

        assert_eq!(
            String::from_utf8(body).unwrap(),
            r#"{"text":"x","blocks":[ ]}"#
        );
        assert_eq!(for_webhook(&raw("{}")).unwrap(), b"{}");
    }

    #[test]
    fn what_is_not_an_object_is_refused() {
        for text in ["[]", "null", "\"text\"", "7"] {
            assert_eq!(
                for_webhook(&raw(text)),
                Err(SlackError::NotAMessage),
                "{text}"
            );
        }
    }
}
