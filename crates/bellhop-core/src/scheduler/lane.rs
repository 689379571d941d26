//! A lane: the waiting messages of one conversation, in the order of their tickets, and its pace.

use std::collections::BTreeMap;
use std::time::Duration;

use super::bucket::Bucket;
use super::moment::Moment;
use super::{Next, PaceConfig, Ticket};
use crate::id::ConnectionId;
use crate::message::Conversation;
use crate::workflow::Category;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct LaneId(pub(super) u64);

#[derive(Debug)]
struct Waiting {
    category: Category,
    deadline: Moment,
    prepared: bool,
}

/// Where a lane stands between two answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// Nothing can be sent, or it is too early.
    Resting,
    /// It is among the ready lanes of its connection.
    Ready,
    /// It has taken its slot, and is among the ready lanes or on the road since.
    Slotted {
        since: Moment,
        on_road: Option<Ticket>,
    },
}

#[derive(Debug)]
pub(super) struct Lane {
    pub(super) key: (ConnectionId, Conversation),
    waiting: BTreeMap<Ticket, Waiting>,
    /// `None` is an unlimited pace.
    bucket: Option<Bucket>,
    /// How long this lane's clock has stood still, in all.
    stood_still: Duration,
    /// The pause of a 429 or a retry.
    paused_until: Moment,
    /// Whether an answer came before: only then is the pace known to have been kept.
    answered_before: bool,
    stand: Stand,
    last_answer: Moment,
    /// When a timer will look at this lane.
    armed: Option<Moment>,
}

impl Lane {
    pub(super) fn new(key: (ConnectionId, Conversation), config: PaceConfig) -> Self {
        let bucket = (config.destination_per_second > 0.0).then(|| {
            let interval = Duration::from_secs_f64(1.0 / config.destination_per_second);
            Bucket::new(interval, config.destination_burst)
        });
        Self {
            key,
            waiting: BTreeMap::new(),
            bucket,
            stood_still: Duration::ZERO,
            paused_until: Moment::default(),
            answered_before: false,
            stand: Stand::Resting,
            last_answer: Moment::default(),
            armed: None,
        }
    }

    pub(super) fn offer(&mut self, ticket: Ticket, category: Category, deadline: Moment) {
        self.waiting.insert(
            ticket,
            Waiting {
                category,
                deadline,
                prepared: false,
            },
        );
    }

    pub(super) fn prepared(&mut self, ticket: Ticket) {
        if let Some(waiting) = self.waiting.get_mut(&ticket) {
            waiting.prepared = true;
        }
    }

    pub(super) fn remove(&mut self, ticket: Ticket) {
        self.waiting.remove(&ticket);
    }

    /// How many are before `ticket`; 0 when it is not here.
    pub(super) fn ahead_of(&self, ticket: Ticket) -> usize {
        // Nearly always it is the last, which needs no counting.
        match self.waiting.last_key_value() {
            Some((last, _)) if *last == ticket => self.waiting.len() - 1,
            Some(_) if self.waiting.contains_key(&ticket) => self.waiting.range(..ticket).count(),
            Some(_) | None => 0,
        }
    }

    pub(super) fn head_category(&self) -> Category {
        self.waiting
            .first_key_value()
            .map_or(Category::Promotional, |(_, head)| head.category)
    }

    /// Whether nothing waits and nothing is on the road.
    pub(super) fn is_idle(&self) -> bool {
        self.waiting.is_empty()
            && !matches!(
                self.stand,
                Stand::Slotted {
                    on_road: Some(_),
                    ..
                }
            )
    }

    /// When an idle lane can be forgotten without forgetting its pace.
    pub(super) fn rested_at(&self) -> Option<Moment> {
        let fill_time = self
            .bucket
            .as_ref()
            .map_or(Duration::ZERO, Bucket::fill_time);
        Some((self.last_answer + fill_time).max(self.paused_until))
    }

