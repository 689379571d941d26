//! Token buckets on the scheduler's clock. The arithmetic (GCRA) is governor's.

use std::cell::Cell;
use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use super::moment::Moment;

/// The hand of a bucket's clock: it shows what it was last set to.
#[derive(Clone, Default)]
struct Hand(Cell<Duration>);

impl Clock for Hand {
    type Instant = Duration;
    fn now(&self) -> Duration {
        self.0.get()
    }
}

/// A bucket: so many at once after a rest, then one an interval.
pub(super) struct Bucket {
    limiter: RateLimiter<NotKeyed, InMemoryState, Hand, NoOpMiddleware<Duration>>,
    interval: Duration,
    burst: NonZeroU32,
}

impl Bucket {
    /// A full bucket.
    pub(super) fn new(interval: Duration, burst: NonZeroU32) -> Self {
        let interval = interval.max(Duration::from_nanos(1));
        let quota = Quota::with_period(interval)
            .expect("the interval was made longer than zero on the line before")
            .allow_burst(burst);
        Self {
            limiter: RateLimiter::direct_with_clock(quota, Hand::default()),
            interval,
            burst,
        }
    }

    /// An empty bucket, as of `now`.
    pub(super) fn empty(interval: Duration, burst: NonZeroU32, now: Moment) -> Self {
        let bucket = Self::new(interval, burst);
        bucket.limiter.clock().0.set(now.elapsed());
        let all = bucket.limiter.check_n(burst);
        debug_assert!(matches!(all, Ok(Ok(()))), "a full bucket holds its burst");
        bucket
    }

    /// Takes one token, or says when there will be one.
    pub(super) fn take(&self, now: Moment) -> Result<(), Moment> {
        self.limiter.clock().0.set(now.elapsed());
        self.limiter
            .check()
            .map_err(|not_until| Moment::after(not_until.earliest_possible()))
    }

    /// How long an empty bucket takes to fill.
    pub(super) fn fill_time(&self) -> Duration {
        self.interval.saturating_mul(self.burst.get())
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({} per {:?})", self.burst, self.interval)
    }
}
