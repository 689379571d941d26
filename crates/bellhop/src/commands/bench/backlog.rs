//! What a fault does to the road: how much has to wait, and for how long.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bellhop_sim::Sim;
use tokio::task::JoinHandle;

use super::bed::channel;

const WATCH_EVERY: Duration = Duration::from_millis(50);

/// How much was accepted and not in Slack yet, at the worst moment.
pub(super) struct Backlog {
    most: Arc<AtomicUsize>,
    watching: JoinHandle<()>,
}

impl Backlog {
    pub(super) fn watch(sim: Arc<Sim>, accepted: Arc<AtomicUsize>) -> Self {
        let most = Arc::<AtomicUsize>::default();
        let seen = Arc::clone(&most);
        let watching = tokio::spawn(async move {
            let mut ticks = tokio::time::interval(WATCH_EVERY);
            loop {
                ticks.tick().await;
                let accepted = accepted.load(Ordering::Relaxed);
                let there = sim.observe(|slack| slack.message_count());
                seen.fetch_max(accepted.saturating_sub(there), Ordering::Relaxed);
            }
        });
        Self { most, watching }
    }

    pub(super) fn most(self) -> usize {
        self.watching.abort();
        self.most.load(Ordering::Relaxed)
    }
}

/// The longest time that one of the channels waited for its next message.
pub(super) fn silence(sim: &Sim, channels: usize) -> Duration {
    let longest = |number: usize| {
        let messages = sim.messages(&channel(number));
        let times: Vec<u64> = messages.iter().map(|it| it.received_at_ms).collect();
        let gaps = times.windows(2).map(|pair| pair[1].saturating_sub(pair[0]));
        gaps.max().unwrap_or_default()
    };
    let longest = (0..channels).map(longest).max();
    Duration::from_millis(longest.unwrap_or_default())
}
