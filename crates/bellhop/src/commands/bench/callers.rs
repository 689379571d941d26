//! Callers: triggers at a steady pace, each called again until it is accepted.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;
use tokio::task::JoinSet;

use super::bed::trigger;
use crate::client::Client;

const CALLERS: usize = 8;
/// The wait of a caller whose server is away.
const CALL_AGAIN_AFTER: Duration = Duration::from_millis(20);

/// Callers at work.
pub(super) struct Callers {
    tasks: JoinSet<()>,
    accepted: Arc<AtomicUsize>,
    again: Arc<AtomicUsize>,
}

/// The text of the trigger of this number; it goes to the channel `number % channels`.
pub(super) fn text(number: usize) -> String {
    format!("trigger {number}")
}

/// The texts that each channel is to get, in the order of the calls.
pub(super) fn texts(channels: usize, triggers: usize) -> Vec<Vec<String>> {
    let of = |channel| (channel..triggers).step_by(channels).map(text).collect();
    (0..channels).map(of).collect()
}

impl Callers {
    /// Begins to call. One caller serves each channel, so that its triggers are accepted in order.
    pub(super) fn start(
        client: &Client,
        channels: usize,
        triggers: usize,
        per_second: u32,
    ) -> Self {
        let (accepted, again) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let mut tasks = JoinSet::new();
        let every = Duration::from_secs(CALLERS as u64) / per_second.max(1);
        for caller in 0..CALLERS {
            let (client, accepted, again) =
                (client.clone(), Arc::clone(&accepted), Arc::clone(&again));
            tasks.spawn(async move {
                let mut tick = tokio::time::interval(every);
                let mine = (0..triggers).filter(|number| number % channels % CALLERS == caller);
                for number in mine {
                    tick.tick().await;
                    call(&client, number, number % channels, &again).await;
                    accepted.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        Self {
            tasks,
            accepted,
            again,
        }
    }

    /// How many were accepted so far; it counts on.
    pub(super) fn counter(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.accepted)
    }

    /// Waits until all are accepted; gives how many calls had to be made again.
    pub(super) async fn done(self) -> usize {
        self.tasks.join_all().await;
        self.again.load(Ordering::Relaxed)
    }
}

/// Calls until the trigger is accepted; the key makes the repetitions harmless.
async fn call(client: &Client, number: usize, channel: usize, again: &AtomicUsize) {
    let mut body = trigger(channel, &text(number));
    body["$idempotency_key"] = Value::from(format!("trigger-{number}"));
    while client.post("/trigger/", &body).await.is_err() {
        again.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(CALL_AGAIN_AFTER).await;
    }
}
