//! Housekeeping: the record and the idempotency keys do not grow for ever.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bellhop_store::Store;
use tokio::task::JoinHandle;

use crate::config::Retention;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Purges now and then, until it is aborted.
pub(crate) fn start(store: Store, retention: Retention) -> JoinHandle<()> {
    tokio::spawn(async move {
        let every = Duration::from_secs(retention.purge_every_seconds.max(1));
        let mut ticks = tokio::time::interval(every);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            purge(&store, retention).await;
        }
    })
}

/// Removes what is too old, a piece at a time.
async fn purge(store: &Store, retention: Retention) {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let before = now.saturating_sub(DAY * retention.record_days);
    let before_ms = u64::try_from(before.as_millis()).unwrap_or(u64::MAX);
    loop {
        match store.purge(before_ms, retention.purge_rows_max).await {
            Ok(removed) if removed >= u64::from(retention.purge_rows_max) => {}
            Ok(removed) => {
                tracing::debug!(removed, "purged");
                return;
            }
            Err(error) => {
                tracing::error!(%error, "old records can't be removed");
                return;
            }
        }
    }
}
