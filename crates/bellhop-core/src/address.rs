//! Addresses: the ways of reaching a recipient on Slack, and the precedence between them.
//!
//! A caller may say several things at once; only the winner of
//! `incoming_webhook.url > channel_id > users > user_id > email` counts, is checked and is kept. What loses is
//! not looked at. The secret (bot token or webhook URL) leaves this page inside a [`SecretString`]
//! and is swapped for a [`ConnectionId`] before anything is stored or queued.

mod group;
mod webhook_hosts;

use std::fmt;

pub use self::group::Group;
pub use self::webhook_hosts::WebhookHosts;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::id::ConnectionId;

/// Where on Slack a message goes, without the credential.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Target {
    /// The channel that an incoming webhook was made for.
    Webhook,
    /// A channel, private channel or conversation by its id (`C…`, `G…`, `D…`).
    Channel(String),
    /// A person, by user id (`U…`, `W…`); the message goes to the app's DM with them.
    User(String),
    /// A person, by the e-mail address of their Slack account, in lower case.
    Email(String),
    /// Two to eight people together: their group DM with the app.
    Group(Group),
}

impl Target {
    /// The kind of target as records, metrics and answers name it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Webhook => "incoming_webhook",
            Self::Channel(_) => "channel_id",
            Self::User(_) => "user_id",
            Self::Email(_) => "email",
            Self::Group(_) => "users",
        }
    }

    /// Its place in the precedence: what has a lower one goes before.
    #[must_use]
    pub fn precedence(&self) -> u8 {
        match self {
            Self::Webhook => 0,
            Self::Channel(_) => 1,
            Self::Group(_) => 2,
            Self::User(_) => 3,
            Self::Email(_) => 4,
        }
    }

    /// What kind of credential reaches it.
    #[must_use]
    pub fn credential_kind(&self) -> CredentialKind {
        match self {
            Self::Webhook => CredentialKind::Webhook,
            Self::Channel(_) | Self::User(_) | Self::Email(_) | Self::Group(_) => {
                CredentialKind::Token
            }
        }
    }

    /// The id, the e-mail, or the people of a group; empty for a webhook, whose URL is a secret.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Webhook => "",
            Self::Channel(id) | Self::User(id) | Self::Email(id) => id,
            Self::Group(group) => group.as_str(),
        }
    }
}

/// One way of reaching a recipient: a target, and the connection that reaches it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// The credential.
    pub connection: ConnectionId,
    /// What it reaches.
    pub target: Target,
}

impl Address {
    /// Whether `other` is the same address, perhaps with another credential.
    ///
    /// A channel or user id names one place in one team, and so does a group by user ids alone, so a
    /// new token for it replaces the old one. The same e-mail can have an account in several teams, so
    /// each token counts; a webhook is its URL.
    #[must_use]
    pub fn is_same_place(&self, other: &Self) -> bool {
        match &self.target {
            Target::Channel(_) | Target::User(_) => self.target == other.target,
            Target::Group(group) if group.emails().next().is_none() => self.target == other.target,
            Target::Email(_) | Target::Webhook | Target::Group(_) => self == other,
        }
    }
}

/// What kind of credential a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// A bot (or user) token, `xox…`.
    Token,
    /// The URL of an incoming webhook.
    Webhook,
}

/// An address as a caller gave it: checked, and still with its secret.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Where it points.
    pub target: Target,
    /// The token or webhook URL; `None` only where [`Claim::parse_partial`] allows it.
    pub secret: Option<SecretString>,
}

/// Why an address was refused. The text never contains a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct AddressError {
    /// The field, for example `$slack.user_id`.
    pub field: String,
    /// What is wrong with it and what would be right.
    pub problem: String,
}

fn refuse<T>(field: &str, problem: impl Into<String>) -> Result<T, AddressError> {
    Err(AddressError {
        field: format!("$slack{field}"),
        problem: problem.into(),
    })
}

impl Claim {
    /// Reads one `$slack` object: the winner of the precedence, with its secret.
    ///
    /// # Errors
    /// [`AddressError`], naming the field, when the winner is malformed, when nothing could win, or
    /// when a token is missing.
    pub fn parse(value: &Value, hosts: &WebhookHosts) -> Result<Self, AddressError> {
        let claim = Self::parse_partial(value, hosts)?;
        if claim.secret.is_none() {
            return refuse(
                ".access_token",
                format!(
                    "is missing; {} needs the bot token (xoxb-…) that reaches it",
                    claim.target.kind()
                ),
            );
        }
        Ok(claim)
    }

