//! [`Templates`]: what the rest of Bellhop knows of templates.

mod committed;
mod library;
mod reload;
mod settings;

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use arc_swap::ArcSwap;
use bellhop_core::id::Slug;
use bellhop_core::workflow::Catalog;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::bundle::{Bundle, TEMPLATE_FILE};
use crate::config::TemplatesConfig;
use crate::engine::Failure;
use crate::error::{Budget, RenderError};
use crate::folder::{self, Folder, Template, TemplatesError};
use crate::frame::Report;
use crate::lint::Finding;
use crate::pool::{Job, NoAnswer, Outcome, Pool};
use crate::problem::Problem;
use crate::schema::SchemaMismatch;
use crate::version::{Content, Version};

pub use self::library::Pictured;
pub use self::reload::{Health, Reloaded, Tried};

/// Every template of a directory, and the helpers that render them.
pub struct Templates {
    config: TemplatesConfig,
    folder: ArcSwap<Folder>,
    pool: Pool,
    /// One reload at a time.
    reloading: tokio::sync::Mutex<()>,
    /// What goes over the directory.
    committed: Mutex<Vec<(Slug, Content)>>,
    /// The reference of `slack.libsonnet`, once somebody has asked for it.
    library: tokio::sync::OnceCell<Arc<[Pictured]>>,
}

/// A message, ready for Slack.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The content of a `chat.postMessage`: a JSON object with `text`, `blocks` and so on, but
    /// without `channel`.
    pub message: Box<RawValue>,
    /// What Slack takes, but shows differently from what was meant.
    pub warnings: Vec<Finding>,
    /// The version of the template that gave it; `None` for a draft's.
    pub version: Option<Version>,
}

impl Templates {
    /// Reads the directory, starts the helpers, and compiles every template once. A template that
    /// does not compile is logged, and its renders fail. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// A file that can't be read or is wrong (it is named), or helpers that do not start.
    pub async fn open(config: TemplatesConfig) -> Result<Self, TemplatesError> {
        settings::check(&config)?;
        let folder = folder::read(&config.directory, config.source_bytes_max)?;
        let pool = Pool::start(settings::of_pool(&config)?)
            .await
            .map_err(TemplatesError::Helpers)?;
        let templates = Self {
            config,
            folder: ArcSwap::from_pointee(Folder::default()),
            pool,
            reloading: tokio::sync::Mutex::default(),
            committed: Mutex::default(),
            library: tokio::sync::OnceCell::new(),
        };
        let folder = templates.compile_all(folder).await;
        templates.folder.store(Arc::new(folder));
        Ok(templates)
    }

