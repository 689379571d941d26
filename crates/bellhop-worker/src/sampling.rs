//! Samples: now and then what a template was filled with is put away, with how that went, so that a new
//! version of it can be tried with what really comes, and a page can say how it does.
//!
//! Of most messages nothing is noted: that is decided in memory, before anything is copied. A sample is
//! no record, and one that can't be written is lost.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bellhop_core::id::{Slug, WorkspaceKey};
use bellhop_core::message::Message;
use bellhop_store::{NewSample, SampleFailure};
use bellhop_templates::{RenderError, Rendered};

use crate::clock::time_of_day_ms;
use crate::worker::Parts;

/// Templates of workspaces that are remembered; beyond them everything is forgotten, which notes some
/// messages more.
const REMEMBERED_MAX: usize = 10_000;
/// Notes on their way to the store; while there are so many, nothing more is noted. So they never are
/// more than a small part of what the store writes, however many templates there are.
const UNDER_WAY_MAX: usize = 4;
/// Characters of what a template said when it failed.
const DETAIL_CHARACTERS_MAX: usize = 500;

/// What is noted of the messages that templates are filled for.
#[derive(Debug, Clone, Copy)]
pub struct SamplingConfig {
    /// Messages whose data is kept, for each template and workspace. With 0 none is.
    pub samples_max: u32,
    /// Bytes of the data of one; larger data is not kept.
    pub bytes_max: usize,
    /// At most one message of a template is noted in this time, and one more when it begins to fail.
    pub every: Duration,
}

/// Notes the messages that are due. All desks of a process share it.
pub struct Sampling {
    config: SamplingConfig,
    due: Mutex<Due>,
}

impl Sampling {
    /// Nothing is noted yet, so the first message of every template is due.
    #[must_use]
    pub fn new(config: SamplingConfig) -> Self {
        Self {
            config,
            due: Mutex::new(Due::new(config.every)),
        }
    }

    fn due(&self) -> MutexGuard<'_, Due> {
        self.due.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Sampling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sampling")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

/// Notes a message that was rendered, or was not, if it is due. Nobody waits for it.
pub(crate) fn note(parts: &Parts, message: &Message, rendered: &Result<Rendered, RenderError>) {
    let failure = match rendered {
        Ok(_) => None,
        Err(error) if error.reason().is_of_template() => Some(error),
        // It says nothing of the template.
        Err(_) => return,
    };
    let (workspace, template) = (&message.workspace, &message.template);
    let Sampling { config, .. } = &*parts.sampling;
    let now = Instant::now();
    let failed = failure.is_some();
    if !parts
        .sampling
        .due()
        .is_due(workspace, template, failed, now)
    {
        return;
    }
    let data = message.data.get();
    let is_kept = config.samples_max > 0 && data.len() <= config.bytes_max;
    let version = match rendered {
        Ok(rendered) => rendered.version.clone(),
        Err(_) => parts.templates.version(template),
    };
    let new = NewSample {
        workspace: workspace.clone(),
        slug: template.as_str().to_owned(),
        message: message.id,
        distinct_id: message.distinct_id.clone(),
        at_ms: time_of_day_ms(),
        version: version.map(|version| version.as_str().to_owned()),
        failure: failure.map(|error| SampleFailure {
            reason: error.reason(),
            detail: error
                .to_string()
                .chars()
                .take(DETAIL_CHARACTERS_MAX)
                .collect(),
        }),
        data: is_kept.then(|| data.to_owned()),
    };
    let (store, samples_max) = (parts.store.clone(), config.samples_max);
    let sampling = Arc::clone(&parts.sampling);
    tokio::spawn(async move {
        if let Err(error) = store.put_sample(new, samples_max).await {
            tracing::debug!(%error, "a sample could not be kept");
        }
        sampling.due().under_way -= 1;
    });
}

/// Which messages are noted.
struct Due {
    every: Duration,
    last: HashMap<WorkspaceKey, HashMap<Slug, Last>>,
    remembered: usize,
    under_way: usize,
}

/// What was last noted of a template.
#[derive(Default)]
struct Last {
    rendered_at: Option<Instant>,
    failed_at: Option<Instant>,
    /// Whether the very last one had failed.
    failed: bool,
}

impl Due {
    fn new(every: Duration) -> Self {
        Self {
            every,
            last: HashMap::new(),
            remembered: 0,
            under_way: 0,
        }
    }

