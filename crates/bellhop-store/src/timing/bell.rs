//! Tells the task of this process that waits for timers that an earlier one was added.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Notify;

#[derive(Default)]
pub(crate) struct Bell {
    /// What the waiting task knows of; 0 before it knows anything.
    awaited_ms: AtomicU64,
    rings: Notify,
}

impl Bell {
    /// A timer that is due then was added.
    pub(crate) fn added(&self, due_at_ms: u64) {
        if due_at_ms < self.awaited_ms.load(Ordering::SeqCst) {
            self.rings.notify_one();
        }
    }

    /// Says what is waited for, before the store is asked what there is: what is added in between rings.
    pub(crate) fn expect(&self, due_at_ms: u64) {
        self.awaited_ms.store(due_at_ms, Ordering::SeqCst);
    }

    pub(crate) async fn rung(&self) {
        self.rings.notified().await;
    }
}
