//! What Slack says to a call of the Web API, read and judged.
//!
//! The status comes first where it decides (429, 5xx, redirects), then the code in the body. A body
//! that is not Slack's is never quoted: a gateway's error page may repeat the request.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::codes;
use crate::error::{Refused, SlackError, is_success, presentable};
use crate::retry_after;

/// An answer as it came.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Every field that any of the methods answers with; one pass reads them all. What only an error
/// has, or has another shape from method to method, stays raw until it is needed.
#[derive(Debug, Deserialize)]
pub(crate) struct Answer<'a> {
    pub(crate) ok: bool,
    #[serde(default)]
    pub(crate) error: Option<String>,
    #[serde(borrow, default)]
    pub(crate) channel: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) user: Option<&'a RawValue>,
    #[serde(default)]
    pub(crate) ts: Option<String>,
    #[serde(default)]
    pub(crate) message_ts: Option<String>,
    #[serde(borrow, default)]
    pub(crate) team: Option<&'a RawValue>,
    #[serde(default)]
    pub(crate) team_id: Option<String>,
    #[serde(default)]
    pub(crate) user_id: Option<String>,
    #[serde(default)]
    pub(crate) bot_id: Option<String>,
    #[serde(borrow, default)]
    pub(crate) members: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) messages: Option<&'a RawValue>,
    #[serde(borrow, default)]
    needed: Option<&'a RawValue>,
    #[serde(borrow, default)]
    provided: Option<&'a RawValue>,
    #[serde(borrow, default)]
    response_metadata: Option<&'a RawValue>,
}

impl Reply {
    /// What `Retry-After` says, if it says anything usable.
    pub(crate) fn wait(&self) -> Option<Duration> {
        let header = self.headers.get(RETRY_AFTER)?.to_str().ok()?;
        retry_after::parse(header, Timestamp::now())
    }

    /// The error of a 429 whose body says nothing more particular.
    pub(crate) fn rate_limited(&self) -> SlackError {
        SlackError::RateLimited {
            wait: self.wait().unwrap_or(retry_after::DEFAULT),
        }
    }

    /// The error of an answer that is not one.
    pub(crate) fn bad(&self, problem: &'static str) -> SlackError {
        SlackError::BadResponse {
            status: self.status,
            problem,
        }
    }

    /// Reads the answer to `method`; `secret` is the token that was sent.
    pub(crate) fn judge(
        &self,
        method: &'static str,
        secret: &str,
    ) -> Result<Answer<'_>, SlackError> {
        let answer = serde_json::from_slice::<Answer<'_>>(&self.body);
        match self.status {
            429 => return Err(self.judge_429(answer.ok().as_ref(), secret)),
            500.. => {
                return Err(SlackError::Unavailable {
                    status: self.status,
                });
            }
            300..400 => return Err(self.bad("is a redirect, and Slack does not redirect")),
            _ => {}
        }
        let Ok(answer) = answer else {
            return Err(self.bad("is not JSON as Slack sends it"));
        };
        if answer.ok {
            if is_success(self.status) {
                return Ok(answer);
            }
            return Err(self.bad("says both yes and no"));
        }
        let Some(code) = answer.error.as_deref() else {
            return Err(self.bad("says no and has no code"));
        };
        match self.refusal(code, &answer, secret) {
            None => Ok(answer),
            Some(refused) => {
                if codes::web_api_class(&refused.code).is_none() {
                    tracing::error!(
                        method,
                        code = refused.code,
                        "slack answered with a code that is not in the table"
                    );
                }
                Err(refused.into())
            }
        }
    }

    /// A 429 is a rate limit whatever its body says, unless the body says that it takes minutes.
    fn judge_429(&self, answer: Option<&Answer<'_>>, secret: &str) -> SlackError {
        let slow = answer.and_then(|answer| {
            let code = answer
                .error
                .as_deref()
                .filter(|code| codes::takes_minutes(code))?;
            self.refusal(code, answer, secret)
        });
        slow.map_or_else(|| self.rate_limited(), SlackError::from)
    }

    fn refusal(&self, code: &str, answer: &Answer<'_>, secret: &str) -> Option<Refused> {
        let code = short_code(code, secret);
        let refused = Refused::of(&code, codes::web_api_class(&code), self.wait())?;
        Some(refused.of_token(answer.detail(secret)))
    }
}

impl Answer<'_> {
    /// Where the next page of a list begins, if there is one.
    pub(crate) fn next_cursor(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Metadata {
            next_cursor: String,
        }
        let metadata = serde_json::from_str::<Metadata>(self.response_metadata?.get());
        let cursor = metadata.ok()?.next_cursor;
        (!cursor.is_empty()).then_some(cursor)
    }

    /// What Slack adds to a code: scopes, and lines such as
    /// `[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]`.
    fn detail(&self, secret: &str) -> String {
        #[derive(Deserialize)]
        struct Metadata {
            #[serde(default)]
            messages: Vec<String>,
        }
        let mut parts = Vec::new();
        for (name, value) in [("needed", self.needed), ("provided", self.provided)] {
            if let Some(text) = value.and_then(text_of) {
                parts.push(format!("{name}: {text}"));
            }
        }
        let metadata = self.response_metadata;
        let metadata = metadata.and_then(|raw| serde_json::from_str::<Metadata>(raw.get()).ok());
        parts.extend(metadata.into_iter().flat_map(|metadata| metadata.messages));
        presentable(&parts.join("; "), secret)
    }
}

/// The text in a raw value, when it is one.
pub(crate) fn text_of(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

/// A code as it is kept: the longest that Slack has is 41 characters.
pub(crate) fn short_code(code: &str, secret: &str) -> String {
    presentable(code, secret).chars().take(80).collect()
}
