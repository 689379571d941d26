//! [`Reloader`]: has changed templates take the place of the served ones, counts and logs what came of
//! it, and sends again what was given up because a template failed that is new now.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use bellhop_core::id::{MessageId, Slug};
use bellhop_queue::{Kind, Queue};
use bellhop_store::Store;
use bellhop_templates::{Reloaded, Templates, TemplatesError};
use prometheus::{IntCounterVec, Opts, Registry};

use crate::serve::now_ms;

/// The most messages that one reload sends again; the rest stays for the operator.
const REDELIVERED_MAX: usize = 10_000;
/// Messages that are sent again in one go.
const REDELIVERED_AT_ONCE: usize = 500;

/// Reloads the templates of one process. Clones are the same.
#[derive(Clone)]
pub struct Reloader {
    templates: Arc<Templates>,
    store: Store,
    queue: Queue,
    time_to_live: Duration,
    /// Whether this process sends messages, so that what is sent again meets the new version.
    delivers: bool,
    reloads: IntCounterVec,
}

impl Reloader {
    /// Creates the counter in `registry`. `delivers` says whether this process renders what it sends.
    ///
    /// # Errors
    /// When a metric of the same name is there already.
    pub fn new(
        templates: Arc<Templates>,
        store: Store,
        queue: Queue,
        time_to_live: Duration,
        delivers: bool,
        registry: &Registry,
    ) -> Result<Self, prometheus::Error> {
        let options = Opts::new(
            "bellhop_template_reloads_total",
            "Templates that changed, by what came of it; error: the directory as a whole could not be read.",
        );
        let reloads = IntCounterVec::new(options, &["result"])?;
        for result in ["served", "refused", "removed", "error"] {
            let _ = reloads.with_label_values(&[result]);
        }
        registry.register(Box::new(reloads.clone()))?;
        Ok(Self {
            templates,
            store,
            queue,
            time_to_live,
            delivers,
            reloads,
        })
    }

    /// Reads the templates again; see [`Templates::reload`].
    ///
    /// # Errors
    /// As there. It is logged and counted.
    pub async fn reload(&self) -> Result<Reloaded, TemplatesError> {
        let reloaded = self.templates.reload().await;
        match &reloaded {
            Ok(reloaded) => self.tell(reloaded),
            Err(error) => {
                self.count("error", 1);
                let source = std::error::Error::source(error).map(ToString::to_string);
                tracing::error!(%error, source, "the templates can't be read; the old ones stay");
            }
        }
        if let Ok(reloaded) = &reloaded
            && self.delivers
        {
            self.redeliver(&reloaded.served).await;
        }
        reloaded
    }

    fn tell(&self, reloaded: &Reloaded) {
        for slug in &reloaded.served {
            let version = self.templates.version(slug);
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
    async fn redeliver(&self, served: &[Slug]) {
        let catalog = self.templates.catalog();
        let wants = |slug: &&Slug| catalog.get(slug).is_some_and(|workflow| workflow.redeliver);
        let slugs: Vec<&str> = served.iter().filter(wants).map(Slug::as_str).collect();
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
            let delivered = self.store.reopen(messages, now_ms).await;
            let delivered = delivered.map_err(|error| error.to_string())?;
            let open: Vec<_> = ids
                .iter()
                .copied()
                .filter(|id| !delivered.contains(&MessageId(*id)))
                .collect();
            let time_to_live_ms = u64::try_from(self.time_to_live.as_millis());
            let deadline_ms = now_ms.saturating_add(time_to_live_ms.unwrap_or(u64::MAX));
            let redriven = self.queue.redrive(&open, deadline_ms).await;
            sent += redriven.map_err(|error| error.to_string())?.back.len();
        }
        Ok(sent)
    }
}
