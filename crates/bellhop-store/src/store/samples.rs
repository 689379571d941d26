//! What templates were lately filled with, and how they do.

use std::collections::{BTreeMap, HashMap};

use bellhop_core::id::WorkspaceKey;

use super::Store;
use super::reading::read;
use crate::hand::{Hand, Value};
use crate::rows::sample::{ConditionRow, DraftTimeRow, SampleRow};
use crate::writes::samples::{CONDITIONS, SAMPLES};
use crate::writes::templates::DRAFT_TIMES;
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
        let values = [
            Value::Text(workspace.as_str().to_owned()),
            Value::Text(slug.to_owned()),
            Value::Int(i64::from(limit)),
        ];
        let rows: Vec<SampleRow> = read!(self, Hand::fetch, SAMPLES, &values)?;
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
        let values = [Value::Text(workspace.as_str().to_owned())];
        let rows: Vec<ConditionRow> = read!(self, Hand::fetch, CONDITIONS, &values)?;
        Ok(rows.into_iter().map(ConditionRow::open).collect())
    }

    /// When each draft was last saved, in milliseconds since 1970, by the templates' names.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn template_draft_times(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        let rows: Vec<DraftTimeRow> = read!(self, Hand::fetch, DRAFT_TIMES, &[])?;
        Ok(rows.into_iter().map(DraftTimeRow::open).collect())
    }
}
