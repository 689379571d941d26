//! [`Reloader`]: has changed templates take the place of the served ones, counts and logs what came of
//! it, and sends again what was given up because a template failed that is new now.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use bellhop_core::id::{MessageId, Slug};
use bellhop_queue::{Kind, Queue};
use bellhop_store::{NewTemplateVersion, Store, StoreError, TemplateSource, TemplateVersion};
use bellhop_templates::{Content, Reloaded, Templates, TemplatesError};
use prometheus::{IntCounterVec, Opts, Registry};
use tokio::sync::Mutex;

use crate::serve::now_ms;

/// The most messages that one reload sends again; the rest stays for the operator.
const REDELIVERED_MAX: usize = 10_000;
/// Messages that are sent again in one go.
const REDELIVERED_AT_ONCE: usize = 500;

/// Reloads the templates of one process. Clones are the same.
#[derive(Clone)]
pub struct Reloader {
    parts: ReloaderParts,
    /// Held from reading what is committed until it is served.
    turn: Arc<Mutex<()>>,
    reloads: IntCounterVec,
}

/// What a reloader works with.
#[derive(Clone)]
pub struct ReloaderParts {
    /// The templates of this process.
    pub templates: Arc<Templates>,
    /// Where the history of the templates is.
    pub store: Store,
    /// Where what was given up is.
    pub queue: Queue,
    /// How long a message that is sent again may take.
    pub time_to_live: Duration,
    /// Whether this process renders what it sends, so that what is sent again meets the new version.
    pub delivers: bool,
    /// Whether versions that were committed to the store go over those of the folder.
    pub serves_committed: bool,
    /// Versions of one template that are kept in the store.
    pub history_max: u32,
}

