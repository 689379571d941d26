//! A connection in the scheduler: its ready lanes, its ceiling and the budgets of its methods.

use std::collections::VecDeque;

use super::calls::Calls;
use super::ceiling::Ceiling;
use super::lane::LaneId;
use super::outage::Outage;
use crate::workflow::Category;

#[derive(Debug)]
pub(super) struct Connection {
    pub(super) ready: Ready,
    pub(super) ceiling: Ceiling,
    pub(super) calls: Calls,
    /// Whether Slack can be reached with it.
    pub(super) outage: Outage,
    /// Whether it is among those that may have something to release.
    pub(super) in_ring: bool,
    /// Whether it waits for room under its ceiling.
    pub(super) parked: bool,
}

impl Connection {
    pub(super) fn new(per_minute: u32) -> Self {
        Self {
            ready: Ready::default(),
            ceiling: Ceiling::new(per_minute),
            calls: Calls::default(),
            outage: Outage::default(),
            in_ring: false,
            parked: false,
        }
    }
}

/// After this many lanes of a more urgent category, one of the passed-over category goes first.
const PASSED_OVER_MAX: u32 = 8;

/// The lanes that could send now, by the category of what they would send; in turn within a category.
#[derive(Debug, Default)]
pub(super) struct Ready {
    lanes: [VecDeque<LaneId>; Category::ALL.len()],
    passed_over: [u32; Category::ALL.len()],
}

impl Ready {
    pub(super) fn push(&mut self, lane: LaneId, category: Category) {
        self.lanes[category as usize].push_back(lane);
    }

    /// Puts back a lane that was taken and could not go: it is the first of its category again.
    pub(super) fn give_back(&mut self, lane: LaneId, category: Category) {
        self.lanes[category as usize].push_front(lane);
    }

    /// The lane whose turn it is: the most urgent category first, but none is passed over for ever.
    pub(super) fn pop(&mut self) -> Option<LaneId> {
        let starved = (0..self.lanes.len()).rev().find(|&class| {
            self.passed_over[class] >= PASSED_OVER_MAX && !self.lanes[class].is_empty()
        });
        let class = starved.or_else(|| self.lanes.iter().position(|lanes| !lanes.is_empty()))?;
        self.lanes[class].pop_front()
    }

    /// Takes out the first lane that is as wanted.
    pub(super) fn take_first(&mut self, wanted: impl Fn(LaneId) -> bool) -> Option<LaneId> {
        self.lanes.iter_mut().find_map(|lanes| {
            let place = lanes.iter().position(|lane| wanted(*lane))?;
            lanes.remove(place)
        })
    }

    /// A message of this category went: the less urgent ones that wait were passed over.
    pub(super) fn served(&mut self, category: Category) {
        self.passed_over[category as usize] = 0;
        for later in category as usize + 1..self.lanes.len() {
            if !self.lanes[later].is_empty() {
                self.passed_over[later] += 1;
            }
        }
    }
}
