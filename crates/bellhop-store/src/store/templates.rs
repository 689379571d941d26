//! The history of templates, and drafts of them.

use super::{Backend, Store};
use crate::rows::template::{DraftRow, TemplateRow};
use crate::writes::templates::{TemplateAsk, TemplateTold};
use crate::{DraftMeant, NewTemplateVersion, StoreError, TemplateDraft, TemplateVersion};

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
        let ask = TemplateAsk::Commit {
            new,
            history_max,
            draft: None,
        };
        self.writes.change_template(ask).await.map(drop)
    }

    /// As [`Store::put_template_version`], of the draft that was saved at this time. Returns whether it
    /// was done: when the draft is another one, or there is none, nothing is changed. The draft stays
    /// until it is dropped, so that a commit can be tried again.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn commit_template_draft(
        &self,
        new: NewTemplateVersion,
        saved_at_ms: u64,
        history_max: u32,
    ) -> Result<bool, StoreError> {
        let ask = TemplateAsk::Commit {
            new,
            history_max,
            draft: Some(saved_at_ms),
        };
        let told = self.writes.change_template(ask).await?;
        Ok(!matches!(told, TemplateTold::Overtaken))
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

    /// Saves the draft of a template in place of the one that is meant, and returns when it was saved:
    /// `None` when what is there is another one, and then nothing is changed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn save_template_draft(
        &self,
        slug: &str,
        content: String,
        replaces: DraftMeant,
        now_ms: u64,
    ) -> Result<Option<u64>, StoreError> {
        let slug = slug.to_owned();
        let ask = TemplateAsk::SaveDraft {
            slug,
            content,
            replaces,
            now_ms,
        };
        match self.writes.change_template(ask).await? {
            TemplateTold::Saved(at_ms) => Ok(Some(at_ms)),
            TemplateTold::Done | TemplateTold::Overtaken => Ok(None),
        }
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

    /// Forgets the draft of a template, if it is the one that is meant.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn drop_template_draft(
        &self,
        slug: &str,
        meant: DraftMeant,
    ) -> Result<(), StoreError> {
        let slug = slug.to_owned();
        let ask = TemplateAsk::DropDraft { slug, meant };
        self.writes.change_template(ask).await.map(drop)
    }
}
