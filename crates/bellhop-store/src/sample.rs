//! What templates were lately filled with, and how each does: what a page about a template shows, and
//! what a draft of it is tried with.
//!
//! The data is what callers sent, so it may be about people: it is kept for few messages, not
//! longer than the record, and not longer than the profile of the recipient.

use bellhop_core::fault::Reason;
use bellhop_core::id::{MessageId, WorkspaceKey};

/// A message that a template was filled for, to be noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSample {
    /// Whose message.
    pub workspace: WorkspaceKey,
    /// The template's name.
    pub slug: String,
    /// The message. An earlier sample of it is replaced.
    pub message: MessageId,
    /// Its recipient; empty for one that has no id.
    pub distinct_id: String,
    /// When it was rendered, in milliseconds since 1970.
    pub at_ms: u64,
    /// The version that rendered it, or failed.
    pub version: Option<String>,
    /// Why it could not be rendered; `None`: it was.
    pub failure: Option<SampleFailure>,
    /// The text of the JSON object that the template was filled with; `None` where that is too large to
    /// be kept: then it only counts for how the template does.
    pub data: Option<String>,
}

/// Why a template could not be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleFailure {
    /// By its name.
    pub reason: Reason,
    /// In words.
    pub detail: String,
}

/// A message that a template was filled for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The message.
    pub message: MessageId,
    /// Its recipient; empty for one that has no id.
    pub distinct_id: String,
    /// When it was rendered, in milliseconds since 1970.
    pub at_ms: u64,
    /// The version that rendered it, or failed.
    pub version: Option<String>,
    /// The reason by its name, and words, if it could not be rendered.
    pub failure: Option<(String, String)>,
    /// What the template was filled with: the text of a JSON object.
    pub data: String,
}

/// How a template lately did with the messages of one workspace. The times are those of samples, so they
/// may be some seconds behind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TemplateCondition {
    /// When it was last rendered, in milliseconds since 1970.
    pub last_rendered_at_ms: Option<u64>,
    /// When it last failed.
    pub last_failed_at_ms: Option<u64>,
    /// What it said then.
    pub last_failure: Option<String>,
}
