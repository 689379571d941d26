//! Versions and drafts of templates.

use super::Postgres;
use super::line::Line;
use crate::StoreError;
use crate::rows::template::{DraftRow, TemplateRow};
use crate::rows::{int, uint};
use crate::writes::templates::{
    DRAFT, DROP_DRAFT, FORGET, HEADS, HISTORY, INSERT, NEWEST, SAVE_DRAFT, TemplateAsk, TemplateJob,
};

pub(super) async fn run(line: &mut Line, jobs: &mut [TemplateJob]) -> Result<(), StoreError> {
    for job in jobs {
        match &job.ask {
            TemplateAsk::Commit { new, history_max } => {
                let insert = sqlx::query(INSERT)
                    .bind(&new.slug)
                    .bind(&new.version)
                    .bind(&new.content)
                    .bind(new.source.as_str())
                    .bind(&new.note)
                    .bind(int(new.created_at_ms));
                line.execute(insert).await?;
                let forget = sqlx::query(FORGET);
                let forget = forget.bind(&new.slug).bind(i64::from(*history_max));
                line.execute(forget).await?;
            }
            TemplateAsk::SaveDraft {
                slug,
                content,
                now_ms,
            } => {
                let save = sqlx::query(SAVE_DRAFT).bind(slug).bind(content);
                line.execute(save.bind(int(*now_ms))).await?;
            }
            TemplateAsk::DropDraft { slug } => {
                line.execute(sqlx::query(DROP_DRAFT).bind(slug)).await?;
            }
        }
        job.reply.stage(Ok(()));
    }
    Ok(())
}

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
