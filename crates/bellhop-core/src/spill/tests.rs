//! What spilling promises: a model of memory and store around the decisions, in single scenes here, in
//! random ones in `worlds`, and with the scheduler in `broadcast`.

mod broadcast;
mod worlds;

use std::collections::BTreeMap;
use std::time::Duration;

use super::*;

const BOUNDS: Bounds = Bounds {
    window: 100,
    lane_max: 10,
    connection_max: 40,
    open_road: false,
};

fn connection(number: u64) -> ConnectionId {
    ConnectionId::parse(&format!("con_{number:024x}")).unwrap()
}

fn at(milliseconds: u64) -> Moment {
    Moment::after(Duration::from_millis(milliseconds))
}

/// Messages on their way: what a desk does, with a store that answers at once or after a while.
struct Desk {
    spill: Spill,
    now: Moment,
    /// The store: lane, place, and the rest.
    rows: BTreeMap<(LaneKey, u64), Category>,
    held: BTreeMap<u64, (LaneKey, Category, bool)>,
    reading: Vec<Want>,
}

impl Desk {
    fn new(bounds: Bounds) -> Self {
        Self {
            spill: Spill::new(bounds),
            now: at(0),
            rows: BTreeMap::new(),
            held: BTreeMap::new(),
            reading: Vec::new(),
        }
    }

    fn spot(&self, place: u64) -> Spot {
        let (lane, category, stored) = self.held[&place];
        Spot {
            lane,
            place,
            category,
            stored,
        }
    }

    /// Whether it is held.
    fn receive(&mut self, place: u64, of: u64, lane: u64, category: Category) -> bool {
        let lane = LaneKey(lane);
        let spot = Spot {
            lane,
            place,
            category,
            stored: false,
        };
        match self.spill.arrives(self.now, &connection(of), spot) {
            Verdict::Hold => {
                self.held.insert(place, (lane, category, false));
                true
            }
            Verdict::Store { with_held } => {
                self.put_away(place, lane, category, with_held);
                false
            }
        }
    }

    fn put_away(&mut self, place: u64, lane: LaneKey, category: Category, with_held: bool) {
        if with_held {
            for (place, (of, category, stored)) in &mut self.held {
                if self.spill.known_as(*of) == self.spill.known_as(lane) && !*stored {
                    *stored = true;
                    self.rows.insert((*of, *place), *category);
                }
            }
        }
        self.rows.insert((lane, place), category);
    }

    fn ask(&mut self) {
        if self.reading.is_empty() {
            self.reading = self.spill.wanted(self.now, 64);
        }
    }

    /// The store answers; gives what is held now.
    fn answer(&mut self) -> Vec<u64> {
        let mut taken = Vec::new();
        for want in std::mem::take(&mut self.reading) {
            let mut found: Vec<_> = self
                .rows
                .iter()
                .filter(|((lane, place), _)| want.sources.contains(lane) && *place > want.after)
                .map(|((_, place), category)| (*place, *category))
                .collect();
            found.sort_unstable_by_key(|(place, _)| *place);
            found.truncate(want.limit);
            let (read, last) = (found.len(), found.last().map(|(place, _)| *place));
            found.retain(|(place, _)| !self.held.contains_key(place));
            let categories: Vec<_> = found.iter().map(|(_, category)| *category).collect();
            self.spill
                .returned(self.now, &want, read, last, &categories);
            for (place, category) in found {
                self.held.insert(place, (want.lane, category, true));
                taken.push(place);
            }
        }
        taken
    }

    fn take_back(&mut self) -> Vec<u64> {
        self.ask();
        self.answer()
    }

    fn end(&mut self, place: u64) {
        let spot = self.spot(place);
        self.held.remove(&place);
        self.rows.retain(|(_, other), _| *other != place);
        self.spill.ended(self.now, spot);
    }

    /// What a new desk makes of what the store has.
    fn crash(&mut self) {
        self.spill = Spill::new(BOUNDS);
        self.held.clear();
        self.reading.clear();
        let mut lanes: BTreeMap<LaneKey, (u64, u64, Category)> = BTreeMap::new();
        for ((lane, place), category) in &self.rows {
            let (count, _, urgent) = lanes.entry(*lane).or_insert((0, *place, *category));
            *count += 1;
            *urgent = (*urgent).min(*category);
        }
        for (lane, (count, first, category)) in lanes {
            let connection = connection(lane.0 / 100);
            self.spill.found(&connection, lane, category, count, first);
        }
    }
}

const NORMAL: Category = Category::Transactional;

#[test]
fn a_long_lane_goes_to_the_store_as_a_whole_and_comes_back_in_order() {
    let mut desk = Desk::new(BOUNDS);
    for place in 1..=50 {
        assert_eq!(desk.receive(place, 1, 7, NORMAL), place <= 10, "{place}");
    }

    assert_eq!((desk.rows.len(), desk.spill.unread()), (50, 40));
    assert_eq!(desk.take_back(), [0_u64; 0], "it holds enough");
    for place in 1..=6 {
        desk.end(place);
    }
    assert_eq!(desk.take_back(), [11, 12, 13, 14, 15, 16]);
    assert!(!desk.receive(51, 1, 7, NORMAL), "the store has more of it");
    assert_eq!(desk.spill.unread(), 35);
}

