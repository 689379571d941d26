//! How long to wait before the broker is asked again.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(5);

/// Waits that double, each with jitter: many processes that lost the same broker do not come back
/// to it at once.
#[derive(Debug)]
pub(super) struct Backoff(Duration);

impl Backoff {
    pub(super) fn new() -> Self {
        Self(FIRST)
    }

    /// The next wait: between the half and the whole of the doubling one.
    pub(super) fn next(&mut self) -> Duration {
        let whole = self.0;
        self.0 = (whole * 2).min(LONGEST);
        // A hash with fresh keys is luck enough for jitter.
        let roll = RandomState::new().hash_one(0) % 1_000;
        whole.mul_f64(0.5 + 0.0005 * roll as f64)
    }
}
