//! The ceiling of a connection: how many messages a minute it may send, all destinations together.
//!
//! Slack says that there is one and not what it is. It is either configured, or learned: there is
//! none until Slack refuses a message of a lane that kept its own pace; then it falls below what was
//! sent in the last minute, and rises again with every quiet minute until it is gone.

use std::num::NonZeroU32;
use std::time::Duration;

use super::bucket::Bucket;
use super::moment::Moment;

const MINUTE: Duration = Duration::from_secs(60);
/// A learned ceiling falls to this share of what was sent.
const FALL: f64 = 0.7;
/// A quiet minute raises a learned ceiling by this factor.
const RISE: f64 = 1.25;
/// A learned ceiling never falls below this many a minute.
const FLOOR: u32 = 20;
/// A learned ceiling above this many a minute is forgotten.
const FORGOTTEN: u32 = 6_000;
/// Refusals this close to the last fall are echoes of the same overload.
const ECHO: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) enum Ceiling {
    Fixed { per_minute: u32, bucket: Bucket },
    Learned(Box<Learned>),
}

/// What is known of a ceiling that nobody configured.
#[derive(Debug, Default)]
pub(super) struct Learned {
    limit: Option<(u32, Bucket)>,
    changed_at: Moment,
    sent: Sent,
}

impl Ceiling {
    pub(super) fn new(per_minute: u32) -> Self {
        if per_minute == 0 {
            return Self::Learned(Box::default());
        }
        Self::Fixed {
            per_minute,
            bucket: bucket(per_minute, None),
        }
    }

    /// Takes room for one message, or says when there will be some.
    pub(super) fn take(&mut self, now: Moment) -> Result<(), Moment> {
        match self {
            Self::Fixed { bucket, .. } => bucket.take(now),
            Self::Learned(learned) => learned.take(now),
        }
    }

    /// Slack refused a message of a lane that kept its own pace.
    pub(super) fn overloaded(&mut self, now: Moment) {
        match self {
            Self::Fixed { .. } => {}
            Self::Learned(learned) => learned.fall(now),
        }
    }

    pub(super) fn per_minute(&self) -> Option<u32> {
        match self {
            Self::Fixed { per_minute, .. } => Some(*per_minute),
            Self::Learned(learned) => learned.limit.as_ref().map(|(per_minute, _)| *per_minute),
        }
    }
}

impl Learned {
    fn take(&mut self, now: Moment) -> Result<(), Moment> {
        self.rise(now);
        if let Some((_, bucket)) = &self.limit {
            bucket.take(now)?;
        }
        self.sent.count(now);
        Ok(())
    }

    fn rise(&mut self, now: Moment) {
        while let Some((limit, _)) = self.limit
            && now - self.changed_at >= MINUTE
        {
            self.changed_at = self.changed_at + MINUTE;
            let raised = scaled(limit, RISE).max(limit + 1);
            self.limit = (raised <= FORGOTTEN).then(|| (raised, bucket(raised, Some(now))));
        }
    }

    fn fall(&mut self, now: Moment) {
        if self.limit.is_some() && now - self.changed_at < ECHO {
            return;
        }
        let sent = self.sent.last_minute(now);
        let before = self
            .limit
            .as_ref()
            .map_or(sent, |(limit, _)| sent.min(*limit));
        let limit = scaled(before, FALL).max(FLOOR);
        self.limit = Some((limit, bucket(limit, Some(now))));
        self.changed_at = now;
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "limits are small and positive"
)]
fn scaled(limit: u32, factor: f64) -> u32 {
    (f64::from(limit) * factor) as u32
}

/// A bucket that lets at most `per_minute` through in any minute, as seen by a server that each call
/// reaches within a second: the burst is taken off the steady rate. Empty as of `empty_at`, or full.
fn bucket(per_minute: u32, empty_at: Option<Moment>) -> Bucket {
    let burst = (per_minute / 60).max(1);
    let steady = per_minute.saturating_sub(burst).max(1);
    let interval = (MINUTE + Duration::from_secs(1)) / steady;
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    match empty_at {
        Some(now) => Bucket::empty(interval, burst, now),
        None => Bucket::new(interval, burst),
    }
}

/// How many messages were sent in each of the last sixty seconds.
#[derive(Debug)]
struct Sent {
    by_second: [(u64, u32); 60],
}

impl Default for Sent {
    fn default() -> Self {
        Self {
            by_second: [(0, 0); 60],
        }
    }
}

impl Sent {
    fn count(&mut self, now: Moment) {
        let second = now.elapsed().as_secs();
        let slot = &mut self.by_second[usize::try_from(second % 60).unwrap_or(0)];
        if slot.0 != second {
            *slot = (second, 0);
        }
        slot.1 += 1;
    }

    fn last_minute(&self, now: Moment) -> u32 {
        let second = now.elapsed().as_secs();
        let recent = self.by_second.iter().filter(|(at, _)| at + 60 > second);
        recent.map(|(_, count)| count).sum()
    }
}
