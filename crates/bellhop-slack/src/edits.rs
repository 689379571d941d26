//! What becomes of a post afterwards, and a post for one person's eyes: `chat.update`, `chat.delete`
//! and `chat.postEphemeral`.
//!
//! A message of the app's own can be changed and deleted by the `channel` and `ts` of its receipt; an
//! ephemeral one cannot.

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use serde_json::value::RawValue;

use crate::answer::text_of;
use crate::client::{Body, SlackClient};
use crate::error::SlackError;
use crate::methods::Receipt;
use crate::payload;

/// Slack's code for a message that is not there (any more).
const NO_MESSAGE: &str = "message_not_found";

impl SlackClient {
    /// Puts `message` in the place of the one at `ts` (`chat.update`,
    /// <https://docs.slack.dev/reference/methods/chat.update>). `channel` is the conversation's own id,
    /// as a receipt has it: Slack takes no user id here.
    ///
    /// What an update doesn't take (threads, unfurling, names and icons) is left out. The new message
    /// replaces the old one whole, attachments too; only metadata stays unless the new one has its own,
    /// so the message can still be recognised by its id.
    ///
    /// # Errors
    /// [`SlackError`]. Making the same update again does no harm, so an ambiguous one can be repeated.
    pub async fn update(
        &self,
        token: &SecretString,
        channel: &str,
        ts: &str,
        message: &RawValue,
    ) -> Result<Receipt, SlackError> {
        let method = "chat.update";
        let body = Body::Json(payload::for_update(message, channel, ts)?);
        let reply = self.call(method, token, body).await?;
        let answer = reply.judge(method, token.expose_secret())?;
        match (answer.channel.and_then(text_of), answer.ts) {
            (Some(channel), Some(ts)) => Ok(Receipt { channel, ts }),
            (None, _) | (_, None) => Err(reply.bad("has no channel and ts")),
        }
    }

    /// Deletes the message at `ts` (`chat.delete`,
    /// <https://docs.slack.dev/reference/methods/chat.delete>). That it is not there is success.
    ///
    /// # Errors
    /// [`SlackError`].
    pub async fn delete(
        &self,
        token: &SecretString,
        channel: &str,
        ts: &str,
    ) -> Result<(), SlackError> {
        let body = json!({ "channel": channel, "ts": ts });
        match self.order("chat.delete", token, &body).await {
            Err(error) if error.code() == Some(NO_MESSAGE) => Ok(()),
            done => done,
        }
    }

    /// Shows a message in `channel` to `user` alone (`chat.postEphemeral`,
    /// <https://docs.slack.dev/reference/methods/chat.postEphemeral>), and gives its timestamp, by
    /// which it can be neither changed nor found again. Slack says yes also when the person is not
    /// there to see it.
    ///
    /// # Errors
    /// [`SlackError`]; `user_not_in_channel` when the person is not in the channel.
    pub async fn post_ephemeral(
        &self,
        token: &SecretString,
        channel: &str,
        user: &str,
        message: &RawValue,
    ) -> Result<String, SlackError> {
        let method = "chat.postEphemeral";
        let body = Body::Json(payload::for_one_person(message, channel, user)?);
        let reply = self.call(method, token, body).await?;
        let answer = reply.judge(method, token.expose_secret())?;
        answer
            .message_ts
            .ok_or_else(|| reply.bad("has no message_ts"))
    }
}
