//! How much waits in the queue: an estimate, put right by each look at the broker.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

/// Triggers and messages that wait, those in the hands of this process included.
#[derive(Debug, Default)]
pub(super) struct Depth(AtomicU64);

impl Depth {
    pub(super) fn now(&self) -> u64 {
        self.0.load(Relaxed)
    }

    /// The broker was asked.
    pub(super) fn is(&self, depth: u64) {
        self.0.store(depth, Relaxed);
    }

    pub(super) fn more(&self, count: u64) {
        self.0.fetch_add(count, Relaxed);
    }

    pub(super) fn fewer(&self, count: u64) {
        let fewer = |depth: u64| Some(depth.saturating_sub(count));
        // The closure always gives a value.
        let _ = self.0.fetch_update(Relaxed, Relaxed, fewer);
    }
}
