//! Outages: whether Slack can be reached with a connection, and who may find out.
//!
//! The driver says of every call whether it reached Slack ([`Scheduler::reached`],
//! [`Scheduler::unreached`]). When so many calls of one connection in a row did not, the connection is
//! *away*: its lanes and lines hold still, and one call at a time is let out as a trial, a post and
//! another call in turns, each wait twice the last. What holds still spends no attempt. The first call
//! that reaches Slack opens the connection again, and everything goes on at its own pace.

use std::time::Duration;

use super::calls::{CallId, Turn};
use super::moment::Moment;
use super::timers::Due;
use super::{Answer, Release, Scheduler, Ticket};
use crate::id::ConnectionId;

/// So many calls in a row that did not reach Slack are an outage.
pub(super) const FAILURES: u32 = 5;
/// The wait before the first trial.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// The longest wait between two trials, until [`Scheduler::try_at_least_every`] says otherwise.
pub(super) const TRIAL_MAX: Duration = Duration::from_secs(30);

/// A connection with which Slack can't be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// Since when.
    pub since: Moment,
    /// When the next trial may be made; in the past while one is on the road.
    pub trial_at: Moment,
}

/// A call that is made to find out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trial {
    Post(Ticket),
    Call(CallId),
}

#[derive(Debug)]
struct Absence {
    away: Away,
    /// The wait before the next trial.
    wait: Duration,
    on_road: Option<Trial>,
    /// Whether a call failed since the last trial left.
    failed: bool,
    /// Whose turn it is: what fails for reasons of its own must not stand in the way of the rest.
    post_is_next: bool,
}

/// What a connection may do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    /// Anything.
    Open,
    /// One call, to find out.
    Trial,
    /// Nothing; a timer, or the answer of the trial on the road, changes that.
    Shut,
}

/// What is known of one connection.
#[derive(Debug, Default)]
pub(super) struct Outage {
    failures: u32,
    absence: Option<Absence>,
}

impl Outage {
    pub(super) fn gate(&self, now: Moment) -> Gate {
        match &self.absence {
            None => Gate::Open,
            Some(absence) if absence.on_road.is_none() && absence.away.trial_at <= now => {
                Gate::Trial
            }
            Some(_) => Gate::Shut,
        }
    }

    fn away(&self) -> Option<Away> {
        self.absence.as_ref().map(|absence| absence.away)
    }

    /// Returns whether it was away.
    fn reached(&mut self) -> bool {
        self.failures = 0;
        self.absence.take().is_some()
    }

    /// Returns when to make the first trial, if it is away from here on.
    fn unreached(&mut self, now: Moment) -> Option<Moment> {
        self.failures = self.failures.saturating_add(1);
        if let Some(absence) = &mut self.absence {
            absence.failed = true;
            return None;
        }
        if self.failures < FAILURES {
            return None;
        }
        let trial_at = now + FIRST_WAIT;
        self.absence = Some(Absence {
            away: Away {
                since: now,
                trial_at,
            },
            wait: FIRST_WAIT,
            on_road: None,
            failed: false,
            post_is_next: false,
        });
        Some(trial_at)
    }

    fn depart(&mut self, trial: Trial) {
        if let Some(absence) = &mut self.absence {
            absence.on_road = Some(trial);
            absence.failed = false;
            absence.post_is_next = matches!(trial, Trial::Call(_));
        }
    }

    /// A call ended while the connection is still away. If it was the trial, returns when to make the
    /// next: at once if it turned out not to be a call to Slack at all.
    fn ended(
        &mut self,
        now: Moment,
        trial: Trial,
        answer: Answer,
        max: Duration,
    ) -> Option<Moment> {
        let absence = self.absence.as_mut()?;
        absence.on_road.take_if(|on_road| *on_road == trial)?;
        match answer {
            Answer::Done if !absence.failed => absence.away.trial_at = now,
            Answer::Done | Answer::Throttled(_) | Answer::Retry(_) => {
                absence.wait = (absence.wait * 2).min(max);
                absence.away.trial_at = now + absence.wait;
            }
        }
        Some(absence.away.trial_at)
    }
}

impl Scheduler {
    /// Sets the longest wait between two calls that find out whether Slack can be reached again.
    pub fn try_at_least_every(&mut self, wait: Duration) {
        self.trial_max = wait.max(FIRST_WAIT);
    }

