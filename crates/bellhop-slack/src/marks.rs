//! The marks that people see on a message: reactions and pins.
//!
//! Each of these is an order about a state, so finding that state already there is success.

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::client::{Body, SlackClient};
use crate::error::SlackError;

impl SlackClient {
    /// Adds the app's reaction `name` (without colons) to a message (`reactions.add`,
    /// <https://docs.slack.dev/reference/methods/reactions.add>). That it is there is success.
    ///
    /// # Errors
    /// [`SlackError`]; `invalid_name` when the team has no such emoji.
    pub async fn add_reaction(
        &self,
        token: &SecretString,
        channel: &str,
        ts: &str,
        name: &str,
    ) -> Result<(), SlackError> {
        let body = json!({ "channel": channel, "timestamp": ts, "name": name });
        self.order("reactions.add", token, &body).await
    }

    /// Takes the app's reaction back (`reactions.remove`,
    /// <https://docs.slack.dev/reference/methods/reactions.remove>). That it is not there is success.
    ///
    /// # Errors
    /// [`SlackError`].
    pub async fn remove_reaction(
        &self,
        token: &SecretString,
        channel: &str,
        ts: &str,
        name: &str,
    ) -> Result<(), SlackError> {
        let body = json!({ "channel": channel, "timestamp": ts, "name": name });
        self.order("reactions.remove", token, &body).await
    }

    /// Pins a message to its conversation (`pins.add`,
    /// <https://docs.slack.dev/reference/methods/pins.add>). That it is pinned is success.
    ///
    /// # Errors
    /// [`SlackError`]; `too_many_pins` when the conversation has as many as Slack allows.
    pub async fn pin(
        &self,
        token: &SecretString,
        channel: &str,
        ts: &str,
    ) -> Result<(), SlackError> {
        let body = json!({ "channel": channel, "timestamp": ts });
        self.order("pins.add", token, &body).await
    }

    /// Takes a pin off (`pins.remove`, <https://docs.slack.dev/reference/methods/pins.remove>). That
    /// there is none is success.
    ///
    /// # Errors
    /// [`SlackError`].
    pub async fn unpin(
        &self,
        token: &SecretString,
        channel: &str,
        ts: &str,
    ) -> Result<(), SlackError> {
        let body = json!({ "channel": channel, "timestamp": ts });
        self.order("pins.remove", token, &body).await
    }

    /// A call whose answer says nothing but yes or no.
    pub(crate) async fn order(
        &self,
        method: &'static str,
        token: &SecretString,
        body: &Value,
    ) -> Result<(), SlackError> {
        let body = Body::Json(body.to_string().into_bytes());
        let reply = self.call(method, token, body).await?;
        reply.judge(method, token.expose_secret())?;
        Ok(())
    }
}
