//! The closed table of Slack's error codes: every code has a class, and the class decides.
//!
//! `error-codes.json` lists the 160 codes that Slack's own method pages, the pages' common part and
//! the 2021 specification name (<https://docs.slack.dev/reference/methods>). Incoming webhooks
//! answer with texts of their own: [`WEBHOOK_TEXTS`]. Slack says that its lists are not exhaustive,
//! so a code that is not here is a stated case of its own: give up, and raise an alarm.

use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

use bellhop_core::fault::{Fault, Reason};
use serde::Deserialize;

use crate::retry_after;

/// What kind of trouble a code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// It passes: retry, or wait when Slack says for how long.
    Transient,
    /// The token or webhook URL is dead.
    PermanentCredential,
    /// The channel or person is gone, unknown or out of reach.
    PermanentRecipient,
    /// The content breaks one of Slack's rules.
    PermanentMessage,
    /// What an update, reply, reaction or pin refers to cannot be changed (any more).
    TargetGone,
    /// Someone has to change a setting in Slack.
    Configuration,
    /// The OAuth flow went wrong; no other call answers with these.
    InstallFlow,
    /// What was asked for was so already.
    SuccessEquivalent,
    /// The request itself was wrong.
    ClientBug,
}

impl Class {
    /// Every class, in the order of the declaration.
    pub const ALL: &'static [Self] = &[
        Self::Transient,
        Self::PermanentCredential,
        Self::PermanentRecipient,
        Self::PermanentMessage,
        Self::TargetGone,
        Self::Configuration,
        Self::InstallFlow,
        Self::SuccessEquivalent,
        Self::ClientBug,
    ];

    /// What to do about an error of this class, and what to call it, before the exceptions that
    /// [`verdict`] makes for single codes. `None`: it is no error.
    #[must_use]
    pub fn verdict(self) -> Option<(Fault, Reason)> {
        match self {
            Self::Transient => Some((Fault::Retry, Reason::SlackUnavailable)),
            Self::PermanentCredential => Some((Fault::Disable, Reason::Credential)),
            Self::PermanentRecipient => Some((Fault::GiveUp, Reason::Recipient)),
            Self::PermanentMessage => Some((Fault::GiveUp, Reason::MessageContent)),
            Self::TargetGone => Some((Fault::GiveUp, Reason::TargetGone)),
            Self::Configuration => Some((Fault::GiveUp, Reason::Configuration)),
            Self::InstallFlow | Self::ClientBug => Some((Fault::GiveUp, Reason::ClientBug)),
            Self::SuccessEquivalent => None,
        }
    }
}

/// Transient codes that come without a `Retry-After` and pass in minutes rather than seconds:
/// retrying at once would spend the attempts of a message for nothing.
pub const WAITS: &[(&str, Duration, Reason)] = &[
    // The flood guard of a whole workspace.
    ("message_limit_exceeded", minutes(5), Reason::RateLimited),
    // More than 30 scheduled messages into one channel in 5 minutes.
    ("restricted_too_many", minutes(5), Reason::RateLimited),
    // The workspace is on its way into an organisation, which takes minutes to hours.
    ("team_added_to_org", minutes(10), Reason::SlackUnavailable),
    ("org_login_required", minutes(10), Reason::SlackUnavailable),
    // A shared channel on its way between workspaces.
    (
        "external_channel_migrating",
        minutes(5),
        Reason::SlackUnavailable,
    ),
];

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

