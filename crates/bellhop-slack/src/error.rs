//! Everything that can go wrong with one call, and what to do about it.
//!
//! No text here ever holds a token or a webhook URL: causes are taken without their URL, bodies that
//! are not Slack's are never quoted, and what Slack says is searched for the secret before it is
//! kept.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use bellhop_core::fault::{Fault, Reason};

use crate::codes::{self, Class};
use crate::dial::DialRefused;

/// The longest text of an error, in characters.
pub(crate) const TEXT_CHARS_MAX: usize = 500;

/// Why a call failed. The text is short and never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SlackError {
    /// Slack answered with one of its codes.
    #[error("{0}")]
    Refused(Box<Refused>),
    /// Slack answered 429.
    #[error("rate limited: Slack asked to wait {} s", wait.as_secs())]
    RateLimited {
        /// How long to wait; never zero.
        wait: Duration,
    },
    /// Slack answered 5xx.
    #[error("Slack is in trouble: HTTP status {status}")]
    Unavailable {
        /// The HTTP status.
        status: u16,
    },
    /// Slack did not answer in time.
    #[error("{}", if *.sent { "Slack did not answer in time" } else { "Slack could not be reached in time" })]
    Timeout {
        /// Whether the request may have reached Slack.
        sent: bool,
    },
    /// Slack could not be reached, or the connection was cut.
    #[error("{}: {cause}", if *.sent { "the connection was cut" } else { "Slack could not be reached" })]
    Network {
        /// What the network said.
        cause: String,
        /// Whether the request may have reached Slack.
        sent: bool,
    },
    /// What came back is not an answer of Slack's.
    #[error("the answer (HTTP status {status}) {problem}")]
    BadResponse {
        /// The HTTP status.
        status: u16,
        /// What is wrong with the answer.
        problem: &'static str,
    },
    /// The host's name leads to addresses that must not be dialled.
    #[error(transparent)]
    DialRefused(#[from] DialRefused),
    /// The webhook URL is not one that may be used.
    #[error("the webhook URL {problem}")]
    WebhookNotAllowed {
        /// What is wrong with it, without the URL.
        problem: String,
    },
    /// The message is not a JSON object.
    #[error("the message is not a JSON object")]
    NotAMessage,
    /// The token has characters that no token has, and cannot be sent.
    #[error("the token is malformed")]
    MalformedToken,
    /// The client could not be opened.
    #[error("the client of Slack could not be opened: {problem}")]
    Setup {
        /// What is missing or wrong.
        problem: String,
    },
}

/// What Slack said when it refused a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Slack's code, for example `not_in_channel`.
    pub code: String,
    /// What Slack adds to it: needed scopes, lines with pointers into the blocks. Often empty.
    pub detail: String,
    fault: Fault,
    reason: Reason,
    needs_confirmation: bool,
    ambiguous: bool,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)?;
        if !self.detail.is_empty() {
            write!(f, " ({})", self.detail)?;
        }
        Ok(())
    }
}

