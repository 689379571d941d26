//! The scheduler: which message may be sent now. A pure state machine; time is an argument.
//!
//! It holds the *lanes* (the waiting messages of one conversation, in queue order), their pace, the
//! ceiling of each connection, and the budgets of the Web API methods that are called on the way
//! (lookups, opens). Messages and answers go in; [`Release`]s and a time to wake come out. What a
//! message says, how it is rendered and who sends it are none of its business: it knows tickets.
//!
//! The walk of a ticket: [`Scheduler::offer`] puts it into its lane, where its place is its number;
//! [`Scheduler::prepared`] says that it can be sent; [`Scheduler::next`] releases it when its lane and
//! its connection have room; [`Scheduler::answered`] says how it went. One ticket of a lane is on the
//! road at a time, and the next waits for its answer: that is what keeps the order.
//!
//! Rules, each tested by simulation:
//! - A lane's pace counts from the *answer* of a call, not from its start: while a call is on the
//!   road, the lane's clock stands still. However long a call takes to reach Slack, Slack never sees
//!   two of them closer together than the pace allows.
//! - A 429 pauses the lane that it names, and no other; waiting is not an attempt. If that lane had
//!   kept its own pace, the connection as a whole was too fast, and its learned ceiling goes down.
//! - A retry keeps its place at the head of its lane: later messages wait for it.
//! - While Slack can't be reached with a connection, one call at a time finds out when it can, and
//!   everything else holds still ([`Away`]).

mod bucket;
mod calls;
mod ceiling;
mod connection;
mod lane;
mod moment;
mod outage;
mod pace;
mod release;
mod sweep;
mod timers;

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

pub use self::calls::{CallId, Method};
pub use self::moment::Moment;
pub use self::outage::Away;
pub use self::pace::PaceConfig;
pub use self::sweep::{Crowd, Way};

use self::connection::Connection;
use self::lane::{Lane, LaneId};
use self::outage::{Gate, Trial};
use self::timers::{Due, Timers};
use crate::id::ConnectionId;
use crate::message::Conversation;
use crate::workflow::Category;

/// A message in the scheduler: its position in the queue, which is also its place in its lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// What may happen now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// Send this message; then say [`Scheduler::answered`].
    Post(Ticket),
    /// This message's deadline has passed; it is out of its lane.
    Expired(Ticket),
    /// Make this call; then say [`Scheduler::call_answered`].
    Call(CallId),
}

/// How a send, or a call, went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answer {
    /// It is over, for good or bad.
    Done,
    /// Slack asked to come back after this long.
    Throttled(Duration),
    /// It is to be tried again after this long.
    Retry(Duration),
}

/// What became of a message that was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It left its lane.
    Gone,
    /// It waits at the head of its lane, until this moment at least.
    Waits(Moment),
    /// It would have to wait past its deadline; it left its lane.
    Expired,
}

/// The scheduler of one worker.
#[derive(Debug)]
pub struct Scheduler {
    config: PaceConfig,
    /// Before this, nothing is sent: a fresh worker lets one pace interval pass, because it does not
    /// know what the one before it sent last.
    opens_at: Moment,
    lanes: HashMap<LaneId, Lane>,
    by_conversation: HashMap<(ConnectionId, Conversation), LaneId>,
    by_ticket: HashMap<Ticket, LaneId>,
    connections: HashMap<ConnectionId, Connection>,
    /// The connections that may have something to release, in turn.
    ring: VecDeque<ConnectionId>,
    timers: Timers,
    lanes_made: u64,
    calls: HashMap<CallId, (ConnectionId, Method)>,
    /// The longest wait between two trials of a connection that is away.
    trial_max: Duration,
}

impl Scheduler {
    /// A scheduler with nothing in it, that sends nothing before `opens_at`.
    #[must_use]
    pub fn new(config: PaceConfig, opens_at: Moment) -> Self {
        Self {
            config,
            opens_at,
            lanes: HashMap::new(),
            by_conversation: HashMap::new(),
            by_ticket: HashMap::new(),
            connections: HashMap::new(),
            ring: VecDeque::new(),
            timers: Timers::default(),
            lanes_made: 0,
            calls: HashMap::new(),
            trial_max: outage::TRIAL_MAX,
        }
    }

    /// Puts a message into the lane of its conversation. It is not sent before it is
    /// [`prepared`](Self::prepared), and neither is anything behind it.
    pub fn offer(
        &mut self,
        now: Moment,
        ticket: Ticket,
        connection: &ConnectionId,
        conversation: Conversation,
        category: Category,
        deadline: Moment,
    ) {
        let key = (connection.clone(), conversation);
        let id = match self.by_conversation.get(&key) {
            Some(id) => *id,
            None => self.new_lane(key),
        };
        self.by_ticket.insert(ticket, id);
        if let Some(lane) = self.lanes.get_mut(&id) {
            lane.offer(ticket, category, deadline);
        }
        self.settle_lane(now, id);
    }

    /// Says that a message can be sent as soon as its turn comes.
    pub fn prepared(&mut self, now: Moment, ticket: Ticket) {
        let Some(id) = self.by_ticket.get(&ticket).copied() else {
            return;
        };
        if let Some(lane) = self.lanes.get_mut(&id) {
            lane.prepared(ticket);
        }
        self.settle_lane(now, id);
    }