    /// Says that a call of this connection reached Slack, whatever Slack answered. To be said before
    /// the call's answer is.
    pub fn reached(&mut self, connection: &ConnectionId) {
        let found = self.connections.get_mut(connection);
        if found.is_some_and(|found| found.outage.reached()) {
            self.activate(connection);
        }
    }

    /// Says that a call of this connection did not reach Slack, or that Slack is in trouble. To be said
    /// before the call's answer is.
    pub fn unreached(&mut self, now: Moment, connection: &ConnectionId) {
        if let Some(at) = self.connection(connection).outage.unreached(now) {
            self.timers.set(at, Due::Connection(connection.clone()));
        }
    }

    /// Says that what was released as this message needs another call first, which will be asked for:
    /// that one may be the trial then.
    pub fn needs_call(&mut self, ticket: Ticket) {
        let lane = self
            .by_ticket
            .get(&ticket)
            .and_then(|id| self.lanes.get(id));
        let Some(lane) = lane else { return };
        let Some(connection) = self.connections.get_mut(&lane.key.0) else {
            return;
        };
        if let Some(absence) = &mut connection.outage.absence {
            let trial = Trial::Post(ticket);
            absence.on_road.take_if(|on_road| *on_road == trial);
            absence.post_is_next = false;
        }
    }

    /// Since when Slack can't be reached with this connection; `None` while it can.
    #[must_use]
    pub fn away(&self, connection: &ConnectionId) -> Option<Away> {
        self.connections.get(connection)?.outage.away()
    }

    /// How many connections are away.
    #[must_use]
    pub fn connections_away(&self) -> usize {
        let connections = self.connections.values();
        connections
            .filter(|connection| connection.outage.absence.is_some())
            .count()
    }

    /// Notes that a call ended, and with what. Returns the same answer, with the wait that it comes to:
    /// none for a connection that is away, since the next trial decides; and no longer than a trial's
    /// for one that may be.
    pub(super) fn trial_ended(
        &mut self,
        now: Moment,
        id: &ConnectionId,
        trial: Trial,
        answer: Answer,
    ) -> Answer {
        let max = self.trial_max;
        let Some(connection) = self.connections.get_mut(id) else {
            return answer;
        };
        let outage = &mut connection.outage;
        if let Some(at) = outage.ended(now, trial, answer, max) {
            self.timers.set(at, Due::Connection(id.clone()));
        }
        match answer {
            Answer::Retry(_) if outage.absence.is_some() => Answer::Retry(Duration::ZERO),
            Answer::Retry(delay) if outage.failures > 0 => Answer::Retry(delay.min(max)),
            Answer::Done | Answer::Throttled(_) | Answer::Retry(_) => answer,
        }
    }

    /// The one thing that a connection may do that is away: let go what has expired, or try.
    pub(super) fn next_trial(&mut self, now: Moment, id: &ConnectionId) -> Option<Release> {
        if let Some(expired) = self.next_expired(now, id) {
            return Some(expired);
        }
        let absence = self.connection(id).outage.absence.as_ref();
        let release = if absence.is_some_and(|absence| absence.post_is_next) {
            self.next_post(now, id).or_else(|| self.next_call(now, id))
        } else {
            self.next_call(now, id).or_else(|| self.next_post(now, id))
        };
        let trial = match release? {
            Release::Post(ticket) => Trial::Post(ticket),
            Release::Call(call) => Trial::Call(call),
            Release::Expired(_) => return release,
        };
        self.connection(id).outage.depart(trial);
        release
    }

    /// The head of a lane that could go and whose deadline has passed: an outage may outlast it.
    fn next_expired(&mut self, now: Moment, id: &ConnectionId) -> Option<Release> {
        let connection = self.connections.get_mut(id)?;
        let lanes = &self.lanes;
        let lane_id = connection.ready.take_first(|lane| {
            let lane = lanes.get(&lane);
            lane.is_some_and(|lane| lane.head_has_expired(now))
        })?;
        let ticket = self.lanes.get_mut(&lane_id)?.expire_head(now)?;
        self.by_ticket.remove(&ticket);
        self.settle_lane(now, lane_id);
        Some(Release::Expired(ticket))
    }

    /// The next call of one connection that may be made now.
    pub(super) fn next_call(&mut self, now: Moment, id: &ConnectionId) -> Option<Release> {
        loop {
            match self.connection(id).calls.turn(now) {
                Turn::Call(call) => return Some(Release::Call(call)),
                Turn::Sleep(method, at) => self.timers.set(at, Due::Method(id.clone(), method)),
                Turn::Nothing => return None,
            }
        }
    }
}
