//! What would change if other files went live: messages as they are made now, beside those that the
//! files make of the same data.

use std::collections::BTreeMap;
use std::path::Path;

use bellhop_core::id::Slug;
use serde_json::value::RawValue;

use super::reload::problem_of;
use super::{Rendered, Templates};
use crate::folder::{self, Template, TemplatesError};
use crate::problem::Problem;
use crate::version::{Content, plain};

/// One message, before and after.
#[derive(Debug)]
pub struct Compared {
    /// What is made of the data now.
    pub before: Result<Rendered, Problem>,
    /// What the files make of it.
    pub after: Result<Rendered, Problem>,
}

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Nothing; also where it fails as it does now.
    Same,
    /// It says something else, or it failed and does no longer.
    Changed,
    /// It is fine now, and would fail.
    Failing,
}

impl Compared {
    /// What becomes of the message. The order of keys makes no difference.
    #[must_use]
    pub fn change(&self) -> Change {
        match (&self.before, &self.after) {
            (Ok(before), Ok(after)) if before.value() == after.value() => Change::Same,
            (Ok(_) | Err(_), Ok(_)) => Change::Changed,
            (Ok(_), Err(_)) => Change::Failing,
            (Err(_), Err(_)) => Change::Same,
        }
    }
}

impl Templates {
    /// Renders each data with the template `slug` as it is served, and with `files` in place of its own;
    /// `lib` takes the place of the files in `lib/`, where it is given. One after the other: what is
    /// really sent needs the helpers more. Nothing is changed.
    ///
    /// # Errors
    /// There is no helper to render with. Files that can't be read are a problem of every message.
    pub async fn compare(
        &self,
        slug: &Slug,
        files: BTreeMap<String, String>,
        lib: Option<BTreeMap<String, String>>,
        data: &[Box<RawValue>],
    ) -> Result<Vec<Compared>, TemplatesError> {
        let now = self.template(slug);
        let now = now.map_err(|error| Problem::of_render(&error));
        let draft = match lib {
            None => self.draft(slug, files),
            Some(lib) => self.draft_with(slug, Content { files, lib }),
        };
        let draft = draft.map_err(|error| Problem::of_files(&error));
        let mut compared = Vec::with_capacity(data.len());
        for data in data {
            let data = data.get().as_bytes();
            compared.push(Compared {
                before: self.made_by(now.as_deref(), data).await?,
                after: self.made_by(draft.as_ref(), data).await?,
            });
        }
        Ok(compared)
    }

    fn draft_with(&self, slug: &Slug, content: Content) -> Result<Template, TemplatesError> {
        for files in [&content.files, &content.lib] {
            folder::check_files(slug, files, self.config.source_bytes_max)?;
        }
        self.assemble(slug, &content)
    }

    async fn made_by(
        &self,
        template: Result<&Template, &Problem>,
        data: &[u8],
    ) -> Result<Result<Rendered, Problem>, TemplatesError> {
        let template = match template {
            Ok(template) => template,
            Err(problem) => return Ok(Err(problem.clone())),
        };
        let slug = &template.workflow.slug;
        match self.render_bundle(slug, &template.bundle, data).await {
            Ok(rendered) => Ok(Ok(rendered)),
            Err(error) => problem_of(&error).map(Err),
        }
    }
}

/// Everything that the folder of the template `slug` in this directory makes, if there is one.
///
/// # Errors
/// The directory, or the template's folder, can't be read.
pub fn content_in(
    directory: &Path,
    slug: &Slug,
    source_bytes_max: usize,
) -> Result<Option<Content>, TemplatesError> {
    let scanned = folder::scan(directory, source_bytes_max)?;
    let mut folders = scanned.templates.into_iter();
    let Some((_, template)) = folders.find(|(name, _)| name == slug.as_str()) else {
        return Ok(None);
    };
    let template: Template = template?;
    Ok(Some(Content {
        lib: plain(&template.bundle.imported_libraries()),
        files: template.files,
    }))
}
