//! Taking lanes back from the store: which, how much, and what came of it.

use super::Spill;
use super::lane::LaneKey;
use crate::scheduler::Moment;
use crate::workflow::Category;

/// What to read from the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    /// The lane.
    pub lane: LaneKey,
    /// The names under which the store has it.
    pub sources: Vec<LaneKey>,
    /// Places above this one are wanted, lowest first.
    pub after: u64,
    /// How many.
    pub limit: usize,
    category: Category,
}

impl Spill {
    /// What to take back now, `rows_max` messages at the most.
    pub fn wanted(&mut self, now: Moment, rows_max: usize) -> Vec<Want> {
        let mut wants = Vec::new();
        let mut rows = rows_max.min(self.room());
        for _ in 0..self.ring.len() {
            let Some(number) = self.ring.pop_front() else {
                break;
            };
            for category in Category::ALL {
                self.want(now, number, *category, &mut rows, &mut wants);
            }
            let connection = &mut self.connections[number];
            connection.in_ring = connection.hungry.iter().any(|lanes| !lanes.is_empty());
            if connection.in_ring {
                self.ring.push_back(number);
            }
            if rows == 0 {
                break;
            }
        }
        wants
    }

    /// What was wanted is read: so many messages, up to the place `last`; of these categories are those
    /// that were not in memory already, and are held from now on.
    pub fn returned(
        &mut self,
        now: Moment,
        want: &Want,
        read: usize,
        last: Option<u64>,
        fresh: &[Category],
    ) {
        self.coming = self.coming.saturating_sub(want.limit);
        let key = self.known_as(want.lane);
        let Some(lane) = self.lanes.get_mut(&key) else {
            return;
        };
        let before = lane.unread;
        // One that became another meanwhile was read in part.
        let is_all = read < want.limit && want.sources == lane.sources(key);
        lane.returned(is_all, last, fresh.len() as u64);
        self.unread = (self.unread + lane.unread).saturating_sub(before);
        let connection = &mut self.connections[lane.connection];
        let held = &mut connection.held[want.category as usize];
        *held = held.saturating_sub(want.limit);
        for category in fresh {
            self.hold(now, key, *category);
        }
        self.wish(key);
        self.forget(key);
    }

    /// Puts a lane among those to take back, if it is one.
    pub(super) fn wish(&mut self, key: LaneKey) {
        let half = self.bounds.lane_max.div_ceil(2);
        let Some(lane) = self.lanes.get_mut(&key) else {
            return;
        };
        if lane.queued || lane.unread == 0 || lane.reading > 0 || lane.held as usize >= half {
            return;
        }
        lane.queued = true;
        let number = lane.connection;
        let connection = &mut self.connections[number];
        connection.hungry[lane.category as usize].push_back(key);
        if !std::mem::replace(&mut connection.in_ring, true) {
            self.ring.push_back(number);
        }
    }

    /// Takes the lanes of one category of a connection off their line, as far as there is room.
    fn want(
        &mut self,
        now: Moment,
        number: usize,
        category: Category,
        rows: &mut usize,
        wants: &mut Vec<Want>,
    ) {
        let class = category as usize;
        let held = self.connections[number].held[class];
        let mut room = self.connection_max(now, number).saturating_sub(held);
        room = room.min(*rows);
        while room > 0
            && let Some(key) = self.connections[number].hungry[class].pop_front()
        {
            let waiting = self.connections[number].hungry[class].len();
            let share = (room / (waiting + 1)).max(1);
            let key = self.known_as(key);
            let Some(lane) = self.lanes.get_mut(&key) else {
                continue;
            };
            if !lane.queued || lane.reading > 0 || lane.unread == 0 {
                continue;
            }
            lane.queued = false;
            let free = self.bounds.lane_max.saturating_sub(lane.held as usize);
            let limit = share.min(free).min(lane.unread_at_most()).max(1);
            lane.reading += 1;
            wants.push(Want {
                lane: key,
                sources: lane.sources(key),
                after: lane.read_up_to,
                limit,
                category,
            });
            self.connections[number].held[class] += limit;
            self.coming += limit;
            room = room.saturating_sub(limit);
            *rows = rows.saturating_sub(limit);
        }
    }
}
