//! Versions and drafts of templates.

use super::Postgres;
use crate::StoreError;
use crate::rows::template::{DraftRow, TemplateRow};
use crate::rows::uint;
use crate::writes::templates::{DRAFT, HEADS, HISTORY, NEWEST};

impl Postgres {
    pub(crate) async fn template_history(
        &self,
        slug: &str,
        limit: u32,
    ) -> Result<Vec<TemplateRow>, StoreError> {
        let query = sqlx::query(HISTORY).bind(slug).bind(i64::from(limit));
        self.readers.acquire().await?.fetch(query).await
    }

    pub(crate) async fn template_heads(&self) -> Result<Vec<TemplateRow>, StoreError> {
        let query = sqlx::query(HEADS);
        self.readers.acquire().await?.fetch(query).await
    }

    pub(crate) async fn newest_template(&self) -> Result<u64, StoreError> {
        let rows: Vec<(i64,)> = self
            .readers
            .acquire()
            .await?
            .fetch(sqlx::query(NEWEST))
            .await?;
        Ok(rows.first().map_or(0, |(number,)| uint(*number)))
    }

    pub(crate) async fn template_draft(&self, slug: &str) -> Result<Vec<DraftRow>, StoreError> {
        let query = sqlx::query(DRAFT).bind(slug);
        self.readers.acquire().await?.fetch(query).await
    }
}