impl SlackError {
    /// What to do about it.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::Refused(refused) => refused.fault,
            Self::RateLimited { wait } => Fault::Wait(Some(*wait)),
            Self::Unavailable { .. } | Self::Timeout { .. } | Self::Network { .. } => Fault::Retry,
            Self::BadResponse { status, .. } if is_success(*status) => Fault::Retry,
            // Names are served by others, so the next answer may be a sound one; nothing was sent.
            Self::DialRefused(_) => Fault::Retry,
            Self::MalformedToken => Fault::Disable,
            Self::BadResponse { .. }
            | Self::WebhookNotAllowed { .. }
            | Self::NotAMessage
            | Self::Setup { .. } => Fault::GiveUp,
        }
    }

    /// What to call it in records and metrics.
    #[must_use]
    pub fn reason(&self) -> Reason {
        match self {
            Self::Refused(refused) => refused.reason,
            Self::RateLimited { .. } => Reason::RateLimited,
            Self::Unavailable { .. } => Reason::SlackUnavailable,
            Self::Timeout { .. } => Reason::Timeout,
            Self::Network { .. } => Reason::Network,
            Self::BadResponse { .. } => Reason::BadResponse,
            Self::DialRefused(_) | Self::WebhookNotAllowed { .. } | Self::Setup { .. } => {
                Reason::Configuration
            }
            Self::NotAMessage => Reason::InvalidMessage,
            Self::MalformedToken => Reason::Credential,
        }
    }

    /// Slack's code, when it answered with one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused(refused) => Some(&refused.code),
            Self::RateLimited { .. }
            | Self::Unavailable { .. }
            | Self::Timeout { .. }
            | Self::Network { .. }
            | Self::BadResponse { .. }
            | Self::DialRefused(_)
            | Self::WebhookNotAllowed { .. }
            | Self::NotAMessage
            | Self::MalformedToken
            | Self::Setup { .. } => None,
        }
    }

    /// Whether the request may have been accepted although it failed: a post may be in Slack.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        match self {
            Self::Refused(refused) => refused.ambiguous,
            Self::Timeout { sent } | Self::Network { sent, .. } => *sent,
            Self::Unavailable { .. } => true,
            Self::BadResponse { status, .. } => is_success(*status),
            Self::RateLimited { .. }
            | Self::DialRefused(_)
            | Self::WebhookNotAllowed { .. }
            | Self::NotAMessage
            | Self::MalformedToken
            | Self::Setup { .. } => false,
        }
    }

    /// Whether it says that Slack can't be reached, or is in trouble, for whatever is asked. What Slack
    /// says about one call is none of it, and neither is a 429.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Unavailable { .. }
            | Self::Timeout { .. }
            | Self::Network { .. }
            | Self::DialRefused(_) => true,
            // A page of something that stands between here and Slack.
            Self::BadResponse { status, .. } => is_success(*status),
            Self::Refused(refused) => codes::is_outage(&refused.code),
            Self::RateLimited { .. }
            | Self::WebhookNotAllowed { .. }
            | Self::NotAMessage
            | Self::MalformedToken
            | Self::Setup { .. } => false,
        }
    }

    /// Whether Slack was asked and gave an answer of its own.
    #[must_use]
    pub fn is_answer(&self) -> bool {
        match self {
            Self::Refused(_) | Self::RateLimited { .. } => !self.is_outage(),
            Self::BadResponse { status, .. } => !is_success(*status),
            Self::Unavailable { .. }
            | Self::Timeout { .. }
            | Self::Network { .. }
            | Self::DialRefused(_)
            | Self::WebhookNotAllowed { .. }
            | Self::NotAMessage
            | Self::MalformedToken
            | Self::Setup { .. } => false,
        }
    }

    /// Whether `auth.test` should confirm that the token is dead before its connection is disabled
    /// ([`codes::needs_confirmation`]). Never for a webhook, which has no such question to ask.
    #[must_use]
    pub fn needs_confirmation(&self) -> bool {
        matches!(self, Self::Refused(refused) if refused.needs_confirmation)
    }

    /// What a failed exchange means. `secret` is taken out of the cause, should it be there.
    pub(crate) fn of_transport(error: reqwest::Error, secret: &str) -> Self {
        let error = error.without_url();
        let sent = !error.is_connect() && !error.is_builder();
        if error.is_timeout() {
            return Self::Timeout { sent };
        }
        let mut causes = Vec::new();
        let mut next: Option<&(dyn Error + 'static)> = error.source();
        while let Some(cause) = next {
            if let Some(refused) = cause.downcast_ref::<DialRefused>() {
                return Self::DialRefused(refused.clone());
            }
            causes.push(cause.to_string());
            next = cause.source();
        }
        if causes.is_empty() {
            causes.push(error.to_string());
        }
        Self::Network {
            cause: presentable(&causes.join(": "), secret),
            sent,
        }
    }
}

impl Refused {
    /// The refusal that `code` of `class` means; `None` when it is no error.
    pub(crate) fn of(code: &str, class: Option<Class>, wait: Option<Duration>) -> Option<Self> {
        let (fault, reason) = codes::verdict(code, class, wait)?;
        Some(Self {
            code: code.to_owned(),
            detail: String::new(),
            fault,
            reason,
            needs_confirmation: false,
            ambiguous: codes::is_ambiguous(code),
        })
    }

    /// The same, with what Slack adds, and for a token rather than a webhook.
    pub(crate) fn of_token(mut self, detail: String) -> Self {
        self.needs_confirmation = codes::needs_confirmation(&self.code);
        self.detail = detail;
        self
    }

    /// The same, on an answer whose status says that the work may have been done.
    pub(crate) fn on_status(mut self, status: u16) -> Self {
        self.ambiguous |= status >= 500;
        self
    }
}

impl From<Refused> for SlackError {
    fn from(refused: Refused) -> Self {
        Self::Refused(Box::new(refused))
    }
}

pub(crate) fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// A foreign text as an error may hold it: without the secret, without control characters, short.
pub(crate) fn presentable(text: &str, secret: &str) -> String {
    let text = if secret.is_empty() {
        text.to_owned()
    } else {
        text.replace(secret, "[secret]")
    };
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut short: String = chars.by_ref().take(TEXT_CHARS_MAX - 100).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}