    /// Whether a timer has to be set to look at this lane at `at`.
    pub(super) fn arm(&mut self, at: Moment) -> bool {
        let sooner = self.armed.is_none_or(|armed| at < armed);
        if sooner {
            self.armed = Some(at);
        }
        sooner
    }

    /// A timer of this lane fired; returns whether it was the one that counts.
    pub(super) fn disarm(&mut self, now: Moment) -> bool {
        self.armed.take_if(|armed| *armed <= now).is_some()
    }

    /// From when on the head may be sent as far as pauses go; `None` if it is not for time to say.
    pub(super) fn ready_at(&self) -> Option<Moment> {
        let (_, head) = self.waiting.first_key_value()?;
        (head.prepared && self.stand == Stand::Resting).then_some(self.paused_until)
    }

    /// Joins the ready lanes of its connection. Returns whether it was not among them.
    pub(super) fn enter_ready(&mut self) -> bool {
        let enters = self.stand == Stand::Resting;
        if enters {
            self.stand = Stand::Ready;
        }
        enters
    }

    /// Whether the head's deadline has passed.
    pub(super) fn head_has_expired(&self, now: Moment) -> bool {
        let head = self.waiting.first_key_value();
        head.is_some_and(|(_, head)| head.deadline <= now)
    }

    /// Takes the head out if its deadline has passed.
    pub(super) fn expire_head(&mut self, now: Moment) -> Option<Ticket> {
        let ticket = self
            .waiting
            .first_key_value()
            .filter(|(_, head)| head.deadline <= now)?;
        let ticket = *ticket.0;
        self.waiting.remove(&ticket);
        self.leave_ready(now);
        Some(ticket)
    }

    /// Takes a slot of the lane's pace; the lane's clock stands still from here to the answer. An
    /// error is when to try again.
    pub(super) fn take_slot(&mut self, now: Moment) -> Result<(), Moment> {
        if self
            .waiting
            .first_key_value()
            .is_none_or(|(_, head)| !head.prepared)
        {
            // The head was withdrawn, or an earlier ticket came in front of it.
            self.leave_ready(now);
            return Err(now);
        }
        if matches!(self.stand, Stand::Slotted { .. }) {
            return Ok(());
        }
        if self.paused_until > now {
            self.stand = Stand::Resting;
            return Err(self.paused_until);
        }
        let own_time = Moment::after(now.elapsed().saturating_sub(self.stood_still));
        if let Some(Err(at)) = self.bucket.as_ref().map(|bucket| bucket.take(own_time)) {
            self.stand = Stand::Resting;
            self.paused_until = at + self.stood_still;
            return Err(self.paused_until);
        }
        self.stand = Stand::Slotted {
            since: now,
            on_road: None,
        };
        Ok(())
    }

    /// Sends the head on its way.
    pub(super) fn depart(&mut self) -> Option<Ticket> {
        let ticket = self.waiting.first_key_value().map(|(ticket, _)| *ticket);
        if let Stand::Slotted { on_road, .. } = &mut self.stand {
            *on_road = ticket;
        }
        ticket
    }

    /// The answer came: the clock goes on. Returns whether the lane's pace was known to be kept.
    pub(super) fn answered(&mut self, now: Moment) -> bool {
        self.leave_ready(now);
        self.last_answer = now;
        std::mem::replace(&mut self.answered_before, true) && self.bucket.is_some()
    }

    fn leave_ready(&mut self, now: Moment) {
        if let Stand::Slotted { since, .. } = self.stand {
            self.stood_still += now - since;
        }
        self.stand = Stand::Resting;
    }

    /// Waits until `until`, unless that is past the ticket's deadline.
    pub(super) fn pause(&mut self, ticket: Ticket, until: Moment) -> Next {
        self.paused_until = self.paused_until.max(until);
        match self.waiting.get(&ticket) {
            Some(waiting) if waiting.deadline > self.paused_until => Next::Waits(self.paused_until),
            Some(_) => Next::Expired,
            None => Next::Gone,
        }
    }
}
