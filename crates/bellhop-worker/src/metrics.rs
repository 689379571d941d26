//! What the worker counts. Labels come from closed sets and are created at zero, so that an alert
//! works before the first failure; never an id, a channel or an error's text.

mod failures;
mod share;

use std::sync::Arc;

use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::scheduler::Method;
use bellhop_core::timer::Waiting;
use prometheus::{
    Gauge, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge,
    IntGaugeVec, Opts, Registry,
};

use self::failures::Failures;
use self::share::Drains;
pub(crate) use self::share::Share;

/// The metrics of one worker.
#[derive(Debug, Clone)]
pub struct Metrics {
    pub(crate) messages: IntCounterVec,
    pub(crate) delivery_seconds: Histogram,
    pub(crate) pace_wait_seconds: Histogram,
    pub(crate) render_seconds: Histogram,
    pub(crate) call_seconds: HistogramVec,
    pub(crate) rate_limited: IntCounterVec,
    pub(crate) retries: IntCounterVec,
    pub(crate) lookups: IntCounterVec,
    template_errors: IntCounterVec,
    template_failures: Failures,
    pub(crate) connections_disabled: IntCounter,
    pub(crate) card_changes: IntCounterVec,
    pub(crate) merged: IntCounter,
    ambiguous: IntCounterVec,
    pub(crate) timers_waiting: IntGaugeVec,
    pub(crate) digests: IntCounter,
    pub(crate) held: IntGauge,
    pub(crate) lanes: IntGauge,
    pub(crate) in_flight: IntGauge,
    pub(crate) spilled: IntGauge,
    pub(crate) connections_away: IntGauge,
    pub(crate) quarantined: IntGauge,
    pub(crate) quarantine_releases: IntCounter,
    pub(crate) shards_owned: IntGauge,
    pub(crate) shards_lost: IntCounter,
    pub(crate) lease_age_seconds: Gauge,
    pub(crate) workers: IntGauge,
    drains: Drains,
}

/// The method label of a webhook's post, which has no method of its own.
pub(crate) const WEBHOOK: &str = "webhook";
/// Slack's name of the method that posts.
pub(crate) const POST: &str = "chat.postMessage";

/// How a lookup was answered.
pub(crate) const LOOKUP_RESULTS: [&str; 6] =
    ["hit", "negative_hit", "found", "swept", "absent", "error"];

/// What messages do for their cards.
pub(crate) const CARD_ACTIONS: [&str; 8] = [
    "created",
    "replied",
    "updated",
    "deleted",
    "reacted",
    "unreacted",
    "pinned",
    "unpinned",
];

const SECONDS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0,
    300.0, 1800.0, 7200.0,
];

impl Metrics {
    /// Creates the metrics in `registry`.
    ///
    /// # Errors
    /// When a metric of the same name is there already.
    pub fn register(registry: &Registry) -> Result<Self, prometheus::Error> {
        let metrics = Self::new()?;
        metrics.create_at_zero();
        registry.register(Box::new(metrics.messages.clone()))?;
        registry.register(Box::new(metrics.delivery_seconds.clone()))?;
        registry.register(Box::new(metrics.pace_wait_seconds.clone()))?;
        registry.register(Box::new(metrics.render_seconds.clone()))?;
        registry.register(Box::new(metrics.call_seconds.clone()))?;
        registry.register(Box::new(metrics.rate_limited.clone()))?;
        registry.register(Box::new(metrics.retries.clone()))?;
        registry.register(Box::new(metrics.lookups.clone()))?;
        registry.register(Box::new(metrics.template_errors.clone()))?;
        metrics.template_failures.register(registry)?;
        registry.register(Box::new(metrics.connections_disabled.clone()))?;
        registry.register(Box::new(metrics.card_changes.clone()))?;
        registry.register(Box::new(metrics.merged.clone()))?;
        registry.register(Box::new(metrics.ambiguous.clone()))?;
        registry.register(Box::new(metrics.timers_waiting.clone()))?;
        registry.register(Box::new(metrics.digests.clone()))?;
        registry.register(Box::new(metrics.held.clone()))?;
        registry.register(Box::new(metrics.lanes.clone()))?;
        registry.register(Box::new(metrics.in_flight.clone()))?;
        registry.register(Box::new(metrics.spilled.clone()))?;
        registry.register(Box::new(metrics.connections_away.clone()))?;
        registry.register(Box::new(metrics.quarantined.clone()))?;
        registry.register(Box::new(metrics.quarantine_releases.clone()))?;
        registry.register(Box::new(metrics.shards_owned.clone()))?;
        registry.register(Box::new(metrics.shards_lost.clone()))?;
        registry.register(Box::new(metrics.lease_age_seconds.clone()))?;
        registry.register(Box::new(metrics.workers.clone()))?;
        registry.register(Box::new(metrics.drains.longest.clone()))?;
        Ok(metrics)
    }

