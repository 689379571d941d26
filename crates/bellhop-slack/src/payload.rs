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

/// The thread that a post is a reply in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thread<'a> {
    /// The timestamp of the message that the thread hangs on.
    pub ts: &'a str,
    /// Whether the reply is shown in the channel too.
    pub broadcast: bool,
}

/// The body of `chat.postMessage`: the message, where it goes, and its id as metadata unless it has
/// metadata of its own.
pub(crate) fn for_channel(
    message: &RawValue,
    channel: &str,
    id: MessageId,
    thread: Option<Thread<'_>>,
) -> Result<Vec<u8>, SlackError> {
    let mut body = begin(message, channel);
    let taken = match thread {
        Some(thread) => {
            write_entry(&mut body, "thread_ts", thread.ts);
            if thread.broadcast {
                body.extend_from_slice(b",\"reply_broadcast\":true");
            }
            Taken::ButThreads
        }
        None => Taken::All,
    };
    if !copy_entries(message, &mut body, taken)?.metadata {
        // A UUID needs no escaping.
        let metadata = format!(
            r#","metadata":{{"event_type":"{EVENT_TYPE}","event_payload":{{"message_id":"{id}"}}}}"#
        );
        body.extend_from_slice(metadata.as_bytes());
    }
    body.push(b'}');
    Ok(body)
}

/// The body of `chat.update`. Slack keeps the attachments of the old message if the new one says
/// nothing of them, so one that has none says so.
pub(crate) fn for_update(
    message: &RawValue,
    channel: &str,
    ts: &str,
) -> Result<Vec<u8>, SlackError> {
    let mut body = begin(message, channel);
    write_entry(&mut body, "ts", ts);
    if !copy_entries(message, &mut body, Taken::Only(UPDATED))?.attachments {
        body.extend_from_slice(b",\"attachments\":[]");
    }
    body.push(b'}');
    Ok(body)
}

/// The body of `chat.postEphemeral`.
pub(crate) fn for_one_person(
    message: &RawValue,
    channel: &str,
    user: &str,
) -> Result<Vec<u8>, SlackError> {
    let mut body = begin(message, channel);
    write_entry(&mut body, "user", user);
    copy_entries(message, &mut body, Taken::Only(EPHEMERAL))?;
    body.push(b'}');
    Ok(body)
}

/// The body of a webhook post: the message alone, because a webhook has one channel and keeps no
/// metadata.
pub(crate) fn for_webhook(message: &RawValue) -> Result<Vec<u8>, SlackError> {
    let mut body = Vec::with_capacity(message.get().len() + 2);
    copy_entries(message, &mut body, Taken::All)?;
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
    copy_entries(message, &mut Vec::new(), Taken::All).is_ok_and(|found| !found.metadata)
}

/// The metadata of a post that says what several messages would have said, so that it is recognised by
/// the id of each.
#[must_use]
pub fn ids_as_metadata(id: MessageId, with: &[MessageId]) -> serde_json::Value {
    serde_json::json!({
        "event_type": EVENT_TYPE,
        "event_payload": {"message_id": id, "with": with},
    })
}

/// What `chat.update` takes of a message.
const UPDATED: &[&str] = &[
    "text",
    "blocks",
    "attachments",
    "markdown_text",
    "metadata",
    "parse",
    "link_names",
];

/// What `chat.postEphemeral` takes of a message.
const EPHEMERAL: &[&str] = &[
    "text",
    "blocks",
    "attachments",
    "markdown_text",
    "metadata",
    "parse",
    "link_names",
    "thread_ts",
    "username",
    "icon_emoji",
    "icon_url",
];

/// Which of the message's entries go into a body.
#[derive(Clone, Copy)]
enum Taken {
    All,
    /// All but what says whether it is a reply.
    ButThreads,
    Only(&'static [&'static str]),
}

impl Taken {
    /// A channel of the message's own is never taken: the address decides where a message goes.
    fn includes(self, name: &str) -> bool {
        match self {
            Self::All => name != "channel",
            Self::ButThreads => !matches!(name, "channel" | "thread_ts" | "reply_broadcast"),
            Self::Only(names) => names.contains(&name),
        }
    }
}

/// Which of the entries that matter here a message has.
#[derive(Default)]
struct Found {
    metadata: bool,
    attachments: bool,
}

fn begin(message: &RawValue, channel: &str) -> Vec<u8> {
    let mut body = Vec::with_capacity(message.get().len() + channel.len() + 200);
    body.extend_from_slice(b"{\"channel\":");
    write_text(&mut body, channel);
    body
}

/// Appends the message's entries, each with a comma before it, and says what was among them.
fn copy_entries(message: &RawValue, body: &mut Vec<u8>, taken: Taken) -> Result<Found, SlackError> {
    let mut reader = serde_json::Deserializer::from_str(message.get());
    reader
        .deserialize_map(Entries { body, taken })
        .map_err(|_| SlackError::NotAMessage)
}

struct Entries<'a> {
    body: &'a mut Vec<u8>,
    taken: Taken,
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let mut found = Found::default();
        while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
            let (metadata, attachments) = (name == "metadata", name == "attachments");
            // Slack takes an explicit null for "not given".
            let is_unsaid = (metadata || attachments) && value.get() == "null";
            if is_unsaid || !self.taken.includes(&name) {
                continue;
            }
            found.metadata |= metadata;
            found.attachments |= attachments;
            self.body.push(b',');
            write_text(self.body, &name);
            self.body.push(b':');
            self.body.extend_from_slice(value.get().as_bytes());
        }
        Ok(found)
    }
}

fn write_entry(body: &mut Vec<u8>, name: &str, text: &str) {
    body.push(b',');
    write_text(body, name);
    body.push(b':');
    write_text(body, text);
}

fn write_text(body: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(body, text).expect("a text can always be written to memory");
}

#[cfg(test)]
mod tests;
