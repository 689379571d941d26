//! How fast something drains.

use std::time::Duration;

use crate::scheduler::Moment;

/// Whatever begins to drain is taken to be fast for so long.
const GRACE: Duration = Duration::from_secs(2);
/// What drained in the last one to two seconds may be held so many times.
const TIMES: usize = 8;

/// Counts what left in this second and the one before.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Drain {
    began: Moment,
    second: u64,
    now: u32,
    before: u32,
}

impl Drain {
    /// There is something to drain, and there was nothing.
    pub(super) fn begin(&mut self, now: Moment) {
        self.began = now;
    }

    pub(super) fn count(&mut self, now: Moment) {
        let second = now.elapsed().as_secs();
        if second != self.second {
            self.before = if second == self.second + 1 {
                self.now
            } else {
                0
            };
            (self.second, self.now) = (second, 0);
        }
        self.now += 1;
    }

    /// How much may be held because it is gone soon.
    pub(super) fn allowance(&self, now: Moment) -> usize {
        if now - self.began < GRACE {
            return usize::MAX;
        }
        let recent = match now.elapsed().as_secs().saturating_sub(self.second) {
            0 => self.now + self.before,
            1 => self.now,
            _ => 0,
        };
        recent as usize * TIMES
    }
}
