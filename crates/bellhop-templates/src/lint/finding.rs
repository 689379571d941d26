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
}

/// One thing that is wrong with a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Where in the message: a JSON pointer.
    pub pointer: String,
    /// What was broken.
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
}

impl Finding {
    /// An error with neither value nor limit.
    pub(crate) fn error(pointer: &str, rule: Rule, message: impl Into<String>) -> Self {
        let (pointer, message) = (pointer.to_owned(), message.into());
        Self {
            pointer,
            rule,
            severity: Severity::Error,
            value: None,
            limit: None,
            message,
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

/// The pointer, or "the message", and the words.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() {
            "the message"
        } else {
            &self.pointer
        };
        write!(f, "{place}: {}", self.message)
    }
}
