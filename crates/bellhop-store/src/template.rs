//! Templates in the store: the history of what was served, and drafts. What a content is made of is
//! the templates' business; here it is a text.

use serde::Serialize;

/// Where a version came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplateSource {
    /// The files of the templates' folder.
    Files,
    /// A draft that was committed over the API.
    Api,
}

impl TemplateSource {
    /// The name in the store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Api => "api",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Files, Self::Api]
            .into_iter()
            .find(|source| source.as_str() == text)
    }
}

/// A version that is to be put into the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTemplateVersion {
    /// The template's name.
    pub slug: String,
    /// The version's name.
    pub version: String,
    /// All its files, as JSON.
    pub content: String,
    /// Where it came from.
    pub source: TemplateSource,
    /// What its author says of it.
    pub note: String,
    /// When, in milliseconds since 1970.
    pub created_at_ms: u64,
}

/// One line of a template's history: a version that was served from then on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateVersion {
    /// Its number: later ones are larger, over all templates.
    pub number: u64,
    /// What was put into the history.
    pub new: NewTemplateVersion,
}

/// Which draft a change means: a caller that read it is not to write over another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftMeant {
    /// Whatever there is.
    Any,
    /// None: there is to be no draft yet.
    Absent,
    /// The one that was saved at this time.
    SavedAt(u64),
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateDraft {
    /// All its files, as JSON.
    pub content: String,
    /// When it was last saved, in milliseconds since 1970. Every saving has a later time than the one
    /// before, so it tells one draft from the next.
    pub updated_at_ms: u64,
}
