//! The reply in Slack's form, for a call that did what it asked for.

use std::sync::Arc;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::ids::Ts;
use crate::state::{Message, Reaction, SenderKind};

/// A call that did what it asked for.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) body: Body,
    pub(crate) channel: Option<Arc<str>>,
    pub(crate) ts: Option<Ts>,
    pub(crate) text: Option<Arc<str>>,
    /// Slack's soft remarks, such as `already_in_channel`.
    pub(crate) warnings: Vec<&'static str>,
}

/// What the reply says beside `ok`.
#[derive(Debug)]
pub(crate) enum Body {
    /// A message that was posted; its own variant because load runs answer little else.
    Posted(Arc<Message>),
    /// Anything else.
    Json(Map<String, Value>),
}

impl Done {
    /// A reply of `ok` and these fields.
    pub(crate) fn json(value: Value) -> Done {
        let Value::Object(fields) = value else {
            unreachable!("every reply is written as an object");
        };
        Done {
            body: Body::Json(fields),
            channel: None,
            ts: None,
            text: None,
            warnings: Vec::new(),
        }
    }

    pub(crate) fn posted(message: Arc<Message>) -> Done {
        Done {
            channel: Some(Arc::clone(&message.channel)),
            ts: Some(message.ts),
            text: Some(Arc::clone(&message.text)),
            body: Body::Posted(message),
            warnings: Vec::new(),
        }
    }

    pub(crate) fn in_channel(mut self, channel: &Arc<str>) -> Done {
        self.channel = Some(Arc::clone(channel));
        self
    }

    /// The reply's bytes.
    pub(crate) fn into_json(self, team: &str) -> Vec<u8> {
        let warning = (!self.warnings.is_empty()).then(|| self.warnings.join(","));
        let bytes = match self.body {
            Body::Posted(message) => serde_json::to_vec(&PostedReply {
                ok: true,
                channel: &message.channel,
                ts: message.ts,
                message: SlackMessage::of(&message, team, false),
                response_metadata: warning.is_some().then(|| Remarks {
                    warnings: &self.warnings,
                }),
                warning,
            }),
            Body::Json(mut fields) => {
                fields.insert("ok".into(), true.into());
                if let Some(warning) = warning {
                    fields.insert("warning".into(), warning.into());
                    let metadata = fields
                        .entry("response_metadata")
                        .or_insert_with(|| json!({}));
                    metadata["warnings"] = json!(self.warnings);
                }
                serde_json::to_vec(&fields)
            }
        };
        bytes.expect("a reply has no map keys but strings")
    }
}

#[derive(Serialize)]
struct PostedReply<'a> {
    ok: bool,
    channel: &'a str,
    ts: Ts,
    message: SlackMessage<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_metadata: Option<Remarks<'a>>,
}

#[derive(Serialize)]
struct Remarks<'a> {
    warnings: &'a [&'static str],
}

/// A message the way Slack's replies and histories show it.
#[derive(Serialize)]
pub(crate) struct SlackMessage<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subtype: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'a str>,
    bot_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
    ts: Ts,
    team: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    blocks: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_ts: Option<Ts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edited: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reactions: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pinned_to: Option<[&'a str; 1]>,
}

impl<'a> SlackMessage<'a> {
    /// Metadata is shown only to those who ask for it.
    pub(crate) fn of(message: &'a Message, team: &'a str, with_metadata: bool) -> SlackMessage<'a> {
        let sender = &*message.sender;
        let is_webhook = sender.kind == SenderKind::Webhook;
        SlackMessage {
            kind: "message",
            subtype: match (message.reply_broadcast, is_webhook) {
                (true, _) => Some("thread_broadcast"),
                (false, true) => Some("bot_message"),
                (false, false) => None,
            },
            user: sender.user.as_deref(),
            bot_id: &sender.id,
            username: is_webhook.then_some(sender.name.as_str()),
            ts: message.ts,
            team,
            text: &message.text,
            blocks: message.blocks.as_deref(),
            attachments: message.attachments.as_deref(),
            thread_ts: message.thread_ts,
            metadata: message.metadata.as_deref().filter(|_| with_metadata),
            edited: message
                .edited
                .then(|| json!({"user": sender.user.as_deref(), "ts": message.ts})),
            reactions: message
                .reactions
                .iter()
                .map(|Reaction { name, users }| {
                    json!({"name": name, "users": users, "count": users.len()})
                })
                .collect(),
            pinned_to: message.pinned.then(|| [&*message.channel]),
        }
    }
}