    fn new() -> Result<Self, prometheus::Error> {
        let counters =
            |name, help, labels: &[&str]| IntCounterVec::new(Opts::new(name, help), labels);
        let seconds =
            |name: &str, help: &str| HistogramOpts::new(name, help).buckets(SECONDS.to_vec());
        Ok(Self {
            messages: counters(
                "bellhop_messages_total",
                "Messages that ended, by outcome and reason.",
                &["outcome", "reason"],
            )?,
            delivery_seconds: Histogram::with_opts(seconds(
                "bellhop_delivery_seconds",
                "From the acceptance of a trigger to Slack's acceptance of its message.",
            ))?,
            pace_wait_seconds: Histogram::with_opts(seconds(
                "bellhop_pace_wait_seconds",
                "From when a message could be sent to when its pace let it go.",
            ))?,
            render_seconds: Histogram::with_opts(seconds(
                "bellhop_render_seconds",
                "From asking for a render to having the message.",
            ))?,
            call_seconds: HistogramVec::new(
                seconds("bellhop_slack_call_seconds", "Calls to Slack, by method."),
                &["method"],
            )?,
            rate_limited: counters(
                "bellhop_rate_limited_total",
                "Calls that Slack refused because they came too fast, by method.",
                &["method"],
            )?,
            retries: counters(
                "bellhop_retries_total",
                "Attempts that failed and are made again, by reason.",
                &["reason"],
            )?,
            lookups: counters(
                "bellhop_lookups_total",
                "People and DMs looked up, by what was asked and how it was answered.",
                &["kind", "result"],
            )?,
            template_errors: counters(
                "bellhop_template_errors_total",
                "Messages that could not be rendered, by reason.",
                &["reason"],
            )?,
            template_failures: Failures::new()?,
            connections_disabled: IntCounter::new(
                "bellhop_connections_disabled_total",
                "Connections taken out of use because Slack refuses their credential.",
            )?,
            card_changes: counters(
                "bellhop_card_changes_total",
                "What messages did for their cards, by what they did.",
                &["action"],
            )?,
            merged: IntCounter::new(
                "bellhop_merged_total",
                "Messages that were not sent because another says what they would have said.",
            )?,
            ambiguous: counters(
                "bellhop_ambiguous_total",
                "Messages of which an answer was lost, by what became of them.",
                &["resolution"],
            )?,
            timers_waiting: IntGaugeVec::new(
                Opts::new(
                    "bellhop_timers_waiting",
                    "What waits in the store until a time of day, by what it is.",
                ),
                &["kind"],
            )?,
            digests: IntCounter::new(
                "bellhop_digests_total",
                "Digests whose collection ended and that went on as one trigger.",
            )?,
            held: IntGauge::new("bellhop_messages_held", "Messages in the worker's memory.")?,
            lanes: IntGauge::new(
                "bellhop_lanes",
                "Conversations with messages or a pace to keep.",
            )?,
            in_flight: IntGauge::new("bellhop_calls_in_flight", "Calls to Slack under way.")?,
            spilled: IntGauge::new(
                "bellhop_spilled_messages",
                "Messages of long lanes that wait in the store, of this worker's shards.",
            )?,
            connections_away: IntGauge::new(
                "bellhop_connections_away",
                "Connections with which Slack can't be reached now: one call at a time tries it.",
            )?,
            quarantined: IntGauge::new(
                "bellhop_quarantined",
                "Destinations that Slack says are gone, of the whole deployment.",
            )?,
            quarantine_releases: IntCounter::with_opts(
                Opts::new(
                    "bellhop_quarantine_releases_total",
                    "Destinations let out of quarantine, by whom.",
                )
                .const_label("by", "trial"),
            )?,
            shards_owned: IntGauge::new(
                "bellhop_shards_owned",
                "Shards that this worker works on.",
            )?,
            shards_lost: IntCounter::new(
                "bellhop_shards_lost_total",
                "Shards whose lease ran out before it was renewed, and that another worker took.",
            )?,
            lease_age_seconds: Gauge::new(
                "bellhop_lease_age_seconds",
                "The time since the leases were last renewed; at worker.lease_seconds they are over.",
            )?,
            workers: IntGauge::new(
                "bellhop_workers",
                "Workers that share the shards, as this one last saw it.",
            )?,
            drains: Drains {
                by_shard: Arc::default(),
                longest: Gauge::new(
                    "bellhop_drain_seconds",
                    "How long the slowest lane of this worker takes, if nothing else comes.",
                )?,
            },
        })
    }

