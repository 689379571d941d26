//! What a workflow says about its messages, beyond Slack's own limits.

use serde::{Deserialize, Serialize};

/// What is done with a text that is longer than Slack takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LongText {
    /// The rest follows in further blocks where there can be some; elsewhere it is cut.
    #[default]
    Split,
    /// It is cut, and ends with "…".
    Cut,
    /// The message is refused.
    Refuse,
}

impl LongText {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Split, Self::Cut, Self::Refuse];

    /// The name in `workflow.toml`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Split => "split",
            Self::Cut => "cut",
            Self::Refuse => "refuse",
        }
    }
}

/// What a workflow says about its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Rules {
    /// What is done with a text that is longer than Slack takes.
    #[serde(default)]
    pub long_text: LongText,
    /// Whether a message may mention everybody: `@here`, `@channel`, `@everyone`.
    #[serde(default)]
    pub broadcast_mentions: bool,
}
