//! The team: who is in it, its conversations, and what was posted into them.
//!
//! Everything is in memory behind one lock, held for the length of one call's decision.
//! Messages are kept up to [`MESSAGES_MAX`] in all; beyond that each new one pushes out
//! the oldest of its own conversation.

mod conversation;
mod posting;
mod seeding;
mod world;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::ids::Ts;

pub(crate) use conversation::Conversation;
pub(crate) use posting::Draft;
pub(crate) use world::{Webhook, World};

/// How many messages the team remembers in all.
pub(crate) const MESSAGES_MAX: usize = 1_000_000;

/// The Slack workspace that is modelled.
#[derive(Clone, Debug, Serialize)]
pub struct Team {
    /// `T…`.
    pub id: Arc<str>,
    /// The name people see.
    pub name: String,
    /// The first part of its Slack address.
    pub domain: String,
}

/// A person or an app's user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct User {
    /// `U…` or `W…`.
    pub id: String,
    /// The handle.
    pub name: String,
    /// The full name; a seed may leave it empty and gets the handle.
    pub real_name: String,
    /// The address that `users.lookupByEmail` finds; without one it finds nobody.
    pub email: Option<String>,
    /// Whether it is an app's user.
    pub is_bot: bool,
    /// Whether the account was deactivated.
    pub deleted: bool,
    /// The time zone; Europe/London without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tz: Option<String>,
}

/// What sort of conversation a channel is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChannelKind {
    /// Anyone may join.
    #[default]
    Public,
    /// Only who was invited sees it.
    Private,
    /// Direct messages between an app and one person.
    Im,
    /// Direct messages in a group of people.
    Mpim,
}

/// A conversation, without its messages.
#[derive(Clone, Debug, Serialize)]
pub struct Channel {
    /// `C…`, `G…` or `D…`.
    pub id: Arc<str>,
    /// The name without `#`; empty for direct messages.
    pub name: String,
    /// What sort it is.
    pub kind: ChannelKind,
    /// Whether it is archived, and so takes no posts.
    pub is_archived: bool,
    /// For direct messages: the person at the other end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Arc<str>>,
    /// The ids of those in it.
    pub members: BTreeSet<Arc<str>>,
    /// The names of the incoming webhooks that post into it.
    pub webhook_names: Vec<String>,
}

/// Who posted a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sender {
    /// `B…`.
    pub id: String,
    /// The name shown.
    pub name: String,
    /// By which road the message came.
    pub kind: SenderKind,
    /// The app's user, `U…`; a webhook has none.
    #[serde(skip)]
    pub user: Option<Arc<str>>,
}

/// The road by which a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SenderKind {
    /// The Web API, with a bot token.
    Bot,
    /// An incoming webhook.
    Webhook,
}

/// A message as it stands now.
#[derive(Clone, Debug, Serialize)]
pub struct Message {
    /// Its name within the conversation, growing in the order of acceptance.
    pub ts: Ts,
    /// The conversation's id.
    pub channel: Arc<str>,
    /// Who posted it.
    pub sender: Arc<Sender>,
    /// The text; the fallback when there are blocks.
    pub text: Arc<str>,
    /// Block Kit blocks, as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Arc<RawValue>>,
    /// Legacy attachments, as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Arc<RawValue>>,
    /// The timestamp of the thread's first message, for a reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_ts: Option<Ts>,
    /// Whether it is shown as edited.
    pub edited: bool,
    /// How often it was updated; an update with blocks counts, though it does not show as edited.
    #[serde(skip_serializing_if = "is_zero")]
    pub edits: u32,
    /// What was put on it, in the order in which each emoji came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    /// Whether it is pinned to its conversation.
    #[serde(skip_serializing_if = "is_false")]
    pub pinned: bool,
    /// The only one who sees it, for an ephemeral message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visible_to: Option<Arc<str>>,
    /// `{event_type, event_payload}`, as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Arc<RawValue>>,
    /// When it was accepted, in milliseconds since the epoch.
    pub received_at_ms: u64,
    /// Whether a reply is shown in the channel too.
    #[serde(skip_serializing_if = "is_false")]
    pub reply_broadcast: bool,
}

/// One emoji on a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reaction {
    /// The emoji's name, without colons.
    pub name: String,
    /// Who put it there, the first first.
    pub users: Vec<Arc<str>>,
}

impl Message {
    /// The blocks as a JSON value; an empty array if there are none.
    #[must_use]
    pub fn blocks_value(&self) -> Value {
        self.blocks
            .as_deref()
            .map_or_else(|| Value::Array(Vec::new()), parsed)
    }

    /// The metadata as a JSON value; null if there is none.
    #[must_use]
    pub fn metadata_value(&self) -> Value {
        self.metadata.as_deref().map_or(Value::Null, parsed)
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands fields over like this"
)]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands fields over like this"
)]
fn is_false(flag: &bool) -> bool {
    !flag
}

fn parsed(raw: &RawValue) -> Value {
    serde_json::from_str(raw.get()).expect("a RawValue holds valid JSON")
}
