//! A changed directory takes the place of the served one, template by template, and only where it is
//! good.
//!
//! A template that changed is compiled, its examples are held against its schema, and it is rendered
//! with them first. One that is not good
//! never replaces one that is: it is refused, with what is wrong, and the old version goes on. Renders
//! under way end with the version that they began with. A folder that is gone is no longer served.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bellhop_core::id::Slug;

use super::Templates;
use crate::bundle::Bundle;
use crate::error::RenderError;
use crate::folder::{self, Folder, Scanned, Template, TemplatesError};
use crate::lint::Finding;
use crate::pool::Job;
use crate::problem::Problem;
use crate::version::Version;

/// What a reload changed. Empty when nothing was different.
#[derive(Debug, Default)]
pub struct Reloaded {
    /// New templates, and new versions of known ones; they are served.
    pub served: Vec<Slug>,
    /// Those whose folder is gone.
    pub removed: Vec<Slug>,
    /// Folders whose new content is not served, and what is wrong with each; as long as that stays so
    /// they are in every reload.
    pub refused: BTreeMap<String, Problem>,
}

/// How a template does.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Health {
    /// The folder's name.
    pub slug: String,
    /// The version that is served; `None` when none is.
    pub version: Option<Version>,
    /// Why what is served can't be rendered.
    pub problem: Option<Problem>,
    /// Why the newest content is not served.
    pub refused: Option<Problem>,
}

impl Templates {
    /// Reads the directory again. See the module for what is served then.
    ///
    /// # Errors
    /// The directory as a whole can't be read, or there is no helper to try the templates with; then
    /// nothing changes.
    pub async fn reload(&self) -> Result<Reloaded, TemplatesError> {
        let _turn = self.reloading.lock().await;
        let mut scanned = folder::scan(&self.config.directory, self.config.source_bytes_max)?;
        self.lay_committed_over(&mut scanned);
        self.replace(scanned).await
    }

    /// Has what was found take the place of what is served, where it is good.
    pub(super) async fn replace(&self, scanned: Scanned) -> Result<Reloaded, TemplatesError> {
        let current = self.folder.load_full();
        let mut reloaded = Reloaded::default();
        let mut templates = HashMap::new();
        for (name, found) in scanned.templates {
            let old = Slug::parse(&name)
                .ok()
                .and_then(|slug| current.templates.get(&slug))
                .map(Arc::clone);
            let (kept, problem) = match found {
                Err(error) => (old, Some(Problem::of_files(&error))),
                Ok(new) => self.choose(old, new, &mut reloaded.served).await?,
            };
            if let Some(problem) = problem {
                reloaded.refused.insert(name, problem);
            }
            if let Some(template) = kept {
                templates.insert(template.workflow.slug.clone(), template);
            }
        }
        let gone = current.templates.keys();
        let gone = gone.filter(|slug| !templates.contains_key(*slug));
        reloaded.removed = gone.cloned().collect();
        let refused = reloaded.refused.clone();
        self.folder
            .store(Arc::new(Folder::new(templates, scanned.libraries, refused)));
        Ok(reloaded)
    }

    /// Which of two versions is served, and what is wrong with the new one if it is the old.
    async fn choose(
        &self,
        old: Option<Arc<Template>>,
        mut new: Template,
        served: &mut Vec<Slug>,
    ) -> Result<(Option<Arc<Template>>, Option<Problem>), TemplatesError> {
        let same = |old: &&Arc<Template>| {
            old.bundle.hash == new.bundle.hash
                && old.files == new.files
                && old.workflow == new.workflow
        };
        if let Some(old) = old.as_ref().filter(same) {
            return Ok((Some(Arc::clone(old)), None));
        }
        let problem = self.problem_of(&new).await?;
        match (problem, old) {
            (Some(problem), Some(old)) if old.problem.is_none() => Ok((Some(old), Some(problem))),
            // There is nothing better: it is as it would be after a start.
            (problem, _) => {
                new.problem = problem;
                served.push(new.workflow.slug.clone());
                Ok((Some(Arc::new(new)), None))
            }
        }
    }

    /// What is wrong with a template: its examples do not fit its schema, it does not compile, or it does
    /// not render its examples.
    pub(super) async fn problem_of(
        &self,
        template: &Template,
    ) -> Result<Option<Problem>, TemplatesError> {
        let slug = &template.workflow.slug;
        let examples = folder::examples(&template.files);
        if examples.is_empty() {
            let error = self.compile(slug, &template.bundle).await.err();
            return error.as_ref().map(problem_of).transpose();
        }
        for (name, example) in examples {
            if let Err(mismatch) = template.check_example(example) {
                return Ok(Some(Problem::of_example(slug, name, &mismatch)));
            }
            let rendered = self.render_bundle(slug, &template.bundle, example.as_bytes());
            if let Err(error) = rendered.await {
                return Ok(Some(problem_of(&error)?.shown_by(name)));
            }
        }
        Ok(None)
    }

