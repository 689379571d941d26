//! What waits in the lanes, and when it will have gone: since the pace is exact, that is arithmetic.
//!
//! It says what will happen if nothing else comes, Slack keeps answering as fast as it did, and no
//! limit is hit that is not known yet. Lanes of one connection take turns, so under a ceiling a message
//! with so many before it in its lane also waits for as many of each other lane.

use std::time::Duration;

use super::{Moment, Scheduler, Ticket};
use crate::id::ConnectionId;
use crate::message::Conversation;

const MINUTE: Duration = Duration::from_secs(60);

/// The waiting messages of one lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlog {
    /// Whose credential they use.
    pub connection: ConnectionId,
    /// Where they go.
    pub conversation: Conversation,
    /// How many there are, the one on the road among them.
    pub waiting: u64,
    /// The first of them.
    pub first: Ticket,
    /// How long until the first has gone.
    pub next_in: Duration,
    /// How long each further one takes: the pace, and Slack's answer.
    pub each: Duration,
}

/// What else uses the connection of a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Company {
    /// The connection's ceiling in messages a minute, if it has one.
    pub per_minute: Option<u32>,
    /// The messages that wait in its other lanes.
    pub others_waiting: u64,
    /// How many those lanes are.
    pub other_lanes: u64,
}

impl Company {
    /// How long until a message has gone that has `ahead` messages before it in its lane, of which the
    /// first has gone in `next_in` and every further one takes `each`.
    ///
    /// Under a ceiling it is the longest that fair turns allow: of each other lane as many go first as
    /// of this one, but no more than wait.
    #[must_use]
    pub fn gone_in(self, next_in: Duration, each: Duration, ahead: u64) -> Duration {
        let by_lane = next_in.saturating_add(times(each, ahead));
        let Some(per_minute) = self.per_minute.filter(|per_minute| *per_minute > 0) else {
            return by_lane;
        };
        let turns = self.other_lanes.saturating_mul(ahead + 1);
        let before = ahead.saturating_add(self.others_waiting.min(turns));
        by_lane.max(times(MINUTE, before) / per_minute)
    }
}

/// The time that `count` of them take.
fn times(each: Duration, count: u64) -> Duration {
    each.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX))
}

impl Scheduler {
    /// What waits in each lane, once [`Scheduler::next`] has given `None`; in no order.
    pub fn backlogs(&self, now: Moment) -> impl Iterator<Item = Backlog> {
        self.lanes.values().filter_map(move |lane| {
            let first = lane.first()?;
            let (connection, conversation) = lane.key.clone();
            Some(Backlog {
                connection,
                conversation,
                waiting: lane.len(),
                first,
                next_in: (lane.free_at(now).max(self.opens_at) - now).saturating_add(self.on_road),
                each: self.pace().saturating_add(self.on_road),
            })
        })
    }

    /// The wait between two messages of one lane.
    fn pace(&self) -> Duration {
        if self.config.destination_per_second > 0.0 {
            return Duration::from_secs_f64(1.0 / self.config.destination_per_second);
        }
        Duration::ZERO
    }

    /// Learns how long Slack takes to answer: a moving average, in which the last eight count most.
    pub(super) fn took(&mut self, on_road: Duration) {
        self.on_road = (self.on_road * 7 + on_road) / 8;
    }
}
