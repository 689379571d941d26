//! What arrived, compared with what was sent.

use std::collections::{HashMap, HashSet};

use bellhop_sim::Sim;

use super::bed::channel;

/// The four counts of a delivery test, and the order.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) arrived: usize,
    pub(super) lost: usize,
    pub(super) doubled: usize,
    pub(super) unexpected: usize,
    pub(super) inversions: usize,
}

/// Compares the texts in each channel with `sent`, which holds the texts of each channel in order.
pub(super) fn tally(sim: &Sim, sent: &[Vec<String>]) -> Tally {
    let mut tally = Tally::default();
    for (number, sent) in sent.iter().enumerate() {
        let place: HashMap<&str, usize> = sent
            .iter()
            .enumerate()
            .map(|(place, text)| (text.as_str(), place))
            .collect();
        let mut seen = HashSet::new();
        let mut last = 0;
        for message in sim.messages(&channel(number)) {
            match place.get(&*message.text) {
                None => tally.unexpected += 1,
                Some(place) if !seen.insert(*place) => tally.doubled += 1,
                Some(place) => {
                    tally.inversions += usize::from(*place < last);
                    last = last.max(*place);
                }
            }
        }
        tally.arrived += seen.len();
        tally.lost += sent.len() - seen.len();
    }
    tally
}
