//! How fast something drains.

use crate::scheduler::Moment;

/// Whatever begins to drain is taken to be fast for so long.
const GRACE_MS: u64 = 2_000;
/// What drained in the last one to two seconds may be held so many times.
const TIMES: usize = 8;

/// Counts what left in this second and the one before. Kept small, as each lane has one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Drain {
    began_ms: u64,
    second: u32,
    now: u32,
    before: u32,
}

impl Drain {
    /// There is something to drain, and there was nothing.
    pub(super) fn begin(&mut self, now: Moment) {
        self.began_ms = milliseconds(now);
    }

    pub(super) fn count(&mut self, now: Moment) {
        let second = second(now);
        if second != self.second {
            self.before = if second == self.second.saturating_add(1) {
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
        if milliseconds(now).saturating_sub(self.began_ms) < GRACE_MS {
            return usize::MAX;
        }
        let recent = match second(now).saturating_sub(self.second) {
            0 => self.now + self.before,
            1 => self.now,
            _ => 0,
        };
        recent as usize * TIMES
    }
}

fn milliseconds(now: Moment) -> u64 {
    u64::try_from(now.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn second(now: Moment) -> u32 {
    u32::try_from(now.elapsed().as_secs()).unwrap_or(u32::MAX)
}
