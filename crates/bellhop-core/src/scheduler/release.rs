//! How lanes move: from a timer to the ready lanes of their connection, and from there onto the road.

use super::connection::Connection;
use super::lane::{Lane, LaneId};
use super::moment::Moment;
use super::timers::Due;
use super::{Release, Scheduler};
use crate::id::ConnectionId;
use crate::message::Conversation;

impl Scheduler {
    /// Wakes what is due.
    pub(super) fn wake(&mut self, now: Moment) {
        while let Some(due) = self.timers.due(now) {
            match due {
                Due::Lane(id) => {
                    if self.lanes.get_mut(&id).is_some_and(|lane| lane.disarm(now)) {
                        self.settle_lane(now, id);
                    }
                }
                Due::Connection(id) => {
                    if let Some(connection) = self.connections.get_mut(&id) {
                        connection.parked = false;
                    }
                    self.activate(&id);
                }
                Due::Method(id, method) => {
                    self.connection(&id).calls.wake(method);
                    self.activate(&id);
                }
                Due::Call(id, method, call) => {
                    self.connection(&id).calls.ask(method, call);
                    self.activate(&id);
                }
            }
        }
    }

    /// The next message of one connection that may be sent now.
    pub(super) fn next_post(&mut self, now: Moment, id: &ConnectionId) -> Option<Release> {
        loop {
            let connection = self.connections.get_mut(id)?;
            if connection.parked {
                return None;
            }
            let lane_id = connection.ready.pop()?;
            let Some(lane) = self.lanes.get_mut(&lane_id) else {
                continue;
            };
            if !lane.waits_for_its_turn() {
                continue;
            }
            if let Some(ticket) = lane.expire_head(now) {
                self.by_ticket.remove(&ticket);
                self.settle_lane(now, lane_id);
                return Some(Release::Expired(ticket));
            }
            if let Err(at) = lane.take_slot(now) {
                if lane.arm(at) {
                    self.timers.set(at, Due::Lane(lane_id));
                }
                continue;
            }
            let category = lane.category();
            if let Err(at) = connection.ceiling.take(now) {
                connection.ready.give_back(lane_id, category);
                connection.parked = true;
                self.timers.set(at, Due::Connection(id.clone()));
                return None;
            }
            connection.ready.served(category);
            return lane.depart().map(Release::Post);
        }
    }

    /// Brings a lane to where it belongs after anything about it changed: away if it is empty and
    /// rested, among the ready ones of its connection, or behind a timer.
    pub(super) fn settle_lane(&mut self, now: Moment, id: LaneId) {
        let Some(lane) = self.lanes.get_mut(&id) else {
            return;
        };
        let at = if lane.is_idle() {
            lane.rested_at()
        } else {
            lane.ready_at()
        };
        let Some(at) = at.map(|at| at.max(self.opens_at)) else {
            return;
        };
        if at > now {
            if lane.arm(at) {
                self.timers.set(at, Due::Lane(id));
            }
            return;
        }
        if lane.is_idle() {
            if let Some(lane) = self.lanes.remove(&id) {
                self.by_conversation.remove(&lane.key);
            }
            return;
        }
        let category = lane.category();
        if lane.enter_ready() {
            let connection = lane.key.0.clone();
            self.connection(&connection).ready.push(id, category);
            self.activate(&connection);
        }
    }

    pub(super) fn new_lane(&mut self, key: (ConnectionId, Conversation)) -> LaneId {
        self.lanes_made += 1;
        let id = LaneId(self.lanes_made);
        self.by_conversation.insert(key.clone(), id);
        self.lanes.insert(id, Lane::new(key, self.config));
        id
    }

    pub(super) fn connection(&mut self, id: &ConnectionId) -> &mut Connection {
        let per_minute = self.config.connection_per_minute;
        self.connections
            .entry(id.clone())
            .or_insert_with(|| Connection::new(per_minute))
    }

    pub(super) fn activate(&mut self, id: &ConnectionId) {
        let connection = self.connection(id);
        if !connection.in_ring {
            connection.in_ring = true;
            self.ring.push_back(id.clone());
        }
    }
}
