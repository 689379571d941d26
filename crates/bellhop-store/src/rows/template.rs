//! Rows of templates.

use super::uint;
use crate::{NewTemplateVersion, StoreError, TemplateDraft, TemplateSource, TemplateVersion};

#[derive(sqlx::FromRow)]
pub(crate) struct TemplateRow {
    number: i64,
    slug: String,
    version: String,
    content: String,
    source: String,
    note: String,
    created_at_ms: i64,
}

impl TemplateRow {
    pub(crate) fn open(self) -> Result<TemplateVersion, StoreError> {
        let unreadable =
            || StoreError::unreadable(format!("version {} of a template", self.number));
        Ok(TemplateVersion {
            number: uint(self.number),
            new: NewTemplateVersion {
                source: TemplateSource::parse(&self.source).ok_or_else(unreadable)?,
                slug: self.slug,
                version: self.version,
                content: self.content,
                note: self.note,
                created_at_ms: uint(self.created_at_ms),
            },
        })
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct DraftRow {
    content: String,
    updated_at_ms: i64,
}

impl DraftRow {
    pub(crate) fn open(self) -> TemplateDraft {
        TemplateDraft {
            content: self.content,
            updated_at_ms: uint(self.updated_at_ms),
        }
    }
}
