//! A worker: what it works with, and the tasks that it is made of.

use std::sync::Arc;
use std::time::Duration;

use bellhop_core::profile::ProfileLimits;
use bellhop_core::retry::RetryPolicy;
use bellhop_core::scheduler::{Moment, PaceConfig};
use bellhop_directory::Directory;
use bellhop_queue::Queue;
use bellhop_slack::SlackClient;
use bellhop_store::{Store, StoreError};
use bellhop_templates::Templates;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::clock::time_of_day_ms;
use crate::config::{Settings, WorkerConfig};
use crate::desk::Desk;
use crate::metrics::Metrics;
use crate::planner::Planner;
use crate::recorder;

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
    /// Starts planning and delivering.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn start(
        parts: Parts,
        worker: WorkerConfig,
        pace: PaceConfig,
        retry: RetryPolicy,
        profile_limits: ProfileLimits,
        metrics: Metrics,
    ) -> Result<Self, StoreError> {
        let parts = Arc::new(parts);
        let (stopping, stop) = watch::channel(false);
        let (entries, recorded) = mpsc::unbounded_channel();
        let planner = Planner {
            parts: Arc::clone(&parts),
            metrics: metrics.clone(),
            time_to_live: retry.time_to_live(),
            plan_chunk: worker.plan_chunk,
            profile_limits,
        };
        let opens_at = opens_at(&parts.store, pace).await?;
        let recorder = tokio::spawn(recorder::run(parts.store.clone(), recorded));
        let settings = Settings {
            worker,
            pace,
            retry,
        };
        let desk = tokio::spawn(Desk::run(
            parts,
            settings,
            metrics,
            opens_at,
            entries,
            stop.clone(),
        ));
        let planner = tokio::spawn(planner.run(stop));
        Ok(Self {
            stopping,
            grace: Duration::from_secs(worker.grace_seconds) + RECORD_GRACE,
            tasks: vec![planner, desk, recorder],
        })
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

/// When a new worker may send: one pace interval after whatever was sent last, which it can't know
/// better than the record says.
async fn opens_at(store: &Store, pace: PaceConfig) -> Result<Moment, StoreError> {
    let Some(last_ms) = store.last_activity_ms().await? else {
        return Ok(Moment::default());
    };
    if pace.destination_per_second <= 0.0 {
        return Ok(Moment::default());
    }
    let burst = f64::from(pace.destination_burst.get());
    let interval = Duration::from_secs_f64(burst / pace.destination_per_second);
    let since = Duration::from_millis(time_of_day_ms().saturating_sub(last_ms));
    Ok(Moment::after(interval.saturating_sub(since)))
}
