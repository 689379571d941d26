//! `/sim/events`: Server-Sent Events, one JSON object each.
//!
//! Beside the changes themselves it sends the counts, at most twice a second and only
//! when they moved, and a comment every 15 seconds so that nobody takes the silence for
//! a dead connection.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data};
use futures_util::stream;
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::sim::Shared;

const STATS_EVERY: Duration = Duration::from_millis(500);
const HEARTBEAT_EVERY: Duration = Duration::from_secs(15);

pub(super) async fn events(shared: Data<Shared>) -> HttpResponse {
    let shared = shared.into_inner();
    let calls_told = shared.world().log.stats().calls;
    let listener = Listener {
        lines: shared.events.subscribe(),
        stats: every(STATS_EVERY),
        heartbeat: every(HEARTBEAT_EVERY),
        calls_told,
        shared,
    };
    let greeting = stream::once(async { Ok(Bytes::from_static(b": connected\n\n")) });
    let lines = stream::unfold(listener, async |mut listener| {
        let line = listener.next().await?;
        Some((Ok::<_, actix_web::Error>(line), listener))
    });
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(("cache-control", "no-cache"))
        .streaming(Box::pin(futures_util::StreamExt::chain(greeting, lines)))
}

struct Listener {
    lines: Receiver<Arc<str>>,
    stats: Interval,
    heartbeat: Interval,
    calls_told: u64,
    shared: Arc<Shared>,
}

impl Listener {
    /// The next thing to send; `None` when the simulator is gone.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            tokio::select! {
                line = self.lines.recv() => match line {
                    Ok(line) => return Some(data(&line)),
                    Err(RecvError::Lagged(_)) => {
                        self.lines = self.lines.resubscribe();
                        return Some(data(r#"{"type":"reset"}"#));
                    }
                    Err(RecvError::Closed) => return None,
                },
                _ = self.stats.tick() => {
                    if let Some(line) = self.moved_stats() {
                        return Some(line);
                    }
                }
                _ = self.heartbeat.tick() => return Some(Bytes::from_static(b": alive\n\n")),
            }
        }
    }

    fn moved_stats(&mut self) -> Option<Bytes> {
        let world = self.shared.world();
        let stats = world.log.stats();
        if stats.calls == self.calls_told {
            return None;
        }
        self.calls_told = stats.calls;
        Some(data(&json!({"type": "stats", "stats": stats}).to_string()))
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

fn data(line: &str) -> Bytes {
    format!("data: {line}\n\n").into()
}
