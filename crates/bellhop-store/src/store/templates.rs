//! The history of templates, and drafts of them.

use super::{Backend, Store};
use crate::rows::template::{DraftRow, TemplateRow};
use crate::writes::templates::TemplateAsk;
use crate::{NewTemplateVersion, StoreError, TemplateDraft, TemplateVersion};

impl Store {
    /// Puts a version at the end of its template's history; when the newest there has this name
    /// already, nothing is done. All but the newest `history_max` are forgotten.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_template_version(
        &self,
        new: NewTemplateVersion,
        history_max: u32,
    ) -> Result<(), StoreError> {
        let ask = TemplateAsk::Commit { new, history_max };
        self.writes.change_template(ask).await
    }

    /// The history of a template, newest first: the first is what is served.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], or [`StoreError::Unreadable`].
    pub async fn template_history(
        &self,
        slug: &str,
        limit: u32,
    ) -> Result<Vec<TemplateVersion>, StoreError> {
        let rows = match &*self.backend {
            Backend::Sqlite(sqlite) => sqlite.template_history(slug, limit).await,
            Backend::Postgres(postgres) => postgres.template_history(slug, limit).await,
        };
        rows?.into_iter().map(TemplateRow::open).collect()
    }

    /// The newest version of every template, in the order of their names.
    ///
    /// # Errors
    /// As [`Store::template_history`].
    pub async fn template_heads(&self) -> Result<Vec<TemplateVersion>, StoreError> {
        let rows = match &*self.backend {
            Backend::Sqlite(sqlite) => sqlite.template_heads().await,
            Backend::Postgres(postgres) => postgres.template_heads().await,
        };
        rows?.into_iter().map(TemplateRow::open).collect()
    }

    /// The number of the newest version of all: it grows with every one that is put.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn newest_template(&self) -> Result<u64, StoreError> {
        match &*self.backend {
            Backend::Sqlite(sqlite) => sqlite.newest_template().await,
            Backend::Postgres(postgres) => postgres.newest_template().await,
        }
    }

    /// Saves the draft of a template, in place of the one that there is.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn save_template_draft(
        &self,
        slug: &str,
        content: String,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let slug = slug.to_owned();
        let ask = TemplateAsk::SaveDraft {
            slug,
            content,
            now_ms,
        };
        self.writes.change_template(ask).await
    }

    /// The draft of a template.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn template_draft(&self, slug: &str) -> Result<Option<TemplateDraft>, StoreError> {
        let rows = match &*self.backend {
            Backend::Sqlite(sqlite) => sqlite.template_draft(slug).await,
            Backend::Postgres(postgres) => postgres.template_draft(slug).await,
        };
        Ok(rows?.into_iter().next().map(DraftRow::open))
    }

    /// Forgets the draft of a template, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn drop_template_draft(&self, slug: &str) -> Result<(), StoreError> {
        let slug = slug.to_owned();
        self.writes
            .change_template(TemplateAsk::DropDraft { slug })
            .await
    }
}
