//! Incoming webhooks: one URL, one channel, plain-text answers and no receipt.

use bellhop_core::address::WebhookHosts;
use secrecy::{ExposeSecret, SecretString};
use serde_json::value::RawValue;
use url::Url;

use crate::answer::{Answer, Reply, short_code};
use crate::client::SlackClient;
use crate::codes;
use crate::error::{Refused, SlackError, is_success};
use crate::payload;

/// The longest text that is looked up as a code: a page of HTML is none.
const CODE_CHARS_MAX: usize = 64;

impl SlackClient {
    /// Posts a message to an incoming webhook. The message carries no metadata and no id, and Slack
    /// answers with no `ts`: what was posted can't be found, changed or deleted later.
    ///
    /// # Errors
    /// [`SlackError`]; [`SlackError::WebhookNotAllowed`] when the URL does not pass the list of
    /// hosts any more.
    pub async fn post_webhook(
        &self,
        url: &SecretString,
        message: &RawValue,
    ) -> Result<(), SlackError> {
        let url = parse(self.hosts(), url)?;
        // The last part of the path is what makes the URL a secret.
        let secret = url
            .path()
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        let secret = secret.to_owned();
        let body = payload::for_webhook(message)?;
        self.call_webhook(url, &secret, body)
            .await?
            .judge_webhook(&secret)
    }
}

fn parse(hosts: &WebhookHosts, url: &SecretString) -> Result<Url, SlackError> {
    hosts
        .parse(url.expose_secret())
        .map_err(|problem| SlackError::WebhookNotAllowed { problem })
}

impl Reply {
    /// The text decides first, and the status second: what Slack documents and what it sends differ.
    fn judge_webhook(&self, secret: &str) -> Result<(), SlackError> {
        let code = match self.webhook_text() {
            Text::Ok if is_success(self.status) => return Ok(()),
            Text::Ok => return Err(self.bad("says both yes and no")),
            Text::Code(code) => short_code(&code, secret),
            Text::Foreign => return Err(self.judge_status()),
        };
        let class = codes::webhook_class(&code);
        match self.status {
            429 if !codes::takes_minutes(&code) => return Err(self.rate_limited()),
            500.. if class.is_none() => {
                return Err(SlackError::Unavailable {
                    status: self.status,
                });
            }
            _ => {}
        }
        if class.is_none() {
            tracing::error!(
                code,
                "a webhook answered with a text that is not in the table"
            );
        }
        match Refused::of(&code, class, self.wait()) {
            Some(refused) => Err(refused.on_status(self.status).into()),
            None => Ok(()),
        }
    }

    fn webhook_text(&self) -> Text {
        let Ok(text) = str::from_utf8(&self.body) else {
            return Text::Foreign;
        };
        let text = text.trim();
        if text == "ok" {
            return Text::Ok;
        }
        if is_code(text) {
            return Text::Code(text.to_owned());
        }
        // A rate limit has been seen as JSON, {"ok":false,"error":"rate_limited"}.
        match serde_json::from_str::<Answer<'_>>(text) {
            Ok(Answer { ok: true, .. }) => Text::Ok,
            Ok(Answer {
                error: Some(code), ..
            }) => Text::Code(code),
            Ok(Answer { error: None, .. }) | Err(_) => Text::Foreign,
        }
    }

    fn judge_status(&self) -> SlackError {
        match self.status {
            429 => self.rate_limited(),
            500.. => SlackError::Unavailable {
                status: self.status,
            },
            _ => self.bad("is not a webhook's answer"),
        }
    }
}

/// What the body of a webhook's answer says.
enum Text {
    /// The message is accepted.
    Ok,
    /// One of the texts that webhooks answer with, known or not.
    Code(String),
    /// Something else; it is never quoted, because an error page may repeat the URL.
    Foreign,
}

fn is_code(text: &str) -> bool {
    (1..=CODE_CHARS_MAX).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
