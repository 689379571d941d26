//! What a scene plays on, and what its processes take of memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Result, ensure};
use bellhop_services::resident_mib;
use bellhop_sim::Limits;
use tokio::task::JoinHandle;

use crate::commands::bench::bed::{Bed, Plan};
use crate::commands::bench::parts::{Parts, Services};
use crate::commands::bench::process::Process;

const LOOK_EVERY: Duration = Duration::from_millis(500);
const TRIGGERS: &str = "bellhop_queue_depth{kind=\"trigger\"}";
const PLANNED_WITHIN: Duration = Duration::from_secs(300);

/// A set of parts, and how much is to be played on them.
pub(super) struct Stage<'a> {
    pub(super) parts: Parts,
    pub(super) services: &'a Services,
    pub(super) quick: bool,
}

impl Stage<'_> {
    /// A bed with so many connections and channels.
    pub(super) async fn bed(
        &self,
        connections: usize,
        channels: usize,
        limits: Limits,
        paced: bool,
    ) -> Result<Bed> {
        let plan = Plan {
            parts: self.parts,
            connections,
            channels,
            limits,
            paced,
        };
        Bed::on(self.services, plan).await
    }

    /// How many: all of them, or the fewer of a quick run.
    pub(super) fn count(&self, all: usize, quick: usize) -> usize {
        if self.quick { quick } else { all }
    }
}

/// Waits until a process has planned every trigger that was accepted.
pub(super) async fn planned(process: &Process) -> Result<()> {
    let began = tokio::time::Instant::now();
    while process.metric(TRIGGERS).await? > 0 {
        ensure!(began.elapsed() < PLANNED_WITHIN, "planning takes too long");
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}

/// Milliseconds since the epoch, as the simulated Slack counts them.
pub(super) fn now_ms() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| u64::try_from(now.as_millis()).unwrap_or(u64::MAX))
}

/// Looks again and again how much memory a process takes, with its render helpers.
pub(super) struct Memory {
    pid: Arc<AtomicU32>,
    /// In KiB, so that it is a whole number.
    most: Arc<AtomicU64>,
    watching: JoinHandle<()>,
}

impl Memory {
    pub(super) fn of(process: &Process) -> Result<Self> {
        let pid = Arc::new(AtomicU32::new(process.pid()?));
        let most = Arc::<AtomicU64>::default();
        let (looked_at, seen) = (Arc::clone(&pid), Arc::clone(&most));
        let watching = tokio::spawn(async move {
            let mut ticks = tokio::time::interval(LOOK_EVERY);
            loop {
                ticks.tick().await;
                // A process that is being replaced is not there for a moment.
                if let Ok(mib) = resident_mib(looked_at.load(Ordering::Relaxed)) {
                    seen.fetch_max((mib * 1024.0) as u64, Ordering::Relaxed);
                }
            }
        });
        Ok(Self {
            pid,
            most,
            watching,
        })
    }

    /// Goes on with the process that took the other's place.
    pub(super) fn follow(&self, process: &Process) -> Result<()> {
        self.pid.store(process.pid()?, Ordering::Relaxed);
        Ok(())
    }

    /// The most so far, in MiB.
    pub(super) fn most_mib(&self) -> f64 {
        self.most.load(Ordering::Relaxed) as f64 / 1024.0
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.watching.abort();
    }
}