    fn create_at_zero(&self) {
        for reason in Reason::ALL {
            for outcome in Outcome::ALL {
                let _ = self
                    .messages
                    .with_label_values(&[outcome.as_str(), reason.as_str()]);
            }
            let _ = self.retries.with_label_values(&[reason.as_str()]);
        }
        for method in Method::ALL
            .iter()
            .map(|method| method.as_str())
            .chain([POST, WEBHOOK])
        {
            let _ = self.rate_limited.with_label_values(&[method]);
            let _ = self.call_seconds.with_label_values(&[method]);
        }
        for action in CARD_ACTIONS {
            let _ = self.card_changes.with_label_values(&[action]);
        }
        for kind in ["email", "dm", "group"] {
            for result in LOOKUP_RESULTS {
                let _ = self.lookups.with_label_values(&[kind, result]);
            }
        }
        for resolution in Resolution::ALL {
            let _ = self.ambiguous.with_label_values(&[resolution.as_str()]);
        }
        for kind in Waiting::KINDS {
            let _ = self.timers_waiting.with_label_values(&[kind]);
        }
        for reason in TEMPLATE_REASONS {
            let _ = self.template_errors.with_label_values(&[reason.as_str()]);
        }
    }

    /// Counts a message that ended.
    pub(crate) fn ended(&self, outcome: Outcome, reason: Reason) {
        self.messages
            .with_label_values(&[outcome.as_str(), reason.as_str()])
            .inc();
    }

    /// Counts what became of an ambiguous message.
    pub(crate) fn ambiguous(&self, resolution: Resolution) {
        self.ambiguous
            .with_label_values(&[resolution.as_str()])
            .inc();
    }

    /// Counts a message that its template did not render.
    pub(crate) fn template_failed(&self, template: &str, reason: Reason) {
        self.template_errors
            .with_label_values(&[reason.as_str()])
            .inc();
        if reason != Reason::RendererUnavailable {
            self.template_failures.count(template);
        }
    }

    pub(crate) fn looked_up(&self, kind: &str, result: &str) {
        self.lookups.with_label_values(&[kind, result]).inc();
    }
}

/// What became of a message of which an answer was lost.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Resolution {
    /// It is in Slack.
    Found,
    /// It is not, and was sent again.
    Absent,
    /// Nobody knows; it was sent again.
    SentAgain,
    /// Nobody knows; it was not sent again.
    GivenUp,
}

impl Resolution {
    const ALL: [Self; 4] = [Self::Found, Self::Absent, Self::SentAgain, Self::GivenUp];

    fn as_str(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Absent => "absent",
            Self::SentAgain => "sent_again",
            Self::GivenUp => "given_up",
        }
    }
}

/// Why a render can fail.
pub(crate) const TEMPLATE_REASONS: [Reason; 5] = [
    Reason::TemplateNotFound,
    Reason::TemplateError,
    Reason::TemplateOverBudget,
    Reason::TemplateQuarantined,
    Reason::InvalidMessage,
];
