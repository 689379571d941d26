//! The worker's edge to time: the scheduler's time line, and the time of day for records.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bellhop_core::scheduler::Moment;
use tokio::time::Instant;

/// Counts from when the worker started.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    started: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            started: Instant::now(),
        }
    }

    pub(crate) fn now(self) -> Moment {
        Moment::after(self.started.elapsed())
    }

    pub(crate) fn instant(self, moment: Moment) -> Instant {
        self.started + moment.elapsed()
    }

    /// The moment at which the time of day will be `at_ms`.
    pub(crate) fn moment_of(self, at_ms: u64) -> Moment {
        self.now() + Duration::from_millis(at_ms.saturating_sub(time_of_day_ms()))
    }
}

/// The time of day, in milliseconds since 1970.
pub(crate) fn time_of_day_ms() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    milliseconds(since)
}

/// A span in milliseconds, as records and texts have it.
pub(crate) fn milliseconds(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
