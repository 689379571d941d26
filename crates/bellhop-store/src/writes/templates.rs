//! Versions and drafts of templates: rare writes, each by itself.

use super::{Job, Reply, Writes};
use crate::{NewTemplateVersion, StoreError};

pub(crate) struct TemplateJob {
    pub(crate) ask: TemplateAsk,
    pub(crate) reply: Reply<()>,
}

pub(crate) enum TemplateAsk {
    /// Puts a version at the end of its template's history, unless it is there already, drops the
    /// draft if it was one, and forgets all but the newest `history_max`.
    Commit {
        new: NewTemplateVersion,
        history_max: u32,
    },
    SaveDraft {
        slug: String,
        content: String,
        now_ms: u64,
    },
    DropDraft {
        slug: String,
    },
}

impl Writes {
    pub(crate) async fn change_template(&self, ask: TemplateAsk) -> Result<(), StoreError> {
        self.write(|reply| Job::Template(TemplateJob { ask, reply }))
            .await
    }
}

/// The statements of both back ends: they take the same SQL.
pub(crate) const INSERT: &str =
    "INSERT INTO template_versions (slug, version, content, source, note, created_at_ms)
     SELECT $1, $2, $3, $4, $5, $6
     WHERE $2 IS DISTINCT FROM (
         SELECT version FROM template_versions WHERE slug = $1 ORDER BY number DESC LIMIT 1)";
pub(crate) const FORGET: &str = "DELETE FROM template_versions WHERE slug = $1 AND number <= (
         SELECT number FROM template_versions WHERE slug = $1 ORDER BY number DESC LIMIT 1 OFFSET $2)";
pub(crate) const SAVE_DRAFT: &str =
    "INSERT INTO template_drafts (slug, content, updated_at_ms) VALUES ($1, $2, $3)
     ON CONFLICT (slug) DO UPDATE SET
         content = excluded.content, updated_at_ms = excluded.updated_at_ms";
pub(crate) const DROP_DRAFT: &str = "DELETE FROM template_drafts WHERE slug = $1";

pub(crate) const HISTORY: &str =
    "SELECT number, slug, version, content, source, note, created_at_ms
     FROM template_versions WHERE slug = $1 ORDER BY number DESC LIMIT $2";
pub(crate) const HEADS: &str = "SELECT number, slug, version, content, source, note, created_at_ms
     FROM template_versions newest
     WHERE number = (SELECT MAX(number) FROM template_versions WHERE slug = newest.slug)
     ORDER BY slug";
pub(crate) const NEWEST: &str = "SELECT COALESCE(MAX(number), 0) FROM template_versions";
pub(crate) const DRAFT_TIMES: &str = "SELECT slug, updated_at_ms FROM template_drafts";
pub(crate) const DRAFT: &str = "SELECT content, updated_at_ms FROM template_drafts WHERE slug = $1";