/// What incoming webhooks answer with, as plain text
/// (<https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>). The text decides,
/// not the status: the documented statuses of some of them contradict what is seen.
pub const WEBHOOK_TEXTS: &[(&str, Class)] = &[
    ("invalid_payload", Class::PermanentMessage),
    ("no_text", Class::PermanentMessage),
    ("too_many_attachments", Class::PermanentMessage),
    ("invalid_blocks", Class::PermanentMessage),
    ("invalid_blocks_format", Class::PermanentMessage),
    (
        "missing_text_or_fallback_or_attachments",
        Class::PermanentMessage,
    ),
    ("user_not_found", Class::PermanentRecipient),
    ("channel_not_found", Class::PermanentRecipient),
    ("channel_is_archived", Class::PermanentRecipient),
    ("action_prohibited", Class::Configuration),
    ("posting_to_general_channel_denied", Class::Configuration),
    ("invalid_token", Class::PermanentCredential),
    ("no_service", Class::PermanentCredential),
    ("no_service_id", Class::PermanentCredential),
    ("no_active_hooks", Class::PermanentCredential),
    ("no_team", Class::PermanentCredential),
    ("team_disabled", Class::PermanentCredential),
    ("rate_limited", Class::Transient),
    ("message_limit_exceeded", Class::Transient),
    ("rollup_error", Class::Transient),
];

static WEB_API: LazyLock<HashMap<&'static str, Class>> = LazyLock::new(|| {
    let by_class: HashMap<Class, Vec<&'static str>> =
        serde_json::from_str(include_str!("error-codes.json"))
            .expect("the table is part of the program, and a test reads it");
    by_class
        .into_iter()
        .flat_map(|(class, codes)| codes.into_iter().map(move |code| (code, class)))
        .collect()
});

/// The class of a code of the Web API; `None` when the table does not have it.
#[must_use]
pub fn web_api_class(code: &str) -> Option<Class> {
    WEB_API.get(code).copied()
}

/// The class of a webhook's text; what only the Web API is known to say counts too.
#[must_use]
pub fn webhook_class(text: &str) -> Option<Class> {
    let found = WEBHOOK_TEXTS.iter().find(|(known, _)| *known == text);
    found
        .map(|(_, class)| *class)
        .or_else(|| web_api_class(text))
}

/// What to do about `code`, and what to call it. `None`: it is no error.
/// `retry_after` is what the answer's header said, if it said anything usable.
#[must_use]
pub fn verdict(
    code: &str,
    class: Option<Class>,
    retry_after: Option<Duration>,
) -> Option<(Fault, Reason)> {
    let Some(class) = class else {
        return Some((Fault::GiveUp, Reason::UnknownCode));
    };
    if is_rate_limit(code) {
        let wait = retry_after.unwrap_or(retry_after::DEFAULT);
        return Some((Fault::Wait(Some(wait)), Reason::RateLimited));
    }
    if let Some((_, minutes, reason)) = WAITS.iter().find(|(known, _, _)| *known == code) {
        return Some((Fault::Wait(Some(retry_after.unwrap_or(*minutes))), *reason));
    }
    if code == "not_in_channel" {
        return Some((Fault::Repair, Reason::Configuration));
    }
    class.verdict()
}

fn is_rate_limit(code: &str) -> bool {
    // The Web API says it without the underscore, posting and webhooks with it.
    matches!(code, "ratelimited" | "rate_limited")
}

/// Whether a code passes in minutes rather than seconds ([`WAITS`]).
#[must_use]
pub fn takes_minutes(code: &str) -> bool {
    WAITS.iter().any(|(known, _, _)| *known == code)
}

/// Whether one answer is too little to call the token dead.
///
/// `invalid_auth` is also what a caller gets whose IP address is not on the app's allow-list, so it
/// (and its rarer kin) is confirmed with `auth.test` first. These three say it for certain.
#[must_use]
pub fn needs_confirmation(code: &str) -> bool {
    web_api_class(code) == Some(Class::PermanentCredential)
        && !matches!(code, "token_revoked" | "account_inactive" | "token_expired")
}

/// Whether a code speaks of Slack as a whole rather than of what was asked.
#[must_use]
pub fn is_outage(code: &str) -> bool {
    matches!(
        code,
        "service_unavailable" | "internal_error" | "fatal_error"
    )
}

/// Whether Slack may have done what was asked although it answered with this code: the method pages
/// warn of these two that part of the work may have succeeded.
#[must_use]
pub fn is_ambiguous(code: &str) -> bool {
    matches!(code, "fatal_error" | "internal_error")
}

#[cfg(test)]
mod tests;