    /// Like [`Claim::parse`], but a token may be missing: enough to say which address to remove.
    ///
    /// # Errors
    /// As [`Claim::parse`].
    pub fn parse_partial(value: &Value, hosts: &WebhookHosts) -> Result<Self, AddressError> {
        let Value::Object(fields) = value else {
            return refuse("", format!("must be an object, not {}", json_kind(value)));
        };
        if let Some(webhook) = present(fields, "incoming_webhook") {
            return Self::parse_webhook(webhook, hosts);
        }
        let target = if let Some((name, id)) = first_present(fields, &["channel_id", "channel"]) {
            Target::Channel(slack_id(
                name,
                id,
                "CGD",
                "a channel id such as C0123456789",
            )?)
        } else if let Some(users) = present(fields, "users") {
            Target::Group(Group::parse(users)?)
        } else if let Some(id) = present(fields, "user_id") {
            Target::User(slack_id(
                "user_id",
                id,
                "UW",
                "a user id such as U0123456789",
            )?)
        } else if let Some(email) = present(fields, "email") {
            Target::Email(email_address(email)?)
        } else {
            return refuse(
                "",
                "needs one of incoming_webhook.url, channel_id, users, user_id or email",
            );
        };
        Ok(Self {
            target,
            secret: token(fields)?,
        })
    }

    fn parse_webhook(webhook: &Value, hosts: &WebhookHosts) -> Result<Self, AddressError> {
        let Some(Value::String(text)) = webhook.get("url") else {
            return refuse(".incoming_webhook.url", "is missing or not a text");
        };
        match hosts.parse(text) {
            Ok(url) => Ok(Self {
                target: Target::Webhook,
                secret: Some(String::from(url).into()),
            }),
            Err(problem) => refuse(".incoming_webhook.url", problem),
        }
    }
}

/// The value of `name`, unless it is null or an empty text, which the SDKs send for "not given".
fn present<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    fields
        .get(name)
        .filter(|value| !value.is_null() && value.as_str() != Some(""))
}

fn first_present<'a>(
    fields: &'a Map<String, Value>,
    names: &[&'static str],
) -> Option<(&'static str, &'a Value)> {
    names
        .iter()
        .find_map(|name| present(fields, name).map(|value| (*name, value)))
}

fn slack_id(
    name: &str,
    value: &Value,
    first: &str,
    expected: &str,
) -> Result<String, AddressError> {
    let problem = || format!("must be {expected}, not {}", shown(value));
    id_of(value, first).map_or_else(|| refuse(&format!(".{name}"), problem()), Ok)
}

fn id_of(value: &Value, first: &str) -> Option<String> {
    let id = value.as_str()?.trim();
    let mut bytes = id.bytes();
    let starts = bytes
        .next()
        .is_some_and(|byte| first.as_bytes().contains(&byte.to_ascii_uppercase()));
    let well_formed =
        starts && (2..=64).contains(&id.len()) && bytes.all(|byte| byte.is_ascii_alphanumeric());
    well_formed.then(|| id.to_owned())
}

fn user_id_of(value: &Value) -> Option<String> {
    id_of(value, "UW")
}

fn email_address(value: &Value) -> Result<String, AddressError> {
    let problem = || format!("must be an e-mail address, not {}", shown(value));
    email_of(value).map_or_else(|| refuse(".email", problem()), Ok)
}

/// Keeps the rule loose on purpose: Slack decides whether an account has this address.
fn email_of(value: &Value) -> Option<String> {
    let text = value.as_str().map(str::trim).unwrap_or_default();
    let well_formed = text.len() <= 254
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@')
        });
    well_formed.then(|| text.to_lowercase())
}

fn token(fields: &Map<String, Value>) -> Result<Option<SecretString>, AddressError> {
    let Some(value) = present(fields, "access_token") else {
        return Ok(None);
    };
    let text = value.as_str().map(str::trim).unwrap_or_default();
    let well_formed = text.starts_with("xox")
        && text.len() <= 4096
        && text.bytes().all(|byte| byte.is_ascii_graphic());
    if well_formed {
        return Ok(Some(text.to_owned().into()));
    }
    refuse(
        ".access_token",
        "must be a Slack token that starts with xox (the value is not shown)",
    )
}

/// A value as an error may show it: short.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 80 {
        return text;
    }
    text.chars().take(77).chain("...".chars()).collect()
}

/// What kind of JSON a value is, for errors.
#[must_use]
pub fn json_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Webhook => f.write_str("incoming_webhook"),
            Self::Channel(id) | Self::User(id) | Self::Email(id) => {
                write!(f, "{} {id}", self.kind())
            }
            Self::Group(group) => write!(f, "{} {group}", self.kind()),
        }
    }
}

#[cfg(test)]
mod tests;
