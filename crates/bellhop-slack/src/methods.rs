//! The methods of the Web API that Bellhop calls. Methods that read take forms and no JSON; the
//! others take JSON (<https://docs.slack.dev/apis/web-api/>).

use bellhop_core::id::MessageId;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use url::form_urlencoded;

use crate::answer::text_of;
use crate::client::{Body, SlackClient};
use crate::error::SlackError;
use crate::payload::{self, Thread};

/// Where Slack put a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The id of the conversation itself (`C…`, `G…`, `D…`), also when a user id was posted to.
    pub channel: String,
    /// The message's timestamp, which is its id in the channel. A text: as a number it loses digits.
    pub ts: String,
}

/// A person, as far as Bellhop needs to know them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SlackUser {
    /// The user id (`U…`, `W…`).
    pub id: String,
    /// The team they belong to.
    #[serde(default)]
    pub team_id: Option<String>,
    /// Whether the account is deactivated; it can't be written to then.
    #[serde(default)]
    pub deleted: bool,
    /// Whether it is a bot.
    #[serde(default)]
    pub is_bot: bool,
    /// The time zone, for example `Europe/Berlin`.
    #[serde(default)]
    pub tz: Option<String>,
}

/// Which conversation to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenTarget<'a> {
    /// The DM with a user.
    User(&'a str),
    /// A DM that is known by its id (`D…`), to learn whose it is.
    Channel(&'a str),
    /// The group DM with these users, two to eight of them, the app itself not counted. Their order
    /// makes no difference.
    Users(&'a [&'a str]),
}

/// A conversation that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedConversation {
    /// Its id.
    pub channel: String,
    /// Whose DM it is, when Slack says so.
    pub user: Option<String>,
}

/// Who a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The team.
    pub team_id: String,
    /// The team's name.
    pub team: Option<String>,
    /// The bot's (or person's) user id.
    pub user_id: Option<String>,
    /// The bot's id, when the token is a bot's.
    pub bot_id: Option<String>,
    /// The granted scopes, as the header `x-oauth-scopes` lists them.
    pub scopes: Vec<String>,
}

impl SlackClient {
    /// Posts a message to a channel, a DM or a user (`chat.postMessage`), with `message_id` as
    /// metadata unless the message has metadata of its own. `message` is a message object; with a
    /// `thread`, it becomes a reply, whatever it says of threads itself.
    ///
    /// # Errors
    /// [`SlackError`]. When it [is ambiguous](SlackError::is_ambiguous), the post may be in Slack.
    pub async fn post_message(
        &self,
        token: &SecretString,
        channel: &str,
        message: &RawValue,
        message_id: MessageId,
        thread: Option<Thread<'_>>,
    ) -> Result<Receipt, SlackError> {
        let method = "chat.postMessage";
        let body = Body::Json(payload::for_channel(message, channel, message_id, thread)?);
        let reply = self.call(method, token, body).await?;
        let answer = reply.judge(method, token.expose_secret())?;
        match (answer.channel.and_then(text_of), answer.ts) {
            (Some(channel), Some(ts)) => Ok(Receipt { channel, ts }),
            (None, _) | (_, None) => Err(reply.bad("has no channel and ts")),
        }
    }

    /// Finds a person by e-mail address (`users.lookupByEmail`).
    ///
    /// # Errors
    /// [`SlackError`]; its code is `users_not_found` when nobody has this address.
    pub async fn lookup_by_email(
        &self,
        token: &SecretString,
        email: &str,
    ) -> Result<SlackUser, SlackError> {
        let method = "users.lookupByEmail";
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("email", email)
            .finish();
        let reply = self.call(method, token, Body::Form(form)).await?;
        let answer = reply.judge(method, token.expose_secret())?;
        let user = answer
            .user
            .and_then(|raw| serde_json::from_str(raw.get()).ok());
        user.ok_or_else(|| reply.bad("has no user"))
    }

    /// Opens a conversation, or says that it is open (`conversations.open`).
    ///
    /// # Errors
    /// [`SlackError`].
    pub async fn open_conversation(
        &self,
        token: &SecretString,
        who: OpenTarget<'_>,
    ) -> Result<OpenedConversation, SlackError> {
        #[derive(Deserialize)]
        struct Channel {
            id: String,
            user: Option<String>,
        }
        let method = "conversations.open";
        let request = match who {
            OpenTarget::User(user) => json!({ "users": user }),
            OpenTarget::Users(users) => json!({ "users": users.join(",") }),
            OpenTarget::Channel(channel) => json!({ "channel": channel, "return_im": true }),
        };
        let reply = self
            .call(method, token, Body::Json(request.to_string().into_bytes()))
            .await?;
        let answer = reply.judge(method, token.expose_secret())?;
        let channel = answer
            .channel
            .and_then(|raw| serde_json::from_str::<Channel>(raw.get()).ok());
        let Some(channel) = channel else {
            return Err(reply.bad("has no channel"));
        };
        let user = match who {
            OpenTarget::User(user) => Some(user.to_owned()),
            OpenTarget::Channel(_) => channel.user,
            OpenTarget::Users(_) => None,
        };
        Ok(OpenedConversation {
            channel: channel.id,
            user,
        })
    }

    /// Joins a public channel (`conversations.join`). Being in it already is success.
    ///
    /// # Errors
    /// [`SlackError`]; `method_not_supported_for_channel_type` when the channel is private.
    pub async fn join(&self, token: &SecretString, channel: &str) -> Result<(), SlackError> {
        let body = json!({ "channel": channel });
        self.order("conversations.join", token, &body).await
    }

    /// Asks who a token is (`auth.test`).
    ///
    /// # Errors
    /// [`SlackError`]; [`Fault::Disable`](bellhop_core::fault::Fault::Disable) when Slack refuses
    /// the token.
    pub async fn auth_test(&self, token: &SecretString) -> Result<Identity, SlackError> {
        let method = "auth.test";
        let reply = self.call(method, token, Body::Json(b"{}".to_vec())).await?;
        let answer = reply.judge(method, token.expose_secret())?;
        let Some(team_id) = answer.team_id else {
            return Err(reply.bad("has no team_id"));
        };
        let scopes = reply
            .headers
            .get("x-oauth-scopes")
            .and_then(|value| value.to_str().ok());
        let scopes = scopes.into_iter().flat_map(|text| text.split(','));
        let scopes = scopes.map(str::trim).filter(|scope| !scope.is_empty());
        Ok(Identity {
            team_id,
            team: answer.team.and_then(text_of),
            user_id: answer.user_id,
            bot_id: answer.bot_id,
            scopes: scopes.map(str::to_owned).collect(),
        })
    }
}
