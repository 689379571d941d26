//! Versions and drafts of templates.

use sqlx::{Row as _, SqliteConnection};

use super::{Sqlite, all};
use crate::StoreError;
use crate::rows::template::{DraftRow, TemplateRow};
use crate::rows::{int, uint};
use crate::writes::templates::{
    DRAFT, DROP_DRAFT, FORGET, HEADS, HISTORY, INSERT, NEWEST, SAVE_DRAFT, TemplateAsk, TemplateJob,
};

pub(super) async fn run(
    connection: &mut SqliteConnection,
    jobs: &mut [TemplateJob],
) -> Result<(), StoreError> {
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
                insert.execute(&mut *connection).await?;
                let forget = sqlx::query(FORGET);
                let forget = forget.bind(&new.slug).bind(i64::from(*history_max));
                forget.execute(&mut *connection).await?;
            }
            TemplateAsk::SaveDraft {
                slug,
                content,
                now_ms,
            } => {
                let save = sqlx::query(SAVE_DRAFT).bind(slug).bind(content);
                save.bind(int(*now_ms)).execute(&mut *connection).await?;
            }
            TemplateAsk::DropDraft { slug } => {
                let drop = sqlx::query(DROP_DRAFT).bind(slug);
                drop.execute(&mut *connection).await?;
            }
        }
        job.reply.stage(Ok(()));
    }
    Ok(())
}

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
