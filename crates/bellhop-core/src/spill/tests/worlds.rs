//! Random worlds: whatever arrives and ends when, and wherever it crashes.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::*;

/// How many random worlds there are.
const WORLDS: u64 = 2_000;

/// A small random generator (SplitMix64), so that a seed is a world.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % bound
    }
}

/// Whatever arrives and ends when, and wherever it crashes: each lane goes out whole and in order, and
/// memory keeps its bound.
#[test]
fn nothing_is_lost_doubled_or_out_of_order_in_any_world() {
    for seed in 0..WORLDS {
        let mut dice = Dice(seed);
        let mut desk = Desk::new(BOUNDS);
        let messages = 1 + dice.below(300);
        let (lanes, slow) = (1 + dice.below(40), 1 + dice.below(6));
        let lane_of: Vec<u64> = (0..=messages).map(|_| dice.below(lanes) * 100).collect();
        let category = |place: u64| Category::ALL[(place % 3) as usize];
        // What the queue has, and what of it is unsettled since it is only in memory.
        let mut next = 1;
        let mut over: HashSet<u64> = HashSet::new();
        let mut last: HashMap<u64, u64> = HashMap::new();
        let mut steps = 0;
        while over.len() < usize::try_from(messages).unwrap() {
            steps += 1;
            assert!(steps < 20_000, "it stands still, seed {seed}");
            let in_queue = |place: &u64, desk: &Desk, over: &HashSet<u64>| {
                let lane = LaneKey(lane_of[usize::try_from(*place).unwrap()]);
                !over.contains(place) && !desk.rows.contains_key(&(lane, *place))
            };
            match dice.below(6) {
                0 | 1 if next <= messages => {
                    let lane = lane_of[usize::try_from(next).unwrap()];
                    let known = over.contains(&next) || desk.held.contains_key(&next);
                    let stored = desk.rows.contains_key(&(LaneKey(lane), next));
                    if !known && !stored {
                        desk.receive(next, lane / 100, lane, category(next));
                    }
                    next += 1;
                }
                2 => desk.ask(),
                3 => drop(desk.answer()),
                4 if dice.below(200) == 0 => {
                    desk.crash();
                    let unsettled = (1..next).filter(|place| in_queue(place, &desk, &over));
                    next = unsettled.min().unwrap_or(next);
                }
                _ => {
                    for _ in 0..dice.below(slow + 1) {
                        // The head of some lane goes out.
                        let heads: BTreeMap<_, _> = desk
                            .held
                            .iter()
                            .rev()
                            .map(|(place, (lane, ..))| (*lane, *place))
                            .collect();
                        let heads: Vec<_> = heads.into_values().collect();
                        if heads.is_empty() {
                            break;
                        }
                        let place = heads[dice.below(heads.len() as u64) as usize];
                        let lane = lane_of[usize::try_from(place).unwrap()];
                        let before = last.insert(lane, place).unwrap_or(0);
                        assert!(before < place, "{place} after {before}, seed {seed}");
                        assert!(over.insert(place), "{place} twice, seed {seed}");
                        desk.end(place);
                    }
                }
            }
            assert!(desk.held.len() <= BOUNDS.window, "too many, seed {seed}");
        }
        assert_eq!(desk.spill.unread(), 0, "seed {seed}");
        desk.answer();
        assert!(desk.spill.lanes.is_empty(), "left behind, seed {seed}");
    }
}