    /// Takes a message that is not on the road out of its lane: it failed before it could be sent.
    pub fn withdraw(&mut self, now: Moment, ticket: Ticket) {
        let Some(id) = self.by_ticket.remove(&ticket) else {
            return;
        };
        if let Some(lane) = self.lanes.get_mut(&id) {
            lane.remove(ticket);
        }
        self.settle_lane(now, id);
    }

    /// Says how the sending of a message went.
    pub fn answered(&mut self, now: Moment, ticket: Ticket, answer: Answer) -> Next {
        let Some(id) = self.by_ticket.get(&ticket).copied() else {
            return Next::Gone;
        };
        let Some(connection) = self.lanes.get(&id).map(|lane| lane.key.0.clone()) else {
            return Next::Gone;
        };
        let answer = self.trial_ended(now, &connection, Trial::Post(ticket), answer);
        let Some(lane) = self.lanes.get_mut(&id) else {
            return Next::Gone;
        };
        let kept_its_pace = lane.answered(now);
        let next = match answer {
            Answer::Done => Next::Gone,
            Answer::Throttled(delay) => {
                if kept_its_pace && let Some(connection) = self.connections.get_mut(&lane.key.0) {
                    connection.ceiling.overloaded(now);
                }
                lane.pause(ticket, now + delay)
            }
            Answer::Retry(delay) => lane.pause(ticket, now + delay),
        };
        if !matches!(next, Next::Waits(_)) {
            lane.remove(ticket);
            self.by_ticket.remove(&ticket);
        }
        self.settle_lane(now, id);
        next
    }

    /// Asks for a call of `method`, within the method's budget and in the order of asking.
    pub fn request(&mut self, connection: &ConnectionId, method: Method, call: CallId) {
        self.calls.insert(call, (connection.clone(), method));
        self.connection(connection).calls.ask(method, call);
        self.activate(connection);
    }

    /// As [`Self::request`], but the call joins the line at `at`.
    pub fn request_at(
        &mut self,
        at: Moment,
        connection: &ConnectionId,
        method: Method,
        call: CallId,
    ) {
        self.calls.insert(call, (connection.clone(), method));
        self.timers
            .set(at, Due::Call(connection.clone(), method, call));
    }

    /// How many calls of `method` wait for its budget on this connection.
    #[must_use]
    pub fn calls_waiting(&self, connection: &ConnectionId, method: Method) -> usize {
        let connection = self.connections.get(connection);
        connection.map_or(0, |connection| connection.calls.waiting(method))
    }

    /// Takes back the calls of `method` that wait for its budget on this connection, in their order.
    /// Calls on the road, and those that wait out a retry, stay.
    pub fn withdraw_calls(&mut self, connection: &ConnectionId, method: Method) -> Vec<CallId> {
        let Some(found) = self.connections.get_mut(connection) else {
            return Vec::new();
        };
        let withdrawn = Vec::from(found.calls.withdraw(method));
        for call in &withdrawn {
            self.calls.remove(call);
        }
        withdrawn
    }

    /// Says how a call went. [`Answer::Throttled`] pauses its method on its connection.
    pub fn call_answered(&mut self, now: Moment, call: CallId, answer: Answer) {
        let Some((connection, method)) = self.calls.get(&call).cloned() else {
            return;
        };
        let answer = self.trial_ended(now, &connection, Trial::Call(call), answer);
        match answer {
            Answer::Done => {
                self.calls.remove(&call);
            }
            Answer::Throttled(delay) => {
                self.connection(&connection)
                    .calls
                    .pause(method, call, now + delay);
                self.activate(&connection);
            }
            Answer::Retry(delay) => {
                self.timers
                    .set(now + delay, Due::Call(connection, method, call));
            }
        }
    }

    /// The next thing that may happen now; call it until it gives `None`.
    pub fn next(&mut self, now: Moment) -> Option<Release> {
        self.wake(now);
        while let Some(id) = self.ring.front().cloned() {
            let release = match self.connection(&id).outage.gate(now) {
                Gate::Open => {
                    let call = self.next_call(now, &id);
                    if call.is_some() {
                        return call;
                    }
                    self.next_post(now, &id)
                }
                Gate::Trial => self.next_trial(now, &id),
                Gate::Shut => None,
            };
            if release.is_some() {
                self.ring.rotate_left(1);
                return release;
            }
            self.ring.pop_front();
            self.connection(&id).in_ring = false;
        }
        None
    }

    /// When to call [`Self::next`] again if nothing else happens before, once it has given `None`;
    /// `None` here means that only an event can change anything.
    #[must_use]
    pub fn wake_at(&self) -> Option<Moment> {
        self.timers.first()
    }

    /// How many messages are before `ticket` in its lane, the one on the road among them.
    #[must_use]
    pub fn ahead_of(&self, ticket: Ticket) -> usize {
        let lane = self
            .by_ticket
            .get(&ticket)
            .and_then(|id| self.lanes.get(id));
        lane.map_or(0, |lane| lane.ahead_of(ticket))
    }

    /// How many messages are in the lanes.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.by_ticket.len()
    }

    /// How many lanes there are.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.lanes.len()
    }

    /// The ceiling of a connection in messages a minute; `None` while it has none.
    #[must_use]
    pub fn ceiling(&self, connection: &ConnectionId) -> Option<u32> {
        self.connections.get(connection)?.ceiling.per_minute()
    }
}

#[cfg(test)]
mod tests;
