//! What the HTTP side counts. Every label is of a closed set and starts at zero, so that alerts work
//! before the first failure.

use std::time::Duration;

use bellhop_core::trigger::{Start, Trigger};
use prometheus::{Histogram, HistogramOpts, IntCounter, IntCounterVec, Opts, Registry};

use crate::error::Code;
use crate::path::Route;

/// The classes of status that requests are counted by.
const CLASSES: [&str; 4] = ["2xx", "3xx", "4xx", "5xx"];

/// The kinds of trigger.
const KINDS: [&str; 4] = ["workflow", "event", "template", "test"];

/// The counters of the HTTP side.
pub(crate) struct Metrics {
    requests: IntCounterVec,
    refused: IntCounterVec,
    triggers: IntCounterVec,
    /// Triggers that repeated an idempotency key.
    pub(crate) repeated: IntCounter,
    pub(crate) cancelled: IntCounter,
    /// Profiles that were edited, deleted or merged.
    pub(crate) profile_edits: IntCounter,
    ingest_seconds: Histogram,
    released: IntCounter,
    /// Dead letters sent again, and forgotten.
    pub(crate) redriven: IntCounter,
    pub(crate) purged: IntCounter,
}

impl Metrics {
    /// Makes the counters and registers them.
    ///
    /// # Errors
    /// When one of their names is registered already.
    pub(crate) fn register(registry: &Registry) -> Result<Self, prometheus::Error> {
        let metrics = Self {
            requests: IntCounterVec::new(
                Opts::new("bellhop_http_requests_total", "Requests answered."),
                &["route", "status"],
            )?,
            refused: IntCounterVec::new(
                Opts::new(
                    "bellhop_http_refused_total",
                    "Requests, and records of bulk requests, refused.",
                ),
                &["reason"],
            )?,
            triggers: IntCounterVec::new(
                Opts::new(
                    "bellhop_triggers_accepted_total",
                    "Triggers accepted and made durable.",
                ),
                &["kind"],
            )?,
            repeated: IntCounter::new(
                "bellhop_triggers_repeated_total",
                "Triggers that repeated an idempotency key and were not run again.",
            )?,
            profile_edits: IntCounter::new(
                "bellhop_profile_edits_total",
                "Profiles edited, merged or deleted.",
            )?,
            cancelled: IntCounter::new(
                "bellhop_cancelled_total",
                "Messages on record that were called off by request.",
            )?,
            released: IntCounter::with_opts(
                Opts::new(
                    "bellhop_quarantine_releases_total",
                    "Destinations let out of quarantine, by whom.",
                )
                .const_label("by", "operator"),
            )?,
            redriven: IntCounter::new(
                "bellhop_dead_letters_redriven_total",
                "Dead letters sent again.",
            )?,
            purged: IntCounter::new(
                "bellhop_dead_letters_purged_total",
                "Dead letters forgotten for good.",
            )?,
            ingest_seconds: Histogram::with_opts(
                HistogramOpts::new(
                    "bellhop_ingest_seconds",
                    "From the first byte of a trigger, event or profile edit to its answer.",
                )
                .buckets(vec![
                    0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
                ]),
            )?,
        };
        registry.register(Box::new(metrics.requests.clone()))?;
        registry.register(Box::new(metrics.refused.clone()))?;
        registry.register(Box::new(metrics.triggers.clone()))?;
        registry.register(Box::new(metrics.repeated.clone()))?;
        registry.register(Box::new(metrics.cancelled.clone()))?;
        registry.register(Box::new(metrics.profile_edits.clone()))?;
        registry.register(Box::new(metrics.ingest_seconds.clone()))?;
        registry.register(Box::new(metrics.released.clone()))?;
        registry.register(Box::new(metrics.redriven.clone()))?;
        registry.register(Box::new(metrics.purged.clone()))?;
        metrics.start_at_zero();
        Ok(metrics)
    }

    fn start_at_zero(&self) {
        for route in Route::ALL {
            for class in CLASSES {
                self.requests.with_label_values(&[route.label(), class]);
            }
        }
        for code in Code::ALL {
            self.refused.with_label_values(&[code.as_str()]);
        }
        for kind in KINDS {
            self.triggers.with_label_values(&[kind]);
        }
    }

    /// A request was answered.
    pub(crate) fn answered(&self, route: Route<'_>, status: u16, took: Duration) {
        let class = CLASSES[usize::from(status / 100).clamp(2, 5) - 2];
        self.requests
            .with_label_values(&[route.label(), class])
            .inc();
        if route.is_ingest() {
            self.ingest_seconds.observe(took.as_secs_f64());
        }
    }

    /// A request, or a record of one, was refused.
    pub(crate) fn refused(&self, code: Code) {
        self.refused.with_label_values(&[code.as_str()]).inc();
    }

    /// Destinations were let out of quarantine.
    pub(crate) fn released(&self, count: usize) {
        self.released.inc_by(count as u64);
    }

    /// A trigger was accepted.
    pub(crate) fn accepted(&self, trigger: &Trigger) {
        self.triggers.with_label_values(&[kind(trigger)]).inc();
    }
}

/// The kind of a trigger, in metrics and in the record.
pub(crate) fn kind(trigger: &Trigger) -> &'static str {
    match &trigger.start {
        _ if trigger.said.is_some() => KINDS[3],
        Start::Workflow { .. } => KINDS[0],
        Start::Event { .. } => KINDS[1],
        Start::Template { .. } => KINDS[2],
    }
}
