//! Spill: which arriving message is held in memory, which waits in the store, and what is taken back
//! when. Pure: it counts, and knows no message.
//!
//! A worker receives a shard's messages as they come, so a long lane would fill its memory and keep it
//! from what comes behind. So a lane that holds too much *spills*: what arrives for it goes to the store,
//! and comes back in order as the lane drains.
//!
//! Rules, each tested:
//! - A lane is in the store as a whole: when its first message spills, those that it holds are put there
//!   too, and until the store has no more of it, what arrives is put behind. So after a crash the store
//!   alone says the order, and the queue can only have what comes later.
//! - A lane holds [`Bounds::lane_max`]. Each category of a connection holds [`Bounds::connection_max`],
//!   and no more than a quarter of what the window has left: so whatever some do, another finds room. A
//!   lane that holds nothing may pass the bound of its connection by one, up to twice the bound: what
//!   waits for other lanes need not wait behind many long ones.
//! - Lanes are taken back from the more urgent category first, and in turn within one.
//! - On an open road (no pace to keep) what is held is on the move and the queue is the better place to
//!   wait: then a lane or a connection may hold what it drains in some seconds.
//! - What has an early place goes in front, whatever is in the store.
//!
//! A place that arrives late among those in the store (a message that was sent again by hand) can pull
//! the reading back; what is then read twice is known by its id.

mod drain;
mod lane;
mod taking_back;

use std::collections::{HashMap, VecDeque};

pub use self::lane::LaneKey;
pub use self::taking_back::Want;

use self::drain::Drain;
use self::lane::Lane;
use crate::id::ConnectionId;
use crate::scheduler::Moment;
use crate::workflow::Category;

/// Of the room that is left, a category of a connection takes this part at the most.
const ROOM_PARTS: usize = 4;
const CATEGORIES: usize = Category::ALL.len();

/// How much is held in memory.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Messages in all.
    pub window: usize,
    /// Messages of one lane.
    pub lane_max: usize,
    /// Messages of one category of one connection.
    pub connection_max: usize,
    /// Whether lanes have no pace to keep.
    pub open_road: bool,
}

/// What counts of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// Its lane, as far as that is known.
    pub lane: LaneKey,
    /// Its place in the order of planning.
    pub place: u64,
    /// How urgent it is.
    pub category: Category,
    /// Whether the store has it.
    pub stored: bool,
}

/// Where a message is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// In memory.
    Hold,
    /// In the store.
    Store {
        /// Whether the lane holds messages that the store lacks: they go there before this one.
        with_held: bool,
    },
}

/// What is held and what is in the store, lane by lane.
#[derive(Debug)]
pub struct Spill {
    bounds: Bounds,
    lanes: HashMap<LaneKey, Lane>,
    /// Lanes that turned out to be another one.
    aliases: HashMap<LaneKey, LaneKey>,
    numbers: HashMap<ConnectionId, usize>,
    connections: Vec<Connection>,
    /// The connections with lanes to take back, in turn.
    ring: VecDeque<usize>,
    held: usize,
    coming: usize,
    unread: u64,
}

#[derive(Debug, Default)]
struct Connection {
    /// Held, or about to be taken back, by category.
    held: [usize; CATEGORIES],
    /// Lanes to take back, in turn, by the category of the most urgent message in the store.
    hungry: [VecDeque<LaneKey>; CATEGORIES],
    drain: Drain,
    in_ring: bool,
}

