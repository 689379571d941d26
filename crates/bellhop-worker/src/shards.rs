//! The shards of this worker: leases them from the store, and runs a desk for each.
//!
//! A desk starts when the lease is there, and sends only while it holds. A shard is given back after
//! its desk has ended: no call under way, everything on record, its messages back in the queue. So
//! whoever takes it next finds the record complete. A lease that ran out (the worker was frozen, the
//! store unreachable) may have been taken by another: the lease's generation says so, and then the
//! desk ends and its messages come to the new owner.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bellhop_core::scheduler::Moment;
use bellhop_store::{Leases, StoreError, WorkerId};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior};

use crate::config::Settings;
use crate::desk::{Desk, Tenure};
use crate::lease::{Lease, Renewal};
use crate::metrics::Metrics;
use crate::quarantine::Quarantine;
use crate::worker::Parts;

/// A lease is renewed so many times before it would run out.
const RENEWALS: u32 = 5;

/// The shards of one worker.
pub(crate) struct Shards {
    parts: Arc<Parts>,
    settings: Settings,
    metrics: Metrics,
    /// Calls to Slack under way at once, those of all desks together.
    hands: Arc<Semaphore>,
    quarantine: Quarantine,
    worker: WorkerId,
    desks: HashMap<u16, Running>,
    ended: mpsc::UnboundedSender<u16>,
}

/// A desk at work.
struct Running {
    generation: u64,
    renewal: Renewal,
    stop: watch::Sender<bool>,
}

impl Shards {
    /// Leases shards and works on them until told to stop; returns when everything has been given
    /// back.
    pub(crate) async fn run(
        parts: Arc<Parts>,
        settings: Settings,
        metrics: Metrics,
        mut stop: watch::Receiver<bool>,
    ) {
        let (ended, mut desks_ended) = mpsc::unbounded_channel();
        let gauge = metrics.quarantined.clone();
        let (quarantine, keeper) = Quarantine::open(parts.store.clone(), gauge).await;
        let mut shards = Self {
            quarantine,
            hands: Arc::new(Semaphore::new(settings.worker.in_flight_max)),
            worker: WorkerId::random(),
            desks: HashMap::new(),
            parts,
            settings,
            metrics,
            ended,
        };
        let mut ticks = tokio::time::interval(shards.ttl() / RENEWALS);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut renewed_at = Instant::now();
        while !*stop.borrow() {
            tokio::select! {
                _ = ticks.tick() => {
                    let asked_at = Instant::now();
                    match shards.renew(asked_at).await {
                        Ok(()) => renewed_at = asked_at,
                        Err(error) => tracing::warn!(%error, "the leases can't be renewed"),
                    }
                    let age = renewed_at.elapsed().as_secs_f64();
                    shards.metrics.lease_age_seconds.set(age);
                }
                Some(shard) = desks_ended.recv() => shards.give_back(shard).await,
                _ = stop.changed() => {}
            }
        }
        for desk in shards.desks.values() {
            desk.stop.send_replace(true);
        }
        // The leases are not renewed meanwhile; what is under way is finished within the grace.
        while !shards.desks.is_empty()
            && let Some(shard) = desks_ended.recv().await
        {
            shards.desks.remove(&shard);
        }
        if let Err(error) = shards.parts.store.leave(shards.worker).await {
            tracing::warn!(%error, "the leases could not be given back; they run out by themselves");
        }
        shards.count();
        drop(shards);
        if let Err(error) = keeper.await {
            tracing::error!(%error, "keeping the quarantine ended badly");
        }
    }

    fn ttl(&self) -> Duration {
        Duration::from_secs(self.settings.worker.lease_seconds)
    }

    /// Renews what is held, takes what is free up to this worker's share, and lets go of the rest.
    async fn renew(&mut self, asked_at: Instant) -> Result<(), StoreError> {
        let (store, ttl) = (&self.parts.store, self.ttl());
        let shards = self.parts.queue.shards();
        let Leases {
            held,
            surplus,
            workers,
        } = store.lease_shards(self.worker, shards, ttl).await?;
        self.metrics.workers.set(i64::from(workers));
        let until = asked_at + ttl;
        let lost: Vec<u16> = self
            .desks
            .keys()
            .copied()
            .filter(|shard| !held.iter().any(|lease| lease.shard == *shard))
            .collect();
        for lease in held {
            match self.desks.get(&lease.shard) {
                Some(desk) if desk.generation == lease.generation => desk.renewal.renew(until),
                Some(_) => self.lose(lease.shard),
                None if surplus.contains(&lease.shard) => self.give_back(lease.shard).await,
                None => self.start(lease.shard, lease.generation, until),
            }
        }
        for shard in lost {
            self.lose(shard);
        }
        for shard in surplus {
            if let Some(desk) = self.desks.get(&shard) {
                desk.stop
                    .send_if_modified(|stop| !std::mem::replace(stop, true));
            }
        }
        Ok(())
    }

    /// Another worker has had the shard: its desk ends without sending anything more.
    fn lose(&self, shard: u16) {
        let Some(desk) = self.desks.get(&shard) else {
            return;
        };
        if desk
            .stop
            .send_if_modified(|stop| !std::mem::replace(stop, true))
        {
            self.metrics.shards_lost.inc();
            tracing::warn!(
                shard,
                "the lease of a shard ran out and another worker took it"
            );
        }
    }

    fn start(&mut self, shard: u16, generation: u64, until: Instant) {
        let opens_at = self.opens_at(generation);
        let (renewal, lease) = Lease::until(until);
        let (stop, stopped) = watch::channel(false);
        let desk = Desk::new(
            Arc::clone(&self.parts),
            self.settings,
            self.metrics.clone(),
            Arc::clone(&self.hands),
            self.quarantine.clone(),
            Tenure {
                shard,
                lease,
                opens_at,
            },
        );
        let queue = self.parts.queue.clone();
        let ended = self.ended.clone();
        tokio::spawn(async move {
            match queue.open_shard(shard).await {
                Ok(line) => desk.run(line, stopped).await,
                Err(error) => tracing::error!(%error, shard, "a shard can't be opened"),
            }
            let _ = ended.send(shard);
        });
        let running = Running {
            generation,
            renewal,
            stop,
        };
        self.desks.insert(shard, running);
        self.count();
        tracing::debug!(shard, generation, "a shard is this worker's");
    }

    /// The desk of this shard has ended.
    async fn give_back(&mut self, shard: u16) {
        self.desks.remove(&shard);
        self.count();
        tracing::debug!(shard, "a shard is given back");
        let released = self.parts.store.release_shards(self.worker, &[shard]).await;
        if let Err(error) = released {
            tracing::warn!(%error, shard, "a lease could not be given back; it runs out by itself");
        }
    }

    fn count(&self) {
        let owned = i64::try_from(self.desks.len()).unwrap_or(i64::MAX);
        self.metrics.shards_owned.set(owned);
    }

    /// When a new desk may send: one pace interval from now, because whoever had the shard before may
    /// have sent just now, and nobody's clock is believed. At once if nobody had it.
    fn opens_at(&self, generation: u64) -> Moment {
        let pace = self.settings.pace;
        if generation == FIRST_GENERATION || pace.destination_per_second <= 0.0 {
            return Moment::default();
        }
        let burst = f64::from(pace.destination_burst.get());
        Moment::after(Duration::from_secs_f64(burst / pace.destination_per_second))
    }
}

/// The generation of a shard that no other worker has had.
const FIRST_GENERATION: u64 = 1;