    /// Compiles a template.
    pub(super) async fn compile(&self, slug: &Slug, bundle: &Bundle) -> Result<(), RenderError> {
        let outcome = self.pool.run(bundle, Job::Compile).await;
        self.outcome(slug, outcome).map(drop)
    }

    /// How every template does, those included that are not served, in the order of their names.
    #[must_use]
    pub fn health(&self) -> Vec<Health> {
        let folder = self.folder.load();
        let mut all: BTreeMap<String, Health> = BTreeMap::new();
        for (slug, template) in &folder.templates {
            let slug = slug.as_str().to_owned();
            all.insert(
                slug.clone(),
                Health {
                    slug,
                    version: Some(template.version.clone()),
                    problem: template.problem.clone(),
                    refused: None,
                },
            );
        }
        for (name, problem) in &folder.refused {
            let health = all.entry(name.clone()).or_insert_with(|| Health {
                slug: name.clone(),
                version: None,
                problem: None,
                refused: None,
            });
            health.refused = Some(problem.clone());
        }
        all.into_values().collect()
    }

    /// The version that is served.
    #[must_use]
    pub fn version(&self, slug: &Slug) -> Option<Version> {
        let folder = self.folder.load();
        folder
            .templates
            .get(slug)
            .map(|template| template.version.clone())
    }

    /// The files of a template as it is served, `workflow.toml` and the examples included.
    #[must_use]
    pub fn files(&self, slug: &Slug) -> Option<BTreeMap<String, String>> {
        let folder = self.folder.load();
        folder
            .templates
            .get(slug)
            .map(|template| template.files.clone())
    }

    /// What is wrong with `files` in place of those of the template `slug`, and what Slack would show
    /// differently, for each of its examples. Nothing is changed.
    ///
    /// # Errors
    /// There is no helper to try it with.
    pub async fn try_files(
        &self,
        slug: &Slug,
        files: BTreeMap<String, String>,
    ) -> Result<Tried, TemplatesError> {
        let template = match self.draft(slug, files) {
            Ok(template) => template,
            Err(error) => return Ok(Tried::refused(Problem::of_files(&error))),
        };
        self.try_template(&template).await
    }

    pub(super) async fn try_template(&self, template: &Template) -> Result<Tried, TemplatesError> {
        let slug = &template.workflow.slug;
        let mut tried = Tried {
            version: Some(template.version.clone()),
            problem: None,
            warnings: Vec::new(),
        };
        tried.problem = self.problem_of(template).await?;
        if tried.problem.is_none() {
            for (_, example) in folder::examples(&template.files) {
                let rendered = self.render_bundle(slug, &template.bundle, example.as_bytes());
                if let Ok(rendered) = rendered.await {
                    tried.warnings.extend(rendered.warnings);
                }
            }
        }
        Ok(tried)
    }

    /// The message that `files` make of `data`, in place of those of the template `slug`. Nothing is
    /// changed.
    ///
    /// # Errors
    /// What is wrong, and whether it is the template's doing at all.
    pub async fn render_files(
        &self,
        slug: &Slug,
        files: BTreeMap<String, String>,
        data: &[u8],
    ) -> Result<super::Rendered, Problem> {
        let template = self.draft(slug, files);
        let template = template.map_err(|error| Problem::of_files(&error))?;
        let rendered = self.render_bundle(slug, &template.bundle, data).await;
        rendered.map_err(|error| Problem::of_render(&error))
    }

    pub(super) fn draft(
        &self,
        slug: &Slug,
        files: BTreeMap<String, String>,
    ) -> Result<Template, TemplatesError> {
        folder::check_files(slug, &files, self.config.source_bytes_max)?;
        let libraries = Arc::clone(&self.folder.load().libraries);
        folder::assemble(slug, slug.as_str().into(), files, libraries)
    }
}

/// What came of trying a template.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Tried {
    /// The version that the files make.
    pub version: Option<Version>,
    /// What is wrong with them.
    pub problem: Option<Problem>,
    /// What Slack would show differently from what was meant.
    pub warnings: Vec<Finding>,
}

impl Tried {
    pub(super) fn refused(problem: Problem) -> Self {
        Self {
            version: None,
            problem: Some(problem),
            warnings: Vec::new(),
        }
    }
}

/// The template's doing; what is not is an error of the reload.
fn problem_of(error: &RenderError) -> Result<Problem, TemplatesError> {
    match error {
        RenderError::HelperUnavailable { problem } => {
            let source = std::io::Error::other(problem.clone());
            Err(TemplatesError::Helpers(source))
        }
        RenderError::TemplateNotFound(_)
        | RenderError::Failed { .. }
        | RenderError::DataTooLarge { .. }
        | RenderError::OverBudget { .. }
        | RenderError::Quarantined { .. }
        | RenderError::InvalidMessage { .. } => Ok(Problem::of_render(error)),
    }
}