impl Spill {
    /// Nothing is held, and nothing known of the store.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            lanes: HashMap::new(),
            aliases: HashMap::new(),
            numbers: HashMap::new(),
            connections: Vec::new(),
            ring: VecDeque::new(),
            held: 0,
            coming: 0,
            unread: 0,
        }
    }

    /// Takes note of a lane that is in the store: so many messages, from `first` on.
    pub fn found(
        &mut self,
        connection: &ConnectionId,
        lane: LaneKey,
        category: Category,
        count: u64,
        first: u64,
    ) {
        let connection = self.number(connection);
        let entry = self.lanes.entry(lane);
        let entry = entry.or_insert_with(|| Lane::new(connection));
        entry.unread += count;
        entry.read_up_to = first.saturating_sub(1);
        entry.category = category;
        self.unread += count;
        self.wish(lane);
    }

    /// A message arrives off the queue.
    pub fn arrives(&mut self, now: Moment, connection: &ConnectionId, spot: Spot) -> Verdict {
        let number = self.number(connection);
        let key = self.known_as(spot.lane);
        let in_bounds = self.in_bounds(now, number, key, spot.category);
        let entry = self.lanes.entry(key);
        let lane = entry.or_insert_with(|| Lane::new(number));
        let holds = if lane.unread > 0 {
            spot.place <= lane.read_up_to
        } else {
            spot.place < lane.last || in_bounds
        };
        lane.last = lane.last.max(spot.place);
        if holds {
            lane.unbanked += 1;
            self.hold(now, key, spot.category);
            return Verdict::Hold;
        }
        self.put_away(key, spot)
    }

    /// The conversation of a held message is known: its lane is `to` from now on. If the message has to
    /// go to the store for that, it is held no longer.
    pub fn joins(&mut self, now: Moment, spot: Spot, to: LaneKey) -> Verdict {
        let (from, to) = (self.known_as(spot.lane), self.known_as(to));
        if from != to {
            self.move_over(now, from, to, spot.stored);
        }
        let Some(lane) = self.lanes.get_mut(&to) else {
            return Verdict::Hold;
        };
        lane.last = lane.last.max(spot.place);
        if lane.unread == 0 || spot.place <= lane.read_up_to {
            return Verdict::Hold;
        }
        lane.held = lane.held.saturating_sub(1);
        lane.unbanked = lane.unbanked.saturating_sub(u32::from(!spot.stored));
        let connection = lane.connection;
        self.let_go(connection, spot.category);
        self.put_away(to, spot)
    }

    /// A held message has ended.
    pub fn ended(&mut self, now: Moment, spot: Spot) {
        let key = self.known_as(spot.lane);
        let Some(lane) = self.lanes.get_mut(&key) else {
            return;
        };
        lane.held = lane.held.saturating_sub(1);
        lane.unbanked = lane.unbanked.saturating_sub(u32::from(!spot.stored));
        lane.drain.count(now);
        let connection = lane.connection;
        self.connections[connection].drain.count(now);
        self.let_go(connection, spot.category);
        self.wish(key);
        self.forget(key);
    }

    /// How many more messages may arrive. On an open road what finds no room waits in the queue, and not
    /// for long; else it goes to the store, so that what is behind it can be looked at.
    #[must_use]
    pub fn may_arrive(&self) -> usize {
        if self.bounds.open_road {
            return self.room();
        }
        usize::MAX
    }

    /// How many more messages may be held.
    #[must_use]
    pub fn room(&self) -> usize {
        let taken = self.held + self.coming;
        self.bounds.window.saturating_sub(taken)
    }

    /// How many messages are in the store and not in memory.
    #[must_use]
    pub fn unread(&self) -> u64 {
        self.unread
    }

    /// How many messages of a lane are in the store and not in memory.
    #[must_use]
    pub fn unread_in(&self, lane: LaneKey) -> u64 {
        let lane = self.lanes.get(&self.known_as(lane));
        lane.map_or(0, |lane| lane.unread)
    }

    /// How many messages of each connection are in the store and not in memory, and how many of its
    /// lanes have all of theirs there.
    pub fn unread_by_connection(&self) -> impl Iterator<Item = (&ConnectionId, u64, u64)> {
        let mut unread = vec![(0, 0); self.connections.len()];
        for lane in self.lanes.values().filter(|lane| lane.unread > 0) {
            let (messages, lanes) = &mut unread[lane.connection];
            *messages += lane.unread;
            *lanes += u64::from(lane.held == 0);
        }
        let numbers = self.numbers.iter();
        numbers
            .map(move |(connection, number)| (connection, unread[*number].0, unread[*number].1))
            .filter(|(_, messages, _)| *messages > 0)
    }

    /// The lane that `lane` turned out to be, if it did.
    #[must_use]
    pub fn known_as(&self, lane: LaneKey) -> LaneKey {
        let mut lane = lane;
        while let Some(other) = self.aliases.get(&lane) {
            lane = *other;
        }
        lane
    }

    fn number(&mut self, connection: &ConnectionId) -> usize {
        if let Some(number) = self.numbers.get(connection) {
            return *number;
        }
        self.connections.push(Connection::default());
        let number = self.connections.len() - 1;
        self.numbers.insert(connection.clone(), number);
        number
    }

    /// How much a category of a connection may hold.
    fn connection_max(&self, now: Moment, number: usize) -> usize {
        let bound = self
            .bounds
            .connection_max
            .min(self.room().div_ceil(ROOM_PARTS));
        if !self.bounds.open_road {
            return bound;
        }
        bound.max(self.connections[number].drain.allowance(now))
    }

    fn in_bounds(&self, now: Moment, number: usize, key: LaneKey, category: Category) -> bool {
        let lane = self.lanes.get(&key);
        let in_lane = lane.map_or(0, |lane| lane.held as usize);
        let mut lane_max = self.bounds.lane_max;
        if self.bounds.open_road
            && let Some(lane) = lane
        {
            lane_max = lane_max.max(lane.drain.allowance(now));
        }
        let of_connection = self.connections[number].held[category as usize];
        let connection_max = self.connection_max(now, number);
        let fresh = in_lane == 0 && of_connection < connection_max.saturating_mul(2);
        in_lane < lane_max && (of_connection < connection_max || fresh)
    }

    /// Counts a message of a lane that is there as held.
    fn hold(&mut self, now: Moment, key: LaneKey, category: Category) {
        if let Some(lane) = self.lanes.get_mut(&key) {
            let connection = &mut self.connections[lane.connection];
            if lane.held == 0 {
                lane.drain.begin(now);
            }
            if connection.held.iter().sum::<usize>() == 0 {
                connection.drain.begin(now);
            }
            lane.held += 1;
            connection.held[category as usize] += 1;
            self.held += 1;
        }
    }

    fn let_go(&mut self, connection: usize, category: Category) {
        let held = &mut self.connections[connection].held[category as usize];
        *held = held.saturating_sub(1);
        self.held = self.held.saturating_sub(1);
    }

    /// Counts a message as in the store.
    fn put_away(&mut self, key: LaneKey, spot: Spot) -> Verdict {
        let mut with_held = false;
        if let Some(lane) = self.lanes.get_mut(&key) {
            with_held = std::mem::take(&mut lane.unbanked) > 0;
            let was_more_urgent = lane.unread > 0 && lane.category <= spot.category;
            lane.put_away(spot);
            self.unread += 1;
            if !was_more_urgent {
                // It has a place among the less urgent ones perhaps, which counts no more.
                lane.queued = false;
            }
        }
        self.wish(key);
        Verdict::Store { with_held }
    }

    /// Moves one message to the lane that its own turned out to be, or all of the lane if the store has
    /// some of it.
    fn move_over(&mut self, now: Moment, from: LaneKey, to: LaneKey, stored: bool) {
        let Some(lane) = self.lanes.get_mut(&from) else {
            return;
        };
        let connection = lane.connection;
        if lane.unread == 0 && lane.reading == 0 {
            lane.held = lane.held.saturating_sub(1);
            lane.unbanked = lane.unbanked.saturating_sub(u32::from(!stored));
            self.forget(from);
            let entry = self.lanes.entry(to);
            let other = entry.or_insert_with(|| Lane::new(connection));
            if other.held == 0 {
                other.drain.begin(now);
            }
            other.held += 1;
            other.unbanked += u32::from(!stored);
            return;
        }
        if let Some(lane) = self.lanes.remove(&from) {
            let entry = self.lanes.entry(to);
            let other = entry.or_insert_with(|| Lane::new(connection));
            other.absorb(from, lane);
            self.aliases.insert(from, to);
            self.wish(to);
        }
    }

    /// Forgets a lane of which there is nothing.
    fn forget(&mut self, key: LaneKey) {
        let gone = self.lanes.get(&key).is_some_and(Lane::is_empty);
        if gone && let Some(lane) = self.lanes.remove(&key) {
            for source in lane.sources(key) {
                self.aliases.remove(&source);
            }
        }
    }
}

#[cfg(test)]
mod tests;