    /// What slugs and events mean.
    #[must_use]
    pub fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.folder.load().catalog)
    }

    /// The message that the template `slug` makes of `data`, the text of a JSON object.
    ///
    /// # Errors
    /// [`RenderError`], which concerns this message alone.
    pub async fn render(&self, slug: &Slug, data: &[u8]) -> Result<Rendered, RenderError> {
        let template = self.template(slug)?;
        let mut rendered = self.render_bundle(slug, &template.bundle, data).await?;
        rendered.version = Some(template.version.clone());
        Ok(rendered)
    }

    /// Whether the data of a trigger is what the schema of the template `slug` asks for. Without a schema,
    /// or without a template, there is nothing to ask for.
    ///
    /// # Errors
    /// [`SchemaMismatch`]: the first thing that does not fit.
    pub fn check_data(&self, slug: &Slug, data: &Map<String, Value>) -> Result<(), SchemaMismatch> {
        let folder = self.folder.load();
        match folder.templates.get(slug) {
            Some(template) => template.check_data(data),
            None => Ok(()),
        }
    }

    /// As [`Templates::render`], with `source` in place of the template's own: a draft that is not
    /// in the directory yet. Its budget and its limits are the same.
    ///
    /// # Errors
    /// As [`Templates::render`]; a source larger than allowed is a failure too.
    pub async fn render_draft(
        &self,
        slug: &Slug,
        source: &str,
        data: &[u8],
    ) -> Result<Rendered, RenderError> {
        let (bytes, limit) = (source.len(), self.config.source_bytes_max);
        if bytes > limit {
            let reason = format!("{TEMPLATE_FILE} has {bytes} bytes; at most {limit} are allowed");
            let failure = Box::new(Failure::without_place(reason));
            return Err(RenderError::Failed {
                template: slug.clone(),
                failure,
            });
        }
        let bundle = self.template(slug)?.bundle.with_source(source);
        self.render_bundle(slug, &bundle, data).await
    }

    /// The source of a template, as it is served.
    #[must_use]
    pub fn source(&self, slug: &Slug) -> Option<Arc<str>> {
        let template = self.template(slug).ok()?;
        Some(template.bundle.template().text)
    }

    /// The process ids of the render helpers that have nothing to do at the moment.
    #[must_use]
    pub fn idle_helpers(&self) -> Vec<u32> {
        self.pool.idle_ids()
    }

    /// Waits for the renders that are under way, then ends the helpers. Renders fail afterwards.
    pub async fn shut_down(&self) {
        self.pool.shut_down().await;
    }

    /// Where each template's folder is.
    pub(crate) fn folders(&self) -> HashMap<Slug, PathBuf> {
        let folder = self.folder.load();
        let folders = folder.templates.iter();
        folders
            .map(|(slug, template)| (slug.clone(), template.path.clone()))
            .collect()
    }

    pub(crate) fn template(&self, slug: &Slug) -> Result<Arc<Template>, RenderError> {
        let folder = self.folder.load();
        let template = folder.templates.get(slug);
        let template = template.ok_or_else(|| RenderError::TemplateNotFound(slug.clone()))?;
        Ok(Arc::clone(template))
    }

    async fn render_bundle(
        &self,
        slug: &Slug,
        bundle: &Bundle,
        data: &[u8],
    ) -> Result<Rendered, RenderError> {
        let (bytes, limit) = (data.len(), self.config.data_bytes_max);
        if bytes > limit {
            return Err(RenderError::DataTooLarge {
                template: slug.clone(),
                bytes,
                limit,
            });
        }
        let outcome = self.pool.run(bundle, Job::Render(data)).await;
        let (message, report) = self.outcome(slug, outcome)?;
        say_traces(slug, &report);
        let message = String::from_utf8(message)
            .ok()
            .and_then(|text| RawValue::from_string(text).ok());
        let Some(message) = message else {
            let problem = "a helper answered with something that is not JSON".to_owned();
            return Err(RenderError::HelperUnavailable { problem });
        };
        Ok(Rendered {
            message,
            warnings: report.findings,
            version: None,
        })
    }

    /// What a helper said, as a message or as an error.
    fn outcome(
        &self,
        slug: &Slug,
        outcome: Result<Outcome, NoAnswer>,
    ) -> Result<(Vec<u8>, Report), RenderError> {
        let template = slug.clone();
        let unavailable = |problem: String| RenderError::HelperUnavailable { problem };
        match outcome {
            Ok(Outcome::Compiled) => Ok((b"null".to_vec(), Report::default())),
            Ok(Outcome::Rendered { message, report }) => Ok((message, report)),
            Ok(Outcome::TooLarge { bytes }) => {
                let budget = Budget::Output {
                    bytes,
                    limit: self.config.output_bytes_max,
                };
                Err(RenderError::OverBudget { template, budget })
            }
            Ok(Outcome::Refused(report)) => {
                say_traces(slug, &report);
                match report.failure {
                    Some(failure) => Err(RenderError::Failed {
                        template,
                        failure: Box::new(failure),
                    }),
                    None => Err(RenderError::InvalidMessage {
                        template,
                        findings: report.findings,
                    }),
                }
            }
            Err(NoAnswer::OutOfTime) => {
                let budget = Budget::Time(settings::deadline(&self.config));
                Err(RenderError::OverBudget { template, budget })
            }
            Err(NoAnswer::Ended(how)) => Err(RenderError::OverBudget {
                template,
                budget: Budget::Memory(how),
            }),
            Err(NoAnswer::Quarantined(helpers)) => {
                Err(RenderError::Quarantined { template, helpers })
            }
            Err(NoAnswer::Starved) => Err(unavailable("it got no processor time".to_owned())),
            Err(NoAnswer::Unavailable(error)) => Err(unavailable(error.to_string())),
        }
    }

    /// Compiles every template; one that does not compile is served all the same, since there is
    /// nothing better, and says why.
    async fn compile_all(&self, mut folder: Folder) -> Folder {
        for (slug, template) in &mut folder.templates {
            if let Err(error) = self.compile(slug, &template.bundle).await {
                tracing::error!(template = slug.as_str(), %error, "a template can't be used");
                if let Some(template) = Arc::get_mut(template) {
                    template.problem = Some(Problem::of_render(&error));
                }
            }
        }
        folder
    }
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Templates")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

impl Rendered {
    /// The warnings in a line, if there are any: how many, and what was done to a text that was too
    /// long.
    #[must_use]
    pub fn told(&self) -> Option<String> {
        told(&self.warnings)
    }

    /// The message as a tree.
    #[must_use]
    pub fn value(&self) -> serde_json::Value {
        serde_json::from_str(self.message.get()).expect("a raw value is JSON")
    }
}

/// What a person should know of a message that goes out, in a line: how many warnings there are, and
/// what was done to texts that were too long.
fn told(warnings: &[Finding]) -> Option<String> {
    let count = match warnings.len() {
        0 => return None,
        1 => "1 warning".to_owned(),
        count => format!("{count} warnings"),
    };
    let changed = warnings.iter().find(|finding| finding.changed);
    Some(match changed {
        Some(finding) => format!("{count} ({}: {})", finding.pointer, finding.message),
        None => count,
    })
}

fn say_traces(slug: &Slug, report: &Report) {
    for said in &report.traces {
        tracing::debug!(template = slug.as_str(), said, "std.trace");
    }
}
