//! What Bellhop has posted into a conversation (`conversations.history`), or into a thread of it
//! (`conversations.replies`, since a history has no replies), to find out whether a post
//! whose answer was lost is there.

use std::time::Duration;

use bellhop_core::id::MessageId;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::value::RawValue;
use url::form_urlencoded;

use crate::client::{Body, SlackClient};
use crate::error::SlackError;
use crate::payload::EVENT_TYPE;

/// Messages of one page. Slack allows 999, and recommends no more than 200; to apps that are sold
/// outside its marketplace it gives 15, whatever they ask for.
const PAGE: usize = 200;
/// What one message may take of an answer, in bytes: blocks of the largest size are about this long.
const MESSAGE_BYTES_MAX: usize = 64 * 1024;

/// A page of what was posted, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedPage {
    /// Bellhop's own posts on it, by the ids of their messages, with their timestamps in the channel.
    pub posts: Vec<(MessageId, String)>,
    /// Where the next, older page begins; `None` when everything since the beginning was seen.
    pub next_cursor: Option<String>,
}

#[derive(Deserialize)]
struct Message<'a> {
    ts: String,
    #[serde(borrow, default)]
    metadata: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Metadata {
    event_type: String,
    event_payload: Payload,
}

#[derive(Deserialize)]
struct Payload {
    message_id: MessageId,
    /// The messages that it says what they would have said.
    #[serde(default)]
    with: Vec<MessageId>,
}

impl SlackClient {
    /// Bellhop's posts in a channel or DM (by its own id, not its person's) since a time of day, given
    /// as the time since 1970; from `cursor` or from the newest on. With the timestamp of a `thread`, the
    /// replies in it, from the oldest on.
    ///
    /// Needs the scope `channels:history` (public channels), `groups:history` (private ones),
    /// `im:history` (DMs) or `mpim:history` (group DMs), and membership of the channel.
    ///
    /// # Errors
    /// [`SlackError`].
    pub async fn posted_since(
        &self,
        token: &SecretString,
        channel: &str,
        thread: Option<&str>,
        since: Duration,
        cursor: Option<&str>,
    ) -> Result<PostedPage, SlackError> {
        let method = match thread {
            None => "conversations.history",
            Some(_) => "conversations.replies",
        };
        let oldest = format!("{}.{:06}", since.as_secs(), since.subsec_micros());
        let page = PAGE.to_string();
        let mut pairs = vec![
            ("channel", channel),
            ("oldest", &oldest),
            ("limit", &page),
            ("include_all_metadata", "true"),
        ];
        pairs.extend(thread.map(|ts| ("ts", ts)));
        pairs.extend(cursor.map(|cursor| ("cursor", cursor)));
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        let body = Body::Form(form);
        let room = PAGE * MESSAGE_BYTES_MAX;
        let reply = self.call_for(method, token, body, room).await?;
        let answer = reply.judge(method, token.expose_secret())?;
        let next_cursor = answer.next_cursor();
        let messages = answer.messages;
        let messages = messages
            .and_then(|raw| serde_json::from_str::<Vec<Message<'_>>>(raw.get()).ok())
            .ok_or_else(|| reply.bad("has no messages"))?;
        Ok(PostedPage {
            posts: messages.into_iter().flat_map(own_posts).collect(),
            next_cursor,
        })
    }
}

/// The ids of the messages that a post of Bellhop's is, usually one; others have no metadata, or
/// another's.
fn own_posts(message: Message<'_>) -> Vec<(MessageId, String)> {
    let metadata = message.metadata.map(RawValue::get);
    let metadata = metadata.and_then(|text| serde_json::from_str::<Metadata>(text).ok());
    let Some(metadata) = metadata.filter(|metadata| metadata.event_type == EVENT_TYPE) else {
        return Vec::new();
    };
    let Payload { message_id, with } = metadata.event_payload;
    let ids = std::iter::once(message_id).chain(with);
    ids.map(|id| (id, message.ts.clone())).collect()
}
