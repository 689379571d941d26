//! What the parts that every process has say of themselves: the queue and the directory. Read once a
//! second, because asking RabbitMQ costs a round trip for each of its queues.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bellhop_directory::{Directory, DirectoryStats};
use bellhop_queue::{Queue, QueueStats};
use prometheus::{IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

const READ_EVERY: Duration = Duration::from_secs(1);

/// The gauges of queue and directory.
pub(crate) struct Gauges {
    depth: IntGaugeVec,
    oldest_seconds: IntGaugeVec,
    dead_letters: IntGauge,
    up: IntGauge,
    confirms_in_flight: IntGauge,
    blocked: IntGauge,
    reconnects: IntCounter,
    cache_lookups: IntCounterVec,
    cache_errors: IntCounter,
    cache_up: IntGauge,
}

impl Gauges {
    /// Creates the gauges in `registry`.
    ///
    /// # Errors
    /// When one of the same name is there already.
    pub(crate) fn register(registry: &Registry) -> Result<Self, prometheus::Error> {
        let by_kind = |name, help| IntGaugeVec::new(Opts::new(name, help), &["kind"]);
        let gauges = Self {
            depth: by_kind("bellhop_queue_depth", "What waits in the queue, by kind.")?,
            oldest_seconds: by_kind(
                "bellhop_queue_oldest_seconds",
                "The age of the oldest trigger or message in the queue, of those that this process can see.",
            )?,
            dead_letters: IntGauge::new("bellhop_dead_letters", "Messages that were given up.")?,
            up: IntGauge::new("bellhop_queue_up", "Whether the queue answers: 1 or 0.")?,
            confirms_in_flight: IntGauge::new(
                "bellhop_queue_confirms_in_flight",
                "Publications that the broker has not confirmed yet.",
            )?,
            blocked: IntGauge::new(
                "bellhop_queue_blocked",
                "Whether the broker takes no publications now (its memory or disk alarm): 1 or 0.",
            )?,
            reconnects: IntCounter::new(
                "bellhop_queue_reconnects_total",
                "How often the connection to the broker was made again.",
            )?,
            cache_lookups: IntCounterVec::new(
                Opts::new(
                    "bellhop_cache_lookups_total",
                    "Questions to the directory, by what was asked, who answered, and whether anyone did.",
                ),
                &["kind", "level", "result"],
            )?,
            cache_errors: IntCounter::new(
                "bellhop_cache_errors_total",
                "Requests to Redis that failed, or took too long.",
            )?,
            cache_up: IntGauge::new(
                "bellhop_cache_up",
                "Whether the cache answers: 1 or 0. The process's own memory always does.",
            )?,
        };
        registry.register(Box::new(gauges.depth.clone()))?;
        registry.register(Box::new(gauges.oldest_seconds.clone()))?;
        registry.register(Box::new(gauges.dead_letters.clone()))?;
        registry.register(Box::new(gauges.up.clone()))?;
        registry.register(Box::new(gauges.confirms_in_flight.clone()))?;
        registry.register(Box::new(gauges.blocked.clone()))?;
        registry.register(Box::new(gauges.reconnects.clone()))?;
        registry.register(Box::new(gauges.cache_lookups.clone()))?;
        registry.register(Box::new(gauges.cache_errors.clone()))?;
        registry.register(Box::new(gauges.cache_up.clone()))?;
        gauges.show(&QueueStats::default());
        gauges.show_cache(&DirectoryStats::default());
        Ok(gauges)
    }

    /// Reads and shows, until it is aborted.
    pub(crate) fn start(self, queue: Queue, directory: Directory) -> JoinHandle<()> {
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(READ_EVERY);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                match queue.stats().await {
                    Ok(stats) => self.show(&stats),
                    Err(_) => self.up.set(0),
                }
                self.show_cache(&directory.stats());
            }
        })
    }

    fn show(&self, stats: &QueueStats) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now_ms = now.map_or(0, |now| u64::try_from(now.as_millis()).unwrap_or(u64::MAX));
        for (kind, waiting) in [("trigger", &stats.triggers), ("message", &stats.messages)] {
            let oldest = waiting.oldest_accepted_at_ms;
            let oldest_ms = oldest.map_or(0, |at| now_ms.saturating_sub(at));
            let depth = self.depth.with_label_values(&[kind]);
            depth.set(gauge(waiting.count));
            let seconds = self.oldest_seconds.with_label_values(&[kind]);
            seconds.set(gauge(oldest_ms / 1_000));
        }
        self.up.set(1);
        self.dead_letters.set(gauge(stats.dead_letters.count));
        self.confirms_in_flight.set(gauge(stats.confirms_in_flight));
        self.blocked.set(i64::from(stats.blocked));
        catch_up(&self.reconnects, stats.reconnects);
    }

    fn show_cache(&self, stats: &DirectoryStats) {
        for (kind, asked) in [("email", &stats.email), ("dm", &stats.dm)] {
            let answers = [
                ("memory", "hit", asked.front_hits),
                ("redis", "hit", asked.redis_hits),
                ("none", "miss", asked.misses),
            ];
            for (level, result, count) in answers {
                let counter = self.cache_lookups.with_label_values(&[kind, level, result]);
                catch_up(&counter, count);
            }
        }
        catch_up(&self.cache_errors, stats.redis_errors);
        self.cache_up.set(i64::from(stats.redis_up.unwrap_or(true)));
    }
}

/// Brings a counter to what its part has counted.
fn catch_up(counter: &IntCounter, count: u64) {
    counter.inc_by(count.saturating_sub(counter.get()));
}

fn gauge(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
