//! One thing that is wrong with a message.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Slack refuses the message.
    Error,
    /// Slack takes it, but shows it differently from what was meant.
    Warning,
}

/// The kind of rule that was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Something that must be there is not.
    Required,
    /// Slack does not know a property, or a type.
    Unknown,
    /// A value is of the wrong kind.
    Type,
    /// A text is too long or too short.
    Length,
    /// There are too many or too few of something.
    Count,
    /// A value is not one of those that are allowed.
    Value,
    /// An id is used twice.
    Unique,
    /// Properties exclude each other.
    Exclusive,
    /// The kind of block or element is not for messages.
    Surface,
    /// The workflow may not do this.
    Capability,
}

impl Rule {
    /// The last part of the ids of such rules.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Unknown => "unknown",
            Self::Type => "type",
            Self::Length => "length",
            Self::Count => "count",
            Self::Value => "value",
            Self::Unique => "unique",
            Self::Exclusive => "exclusive",
            Self::Surface => "surface",
            Self::Capability => "capability",
        }
    }
}

/// One thing that is wrong with a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Where in the message: a JSON pointer.
    pub pointer: String,
    /// What was broken: the kind of block or element, the field, and the rule, such as
    /// `header.text.length`.
    pub id: String,
    /// The kind of rule.
    pub rule: Rule,
    /// How bad that is.
    pub severity: Severity,
    /// The number that was found, for lengths and counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<u64>,
    /// The number that Slack allows, for lengths and counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// The same in words.
    pub message: String,
    /// The page of Slack's documentation that says so.
    pub page: String,
    /// Whether Bellhop changed the message because of it: a text was cut or split.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub changed: bool,
    /// Where the block is made, as `file:line`, if the source tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl Finding {
    /// An error with neither value nor limit.
    pub(crate) fn error(pointer: &str, rule: Rule, message: impl Into<String>) -> Self {
        let (pointer, message) = (pointer.to_owned(), message.into());
        Self {
            pointer,
            id: format!("message.{}", rule.as_str()),
            rule,
            severity: Severity::Error,
            value: None,
            limit: None,
            message,
            page: super::tables::page("message"),
            changed: false,
            place: None,
        }
    }

    /// A text of an object of this kind that has more characters than the limit.
    pub(crate) fn of_length(pointer: &str, kind: &str, (value, limit): (usize, usize)) -> Self {
        Self {
            id: format!("{kind}.text.{}", Rule::Length.as_str()),
            value: Some(value as u64),
            limit: Some(limit as u64),
            page: super::tables::page(kind),
            ..Self::error(pointer, Rule::Length, "")
        }
    }

    /// A key of the message that Slack does not know.
    pub(crate) fn unknown_key(key: &str, known: &[&str]) -> Self {
        let key = crate::engine::shorten(key, 80);
        let known = known.join(", ");
        let message = format!("a message has no `{key}`; it may have {known}");
        Self::error(&format!("/{key}"), Rule::Unknown, message)
    }
}

/// The pointer, or "the message", the words, and where the block is made.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() {
            "the message"
        } else {
            &self.pointer
        };
        write!(f, "{place}: {}", self.message)?;
        match &self.place {
            Some(place) => write!(f, " (made in {place})"),
            None => Ok(()),
        }
    }
}
