//! What templates were lately filled with, and how they do.

use std::collections::{BTreeMap, HashMap};

use bellhop_core::id::WorkspaceKey;

use super::{Backend, Store};
use crate::rows::sample::{ConditionRow, DraftTimeRow, SampleRow};
use crate::{NewSample, Sample, StoreError, TemplateCondition};

impl Store {
    /// Notes a message that a template was filled for. All but the newest `samples_max` of the template
    /// and workspace are forgotten; with 0 no data is kept, and only how the template does is noted.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_sample(&self, new: NewSample, samples_max: u32) -> Result<(), StoreError> {
        self.writes.put_sample(new, samples_max).await
    }

    /// What a template was filled with for messages of this workspace, newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn samples(
        &self,
        workspace: &WorkspaceKey,
        slug: &str,
        limit: u32,
    ) -> Result<Vec<Sample>, StoreError> {
        let rows: Vec<SampleRow> = back_end!(self.samples(workspace, slug, limit))?;
        Ok(rows.into_iter().map(SampleRow::open).collect())
    }

    /// How each template does with the messages of this workspace, by the templates' names.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn template_conditions(
        &self,
        workspace: &WorkspaceKey,
    ) -> Result<HashMap<String, TemplateCondition>, StoreError> {
        let rows: Vec<ConditionRow> = back_end!(self.template_conditions(workspace))?;
        Ok(rows.into_iter().map(ConditionRow::open).collect())
    }

    /// When each draft was last saved, in milliseconds since 1970, by the templates' names.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn template_draft_times(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        let rows: Vec<DraftTimeRow> = back_end!(self.template_draft_times())?;
        Ok(rows.into_iter().map(DraftTimeRow::open).collect())
    }
}
