//! The start of a server: the directory is served, and where what lies there is broken, the version
//! that was served before.
//!
//! A broken file is then refused as a reload refuses it. Where there is no good version either, a broken
//! template is served and says why, and a folder that can't be read at all is an error.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bellhop_core::id::Slug;

use super::Templates;
use crate::config::TemplatesConfig;
use crate::folder::{self, Folder, Scanned, Template, TemplatesError};
use crate::problem::Problem;
use crate::version::Content;

impl Templates {
    /// As [`Templates::open`], but every template is rendered with its examples, too, and in the place
    /// of one that is broken its `earlier` version is served, if that one is good. Must be called within
    /// a tokio runtime.
    ///
    /// # Errors
    /// A folder that can't be read or is wrong (it is named) and has no good earlier version, or helpers
    /// that do not start.
    pub async fn open_after(
        config: TemplatesConfig,
        earlier: Vec<(Slug, Content)>,
    ) -> Result<Self, TemplatesError> {
        let scanned = folder::scan(&config.directory, config.source_bytes_max)?;
        let templates = Self::start(config).await?;
        let folder = templates.first(scanned, earlier).await?;
        templates.folder.store(Arc::new(folder));
        Ok(templates)
    }

    async fn first(
        &self,
        scanned: Scanned,
        earlier: Vec<(Slug, Content)>,
    ) -> Result<Folder, TemplatesError> {
        let earlier: HashMap<Slug, Content> = earlier.into_iter().collect();
        let mut templates = HashMap::new();
        let mut refused = BTreeMap::new();
        for (name, found) in scanned.templates {
            let before = Slug::parse(&name)
                .ok()
                .and_then(|slug| earlier.get_key_value(&slug));
            let problem = match &found {
                Ok(new) => self.problem_at_start(new).await,
                Err(error) => Some(Problem::of_files(error)),
            };
            let template = match (problem, found) {
                (None, found) => found?,
                (Some(problem), found) => match (self.good(before).await, found) {
                    (Some(earlier), _) => {
                        refused.insert(name, problem);
                        earlier
                    }
                    (None, Err(error)) => return Err(error),
                    (None, Ok(new)) => {
                        tracing::error!(template = name.as_str(), %problem, "a template can't be used");
                        Template {
                            problem: Some(problem),
                            ..new
                        }
                    }
                },
            };
            templates.insert(template.workflow.slug.clone(), Arc::new(template));
        }
        Ok(Folder::new(templates, scanned.libraries, refused))
    }

    /// What is wrong with a template. That there was no helper to try it with is a problem, too: nothing
    /// better is known of it then.
    async fn problem_at_start(&self, template: &Template) -> Option<Problem> {
        match self.problem_of(template).await {
            Ok(problem) => problem,
            Err(error) => Some(Problem::of_files(&error)),
        }
    }

    /// The template that an earlier version makes, if it is good.
    async fn good(&self, version: Option<(&Slug, &Content)>) -> Option<Template> {
        let (slug, content) = version?;
        let template = self.assemble(slug, content).ok()?;
        let problem = self.problem_at_start(&template).await;
        problem.is_none().then_some(template)
    }
}
