//! Pace, exactly: a token bucket for posts into a channel, and sliding minutes for the
//! rest. Pure arithmetic on instants that are passed in; it never reads a clock.
//!
//! Both kinds answer first and are spent afterwards, so a refused call costs nothing,
//! and both are exact at the boundary: a caller that leaves exactly the allowed gap is
//! never refused, one that leaves a nanosecond less is.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The stretch over which tiers and the connection ceiling count.
const MINUTE: Duration = Duration::from_secs(60);

/// A token bucket in its GCRA form: only the instant at which it would be full again.
#[derive(Debug, Default)]
pub(crate) struct Bucket {
    full_at: Option<Instant>,
}

impl Bucket {
    /// How long until one more is allowed at `per_second` with `burst`; `Ok` means now.
    pub(crate) fn check(&self, per_second: u32, burst: u32, now: Instant) -> Result<(), Duration> {
        let Some(full_at) = self.full_at else {
            return Ok(());
        };
        if per_second == 0 {
            return Ok(());
        }
        let tolerance = gap(per_second) * burst.saturating_sub(1);
        let debt = full_at.saturating_duration_since(now);
        match debt.checked_sub(tolerance) {
            None | Some(Duration::ZERO) => Ok(()),
            Some(wait) => Err(wait),
        }
    }

    /// Takes one. Call it only after [`Bucket::check`] allowed it.
    pub(crate) fn spend(&mut self, per_second: u32, now: Instant) {
        self.full_at = match per_second {
            0 => None,
            rate => Some(self.full_at.map_or(now, |full_at| full_at.max(now)) + gap(rate)),
        };
    }
}

/// The time that one token takes to come back.
fn gap(per_second: u32) -> Duration {
    Duration::from_secs(1) / per_second
}

/// A budget of calls in any 60 seconds: the instants of the calls still inside them.
#[derive(Debug, Default)]
pub(crate) struct Window {
    spent: VecDeque<Instant>,
}

impl Window {
    /// How long until one more is allowed under `budget`; `Ok` means now. 0 is no limit.
    pub(crate) fn check(&mut self, budget: u32, now: Instant) -> Result<(), Duration> {
        let budget = usize::try_from(budget).unwrap_or(usize::MAX);
        if budget == 0 {
            return Ok(());
        }
        while self
            .spent
            .front()
            .is_some_and(|&at| now.saturating_duration_since(at) >= MINUTE)
        {
            self.spent.pop_front();
        }
        match self.spent.len().checked_sub(budget) {
            None => Ok(()),
            Some(over) => Err((self.spent[over] + MINUTE).saturating_duration_since(now)),
        }
    }

    /// Takes one. Call it only after [`Window::check`] allowed it.
    pub(crate) fn spend(&mut self, budget: u32, now: Instant) {
        if budget > 0 {
            self.spent.push_back(now);
        }
    }
}

/// The `Retry-After` for a wait: whole seconds, rounded up, at least one.
pub(crate) fn retry_after_seconds(wait: Duration) -> u64 {
    let whole = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    whole.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const NANOSECOND: Duration = Duration::from_nanos(1);

    fn post(
        bucket: &mut Bucket,
        per_second: u32,
        burst: u32,
        now: Instant,
    ) -> Result<(), Duration> {
        bucket.check(per_second, burst, now)?;
        bucket.spend(per_second, now);
        Ok(())
    }

    #[test]
    fn exact_one_second_gaps_are_never_refused() {
        let start = Instant::now();
        let mut bucket = Bucket::default();

        for second in 0..1_000 {
            assert_eq!(post(&mut bucket, 1, 1, start + SECOND * second), Ok(()));
        }
    }

    #[test]
    fn a_nanosecond_too_early_is_refused_and_costs_nothing() {
        let start = Instant::now();
        let mut bucket = Bucket::default();
        assert_eq!(post(&mut bucket, 1, 1, start), Ok(()));

        let early = post(&mut bucket, 1, 1, start + SECOND - NANOSECOND);

        assert_eq!(early, Err(NANOSECOND));
        assert_eq!(post(&mut bucket, 1, 1, start + SECOND), Ok(()));
    }

    #[test]
    fn a_burst_is_allowed_once_and_then_the_rate_holds() {
        let start = Instant::now();
        let mut bucket = Bucket::default();

        let at_once: Vec<_> = (0..4).map(|_| post(&mut bucket, 1, 3, start)).collect();

        assert_eq!(at_once, [Ok(()), Ok(()), Ok(()), Err(SECOND)]);
        assert_eq!(post(&mut bucket, 1, 3, start + SECOND), Ok(()));
        assert_eq!(post(&mut bucket, 1, 3, start + SECOND), Err(SECOND));
    }

    #[test]
    fn a_rate_of_nought_is_no_limit() {
        let start = Instant::now();
        let mut bucket = Bucket::default();

        for _ in 0..100 {
            assert_eq!(post(&mut bucket, 0, 0, start), Ok(()));
        }
    }

    #[test]
    fn a_window_frees_each_call_exactly_a_minute_later() {
        let start = Instant::now();
        let mut window = Window::default();
        for second in 0..20 {
            let now = start + SECOND * second;
            assert_eq!(window.check(20, now), Ok(()));
            window.spend(20, now);
        }

        assert_eq!(window.check(20, start + SECOND * 20), Err(SECOND * 40));
        assert_eq!(
            window.check(20, start + MINUTE - NANOSECOND),
            Err(NANOSECOND)
        );
        assert_eq!(window.check(20, start + MINUTE), Ok(()));
    }

    #[test]
    fn waits_are_told_in_whole_seconds_rounded_up() {
        let told: Vec<u64> = [NANOSECOND, SECOND, SECOND + NANOSECOND]
            .map(retry_after_seconds)
            .to_vec();

        assert_eq!(told, [1, 1, 2]);
    }
}
