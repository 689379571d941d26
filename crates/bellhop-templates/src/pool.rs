//! The render helpers: as many as may render at once, and one that stands by.
//!
//! A helper belongs to one render at a time. One that ends, or has to be ended, takes only that
//! render with it; the spare takes its place at once and a new one is started behind the scenes.
//! Waiting for a free helper is not bounded here: callers bound how many renders they ask for.

mod process;
mod quarantine;

use std::ffi::OsString;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::bundle::{Bundle, Hash};
use crate::frame::{Limits, Report};
use process::{Ended, Process};
use quarantine::Quarantine;

/// What a helper is asked to do with a bundle.
#[derive(Clone, Copy)]
pub(crate) enum Job<'a> {
    /// Compile it.
    Compile,
    /// Render it with this JSON object.
    Render(&'a [u8]),
}

/// What a helper answered.
#[derive(Debug)]
pub(crate) enum Outcome {
    Compiled,
    Rendered { message: Vec<u8>, report: Report },
    TooLarge { bytes: u64 },
    Refused(Report),
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum NoAnswer {
    /// The render used all of its time.
    OutOfTime,
    /// The helper ended by itself: its memory or its stack was used up.
    Ended(String),
    /// The machine had no processor for the helper, for much longer than the deadline.
    Starved,
    /// This template has ended so many helpers.
    Quarantined(u32),
    /// No helper could be started.
    Unavailable(io::Error),
}

pub(crate) struct Pool {
    shared: Arc<Shared>,
}

/// What is set for a pool.
#[derive(Clone)]
pub(crate) struct PoolSettings {
    pub(crate) command: Vec<OsString>,
    pub(crate) helpers: usize,
    pub(crate) deadline: Duration,
    pub(crate) limits: Limits,
    pub(crate) quarantine_after: u32,
}

pub(crate) struct Shared {
    settings: PoolSettings,
    idle: Mutex<Vec<Process>>,
    free: Semaphore,
    alive: AtomicUsize,
    is_refilling: AtomicBool,
    quarantine: Quarantine,
}

impl Pool {
    /// Starts the helpers and waits until they are ready.
    pub(crate) async fn start(settings: PoolSettings) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            idle: Mutex::new(Vec::new()),
            free: Semaphore::new(settings.helpers),
            alive: AtomicUsize::new(0),
            is_refilling: AtomicBool::new(false),
            quarantine: Quarantine::new(settings.quarantine_after),
            settings,
        });
        for _ in 0..=shared.settings.helpers {
            let process = Process::start(&shared).await?;
            shared.put_back(process);
        }
        Ok(Self { shared })
    }

    /// Has a helper do `job` with `bundle`.
    pub(crate) async fn run(&self, bundle: &Bundle, job: Job<'_>) -> Result<Outcome, NoAnswer> {
        let shared = &self.shared;
        if let Some(helpers) = shared.quarantine.of(bundle.hash) {
            return Err(NoAnswer::Quarantined(helpers));
        }
        let Ok(_permit) = shared.free.acquire().await else {
            return Err(NoAnswer::Unavailable(io::Error::other(
                "the helpers were shut down",
            )));
        };
        let mut tries_left = 2;
        loop {
            tries_left -= 1;
            let mut process = shared
                .take(bundle.hash)
                .await
                .map_err(NoAnswer::Unavailable)?;
            let ended = match process.ask(bundle, job, shared.settings.deadline).await {
                Ok((outcome, meter)) => {
                    if meter.retire {
                        drop(process);
                    } else {
                        shared.put_back(process);
                    }
                    shared.refill();
                    return Ok(outcome);
                }
                Err(ended) => ended,
            };
            let id = process.id();
            drop(process);
            shared.refill();
            tracing::warn!(template = bundle.slug, helper = id, %ended, "a render helper ended");
            match ended {
                // Somebody else's doing: not the template's, so it may try again.
                Ended::FromOutside if tries_left > 0 => {}
                Ended::FromOutside => {
                    return Err(NoAnswer::Unavailable(io::Error::other(
                        "the helpers are killed",
                    )));
                }
                Ended::Starved => return Err(NoAnswer::Starved),
                Ended::OutOfTime => {
                    shared.quarantine.count(bundle.hash);
                    return Err(NoAnswer::OutOfTime);
                }
                Ended::ByItself(how) => {
                    shared.quarantine.count(bundle.hash);
                    return Err(NoAnswer::Ended(how));
                }
            }
        }
    }

    /// The process ids of the helpers that are not rendering.
    pub(crate) fn idle_ids(&self) -> Vec<u32> {
        self.shared.idle().iter().filter_map(Process::id).collect()
    }

    /// Ends all helpers and waits until they are gone. Renders that are under way finish first.
    pub(crate) async fn shut_down(&self) {
        let all = u32::try_from(self.shared.settings.helpers).unwrap_or(u32::MAX);
        let under_way = self.shared.free.acquire_many(all).await;
        self.shared.free.close();
        drop(under_way);
        let idle = std::mem::take(&mut *self.shared.idle());
        for process in idle {
            process.end().await;
        }
    }
}

/// Helpers hold on to what they share, so the idle ones must be let go by hand.
impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.free.close();
        let idle = std::mem::take(&mut *self.shared.idle());
        drop(idle);
    }
}

impl Shared {
    /// A free helper, rather one that knows the bundle; a new one if none is left.
    async fn take(self: &Arc<Self>, hash: Hash) -> io::Result<Process> {
        while let Some(mut process) = self.take_idle(hash) {
            if !process.is_gone() {
                return Ok(process);
            }
        }
        Process::start(self).await
    }

    fn take_idle(&self, hash: Hash) -> Option<Process> {
        let mut idle = self.idle();
        let knows = idle.iter().rposition(|process| process.knows(hash));
        let last = idle.len().checked_sub(1);
        knows.or(last).map(|index| idle.remove(index))
    }

    fn put_back(&self, process: Process) {
        if !self.free.is_closed() {
            self.idle().push(process);
        }
    }

    /// Starts what is missing, in the background.
    fn refill(self: &Arc<Self>) {
        let wanted = self.settings.helpers + 1;
        let is_complete = self.alive.load(Ordering::Relaxed) >= wanted;
        if is_complete || self.free.is_closed() || self.is_refilling.swap(true, Ordering::Relaxed) {
            return;
        }
        let shared = Arc::clone(self);
        tokio::spawn(async move {
            while shared.alive.load(Ordering::Relaxed) < wanted && !shared.free.is_closed() {
                match Process::start(&shared).await {
                    Ok(process) => shared.put_back(process),
                    Err(error) => {
                        tracing::warn!(%error, "can't start a render helper");
                        break;
                    }
                }
            }
            shared.is_refilling.store(false, Ordering::Relaxed);
        });
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Process>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
