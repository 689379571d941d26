//! A worker: what it works with, and the tasks that it is made of.

use std::sync::Arc;
use std::time::Duration;

use bellhop_core::profile::ProfileLimits;
use bellhop_core::retry::RetryPolicy;
use bellhop_core::scheduler::PaceConfig;
use bellhop_core::timing::TimersConfig;
use bellhop_directory::Directory;
use bellhop_queue::Queue;
use bellhop_slack::SlackClient;
use bellhop_store::Store;
use bellhop_templates::Templates;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::{LateBounds, Settings, WorkerConfig};
use crate::metrics::Metrics;
use crate::planner::Planner;
use crate::sampling::Sampling;
use crate::shards::Shards;
use crate::timers::Timers;

/// How long a stopping worker may take to write its last records.
const RECORD_GRACE: Duration = Duration::from_secs(5);

/// What a worker works with.
#[derive(Clone)]
pub struct Parts {
    /// The queue.
    pub queue: Queue,
    /// The store.
    pub store: Store,
    /// The templates.
    pub templates: Arc<Templates>,
    /// The client of Slack.
    pub slack: SlackClient,
    /// Who is who.
    pub directory: Directory,
    /// What is noted of the messages that templates are filled for.
    pub sampling: Arc<Sampling>,
}

/// A running worker.
#[derive(Debug)]
pub struct Worker {
    stopping: watch::Sender<bool>,
    /// The longest wait for each task: the calls' own grace, and some time to write records.
    grace: Duration,
    tasks: Vec<JoinHandle<()>>,
}

impl Worker {
    /// Starts planning and delivering. Must be called within a tokio runtime.
    #[must_use]
    pub fn start(
        parts: Parts,
        worker: WorkerConfig,
        pace: PaceConfig,
        retry: RetryPolicy,
        timers: TimersConfig,
        profile_limits: ProfileLimits,
        metrics: Metrics,
    ) -> Self {
        let parts = Arc::new(parts);
        let (stopping, stop) = watch::channel(false);
        let planner = Planner {
            parts: Arc::clone(&parts),
            metrics: metrics.clone(),
            time_to_live: retry.time_to_live(),
            plan_chunk: worker.plan_chunk,
            profile_limits,
            default_timezone: timers.default_timezone.clone(),
        };
        let late = LateBounds {
            gathered_max: timers.late_gathered_max,
            listed_max: timers.late_listed_max,
        };
        let due = Timers {
            parts: Arc::clone(&parts),
            metrics: metrics.clone(),
            config: timers,
        };
        let due = tokio::spawn(due.run(stop.clone()));
        let settings = Settings {
            worker,
            pace,
            retry,
            late,
        };
        let shards = tokio::spawn(Shards::run(parts, settings, metrics, stop.clone()));
        let planner = tokio::spawn(planner.run(stop));
        Self {
            stopping,
            grace: Duration::from_secs(worker.grace_seconds) + RECORD_GRACE,
            tasks: vec![planner, due, shards],
        }
    }

    /// Stops receiving, waits for the calls that are under way (`grace_seconds` at most) and for
    /// their records. What was not sent stays in the queue.
    pub async fn stop(self) {
        let _ = self.stopping.send(true);
        for mut task in self.tasks {
            match tokio::time::timeout(self.grace, &mut task).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "a task of the worker ended badly"),
                Err(_) => {
                    tracing::error!("a task of the worker did not end within its grace");
                    task.abort();
                }
            }
        }
    }
}
