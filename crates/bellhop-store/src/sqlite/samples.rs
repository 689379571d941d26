//! What templates were lately filled with, and how they do.

use bellhop_core::id::WorkspaceKey;

use super::{Sqlite, all};
use crate::StoreError;
use crate::rows::sample::{ConditionRow, DraftTimeRow, SampleRow};
use crate::writes::samples::{CONDITIONS, SAMPLES};
use crate::writes::templates::DRAFT_TIMES;

impl Sqlite {
    pub(crate) async fn samples(
        &self,
        workspace: &WorkspaceKey,
        slug: &str,
        limit: u32,
    ) -> Result<Vec<SampleRow>, StoreError> {
        let query = sqlx::query(SAMPLES).bind(workspace.as_str()).bind(slug);
        let query = query.bind(i64::from(limit));
        all(&query.fetch_all(&self.readers).await?)
    }

    pub(crate) async fn template_conditions(
        &self,
        workspace: &WorkspaceKey,
    ) -> Result<Vec<ConditionRow>, StoreError> {
        let query = sqlx::query(CONDITIONS).bind(workspace.as_str());
        all(&query.fetch_all(&self.readers).await?)
    }

    pub(crate) async fn template_draft_times(&self) -> Result<Vec<DraftTimeRow>, StoreError> {
        all(&sqlx::query(DRAFT_TIMES).fetch_all(&self.readers).await?)
    }
}