/// Why nothing could be reloaded; what was served still is.
#[derive(Debug, thiserror::Error)]
pub enum ReloadError {
    /// The templates can't be read.
    #[error("the templates can't be read: {0}")]
    Templates(#[source] TemplatesError),
    /// The history of the templates can't be read.
    #[error("the versions of the templates can't be read")]
    Store(#[source] StoreError),
}

impl Reloader {
    /// Creates the counter in `registry`.
    ///
    /// # Errors
    /// When a metric of the same name is there already.
    pub fn new(parts: ReloaderParts, registry: &Registry) -> Result<Self, prometheus::Error> {
        let options = Opts::new(
            "bellhop_template_reloads_total",
            "Templates that changed, by what came of it; error: they could not be read at all.",
        );
        let reloads = IntCounterVec::new(options, &["result"])?;
        for result in ["served", "refused", "removed", "error"] {
            let _ = reloads.with_label_values(&[result]);
        }
        registry.register(Box::new(reloads.clone()))?;
        Ok(Self {
            parts,
            turn: Arc::default(),
            reloads,
        })
    }

    /// Reads the templates again (see [`Templates::reload`]), puts new versions into the history, and
    /// sends again what earlier versions failed on, where the workflow says so.
    ///
    /// # Errors
    /// [`ReloadError`]. It is logged and counted.
    pub async fn reload(&self) -> Result<Reloaded, ReloadError> {
        match self.try_reload().await {
            Ok((reloaded, new)) => {
                self.tell(&reloaded);
                if self.parts.delivers {
                    self.redeliver(&reloaded.served, &new).await;
                }
                Ok(reloaded)
            }
            Err(error) => {
                self.count("error", 1);
                let source = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(%error, source, "what was served before is still served");
                Err(error)
            }
        }
    }

    /// What tells one state of the committed versions from another; zero where none are served.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn newest_committed(&self) -> Result<u64, StoreError> {
        match self.parts.serves_committed {
            true => self.parts.store.newest_template().await,
            false => Ok(0),
        }
    }

    pub(crate) fn serves_files(&self) -> bool {
        !self.parts.serves_committed
    }

    pub(crate) fn history_max(&self) -> u32 {
        self.parts.history_max
    }

    /// What was reloaded, and which templates have a version that is new to the history. One after the
    /// other: what an earlier one read must not take the place of what a later one serves.
    async fn try_reload(&self) -> Result<(Reloaded, Vec<Slug>), ReloadError> {
        let _turn = self.turn.lock().await;
        let ReloaderParts {
            templates, store, ..
        } = &self.parts;
        let heads = store.template_heads().await.map_err(ReloadError::Store)?;
        let over = heads.iter().filter(|head| self.goes_over_the_folder(head));
        templates.set_committed(over.filter_map(committed).collect());
        let reloaded = templates.reload().await.map_err(ReloadError::Templates)?;
        let new = self.put_into_history(&heads).await;
        Ok((reloaded, new.map_err(ReloadError::Store)?))
    }

    /// Whether a template's last version is served whatever the folder has: from its first commit on.
    fn goes_over_the_folder(&self, head: &TemplateVersion) -> bool {
        self.parts.serves_committed && head.new.source == TemplateSource::Api
    }

    /// Puts what the folder serves into the history.
    async fn put_into_history(&self, heads: &[TemplateVersion]) -> Result<Vec<Slug>, StoreError> {
        let mut new = Vec::new();
        for health in self.parts.templates.health() {
            let (Ok(slug), Some(version), None) =
                (Slug::parse(&health.slug), health.version, health.problem)
            else {
                continue;
            };
            let head = heads.iter().find(|head| head.new.slug == health.slug);
            let is_known = head.is_some_and(|head| {
                self.goes_over_the_folder(head) || head.new.version == version.as_str()
            });
            let content = self.parts.templates.content(&slug);
            let content = content.and_then(|content| serde_json::to_string(&content).ok());
            let (false, Some(content)) = (is_known, content) else {
                continue;
            };
            let line = NewTemplateVersion {
                slug: health.slug,
                version: version.as_str().to_owned(),
                content,
                source: TemplateSource::Files,
                note: String::new(),
                created_at_ms: now_ms(),
            };
            let put = self
                .parts
                .store
                .put_template_version(line, self.parts.history_max);
            put.await?;
            new.push(slug);
        }
        Ok(new)
    }

    fn tell(&self, reloaded: &Reloaded) {
        for slug in &reloaded.served {
            let version = self.parts.templates.version(slug);
            let version = version.as_ref().map(|version| version.as_str());
            tracing::info!(template = %slug, version, "a template is served in a new version");
        }
        for slug in &reloaded.removed {
            tracing::info!(template = %slug, "a template is gone");
        }
        for (name, problem) in &reloaded.refused {
            tracing::error!(
                template = name, %problem,
                "a template is refused; what was served before is still served",
            );
        }
        self.count("served", reloaded.served.len());
        self.count("removed", reloaded.removed.len());
        self.count("refused", reloaded.refused.len());
    }

    fn count(&self, result: &str, count: usize) {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        self.reloads.with_label_values(&[result]).inc_by(count);
    }

    /// Sends again what these templates failed on, where their workflows say so.
    async fn redeliver(&self, served: &[Slug], new: &[Slug]) {
        let catalog = self.parts.templates.catalog();
        let wants = |slug: &&Slug| catalog.get(slug).is_some_and(|workflow| workflow.redeliver);
        let slugs: Vec<&str> = served
            .iter()
            .chain(new)
            .filter(wants)
            .map(Slug::as_str)
            .collect();
        if slugs.is_empty() {
            return;
        }
        match self.redeliver_parked(&slugs).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, templates = ?slugs, "messages are sent again"),
            Err(problem) => tracing::error!(
                problem, templates = ?slugs,
                "what was given up could not be sent again; `bellhop dead-letters redrive` does it",
            ),
        }
    }

    async fn redeliver_parked(&self, slugs: &[&str]) -> Result<usize, String> {
        let mut parked = Vec::new();
        let walked = self
            .parts
            .queue
            .walk_dead_letters(|letter| {
                if letter.kind == Kind::Message && letter.reason.is_of_template() {
                    let about = letter.about();
                    let of_slug = about.workflow.as_deref();
                    let is_wanted = of_slug.is_some_and(|slug| slugs.contains(&slug));
                    if is_wanted && about.unreadable.is_none() {
                        parked.push(letter.id);
                    }
                }
                match parked.len() < REDELIVERED_MAX {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }
            })
            .await;
        walked.map_err(|error| error.to_string())?;
        let mut sent = 0;
        for ids in parked.chunks(REDELIVERED_AT_ONCE) {
            let now_ms = now_ms();
            let messages = ids.iter().copied().map(MessageId).collect();
            let delivered = self.parts.store.reopen(messages, now_ms).await;
            let delivered = delivered.map_err(|error| error.to_string())?;
            let open: Vec<_> = ids
                .iter()
                .copied()
                .filter(|id| !delivered.contains(&MessageId(*id)))
                .collect();
            let time_to_live_ms = u64::try_from(self.parts.time_to_live.as_millis());
            let deadline_ms = now_ms.saturating_add(time_to_live_ms.unwrap_or(u64::MAX));
            let redriven = self.parts.queue.redrive(&open, deadline_ms).await;
            sent += redriven.map_err(|error| error.to_string())?.back.len();
        }
        Ok(sent)
    }
}

/// The newest version of every template that the history has, for the start.
///
/// # Errors
/// The store can't be read.
pub async fn newest_versions(store: &Store) -> Result<Vec<(Slug, Content)>, StoreError> {
    let heads = store.template_heads().await?;
    Ok(heads.iter().filter_map(committed).collect())
}

/// A version of the history, for the templates; one that can't be read is left out, and logged.
fn committed(line: &TemplateVersion) -> Option<(Slug, Content)> {
    let slug = Slug::parse(&line.new.slug);
    let content = serde_json::from_str(&line.new.content);
    match (slug, content) {
        (Ok(slug), Ok(content)) => Some((slug, content)),
        (Err(_), _) | (_, Err(_)) => {
            tracing::error!(
                template = line.new.slug,
                number = line.number,
                "a version can't be read"
            );
            None
        }
    }
}
