//! How long to wait before another attempt.
//!
//! Exponential, capped, and with jitter that only ever makes the wait longer: the far side is asked
//! no sooner than planned, and many lanes that failed together do not come back together.

use std::time::Duration;

use serde::Deserialize;

/// The waits between attempts (`retry` in the configuration).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetryPolicy {
    /// The wait after the first failure, in milliseconds; it doubles with each further one.
    pub first_delay_ms: u64,
    /// The longest wait, in milliseconds, before jitter.
    pub max_delay_ms: u64,
    /// How long after its acceptance a message is given up, in seconds.
    pub deadline_seconds: u64,
    /// The longest wait between two calls that find out whether Slack can be reached again, in seconds.
    pub trial_max_seconds: u64,
    /// How long nothing is sent to a destination that Slack said is gone, in seconds; then one message
    /// finds out.
    pub quarantine_seconds: u64,
}

/// Jitter adds at most this share of the wait.
const JITTER: f64 = 0.25;

impl RetryPolicy {
    /// The wait before the attempt that follows the `failures`-th failure (1 is the first).
    /// `roll`, between 0 and 1, is the luck of the draw.
    #[must_use]
    pub fn delay(&self, failures: u32, roll: f64) -> Duration {
        let doublings = failures.saturating_sub(1).min(32);
        let wait = self
            .first_delay_ms
            .saturating_mul(1 << doublings)
            .min(self.max_delay_ms);
        Duration::from_millis(wait).mul_f64(1.0 + JITTER * roll.clamp(0.0, 1.0))
    }

    /// The longest wait between two calls that find out whether Slack can be reached again.
    #[must_use]
    pub fn trial_max(&self) -> Duration {
        Duration::from_secs(self.trial_max_seconds)
    }

    /// How long nothing is sent to a destination that Slack said is gone.
    #[must_use]
    pub fn quarantine(&self) -> Duration {
        Duration::from_secs(self.quarantine_seconds)
    }

    /// How long after its acceptance a message is given up.
    #[must_use]
    pub fn time_to_live(&self) -> Duration {
        Duration::from_secs(self.deadline_seconds)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POLICY: RetryPolicy = RetryPolicy {
        first_delay_ms: 500,
        max_delay_ms: 60_000,
        deadline_seconds: 86_400,
        trial_max_seconds: 30,
        quarantine_seconds: 3_600,
    };

    #[test]
    fn waits_double_up_to_the_cap() {
        let waits: Vec<_> = (1..=9).map(|n| POLICY.delay(n, 0.0).as_millis()).collect();
        assert_eq!(
            waits,
            [
                500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000
            ]
        );
    }

    proptest! {
        #[test]
        fn jitter_only_lengthens_and_stays_in_bounds(failures in 0u32.., roll in -1.0f64..2.0) {
            let planned = POLICY.delay(failures, 0.0);
            let wait = POLICY.delay(failures, roll);
            prop_assert!(wait >= planned);
            prop_assert!(wait <= planned.mul_f64(1.0 + JITTER));
        }
    }
}