    /// Whether a message is noted; it counts as noted, and as under way, then. Successes and failures each have their turn
    /// once in a while, and the first failure after a success that was noted is always due: so a
    /// template that fails with every other message costs three notes in a while, and not one for each.
    fn is_due(
        &mut self,
        workspace: &WorkspaceKey,
        template: &Slug,
        failed: bool,
        now: Instant,
    ) -> bool {
        if self.under_way >= UNDER_WAY_MAX {
            return false;
        }
        let every = self.every;
        let is_due = self.last(workspace, template).is_due(failed, every, now);
        self.under_way += usize::from(is_due);
        is_due
    }

    /// What is remembered of a template. Names are copied only where it is nothing.
    fn last(&mut self, workspace: &WorkspaceKey, template: &Slug) -> &mut Last {
        let known = self.last.get(workspace);
        if known.is_none_or(|templates| !templates.contains_key(template)) {
            if self.remembered >= REMEMBERED_MAX {
                self.last.clear();
                self.remembered = 0;
            }
            self.remembered += 1;
            let templates = self.last.entry(workspace.clone()).or_default();
            return templates.entry(template.clone()).or_default();
        }
        let known = self.last.get_mut(workspace);
        let known = known.and_then(|templates| templates.get_mut(template));
        known.expect("it was looked for just now")
    }
}

impl Last {
    fn is_due(&mut self, failed: bool, every: Duration, now: Instant) -> bool {
        let at = match failed {
            true => &mut self.failed_at,
            false => &mut self.rendered_at,
        };
        let is_over = at.is_none_or(|at| now.saturating_duration_since(at) >= every);
        let is_due = is_over || (failed && !self.failed);
        if is_due {
            *at = Some(now);
            self.failed = failed;
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: Duration = Duration::from_secs(10);

    /// What is noted of messages of one template: seconds, and whether each failed.
    fn noted(messages: &[(u64, bool)]) -> Vec<u64> {
        let began = Instant::now();
        let (workspace, template) = names("welcome");
        let mut due = Due::new(EVERY);
        let mut at = |(seconds, failed): (u64, bool)| {
            let now = began + Duration::from_secs(seconds);
            due.under_way = 0;
            due.is_due(&workspace, &template, failed, now)
        };
        let noted = messages.iter().filter(|message| at(**message));
        noted.map(|(seconds, _)| *seconds).collect()
    }

    fn names(slug: &str) -> (WorkspaceKey, Slug) {
        let workspace = WorkspaceKey::parse("workspace-of-the-tests").expect("it is good");
        (workspace, Slug::parse(slug).expect("it is good"))
    }

    #[test]
    fn one_message_of_a_template_is_noted_in_a_while() {
        let good = |seconds| (seconds, false);

        assert_eq!(noted(&[0, 1, 9, 10, 11, 25].map(good)), [0, 10, 25]);
    }

    #[test]
    fn the_first_failure_after_a_success_and_the_first_success_are_noted_at_once() {
        let (good, bad) = (false, true);
        let messages = [(0, good), (1, bad), (2, bad), (3, bad), (12, bad)];

        assert_eq!(noted(&messages), [0, 1, 12]);
        assert_eq!(noted(&[(0, bad), (1, good), (2, bad), (3, bad)]), [0, 1, 2]);
    }

    #[test]
    fn a_template_that_fails_with_every_other_message_is_not_noted_each_time() {
        let messages: Vec<_> = (0..10).map(|second| (second, second % 2 == 0)).collect();

        assert_eq!(noted(&messages), [0, 1, 2]);
    }

    #[test]
    fn templates_are_noted_apart_and_what_is_remembered_is_bounded() {
        let now = Instant::now();
        let mut due = Due::new(EVERY);
        let mut first = |slug: &str| {
            let (workspace, template) = names(slug);
            due.under_way = 0;
            due.is_due(&workspace, &template, false, now)
        };

        assert_eq!(["a", "b", "a"].map(&mut first), [true, true, false]);
        assert!((2..=REMEMBERED_MAX).all(|number| first(&format!("t{number}"))));
        assert!(due.remembered <= REMEMBERED_MAX);
        assert_eq!(due.last.values().map(HashMap::len).sum::<usize>(), 1);
    }

    #[test]
    fn while_many_notes_are_under_way_nothing_more_is_noted_and_nothing_is_forgotten() {
        let now = Instant::now();
        let mut due = Due::new(EVERY);
        let slugs = ["a", "b", "c", "d", "e"];
        let noted = |due: &mut Due| {
            slugs.map(|slug| {
                let (workspace, template) = names(slug);
                due.is_due(&workspace, &template, false, now)
            })
        };

        assert_eq!(noted(&mut due), [true, true, true, true, false]);
        due.under_way -= 1;
        assert_eq!(noted(&mut due), [false, false, false, false, true]);
    }
}