#[test]
fn other_lanes_connections_and_categories_find_room_behind_long_ones() {
    let mut desk = Desk::new(BOUNDS);
    for place in 1..=500 {
        desk.receive(place, 1, place % 5, NORMAL);
    }
    let held = desk.held.len();

    assert!(held <= 50, "{held}");
    assert!(desk.receive(501, 1, 9, NORMAL), "another lane");
    for place in 502..1_000 {
        desk.receive(place, 1, place, NORMAL);
    }
    assert!(!desk.receive(1_000, 1, 1_000, NORMAL), "too many lanes");
    assert!(desk.receive(1_001, 1, 1_001, Category::System));
    assert!(desk.receive(1_002, 2, 1_002, NORMAL));
}

#[test]
fn however_many_connections_are_slow_another_finds_room() {
    let mut desk = Desk::new(BOUNDS);
    let mut place = 0;
    for of in 1..=8 {
        for _ in 0..200 {
            place += 1;
            desk.receive(place, of, of * 100 + place % 30, NORMAL);
        }
    }

    assert!(desk.spill.room() > 0);
    assert!(desk.receive(place + 1, 30, 3_000, NORMAL));
    for of in 100..200 {
        place += 2;
        desk.receive(place, of, of * 100, NORMAL);
    }
    assert_eq!((desk.spill.room(), desk.held.len()), (0, BOUNDS.window));
    assert_eq!(desk.spill.may_arrive(), usize::MAX, "the store has room");
}

#[test]
fn what_is_more_urgent_is_taken_back_first_and_lanes_in_turn() {
    let mut desk = Desk::new(BOUNDS);
    for place in 1..=90 {
        desk.receive(place, 1, place, NORMAL);
    }
    let waiting: Vec<_> = (1..=90)
        .filter(|place| !desk.held.contains_key(place))
        .collect();
    // Behind what waits for the last of them comes something urgent.
    let last = *waiting.last().unwrap();
    desk.receive(91, 1, last, Category::System);
    for place in 1..=30 {
        desk.end(place);
    }

    let taken = desk.take_back();

    assert_eq!(taken[..2], [last, 91]);
    assert_eq!(taken[2..], waiting[..taken.len() - 2]);
}

#[test]
fn an_early_place_goes_in_front_of_what_is_in_the_store() {
    let mut desk = Desk::new(BOUNDS);
    desk.spill.found(&connection(1), LaneKey(7), NORMAL, 30, 21);

    assert!(desk.receive(20, 1, 7, NORMAL));
    assert!(!desk.receive(60, 1, 7, NORMAL));
}

#[test]
fn a_lane_that_turns_out_to_be_another_is_taken_back_with_it_in_order() {
    let mut desk = Desk::new(BOUNDS);
    let (email, user) = (7, LaneKey(8));
    for place in 1..=30 {
        desk.receive(place, 1, email, NORMAL);
    }

    for place in 1..=10 {
        assert_eq!(
            desk.spill.joins(desk.now, desk.spot(place), user),
            Verdict::Hold
        );
        desk.held.get_mut(&place).unwrap().0 = user;
    }
    assert!(!desk.receive(31, 1, user.0, NORMAL));
    assert!(!desk.receive(32, 1, email, NORMAL));
    let mut taken = Vec::new();
    while let Some(place) = desk.held.keys().next().copied() {
        desk.end(place);
        taken.extend(desk.take_back());
    }

    assert_eq!(taken, (11..=32).collect::<Vec<_>>());
    assert_eq!(desk.spill.unread(), 0);
}

#[test]
fn what_joins_a_lane_that_is_in_the_store_goes_there_too() {
    let mut desk = Desk::new(BOUNDS);
    for place in 1..=30 {
        desk.receive(place, 1, 8, NORMAL);
    }
    assert!(desk.receive(31, 1, 7, NORMAL));

    let verdict = desk.spill.joins(desk.now, desk.spot(31), LaneKey(8));

    assert_eq!(verdict, Verdict::Store { with_held: false });
    assert_eq!(desk.spill.unread(), 21);
}

#[test]
fn an_open_road_keeps_what_moves_in_memory_and_not_what_stands() {
    let bounds = Bounds {
        open_road: true,
        ..BOUNDS
    };
    let mut desk = Desk::new(bounds);
    for place in 1..=60 {
        assert!(desk.receive(place, 1, 7, NORMAL), "it has just begun");
    }
    for place in 1..=20 {
        desk.now = at(2_500 + place);
        desk.end(place);
    }
    assert!(desk.receive(61, 1, 7, NORMAL), "twenty left just now");
    desk.now = at(10_000);
    assert!(!desk.receive(62, 1, 7, NORMAL), "nothing moves");
}
