//! Rows of samples, and of how templates do.

use bellhop_core::id::MessageId;
use uuid::Uuid;

use super::uint;
use crate::{Sample, TemplateCondition};

#[derive(sqlx::FromRow)]
pub(crate) struct SampleRow {
    message_id: Uuid,
    distinct_id: String,
    at_ms: i64,
    version: Option<String>,
    reason: Option<String>,
    detail: Option<String>,
    data: String,
}

impl SampleRow {
    pub(crate) fn open(self) -> Sample {
        let detail = self.detail.unwrap_or_default();
        Sample {
            message: MessageId(self.message_id),
            distinct_id: self.distinct_id,
            at_ms: uint(self.at_ms),
            version: self.version,
            failure: self.reason.map(|reason| (reason, detail)),
            data: self.data,
        }
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct ConditionRow {
    slug: String,
    last_rendered_at_ms: Option<i64>,
    last_failed_at_ms: Option<i64>,
    last_failure: Option<String>,
}

impl ConditionRow {
    pub(crate) fn open(self) -> (String, TemplateCondition) {
        let condition = TemplateCondition {
            last_rendered_at_ms: self.last_rendered_at_ms.map(uint),
            last_failed_at_ms: self.last_failed_at_ms.map(uint),
            last_failure: self.last_failure,
        };
        (self.slug, condition)
    }
}

/// When a draft was saved.
#[derive(sqlx::FromRow)]
pub(crate) struct DraftTimeRow {
    slug: String,
    updated_at_ms: i64,
}

impl DraftTimeRow {
    pub(crate) fn open(self) -> (String, u64) {
        (self.slug, uint(self.updated_at_ms))
    }
}
