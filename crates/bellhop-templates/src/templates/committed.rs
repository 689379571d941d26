//! Templates that do not come from the folder: versions that were committed elsewhere go over it, by
//! name. Each brings the files of `lib/` that it was committed with, so that it stays as it was.

use std::sync::{Arc, PoisonError};

use bellhop_core::id::Slug;

use super::{Templates, Tried};
use crate::bundle::Libraries;
use crate::folder::{self, Scanned, Template, TemplatesError};
use crate::problem::Problem;
use crate::version::{Content, plain, shared};

impl Templates {
    /// Has these versions go over the folder's templates, from the next reload on.
    pub fn set_committed(&self, committed: Vec<(Slug, Content)>) {
        *self
            .committed
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = committed;
    }

    /// Everything that a template as it is served is made of.
    #[must_use]
    pub fn content(&self, slug: &Slug) -> Option<Content> {
        let folder = self.folder.load();
        let template = folder.templates.get(slug)?;
        Some(Content {
            files: template.files.clone(),
            lib: plain(&template.bundle.imported_libraries()),
        })
    }

    /// What a draft with these files would be made of, if it were committed now.
    #[must_use]
    pub fn draft_content(
        &self,
        slug: &Slug,
        files: std::collections::BTreeMap<String, String>,
    ) -> Option<Content> {
        let template = self.draft(slug, files).ok()?;
        Some(Content {
            lib: plain(&template.bundle.imported_libraries()),
            files: template.files,
        })
    }

    /// As [`Templates::try_files`], for a version with the files of `lib/` that it was made with.
    ///
    /// # Errors
    /// As there.
    pub async fn try_content(
        &self,
        slug: &Slug,
        content: &Content,
    ) -> Result<Tried, TemplatesError> {
        match self.assemble(slug, content) {
            Ok(template) => self.try_template(&template).await,
            Err(error) => Ok(Tried::refused(Problem::of_files(&error))),
        }
    }

    pub(super) fn assemble(
        &self,
        slug: &Slug,
        content: &Content,
    ) -> Result<Template, TemplatesError> {
        let libraries = Arc::new(Libraries::new(shared(&content.lib)));
        let path = self.config.directory.join(slug.as_str());
        folder::assemble(slug, path, content.files.clone(), libraries)
    }

    pub(super) fn lay_committed_over(&self, scanned: &mut Scanned) {
        let committed = self.committed.lock();
        let committed = committed.unwrap_or_else(PoisonError::into_inner);
        for (slug, content) in committed.iter() {
            let template = self.assemble(slug, content);
            scanned.templates.retain(|(name, _)| name != slug.as_str());
            let name = slug.as_str().to_owned();
            scanned.templates.push((name, template));
        }
    }
}
