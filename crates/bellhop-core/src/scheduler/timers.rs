//! What is to be looked at again, and when.
//!
//! A timer that has become pointless is not taken out: it fires, and what it finds has nothing to do.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::calls::{CallId, Method};
use super::lane::LaneId;
use super::moment::Moment;
use crate::id::ConnectionId;

/// What a timer wakes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// A lane whose pause or pace is over, or that has rested.
    Lane(LaneId),
    /// A connection that was at its ceiling.
    Connection(ConnectionId),
    /// A method of a connection that was at its budget.
    Method(ConnectionId, Method),
    /// A call that is to be made again.
    Call(ConnectionId, Method, CallId),
}

/// Timers, soonest first.
#[derive(Debug, Default)]
pub(super) struct Timers(BinaryHeap<Reverse<(Moment, Due)>>);

impl Timers {
    pub(super) fn set(&mut self, at: Moment, due: Due) {
        self.0.push(Reverse((at, due)));
    }

    /// What is due now, if anything is.
    pub(super) fn due(&mut self, now: Moment) -> Option<Due> {
        let top = self.0.peek_mut()?;
        if top.0.0 > now {
            return None;
        }
        Some(std::collections::binary_heap::PeekMut::pop(top).0.1)
    }

    pub(super) fn first(&self) -> Option<Moment> {
        self.0.peek().map(|Reverse((at, _))| *at)
    }
}
