//! Timers: does what is due, and waits for what is not.
//!
//! A trigger that starts later goes onto the triggers' line, a message that was held onto its shard's,
//! and a digest becomes a trigger. A timer is removed only after what came of it is durable, so that a
//! crash in between does it again, which is recognised by its id.
//!
//! Times of day are compared, and never waited for in one go: a clock that is set an hour on or back
//! makes timers early or late by that hour at most.

use std::sync::Arc;
use std::time::Duration;

use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::{MessageId, TriggerId};
use bellhop_core::message::Message;
use bellhop_core::timer::{Hold, Timer, Waiting};
use bellhop_core::timing::{TimersConfig, merged_data};
use bellhop_core::trigger::Trigger;
use bellhop_queue::QueueError;
use bellhop_store::{ClosedDigest, End, MessageChange, Step, StoreError, TimelineEntry};
use futures_util::future::try_join_all;
use tokio::sync::watch;
use uuid::Uuid;

use crate::clock::time_of_day_ms;
use crate::metrics::Metrics;
use crate::worker::Parts;

/// Timers taken at once.
const BATCH_MAX: u32 = 200;
/// Records written at once.
const RECORDS_MAX: usize = 512;
/// The wait before what failed is tried again.
const AGAIN_AFTER: Duration = Duration::from_millis(500);
/// The shortest wait: for what another process has just taken.
const WAIT_MIN: Duration = Duration::from_millis(5);
/// The gauge is set so often, in looks at the store.
const GAUGE_EVERY: u32 = 10;

#[derive(Debug, thiserror::Error)]
enum TimerError {
    #[error("the store failed")]
    Store(#[from] StoreError),
    #[error("the queue failed")]
    Queue(#[from] QueueError),
}

pub(crate) struct Timers {
    pub(crate) parts: Arc<Parts>,
    pub(crate) metrics: Metrics,
    pub(crate) config: TimersConfig,
}

impl Timers {
    /// Does what is due until told to stop.
    pub(crate) async fn run(self, mut stopping: watch::Receiver<bool>) {
        let mut looks = 0;
        while !*stopping.borrow() {
            let wait = match self.look(looks % GAUGE_EVERY == 0).await {
                Ok(wait) => wait,
                Err(error) => {
                    tracing::error!(%error, source = ?std::error::Error::source(&error), "what is due can't be done; trying again");
                    AGAIN_AFTER
                }
            };
            looks += 1;
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.parts.store.earlier_timer() => {}
                _ = stopping.changed() => return,
            }
        }
    }

    /// Does what is due now; gives how long to wait before the next look.
    async fn look(&self, with_gauge: bool) -> Result<Duration, TimerError> {
        let poll = Duration::from_millis(self.config.poll_ms.max(1));
        let store = &self.parts.store;
        if with_gauge {
            self.set_gauge().await?;
        }
        let horizon_ms = time_of_day_ms().saturating_add(self.config.poll_ms);
        let next_ms = store.next_timer_ms(horizon_ms).await?.unwrap_or(u64::MAX);
        let now_ms = time_of_day_ms();
        if next_ms > now_ms {
            return Ok(Duration::from_millis(next_ms - now_ms).min(poll));
        }
        let until_ms = now_ms.saturating_add(self.config.claim_seconds.saturating_mul(1_000));
        let due = store.take_timers(now_ms, until_ms, BATCH_MAX).await?;
        self.act(due).await?;
        Ok(WAIT_MIN)
    }

    async fn set_gauge(&self) -> Result<(), TimerError> {
        let counts = self.parts.store.timer_counts().await?;
        for kind in Waiting::KINDS {
            let count = counts.iter().find(|(name, _)| name == kind);
            let count = count.map_or(0, |(_, count)| i64::try_from(*count).unwrap_or(i64::MAX));
            let gauge = self.metrics.timers_waiting.with_label_values(&[kind]);
            gauge.set(count);
        }
        Ok(())
    }

    async fn act(&self, due: Vec<Timer>) -> Result<(), TimerError> {
        let (mut triggers, mut messages, mut again) = (Vec::new(), Vec::new(), Vec::new());
        let (mut digests, mut done) = (Vec::new(), Vec::with_capacity(due.len()));
        for timer in due {
            match timer.waiting {
                Waiting::Digest => {
                    digests.push(timer.id);
                    continue;
                }
                Waiting::Trigger(trigger) => triggers.push(*trigger),
                Waiting::Message(message, hold) => match self.still_held(&message, &hold) {
                    None => messages.push(*message),
                    Some(due_at_ms) => again.push(Timer {
                        // A timer of its own: the old one goes only when this one is there.
                        id: MessageId::derive(TriggerId(timer.id), &["again"]).0,
                        due_at_ms,
                        waiting: Waiting::Message(message, hold),
                        ..timer
                    }),
                },
            }
            done.push(timer.id);
        }
        let queue = &self.parts.queue;
        try_join_all(
            triggers
                .iter()
                .map(|trigger| queue.publish_trigger(trigger)),
        )
        .await?;
        if !messages.is_empty() {
            queue.publish_messages(&messages).await?;
        }
        self.parts.store.put_timers(again).await?;
        self.parts.store.remove_timers(done).await?;
        for digest in digests {
            self.end_digest(digest).await?;
        }
        Ok(())
    }

    /// When it may go, if it may not go now after all: the timer was late, and its hours are over.
    fn still_held(&self, message: &Message, hold: &Hold) -> Option<u64> {
        let now_ms = time_of_day_ms();
        let open_ms = hold.window.next_open_ms(now_ms, &hold.zone)?;
        (open_ms > now_ms && open_ms < message.deadline_ms).then_some(open_ms)
    }

    /// Ends a collection: one trigger goes on, and the events say so.
    async fn end_digest(&self, id: Uuid) -> Result<(), TimerError> {
        let store = &self.parts.store;
        let closed = store.close_digest(id).await?;
        if let Some(closed) = closed.filter(|closed| closed.count > 0) {
            let trigger = self.trigger_of(&closed);
            self.parts.queue.publish_trigger(&trigger).await?;
            self.metrics.digests.inc();
            tracing::info!(run_id = %trigger.id, events = closed.count, "digest");
            for events in closed.events.chunks(RECORDS_MAX) {
                let changes = events
                    .iter()
                    .map(|event| merged(event.id, trigger.id, closed.count));
                store.record(changes.collect()).await?;
                for _ in events {
                    self.metrics.ended(Outcome::Merged, Reason::Superseded);
                }
            }
        }
        Ok(store.forget_digest(id).await?)
    }

    fn trigger_of(&self, closed: &ClosedDigest) -> Trigger {
        let shown = closed.shown.iter().filter_map(|text| {
            let event = serde_json::from_str(text).ok()?;
            Some((text.clone(), event))
        });
        let data = closed.trigger.data.clone();
        let max = self.config.digest_bytes_max;
        Trigger {
            data: merged_data(data, shown.collect(), closed.count, max),
            ..closed.trigger.clone()
        }
    }
}

fn merged(event: MessageId, digest: TriggerId, count: u64) -> MessageChange {
    let detail = format!("sent with digest {digest}, which has {count} events");
    MessageChange {
        id: event,
        entries: vec![TimelineEntry {
            at_ms: time_of_day_ms(),
            what: Step::Merged,
            detail: Some(detail.clone()),
        }],
        end: Some(End {
            outcome: Outcome::Merged,
            reason: Reason::Superseded,
            receipt: None,
            detail: Some(detail),
        }),
        destination: None,
        attempt: None,
        card: None,
    }
}
