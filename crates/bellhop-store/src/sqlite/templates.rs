//! Versions and drafts of templates.

use sqlx::Row as _;

use super::{Sqlite, all};
use crate::StoreError;
use crate::rows::template::{DraftRow, TemplateRow};
use crate::rows::uint;
use crate::writes::templates::{DRAFT, HEADS, HISTORY, NEWEST};

impl Sqlite {
    pub(crate) async fn template_history(
        &self,
        slug: &str,
        limit: u32,
    ) -> Result<Vec<TemplateRow>, StoreError> {
        let query = sqlx::query(HISTORY).bind(slug).bind(i64::from(limit));
        all(&query.fetch_all(&self.readers).await?)
    }

    pub(crate) async fn template_heads(&self) -> Result<Vec<TemplateRow>, StoreError> {
        all(&sqlx::query(HEADS).fetch_all(&self.readers).await?)
    }

    pub(crate) async fn newest_template(&self) -> Result<u64, StoreError> {
        let row = sqlx::query(NEWEST).fetch_one(&self.readers).await?;
        Ok(uint(row.try_get(0)?))
    }

    pub(crate) async fn template_draft(&self, slug: &str) -> Result<Vec<DraftRow>, StoreError> {
        let query = sqlx::query(DRAFT).bind(slug);
        all(&query.fetch_all(&self.readers).await?)
    }
}
