//! Other teams behind the same worker, which send a little all the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Result;
use tokio::task::JoinHandle;

use super::stage::now_ms;
use crate::client::Client;
use crate::commands::bench::bed::trigger;

/// They have the connections and channels from 1 on.
pub(super) const OTHER_TEAMS: usize = 10;
/// Each sends once in one and a half seconds, which is slower than its own pace.
const SEND_EVERY: Duration = Duration::from_millis(150);

/// A message of another team.
pub(super) struct Sent {
    pub(super) team: usize,
    pub(super) text: String,
    /// When Bellhop was called, in milliseconds since the epoch.
    pub(super) at_ms: u64,
}

/// Other teams at work, until they are told to end.
pub(super) struct Others {
    over: Arc<AtomicBool>,
    sending: JoinHandle<Result<Vec<Sent>>>,
}

impl Others {
    /// Begins: each team in its turn.
    pub(super) fn start(client: Client) -> Self {
        let over = Arc::<AtomicBool>::default();
        let told = Arc::clone(&over);
        let sending = tokio::spawn(async move {
            let mut ticks = tokio::time::interval(SEND_EVERY);
            let mut sent = Vec::new();
            while !told.load(Ordering::Relaxed) {
                ticks.tick().await;
                let team = 1 + sent.len() % OTHER_TEAMS;
                let text = format!("other {}", sent.len());
                let body = trigger(team, &text);
                sent.push(Sent {
                    team,
                    text,
                    at_ms: now_ms(),
                });
                client.post("/trigger/", &body).await?;
            }
            Ok(sent)
        });
        Self { over, sending }
    }

    /// Ends it; gives what was sent.
    pub(super) async fn end(self) -> Result<Vec<Sent>> {
        self.over.store(true, Ordering::Relaxed);
        self.sending.await?
    }
}
